//! Who guesses is slowed down: the one place that counts tries, with the cell rate algorithm of `governor`.
//!
//! A try is judged and counted in one step before its answer leaves, so that many at once pass no more than one after the
//! other. Each server counts for itself.

use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{
    Error,
    kernel::{
        limit::{self, Limit},
        text::CitizenNumber,
    },
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, Reference},
    middleware::StateInformationMiddleware,
    nanos::Nanos,
    state::StateStore,
};

use crate::clock::Clock;

mod candidates;
mod key;
mod timepiece;

use candidates::Candidates;
pub use key::Key;
use timepiece::{Timepiece, whole_seconds};

/// How many keys are remembered at once, for each limit. A locked key is never forgotten: when all of them are locked,
/// all new keys share one counter.
const KEYS_MAX: usize = 50_000;
/// How often a full memory is searched for keys that are free again.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// Bits of an IPv6 address that name a network: its owner has all addresses of it.
const NETWORK_BITS: u32 = 64;

/// The network of an address: all of an IPv4 address, the first half of an IPv6 one.
pub fn network_of(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(four) => four.octets().to_vec(),
        IpAddr::V6(six) => (six.to_bits() >> NETWORK_BITS).to_be_bytes().to_vec(),
    }
}

/// How much is left of a limit.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Which limit.
    pub limit: &'static Limit,
    /// Tries that are left.
    pub remaining: u32,
    /// Seconds until there is another, when none is left; else until all are back.
    pub reset_s: u32,
}

impl Standing {
    /// What a refusal says.
    pub const fn reached(limit: &'static Limit, retry_after_s: u32) -> Self {
        Self { limit, remaining: 0, reset_s: retry_after_s }
    }

    /// The `RateLimit` field (draft-ietf-httpapi-ratelimit-headers).
    pub fn field(&self) -> String {
        format!("\"{}\";r={};t={}", self.limit.name, self.remaining, self.reset_s)
    }

    /// The `RateLimit-Policy` field.
    pub fn policy(&self) -> String {
        format!("\"{}\";q={};w={}", self.limit.name, self.limit.attempts, self.limit.window_s)
    }
}

/// All limits, and who has used how much of them.
#[derive(Debug)]
pub struct Limits {
    limiters: Vec<Limiter>,
    candidates: Candidates,
}

impl Limits {
    /// Nobody has tried anything yet.
    pub fn new(clock: &Clock) -> Self {
        let limiters = limit::ALL.iter().map(|limit| Limiter::new(limit, clock, KEYS_MAX)).collect();
        Self { limiters, candidates: Candidates::new(Timepiece::new(clock)) }
    }

    fn of(&self, limit: &Limit) -> Result<&Limiter, Error> {
        let found = self.limiters.iter().find(|limiter| limiter.limit == limit);
        found.ok_or_else(|| Error::internal("a limit that nobody counts"))
    }

    /// Refuses who has no try left, and counts nothing.
    ///
    /// # Errors
    /// [`Error::RateLimited`].
    pub fn check(&self, limit: &Limit, key: Key) -> Result<(), Error> {
        self.count(limit, key, 0)
    }

    /// Counts these tries, as many as are left; refuses who has none left.
    ///
    /// # Errors
    /// [`Error::RateLimited`].
    pub fn count(&self, limit: &Limit, key: Key, tries: u32) -> Result<(), Error> {
        self.of(limit)?.judge(key, || ((), tries))
    }

    /// Counts citizen numbers that a client tries: those that it tried before count nothing.
    ///
    /// # Errors
    /// [`Error::RateLimited`] when too many of them begin alike.
    pub fn count_candidates<'n>(
        &self,
        client: &str,
        numbers: impl IntoIterator<Item = &'n CitizenNumber>,
    ) -> Result<(), Error> {
        self.candidates.count(client, numbers)
    }

    /// Judges a try while nobody else of the limit tries: what `work` tells is a guess is counted.
    ///
    /// # Errors
    /// [`Error::RateLimited`], before the work.
    pub fn judge<T>(&self, limit: &Limit, key: Key, work: impl FnOnce() -> (T, bool)) -> Result<T, Error> {
        let judged = || {
            let (value, is_guess) = work();
            (value, u32::from(is_guess))
        };
        self.of(limit)?.judge(key, judged)
    }

    /// How much is left.
    pub fn standing(&self, limit: &Limit, key: Key) -> Option<Standing> {
        self.of(limit).ok().map(|limiter| limiter.standing(key))
    }
}

