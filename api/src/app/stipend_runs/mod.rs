//! Runs of stipends: begin, compute, carry through their lifecycle, read; and what finance reports about payments.

mod books;
pub(crate) mod computing;
mod manifest;
mod paying;
pub(crate) mod sums;
mod transfers;
mod what_if;

use domain::{
    Error, Faults, Role, Wording,
    event::{Basis, SubjectKind},
    id::StipendRunId,
    lifecycle::Situation,
    policy::Action,
    rules::{self, refused},
    stipend::{
        line::FindingCode,
        run::{Command, Event, Run, Status},
    },
    time::Moment,
};
use openapi::{
    query::StipendFindingsQuery,
    stipend_run::{CreateStipendRun, StipendFinding, StipendRun, TransitionStipendRun},
    transition::Transitions,
};
use persistence::{
    calendars,
    stipend_lines::{self, SharedAccounts},
    stipend_runs::{self, RunFilter},
    stipend_transfers,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Ctx, UseCase,
    context::{CREATED, IDENTITY_CHANGED, Particulars, transitions},
    list::{ListRequest, Listed},
};
pub use books::CompareStipendBooks;
pub use computing::Progress;
pub use manifest::{ReadStipendManifest, keep_transfer_digests};
pub use paying::{ListPaymentResults, RecordPaymentResults};
pub use sums::{FindRunsWithoutSeal, SealRun};
pub use transfers::{CheckTransfersPull, ListStipendTransfers, PullStipendTransfers, StateTransfersPull};
pub use what_if::{ListStipendWhatIfPeople, ReadStipendWhatIf};

fn subject(id: StipendRunId) -> (SubjectKind, Uuid) {
    (SubjectKind::StipendRun, id.0)
}

/// Whether the caller sees only what was decided: finance pays by it, and what may still change is none of its business.
pub(super) fn sees_decided_only(ctx: &Ctx<'_>) -> bool {
    ctx.role() == Role::Finance
}

/// A run as this caller may see it.
pub(super) fn find(ctx: &mut Ctx<'_>, id: StipendRunId, moment: Moment) -> Result<Run, Error> {
    let run = stipend_runs::find(ctx.db, ctx.reach, id, moment)?;
    if run.status.is_decided() || !sees_decided_only(ctx) { Ok(run) } else { Err(Error::NotFound) }
}

impl UseCase for CreateStipendRun {
    const ACTION: Action = Action::CreateStipendRun;
    type Output = StipendRun;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendRun, Error> {
        let mut faults = Faults::new();
        let (said, month) = self.parse(&mut faults);
        let month = faults.finish(month)?;
        let (area, id) = (ctx.area_on(said.as_ref(), month.last())?, StipendRunId(ctx.new_id()?));
        let run = Run::begin(id, (area, month), ctx.today(), ctx.now())?;
        stipend_runs::insert(ctx.db, &run)?;
        let statuses = (None, Some(run.status.as_str()));
        ctx.record(subject(id), CREATED, Basis::default(), Particulars { statuses, ..Particulars::default() })?;
        Ok(StipendRun::new(run, ctx.role()))
    }
}

/// Read one run, as it was known at a moment.
pub struct ReadStipendRun {
    /// Which.
    pub id: StipendRunId,
    /// When.
    pub moment: Moment,
}

impl UseCase for ReadStipendRun {
    const ACTION: Action = Action::ReadStipendRun;
    type Output = StipendRun;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendRun, Error> {
        let run = find(ctx, self.id, self.moment)?;
        Ok(StipendRun::new(run, ctx.role()))
    }
}

impl UseCase for ListRequest<RunFilter> {
    const ACTION: Action = Action::ListStipendRuns;
    type Output = Listed<StipendRun>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut filter = self.query.parse()?;
        if sees_decided_only(ctx) {
            let asked = |status: &Status| filter.status.is_empty() || filter.status.contains(status);
            filter.status = Status::DECIDED.into_iter().filter(asked).collect();
            if filter.status.is_empty() {
                return Ok(Listed::whole(Vec::new()));
            }
        }
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = stipend_runs::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        let role = ctx.role();
        Ok(self.answer(ctx, page.map(|run| StipendRun::new(run, role))))
    }
}

/// Fire an event of a run.
pub struct FireStipendRunEvent {
    /// Of which.
    pub id: StipendRunId,
    /// The event.
    pub transition: TransitionStipendRun,
    /// Who watches how far a computation is.
    pub progress: Progress,
}

impl UseCase for FireStipendRunEvent {
    const ACTION: Action = Action::TransitionStipendRun;
    type Output = StipendRun;
    const KEPT: bool = true;

