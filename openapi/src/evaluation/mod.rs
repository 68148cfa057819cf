//! Evaluation and monitoring: by what units are measured, and how they came out.

mod hundredths;
pub mod indicator_system;
pub mod of_unit;
