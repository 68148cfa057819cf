//! `/v1/complaints`.

use openapi::{
    kernel::transition::Transitions,
    misconduct::complaint::{Complaint, CreateComplaint, RevealComplaint, RevealedComplaint, TransitionComplaint},
};
use persistence::misconduct::complaints::ComplaintFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        misconduct::complaints::{FireComplaintEvent, ReadComplaint, ReadComplaintTransitions, Reveal},
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ComplaintFilter::ACTION,
        route: get("/v1/complaints"),
        tag: "complaints",
        summary: "List complaints",
        description: "A page of the complaints within the caller's area, in the order in which they were recorded, \
            without their words.",
        takes: Takes::list::<ComplaintFilter>(),
        gives: Gives::page::<Complaint>("A page of complaints."),
        work: |request| Ok(page(request.list::<ComplaintFilter>())),
    },
    Operation {
        action: CreateComplaint::ACTION,
        route: post("/v1/complaints"),
        tag: "complaints",
        summary: "Take in a complaint about an inspector",
        description: "Its words and who complains are kept sealed; who stays unknown is not named.",
        takes: Takes::NOTHING.body::<CreateComplaint>(),
        gives: Gives::created::<Complaint>("The complaint, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateComplaint>()?)),
    },
    Operation {
        action: ReadComplaint::ACTION,
        route: get("/v1/complaints/{id}"),
        tag: "complaints",
        summary: "Read one complaint",
        description: "As it is known now; `known_at` as the register knew it at a moment. Who complained is not in it.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Complaint>("The complaint, with ETag."),
        work: |request| Ok(record(ReadComplaint { id: request.id()?, known_at: request.moment.known_at })),
    },
    Operation {
        action: ReadComplaintTransitions::ACTION,
        route: get("/v1/complaints/{id}/transitions"),
        tag: "complaints",
        summary: "Read what happened to a complaint",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadComplaintTransitions { id: request.id()? })),
    },
    Operation {
        action: FireComplaintEvent::ACTION,
        route: post("/v1/complaints/{id}/transitions"),
        tag: "complaints",
        summary: "Fire an event of a complaint",
        description: "Moves it along its lifecycle, and answers it as it now is. Whom it is about does not check it, \
            and who took it in or named who checks does not conclude it.",
        takes: Takes::ID.body::<TransitionComplaint>(),
        gives: Gives::written::<Complaint>("The complaint as it now is, with ETag."),
        work: |request| Ok(record(FireComplaintEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: Reveal::ACTION,
        route: post("/v1/complaints/{id}/reveal"),
        tag: "complaints",
        summary: "Read who complained",
        description: "With a purpose; the reading is recorded.",
        takes: Takes::ID.body::<RevealComplaint>(),
        gives: Gives::done::<RevealedComplaint>("Who complained."),
        work: |request| Ok(done(Reveal { id: request.id()?, reveal: request.body()? })),
    },
];
