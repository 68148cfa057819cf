//! Errors in the words of GraphQL: the same codes as REST, in `extensions`.

use async_graphql::{ErrorExtensionValues, ServerError, Value};
use domain::Error;
use openapi::kernel::problem::{Problem, detail_of};

use crate::http::request::{current_id, current_language};

/// An error in GraphQL's form.
pub fn server_error(error: &Error) -> ServerError {
    let mut server_error = ServerError::new(detail_of(error, current_language()), None);
    server_error.extensions = Some(extensions(error));
    server_error
}

/// Code, faults and rule of an error.
fn extensions(error: &Error) -> ErrorExtensionValues {
    let request_id = current_id();
    if let Error::Internal(cause) = error {
        tracing::error!(request_id, error = %cause, "internal error");
    }
    let problem = Problem::new(error, &request_id, current_language());
    let mut values = ErrorExtensionValues::default();
    values.set("code", problem.code.as_str());
    values.set("title", problem.title.as_str());
    values.set("status", i32::from(problem.status));
    if let Error::RateLimited { retry_after_s, .. } | Error::QuotaExceeded { retry_after_s } = error {
        values.set("retryAfter", *retry_after_s);
    }
    if !problem.errors.is_empty() {
        values.set("errors", value(&problem.errors));
    }
    if let Some(into) = &problem.into {
        values.set("into", into.to_string());
    }
    if let Some(rule) = &problem.rule {
        values.set("rule", value(rule));
    }
    values
}

fn value(part: &impl serde::Serialize) -> Value {
    serde_json::to_value(part).ok().and_then(|json| Value::from_json(json).ok()).unwrap_or_default()
}
