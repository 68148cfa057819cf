//! `/v1/experts`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    expert::Expert,
    page::Collection,
    query::{ExpertsQuery, PageParams},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated},
    table::Table,
};
use crate::app::{App, experts::ReadExpert};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_experts, _, _>(list_experts);
    table.add::<__path_read_expert, _, _>(read_expert);
}

/// Find experts
///
/// The active members of the pools: no identity, contact or money fields.
#[utoipa::path(get, path = "/v1/experts", operation_id = "list_experts", tag = "experts", params(ExpertsQuery, PageParams),
    responses((status = 200, description = "A page of experts.", body = Collection<Expert>)))]
pub async fn list_experts(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<ExpertsQuery, Expert>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Read one expert
///
/// An active member of a pool; whoever is none any more answers 404.
#[utoipa::path(get, path = "/v1/experts/{id}", operation_id = "read_expert", tag = "experts",
    params(("id" = uuid::Uuid, Path, description = "The person's id."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The expert, with ETag.", body = Expert), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_expert(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Expert>(&request)?;
    let tag = |revised: &crate::app::experts::Revised| revised.revision.clone();
    answer::record(&app, &request, &caller.0, ReadExpert(extract::id(&id)?), selection, tag, |revised| revised.expert)
        .await
}
