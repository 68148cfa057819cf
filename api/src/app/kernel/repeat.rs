//! The key of a request that may be repeated, and the requests with a key that are being worked on.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::Error;

/// How long an answer is kept, in hours; the contract promises at least 24.
pub const KEPT_HOURS: i64 = 48;

/// The key of a request that may be repeated.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// The key that the caller gave it.
    pub key: String,
    /// Which part of the request: empty for one that does one thing, the path of the field for GraphQL.
    pub part: String,
    /// Digest of method, path, query and body.
    pub fingerprint: [u8; 32],
    /// Whether the answer is that of an earlier request.
    pub replayed: Arc<AtomicBool>,
}

impl Repeat {
    /// A request under a key.
    pub fn new(key: String, fingerprint: [u8; 32]) -> Self {
        Self { key, part: String::new(), fingerprint, replayed: Arc::default() }
    }

    /// The same request, for one of its parts.
    pub fn part(&self, part: String) -> Self {
        Self { part, ..self.clone() }
    }

    /// Whether the answer is that of an earlier request.
    pub fn is_replayed(&self) -> bool {
        self.replayed.load(Ordering::Relaxed)
    }
}

/// The requests with a key that this server is working on.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct Running(Arc<Mutex<HashSet<(String, String, String)>>>);

/// A request that is being worked on, until this is dropped.
pub(in crate::app) struct Underway(Running, (String, String, String));

impl Running {
    /// Notes that work on a request begins.
    ///
    /// # Errors
    /// [`Error::RequestInProgress`] when it has begun already.
    pub fn begin(&self, actor: &str, repeat: &Repeat) -> Result<Underway, Error> {
        let request = (actor.to_owned(), repeat.key.clone(), repeat.part.clone());
        let is_first = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(request.clone());
        if is_first { Ok(Underway(self.clone(), request)) } else { Err(Error::RequestInProgress) }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        (self.0).0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}
