//! What member units did in a year: the meetings that they came to, the resolutions that they carried out, the findings that they
//! took over.

use std::collections::BTreeMap;

use super::meeting::{Attendance, Meeting, MeetingStatus, Resolution};
use crate::{Day, kernel::id::OrganisationId, supervision::finding::parts::HandOver};

/// What one unit did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Participation {
    /// Meetings to which it was asked.
    pub meetings: u32,
    /// Those to which somebody came for it.
    pub attended: u32,
    /// Resolutions that it had to carry out.
    pub resolutions: u32,
    /// Those carried out by their day.
    pub in_time: u32,
    /// Those whose day is over and that are not carried out.
    pub overdue: u32,
    /// Findings that it was asked to take over.
    pub handed_over: u32,
    /// Those to which it answered.
    pub answered: u32,
    /// Those to which it answered by its day.
    pub answered_in_time: u32,
}

/// What the units of meetings and of findings that were handed over did, as of a day; by their ids. `hand_overs` are those of the
/// year.
pub fn by_unit<'a>(
    meetings: &[Meeting],
    hand_overs: impl IntoIterator<Item = &'a HandOver>,
    today: Day,
) -> BTreeMap<OrganisationId, Participation> {
    let mut units: BTreeMap<OrganisationId, Participation> = BTreeMap::new();
    for meeting in meetings.iter().filter(|one| one.status != MeetingStatus::Cancelled) {
        for one in &meeting.attendance {
            if let Attendance { unit_id: Some(unit), .. } = one {
                let unit = units.entry(*unit).or_default();
                unit.meetings += 1;
                unit.attended += u32::from(one.is_met());
            }
        }
        for one in &meeting.resolutions {
            units.entry(one.unit_id).or_default().note(one, today);
        }
    }
    for one in hand_overs {
        let unit = units.entry(one.unit_id).or_default();
        unit.handed_over += 1;
        unit.answered += u32::from(one.answered_on.is_some());
        unit.answered_in_time += u32::from(one.answered_on.is_some_and(|day| day <= one.due_on));
    }
    units
}

impl Participation {
    fn note(&mut self, one: &Resolution, today: Day) {
        self.resolutions += 1;
        self.in_time += u32::from(one.is_in_time());
        self.overdue += u32::from(one.is_overdue(today));
    }
}
