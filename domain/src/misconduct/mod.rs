//! Misconduct: complaints, sanctions and dismissal.

pub mod complaint;
pub mod dismissal;
pub mod sanction;
