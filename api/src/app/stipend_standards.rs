//! Stipend standards: draft, carry through their lifecycle, bring into effect, read.

use std::sync::LazyLock;

use domain::{
    Actor, Error, Faults, Role,
    event::{Basis, SubjectKind},
    id::StipendStandardId,
    lifecycle::Situation,
    policy::Action,
    stipend::standard::{Command, Event, Standard, Status},
    time::Moment,
};
use openapi::{
    query::StipendStandardsQuery,
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
    context::{COMPLETED, CREATED, Particulars, areas, at_version, parse_all, transitions},
    list::{ListRequest, Listed},
    repeat::kept_for_repeats,
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
    kept_for_repeats!();

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
        Ok(draft.into())
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
        find(ctx, self.id, self.moment).map(StipendStandard::from)
    }
}

impl UseCase for ListRequest<StipendStandardsQuery> {
    const ACTION: Action = Action::ListStipendStandards;
    type Output = Listed<StipendStandard>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = StandardFilter { decided_only: sees_decided_only(ctx), ..filter(&self.query)? };
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = stipend_standards::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        Ok(self.answer(ctx, page.map(StipendStandard::from)))
    }
}

fn filter(query: &StipendStandardsQuery) -> Result<StandardFilter, Error> {
    let mut faults = Faults::new();
    let filter = StandardFilter {
        areas: areas(&mut faults, query.area.as_ref()),
        statuses: parse_all(&mut faults, "status", query.status.as_ref(), Status::parse),
        decided_only: false,
        moment: Moment::parse(query.as_of.as_deref(), query.known_at.as_deref(), &mut faults),
    };
    faults.finish(Some(filter))
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
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendStandard, Error> {
        let draft = find(ctx, self.id, Moment::default())?;
        at_version(self.version, draft.version)?;
        draft.check_editable()?;
        let mut faults = Faults::new();
        let details = self.patch.over(&draft.details, &mut faults);
        let details = faults.finish(Some(details))?;
        if details == draft.details {
            ctx.nothing_changed();
            return Ok(draft.into());
        }
        let rewritten = draft.rewritten(details, ctx.now())?;
        stipend_standards::update(ctx.db, &rewritten)?;
        ctx.record(subject(self.id), COMPLETED, Basis::default(), Particulars::default())?;
        Ok(rewritten.into())
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
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendStandard, Error> {
        let (command, basis) = self.transition.clone().parse()?;
        let standard = find(ctx, self.id, Moment::default())?;
        fire(ctx, &standard, &command, basis).map(StipendStandard::from)
    }
}

fn fire(ctx: &mut Ctx<'_>, standard: &Standard, command: &Command, basis: Basis) -> Result<Standard, Error> {
    let makers = ctx.makers(standard.id.0, Event::parse)?;
    let rules = ctx.rules()?;
    let working_days = calendars::working_days(ctx.db)?;
    let (today, now) = (ctx.today(), ctx.now());
    let situation =
        Situation { actor: ctx.actor, makers: &makers, today, now, rules: &rules, working_days: &working_days };
    let moved = standard.apply(command, &basis, &situation)?;
    stipend_standards::update(ctx.db, &moved)?;
    let statuses = (Some(standard.status.as_str()), Some(moved.status.as_str()));
    let particulars = Particulars { statuses, ..Particulars::default() };
    ctx.record(subject(standard.id), command.event().as_str(), basis, particulars)?;
    Ok(moved)
}

/// Most standards that one transaction of the job brings into effect.
const DUE_AT_ONCE_MAX: i64 = 100;

/// Bring into effect what was decided and has its first day: a job of the system, safe to run at any time.
pub struct BringStandardsIntoEffect;

/// Brings into effect all that is due; gives how many standards took effect.
///
/// # Errors
/// When the database fails; what was done before stays done.
pub async fn bring_all_into_effect(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut count = 0;
    loop {
        match app.run(caller, BringStandardsIntoEffect).await? {
            0 => return Ok(count),
            brought => count += brought,
        }
    }
}

impl UseCase for BringStandardsIntoEffect {
    const ACTION: Action = Action::TransitionStipendStandard;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        static SYSTEM: LazyLock<Actor> = LazyLock::new(|| Actor::own(Role::System));
        ctx.nothing_changed();
        ctx.actor = &SYSTEM;
        let due = stipend_standards::due(ctx.db, ctx.today(), DUE_AT_ONCE_MAX)?;
        for standard in &due {
            bring_into_effect(ctx, standard)?;
        }
        Ok(due.len())
    }
}

/// Ends what it succeeds the day before, then brings it into effect: no two of an area hold on one day, even for a moment.
fn bring_into_effect(ctx: &mut Ctx<'_>, standard: &Standard) -> Result<(), Error> {
    let starts_on = standard.details.starts_on;
    let on = |one: &Standard| Basis { occurred_on: one.last_event_on.max(Some(starts_on)), ..Basis::default() };
    for predecessor in stipend_standards::in_effect_before(ctx.db, &standard.area, starts_on)? {
        let supersede = Command::Supersede { next_starts_on: starts_on };
        fire(ctx, &predecessor, &supersede, on(&predecessor))?;
    }
    fire(ctx, standard, &Command::Plain(Event::TakeEffect), on(standard)).map(drop)
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
