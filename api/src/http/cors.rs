//! Cross-origin requests (CORS): which pages of other origins may use the register from a browser.

use actix_cors::Cors;

/// What such a page may send.
const SENT: [&str; 9] = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "traceparent",
    "x-request-id",
];
/// What it may read of an answer, besides what every page may.
const READ: [&str; 11] = [
    "allow",
    "content-disposition",
    "etag",
    "idempotency-replayed",
    "link",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "traceparent",
    "x-request-id",
];
/// How long a browser keeps what it was told, in seconds.
const KEPT_S: usize = 3_600;

/// Tells browsers that pages of these origins may use the register. Callers are known by their token: there are no cookies
/// that a page of another origin could make use of.
pub fn allowed(origins: &[String]) -> Cors {
    let cors = origins.iter().fold(Cors::default(), |cors, origin| cors.allowed_origin(origin));
    cors.allowed_methods(["GET", "POST", "PATCH", "PUT"])
        .allowed_headers(SENT)
        .expose_headers(READ)
        .max_age(KEPT_S)
        // Who asks from elsewhere is answered as ever, and the browser keeps the answer from the page.
        .block_on_origin_mismatch(false)
}
