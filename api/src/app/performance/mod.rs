//! Performance: duty, assessment, grades and promotion.

pub mod assessments;
pub mod duty_records;
pub mod grades;
pub mod promotions;
