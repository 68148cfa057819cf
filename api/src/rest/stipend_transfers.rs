//! What finance pays by a run: `/v1/stipend-runs/{id}/transfers`, its manifest, and the comparison of both books.

use actix_web::{
    HttpRequest, HttpResponse,
    http::Method,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{PageParams, StipendTransfersQuery, TableParams},
    stipend_transfer::{StipendBatch, StipendManifest, StipendReconciliation, StipendTransfer},
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
        App, Caller,
        stipend_runs::{
            CheckTransfersPull, CompareStipendBooks, ListStipendTransfers, PullStipendTransfers, ReadStipendManifest,
            state_pull,
        },
    },
    forms::FileName,
};

/// What a pulled list is called.
const FILE: FileName = FileName { plain: "stipend-transfers", chinese: "督学津贴发放清单" };

pub fn operations(table: &mut Table) {
    table.add::<__path_list_stipend_transfers, _, _>(list_stipend_transfers);
    table.add::<__path_read_stipend_manifest, _, _>(read_stipend_manifest);
    table.add::<__path_read_stipend_reconciliation, _, _>(read_stipend_reconciliation);
}

/// List what is transferred by a run
///
/// One sum for each person and payer, what is taken back deducted, into the account that was known when the run was
/// computed; who comes to nothing is not listed. There is none before the run is approved. Accounts are in full for finance
/// alone, and each such reading is recorded. With `Accept: application/x-ndjson`, `text/csv` or the media type of XLSX the
/// whole list comes in one answer; `limit` and `count` then have no meaning. A CSV begins with a byte-order mark unless `bom=false`,
/// and a text that a spreadsheet program would compute or show as another number, as an account, has an apostrophe before it; a workbook has no formulas, and totals under each sheet.
#[utoipa::path(get, path = "/v1/stipend-runs/{id}/transfers", operation_id = "list_stipend_transfers", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id."), StipendTransfersQuery, PageParams, TableParams),
    responses((status = 200, description = "A page of transfers, or all of them.", content(
        (Collection<StipendTransfer> = "application/json"), (StipendTransfer = "application/x-ndjson"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn list_stipend_transfers(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let form = format::form(&request)?;
    let (list, selection) = extract::pulled_list::<StipendTransfersQuery, StipendTransfer>(&request, form)?;
    let asked = ListStipendTransfers { id: extract::id(&id)?, list };
    let Some(form) = form else {
        return answer::page_among_forms(&app, &request, &caller.0, asked, selection).await;
    };
    let file = File::new(form, FILE, selection);
    let caller = file.asked_by(caller.0);
    if request.method() == Method::HEAD {
        return answer::pull_head(&app, &caller, &file, CheckTransfersPull(asked)).await;
    }
    let stated = state_pull(&app, &caller, asked.clone()).await?;
    answer::pull(&app, &caller, file, |pull| PullStipendTransfers { asked, stated, pull }).await
}

/// Read the control totals of a run
///
/// Count, sum and SHA-256 of what is pulled of a decided run, signed under the published keys. Payments do not change it: the
/// addresses name the fields that were decided. There is none before the run is approved.
#[utoipa::path(get, path = "/v1/stipend-runs/{id}/manifest", operation_id = "read_stipend_manifest", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The manifest.", body = StipendManifest)))]
pub async fn read_stipend_manifest(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadStipendManifest(extract::id(&id)?)).await
}

/// Compare a run with the books of finance
///
/// What is payable, paid, failed, returned and not reported; of what is sent of the other books, whether they have paid the
/// same and about which lines they differ. Nothing is changed. A run of more than 5 000 lines is compared part after part, in
/// the order of the lines' ids.
#[utoipa::path(post, path = "/v1/stipend-runs/{id}/reconciliation", operation_id = "read_stipend_reconciliation", tag = "stipend-runs",
    params(("id" = uuid::Uuid, Path, description = "Id.")), request_body = StipendBatch,
    responses((status = 200, description = "Where both books stand.", body = StipendReconciliation)))]
pub async fn read_stipend_reconciliation(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<StipendBatch>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    let caller = Caller { faults: body.1, ..caller.0 };
    let use_case = CompareStipendBooks { id: extract::id(&id)?, batch: body.0 };
    answer::done(&app, &caller, use_case).await
}
