//! `/v1/stipend-lines`.

use openapi::money::{
    stipend_explanation::StipendExplanation,
    stipend_run::{StipendLine, TransitionStipendLine},
};
use persistence::money::stipend_lines::LineFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::ListRequest,
        money::stipend_lines::{
            CheckLinesPull, ExplainStipendLine, FireStipendLineEvent, PullStipendLines, ReadStipendLine,
        },
    },
    forms::{FileName, Form},
    operation::{Download, Gives, Operation, Takes, columns_of, done, get, page, post},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<LineFilter>::ACTION,
        route: get("/v1/stipend-lines"),
        tag: "stipend-lines",
        summary: "List lines of runs",
        description: "A page of the lines within the caller's area; those of one run stand together, in the same \
            order each time. Finance sees those of approved runs. With `Accept: application/x-ndjson` or `text/csv` \
            the whole list comes in one answer, as it was at one moment; `limit` and `count` then have no meaning. A \
            table begins with the person's name, as it is now, and number; it begins with a byte-order mark unless \
            `bom=false`, and a text that a spreadsheet program would compute or show as another number has an \
            apostrophe before it. What the manifest of a run says of these bytes holds for the fields that it names.",
        takes: Takes::list::<LineFilter>(),
        gives: Gives::list::<StipendLine>("A page of lines, or all of them.", &DOWNLOAD),
        work: |request| Ok(page(request.list::<LineFilter>())),
    },
    Operation {
        action: ReadStipendLine::ACTION,
        route: get("/v1/stipend-lines/{id}"),
        tag: "stipend-lines",
        summary: "Read one line",
        description: "What it pays, as what it was computed and decided, and what became of its payment.",
        takes: Takes::ID,
        gives: Gives::done::<StipendLine>("The line."),
        work: |request| Ok(done(ReadStipendLine(request.id()?))),
    },
    Operation {
        action: ExplainStipendLine::ACTION,
        route: get("/v1/stipend-lines/{id}/explanation"),
        tag: "stipend-lines",
        summary: "Explain one line",
        description: "The standard with its documents, the days that pay and those that do not, the coefficient, the \
            facts in the versions that were read, and what is withheld: everything that is needed to compute the \
            amount again.",
        takes: Takes::ID,
        gives: Gives::done::<StipendExplanation>("Why the line is what it is."),
        work: |request| Ok(done(ExplainStipendLine(request.id()?))),
    },
    Operation {
        action: FireStipendLineEvent::ACTION,
        route: post("/v1/stipend-lines/{id}/transitions"),
        tag: "stipend-lines",
        summary: "Hold a line, or let it go",
        description: "With the reason. A line is held until its run is approved; what an approved run held becomes \
            arrears of the next once it is let go.",
        takes: Takes::ID.body::<TransitionStipendLine>(),
        gives: Gives::done::<StipendLine>("The line as it now is."),
        work: |request| Ok(done(FireStipendLineEvent { id: request.id()?, transition: request.body()? })),
    },
];

/// All lines as a file.
static DOWNLOAD: Download = Download {
    name: FileName { plain: "stipend-lines", chinese: "督学津贴明细" },
    forms: &[Form::Ndjson, Form::Csv],
    columns: columns_of::<StipendLine>,
    check: |request| Ok(done(CheckLinesPull(request.list()))),
    state: None,
    pull: |request, pulled| Ok(done(PullStipendLines { list: request.list(), pull: pulled.of() })),
};
