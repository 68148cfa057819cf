//! Rows about how supervision is led.

pub mod cadence;
pub mod document_subjects;
pub mod documents;
pub mod meetings;
