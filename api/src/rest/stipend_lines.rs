//! `/v1/stipend-lines`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{PageParams, StipendLinesQuery, TableParams, WriteParams},
    stipend_explanation::StipendExplanation,
    stipend_run::{StipendLine, TransitionStipendLine},
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
        stipend_lines::{CheckLinesPull, ExplainStipendLine, FireStipendLineEvent, PullStipendLines, ReadStipendLine},
    },
    forms::FileName,
};

/// What a pulled list is called.
const FILE: FileName = FileName { plain: "stipend-lines", chinese: "督学津贴明细" };

pub fn operations(table: &mut Table) {
    table.add::<__path_list_stipend_lines, _, _>(list_stipend_lines);
    table.add::<__path_read_stipend_line, _, _>(read_stipend_line);
    table.add::<__path_read_stipend_line_explanation, _, _>(read_stipend_line_explanation);
    table.add::<__path_transition_stipend_line, _, _>(transition_stipend_line);
}

/// List lines of runs
///
/// A page of the lines within the caller's area; those of one run stand together, in the same order each time. Finance sees
/// those of approved runs. With `Accept: application/x-ndjson` or `text/csv` the whole list comes in one answer, as it was at
/// one moment; `limit` and `count` then have no meaning. A table begins with the person's name, as it is now, and number; it begins
/// with a byte-order mark unless `bom=false`, and a text that a spreadsheet program would compute or show as another number has an
/// apostrophe before it. What the manifest of a run says of these bytes holds for the fields that it
/// names.
#[utoipa::path(get, path = "/v1/stipend-lines", operation_id = "list_stipend_lines", tag = "stipend-lines", params(StipendLinesQuery, PageParams, TableParams),
    responses((status = 200, description = "A page of lines, or all of them.", content(
        (Collection<StipendLine> = "application/json"), (StipendLine = "application/x-ndjson"), (String = "text/csv")))))]
pub async fn list_stipend_lines(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let form = format::form(&request)?;
    let (list, selection) = extract::pulled_list::<StipendLinesQuery, StipendLine>(&request, form)?;
    let Some(form) = form else {
        return answer::page_among_forms(&app, &request, &caller.0, list, selection).await;
    };
    let check = CheckLinesPull(list.clone());
    answer::pull_or_head(&app, &request, caller.0, File::new(form, FILE, selection), check, |pull| PullStipendLines {
        list,
        pull,
    })
    .await
}

/// Read one line
///
/// What it pays, as what it was computed and decided, and what became of its payment.
#[utoipa::path(get, path = "/v1/stipend-lines/{id}", operation_id = "read_stipend_line", tag = "stipend-lines",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The line.", body = StipendLine)))]
pub async fn read_stipend_line(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadStipendLine(extract::id(&id)?)).await
}

/// Explain one line
///
/// The standard with its documents, the days that pay and those that do not, the coefficient, the facts in the versions that
/// were read, and what is withheld: everything that is needed to compute the amount again.
#[utoipa::path(get, path = "/v1/stipend-lines/{id}/explanation", operation_id = "read_stipend_line_explanation", tag = "stipend-lines",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "Why the line is what it is.", body = StipendExplanation)))]
pub async fn read_stipend_line_explanation(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ExplainStipendLine(extract::id(&id)?)).await
}

/// Hold a line, or let it go
///
/// With the reason. A line is held until its run is approved; what an approved run held becomes arrears of the next once it is
/// let go.
#[utoipa::path(post, path = "/v1/stipend-lines/{id}/transitions", operation_id = "transition_stipend_line", tag = "stipend-lines",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = TransitionStipendLine,
    responses((status = 200, description = "The line as it now is.", body = StipendLine)))]
pub async fn transition_stipend_line(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionStipendLine>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FireStipendLineEvent { id: extract::id(&id)?, transition: body.0 };
    answer::done(&app, &caller, command).await
}
