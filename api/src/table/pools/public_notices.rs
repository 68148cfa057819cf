//! `/v1/public-notices`.

use openapi::{kernel::query::PublicNoticesQuery, pools::public_notice::PublicNotice};

use crate::{
    app::{UseCase, kernel::list::ListRequest},
    operation::{Gives, Operation, Takes, get, page},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[Operation {
    action: ListRequest::<PublicNoticesQuery>::ACTION,
    route: get("/v1/public-notices"),
    tag: "public notices",
    summary: "List the names open for objections",
    description: "Needs no token. A name stands here while its notice runs, and not a day longer.",
    takes: Takes::list::<PublicNoticesQuery>(),
    gives: Gives::page::<PublicNotice>("A page of notices."),
    work: |request| Ok(page(request.list::<PublicNoticesQuery>())),
}];
