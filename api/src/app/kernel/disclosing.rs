//! Disclosures are stored before their answers leave. Those that wait at the same moment are stored in one transaction, so that an
//! answer costs little more for it.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{Error, consumers::disclosure::Disclosure};
use persistence::{
    Database, Mode,
    consumers::disclosures,
    kernel::executor::{Lane, Turn},
};
use tokio::sync::oneshot;

/// Most disclosures that wait to be stored; one more answer is refused.
const WAITING_MAX: usize = 2_000;
/// Under which name they wait in their lane, whoever's they are.
const OWN: &str = "disclosures";

/// An answer that waits until its disclosure is stored.
type Waiting = (Disclosure, oneshot::Sender<()>);

/// Stores disclosures.
pub struct Disclosing {
    lane: Lane,
    waiting: Arc<Mutex<Vec<Waiting>>>,
}

impl Disclosing {
    /// Starts the thread that stores them.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start() -> std::io::Result<Self> {
        Ok(Self { lane: Lane::start(OWN, 1)?, waiting: Arc::default() })
    }

    /// Waits until a disclosure is stored.
    ///
    /// # Errors
    /// [`Error::Busy`] when it is not: its answer does not leave.
    pub async fn store(&self, database: &Database, one: Disclosure) -> Result<(), Error> {
        self.queue(database, one)?.await.map_err(|_| Error::Busy)
    }

    /// As [`Self::store`], on a thread that may wait.
    ///
    /// # Errors
    /// As [`Self::store`].
    pub fn store_now(&self, database: &Database, one: Disclosure) -> Result<(), Error> {
        self.queue(database, one)?.blocking_recv().map_err(|_| Error::Busy)
    }

    fn queue(&self, database: &Database, one: Disclosure) -> Result<oneshot::Receiver<()>, Error> {
        let (stored, storing) = oneshot::channel();
        let is_first = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.len() >= WAITING_MAX {
                return Err(Error::Busy);
            }
            waiting.push((one, stored));
            waiting.len() == 1
        };
        if is_first {
            let (waiting, database) = (Arc::clone(&self.waiting), database.clone());
            let is_queued = self.lane.submit(OWN, move |_: Turn| store_all(&waiting, &database));
            if !is_queued {
                // Whoever waits is told by the end of their channel.
                taken(&self.waiting);
            }
        }
        Ok(storing)
    }
}

fn taken(waiting: &Mutex<Vec<Waiting>>) -> Vec<Waiting> {
    mem::take(&mut *waiting.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Stores all that waits by now.
fn store_all(waiting: &Mutex<Vec<Waiting>>, database: &Database) {
    let (all, answers): (Vec<Disclosure>, Vec<_>) = taken(waiting).into_iter().unzip();
    match database.run(Mode::WriteByKey, |db| disclosures::insert(db, &all)) {
        // Nobody waits any more for an answer whose client went away.
        Ok(()) => {
            for stored in answers {
                let _ = stored.send(());
            }
        }
        Err(cause) => tracing::error!(%cause, answers = all.len(), "disclosures could not be stored; no answer leaves"),
    }
}
