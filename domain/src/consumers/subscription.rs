//! To what a consumer subscribes: which changes of the feed it is given, and how much of each.

use crate::{
    Area, Faults, Reach,
    kernel::{fault::FaultCode, text, word::words, wording::Wording},
};

words! {
    /// Whether an item holds the record, or its address alone.
    ChangeView {
        /// What to read.
        Thin = "thin",
        /// The record, too, as the client may read it.
        Full = "full",
    }
}

/// Which changes a consumer is given, and how much of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Of which resources; none for all that the client reads.
    pub types: Vec<String>,
    /// Whether an item holds the record, or its address alone.
    pub view: ChangeView,
    /// Of which area; none for all that the client reaches.
    pub area: Option<Area>,
    /// What the client says of it.
    pub description: Option<String>,
}

impl Subscription {
    /// A subscription as it was asked for, noting what is wrong with it.
    pub fn parse(
        types: &[String],
        view: Option<ChangeView>,
        (area, description): (Option<&str>, Option<&str>),
        faults: &mut Faults,
    ) -> Self {
        let mut each = Vec::new();
        for (place, name) in types.iter().enumerate() {
            if each.contains(name) {
                faults.add(format!("/types/{place}"), FaultCode::Duplicate, Wording::GivenMoreThanOnce);
            }
            each.push(name.clone());
        }
        Self {
            types: each,
            view: view.unwrap_or(ChangeView::Thin),
            area: area.and_then(|raw| faults.keep("/area", Area::parse(raw))),
            description: description.and_then(|raw| faults.keep("/description", text::line(raw))),
        }
    }

    /// How far it reaches: no further than its client does now. None if that is nothing.
    pub fn reach(&self, of_client: &Reach) -> Option<Reach> {
        match &self.area {
            Some(area) => of_client.within(area),
            None => Some(of_client.clone()),
        }
    }
}
