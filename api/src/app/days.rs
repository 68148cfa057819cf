//! What a day brings is stored before anybody is answered on that day.
//!
//! An appointment that begins, a renewal that opens, a promotion or a dismissal that takes effect changes other records too,
//! and may be held up by them: by a certification, a sanction, a training, a title. No single row says whether its day has
//! brought it anything. So the first request of a day waits until the jobs have stored what the day brings, and no read has to
//! ask for the day itself.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::{
    Actor, Day, Error, Role, certification::Certification, dismissal::Case, pool::Membership, promotion::Promotion,
    stipend::standard::Standard, time::day_in_shanghai,
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

use super::{App, Caller, appointments, due::bring_all};
use crate::metrics::Surface;

/// How long a request waits for what the day brings; the jobs go on without it.
const DAY_WAIT_MAX: Duration = Duration::from_secs(20);

/// Which day has brought all that it brings.
#[derive(Default)]
pub(super) struct Days {
    /// True of a server: no request is answered before its day.
    come_first: AtomicBool,
    /// The last day whose jobs are through.
    brought: RwLock<Option<Day>>,
    /// Held while the jobs run.
    turn: Arc<Mutex<()>>,
}

impl Days {
    fn is_brought(&self, today: Day) -> bool {
        *self.brought.read().unwrap_or_else(PoisonError::into_inner) == Some(today)
    }

    fn set_brought(&self, today: Day) {
        *self.brought.write().unwrap_or_else(PoisonError::into_inner) = Some(today);
    }
}

impl App {
    /// Lets every request from now on wait for what its day brings.
    pub fn bring_days_first(&self) {
        self.0.days.come_first.store(true, Ordering::Relaxed);
    }

    /// Waits until what today brings is stored. The jobs themselves do not wait.
    ///
    /// # Errors
    /// [`Error::Busy`] when that takes too long.
    pub(super) async fn wait_for_day(&self, caller: &Caller) -> Result<(), Error> {
        let days = &self.0.days;
        let (is_own, today) = (caller.surface == Surface::Own, day_in_shanghai(self.now()));
        if is_own || !days.come_first.load(Ordering::Relaxed) || days.is_brought(today) {
            return Ok(());
        }
        let waits = async {
            match Arc::clone(&days.turn).try_lock_owned() {
                // Of its own, so that a client that goes away does not stop it.
                Ok(turn) => drop(tokio::spawn(bring(self.clone(), turn)).await),
                Err(_) => drop(days.turn.lock().await),
            }
        };
        // Whether it ended in time is seen by what it did.
        let _ = timeout(DAY_WAIT_MAX, waits).await;
        if days.is_brought(today) { Ok(()) } else { Err(Error::Busy) }
    }

    /// Stores what today brings, also what was held up when the day began. It is safe at any time and on every server.
    ///
    /// # Errors
    /// [`Error::Busy`] when the database has too much to do. Another failure is logged, and the next run tries again.
    pub async fn bring_day(&self) -> Result<(), Error> {
        let _turn = self.0.days.turn.lock().await;
        self.bring_now().await
    }

    async fn bring_now(&self) -> Result<(), Error> {
        let (today, caller) = (day_in_shanghai(self.now()), Caller::new(Actor::own(Role::System)));
        told(bring_all::<Membership>(self, &caller).await, "pool memberships whose term is over")?;
        told(bring_all::<Certification>(self, &caller).await, "certificates that have run out")?;
        told(appointments::keep_all(self, &caller).await, "appointments whose day has come")?;
        told(bring_all::<Promotion>(self, &caller).await, "promotions whose day has come")?;
        told(bring_all::<Standard>(self, &caller).await, "stipend standards whose first day has come")?;
        told(bring_all::<Case>(self, &caller).await, "dismissal cases whose day has come")?;
        self.0.days.set_brought(today);
        Ok(())
    }
}

/// Behind a pointer: the jobs pass the same door, and their type would hold itself.
fn bring(app: App, turn: OwnedMutexGuard<()>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let _turn = turn;
        // Another request may have had it done a moment ago.
        if app.0.days.is_brought(day_in_shanghai(app.now())) {
            return;
        }
        if let Err(cause) = app.bring_now().await {
            tracing::warn!(%cause, "what the day brings is stored with the next request");
        }
    })
}

/// Logs what a job did. One that fails holds up nobody: whoever asks is answered, and the job is tried again within the hour.
fn told(outcome: Result<usize, Error>, what: &'static str) -> Result<(), Error> {
    match outcome {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, what, "stored what the day brings"),
        Err(Error::Busy) => return Err(Error::Busy),
        Err(cause) => tracing::warn!(%cause, what, "the job will be tried again"),
    }
    Ok(())
}
