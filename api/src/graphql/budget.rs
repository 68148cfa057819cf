//! How many values an answer may have. Lists inside of records have no page, so what a document costs in the end is known only
//! when it is answered: each value is counted before it is written, those of all root fields together.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Most values of an answer.
pub const VALUES_MAX: usize = 50_000;
/// Most values of an answer about the schema; that to the standard introspection query has fewer.
pub const SCHEMA_VALUES_MAX: usize = 200_000;

/// The values that are left of a request's budget.
#[derive(Debug)]
pub struct Budget {
    left: AtomicUsize,
    is_spent: AtomicBool,
}

impl Budget {
    /// The budget of a request.
    pub const fn of(values: usize) -> Self {
        Self { left: AtomicUsize::new(values), is_spent: AtomicBool::new(false) }
    }

    /// Takes a value out of it; false if none is left.
    pub fn take(&self) -> bool {
        self.take_many(1)
    }

    /// Takes several values out of it; false if fewer are left.
    pub fn take_many(&self, values: usize) -> bool {
        let less = |left: usize| left.checked_sub(values);
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
        if !taken {
            self.is_spent.store(true, Ordering::Relaxed);
        }
        taken
    }

    /// True if the answer wanted more than there was.
    pub fn is_spent(&self) -> bool {
        self.is_spent.load(Ordering::Relaxed)
    }
}
