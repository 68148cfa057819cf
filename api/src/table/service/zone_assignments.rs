//! `/v1/zone-assignments`, `/v1/coverage` and the plates of schools.

use openapi::{
    kernel::{query::CoverageQuery, transition::Transitions},
    service::{
        coverage::{Coverage, ZoneCoverage},
        zone_assignment::{CreateZoneAssignment, SchoolPlate, TransitionZoneAssignment, ZoneAssignment},
    },
};
use persistence::service::zone_assignments::AssignmentFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        service::{
            coverage::{ListZoneCoverage, ReadCoverage},
            zone_assignments::{
                FireZoneAssignmentEvent, ReadSchoolPlate, ReadZoneAssignment, ReadZoneAssignmentTransitions,
            },
        },
    },
    charts,
    operation::{Drawing, Gives, Operation, Takes, Weight, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: AssignmentFilter::ACTION,
        route: get("/v1/zone-assignments"),
        tag: "zones",
        summary: "List zone assignments",
        description: "Who serves which zone and school; `as_of` on a day, `known_at` as the register knew it at a \
            moment.",
        takes: Takes::list::<AssignmentFilter>(),
        gives: Gives::page::<ZoneAssignment>("A page of the list."),
        work: |request| Ok(page(request.list::<AssignmentFilter>())),
    },
    Operation {
        action: CreateZoneAssignment::ACTION,
        route: post("/v1/zone-assignments"),
        tag: "zones",
        summary: "Assign an inspector to a zone",
        description: "The appointment is in force on the first day, and no recusal stands against the schools. What \
            warns and does not refuse stands in `warnings`.",
        takes: Takes::NOTHING.body::<CreateZoneAssignment>(),
        gives: Gives::created::<ZoneAssignment>("What was made, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateZoneAssignment>()?)),
    },
    Operation {
        action: ReadZoneAssignment::ACTION,
        route: get("/v1/zone-assignments/{id}"),
        tag: "zones",
        summary: "Read one zone assignment",
        description: "As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a \
            moment.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<ZoneAssignment>("The record, with ETag."),
        work: |request| Ok(record(ReadZoneAssignment { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadZoneAssignmentTransitions::ACTION,
        route: get("/v1/zone-assignments/{id}/transitions"),
        tag: "zones",
        summary: "Read what happened to a zone assignment and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What was asked for."),
        work: |request| Ok(done(ReadZoneAssignmentTransitions(request.id()?))),
    },
    Operation {
        action: FireZoneAssignmentEvent::ACTION,
        route: post("/v1/zone-assignments/{id}/transitions"),
        tag: "zones",
        summary: "End a zone assignment",
        description: "The day is the first without the assignment.",
        takes: Takes::ID.body::<TransitionZoneAssignment>(),
        gives: Gives::written::<ZoneAssignment>("The record as it now is, with ETag."),
        work: |request| Ok(record(FireZoneAssignmentEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ReadCoverage::ACTION,
        route: get("/v1/coverage"),
        tag: "zones",
        summary: "Read the report of coverage",
        description: "Whether every school has its inspector and every zone its full-time lead, with the figures and \
            the rules that they fall short of. With `Accept: image/svg+xml` the same as a chart.",
        takes: Takes::query::<CoverageQuery>().weighing(Weight::Area),
        gives: Gives::drawn::<Coverage>("The figures.", &COVERAGE_CHART),
        work: |request| Ok(done(ReadCoverage(request.query::<CoverageQuery>()))),
    },
    Operation {
        action: ListZoneCoverage::ACTION,
        route: get("/v1/coverage/zones"),
        tag: "zones",
        summary: "Read the report of coverage zone by zone",
        description: "The figures of each zone, and what it falls short of.",
        takes: Takes::list::<CoverageQuery>(),
        gives: Gives::page::<ZoneCoverage>("A page of the list."),
        work: |request| Ok(page(ListZoneCoverage(request.list()))),
    },
    Operation {
        action: ReadSchoolPlate::ACTION,
        route: get("/v1/schools/{id}/plate"),
        tag: "zones",
        summary: "Read what stands on the plate at a school's gate",
        description: "The public fields: names, photos, credential numbers, the office phone and the matters.",
        takes: Takes::ID,
        gives: Gives::done::<SchoolPlate>("What was asked for."),
        work: |request| Ok(done(ReadSchoolPlate(request.id()?))),
    },
];

static COVERAGE_CHART: Drawing = Drawing {
    media: charts::MEDIA,
    work: |request| Ok(charts::drawn(ReadCoverage(request.query()), charts::coverage::chart)),
};
