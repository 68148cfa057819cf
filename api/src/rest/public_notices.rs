//! `/v1/public-notices`.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use domain::{Actor, Role};
use openapi::{
    page::Collection,
    public_notice::PublicNotice,
    query::{PageParams, PublicNoticesQuery},
};

use super::{Failure, answer, extract, format, table::Table};
use crate::app::{App, Caller};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_public_notices, _, _>(list_public_notices);
}

/// List the names open for objections
///
/// Needs no token. A name stands here while its notice runs, and not a day longer.
#[utoipa::path(get, path = "/v1/public-notices", operation_id = "list_public_notices", tag = "public notices", params(PublicNoticesQuery, PageParams),
    responses((status = 200, description = "A page of notices.", body = Collection<PublicNotice>)))]
pub async fn list_public_notices(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    format::negotiated(&request)?;
    let (list, selection) = extract::list::<PublicNoticesQuery, PublicNotice>(&request)?;
    answer::page(&app, &request, &Caller::new(Actor::own(Role::Public)), list, selection).await
}
