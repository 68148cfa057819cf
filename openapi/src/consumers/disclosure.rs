//! Disclosures on the wire.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

domain::parameters! {
    /// Which disclosures.
    DisclosuresQuery sorts ["id"], {
        /// Those that showed somebody.
        person_id: ids domain::kernel::id::PersonId,
        /// Those to a client.
        client_id: ids domain::kernel::id::ClientId,
        /// Those from this instant on (RFC 3339).
        from: instant,
        /// Those before this instant (RFC 3339).
        to: instant,
    }
}

/// An answer that showed personal data to a client.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Disclosure {
    /// Identifier.
    pub id: Uuid,
    /// When it was answered.
    pub at: DateTime<Utc>,
    /// The client.
    pub client_id: Uuid,
    /// The name of the client.
    pub client: String,
    /// The agreement that bound the client.
    pub agreement_id: Option<Uuid>,
    /// For what the client received it: by the agreement, else as the client says of itself.
    pub purpose: Option<String>,
    /// The operation that answered.
    pub operation: String,
    /// The fields that were shown: those of the agreement, or all that the client's role reads.
    pub fields: Vec<String>,
    /// How many people were shown.
    pub people: i64,
    /// Who was shown.
    pub person_ids: Vec<Uuid>,
}

/// Who received what about somebody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonDisclosures {
    /// The person.
    pub person_id: Uuid,
    /// The recipients, the last one first.
    pub recipients: Vec<Recipient>,
}

/// What a client received about somebody, for one purpose.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Recipient {
    /// The client.
    pub client_id: Uuid,
    /// The name of the client.
    pub client: String,
    /// The agreement that bound the client.
    pub agreement_id: Option<Uuid>,
    /// For what the client received it.
    pub purpose: Option<String>,
    /// The operations that answered.
    pub operations: Vec<String>,
    /// The fields that were shown.
    pub fields: Vec<String>,
    /// How often.
    pub times: i64,
    /// When for the first time.
    pub first_at: DateTime<Utc>,
    /// When for the last time.
    pub last_at: DateTime<Utc>,
}
