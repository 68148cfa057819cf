//! `/v1/zone-assignments`, `/v1/coverage` and the plates of schools.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    coverage::{Coverage, ZoneCoverage},
    page::Collection,
    query::{CoverageQuery, MomentParams, PageParams, WriteParams, ZoneAssignmentsQuery},
    transition::Transitions,
    zone_assignment::{CreateZoneAssignment, SchoolPlate, TransitionZoneAssignment, ZoneAssignment},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    coverage::{ListZoneCoverage, ReadCoverage},
    zone_assignments::{FireZoneAssignmentEvent, ReadSchoolPlate, ReadZoneAssignment, ReadZoneAssignmentTransitions},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_zone_assignments, _, _>(list_zone_assignments);
    table.add::<__path_create_zone_assignment, _, _>(create_zone_assignment);
    table.add::<__path_read_zone_assignment, _, _>(read_zone_assignment);
    table.add::<__path_list_zone_assignment_transitions, _, _>(list_zone_assignment_transitions);
    table.add::<__path_transition_zone_assignment, _, _>(transition_zone_assignment);
    table.add::<__path_read_coverage, _, _>(read_coverage);
    table.add::<__path_list_zone_coverage, _, _>(list_zone_coverage);
    table.add::<__path_read_school_plate, _, _>(read_school_plate);
}

/// List zone assignments
///
/// Who serves which zone and school; `as_of` on a day, `known_at` as the register knew it at a moment.
#[utoipa::path(get, path = "/v1/zone-assignments", operation_id = "list_zone_assignments", tag = "zones", params(ZoneAssignmentsQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<ZoneAssignment>)))]
pub async fn list_zone_assignments(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<ZoneAssignmentsQuery, ZoneAssignment>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Assign an inspector to a zone
///
/// The appointment is in force on the first day, and no recusal stands against the schools. What warns and does not refuse stands in `warnings`.
#[utoipa::path(post, path = "/v1/zone-assignments", operation_id = "create_zone_assignment", tag = "zones", params(WriteParams), request_body = CreateZoneAssignment,
    responses((status = 201, description = "What was made, with Location and ETag.", body = ZoneAssignment)))]
pub async fn create_zone_assignment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateZoneAssignment>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/zone-assignments", |one| (one.id.to_string(), one.version.to_string()))
        .await
}

/// Read one zone assignment
///
/// As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a moment.
#[utoipa::path(get, path = "/v1/zone-assignments/{id}", operation_id = "read_zone_assignment", tag = "zones",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The record, with ETag.", body = ZoneAssignment), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_zone_assignment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<ZoneAssignment>(&request)?;
    let asked = ReadZoneAssignment { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, asked, selection, |one| one.version.to_string(), |one| one).await
}

/// Read what happened to a zone assignment and what may happen next
///
/// `next` says for each event that is possible now whether this caller may fire it, and why not.
#[utoipa::path(get, path = "/v1/zone-assignments/{id}/transitions", operation_id = "list_zone_assignment_transitions", tag = "zones",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What was asked for.", body = Transitions)))]
pub async fn list_zone_assignment_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadZoneAssignmentTransitions(extract::id(&id)?)).await
}

/// End a zone assignment
///
/// The day is the first without the assignment.
#[utoipa::path(post, path = "/v1/zone-assignments/{id}/transitions", operation_id = "transition_zone_assignment", tag = "zones",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    request_body = TransitionZoneAssignment, responses((status = 200, description = "The record as it now is, with ETag.", body = ZoneAssignment)))]
pub async fn transition_zone_assignment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionZoneAssignment>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FireZoneAssignmentEvent { id: extract::id(&id)?, transition: body.0 };
    answer::written(&app, &caller, command, |one| one.version.to_string()).await
}

/// Read the report of coverage
///
/// Whether every school has its inspector and every zone its full-time lead, with the figures and the rules that they fall short of.
#[utoipa::path(get, path = "/v1/coverage", operation_id = "read_coverage", tag = "zones", params(CoverageQuery),
    responses((status = 200, description = "The figures.", body = Coverage)))]
pub async fn read_coverage(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let query = extract::query::<CoverageQuery>(&request)?;
    answer::done(&app, &caller.0, ReadCoverage(query)).await
}

/// Read the report of coverage zone by zone
///
/// The figures of each zone, and what it falls short of.
#[utoipa::path(get, path = "/v1/coverage/zones", operation_id = "list_zone_coverage", tag = "zones", params(CoverageQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<ZoneCoverage>)))]
pub async fn list_zone_coverage(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<CoverageQuery, ZoneCoverage>(&request)?;
    answer::page(&app, &request, &caller.0, ListZoneCoverage(list), selection).await
}

/// Read what stands on the plate at a school's gate
///
/// The public fields: names, photos, credential numbers, the office phone and the matters.
#[utoipa::path(get, path = "/v1/schools/{id}/plate", operation_id = "read_school_plate", tag = "zones",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What was asked for.", body = SchoolPlate)))]
pub async fn read_school_plate(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadSchoolPlate(extract::id(&id)?)).await
}
