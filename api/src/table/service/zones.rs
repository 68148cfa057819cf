//! `/v1/zones` and `/v1/schools`.

use openapi::service::zone::{CreateSchool, CreateZone, School, UpdateSchool, UpdateZone, Zone};
use persistence::service::zones::{SchoolFilter, ZoneFilter};

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        service::zones::{ChangeZone, CorrectSchool, ReadSchool, ReadZone},
    },
    operation::{Gives, Operation, Takes, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ZoneFilter::ACTION,
        route: get("/v1/zones"),
        tag: "zones",
        summary: "List zones",
        description: "The responsibility zones within the caller's area, the closed ones included.",
        takes: Takes::list::<ZoneFilter>(),
        gives: Gives::page::<Zone>("A page of zones."),
        work: |request| Ok(page(request.list::<ZoneFilter>())),
    },
    Operation {
        action: ReadZone::ACTION,
        route: get("/v1/zones/{id}"),
        tag: "zones",
        summary: "Read one zone",
        description: "A responsibility zone, as it is now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Zone>("The zone, with ETag."),
        work: |request| Ok(record(ReadZone { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: SchoolFilter::ACTION,
        route: get("/v1/schools"),
        tag: "zones",
        summary: "List schools",
        description: "The schools within the caller's area, by zone.",
        takes: Takes::list::<SchoolFilter>(),
        gives: Gives::page::<School>("A page of schools."),
        work: |request| Ok(page(request.list::<SchoolFilter>())),
    },
    Operation {
        action: ReadSchool::ACTION,
        route: get("/v1/schools/{id}"),
        tag: "zones",
        summary: "Read one school",
        description: "A school with its zone, as it is now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<School>("The school, with ETag."),
        work: |request| Ok(record(ReadSchool { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CreateZone::ACTION,
        route: post("/v1/zones"),
        tag: "zones",
        summary: "Make a zone",
        description: "A responsibility zone, with what the plate at the school gate shows.",
        takes: Takes::NOTHING.body::<CreateZone>(),
        gives: Gives::created::<Zone>("The zone, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateZone>()?)),
    },
    Operation {
        action: ChangeZone::ACTION,
        route: patch("/v1/zones/{id}"),
        tag: "zones",
        summary: "Change, close or open a zone",
        description: "A JSON merge patch. A zone that still has schools is not closed, and a closed zone takes none; \
            `closed_on: null` opens it again.",
        takes: Takes::ID.version().body::<UpdateZone>(),
        gives: Gives::written::<Zone>("The zone, with ETag."),
        work: |request| {
            Ok(record(ChangeZone { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: CreateSchool::ACTION,
        route: post("/v1/schools"),
        tag: "zones",
        summary: "Register a school",
        description: "In an open zone, whose area it inherits.",
        takes: Takes::NOTHING.body::<CreateSchool>(),
        gives: Gives::created::<School>("The school, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateSchool>()?)),
    },
    Operation {
        action: CorrectSchool::ACTION,
        route: patch("/v1/schools/{id}"),
        tag: "zones",
        summary: "Correct a school's record, or give the school to another zone",
        description: "A JSON merge patch. What the record said before stays in its history.",
        takes: Takes::ID.version().body::<UpdateSchool>(),
        gives: Gives::written::<School>("The school, with ETag."),
        work: |request| {
            Ok(record(CorrectSchool { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
];
