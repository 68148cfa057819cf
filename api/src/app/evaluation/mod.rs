//! Evaluation and monitoring: by what units are measured, and how they came out.

pub mod evaluations;
pub mod indicator_systems;
mod rates;
