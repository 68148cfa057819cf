//! Who serves which zone and which of its schools, from when to when (domain notes d.3, c.3).

use crate::{
    Area, Day, Error, Instant, Wording,
    kernel::{
        id::{AppointmentId, PersonId, SchoolId, ZoneAssignmentId, ZoneId},
        time::{Moment, add_years, following},
        word::words,
    },
};

/// Longest break, in days, over which the service in a zone goes on: terms are rarely joined day by day (ours).
pub const SERVICE_BREAK_DAYS_MAX: u64 = 180;

words! {
    /// What the inspector is in the zone.
    ZoneRole {
        /// Leads it.
        Lead = "lead", // 责任区组长.
        /// Leads it in the lead's absence.
        Deputy = "deputy", // 责任区副组长.
        /// Serves its schools.
        Member = "member", // 责任督学.
    }
}

words! {
    /// Why an assignment ended.
    EndReason {
        /// Moved to another zone.
        Rotation = "rotation", // 轮换.
        /// The appointment ended.
        AppointmentEnded = "appointment_ended",
        /// The inspector has to stay away.
        Recusal = "recusal",
        /// The zone was closed.
        ZoneAbolished = "zone_abolished", // 责任区撤销.
        /// Anything else.
        Other = "other",
    }
}

/// An assignment of an inspector to a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneAssignment {
    /// Identifier.
    pub id: ZoneAssignmentId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the zone.
    pub area: Area,
    /// The zone.
    pub zone_id: ZoneId,
    /// The appointment on which it rests.
    pub appointment_id: AppointmentId,
    /// The inspector.
    pub person_id: PersonId,
    /// What the inspector is in the zone.
    pub role: ZoneRole,
    /// The schools served; none named means every school of the zone.
    pub school_ids: Vec<SchoolId>,
    /// First day.
    pub starts_on: Day,
    /// Last day, where one is planned.
    pub ends_on: Option<Day>,
    /// The first day on which it was no longer in force.
    pub ended_on: Option<Day>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed: since then the register knows it so.
    pub updated_at: Instant,
}

words! {
    /// Where an assignment stands on a day.
    Standing {
        /// It lies ahead.
        Planned = "planned",
        /// In force.
        Active = "active",
        /// Over.
        Ended = "ended",
    }
}

impl ZoneAssignment {
    /// Its status on a day.
    pub fn standing(&self, day: Day) -> Standing {
        if self.ended_on.is_some_and(|end| end <= day) || self.ends_on.is_some_and(|last| last < day) {
            Standing::Ended
        } else if day < self.starts_on {
            Standing::Planned
        } else {
            Standing::Active
        }
    }

    /// The day asked about.
    pub fn day(moment: Moment, today: Day) -> Day {
        moment.as_of.unwrap_or(today)
    }

    /// Whether both are in force on some day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_on.max(other.starts_on) < self.first_day_after().min(other.first_day_after())
    }

    /// The first day on which it is no longer in force.
    fn first_day_after(&self) -> Day {
        match (self.ended_on, self.ends_on.and_then(|last| last.succ_opt())) {
            (Some(end), Some(planned)) => end.min(planned),
            (end, planned) => end.or(planned).unwrap_or(Day::MAX),
        }
    }

    /// The day from which on earlier assignments matter to [`Self::outlasts`]: those over by then lie behind a break, or
    /// before so many years that what came after them says enough.
    pub fn looks_back_to(&self, years: u32) -> Day {
        let years = self.starts_on.checked_sub_months(chrono::Months::new(years.saturating_mul(12)));
        let day = years.and_then(|day| day.checked_sub_days(chrono::Days::new(SERVICE_BREAK_DAYS_MAX)));
        day.unwrap_or(self.starts_on)
    }

    /// Since when the inspector serves the zone without a real break, this assignment and those before it together.
    pub fn serves_since(&self, others: &[Self]) -> Day {
        let is_earlier = |one: &&Self| {
            one.zone_id == self.zone_id
                && one.person_id == self.person_id
                && one.starts_on < self.starts_on.min(one.first_day_after())
        };
        let mut earlier: Vec<&Self> = others.iter().filter(is_earlier).collect();
        earlier.sort_by_key(|one| std::cmp::Reverse(one.starts_on));
        let mut since = self.starts_on;
        for one in earlier {
            let goes_on = one.first_day_after().checked_add_days(chrono::Days::new(SERVICE_BREAK_DAYS_MAX));
            if goes_on.is_some_and(|last| last < since) {
                break;
            }
            since = one.starts_on;
        }
        since
    }

    /// Since when the zone is served, where that will be longer than some years (R57). `last` is the last day that is
    /// known; without one, what has been served by the first day decides.
    pub fn outlasts(&self, others: &[Self], last: Option<Day>, years: u32) -> Option<Day> {
        let since = self.serves_since(others);
        (last.unwrap_or(self.starts_on) >= add_years(since, years)).then_some(since)
    }

    /// Whether both cannot be: nobody is assigned to a zone twice on one day, and a zone has one lead.
    pub fn excludes(&self, other: &Self) -> bool {
        let same_person = self.person_id == other.person_id;
        let both_lead = self.role == ZoneRole::Lead && other.role == ZoneRole::Lead;
        self.zone_id == other.zone_id && (same_person || both_lead) && self.overlaps(other)
    }

    /// The assignment with its end as it was before a case ended it (R117).
    #[must_use]
    pub fn restored(&self, before: &Self, now: Instant) -> Self {
        Self {
            version: self.version + 1,
            ended_on: before.ended_on,
            end_reason: before.end_reason,
            updated_at: following(self.updated_at, now),
            ..self.clone()
        }
    }

    /// The assignment, ended on a day, which is the first without it.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it is over.
    pub fn ended(&self, day: Day, reason: EndReason, today: Day, now: Instant) -> Result<Self, Error> {
        match self.standing(today) {
            Standing::Ended => Err(Error::TransitionNotAllowed { status: Standing::Ended.as_str(), event: "end" }),
            _ => Ok(Self {
                version: self.version + 1,
                ended_on: Some(day.max(self.starts_on)),
                end_reason: Some(reason),
                updated_at: following(self.updated_at, now),
                ..self.clone()
            }),
        }
    }
}

