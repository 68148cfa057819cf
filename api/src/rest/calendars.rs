//! `/v1/calendars`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use domain::Error;
use openapi::{
    calendar::{Calendar, PutCalendar},
    page::Collection,
    query::WriteParams,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    calendars::{ListCalendars, ReadCalendar, UploadCalendar},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_calendars, _, _>(list_calendars);
    table.add::<__path_read_calendar, _, _>(read_calendar);
    table.add::<__path_put_calendar, _, _>(put_calendar);
}

fn tag(calendar: &Calendar) -> String {
    calendar.version.to_string()
}

fn year(raw: &Path<String>) -> Result<i32, Failure> {
    raw.parse().map_err(|_| Failure(Error::NotFound))
}

/// List the calendars
///
/// All uploaded years.
#[utoipa::path(get, path = "/v1/calendars", operation_id = "list_calendars", tag = "calendars",
    responses((status = 200, description = "The calendars.", body = Collection<Calendar>)))]
pub async fn list_calendars(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::page(&app, &request, &caller.0, ListCalendars, extract::Selection::default()).await
}

/// Read the calendar of one year
///
/// Working days are counted only over years that were uploaded.
#[utoipa::path(get, path = "/v1/calendars/{year}", operation_id = "read_calendar", tag = "calendars",
    params(("year" = i32, Path, description = "The year.")),
    responses((status = 200, description = "The calendar, with ETag.", body = Calendar), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_calendar(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Calendar>(&request)?;
    answer::record(&app, &request, &caller.0, ReadCalendar(year(&id)?), selection, tag, |calendar| calendar).await
}

/// Upload the calendar of one year
///
/// Replaces what was uploaded before; with `If-Match`, only the version named.
#[utoipa::path(put, path = "/v1/calendars/{year}", operation_id = "put_calendar", tag = "calendars",
    params(("year" = i32, Path, description = "The year."), ("If-Match" = Option<String>, Header, description = "The ETag it replaces."), WriteParams),
    request_body = PutCalendar, responses((status = 200, description = "The calendar, with ETag.", body = Calendar)))]
pub async fn put_calendar(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<PutCalendar>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = UploadCalendar { year: year(&id)?, version: extract::optional_if_match(&request)?, body: body.0 };
    answer::written(&app, &caller, command, tag).await
}
