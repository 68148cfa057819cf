//! Disclosures: who was told what about whom, when, and why. One record for each answer.

use crate::{
    Instant,
    kernel::id::{AgreementId, ClientId, DisclosureId, PersonId},
};

/// The fields of an answer that name people.
pub const PERSON_FIELDS: [&str; 2] = ["person_id", "person_ids"];
/// The field by which an item of the feed says what its `id` is of, and the word for people.
pub const RESOURCE_OF_PEOPLE: (&str, &str) = ("resource", "people");

/// An answer that showed personal data to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Identifier.
    pub id: DisclosureId,
    /// When it was answered.
    pub at: Instant,
    /// The client.
    pub client_id: ClientId,
    /// The agreement that bound the client.
    pub agreement_id: Option<AgreementId>,
    /// For what the client received it, by the agreement.
    pub purpose: Option<String>,
    /// The operation that answered.
    pub operation: String,
    /// The fields that the agreement shows; none if the client received all that its role reads.
    pub fields: Option<Vec<String>>,
    /// Who was read.
    pub people: Vec<PersonId>,
}
