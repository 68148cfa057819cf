//! The time by which limits are judged.

use std::time::Duration;

use governor::clock::Clock as Watch;

use crate::clock::Clock;

/// The register's clock, as `governor` reads it.
#[derive(Debug, Clone)]
pub(super) struct Timepiece {
    clock: Clock,
    started: std::time::Instant,
}

impl Timepiece {
    pub(super) fn new(clock: &Clock) -> Self {
        Self { clock: clock.clone(), started: std::time::Instant::now() }
    }
}

impl Watch for Timepiece {
    type Instant = Duration;

    fn now(&self) -> Duration {
        match &self.clock {
            // It never goes back, as the time of day may.
            Clock::System => self.started.elapsed(),
            set @ Clock::Set(_) => {
                Duration::from_millis(u64::try_from(set.now().timestamp_millis()).unwrap_or_default())
            }
        }
    }
}

/// A time in seconds, rounded up.
pub(super) fn whole_seconds(time: Duration) -> u32 {
    let more = u64::from(time.subsec_nanos() > 0);
    u32::try_from(time.as_secs() + more).unwrap_or(u32::MAX)
}
