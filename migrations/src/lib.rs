//! The steps that bring a database up to date, embedded in the binary: one folder per engine, the
//! same names in both, because SQLite cannot alter constraints and triggers differ.

use diesel_migrations::{EmbeddedMigrations, embed_migrations};

/// The steps for SQLite.
pub const SQLITE: EmbeddedMigrations = embed_migrations!("sqlite");
/// The steps for PostgreSQL.
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("postgres");
