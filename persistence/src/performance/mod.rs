//! Performance: duty, assessment, grades and promotion.

pub mod assessment_statistics;
pub mod assessments;
pub mod duty_records;
pub mod grades;
pub mod promotions;
