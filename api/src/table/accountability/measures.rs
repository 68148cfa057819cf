//! `/v1/accountability-measures`.

use openapi::{
    accountability::measure::{
        AccountabilityMeasure, AccountabilityRemedies, CreateAccountabilityMeasure, FileMeasureRemedy,
        RevealRespondent, RevealedRespondent, TransitionAccountabilityMeasure,
    },
    kernel::transition::Transitions,
};
use persistence::accountability::measures::AccountabilityMeasureFilter;

use crate::{
    app::{
        UseCase,
        accountability::measures::{
            FileRemedy, FireMeasureEvent, ReadMeasure, ReadMeasureTransitions, ReadRemedies, Reveal,
        },
        kernel::list::ListRequest,
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<AccountabilityMeasureFilter>::ACTION,
        route: get("/v1/accountability-measures"),
        tag: "accountability",
        summary: "List accountability measures",
        description: "A page of interviews and accountability measures within the caller's area, in the order in which \
            they were opened, without names. HR sees what is in effect and not spent.",
        takes: Takes::list::<AccountabilityMeasureFilter>(),
        gives: Gives::page::<AccountabilityMeasure>("A page of measures."),
        work: |request| Ok(page(request.list::<AccountabilityMeasureFilter>())),
    },
    Operation {
        action: CreateAccountabilityMeasure::ACTION,
        route: post("/v1/accountability-measures"),
        tag: "accountability",
        summary: "Open an accountability measure",
        description: "An interview, or accountability, of a school or of an organisation, exactly one, resting on a \
            finding, an evaluation or an inspection. An inspector is met by a dismissal case instead.",
        takes: Takes::NOTHING.body::<CreateAccountabilityMeasure>(),
        gives: Gives::created::<AccountabilityMeasure>("The measure, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateAccountabilityMeasure>()?)),
    },
    Operation {
        action: ReadMeasure::ACTION,
        route: get("/v1/accountability-measures/{id}"),
        tag: "accountability",
        summary: "Read one accountability measure",
        description: "As it is known now; `known_at` as the register knew it at a moment. HR sees what is in effect and \
            not spent, without the name of who is meant and without what was said.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<AccountabilityMeasure>("The measure, with ETag."),
        work: |request| Ok(record(ReadMeasure { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadMeasureTransitions::ACTION,
        route: get("/v1/accountability-measures/{id}/transitions"),
        tag: "accountability",
        summary: "Read what happened to an accountability measure",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadMeasureTransitions { id: request.id()? })),
    },
    Operation {
        action: FireMeasureEvent::ACTION,
        route: post("/v1/accountability-measures/{id}/transitions"),
        tag: "accountability",
        summary: "Fire an event of an accountability measure",
        description: "Moves it along its lifecycle, and answers it as it now is. The respondent is told and heard; nothing \
            heavier is decided than was heard about; the chair or a vice-chair approves; remedies stay no effect.",
        takes: Takes::ID.body::<TransitionAccountabilityMeasure>(),
        gives: Gives::written::<AccountabilityMeasure>("The measure as it now is, with ETag."),
        work: |request| Ok(record(FireMeasureEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ReadRemedies::ACTION,
        route: get("/v1/accountability-measures/{id}/remedies"),
        tag: "accountability",
        summary: "Read the remedies against an accountability measure",
        description: "Those that were filed, with the day by which they are decided, then those that are open, with \
            the last day to file them.",
        takes: Takes::ID,
        gives: Gives::done::<AccountabilityRemedies>("The remedies with their clocks."),
        work: |request| Ok(done(ReadRemedies(request.id()?))),
    },
    Operation {
        action: FileRemedy::ACTION,
        route: post("/v1/accountability-measures/{id}/remedies"),
        tag: "accountability",
        summary: "File a remedy against an accountability measure",
        description: "Records that the respondent asks for it: the event `file_remedy` of the measure. What is late is \
            refused with its last day.",
        takes: Takes::ID.body::<FileMeasureRemedy>(),
        gives: Gives::done::<AccountabilityRemedies>("The remedies with their clocks."),
        work: |request| Ok(done(FileRemedy { id: request.id()?, remedy: request.body()? })),
    },
    Operation {
        action: Reveal::ACTION,
        route: post("/v1/accountability-measures/{id}/reveal"),
        tag: "accountability",
        summary: "Read who is meant by an accountability measure",
        description: "With a purpose; the reading is recorded.",
        takes: Takes::ID.body::<RevealRespondent>(),
        gives: Gives::done::<RevealedRespondent>("Who is meant."),
        work: |request| Ok(done(Reveal { id: request.id()?, reveal: request.body()? })),
    },
];
