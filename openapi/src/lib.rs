//! The contract: everything that crosses the wire, said once for both surfaces.
//!
//! A view derives its JSON and its schema from one struct; GraphQL's types are made of the schemas. A body parses into the
//! domain with every fault told at once. Nothing here knows a server, a surface or a database.

#[macro_use]
mod wire;
#[macro_use]
pub mod word;

pub mod appointment;
pub mod assessment;
pub mod body;
pub mod calendar;
pub mod canonical_json;
pub mod catalogue;
pub mod certification;
pub mod client;
pub mod code_set;
pub mod collection;
pub mod complaint;
pub mod coverage;
pub mod dismissal;
pub mod document;
pub mod duty;
pub mod erasure;
pub mod expert;
pub mod grade;
pub mod import;
pub mod organisation;
pub mod page;
pub mod payee;
pub mod person;
pub mod person_file;
pub mod policy;
pub mod pool_membership;
pub mod problem;
pub mod promotion;
pub mod public_notice;
pub mod query;
pub mod recusal;
pub mod samples;
pub mod sanction;
pub mod standing;
pub mod statistics;
pub mod stipend_explanation;
pub mod stipend_run;
pub mod stipend_standard;
pub mod stipend_tax;
pub mod stipend_transfer;
pub mod stipend_what_if;
pub mod strict_json;
pub mod team;
pub mod training;
pub mod transition;
mod unreadable;
pub mod vacancy;
mod value;
pub mod zone;
pub mod zone_assignment;

pub use crate::value::Patch;
