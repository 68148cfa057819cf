//! The operations for those who consume the register.

pub mod audit;
pub mod changes;
pub mod exports;
