//! The days of the story. All are counted from the day on which the demo starts, so that the story is true on any day.

use chrono::{Datelike, Days as Span};
use domain::{
    Day, Error,
    kernel::{
        calendar::{WorkingDays, YearCalendar},
        period::Month,
        time::day_before,
    },
};

/// Days of the year that are always holidays: month and day.
const FIXED_HOLIDAYS: [(u32, u32); 6] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];
/// Working days for which a name stands in public notice.
const NOTICE_WORKING_DAYS: u32 = 7;

/// The days of the story.
pub(super) struct Days {
    /// The day on which the demo starts.
    pub today: Day,
    /// The calendars of its years and of the next one.
    pub calendars: Vec<YearCalendar>,
    working_days: WorkingDays,
}

impl Days {
    /// The story that ends on a day.
    pub fn until(today: Day) -> Result<Self, Error> {
        let calendars = (today.year() - 1..=today.year() + 1).map(calendar_of).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { today, working_days: WorkingDays::over(calendars.clone()), calendars })
    }

    /// A day of last year.
    pub fn last_year(&self, month: u32, day: u32) -> Day {
        Day::from_ymd_opt(self.today.year() - 1, month, day).unwrap_or(self.today)
    }

    /// A day of this year, today at the latest.
    pub fn this_year(&self, month: u32, day: u32) -> Day {
        Day::from_ymd_opt(self.today.year(), month, day).unwrap_or(self.today).min(self.today)
    }

    /// The day so many days ago.
    pub fn ago(&self, days: u64) -> Day {
        self.today.checked_sub_days(Span::new(days)).unwrap_or(self.today)
    }

    /// A whole month before this one: the last is 1.
    pub fn month(&self, back: u32) -> Month {
        (0..back).fold(Month::of(self.today), |month, _| Month::of(day_before(month.first())))
    }

    /// The first day on which a notice is over that was opened on a day.
    pub fn notice_over(&self, opened_on: Day) -> Result<Day, Error> {
        let last = self.working_days.after(opened_on, NOTICE_WORKING_DAYS)?;
        Ok(last.succ_opt().unwrap_or(last))
    }

    /// The latest day on which a notice would have been opened that is over today.
    pub fn notice_just_over(&self) -> Result<Day, Error> {
        let mut opened_on = day_before(self.today);
        while self.notice_over(opened_on)? > self.today {
            opened_on = day_before(opened_on);
        }
        Ok(opened_on)
    }
}

/// A year in which the fixed holidays are the only ones.
pub fn calendar_of(year: i32) -> Result<YearCalendar, Error> {
    let holidays = FIXED_HOLIDAYS.iter().filter_map(|(month, day)| Day::from_ymd_opt(year, *month, *day)).collect();
    YearCalendar::new(year, holidays, Vec::new())
}
