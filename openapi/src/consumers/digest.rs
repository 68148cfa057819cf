//! Digests of lists on the wire.

use domain::consumers::digest;
use serde::Serialize;
use utoipa::ToSchema;

domain::parameters! {
    /// Of which records, and how they are grouped.
    DigestsQuery sorts ["id"], {
        /// Of which resource, such as `people`; required.
        resource: text,
        /// `area`, `month` or `none`; `none` unless said.
        by: text,
        /// As the records stand on this day; as their list has them unless said.
        as_of: text,
        /// As the register knew them at this instant (RFC 3339); as it knows them now unless said.
        known_at: text,
    }
}

/// The digest of some records.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Digest {
    /// The area or the month of the records; empty if they are not grouped.
    pub bucket: String,
    /// How many there are.
    pub count: u64,
    /// The digest, in hexadecimal digits.
    pub digest: String,
}

impl Digest {
    /// The digest of the records of a bucket.
    pub fn new(bucket: String, of: &digest::Digest) -> Self {
        Self { bucket, count: of.count, digest: of.hex() }
    }
}

/// The digests of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Digests {
    /// One for each bucket, in the order of the buckets.
    pub items: Vec<Digest>,
    /// From where on the feed tells what changed since.
    pub position: String,
}
