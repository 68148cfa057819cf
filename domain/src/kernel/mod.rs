//! What no subject owns.

pub mod actor;
pub mod area;
pub mod bank_account;
pub mod calendar;
pub mod code_set;
pub mod error;
pub mod event;
pub mod fault;
pub mod filter;
pub mod id;
pub mod lifecycle;
pub mod limit;
pub mod mask;
pub mod money;
pub mod name_search;
pub mod notice;
pub mod page;
pub mod period;
pub mod policy;
pub mod rules;
pub mod score;
pub mod status_list;
pub mod text;
pub mod time;
pub mod word;
pub mod wording;
