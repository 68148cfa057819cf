//! `/v1/sanctions`.

use openapi::misconduct::sanction::{CreateSanction, Sanction, UpdateSanction};
use persistence::misconduct::sanctions::SanctionFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        misconduct::sanctions::{CorrectSanction, ReadSanction},
    },
    operation::{Gives, Operation, Takes, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: SanctionFilter::ACTION,
        route: get("/v1/sanctions"),
        tag: "sanctions",
        summary: "List sanctions",
        description: "A page of the sanctions within the caller's area, in the order in which they were recorded: \
            those known now, or those that the register knew at `known_at`; all of them, or those that have effect on \
            the day `as_of`.",
        takes: Takes::list::<SanctionFilter>(),
        gives: Gives::page::<Sanction>("A page of sanctions."),
        work: |request| Ok(page(request.list::<SanctionFilter>())),
    },
    Operation {
        action: CreateSanction::ACTION,
        route: post("/v1/sanctions"),
        tag: "sanctions",
        summary: "Record a sanction of a person",
        description: "Its time follows from its kind and the day of the decision: 6, 12, 18 or 24 months.",
        takes: Takes::NOTHING.body::<CreateSanction>(),
        gives: Gives::created::<Sanction>("The sanction, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateSanction>()?)),
    },
    Operation {
        action: ReadSanction::ACTION,
        route: get("/v1/sanctions/{id}"),
        tag: "sanctions",
        summary: "Read one sanction",
        description: "As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it has \
            effect on that day.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Sanction>("The sanction, with ETag."),
        work: |request| Ok(record(ReadSanction { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CorrectSanction::ACTION,
        route: patch("/v1/sanctions/{id}"),
        tag: "sanctions",
        summary: "Correct the record of a sanction, or record that it was lifted",
        description: "A JSON merge patch; `lifted_on` needs a reason. What the register knew before can still be read \
            with `known_at`.",
        takes: Takes::ID.version().body::<UpdateSanction>(),
        gives: Gives::written::<Sanction>("The sanction, with ETag."),
        work: |request| {
            Ok(record(CorrectSanction { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
];
