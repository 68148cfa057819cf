//! Agreements with clients, on the wire.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, Day, Instant,
    consumers::agreement::{self, AgreementStatus as Status},
    kernel::{
        fault::Faults,
        id::{AgreementId, ClientId},
        lifecycle::Lifecycle,
        text,
    },
};
use macros::view;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

published! {
    AgreementStatus = domain::consumers::agreement::AgreementStatus,
}

/// An agreement with a client: which fields it receives, why, of which area, from when to when.
#[view(one: agreement::Agreement, day: Day)]
pub struct Agreement {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260) of which the client receives records.
    pub area: String,
    /// The client.
    pub client_id: Uuid,
    /// For what the client receives them.
    pub purpose: String,
    /// The provision by which they may be given.
    pub legal_basis: String,
    /// The fields that the client receives, by resource; `id` and `version` are always among them.
    #[schema(value_type = Object)]
    pub resources: BTreeMap<String, BTreeSet<String>>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// The document by which it was agreed.
    pub document_number: String,
    /// The status today.
    #[from(one.status_on(day))]
    pub status: AgreementStatus,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// An agreement to draft. Another administrator confirms it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgreement {
    /// The client, whose role is `hr`, `finance` or `partner`.
    pub client_id: Uuid,
    /// For what the client receives the fields.
    pub purpose: String,
    /// The provision by which they may be given.
    pub legal_basis: String,
    /// The fields that the client receives, by resource, such as `{"people": ["number", "name"]}`.
    #[schema(value_type = Object)]
    pub resources: BTreeMap<String, BTreeSet<String>>,
    /// Area (GB/T 2260) of which the client receives records; that of the client unless said.
    pub area: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, included.
    pub ends_on: NaiveDate,
    /// The document by which it was agreed.
    pub document_number: String,
}

impl CreateAgreement {
    /// The agreement, noting what is wrong with it.
    pub fn agreement(&self, id: AgreementId, area: Area, now: Instant, faults: &mut Faults) -> agreement::Agreement {
        let mut line = |pointer, raw: &str| faults.keep(pointer, text::line(raw)).unwrap_or_default();
        agreement::Agreement {
            id,
            version: 1,
            area,
            client_id: ClientId(self.client_id),
            purpose: line("/purpose", &self.purpose),
            legal_basis: line("/legal_basis", &self.legal_basis),
            resources: self.resources.clone(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            document_number: line("/document_number", &self.document_number),
            status: Status::Draft,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }
}

plain_transitions! {
    /// One event of an agreement.
    TransitionAgreement of domain::consumers::agreement::AgreementEvent { Confirm, End }
}
