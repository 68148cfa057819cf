//! Answers that go on: how many a client has open, and their end when the server stops.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::Error;
use tokio::sync::watch;

/// Most streams that a client has open on one server.
const STREAMS_OF_A_CLIENT_MAX: usize = 5;
/// Most streams that a server has open.
const STREAMS_MAX: usize = 500;
/// When a client that has so many may ask again, in seconds.
const RETRY_AFTER_S: u32 = 5;

/// The streams that are open on a server.
pub struct Streams {
    open: Arc<Mutex<HashMap<String, usize>>>,
    stopping: watch::Sender<bool>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Arc::default(), stopping: watch::Sender::new(false) }
    }
}

impl Streams {
    /// Opens a stream of a client. It is closed when its place is dropped.
    ///
    /// # Errors
    /// [`Error::QuotaExceeded`] when the client has as many as it may have, [`Error::Busy`] when the server has.
    pub fn open(&self, client: &str) -> Result<StreamPlace, Error> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= STREAMS_MAX {
            return Err(Error::Busy);
        }
        let of_client = open.entry(client.to_owned()).or_default();
        if *of_client >= STREAMS_OF_A_CLIENT_MAX {
            return Err(Error::QuotaExceeded { retry_after_s: RETRY_AFTER_S });
        }
        *of_client += 1;
        Ok(StreamPlace { client: client.to_owned(), open: Arc::clone(&self.open), stopping: self.stopping.subscribe() })
    }

    /// Ends all streams.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }
}

/// An open stream.
pub struct StreamPlace {
    client: String,
    open: Arc<Mutex<HashMap<String, usize>>>,
    stopping: watch::Receiver<bool>,
}

impl StreamPlace {
    /// Waits until the server stops.
    pub async fn stopped(&mut self) {
        // Who cannot be told any more has ended.
        let _ = self.stopping.wait_for(|is_stopping| *is_stopping).await;
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_client) = open.get_mut(&self.client) {
            *of_client -= 1;
            if *of_client == 0 {
                open.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_has_five_streams_and_another_its_own() {
        let streams = Streams::default();
        let mut held: Vec<StreamPlace> = (0..5).map(|_| streams.open("a").unwrap()).collect();
        assert!(matches!(streams.open("a"), Err(Error::QuotaExceeded { .. })));
        assert!(streams.open("b").is_ok());
        held.pop();
        assert!(streams.open("a").is_ok());
    }
}
