//! Lines of stipend runs: hold, let go, read, explain.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Error,
    kernel::{
        event::SubjectKind,
        id::{PayeeId, StipendLineId, StipendStandardId},
        page::PageRequest,
        policy::{Action, Field, Sight, sight},
        time::{self, Moment},
    },
    money::stipend::{
        grounds::EarlierLine,
        line::Line,
        run::{Run, Status},
        tax::{self, Preview, TaxedLine},
    },
    roles,
};
use openapi::money::{
    stipend_explanation::{StipendEarlierLine, StipendExplanation, StipendVerification},
    stipend_run::{StipendLine, TransitionStipendLine},
    stipend_tax::TaxPreview,
};
use persistence::{
    money::{
        payees, stipend_grounds,
        stipend_lines::{self, LineFilter},
        stipend_payments, stipend_runs, stipend_standards,
    },
    people,
};

use super::stipend_runs::sees_decided_only;
use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::Particulars,
        list::{ListRequest, Listed, Query},
        pull::{Pull, pages},
        within_reach,
    },
    people::named,
};

/// A line as this caller may see it, with the status of its run.
fn find(ctx: &mut Ctx<'_>, id: StipendLineId) -> Result<(Line, Status), Error> {
    let (line, status) = stipend_lines::find(ctx.db, ctx.reach, id)?;
    if status.is_decided() || !sees_decided_only(ctx) { Ok((line, status)) } else { Err(Error::NotFound) }
}

/// Read one line.
pub struct ReadStipendLine(pub StipendLineId);

