//! Collections.

use serde::Serialize;
use utoipa::ToSchema;

/// One page of a collection.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Collection<T> {
    /// The records.
    pub items: Vec<T>,
    /// Pass it back as `after` for the next page; null on the last.
    pub next: Option<String>,
    /// How many records the filter has; only with `count=exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}
