//! `/v1/dismissals`.

use openapi::{
    kernel::transition::Transitions,
    misconduct::dismissal::{CreateDismissal, Dismissal, DismissalRemedies, FileDismissalRemedy, TransitionDismissal},
};
use persistence::misconduct::dismissals::CaseFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::ListRequest,
        misconduct::dismissals::{
            FileRemedy, FireDismissalEvent, ReadDismissal, ReadDismissalTransitions, ReadRemedies,
        },
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<CaseFilter>::ACTION,
        route: get("/v1/dismissals"),
        tag: "dismissals",
        summary: "List dismissal cases",
        description: "A page of the cases within the caller's area, in the order in which they were opened; \
            `due_on_to` finds those with which something is due. HR sees those that ended somebody's service, and of \
            them the outcome.",
        takes: Takes::list::<CaseFilter>(),
        gives: Gives::page::<Dismissal>("A page of cases."),
        work: |request| Ok(page(request.list::<CaseFilter>())),
    },
    Operation {
        action: CreateDismissal::ACTION,
        route: post("/v1/dismissals"),
        tag: "dismissals",
        summary: "Open a dismissal case",
        description: "About someone who holds an appointment or a membership; a person has at most one that is not in \
            effect yet.",
        takes: Takes::NOTHING.body::<CreateDismissal>(),
        gives: Gives::created::<Dismissal>("The case, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateDismissal>()?)),
    },
    Operation {
        action: ReadDismissal::ACTION,
        route: get("/v1/dismissals/{id}"),
        tag: "dismissals",
        summary: "Read one dismissal case",
        description: "As it stands today; `as_of` where it stood on a day, `known_at` as the register knew it at a \
            moment.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Dismissal>("The case, with ETag."),
        work: |request| Ok(record(ReadDismissal { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadDismissalTransitions::ACTION,
        route: get("/v1/dismissals/{id}/transitions"),
        tag: "dismissals",
        summary: "Read what happened to a dismissal case",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadDismissalTransitions { id: request.id()? })),
    },
    Operation {
        action: FireDismissalEvent::ACTION,
        route: post("/v1/dismissals/{id}/transitions"),
        tag: "dismissals",
        summary: "Fire an event of a dismissal case",
        description: "Moves it along its lifecycle, and answers it as it now is. A decision that takes effect ends \
            appointments, zone assignments and memberships and revokes the certification in one act; a reversal gives \
            them back.",
        takes: Takes::ID.body::<TransitionDismissal>(),
        gives: Gives::written::<Dismissal>("The case as it now is, with ETag."),
        work: |request| Ok(record(FireDismissalEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ReadRemedies::ACTION,
        route: get("/v1/dismissals/{id}/remedies"),
        tag: "dismissals",
        summary: "Read the remedies against a decision",
        description: "Those that were filed, with the day by which they are decided, then those that are open, with \
            the last day to file them.",
        takes: Takes::ID,
        gives: Gives::done::<DismissalRemedies>("The remedies with their clocks."),
        work: |request| Ok(done(ReadRemedies(request.id()?))),
    },
    Operation {
        action: FileRemedy::ACTION,
        route: post("/v1/dismissals/{id}/remedies"),
        tag: "dismissals",
        summary: "File a remedy",
        description: "Records that the person asks for it: the event `file_remedy` of the case. What is late is \
            refused with its last day.",
        takes: Takes::ID.body::<FileDismissalRemedy>(),
        gives: Gives::done::<DismissalRemedies>("The remedies with their clocks."),
        work: |request| Ok(done(FileRemedy { id: request.id()?, remedy: request.body()? })),
    },
];
