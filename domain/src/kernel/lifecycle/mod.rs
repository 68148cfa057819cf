//! The engine of all lifecycles. A record says by its steps who may do what, and by a few small methods what its events do;
//! [`fire`] and [`possible`] are written once for all of them.
//!
//! A new record declares its statuses and events as words, and a command that carries what its events bring. It implements
//! [`Lifecycle`]: `STEPS` has one row for each event, as the lifecycles page does, and an event that only changes the status needs
//! nothing but its row. Whose events keep an approver from deciding is said in the row, too ([`Authority::AnotherApprover`]).
//! What an event brings goes into [`Lifecycle::take_in`], what it is refused for until the record or its day is ready into
//! [`Lifecycle::check_ready`], what it does besides into [`Lifecycle::advance`]. A line in `agreement.rs` tests it.

#[cfg(test)]
mod agreement;
mod contributors;
mod status_history;
mod step;
#[cfg(test)]
mod tests;

use crate::{
    Actor, Day, Error, Instant, Wording,
    kernel::{
        calendar::WorkingDays,
        event::Basis,
        fault::{FaultCode, Faults},
        notice,
        rules::Rules,
        time::following,
        word::Word,
    },
};
pub use contributors::Contributors;
pub use status_history::StatusHistory;
pub use step::{Authority, Step};

/// A record that moves from status to status by events.
pub trait Lifecycle: Clone {
    /// Its statuses.
    type Status: Word;
    /// Its events.
    type Event: Word;
    /// An event with what it brings beyond its basis.
    type Command;
    /// What the register knows besides the record.
    type Known;
    /// What an event does to other records.
    type Effect: Default;

    /// Its steps, one for each event, in the order in which they are named.
    const STEPS: &'static [Step<Self::Status, Self::Event>];

    /// The event of a command.
    fn event_of(command: &Self::Command) -> Self::Event;

    /// The version, one more with every change.
    fn version(&self) -> i64;

    /// The status as it is stored.
    fn status(&self) -> Self::Status;

    /// The day of the last event: no event happens before it.
    fn last_event_on(&self) -> Option<Day>;

    /// The fields that every event changes.
    fn fields(&mut self) -> Fields<'_, Self::Status>;

    /// The status on a day that has come: a term that is over ends the record before the hourly job has stored it.
    fn status_on(&self, _today: Day) -> Self::Status {
        self.status()
    }

    /// The status from which a step starts.
    fn starts_from(&self, _step: &Step<Self::Status, Self::Event>, today: Day) -> Self::Status {
        self.status_on(today)
    }

    /// True if a step begins here. Its role and its input are checked apart.
    fn begins(&self, step: &Step<Self::Status, Self::Event>, today: Day) -> bool {
        step.from.contains(&self.starts_from(step, today))
    }

    /// True if a step that begins here is named among the next events: not one that the system takes by itself.
    fn is_named(&self, step: &Step<Self::Status, Self::Event>, today: Day) -> bool {
        !matches!(step.authority, Authority::System) && self.begins(step, today)
    }

    /// Takes in what an event brings, and notes what is wrong with it.
    fn take_in(&mut self, _firing: &Firing<'_, Self>, _faults: &mut Faults) {}

    /// Refuses an event that the record or its day is not ready for. It is asked before the event is fired, too; what the
    /// register knows besides the record may then not be read.
    ///
    /// # Errors
    /// The rule that refuses it.
    fn check_ready(&self, _readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        Ok(())
    }

    /// Does what an event does, beyond the status to which its step leads.
    ///
    /// # Errors
    /// The rule that refuses it.
    fn advance(&mut self, _firing: &Firing<'_, Self>) -> Result<Self::Effect, Error> {
        Ok(Self::Effect::default())
    }

    /// The day from which an event counts: unless the record says otherwise, the day on which it happened.
    fn counts_from(&self, firing: &Firing<'_, Self>) -> Day {
        firing.day
    }
}

/// The fields of a record that every event changes.
#[derive(Debug)]
pub struct Fields<'a, S> {
    /// The version.
    pub version: &'a mut i64,
    /// The status.
    pub status: &'a mut S,
    /// The statuses so far, where the record keeps them.
    pub history: Option<&'a mut StatusHistory<S>>,
    /// The day of the last event, where the record keeps it.
    pub last_event_on: Option<&'a mut Option<Day>>,
    /// When it last changed.
    pub updated_at: &'a mut Instant,
}

