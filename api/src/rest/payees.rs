//! `/v1/payees`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    payee::{CreatePayee, Payee, UpdatePayee},
    query::{MomentParams, PageParams, PayeesQuery, WriteParams},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    payees::{CorrectPayee, ReadPayee, VerifyPayee},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_payees, _, _>(list_payees);
    table.add::<__path_create_payee, _, _>(create_payee);
    table.add::<__path_read_payee, _, _>(read_payee);
    table.add::<__path_update_payee, _, _>(update_payee);
    table.add::<__path_verify_payee, _, _>(verify_payee);
}

fn tag(payee: &Payee) -> String {
    payee.version.to_string()
}

/// List payees
///
/// A page of how people within the caller's area are paid, in the order in which it was entered: as known now, or as the
/// register knew it at `known_at`; all of it, or what holds on the day `as_of`. Finance is shown accounts and citizen numbers
/// in full; each such page is recorded.
#[utoipa::path(get, path = "/v1/payees", operation_id = "list_payees", tag = "payees", params(PayeesQuery, PageParams),
    responses((status = 200, description = "A page of payees.", body = Collection<Payee>)))]
pub async fn list_payees(app: Data<App>, caller: Authenticated, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PayeesQuery, Payee>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Enter how a person is paid
///
/// What the person had without an end is ended the day before. Somebody else verifies it. `warnings` tells when another
/// person has the same account.
#[utoipa::path(post, path = "/v1/payees", operation_id = "create_payee", tag = "payees", params(WriteParams), request_body = CreatePayee,
    responses((status = 201, description = "The payee, with Location and ETag.", body = Payee)))]
pub async fn create_payee(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreatePayee>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/payees", |payee| (payee.id.to_string(), tag(payee))).await
}

/// Read one payee
///
/// As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it holds on that day. Finance is
/// shown account and citizen number in full; each such reading is recorded.
#[utoipa::path(get, path = "/v1/payees/{id}", operation_id = "read_payee", tag = "payees",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The payee, with ETag.", body = Payee), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_payee(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Payee>(&request)?;
    let use_case = ReadPayee { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |payee| payee).await
}

/// Change how a person is paid
///
/// A JSON merge patch. It is unverified from then on. What the register knew before can still be read with `known_at`.
#[utoipa::path(patch, path = "/v1/payees/{id}", operation_id = "update_payee", tag = "payees",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdatePayee, responses((status = 200, description = "The payee, with ETag.", body = Payee)))]
pub async fn update_payee(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdatePayee>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectPayee { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Verify a payee
///
/// Whoever entered it or changed it last cannot verify it. `If-Match` names the version that was looked at.
#[utoipa::path(post, path = "/v1/payees/{id}/verify", operation_id = "verify_payee", tag = "payees",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag of what was looked at."), WriteParams),
    responses((status = 200, description = "The payee, with ETag.", body = Payee)))]
pub async fn verify_payee(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, Vec::new())?;
    let command = VerifyPayee { id: extract::id(&id)?, version: extract::if_match(&request)? };
    answer::written(&app, &caller, command, tag).await
}
