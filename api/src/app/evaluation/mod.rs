//! Evaluation and monitoring: by what units are measured.

pub mod indicator_systems;
