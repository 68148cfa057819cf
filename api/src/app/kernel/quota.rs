//! How much is kept for repeats of each client's requests. A client that sends keys fills the disk with its answers, also
//! with those of writes that change nothing: so it may have so many kept, and so many bytes of them.
//!
//! What is kept is counted in the database now and then, and carried on here in between. Each server carries on for itself,
//! and learns at the next count what another one kept.

use std::{
    cell::Cell,
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::TimeDelta;
use domain::{Error, Instant};
use persistence::kernel::idempotency::KeptAmount;

/// How long a count holds, in minutes.
const COUNT_HOLDS_MIN: i64 = 5;
/// How often it is counted again for a client that has its quota used up, in seconds.
const COUNT_AGAIN_S: i64 = 10;
/// How often a used-up quota of a client is reported, in minutes.
const TOLD_AGAIN_MIN: i64 = 60;
/// When the next answers may have been forgotten, in seconds: the job runs every hour.
const RETRY_AFTER_S: u32 = 3_600;
/// Clients of which it is known how much they have kept.
const CLIENTS_MAX: usize = 10_000;

/// What each client has kept, and may have.
#[derive(Debug)]
pub struct Quotas {
    most: KeptAmount,
    used: Mutex<HashMap<String, Used>>,
}

#[derive(Debug, Default, Clone)]
struct Used {
    kept: KeptAmount,
    /// Answers of work that has begun.
    begun: u64,
    counted_at: Option<Instant>,
    told_at: Option<Instant>,
}

impl Quotas {
    /// At most so much for each client.
    pub fn new(answers: u64, bytes: u64) -> Self {
        Self { most: KeptAmount { answers, bytes }, used: Mutex::default() }
    }

    /// What each client may have.
    pub const fn most(&self) -> KeptAmount {
        self.most
    }

    /// What a client has kept, as far as this server knows.
    pub fn kept_by(&self, client: &str) -> KeptAmount {
        self.used().get(client).map(|known| known.kept).unwrap_or_default()
    }

    fn used(&self) -> MutexGuard<'_, HashMap<String, Used>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_used_up(&self, used: &Used) -> bool {
        used.kept.answers + used.begun >= self.most.answers || used.kept.bytes >= self.most.bytes
    }

    /// Whether what a client has kept has to be counted now.
    pub fn is_due(&self, client: &str, now: Instant) -> bool {
        let used = self.used();
        let Some(known) = used.get(client) else { return true };
        let holds = match self.is_used_up(known) {
            true => TimeDelta::seconds(COUNT_AGAIN_S),
            false => TimeDelta::minutes(COUNT_HOLDS_MIN),
        };
        known.counted_at.is_none_or(|at| now - at >= holds || now < at)
    }

    /// Notes what a client has kept.
    pub fn counted(&self, client: &str, kept: KeptAmount, now: Instant) {
        let mut used = self.used();
        if used.len() >= CLIENTS_MAX {
            used.retain(|_, known| known.begun > 0);
        }
        let known = used.entry(client.to_owned()).or_default();
        (known.kept, known.counted_at) = (kept, Some(now));
    }

    /// Everything has to be counted anew: answers were forgotten.
    pub fn count_anew(&self) {
        self.used().values_mut().for_each(|known| known.counted_at = None);
    }

    /// Takes a place for an answer before the work on it begins.
    pub fn place(&self, client: &str) -> Place<'_> {
        let mut used = self.used();
        let known = used.entry(client.to_owned()).or_default();
        let is_free = !self.is_used_up(known);
        known.begun += 1;
        Place { quotas: self, client: client.to_owned(), is_free, kept: Cell::new(None) }
    }

    /// True if it is time to report that a client's quota is used up.
    pub fn is_to_be_told(&self, client: &str, now: Instant) -> bool {
        let mut used = self.used();
        let Some(known) = used.get_mut(client) else { return false };
        let is_due = known.told_at.is_none_or(|at| now - at >= TimeDelta::minutes(TOLD_AGAIN_MIN));
        if is_due {
            known.told_at = Some(now);
        }
        is_due
    }
}

/// A place for the answer of one request, until this is dropped.
#[derive(Debug)]
pub struct Place<'a> {
    quotas: &'a Quotas,
    client: String,
    is_free: bool,
    kept: Cell<Option<u64>>,
}

impl Place<'_> {
    /// Refuses new work of whoever has the quota used up.
    ///
    /// # Errors
    /// [`Error::QuotaExceeded`].
    pub fn is_free(&self) -> Result<(), Error> {
        if self.is_free { Ok(()) } else { Err(Error::QuotaExceeded { retry_after_s: RETRY_AFTER_S }) }
    }

    /// Notes of how many bytes the answer is that was kept; none when it was not kept after all.
    pub fn keeps(&self, bytes: Option<usize>) {
        self.kept.set(bytes.map(|bytes| u64::try_from(bytes).unwrap_or(u64::MAX)));
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut used = self.quotas.used();
        let Some(known) = used.get_mut(&self.client) else { return };
        known.begun = known.begun.saturating_sub(1);
        if let Some(bytes) = self.kept.get() {
            known.kept.answers += 1;
            known.kept.bytes = known.kept.bytes.saturating_add(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u32) -> Instant {
        format!("2026-11-23T02:00:{second:02}Z").parse().unwrap()
    }

    #[test]
    fn work_that_has_begun_takes_its_place() {
        let quotas = Quotas::new(2, 1_000);
        quotas.counted("a", KeptAmount::default(), at(0));
        let (one, two, three) = (quotas.place("a"), quotas.place("a"), quotas.place("a"));
        assert_eq!([&one, &two, &three].map(|place| place.is_free().is_ok()), [true, true, false]);
        assert!(quotas.place("b").is_free().is_ok());
        two.keeps(Some(10));
        drop((one, two, three));
        assert!(quotas.place("a").is_free().is_ok(), "one was not kept");
    }

    #[test]
    fn bytes_are_counted_as_answers_are() {
        let quotas = Quotas::new(100, 1_000);
        quotas.counted("a", KeptAmount { answers: 1, bytes: 999 }, at(0));
        let one = quotas.place("a");
        assert!(one.is_free().is_ok());
        one.keeps(Some(1));
        drop(one);
        assert!(quotas.place("a").is_free().is_err());
        assert!(quotas.is_due("a", at(10)) && !quotas.is_due("a", at(9)));
        quotas.counted("a", KeptAmount::default(), at(10));
        assert!(quotas.place("a").is_free().is_ok());
        assert!(!quotas.is_due("a", at(59)));
        quotas.count_anew();
        assert!(quotas.is_due("a", at(59)));
    }

    #[test]
    fn full_quota_is_reported_once_an_hour() {
        let quotas = Quotas::new(1, 1);
        quotas.counted("a", KeptAmount::default(), at(0));
        assert!(quotas.is_to_be_told("a", at(0)));
        assert!(!quotas.is_to_be_told("a", at(1)));
    }
}
