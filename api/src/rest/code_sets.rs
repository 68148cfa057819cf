//! `/v1/code-sets`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use domain::Error;
use openapi::{
    code_set::{CodeSet, PutAreas},
    page::Collection,
    query::WriteParams,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    code_sets::{AREAS, ListCodeSets, ReadCodeSet},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_code_sets, _, _>(list_code_sets);
    table.add::<__path_read_code_set, _, _>(read_code_set);
    table.add::<__path_put_areas, _, _>(put_areas);
}

/// List the code sets
///
/// With their standards and versions, without their codes.
#[utoipa::path(get, path = "/v1/code-sets", operation_id = "list_code_sets", tag = "code sets",
    responses((status = 200, description = "The code sets.", body = Collection<CodeSet>)))]
pub async fn list_code_sets(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::page(&app, &request, &caller.0, ListCodeSets, extract::Selection::default()).await
}

/// Read one code set
///
/// With all its codes.
#[utoipa::path(get, path = "/v1/code-sets/{name}", operation_id = "read_code_set", tag = "code sets",
    params(("name" = String, Path, description = "Name of the set.")),
    responses((status = 200, description = "The code set, with ETag.", body = CodeSet), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_code_set(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<CodeSet>(&request)?;
    let tag = |set: &CodeSet| set.version.chars().filter(char::is_ascii_graphic).collect::<String>();
    answer::record(&app, &request, &caller.0, ReadCodeSet(name.into_inner()), selection, tag, |set| set).await
}

/// Upload the list of administrative areas
///
/// The full GB/T 2260 list; every upload is kept. The other sets ship with the program.
#[utoipa::path(put, path = "/v1/code-sets/{name}", operation_id = "put_areas", tag = "code sets",
    params(("name" = String, Path, description = "`areas`, the one set that is uploaded.", example = "areas"), WriteParams), request_body = PutAreas,
    responses((status = 200, description = "The areas, with ETag.", body = CodeSet)))]
pub async fn put_areas(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    name: Path<String>,
    body: Json<PutAreas>,
) -> Result<HttpResponse, Failure> {
    if name.as_str() != AREAS {
        return Err(Failure(Error::NotFound));
    }
    let caller = extract::writer(&request, caller, body.1)?;
    answer::done(&app, &caller, body.0).await
}