/// The theoretical arrival times of `governor`, by key.
#[derive(Debug, Clone, Default)]
struct Table(Arc<Mutex<HashMap<Key, Nanos>>>);

impl Table {
    fn map(&self) -> MutexGuard<'_, HashMap<Key, Nanos>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes back what was counted since.
    fn restore(&self, key: Key, before: Option<Nanos>) {
        match before {
            Some(before) => self.map().insert(key, before),
            None => self.map().remove(&key),
        };
    }
}

impl StateStore for Table {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut map = self.map();
        let (outcome, next) = measure(map.get(key).copied())?;
        map.insert(*key, next);
        Ok(outcome)
    }
}

/// One limit, and who has used how much of it.
#[derive(Debug)]
struct Limiter {
    limit: &'static Limit,
    governor: RateLimiter<Key, Table, Timepiece, StateInformationMiddleware>,
    table: Table,
    watch: Timepiece,
    since: Duration,
    keys_max: usize,
    /// Held while a try is judged; when the memory was last swept.
    turn: Mutex<Option<Duration>>,
}

impl Limiter {
    fn new(limit: &'static Limit, clock: &Clock, keys_max: usize) -> Self {
        let attempts = NonZeroU32::new(limit.attempts).unwrap_or(NonZeroU32::MIN);
        let each = Duration::from_secs(limit.window_s.into()) / attempts.get();
        let quota = Quota::with_period(each).unwrap_or(Quota::per_second(NonZeroU32::MIN)).allow_burst(attempts);
        let (table, watch) = (Table::default(), Timepiece::new(clock));
        let governor = RateLimiter::new(quota, table.clone(), watch.clone());
        let since = watch.now();
        Self { limit, governor, table, watch, since, keys_max, turn: Mutex::new(None) }
    }

    fn judge<T>(&self, key: Key, work: impl FnOnce() -> (T, u32)) -> Result<T, Error> {
        let mut swept = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let key = self.with_room(key, &mut swept);
        let before = self.table.map().get(&key).copied();
        self.take(key)?;
        let (value, tries) = work();
        if tries == 0 {
            self.table.restore(key, before);
        }
        // If fewer tries are left than were made, all of them are taken: a client that found much at once waits for the
        // whole window.
        (1..tries.min(self.limit.attempts)).take_while(|_| self.take(key).is_ok()).for_each(drop);
        Ok(value)
    }

    fn take(&self, key: Key) -> Result<u32, Error> {
        let left = self.governor.check_key(&key);
        left.map(|snapshot| snapshot.remaining_burst_capacity()).map_err(|refused| {
            let wait = whole_seconds(refused.wait_time_from(self.watch.now()));
            Error::RateLimited { limit: self.limit, retry_after_s: wait.max(1) }
        })
    }

    fn standing(&self, key: Key) -> Standing {
        let mut swept = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let key = self.with_room(key, &mut swept);
        let before = self.table.map().get(&key).copied();
        match self.take(key) {
            Ok(left) => {
                self.table.restore(key, before);
                let now = Nanos::from(self.watch.now().saturating_sub(self.since));
                let reset = before.map(|full_at| Duration::from(full_at.saturating_sub(now)));
                Standing { limit: self.limit, remaining: left + 1, reset_s: whole_seconds(reset.unwrap_or_default()) }
            }
            Err(Error::RateLimited { retry_after_s, .. }) => Standing::reached(self.limit, retry_after_s),
            Err(_) => Standing::reached(self.limit, self.limit.window_s),
        }
    }

