//! Storage: rows in and out of SQLite and PostgreSQL, in one query code.
//!
//! Every list takes the caller's [`domain::Reach`] first, so that an unbounded query does not
//! exist; every update names the version it is based on. Identifiers and times come from the
//! application, and no rule of the domain is decided here.

#[macro_use]
mod versions;
#[macro_use]
pub mod filter;
#[macro_use]
mod row;
#[macro_use]
pub mod notices;

mod cleaning;
pub mod connection;
pub mod database;
pub mod error;
pub mod executor;
pub mod private;
pub mod schema;
pub mod types;
pub mod vault;

pub mod appointments;
pub mod areas;
pub mod assessments;
pub mod calendars;
pub mod candidates;
pub mod certifications;
pub mod clients;
pub mod complaints;
pub mod coverage;
pub mod deaths;
pub mod dismissals;
pub mod duty_records;
pub mod erasing;
pub mod erasures;
pub mod events;
pub mod experts;
pub mod former_numbers;
pub mod grades;
pub mod idempotency;
pub mod imports;
pub mod indexing;
pub mod namesakes;
pub mod objections;
pub mod organisations;
pub mod owned;
pub mod payees;
pub mod people;
pub mod policies;
pub mod pool_memberships;
pub mod promotions;
pub mod ranks;
pub mod recusals;
pub mod resealing;
pub mod sanctions;
pub mod standing;
pub mod statistics;
pub mod stipend_facts;
pub mod stipend_lines;
pub mod stipend_runs;
pub mod stipend_standards;
pub mod stipend_transfers;
pub mod teams;
pub mod trainings;
pub mod vacancies;
pub mod zone_assignments;
pub mod zones;

pub use connection::{DbConnection, Engine};
pub use database::{Database, Mode};
