//! `/v1/agreements`, and what a client would be answered.

use openapi::{
    consumers::{
        agreement::{Agreement, CreateAgreement, TransitionAgreement},
        preview::{Preview, PreviewQuery},
    },
    kernel::transition::Transitions,
};
use persistence::consumers::agreements::AgreementFilter;

use crate::{
    app::{
        UseCase,
        consumers::{
            agreements::{FireAgreementEvent, ReadAgreement, ReadAgreementTransitions},
            previews::ReadPreview,
        },
        kernel::list::Listing,
    },
    operation::{Gives, Operation, Takes, Weight, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: AgreementFilter::ACTION,
        route: get("/v1/agreements"),
        tag: "agreements",
        summary: "List agreements",
        description: "Which client receives which fields, why, of which area and until when.",
        takes: Takes::list::<AgreementFilter>(),
        gives: Gives::page::<Agreement>("A page of agreements."),
        work: |request| Ok(page(request.list::<AgreementFilter>())),
    },
    Operation {
        action: CreateAgreement::ACTION,
        route: post("/v1/agreements"),
        tag: "agreements",
        summary: "Draft an agreement",
        description: "For a client of HR, finance or a partner. `resources` has the names of resources as in their paths, with \
            `_`, and the fields of their records; of an answer that shows no such record its path without ids, such as \
            `people/standing`. A client has one agreement on each day.",
        takes: Takes::NOTHING.body::<CreateAgreement>(),
        gives: Gives::created::<Agreement>("The agreement, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateAgreement>()?)),
    },
    Operation {
        action: ReadAgreement::ACTION,
        route: get("/v1/agreements/{id}"),
        tag: "agreements",
        summary: "Read one agreement",
        description: "As it is now.",
        takes: Takes::ID,
        gives: Gives::record::<Agreement>("The agreement, with ETag."),
        work: |request| Ok(record(ReadAgreement(request.id()?))),
    },
    Operation {
        action: ReadAgreementTransitions::ACTION,
        route: get("/v1/agreements/{id}/transitions"),
        tag: "agreements",
        summary: "Read what happened to an agreement and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What was asked for."),
        work: |request| Ok(done(ReadAgreementTransitions { id: request.id()? })),
    },
    Operation {
        action: FireAgreementEvent::ACTION,
        route: post("/v1/agreements/{id}/transitions"),
        tag: "agreements",
        summary: "Confirm or end an agreement",
        description: "Another administrator than the one who drafted it confirms it. From its first day on the client receives \
            what it names, and nothing else, on every surface; after its last day nothing at all, until the next one.",
        takes: Takes::ID.body::<TransitionAgreement>(),
        gives: Gives::written::<Agreement>("The agreement as it now is, with ETag."),
        work: |request| Ok(record(FireAgreementEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ReadPreview::ACTION,
        route: get("/v1/clients/{id}/preview"),
        tag: "agreements",
        summary: "Read what a client would be answered about a person",
        description: "Every operation that is asked about one person answers as it would answer this client today, or with the \
            code of its refusal; of lists the first page. That an administrator looked is an event of the client; it is no \
            reading by the client.",
        takes: Takes::ID.filter::<PreviewQuery>().weighing(Weight::Area),
        gives: Gives::done::<Preview>("What the client would be answered."),
        work: |request| Ok(done(ReadPreview { client: request.id()?, query: request.query::<PreviewQuery>() })),
    },
];
