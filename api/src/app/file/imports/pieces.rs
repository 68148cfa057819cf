//! How much of a roster is compared with the register at once.

/// Numbers looked up at once: SQLite takes at most 32 766 values in a statement.
pub(super) const LOOKUP_MAX: usize = 5_000;

/// How many things there are, as outcomes count them.
pub(super) fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}
