//! The rules of the register, as values and pure functions.
//!
//! Read `kernel` first: what a record is made of (`text`, `time`, `area`, `code_set`), who asks (`actor`, `policy`), what
//! rules say (`rules`, `calendar`), and how records move (`lifecycle`). Then `people`, `pools`, and the other subjects.
//!
//! This crate must never read a clock, draw a random number, open a connection or know of a wire
//! format: time and chance are arguments, and storage and transport are the business of others.

pub mod accountability;
pub mod administration;
pub mod consumers;
pub mod evaluation;
pub mod file;
pub mod governance;
pub mod kernel;
pub mod lifecycles;
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
    actor::{Actor, Role},
    area::{Area, Reach},
    error::Error,
    fault::{Fault, FaultCode, Faults},
    time::{Day, Instant},
    wording::Wording,
};
