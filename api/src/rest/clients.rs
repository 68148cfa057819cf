//! `/v1/clients`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use domain::id::ClientId;
use openapi::{
    client::{Client, ClientSecret, CreateClient},
    page::Collection,
    query::{PageParams, PlainQuery, WriteParams},
};

use super::{
    Failure, answer,
    etag::Tag,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    clients::{ConfirmClient, ListClients, ReadClient, RevokeClient, RotateClient},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_clients, _, _>(list_clients);
    table.add::<__path_create_client, _, _>(create_client);
    table.add::<__path_read_client, _, _>(read_client);
    table.add::<__path_rotate_client, _, _>(rotate_client);
    table.add::<__path_revoke_client, _, _>(revoke_client);
    table.add::<__path_confirm_client, _, _>(confirm_client);
}

/// Nothing of it changes without its version.
fn tag(client: &Client) -> Tag {
    Tag::Version(client.version)
}

/// List API clients
///
/// Revoked ones too; secrets are never shown again.
#[utoipa::path(get, path = "/v1/clients", operation_id = "list_clients", tag = "clients", params(PageParams),
    responses((status = 200, description = "A page of clients.", body = Collection<Client>)))]
pub async fn list_clients(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PlainQuery, Client>(&request)?;
    answer::page(&app, &request, &caller.0, ListClients(list), selection).await
}

/// Register an API client
///
/// The secret is shown once. A client of the role approver, finance or administrator gets no token until another
/// administrator confirms it.
#[utoipa::path(post, path = "/v1/clients", operation_id = "create_client", tag = "clients", params(WriteParams), request_body = CreateClient,
    responses((status = 201, description = "The client and its secret.", body = ClientSecret)))]
pub async fn create_client(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateClient>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/clients", |made| (made.client_id.to_string(), tag(&made.client))).await
}

/// Read one API client
///
/// Without its secret.
#[utoipa::path(get, path = "/v1/clients/{id}", operation_id = "read_client", tag = "clients",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The client, with ETag.", body = Client), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_client(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Client>(&request)?;
    answer::record(&app, &request, &caller.0, ReadClient(extract::id(&id)?), selection, tag, |client| client).await
}

/// Give a client a new secret
///
/// The old secret and its tokens end at once. A client of the role approver, finance or administrator gets no token until
/// another administrator confirms it.
#[utoipa::path(post, path = "/v1/clients/{id}/rotate", operation_id = "rotate_client", tag = "clients",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    responses((status = 200, description = "The client and its new secret.", body = ClientSecret)))]
pub async fn rotate_client(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, Vec::new())?;
    let id: ClientId = extract::id(&id)?;
    let answer = answer::done(&app, &caller, RotateClient(id)).await?;
    app.gate().forget(id);
    Ok(answer)
}

/// Revoke a client
///
/// Its tokens are refused at once here, and within a second by every other server.
#[utoipa::path(post, path = "/v1/clients/{id}/revoke", operation_id = "revoke_client", tag = "clients",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    responses((status = 200, description = "The client, with ETag.", body = Client)))]
pub async fn revoke_client(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, Vec::new())?;
    let id: ClientId = extract::id(&id)?;
    let answer = answer::written(&app, &caller, RevokeClient(id), tag).await?;
    app.gate().forget(id);
    Ok(answer)
}

/// Confirm a client
///
/// Of the role approver, finance or administrator, made or given a new secret by another administrator. Neither who did that
/// nor another client of the same owner may confirm it.
#[utoipa::path(post, path = "/v1/clients/{id}/confirm", operation_id = "confirm_client", tag = "clients",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    responses((status = 200, description = "The client, with ETag.", body = Client)))]
pub async fn confirm_client(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, Vec::new())?;
    let id: ClientId = extract::id(&id)?;
    let answer = answer::written(&app, &caller, ConfirmClient(id), tag).await?;
    app.gate().forget(id);
    Ok(answer)
}
