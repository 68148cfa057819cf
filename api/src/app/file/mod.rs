//! The file: what is taken in, handed out and erased of a person.

pub mod erasures;
pub mod imports;
pub mod person_file;
