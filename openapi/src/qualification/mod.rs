//! Qualification: certificates and training.

pub mod certification;
pub mod training;
