//! Evaluation and monitoring: by what units are measured.

mod hundredths;
pub mod indicator_system;
