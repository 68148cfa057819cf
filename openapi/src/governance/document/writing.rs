//! What a document says of itself: the bodies that draft and rewrite it.

use chrono::NaiveDate;
use domain::{
    FaultCode, Faults, Wording,
    governance::document::{Content, parts},
    kernel::{
        fault::Flaw,
        id::{DocumentId, OrganisationId},
        text,
    },
};
use macros::patch;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DocumentKind, DocumentOpenness, DocumentSubjectInput};
use crate::kernel::value::Patch;

/// The digits of a SHA-256.
const DIGEST_DIGITS: usize = 64;

/// A document to draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDocument {
    /// Its kind.
    pub kind: DocumentKind,
    /// Title, without citizen and mobile numbers.
    pub title: String,
    /// The number that is planned; the document is issued under that of `issue`.
    pub number: Option<String>,
    /// Who issues it: organisations; its area is that of the first one.
    #[schema(min_items = 1, max_items = 20)]
    pub issuer_ids: Vec<Uuid>,
    /// The first day on which it holds; the day of issue unless said. It may lie in the past.
    pub effective_on: Option<NaiveDate>,
    /// The first day on which it holds no more, after the day of effect; without end unless said.
    pub expires_on: Option<NaiveDate>,
    /// The documents that it replaces: they end the day before it takes effect.
    #[schema(max_items = 50)]
    pub replaces_ids: Option<Vec<Uuid>>,
    /// The policies that it sets, by their keys.
    #[schema(max_items = 50)]
    pub policy_keys: Option<Vec<String>>,
    /// The records that it is about.
    #[schema(max_items = 500)]
    pub subjects: Option<Vec<DocumentSubjectInput>>,
    /// SHA-256 of the file, in hexadecimal digits; needed once anything of the file is named.
    pub digest: Option<String>,
    /// Media type of the file.
    pub media_type: Option<String>,
    /// Length of the file in bytes.
    #[schema(minimum = 1, maximum = 2_000_000_000)]
    pub bytes: Option<i64>,
    /// Where the file lies.
    pub location: Option<String>,
    /// Who may have it; only an open document is published.
    pub openness: DocumentOpenness,
    /// What the public is told of it: no citizen or mobile number.
    pub public_summary: Option<String>,
}

/// Another wording of a draft: a JSON merge patch, in which absent differs from null. Lists are replaced as a whole.
#[patch]
pub struct UpdateDocument {
    /// Title, without citizen and mobile numbers.
    pub title: Option<String>,
    /// The number that is planned.
    pub number: Patch<String>,
    /// All who issue it.
    #[schema(min_items = 1, max_items = 20)]
    pub issuer_ids: Option<Vec<Uuid>>,
    /// The first day on which it holds; the day of issue for null.
    pub effective_on: Patch<NaiveDate>,
    /// The first day on which it holds no more; without end for null.
    pub expires_on: Patch<NaiveDate>,
    /// All the documents that it replaces.
    #[schema(max_items = 50)]
    pub replaces_ids: Option<Vec<Uuid>>,
    /// All the policies that it sets.
    #[schema(max_items = 50)]
    pub policy_keys: Option<Vec<String>>,
    /// All the records that it is about.
    #[schema(max_items = 500)]
    pub subjects: Option<Vec<DocumentSubjectInput>>,
    /// SHA-256 of the file, in hexadecimal digits.
    pub digest: Patch<String>,
    /// Media type of the file.
    pub media_type: Patch<String>,
    /// Length of the file in bytes.
    #[schema(minimum = 1, maximum = 2_000_000_000)]
    pub bytes: Patch<i64>,
    /// Where the file lies.
    pub location: Patch<String>,
    /// Who may have it.
    pub openness: Option<DocumentOpenness>,
    /// What the public is told of it: no citizen or mobile number.
    pub public_summary: Patch<String>,
}

/// A line about units.
fn unit_line(raw: &str) -> Result<String, Flaw> {
    text::impersonal_block(raw).and_then(|text| text::line(&text))
}

fn digest(raw: &str) -> Result<String, Flaw> {
    let is_digest = raw.len() == DIGEST_DIGITS && raw.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_digest { Ok(raw.to_ascii_lowercase()) } else { Err(Flaw::new(FaultCode::Format, Wording::NotADigest)) }
}

