//! What follows for units and their leaders: interview and accountability, and the use of results in
//! personnel decisions.

pub mod measure;
pub mod reference;
