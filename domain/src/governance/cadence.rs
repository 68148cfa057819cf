//! What supervision owes in a year, by which rule, and how much of it is done (R182, R183, R190, R191, R195, R196, R310).

use super::meeting::MeetingKind;
use crate::{
    Day,
    kernel::{
        period::days_of,
        rules::{self, Rule, Rules},
        word::words,
    },
    supervision::plan::PlanKind,
};

words! {
    /// What supervision owes.
    Duty {
        /// Meetings of the committee in the year.
        CommitteeMeetings = "committee_meetings", // R182.
        /// Meetings of the inspectors in each half of the year.
        InspectorMeetings = "inspector_meetings", // R183.
        /// The theme of each month.
        MonthlyThemes = "monthly_themes", // R190.
        /// A plan for each school.
        SchoolPlans = "school_plans", // R191.
        /// A plan of special supervision in the year.
        SpecialPlans = "special_plans", // R196.
        /// Comprehensive supervision of each school within the cycle.
        SchoolCycle = "school_cycle", // R195.
        /// Supervision of each government and department within the cycle.
        GovernmentCycle = "government_cycle", // R195.
        /// Publicity around Teachers' Day.
        Publicity = "publicity", // R310.
    }
}

impl Duty {
    /// The policy that asks for it.
    pub const fn rule(self) -> &'static Rule {
        match self {
            Self::CommitteeMeetings => &rules::MEETING_COMMITTEE_PER_YEAR,
            Self::InspectorMeetings => &rules::MEETING_INSPECTORS_PER_HALF_YEAR,
            Self::MonthlyThemes => &rules::PLAN_ONE_THEME_PER_MONTH,
            Self::SchoolPlans => &rules::PLAN_PER_SCHOOL,
            Self::SpecialPlans => &rules::PLAN_SPECIAL_YEARLY,
            Self::SchoolCycle => &rules::CYCLE_SCHOOL_YEARS,
            Self::GovernmentCycle => &rules::CYCLE_GOVERNMENT_YEARS,
            Self::Publicity => &rules::PUBLICITY_PER_YEAR,
        }
    }
}

/// The day of teachers, about which publicity lies: month and day.
const TEACHERS_DAY: (u32, u32) = (9, 10);

/// A plan that was decided, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Its kind.
    pub kind: PlanKind,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
}

/// How many of those that are owed something got it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    /// All.
    pub all: u32,
    /// Those that got it.
    pub reached: u32,
}

/// What is known of a year in an area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The meetings that were held: kind and day.
    pub meetings: Vec<(MeetingKind, Day)>,
    /// The plans that were decided.
    pub plans: Vec<Planned>,
    /// Schools, and those with a plan of their own in the year.
    pub school_plans: Reached,
    /// Schools, and those under comprehensive supervision within the cycle.
    pub school_cycle: Reached,
    /// Governments and departments, and those supervised within the cycle.
    pub government_cycle: Reached,
}

/// One thing that is owed within days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// What.
    pub duty: Duty,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// How much.
    pub due: u32,
    /// How much of it is done; more than is owed counts as what is owed.
    pub done: u32,
}

impl Obligation {
    /// What was not done, once the last day is over.
    pub fn missed(&self, today: Day) -> u32 {
        if self.last < today { self.due - self.done } else { 0 }
    }
}

/// The days of the cycle of schools that ends with a year (R195); none of years that no calendar has.
pub fn school_cycle(rules: &Rules, year: i32) -> Option<(Day, Day)> {
    cycle(rules.count(&rules::CYCLE_SCHOOL_YEARS), year)
}

/// The days of the cycle of governments that ends with a year (R195); none of years that no calendar has.
pub fn government_cycle(rules: &Rules, year: i32) -> Option<(Day, Day)> {
    cycle(rules.count(&rules::CYCLE_GOVERNMENT_YEARS), year)
}

fn cycle(years: u32, year: i32) -> Option<(Day, Day)> {
    let years = i32::try_from(years).ok()?;
    Day::from_ymd_opt(year.checked_add(1)?.checked_sub(years)?, 1, 1).zip(Day::from_ymd_opt(year, 12, 31))
}

fn count<T>(of: impl Iterator<Item = T>) -> u32 {
    u32::try_from(of.count()).unwrap_or(u32::MAX)
}

