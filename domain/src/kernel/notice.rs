//! Public notices: proposed names stand published for objections before a decision is taken
//! (R11: 督学管理暂行办法 art. 7, at least seven working days).

use crate::{
    Day, Error, FaultCode, Wording,
    kernel::{
        calendar::WorkingDays,
        event::Basis,
        fault::Faults,
        rules::{self, Rule, Rules, refused},
        time::day_before,
    },
};

pub use crate::kernel::event::PublishedElsewhere;

/// Notes what is wrong with how a notice is opened: one that began before today was not published by this register, and
/// says where it was.
pub fn check_opening(basis: &Basis, today: Day, faults: &mut Faults) {
    let day = basis.occurred_on.unwrap_or(today);
    match &basis.published_elsewhere {
        None if day < today => {
            faults.add("/published_elsewhere", FaultCode::Required, Wording::PublicationElsewhereNeeded);
        }
        None => {}
        Some(elsewhere) => {
            if elsewhere.until < elsewhere.from {
                faults.add("/published_elsewhere/until", FaultCode::Date, Wording::EndsBeforeItStarts);
            }
            if elsewhere.from != day {
                faults.add("/published_elsewhere/from", FaultCode::Mismatch, Wording::PublicationBeganOn);
            }
        }
    }
}

/// The clock of a public notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Running: the notice stands until the end of this day.
    RunsUntil(Day),
    /// Stopped by an objection, with this many working days left.
    Stopped {
        /// Working days still to run.
        days_left: u32,
    },
}

/// A public notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The day the name was published.
    pub opened_on: Day,
    /// The day from which the clock counts: the opening, or the end of the last objection.
    pub counted_from: Day,
    /// The clock.
    pub clock: Clock,
    /// Where it was published, if not by this register.
    pub published_elsewhere: Option<PublishedElsewhere>,
}

/// An objection raised during a notice. Its words are in clear where it is raised and shown; the record that it is about
/// carries them as they are kept, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Who objects.
    pub objector: String,
    /// What they say.
    pub statement: String,
}

impl Notice {
    /// The last day, unless an objection stops the clock.
    pub const fn ends_on(&self) -> Option<Day> {
        match self.clock {
            Clock::RunsUntil(day) => Some(day),
            Clock::Stopped { .. } => None,
        }
    }

    /// The working days that are left while an objection stops the clock.
    pub const fn days_left(&self) -> Option<u32> {
        match self.clock {
            Clock::RunsUntil(_) => None,
            Clock::Stopped { days_left } => Some(days_left),
        }
    }

    /// R11: a notice stands for at least seven working days after the day of publication.
    ///
    /// # Errors
    /// As [`Notice::opened_by`].
    pub fn opened(
        day: Day,
        elsewhere: Option<&PublishedElsewhere>,
        rules: &Rules,
        working_days: &WorkingDays,
    ) -> Result<Self, Error> {
        Self::opened_by(&rules::PUBLIC_NOTICE_MIN_WORKING_DAYS, day, elsewhere, rules, working_days)
    }

    /// A notice that stands for as many working days as another rule asks for. One that was published elsewhere ends there.
    ///
    /// # Errors
    /// [`Error::RuleRefused`] when it was published elsewhere for fewer days, or ends in a year without a calendar.
    pub fn opened_by(
        rule: &'static Rule,
        day: Day,
        elsewhere: Option<&PublishedElsewhere>,
        rules: &Rules,
        working_days: &WorkingDays,
    ) -> Result<Self, Error> {
        let earliest = working_days.after(day, rules.count(rule))?;
        let ends_on = elsewhere.map_or(earliest, |elsewhere| elsewhere.until);
        if ends_on < earliest {
            return refused(rule, Wording::PublicationTooShort { earliest: earliest.to_string() });
        }
        let clock = Clock::RunsUntil(ends_on);
        Ok(Self { opened_on: day, counted_from: day, clock, published_elsewhere: elsewhere.cloned() })
    }

