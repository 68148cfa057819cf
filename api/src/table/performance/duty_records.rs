//! `/v1/duty-records`, and the reports of what is missing.

use openapi::{
    kernel::query::{DutySummariesQuery, SchoolVisitsQuery},
    performance::duty::{
        CreateDutyRecord, CreateDutyRecords, DutyRecord, DutyRecords, DutySummary, SchoolVisits, UpdateDutyRecord,
    },
};
use persistence::performance::duty_records::DutyRecordFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        performance::duty_records::{CorrectDutyRecord, ListDutySummaries, ListSchoolVisits, ReadDutyRecord},
    },
    operation::{Gives, Operation, Takes, done, get, page, patch, post, record, reported},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: DutyRecordFilter::ACTION,
        route: get("/v1/duty-records"),
        tag: "duty records",
        summary: "List duty records",
        description: "A page of the duty records within the caller's area, in the order in which they were recorded: \
            those known now, or those that the register knew at `known_at`; those that were annulled are among them.",
        takes: Takes::list::<DutyRecordFilter>(),
        gives: Gives::page::<DutyRecord>("A page of duty records."),
        work: |request| Ok(page(request.list::<DutyRecordFilter>())),
    },
    Operation {
        action: CreateDutyRecord::ACTION,
        route: post("/v1/duty-records"),
        tag: "duty records",
        summary: "Record duty of a person",
        description: "A visit, a report or a rectification. What falls short of a rule is told in `warnings`; a visit \
            to a school from which the person has to stay away is refused. The same `external_reference` with the \
            same content answers the record there is, with 200.",
        takes: Takes::NOTHING.body::<CreateDutyRecord>(),
        gives: Gives::reported::<DutyRecord>(
            "The record, with Location and ETag.",
            "The record that was there already, with ETag.",
        ),
        work: |request| Ok(reported(request.body::<CreateDutyRecord>()?)),
    },
    Operation {
        action: CreateDutyRecords::ACTION,
        route: post("/v1/duty-records/bulk"),
        tag: "duty records",
        summary: "Record duty of many",
        description: "All or none: every fault of every record is told with its place. What a reference names already \
            is answered as it is.",
        takes: Takes::NOTHING.body::<CreateDutyRecords>(),
        gives: Gives::done::<DutyRecords>("All of them, in the order of the request."),
        work: |request| Ok(done(request.body::<CreateDutyRecords>()?)),
    },
    Operation {
        action: ReadDutyRecord::ACTION,
        route: get("/v1/duty-records/{id}"),
        tag: "duty records",
        summary: "Read one duty record",
        description: "As known now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<DutyRecord>("The record, with ETag."),
        work: |request| Ok(record(ReadDutyRecord { id: request.id()?, known_at: request.moment.known_at })),
    },
    Operation {
        action: CorrectDutyRecord::ACTION,
        route: patch("/v1/duty-records/{id}"),
        tag: "duty records",
        summary: "Correct or annul a duty record",
        description: "A JSON merge patch; `annulled` needs a reason. What the register knew before can still be read \
            with `known_at`.",
        takes: Takes::ID.version().body::<UpdateDutyRecord>(),
        gives: Gives::written::<DutyRecord>("The record, with ETag."),
        work: |request| {
            Ok(record(CorrectDutyRecord { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: ListDutySummaries::ACTION,
        route: get("/v1/duty-summaries"),
        tag: "duty records",
        summary: "Read the inspectors' duty in a month",
        description: "Those who were in office on a day of it, with their days, visits and reports, and what is \
            missing to what the rules ask for: days at once, reports when the month is over. `short=true` gives those \
            of whom something is missing.",
        takes: Takes::list::<DutySummariesQuery>(),
        gives: Gives::page::<DutySummary>("A page of the list."),
        work: |request| Ok(page(ListDutySummaries(request.list()))),
    },
    Operation {
        action: ListSchoolVisits::ACTION,
        route: get("/v1/school-visits"),
        tag: "duty records",
        summary: "Read the schools' visits in a semester",
        description: "The schools with their visits by month, whoever made them, and what is missing to what the \
            rules ask for: in the semester at once, in a month when it is over. `short=true` gives those to which \
            visits are missing.",
        takes: Takes::list::<SchoolVisitsQuery>(),
        gives: Gives::page::<SchoolVisits>("A page of the list."),
        work: |request| Ok(page(ListSchoolVisits(request.list()))),
    },
];
