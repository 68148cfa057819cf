//! `/v1/recusals`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{MomentParams, PageParams, RecusalsQuery, WriteParams},
    recusal::{CreateRecusal, Recusal, UpdateRecusal},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    recusals::{CorrectRecusal, ReadRecusal},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_recusals, _, _>(list_recusals);
    table.add::<__path_create_recusal, _, _>(create_recusal);
    table.add::<__path_read_recusal, _, _>(read_recusal);
    table.add::<__path_update_recusal, _, _>(update_recusal);
}

fn tag(recusal: &Recusal) -> String {
    recusal.version.to_string()
}

/// List recusals
///
/// A page of the recusals within the caller's area, in the order in which they were recorded: those known now, or those
/// that the register knew at `known_at`; all of them, or those that hold on the day `as_of`.
#[utoipa::path(get, path = "/v1/recusals", operation_id = "list_recusals", tag = "recusals", params(RecusalsQuery, PageParams),
    responses((status = 200, description = "A page of recusals.", body = Collection<Recusal>)))]
pub async fn list_recusals(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<RecusalsQuery, Recusal>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Record that a person must stay away from a school
///
/// The end of a recusal for a unit left recently follows from the day of leaving and `recusal.cooling_off_years`.
#[utoipa::path(post, path = "/v1/recusals", operation_id = "create_recusal", tag = "recusals", params(WriteParams), request_body = CreateRecusal,
    responses((status = 201, description = "The recusal, with Location and ETag.", body = Recusal)))]
pub async fn create_recusal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateRecusal>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/recusals", |recusal| (recusal.id.to_string(), tag(recusal))).await
}

/// Read one recusal
///
/// As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it holds on that day.
#[utoipa::path(get, path = "/v1/recusals/{id}", operation_id = "read_recusal", tag = "recusals",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The recusal, with ETag.", body = Recusal), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_recusal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Recusal>(&request)?;
    let use_case = ReadRecusal { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |recusal| recusal).await
}

/// Correct the record of a recusal
///
/// A JSON merge patch. What the register knew before can still be read with `known_at`.
#[utoipa::path(patch, path = "/v1/recusals/{id}", operation_id = "update_recusal", tag = "recusals",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateRecusal, responses((status = 200, description = "The recusal, with ETag.", body = Recusal)))]
pub async fn update_recusal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateRecusal>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectRecusal { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}
