//! What all records with a lifecycle share: firing an event, and reading what happened and what may happen next. A record says
//! where it is stored, what the register knows besides it, and what its events do to other records.

use std::sync::LazyLock;

use domain::{
    Actor, Day, Error, Faults, Role,
    kernel::{
        calendar::WorkingDays,
        event::{Basis, Event as Fact, SubjectKind},
        lifecycle::{self, Fired, Lifecycle, Situation},
        policy::Action,
        word::Word,
    },
};
use openapi::kernel::transition::Transitions;
use persistence::administration::calendars;
use serde_json::Value;
use uuid::Uuid;

use super::context::{COMPLETED, CREATED, Particulars, at_version, transitions};
use crate::app::{Ctx, UseCase};

/// The program's own actor, who does what a day brings.
pub static SYSTEM: LazyLock<Actor> = LazyLock::new(|| Actor::own(Role::System));

/// A record with a lifecycle, as the register stores it.
pub trait Stored: Lifecycle + Send + 'static {
    /// By what it is found.
    type Id: Send + 'static;

    /// The kind of record that its events are about.
    const SUBJECT: SubjectKind;
    /// Reading its transitions, for the policy.
    const LIST_TRANSITIONS: Action;

    /// Its identifier.
    fn id(&self) -> Uuid;

    /// What its events are about.
    fn subject(&self) -> (SubjectKind, Uuid) {
        (Self::SUBJECT, self.id())
    }

    /// The record as it is now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none within reach.
    fn find(ctx: &mut Ctx<'_>, id: &Self::Id) -> Result<Self, Error>;

    /// What the register knows besides the record, as far as it decides on the next events.
    ///
    /// # Errors
    /// When the database fails.
    fn known_for_next(&self, _ctx: &mut Ctx<'_>) -> Result<Option<Self::Known>, Error> {
        Ok(None)
    }

    /// The working days, as far as an event counts any.
    ///
    /// # Errors
    /// When the database fails.
    fn working_days(ctx: &mut Ctx<'_>, _event: Self::Event) -> Result<WorkingDays, Error> {
        calendars::working_days(ctx.db)
    }

    /// The day on which an event is stated to have happened.
    fn stated_on(fired: &Fired<Self>) -> Option<Day> {
        Some(fired.day)
    }

    /// What the statement of an event says beyond its statuses.
    fn detail(&self) -> Value {
        Value::Null
    }
}

/// A record whose events are fired one record at a time.
pub trait Fires: Stored {
    /// An event on the wire.
    type Transition: Clone + Send + 'static;
    /// The record on the wire.
    type View: Send + 'static;

    /// Firing its events, for the policy.
    const TRANSITION: Action;

    /// Parses an event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault of it.
    fn parse(transition: Self::Transition) -> Result<(Self::Command, Basis), Error>;

