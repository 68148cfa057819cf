//! Qualification: certificates and training.

pub mod certificates;
pub mod certifications;
pub mod trainings;
