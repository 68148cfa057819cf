//! Rows about how supervision is led.

pub mod cadence;
pub mod meetings;
