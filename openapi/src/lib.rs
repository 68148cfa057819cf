//! The contract: everything that crosses the wire, said once for both surfaces.
//!
//! A view derives its JSON and its schema from one struct; GraphQL's types are made of the schemas. A body parses into the
//! domain with every fault told at once. Nothing here knows a server, a surface or a database.

#[macro_use]
pub mod kernel;

pub mod accountability;
pub mod administration;
pub mod consumers;
pub mod evaluation;
pub mod file;
pub mod governance;
pub mod misconduct;
pub mod money;
pub mod people;
pub mod performance;
pub mod pools;
pub mod qualification;
pub mod service;
pub mod supervision;
pub mod vacancies;

pub use crate::kernel::value::Patch;