    /// The record as the caller sees it.
    ///
    /// # Errors
    /// When the database fails.
    fn view(self, ctx: &mut Ctx<'_>) -> Result<Self::View, Error>;

    /// Stores the next version of the record.
    ///
    /// # Errors
    /// [`Error::Changed`] when somebody else was first.
    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error>;

    /// The command with what the register makes of it: sealed words, a survivor in place of a merged record.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what it names and the register does not have.
    fn resolve(&self, _ctx: &mut Ctx<'_>, command: Self::Command) -> Result<Self::Command, Error> {
        Ok(command)
    }

    /// What the register knows besides the record, as far as an event on a day asks for it.
    ///
    /// # Errors
    /// When the database fails.
    fn known(&self, ctx: &mut Ctx<'_>, command: &Self::Command, day: Day) -> Result<Self::Known, Error>;

    /// Does what an event does to other records before this one is stored, and gives what is to be stated after the event.
    ///
    /// # Errors
    /// What refuses it.
    fn carry_out(
        &self,
        _ctx: &mut Ctx<'_>,
        _fired: &mut Fired<Self>,
        _said: (&Self::Command, &Basis),
    ) -> Result<Vec<Fact>, Error> {
        Ok(Vec::new())
    }

    /// Does what follows from an event once the record is stored and the event stated.
    ///
    /// # Errors
    /// When the database fails.
    fn follow(&self, _ctx: &mut Ctx<'_>, _fired: &Fired<Self>, _basis: &Basis) -> Result<(), Error> {
        Ok(())
    }
}

/// Moves a record by an event; nothing is stored yet.
///
/// # Errors
/// As [`lifecycle::fire`].
pub fn advance<L: Stored>(
    ctx: &mut Ctx<'_>,
    before: &L,
    (command, basis): (&L::Command, &Basis),
    known: &L::Known,
) -> Result<Fired<L>, Error> {
    let contributors = ctx.contributors(before.id())?;
    let (rules, working_days) = (ctx.rules()?, L::working_days(ctx, L::event_of(command))?);
    let situation = Situation {
        actor: ctx.actor,
        contributors: &contributors,
        today: ctx.today(),
        now: ctx.now(),
        rules: &rules,
        working_days: &working_days,
    };
    lifecycle::fire(before, command, basis, known, &situation)
}

/// States an event that was fired.
///
/// # Errors
/// When the database fails.
pub fn state<L: Stored>(ctx: &mut Ctx<'_>, fired: &Fired<L>, basis: Basis) -> Result<(), Error> {
    let statuses = (Some(fired.from.as_str()), Some(fired.record.status().as_str()));
    let basis = Basis { occurred_on: L::stated_on(fired), ..basis };
    let particulars = Particulars { statuses, detail: fired.record.detail() };
    ctx.record(fired.record.subject(), fired.event.as_str(), basis, particulars)
}

/// States that a record was created.
///
/// # Errors
/// When the database fails.
pub fn state_created<L: Stored>(ctx: &mut Ctx<'_>, new: &L, basis: Basis) -> Result<(), Error> {
    let statuses = (None, Some(new.status().as_str()));
    ctx.record(new.subject(), CREATED, basis, Particulars { statuses, ..Particulars::default() })
}

/// Fires an event with all that it does, in this transaction.
///
/// # Errors
/// As [`lifecycle::fire`], and what the record's own effects refuse.
pub fn fire<L: Fires>(ctx: &mut Ctx<'_>, before: &L, command: &L::Command, basis: Basis) -> Result<L, Error> {
    let day = basis.occurred_on.unwrap_or(ctx.today());
    let known = before.known(ctx, command, day)?;
    let mut fired = advance(ctx, before, (command, &basis), &known)?;
    let facts = before.carry_out(ctx, &mut fired, (command, &basis))?;
    fired.record.store(ctx)?;
    state(ctx, &fired, basis.clone())?;
    ctx.record_all(&facts)?;
    before.follow(ctx, &fired, &basis)?;
    Ok(fired.record)
}

/// Fires an event as the system, whoever's request brought it about.
///
/// # Errors
/// As [`fire`].
pub fn fire_by_system<L: Fires>(ctx: &mut Ctx<'_>, before: &L, command: &L::Command, basis: Basis) -> Result<L, Error> {
    let caller = std::mem::replace(&mut ctx.actor, &SYSTEM);
    let outcome = fire(ctx, before, command, basis);
    ctx.actor = caller;
    outcome
}

/// Fire an event of a record.
pub struct FireEvent<L: Fires> {
    /// Of which.
    pub id: L::Id,
    /// The event.
    pub transition: L::Transition,
}

impl<L: Fires> UseCase for FireEvent<L> {
    const ACTION: Action = L::TRANSITION;
    type Output = L::View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<L::View, Error> {
        let (command, basis) = L::parse(self.transition.clone())?;
        let before = L::find(ctx, &self.id)?;
        let command = before.resolve(ctx, command)?;
        fire(ctx, &before, &command, basis)?.view(ctx)
    }
}

/// A record whose draft can be completed.
pub trait Completes: Fires + PartialEq {
    /// What is completed, on the wire.
    type Patch: Send + 'static;

    /// Completing it, for the policy.
    const UPDATE: Action;

    /// True while it can be completed.
    fn is_draft(&self) -> bool;

    /// Takes in what is completed, and notes what is wrong with it.
    fn take_patch(&mut self, patch: &Self::Patch, today: Day, faults: &mut Faults);
}

/// Complete a draft.
pub struct CompleteDraft<L: Completes> {
    /// Which.
    pub id: L::Id,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: L::Patch,
}

impl<L: Completes> UseCase for CompleteDraft<L> {
    const ACTION: Action = L::UPDATE;
    type Output = L::View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<L::View, Error> {
        let draft = L::find(ctx, &self.id)?;
        at_version(self.version, draft.version())?;
        if !draft.is_draft() {
            return Err(Error::TransitionNotAllowed { status: draft.status().as_str(), event: "update" });
        }
        let (mut completed, mut faults) = (draft.clone(), Faults::new());
        completed.take_patch(&self.patch, ctx.today(), &mut faults);
        faults.finish(Some(()))?;
        if completed == draft {
            ctx.nothing_changed();
            return draft.view(ctx);
        }
        completed.fields().touch(ctx.now());
        completed.store(ctx)?;
        ctx.record(completed.subject(), COMPLETED, Basis::default(), Particulars::default())?;
        completed.view(ctx)
    }
}

/// Read what happened to a record and what may happen next.
pub struct ReadTransitions<L: Stored> {
    /// Of which.
    pub id: L::Id,
}

impl<L: Stored> UseCase for ReadTransitions<L> {
    const ACTION: Action = L::LIST_TRANSITIONS;
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let record = L::find(ctx, &self.id)?;
        let contributors = ctx.contributors(record.id())?;
        let known = record.known_for_next(ctx)?;
        let next = lifecycle::possible(&record, known.as_ref(), ctx.actor, &contributors, ctx.today());
        transitions(ctx, record.id(), next.into_iter().map(|next| (next.event.as_str(), next.refusal)))
    }
}
