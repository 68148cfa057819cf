//! The harness: registers of their own for every test, on both databases, asked over both surfaces.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    reason = "a test that cannot go on panics, and says where"
)]

pub mod chance;
pub mod client;
mod cluster_sql;
pub mod disk;
pub mod documents;
pub mod fixtures;
pub mod graphql;
pub mod http;
pub mod parsers;
pub mod pooler;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod receiver;
pub mod register;

pub use client::{Client, Surface};
pub use http::Answer;
pub use register::{Database, Register};
pub use test_macros::{everywhere, everywhere_and_across, on_both_databases};
