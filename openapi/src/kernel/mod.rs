//! What no subject owns.

#[macro_use]
pub mod wire;
#[macro_use]
pub mod word;

pub mod body;
pub mod canonical_json;
pub mod catalogue;
pub mod collection;
pub mod document;
pub mod page;
pub mod problem;
pub mod query;
pub mod samples;
pub mod strict_json;
pub mod transition;
pub mod translation;
pub mod unreadable;
pub mod value;
