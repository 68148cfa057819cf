//! Candidates for one citizen number: who knows how it begins tries out the rest, many in one roster or one after the other.
//!
//! Counted are the different numbers that a client tried and that begin alike. A number that was tried before counts
//! nothing, so that a roster may be tried as often as one likes.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::{
    Error,
    kernel::{limit::CANDIDATES, text::CitizenNumber},
};
use governor::clock::Clock as _;

use super::{
    key::Key,
    timepiece::{Timepiece, whole_seconds},
};

/// Beginnings of numbers that are remembered. In a full memory those of which one number was tried make room.
const BEGINNINGS_MAX: usize = 200_000;
/// The parts of every key.
const SCOPE: &[u8] = b"candidates";

/// Which numbers each client tried, by how they begin.
#[derive(Debug)]
pub(super) struct Candidates {
    watch: Timepiece,
    beginnings_max: usize,
    tried: Mutex<HashMap<Key, Tried>>,
}

/// What was tried of numbers that begin alike.
#[derive(Debug)]
struct Tried {
    forgotten_at: Duration,
    sequences: Vec<u16>,
}

impl Tried {
    /// Remembers a number; false if there are too many others.
    fn takes(&mut self, sequence: u16) -> bool {
        if self.sequences.contains(&sequence) {
            return true;
        }
        let has_room = u32::try_from(self.sequences.len()).is_ok_and(|count| count < CANDIDATES.attempts);
        if has_room {
            self.sequences.push(sequence);
        }
        has_room
    }
}

impl Candidates {
    pub(super) fn new(watch: Timepiece) -> Self {
        Self { watch, beginnings_max: BEGINNINGS_MAX, tried: Mutex::default() }
    }

    /// Counts what a client tries.
    ///
    /// # Errors
    /// [`Error::RateLimited`] for the first number that is one too many.
    pub(super) fn count<'n>(
        &self,
        client: &str,
        numbers: impl IntoIterator<Item = &'n CitizenNumber>,
    ) -> Result<(), Error> {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.watch.now();
        let forgotten_at = now + Duration::from_secs(CANDIDATES.window_s.into());
        for number in numbers {
            let key = Key::of(&[SCOPE, client.as_bytes(), number.stem().as_bytes()]);
            let key = self.with_room(&mut tried, key, now);
            let new = || Tried { forgotten_at, sequences: Vec::new() };
            let known = tried.entry(key).or_insert_with(new);
            if known.forgotten_at <= now {
                *known = new();
            }
            if !known.takes(number.sequence()) {
                let wait = whole_seconds(known.forgotten_at.saturating_sub(now));
                return Err(Error::RateLimited { limit: &CANDIDATES, retry_after_s: wait.max(1) });
            }
        }
        Ok(())
    }

    /// The key under which a number is remembered: those for which a full memory has no room share one.
    fn with_room(&self, tried: &mut HashMap<Key, Tried>, key: Key, now: Duration) -> Key {
        let is_full = |tried: &HashMap<Key, Tried>| tried.len() >= self.beginnings_max;
        if !is_full(tried) || tried.contains_key(&key) {
            return key;
        }
        tried.retain(|_, one| one.forgotten_at > now);
        if is_full(tried) {
            tried.retain(|_, one| one.sequences.len() > 1);
        }
        if is_full(tried) { Key::SHARED } else { key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn candidates(beginnings_max: usize) -> Candidates {
        Candidates { beginnings_max, ..Candidates::new(Timepiece::new(&Clock::System)) }
    }

    /// Numbers that begin alike; none has to be sound here.
    fn numbers(beginning: u32, sequences: std::ops::Range<u32>) -> Vec<CitizenNumber> {
        let number = |sequence| CitizenNumber::from_stored(format!("{beginning:014}{sequence:03}X"));
        sequences.map(number).collect()
    }

    #[test]
    fn different_numbers_that_begin_alike_are_counted() {
        let candidates = candidates(BEGINNINGS_MAX);
        for _ in 0..100 {
            candidates.count("a", &numbers(1, 0..40)).unwrap();
        }
        candidates.count("a", &numbers(1, 20..60)).unwrap();
        candidates.count("a", &numbers(2, 0..60)).unwrap();
        candidates.count("b", &numbers(1, 100..160)).unwrap();
        let refused = candidates.count("a", &numbers(1, 60..61));
        assert!(matches!(refused, Err(Error::RateLimited { limit, .. }) if limit == &CANDIDATES));
        candidates.count("a", &numbers(1, 0..60)).unwrap();
    }

    #[test]
    fn full_memory_keeps_clients_with_several_candidates() {
        let candidates = candidates(3);
        candidates.count("a", &numbers(1, 0..60)).unwrap();
        for beginning in 2..100 {
            candidates.count("a", &numbers(beginning, 0..1)).unwrap();
        }
        assert!(candidates.count("a", &numbers(1, 60..61)).is_err());
        assert!(candidates.tried.lock().unwrap().len() <= 3);
    }
}
