//! What the register knows of a person over the years, as far as stipends rest on it: of each month, the facts that it is
//! computed from.

use std::collections::{BTreeMap, BTreeSet};

use super::entitlement::{Dated, Destination, Facts, Office, Paying, Source};
use crate::{
    Area, Day,
    kernel::{lifecycle::StatusHistory, period::Month},
    performance::assessment::grade::Grade,
    pools::pool::Pool,
    service::{
        appointment::{Route, Status},
        zone_assignment::ZoneRole,
    },
};

/// A final assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessed {
    /// The year assessed.
    pub year: i32,
    /// The day on which it became final: it weighs on the months that begin afterwards.
    pub final_on: Day,
    /// The grade.
    pub grade: Grade,
    /// From which fact it is known.
    pub source: Source,
}

/// A person's facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Offices, each in its area.
    pub offices: Vec<(Area, Dated<Office>)>,
    /// Roles in zones.
    pub roles: Vec<Dated<ZoneRole>>,
    /// Grades of inspectors.
    pub grades: Vec<Dated<String>>,
    /// Pools.
    pub pools: Vec<Dated<Pool>>,
    /// Ways to be paid.
    pub payees: Vec<Dated<Paying>>,
    /// Days of duty, by month, in office or not.
    pub duty_days: BTreeMap<Month, BTreeSet<Day>>,
    /// Days on which a decision that was undone since kept the person from duty.
    pub kept_out: Vec<Dated<()>>,
    /// Final assessments.
    pub assessed: Vec<Assessed>,
}

impl History {
    /// The facts of a month, as far as the offices lie where `covers` says; paid on a day.
    pub fn of_month(&self, month: Month, paid_on: Day, covers: impl Fn(&Area) -> bool) -> Facts {
        let touches = |from: Day, end: Day| from < month.end() && month.first() < end;
        fn within<T: Clone>(all: &[Dated<T>], touches: impl Fn(Day, Day) -> bool) -> Vec<Dated<T>> {
            all.iter().filter(|one| touches(one.from, one.end)).cloned().collect()
        }
        let offices = self.offices.iter().filter(|(area, one)| covers(area) && touches(one.from, one.end));
        let (duty_days, duty_days_outside) = self.duty_of(month);
        Facts {
            offices: offices.map(|(_, one)| one.clone()).collect(),
            roles: within(&self.roles, touches),
            grades: within(&self.grades, touches),
            pools: within(&self.pools, touches),
            payees: within(&self.payees, touches),
            destination: Destination::of(&self.payees, paid_on),
            duty_days,
            duty_days_outside,
            kept_out: within(&self.kept_out, touches),
            assessed: self.weighing(month).map(|one| (one.grade, one.source)),
        }
    }
}

impl History {
    /// The assessment that weighs on a month: of the last year before the month's that was final before the month began.
    pub fn weighing(&self, month: Month) -> Option<&Assessed> {
        let weighs = |one: &&Assessed| one.year < month.year() && one.final_on < month.first();
        self.assessed.iter().filter(weighs).max_by_key(|one| (one.year, one.source))
    }

    /// Days of duty in a month: those in office, and those before it, after it or during a suspension, which earn nothing.
    fn duty_of(&self, month: Month) -> (u32, u32) {
        let serves = |day: &&Day| self.offices.iter().any(|(_, one)| !one.value.is_suspended && one.holds_on(**day));
        let days = self.duty_days.get(&month);
        let all = days.map_or(0, BTreeSet::len);
        let served = days.map_or(0, |days| days.iter().filter(serves).count());
        let count = |days: usize| u32::try_from(days).unwrap_or(u32::MAX);
        (count(served), count(all - served))
    }
}

/// The days of an appointment, as far as stipends ask about them.
#[derive(Debug, Clone)]
pub struct Service {
    /// By which way.
    pub route: Route,
    /// First day of the term.
    pub starts_on: Option<Day>,
    /// Last day of the term.
    pub ends_on: Option<Day>,
    /// The first day on which it was no longer in force.
    pub ended_on: Option<Day>,
    /// Through which statuses it went, and when.
    pub trail: StatusHistory<Status>,
    /// From which fact it is known.
    pub source: Source,
}

impl Service {
    /// Its days in office, those of suspensions told apart.
    pub fn offices(&self) -> Vec<Dated<Office>> {
        let Some(first) = self.starts_on else { return Vec::new() };
        let last = self.ends_on.and_then(|last| last.succ_opt()).unwrap_or(Day::MAX);
        let close = self.ended_on.unwrap_or(Day::MAX).min(last);
        let steps = self.trail.steps();
        let ends = steps.iter().skip(1).map(|(day, _)| *day).chain([Day::MAX]);
        let office = |((day, status), end): (&(Day, Status), Day)| {
            let (from, end) = ((*day).max(first), end.min(close));
            let value = Office { route: self.route, is_suspended: *status == Status::Suspended };
            (status.is_in_office() && from < end).then_some(Dated { value, from, end, source: self.source })
        };
        steps.iter().zip(ends).filter_map(office).collect()
    }
}
