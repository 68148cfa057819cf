//! Public notices: proposed names stand published for objections before a decision is taken
//! (R11: 督学管理暂行办法 art. 7, at least seven working days).

use crate::{
    Day, Error, Wording,
    calendar::WorkingDays,
    rules::{self, Rule, Rules, refused},
    time::day_before,
};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// The day the name was published.
    pub opened_on: Day,
    /// The day from which the clock counts: the opening, or the end of the last objection.
    pub counted_from: Day,
    /// The clock.
    pub clock: Clock,
}

/// An objection raised during a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Who objects.
    pub objector: String,
    /// What they say.
    pub statement: String,
}

impl Notice {
    /// R11: a notice stands for at least seven working days after the day of publication.
    pub fn opened(day: Day, rules: &Rules, working_days: &WorkingDays) -> Result<Self, Error> {
        Self::opened_by(&rules::PUBLIC_NOTICE_MIN_WORKING_DAYS, day, rules, working_days)
    }

    /// A notice that stands for as many working days as another rule asks for.
    pub fn opened_by(rule: &Rule, day: Day, rules: &Rules, working_days: &WorkingDays) -> Result<Self, Error> {
        let ends_on = working_days.after(day, rules.count(rule))?;
        Ok(Self { opened_on: day, counted_from: day, clock: Clock::RunsUntil(ends_on) })
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
