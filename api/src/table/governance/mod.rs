//! The operations on how supervision is led.

pub mod documents;
pub mod meetings;
pub mod statistics;
