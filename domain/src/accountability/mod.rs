//! What follows for units and their leaders: interview and accountability (supervision page, c.7).

pub mod measure;
