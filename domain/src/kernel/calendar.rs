//! Working days, counted over the calendars that an administrator uploads each year.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Weekday};

use crate::{
    Day, Error, Wording,
    kernel::{
        fault::{FaultCode, Faults},
        rules,
    },
};

/// Most days listed in one year's calendar.
const LISTED_DAYS_MAX: usize = 366;

/// The deviations of one year from Monday-to-Friday, as the State Council announces them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCalendar {
    /// The year.
    pub year: i32,
    /// Days off that would be working days, and public holidays in general.
    pub holidays: BTreeSet<Day>,
    /// Weekend days that are worked to make up for a holiday.
    pub workdays: BTreeSet<Day>,
}

impl YearCalendar {
    /// Checks that each day lies in the year and stands on one list only.
    pub fn new(year: i32, holidays: Vec<Day>, workdays: Vec<Day>) -> Result<Self, Error> {
        let mut faults = Faults::new();
        if !(2000..=2100).contains(&year) {
            faults.add("/year", FaultCode::Range, Wording::Between { min: 2000, max: 2100 });
        }
        for (name, days) in [("holidays", &holidays), ("workdays", &workdays)] {
            if days.len() > LISTED_DAYS_MAX {
                faults.add(format!("/{name}"), FaultCode::Length, Wording::TooManyDays);
            }
            let mut seen = BTreeSet::new();
            for (at, day) in days.iter().enumerate().take(LISTED_DAYS_MAX) {
                let pointer = || format!("/{name}/{at}");
                if day.year() != year {
                    faults.add(pointer(), FaultCode::Date, Wording::DayOfAnotherYear);
                }
                if name == "workdays" && !is_weekend(*day) {
                    faults.add(pointer(), FaultCode::Date, Wording::NotAWeekendDay);
                }
                if !seen.insert(day) {
                    faults.add(pointer(), FaultCode::Duplicate, Wording::NamedTwice);
                }
            }
        }
        let (holidays, workdays): (BTreeSet<Day>, BTreeSet<Day>) =
            (holidays.into_iter().collect(), workdays.into_iter().collect());
        if holidays.intersection(&workdays).next().is_some() {
            faults.add("/workdays", FaultCode::Duplicate, Wording::HolidayAndWorkingDay);
        }
        faults.finish(Some(Self { year, holidays, workdays }))
    }

    fn is_working(&self, day: Day) -> bool {
        self.workdays.contains(&day) || (!is_weekend(day) && !self.holidays.contains(&day))
    }

    /// True if it lists no day at all.
    pub fn is_empty(&self) -> bool {
        self.holidays.is_empty() && self.workdays.is_empty()
    }
}

fn is_weekend(day: Day) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The uploaded calendars. A year that is missing refuses the count; it is never guessed.
#[derive(Debug, Clone, Default)]
pub struct WorkingDays(BTreeMap<i32, YearCalendar>);

impl WorkingDays {
    /// Over these calendars.
    pub fn over(calendars: impl IntoIterator<Item = YearCalendar>) -> Self {
        Self(calendars.into_iter().map(|calendar| (calendar.year, calendar)).collect())
    }

    /// Whether work is done on this day.
    pub fn is_working(&self, day: Day) -> Result<bool, Error> {
        match self.0.get(&day.year()) {
            Some(calendar) => Ok(calendar.is_working(day)),
            None => Err(Error::RuleRefused {
                rule: &rules::CALENDAR_YEAR_REQUIRED,
                wording: Wording::CalendarMissing { year: day.year().into() },
            }),
        }
    }

    /// The `count`-th working day after `day`, which itself does not count.
    pub fn after(&self, day: Day, count: u32) -> Result<Day, Error> {
        let mut at = day;
        let mut left = count;
        while left > 0 {
            at = next_day(at)?;
            if self.is_working(at)? {
                left -= 1;
            }
        }
        Ok(at)
    }

    /// This day, or the next working day after it: where a time ends.
    pub fn on_or_after(&self, day: Day) -> Result<Day, Error> {
        let mut at = day;
        while !self.is_working(at)? {
            at = next_day(at)?;
        }
        Ok(at)
    }

    /// How many working days lie strictly between two days.
    pub fn between(&self, after: Day, before: Day) -> Result<u32, Error> {
        let mut count = 0;
        let mut at = next_day(after)?;
        while at < before {
            count += u32::from(self.is_working(at)?);
            at = next_day(at)?;
        }
        Ok(count)
    }
}

fn next_day(day: Day) -> Result<Day, Error> {
    day.checked_add_days(Days::new(1)).ok_or_else(|| Error::internal("the end of the calendar"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn year_2026() -> WorkingDays {
        let holidays = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"].map(day);
        WorkingDays::over([YearCalendar::new(2026, holidays.into(), vec![day("2026-10-10")]).unwrap()])
    }

    #[test]
    fn seven_working_days_pass_over_a_weekend() {
        assert_eq!(year_2026().after(day("2026-11-23"), 7).unwrap(), day("2026-12-02"));
    }

    #[test]
    fn a_holiday_does_not_count_and_a_made_up_saturday_does() {
        assert_eq!(year_2026().after(day("2026-09-30"), 1).unwrap(), day("2026-10-08"));
        assert_eq!(year_2026().after(day("2026-09-30"), 3).unwrap(), day("2026-10-10"));
    }

    #[test]
    fn a_missing_year_refuses() {
        let refused = year_2026().after(day("2026-12-30"), 7);
        assert!(matches!(refused, Err(Error::RuleRefused { rule, .. }) if rule.key == "calendar.year_required"));
    }

    #[test]
    fn counting_forth_and_back_agree() {
        let calendar = year_2026();
        for start in 0..120 {
            let opened = day("2026-07-01") + Days::new(start);
            for count in 1..10 {
                let end = calendar.after(opened, count).unwrap();
                assert_eq!(calendar.between(opened, end).unwrap(), count - 1);
            }
        }
    }

    #[test]
    fn a_calendar_holds_only_days_of_its_year_and_each_once() {
        assert!(YearCalendar::new(2026, vec![day("2027-01-01")], vec![]).is_err());
        assert!(YearCalendar::new(2026, vec![day("2026-01-01")], vec![day("2026-01-01")]).is_err());
    }

    #[test]
    fn only_weekend_days_are_worked_to_make_up() {
        let faults = |workdays: Vec<Day>| match YearCalendar::new(2026, vec![], workdays) {
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect(),
            _ => Vec::new(),
        };
        assert_eq!(faults(vec![day("2026-10-10"), day("2026-10-11")]), []);
        assert_eq!(faults(vec![day("2026-10-10"), day("2026-10-14")]), [("/workdays/1".to_owned(), FaultCode::Date)]);
        assert_eq!(faults(vec![day("2026-10-10"); 2]), [("/workdays/1".to_owned(), FaultCode::Duplicate)]);
    }
}
