//! Who serves which zone and which of its schools, from when to when (domain notes d.3, c.3).

use crate::{
    Area, Day, Error, Instant, Wording,
    appointment::Appointment,
    id::{AppointmentId, PersonId, SchoolId, ZoneAssignmentId, ZoneId},
    pool::words,
    time::{Moment, following},
};

/// Most schools that one assignment names.
pub const SCHOOLS_MAX: usize = 200;

words! {
    /// What the inspector is in the zone.
    ZoneRole {
        /// 责任区组长.
        Lead = "lead",
        /// 责任区副组长.
        Deputy = "deputy",
        /// 责任督学.
        Member = "member",
    }
}

words! {
    /// Why an assignment ended.
    EndReason {
        /// 轮换: moved to another zone.
        Rotation = "rotation",
        /// The appointment ended.
        AppointmentEnded = "appointment_ended",
        /// The inspector has to stay away.
        Recusal = "recusal",
        /// 责任区撤销: the zone was closed.
        ZoneAbolished = "zone_abolished",
        /// Anything else, with a reason in words.
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
    /// Where it stands on a day.
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
        let end = |one: &Self| match (one.ended_on, one.ends_on.and_then(|last| last.succ_opt())) {
            (Some(end), Some(planned)) => end.min(planned),
            (end, planned) => end.or(planned).unwrap_or(Day::MAX),
        };
        self.starts_on.max(other.starts_on) < end(self).min(end(other))
    }

    /// Whether both cannot be: nobody is assigned to a zone twice on one day, and a zone has one lead.
    pub fn excludes(&self, other: &Self) -> bool {
        let same_person = self.person_id == other.person_id;
        let both_lead = self.role == ZoneRole::Lead && other.role == ZoneRole::Lead;
        self.zone_id == other.zone_id && (same_person || both_lead) && self.overlaps(other)
    }

    /// The same assignment for the inspector's next term.
    #[must_use]
    pub fn in_next_term(&self, id: ZoneAssignmentId, next: &Appointment, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            appointment_id: next.id,
            starts_on: next.starts_on.unwrap_or(self.starts_on),
            ends_on: next.ends_on,
            created_at: now,
            updated_at: now,
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
    /// What a person is told of it.
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
    fn an_assignment_is_in_force_from_its_first_day_and_no_longer_on_the_day_it_ended() {
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
    fn one_that_follows_another_on_the_day_it_ended_does_not_overlap_it() {
        let first = assignment("2026-03-01", None, Some("2026-09-01"));
        assert!(!first.overlaps(&assignment("2026-09-01", None, None)));
        assert!(first.overlaps(&assignment("2026-08-31", None, None)));
        assert!(first.overlaps(&assignment("2025-01-01", Some("2026-03-01"), None)));
        assert!(!first.overlaps(&assignment("2025-01-01", Some("2026-02-28"), None)));
        assert!(!first.overlaps(&assignment("2026-05-01", None, Some("2026-05-01"))));
    }
}
