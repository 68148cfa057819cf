//! Administration: clients, rules, calendars and code sets.

pub mod calendars;
pub mod clients;
pub mod code_sets;
pub mod policies;
pub mod statistics;
