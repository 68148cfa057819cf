//! `/v1/zones` and `/v1/schools`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{PageParams, SchoolsQuery, WriteParams, ZonesQuery},
    zone::{CreateSchool, CreateZone, School, UpdateSchool, UpdateZone, Zone},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    zones::{ChangeZone, CorrectSchool, ReadSchool, ReadZone},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_zones, _, _>(list_zones);
    table.add::<__path_read_zone, _, _>(read_zone);
    table.add::<__path_list_schools, _, _>(list_schools);
    table.add::<__path_read_school, _, _>(read_school);
    table.add::<__path_create_zone, _, _>(create_zone);
    table.add::<__path_update_zone, _, _>(update_zone);
    table.add::<__path_create_school, _, _>(create_school);
    table.add::<__path_update_school, _, _>(update_school);
}

/// List zones
///
/// The responsibility zones within the caller's area, the closed ones included.
#[utoipa::path(get, path = "/v1/zones", operation_id = "list_zones", tag = "zones", params(ZonesQuery, PageParams),
    responses((status = 200, description = "A page of zones.", body = Collection<Zone>)))]
pub async fn list_zones(app: Data<App>, caller: Authenticated, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<ZonesQuery, Zone>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Read one zone
///
/// A responsibility zone.
#[utoipa::path(get, path = "/v1/zones/{id}", operation_id = "read_zone", tag = "zones",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The zone, with ETag.", body = Zone), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_zone(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Zone>(&request)?;
    answer::record(
        &app,
        &request,
        &caller.0,
        ReadZone(extract::id(&id)?),
        selection,
        |zone| zone.version.to_string(),
        |zone| zone,
    )
    .await
}

/// List schools
///
/// The schools within the caller's area, by zone.
#[utoipa::path(get, path = "/v1/schools", operation_id = "list_schools", tag = "zones", params(SchoolsQuery, PageParams),
    responses((status = 200, description = "A page of schools.", body = Collection<School>)))]
pub async fn list_schools(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<SchoolsQuery, School>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Read one school
///
/// A school with its zone.
#[utoipa::path(get, path = "/v1/schools/{id}", operation_id = "read_school", tag = "zones",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The school, with ETag.", body = School), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_school(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<School>(&request)?;
    answer::record(
        &app,
        &request,
        &caller.0,
        ReadSchool(extract::id(&id)?),
        selection,
        |school| school.version.to_string(),
        |school| school,
    )
    .await
}

/// Make a zone
///
/// A responsibility zone, with what the plate at the school gate shows.
#[utoipa::path(post, path = "/v1/zones", operation_id = "create_zone", tag = "zones", params(WriteParams), request_body = CreateZone,
    responses((status = 201, description = "The zone, with Location and ETag.", body = Zone)))]
pub async fn create_zone(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateZone>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/zones", |zone| (zone.id.to_string(), zone.version.to_string())).await
}

/// Change, close or open a zone
///
/// A JSON merge patch. A zone that still has schools is not closed, and a closed zone takes none; `closed_on: null` opens it again.
#[utoipa::path(patch, path = "/v1/zones/{id}", operation_id = "update_zone", tag = "zones",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateZone, responses((status = 200, description = "The zone, with ETag.", body = Zone)))]
pub async fn update_zone(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateZone>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = ChangeZone { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, |zone| zone.version.to_string()).await
}

/// Register a school
///
/// In an open zone, whose area it inherits.
#[utoipa::path(post, path = "/v1/schools", operation_id = "create_school", tag = "zones", params(WriteParams), request_body = CreateSchool,
    responses((status = 201, description = "The school, with Location and ETag.", body = School)))]
pub async fn create_school(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateSchool>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let place = |school: &School| (school.id.to_string(), school.version.to_string());
    answer::created(&app, &caller, body.0, "/v1/schools", place).await
}

/// Correct a school's record, or give the school to another zone
///
/// A JSON merge patch. What the record said before stays in its history.
#[utoipa::path(patch, path = "/v1/schools/{id}", operation_id = "update_school", tag = "zones",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateSchool, responses((status = 200, description = "The school, with ETag.", body = School)))]
pub async fn update_school(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateSchool>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectSchool { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, |school| school.version.to_string()).await
}
