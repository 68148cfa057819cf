//! The server: the application (`app`), its two surfaces (`rest`, `graphql`), and how it is started.
//!
//! The database is a private field of [`app::App`], so neither surface can reach a connection: all
//! work passes [`app::App::run`].

pub mod app;
pub mod auth;
pub mod certificate_page;
pub mod charts;
pub mod cli;
pub mod clock;
pub mod config;
pub mod content_policy;
pub mod credential;
pub mod demo;
pub mod forms;
pub mod gate;
pub mod graph;
pub mod graphql;
pub mod http;
pub mod keys;
pub mod limits;
mod log;
pub mod metrics;
pub mod office;
pub mod operation;
pub mod outbound;
pub mod pages;
pub mod rest;
pub mod roster;
pub mod server;
pub mod surfaces;
pub mod table;
pub mod titles;

/// The allocator of the program. What a large request took goes back to the system soon after it. The system's own allocator
/// would keep it, so that the memory of a server grew with every kind of large request that it ever answered. Each executable
/// names it, because the one that counts allocations has another.
pub use mimalloc::MiMalloc as Allocator;
