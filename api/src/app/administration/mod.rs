//! Administration: clients, rules, calendars and code sets.

pub mod belongings;
pub mod calendars;
pub mod clients;
pub mod code_sets;
pub mod daily_jobs;
pub mod forgetting;
pub mod policies;
pub mod sealing;
pub mod statistics;
