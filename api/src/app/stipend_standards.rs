//! Stipend standards: draft, carry through their lifecycle, bring into effect, read.

use std::sync::LazyLock;

use domain::{
    Actor, Day, Error, Faults, Role,
    event::{Basis, SubjectKind},
    id::StipendStandardId,
    lifecycle::Situation,
    policy::Action,
    stipend::standard::{Command, Event, Standard, Status},
    time::Moment,
};
use openapi::{
    stipend_standard::{CreateStipendStandard, StipendStandard, TransitionStipendStandard, UpdateStipendStandard},
    transition::Transitions,
};
use persistence::{
    calendars,
    stipend_standards::{self, StandardFilter},
};
use uuid::Uuid;

use super::{
    App, Caller, Ctx, UseCase,
    context::{COMPLETED, CREATED, Particulars, at_version, transitions},
    list::{ListRequest, Listed},
};

fn subject(id: StipendStandardId) -> (SubjectKind, Uuid) {
    (SubjectKind::StipendStandard, id.0)
}

/// Whether the caller sees only what was decided: finance pays by it, and drafts are none of its business.
fn sees_decided_only(ctx: &Ctx<'_>) -> bool {
    ctx.role() == Role::Finance
}

fn find(ctx: &mut Ctx<'_>, id: StipendStandardId, moment: Moment) -> Result<Standard, Error> {
    let standard = stipend_standards::find(ctx.db, ctx.reach, id, moment)?;
    if standard.is_decided() || !sees_decided_only(ctx) { Ok(standard) } else { Err(Error::NotFound) }
}

impl UseCase for CreateStipendStandard {
    const ACTION: Action = Action::CreateStipendStandard;
    type Output = StipendStandard;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendStandard, Error> {
        let mut faults = Faults::new();
        let said = self.said_area(&mut faults);
        let details = self.parse(&mut faults);
        let details = faults.finish(Some(details))?;
        let (area, id) = (ctx.area_on(said.as_ref(), details.starts_on)?, StipendStandardId(ctx.new_id()?));
        let draft = Standard::draft(id, area, details, ctx.now());
        stipend_standards::insert(ctx.db, &draft)?;
        let statuses = (None, Some(draft.status.as_str()));
        ctx.record(subject(id), CREATED, Basis::default(), Particulars { statuses, ..Particulars::default() })?;
        Ok(view(ctx, draft))
    }
}

/// Read one standard, as it was known at a moment.
pub struct ReadStipendStandard {
    /// Which.
    pub id: StipendStandardId,
    /// When.
    pub moment: Moment,
}

impl UseCase for ReadStipendStandard {
    const ACTION: Action = Action::ReadStipendStandard;
    type Output = StipendStandard;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendStandard, Error> {
        let standard = find(ctx, self.id, self.moment)?;
        Ok(StipendStandard::new(standard, self.moment.as_of.unwrap_or(ctx.today())))
    }
}

impl UseCase for ListRequest<StandardFilter> {
    const ACTION: Action = Action::ListStipendStandards;
    type Output = Listed<StipendStandard>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = StandardFilter { decided_only: sees_decided_only(ctx), ..self.query.parse()? };
        let (order, request, today) = (self.order()?, self.page(ctx)?, ctx.today());
        let page = stipend_standards::list(ctx.db, ctx.reach, &filter, (order.descending, today), &request)?;
        let day = filter.as_of.unwrap_or(today);
        Ok(self.answer(ctx, page.map(|one| StipendStandard::new(one, day))))
    }
}

/// Rewrite a draft that was not submitted.
pub struct RewriteStipendStandard {
    /// Which.
    pub id: StipendStandardId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateStipendStandard,
}

