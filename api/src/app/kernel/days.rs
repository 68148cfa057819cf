//! What a day brings is stored before anybody is answered on that day.
//!
//! An appointment that begins, a renewal that opens, a promotion or a dismissal that takes effect changes other records too,
//! and may be held up by them: by a certification, a sanction, a training, a title. No single row says whether its day has
//! brought it anything. So the first request of a day waits until the jobs have stored what the day brings, and no read has to
//! ask for the day itself.

use std::sync::{Arc, PoisonError, RwLock};

use domain::Day;
use tokio::sync::Mutex;

/// Which day has brought all that it brings.
#[derive(Default)]
pub struct Days {
    /// The last day whose jobs are through.
    brought: RwLock<Option<Day>>,
    /// Held while the jobs run.
    pub turn: Arc<Mutex<()>>,
}

impl Days {
    /// True if the jobs of this day are through.
    pub fn is_brought(&self, today: Day) -> bool {
        *self.brought.read().unwrap_or_else(PoisonError::into_inner) == Some(today)
    }

    /// Notes that the jobs of this day are through.
    pub fn set_brought(&self, today: Day) {
        *self.brought.write().unwrap_or_else(PoisonError::into_inner) = Some(today);
    }
}
