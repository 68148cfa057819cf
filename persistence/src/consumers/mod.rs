//! What consumers of the register are told.

pub mod audit;
pub mod changes;
pub mod exports;
