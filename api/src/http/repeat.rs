//! The key under which a write is done once.

use actix_web::{HttpMessage, HttpRequest};
use domain::{Error, Fault, FaultCode, Wording, kernel::wording::number};

use super::Failure;
use crate::{app::Repeat, keys};

/// The header under which a write is done once.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest such key.
pub const IDEMPOTENCY_KEY_CHARS_MAX: usize = 255;

/// The key under which a request is done once, when its caller gave it one. The request remembers it, so that the
/// answer can say whether it is an earlier one.
///
/// # Errors
/// [`Error::Invalid`] for a key that is no plain text or too long.
pub fn repeat(request: &HttpRequest, body: [u8; 32]) -> Result<Option<Repeat>, Failure> {
    let Some(key) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let plain = key.to_str().ok().filter(|key| (1..=IDEMPOTENCY_KEY_CHARS_MAX).contains(&key.len()));
    let Some(key) = plain else {
        let wording = Wording::IdempotencyKeyForm { max: number(IDEMPOTENCY_KEY_CHARS_MAX) };
        return Err(Error::invalid(Fault::new("/Idempotency-Key", FaultCode::Format, wording)).into());
    };
    let (method, path, query) = (request.method().as_str(), request.path(), request.query_string());
    let fingerprint = keys::digest_of(&[method.as_bytes(), path.as_bytes(), query.as_bytes(), &body]);
    let repeat = Repeat::new(key.to_owned(), fingerprint);
    request.extensions_mut().insert(repeat.clone());
    Ok(Some(repeat))
}
