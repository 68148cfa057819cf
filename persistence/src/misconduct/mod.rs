//! Misconduct: complaints, sanctions and dismissal.

pub mod complaints;
pub mod dismissals;
pub mod sanctions;
