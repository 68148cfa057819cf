//! What finance reports about payments: recorded once, however often it is sent, and never changed afterwards.

use std::collections::{HashMap, HashSet};

use domain::{
    Day, Error, FaultCode, Faults, Wording,
    kernel::{
        event::Basis,
        id::{StipendLineId, StipendPaymentId, StipendRunId},
        lifecycle::find_step,
        policy::Action,
        time::Moment,
    },
    money::stipend::{
        line::{Line, PaymentOutcome},
        run::{Command, Event, Run, Status},
    },
    roles,
};
use openapi::{
    kernel::query::PlainQuery,
    money::stipend_run::{CreatePaymentResults, PaymentResult, PaymentResultInput, Reported, StipendRun},
};
use persistence::money::{
    stipend_lines,
    stipend_payments::{self, Payment},
};
use uuid::Uuid;

use super::{find, fire, sums};
use crate::app::{
    Ctx, UseCase,
    kernel::list::{ListRequest, Listed},
};

/// Record what became of payments of a run.
pub struct RecordPaymentResults {
    /// Of which run.
    pub id: StipendRunId,
    /// The results.
    pub results: CreatePaymentResults,
}

impl UseCase for RecordPaymentResults {
    const ACTION: Action = Action::write("create_payment_results", roles![Finance]);
    type Output = StipendRun;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendRun, Error> {
        let mut faults = Faults::new();
        let reports = parsed(&self.results.items, &mut faults);
        let reports = faults.finish(Some(reports))?;
        let run = find(ctx, self.id, Moment::default())?;
        let mut faults = Faults::new();
        let new = unknown(ctx, &reports, &mut faults)?;
        if new.is_empty() {
            faults.finish(Some(()))?;
            ctx.nothing_changed();
            return Ok(StipendRun::new(run, ctx.role()));
        }
        find_step(&run, Event::RecordResults, ctx.actor, ctx.today())?;
        sums::check_totals(ctx, &run)?;
        let ids: Vec<StipendLineId> = new.iter().map(|report| report.line_id()).collect();
        let before = stipend_lines::beside(ctx.db, run.id, &ids)?;
        let lines = before.iter().map(|line| (line.id, line.clone())).collect();
        let mut books = Books { lines, payments: Vec::new() };
        for report in &new {
            books.enter(ctx, &run, report, &mut faults)?;
        }
        faults.finish(Some(()))?;
        books.keep(ctx)?;
        let after: Vec<Line> = books.lines.into_values().collect();
        let command = Command::RecordResults(run.payments.recounted(&before, &after));
        let paid = fire(ctx, &run, &command, Basis::default())?;
        Ok(StipendRun::new(paid, ctx.role()))
    }
}

/// A result of the request, at its place.
struct Report<'a> {
    at: String,
    input: &'a PaymentResultInput,
    parsed: Reported,
}

impl Report<'_> {
    fn line_id(&self) -> StipendLineId {
        StipendLineId(self.input.line_id)
    }

    fn outcome(&self) -> PaymentOutcome {
        self.input.outcome.into()
    }

    /// Whether another report says the same.
    fn says(&self, known: &Payment) -> bool {
        (self.line_id(), self.outcome(), self.input.amount_fen) == (known.line_id, known.outcome, known.amount)
            && self.input.occurred_on.is_none_or(|day| day == known.occurred_on)
    }
}

fn parsed<'a>(items: &'a [PaymentResultInput], faults: &mut Faults) -> Vec<Report<'a>> {
    if items.is_empty() {
        faults.add("/items", FaultCode::Required, Wording::FieldNeeded);
    }
    let one = |(place, input): (usize, &'a PaymentResultInput)| {
        let at = format!("/items/{place}");
        let parsed = input.parse(&at, faults)?;
        Some(Report { at, input, parsed })
    };
    items.iter().enumerate().filter_map(one).collect()
}

