//! Waiting for something new: a request that found nothing yet is kept open, without a thread of the database.

use std::{pin::pin, sync::Arc, time::Duration};

use domain::{Error, kernel::policy::Action};
use futures_util::future::BoxFuture;
use tokio::{
    sync::{Notify, Semaphore},
    time::{Instant, sleep, timeout},
};

use super::{
    kept::Kept,
    use_case::{Job, Pace, Patience},
};
use crate::app::Ctx;

/// Most requests that wait at once; one more is answered without waiting.
const WAITING_MAX: usize = 1_000;
/// How long somebody waits at most before they look again: other servers write, too.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long somebody waits at least before they look again, however much is written.
const LOOK_PAUSE: Duration = Duration::from_millis(50);

/// Wakes those who wait when something was written.
pub struct News {
    written: Notify,
    places: Semaphore,
}

impl Default for News {
    fn default() -> Self {
        Self { written: Notify::new(), places: Semaphore::new(WAITING_MAX) }
    }
}

impl News {
    /// Wakes those who wait, if something was written.
    pub fn spread_if(&self, is_written: bool) {
        if is_written {
            self.written.notify_waiters();
        }
    }

    /// Waits until there is something new, or patience ends.
    ///
    /// # Errors
    /// What refuses to look.
    pub async fn wait<'a>(
        &self,
        patience: Patience,
        look: impl Fn(Look) -> BoxFuture<'a, Result<bool, Error>>,
    ) -> Result<(), Error> {
        let Ok(_place) = self.places.try_acquire() else { return Ok(()) };
        let (end, patience) = (Instant::now() + patience.most, Arc::new(patience));
        loop {
            let mut written = pin!(self.written.notified());
            // What is written from here on wakes: nothing is missed between the look and the wait.
            written.as_mut().enable();
            let is_new = look(Look(Arc::clone(&patience))).await?;
            let left = end.saturating_duration_since(Instant::now());
            if is_new || left.is_zero() {
                return Ok(());
            }
            // That nobody woke it is a reason to look, too.
            let _ = timeout(LOOK_EVERY.min(left), written).await;
            sleep(LOOK_PAUSE).await;
        }
    }
}

/// A look at whether there is something new.
pub struct Look(Arc<Patience>);

impl Job for Look {
    type Output = bool;

    fn action(&self) -> Action {
        self.0.action
    }

    fn pace(&self) -> Pace {
        Pace { snapshot: true, ..Pace::default() }
    }

    fn keep(&self, _: &bool) -> Result<Option<Kept>, Error> {
        Ok(None)
    }

    fn recall(&self, _: Kept) -> Result<bool, Error> {
        Err(Error::internal("a look is not repeated"))
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        (self.0.has_news)(ctx)
    }
}
