//! Supervision itself: what is supervised, on which matters, and what is found.

pub mod finding;
pub mod finding_statistics;
pub mod inspection;
pub mod plan;
