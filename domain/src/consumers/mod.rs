//! What those who consume the register are told.

pub mod change;
pub mod digest;