impl UseCase for ReadStipendLine {
    const ACTION: Action = Action::read("read_stipend_line", roles![Registrar, Approver, Finance, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = StipendLine;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendLine, Error> {
        find(ctx, self.0).map(|(line, _)| StipendLine::new(line, ctx.role()))
    }
}

impl UseCase for ListRequest<LineFilter> {
    const ACTION: Action = Action::read("list_stipend_lines", roles![Registrar, Approver, Finance, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<StipendLine>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = filter(ctx, &self.query)?;
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = stipend_lines::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        let role = ctx.role();
        Ok(self.answer(ctx, page.map(|line| StipendLine::new(line, role))))
    }
}

/// Pull lines whole: all of them as they were at one moment, in constant memory.
pub struct PullStipendLines {
    /// The list; from its cursor on.
    pub list: ListRequest<LineFilter>,
    /// In which form, and where it goes.
    pub pull: Pull<StipendLine>,
}

impl UseCase for PullStipendLines {
    const ACTION: Action = ListRequest::<LineFilter>::ACTION;
    const SNAPSHOT: bool = true;
    const STREAMS: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        self.pull.outlet.begin()?;
        let (filter, descending, request) = asked(ctx, &self.list)?;
        // The request is wrong in a way that only its surface knows: it is looked at for further faults alone.
        if ctx.is_trial {
            return Ok(());
        }
        let role = ctx.role();
        let read = |request: &PageRequest| {
            let page = stipend_lines::list(ctx.db, ctx.reach, &filter, descending, request)?;
            named(ctx, page, self.pull.shows_names, |line| line.person_id)
        };
        self.pull.hand_out(request, read, |line| line.person_id, |line| StipendLine::new(line, role))
    }
}

/// Look at what a pull asks for, and pull nothing.
pub struct CheckLinesPull(
    /// The list.
    pub ListRequest<LineFilter>,
);

impl UseCase for CheckLinesPull {
    const ACTION: Action = ListRequest::<LineFilter>::ACTION;
    const SNAPSHOT: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        asked(ctx, &self.0).map(drop)
    }
}

/// What a pull asks for: which lines, whether the last come first, and from where on.
fn asked(ctx: &mut Ctx<'_>, list: &ListRequest<LineFilter>) -> Result<(LineFilter, bool, PageRequest), Error> {
    let filter = filter(ctx, &list.query)?;
    Ok((filter, list.order()?.descending, pages(list.page(ctx)?)))
}

/// What a list of lines asks for.
pub(in crate::app) fn filter(ctx: &mut Ctx<'_>, query: &Query<LineFilter>) -> Result<LineFilter, Error> {
    // A role that may not read payments must not learn of them by filtering for paid lines.
    let asks_for_payments = query.names("payment") || query.names("unreported");
    if asks_for_payments && sight(ctx.role(), Field::PaymentResult) != Sight::Full {
        return Err(Error::Forbidden);
    }
    let mut filter = LineFilter { decided_only: sees_decided_only(ctx), ..query.parse()? };
    within_reach::lead_on(ctx, &mut filter.person_id)?;
    if !filter.person_id.is_empty() {
        filter.person_id = people::merges::with_merged(ctx.db, &filter.person_id)?;
    }
    Ok(filter)
}

/// Explain one line.
pub struct ExplainStipendLine(pub StipendLineId);

impl UseCase for ExplainStipendLine {
    const ACTION: Action = Action::read("read_stipend_line_explanation", roles![Registrar, Approver, Finance, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = StipendExplanation;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendExplanation, Error> {
        let (line, _) = find(ctx, self.0)?;
        let run = stipend_runs::find(ctx.db, ctx.reach, line.run_id, Moment::default())?;
        let grounds = stipend_grounds::of_line(ctx.db, &line)?;
        let explained = grounds.explain(line.component);
        let sources = explained.iter().flat_map(|one| &one.segments).flat_map(|segment| &segment.sources);
        let standards: BTreeSet<StipendStandardId> = sources
            .filter(|source| source.kind == SubjectKind::StipendStandard)
            .map(|source| StipendStandardId(source.id))
            .collect();
        let standards = stipend_standards::find_many(ctx.db, &standards.into_iter().collect::<Vec<_>>())?;
        let duty_days = (grounds.duty_days, grounds.duty_days_outside);
        let (verification, tax_preview) = (verification(ctx, &line)?, tax_preview(ctx, &run, &line)?);
        let earlier_lines = earlier_lines(ctx, &line, grounds.earlier_of(line.component))?;
        let told = (verification, tax_preview, ctx.role());
        let explanation = StipendExplanation::of(line, &run, (explained, duty_days), standards, told);
        Ok(StipendExplanation { earlier_lines, ..explanation })
    }
}

/// The earlier lines that a correction rests on, each with the report of its payment where the caller may read payments.
fn earlier_lines(ctx: &mut Ctx<'_>, line: &Line, earlier: Vec<EarlierLine>) -> Result<Vec<StipendEarlierLine>, Error> {
    let role = ctx.role();
    let reported = earlier.iter().filter(|one| one.payment.is_some()).map(|one| StipendLineId(one.line_id));
    let reported: Vec<StipendLineId> = reported.collect();
    let payments = match sight(role, Field::PaymentResult) {
        Sight::Full if !reported.is_empty() => stipend_payments::last_of_lines(ctx.db, &reported, line.created_at)?,
        _ => HashMap::new(),
    };
    let told = |one: EarlierLine| {
        let payment = payments.get(&StipendLineId(one.line_id));
        let occurred_on = payment.map(|payment| payment.occurred_on);
        StipendEarlierLine::of(one, occurred_on, payment.and_then(|payment| payment.reason.clone()), role)
    };
    Ok(earlier.into_iter().map(told).collect())
}

/// By whom it was verified that a line pays the person to whom it is owed.
fn verification(ctx: &mut Ctx<'_>, line: &Line) -> Result<Option<StipendVerification>, Error> {
    let Some(payee) = line.payee else { return Ok(None) };
    let key = (PayeeId(payee.id), payee.version);
    let found = payees::in_versions(ctx.db, ctx.vault, &[key])?;
    Ok(found.get(&key).and_then(|found| StipendVerification::of(payee.version, found)))
}

/// The tax withheld from everything that the line's payer pays the person in the run, for roles that read tax previews.
/// Held lines do not count, because they are not paid.
fn tax_preview(ctx: &mut Ctx<'_>, run: &Run, line: &Line) -> Result<Option<TaxPreview>, Error> {
    if sight(ctx.role(), Field::TaxPreview) != Sight::Full {
        return Ok(None);
    }
    let Some((computation, payer)) = run.computation.as_ref().zip(line.payer_id) else { return Ok(None) };
    let lines = stipend_lines::of_person(ctx.db, run.id, line.person_id)?;
    let taxed = |one: &Line| {
        Some(TaxedLine {
            payer_id: one.payer_id?.0,
            tax_class: one.tax_class?,
            component: one.component,
            amount_fen: one.amount,
        })
    };
    let paid: Vec<TaxedLine> = lines.iter().filter(|one| one.is_payable()).filter_map(taxed).collect();
    let previews = tax::previews(&paid, &computation.tax).map_err(|_| Error::internal("a sum beyond all money"))?;
    let ours = |preview: &Preview| preview.payer_id == payer.0 && Some(preview.tax_class) == line.tax_class;
    Ok(previews.into_iter().find(ours).map(TaxPreview::from))
}

/// Hold a line, or let it go.
pub struct FireStipendLineEvent {
    /// Which.
    pub id: StipendLineId,
    /// The event.
    pub transition: TransitionStipendLine,
}

impl UseCase for FireStipendLineEvent {
    const ACTION: Action = Action::write("transition_stipend_line", roles![Registrar, Approver, Operator]);
    type Output = StipendLine;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendLine, Error> {
        let (event, basis) = self.transition.clone().parse()?;
        let (line, status) = find(ctx, self.id)?;
        let moved = line.after(event, basis.reason.clone(), status.is_decided())?;
        if !status.is_decided() {
            let run = stipend_runs::find(ctx.db, ctx.reach, line.run_id, Moment::default())?;
            let next = recounted(ctx, &run, &moved)?;
            stipend_runs::update(ctx.db, &next)?;
        }
        stipend_lines::update(ctx.db, &moved)?;
        let statuses = (Some(line.kind.as_str()), Some(moved.kind.as_str()));
        let subject = (SubjectKind::StipendLine, line.id.0);
        ctx.record(subject, event.as_str(), basis, Particulars { statuses, ..Particulars::default() })?;
        Ok(StipendLine::new(moved, ctx.role()))
    }
}

/// The run with the totals that it has once a line is held or let go.
fn recounted(ctx: &mut Ctx<'_>, run: &Run, moved: &Line) -> Result<Run, Error> {
    let mut next = run.clone();
    let Some(computation) = next.computation.as_mut() else {
        return Err(Error::internal("a line of a run that was not computed"));
    };
    let before = stipend_lines::of_person(ctx.db, run.id, moved.person_id)?;
    let after: Vec<Line> =
        before.iter().map(|line| if line.id == moved.id { moved.clone() } else { line.clone() }).collect();
    computation.totals = computation.totals.recounted(&before, &after);
    next.version += 1;
    next.updated_at = time::following(run.updated_at, ctx.now());
    Ok(next)
}
