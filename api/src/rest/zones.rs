//! `/v1/zones` and `/v1/schools`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{PageParams, SchoolsQuery, ZonesQuery},
    zone::{School, Zone},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated},
    table::Table,
};
use crate::app::{
    App,
    zones::{ReadSchool, ReadZone},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_zones, _, _>(list_zones);
    table.add::<__path_read_zone, _, _>(read_zone);
    table.add::<__path_list_schools, _, _>(list_schools);
    table.add::<__path_read_school, _, _>(read_school);
}

/// List zones
///
/// The responsibility zones within the caller's area; school rosters make them.
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
