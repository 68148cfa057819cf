//! Answers that are too long to be held: a use case hands them out piece by piece, as fast as the client takes them.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use domain::Error;
use tokio::{runtime::Handle, sync::mpsc};

/// Pieces that wait for the client; with the one being made they are all that is held of the answer.
const PIECES_WAITING_MAX: usize = 2;
/// Longest that a client may take for one piece: less than PostgreSQL lets a transaction idle.
const PIECE_TIME_MAX: Duration = Duration::from_secs(20);
/// Longest that one answer may take: for so long a thread and a snapshot are held.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(600);

/// Where the pieces of an answer go.
#[derive(Debug)]
pub struct Outlet {
    pieces: mpsc::Sender<Vec<u8>>,
    runtime: Handle,
    begun: AtomicBool,
    opened_at: Instant,
}

impl Outlet {
    /// An outlet, and the place where its pieces arrive. It is opened where the client is served.
    pub fn open() -> (Self, mpsc::Receiver<Vec<u8>>) {
        let (pieces, arriving) = mpsc::channel(PIECES_WAITING_MAX);
        let outlet =
            Self { pieces, runtime: Handle::current(), begun: AtomicBool::new(false), opened_at: Instant::now() };
        (outlet, arriving)
    }

    /// Refuses work that is done again after a part of it was handed out.
    ///
    /// # Errors
    /// [`Error::Internal`]: the connection is then cut, so that nobody takes a part for the whole.
    pub fn begin(&self) -> Result<(), Error> {
        if self.begun.load(Ordering::Relaxed) {
            return Err(Error::internal("an answer broke off after a part of it was sent"));
        }
        Ok(())
    }

    /// Hands out a piece, and waits until there is room for it.
    ///
    /// # Errors
    /// [`Error::TooSlow`] when the client went away or does not take it in time.
    pub fn put(&self, piece: Vec<u8>) -> Result<(), Error> {
        self.begun.store(true, Ordering::Relaxed);
        let left = ANSWER_TIME_MAX.saturating_sub(self.opened_at.elapsed()).min(PIECE_TIME_MAX);
        let sent = async { tokio::time::timeout(left, self.pieces.send(piece)).await };
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Error::TooSlow),
        }
    }
}
