//! What no subject owns.

#[macro_use]
pub mod versions;
#[macro_use]
pub mod filter;
#[macro_use]
pub mod notices;
#[macro_use]
pub mod row;
#[macro_use]
pub mod together;

pub mod connection;
pub mod database;
pub mod error;
pub mod events;
pub mod executor;
pub mod idempotency;
pub mod private;
pub mod schema;
pub(crate) mod spelled;
pub mod types;
pub mod vault;
