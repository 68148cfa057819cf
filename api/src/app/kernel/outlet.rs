//! Answers that are too long to be held: a use case hands them out piece by piece, as fast as the client takes them.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use domain::Error;
use futures_util::future::BoxFuture;
use tokio::{runtime::Handle, sync::mpsc};
use uuid::Uuid;

/// Pieces that wait for the client; with the one being made they are all that is held of the answer.
const PIECES_WAITING_MAX: usize = 2;
/// Longest that a client may take for one piece: less than PostgreSQL lets a transaction idle.
const PIECE_TIME_MAX: Duration = Duration::from_secs(20);
/// Longest that one answer may take: for so long a thread and a snapshot are held.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(3_600);
/// The pace that a client keeps, in bytes a second, over the whole of its answer: nobody holds a thread for less.
const PACE_MIN: u64 = 50_000;
/// How far behind this pace it may fall.
const PACE_GRACE: Duration = Duration::from_secs(60);

/// Where the pieces of an answer go.
pub struct Outlet {
    pieces: mpsc::Sender<Vec<u8>>,
    runtime: Handle,
    begun: AtomicBool,
    sent: AtomicU64,
    opened_at: Instant,
    disclose: Option<Disclose>,
}

/// Stores who is in a piece, before it is handed out.
pub type Disclose = Box<dyn Fn(BTreeSet<Uuid>) -> BoxFuture<'static, Result<(), Error>> + Send + Sync>;

impl Outlet {
    /// An outlet, and the place where its pieces arrive. It is opened where the client is served.
    pub fn open(disclose: Option<Disclose>) -> (Self, mpsc::Receiver<Vec<u8>>) {
        let (pieces, arriving) = mpsc::channel(PIECES_WAITING_MAX);
        let (begun, sent) = (AtomicBool::new(false), AtomicU64::new(0));
        (Self { pieces, runtime: Handle::current(), begun, sent, opened_at: Instant::now(), disclose }, arriving)
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

    /// Waits until it is stored whose records are handed out next, if the client is one that receives.
    ///
    /// # Errors
    /// [`Error::Busy`] when it is not.
    pub fn disclose(&self, people: impl Iterator<Item = Uuid>) -> Result<(), Error> {
        match &self.disclose {
            Some(disclose) => self.runtime.block_on(disclose(people.collect())),
            None => Ok(()),
        }
    }

    /// Hands out a piece, and waits until there is room for it.
    ///
    /// # Errors
    /// [`Error::TooSlow`] when the client went away or does not take it in time.
    pub fn put(&self, piece: Vec<u8>) -> Result<(), Error> {
        self.begun.store(true, Ordering::Relaxed);
        let left = time_left(self.sent.load(Ordering::Relaxed), self.opened_at.elapsed());
        self.sent.fetch_add(u64::try_from(piece.len()).unwrap_or(u64::MAX), Ordering::Relaxed);
        let sent = async { tokio::time::timeout(left, self.pieces.send(piece)).await };
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Error::TooSlow),
        }
    }
}

/// How long a client that was sent so many bytes may take for the next piece.
fn time_left(sent: u64, elapsed: Duration) -> Duration {
    let fair = PACE_GRACE + Duration::from_secs(sent / PACE_MIN);
    fair.min(ANSWER_TIME_MAX).saturating_sub(elapsed).min(PIECE_TIME_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_reader_is_cut_off_and_paced_reader_is_served() {
        let seconds = Duration::from_secs;
        assert_eq!(time_left(0, seconds(0)), PIECE_TIME_MAX);
        // At the slowest lawful pace a piece of 256 KiB always has its time.
        for elapsed in [100, 600, 3_000] {
            assert_eq!(time_left(elapsed * PACE_MIN, seconds(elapsed)), PIECE_TIME_MAX, "{elapsed}");
        }
        assert_eq!(time_left(PACE_MIN * 10, seconds(65)), seconds(5));
        assert_eq!(time_left(PACE_MIN * 10, seconds(71)), seconds(0));
        assert_eq!(time_left(u64::MAX, seconds(3_590)), seconds(10));
    }
}
