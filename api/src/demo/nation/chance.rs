//! Chance and identifiers from a seed: the same seed gives the same.

use domain::{Day, Instant, kernel::id::Series};
use uuid::Uuid;

/// A series of numbers that looks like chance (SplitMix64, public domain by S. Vigna).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// A series of its own for one thing of a demo, so that what is made before it does not bear on it.
    pub(super) fn of(seed: u64, thing: u32) -> Self {
        let mut chance = Self(seed ^ u64::from(thing).wrapping_mul(0xd6e8_feb8_6659_fd93));
        chance.number();
        chance
    }

    /// The next number.
    pub(super) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; nought where there is none below it.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.number() % u64::from(bound.max(1))).unwrap_or_default()
    }

    /// True so many times in a thousand.
    pub(super) fn in_thousand(&mut self, times: u32) -> bool {
        self.below(1_000) < times
    }

    /// One of several; the first is there for an empty list.
    pub(super) fn pick<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let at = self.below(u32::try_from(others.len()).unwrap_or_default().saturating_add(1));
        let other = usize::try_from(at).ok().and_then(|at| at.checked_sub(1)).and_then(|at| others.get(at));
        other.copied().unwrap_or(first)
    }

    /// A day from a first to before an end; the first where there is none between.
    pub(super) fn day(&mut self, from: Day, end: Day) -> Day {
        let days = u32::try_from((end - from).num_days()).unwrap_or_default();
        from + chrono::Days::new(self.below(days).into())
    }
}

/// Identifiers in order, from a seed.
#[derive(Debug)]
pub(super) struct Ids {
    series: Series,
    chance: Chance,
    unix_ms: u64,
    made: u64,
}

/// Identifiers of one millisecond.
const IDS_PER_MS: u64 = 10_000;

impl Ids {
    /// Those of a demo whose register begins at a moment.
    pub(super) fn new(seed: u64, begins_at: Instant) -> Self {
        let unix_ms = u64::try_from(begins_at.timestamp_millis()).unwrap_or_default();
        Self { series: Series::default(), chance: Chance::of(seed, u32::MAX), unix_ms, made: 0 }
    }

    /// The next one.
    pub(super) fn next<T: From<Uuid>>(&mut self) -> T {
        let mut bytes = [0; 10];
        bytes.iter_mut().zip(self.chance.number().to_le_bytes()).for_each(|(to, from)| *to = from);
        bytes.iter_mut().rev().zip(self.chance.number().to_le_bytes()).for_each(|(to, from)| *to ^= from);
        self.made += 1;
        self.series.next(self.unix_ms + self.made / IDS_PER_MS, bytes).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_series_and_another_seed_another() {
        let series = |seed: u64, thing: u32| -> Vec<u64> {
            let mut chance = Chance::of(seed, thing);
            (0..5).map(|_| chance.number()).collect()
        };
        assert_eq!(series(1, 7), series(1, 7));
        assert_ne!(series(1, 7), series(2, 7));
        assert_ne!(series(1, 7), series(1, 8));
    }

    #[test]
    fn identifiers_are_in_order_and_the_same_for_one_seed() {
        let begins_at = domain::kernel::time::parse_instant("2026-01-01T00:00:00Z").unwrap();
        let ids = |seed| -> Vec<Uuid> {
            let mut ids = Ids::new(seed, begins_at);
            (0..30_000).map(|_| ids.next()).collect()
        };
        let first = ids(1);
        assert!(first.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(first, ids(1));
        assert_ne!(first, ids(2));
    }
}
