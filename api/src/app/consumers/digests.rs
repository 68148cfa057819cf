//! Digests of lists: what a caller would read of a list, as one number for each bucket.

use std::collections::BTreeMap;

use domain::{Error, Fault, FaultCode, Faults, Wording, consumers::digest, kernel::policy::Action};
use openapi::consumers::digest::{Digest, Digests, DigestsQuery};
use persistence::consumers::changes;
use serde_json::Value;

use super::{
    changes::{FOLLOWERS, position},
    records::{Listed, PageAsked, followed, list_of},
};
use crate::app::{Ctx, UseCase, kernel::list::Query};

/// Length of a month in a day, as in `2026-11-23`.
const MONTH_LENGTH: usize = 7;

/// Read the digests of a list.
pub struct ListDigests(pub Query<DigestsQuery>);

/// By what records are grouped.
#[derive(Clone, Copy)]
enum By {
    Area,
    Month,
    None,
}

impl UseCase for ListDigests {
    const ACTION: Action = Action::read("list_digests", FOLLOWERS);
    const SNAPSHOT: bool = true;
    type Output = Digests;

    fn is_long(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Digests, Error> {
        self.0.check()?;
        let (list, by) = asked(&self.0)?;
        list.action.reach(ctx.actor)?;
        let moments = ["as_of", "known_at"].map(|name| self.0.value(name).map(|value| (name, value.to_owned())));
        let filter: Vec<_> = moments.into_iter().flatten().collect();
        if let Some((name, _)) = filter.iter().find(|(name, _)| !list.filters.contains(name)) {
            return Err(Error::invalid(Fault::new(format!("/{name}"), FaultCode::Unknown, Wording::ParameterUnknown)));
        }
        let last = changes::head(ctx.db)?.last;
        let mut buckets: BTreeMap<String, digest::Digest> = BTreeMap::new();
        let mut after = None;
        loop {
            let asked = PageAsked { filter: filter.clone(), after, count: false };
            let page = ctx.between(|ctx| (list.page)(ctx, asked))?;
            for record in &page.records {
                let (id, version) = (said(record, "id"), record.get("version").and_then(Value::as_i64));
                buckets.entry(by.bucket(record)).or_default().add(id, version.unwrap_or_default(), record);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let items = buckets.into_iter().map(|(bucket, of)| Digest::new(bucket, &of)).collect();
        Ok(Digests { items, position: position(ctx, last) })
    }
}

/// What is asked for: the list, and by what its records are grouped.
fn asked(query: &Query<DigestsQuery>) -> Result<(&'static Listed, By), Error> {
    let mut faults = Faults::new();
    let DigestsQuery { resource, by, .. } = query.read(&mut faults);
    let followed = resource.as_deref().filter(|word| followed().iter().any(|one| one.resource == **word));
    let found = followed.and_then(list_of);
    if found.is_none() {
        let code = if resource.is_none() { FaultCode::Required } else { FaultCode::Code };
        faults.add("/resource", code, Wording::NotAParameterValue);
    }
    let by = match by.as_deref() {
        None | Some("none") => Some(By::None),
        Some("area") => Some(By::Area),
        Some("month") => Some(By::Month),
        Some(_) => {
            faults.add("/by", FaultCode::Code, Wording::NotAParameterValue);
            None
        }
    };
    faults.finish(found.zip(by))
}

fn said<'v>(record: &'v Value, field: &str) -> &'v str {
    record.get(field).and_then(Value::as_str).unwrap_or_default()
}

impl By {
    /// The bucket of a record: its month is the one it is about, else the one in which it was recorded.
    fn bucket(self, record: &Value) -> String {
        match self {
            Self::Area => said(record, "area").to_owned(),
            Self::Month if record.get("month").is_some() => said(record, "month").to_owned(),
            Self::Month => said(record, "created_at").chars().take(MONTH_LENGTH).collect(),
            Self::None => String::new(),
        }
    }
}
