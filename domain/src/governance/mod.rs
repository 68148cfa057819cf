//! How supervision is led: the meetings of those who lead it and carry it out.

pub mod cadence;
pub mod document;
pub mod meeting;
pub mod participation;
