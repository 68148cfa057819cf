//! How supervision is led, on the wire.

pub mod document;
pub mod meeting;
pub mod statistics;
