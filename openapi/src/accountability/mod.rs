//! What follows for units and their leaders.

pub mod measure;
pub mod reference;
