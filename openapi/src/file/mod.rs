//! The file: what is taken in, handed out and erased of a person.

pub mod erasure;
pub mod import;
pub mod person_file;
