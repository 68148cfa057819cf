//! Documents (R290 to R295, R312): rules, letters and reports of supervision. A document is drafted, issued by another person, takes
//! effect, and ends when it is replaced, repealed or over. Publishing is an event of it. The register keeps the digest and the
//! location of the file, and not the file.

mod lifecycle;
pub mod parts;
#[cfg(test)]
mod tests;

use uuid::Uuid;

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    kernel::{
        calendar::WorkingDays,
        id::{DocumentId, OrganisationId},
        rules::{self, Rule, Rules},
        time::{add_days, following},
        word::words,
    },
};
pub use lifecycle::{Command, Known};
use parts::{DocumentKind, DocumentSubject, Openness, Publication};

words! {
    /// The status of a document.
    DocumentStatus {
        /// Being written.
        Draft = "draft",
        /// Issued, and not in force yet.
        Issued = "issued",
        /// In force.
        InForce = "in_force",
        /// Replaced by another document.
        Superseded = "superseded",
        /// Repealed.
        Repealed = "repealed",
        /// Its time is over.
        Expired = "expired",
    }
}

impl DocumentStatus {
    /// Issued and not ended: what can be published, replaced and repealed.
    pub const ISSUED: &'static [Self] = &[Self::Issued, Self::InForce];
}

words! {
    /// An event of a document.
    DocumentEvent {
        /// Issue it.
        Issue = "issue",
        /// Its first day has come.
        TakeEffect = "take_effect",
        /// Make it known to the public.
        Publish = "publish",
        /// Correct what was made known.
        CorrectPublication = "correct_publication",
        /// Take back what was made known.
        WithdrawPublication = "withdraw_publication",
        /// What replaces it takes effect.
        Supersede = "supersede",
        /// Repeal it.
        Repeal = "repeal",
        /// Its time is over.
        Expire = "expire",
    }
}

/// What a document says of itself, as it is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its kind.
    pub kind: DocumentKind,
    /// Title.
    pub title: String,
    /// Number: as planned, then that under which it was issued.
    pub number: Option<String>,
    /// Who issues it: one organisation at least.
    pub issuer_ids: Vec<OrganisationId>,
    /// The first day on which it holds; the day of issue unless said.
    pub effective_on: Option<Day>,
    /// The first day on which it holds no more; without end unless said.
    pub expires_on: Option<Day>,
    /// The documents that it replaces.
    pub replaces_ids: Vec<DocumentId>,
    /// The policies that it sets.
    pub policy_keys: Vec<String>,
    /// The records that it is about.
    pub subjects: Vec<DocumentSubject>,
    /// SHA-256 of the file, in lower-case hexadecimal digits.
    pub digest: Option<String>,
    /// Media type of the file.
    pub media_type: Option<String>,
    /// Length of the file in bytes.
    pub bytes: Option<i64>,
    /// Where the file lies.
    pub location: Option<String>,
    /// Who may have it.
    pub openness: Openness,
    /// What the public is told of it, in words about units.
    pub public_summary: Option<String>,
}

impl Content {
    /// Notes what does not fit together.
    pub fn check(&self, faults: &mut Faults) {
        if self.issuer_ids.is_empty() {
            faults.add("/issuer_ids", FaultCode::Required, Wording::FieldNeeded);
        }
        if self.effective_on.zip(self.expires_on).is_some_and(|(first, over)| over <= first) {
            faults.add("/expires_on", FaultCode::Date, Wording::ExpiresBeforeEffect);
        }
        for (at, key) in self.policy_keys.iter().enumerate() {
            if rules::find(key).is_none() {
                faults.add(format!("/policy_keys/{at}"), FaultCode::Reference, Wording::PolicyKeyUnknown);
            }
        }
        check_once("/issuer_ids", &self.issuer_ids, faults);
        check_once("/replaces_ids", &self.replaces_ids, faults);
        check_once("/policy_keys", &self.policy_keys, faults);
        check_once("/subjects", &self.subjects, faults);
        let names_a_file = self.media_type.is_some() || self.bytes.is_some() || self.location.is_some();
        if names_a_file && self.digest.is_none() {
            // Nothing would prove that the file is still the same.
            faults.add("/digest", FaultCode::Required, Wording::FieldNeeded);
        }
    }
}

