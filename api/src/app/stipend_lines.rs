//! Lines of stipend runs: hold, let go, read, explain.

use domain::{
    Error, Faults,
    duty::Month,
    event::SubjectKind,
    id::{PersonId, StipendLineId, StipendRunId},
    policy::Action,
    stipend::{
        amounts::Component,
        line::{Line, LineKind, PaymentOutcome},
        run::{Run, Status},
    },
    time::{self, Moment},
};
use openapi::{
    query::StipendLinesQuery,
    stipend_run::{StipendLine, TransitionStipendLine},
};
use persistence::{
    people,
    stipend_lines::{self, LineFilter},
    stipend_runs,
};

use super::{
    Ctx, UseCase,
    context::{Particulars, areas, ids, parse_all},
    list::{ListRequest, Listed},
    repeat::kept_for_repeats,
    stipend_runs::sees_decided_only,
};

/// A line as this caller may see it, with the status of its run.
fn find(ctx: &mut Ctx<'_>, id: StipendLineId) -> Result<(Line, Status), Error> {
    let (line, status) = stipend_lines::find(ctx.db, ctx.reach, id)?;
    if status.is_decided() || !sees_decided_only(ctx) { Ok((line, status)) } else { Err(Error::NotFound) }
}

/// Read one line.
pub struct ReadStipendLine(pub StipendLineId);

impl UseCase for ReadStipendLine {
    const ACTION: Action = Action::ReadStipendLine;
    const SNAPSHOT: bool = true;
    type Output = StipendLine;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendLine, Error> {
        find(ctx, self.0).map(|(line, _)| line.into())
    }
}

impl UseCase for ListRequest<StipendLinesQuery> {
    const ACTION: Action = Action::ListStipendLines;
    const SNAPSHOT: bool = true;
    type Output = Listed<StipendLine>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = filter(ctx, &self.query)?;
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = stipend_lines::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        Ok(self.answer(ctx, page.map(StipendLine::from)))
    }
}

/// What a list of lines asks for.
pub(super) fn filter(ctx: &mut Ctx<'_>, query: &StipendLinesQuery) -> Result<LineFilter, Error> {
    let mut faults = Faults::new();
    let people = ids::<PersonId>(&mut faults, "person_id", query.person_id.as_ref());
    let filter = LineFilter {
        areas: areas(&mut faults, query.area.as_ref()),
        run_ids: ids::<StipendRunId>(&mut faults, "run_id", query.run_id.as_ref()),
        person_ids: Vec::new(),
        months: parse_all(&mut faults, "month", query.month.as_ref(), |raw| Month::parse(raw).ok()),
        components: parse_all(&mut faults, "component", query.component.as_ref(), Component::parse),
        kinds: parse_all(&mut faults, "kind", query.kind.as_ref(), LineKind::parse),
        payments: parse_all(&mut faults, "payment", query.payment.as_ref(), PaymentOutcome::parse),
        decided_only: sees_decided_only(ctx),
    };
    let filter = faults.finish(Some(filter))?;
    let person_ids = if people.is_empty() { people } else { people::with_merged(ctx.db, &people)? };
    Ok(LineFilter { person_ids, ..filter })
}

/// Hold a line, or let it go.
pub struct FireStipendLineEvent {
    /// Which.
    pub id: StipendLineId,
    /// The event.
    pub transition: TransitionStipendLine,
}

impl UseCase for FireStipendLineEvent {
    const ACTION: Action = Action::TransitionStipendLine;
    type Output = StipendLine;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendLine, Error> {
        let (event, basis) = self.transition.clone().parse()?;
        let (line, status) = find(ctx, self.id)?;
        let moved = line.after(event, basis.reason.clone(), status.is_decided())?;
        if !status.is_decided() {
            let run = stipend_runs::find(ctx.db, ctx.reach, line.run_id, Moment::default())?;
            stipend_runs::update(ctx.db, &recounted(&run, &line, &moved, ctx)?)?;
        }
        stipend_lines::update(ctx.db, &moved)?;
        let statuses = (Some(line.kind.as_str()), Some(moved.kind.as_str()));
        let subject = (SubjectKind::StipendLine, line.id.0);
        ctx.record(subject, event.as_str(), basis, Particulars { statuses, ..Particulars::default() })?;
        Ok(moved.into())
    }
}

/// The run with the totals that it has once a line is held or let go.
fn recounted(run: &Run, before: &Line, after: &Line, ctx: &Ctx<'_>) -> Result<Run, Error> {
    let mut next = run.clone();
    let Some(computation) = next.computation.as_mut() else {
        return Err(Error::internal("a line of a run that was not computed"));
    };
    let totals = &mut computation.totals;
    let change = i64::from(after.is_payable()) - i64::from(before.is_payable());
    totals.lines += change;
    totals.held -= change;
    totals.amount += change * before.amount;
    next.version += 1;
    next.updated_at = time::following(run.updated_at, ctx.now());
    Ok(next)
}
