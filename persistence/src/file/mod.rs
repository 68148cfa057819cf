//! The file: what is taken in, handed out and erased of a person.

pub mod cleaning;
pub mod erasing;
pub mod erasures;
pub mod imports;
pub mod owned;
pub mod resealing;
