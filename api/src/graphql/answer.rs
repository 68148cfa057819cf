//! Answers of GraphQL over HTTP: what was executed, and what was refused before.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use async_graphql::ServerError;
use domain::Error;
use openapi::kernel::problem::{self, INVALID};

use super::{error::server_error, execution::Outcome};
use crate::http::request::current_language;

/// Most errors that are told of a document.
const ERRORS_MAX: usize = 1_000;

const GRAPHQL_JSON: &str = "application/graphql-response+json; charset=utf-8";
const PLAIN_JSON: &str = "application/json; charset=utf-8";

/// A request that is no GraphQL request, or whose caller is not known: a plain HTTP refusal, in
/// GraphQL's form.
pub fn refused(strict: bool, error: &Error) -> HttpResponse {
    let code = problem::code_of(error);
    let mut answer = HttpResponse::build(match code.status {
        422 => StatusCode::BAD_REQUEST,
        status => StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    });
    if code.status == 401 {
        answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if code.status == 503 {
        answer.insert_header((header::RETRY_AFTER, 1));
    }
    let errors = [server_error(error)];
    answer.content_type(if strict { GRAPHQL_JSON } else { PLAIN_JSON }).json(serde_json::json!({ "errors": errors }))
}

/// With its own media type, GraphQL says 400 when nothing was executed; with plain JSON always 200.
pub fn answer(strict: bool, outcome: Outcome) -> HttpResponse {
    let Outcome { data, mut errors } = outcome;
    let executed = errors.iter().all(|error| !error.path.is_empty());
    errors.truncate(ERRORS_MAX);
    for error in &mut errors {
        let values = error.extensions.get_or_insert_default();
        if values.get("code").is_none() {
            // The library found it; its sentence is in English, as GraphQL's own words are.
            values.set("code", INVALID.code);
            values.set("title", INVALID.title(current_language()));
        }
    }
    let status = if executed || !strict { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let mut builder = HttpResponse::build(status);
    builder.content_type(if strict { GRAPHQL_JSON } else { PLAIN_JSON });
    // What was not executed has no data, not even null.
    let data = executed.then(|| data.unwrap_or_else(|| b"null".to_vec()));
    match body(data, &errors) {
        Ok(body) => builder.body(body),
        Err(error) => refused(strict, &error),
    }
}

/// Data and errors as JSON.
///
/// # Errors
/// When they cannot be written.
pub fn body(data: Option<Vec<u8>>, errors: &[ServerError]) -> Result<Vec<u8>, Error> {
    let mut body = vec![b'{'];
    if let Some(data) = data {
        body.extend_from_slice(b"\"data\":");
        body.extend(data);
    }
    if !errors.is_empty() {
        body.extend_from_slice(if body.len() > 1 { b",\"errors\":" } else { b"\"errors\":" });
        serde_json::to_writer(&mut body, errors).map_err(Error::internal)?;
    }
    body.push(b'}');
    Ok(body)
}
