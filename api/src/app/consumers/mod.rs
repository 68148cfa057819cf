//! What consumers of the register are told.

pub mod audit;
pub mod changes;
pub mod digests;
pub mod exports;
pub mod records;
