//! What both surfaces share of HTTP: the request's id and language, its body, the key of a repeat, refusals, and the routes
//! with their description.

mod address;
mod body;
pub mod cors;
mod description;
mod failure;
mod following;
mod repeat;
pub mod request;
mod table;
mod trace;

pub use address::client_address;
pub use body::{BODY_BYTES_MAX, Body, in_time, json_digest};
pub use failure::{Failure, tell_standing};
pub use following::{Following, Piece};
pub use repeat::{IDEMPOTENCY_KEY, repeat};
pub use table::{Table, other_method, read_only};

/// The address that the committed document names: that of a register with the shipped settings.
pub const DOCUMENTED_URL: &str = "http://127.0.0.1:8080";
