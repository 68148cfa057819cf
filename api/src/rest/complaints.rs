//! `/v1/complaints`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    complaint::{Complaint, CreateComplaint, RevealComplaint, RevealedComplaint, TransitionComplaint},
    page::Collection,
    query::{ComplaintsQuery, KnownAtParams, PageParams, WriteParams},
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    complaints::{FireComplaintEvent, ReadComplaint, ReadComplaintTransitions, Reveal},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_complaints, _, _>(list_complaints);
    table.add::<__path_create_complaint, _, _>(create_complaint);
    table.add::<__path_read_complaint, _, _>(read_complaint);
    table.add::<__path_list_complaint_transitions, _, _>(list_complaint_transitions);
    table.add::<__path_transition_complaint, _, _>(transition_complaint);
    table.add::<__path_reveal_complaint, _, _>(reveal_complaint);
}

fn tag(complaint: &Complaint) -> String {
    complaint.version.to_string()
}

/// List complaints
///
/// A page of the complaints within the caller's area, in the order in which they were recorded, without their words.
#[utoipa::path(get, path = "/v1/complaints", operation_id = "list_complaints", tag = "complaints", params(ComplaintsQuery, PageParams),
    responses((status = 200, description = "A page of complaints.", body = Collection<Complaint>)))]
pub async fn list_complaints(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<ComplaintsQuery, Complaint>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Take in a complaint about an inspector
///
/// Its words and who complains are kept sealed; who stays unknown is not named.
#[utoipa::path(post, path = "/v1/complaints", operation_id = "create_complaint", tag = "complaints", params(WriteParams), request_body = CreateComplaint,
    responses((status = 201, description = "The complaint, with Location and ETag.", body = Complaint)))]
pub async fn create_complaint(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateComplaint>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let place = |complaint: &Complaint| (complaint.id.to_string(), tag(complaint));
    answer::created(&app, &caller, body.0, "/v1/complaints", place).await
}

/// Read one complaint
///
/// As it is known now; `known_at` as the register knew it at a moment. Who complained is not in it.
#[utoipa::path(get, path = "/v1/complaints/{id}", operation_id = "read_complaint", tag = "complaints",
    params(("id" = uuid::Uuid, Path, description = "Id."), KnownAtParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The complaint, with ETag.", body = Complaint), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_complaint(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (known_at, selection) = extract::known_at::<Complaint>(&request)?;
    let use_case = ReadComplaint { id: extract::id(&id)?, known_at };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |complaint| complaint).await
}

/// Read what happened to a complaint
///
/// What happened so far, and each event possible now with whether this caller may fire it.
#[utoipa::path(get, path = "/v1/complaints/{id}/transitions", operation_id = "list_complaint_transitions", tag = "complaints",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may happen next.", body = Transitions)))]
pub async fn list_complaint_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadComplaintTransitions(extract::id(&id)?)).await
}

/// Fire an event of a complaint
///
/// Moves it along its lifecycle, and answers it as it now is. Whom it is about does not check it, and who took it in or named
/// who checks does not conclude it.
#[utoipa::path(post, path = "/v1/complaints/{id}/transitions", operation_id = "transition_complaint", tag = "complaints",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = TransitionComplaint,
    responses((status = 200, description = "The complaint as it now is, with ETag.", body = Complaint)))]
pub async fn transition_complaint(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionComplaint>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FireComplaintEvent { id: extract::id(&id)?, transition: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Read who complained
///
/// With a purpose; the reading is recorded.
#[utoipa::path(post, path = "/v1/complaints/{id}/reveal", operation_id = "reveal_complaint", tag = "complaints",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = RevealComplaint,
    responses((status = 200, description = "Who complained.", body = RevealedComplaint)))]
pub async fn reveal_complaint(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<RevealComplaint>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::done(&app, &caller, Reveal { id: extract::id(&id)?, reveal: body.0 }).await
}
