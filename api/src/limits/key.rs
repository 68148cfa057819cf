//! Under what a try is counted.

use crate::keys::digest_of;

/// Who tries, and at what: a digest, so that no number is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// What all whom the memory has no room for share.
    pub(super) const SHARED: Self = Self([0; 32]);

    /// The key of these parts.
    pub fn of(parts: &[&[u8]]) -> Self {
        Self(digest_of(parts))
    }
}
