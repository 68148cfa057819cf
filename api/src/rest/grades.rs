//! `/v1/grades`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    grade::{CreateGrade, Grade, UpdateGrade},
    page::Collection,
    query::{GradesQuery, MomentParams, PageParams, TableParams, WriteParams},
};

use super::{
    Failure,
    answer::{self, File},
    extract::{self, Authenticated, Json},
    format,
    table::Table,
};
use crate::{
    app::{
        App,
        grades::{CheckPull, CorrectGrade, PullGrades, ReadGrade},
    },
    forms::FileName,
};

/// What a pulled list is called.
const FILE: FileName = FileName { plain: "grades", chinese: "职称职级" };

pub fn operations(table: &mut Table) {
    table.add::<__path_list_grades, _, _>(list_grades);
    table.add::<__path_create_grade, _, _>(create_grade);
    table.add::<__path_read_grade, _, _>(read_grade);
    table.add::<__path_update_grade, _, _>(update_grade);
}

fn tag(grade: &Grade) -> String {
    grade.version.to_string()
}

/// List grades, or pull them whole
///
/// A page of the grades within the caller's area; `as_of` gives those held on a day, `known_at` as the register knew them at
/// an instant. With `Accept: application/x-ndjson` or `text/csv` the whole list comes in one answer, as it was at one
/// moment; `limit` and `count` then have no meaning. A table begins with the person's name, as it is now, and number; it begins
/// with a byte-order mark unless `bom=false`, and a cell that a spreadsheet program would compute or show as another number has an
/// apostrophe before it. A client pulls one list at a time, 50 kB a second at least; 503 `busy` says that others pull.
///
/// To stay up to date, pull once with `sort=updated_at`, keep the greatest `updated_at`, and from then on ask for
/// `changed_after` it: every change comes once, what was corrected or annulled included, with the days that it touches.
/// Who pulls by pages of JSON begins with `changed_after=0001-01-01T00:00:00Z`, because grades may be annulled between two pages.
/// Beside a filter, `changed_after` does not tell what has left the filter.
#[utoipa::path(get, path = "/v1/grades", operation_id = "list_grades", tag = "grades", params(GradesQuery, PageParams, TableParams),
    responses((status = 200, description = "A page of grades, or all of them.", content(
        (Collection<Grade> = "application/json"), (Grade = "application/x-ndjson"), (String = "text/csv")))))]
pub async fn list_grades(app: Data<App>, caller: Authenticated, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let form = format::form(&request)?;
    let (list, selection) = extract::pulled_list::<GradesQuery, Grade>(&request, form)?;
    let Some(form) = form else {
        return answer::page_among_forms(&app, &request, &caller.0, list, selection).await;
    };
    let check = CheckPull(list.clone());
    answer::pull_or_head(&app, &request, caller.0, File::new(form, FILE, selection), check, |pull| PullGrades {
        list,
        pull,
    })
    .await
}

/// Record a title or rank
///
/// What the personnel authority decided, with its document. A grade of the track that has no end is ended the day before.
/// Sent twice under one `external_reference`, it is recorded once, and the second answer is 200.
#[utoipa::path(post, path = "/v1/grades", operation_id = "create_grade", tag = "grades", params(WriteParams), request_body = CreateGrade,
    responses((status = 201, description = "The grade, with Location and ETag.", body = Grade), (status = 200, description = "The grade that the same report made before, as it is now, with ETag.", body = Grade)))]
pub async fn create_grade(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateGrade>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::reported(&app, &caller, body.0, "/v1/grades", |grade| (grade.id.to_string(), tag(grade))).await
}

/// Read one grade
///
/// As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it is held on that day.
#[utoipa::path(get, path = "/v1/grades/{id}", operation_id = "read_grade", tag = "grades",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The grade, with ETag.", body = Grade), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_grade(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Grade>(&request)?;
    let use_case = ReadGrade { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |grade| grade).await
}

/// Correct or annul a grade
///
/// A JSON merge patch with a reason. Titles and ranks are the personnel system's to correct. The inspector's own grade is an
/// approver's to end, to annul, or to put under another document; grade and first day follow from the promotion. What the register knew before can still be read with `known_at`.
#[utoipa::path(patch, path = "/v1/grades/{id}", operation_id = "update_grade", tag = "grades",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateGrade, responses((status = 200, description = "The grade, with ETag.", body = Grade)))]
pub async fn update_grade(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateGrade>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectGrade { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}
