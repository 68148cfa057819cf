//! `/v1/stipend-runs`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{KnownAtParams, PageParams, PlainQuery, StipendFindingsQuery, StipendRunsQuery, WriteParams},
    stipend_run::{
        CreatePaymentResults, CreateStipendRun, PaymentResult, StipendFinding, StipendRun, TransitionStipendRun,
    },
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    stipend_runs::{
        FireStipendRunEvent, ListPaymentResults, ListStipendRunFindings, Progress, ReadStipendRun,
        ReadStipendRunTransitions, RecordPaymentResults,
    },
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_stipend_runs, _, _>(list_stipend_runs);
    table.add::<__path_create_stipend_run, _, _>(create_stipend_run);
    table.add::<__path_read_stipend_run, _, _>(read_stipend_run);
    table.add::<__path_list_stipend_run_transitions, _, _>(list_stipend_run_transitions);
    table.add::<__path_transition_stipend_run, _, _>(transition_stipend_run);
    table.add::<__path_list_stipend_run_findings, _, _>(list_stipend_run_findings);
    table.add::<__path_list_payment_results, _, _>(list_payment_results);
    table.add::<__path_create_payment_results, _, _>(create_payment_results);
}

fn tag(run: &StipendRun) -> String {
    run.version.to_string()
}

/// List runs of stipends
///
/// A page of the runs within the caller's area, in the order in which they were begun: as known now, or as the register knew
/// them at `known_at`. Finance sees those that were approved.
#[utoipa::path(get, path = "/v1/stipend-runs", operation_id = "list_stipend_runs", tag = "stipend-runs", params(StipendRunsQuery, PageParams),
    responses((status = 200, description = "A page of runs.", body = Collection<StipendRun>)))]
pub async fn list_stipend_runs(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<StipendRunsQuery, StipendRun>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Begin a run
///
/// One run pays a month of an area; parts of the area with a standard of their own have runs of their own.
#[utoipa::path(post, path = "/v1/stipend-runs", operation_id = "create_stipend_run", tag = "stipend-runs", params(WriteParams), request_body = CreateStipendRun,
    responses((status = 201, description = "The run, with Location and ETag.", body = StipendRun)))]
pub async fn create_stipend_run(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateStipendRun>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let place = |run: &StipendRun| (run.id.to_string(), tag(run));
    answer::created(&app, &caller, body.0, "/v1/stipend-runs", place).await
}

/// Read one run
///
/// As known now, or as the register knew it at `known_at`.
#[utoipa::path(get, path = "/v1/stipend-runs/{id}", operation_id = "read_stipend_run", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id."), KnownAtParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The run, with ETag.", body = StipendRun), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_stipend_run(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (known_at, selection) = extract::known_at::<StipendRun>(&request)?;
    let use_case = ReadStipendRun { id: extract::id(&id)?, moment: domain::time::Moment { as_of: None, known_at } };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |run| run).await
}

/// Read what happened to a run
///
/// What happened so far, and each event possible now with whether this caller may fire it.
#[utoipa::path(get, path = "/v1/stipend-runs/{id}/transitions", operation_id = "list_stipend_run_transitions", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may happen next.", body = Transitions)))]
pub async fn list_stipend_run_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadStipendRunTransitions(extract::id(&id)?)).await
}

/// Fire an event of a run
///
/// Moves it along its lifecycle, and answers it as it now is. Computing again before the approval gives the same lines for the
/// same facts; what changes afterwards becomes arrears or recoveries of a later run.
#[utoipa::path(post, path = "/v1/stipend-runs/{id}/transitions", operation_id = "transition_stipend_run", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = TransitionStipendRun,
    responses((status = 200, description = "The run as it now is, with ETag.", body = StipendRun)))]
pub async fn transition_stipend_run(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionStipendRun>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FireStipendRunEvent { id: extract::id(&id)?, transition: body.0, progress: Progress::default() };
    answer::written(&app, &caller, command, tag).await
}

/// List whom a run lists
///
/// The people whom somebody should look at, and why: the run goes on past them.
#[utoipa::path(get, path = "/v1/stipend-runs/{id}/findings", operation_id = "list_stipend_run_findings", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id."), StipendFindingsQuery, PageParams),
    responses((status = 200, description = "A page of findings.", body = Collection<StipendFinding>)))]
pub async fn list_stipend_run_findings(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<StipendFindingsQuery, StipendFinding>(&request)?;
    answer::page(&app, &request, &caller.0, ListStipendRunFindings { id: extract::id(&id)?, list }, selection).await
}

/// List what became of payments
///
/// A page of what finance reported about a run, in the order in which it was recorded.
#[utoipa::path(get, path = "/v1/stipend-runs/{id}/payment-results", operation_id = "list_payment_results", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id."), PageParams),
    responses((status = 200, description = "A page of results.", body = Collection<PaymentResult>)))]
pub async fn list_payment_results(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PlainQuery, PaymentResult>(&request)?;
    answer::page(&app, &request, &caller.0, ListPaymentResults { id: extract::id(&id)?, list }, selection).await
}

/// Record what became of payments
///
/// One result or many, all or none. A result that was recorded under its reference is answered as it is; under the same
/// reference with another amount, outcome or line it is refused. Until the run is reconciled a failed line is finance's to pay
/// still. A result that comes later is taken, too: the run stays as it is, and the open month pays again or takes back. Only the
/// finance system records.
#[utoipa::path(post, path = "/v1/stipend-runs/{id}/payment-results", operation_id = "create_payment_results", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = CreatePaymentResults,
    responses((status = 200, description = "The run as it now is, with ETag.", body = StipendRun)))]
pub async fn create_payment_results(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<CreatePaymentResults>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = RecordPaymentResults { id: extract::id(&id)?, results: body.0 };
    answer::written(&app, &caller, command, tag).await
}
