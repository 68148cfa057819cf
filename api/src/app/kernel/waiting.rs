//! Waiting in a lane: for its turn, and for what the work answers.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::Error;
use persistence::kernel::{
    executor::{Lane, QUEUE_WAIT_MAX, Turn},
    together::Lookup,
};
use tokio::{sync::oneshot, time::timeout};

use crate::metrics::Metrics;

/// How a job waits.
pub struct Waits<'a> {
    /// In which lane, by its name in figures.
    pub lane: (&'a Lane, &'static str),
    /// Under which key of its caller.
    pub key: &'a str,
    /// True if a job that has begun is waited for without end.
    pub is_awaited: bool,
    /// How long a read may take, its waiting included.
    pub read_time: Duration,
    /// Where it is noted how long it waited.
    pub metrics: &'a Arc<Metrics>,
    /// The kind and the records of a lookup, which may share its statement.
    pub lookup: Option<(&'static str, Lookup)>,
}

impl Waits<'_> {
    /// Waits until a job is done, whatever it answers: compiled once, not for each use case.
    ///
    /// # Errors
    /// [`Error::Busy`] when it is not begun, or not done, in time.
    pub async fn until_done(self, work: Box<dyn FnOnce(Turn) + Send>) -> Result<(), Error> {
        let Self { lane: (lane, name), key, is_awaited, read_time, metrics, lookup } = self;
        let queued_at = Instant::now();
        let (done, doing) = oneshot::channel();
        // Taken by the thread that begins the work, or by the caller who gives it up before; never by both.
        let taken = Arc::new(AtomicBool::new(false));
        let (metrics, begins) = (Arc::clone(metrics), Arc::clone(&taken));
        let job = move |turn| {
            metrics.waited(name, queued_at.elapsed());
            if begins.swap(true, Ordering::AcqRel) {
                return;
            }
            work(turn);
            // The caller may have gone away; what was done stays done.
            let _ = done.send(());
        };
        let queued = match lookup {
            Some(lookup) => lane.submit_lookup(key, lookup, job),
            None => lane.submit(key, job),
        };
        if !queued {
            return Err(Error::Busy);
        }
        let mut doing = pin!(doing);
        let ended = match timeout(QUEUE_WAIT_MAX, &mut doing).await {
            Ok(ended) => ended,
            // The threads of the lane may all be stuck with a database that does not move.
            Err(_) if !taken.swap(true, Ordering::AcqRel) => return Err(Error::Busy),
            // A write that has begun is waited for: nobody could say of it that nothing was changed.
            Err(_) if is_awaited => doing.await,
            Err(_) => {
                let left = read_time.saturating_sub(QUEUE_WAIT_MAX);
                timeout(left, doing).await.map_err(|_| Error::Busy)?
            }
        };
        ended.map_err(|_| Error::internal("the work was dropped"))
    }
}
