//! Indicator systems (R241): by what governments, schools and kindergartens are measured, decided by a document, never edited
//! after it was submitted, and ended by the next one of the same code.

pub mod parts;
#[cfg(test)]
mod tests;

use crate::{
    Area, Day, Error, Faults, Instant, Wording,
    kernel::{
        id::IndicatorSystemId,
        lifecycle::{
            Authority::{AnotherApprover, Registrar, System},
            Firing, Lifecycle, Step, usual_fields,
        },
        rules::{self, refused},
        time::{self, day_before},
        word::words,
    },
};
use parts::Details;

words! {
    /// Where an indicator system stands.
    Status {
        /// Being written; locked once it was submitted.
        Draft = "draft",
        /// Decided, and not in effect yet.
        Approved = "approved",
        /// In effect.
        Effective = "effective",
        /// Ended by the next one.
        Superseded = "superseded",
        /// Given up before it took effect.
        Withdrawn = "withdrawn",
    }
}

impl Status {
    /// Those of what was decided and not given up.
    pub const DECIDED: [Self; 3] = [Self::Approved, Self::Effective, Self::Superseded];
}

words! {
    /// The events of an indicator system.
    Event {
        /// Lay it before who decides.
        Submit = "submit",
        /// Record the decision.
        Approve = "approve",
        /// Its first day has come.
        TakeEffect = "take_effect",
        /// The next one of its code takes effect.
        Supersede = "supersede",
        /// Give it up.
        Withdraw = "withdraw",
    }
}

/// An indicator system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorSystem {
    /// Identifier.
    pub id: IndicatorSystemId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area.
    pub area: Area,
    /// What it says.
    pub details: Details,
    /// The status that was last stored; [`IndicatorSystem::effective`] gives that of a day.
    pub status: Status,
    /// The first day of the system that follows it: it is in effect until the day before.
    pub succeeded_on: Option<Day>,
    /// The day on which it was submitted; from then on nothing of it is edited.
    pub submitted_on: Option<Day>,
    /// The document by which it was decided.
    pub document_number: Option<String>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was created.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl IndicatorSystem {
    /// A draft.
    pub fn draft(id: IndicatorSystemId, area: Area, details: Details, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            area,
            details,
            status: Status::Draft,
            succeeded_on: None,
            submitted_on: None,
            document_number: None,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// True until it is submitted: what was submitted is not edited.
    pub fn is_editable(&self) -> bool {
        (self.status, self.submitted_on) == (Status::Draft, None)
    }

    /// The last day; without end while none follows.
    pub fn ends_on(&self) -> Option<Day> {
        self.succeeded_on.map(day_before)
    }

    /// The status on a day. A decided system takes effect on its first day and is superseded on the first day of the next one,
    /// also before the hourly job has stored it.
    pub fn effective(&self, day: Day) -> Status {
        match self.status {
            Status::Draft | Status::Withdrawn => self.status,
            _ if self.succeeded_on.is_some_and(|next| next <= day) => Status::Superseded,
            _ if day < self.details.effective_on => Status::Approved,
            _ => Status::Effective,
        }
    }

    /// The system with another first day of the one that follows it, or with none that follows.
    #[must_use]
    pub fn followed_by(&self, next: Option<Day>, now: Instant) -> Self {
        let updated_at = time::following(self.updated_at, now);
        Self { version: self.version + 1, succeeded_on: next, updated_at, ..self.clone() }
    }

    /// A draft is submitted once and then decided, and what is decided takes effect and ends on its days.
    fn allows(&self, event: Event, today: Day) -> bool {
        match event {
            Event::Submit => self.submitted_on.is_none(),
            Event::Approve => self.submitted_on.is_some(),
            Event::TakeEffect => self.details.effective_on <= today,
            Event::Supersede => self.succeeded_on.is_some_and(|next| next <= today),
            Event::Withdraw => true,
        }
    }
}

/// The lifecycle. Whoever wrote the draft or submitted it decides nothing about it.
impl Lifecycle for IndicatorSystem {
    type Status = Status;
    type Event = Event;
    type Command = Event;
    type Known = ();
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        &[
            // Submitted, it stays a draft that nobody edits.
            Step::within(E::Submit, &[S::Draft], Registrar),
            Step::new(E::Approve, &[S::Draft], S::Approved, AnotherApprover(&[E::Submit])).by_document(),
            Step::new(E::TakeEffect, &[S::Approved], S::Effective, System),
            Step::new(E::Supersede, &[S::Effective], S::Superseded, System),
            Step::new(E::Withdraw, &[S::Draft, S::Approved], S::Withdrawn, Registrar),
        ]
    };

    usual_fields!(plain);

    fn status_on(&self, today: Day) -> Status {
        self.effective(today)
    }

    /// The job stores what the day has changed already.
    fn starts_from(&self, step: &Step<Status, Event>, today: Day) -> Status {
        if step.authority == System { self.status } else { self.effective(today) }
    }

    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        step.from.contains(&self.starts_from(step, today)) && self.allows(step.event, today)
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, _: &mut Faults) {
        match firing.command {
            Event::Submit => self.submitted_on = Some(firing.day),
            Event::Approve => self.document_number.clone_from(&firing.basis.document_number),
            Event::TakeEffect | Event::Supersede | Event::Withdraw => {}
        }
    }

    /// R257: third parties weigh no more than the place allows.
    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let max = firing.situation.rules.count(&rules::EVALUATION_THIRD_PARTY_MAX_WEIGHT);
        if *firing.command == Event::Submit && self.details.third_party_weight() > max {
            return refused(&rules::EVALUATION_THIRD_PARTY_MAX_WEIGHT, Wording::ThirdPartyWeight { max: max.into() });
        }
        Ok(())
    }
}
