//! What no subject owns.

pub mod caller;
pub mod context;
pub mod days;
pub mod disclosing;
pub mod door;
pub mod due;
pub mod elsewhere;
pub mod kept;
pub mod lifecycle;
pub mod list;
pub mod many;
pub mod news;
pub mod outlet;
pub mod own;
pub mod pull;
pub mod quota;
pub mod reading;
pub mod recording;
pub mod reference;
mod refusals;
pub mod repeat;
pub mod replay;
pub mod store;
pub mod streams;
pub mod use_case;
pub mod waiting;
pub mod within_reach;
