//! Administration: clients, rules, calendars and code sets.

pub mod area_list;
pub mod client;
pub mod proposal;
pub mod rule_value;
pub mod statistics;
