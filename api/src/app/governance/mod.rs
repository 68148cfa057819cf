//! How supervision is led.

pub mod meetings;
pub mod statistics;
