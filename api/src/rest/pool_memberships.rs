//! `/v1/pool-memberships`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    pool_membership::{CreatePoolMembership, PoolMembership, TransitionPoolMembership, UpdatePoolMembership},
    query::{PageParams, PoolMembershipsQuery, WriteParams},
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    pool_memberships::{CompletePoolMembership, FirePoolMembershipEvent, ReadPoolMembership, ReadTransitions},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_pool_memberships, _, _>(list_pool_memberships);
    table.add::<__path_create_pool_membership, _, _>(create_pool_membership);
    table.add::<__path_read_pool_membership, _, _>(read_pool_membership);
    table.add::<__path_update_pool_membership, _, _>(update_pool_membership);
    table.add::<__path_list_pool_membership_transitions, _, _>(list_pool_membership_transitions);
    table.add::<__path_transition_pool_membership, _, _>(transition_pool_membership);
}

fn tag(membership: &PoolMembership) -> String {
    membership.version.to_string()
}

/// List pool memberships
///
/// A page of the memberships within the caller's area. A term that is over reads as `expired`.
#[utoipa::path(get, path = "/v1/pool-memberships", operation_id = "list_pool_memberships", tag = "pool memberships", params(PoolMembershipsQuery, PageParams),
    responses((status = 200, description = "A page of memberships.", body = Collection<PoolMembership>)))]
pub async fn list_pool_memberships(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PoolMembershipsQuery, PoolMembership>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Nominate a person for a pool
///
/// Makes a draft. A person has at most one open membership of a pool.
#[utoipa::path(post, path = "/v1/pool-memberships", operation_id = "create_pool_membership", tag = "pool memberships", params(WriteParams), request_body = CreatePoolMembership,
    responses((status = 201, description = "The draft, with Location and ETag.", body = PoolMembership)))]
pub async fn create_pool_membership(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreatePoolMembership>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/pool-memberships", |membership| {
        (membership.id.to_string(), tag(membership))
    })
    .await
}

/// Read one pool membership
///
/// As it stands today.
#[utoipa::path(get, path = "/v1/pool-memberships/{id}", operation_id = "read_pool_membership", tag = "pool memberships",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The membership, with ETag.", body = PoolMembership), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_pool_membership(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<PoolMembership>(&request)?;
    answer::record(&app, &request, &caller.0, ReadPoolMembership(extract::id(&id)?), selection, tag, |membership| {
        membership
    })
    .await
}

/// Complete a draft
///
/// A JSON merge patch, while the membership is `draft` or `returned`.
#[utoipa::path(patch, path = "/v1/pool-memberships/{id}", operation_id = "update_pool_membership", tag = "pool memberships",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdatePoolMembership, responses((status = 200, description = "The membership, with ETag.", body = PoolMembership)))]
pub async fn update_pool_membership(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdatePoolMembership>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command =
        CompletePoolMembership { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Read what happened to a membership and what may happen next
///
/// `next` says for each event that is possible now whether this caller may fire it, and why not.
#[utoipa::path(get, path = "/v1/pool-memberships/{id}/transitions", operation_id = "list_pool_membership_transitions", tag = "pool memberships",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may.", body = Transitions)))]
pub async fn list_pool_membership_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadTransitions(extract::id(&id)?)).await
}

/// Fire an event of a membership's lifecycle
///
/// Registrars fire most events; approvers decide, and never about what they created, submitted or investigated.
#[utoipa::path(post, path = "/v1/pool-memberships/{id}/transitions", operation_id = "transition_pool_membership", tag = "pool memberships",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    request_body = TransitionPoolMembership, responses((status = 200, description = "The membership as it now is, with ETag.", body = PoolMembership)))]
pub async fn transition_pool_membership(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionPoolMembership>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::written(&app, &caller, FirePoolMembershipEvent { id: extract::id(&id)?, transition: body.0 }, tag).await
}
