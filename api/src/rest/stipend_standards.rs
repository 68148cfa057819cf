//! `/v1/stipend-standards`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{MomentParams, PageParams, StipendStandardsQuery, StipendWhatIfQuery, WriteParams},
    stipend_standard::{CreateStipendStandard, StipendStandard, TransitionStipendStandard, UpdateStipendStandard},
    stipend_what_if::{PersonDifference, StipendWhatIf},
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    stipend_runs::{ListStipendWhatIfPeople, ReadStipendWhatIf},
    stipend_standards::{
        FireStipendStandardEvent, ReadStipendStandard, ReadStipendStandardTransitions, RewriteStipendStandard,
    },
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_stipend_standards, _, _>(list_stipend_standards);
    table.add::<__path_create_stipend_standard, _, _>(create_stipend_standard);
    table.add::<__path_read_stipend_standard, _, _>(read_stipend_standard);
    table.add::<__path_update_stipend_standard, _, _>(update_stipend_standard);
    table.add::<__path_list_stipend_standard_transitions, _, _>(list_stipend_standard_transitions);
    table.add::<__path_transition_stipend_standard, _, _>(transition_stipend_standard);
    table.add::<__path_read_stipend_what_if, _, _>(read_stipend_what_if);
    table.add::<__path_list_stipend_what_if_people, _, _>(list_stipend_what_if_people);
}

fn tag(standard: &StipendStandard) -> String {
    standard.version.to_string()
}

/// List stipend standards
///
/// A page of the standards within the caller's area, in the order in which they were drafted: as known now, or as the register
/// knew them at `known_at`; all of them, or what was decided and holds on the day `as_of`. Finance sees what was decided.
#[utoipa::path(get, path = "/v1/stipend-standards", operation_id = "list_stipend_standards", tag = "stipend-standards", params(StipendStandardsQuery, PageParams),
    responses((status = 200, description = "A page of standards.", body = Collection<StipendStandard>)))]
pub async fn list_stipend_standards(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<StipendStandardsQuery, StipendStandard>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Draft a stipend standard
///
/// Makes a draft, which another person has to approve by the decision of the supervision committee. No amount is shipped.
#[utoipa::path(post, path = "/v1/stipend-standards", operation_id = "create_stipend_standard", tag = "stipend-standards", params(WriteParams), request_body = CreateStipendStandard,
    responses((status = 201, description = "The draft, with Location and ETag.", body = StipendStandard)))]
pub async fn create_stipend_standard(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateStipendStandard>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let place = |standard: &StipendStandard| (standard.id.to_string(), tag(standard));
    answer::created(&app, &caller, body.0, "/v1/stipend-standards", place).await
}

/// Read one stipend standard
///
/// As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it was decided and holds on that day.
#[utoipa::path(get, path = "/v1/stipend-standards/{id}", operation_id = "read_stipend_standard", tag = "stipend-standards",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The standard, with ETag.", body = StipendStandard), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_stipend_standard(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<StipendStandard>(&request)?;
    let use_case = ReadStipendStandard { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |standard| standard).await
}

/// Rewrite a draft
///
/// A JSON merge patch; `amounts` are replaced as a whole. What was submitted is never edited: a later standard supersedes it.
#[utoipa::path(patch, path = "/v1/stipend-standards/{id}", operation_id = "update_stipend_standard", tag = "stipend-standards",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateStipendStandard, responses((status = 200, description = "The draft, with ETag.", body = StipendStandard)))]
pub async fn update_stipend_standard(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateStipendStandard>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let version = extract::if_match(&request)?;
    let command = RewriteStipendStandard { id: extract::id(&id)?, version, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Read what happened to a stipend standard
///
/// What happened so far, and each event possible now with whether this caller may fire it.
#[utoipa::path(get, path = "/v1/stipend-standards/{id}/transitions", operation_id = "list_stipend_standard_transitions", tag = "stipend-standards",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may happen next.", body = Transitions)))]
pub async fn list_stipend_standard_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadStipendStandardTransitions(extract::id(&id)?)).await
}

/// Fire an event of a stipend standard
///
/// Moves it along its lifecycle, and answers it as it now is. It takes effect on its first day by itself, and ends the one in
/// effect before it; no two standards of an area hold on one day.
#[utoipa::path(post, path = "/v1/stipend-standards/{id}/transitions", operation_id = "transition_stipend_standard", tag = "stipend-standards",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = TransitionStipendStandard,
    responses((status = 200, description = "The standard as it now is, with ETag.", body = StipendStandard)))]
pub async fn transition_stipend_standard(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionStipendStandard>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FireStipendStandardEvent { id: extract::id(&id)?, transition: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Ask what a month would come to by a stipend standard
///
/// What the month comes to by the standards in effect and by this one in their place, from its first day where the month holds
/// it and else for the whole month: by component and zone, and what the year would come to beside its cap. Nothing is changed.
#[utoipa::path(get, path = "/v1/stipend-standards/{id}/what-if", operation_id = "read_stipend_what_if", tag = "stipend-standards",
    params(("id" = uuid::Uuid, Path, description = "Id."), StipendWhatIfQuery),
    responses((status = 200, description = "The sums both ways.", body = StipendWhatIf)))]
pub async fn read_stipend_what_if(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let query = extract::query::<StipendWhatIfQuery>(&request)?;
    answer::done(&app, &caller.0, ReadStipendWhatIf { id: extract::id(&id)?, query }).await
}

/// List what each person's month would come to by a stipend standard
///
/// A page of those of whom something is owed either way, in the order of their ids.
#[utoipa::path(get, path = "/v1/stipend-standards/{id}/what-if/people", operation_id = "list_stipend_what_if_people", tag = "stipend-standards",
    params(("id" = uuid::Uuid, Path, description = "Id."), StipendWhatIfQuery, PageParams),
    responses((status = 200, description = "A page of people.", body = Collection<PersonDifference>)))]
pub async fn list_stipend_what_if_people(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<StipendWhatIfQuery, PersonDifference>(&request)?;
    let list = ListStipendWhatIfPeople { id: extract::id(&id)?, list };
    answer::page(&app, &request, &caller.0, list, selection).await
}