fn subjects(all: &[DocumentSubjectInput]) -> Vec<parts::DocumentSubject> {
    all.iter().map(|one| parts::DocumentSubject { kind: one.kind.into(), id: one.id }).collect()
}

fn policy_keys(all: &[String], faults: &mut Faults) -> Vec<String> {
    let mut key = |(at, raw): (usize, &String)| faults.keep(&format!("/policy_keys/{at}"), text::line(raw));
    all.iter().enumerate().filter_map(&mut key).collect()
}

/// A value that may be missing, noting its flaw: then it is empty, and the request is refused.
fn perhaps(
    pointer: &str,
    raw: Option<&String>,
    read: impl Fn(&str) -> Result<String, Flaw>,
    faults: &mut Faults,
) -> Option<String> {
    raw.map(|raw| faults.keep(pointer, read(raw)).unwrap_or_default())
}

/// A value that a patch takes away, sets, or leaves as it is.
fn over(
    pointer: &str,
    (patch, present): (&Patch<String>, &Option<String>),
    read: impl Fn(&str) -> Result<String, Flaw>,
    faults: &mut Faults,
) -> Option<String> {
    match patch {
        Patch::Undefined => present.clone(),
        Patch::Null => None,
        Patch::Value(raw) => perhaps(pointer, Some(raw), read, faults),
    }
}

impl CreateDocument {
    /// What it says of itself, noting every fault.
    pub fn content(&self, faults: &mut Faults) -> Content {
        let content = Content {
            kind: self.kind.into(),
            title: faults.keep("/title", unit_line(&self.title)).unwrap_or_default(),
            number: perhaps("/number", self.number.as_ref(), text::line, faults),
            issuer_ids: self.issuer_ids.iter().copied().map(OrganisationId).collect(),
            effective_on: self.effective_on,
            expires_on: self.expires_on,
            replaces_ids: self.replaces_ids.iter().flatten().copied().map(DocumentId).collect(),
            policy_keys: policy_keys(self.policy_keys.as_deref().unwrap_or_default(), faults),
            subjects: subjects(self.subjects.as_deref().unwrap_or_default()),
            digest: perhaps("/digest", self.digest.as_ref(), digest, faults),
            media_type: perhaps("/media_type", self.media_type.as_ref(), text::line, faults),
            bytes: self.bytes,
            location: perhaps("/location", self.location.as_ref(), text::line, faults),
            openness: self.openness.into(),
            public_summary: perhaps("/public_summary", self.public_summary.as_ref(), text::impersonal_block, faults),
        };
        content.check(faults);
        content
    }
}

impl UpdateDocument {
    /// What the draft says once the patch lies over it, noting every fault.
    pub fn over(&self, present: &Content, faults: &mut Faults) -> Content {
        let title = self.title.as_ref().and_then(|raw| faults.keep("/title", unit_line(raw)));
        let ids = |all: &Vec<Uuid>| all.iter().copied().map(OrganisationId).collect();
        let documents = |all: &Vec<Uuid>| all.iter().copied().map(DocumentId).collect();
        let keys = self.policy_keys.as_deref().map(|all| policy_keys(all, faults));
        let content = Content {
            kind: present.kind,
            title: title.unwrap_or_else(|| present.title.clone()),
            number: over("/number", (&self.number, &present.number), text::line, faults),
            issuer_ids: self.issuer_ids.as_ref().map_or_else(|| present.issuer_ids.clone(), ids),
            effective_on: self.effective_on.over(present.effective_on),
            expires_on: self.expires_on.over(present.expires_on),
            replaces_ids: self.replaces_ids.as_ref().map_or_else(|| present.replaces_ids.clone(), documents),
            policy_keys: keys.unwrap_or_else(|| present.policy_keys.clone()),
            subjects: self.subjects.as_deref().map_or_else(|| present.subjects.clone(), subjects),
            digest: over("/digest", (&self.digest, &present.digest), digest, faults),
            media_type: over("/media_type", (&self.media_type, &present.media_type), text::line, faults),
            bytes: self.bytes.over(present.bytes),
            location: over("/location", (&self.location, &present.location), text::line, faults),
            openness: self.openness.map_or(present.openness, Into::into),
            public_summary: over(
                "/public_summary",
                (&self.public_summary, &present.public_summary),
                text::impersonal_block,
                faults,
            ),
        };
        content.check(faults);
        content
    }
}
