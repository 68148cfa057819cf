//! Supervision itself: what is supervised, on which matters, and what is found.

pub mod finding;