/// What is owed in a year (2000 to 2100), in the order of the duties and of their days. What the place's rules switched off is
/// left out.
pub fn obligations(year: i32, facts: &Facts, rules: &Rules) -> Vec<Obligation> {
    let day = |month, day| Day::from_ymd_opt(year, month, day);
    let span = |from: (u32, u32), to: (u32, u32)| day(from.0, from.1).zip(day(to.0, to.1));
    let Some(whole) = span((1, 1), (12, 31)) else { return Vec::new() };
    let mut all = Vec::new();
    let mut owe = |duty, (first, last): (Day, Day), due: u32, done: u32| {
        all.push(Obligation { duty, first, last, due, done: done.min(due) });
    };
    let held = |kind: MeetingKind, (first, last): (Day, Day)| {
        count(facts.meetings.iter().filter(|(of, on)| *of == kind && (first..=last).contains(on)))
    };
    let planned = |kind: PlanKind, (first, last): (Day, Day)| {
        count(facts.plans.iter().filter(|one| one.kind == kind && one.starts_on <= last && first <= one.ends_on))
    };
    let due = rules.count(&rules::MEETING_COMMITTEE_PER_YEAR);
    owe(Duty::CommitteeMeetings, whole, due, held(MeetingKind::Committee, whole));
    let due = rules.count(&rules::MEETING_INSPECTORS_PER_HALF_YEAR);
    for half in [span((1, 1), (6, 30)), span((7, 1), (12, 31))].into_iter().flatten() {
        owe(Duty::InspectorMeetings, half, due, held(MeetingKind::Inspectors, half));
    }
    if rules.demands(&rules::PLAN_ONE_THEME_PER_MONTH) {
        for month in (1..=12).filter_map(|month| days_of(&format!("{year}-{month:02}")).ok()) {
            owe(Duty::MonthlyThemes, month, 1, planned(PlanKind::MonthlyTheme, month));
        }
    }
    let mut reach = |duty, days, of: Reached| owe(duty, days, of.all, of.reached);
    if rules.demands(&rules::PLAN_PER_SCHOOL) {
        reach(Duty::SchoolPlans, whole, facts.school_plans);
    }
    reach(Duty::SchoolCycle, school_cycle(rules, year).unwrap_or(whole), facts.school_cycle);
    reach(Duty::GovernmentCycle, government_cycle(rules, year).unwrap_or(whole), facts.government_cycle);
    if rules.demands(&rules::PLAN_SPECIAL_YEARLY) {
        owe(Duty::SpecialPlans, whole, 1, planned(PlanKind::Special, whole));
    }
    if let Some(teachers) = day(TEACHERS_DAY.0, TEACHERS_DAY.1) {
        let about = chrono::Days::new(rules.count(&rules::PUBLICITY_WINDOW_DAYS).into());
        let window = (teachers - about, teachers + about);
        owe(Duty::Publicity, window, rules.count(&rules::PUBLICITY_PER_YEAR), planned(PlanKind::Publicity, window));
    }
    all.sort_by_key(|one| (one.duty, one.first));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn plan(kind: PlanKind, starts_on: &str, ends_on: &str) -> Planned {
        Planned { kind, starts_on: day(starts_on), ends_on: day(ends_on) }
    }

    fn owed(facts: &Facts, duty: Duty) -> Vec<(u32, u32)> {
        let all = obligations(2026, facts, &Rules::shipped());
        all.iter().filter(|one| one.duty == duty).map(|one| (one.due, one.done)).collect()
    }

    #[test]
    fn a_year_without_anything_owes_everything() {
        let nothing = obligations(2026, &Facts::default(), &Rules::shipped());
        assert_eq!(nothing.len(), 1 + 2 + 12 + 1 + 1 + 1 + 1 + 1);
        assert!(nothing.iter().all(|one| one.done == 0));
        let missed = |today: &str| nothing.iter().map(|one| one.missed(day(today))).sum::<u32>();
        assert_eq!(missed("2026-01-31"), 0);
        assert_eq!(missed("2026-02-01"), 1, "the theme of January");
        assert_eq!(missed("2027-01-01"), 1 + 2 + 12 + 1 + 1);
    }

    #[test]
    fn meetings_count_in_their_half_year() {
        let meetings = vec![
            (MeetingKind::Inspectors, day("2026-06-30")),
            (MeetingKind::Inspectors, day("2026-03-01")),
            (MeetingKind::Committee, day("2025-12-31")),
        ];
        let facts = Facts { meetings, ..Facts::default() };
        assert_eq!(owed(&facts, Duty::InspectorMeetings), [(1, 1), (1, 0)]);
        assert_eq!(owed(&facts, Duty::CommitteeMeetings), [(1, 0)]);
    }

    #[test]
    fn publicity_lies_about_the_day_of_teachers() {
        let with = |starts_on, ends_on| Facts {
            plans: vec![plan(PlanKind::Publicity, starts_on, ends_on)],
            ..Facts::default()
        };
        assert_eq!(owed(&with("2026-08-01", "2026-08-26"), Duty::Publicity), [(1, 1)]);
        assert_eq!(owed(&with("2026-08-01", "2026-08-25"), Duty::Publicity), [(1, 0)]);
        assert_eq!(owed(&with("2026-09-25", "2026-10-01"), Duty::Publicity), [(1, 1)]);
        assert_eq!(owed(&with("2026-09-26", "2026-10-01"), Duty::Publicity), [(1, 0)]);
    }

    #[test]
    fn each_school_is_reached_within_the_cycle() {
        let facts = Facts { school_cycle: Reached { all: 118, reached: 90 }, ..Facts::default() };
        assert_eq!(owed(&facts, Duty::SchoolCycle), [(118, 90)]);
        let all = obligations(2026, &facts, &Rules::shipped());
        let cycle = all.iter().find(|one| one.duty == Duty::SchoolCycle).unwrap();
        assert_eq!((cycle.first, cycle.last), (day("2022-01-01"), day("2026-12-31")));
        assert_eq!((cycle.missed(day("2026-12-31")), cycle.missed(day("2027-01-01"))), (0, 28));
    }

    #[test]
    fn rule_that_is_switched_off_owes_nothing() {
        let rules = Rules::with_changes([(2, "plan.one_theme_per_month".to_owned(), false.into())]);
        assert!(obligations(2026, &Facts::default(), &rules).iter().all(|one| one.duty != Duty::MonthlyThemes));
    }
}