/// What was not reported before; a reference that stood for something else is a fault.
fn unknown<'a, 'b>(
    ctx: &mut Ctx<'_>,
    reports: &'b [Report<'a>],
    faults: &mut Faults,
) -> Result<Vec<&'b Report<'a>>, Error> {
    let references: Vec<&str> = reports.iter().map(|report| report.parsed.reference.as_str()).collect();
    let known = stipend_payments::by_reference(ctx.db, &ctx.actor.key(), &references)?;
    let known: HashMap<&str, &Payment> = known.iter().map(|one| (one.reference.as_str(), one)).collect();
    let (mut new, mut seen) = (Vec::new(), HashSet::new());
    for report in reports {
        let pointer = || format!("{}/reference", report.at);
        match known.get(report.parsed.reference.as_str()) {
            Some(before) if report.says(before) => {}
            Some(_) => faults.add(pointer(), FaultCode::Duplicate, Wording::ReferenceInUse),
            None if !seen.insert(report.parsed.reference.as_str()) => {
                faults.add(pointer(), FaultCode::Duplicate, Wording::ReportedTwice);
            }
            None => new.push(report),
        }
    }
    Ok(new)
}

/// All lines of those about whom a request reports, as they are after each of its results.
struct Books {
    lines: HashMap<StipendLineId, Line>,
    payments: Vec<Payment>,
}

impl Books {
    /// Enters one report, or notes what is wrong with it.
    fn enter(&mut self, ctx: &mut Ctx<'_>, run: &Run, report: &Report<'_>, faults: &mut Faults) -> Result<(), Error> {
        let at = |field: &str| format!("{}/{field}", report.at);
        let Some(line) = self.lines.get_mut(&report.line_id()) else {
            faults.add(at("line_id"), FaultCode::Reference, Wording::LineOfAnotherRun);
            return Ok(());
        };
        if report.input.amount_fen != line.amount {
            faults.add(at("amount_fen"), FaultCode::Mismatch, Wording::AmountOfTheLine { fen: line.amount });
        }
        if let Some(wording) = report.input.occurred_on.and_then(|day| misdated(run, day, ctx.today())) {
            faults.add(at("occurred_on"), FaultCode::Date, wording);
        }
        if let Some(wording) = line.refusal_of(report.outcome()) {
            faults.add(at("outcome"), FaultCode::Mismatch, wording);
        }
        let payment = Payment {
            id: StipendPaymentId(ctx.new_id()?),
            run_id: run.id,
            line_id: line.id,
            outcome: report.outcome(),
            amount: line.amount,
            reason: report.parsed.reason.clone(),
            occurred_on: report.input.occurred_on.unwrap_or(ctx.today()),
            source: ctx.actor.key(),
            reference: report.parsed.reference.clone(),
            is_late: Status::SETTLED.contains(&run.status),
            created_at: ctx.now(),
        };
        line.payment = Some(payment.outcome);
        self.payments.push(payment);
        Ok(())
    }

    /// Stores the reports, and what became of the lines: one statement for each outcome.
    fn keep(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        stipend_payments::insert(ctx.db, &self.payments)?;
        for outcome in PaymentOutcome::ALL {
            let reported: HashSet<StipendLineId> = self.payments.iter().map(|one| one.line_id).collect();
            let these = self.lines.values().filter(|line| line.payment == Some(*outcome));
            let these = these.map(|line| line.id).filter(|id| reported.contains(id));
            stipend_lines::mark_paid(ctx.db, *outcome, &these.collect::<Vec<_>>())?;
        }
        Ok(())
    }
}

/// What is wrong with the day on which something became of a payment of a run.
fn misdated(run: &Run, day: Day, today: Day) -> Option<Wording> {
    match run.sent_on {
        _ if day > today => Some(Wording::DayInTheFuture),
        Some(sent_on) if day < sent_on => Some(Wording::BeforeRunWasSent { day: sent_on.to_string() }),
        _ => None,
    }
}

/// List what finance reported about a run.
pub struct ListPaymentResults {
    /// Of which run.
    pub id: StipendRunId,
    /// Which page.
    pub list: ListRequest<PlainQuery>,
}

impl UseCase for ListPaymentResults {
    const ACTION: Action = Action::read("list_payment_results", roles![Approver, Finance, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<PaymentResult>;

    fn is_bulk(&self) -> bool {
        self.list.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let request = self.list.page(ctx)?;
        find(ctx, self.id, Moment::default())?;
        let page = stipend_payments::list(ctx.db, self.id, &request)?;
        Ok(self.list.answer(ctx, page.map(result)))
    }
}

fn result(one: Payment) -> PaymentResult {
    PaymentResult {
        id: Uuid::from(one.id),
        line_id: Uuid::from(one.line_id),
        outcome: one.outcome.into(),
        amount_fen: one.amount,
        reference: one.reference,
        reason: one.reason,
        occurred_on: one.occurred_on,
        is_late: one.is_late,
        created_at: one.created_at,
    }
}
