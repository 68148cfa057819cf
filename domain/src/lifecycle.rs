//! What all lifecycles share: steps, who may take them, what every step must be based on.

use crate::{
    Actor, Day, Error, Instant, Role, Wording,
    calendar::WorkingDays,
    event::Basis,
    fault::{FaultCode, Faults},
    rules::Rules,
};

/// Who may fire an event (lifecycles page: R, A, A ⚖, S).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// R: a registrar, or an approver, who may do all that a registrar may.
    Registrar,
    /// A: an approver.
    Approver,
    /// A ⚖: an approver who neither created, submitted nor investigated the record.
    AnotherApprover,
    /// R, S: a registrar, or the system by itself.
    RegistrarOrSystem,
    /// A, F: an approver, or the finance system.
    ApproverOrFinance,
    /// F: the finance system.
    Finance,
    /// S: the system by itself.
    System,
}

impl Authority {
    /// Whether this role holds the authority, four eyes apart. The command line's `operator` and
    /// the system's jobs never approve.
    pub fn held_by(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// The roles that hold the authority.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Registrar => &[Role::Registrar, Role::Approver, Role::Operator],
            Self::Approver | Self::AnotherApprover => &[Role::Approver],
            Self::RegistrarOrSystem => &[Role::Registrar, Role::Approver, Role::Operator, Role::System],
            Self::ApproverOrFinance => &[Role::Approver, Role::Finance],
            Self::Finance => &[Role::Finance],
            Self::System => &[Role::System],
        }
    }

    /// The refusal of a role that does not hold the authority.
    pub const fn refuses(self, role: Role) -> Error {
        Error::NotForRole { role, allowed: self.roles() }
    }
}

/// One step of a lifecycle.
#[derive(Debug)]
pub struct Step<S: 'static, E> {
    /// The event that takes it.
    pub event: E,
    /// The statuses it may start from.
    pub from: &'static [S],
    /// Who may fire it.
    pub authority: Authority,
    /// ▣: whether an official document number is needed.
    pub document: bool,
    /// Whether a reason is needed.
    pub reason: bool,
}

impl<S, E> Step<S, E> {
    /// A step that needs neither a document nor a reason.
    pub const fn new(event: E, from: &'static [S], authority: Authority) -> Self {
        Self { event, from, authority, document: false, reason: false }
    }

    /// The step, needing an official document.
    #[must_use]
    pub const fn by_document(mut self) -> Self {
        self.document = true;
        self
    }

    /// The step, needing a reason.
    #[must_use]
    pub const fn for_reason(mut self) -> Self {
        self.reason = true;
        self
    }
}

/// Through which statuses a record went, and on which days: what it was on any day can be read from it. The last step may
/// lie ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail<S>(Vec<(Day, S)>);

impl<S: Copy> Trail<S> {
    /// A trail that begins.
    pub fn beginning(day: Day, status: S) -> Self {
        Self(vec![(day, status)])
    }

    /// A trail as it was kept, oldest step first.
    pub fn of(steps: Vec<(Day, S)>) -> Self {
        Self(steps)
    }

    /// The trail with another step. What lay ahead and was overtaken is gone.
    #[must_use]
    pub fn then(mut self, day: Day, status: S) -> Self {
        self.0.retain(|(known, _)| *known <= day);
        self.0.push((day, status));
        self
    }

    /// The status on a day, which is that of the last step until its end; none before the first.
    pub fn on(&self, day: Day) -> Option<S> {
        self.0.iter().rev().find(|(known, _)| *known <= day).map(|(_, status)| *status)
    }

    /// The trail without what was a status from a day on: it turned out not to have been.
    #[must_use]
    pub fn without(self, since: Day, is_undone: impl Fn(S) -> bool) -> Self {
        Self(self.0.into_iter().filter(|(day, status)| *day < since || !is_undone(*status)).collect())
    }

    /// The same for the days from a first one to the first one after them.
    #[must_use]
    pub fn without_between(self, (from, end): (Day, Day), is_undone: impl Fn(S) -> bool) -> Self {
        let stays = |(day, status): &(Day, S)| *day < from || end <= *day || !is_undone(*status);
        Self(self.0.into_iter().filter(stays).collect())
    }

    /// Its steps, oldest first.
    pub fn steps(&self) -> &[(Day, S)] {
        &self.0
    }

    /// Its statuses, oldest first.
    pub fn statuses(&self) -> impl Iterator<Item = S> + '_ {
        self.0.iter().map(|(_, status)| *status)
    }
}

/// The circumstances in which an event is fired.
#[derive(Debug)]
pub struct Situation<'a, E> {
    /// Who fires it.
    pub actor: &'a Actor,
    /// Who made the record.
    pub makers: &'a Makers<E>,
    /// The day it is.
    pub today: Day,
    /// The moment it is.
    pub now: Instant,
    /// The rules in force.
    pub rules: &'a Rules,
    /// The working days.
    pub working_days: &'a WorkingDays,
}

/// An event that is possible from the present status.
#[derive(Debug)]
pub struct NextEvent<E> {
    /// The event.
    pub event: E,
    /// Why this caller cannot fire it now.
    pub refusal: Option<Error>,
}

/// Who had a hand in a record: who created and completed it, and who fired which of its events.
#[derive(Debug, Clone)]
pub struct Makers<E> {
    /// The key of the actor who created the record.
    pub creator: Option<String>,
    /// The keys of the actors who completed it before it was submitted.
    pub completers: Vec<String>,
    /// The keys of the actors of its events.
    pub events: Vec<(E, String)>,
}

impl<E> Default for Makers<E> {
    fn default() -> Self {
        Self { creator: None, completers: Vec::new(), events: Vec::new() }
    }
}

impl<E: Copy> Makers<E> {
    /// Refuses whoever created or completed the record, or fired one of the `making` events (seed D30: no
    /// self-directed play).
    pub fn exclude(&self, actor: &Actor, making: impl Fn(E) -> bool) -> Result<(), Error> {
        let wrote = self.creator.iter().chain(&self.completers).any(|key| actor.is_behind(key));
        if wrote { Err(Error::FourEyes) } else { self.exclude_from(actor, making) }
    }

    /// Refuses whoever fired one of the `making` events.
    pub fn exclude_from(&self, actor: &Actor, making: impl Fn(E) -> bool) -> Result<(), Error> {
        let made = self.events.iter().any(|(event, by)| making(*event) && actor.is_behind(by));
        if made { Err(Error::FourEyes) } else { Ok(()) }
    }
}

/// Checks what every event is based on, and gives the day it happened.
pub fn check_basis<S, E>(
    step: &Step<S, E>,
    basis: &Basis,
    today: Day,
    previous: Option<Day>,
    faults: &mut Faults,
) -> Day {
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
    day
}
