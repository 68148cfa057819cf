//! Supervision itself: what is supervised, on which matters, and what is found.

pub mod findings;
pub mod objects;
pub mod plans;
mod sources;
pub mod statistics;
