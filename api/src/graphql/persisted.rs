//! Documents that are named by their digest, as Apollo's protocol of persisted queries has it: a client sends the digest alone, and
//! the text with it when the digest is not known (any more). What is kept is what was found valid (`documents.rs`).

use async_graphql::ServerError;
use serde_json::Value;

use super::documents;
use crate::keys::sha256;

/// The version of the protocol.
const VERSION: u64 = 1;

/// What the extensions of a request say of its document.
pub fn named(extensions: Option<&Value>) -> Option<&Value> {
    extensions?.get("persistedQuery").filter(|named| named.is_object())
}

/// The text of a document that is named: as it was sent, or as it is kept where none was sent.
///
/// # Errors
/// When it is not kept, or another one than was sent.
pub fn text(named: &Value, sent: &str) -> Result<String, ServerError> {
    if named.get("version").and_then(Value::as_u64) != Some(VERSION) {
        return Err(refusal("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED"));
    }
    let digest = named.get("sha256Hash").and_then(Value::as_str).and_then(parse);
    if sent.is_empty() {
        let known = digest.and_then(documents::find_by_digest);
        let known = known.ok_or_else(|| refusal("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND"))?;
        return Ok(known.text.clone());
    }
    if digest == Some(sha256(sent)) {
        Ok(sent.to_owned())
    } else {
        Err(ServerError::new("provided sha does not match query", None))
    }
}

/// What the protocol says to its clients, in its own words.
fn refusal(message: &str, code: &str) -> ServerError {
    let mut error = ServerError::new(message, None);
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// A digest of hexadecimal digits.
fn parse(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut digest = [0; 32];
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(digest)
}
