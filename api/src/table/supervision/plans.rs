//! `/v1/supervision-plans`.

use openapi::{
    kernel::transition::Transitions,
    supervision::plan::{CreateSupervisionPlan, SupervisionPlan, TransitionSupervisionPlan},
};
use persistence::supervision::plans::SupervisionPlanFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        supervision::plans::{FireSupervisionPlanEvent, ReadSupervisionPlan, ReadSupervisionPlanTransitions},
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: SupervisionPlanFilter::ACTION,
        route: get("/v1/supervision-plans"),
        tag: "supervision",
        summary: "List supervision plans",
        description: "What is supervised in a month, a semester or a year: as known now, or as the register knew it at \
            `known_at`.",
        takes: Takes::list::<SupervisionPlanFilter>(),
        gives: Gives::page::<SupervisionPlan>("A page of supervision plans."),
        work: |request| Ok(page(request.list::<SupervisionPlanFilter>())),
    },
    Operation {
        action: CreateSupervisionPlan::ACTION,
        route: post("/v1/supervision-plans"),
        tag: "supervision",
        summary: "Record a supervision plan",
        description: "As a draft. A monthly theme names its month and its theme, the plan of a school that school.",
        takes: Takes::NOTHING.body::<CreateSupervisionPlan>(),
        gives: Gives::created::<SupervisionPlan>("What was made, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateSupervisionPlan>()?)),
    },
    Operation {
        action: ReadSupervisionPlan::ACTION,
        route: get("/v1/supervision-plans/{id}"),
        tag: "supervision",
        summary: "Read one supervision plan",
        description: "As known now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<SupervisionPlan>("The record, with ETag."),
        work: |request| Ok(record(ReadSupervisionPlan { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadSupervisionPlanTransitions::ACTION,
        route: get("/v1/supervision-plans/{id}/transitions"),
        tag: "supervision",
        summary: "Read what happened to a supervision plan and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What was asked for."),
        work: |request| Ok(done(ReadSupervisionPlanTransitions { id: request.id()? })),
    },
    Operation {
        action: FireSupervisionPlanEvent::ACTION,
        route: post("/v1/supervision-plans/{id}/transitions"),
        tag: "supervision",
        summary: "Fire an event of a supervision plan",
        description: "Submit, approve, start, amend, evaluate, close. Who submitted a plan does not approve it.",
        takes: Takes::ID.body::<TransitionSupervisionPlan>(),
        gives: Gives::written::<SupervisionPlan>("The plan as it now is, with ETag."),
        work: |request| Ok(record(FireSupervisionPlanEvent { id: request.id()?, transition: request.body()? })),
    },
];
