//! Days of the office and instants of the register.

use crate::Wording;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};

use crate::fault::{FaultCode, Faults, Flaw};

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

/// The moment of a change that follows another: now, and in any case after it, although clocks of servers differ. So
/// every version of a record was what was known for some time.
pub fn following(previous: Instant, now: Instant) -> Instant {
    now.max(previous + chrono::TimeDelta::microseconds(1))
}

/// Parses `2026-11-23`, and nothing looser.
pub fn parse_day(raw: &str) -> Result<Day, Flaw> {
    let flaw = || Flaw::new(FaultCode::Date, Wording::NotADay);
    if raw.len() != 10 || !raw.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(flaw());
    }
    NaiveDate::parse_from_str(raw, "%Y-%m-%d").map_err(|_| flaw())
}

/// Parses RFC 3339, such as `2026-11-23T08:00:00Z`, and nothing looser.
pub fn parse_instant(raw: &str) -> Result<Instant, Flaw> {
    let flaw = || Flaw::new(FaultCode::Date, Wording::NotAnInstant);
    let strict = raw.as_bytes().get(10) == Some(&b'T') && raw.ends_with(|c: char| c == 'Z' || c.is_ascii_digit());
    let instant = DateTime::parse_from_rfc3339(raw).map_err(|_| flaw())?.with_timezone(&Utc);
    // SQLite compares instants as text: other years have another length. No leap second is in the future.
    let storable = (1..=9999).contains(&instant.year()) && instant.nanosecond() < 1_000_000_000;
    if strict && storable { Ok(to_microseconds(instant)) } else { Err(flaw()) }
}

/// From when a record is looked at: its facts as they stood on a day, as the register knew them at an instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment {
    /// Only what held on this day; everything, past and coming, when none is named.
    pub as_of: Option<Day>,
    /// As the register knew it then; as it knows it now, when none is named.
    pub known_at: Option<Instant>,
}

impl Moment {
    /// Parses the parameters `as_of` and `known_at`, noting what is wrong with them.
    pub fn parse(as_of: Option<&str>, known_at: Option<&str>, faults: &mut Faults) -> Self {
        Self {
            as_of: as_of.and_then(|raw| faults.keep("/as_of", parse_day(raw))),
            known_at: known_at.and_then(|raw| faults.keep("/known_at", parse_instant(raw))),
        }
    }

    /// Whether what holds from one day until another, both included, is looked at.
    pub fn covers(&self, from: Day, until: Option<Day>) -> bool {
        self.as_of.is_none_or(|day| from <= day && until.is_none_or(|until| day <= until))
    }
}

/// The same day some months later, or the last of the month where it has no such day.
pub fn add_months(day: Day, months: u32) -> Day {
    day.checked_add_months(chrono::Months::new(months)).unwrap_or(Day::MAX)
}

/// The same day some years later; 29 February becomes 28 February where it must.
pub fn add_years(day: Day, years: u32) -> Day {
    day.checked_add_months(chrono::Months::new(years.saturating_mul(12))).unwrap_or(Day::MAX)
}

/// The first day after a time of whole months that begins on a day: the same day of the month, or the first of the next
/// month where there is none. So a year that begins on 29 February ends on 28 February.
pub fn after_months(day: Day, months: u32) -> Day {
    let same = add_months(day, months);
    if same.day() < day.day() { same.succ_opt().unwrap_or(same) } else { same }
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
        Self { from, until: day_before(after_months(from, years.saturating_mul(12))) }
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

    /// How many days it has, the first and the last included.
    pub fn days(&self) -> i64 {
        (self.until - self.from).num_days() + 1
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
    fn only_rfc_3339_is_an_instant_and_an_offset_is_taken_off() {
        let eight: Instant = "2026-11-23T00:00:00Z".parse().unwrap();
        for raw in ["2026-11-23T00:00:00Z", "2026-11-23T08:00:00+08:00", "2026-11-23T00:00:00.0000001Z"] {
            assert_eq!(parse_instant(raw), Ok(eight), "{raw}");
        }
        for raw in [
            "2026-11-23",
            "2026-11-23 00:00:00Z",
            "2026-11-23t00:00:00Z",
            "2026-11-23T00:00:00z",
            "2026-11-23T00:00:00",
            "2026-11-23T00:00:00 08:00",
            "2026-11-23T24:00:00Z",
            "2026-06-30T23:59:60Z",
            "0000-12-31T00:00:00Z",
            "9999-12-31T23:59:59-08:00",
            "",
            "学",
        ] {
            assert!(parse_instant(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn a_moment_covers_the_last_day_and_everything_when_no_day_is_named() {
        let day = |raw: &str| -> Day { raw.parse().unwrap() };
        let (from, until) = (day("2026-01-01"), Some(day("2026-06-30")));
        let on = |raw: &str| Moment { as_of: Some(day(raw)), known_at: None };
        assert!(on("2026-01-01").covers(from, until) && on("2026-06-30").covers(from, until));
        assert!(!on("2025-12-31").covers(from, until) && !on("2026-07-01").covers(from, until));
        assert!(on("2030-01-01").covers(from, None) && Moment::default().covers(from, until));
    }

    #[test]
    fn three_years_after_a_leap_day_is_the_28th() {
        assert_eq!(add_years("2024-02-29".parse().unwrap(), 3).to_string(), "2027-02-28");
    }

    #[test]
    fn a_term_from_a_leap_day_ends_on_28_february() {
        let ends = |from: &str, years| Term::of_years(from.parse().unwrap(), years).until.to_string();
        assert_eq!((ends("2028-02-29", 3), ends("2028-02-29", 4)), ("2031-02-28".into(), "2032-02-28".into()));
        assert_eq!((ends("2028-03-01", 3), ends("2028-02-28", 3)), ("2031-02-28".into(), "2031-02-27".into()));
        let first = Term::of_years("2028-02-29".parse().unwrap(), 3);
        let next = Term::renewed(Some(first), first.until, 3);
        assert_eq!(next.until.to_string(), "2034-02-28");
    }

    #[test]
    fn terms_follow_one_another_without_gap_or_overlap() {
        let mut day: Day = "2023-12-25".parse().unwrap();
        for _ in 0..1_500 {
            for years in 1..=5 {
                let term = Term::of_years(day, years);
                let next = Term::of_years(term.until.succ_opt().unwrap(), years);
                let days = (next.from - day).num_days();
                assert!((365 * i64::from(years)..=366 * i64::from(years)).contains(&days), "{day} {years}");
                assert!(next.from.day() == day.day() || (day.day(), next.from.day()) == (29, 1), "{day} {years}");
            }
            day = day.succ_opt().unwrap();
        }
    }
}
