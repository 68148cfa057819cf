//! Statistics of how supervision is led, on the wire.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    Area, Day,
    governance::{
        cadence::{self, Obligation},
        participation::Participation,
    },
    kernel::id::OrganisationId,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

published! {
    CadenceDuty = domain::governance::cadence::Duty,
}

domain::parameters! {
    /// What is owed in one area in a year.
    CadenceQuery sorts ["id"], {
        /// Area (GB/T 2260): its committee, its inspectors, and all schools and units under it; the client's or the register's unless
        /// said.
        area: text,
        /// The year; this one unless said.
        year: text,
    }
}

/// One thing that supervision owes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CadenceItem {
    /// What.
    pub duty: CadenceDuty,
    /// The policy that says so.
    pub policy: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// How much is owed.
    pub due: u32,
    /// How much of it is done.
    pub done: u32,
    /// What was not done by the last day; 0 before it is over.
    pub missed: u32,
}

impl CadenceItem {
    fn new(one: &Obligation, today: Day) -> Self {
        Self {
            duty: one.duty.into(),
            policy: one.duty.rule().key.to_owned(),
            starts_on: one.first,
            ends_on: one.last,
            due: one.due,
            done: one.done,
            missed: one.missed(today),
        }
    }
}

/// What is due in a year in an area, what is done, and what was missed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Cadence {
    /// The area (GB/T 2260).
    pub area: String,
    /// The year.
    pub year: i32,
    /// What is owed, by its kind and its days.
    pub items: Vec<CadenceItem>,
}

impl Cadence {
    /// As of a day.
    pub fn new(area: &Area, year: i32, all: &[cadence::Obligation], today: Day) -> Self {
        let items = all.iter().map(|one| CadenceItem::new(one, today)).collect();
        Self { area: area.as_str().to_owned(), year, items }
    }
}

/// What one unit did in a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitParticipation {
    /// The unit.
    pub unit_id: Uuid,
    /// Its name.
    pub unit_name: Option<String>,
    /// Meetings to which it was asked.
    pub meetings: u32,
    /// Those to which somebody came for it.
    pub attended: u32,
    /// Resolutions of those meetings that it had to carry out.
    pub resolutions: u32,
    /// Those carried out by their day.
    pub resolutions_in_time: u32,
    /// Those whose day is over and that are not carried out.
    pub resolutions_overdue: u32,
    /// Findings that it was asked to take over.
    pub handed_over: u32,
    /// Those to which it answered.
    pub answered: u32,
    /// Those to which it answered by its day.
    pub answered_in_time: u32,
}

/// What units did in a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParticipationStatistics {
    /// The year.
    pub year: i32,
    /// Unit by unit, in the order of their names.
    pub items: Vec<UnitParticipation>,
}

impl ParticipationStatistics {
    /// Of a year, with the names of the units that are known.
    pub fn new(
        year: i32,
        units: impl IntoIterator<Item = (OrganisationId, Participation)>,
        names: &HashMap<OrganisationId, String>,
    ) -> Self {
        let item = |(id, one): (OrganisationId, Participation)| UnitParticipation {
            unit_id: id.0,
            unit_name: names.get(&id).cloned(),
            meetings: one.meetings,
            attended: one.attended,
            resolutions: one.resolutions,
            resolutions_in_time: one.in_time,
            resolutions_overdue: one.overdue,
            handed_over: one.handed_over,
            answered: one.answered,
            answered_in_time: one.answered_in_time,
        };
        let mut items: Vec<_> = units.into_iter().map(item).collect();
        items.sort_by(|one, other| (&one.unit_name, one.unit_id).cmp(&(&other.unit_name, other.unit_id)));
        Self { year, items }
    }
}
