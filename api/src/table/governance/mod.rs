//! The operations on how supervision is led.

pub mod meetings;
pub mod statistics;
