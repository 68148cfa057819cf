//! Evaluation and monitoring: how governments, schools and kindergartens are measured, in whole numbers that a clerk can compute
//! again by hand.

pub mod balance;
pub mod of_unit;
pub mod score;
pub mod system;
