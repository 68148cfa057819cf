//! What became of a record, for a reader who follows the register: told of what this reader saw before and sees now.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{Day, kernel::word::words};

words! {
    /// What became of a record.
    ChangeKind {
        /// The record is new, or this reader may read it from now on.
        Created = "created",
        /// Fields that this reader sees have other values.
        Changed = "changed",
        /// The record reached the end of its lifecycle. Its fields changed, too.
        Closed = "closed",
        /// The record was merged into another, which `into` names.
        Merged = "merged",
        /// The person was erased.
        Erased = "erased",
        /// This reader may not read the record any more: it was reversed, or its file was closed.
        NoLongerShown = "no_longer_shown",
        /// The record went to an area out of this reader's reach.
        OutOfReach = "out_of_reach",
    }
}

/// The place of a version in the order in which changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Place {
    /// The number of the transaction.
    pub xact: i64,
    /// The number of the line.
    pub seq: i64,
}

/// The fields of a record, as one reader sees them.
pub type View = Map<String, Value>;

/// What a reader sees of a record at one time.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// The record.
    Shown(View),
    /// The record that stands for it.
    Merged(Uuid),
    /// Nothing, since the person was erased.
    Erased,
    /// Nothing, since it lies in another area.
    OutOfReach,
    /// Nothing.
    Hidden,
}

/// What changed for a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of the record.
    pub kind: ChangeKind,
    /// The names of the fields that differ.
    pub fields: Vec<String>,
    /// The first and the last day on which the record may be read otherwise.
    pub days: Option<(Option<Day>, Option<Day>)>,
    /// The record that stands for a merged one.
    pub into: Option<Uuid>,
}

/// Fields that every version changes. A version whose other fields are the same to a reader is no change for this reader.
const OF_EVERY_VERSION: [&str; 2] = ["version", "updated_at"];

/// Statuses that no event leaves, whatever the record is.
const ENDINGS: &[&str] = &[
    "cancelled",
    "ended",
    "superseded",
    "withdrawn",
    "rejected",
    "surrendered",
    "resigned",
    "removed_from_office",
    "retired",
    "transferred",
    "deceased",
    "completed",
];

impl Change {
    /// What changed between two looks at a record; none if this reader sees no difference.
    pub fn between(before: &Seen, now: &Seen) -> Option<Self> {
        let told = |kind, fields, days, into| Some(Self { kind, fields, days, into });
        match (before, now) {
            (Seen::Shown(before), Seen::Shown(now)) => {
                let fields = differing(before, now);
                let kind = if !is_over(before) && is_over(now) { ChangeKind::Closed } else { ChangeKind::Changed };
                if fields.is_empty() { None } else { told(kind, fields, days_of(&[before, now]), None) }
            }
            (_, Seen::Shown(now)) => told(ChangeKind::Created, differing(&View::new(), now), days_of(&[now]), None),
            (Seen::Shown(before), Seen::Merged(into)) => {
                told(ChangeKind::Merged, Vec::new(), days_of(&[before]), Some(*into))
            }
            (Seen::Shown(before), Seen::Erased) => told(ChangeKind::Erased, Vec::new(), days_of(&[before]), None),
            (Seen::Shown(before), Seen::OutOfReach) => {
                told(ChangeKind::OutOfReach, Vec::new(), days_of(&[before]), None)
            }
            (Seen::Shown(before), Seen::Hidden) => {
                told(ChangeKind::NoLongerShown, Vec::new(), days_of(&[before]), None)
            }
            _ => None,
        }
    }
}

/// The names of the fields whose values differ, in order. A field without a value is no field.
fn differing(before: &View, now: &View) -> Vec<String> {
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let value = |view: &View, name: &str| view.get(name).cloned().unwrap_or_default();
    let differs = |name: &&&String| {
        !OF_EVERY_VERSION.contains(&name.as_str()) && value(before, name.as_str()) != value(now, name.as_str())
    };
    names.iter().filter(differs).map(|name| (*name).clone()).collect()
}

fn is_over(view: &View) -> bool {
    view.get("status").and_then(Value::as_str).is_some_and(|status| ENDINGS.contains(&status))
}

