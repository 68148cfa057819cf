//! `/v1/dismissals`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    dismissal::{CreateDismissal, Dismissal, DismissalRemedies, FileDismissalRemedy, TransitionDismissal},
    page::Collection,
    query::{DismissalsQuery, MomentParams, PageParams, WriteParams},
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    dismissals::{FileRemedy, FireDismissalEvent, ReadDismissal, ReadDismissalTransitions, ReadRemedies},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_dismissals, _, _>(list_dismissals);
    table.add::<__path_create_dismissal, _, _>(create_dismissal);
    table.add::<__path_read_dismissal, _, _>(read_dismissal);
    table.add::<__path_list_dismissal_transitions, _, _>(list_dismissal_transitions);
    table.add::<__path_transition_dismissal, _, _>(transition_dismissal);
    table.add::<__path_list_dismissal_remedies, _, _>(list_dismissal_remedies);
    table.add::<__path_file_dismissal_remedy, _, _>(file_dismissal_remedy);
}

fn tag(dismissal: &Dismissal) -> String {
    dismissal.version.to_string()
}

/// List dismissal cases
///
/// A page of the cases within the caller's area, in the order in which they were opened; `due_on_to` finds those with which
/// something is due. HR sees those that ended somebody's service, and of them the outcome.
#[utoipa::path(get, path = "/v1/dismissals", operation_id = "list_dismissals", tag = "dismissals", params(DismissalsQuery, PageParams),
    responses((status = 200, description = "A page of cases.", body = Collection<Dismissal>)))]
pub async fn list_dismissals(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<DismissalsQuery, Dismissal>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Open a dismissal case
///
/// About someone who holds an appointment or a membership; a person has at most one that is not in effect yet.
#[utoipa::path(post, path = "/v1/dismissals", operation_id = "create_dismissal", tag = "dismissals", params(WriteParams), request_body = CreateDismissal,
    responses((status = 201, description = "The case, with Location and ETag.", body = Dismissal)))]
pub async fn create_dismissal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateDismissal>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let place = |dismissal: &Dismissal| (dismissal.id.to_string(), tag(dismissal));
    answer::created(&app, &caller, body.0, "/v1/dismissals", place).await
}

/// Read one dismissal case
///
/// As it stands today; `as_of` where it stood on a day, `known_at` as the register knew it at a moment.
#[utoipa::path(get, path = "/v1/dismissals/{id}", operation_id = "read_dismissal", tag = "dismissals",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The case, with ETag.", body = Dismissal), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_dismissal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Dismissal>(&request)?;
    let use_case = ReadDismissal { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |dismissal| dismissal).await
}

/// Read what happened to a dismissal case
///
/// What happened so far, and each event possible now with whether this caller may fire it.
#[utoipa::path(get, path = "/v1/dismissals/{id}/transitions", operation_id = "list_dismissal_transitions", tag = "dismissals",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may happen next.", body = Transitions)))]
pub async fn list_dismissal_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadDismissalTransitions(extract::id(&id)?)).await
}

/// Fire an event of a dismissal case
///
/// Moves it along its lifecycle, and answers it as it now is. A decision that takes effect ends appointments, zone
/// assignments and memberships and revokes the certification in one act; a reversal gives them back.
#[utoipa::path(post, path = "/v1/dismissals/{id}/transitions", operation_id = "transition_dismissal", tag = "dismissals",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = TransitionDismissal,
    responses((status = 200, description = "The case as it now is, with ETag.", body = Dismissal)))]
pub async fn transition_dismissal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionDismissal>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FireDismissalEvent { id: extract::id(&id)?, transition: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Read the remedies against a decision
///
/// Those that were filed, with the day by which they are decided, then those that are open, with the last day to file them.
#[utoipa::path(get, path = "/v1/dismissals/{id}/remedies", operation_id = "list_dismissal_remedies", tag = "dismissals",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The remedies with their clocks.", body = DismissalRemedies)))]
pub async fn list_dismissal_remedies(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadRemedies(extract::id(&id)?)).await
}

/// File a remedy
///
/// Records that the person asks for it: the event `file_remedy` of the case. What is late is refused with its last day.
#[utoipa::path(post, path = "/v1/dismissals/{id}/remedies", operation_id = "file_dismissal_remedy", tag = "dismissals",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = FileDismissalRemedy,
    responses((status = 200, description = "The remedies with their clocks.", body = DismissalRemedies)))]
pub async fn file_dismissal_remedy(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<FileDismissalRemedy>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::done(&app, &caller, FileRemedy { id: extract::id(&id)?, remedy: body.0 }).await
}
