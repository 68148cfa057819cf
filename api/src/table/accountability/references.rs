//! `/v1/result-references`.

use openapi::{
    accountability::reference::{CreateResultReference, ResultReference, TransitionResultReference},
    kernel::transition::Transitions,
};
use persistence::accountability::references::ResultReferenceFilter;

use crate::{
    app::{
        UseCase,
        accountability::references::{FireReferenceEvent, ReadReference, ReadReferenceTransitions},
        kernel::list::ListRequest,
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<ResultReferenceFilter>::ACTION,
        route: get("/v1/result-references"),
        tag: "accountability",
        summary: "List references to results",
        description: "A page of what personnel decisions asked, in the order in which it was answered. HR sees what it \
            asked itself.",
        takes: Takes::list::<ResultReferenceFilter>(),
        gives: Gives::page::<ResultReference>("A page of references."),
        work: |request| Ok(page(request.list::<ResultReferenceFilter>())),
    },
    Operation {
        action: CreateResultReference::ACTION,
        route: post("/v1/result-references"),
        tag: "accountability",
        summary: "Ask for results for one decision",
        description: "Answers the final evaluations of the period and the measures in effect that are not spent, signed: \
            so it is proved later that they were consulted, and what they said.",
        takes: Takes::NOTHING.body::<CreateResultReference>(),
        gives: Gives::created::<ResultReference>("The reference with its answer, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateResultReference>()?)),
    },
    Operation {
        action: ReadReference::ACTION,
        route: get("/v1/result-references/{id}"),
        tag: "accountability",
        summary: "Read one reference to results",
        description: "As it is known now; `known_at` as the register knew it at a moment. The answer stays as it was given; \
            `superseded_on` tells that a result was reversed or corrected since. HR sees what it asked itself.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<ResultReference>("The reference, with ETag."),
        work: |request| Ok(record(ReadReference { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadReferenceTransitions::ACTION,
        route: get("/v1/result-references/{id}/transitions"),
        tag: "accountability",
        summary: "Read what happened to a reference to results",
        description: "What happened so far, and whether this caller may report the use.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadReferenceTransitions { id: request.id()? })),
    },
    Operation {
        action: FireReferenceEvent::ACTION,
        route: post("/v1/result-references/{id}/transitions"),
        tag: "accountability",
        summary: "Report the use of a reference to results",
        description: "By the number of the decision: that it was considered or decisive, or not used.",
        takes: Takes::ID.body::<TransitionResultReference>(),
        gives: Gives::written::<ResultReference>("The reference as it now is, with ETag."),
        work: |request| Ok(record(FireReferenceEvent { id: request.id()?, transition: request.body()? })),
    },
];
