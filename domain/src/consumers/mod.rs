//! What those who consume the register are told.

pub mod audit;
pub mod change;
pub mod digest;
pub mod export;
