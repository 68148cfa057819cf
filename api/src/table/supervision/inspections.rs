//! `/v1/inspections`.

use openapi::{
    kernel::transition::Transitions,
    supervision::inspection::{CreateInspection, Inspection, TransitionInspection},
};
use persistence::supervision::inspections::InspectionFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        supervision::inspections::{FireInspectionEvent, ReadInspection, ReadInspectionTransitions},
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record, reported},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: InspectionFilter::ACTION,
        route: get("/v1/inspections"),
        tag: "supervision",
        summary: "List inspections",
        description: "Inspections of schools and organisations, of every kind and by every way: as known now, or as the \
            register knew it at `known_at`.",
        takes: Takes::list::<InspectionFilter>(),
        gives: Gives::page::<Inspection>("A page of inspections."),
        work: |request| Ok(page(request.list::<InspectionFilter>())),
    },
    Operation {
        action: CreateInspection::ACTION,
        route: post("/v1/inspections"),
        tag: "supervision",
        summary: "Plan an inspection",
        description: "Or record a routine one that is over, in one request: with `occurred_on` and `report_submitted_on` it \
            is completed, and its duty records are written. The same `external_reference` answers the inspection there \
            is, with 200.",
        takes: Takes::NOTHING.body::<CreateInspection>(),
        gives: Gives::reported::<Inspection>(
            "The record, with Location and ETag.",
            "The record that was there already, with ETag.",
        ),
        work: |request| Ok(reported(request.body::<CreateInspection>()?)),
    },
    Operation {
        action: ReadInspection::ACTION,
        route: get("/v1/inspections/{id}"),
        tag: "supervision",
        summary: "Read one inspection",
        description: "As known now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Inspection>("The record, with ETag."),
        work: |request| Ok(record(ReadInspection { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadInspectionTransitions::ACTION,
        route: get("/v1/inspections/{id}/transitions"),
        tag: "supervision",
        summary: "Read what happened to an inspection and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What was asked for."),
        work: |request| Ok(done(ReadInspectionTransitions { id: request.id()? })),
    },
    Operation {
        action: FireInspectionEvent::ACTION,
        route: post("/v1/inspections/{id}/transitions"),
        tag: "supervision",
        summary: "Fire an event of an inspection",
        description: "From the notice to the opinion letter. To complete it writes a duty record of each inspector, or adopts \
            the one that stands; to annul it takes them back.",
        takes: Takes::ID.body::<TransitionInspection>(),
        gives: Gives::written::<Inspection>("The inspection as it now is, with ETag."),
        work: |request| Ok(record(FireInspectionEvent { id: request.id()?, transition: request.body()? })),
    },
];
