//! `/v1/organisations` and `/v1/cohorts`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    organisation::{Cohort, CreateCohort, CreateOrganisation, Organisation, UpdateCohort, UpdateOrganisation},
    page::Collection,
    query::{CohortsQuery, OrganisationsQuery, PageParams, WriteParams},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    organisations::{CorrectCohort, CorrectOrganisation, ReadCohort, ReadOrganisation},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_organisations, _, _>(list_organisations);
    table.add::<__path_create_organisation, _, _>(create_organisation);
    table.add::<__path_read_organisation, _, _>(read_organisation);
    table.add::<__path_update_organisation, _, _>(update_organisation);
    table.add::<__path_list_cohorts, _, _>(list_cohorts);
    table.add::<__path_create_cohort, _, _>(create_cohort);
    table.add::<__path_read_cohort, _, _>(read_cohort);
    table.add::<__path_update_cohort, _, _>(update_cohort);
}

/// List organisations
///
/// The authorities, governments, employers and payers within the caller's area.
#[utoipa::path(get, path = "/v1/organisations", operation_id = "list_organisations", tag = "organisations", params(OrganisationsQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<Organisation>)))]
pub async fn list_organisations(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<OrganisationsQuery, Organisation>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Register an organisation
///
/// An authority appoints inspectors; its establishment posts bound the full-time ones.
#[utoipa::path(post, path = "/v1/organisations", operation_id = "create_organisation", tag = "organisations", params(WriteParams), request_body = CreateOrganisation,
    responses((status = 201, description = "What was made, with Location and ETag.", body = Organisation)))]
pub async fn create_organisation(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateOrganisation>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/organisations", |one| (one.id.to_string(), one.version.to_string()))
        .await
}

/// Read one organisation
///
/// As it is now.
#[utoipa::path(get, path = "/v1/organisations/{id}", operation_id = "read_organisation", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The record, with ETag.", body = Organisation), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_organisation(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Organisation>(&request)?;
    let asked = ReadOrganisation(extract::id(&id)?);
    answer::record(&app, &request, &caller.0, asked, selection, |one| one.version.to_string(), |one| one).await
}

/// Correct an organisation
///
/// A JSON merge patch; what it said before stays in its history.
#[utoipa::path(patch, path = "/v1/organisations/{id}", operation_id = "update_organisation", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateOrganisation, responses((status = 200, description = "The record, with ETag.", body = Organisation)))]
pub async fn update_organisation(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateOrganisation>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectOrganisation { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, |one| one.version.to_string()).await
}

/// List cohorts
///
/// The cohorts of the authorities within the caller's area.
#[utoipa::path(get, path = "/v1/cohorts", operation_id = "list_cohorts", tag = "organisations", params(CohortsQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<Cohort>)))]
pub async fn list_cohorts(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<CohortsQuery, Cohort>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Make a cohort
///
/// A batch of appointments with common first and last days, three years at most.
#[utoipa::path(post, path = "/v1/cohorts", operation_id = "create_cohort", tag = "organisations", params(WriteParams), request_body = CreateCohort,
    responses((status = 201, description = "What was made, with Location and ETag.", body = Cohort)))]
pub async fn create_cohort(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateCohort>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/cohorts", |one| (one.id.to_string(), one.version.to_string())).await
}

/// Read one cohort
///
/// As it is now.
#[utoipa::path(get, path = "/v1/cohorts/{id}", operation_id = "read_cohort", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The record, with ETag.", body = Cohort), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_cohort(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Cohort>(&request)?;
    let asked = ReadCohort(extract::id(&id)?);
    answer::record(&app, &request, &caller.0, asked, selection, |one| one.version.to_string(), |one| one).await
}

/// Correct a cohort
///
/// A JSON merge patch; what it said before stays in its history.
#[utoipa::path(patch, path = "/v1/cohorts/{id}", operation_id = "update_cohort", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateCohort, responses((status = 200, description = "The record, with ETag.", body = Cohort)))]
pub async fn update_cohort(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateCohort>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectCohort { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, |one| one.version.to_string()).await
}
