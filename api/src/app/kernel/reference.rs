//! Writes of other systems of record: each has the system's own reference, and a repeated report is recorded once.

use serde::{Deserialize, Serialize};

/// A record that another system reported.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reported<T> {
    /// The record as it is now.
    pub record: T,
    /// Whether it was made by this report, and not by an earlier one of the same content.
    pub is_new: bool,
}
