//! Lists that are pulled whole: all of a list as it was at one moment, read page by page and handed out piece by piece, in
//! constant memory. A page is written while the next one is read.

use std::{
    panic::resume_unwind,
    sync::mpsc::{self, Receiver},
    thread,
};

use domain::{
    Error,
    kernel::{
        id::PersonId,
        page::{Page, PageRequest},
    },
};

use super::outlet::Outlet;
use crate::forms::Start;

/// Rows that are read at once: few enough to be held, many enough that a statement is cheap.
pub const ROWS_AT_ONCE: u32 = 2_000;
/// Pages that are read ahead of the one being written.
const PAGES_AHEAD: usize = 1;

/// In which form a list is pulled, and where it goes.
pub struct Pull<V> {
    /// The form.
    pub start: Start<V>,
    /// Whether the form shows the names of people.
    pub shows_names: bool,
    /// The place.
    pub outlet: Outlet,
}

/// A record with the name of its person, if that is shown.
pub struct Named<T> {
    /// The record.
    pub record: T,
    /// The person's name, as it is now; none where they are out of reach.
    pub person_name: Option<String>,
}

impl<T> From<T> for Named<T> {
    fn from(record: T) -> Self {
        Self { record, person_name: None }
    }
}

impl<V> Pull<V> {
    /// Hands out every record of a list in a view. This thread reads, and has it stored whose records they are; another one makes
    /// the views, writes them and waits for the client.
    ///
    /// # Errors
    /// When the database fails, or the client does not take it.
    pub fn hand_out<T: Send>(
        &self,
        request: PageRequest,
        mut read: impl FnMut(&PageRequest) -> Result<Page<Named<T>>, Error>,
        whose: impl Fn(&T) -> PersonId,
        view: impl Fn(T) -> V + Send,
    ) -> Result<(), Error> {
        let read = |request: &PageRequest| {
            let page = read(request)?;
            self.outlet.disclose(page.items.iter().map(|one| whose(&one.record).0))?;
            Ok(page)
        };
        let (pages, arriving) = mpsc::sync_channel(PAGES_AHEAD);
        thread::scope(|scope| {
            let writer = thread::Builder::new().name("pull-writer".to_owned());
            let writing = writer.spawn_scoped(scope, move || self.write(arriving, view)).map_err(Error::internal)?;
            // Who cannot write takes no further page; why, it tells at its end.
            let reading = every_page(request, read, |items, is_last| Ok(pages.send((items, is_last)).is_ok()));
            drop(pages);
            let written = writing.join().unwrap_or_else(|panic| resume_unwind(panic));
            reading.and(written)
        })
    }

    /// Writes pages up to the last one. Without it nothing is ended: nobody takes a part for the whole.
    fn write<T>(&self, pages: Receiver<(Vec<Named<T>>, bool)>, view: impl Fn(T) -> V) -> Result<(), Error> {
        let mut rows = (self.start)()?;
        for (items, is_last) in pages {
            for Named { record, person_name } in items {
                if let Some(piece) = rows.add(&view(record), person_name.as_deref())? {
                    self.outlet.put(piece)?;
                }
            }
            if is_last {
                return rows.end(&mut |piece| self.outlet.put(piece));
            }
        }
        Err(Error::internal("a pull broke off before its last page"))
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
    request: PageRequest,
    read: impl FnMut(&PageRequest) -> Result<Page<T>, Error>,
    mut each: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    every_page(request, read, |items, _| items.into_iter().try_for_each(&mut each).map(|()| true))
}

/// Does something with the records of every page, told whether it is the last, for as long as it wants another one.
fn every_page<T>(
    mut request: PageRequest,
    mut read: impl FnMut(&PageRequest) -> Result<Page<T>, Error>,
    mut each: impl FnMut(Vec<T>, bool) -> Result<bool, Error>,
) -> Result<(), Error> {
    loop {
        let page = read(&request)?;
        request.after = page.positions.last().cloned();
        if !each(page.items, !page.more)? || !page.more {
            return Ok(());
        }
    }
}
