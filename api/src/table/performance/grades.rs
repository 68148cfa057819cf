//! `/v1/grades`.

use openapi::performance::grade::{CreateGrade, Grade, UpdateGrade};
use persistence::performance::grades::GradeFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::ListRequest,
        performance::grades::{CheckPull, CorrectGrade, PullGrades, ReadGrade},
    },
    forms::{FileName, Form},
    operation::{Download, Gives, Operation, Takes, columns_of, done, get, page, patch, post, record, reported},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<GradeFilter>::ACTION,
        route: get("/v1/grades"),
        tag: "grades",
        summary: "List grades, or pull them whole",
        description: "A page of the grades within the caller's area; `as_of` gives those held on a day, `known_at` as \
            the register knew them at an instant. With `Accept: application/x-ndjson` or `text/csv` the whole list \
            comes in one answer, as it was at one moment; `limit` and `count` then have no meaning. A table begins \
            with the person's name, as it is now, and number; it begins with a byte-order mark unless `bom=false`, \
            and a cell that a spreadsheet program would compute or show as another number has an apostrophe before \
            it. A client pulls one list at a time, 50 kB a second at least; 503 `busy` says that others pull.\n\nTo \
            stay up to date, pull once with `sort=updated_at`, keep the greatest `updated_at`, and from then on ask \
            for `changed_after` it: every change comes once, what was corrected or annulled included, with the days \
            that it touches. Who pulls by pages of JSON begins with `changed_after=0001-01-01T00:00:00Z`, because \
            grades may be annulled between two pages. Beside a filter, `changed_after` does not tell what has left \
            the filter.",
        takes: Takes::list::<GradeFilter>(),
        gives: Gives::list::<Grade>("A page of grades, or all of them.", &DOWNLOAD),
        work: |request| Ok(page(request.list::<GradeFilter>())),
    },
    Operation {
        action: CreateGrade::ACTION,
        route: post("/v1/grades"),
        tag: "grades",
        summary: "Record a title or rank",
        description: "What the personnel authority decided, with its document. A grade of the track that has no end \
            is ended the day before. Sent twice under one `external_reference`, it is recorded once, and the second \
            answer is 200.",
        takes: Takes::NOTHING.body::<CreateGrade>(),
        gives: Gives::reported::<Grade>(
            "The grade, with Location and ETag.",
            "The grade that the same report made before, as it is now, with ETag.",
        ),
        work: |request| Ok(reported(request.body::<CreateGrade>()?)),
    },
    Operation {
        action: ReadGrade::ACTION,
        route: get("/v1/grades/{id}"),
        tag: "grades",
        summary: "Read one grade",
        description: "As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it is \
            held on that day.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Grade>("The grade, with ETag."),
        work: |request| Ok(record(ReadGrade { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CorrectGrade::ACTION,
        route: patch("/v1/grades/{id}"),
        tag: "grades",
        summary: "Correct or annul a grade",
        description: "A JSON merge patch with a reason. Titles and ranks are the personnel system's to correct. The \
            inspector's own grade is an approver's to end, to annul, or to put under another document; grade and \
            first day follow from the promotion. What the register knew before can still be read with `known_at`.",
        takes: Takes::ID.version().body::<UpdateGrade>(),
        gives: Gives::written::<Grade>("The grade, with ETag."),
        work: |request| {
            Ok(record(CorrectGrade { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
];

/// All grades as a file.
static DOWNLOAD: Download = Download {
    name: FileName { plain: "grades", chinese: "职称职级" },
    forms: &[Form::Ndjson, Form::Csv],
    columns: columns_of::<Grade>,
    check: |request| Ok(done(CheckPull(request.list()))),
    state: None,
    pull: |request, pulled| Ok(done(PullGrades { list: request.list(), pull: pulled.of() })),
};
