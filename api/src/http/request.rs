//! What every request passes: an id, a log line without personal data, safe headers.

use std::time::Instant;

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, Header, HeaderName, HeaderValue},
    },
    middleware::Next,
};

use openapi::kernel::catalogue::Language;

use super::trace::{TRACEPARENT, Trace};
use crate::{app::Repeat, keys};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest request id taken over from a client.
const REQUEST_ID_CHARS_MAX: usize = 100;

tokio::task_local! {
    static CURRENT: (String, Language);
}

/// The id of the request at hand; empty outside of one.
pub fn current_id() -> String {
    CURRENT.try_with(|(id, _)| id.clone()).unwrap_or_default()
}

/// The language that the request at hand asks for.
pub fn current_language() -> Language {
    CURRENT.try_with(|(_, language)| *language).unwrap_or_default()
}

/// Does something as a part of the request of this id and language, wherever it is done.
pub fn within<T>((id, language): (String, Language), part: impl FnOnce() -> T) -> T {
    CURRENT.sync_scope((id, language), part)
}

/// Gives the request its id, and the answer its id and its headers; writes one log line with the
/// route's pattern, never the path or the query, which may name people.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = given_id(&request).unwrap_or_else(new_id);
    let (method, started, trace) = (request.method().clone(), Instant::now(), Trace::of(&request));
    let mut response = CURRENT.scope((id.clone(), language_of(&request)), next.call(request)).await?;
    keep_rest_of_address(&mut response);
    let pattern = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let status = response.status().as_u16();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let trace_id = trace.as_ref().map(|trace| trace.id.as_str());
    tracing::info!(request_id = id, trace_id, method = method.as_str(), route = pattern, status, ms, "request");
    let replayed = response.request().extensions().get::<Repeat>().is_some_and(Repeat::is_replayed);
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if let Some(value) = trace.and_then(|trace| trace.answer()) {
        headers.insert(TRACEPARENT, value);
    }
    if replayed {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// Where people are.
const PEOPLE: &str = "/v1/people/";
/// Where experts are.
const EXPERTS: &str = "/v1/experts/";

/// A record that was merged answers 308 with the address of the survivor; what was asked of the record, such as its
/// history or its standing on a day, is asked of the survivor too.
fn keep_rest_of_address(response: &mut ServiceResponse<impl MessageBody>) {
    if response.status() != StatusCode::PERMANENT_REDIRECT {
        return;
    }
    let (path, query) = (response.request().path(), response.request().query_string());
    let mut rest: String = path.split('/').skip(4).map(|part| format!("/{part}")).collect();
    if !query.is_empty() {
        rest = format!("{rest}?{query}");
    }
    let place = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    // An expert is the same person, at an address of its own.
    let place = place.map(|to| if path.starts_with(EXPERTS) { to.replacen(PEOPLE, EXPERTS, 1) } else { to.to_owned() });
    let whole = place.map(|to| format!("{to}{rest}"));
    if let Some(value) = whole.and_then(|whole| HeaderValue::from_str(&whole).ok()) {
        response.headers_mut().insert(header::LOCATION, value);
    }
}

/// A client's own request id, when it is short and plain.
fn given_id(request: &ServiceRequest) -> Option<String> {
    let id = request.headers().get(&REQUEST_ID)?.to_str().ok()?;
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    (!id.is_empty() && id.len() <= REQUEST_ID_CHARS_MAX && plain).then(|| id.to_owned())
}

/// The first language of `Accept-Language` that the register speaks.
fn language_of(request: &ServiceRequest) -> Language {
    let asked_for = header::AcceptLanguage::parse(request).map(|accepted| accepted.ranked()).unwrap_or_default();
    let spoken = asked_for.iter().find_map(|asked| asked.item().and_then(|tag| Language::of_tag(tag.as_str())));
    spoken.unwrap_or_default()
}

fn new_id() -> String {
    keys::random::<16>()
        .map(|bytes| uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
        .unwrap_or_default()
}
