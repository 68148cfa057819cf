//! Queues of changes on the wire.

use chrono::{DateTime, Utc};
use domain::consumers::queue;
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::{Change, ChangeView};

published! {
    QueueStatus = domain::consumers::queue::QueueStatus,
}

/// A queue of changes, which its client empties.
#[view(one: queue::Queue)]
pub struct Queue {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change of the queue itself; the ETag.
    pub version: i64,
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
    #[from(one.status())]
    pub status: QueueStatus,
    /// How many changes were looked at and wait for their acknowledgement.
    #[from(i64::try_from(one.pending.len()).unwrap_or(i64::MAX))]
    pub pending: i64,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A queue to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateQueue {
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

domain::parameters! {
    /// How much of a queue is given, and for how long.
    QueueItemsQuery sorts ["id"], {
        /// How many changes, 1 to 500; 50 unless said.
        limit: text,
        /// For how many seconds, 1 to 3600, they are given; 300 unless said. What is not acknowledged by then is given again.
        lease: text,
    }
}

/// Changes that a queue gave.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QueueItems {
    /// The changes: those of one record in order.
    pub items: Vec<Change>,
    /// Until when they are given to nobody else.
    pub leased_until: DateTime<Utc>,
    /// True if more can be given at once.
    pub more: bool,
}

/// Changes of a queue that were worked on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgeQueueItems {
    /// The `position` of each.
    #[schema(max_items = 500)]
    pub positions: Vec<String>,
}