    /// The key under which a try is counted. In a full memory those who have all tries again make room.
    fn with_room(&self, key: Key, swept: &mut Option<Duration>) -> Key {
        let mut map = self.table.map();
        if map.len() < self.keys_max || map.contains_key(&key) {
            return key;
        }
        let now = self.watch.now();
        if swept.is_none_or(|at| now.duration_since(at) >= SWEEP_EVERY.into()) {
            *swept = Some(now);
            let now = Nanos::from(now.saturating_sub(self.since));
            map.retain(|_, full_at| *full_at > now);
        }
        if map.len() < self.keys_max { key } else { Key::SHARED }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::kernel::limit::LOGINS;

    fn clock() -> (Arc<Mutex<domain::Instant>>, Clock) {
        let now = Arc::new(Mutex::new("2026-11-23T02:00:00Z".parse().unwrap()));
        (Arc::clone(&now), Clock::Set(now))
    }

    fn passes(now: &Arc<Mutex<domain::Instant>>, seconds: i64) {
        *now.lock().unwrap() += chrono::TimeDelta::seconds(seconds);
    }

    fn key(number: u32) -> Key {
        Key::of(&[&number.to_be_bytes()])
    }

    fn guesses(limiter: &Limiter, key: Key) -> bool {
        limiter.judge(key, || ((), 1)).is_ok()
    }

    #[test]
    fn tries_are_restored_one_by_one() {
        let (now, clock) = clock();
        let limiter = Limiter::new(&LOGINS, &clock, KEYS_MAX);
        assert_eq!((0..20).filter(|_| guesses(&limiter, key(1))).count(), 10);
        assert!(matches!(limiter.judge(key(1), || ((), 0)), Err(Error::RateLimited { retry_after_s: 6, .. })));
        assert!(guesses(&limiter, key(2)), "another is not slowed down");
        passes(&now, 6);
        assert_eq!((0..20).filter(|_| guesses(&limiter, key(1))).count(), 1);
        passes(&now, 60);
        assert_eq!((0..20).filter(|_| guesses(&limiter, key(1))).count(), 10);
    }

    #[test]
    fn successful_try_costs_nothing() {
        let (_, clock) = clock();
        let limiter = Limiter::new(&LOGINS, &clock, KEYS_MAX);
        assert!((0..1_000).all(|_| limiter.judge(key(1), || ((), 0)).is_ok()));
        assert_eq!(limiter.table.map().len(), 0);
        assert_eq!(limiter.standing(key(1)).field(), "\"login\";r=10;t=0");
        guesses(&limiter, key(1));
        assert_eq!(limiter.standing(key(1)).field(), "\"login\";r=9;t=6");
        assert_eq!(limiter.standing(key(1)).policy(), "\"login\";q=10;w=60");
    }

    #[test]
    fn full_limiter_keeps_every_locked_key() {
        let (now, clock) = clock();
        let limiter = Limiter::new(&LOGINS, &clock, 3);
        while guesses(&limiter, key(1)) {}
        assert!((2..100).filter(|number| guesses(&limiter, key(*number))).count() < 13, "strangers share one counter");
        assert!(limiter.table.map().len() <= 4);
        assert!(!guesses(&limiter, key(1)));
        passes(&now, 61);
        assert!(guesses(&limiter, key(200)), "who is free again makes room");
    }

    #[test]
    fn many_at_once_pass_as_many_as_one_after_the_other() {
        let (_, clock) = clock();
        let limiter = Limiter::new(&LOGINS, &clock, KEYS_MAX);
        let passed: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..50).map(|_| scope.spawn(|| usize::from(guesses(&limiter, key(1))))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(passed, 10);
    }

    #[test]
    fn more_tries_than_are_left_take_what_is_left() {
        let (now, clock) = clock();
        let limiter = Limiter::new(&LOGINS, &clock, KEYS_MAX);
        assert!(limiter.judge(key(1), || ((), 1_000)).is_ok());
        assert!(!guesses(&limiter, key(1)));
        passes(&now, 6);
        assert!(guesses(&limiter, key(1)));
    }

    #[test]
    fn all_addresses_of_a_network_are_one() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.2"), network("192.0.2.1"));
    }
}
