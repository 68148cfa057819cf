//! Lists that are pulled whole: all of a list as it was at one moment, read page by page and handed out piece by piece, in
//! constant memory.

use domain::{
    Error,
    page::{Page, PageRequest},
};

use super::outlet::Outlet;

/// Rows that are read at once: few enough to be held, many enough that a statement is cheap.
pub const ROWS_AT_ONCE: u32 = 2_000;
/// Bytes from which on a piece is handed out: so few that a slow client takes it long before its time is over.
pub const PIECE_BYTES: usize = 256 * 1024;

/// Writes records, one after another, in the form that was asked for.
pub trait Rows<V> {
    /// Writes a record; the piece that it completes.
    ///
    /// # Errors
    /// When it cannot be written.
    fn add(&mut self, record: &V) -> Result<Option<Vec<u8>>, Error>;

    /// Writes what comes after the last record, and hands out what was not handed out yet.
    ///
    /// # Errors
    /// When it cannot be written, and what `put` answers.
    fn end(self: Box<Self>, put: &mut dyn FnMut(Vec<u8>) -> Result<(), Error>) -> Result<(), Error>;
}

/// Begins to write.
pub type Start<V> = Box<dyn Fn() -> Result<Box<dyn Rows<V>>, Error> + Send>;

/// In which form a list is pulled, and where it goes.
pub struct Pull<V> {
    /// The form.
    pub start: Start<V>,
    /// The place.
    pub outlet: Outlet,
}

impl<V> Pull<V> {
    /// Hands out every record of a list.
    ///
    /// # Errors
    /// When the database fails, or the client does not take it.
    pub fn hand_out<T: Into<V>>(
        &self,
        request: PageRequest,
        read: impl FnMut(&PageRequest) -> Result<Page<T>, Error>,
    ) -> Result<(), Error> {
        let mut rows = (self.start)()?;
        every(request, read, |record| match rows.add(&record.into())? {
            Some(piece) => self.outlet.put(piece),
            None => Ok(()),
        })?;
        rows.end(&mut |piece| self.outlet.put(piece))
    }
}

/// The pages of a pull, from the place on from which it was asked for.
pub fn pages(asked: PageRequest) -> PageRequest {
    PageRequest { size: ROWS_AT_ONCE, count: false, ..asked }
}

/// Does something with every record of a list, in its order, a page of them in memory.
///
/// # Errors
/// The first error of either.
pub fn every<T>(
    mut request: PageRequest,
    mut read: impl FnMut(&PageRequest) -> Result<Page<T>, Error>,
    mut each: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    loop {
        let page = read(&request)?;
        page.items.into_iter().try_for_each(&mut each)?;
        if !page.more {
            return Ok(());
        }
        request.after = page.positions.last().cloned();
    }
}
