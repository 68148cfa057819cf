//! Administration: clients, rules, calendars and code sets.

pub mod areas;
pub mod calendars;
pub mod clients;
pub mod policies;
pub mod statistics;
