//! `/v1/imports`.

use domain::Error;
use openapi::{
    file::import::{Import, TransitionImport},
    kernel::{query::ImportTemplateQuery, transition::Transitions},
};

use crate::{
    app::{
        UseCase,
        file::imports::{FireImportEvent, ListImports, ReadImport, ReadImportTemplate, ReadImportTransitions},
    },
    forms::Form,
    operation::{Answer, Gives, Media, Operation, Takes, done, get, page, post, present, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ReadImportTemplate::ACTION,
        route: get("/v1/imports/template"),
        tag: "imports",
        summary: "Download a roster to fill in",
        description: "A workbook with every column that is read, the choices of those that have some, and text format \
            for numbers of many digits. Columns that every roster has are yellow.",
        takes: Takes::query::<ImportTemplateQuery>(),
        gives: Gives::File("The workbook.", Form::Xlsx.media_type()),
        work: |request| {
            let query = request.query::<ImportTemplateQuery>();
            let template = if query.value("kind") == Some("schools") { schools_template } else { people_template };
            Ok(present(ReadImportTemplate(query), template))
        },
    },
    Operation {
        action: ListImports::ACTION,
        route: get("/v1/imports"),
        tag: "imports",
        summary: "List imports",
        description: "Every uploaded roster and what became of its rows.",
        takes: Takes::PAGE,
        gives: Gives::page::<Import>("A page of imports."),
        work: |request| Ok(page(ListImports(request.list()))),
    },
    Operation {
        action: ReadImport::ACTION,
        route: get("/v1/imports/{id}"),
        tag: "imports",
        summary: "Read one import",
        description: "With what became of its rows.",
        takes: Takes::ID,
        gives: Gives::record::<Import>("The import, with ETag."),
        work: |request| Ok(record(ReadImport(request.id()?))),
    },
    Operation {
        action: FireImportEvent::ACTION,
        route: post("/v1/imports/{id}/transitions"),
        tag: "imports",
        summary: "Apply or discard a roster that waits for an approver",
        description: "Who uploaded it does not apply it.",
        takes: Takes::ID.body::<TransitionImport>(),
        gives: Gives::written::<Import>("The import as it now is, with ETag."),
        work: |request| Ok(record(FireImportEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ReadImportTransitions::ACTION,
        route: get("/v1/imports/{id}/transitions"),
        tag: "imports",
        summary: "Read what happened to an import and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may."),
        work: |request| Ok(done(ReadImportTransitions(request.id()?))),
    },
];

fn people_template(workbook: Vec<u8>) -> Result<Answer, Error> {
    Ok(template("people-template.xlsx", workbook))
}

fn schools_template(workbook: Vec<u8>) -> Result<Answer, Error> {
    Ok(template("schools-template.xlsx", workbook))
}

fn template(name: &str, workbook: Vec<u8>) -> Answer {
    let headers = vec![("content-disposition", format!("attachment; filename=\"{name}\""))];
    Answer::file(Media { content_type: Form::Xlsx.content_type(), headers }, workbook)
}
