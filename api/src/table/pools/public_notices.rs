//! `/v1/public-notices`.

use domain::kernel::policy::Action;
use openapi::{kernel::query::PublicNoticesQuery, pools::public_notice::PublicNotice};

use crate::operation::{Gives, Operation, Takes, get, page};

/// The operations.
pub static OPERATIONS: &[Operation] = &[Operation {
    action: Action::ListPublicNotices,
    route: get("/v1/public-notices"),
    tag: "public notices",
    summary: "List the names open for objections",
    description: "Needs no token. A name stands here while its notice runs, and not a day longer.",
    takes: Takes::list::<PublicNoticesQuery>(),
    gives: Gives::page::<PublicNotice>("A page of notices."),
    work: |request| Ok(page(request.list::<PublicNoticesQuery>())),
}];
