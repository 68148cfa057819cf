//! Qualification: certificates and training.

pub mod certifications;
pub mod trainings;
