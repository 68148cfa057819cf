//! Months, semesters and years, as reports and stipends are about them.

use std::fmt;

use chrono::Datelike;

use crate::{
    Day, FaultCode, Wording,
    kernel::{
        fault::Flaw,
        time::{add_months, day_before, is_in_calendar, parse_day},
        word::words,
    },
};

/// Months of a semester.
const SEMESTER_MONTHS: u32 = 5;

/// A month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Day);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Parses `2026-11`, and nothing looser.
    ///
    /// # Errors
    /// The flaw.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        parse_day(&format!("{raw}-01")).map(Self).map_err(|_| Flaw::new(FaultCode::Date, Wording::NotAMonth))
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> Day {
        day_before(self.end())
    }

    /// The first day of the next month.
    pub fn end(self) -> Day {
        // The month after the last one that the register keeps ends it, and is never kept itself.
        self.0.checked_add_months(chrono::Months::new(1)).unwrap_or(Day::MAX)
    }

    /// How many days it has.
    pub fn days(self) -> u32 {
        self.last().day()
    }

    /// The next month.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.end())
    }

    /// The month so many months before.
    #[must_use]
    pub fn before(self, months: u32) -> Self {
        Self(self.0.checked_sub_months(chrono::Months::new(months)).unwrap_or(self.0))
    }

    /// The twelve months of its year.
    pub fn of_its_year(self) -> Vec<Self> {
        std::iter::successors(Some(self.before(self.number() - 1)), |month| Some(month.next())).take(12).collect()
    }

    /// Its number, 1 to 12.
    pub fn number(self) -> u32 {
        self.0.month()
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Whether it is over on a day.
    pub fn is_over(self, today: Day) -> bool {
        self.last() < today
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m").fmt(out)
    }
}

words! {
    /// The two semesters of a school year.
    Season {
        /// March to July.
        Spring = "spring",
        /// September to January of the next year.
        Autumn = "autumn",
    }
}

/// A semester, of the year in which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Semester {
    /// Its first month.
    begins: Month,
    season: Season,
}

impl Semester {
    fn new(year: i32, season: Season) -> Option<Self> {
        let month = match season {
            Season::Spring => 3,
            Season::Autumn => 9,
        };
        let first = Day::from_ymd_opt(year, month, 1).filter(|first| is_in_calendar(*first));
        first.map(|first| Self { begins: Month(first), season })
    }

    /// Parses `2026-autumn`, and nothing looser.
    ///
    /// # Errors
    /// The flaw.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        let parsed =
            raw.split_once('-').and_then(|(year, season)| Self::new(parse_year(year)?, Season::parse(season)?));
        parsed.ok_or_else(|| Flaw::new(FaultCode::Date, Wording::NotASemester))
    }

    /// The semester in which a month lies; February and August lie in none.
    pub fn of(month: Month) -> Option<Self> {
        match month.number() {
            3..=7 => Self::new(month.year(), Season::Spring),
            9..=12 => Self::new(month.year(), Season::Autumn),
            1 => Self::new(month.year() - 1, Season::Autumn),
            _ => None,
        }
    }

    /// The semester of a day, or the one that was over last.
    pub fn latest(day: Day) -> Option<Self> {
        let month = Month::of(day);
        Self::of(month).or_else(|| Self::of(Month::of(day_before(month.first()))))
    }

    /// Its months, in order.
    pub fn months(self) -> Vec<Month> {
        (0..SEMESTER_MONTHS).map(|later| Month(add_months(self.first(), later))).collect()
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.begins.first()
    }

    /// Its last day.
    pub fn last(self) -> Day {
        day_before(add_months(self.first(), SEMESTER_MONTHS))
    }
}

impl fmt::Display for Semester {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{}", self.begins.year(), self.season.as_str())
    }
}

/// The first and last day of a month (`2026-11`), semester (`2026-autumn`) or year (`2026`).
///
/// # Errors
/// The flaw of what is none of them.
pub fn days_of(raw: &str) -> Result<(Day, Day), Flaw> {
    let month = || Month::parse(raw).map(|month| (month.first(), month.last()));
    let semester = || Semester::parse(raw).map(|semester| (semester.first(), semester.last()));
    let year = || Year::parse(raw).map(|year| (year.first(), year.last()));
    let days = month().or_else(|_| semester()).or_else(|_| year());
    days.map_err(|_| Flaw::new(FaultCode::Date, Wording::NotAPeriod))
}

fn parse_year(raw: &str) -> Option<i32> {
    if raw.len() == 4 && raw.bytes().all(|byte| byte.is_ascii_digit()) { raw.parse().ok() } else { None }
}

/// A year, as a report on duty is about one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Year(i32);

impl Year {
    /// Parses `2026`, and nothing looser.
    ///
    /// # Errors
    /// The flaw.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        let is_one = |year: &i32| Day::from_ymd_opt(*year, 1, 1).is_some_and(is_in_calendar);
        let year = parse_year(raw).filter(is_one);
        year.map(Self).ok_or_else(|| Flaw::new(FaultCode::Date, Wording::NotAYear))
    }

    /// The year of a month.
    pub fn of(month: Month) -> Self {
        Self(month.year())
    }

    /// Its first day.
    pub fn first(self) -> Day {
        Day::from_ymd_opt(self.0, 1, 1).unwrap_or(Day::MIN)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        Day::from_ymd_opt(self.0, 12, 31).unwrap_or(Day::MAX)
    }
}

impl fmt::Display for Year {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn month(raw: &str) -> Month {
        Month::parse(raw).unwrap()
    }

    fn semester(raw: &str) -> Semester {
        Semester::parse(raw).unwrap()
    }

    #[test]
    fn a_month_ends_where_the_calendar_says() {
        for (raw, last) in [("2026-11", "2026-11-30"), ("2028-02", "2028-02-29"), ("2026-02", "2026-02-28")] {
            assert_eq!((month(raw).last(), month(raw).to_string()), (day(last), raw.to_owned()));
        }
        assert!(!month("2026-11").is_over(day("2026-11-30")) && month("2026-11").is_over(day("2026-12-01")));
        for raw in ["2026-13", "2026-1", "2026-00", "202611", "2026-11-01", "+026-11", "学"] {
            assert!(Month::parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn autumn_ends_in_january_and_semesters_skip_feb_and_aug() {
        let autumn = semester("2026-autumn");
        assert_eq!((autumn.first(), autumn.last()), (day("2026-09-01"), day("2027-01-31")));
        assert_eq!(
            (semester("2026-spring").first(), semester("2026-spring").last()),
            (day("2026-03-01"), day("2026-07-31"))
        );
        assert_eq!(
            autumn.months().iter().map(Month::to_string).collect::<Vec<_>>().join(" "),
            "2026-09 2026-10 2026-11 2026-12 2027-01"
        );
        assert_eq!(autumn.to_string(), "2026-autumn");
        for (raw, of) in [("2027-01", Some(autumn)), ("2026-09", Some(autumn)), ("2027-02", None), ("2026-08", None)] {
            assert_eq!(Semester::of(month(raw)), of, "{raw}");
        }
        assert_eq!(Semester::latest(day("2027-02-15")), Some(autumn));
        assert_eq!(Semester::latest(day("2027-08-15")), Some(semester("2027-spring")));
        for raw in ["2026", "2026-winter", "26-autumn", "2026-Autumn", "-autumn", ""] {
            assert!(Semester::parse(raw).is_err(), "{raw}");
        }
    }
}
