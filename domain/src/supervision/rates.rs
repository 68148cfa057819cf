//! Rates of rectification (f.3): of problems notified in a period, withdrawn ones apart, as they are on a day.

use crate::kernel::word::words;

words! {
    /// By what findings are told apart.
    FindingDimension {
        /// By their matter.
        Matter = "matter",
        /// By their severity.
        Severity = "severity",
        /// By their status.
        Status = "status",
        /// By the school.
        School = "school",
        /// By the zone to which the school belongs now.
        Zone = "zone",
        /// By the organisation.
        Unit = "unit",
    }
}

/// What is counted of problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub all: u32,
    /// Closed.
    pub closed: u32,
    /// Verified, and not closed.
    pub verified: u32,
    /// Those whose deadline is not later than the day.
    pub due: u32,
    /// Due, with a report that stands.
    pub due_reported: u32,
    /// Due, with a report not later than the deadline.
    pub on_time: u32,
    /// Those that come again.
    pub recurring: u32,
    /// Look-backs that held.
    pub held: u32,
    /// Look-backs that found a relapse.
    pub relapsed: u32,
    /// Entries of guidance.
    pub guidance: u32,
}

/// Rates in hundredths: of a percent, and of an entry for the ratio of guidance. None where the base is nought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rates {
    /// Closed of all.
    pub closure: Option<u32>,
    /// Verified or closed of all.
    pub mended: Option<u32>,
    /// Due and reported of due.
    pub rectification: Option<u32>,
    /// Reported by the deadline of due.
    pub on_time: Option<u32>,
    /// Due and not reported of due.
    pub overdue: Option<u32>,
    /// Recurring of all.
    pub recurrence: Option<u32>,
    /// Held of all look-backs.
    pub held: Option<u32>,
    /// Entries of guidance for each.
    pub guidance: Option<u32>,
}

/// Hundredths of a percent.
const PERCENT: u64 = 10_000;
/// Hundredths of one.
const ONE: u64 = 100;

impl Counts {
    /// Those of two groups together.
    #[must_use]
    pub fn plus(self, other: &Self) -> Self {
        Self {
            all: self.all + other.all,
            closed: self.closed + other.closed,
            verified: self.verified + other.verified,
            due: self.due + other.due,
            due_reported: self.due_reported + other.due_reported,
            on_time: self.on_time + other.on_time,
            recurring: self.recurring + other.recurring,
            held: self.held + other.held,
            relapsed: self.relapsed + other.relapsed,
            guidance: self.guidance + other.guidance,
        }
    }

    /// The rates.
    pub fn rates(&self) -> Rates {
        let of = |part: u32, base: u32| rate(part, base, PERCENT);
        Rates {
            closure: of(self.closed, self.all),
            mended: of(self.verified + self.closed, self.all),
            rectification: of(self.due_reported, self.due),
            on_time: of(self.on_time, self.due),
            overdue: of(self.due - self.due_reported.min(self.due), self.due),
            recurrence: of(self.recurring, self.all),
            held: of(self.held, self.held + self.relapsed),
            guidance: rate(self.guidance, self.all, ONE),
        }
    }
}

/// A part of a base, rounded half up; none of nothing.
fn rate(part: u32, base: u32, scale: u64) -> Option<u32> {
    let (part, base) = (u64::from(part), u64::from(base));
    let rounded = (2 * part * scale + base).checked_div(2 * base)?;
    u32::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_those_of_the_worked_example() {
        let counts = Counts {
            all: 18,
            closed: 9,
            verified: 2,
            due: 14,
            due_reported: 11,
            on_time: 10,
            recurring: 3,
            held: 5,
            relapsed: 1,
            guidance: 27,
        };
        let expected = Rates {
            closure: Some(5_000),
            mended: Some(6_111),
            rectification: Some(7_857),
            on_time: Some(7_143),
            overdue: Some(2_143),
            recurrence: Some(1_667),
            held: Some(8_333),
            guidance: Some(150),
        };
        assert_eq!(counts.rates(), expected);
    }

    #[test]
    fn rate_of_nothing_is_none() {
        assert_eq!(Counts::default().rates(), Rates::default());
    }
}