/// Implements the methods of [`Lifecycle`] that only name fields, for a record whose fields have the usual names. `plain` is said
/// of a record whose events bring nothing, so that an event is its own command.
macro_rules! usual_fields {
    (plain) => {
        fn event_of(command: &Self::Command) -> Self::Event {
            *command
        }

        crate::kernel::lifecycle::usual_fields!(@fields);
    };
    ($($history:ident)?) => {
        fn event_of(command: &Self::Command) -> Self::Event {
            command.event()
        }

        crate::kernel::lifecycle::usual_fields!(@fields $($history)?);
    };
    (@fields $($history:ident)?) => {
        fn version(&self) -> i64 {
            self.version
        }

        fn status(&self) -> Self::Status {
            self.status
        }

        fn last_event_on(&self) -> Option<crate::Day> {
            self.last_event_on
        }

        fn fields(&mut self) -> crate::kernel::lifecycle::Fields<'_, Self::Status> {
            crate::kernel::lifecycle::Fields {
                version: &mut self.version,
                status: &mut self.status,
                history: [$(&mut self.$history)?].into_iter().next(),
                last_event_on: Some(&mut self.last_event_on),
                updated_at: &mut self.updated_at,
            }
        }
    };
}
pub(crate) use usual_fields;

/// The circumstances in which an event is fired.
#[derive(Debug)]
pub struct Situation<'a, E> {
    /// Who fires it.
    pub actor: &'a Actor,
    /// Who had a hand in the record.
    pub contributors: &'a Contributors<E>,
    /// The day it is.
    pub today: Day,
    /// The moment it is.
    pub now: Instant,
    /// The rules in force.
    pub rules: &'a Rules,
    /// The working days.
    pub working_days: &'a WorkingDays,
}

/// An event that is being fired.
pub struct Firing<'a, L: Lifecycle> {
    /// The event, with what it brings.
    pub command: &'a L::Command,
    /// The basis.
    pub basis: &'a Basis,
    /// The day on which it happened.
    pub day: Day,
    /// What the register knows besides the record.
    pub known: &'a L::Known,
    /// The circumstances.
    pub situation: &'a Situation<'a, L::Event>,
}

/// An event for which a record is ready, or not.
pub struct Readiness<'a, L: Lifecycle> {
    /// The event.
    pub event: L::Event,
    /// The day on which it happened, or would.
    pub day: Day,
    /// The day it is.
    pub today: Day,
    /// What the register knows besides the record, where it was read.
    pub known: Option<&'a L::Known>,
}

/// An event that was fired.
#[derive(Debug)]
pub struct Fired<L: Lifecycle> {
    /// The event.
    pub event: L::Event,
    /// The status from which it started.
    pub from: L::Status,
    /// The day on which it happened.
    pub day: Day,
    /// The record as it is now.
    pub record: L,
    /// What it does to other records.
    pub effect: L::Effect,
}

/// An event that is possible from the present status.
#[derive(Debug)]
pub struct NextEvent<E> {
    /// The event.
    pub event: E,
    /// Why this caller cannot fire it now.
    pub refusal: Option<Error>,
}

