//! The chain of events on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::kernel::event::Event;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

domain::parameters! {
    /// Which events.
    AuditEventsQuery sorts ["id"], {
        /// `next` of the answer before; from the first event on unless said.
        after: text,
        /// How many events, 1 to 500; 50 unless said.
        limit: text,
    }
}

/// An event, with its link of the chain.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditEvent {
    /// Identifier.
    pub id: Uuid,
    /// Its number in the chain, from one on.
    pub number: i64,
    /// What happened.
    pub event: String,
    /// The kind of the record, such as `pool_membership`.
    pub record_kind: String,
    /// The id of the record.
    pub record: Uuid,
    /// The status before, for a step of a lifecycle.
    pub from: Option<String>,
    /// The status after.
    pub to: Option<String>,
    /// The name of who did it, at that time.
    pub actor: String,
    /// The client that did it; null for the program's own actors.
    pub actor_id: Option<Uuid>,
    /// In which role.
    pub role: String,
    /// Why.
    pub reason: Option<String>,
    /// The official document.
    pub document_number: Option<String>,
    /// On whose behalf.
    pub on_behalf_of: Option<String>,
    /// The day on which it happened.
    pub occurred_on: NaiveDate,
    /// When the register learned of it.
    pub at: DateTime<Utc>,
    /// The fields that changed, with their values before, as this caller reads them; null where none are known.
    #[schema(value_type = Option<Object>)]
    pub before: Option<Value>,
    /// The same fields with their values after; null of people, of whom the last version alone is kept.
    #[schema(value_type = Option<Object>)]
    pub after: Option<Value>,
    /// The hash of the event before, in hexadecimal digits; of the first one, nothing.
    pub previous_hash: String,
    /// The hash of this event.
    pub hash: String,
}

impl AuditEvent {
    /// An event with its number and the hashes of the link before and of its own.
    pub fn new(
        one: Event,
        number: i64,
        (previous, hash): (&[u8], &[u8]),
        values: (Option<Value>, Option<Value>),
    ) -> Self {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            id: one.id.0,
            number,
            event: one.name,
            record_kind: one.subject_kind.as_str().to_owned(),
            record: one.subject_id,
            from: one.from_status,
            to: one.to_status,
            actor: one.actor_name,
            actor_id: Uuid::try_parse(&one.actor_key).ok(),
            role: one.role.as_str().to_owned(),
            reason: one.basis.reason,
            document_number: one.basis.document_number,
            on_behalf_of: one.basis.on_behalf_of,
            occurred_on: one.occurred_on,
            at: one.recorded_at,
            before: values.0,
            after: values.1,
            previous_hash: hex(previous),
            hash: hex(hash),
        }
    }
}

/// A piece of the chain.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditEvents {
    /// The events, in the order of the chain.
    pub items: Vec<AuditEvent>,
    /// From where the next piece goes on; null at the end of the chain.
    pub next: Option<String>,
}

/// Whether the chain holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditVerification {
    /// How many links hold, up to the first that does not.
    pub checked: i64,
    /// The hash of the last link, in hexadecimal digits: who keeps it elsewhere sees later that nothing was cut off.
    pub head: String,
    /// The event of the first link that does not hold; null if all hold.
    pub broken_at: Option<Uuid>,
}
