//! Where the time comes from.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Instant;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system's clock.
    System,
    /// A clock that a test sets.
    Set(Arc<Mutex<Instant>>),
}

impl Clock {
    /// The moment it is.
    pub fn now(&self) -> Instant {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
            Self::System => chrono::Utc::now(),
            Self::Set(instant) => *instant.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}
