//! Administration: clients, rules, calendars and code sets.

pub mod calendar;
pub mod client;
pub mod code_set;
pub mod policy;
pub mod statistics;
