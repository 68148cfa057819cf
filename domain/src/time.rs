//! Days of the office and instants of the register.

use crate::Wording;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

use crate::fault::{FaultCode, Flaw};

/// A calendar day in Asia/Shanghai, the only zone in which the office counts days.
pub type Day = NaiveDate;
/// A moment, in UTC.
pub type Instant = DateTime<Utc>;

/// China has kept one offset and no summer time since 1991.
const SHANGHAI_OFFSET_S: i32 = 8 * 3600;

/// The day it is in Shanghai at this instant.
pub fn day_in_shanghai(instant: Instant) -> Day {
    match FixedOffset::east_opt(SHANGHAI_OFFSET_S) {
        Some(offset) => instant.with_timezone(&offset).date_naive(),
        None => instant.date_naive(),
    }
}

/// An instant as the database keeps it: whole microseconds.
pub fn to_microseconds(instant: Instant) -> Instant {
    chrono::SubsecRound::trunc_subsecs(instant, 6)
}

/// Parses `2026-11-23`, and nothing looser.
pub fn parse_day(raw: &str) -> Result<Day, Flaw> {
    let flaw = || Flaw::new(FaultCode::Date, Wording::NotADay);
    if raw.len() != 10 || !raw.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(flaw());
    }
    NaiveDate::parse_from_str(raw, "%Y-%m-%d").map_err(|_| flaw())
}

/// The same day some years later; 29 February becomes 28 February where it must.
pub fn add_years(day: Day, years: u32) -> Day {
    day.checked_add_months(chrono::Months::new(years.saturating_mul(12))).unwrap_or(Day::MAX)
}

/// The day before, saturating at the end of time.
pub fn day_before(day: Day) -> Day {
    day.pred_opt().unwrap_or(Day::MIN)
}

/// A time for which something is valid, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

impl Term {
    /// Whole years from a day, less a day, so that the next term begins without overlap.
    pub fn of_years(from: Day, years: u32) -> Self {
        Self { from, until: day_before(add_years(from, years)) }
    }

    /// A renewed term follows the old one without a gap, or begins on the day when that has run out.
    pub fn renewed(old: Option<Self>, day: Day, years: u32) -> Self {
        match old {
            Some(old) if old.until >= day => {
                let next = old.until.succ_opt().unwrap_or(old.until);
                Self { from: old.from, until: Self::of_years(next, years).until }
            }
            _ => Self::of_years(day, years),
        }
    }

    /// Whether the day lies within.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_in_shanghai_eight_hours_before_utc() {
        let evening: Instant = "2026-11-22T16:00:00Z".parse().unwrap();
        assert_eq!(day_in_shanghai(evening).to_string(), "2026-11-23");
    }

    #[test]
    fn only_the_iso_form_is_a_day() {
        assert!(parse_day("2026-11-23").is_ok());
        for raw in ["2026-02-30", "2026-1-1", "+026-11-23", "20261123", "", "2026-11-23T00:00"] {
            assert!(parse_day(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn three_years_after_a_leap_day_is_the_28th() {
        assert_eq!(add_years("2024-02-29".parse().unwrap(), 3).to_string(), "2027-02-28");
    }
}
