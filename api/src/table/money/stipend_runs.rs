//! `/v1/stipend-runs`.

use openapi::{
    kernel::{query::StipendFindingsQuery, transition::Transitions},
    money::stipend_run::{
        CreatePaymentResults, CreateStipendRun, PaymentResult, StipendFinding, StipendRun, TransitionStipendRun,
    },
};
use persistence::money::stipend_runs::RunFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::ListRequest,
        money::stipend_runs::{
            FireStipendRunEvent, ListPaymentResults, ListStipendRunFindings, Progress, ReadStipendRun,
            ReadStipendRunTransitions, RecordPaymentResults,
        },
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<RunFilter>::ACTION,
        route: get("/v1/stipend-runs"),
        tag: "stipend-runs",
        summary: "List runs of stipends",
        description: "A page of the runs within the caller's area, in the order in which they were begun: as known \
            now, or as the register knew them at `known_at`. Finance sees those that were approved.",
        takes: Takes::list::<RunFilter>(),
        gives: Gives::page::<StipendRun>("A page of runs."),
        work: |request| Ok(page(request.list::<RunFilter>())),
    },
    Operation {
        action: CreateStipendRun::ACTION,
        route: post("/v1/stipend-runs"),
        tag: "stipend-runs",
        summary: "Begin a run",
        description: "One run pays a month of an area; parts of the area with a standard of their own have runs of \
            their own.",
        takes: Takes::NOTHING.body::<CreateStipendRun>(),
        gives: Gives::created::<StipendRun>("The run, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateStipendRun>()?)),
    },
    Operation {
        action: ReadStipendRun::ACTION,
        route: get("/v1/stipend-runs/{id}"),
        tag: "stipend-runs",
        summary: "Read one run",
        description: "As known now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<StipendRun>("The run, with ETag."),
        work: |request| {
            Ok(record(ReadStipendRun {
                id: request.id()?,
                moment: domain::kernel::time::Moment { as_of: None, known_at: request.moment.known_at },
            }))
        },
    },
    Operation {
        action: ReadStipendRunTransitions::ACTION,
        route: get("/v1/stipend-runs/{id}/transitions"),
        tag: "stipend-runs",
        summary: "Read what happened to a run",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadStipendRunTransitions { id: request.id()? })),
    },
    Operation {
        action: FireStipendRunEvent::ACTION,
        route: post("/v1/stipend-runs/{id}/transitions"),
        tag: "stipend-runs",
        summary: "Fire an event of a run",
        description: "Moves it along its lifecycle, and answers it as it now is. Computing again before the approval \
            gives the same lines for the same facts; what changes afterwards becomes arrears or recoveries of a later \
            run.",
        takes: Takes::ID.body::<TransitionStipendRun>(),
        gives: Gives::written::<StipendRun>("The run as it now is, with ETag."),
        work: |request| {
            Ok(record(FireStipendRunEvent {
                id: request.id()?,
                transition: request.body()?,
                progress: Progress::default(),
            }))
        },
    },
    Operation {
        action: ListStipendRunFindings::ACTION,
        route: get("/v1/stipend-runs/{id}/findings"),
        tag: "stipend-runs",
        summary: "List whom a run lists",
        description: "The people whom somebody should look at, and why: the run goes on past them.",
        takes: Takes::ID.filter::<StipendFindingsQuery>().page(),
        gives: Gives::page::<StipendFinding>("A page of findings."),
        work: |request| Ok(page(ListStipendRunFindings { id: request.id()?, list: request.list() })),
    },
    Operation {
        action: ListPaymentResults::ACTION,
        route: get("/v1/stipend-runs/{id}/payment-results"),
        tag: "stipend-runs",
        summary: "List what became of payments",
        description: "A page of what finance reported about a run, in the order in which it was recorded.",
        takes: Takes::ID.page(),
        gives: Gives::page::<PaymentResult>("A page of results."),
        work: |request| Ok(page(ListPaymentResults { id: request.id()?, list: request.list() })),
    },
    Operation {
        action: RecordPaymentResults::ACTION,
        route: post("/v1/stipend-runs/{id}/payment-results"),
        tag: "stipend-runs",
        summary: "Record what became of payments",
        description: "One result or many, all or none. A result that was recorded under its reference is answered as \
            it is; under the same reference with another amount, outcome or line it is refused. Until the run is \
            reconciled a failed line is finance's to pay still. A result that comes later is taken, too: the run \
            stays as it is, and the open month pays again or takes back. Only the finance system records.",
        takes: Takes::ID.body::<CreatePaymentResults>(),
        gives: Gives::written::<StipendRun>("The run as it now is, with ETag."),
        work: |request| Ok(record(RecordPaymentResults { id: request.id()?, results: request.body()? })),
    },
];
