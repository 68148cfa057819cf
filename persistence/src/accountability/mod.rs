//! What follows for units and their leaders.

pub mod carriers;
pub mod measures;
pub mod references;
pub mod respondents;
