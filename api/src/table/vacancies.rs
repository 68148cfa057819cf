//! `/v1/vacancies`.

use openapi::{
    kernel::transition::Transitions,
    vacancies::vacancy::{CreateVacancy, TransitionVacancy, Vacancy, VacancyCandidate},
};
use persistence::vacancies::{VacancyFilter, candidates::CandidateFilter};

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        vacancies::{FireVacancyEvent, ListVacancyCandidates, ReadVacancy, ReadVacancyTransitions},
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: VacancyFilter::ACTION,
        route: get("/v1/vacancies"),
        tag: "vacancies",
        summary: "List vacancies",
        description: "A page of the places to be filled of authorities within the caller's area, in the order in \
            which they were opened.",
        takes: Takes::list::<VacancyFilter>(),
        gives: Gives::page::<Vacancy>("A page of vacancies."),
        work: |request| Ok(page(request.list::<VacancyFilter>())),
    },
    Operation {
        action: CreateVacancy::ACTION,
        route: post("/v1/vacancies"),
        tag: "vacancies",
        summary: "Open a vacancy",
        description: "Of a place that an appointment left, or of a new one. The act of a dismissal opens its own; \
            which other ends of an appointment do, `replacement.opened_by` says. A place has one vacancy at a time \
            that is neither filled nor frozen.",
        takes: Takes::NOTHING.body::<CreateVacancy>(),
        gives: Gives::created::<Vacancy>("The vacancy, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateVacancy>()?)),
    },
    Operation {
        action: ReadVacancy::ACTION,
        route: get("/v1/vacancies/{id}"),
        tag: "vacancies",
        summary: "Read one vacancy",
        description: "As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a \
            moment.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Vacancy>("The vacancy, with ETag."),
        work: |request| Ok(record(ReadVacancy { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadVacancyTransitions::ACTION,
        route: get("/v1/vacancies/{id}/transitions"),
        tag: "vacancies",
        summary: "Read what happened to a vacancy",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadVacancyTransitions { id: request.id()? })),
    },
    Operation {
        action: FireVacancyEvent::ACTION,
        route: post("/v1/vacancies/{id}/transitions"),
        tag: "vacancies",
        summary: "Fire an event of a vacancy",
        description: "Moves it along its lifecycle, and answers it as it now is. Who is chosen goes the ordinary way \
            of an appointment: the nomination is made, or the open one is taken; the place is filled when that \
            appointment begins, and goes back to the ranking when it ends before.",
        takes: Takes::ID.body::<TransitionVacancy>(),
        gives: Gives::written::<Vacancy>("The vacancy as it now is, with ETag."),
        work: |request| Ok(record(FireVacancyEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ListVacancyCandidates::ACTION,
        route: get("/v1/vacancies/{id}/candidates"),
        tag: "vacancies",
        summary: "List who was ranked for a vacancy",
        description: "By the last ranking, or that of `known_at`: the first hundred in the order of their ranks, then \
            the first hundred of those who were excluded. Each explains itself by its components, the records behind \
            them and their weights, as of the ranking.",
        takes: Takes::ID.filter::<CandidateFilter>().page(),
        gives: Gives::page::<VacancyCandidate>("A page of candidates."),
        work: |request| Ok(page(ListVacancyCandidates { id: request.id()?, list: request.list() })),
    },
];
