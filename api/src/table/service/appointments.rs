//! `/v1/appointments`.

use openapi::{
    kernel::transition::Transitions,
    service::appointment::{
        Appointment, Appointments, CreateAppointment, CreateAppointments, TransitionAppointment,
        TransitionAppointments, UpdateAppointment,
    },
};
use persistence::service::appointments::AppointmentFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::ListRequest,
        service::appointments::{
            CompleteAppointment, FireAppointmentEvent, ReadAppointment, ReadAppointmentTransitions,
        },
    },
    operation::{Gives, Operation, Takes, done, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<AppointmentFilter>::ACTION,
        route: get("/v1/appointments"),
        tag: "appointments",
        summary: "List appointments",
        description: "A page of the appointments within the caller's area. `as_of` gives those in force on a day, as \
            they stood then; `known_at` what the register said at a moment. Terms that end soon: \
            `status=active&ends_on_to=DATE`.",
        takes: Takes::list::<AppointmentFilter>(),
        gives: Gives::page::<Appointment>("A page of the list."),
        work: |request| Ok(page(request.list::<AppointmentFilter>())),
    },
    Operation {
        action: CreateAppointment::ACTION,
        route: post("/v1/appointments"),
        tag: "appointments",
        summary: "Nominate a person for appointment",
        description: "A nomination for engagement by the authority, or a proposal to the government for the full-time \
            route.",
        takes: Takes::NOTHING.body::<CreateAppointment>(),
        gives: Gives::created::<Appointment>("What was made, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateAppointment>()?)),
    },
    Operation {
        action: CreateAppointments::ACTION,
        route: post("/v1/appointments/bulk"),
        tag: "appointments",
        summary: "Nominate many people",
        description: "All or none: every fault of every member is told with its place.",
        takes: Takes::NOTHING.body::<CreateAppointments>(),
        gives: Gives::done::<Appointments>("All of them, in the order of the request."),
        work: |request| Ok(done(request.body::<CreateAppointments>()?)),
    },
    Operation {
        action: TransitionAppointments::ACTION,
        route: post("/v1/appointments/transitions"),
        tag: "appointments",
        summary: "Fire one event for many appointments",
        description: "Appoint or renew many people by one document, all or none: every member that is refused is told \
            with its place and the rule.",
        takes: Takes::NOTHING.body::<TransitionAppointments>(),
        gives: Gives::done::<Appointments>("All of them, in the order of the request."),
        work: |request| Ok(done(request.body::<TransitionAppointments>()?)),
    },
    Operation {
        action: ReadAppointment::ACTION,
        route: get("/v1/appointments/{id}"),
        tag: "appointments",
        summary: "Read one appointment",
        description: "As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a \
            moment.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Appointment>("The record, with ETag."),
        work: |request| Ok(record(ReadAppointment { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CompleteAppointment::ACTION,
        route: patch("/v1/appointments/{id}"),
        tag: "appointments",
        summary: "Complete a nomination",
        description: "A JSON merge patch, before the decision.",
        takes: Takes::ID.version().body::<UpdateAppointment>(),
        gives: Gives::written::<Appointment>("The record, with ETag."),
        work: |request| {
            Ok(record(CompleteAppointment { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: ReadAppointmentTransitions::ACTION,
        route: get("/v1/appointments/{id}/transitions"),
        tag: "appointments",
        summary: "Read what happened to an appointment and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What was asked for."),
        work: |request| Ok(done(ReadAppointmentTransitions { id: request.id()? })),
    },
    Operation {
        action: FireAppointmentEvent::ACTION,
        route: post("/v1/appointments/{id}/transitions"),
        tag: "appointments",
        summary: "Fire an event of an appointment's lifecycle",
        description: "Registrars fire most events; approvers decide, and never about what they nominated or reviewed.",
        takes: Takes::ID.body::<TransitionAppointment>(),
        gives: Gives::written::<Appointment>("The record as it now is, with ETag."),
        work: |request| Ok(record(FireAppointmentEvent { id: request.id()?, transition: request.body()? })),
    },
];
