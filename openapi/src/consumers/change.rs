//! The change feed on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

published! {
    ChangeKind = domain::consumers::change::ChangeKind,
    ChangeView = domain::consumers::subscription::ChangeView,
}

domain::parameters! {
    /// From where on the feed is read, and what of it.
    ChangesQuery sorts ["id"], {
        /// `next` of the answer before; `now` for the present position alone. Without it the feed begins at what is kept longest.
        after: text,
        /// How many changes, 1 to 500; 50 unless said.
        limit: text,
        /// Of which resources, such as `people,grades`; of all that the caller reads unless said.
        types: texts,
        /// `full` for the records, as this caller may read them; `thin` unless said.
        view: text,
        /// How many seconds, up to 30, to wait for a change if there is none; 0 unless said.
        wait: text,
    }
}

/// The days on which a record may be read otherwise.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangeDays {
    /// First day; null if it has none.
    pub from: Option<NaiveDate>,
    /// Last day; null if it has none.
    pub to: Option<NaiveDate>,
}

/// What changed of a record, as this caller sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Change {
    /// The place of the change: `after` it the feed goes on.
    pub position: String,
    /// What became of the record.
    pub kind: ChangeKind,
    /// The resource, such as `pool_memberships`: the name of its path.
    pub resource: String,
    /// The record.
    pub id: Uuid,
    /// The version that the change made.
    pub version: i64,
    /// When the register learned of it.
    pub at: DateTime<Utc>,
    /// The names of the fields that differ.
    pub fields: Vec<String>,
    /// The first and the last day on which the record may be read otherwise, where it has days.
    pub days: Option<ChangeDays>,
    /// The record that stands for a merged one.
    pub into: Option<Uuid>,
    /// The record after the change, with `view=full`; never one whose reading is recorded.
    #[schema(value_type = Option<Object>)]
    pub record: Option<Value>,
}

/// A piece of the change feed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Changes {
    /// The changes, in order.
    pub items: Vec<Change>,
    /// The position to go on from, also when nothing came.
    pub next: String,
    /// True if there is more to read at once.
    pub more: bool,
}
