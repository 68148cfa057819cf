//! How supervision is led.

pub mod document_corrections;
pub mod documents;
pub mod meetings;
pub mod public_results;
pub mod statistics;
