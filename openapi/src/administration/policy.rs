//! Rules and their changes on the wire.

use chrono::{DateTime, Utc};
use domain::{administration::proposal, kernel::rules::Rule};
use macros::view;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::kernel::{catalogue::Language, translation};

/// A rule in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Policy {
    /// Policy key.
    pub key: String,
    /// What it says.
    pub title: String,
    /// The value in force; null where a limit is not set.
    #[schema(required, value_type = Value)]
    pub value: Option<Value>,
    /// The article it comes from.
    pub article: String,
    /// How sure the source is: `text`, `excerpt` or `design`.
    pub mark: String,
    /// Whether it is a statutory hard stop that cannot be changed.
    pub fixed: bool,
    /// The version of the rules in which this value came into force.
    pub version: i64,
    /// The document by which it was changed.
    pub document_number: Option<String>,
    /// When the change was confirmed.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Policy {
    /// The rule as shipped, in the reader's language.
    pub fn shipped(rule: &Rule, language: Language) -> Self {
        Self {
            key: rule.key.to_owned(),
            title: match language {
                Language::English => rule.title.to_owned(),
                Language::Chinese => translation::chinese(rule.title),
            },
            value: Some(rule.shipped()).filter(|value| !value.is_null()),
            article: rule.article.to_owned(),
            mark: rule.mark.as_str().to_owned(),
            fixed: rule.fixed,
            version: domain::kernel::rules::SHIPPED_VERSION,
            document_number: None,
            changed_at: None,
        }
    }
}

published! {
    PolicyProposalStatus = domain::administration::proposal::Status,
}

/// A proposed change of a rule.
#[view(proposal: proposal::Proposal)]
pub struct PolicyProposal {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// The rule's policy key.
    pub key: String,
    /// The value proposed; null to set no limit.
    #[schema(required, value_type = Value)]
    #[from(Some(proposal.value).filter(|value| !value.is_null()))]
    pub value: Option<Value>,
    /// The document it rests on.
    pub document_number: String,
    /// Why.
    pub reason: Option<String>,
    /// Where it stands.
    pub status: PolicyProposalStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Another value for a rule.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreatePolicyProposal {
    /// The rule's policy key.
    #[validate(length(min = 1, max = 200))]
    pub key: String,
    /// The value proposed; null to set no limit.
    #[schema(required, value_type = Value)]
    pub value: Option<Value>,
    /// The document it rests on.
    #[validate(length(min = 1, max = 200))]
    pub document_number: String,
    /// Why.
    #[validate(length(max = 4000))]
    pub reason: Option<String>,
}

plain_transitions! {
    /// One event of a proposal.
    TransitionPolicyProposal of domain::administration::proposal::Event { Confirm, Withdraw }
}
