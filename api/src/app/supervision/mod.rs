//! Supervision itself: what is supervised, on which matters, and what is found.

pub mod findings;
pub mod inspections;
mod inspectors;
pub mod new_findings;
pub mod plans;
mod served;
mod sources;
pub mod statistics;
