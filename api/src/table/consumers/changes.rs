//! `/v1/changes`.

use domain::kernel::policy::Action;
use openapi::consumers::change::{Changes, ChangesQuery};

use crate::{
    app::consumers::changes::ListChanges,
    operation::{Gives, Operation, Takes, done, get},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[Operation {
    action: Action::ListChanges,
    route: get("/v1/changes"),
    tag: "changes",
    summary: "Follow what changes",
    description: "The changes of the records that the caller reads, in order: what a version changed of the fields that \
        this caller sees. Go on from `next`, also when nothing came; a position skips nothing that is stored late. \
        Process the items in order, then store `next`: whoever stops between the two reads the same again. An item \
        names what to read; with `view=full` it holds the record, but for records whose reading is recorded. `wait` \
        keeps a request open until something comes.",
    takes: Takes::query::<ChangesQuery>(),
    gives: Gives::done::<Changes>("A piece of the feed."),
    work: |request| Ok(done(ListChanges(request.query::<ChangesQuery>()))),
}];
