//! `/v1/exports`.

use openapi::consumers::export::{CreateExport, Export};

use crate::{
    app::{
        UseCase,
        consumers::exports::{CancelExport, ListExports, ReadExport},
    },
    operation::{Gives, Operation, Takes, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: CreateExport::ACTION,
        route: post("/v1/exports"),
        tag: "exports",
        summary: "Export lists to files",
        description: "A server writes the lists to files, all of them as of one instant and as this client reads them \
            then. `position` is where the feed goes on: whoever takes the files and follows from it has the register \
            and misses nothing. `area`, `as_of` and `known_at` narrow every list; those that one of the lists does \
            not have are refused. Ten exports of a client may wait, be made or have files.",
        takes: Takes::NOTHING.body::<CreateExport>(),
        gives: Gives::accepted::<Export>("The export, which waits, with ETag."),
        work: |request| Ok(record(request.body::<CreateExport>()?)),
    },
    Operation {
        action: ListExports::ACTION,
        route: get("/v1/exports"),
        tag: "exports",
        summary: "List exports",
        description: "Those of the caller; an administrator sees those of every client.",
        takes: Takes::PAGE,
        gives: Gives::page::<Export>("A page of exports."),
        work: |request| Ok(page(ListExports(request.list()))),
    },
    Operation {
        action: ReadExport::ACTION,
        route: get("/v1/exports/{id}"),
        tag: "exports",
        summary: "Read one export",
        description: "How far it is, and once it is done its files and the signed manifest. Its files are at \
            `/v1/exports/{id}/files/{path}`, for its client alone, for 24 hours.",
        takes: Takes::ID,
        gives: Gives::record::<Export>("The export, with ETag."),
        work: |request| Ok(record(ReadExport(request.id()?))),
    },
    Operation {
        action: CancelExport::ACTION,
        route: post("/v1/exports/{id}/cancel"),
        tag: "exports",
        summary: "Cancel an export",
        description: "One that waits or is made is given up. The files of one that is done are thrown away.",
        takes: Takes::ID,
        gives: Gives::written::<Export>("The export, with ETag."),
        work: |request| Ok(record(CancelExport(request.id()?))),
    },
];