/// Fires an event.
///
/// # Errors
/// In this order: the role never has it (403), the status has no such step (409), every fault of the input (422), four eyes
/// (403), a rule that is not met (409).
pub fn fire<L: Lifecycle>(
    before: &L,
    command: &L::Command,
    basis: &Basis,
    known: &L::Known,
    situation: &Situation<'_, L::Event>,
) -> Result<Fired<L>, Error> {
    let (event, today) = (L::event_of(command), situation.today);
    let step = find_step(before, event, situation.actor, today)?;
    let mut faults = Faults::new();
    let day = check_basis(step, basis, today, before.last_event_on(), &mut faults);
    let firing = Firing { command, basis, day, known, situation };
    let mut record = before.clone();
    record.take_in(&firing, &mut faults);
    faults.finish(Some(()))?;
    step.authority.check_four_eyes(situation.actor, situation.contributors)?;
    record.check_ready(&Readiness { event, day, today, known: Some(known) })?;
    let effect = record.advance(&firing)?;
    if let Some(to) = step.to {
        *record.fields().status = to;
    }
    let is_moved = step.to.is_some() || record.status() != before.status();
    let counts_from = record.counts_from(&firing);
    record.fields().follow(is_moved, counts_from, situation.now);
    Ok(Fired { event, from: before.starts_from(step, today), day, record, effect })
}

/// The record's next version at a status to which no event of its own brings it: something happened to another record, or to the
/// person.
#[must_use]
pub fn moved_to<L: Lifecycle>(before: &L, status: L::Status, day: Day, now: Instant) -> L {
    let mut record = before.clone();
    *record.fields().status = status;
    record.fields().follow(true, day, now);
    record
}

impl<S: Word> Fields<'_, S> {
    /// Makes it the next version of the record.
    pub fn touch(&mut self, now: Instant) {
        *self.version += 1;
        *self.updated_at = following(*self.updated_at, now);
    }

    /// Makes it the next version of the record, by what happened on a day.
    fn follow(mut self, is_moved: bool, day: Day, now: Instant) {
        self.touch(now);
        if let Some(last) = self.last_event_on {
            *last = (*last).max(Some(day));
        }
        if let Some(history) = self.history.filter(|_| is_moved) {
            history.step(day, *self.status);
        }
    }
}

/// Finds the step that an event takes, or says early why this actor cannot fire it.
///
/// # Errors
/// [`Error::NotForRole`] for a role that never has it, [`Error::TransitionNotAllowed`] where the status has no such step.
pub fn find_step<L: Lifecycle>(
    record: &L,
    event: L::Event,
    actor: &Actor,
    today: Day,
) -> Result<&'static Step<L::Status, L::Event>, Error> {
    let not_allowed = Error::TransitionNotAllowed { status: record.status_on(today).as_str(), event: event.as_str() };
    let Some(step) = L::STEPS.iter().find(|step| step.event == event) else { return Err(not_allowed) };
    step.authority.check_role(actor.role)?;
    if record.begins(step, today) { Ok(step) } else { Err(not_allowed) }
}

/// The events that are possible now, and for each why this actor cannot fire it.
pub fn possible<L: Lifecycle>(
    record: &L,
    known: Option<&L::Known>,
    actor: &Actor,
    contributors: &Contributors<L::Event>,
    today: Day,
) -> Vec<NextEvent<L::Event>> {
    let check = |step: &Step<L::Status, L::Event>| {
        step.authority.check_role(actor.role)?;
        step.authority.check_four_eyes(actor, contributors)?;
        record.check_ready(&Readiness { event: step.event, day: today, today, known })
    };
    let steps = L::STEPS.iter().filter(|step| record.is_named(step, today));
    steps.map(|step| NextEvent { event: step.event, refusal: check(step).err() }).collect()
}

/// Checks what every event is based on, and gives the day it happened.
fn check_basis<S, E>(step: &Step<S, E>, basis: &Basis, today: Day, previous: Option<Day>, faults: &mut Faults) -> Day {
    if step.reason && basis.reason.is_none() {
        faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
    }
    if step.document && basis.document_number.is_none() {
        faults.add("/document_number", FaultCode::Required, Wording::DocumentNumberNeeded);
    }
    let day = basis.occurred_on.unwrap_or(today);
    if day > today {
        faults.add("/occurred_on", FaultCode::Date, Wording::DayInTheFuture);
    }
    if previous.is_some_and(|previous| day < previous) {
        faults.add("/occurred_on", FaultCode::Date, Wording::DayBeforePreviousEvent);
    }
    if step.opens_notice {
        notice::check_opening(basis, today, faults);
    }
    day
}