/// Why an inspector may not be assigned to a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaysAway {
    /// The inspector.
    pub person_id: PersonId,
    /// The school.
    pub school_id: SchoolId,
    /// The ground, as a word.
    pub ground: &'static str,
}

impl StaysAway {
    /// The message about it.
    pub fn wording(&self) -> Wording {
        Wording::StaysAway { ground: self.ground.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn assignment(from: &str, last: Option<&str>, end: Option<&str>) -> ZoneAssignment {
        let now = "2026-11-01T00:00:00Z".parse().unwrap();
        ZoneAssignment {
            id: ZoneAssignmentId(Uuid::nil()),
            version: 1,
            area: Area::parse("340800").unwrap(),
            zone_id: ZoneId(Uuid::nil()),
            appointment_id: AppointmentId(Uuid::nil()),
            person_id: PersonId(Uuid::nil()),
            role: ZoneRole::Member,
            school_ids: Vec::new(),
            starts_on: day(from),
            ends_on: last.map(day),
            ended_on: end.map(day),
            end_reason: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn assignment_is_active_from_first_day_until_before_its_end() {
        let one = assignment("2026-03-01", None, Some("2026-09-01"));
        for (on, standing) in [
            ("2026-02-28", Standing::Planned),
            ("2026-03-01", Standing::Active),
            ("2026-08-31", Standing::Active),
            ("2026-09-01", Standing::Ended),
        ] {
            assert_eq!(one.standing(day(on)), standing, "{on}");
        }
        let planned = assignment("2026-03-01", Some("2026-09-01"), None);
        assert_eq!(planned.standing(day("2026-09-01")), Standing::Active);
        assert_eq!(planned.standing(day("2026-09-02")), Standing::Ended);
    }

    #[test]
    fn zone_service_continues_across_terms_until_a_real_break() {
        let first = assignment("2026-11-23", None, Some("2029-11-01"));
        let second = assignment("2029-11-15", None, None);
        assert_eq!(second.serves_since(std::slice::from_ref(&first)), day("2026-11-23"));
        let later = assignment("2030-04-30", None, None);
        assert_eq!(later.serves_since(std::slice::from_ref(&first)), day("2026-11-23"), "180 days");
        let later = assignment("2030-05-01", None, None);
        assert_eq!(later.serves_since(std::slice::from_ref(&first)), day("2030-05-01"), "181 days");
        let elsewhere = ZoneAssignment { zone_id: ZoneId(Uuid::from_u128(1)), ..first.clone() };
        let never = assignment("2026-11-23", None, Some("2026-11-23"));
        assert_eq!(second.serves_since(&[elsewhere, never]), day("2029-11-15"));
    }

    #[test]
    fn service_over_three_years_in_a_zone_reports_its_start() {
        let first = [assignment("2026-11-23", None, Some("2029-11-01"))];
        let second = assignment("2029-11-01", None, None);
        assert_eq!(second.outlasts(&first, Some(day("2029-11-22")), 3), None, "three years to the day");
        assert_eq!(second.outlasts(&first, Some(day("2029-11-23")), 3), Some(day("2026-11-23")));
        assert_eq!(second.outlasts(&first, None, 3), None, "not served for three years yet, and no end is known");
        assert_eq!(second.outlasts(&[], Some(day("2032-10-31")), 3), None, "one term is never too long");
        assert_eq!(second.looks_back_to(3), day("2026-05-05"), "three years and 180 days");
    }

    #[test]
    fn assignment_starting_on_the_end_day_does_not_overlap() {
        let first = assignment("2026-03-01", None, Some("2026-09-01"));
        assert!(!first.overlaps(&assignment("2026-09-01", None, None)));
        assert!(first.overlaps(&assignment("2026-08-31", None, None)));
        assert!(first.overlaps(&assignment("2025-01-01", Some("2026-03-01"), None)));
        assert!(!first.overlaps(&assignment("2025-01-01", Some("2026-02-28"), None)));
        assert!(!first.overlaps(&assignment("2026-05-01", None, Some("2026-05-01"))));
    }
}
