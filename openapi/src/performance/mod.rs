//! Performance: duty, assessment, grades and promotion.

pub mod assessment;
pub mod duty;
pub mod grade;
pub mod promotion;
