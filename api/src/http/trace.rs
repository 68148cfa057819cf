//! The trace that a request is a part of, as W3C Trace Context names it: taken from `traceparent`, written to the log, and
//! given back with an id of our own for what was done here.

use actix_web::{
    dev::ServiceRequest,
    http::header::{HeaderName, HeaderValue},
};

use crate::keys;

/// The header that carries a trace.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// The version of the header that is written.
const VERSION: &str = "00";
/// The version that the standard forbids.
const NO_VERSION: &str = "ff";
/// Bytes of the id of one part of a trace.
const PART_BYTES: usize = 8;

/// A trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Its id: 32 hexadecimal digits.
    pub id: String,
    flags: String,
}

impl Trace {
    /// The trace that a request names; none where it names none, or by something else than the standard has.
    pub fn of(request: &ServiceRequest) -> Option<Self> {
        Self::parse(request.headers().get(TRACEPARENT)?.to_str().ok()?)
    }

    fn parse(header: &str) -> Option<Self> {
        let mut parts = header.trim().split('-');
        let (version, id, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_hex = |text: &str, digits: usize| {
            text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let is_id = |text: &str, digits: usize| is_hex(text, digits) && text.bytes().any(|byte| byte != b'0');
        // A later version may have more parts, and the first four mean the same.
        let is_known = is_hex(version, 2) && version != NO_VERSION && (version != VERSION || parts.next().is_none());
        let is_sound = is_known && is_id(id, 32) && is_id(parent, 16) && is_hex(flags, 2);
        is_sound.then(|| Self { id: id.to_owned(), flags: flags.to_owned() })
    }

    /// The header for the answer.
    pub fn answer(&self) -> Option<HeaderValue> {
        let part: String = keys::random::<PART_BYTES>().ok()?.iter().map(|byte| format!("{byte:02x}")).collect();
        HeaderValue::from_str(&format!("{VERSION}-{}-{part}-{}", self.id, self.flags)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn trace_is_taken_from_a_sound_header_alone() {
        let id = |header: &str| Trace::parse(header).map(|trace| trace.id);
        assert_eq!(id(&format!("00-{ID}-00f067aa0ba902b7-01")).as_deref(), Some(ID));
        assert_eq!(id(&format!("cc-{ID}-00f067aa0ba902b7-01-more")).as_deref(), Some(ID), "a later version");
        for broken in [
            String::new(),
            ID.to_owned(),
            format!("00-{ID}-00f067aa0ba902b7"),
            format!("00-{ID}-00f067aa0ba902b7-01-more"),
            format!("ff-{ID}-00f067aa0ba902b7-01"),
            format!("00-{}-00f067aa0ba902b7-01", ID.to_uppercase()),
            format!("00-{ID}-0000000000000000-01"),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            format!("00-{ID}-00f067aa0ba902b7-0x"),
        ] {
            assert_eq!(id(&broken), None, "{broken}");
        }
    }
}
