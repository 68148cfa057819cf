//! Webhooks on the wire.

use chrono::{DateTime, Utc};
use domain::{
    Faults,
    consumers::{
        subscription::Subscription,
        webhook::{self, Attempted},
    },
};
use macros::{patch, view};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::ChangeView;
use crate::kernel::value::Patch;

published! {
    WebhookStatus = domain::consumers::webhook::WebhookStatus,
    DeliveryOutcome = domain::consumers::webhook::DeliveryOutcome,
}

/// An address to which changes are sent.
#[view(one: webhook::Webhook)]
pub struct Webhook {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change of the webhook itself; the ETag.
    pub version: i64,
    /// Where changes are sent.
    pub url: String,
    /// Of which resources; empty for all that the client reads.
    #[within(one.subscription)]
    pub types: Vec<String>,
    /// How much of a change is told.
    #[within(one.subscription)]
    pub view: ChangeView,
    /// Of which area; null for all that the client reaches.
    #[within(one.subscription)]
    pub area: Option<String>,
    /// What the client says of it.
    #[within(one.subscription)]
    pub description: Option<String>,
    /// The status.
    pub status: WebhookStatus,
    /// How many attempts of what comes next failed.
    pub attempts: i64,
    /// Since when they fail.
    pub failing_since: Option<DateTime<Utc>>,
    /// The next attempt is not before.
    pub next_attempt_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A webhook with its newest secret, shown once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WebhookSecret {
    /// The webhook.
    pub webhook: Webhook,
    /// The secret by which messages are signed (Standard Webhooks); it cannot be shown again.
    pub secret: String,
}

/// A webhook to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateWebhook {
    /// Where changes are sent: `https`; `http` only into a network that the server's settings open.
    pub url: String,
    /// Of which resources, such as `people`; of all that the client reads unless said.
    #[schema(max_items = 100)]
    pub types: Option<Vec<String>>,
    /// How much of a change is told; `thin` unless said.
    pub view: Option<ChangeView>,
    /// Of which area (GB/T 2260), within the client's own; of all that the client reaches unless said.
    pub area: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// A change of a webhook: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateWebhook {
    /// Where changes are sent.
    pub url: Option<String>,
    /// Of which resources; empty for all that the client reads.
    #[schema(max_items = 100)]
    pub types: Option<Vec<String>>,
    /// How much of a change is told.
    pub view: Option<ChangeView>,
    /// Of which area; null for all that the client reaches.
    pub area: Patch<String>,
    /// What it is for.
    pub description: Patch<String>,
}

/// From when on changes are sent again.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayWebhook {
    /// Changes that the register learned of at this instant or later.
    pub since: DateTime<Utc>,
}

/// An attempt to send a message.
#[view(one: webhook::WebhookDelivery)]
pub struct WebhookDelivery {
    /// Identifier.
    pub id: Uuid,
    /// The message, `webhook-id` of each attempt to send it.
    pub message_id: String,
    /// Which attempt, from 1.
    pub attempt: i64,
    /// Of which resource the change is; null for a test.
    pub resource: Option<String>,
    /// Of which record.
    pub record_id: Option<Uuid>,
    /// What became of it.
    pub outcome: DeliveryOutcome,
    /// The status of the answer; null if there was none.
    pub http_status: Option<i64>,
    /// Why it failed.
    pub detail: Option<String>,
    /// How long it took, in milliseconds.
    pub milliseconds: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is sent: a CloudEvent (1.0) whose data is an item of the feed.
#[derive(Debug, Clone, Serialize)]
pub struct CloudEvent {
    /// The version of the form.
    pub specversion: &'static str,
    /// The message.
    pub id: String,
    /// The register.
    pub source: String,
    /// What happened, such as `duxue.people.changed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The record.
    pub subject: Option<String>,
    /// When the register learned of it.
    pub time: DateTime<Utc>,
    /// The form of the data.
    pub datacontenttype: &'static str,
    /// The item of the feed; of a test nothing.
    pub data: Value,
}

impl CreateWebhook {
    /// To what it subscribes, noting what is wrong.
    pub fn subscription(&self, faults: &mut Faults) -> Subscription {
        let more = (self.area.as_deref(), self.description.as_deref());
        Subscription::parse(self.types.as_deref().unwrap_or_default(), self.view.map(Into::into), more, faults)
    }
}

impl UpdateWebhook {
    /// To what it subscribes after the change, noting what is wrong.
    pub fn over(&self, before: &Subscription, faults: &mut Faults) -> Subscription {
        let area = self.area.over(before.area.as_ref().map(|area| area.as_str().to_owned()));
        let description = self.description.over(before.description.clone());
        let view = self.view.map_or(before.view, Into::into);
        let types = self.types.as_deref().unwrap_or(&before.types);
        Subscription::parse(types, Some(view), (area.as_deref(), description.as_deref()), faults)
    }
}

/// Cuts what an address answered, or why it did not, to what the log keeps.
pub fn logged(attempted: Attempted) -> Attempted {
    let detail = attempted.detail.map(|detail| detail.chars().take(DETAIL_CHARS_MAX).collect());
    Attempted { detail, ..attempted }
}

/// Longest text of the log of a webhook, in characters.
const DETAIL_CHARS_MAX: usize = 200;