impl UseCase for RewriteStipendStandard {
    const ACTION: Action = Action::UpdateStipendStandard;
    type Output = StipendStandard;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendStandard, Error> {
        let draft = find(ctx, self.id, Moment::default())?;
        at_version(self.version, draft.version)?;
        draft.check_editable()?;
        let mut faults = Faults::new();
        let details = self.patch.over(&draft.details, &mut faults);
        let details = faults.finish(Some(details))?;
        if details == draft.details {
            ctx.nothing_changed();
            return Ok(view(ctx, draft));
        }
        let rewritten = draft.rewritten(details, ctx.now())?;
        stipend_standards::update(ctx.db, &rewritten)?;
        ctx.record(subject(self.id), COMPLETED, Basis::default(), Particulars::default())?;
        Ok(view(ctx, rewritten))
    }
}

/// Fire an event of a standard.
pub struct FireStipendStandardEvent {
    /// Of which.
    pub id: StipendStandardId,
    /// The event.
    pub transition: TransitionStipendStandard,
}

impl UseCase for FireStipendStandardEvent {
    const ACTION: Action = Action::TransitionStipendStandard;
    type Output = StipendStandard;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendStandard, Error> {
        let (command, basis) = self.transition.clone().parse()?;
        let standard = find(ctx, self.id, Moment::default())?;
        let moved = match command.event() {
            Event::Approve => approve(ctx, &standard, &command, basis)?,
            Event::Withdraw => withdraw(ctx, &standard, &command, basis)?,
            _ => fire(ctx, &standard, &command, basis)?,
        };
        Ok(view(ctx, moved))
    }
}

/// The standard as it reads today.
fn view(ctx: &Ctx<'_>, standard: Standard) -> StipendStandard {
    StipendStandard::new(standard, ctx.today())
}

/// Decides a standard. The one that begins on the same day is replaced: it holds on no day any more, and what runs paid by it
/// becomes arrears or recoveries. Else the one without an end of its own that holds on the first day ends the day before. From
/// the decision on, no day has two.
fn approve(ctx: &mut Ctx<'_>, standard: &Standard, command: &Command, basis: Basis) -> Result<Standard, Error> {
    let decided = apply(ctx, standard, command, &basis)?;
    let (area, starts_on) = (decided.area.clone(), decided.details.starts_on);
    let moved = match stipend_standards::find_beginning_on(ctx.db, &area, starts_on)? {
        Some(replaced) => {
            follow(ctx, &replaced, Some(starts_on))?;
            let next = stipend_standards::next_start_after(ctx.db, &area, starts_on)?;
            let lasts_until = |next: &Day| decided.details.ends_on.is_none_or(|last| *next <= last);
            Standard { succeeded_on: next.filter(lasts_until), ..decided }
        }
        None => {
            if let Some(before) = stipend_standards::find_open_before(ctx.db, &area, starts_on)? {
                follow(ctx, &before, Some(starts_on))?;
            }
            decided
        }
    };
    store(ctx, standard, &moved, command, basis)?;
    Ok(moved)
}

/// Gives a standard up. What would have ended by it holds on, until another one follows.
fn withdraw(ctx: &mut Ctx<'_>, standard: &Standard, command: &Command, basis: Basis) -> Result<Standard, Error> {
    let moved = fire(ctx, standard, command, basis)?;
    if !standard.is_decided() {
        return Ok(moved);
    }
    if let Some(before) = stipend_standards::find_succeeded_on(ctx.db, &moved.area, moved.details.starts_on)? {
        let next = stipend_standards::next_start_after(ctx.db, &moved.area, before.details.starts_on)?;
        follow(ctx, &before, next)?;
    }
    Ok(moved)
}

/// The name of the fact that another standard was decided to follow, or was given up.
const SUCCESSOR_CHANGED: &str = "successor_changed";

/// Stores from which day another standard follows.
fn follow(ctx: &mut Ctx<'_>, before: &Standard, next_starts_on: Option<Day>) -> Result<(), Error> {
    let followed = before.followed_by(next_starts_on, ctx.now());
    stipend_standards::update(ctx.db, &followed)?;
    ctx.record(subject(before.id), SUCCESSOR_CHANGED, Basis::default(), Particulars::default())
}

fn fire(ctx: &mut Ctx<'_>, standard: &Standard, command: &Command, basis: Basis) -> Result<Standard, Error> {
    let moved = apply(ctx, standard, command, &basis)?;
    store(ctx, standard, &moved, command, basis)?;
    Ok(moved)
}