/// The first and the last day of what a record says, before and now; none if it says no days. A record without a last day
/// holds for ever.
fn days_of(views: &[&View]) -> Option<(Option<Day>, Option<Day>)> {
    let day = |view: &View, name: &str| view.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
    let spans = views.iter().filter(|view| view.contains_key("starts_on") || view.contains_key("ends_on"));
    let spans: Vec<(Option<Day>, Option<Day>)> =
        spans.map(|view| (day(view, "starts_on"), day(view, "ends_on"))).collect();
    let from = spans.iter().map(|(from, _)| *from).min()?;
    let is_open = spans.iter().any(|(_, to)| to.is_none());
    Some((from, if is_open { None } else { spans.iter().filter_map(|(_, to)| *to).max() }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kernel::{lifecycle::Lifecycle, word::Word};

    fn shown(view: Value) -> Seen {
        match view {
            Value::Object(view) => Seen::Shown(view),
            other => panic!("{other}"),
        }
    }

    fn held(version: i64, post: &str) -> Seen {
        shown(json!({ "version": version, "post": post, "starts_on": "2026-01-01", "ends_on": null }))
    }

    fn day(text: &str) -> Option<Day> {
        text.parse().ok()
    }

    #[test]
    fn change_names_the_fields_that_differ() {
        let change = Change::between(&held(1, "主任"), &held(2, "督学")).unwrap();
        assert_eq!((change.kind, change.fields), (ChangeKind::Changed, vec!["post".to_owned()]));
    }

    #[test]
    fn version_without_a_visible_difference_is_no_change() {
        assert_eq!(Change::between(&held(1, "督学"), &held(2, "督学")), None);
        assert_eq!(Change::between(&Seen::Hidden, &Seen::OutOfReach), None);
    }

    #[test]
    fn record_that_cannot_be_read_any_more_is_told_once() {
        let kind = |now: Seen| Change::between(&held(1, "督学"), &now).map(|change| (change.kind, change.into));
        assert_eq!(kind(Seen::Hidden), Some((ChangeKind::NoLongerShown, None)));
        assert_eq!(kind(Seen::OutOfReach), Some((ChangeKind::OutOfReach, None)));
        assert_eq!(kind(Seen::Erased), Some((ChangeKind::Erased, None)));
        assert_eq!(kind(Seen::Merged(Uuid::nil())), Some((ChangeKind::Merged, Some(Uuid::nil()))));
        assert_eq!(Change::between(&Seen::Hidden, &held(3, "督学")).unwrap().kind, ChangeKind::Created);
    }

    #[test]
    fn days_span_what_was_said_before_and_is_said_now() {
        let span = |from: &str, to: Option<&str>| shown(json!({ "starts_on": from, "ends_on": to }));
        let days = |before: Seen, now: Seen| Change::between(&before, &now).unwrap().days;
        let open = span("2026-03-01", None);
        assert_eq!(days(open, span("2026-02-01", Some("2026-12-31"))), Some((day("2026-02-01"), None)));
        let both = days(span("2026-03-01", Some("2026-06-30")), span("2026-04-01", Some("2026-05-31")));
        assert_eq!(both, Some((day("2026-03-01"), day("2026-06-30"))));
        assert_eq!(days(shown(json!({ "name": "甲" })), shown(json!({ "name": "乙" }))), None);
    }

    #[test]
    fn record_is_closed_when_its_lifecycle_ends() {
        let kind = |from: &str, to: &str| {
            Change::between(&shown(json!({ "status": from })), &shown(json!({ "status": to }))).unwrap().kind
        };
        assert_eq!(kind("held", "ended"), ChangeKind::Closed);
        assert_eq!(kind("draft", "submitted"), ChangeKind::Changed);
    }

    /// No event of this lifecycle leaves what counts as an ending.
    fn check_endings<L: Lifecycle>() {
        for step in L::STEPS {
            for from in step.from {
                assert!(!ENDINGS.contains(&from.as_str()), "{} leaves {}", step.event.as_str(), from.as_str());
            }
        }
    }

    #[test]
    fn no_event_leaves_an_ending() {
        check_endings::<crate::service::appointment::Appointment>();
        check_endings::<crate::pools::pool::Membership>();
        check_endings::<crate::qualification::certification::Certification>();
        check_endings::<crate::performance::promotion::Promotion>();
        check_endings::<crate::performance::assessment::Assessment>();
        check_endings::<crate::money::stipend::standard::Standard>();
        check_endings::<crate::money::stipend::run::Run>();
        check_endings::<crate::misconduct::dismissal::Case>();
        check_endings::<crate::misconduct::complaint::Complaint>();
        check_endings::<crate::vacancies::vacancy::Vacancy>();
    }
}
