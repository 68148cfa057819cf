//! What finance pays by a run: `/v1/stipend-runs/{id}/transfers`, its manifest, and the comparison of both books.

use domain::Error;
use openapi::{
    kernel::query::StipendTransfersQuery,
    money::stipend_transfer::{StipendBatch, StipendManifest, StipendReconciliation, StipendTransfer},
};

use crate::{
    app::{
        UseCase,
        money::stipend_runs::{
            CheckTransfersPull, CompareStipendBooks, ListStipendTransfers, PullStipendTransfers, ReadStipendManifest,
            StateTransfersPull,
        },
    },
    forms::{FileName, Form},
    operation::{Download, Gives, Operation, Request, Takes, columns_of, done, get, page, post},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListStipendTransfers::ACTION,
        route: get("/v1/stipend-runs/{id}/transfers"),
        tag: "stipend-runs",
        summary: "List what is transferred by a run",
        description: "One sum for each person and payer, what is taken back deducted, into the account that was known \
            when the run was computed; who comes to nothing is not listed. There is none before the run is approved. \
            Accounts are in full for finance alone, and each such reading is recorded. With `Accept: \
            application/x-ndjson`, `text/csv` or the media type of XLSX the whole list comes in one answer; `limit` \
            and `count` then have no meaning. A CSV begins with a byte-order mark unless `bom=false`, and a text that \
            a spreadsheet program would compute or show as another number, as an account, has an apostrophe before \
            it; a workbook has no formulas, and totals under each sheet.",
        takes: Takes::ID.filter::<StipendTransfersQuery>().page(),
        gives: Gives::list::<StipendTransfer>("A page of transfers, or all of them.", &DOWNLOAD),
        work: |request| Ok(page(transfers(request)?)),
    },
    Operation {
        action: ReadStipendManifest::ACTION,
        route: get("/v1/stipend-runs/{id}/manifest"),
        tag: "stipend-runs",
        summary: "Read the control totals of a run",
        description: "Count, sum and SHA-256 of what is pulled of a decided run, signed under the published keys. \
            Payments do not change it: the addresses name the fields that were decided. There is none before the run \
            is approved.",
        takes: Takes::ID,
        gives: Gives::done::<StipendManifest>("The manifest."),
        work: |request| Ok(done(ReadStipendManifest(request.id()?))),
    },
    Operation {
        action: CompareStipendBooks::ACTION,
        route: post("/v1/stipend-runs/{id}/reconciliation"),
        tag: "stipend-runs",
        summary: "Compare a run with the books of finance",
        description: "What is payable, paid, failed, returned and not reported; of what is sent of the other books, \
            whether they have paid the same and about which lines they differ. Nothing is changed. A run of more than \
            5 000 lines is compared part after part, in the order of the lines' ids.",
        takes: Takes::ID.body::<StipendBatch>(),
        gives: Gives::done::<StipendReconciliation>("Where both books stand."),
        work: |request| Ok(done(CompareStipendBooks { id: request.id()?, batch: request.body()? })),
    },
];

/// All transfers of a run as a file. Accounts are in full for finance, so that each reading is stated before it.
static DOWNLOAD: Download = Download {
    name: FileName { plain: "stipend-transfers", chinese: "督学津贴发放清单" },
    forms: &[Form::Ndjson, Form::Csv, Form::Xlsx],
    columns: columns_of::<StipendTransfer>,
    check: |request| Ok(done(CheckTransfersPull(transfers(request)?))),
    state: Some(|request| Ok(done(StateTransfersPull(transfers(request)?)))),
    pull: |request, pulled| Ok(done(PullStipendTransfers { asked: transfers(request)?, pull: pulled.of() })),
};

fn transfers(request: &mut Request) -> Result<ListStipendTransfers, Error> {
    Ok(ListStipendTransfers { id: request.id()?, list: request.list() })
}