fn apply(ctx: &mut Ctx<'_>, standard: &Standard, command: &Command, basis: &Basis) -> Result<Standard, Error> {
    let makers = ctx.makers(standard.id.0, Event::parse)?;
    let rules = ctx.rules()?;
    let working_days = calendars::working_days(ctx.db)?;
    let (today, now) = (ctx.today(), ctx.now());
    let situation =
        Situation { actor: ctx.actor, makers: &makers, today, now, rules: &rules, working_days: &working_days };
    standard.apply(command, basis, &situation)
}

fn store(ctx: &mut Ctx<'_>, before: &Standard, after: &Standard, command: &Command, basis: Basis) -> Result<(), Error> {
    stipend_standards::update(ctx.db, after)?;
    let statuses = (Some(before.status.as_str()), Some(after.status.as_str()));
    let particulars = Particulars { statuses, ..Particulars::default() };
    ctx.record(subject(before.id), command.event().as_str(), basis, particulars)
}

/// Most standards that one transaction of the job brings into effect.
const DUE_AT_ONCE_MAX: i64 = 100;

/// Store which standards took effect and which were superseded: a job of the system, safe to run at any time. Reads do not
/// wait for it.
pub struct BringStandardsIntoEffect;

/// What one step of the job did.
pub struct Brought {
    /// How many standards took effect.
    pub count: usize,
    /// Whether more may be due.
    pub is_full: bool,
}

/// Stores all that is due; gives how many standards took effect.
///
/// # Errors
/// When the database fails; what was done before stays done.
pub async fn bring_all_into_effect(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut count = 0;
    loop {
        let brought = app.run(caller, BringStandardsIntoEffect).await?;
        count += brought.count;
        if !brought.is_full {
            return Ok(count);
        }
    }
}

impl UseCase for BringStandardsIntoEffect {
    const ACTION: Action = Action::TransitionStipendStandard;
    type Output = Brought;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Brought, Error> {
        static SYSTEM: LazyLock<Actor> = LazyLock::new(|| Actor::own(Role::System));
        ctx.nothing_changed();
        ctx.actor = &SYSTEM;
        let due = stipend_standards::due(ctx.db, ctx.today(), DUE_AT_ONCE_MAX)?;
        let is_full = i64::try_from(due.len()).is_ok_and(|many| many == DUE_AT_ONCE_MAX);
        let mut count = 0;
        for standard in due {
            count += usize::from(standard.status == Status::Approved);
            store_the_day(ctx, standard)?;
        }
        Ok(Brought { count, is_full })
    }
}

/// Stores that a standard took effect, and that it was superseded, as far as both days have come.
fn store_the_day(ctx: &mut Ctx<'_>, mut standard: Standard) -> Result<(), Error> {
    let on = |one: &Standard, day| Basis { occurred_on: one.last_event_on.max(Some(day)), ..Basis::default() };
    if standard.status == Status::Approved {
        let basis = on(&standard, standard.details.starts_on);
        standard = fire(ctx, &standard, &Command::Plain(Event::TakeEffect), basis)?;
    }
    if let Some(next_starts_on) = standard.succeeded_on.filter(|next| *next <= ctx.today()) {
        let basis = on(&standard, next_starts_on);
        fire(ctx, &standard, &Command::Supersede { next_starts_on }, basis)?;
    }
    Ok(())
}

/// Read what happened to a standard and what may happen next.
pub struct ReadStipendStandardTransitions(pub StipendStandardId);

impl UseCase for ReadStipendStandardTransitions {
    const ACTION: Action = Action::ListStipendStandardTransitions;
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let standard = find(ctx, self.0, Moment::default())?;
        let makers = ctx.makers(self.0.0, Event::parse)?;
        let next = standard.possible(ctx.actor, &makers, ctx.today());
        transitions(ctx, self.0.0, next.into_iter().map(|next| (next.event.as_str(), next.refusal)))
    }
}
