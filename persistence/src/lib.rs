//! Storage: rows in and out of SQLite and PostgreSQL, in one query code.
//!
//! Every list takes the caller's [`domain::Reach`] first, so that an unbounded query does not
//! exist; every update names the version it is based on. Identifiers and times come from the
//! application, and no rule of the domain is decided here.

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

pub use kernel::{
    connection::{DbConnection, Engine},
    database::{Database, Mode},
};
