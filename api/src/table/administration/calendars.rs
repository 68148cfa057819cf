//! `/v1/calendars`.

use openapi::administration::calendar::{Calendar, PutCalendar};

use crate::{
    app::{
        UseCase,
        administration::calendars::{ListCalendars, ReadCalendar, UploadCalendar},
    },
    operation::{Gives, Key, Operation, Takes, get, page, put, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListCalendars::ACTION,
        route: get("/v1/calendars"),
        tag: "calendars",
        summary: "List the calendars",
        description: "All uploaded years.",
        takes: Takes::NOTHING,
        gives: Gives::page::<Calendar>("The calendars."),
        work: |_| Ok(page(ListCalendars)),
    },
    Operation {
        action: ReadCalendar::ACTION,
        route: get("/v1/calendars/{year}"),
        tag: "calendars",
        summary: "Read the calendar of one year",
        description: "Working days are counted only over years that were uploaded. As it is now, or as the register knew it at `known_at`.",
        takes: Takes::key(Key::YEAR).known_at(),
        gives: Gives::record::<Calendar>("The calendar, with ETag."),
        work: |request| {
            Ok(record(ReadCalendar { year: request.key(|year| year.parse().ok())?, moment: request.moment }))
        },
    },
    Operation {
        action: UploadCalendar::ACTION,
        route: put("/v1/calendars/{year}"),
        tag: "calendars",
        summary: "Upload the calendar of one year",
        description: "Replaces what was uploaded before; with `If-Match`, only the version named.",
        takes: Takes::key(Key::YEAR).optional_version("The ETag it replaces.").body::<PutCalendar>(),
        gives: Gives::written::<Calendar>("The calendar, with ETag."),
        work: |request| {
            Ok(record(UploadCalendar {
                year: request.key(|year| year.parse().ok())?,
                version: request.version,
                body: request.body()?,
            }))
        },
    },
];
