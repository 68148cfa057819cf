//! `/v1/stipend-standards`.

use openapi::{
    kernel::{query::StipendWhatIfQuery, transition::Transitions},
    money::{
        stipend_standard::{CreateStipendStandard, StipendStandard, TransitionStipendStandard, UpdateStipendStandard},
        stipend_what_if::{PersonDifference, StipendWhatIf},
    },
};
use persistence::money::stipend_standards::StandardFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::ListRequest,
        money::{
            stipend_runs::{ListStipendWhatIfPeople, ReadStipendWhatIf},
            stipend_standards::{
                FireStipendStandardEvent, ReadStipendStandard, ReadStipendStandardTransitions, RewriteStipendStandard,
            },
        },
    },
    operation::{Gives, Operation, Takes, done, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<StandardFilter>::ACTION,
        route: get("/v1/stipend-standards"),
        tag: "stipend-standards",
        summary: "List stipend standards",
        description: "A page of the standards within the caller's area, in the order in which they were drafted: as \
            known now, or as the register knew them at `known_at`; all of them, or what was decided and holds on the \
            day `as_of`. Finance sees what was decided.",
        takes: Takes::list::<StandardFilter>(),
        gives: Gives::page::<StipendStandard>("A page of standards."),
        work: |request| Ok(page(request.list::<StandardFilter>())),
    },
    Operation {
        action: CreateStipendStandard::ACTION,
        route: post("/v1/stipend-standards"),
        tag: "stipend-standards",
        summary: "Draft a stipend standard",
        description: "Makes a draft, which another person has to approve by the decision of the supervision \
            committee. No amount is shipped.",
        takes: Takes::NOTHING.body::<CreateStipendStandard>(),
        gives: Gives::created::<StipendStandard>("The draft, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateStipendStandard>()?)),
    },
    Operation {
        action: ReadStipendStandard::ACTION,
        route: get("/v1/stipend-standards/{id}"),
        tag: "stipend-standards",
        summary: "Read one stipend standard",
        description: "As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it was \
            decided and holds on that day.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<StipendStandard>("The standard, with ETag."),
        work: |request| Ok(record(ReadStipendStandard { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: RewriteStipendStandard::ACTION,
        route: patch("/v1/stipend-standards/{id}"),
        tag: "stipend-standards",
        summary: "Rewrite a draft",
        description: "A JSON merge patch; `amounts` are replaced as a whole. What was submitted is never edited: a \
            later standard supersedes it.",
        takes: Takes::ID.version().body::<UpdateStipendStandard>(),
        gives: Gives::written::<StipendStandard>("The draft, with ETag."),
        work: |request| {
            Ok(record(RewriteStipendStandard {
                id: request.id()?,
                version: request.version()?,
                patch: request.body()?,
            }))
        },
    },
    Operation {
        action: ReadStipendStandardTransitions::ACTION,
        route: get("/v1/stipend-standards/{id}/transitions"),
        tag: "stipend-standards",
        summary: "Read what happened to a stipend standard",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadStipendStandardTransitions { id: request.id()? })),
    },
    Operation {
        action: FireStipendStandardEvent::ACTION,
        route: post("/v1/stipend-standards/{id}/transitions"),
        tag: "stipend-standards",
        summary: "Fire an event of a stipend standard",
        description: "Moves it along its lifecycle, and answers it as it now is. It takes effect on its first day by \
            itself, and ends the one in effect before it; no two standards of an area hold on one day.",
        takes: Takes::ID.body::<TransitionStipendStandard>(),
        gives: Gives::written::<StipendStandard>("The standard as it now is, with ETag."),
        work: |request| Ok(record(FireStipendStandardEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ReadStipendWhatIf::ACTION,
        route: get("/v1/stipend-standards/{id}/what-if"),
        tag: "stipend-standards",
        summary: "Ask what a month would come to by a stipend standard",
        description: "What the month comes to by the standards in effect and by this one in their place, from its \
            first day where the month holds it and else for the whole month: by component and zone, and what the year \
            would come to beside its cap. Nothing is changed.",
        takes: Takes::ID.filter::<StipendWhatIfQuery>(),
        gives: Gives::done::<StipendWhatIf>("The sums both ways."),
        work: |request| Ok(done(ReadStipendWhatIf { id: request.id()?, query: request.query() })),
    },
    Operation {
        action: ListStipendWhatIfPeople::ACTION,
        route: get("/v1/stipend-standards/{id}/what-if/people"),
        tag: "stipend-standards",
        summary: "List what each person's month would come to by a stipend standard",
        description: "A page of those of whom something is owed either way, in the order of their ids.",
        takes: Takes::ID.filter::<StipendWhatIfQuery>().page(),
        gives: Gives::page::<PersonDifference>("A page of people."),
        work: |request| Ok(page(ListStipendWhatIfPeople { id: request.id()?, list: request.list() })),
    },
];
