//! Records on their way into a form, one after another.

use domain::Error;

/// Bytes from which on a piece is handed out: so few that a slow client takes it long before its time is over.
pub const PIECE_BYTES: usize = 256 * 1024;

/// Writes records, one after another, in the form that was asked for.
pub trait Rows<V> {
    /// Writes a record, and in a table the name of its person where the record does not have it itself; the piece that it
    /// completes.
    ///
    /// # Errors
    /// When it cannot be written.
    fn add(&mut self, record: &V, person_name: Option<&str>) -> Result<Option<Vec<u8>>, Error>;

    /// Writes what comes after the last record, and hands out what was not handed out yet.
    ///
    /// # Errors
    /// When it cannot be written, and what `put` answers.
    fn end(self: Box<Self>, put: &mut dyn FnMut(Vec<u8>) -> Result<(), Error>) -> Result<(), Error>;
}

/// Begins to write.
pub type Start<V> = Box<dyn Fn() -> Result<Box<dyn Rows<V>>, Error> + Send + Sync>;
