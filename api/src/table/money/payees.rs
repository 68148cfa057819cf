//! `/v1/payees`.

use openapi::money::payee::{CreatePayee, Payee, UpdatePayee};
use persistence::money::payees::PayeeFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        money::payees::{CorrectPayee, ReadPayee, VerifyPayee},
    },
    operation::{Gives, Operation, Takes, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: PayeeFilter::ACTION,
        route: get("/v1/payees"),
        tag: "payees",
        summary: "List payees",
        description: "A page of how people within the caller's area are paid, in the order in which it was entered: \
            as known now, or as the register knew it at `known_at`; all of it, or what holds on the day `as_of`. \
            Finance is shown accounts and citizen numbers in full; each such page is recorded.",
        takes: Takes::list::<PayeeFilter>(),
        gives: Gives::page::<Payee>("A page of payees."),
        work: |request| Ok(page(request.list::<PayeeFilter>())),
    },
    Operation {
        action: CreatePayee::ACTION,
        route: post("/v1/payees"),
        tag: "payees",
        summary: "Enter how a person is paid",
        description: "What the person had without an end is ended the day before. Somebody else verifies it. \
            `warnings` tells when another person has the same account.",
        takes: Takes::NOTHING.body::<CreatePayee>(),
        gives: Gives::created::<Payee>("The payee, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreatePayee>()?)),
    },
    Operation {
        action: ReadPayee::ACTION,
        route: get("/v1/payees/{id}"),
        tag: "payees",
        summary: "Read one payee",
        description: "As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it \
            holds on that day. Finance is shown account and citizen number in full; each such reading is recorded.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Payee>("The payee, with ETag."),
        work: |request| Ok(record(ReadPayee { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CorrectPayee::ACTION,
        route: patch("/v1/payees/{id}"),
        tag: "payees",
        summary: "Change how a person is paid",
        description: "A JSON merge patch. It is unverified from then on. What the register knew before can still be \
            read with `known_at`.",
        takes: Takes::ID.version().body::<UpdatePayee>(),
        gives: Gives::written::<Payee>("The payee, with ETag."),
        work: |request| {
            Ok(record(CorrectPayee { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: VerifyPayee::ACTION,
        route: post("/v1/payees/{id}/verify"),
        tag: "payees",
        summary: "Verify a payee",
        description: "Whoever entered it or changed it last cannot verify it. `If-Match` names the version that was \
            looked at.",
        takes: Takes::ID.version_of("The ETag of what was looked at."),
        gives: Gives::written::<Payee>("The payee, with ETag."),
        work: |request| Ok(record(VerifyPayee { id: request.id()?, version: request.version()? })),
    },
];
