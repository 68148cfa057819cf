//! What consumers of the register are told, on the wire.

pub mod audit;
pub mod change;
pub mod digest;
pub mod export;
