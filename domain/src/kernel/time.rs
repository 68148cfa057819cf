//! Days of the office and instants of the register.

use crate::{
    Wording,
    kernel::fault::{FaultCode, Faults, Flaw},
};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

/// A calendar day in Asia/Shanghai, the only zone in which the office counts days.
pub type Day = NaiveDate;
/// A moment, in UTC.
pub type Instant = DateTime<Utc>;

/// The first day that the register keeps: both databases and RFC 3339 write years with four digits.
pub const FIRST_DAY: Day = day_or(NaiveDate::from_ymd_opt(1, 1, 1), NaiveDate::MIN);
/// The last day that the register keeps.
pub const LAST_DAY: Day = day_or(NaiveDate::from_ymd_opt(9999, 12, 31), NaiveDate::MAX);

const fn day_or(day: Option<Day>, other: Day) -> Day {
    match day {
        Some(day) => day,
        None => other,
    }
}

/// China has kept one offset and no summer time since 1991.
const SHANGHAI_OFFSET_S: i32 = 8 * 3600;

/// The time it is in Shanghai at this instant.
pub fn in_shanghai(instant: Instant) -> NaiveDateTime {
    match FixedOffset::east_opt(SHANGHAI_OFFSET_S) {
        Some(offset) => instant.with_timezone(&offset).naive_local(),
        None => instant.naive_utc(),
    }
}

/// The day it is in Shanghai at this instant.
pub fn day_in_shanghai(instant: Instant) -> Day {
    in_shanghai(instant).date()
}

/// The instant at which a day begins in Shanghai.
pub fn begins(day: Day) -> Instant {
    (day.and_time(NaiveTime::MIN) - TimeDelta::seconds(SHANGHAI_OFFSET_S.into())).and_utc()
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
    let day = NaiveDate::parse_from_str(raw, "%Y-%m-%d").map_err(|_| flaw())?;
    if is_in_calendar(day) { Ok(day) } else { Err(flaw()) }
}

/// True for a day that the register can keep.
pub fn is_in_calendar(day: Day) -> bool {
    (FIRST_DAY..=LAST_DAY).contains(&day)
}

fn in_calendar(day: Option<Day>) -> Day {
    day.unwrap_or(LAST_DAY).clamp(FIRST_DAY, LAST_DAY)
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

/// The same day some months later, or the last of the month where it has no such day; at most [`LAST_DAY`].
pub fn add_months(day: Day, months: u32) -> Day {
    in_calendar(day.checked_add_months(chrono::Months::new(months)))
}

/// The same day some months earlier, or the last of the month where it has no such day; at least [`FIRST_DAY`].
pub fn subtract_months(day: Day, months: u32) -> Day {
    day.checked_sub_months(chrono::Months::new(months)).map_or(FIRST_DAY, |day| day.max(FIRST_DAY))
}

/// The same day some years later; 29 February becomes 28 February where it must; at most [`LAST_DAY`].
pub fn add_years(day: Day, years: u32) -> Day {
    add_months(day, years.saturating_mul(12))
}

/// The day so many days later, at most [`LAST_DAY`].
pub fn add_days(day: Day, days: u32) -> Day {
    in_calendar(day.checked_add_days(chrono::Days::new(days.into())))
}

/// The first day after a time of whole months that begins on a day: the same day of the month, or the first of the next
/// month where there is none. So a year that begins on 29 February ends on 28 February.
pub fn after_months(day: Day, months: u32) -> Day {
    let same = add_months(day, months);
    if same.day() < day.day() { day_after(same) } else { same }
}

/// The day before, at least [`FIRST_DAY`].
pub fn day_before(day: Day) -> Day {
    in_calendar(Some(day.pred_opt().unwrap_or(FIRST_DAY)))
}

/// The day after, at most [`LAST_DAY`].
pub fn day_after(day: Day) -> Day {
    add_days(day, 1)
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
        Self::within_calendar(from, years).unwrap_or(Self { from, until: LAST_DAY })
    }

    /// As [`Term::of_years`]; none where the term would reach beyond [`LAST_DAY`].
    pub fn within_calendar(from: Day, years: u32) -> Option<Self> {
        let months = years.checked_mul(12)?;
        let same = from.checked_add_months(chrono::Months::new(months))?;
        // What begins on 29 February ends on 28 February.
        let until = if same.day() < from.day() { same } else { same.pred_opt()? };
        is_in_calendar(until).then_some(Self { from, until })
    }

    /// A renewed term follows the old one without a gap, or begins on the day when that has run out.
    pub fn renewed(old: Option<Self>, day: Day, years: u32) -> Self {
        match old {
            Some(old) if old.until >= day => {
                let next = day_after(old.until);
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
        assert_eq!(begins(day_in_shanghai(evening)), evening);
    }

    #[test]
    fn only_the_iso_form_is_a_day() {
        assert!(parse_day("2026-11-23").is_ok());
        for raw in
            ["2026-02-30", "2026-1-1", "+026-11-23", "20261123", "", "2026-11-23T00:00", "0000-12-31", "10000-01-01"]
        {
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
    fn moment_covers_first_and_last_day_and_defaults_to_all() {
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
    fn arithmetic_never_leaves_the_calendar() {
        let bases = ["0001-01-01", "0004-02-29", "2026-11-23", "9996-02-29", "9999-01-31"];
        let days = bases.iter().map(|raw| raw.parse::<Day>().unwrap()).chain([LAST_DAY, Day::MIN, Day::MAX]);
        for day in days {
            for count in [0, 1, 11, 12, 40_000, 3_000_000, 300_000_000, u32::MAX] {
                for later in [add_days(day, count), add_months(day, count), add_years(day, count)] {
                    assert!(is_in_calendar(later), "{day} {count}");
                    assert!(later >= day || day > LAST_DAY, "{day} {count}");
                }
                let term = Term::of_years(day, count);
                assert!(is_in_calendar(term.until), "{day} {count}");
                assert!(Term::within_calendar(day, count).is_none_or(|exact| exact == term), "{day} {count}");
            }
            assert!(is_in_calendar(day_before(day)) && is_in_calendar(day_after(day)), "{day}");
        }
        assert_eq!((day_before(FIRST_DAY), day_after(LAST_DAY)), (FIRST_DAY, LAST_DAY));
        assert!(Term::within_calendar("9997-01-01".parse().unwrap(), 3).is_some());
        assert!(Term::within_calendar("9997-01-02".parse().unwrap(), 3).is_none());
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
