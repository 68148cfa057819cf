//! What a client receives by its agreement: less than its role reads, on every surface alike.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crate::{Area, Reach, kernel::id::AgreementId};

/// The fields by which a record is known. Every agreement has them.
const ALWAYS_SHOWN: [&str; 2] = ["id", "version"];
/// The parameters that say when, and not of which record.
const MOMENTS: [&str; 4] = ["as_of", "known_at", "on", "changed_after"];

/// The fields of an answer that an agreement shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// All of them: of an answer that has none by itself, such as a file, and of one that tells of nobody.
    All,
    /// These, and those by which a record is known.
    Fields(BTreeSet<String>),
}

impl Shown {
    /// True if this field is shown.
    pub fn has(&self, field: &str) -> bool {
        match self {
            Self::All => true,
            Self::Fields(fields) => ALWAYS_SHOWN.contains(&field) || fields.contains(field),
        }
    }

    /// The fields that are named; none if nothing is hidden.
    pub fn fields(&self) -> Option<Vec<String>> {
        match self {
            Self::All => None,
            Self::Fields(fields) => Some(fields.iter().cloned().collect()),
        }
    }

    /// True if a list may be narrowed or sorted by this parameter: by a hidden field it would tell what the field holds.
    pub fn lets_ask_by(&self, parameter: &str) -> bool {
        let bound = || ["_from", "_to"].iter().find_map(|end| parameter.strip_suffix(end));
        MOMENTS.contains(&parameter) || self.has(parameter) || bound().is_some_and(|field| self.has(field))
    }
}

/// What a client receives on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agreed {
    /// The agreement; none if nothing is agreed, and nothing received.
    pub agreement_id: Option<AgreementId>,
    /// For what the client receives it.
    pub purpose: Option<String>,
    /// The area to which it is bound.
    pub area: Option<Area>,
    /// What each action shows. The client has no others.
    pub actions: HashMap<&'static str, Arc<Shown>>,
}

impl Agreed {
    /// How far the client reaches with an action, within the reach of the client itself; none if the agreement says nothing of
    /// the action.
    pub fn reach(&self, action: &str, own: Reach) -> Option<Reach> {
        self.actions.contains_key(action).then(|| {
            let narrower = self.area.as_ref().filter(|area| own.covers(area));
            narrower.map_or(own, Reach::under)
        })
    }

    /// What an action shows; nothing is hidden if the agreement does not narrow it.
    pub fn shown(&self, action: &str) -> Option<&Arc<Shown>> {
        self.actions.get(action).filter(|shown| ***shown != Shown::All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(fields: &[&str]) -> Shown {
        Shown::Fields(fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn records_are_known_by_id_and_version() {
        let shown = shown(&["name"]);
        assert!(["id", "version", "name"].iter().all(|field| shown.has(field)));
        assert!(!shown.has("phone") && Shown::All.has("phone"));
    }

    #[test]
    fn list_is_asked_by_shown_fields_and_moments() {
        let shown = shown(&["starts_on", "status"]);
        for parameter in ["status", "id", "starts_on_from", "starts_on_to", "as_of", "known_at", "changed_after"] {
            assert!(shown.lets_ask_by(parameter), "{parameter}");
        }
        for parameter in ["name", "ends_on_from", "q", "person_id"] {
            assert!(!shown.lets_ask_by(parameter), "{parameter}");
            assert!(Shown::All.lets_ask_by(parameter));
        }
    }

    #[test]
    fn agreement_narrows_reach_and_never_widens_it() {
        let area = |raw: &str| Area::parse(raw).unwrap();
        let of = |raw: &str| Agreed {
            area: Some(area(raw)),
            actions: [("read_person", Arc::new(Shown::All))].into(),
            ..Agreed::default()
        };
        let reach = of("340800").reach("read_person", Reach::everything()).unwrap();
        assert!(reach.covers(&area("340801")) && !reach.covers(&area("340100")));
        let reach = of("340000").reach("read_person", Reach::under(&area("340800"))).unwrap();
        assert!(reach.covers(&area("340801")) && !reach.covers(&area("340100")));
        assert!(of("340800").reach("list_grades", Reach::everything()).is_none());
    }
}
