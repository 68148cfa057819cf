//! `/v1/evaluations`.

use openapi::{
    evaluation::of_unit::{CreateEvaluation, Evaluation, EvaluationExplanation, TransitionEvaluation},
    kernel::transition::Transitions,
};
use persistence::evaluation::evaluations::EvaluationFilter;

use crate::{
    app::{
        UseCase,
        evaluation::evaluations::{
            FireEvaluationEvent, ReadEvaluation, ReadEvaluationExplanation, ReadEvaluationTransitions,
        },
        kernel::list::ListRequest,
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<EvaluationFilter>::ACTION,
        route: get("/v1/evaluations"),
        tag: "evaluations",
        summary: "List evaluations",
        description: "A page of the evaluations within the caller's area, in the order in which they were opened. HR \
            sees what is final.",
        takes: Takes::list::<EvaluationFilter>(),
        gives: Gives::page::<Evaluation>("A page of evaluations."),
        work: |request| Ok(page(request.list::<EvaluationFilter>())),
    },
    Operation {
        action: CreateEvaluation::ACTION,
        route: post("/v1/evaluations"),
        tag: "evaluations",
        summary: "Open an evaluation",
        description: "Of a school or of an organisation, exactly one, by an indicator system in effect, whose version \
            it keeps. There is one of an object, system, period and origin.",
        takes: Takes::NOTHING.body::<CreateEvaluation>(),
        gives: Gives::created::<Evaluation>("The evaluation, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateEvaluation>()?)),
    },
    Operation {
        action: ReadEvaluation::ACTION,
        route: get("/v1/evaluations/{id}"),
        tag: "evaluations",
        summary: "Read one evaluation",
        description: "As it is known now; `known_at` as the register knew it at a moment. HR sees what is final.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Evaluation>("The evaluation, with ETag."),
        work: |request| Ok(record(ReadEvaluation { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadEvaluationExplanation::ACTION,
        route: get("/v1/evaluations/{id}/explanation"),
        tag: "evaluations",
        summary: "Read how the score of an evaluation came about",
        description: "Each indicator with its weight, the averages of its raters or its value, and its score: by these \
            the score, the grade and the points are computed again. Not found before the score was computed.",
        takes: Takes::ID,
        gives: Gives::done::<EvaluationExplanation>("How the score came about."),
        work: |request| Ok(done(ReadEvaluationExplanation { id: request.id()? })),
    },
    Operation {
        action: ReadEvaluationTransitions::ACTION,
        route: get("/v1/evaluations/{id}/transitions"),
        tag: "evaluations",
        summary: "Read what happened to an evaluation",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadEvaluationTransitions { id: request.id()? })),
    },
    Operation {
        action: FireEvaluationEvent::ACTION,
        route: post("/v1/evaluations/{id}/transitions"),
        tag: "evaluations",
        summary: "Fire an event of an evaluation",
        description: "Moves it along its lifecycle, and answers it as it now is. Nobody rates the own unit, and education \
            does not rate a government alone; a review never lowers a result; what a higher authority found is \
            recorded as told.",
        takes: Takes::ID.body::<TransitionEvaluation>(),
        gives: Gives::written::<Evaluation>("The evaluation as it now is, with ETag."),
        work: |request| Ok(record(FireEvaluationEvent { id: request.id()?, transition: request.body()? })),
    },
];
