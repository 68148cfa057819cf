//! `/v1/indicator-systems`.

use openapi::{
    evaluation::indicator_system::{
        CreateIndicatorSystem, IndicatorSystem, TransitionIndicatorSystem, UpdateIndicatorSystem,
    },
    kernel::transition::Transitions,
};
use persistence::evaluation::indicator_systems::SystemFilter;

use crate::{
    app::{
        UseCase,
        evaluation::indicator_systems::{
            FireIndicatorSystemEvent, ReadIndicatorSystem, ReadIndicatorSystemTransitions, RewriteIndicatorSystem,
        },
        kernel::list::Listing,
    },
    operation::{Gives, Operation, Takes, done, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: SystemFilter::ACTION,
        route: get("/v1/indicator-systems"),
        tag: "evaluations",
        summary: "List indicator systems",
        description: "A page of the systems within the caller's area, in the order in which they were drafted: as known \
            now, or as the register knew them at `known_at`; all of them, or those in effect on the day `as_of`.",
        takes: Takes::list::<SystemFilter>(),
        gives: Gives::page::<IndicatorSystem>("A page of indicator systems."),
        work: |request| Ok(page(request.list::<SystemFilter>())),
    },
    Operation {
        action: CreateIndicatorSystem::ACTION,
        route: post("/v1/indicator-systems"),
        tag: "evaluations",
        summary: "Draft an indicator system",
        description: "The weights of its indicators add up to 100, those of its raters too, and its bands go down to 0. \
            Another person has to approve it by a document. No system is shipped.",
        takes: Takes::NOTHING.body::<CreateIndicatorSystem>(),
        gives: Gives::created::<IndicatorSystem>("The draft, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateIndicatorSystem>()?)),
    },
    Operation {
        action: ReadIndicatorSystem::ACTION,
        route: get("/v1/indicator-systems/{id}"),
        tag: "evaluations",
        summary: "Read one indicator system",
        description: "As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it is in \
            effect on that day.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<IndicatorSystem>("The indicator system, with ETag."),
        work: |request| Ok(record(ReadIndicatorSystem { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: RewriteIndicatorSystem::ACTION,
        route: patch("/v1/indicator-systems/{id}"),
        tag: "evaluations",
        summary: "Rewrite the draft of an indicator system",
        description: "A JSON merge patch; lists are replaced as a whole. What was submitted is never edited: a later \
            system of the same code supersedes it.",
        takes: Takes::ID.version().body::<UpdateIndicatorSystem>(),
        gives: Gives::written::<IndicatorSystem>("The draft, with ETag."),
        work: |request| {
            Ok(record(RewriteIndicatorSystem {
                id: request.id()?,
                version: request.version()?,
                patch: request.body()?,
            }))
        },
    },
    Operation {
        action: ReadIndicatorSystemTransitions::ACTION,
        route: get("/v1/indicator-systems/{id}/transitions"),
        tag: "evaluations",
        summary: "Read what happened to an indicator system",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadIndicatorSystemTransitions { id: request.id()? })),
    },
    Operation {
        action: FireIndicatorSystemEvent::ACTION,
        route: post("/v1/indicator-systems/{id}/transitions"),
        tag: "evaluations",
        summary: "Fire an event of an indicator system",
        description: "Moves it along its lifecycle, and answers it as it now is. It takes effect on its first day by \
            itself, and ends the one of the same area and code before it.",
        takes: Takes::ID.body::<TransitionIndicatorSystem>(),
        gives: Gives::written::<IndicatorSystem>("The indicator system as it now is, with ETag."),
        work: |request| Ok(record(FireIndicatorSystemEvent { id: request.id()?, transition: request.body()? })),
    },
];
