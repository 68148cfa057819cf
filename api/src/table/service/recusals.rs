//! `/v1/recusals`.

use openapi::service::recusal::{CreateRecusal, Recusal, UpdateRecusal};
use persistence::service::recusals::RecusalFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        service::recusals::{CorrectRecusal, ReadRecusal},
    },
    operation::{Gives, Operation, Takes, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: RecusalFilter::ACTION,
        route: get("/v1/recusals"),
        tag: "recusals",
        summary: "List recusals",
        description: "A page of the recusals within the caller's area, in the order in which they were recorded: \
            those known now, or those that the register knew at `known_at`; all of them, or those that hold on the \
            day `as_of`.",
        takes: Takes::list::<RecusalFilter>(),
        gives: Gives::page::<Recusal>("A page of recusals."),
        work: |request| Ok(page(request.list::<RecusalFilter>())),
    },
    Operation {
        action: CreateRecusal::ACTION,
        route: post("/v1/recusals"),
        tag: "recusals",
        summary: "Record that a person must stay away from a school",
        description: "The end of a recusal for a unit left recently follows from the day of leaving and \
            `recusal.cooling_off_years`.",
        takes: Takes::NOTHING.body::<CreateRecusal>(),
        gives: Gives::created::<Recusal>("The recusal, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateRecusal>()?)),
    },
    Operation {
        action: ReadRecusal::ACTION,
        route: get("/v1/recusals/{id}"),
        tag: "recusals",
        summary: "Read one recusal",
        description: "As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it \
            holds on that day.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Recusal>("The recusal, with ETag."),
        work: |request| Ok(record(ReadRecusal { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CorrectRecusal::ACTION,
        route: patch("/v1/recusals/{id}"),
        tag: "recusals",
        summary: "Correct the record of a recusal",
        description: "A JSON merge patch. What the register knew before can still be read with `known_at`.",
        takes: Takes::ID.version().body::<UpdateRecusal>(),
        gives: Gives::written::<Recusal>("The recusal, with ETag."),
        work: |request| {
            Ok(record(CorrectRecusal { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
];
