//! People: who they are.

pub mod person;
pub mod terms;
