//! Runs of stipends: begin, compute, carry through their lifecycle, read; and what finance reports about payments.

mod books;
pub(crate) mod computing;
mod manifest;
mod paying;
pub(crate) mod sums;
mod transfers;
mod what_if;

use domain::{
    Error, Faults, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::StipendRunId,
        lifecycle::find_step,
        policy::{self, Action, Restricted, reads},
        rules::{self, refused},
        time::Moment,
    },
    money::stipend::{
        line::FindingCode,
        run::{Command, Event, Run, Status},
    },
    roles,
};
use openapi::{
    kernel::query::StipendFindingsQuery,
    money::stipend_run::{CreateStipendRun, StipendFinding, StipendRun, TransitionStipendRun},
};
use persistence::money::{
    stipend_findings::{self, SharedAccounts},
    stipend_lines,
    stipend_runs::{self, RunFilter},
    stipend_transfers,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::IDENTITY_CHANGED,
        lifecycle::{ReadTransitions, Stored, advance, state, state_created},
        list::{ListRequest, Listed},
        reading::{ReadAsOf, Readable},
    },
};
pub use books::CompareStipendBooks;
pub use computing::Progress;
pub use manifest::{ReadStipendManifest, keep_transfer_digests};
pub use paying::{ListPaymentResults, RecordPaymentResults};
pub use sums::{FindRunsWithoutSeal, SealRun};
pub use transfers::{CheckTransfersPull, ListStipendTransfers, PullStipendTransfers, StateTransfersPull};
pub use what_if::{ListStipendWhatIfPeople, ReadStipendWhatIf};

/// Whether the caller sees only what was decided: finance pays by it, and what may still change is none of its business.
pub(in crate::app) fn sees_decided_only(ctx: &Ctx<'_>) -> bool {
    !reads(ctx.role(), Restricted::UndecidedStipends)
}

/// A run as this caller may see it.
pub(in crate::app) fn find(ctx: &mut Ctx<'_>, id: StipendRunId, moment: Moment) -> Result<Run, Error> {
    let run = stipend_runs::find(ctx.db, ctx.reach, id, moment)?;
    if run.status.is_decided() || !sees_decided_only(ctx) { Ok(run) } else { Err(Error::NotFound) }
}

impl UseCase for CreateStipendRun {
    const ACTION: Action = Action::write("create_stipend_run", roles![Registrar, Approver, Operator]);
    type Output = StipendRun;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendRun, Error> {
        let mut faults = Faults::new();
        let (said, month) = self.parse(&mut faults);
        let month = faults.finish(month)?;
        let (area, id) = (ctx.area_on(said.as_ref(), month.last())?, StipendRunId(ctx.new_id()?));
        let run = Run::begin(id, (area, month), ctx.today(), ctx.now())?;
        stipend_runs::insert(ctx.db, &run)?;
        state_created(ctx, &run, Basis::default())?;
        Ok(StipendRun::new(run, ctx.role()))
    }
}

/// Read one run, as it was known at a moment.
pub type ReadStipendRun = ReadAsOf<StipendRun>;

impl Readable for StipendRun {
    type Id = StipendRunId;
    const ACTION: Action = Action::read("read_stipend_run", roles![Registrar, Approver, Finance, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: StipendRunId, moment: Moment) -> Result<Self, Error> {
        let run = find(ctx, id, moment)?;
        Ok(StipendRun::new(run, ctx.role()))
    }
}

impl UseCase for ListRequest<RunFilter> {
    const ACTION: Action = Action::read("list_stipend_runs", roles![Registrar, Approver, Finance, Auditor]);
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
    const ACTION: Action = Action::write("transition_stipend_run", roles![Registrar, Approver, Operator, Finance]);
    type Output = StipendRun;
    const KEPT: bool = true;

    fn is_by_snapshot(&self) -> bool {
        matches!(self.transition, TransitionStipendRun::Compute(_))
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendRun, Error> {
        let (event, basis) = self.transition.clone().parse()?;
        let run = find(ctx, self.id, Moment::default())?;
        find_step(&run, event, ctx.actor, ctx.today())?;
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

/// What a decision depends on: the area's decided runs, and the sum of those of the year.
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
    let fired = advance(ctx, run, (command, &basis), &())?;
    stipend_runs::update(ctx.db, &fired.record)?;
    state(ctx, &fired, basis)?;
    Ok(fired.record)
}

/// Read what happened to a run and what may happen next.
pub type ReadStipendRunTransitions = ReadTransitions<Run>;

impl Stored for Run {
    type Id = StipendRunId;
    const SUBJECT: SubjectKind = SubjectKind::StipendRun;
    const LIST_TRANSITIONS: Action =
        Action::read("list_stipend_run_transitions", roles![Registrar, Approver, Finance, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &StipendRunId) -> Result<Self, Error> {
        find(ctx, *id, Moment::default())
    }

    fn detail(&self) -> Value {
        let totals = self.computation.as_ref().map(|computation| computation.totals).unwrap_or_default();
        json!({ "people": totals.people, "lines": totals.lines, "held": totals.held, "total_fen": totals.amount })
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
    const ACTION: Action = Action::read("list_stipend_run_findings", roles![Registrar, Approver, Finance, Auditor]);
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
        let page = stipend_findings::list(ctx.db, self.id, &codes, &told, &request)?;
        Ok(self.list.answer(ctx, page.map(StipendFinding::from)))
    }
}

/// The findings about shared accounts that this caller may see: those of the warnings on payees.
fn shared_accounts(ctx: &Ctx<'_>) -> SharedAccounts {
    match policy::shared_accounts(ctx.role()) {
        policy::SharedAccounts::None => SharedAccounts::OfNobody,
        policy::SharedAccounts::EnteredByOthers => {
            let actors = std::iter::once(ctx.actor.key()).chain(ctx.actor.fellows.iter().cloned());
            SharedAccounts::NotOf(actors.collect())
        }
        policy::SharedAccounts::All => SharedAccounts::OfAll,
    }
}
