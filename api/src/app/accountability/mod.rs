//! What follows for units and their leaders.

pub mod measures;
pub mod references;
