//! What other records bring about: a case, a death, another identity, and what becomes of the term before.

use super::{Appointment, Event, Route, Status};
use crate::{Day, Instant, kernel::time::day_before};

impl Appointment {
    /// The appointment, ended by a case from a day on: an engagement is dismissed, a full-time inspector removed, and what
    /// had not begun by that day withdrawn (R101, R108). None when it was over by then.
    pub fn ended_by_case(&self, day: Day, now: Instant) -> Option<Self> {
        if self.status.is_end() || self.ends_on.is_some_and(|last| last < day) {
            return None;
        }
        let status = match self.route {
            _ if !self.was_in_office(day) => Status::Cancelled,
            Route::PartTime => Status::Dismissed,
            Route::FullTime => Status::RemovedFromOffice,
        };
        Some(self.clone().ended(status, day, now))
    }

    /// The appointment after the person's identity changed: a notice or a decision has to be repeated if the term has
    /// not begun, and a next term is cancelled. None if nothing changes.
    pub fn asked_again(&self, day: Day, now: Instant) -> Option<Self> {
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        if self.renews_id.is_some() && self.status.is_in_office() && self.is_ahead(day) {
            return Some(self.clone().ended(Status::Cancelled, day, now));
        }
        let status = match (self.status, self.route) {
            (Status::InPublicNotice | Status::Decided | Status::LetterIssued, Route::PartTime) => Status::Reviewed,
            (Status::Decided, Route::FullTime) => Status::Proposed,
            _ => return None,
        };
        let again = Self {
            notice: None,
            term_number: None,
            decision_document_number: None,
            letter_number: None,
            credential_number: None,
            ..self.clone()
        };
        Some(again.at_status(status, day, now))
    }

    /// The appointment, ended by the person's death; what had not begun by that day is withdrawn. None when it was over by
    /// then.
    pub fn ended_by_death(&self, day: Day, now: Instant) -> Option<Self> {
        if self.status.is_end() || self.ends_on.is_some_and(|last| last < day) {
            return None;
        }
        let status = if self.was_in_office(day) { Status::Deceased } else { Status::Cancelled };
        Some(self.clone().ended(status, day, now))
    }

    /// The appointment as if it had not been suspended on these days, each from a first one to the first one after them: the
    /// case that kept the person from duty came to nothing. None where it was not.
    pub fn cleared_between(&self, spans: &[(Day, Day)], day: Day, now: Instant) -> Option<Self> {
        let mut trail = self.trail.clone();
        for (from, end) in spans {
            if trail.on(day_before(*from)) != Some(Status::Suspended) {
                trail = trail.without_between((*from, *end), |status| status == Status::Suspended);
            }
        }
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        (trail != self.trail).then(|| Self { trail, ..self.clone() }.unmoved(day, now))
    }

    /// The appointment, suspended by a case; what lies ahead is suspended from its first day. None when nobody is in office.
    pub fn suspended_by_case(&self, day: Day, now: Instant) -> Option<Self> {
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        match self.effective(day) {
            Status::Active | Status::RenewalReview => Some(self.clone().at_status(Status::Suspended, day, now)),
            _ if self.status.is_in_office() => self.follows(Event::Suspend, day, now),
            _ => None,
        }
    }

    /// The appointment in office again, that a case has suspended since a day. None when it was not the case.
    pub fn resumed_by_case(&self, since: Day, day: Day, now: Instant) -> Option<Self> {
        if self.status != Status::Suspended || self.trail.on(day_before(since)) == Some(Status::Suspended) {
            return None;
        }
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        match self.effective(day) {
            Status::Suspended => Some(self.clone().at_status(Status::Active, day, now)),
            _ => self.follows(Event::Resume, day, now),
        }
    }

    /// The appointment as if a case had not suspended it since a day: its decision was revoked (R117). None when it was not
    /// the case.
    pub fn cleared_by_case(&self, since: Day, day: Day, now: Instant) -> Option<Self> {
        if self.status != Status::Suspended || self.trail.on(day_before(since)) == Some(Status::Suspended) {
            return None;
        }
        let trail = self.trail.clone().without(since, |status| status == Status::Suspended);
        match trail.steps().last() {
            Some((_, before)) if before.is_in_office() => {
                Some(Self { status: *before, trail, ..self.clone() }.unmoved(day, now))
            }
            // What lay ahead was suspended from its first day.
            _ => self.resumed_by_case(since, day, now),
        }
    }

    /// The appointment with its term as it was before a case ended it: it is in force on every day until its original end
    /// (R117). A suspension by the case, since a day, falls with it.
    #[must_use]
    pub fn restored(&self, before: &Self, suspended_on: Option<Day>, day: Day, now: Instant) -> Self {
        let (status, trail) = match suspended_on {
            Some(since) => {
                let status = if before.status == Status::Suspended { Status::Active } else { before.status };
                (status, before.trail.clone().without(since, |status| status == Status::Suspended))
            }
            None => (before.status, before.trail.clone()),
        };
        Self { status, trail, ended_on: before.ended_on, ..self.clone() }.unmoved(day, now)
    }

    /// True for an earlier version that a reversal takes back: what became known after the version to which it goes back, and a
    /// suspension by the case, since a day.
    pub fn is_taken_back(&self, known_after: Option<Instant>, suspended_on: Option<Day>) -> bool {
        let is_suspended = |since: Day| {
            let mut steps = self.trail.steps().iter();
            steps.any(|(day, status)| *day >= since && *status == Status::Suspended)
        };
        known_after.is_some_and(|at| self.updated_at > at) || suspended_on.is_some_and(is_suspended)
    }

    /// What happens to this appointment happens to the one for the next term, while that has not begun.
    #[must_use]
    pub fn follows(&self, event: Event, day: Day, now: Instant) -> Option<Self> {
        let first = self.starts_on.filter(|first| day < *first && !self.status.is_end())?;
        let moved = match event {
            Event::Suspend | Event::Resume => {
                let status = if event == Event::Suspend { Status::Suspended } else { Status::Active };
                let trail = self.trail.clone().then(day, Status::Decided).then(first, status);
                Self { status, trail, ..self.clone() }.unmoved(day, now)
            }
            Event::Resign | Event::Transfer | Event::Retire | Event::RecordDeath | Event::Cancel => {
                self.clone().ended(Status::Cancelled, day, now)
            }
            _ => return None,
        };
        Some(moved)
    }
}
