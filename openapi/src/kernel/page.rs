//! Collections.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

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
    /// The values of the filter that name merged records; the list has the records of those who stand for them now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<MergedValue>,
}

/// A value of a filter that names a record that was merged into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MergedValue {
    /// The filter's field.
    #[schema(example = "person_id")]
    pub parameter: &'static str,
    /// The value that was asked for; null for a citizen number.
    pub value: Option<String>,
    /// The record that stands for the person now.
    pub into: Uuid,
}
