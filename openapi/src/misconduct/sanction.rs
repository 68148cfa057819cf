//! Sanctions on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    kernel::{fault::Faults, id::PersonId, text},
    misconduct::sanction,
};
use macros::{patch, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::value::Patch;

published! {
    SanctionKind = domain::misconduct::sanction::Kind,
}

/// A sanction of a person.
#[view(sanction: sanction::Sanction)]
pub struct Sanction {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Who was sanctioned.
    pub person_id: Uuid,
    /// Its kind.
    pub kind: SanctionKind,
    /// The document of the decision.
    pub document_number: String,
    /// The day of the decision, from which its time counts.
    pub decided_on: NaiveDate,
    /// The last day of its time, which follows from kind and decision.
    #[from(sanction.ends_on())]
    pub ends_on: NaiveDate,
    /// The first day on which it has no effect any more because it was annulled.
    pub lifted_on: Option<NaiveDate>,
    /// Why it was annulled.
    pub lifted_reason: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// A sanction to record.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSanction {
    /// Who was sanctioned.
    pub person_id: Uuid,
    /// Its kind.
    pub kind: SanctionKind,
    /// The document of the decision.
    pub document_number: String,
    /// The day of the decision.
    pub decided_on: NaiveDate,
}

/// A correction of a sanction, or its annulment: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateSanction {
    /// Its kind.
    pub kind: Option<SanctionKind>,
    /// The document of the decision.
    pub document_number: Option<String>,
    /// The day of the decision.
    pub decided_on: Option<NaiveDate>,
    /// The first day on which it has no effect any more because it was annulled.
    pub lifted_on: Patch<NaiveDate>,
    /// Why; needed when it was annulled.
    pub reason: Option<String>,
}

impl CreateSanction {
    /// Who was sanctioned.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// The document of the decision.
    pub fn document(&self, faults: &mut Faults) -> Option<String> {
        faults.keep("/document_number", text::line(&self.document_number))
    }
}

impl UpdateSanction {
    /// Why it is changed.
    pub fn reason(&self, faults: &mut Faults) -> Option<String> {
        self.reason.as_ref().and_then(|raw| faults.keep("/reason", text::block(raw)))
    }

    /// The sanction as it is after the change.
    pub fn apply(&self, sanction: &sanction::Sanction, faults: &mut Faults) -> sanction::Sanction {
        let document = self.document_number.as_ref().and_then(|raw| faults.keep("/document_number", text::line(raw)));
        let mut after = sanction::Sanction {
            kind: self.kind.map_or(sanction.kind, Into::into),
            document_number: document.unwrap_or_else(|| sanction.document_number.clone()),
            decided_on: self.decided_on.unwrap_or(sanction.decided_on),
            ..sanction.clone()
        };
        if self.lifted_on != Patch::Undefined {
            // What is wrong with a reason that was given is noted where it is read for the fact.
            let reason = self.reason.as_ref().map(|raw| raw.trim().to_owned());
            after.annul(self.lifted_on.value().copied(), reason);
        }
        after
    }
}
