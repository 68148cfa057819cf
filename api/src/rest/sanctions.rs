//! `/v1/sanctions`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{MomentParams, PageParams, SanctionsQuery, WriteParams},
    sanction::{CreateSanction, Sanction, UpdateSanction},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    sanctions::{CorrectSanction, ReadSanction},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_sanctions, _, _>(list_sanctions);
    table.add::<__path_create_sanction, _, _>(create_sanction);
    table.add::<__path_read_sanction, _, _>(read_sanction);
    table.add::<__path_update_sanction, _, _>(update_sanction);
}

fn tag(sanction: &Sanction) -> String {
    sanction.version.to_string()
}

/// List sanctions
///
/// A page of the sanctions within the caller's area, in the order in which they were recorded: those known now, or those
/// that the register knew at `known_at`; all of them, or those that have effect on the day `as_of`.
#[utoipa::path(get, path = "/v1/sanctions", operation_id = "list_sanctions", tag = "sanctions", params(SanctionsQuery, PageParams),
    responses((status = 200, description = "A page of sanctions.", body = Collection<Sanction>)))]
pub async fn list_sanctions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<SanctionsQuery, Sanction>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Record a sanction of a person
///
/// Its time follows from its kind and the day of the decision: 6, 12, 18 or 24 months.
#[utoipa::path(post, path = "/v1/sanctions", operation_id = "create_sanction", tag = "sanctions", params(WriteParams), request_body = CreateSanction,
    responses((status = 201, description = "The sanction, with Location and ETag.", body = Sanction)))]
pub async fn create_sanction(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateSanction>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/sanctions", |sanction| (sanction.id.to_string(), tag(sanction))).await
}

/// Read one sanction
///
/// As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it has effect on that day.
#[utoipa::path(get, path = "/v1/sanctions/{id}", operation_id = "read_sanction", tag = "sanctions",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The sanction, with ETag.", body = Sanction), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_sanction(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Sanction>(&request)?;
    let use_case = ReadSanction { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |sanction| sanction).await
}

/// Correct the record of a sanction, or record that it was lifted
///
/// A JSON merge patch; `lifted_on` needs a reason. What the register knew before can still be read with `known_at`.
#[utoipa::path(patch, path = "/v1/sanctions/{id}", operation_id = "update_sanction", tag = "sanctions",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateSanction, responses((status = 200, description = "The sanction, with ETag.", body = Sanction)))]
pub async fn update_sanction(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateSanction>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectSanction { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}
