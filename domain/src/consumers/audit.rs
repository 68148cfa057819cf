//! The chain of events: each link holds a digest of one event and of the link before it, so that no event is changed, left out or
//! put between others without breaking it.
//!
//! The words of an event go when somebody is erased. So they are in the link as a digest of their own, made with the register's
//! key: without the key nobody finds out by trying what they were, and without them the link still holds.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::digest::canonical;
use crate::kernel::event::Event;

/// Bytes of a digest.
pub const BYTES: usize = 32;
/// The particular of an event that says what was known before.
const BEFORE: &str = "before";
/// What stands in its place after an erasure.
const ERASED: &str = "erased";

/// The words of an event: what an erasure may take.
pub fn words(event: &Event) -> String {
    canonical(&json!([event.basis.reason, event.basis.on_behalf_of, event.detail.get(BEFORE)]))
}

/// True if an event may have had words and has none.
pub fn has_no_words(event: &Event) -> bool {
    let said_before = event.detail.get(BEFORE).is_some_and(|before| before.as_str() != Some(ERASED));
    event.basis.reason.is_none() && event.basis.on_behalf_of.is_none() && !said_before
}

/// The digest of a link: of the one before it, of what stays of an event, and of the digest of its words.
pub fn hash(previous: &[u8], event: &Event, words: &[u8]) -> [u8; BYTES] {
    let mut detail = event.detail.clone();
    if let Some(particulars) = detail.as_object_mut() {
        particulars.remove(BEFORE);
    }
    let stays = json!({
        "id": event.id, "subject_kind": event.subject_kind.as_str(), "subject_id": event.subject_id, "name": event.name,
        "from": event.from_status, "to": event.to_status, "actor": event.actor_key, "actor_name": event.actor_name,
        "role": event.role.as_str(), "document_number": event.basis.document_number, "occurred_on": event.occurred_on,
        "recorded_at": event.recorded_at.timestamp_micros(), "policy_version": event.policy_version, "detail": detail
    });
    let mut hash = Sha256::new();
    for part in [previous, canonical(&stays).as_bytes(), words] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        Actor, Role,
        kernel::{
            event::{Basis, SubjectKind},
            id::EventId,
        },
    };

    fn event() -> Event {
        let (basis, actor) = (Basis { reason: Some("理由".into()), ..Basis::default() }, Actor::own(Role::Operator));
        let when = ("2026-11-23".parse().unwrap(), "2026-11-23T01:00:00Z".parse().unwrap());
        let subject = (SubjectKind::Person, Uuid::nil());
        let event = Event::new(EventId(Uuid::nil()), subject, "corrected", (None, None), &actor, basis, when, 1);
        Event { detail: json!({ "before": { "name": "甲" }, "warning": true }), ..event }
    }

    #[test]
    fn link_holds_without_the_words_and_not_without_the_rest() {
        let whole = event();
        let erased =
            Event { basis: Basis::default(), detail: json!({ "before": "erased", "warning": true }), ..event() };
        assert_eq!(hash(&[], &whole, b"w"), hash(&[], &erased, b"w"));
        assert_ne!(words(&whole), words(&erased));
        assert_eq!((has_no_words(&whole), has_no_words(&erased)), (false, true));
        let changed = [
            Event { name: "merged".into(), ..event() },
            Event { detail: json!({ "warning": false }), ..event() },
            Event { actor_key: "other".into(), ..event() },
        ];
        for other in changed {
            assert_ne!(hash(&[], &whole, b"w"), hash(&[], &other, b"w"));
        }
        assert_ne!(hash(&[], &whole, b"w"), hash(&[1], &whole, b"w"));
        assert_ne!(hash(&[], &whole, b"w"), hash(&[], &whole, b"v"));
    }
}
