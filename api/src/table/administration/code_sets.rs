//! `/v1/code-sets`.

use openapi::administration::code_set::{CodeSet, PutAreas};

use crate::{
    app::{
        UseCase,
        administration::code_sets::{AREAS, ListCodeSets, ReadCodeSet},
    },
    operation::{Gives, Key, Operation, Takes, done, get, page, put, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListCodeSets::ACTION,
        route: get("/v1/code-sets"),
        tag: "code sets",
        summary: "List the code sets",
        description: "With their standards and versions, without their codes.",
        takes: Takes::NOTHING,
        gives: Gives::page::<CodeSet>("The code sets."),
        work: |_| Ok(page(ListCodeSets)),
    },
    Operation {
        action: ReadCodeSet::ACTION,
        route: get("/v1/code-sets/{name}"),
        tag: "code sets",
        summary: "Read one code set",
        description: "With all its codes.",
        takes: Takes::key(Key::text("name", "Name of the set.")),
        gives: Gives::record::<CodeSet>("The code set, with ETag."),
        work: |request| Ok(record(ReadCodeSet(request.text()?))),
    },
    Operation {
        action: PutAreas::ACTION,
        route: put("/v1/code-sets/{name}"),
        tag: "code sets",
        summary: "Upload the list of administrative areas",
        description: "The full GB/T 2260 list; every upload is kept. The other sets ship with the program.",
        takes: Takes::key(Key { example: Some(AREAS), ..Key::text("name", "`areas`, the one set that is uploaded.") })
            .body::<PutAreas>(),
        gives: Gives::done::<CodeSet>("The areas, with ETag."),
        work: |request| {
            request.key(|name| (name == AREAS).then_some(()))?;
            Ok(done(request.body::<PutAreas>()?))
        },
    },
];
