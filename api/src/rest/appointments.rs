//! `/v1/appointments`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    appointment::{
        Appointment, Appointments, CreateAppointment, CreateAppointments, TransitionAppointment,
        TransitionAppointments, UpdateAppointment,
    },
    page::Collection,
    query::{AppointmentsQuery, MomentParams, PageParams, WriteParams},
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    appointments::{CompleteAppointment, FireAppointmentEvent, ReadAppointment, ReadAppointmentTransitions},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_appointments, _, _>(list_appointments);
    table.add::<__path_create_appointment, _, _>(create_appointment);
    table.add::<__path_create_appointments, _, _>(create_appointments);
    table.add::<__path_transition_appointments, _, _>(transition_appointments);
    table.add::<__path_read_appointment, _, _>(read_appointment);
    table.add::<__path_update_appointment, _, _>(update_appointment);
    table.add::<__path_list_appointment_transitions, _, _>(list_appointment_transitions);
    table.add::<__path_transition_appointment, _, _>(transition_appointment);
}

/// List appointments
///
/// A page of the appointments within the caller's area. `as_of` gives those in force on a day, as they stood then; `known_at` what the register said at a moment. Terms that end soon: `status=active&ends_on_to=DATE`.
#[utoipa::path(get, path = "/v1/appointments", operation_id = "list_appointments", tag = "appointments", params(AppointmentsQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<Appointment>)))]
pub async fn list_appointments(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<AppointmentsQuery, Appointment>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Nominate a person for appointment
///
/// A nomination for engagement by the authority, or a proposal to the government for the full-time route.
#[utoipa::path(post, path = "/v1/appointments", operation_id = "create_appointment", tag = "appointments", params(WriteParams), request_body = CreateAppointment,
    responses((status = 201, description = "What was made, with Location and ETag.", body = Appointment)))]
pub async fn create_appointment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateAppointment>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/appointments", |one| (one.id.to_string(), one.version.to_string()))
        .await
}

/// Nominate many people
///
/// All or none: every fault of every member is told with its place.
#[utoipa::path(post, path = "/v1/appointments/bulk", operation_id = "create_appointments", tag = "appointments", params(WriteParams), request_body = CreateAppointments,
    responses((status = 200, description = "All of them, in the order of the request.", body = Appointments)))]
pub async fn create_appointments(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateAppointments>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::done(&app, &caller, body.0).await
}

/// Fire one event for many appointments
///
/// Appoint or renew many people by one document, all or none: every member that is refused is told with its place and the rule.
#[utoipa::path(post, path = "/v1/appointments/transitions", operation_id = "transition_appointments", tag = "appointments", params(WriteParams), request_body = TransitionAppointments,
    responses((status = 200, description = "All of them, in the order of the request.", body = Appointments)))]
pub async fn transition_appointments(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<TransitionAppointments>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::done(&app, &caller, body.0).await
}

/// Read one appointment
///
/// As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a moment.
#[utoipa::path(get, path = "/v1/appointments/{id}", operation_id = "read_appointment", tag = "appointments",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The record, with ETag.", body = Appointment), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_appointment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Appointment>(&request)?;
    let asked = ReadAppointment { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, asked, selection, |one| one.version.to_string(), |one| one).await
}

/// Complete a nomination
///
/// A JSON merge patch, before the decision.
#[utoipa::path(patch, path = "/v1/appointments/{id}", operation_id = "update_appointment", tag = "appointments",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateAppointment, responses((status = 200, description = "The record, with ETag.", body = Appointment)))]
pub async fn update_appointment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateAppointment>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CompleteAppointment { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, |one| one.version.to_string()).await
}

/// Read what happened to an appointment and what may happen next
///
/// `next` says for each event that is possible now whether this caller may fire it, and why not.
#[utoipa::path(get, path = "/v1/appointments/{id}/transitions", operation_id = "list_appointment_transitions", tag = "appointments",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What was asked for.", body = Transitions)))]
pub async fn list_appointment_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadAppointmentTransitions(extract::id(&id)?)).await
}

/// Fire an event of an appointment's lifecycle
///
/// Registrars fire most events; approvers decide, and never about what they nominated or reviewed.
#[utoipa::path(post, path = "/v1/appointments/{id}/transitions", operation_id = "transition_appointment", tag = "appointments",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    request_body = TransitionAppointment, responses((status = 200, description = "The record as it now is, with ETag.", body = Appointment)))]
pub async fn transition_appointment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionAppointment>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FireAppointmentEvent { id: extract::id(&id)?, transition: body.0 };
    answer::written(&app, &caller, command, |one| one.version.to_string()).await
}
