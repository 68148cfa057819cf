//! `/v1/meetings`.

use openapi::{
    governance::meeting::{CreateMeeting, Meeting, TransitionMeeting},
    kernel::transition::Transitions,
};
use persistence::governance::meetings::MeetingFilter;

use crate::{
    app::{
        UseCase,
        governance::meetings::{FireMeetingEvent, ReadMeeting, ReadMeetingTransitions},
        kernel::list::ListRequest,
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<MeetingFilter>::ACTION,
        route: get("/v1/meetings"),
        tag: "governance",
        summary: "List meetings",
        description: "A page of the meetings of the committee, of the inspectors and of units, in the order in which they \
            were recorded.",
        takes: Takes::list::<MeetingFilter>(),
        gives: Gives::page::<Meeting>("A page of meetings."),
        work: |request| Ok(page(request.list::<MeetingFilter>())),
    },
    Operation {
        action: CreateMeeting::ACTION,
        route: post("/v1/meetings"),
        tag: "governance",
        summary: "Plan a meeting",
        description: "With its agenda, in the area of its first organiser. `missing_topics` warns of what a meeting of its \
            kind should treat and the agenda does not name.",
        takes: Takes::NOTHING.body::<CreateMeeting>(),
        gives: Gives::created::<Meeting>("The meeting, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateMeeting>()?)),
    },
    Operation {
        action: ReadMeeting::ACTION,
        route: get("/v1/meetings/{id}"),
        tag: "governance",
        summary: "Read one meeting",
        description: "As it is known now; `known_at` as the register knew it at a moment.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Meeting>("The meeting, with ETag."),
        work: |request| Ok(record(ReadMeeting { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadMeetingTransitions::ACTION,
        route: get("/v1/meetings/{id}/transitions"),
        tag: "governance",
        summary: "Read what happened to a meeting",
        description: "What happened so far, and what this caller may do next.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadMeetingTransitions { id: request.id()? })),
    },
    Operation {
        action: FireMeetingEvent::ACTION,
        route: post("/v1/meetings/{id}/transitions"),
        tag: "governance",
        summary: "Record what became of a meeting",
        description: "That it was held and who came; its minutes with what was resolved; that a resolution was carried out; \
            that it is not held.",
        takes: Takes::ID.body::<TransitionMeeting>(),
        gives: Gives::written::<Meeting>("The meeting as it now is, with ETag."),
        work: |request| Ok(record(FireMeetingEvent { id: request.id()?, transition: request.body()? })),
    },
];
