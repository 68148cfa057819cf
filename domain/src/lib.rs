//! The rules of the register, as values and pure functions.
//!
//! Read in this order: what a record is made of (`text`, `time`, `area`, `code_set`), who asks
//! (`actor`, `policy`), what rules say (`rules`, `calendar`), then the records (`person`, `pool`, …).
//!
//! This crate must never read a clock, draw a random number, open a connection or know of a wire
//! format: time and chance are arguments, and storage and transport are the business of others.

pub mod actor;
pub mod appointment;
pub mod area;
pub mod area_list;
pub mod assessment;
pub mod bank_account;
pub mod calendar;
pub mod certification;
pub mod client;
pub mod code_set;
pub mod complaint;
pub mod coverage;
pub mod credential;
pub mod dismissal;
pub mod duty;
pub mod eligibility;
pub mod erasure;
pub mod error;
pub mod event;
pub mod fault;
pub mod filter;
pub mod grade;
pub mod id;
pub mod import;
pub mod lifecycle;
pub mod limit;
pub mod mask;
pub mod money;
pub mod name_search;
pub mod notice;
pub mod organisation;
pub mod page;
pub mod payee;
pub mod period;
pub mod person;
pub mod policy;
pub mod pool;
pub mod promotion;
pub mod proposal;
pub mod recusal;
pub mod roster;
pub mod rule_value;
pub mod rules;
pub mod sanction;
pub mod score;
pub mod standing;
pub mod statistics;
pub mod status_list;
pub mod stipend;
pub mod team;
pub mod terms;
pub mod text;
pub mod time;
pub mod training;
pub mod vacancy;
pub mod word;
pub mod wording;
pub mod zone;
pub mod zone_assignment;

pub use actor::{Actor, Role};
pub use area::{Area, Reach};
pub use error::Error;
pub use fault::{Fault, FaultCode, Faults};
pub use time::{Day, Instant};
pub use wording::Wording;
