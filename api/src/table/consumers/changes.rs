//! `/v1/changes` and `/v1/digests`.

use openapi::consumers::{
    change::{Change, Changes, ChangesQuery},
    digest::{Digests, DigestsQuery},
};

use crate::{
    app::{
        UseCase,
        consumers::{changes::ListChanges, digests::ListDigests},
    },
    operation::{Gives, Operation, Takes, done, get},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListChanges::ACTION,
        route: get("/v1/changes"),
        tag: "changes",
        summary: "Follow what changes",
        description: "The changes of the records that the caller reads, in order: what a version changed of the fields that \
        this caller sees. Go on from `next`, also when nothing came; a position skips nothing that is stored late. \
        Process the items in order, then store `next`: whoever stops between the two reads the same again. An item \
        names what to read; with `view=full` it holds the record, but for records whose reading is recorded. `wait` \
        keeps a request open until something comes. With `Accept: text/event-stream` the changes come as server-sent \
        events, for an hour: `id` is the position, by which `Last-Event-ID` goes on. GraphQL has the same as a subscription.",
        takes: Takes::query::<ChangesQuery>(),
        gives: Gives::streamed::<Changes, Change>("A piece of the feed."),
        work: |request| Ok(done(ListChanges(request.query::<ChangesQuery>()))),
    },
    Operation {
        action: ListDigests::ACTION,
        route: get("/v1/digests"),
        tag: "changes",
        summary: "Compare a copy with the register",
        description: "The digest of a list as the caller reads it: a consumer who computes the same of its copy sees in one \
        call that both agree, or in which area or month they do not. A digest is the sum, modulo 2^256, of the SHA-256 \
        of `id TAB version` and of the SHA-256 of the canonical JSON (RFC 8785) of each record.",
        takes: Takes::query::<DigestsQuery>(),
        gives: Gives::done::<Digests>("The digests."),
        work: |request| Ok(done(ListDigests(request.query::<DigestsQuery>()))),
    },
];
