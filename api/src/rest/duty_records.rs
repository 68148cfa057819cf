//! `/v1/duty-records`, and the reports of what is missing.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    duty::{CreateDutyRecord, CreateDutyRecords, DutyRecord, DutyRecords, DutySummary, SchoolVisits, UpdateDutyRecord},
    page::Collection,
    query::{DutyRecordsQuery, DutySummariesQuery, KnownAtParams, PageParams, SchoolVisitsQuery, WriteParams},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    duty_records::{CorrectDutyRecord, ListDutySummaries, ListSchoolVisits, ReadDutyRecord},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_duty_records, _, _>(list_duty_records);
    table.add::<__path_create_duty_record, _, _>(create_duty_record);
    table.add::<__path_create_duty_records, _, _>(create_duty_records);
    table.add::<__path_read_duty_record, _, _>(read_duty_record);
    table.add::<__path_update_duty_record, _, _>(update_duty_record);
    table.add::<__path_list_duty_summaries, _, _>(list_duty_summaries);
    table.add::<__path_list_school_visits, _, _>(list_school_visits);
}

fn tag(record: &DutyRecord) -> String {
    record.version.to_string()
}

/// List duty records
///
/// A page of the duty records within the caller's area, in the order in which they were recorded: those known now, or those that the register knew at `known_at`; those that were annulled are among them.
#[utoipa::path(get, path = "/v1/duty-records", operation_id = "list_duty_records", tag = "duty records", params(DutyRecordsQuery, PageParams),
    responses((status = 200, description = "A page of duty records.", body = Collection<DutyRecord>)))]
pub async fn list_duty_records(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<DutyRecordsQuery, DutyRecord>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Record duty of a person
///
/// A visit, a report or a rectification. What falls short of a rule is told in `warnings`; a visit to a school from which the person has to stay away is refused. The same `external_reference` with the same content answers the record there is, with 200.
#[utoipa::path(post, path = "/v1/duty-records", operation_id = "create_duty_record", tag = "duty records", params(WriteParams), request_body = CreateDutyRecord,
    responses((status = 201, description = "The record, with Location and ETag.", body = DutyRecord), (status = 200, description = "The record that was there already, with ETag.", body = DutyRecord)))]
pub async fn create_duty_record(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateDutyRecord>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::reported(&app, &caller, body.0, "/v1/duty-records", |record| (record.id.to_string(), tag(record))).await
}

/// Record duty of many
///
/// All or none: every fault of every record is told with its place. What a reference names already is answered as it is.
#[utoipa::path(post, path = "/v1/duty-records/bulk", operation_id = "create_duty_records", tag = "duty records", params(WriteParams), request_body = CreateDutyRecords,
    responses((status = 200, description = "All of them, in the order of the request.", body = DutyRecords)))]
pub async fn create_duty_records(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateDutyRecords>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::done(&app, &caller, body.0).await
}

/// Read one duty record
///
/// As known now, or as the register knew it at `known_at`.
#[utoipa::path(get, path = "/v1/duty-records/{id}", operation_id = "read_duty_record", tag = "duty records",
    params(("id" = uuid::Uuid, Path, description = "Id."), KnownAtParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The record, with ETag.", body = DutyRecord), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_duty_record(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (known_at, selection) = extract::known_at::<DutyRecord>(&request)?;
    let use_case = ReadDutyRecord { id: extract::id(&id)?, known_at };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |record| record).await
}

/// Correct or annul a duty record
///
/// A JSON merge patch; `annulled` needs a reason. What the register knew before can still be read with `known_at`.
#[utoipa::path(patch, path = "/v1/duty-records/{id}", operation_id = "update_duty_record", tag = "duty records",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateDutyRecord, responses((status = 200, description = "The record, with ETag.", body = DutyRecord)))]
pub async fn update_duty_record(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateDutyRecord>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectDutyRecord { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Read the inspectors' duty in a month
///
/// Those who were in office on a day of it, with their days, visits and reports, and what is missing to what the rules ask for: days at once, reports when the month is over. `short=true` gives those of whom something is missing.
#[utoipa::path(get, path = "/v1/duty-summaries", operation_id = "list_duty_summaries", tag = "duty records", params(DutySummariesQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<DutySummary>)))]
pub async fn list_duty_summaries(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<DutySummariesQuery, DutySummary>(&request)?;
    answer::page(&app, &request, &caller.0, ListDutySummaries(list), selection).await
}

/// Read the schools' visits in a semester
///
/// The schools with their visits by month, whoever made them, and what is missing to what the rules ask for: in the semester at once, in a month when it is over. `short=true` gives those to which visits are missing.
#[utoipa::path(get, path = "/v1/school-visits", operation_id = "list_school_visits", tag = "duty records", params(SchoolVisitsQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<SchoolVisits>)))]
pub async fn list_school_visits(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<SchoolVisitsQuery, SchoolVisits>(&request)?;
    answer::page(&app, &request, &caller.0, ListSchoolVisits(list), selection).await
}
