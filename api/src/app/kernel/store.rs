//! The database without the keys: what can be asked of a register, or of a copy of one, without reading a record.

use std::path::Path;

use domain::Error;
use persistence::{Database, Engine};

/// Threads that read or write: a command does one thing after the other.
const ONE: u32 = 1;

/// A database that may or may not hold a register.
#[derive(Debug)]
pub struct Store(Database);

impl Store {
    /// A database that is there; none is made.
    ///
    /// # Errors
    /// When SQLite has no such file.
    pub fn existing(engine: &Engine) -> Result<Self, Error> {
        match engine {
            Engine::Sqlite(path) if !engine.has_a_file() => {
                Err(Error::internal(format!("there is no register at {path}")))
            }
            _ => Ok(Self(Database::open(engine.clone(), ONE, ONE))),
        }
    }

    /// How many steps the database has taken: none when it holds no register.
    ///
    /// # Errors
    /// When it cannot be reached or is none.
    pub fn steps_taken(&self) -> Result<usize, Error> {
        self.0.steps_taken()
    }

    /// How many steps the database lacks.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn pending_migrations(&self) -> Result<usize, Error> {
        self.0.pending_migrations()
    }

    /// True if the file of a SQLite register is whole.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_whole(&self) -> Result<bool, Error> {
        self.0.is_whole()
    }

    /// Copies a SQLite register to a new file while it is in use. No link is followed.
    ///
    /// # Errors
    /// When the file exists or cannot be written, or the engine is PostgreSQL.
    pub fn backup(&self, file: &Path) -> Result<(), Error> {
        self.0.backup(file)
    }
}