/// Notes what a list names twice.
fn check_once<T: PartialEq>(field: &str, all: &[T], faults: &mut Faults) {
    for (at, one) in all.iter().enumerate() {
        if all.iter().take(at).any(|earlier| earlier == one) {
            faults.add(format!("{field}/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
        }
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Identifier.
    pub id: DocumentId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the first issuer.
    pub area: Area,
    /// What it says of itself.
    pub content: Content,
    /// The status as it is stored; see [`Document::effective`].
    pub status: DocumentStatus,
    /// The day of issue.
    pub issued_on: Option<Day>,
    /// The last day on which it holds, as far as that is known.
    pub ends_on: Option<Day>,
    /// How it was made known; none unless it is known to the public.
    pub publication: Option<Publication>,
    /// The last day to publish it, if it has to be published (R291).
    pub publication_due_on: Option<Day>,
    /// The day on which its publication was taken back.
    pub publication_withdrawn_on: Option<Day>,
    /// The last day to correct or take back its publication, where a record that it is about was reversed or corrected (R295).
    pub correction_due_on: Option<Day>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was drafted.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Document {
    /// A draft.
    pub fn draft(id: DocumentId, area: Area, content: Content, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            area,
            content,
            status: DocumentStatus::Draft,
            issued_on: None,
            ends_on: None,
            publication: None,
            publication_due_on: None,
            publication_withdrawn_on: None,
            correction_due_on: None,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The status on a day: what was issued is in force from its first day and expired from its last one on, also before the
    /// hourly job has stored it.
    pub fn effective(&self, day: Day) -> DocumentStatus {
        let reached = |limit: Option<Day>| limit.is_some_and(|limit| limit <= day);
        match self.status {
            status if !DocumentStatus::ISSUED.contains(&status) => status,
            _ if reached(self.content.expires_on) => DocumentStatus::Expired,
            _ if reached(self.content.effective_on) => DocumentStatus::InForce,
            _ => DocumentStatus::Issued,
        }
    }

    /// R290: true if it has to be published, being open or a report.
    pub fn owes_publication(&self, rules: &Rules) -> bool {
        self.content.openness == Openness::Open
            || self.content.kind.is_report() && rules.demands(&rules::PUBLICATION_REPORT_REQUIRED)
    }

    /// R295: its next version, that owes a correction because a record that it is about changed; none if the public does not
    /// know it, or if it owes one already.
    pub fn owing_correction(&self, changed: Uuid, due_on: Day, now: Instant) -> Option<Self> {
        let is_known = self.publication.is_some() && DocumentStatus::ISSUED.contains(&self.status);
        let owes = is_known
            && self.correction_due_on.is_none()
            && self.content.subjects.iter().any(|subject| subject.id == changed);
        owes.then(|| Self {
            version: self.version + 1,
            correction_due_on: Some(due_on),
            updated_at: following(self.updated_at, now),
            ..self.clone()
        })
    }

    /// What falls short of a rule that warns.
    pub fn warnings(&self, rules: &Rules, today: Day) -> Vec<(&'static Rule, Wording)> {
        let (status, mut warnings) = (self.effective(today), Vec::new());
        let is_settled = self.publication.is_some() || self.publication_withdrawn_on.is_some();
        if is_settled || !DocumentStatus::ISSUED.contains(&status) {
            return warnings;
        }
        if self.content.openness != Openness::Open && self.owes_publication(rules) {
            warnings.push((&rules::PUBLICATION_REPORT_REQUIRED, Wording::ReportNotOpen));
        }
        if let Some(last) = self.publication_due_on.filter(|last| *last < today) {
            warnings.push((&rules::PUBLICATION_WORKING_DAYS, Wording::PublicationOverdue { day: last.to_string() }));
        }
        let has_rules_in_force = self.content.kind.sets_rules() && status == DocumentStatus::InForce;
        if has_rules_in_force && rules.demands(&rules::DOCUMENT_NORMATIVE_OPEN) {
            warnings.push((&rules::DOCUMENT_NORMATIVE_OPEN, Wording::RulesNotPublished));
        }
        warnings
    }
}

/// R291, R295: the last day to publish or to correct what counts from a day. Without the calendar of that time it is so many
/// natural days, which is never later than the law allows, so that no decision waits for a calendar.
pub fn publication_due(rules: &Rules, working_days: &WorkingDays, from: Day) -> Day {
    let days = rules.count(&rules::PUBLICATION_WORKING_DAYS);
    working_days.after(from, days).unwrap_or_else(|_| add_days(from, days))
}
