//! How supervision is led, on the wire.

pub mod meeting;
pub mod statistics;
