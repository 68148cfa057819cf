//! `/oauth/token`: client credentials become a token (RFC 6749, section 4.4).

use std::collections::HashSet;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{StatusCode, header},
    web::Data,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::{Error, Fault, FaultCode, Faults, Wording};
use openapi::administration::client::{TokenAnswer, TokenRequest};
use serde_json::Value;

use crate::{
    app::App,
    auth,
    http::{
        Body, Failure, Table, client_address,
        request::{current_id, current_language},
        tell_standing,
    },
};

pub fn operations(table: &mut Table) {
    table.add::<__path_issue_token, _, _>(issue_token);
}

/// Get a token
///
/// The client stands in the form or in basic authentication. The answer carries `error` (RFC 6749) beside the problem.
#[utoipa::path(post, path = "/oauth/token", operation_id = "issue_token", tag = "tokens",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A token of 15 minutes.", body = TokenAnswer)))]
pub async fn issue_token(app: Data<App>, request: HttpRequest, body: Result<Body, Failure>) -> HttpResponse {
    let address = client_address(&request, app.trusted_proxies());
    let (id, secret) = match asked(&request, body) {
        Ok(asked) => asked,
        Err(failure) => return with_oauth_error(&failure),
    };
    let mut answer = match auth::issue(&app, address, &id, &secret).await {
        Ok(token) => HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(token),
        Err(error) => with_oauth_error(&Failure(error)),
    };
    tell_standing(&mut answer, auth::standing(&app, address, &id));
    answer
}

/// Id and secret of a request for a token.
fn asked(request: &HttpRequest, body: Result<Body, Failure>) -> Result<(String, String), Failure> {
    let content_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return Err(Failure(Error::UnsupportedMediaType));
    }
    let Body(bytes) = body?;
    credentials(request, &form(&bytes)?)
}

/// The form's fields; each may stand once, and only those of the grant.
fn form(bytes: &[u8]) -> Result<TokenRequest, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| Failure(Error::MalformedBody))?;
    let pairs =
        actix_web::web::Query::<Vec<(String, String)>>::from_query(text).map_err(|_| Failure(Error::MalformedBody))?;
    let (mut faults, mut seen) = (Faults::new(), HashSet::new());
    let mut said = TokenRequest { grant_type: String::new(), client_id: None, client_secret: None, scope: None };
    for (name, value) in pairs.into_inner() {
        match name.as_str() {
            "grant_type" | "client_id" | "client_secret" | "scope" if !seen.insert(name.clone()) => {
                faults.add(format!("/{name}"), FaultCode::Duplicate, Wording::GivenMoreThanOnce);
            }
            "grant_type" => said.grant_type = value,
            "client_id" => said.client_id = Some(value),
            "client_secret" => said.client_secret = Some(value),
            "scope" => said.scope = Some(value),
            // RFC 6749, section 3.2: unrecognised parameters are ignored.
            _ => {}
        }
    }
    match said.grant_type.as_str() {
        "client_credentials" => {}
        "" => {
            faults.add("/grant_type", FaultCode::Required, Wording::OneOf { values: "client_credentials".to_owned() })
        }
        _ => faults.add("/grant_type", FaultCode::Code, Wording::OneOf { values: "client_credentials".to_owned() }),
    }
    Ok(faults.finish(Some(said))?)
}

fn credentials(request: &HttpRequest, form: &TokenRequest) -> Result<(String, String), Failure> {
    // Only Basic identifies a client here; a token of before that is sent along says nothing.
    let header = request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    if let Some(header) = header.filter(|header| is_basic(header) || form.client_secret.is_none()) {
        if form.client_secret.is_some() {
            let twice = Fault::new("/client_secret", FaultCode::Duplicate, Wording::CredentialsTwice);
            return Err(Failure(Error::invalid(twice)));
        }
        let pair = basic(header);
        return pair.ok_or(Failure(Error::InvalidClient));
    }
    match (&form.client_id, &form.client_secret) {
        (Some(id), Some(secret)) => Ok((id.clone(), secret.clone())),
        _ => Err(Failure(Error::invalid(Fault::new("/client_id", FaultCode::Required, Wording::CredentialsNeeded)))),
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (_, encoded) = header.split_once(' ').filter(|_| is_basic(header))?;
    let text = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn is_basic(header: &str) -> bool {
    header.split(' ').next().is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"))
}

/// A problem that also speaks OAuth's own language.
fn with_oauth_error(failure: &Failure) -> HttpResponse {
    let word = match &failure.0 {
        Error::InvalidClient => "invalid_client",
        Error::Invalid(faults)
            if faults.iter().any(|fault| fault.pointer == "/grant_type" && fault.code == FaultCode::Code) =>
        {
            "unsupported_grant_type"
        }
        Error::Busy | Error::RateLimited { .. } | Error::QuotaExceeded { .. } => "temporarily_unavailable",
        _ => "invalid_request",
    };
    let answer = failure.error_response();
    let mut problem =
        serde_json::to_value(openapi::kernel::problem::Problem::new(&failure.0, &current_id(), current_language()))
            .unwrap_or_default();
    if let Some(fields) = problem.as_object_mut() {
        fields.insert("error".to_owned(), Value::from(word));
    }
    let (mut head, _) = answer.into_parts();
    // RFC 6749, section 5.2: what is wrong with a request for a token is told with 400.
    if matches!(failure.0, Error::Invalid(_)) {
        *head.status_mut() = StatusCode::BAD_REQUEST;
        if let Some(fields) = problem.as_object_mut() {
            fields.insert("status".to_owned(), Value::from(400));
        }
    }
    head.set_body(serde_json::to_vec(&problem).unwrap_or_default()).map_into_boxed_body()
}
