//! Supervision itself: what is supervised, on which matters, and what is found.

pub mod finding;
pub mod inspection;
pub mod matter;
pub mod object;
pub mod plan;
pub mod rates;
