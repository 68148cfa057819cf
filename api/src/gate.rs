//! What the door remembers of tokens and clients.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant as Moment,
};

use domain::{Actor, Day, administration::client::Client, kernel::id::ClientId};

/// What a verified token says.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    /// Whose it is.
    pub client: ClientId,
    /// When it expires, in seconds of Unix time.
    pub expires: i64,
    /// The version of the secret that it was given for.
    pub secret_version: i64,
}

/// A client as it was known on a day.
#[derive(Debug)]
pub struct Known {
    /// The client.
    pub client: Client,
    /// The client as an actor: what it receives goes by the day.
    pub actor: Actor,
    /// The day.
    pub day: Day,
}

/// What the door remembers: verified tokens and client records. All of it bounded.
#[derive(Debug, Default)]
pub struct Gate {
    /// Verified tokens.
    pub tokens: Mutex<HashMap<String, Verdict>>,
    /// Client records, each with the moment at which it was read.
    pub clients: Mutex<HashMap<ClientId, (Moment, Arc<Known>)>>,
}

/// The content of a lock, whatever became of who held it before.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room in a memory that is full: what is stale goes first, and if all is fresh, all goes.
pub fn bound<K: Eq + Hash, V>(map: &mut HashMap<K, V>, max: usize, fresh: impl Fn(&V) -> bool) {
    if map.len() >= max {
        map.retain(|_, value| fresh(value));
    }
    if map.len() >= max {
        map.clear();
    }
}

impl Gate {
    /// Forgets a client, so that a revocation here is felt at once.
    pub fn forget(&self, id: ClientId) {
        locked(&self.clients).remove(&id);
    }
}
