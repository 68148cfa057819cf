//! `/v1/teams`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{PageParams, TeamsQuery, WriteParams},
    team::{CreateTeam, Team, TeamProof},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    teams::{ProveTeam, ReadTeam},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_teams, _, _>(list_teams);
    table.add::<__path_create_team, _, _>(create_team);
    table.add::<__path_read_team, _, _>(read_team);
    table.add::<__path_read_team_proof, _, _>(read_team_proof);
}

/// List drawn teams
///
/// The teams within the caller's area.
#[utoipa::path(get, path = "/v1/teams", operation_id = "list_teams", tag = "teams", params(TeamsQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<Team>)))]
pub async fn list_teams(app: Data<App>, caller: Authenticated, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<TeamsQuery, Team>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Draw a team by chance
///
/// At least three inspectors; nobody who has to stay away, the least loaded first, the wanted specialities among them. The seed is recorded, so that the draw can be done again.
#[utoipa::path(post, path = "/v1/teams", operation_id = "create_team", tag = "teams", params(WriteParams), request_body = CreateTeam,
    responses((status = 201, description = "What was made, with Location and ETag.", body = Team)))]
pub async fn create_team(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateTeam>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/teams", |one| (one.id.to_string(), one.version.to_string())).await
}

/// Read one team
///
/// As it was drawn.
#[utoipa::path(get, path = "/v1/teams/{id}", operation_id = "read_team", tag = "teams",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The record, with ETag.", body = Team), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_team(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Team>(&request)?;
    let asked = ReadTeam(extract::id(&id)?);
    answer::record(&app, &request, &caller.0, asked, selection, |one| one.version.to_string(), |one| one).await
}

/// Read the proof of a draw
///
/// Seed, candidates with their lots, and whether the draw gives the same team when it is done again.
#[utoipa::path(get, path = "/v1/teams/{id}/proof", operation_id = "read_team_proof", tag = "teams",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What was asked for.", body = TeamProof)))]
pub async fn read_team_proof(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ProveTeam(extract::id(&id)?)).await
}
