//! The uploaded list of administrative areas: which codes there are, since when, until when, and what follows them.

use std::collections::{HashMap, HashSet};

use crate::{
    Area, Day, Wording,
    kernel::fault::{FaultCode, Flaw},
};

/// One area of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedArea {
    /// The code.
    pub code: String,
    /// First day on which it is valid.
    pub valid_from: Option<Day>,
    /// Last day on which it is valid.
    pub valid_until: Option<Day>,
    /// The codes of the areas that it became part of.
    pub successors: Vec<String>,
}

/// The list in force, with the codes of the lists before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaList {
    listed: HashMap<String, ListedArea>,
    known: HashSet<String>,
}

impl AreaList {
    /// The list in force, and the codes of earlier lists.
    pub fn new(in_force: impl IntoIterator<Item = ListedArea>, earlier: impl IntoIterator<Item = String>) -> Self {
        let listed: HashMap<_, _> = in_force.into_iter().map(|area| (area.code.clone(), area)).collect();
        let mut known: HashSet<String> = earlier.into_iter().chain(listed.keys().cloned()).collect();
        let above: Vec<String> = known
            .iter()
            .filter_map(|code| Area::parse(code).ok())
            .flat_map(|area| area.above())
            .map(|area| area.as_str().to_owned())
            .collect();
        known.extend(above);
        Self { listed, known }
    }

    /// Checks that a record may get this area on a day. `000000` is the whole country and on no list.
    ///
    /// # Errors
    /// The flaw: the code is unknown, not valid yet, or abolished; then it names what follows it.
    pub fn check(&self, area: &Area, day: Day) -> Result<(), Flaw> {
        if area.as_str() == WHOLE_COUNTRY {
            return Ok(());
        }
        let flaw = |wording| Err(Flaw::new(FaultCode::Code, wording));
        let Some(listed) = self.listed.get(area.as_str()) else { return flaw(Wording::AreaUnknown) };
        match (listed.valid_from, listed.valid_until) {
            (Some(from), _) if day < from => flaw(Wording::AreaNotYet { from: from.to_string() }),
            (_, Some(until)) if until < day => match listed.successors.is_empty() {
                true => flaw(Wording::AreaAbolished { until: until.to_string() }),
                false => {
                    let successors = listed.successors.join(", ");
                    flaw(Wording::AreaSucceeded { until: until.to_string(), successors })
                }
            },
            _ => Ok(()),
        }
    }

    /// Checks that something can lie in this area: it is or was on a list, or above one that is or was.
    ///
    /// # Errors
    /// The flaw: no list has or had the code.
    pub fn check_known(&self, area: &Area) -> Result<(), Flaw> {
        if area.as_str() == WHOLE_COUNTRY || self.known.contains(area.as_str()) {
            Ok(())
        } else {
            Err(Flaw::new(FaultCode::Code, Wording::AreaUnknown))
        }
    }
}

/// The code of the whole country.
const WHOLE_COUNTRY: &str = "000000";

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str) -> Area {
        Area::parse(code).unwrap()
    }

    fn listed(code: &str, from: Option<&str>, until: Option<&str>, successors: &[&str]) -> ListedArea {
        ListedArea {
            code: code.to_owned(),
            valid_from: from.map(|day| day.parse().unwrap()),
            valid_until: until.map(|day| day.parse().unwrap()),
            successors: successors.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    fn list() -> AreaList {
        let in_force = [
            listed("340800", None, None, &[]),
            listed("340802", Some("2026-12-01"), None, &[]),
            listed("340811", None, Some("2026-11-22"), &["340802", "340803"]),
            listed("340823", None, Some("2020-01-01"), &[]),
        ];
        AreaList::new(in_force, ["340822".to_owned()])
    }

    #[test]
    fn a_code_is_taken_on_the_days_on_which_it_is_valid() {
        let wording =
            |code: &str, day: &str| list().check(&area(code), day.parse().unwrap()).err().map(|it| it.wording);
        assert_eq!(wording("340800", "2026-11-23"), None);
        assert_eq!(wording("000000", "2026-11-23"), None);
        assert_eq!(wording("999998", "2026-11-23"), Some(Wording::AreaUnknown));
        assert_eq!(wording("340822", "2026-11-23"), Some(Wording::AreaUnknown), "of an earlier list");
        assert_eq!(wording("340802", "2026-11-30"), Some(Wording::AreaNotYet { from: "2026-12-01".into() }));
        assert_eq!(wording("340802", "2026-12-01"), None);
        assert_eq!(wording("340811", "2026-11-22"), None);
        let until = "2026-11-22".to_owned();
        let succeeded = Wording::AreaSucceeded { until, successors: "340802, 340803".into() };
        assert_eq!(wording("340811", "2026-11-23"), Some(succeeded));
        assert_eq!(wording("340823", "2026-11-23"), Some(Wording::AreaAbolished { until: "2020-01-01".into() }));
    }

    #[test]
    fn filter_accepts_ever_listed_areas_and_their_parents() {
        for code in ["340800", "340811", "340823", "340822", "340000", "000000"] {
            assert!(list().check_known(&area(code)).is_ok(), "{code}");
        }
        for code in ["999998", "340900", "340801"] {
            assert!(list().check_known(&area(code)).is_err(), "{code}");
        }
    }
}
