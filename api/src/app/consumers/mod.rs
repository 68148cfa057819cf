//! What consumers of the register are told.

pub mod changes;
pub mod digests;
pub mod records;