    fn is_by_snapshot(&self) -> bool {
        matches!(self.transition, TransitionStipendRun::Compute(_))
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendRun, Error> {
        let (event, basis) = self.transition.clone().parse()?;
        let run = find(ctx, self.id, Moment::default())?;
        run.step(event, ctx.actor)?;
        let command = match event {
            Event::Compute => Command::Compute(Box::new(computing::compute(ctx, &run, &self.progress)?)),
            Event::Approve => decision(ctx, &run)?,
            Event::Send => Command::Send { offset: stipend_transfers::count_offset(ctx.db, run.id)? },
            _ => Command::Plain(event),
        };
        if matches!(event, Event::Send | Event::Reconcile) {
            sums::check(ctx, &run)?;
        }
        let moved = fire(ctx, &run, &command, basis)?;
        if event == Event::Approve {
            sums::keep(ctx, &moved)?;
        }
        if event == Event::Cancel {
            stipend_lines::void(ctx.db, run.id)?;
        }
        Ok(StipendRun::new(moved, ctx.role()))
    }
}

/// What a decision looks at: what the area's decided runs are, and what those of the year come to.
///
/// # Errors
/// [`Error::RuleRefused`] when somebody whom it pays turned out to be another since it was computed, or what it corrects was
/// paid after all: it is computed again.
fn decision(ctx: &mut Ctx<'_>, run: &Run) -> Result<Command, Error> {
    if let Some(at) = run.computation.as_ref().map(|computation| computation.at) {
        if stipend_lines::pays_after_fact(ctx.db, run.id, IDENTITY_CHANGED, at)? {
            return refused(&rules::STIPEND_ROSTER_NOTICE, Wording::IdentityChangedSince);
        }
        computing::check_corrections(ctx, run, at)?;
    }
    let decided = stipend_runs::decided(ctx.db, &run.area)?;
    let of_year = decided.iter().filter(|other| other.month.year() == run.month.year());
    Ok(Command::Approve {
        spent: of_year.fold(0, |sum: i64, other| sum.saturating_add(other.spent())),
        decided: decided.iter().map(|other| other.id.0).collect(),
    })
}

/// Fires an event and states it.
fn fire(ctx: &mut Ctx<'_>, run: &Run, command: &Command, basis: Basis) -> Result<Run, Error> {
    let makers = ctx.makers(run.id.0, Event::parse)?;
    let rules = ctx.rules()?;
    let working_days = calendars::working_days(ctx.db)?;
    let (today, now) = (ctx.today(), ctx.now());
    let situation =
        Situation { actor: ctx.actor, makers: &makers, today, now, rules: &rules, working_days: &working_days };
    let moved = run.apply(command, &basis, &situation)?;
    stipend_runs::update(ctx.db, &moved)?;
    let statuses = (Some(run.status.as_str()), Some(moved.status.as_str()));
    let totals = moved.computation.as_ref().map(|computation| computation.totals).unwrap_or_default();
    let detail =
        json!({ "people": totals.people, "lines": totals.lines, "held": totals.held, "total_fen": totals.amount });
    ctx.record(subject(run.id), command.event().as_str(), basis, Particulars { statuses, detail })?;
    Ok(moved)
}

/// Read what happened to a run and what may happen next.
pub struct ReadStipendRunTransitions(pub StipendRunId);

impl UseCase for ReadStipendRunTransitions {
    const ACTION: Action = Action::ListStipendRunTransitions;
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let run = find(ctx, self.0, Moment::default())?;
        let makers = ctx.makers(self.0.0, Event::parse)?;
        let next = run.possible(ctx.actor, &makers);
        transitions(ctx, self.0.0, next.into_iter().map(|next| (next.event.as_str(), next.refusal)))
    }
}

/// List whom a run lists, and why.
pub struct ListStipendRunFindings {
    /// Of which run.
    pub id: StipendRunId,
    /// Which of them.
    pub list: ListRequest<StipendFindingsQuery>,
}

impl UseCase for ListStipendRunFindings {
    const ACTION: Action = Action::ListStipendRunFindings;
    const SNAPSHOT: bool = true;
    type Output = Listed<StipendFinding>;

    fn is_bulk(&self) -> bool {
        self.list.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let codes = self.list.query.parse()?.code;
        let told = shared_accounts(ctx);
        if matches!(told, SharedAccounts::OfNobody) && codes.contains(&FindingCode::AccountShared) {
            return Err(Error::Forbidden);
        }
        let request = self.list.page(ctx)?;
        find(ctx, self.id, Moment::default())?;
        let page = stipend_lines::findings(ctx.db, self.id, &codes, &told, &request)?;
        Ok(self.list.answer(ctx, page.map(StipendFinding::from)))
    }
}

/// Which shared accounts this caller may see. As with the warnings of payees, nobody sees those that they could have entered
/// to guess an account.
fn shared_accounts(ctx: &Ctx<'_>) -> SharedAccounts {
    match ctx.role() {
        Role::Registrar => SharedAccounts::OfNobody,
        Role::Approver => {
            let actors = std::iter::once(ctx.actor.key()).chain(ctx.actor.fellows.iter().cloned());
            SharedAccounts::NotOf(actors.collect())
        }
        _ => SharedAccounts::OfAll,
    }
}
