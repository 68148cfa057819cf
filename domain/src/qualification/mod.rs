//! Qualification: certificates and training.

pub mod certification;
pub mod credential;
pub mod eligibility;
pub mod training;
