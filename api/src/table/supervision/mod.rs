//! Supervision itself: what is supervised, on which matters, and what is found.

pub mod findings;
pub mod inspections;
pub mod plans;