    /// An objection stops the clock: the day it is raised does not count as a day of notice.
    pub fn stopped(self, day: Day, working_days: &WorkingDays) -> Result<Self, Error> {
        let Clock::RunsUntil(ends_on) = self.clock else {
            return Err(Error::internal("a notice without a running clock"));
        };
        if day > ends_on {
            let wording = Wording::NoticeEnded { ends_on: ends_on.to_string() };
            return refused(&rules::PUBLIC_NOTICE_MIN_WORKING_DAYS, wording);
        }
        let days_left = 1 + working_days.between(self.counted_from.max(day_before(day)), ends_on)?;
        Ok(Self { clock: Clock::Stopped { days_left }, ..self })
    }

    /// A dismissed objection lets the clock go on where it stopped.
    pub fn resumed(self, day: Day, working_days: &WorkingDays) -> Result<Self, Error> {
        let Clock::Stopped { days_left } = self.clock else {
            return Err(Error::internal("an objection without a stopped clock"));
        };
        let ends_on = working_days.after(day, days_left)?;
        Ok(Self { counted_from: day, clock: Clock::RunsUntil(ends_on), ..self })
    }

    /// Refuses a decision while objections can still be raised.
    pub fn check_over(&self, day: Day) -> Result<(), Error> {
        self.check_over_by(&rules::PUBLIC_NOTICE_MIN_WORKING_DAYS, day)
    }

    /// The same, of a notice that another rule asks for.
    pub fn check_over_by(&self, rule: &'static Rule, day: Day) -> Result<(), Error> {
        match self.clock {
            Clock::RunsUntil(ends_on) if day > ends_on => Ok(()),
            Clock::RunsUntil(ends_on) => refused(rule, Wording::NoticeRuns { ends_on: ends_on.to_string() }),
            Clock::Stopped { .. } => refused(rule, Wording::ObjectionOpen),
        }
    }

    /// Whether an objection is being looked into.
    pub fn is_stopped(&self) -> bool {
        matches!(self.clock, Clock::Stopped { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::calendar::YearCalendar;

    fn day(text: &str) -> Day {
        crate::kernel::time::parse_day(text).unwrap()
    }

    fn elsewhere(from: &str, until: &str) -> PublishedElsewhere {
        let (place, document_number) = ("演示市政府网站".to_owned(), "演示公示〔2026〕1号".to_owned());
        PublishedElsewhere { place, document_number, from: day(from), until: day(until) }
    }

    fn faults(occurred_on: Option<&str>, published_elsewhere: Option<PublishedElsewhere>) -> Vec<String> {
        let basis = Basis { occurred_on: occurred_on.map(day), published_elsewhere, ..Basis::default() };
        let mut faults = Faults::new();
        check_opening(&basis, day("2026-11-23"), &mut faults);
        match faults.finish(Some(())) {
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_notice_dated_back_says_where_it_was_published() {
        assert!(faults(None, None).is_empty());
        assert!(faults(Some("2026-11-23"), None).is_empty());
        assert_eq!(faults(Some("2026-11-22"), None), ["/published_elsewhere"]);
        assert!(faults(Some("2026-11-02"), Some(elsewhere("2026-11-02", "2026-11-11"))).is_empty());
        let other = elsewhere("2026-11-03", "2026-11-02");
        assert_eq!(
            faults(Some("2026-11-02"), Some(other)),
            ["/published_elsewhere/until", "/published_elsewhere/from"]
        );
    }

    #[test]
    fn a_notice_elsewhere_ends_there_and_is_never_short() {
        let (rules, year) = (Rules::shipped(), YearCalendar::new(2026, Default::default(), Vec::new()).unwrap());
        let working_days = WorkingDays::over([year]);
        let opened = |until: &str| {
            Notice::opened(day("2026-11-02"), Some(&elsewhere("2026-11-02", until)), &rules, &working_days)
        };
        // Monday the 2nd, and seven working days after it: Wednesday the 11th.
        assert!(matches!(opened("2026-11-10"), Err(Error::RuleRefused { .. })));
        assert_eq!(opened("2026-11-11").unwrap().clock, Clock::RunsUntil(day("2026-11-11")));
        assert_eq!(opened("2026-12-01").unwrap().clock, Clock::RunsUntil(day("2026-12-01")));
    }
}
