//! Documents on the wire.

mod events;
pub mod public;
mod writing;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day,
    governance::document::{self, parts},
    kernel::rules::Rules,
};
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{kernel::catalogue::Language, service::appointment::RuleWarning};
pub use events::{CorrectDocumentPublication, PublishDocument, TransitionDocument};
pub use writing::{CreateDocument, UpdateDocument};

published! {
    DocumentKind = domain::governance::document::parts::DocumentKind,
    DocumentStatus = domain::governance::document::DocumentStatus,
    DocumentOpenness = domain::governance::document::parts::Openness,
    PublicationChannel = domain::governance::document::parts::Channel,
    DocumentSubjectType = domain::governance::document::parts::DocumentSubjectKind,
}

/// A record that a document is about.
#[view(one: parts::DocumentSubject)]
pub struct DocumentSubject {
    /// Its kind.
    #[from(one.kind)]
    #[serde(rename = "type")]
    pub kind: DocumentSubjectType,
    /// The record.
    pub id: Uuid,
}

/// A record that a document is to be about.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentSubjectInput {
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: DocumentSubjectType,
    /// The record.
    pub id: Uuid,
}

/// That what was published was wrong, and was corrected.
#[view(one: parts::Correction)]
pub struct PublicationCorrection {
    /// The day.
    #[from(one.on)]
    pub corrected_on: NaiveDate,
    /// By which channels.
    pub channels: Vec<PublicationChannel>,
    /// What was wrong.
    pub reason: String,
}

/// A document: rules, a letter or a report of supervision.
#[view(one: document::Document, day: Day, rules: &Rules, language: Language)]
pub struct Document {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the first issuer.
    pub area: String,
    /// Its kind.
    #[within(one.content)]
    pub kind: DocumentKind,
    /// Title.
    #[within(one.content)]
    pub title: String,
    /// Number: as planned, then that under which it was issued.
    #[within(one.content)]
    pub number: Option<String>,
    /// Who issues it.
    #[within(one.content)]
    pub issuer_ids: Vec<Uuid>,
    /// The day of issue.
    pub issued_on: Option<NaiveDate>,
    /// The first day on which it holds; the day of issue where none was said.
    #[within(one.content)]
    pub effective_on: Option<NaiveDate>,
    /// The first day on which it holds no more; null without end.
    #[within(one.content)]
    pub expires_on: Option<NaiveDate>,
    /// The last day on which it holds, as far as that is known: the day before it expires, is replaced or repealed.
    pub ends_on: Option<NaiveDate>,
    /// The documents that it replaces.
    #[within(one.content)]
    pub replaces_ids: Vec<Uuid>,
    /// The policies that it sets.
    #[within(one.content)]
    pub policy_keys: Vec<String>,
    /// The records that it is about.
    #[within(one.content)]
    pub subjects: Vec<DocumentSubject>,
    /// SHA-256 of the file, in hexadecimal digits. The register does not keep the file.
    #[within(one.content)]
    pub digest: Option<String>,
    /// Media type of the file.
    #[within(one.content)]
    pub media_type: Option<String>,
    /// Length of the file in bytes.
    #[within(one.content)]
    pub bytes: Option<i64>,
    /// Where the file lies.
    #[within(one.content)]
    pub location: Option<String>,
    /// Who may have it.
    #[within(one.content)]
    pub openness: DocumentOpenness,
    /// What the public is told of it.
    #[within(one.content)]
    pub public_summary: Option<String>,
    /// The status today.
    #[from(one.effective(day))]
    pub status: DocumentStatus,
    /// The day on which it was published; null unless the public knows it.
    #[from(one.publication.as_ref().map(|one| one.on))]
    pub published_on: Option<NaiveDate>,
    /// By which channels it was published.
    #[from(one.publication.as_ref().map(|one| one.channels.clone()).unwrap_or_default())]
    pub channels: Vec<PublicationChannel>,
    /// Who checked that nothing is published that must not be.
    #[from(one.publication.as_ref().map(|one| one.privacy_checked_by.clone()))]
    pub privacy_checked_by: Option<String>,
    /// What was corrected since it was published.
    #[from(one.publication.as_ref().map(|one| one.corrections.clone()).unwrap_or_default())]
    pub corrections: Vec<PublicationCorrection>,
    /// The last day to publish it; null if it need not be published.
    pub publication_due_on: Option<NaiveDate>,
    /// The day on which its publication was taken back.
    pub publication_withdrawn_on: Option<NaiveDate>,
    /// The last day to correct or take back its publication: a record that it is about was reversed or corrected.
    pub correction_due_on: Option<NaiveDate>,
    /// What falls short of a rule that warns and does not refuse.
    #[from(one.warnings(rules, day).into_iter().map(|warning| RuleWarning::new(warning, language)).collect::<Vec<_>>())]
    pub warnings: Vec<RuleWarning>,
    /// When it was drafted.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}
