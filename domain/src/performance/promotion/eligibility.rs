//! Who may be promoted: every condition, met or not, with the article and the fact it rests on (R123, R126 to R128).

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::{
    Day,
    kernel::{
        rules::{self, Rule, Rules},
        time::add_years,
        word::words,
    },
    performance::{assessment::grade::Grade, grade::Track},
};

words! {
    /// A condition of a promotion, or the ground of a demotion.
    Condition {
        /// The person holds an appointment in force, which is not suspended.
        InOffice = "in_office",
        /// The grade is the next one of the track.
        NextGrade = "next_grade",
        /// A bachelor's degree or more, for a senior or first-grade title.
        Education = "education", // R123.
        /// Long enough in the present grade.
        YearsInGrade = "years_in_grade", // R123.
        /// No sanction has effect.
        NoSanction = "no_sanction", // R126.
        /// Both of the last two calendar years were assessed finally, and as qualified or better.
        Assessment = "assessment", // R128.
        /// The last year was assessed as unqualified.
        UnqualifiedYear = "unqualified_year", // R129.
    }
}

impl Condition {
    /// The rule behind it.
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::InOffice => &rules::PROMOTION_IN_OFFICE,
            Self::NextGrade => &rules::PROMOTION_ONE_STEP,
            Self::Education => &rules::PROMOTION_TITLE_YEARS_SENIOR,
            Self::YearsInGrade => &rules::PROMOTION_GRADE_YEARS,
            Self::NoSanction => &rules::PROMOTION_NO_SANCTION,
            Self::Assessment => &rules::PROMOTION_ASSESSMENT_GATE,
            Self::UnqualifiedYear => &rules::PROMOTION_DEMOTE,
        }
    }
}

/// What was found about one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The condition.
    pub condition: Condition,
    /// Whether it is met.
    pub met: bool,
    /// The key of the rule behind it.
    pub rule: &'static str,
    /// The article it comes from.
    pub article: &'static str,
    /// The fact that it rests on; nothing when there is none.
    pub fact: Option<String>,
}

impl Finding {
    fn new(condition: Condition, met: bool, fact: Option<String>) -> Self {
        Self::by(condition.rule(), condition, met, fact)
    }

    fn by(rule: &'static Rule, condition: Condition, met: bool, fact: Option<String>) -> Self {
        Self { condition, met, rule: rule.key, article: rule.article, fact }
    }

    /// A finding as it was kept: its rule by key, with the article of now.
    pub fn kept(condition: Condition, met: bool, rule: &str, fact: Option<String>) -> Self {
        Self::by(rules::find(rule).unwrap_or_else(|| condition.rule()), condition, met, fact)
    }
}

/// How a year was assessed, finally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssessedYear {
    /// The year.
    pub year: i32,
    /// Whether as excellent.
    pub is_excellent: bool,
    /// Whether as qualified or better.
    pub is_qualified: bool,
    /// Whether as unqualified.
    pub is_unqualified: bool,
}

impl AssessedYear {
    /// The years of final assessments; of one year's at several authorities the heaviest counts. A year that another
    /// authority has still `open` may yet end worse: it is not taken for a qualified one.
    pub fn of(grades: &[(i32, Grade)], open: &[i32]) -> Vec<Self> {
        let mut heaviest: BTreeMap<i32, Grade> = BTreeMap::new();
        for (year, grade) in grades {
            let known = heaviest.entry(*year).or_insert(*grade);
            if grade.is_heavier_than(*known) {
                *known = *grade;
            }
        }
        let one = |(year, grade): (i32, Grade)| {
            let has_ended = !open.contains(&year);
            Self {
                year,
                is_excellent: has_ended && grade == Grade::Excellent,
                is_qualified: has_ended && matches!(grade, Grade::Excellent | Grade::Qualified),
                is_unqualified: grade == Grade::Unqualified,
            }
        };
        heaviest.into_iter().map(one).collect()
    }
}

/// What the register knows about the person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Whether an appointment is in force and not suspended.
    pub is_in_office: bool,
    /// The grade held on the track, and since when: the first day of the unbroken run of it.
    pub held: Option<(String, Day)>,
    /// The education level (GB/T 4658).
    pub education: Option<String>,
    /// The degree (GB/T 6864).
    pub degree: Option<String>,
    /// The last day of a sanction that has effect.
    pub sanctioned_until: Option<Day>,
    /// The years that were assessed.
    pub assessed: Vec<AssessedYear>,
}

/// The grades of a track from the lowest to the highest.
pub fn ladder(track: Track) -> Vec<&'static str> {
    let codes = track.code_set().entries.iter().map(|entry| entry.code);
    match track {
        // The titles of other series are not steps of the teachers' one.
        Track::ProfessionalTitle => codes.filter(|code| code.starts_with('T')).rev().collect(),
        Track::JobRank => codes.rev().collect(),
        Track::InspectorGrade => codes.collect(),
    }
}

/// The grade that follows the one held; from nothing one begins at the lowest.
fn next(track: Track, held: Option<&str>) -> Option<&'static str> {
    let ladder = ladder(track);
    match held {
        None => ladder.first().copied(),
        Some(held) => ladder.iter().skip_while(|code| **code != held).nth(1).copied(),
    }
}

/// Every condition of a promotion to a grade, on a day.
pub fn of_promotion(track: Track, to_grade: &str, facts: &Facts, day: Day, rules: &Rules) -> Vec<Finding> {
    let held = facts.held.as_ref().map(|(code, _)| code.as_str());
    let mut findings = vec![
        Finding::new(Condition::InOffice, facts.is_in_office, None),
        Finding::new(Condition::NextGrade, next(track, held) == Some(to_grade), held.map(str::to_owned)),
    ];
    if matches!(to_grade, "T2" | "T3") {
        let is_accepted =
            facts.education.as_ref().is_some_and(|code| rules.lists(&rules::ACCEPTED_EDUCATION_CODES, code));
        findings.push(Finding::new(Condition::Education, is_accepted, facts.education.clone()));
    }
    if let Some((_, since)) = &facts.held {
        findings.push(years_in_grade(to_grade, *since, facts, day, rules));
    }
    let sanction = facts.sanctioned_until.map(|until| until.to_string());
    findings.push(Finding::new(Condition::NoSanction, facts.sanctioned_until.is_none(), sanction));
    // Who begins at the lowest grade has no years to show.
    findings.extend(gate(&facts.assessed, day, rules).filter(|_| held.is_some()));
    findings
}

/// R128: both of the last two years ended, and ended as qualified or better; nothing where no policy asks for it.
pub fn gate(assessed: &[AssessedYear], day: Day, rules: &Rules) -> Option<Finding> {
    let late = assessed_of_late(assessed, day);
    let met = late.len() == 2 && late.iter().all(|year| year.is_qualified);
    let finding = Finding::new(Condition::Assessment, met, years(&late));
    rules.demands(&rules::PROMOTION_ASSESSMENT_GATE).then_some(finding)
}

/// The conditions of a demotion to a grade: one step down, after an unqualified year in which the grade was held. A year
/// that already led down was spent in a higher grade, so that it leads down once.
pub fn of_demotion(track: Track, to_grade: &str, facts: &Facts, day: Day) -> Vec<Finding> {
    let (held, since) = facts.held.as_ref().map(|(code, since)| (code.as_str(), *since)).unzip();
    let is_next_below = held.is_some() && next(track, Some(to_grade)) == held;
    let last = facts.assessed.iter().filter(|year| year.year < day.year()).max_by_key(|year| year.year);
    let is_unqualified = last.is_some_and(|last| {
        let was_held = since.is_some_and(|since| since.year() <= last.year);
        was_held && last.is_unqualified && last.year >= day.year() - 2
    });
    vec![
        Finding::new(Condition::NextGrade, is_next_below, held.map(str::to_owned)),
        Finding::new(Condition::UnqualifiedYear, is_unqualified, last.map(|last| last.year.to_string())),
    ]
}

/// R123: the years in the present grade; one less is enough for who was excellent of late (R128: an early promotion).
fn years_in_grade(to_grade: &str, since: Day, facts: &Facts, day: Day, rules: &Rules) -> Finding {
    let has = |degree: char| facts.degree.as_ref().is_some_and(|code| code.starts_with(degree));
    let (is_doctor, is_master) = (has('2'), has('3'));
    let rule = match to_grade {
        "T1" => &rules::PROMOTION_TITLE_YEARS_FULL_SENIOR,
        "T2" if is_doctor => &rules::PROMOTION_TITLE_YEARS_SENIOR_DOCTOR,
        "T2" => &rules::PROMOTION_TITLE_YEARS_SENIOR,
        "T3" if is_master || is_doctor => &rules::PROMOTION_TITLE_YEARS_FIRST_MASTER,
        "T3" => &rules::PROMOTION_TITLE_YEARS_FIRST,
        _ => &rules::PROMOTION_GRADE_YEARS,
    };
    let was_excellent = assessed_of_late(&facts.assessed, day).iter().any(|year| year.is_excellent);
    let needed = rules.count(rule).saturating_sub(u32::from(was_excellent));
    Finding::by(rule, Condition::YearsInGrade, add_years(since, needed) <= day, Some(since.to_string()))
}

/// What of the last two calendar years was assessed finally, the later first. A year whose assessment has not ended is none
/// of them: who leaves it open does not step over it.
fn assessed_of_late(assessed: &[AssessedYear], day: Day) -> Vec<AssessedYear> {
    let of = |year: i32| assessed.iter().find(|assessed| assessed.year == year).copied();
    [day.year() - 1, day.year() - 2].into_iter().filter_map(of).collect()
}

fn years(assessed: &[AssessedYear]) -> Option<String> {
    let years: Vec<String> = assessed.iter().map(|year| year.year.to_string()).collect();
    (!years.is_empty()).then(|| years.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn year(year: i32, word: &str) -> AssessedYear {
        let (is_excellent, is_unqualified) = (word == "excellent", word == "unqualified");
        AssessedYear { year, is_excellent, is_qualified: is_excellent || word == "qualified", is_unqualified }
    }

    fn facts(held: &str, since: &str) -> Facts {
        Facts {
            is_in_office: true,
            held: Some((held.to_owned(), day(since))),
            education: Some("21".to_owned()),
            degree: Some("4".to_owned()),
            sanctioned_until: None,
            assessed: vec![year(2025, "qualified"), year(2024, "qualified")],
        }
    }

    fn unmet(track: Track, to_grade: &str, facts: &Facts) -> Vec<&'static str> {
        let findings = of_promotion(track, to_grade, facts, day("2026-11-23"), &Rules::shipped());
        findings.into_iter().filter(|finding| !finding.met).map(|finding| finding.condition.as_str()).collect()
    }

    #[test]
    fn one_goes_from_grade_to_grade_and_begins_at_the_lowest() {
        let none = Facts { held: None, assessed: Vec::new(), ..facts("third", "2020-01-01") };
        assert!(unmet(Track::InspectorGrade, "probationary", &none).is_empty());
        assert_eq!(unmet(Track::InspectorGrade, "third", &none), ["next_grade"]);
        let third = facts("third", "2020-01-01");
        assert!(unmet(Track::InspectorGrade, "second", &third).is_empty());
        for other in ["third", "probationary", "first", "chief"] {
            assert_eq!(unmet(Track::InspectorGrade, other, &third), ["next_grade"], "{other}");
        }
        assert_eq!(ladder(Track::ProfessionalTitle), ["T5", "T4", "T3", "T2", "T1"]);
    }

    #[test]
    fn a_title_waits_for_the_years_that_the_degree_asks_for() {
        for (held, to_grade, degree, years) in [
            ("T2", "T1", "4", 5),
            ("T3", "T2", "4", 5),
            ("T3", "T2", "204", 2),
            ("T4", "T3", "4", 4),
            ("T4", "T3", "3", 2),
        ] {
            let since = |years: i32, and: i64| {
                add_years(day("2026-11-23"), 0) - chrono::Months::new(u32::try_from(years * 12).unwrap())
                    + chrono::TimeDelta::days(and)
            };
            let with = |since: Day| Facts {
                degree: Some(degree.to_owned()),
                held: Some((held.to_owned(), since)),
                ..facts(held, "2020-01-01")
            };
            assert!(
                unmet(Track::ProfessionalTitle, to_grade, &with(since(years, 0))).is_empty(),
                "{to_grade} {degree}"
            );
            assert_eq!(
                unmet(Track::ProfessionalTitle, to_grade, &with(since(years, 1))),
                ["years_in_grade"],
                "{to_grade} {degree}"
            );
        }
        let college = Facts { education: Some("31".to_owned()), ..facts("T3", "2010-01-01") };
        assert_eq!(unmet(Track::ProfessionalTitle, "T2", &college), ["education"]);
    }

    #[test]
    fn excellent_year_saves_a_year_and_two_qualified_are_required() {
        let short = facts("third", "2025-11-23");
        assert_eq!(unmet(Track::InspectorGrade, "second", &short), ["years_in_grade"]);
        let with = |assessed: &[AssessedYear]| Facts { assessed: assessed.to_vec(), ..short.clone() };
        assert!(
            unmet(Track::InspectorGrade, "second", &with(&[year(2025, "excellent"), year(2024, "qualified")]))
                .is_empty()
        );
        let long = |assessed: &[AssessedYear]| Facts { assessed: assessed.to_vec(), ..facts("third", "2015-01-01") };
        for assessed in [
            &[][..],
            &[year(2025, "qualified")],
            &[year(2025, "unqualified"), year(2024, "qualified")],
            &[year(2025, "basic"), year(2024, "excellent")],
            &[year(2025, "qualified"), year(2023, "qualified")],
            // Who leaves a year open does not step over it.
            &[year(2024, "qualified"), year(2023, "qualified")],
        ] {
            assert_eq!(unmet(Track::InspectorGrade, "second", &long(assessed)), ["assessment"], "{assessed:?}");
        }
        let both = long(&[year(2025, "qualified"), year(2024, "qualified")]);
        assert!(unmet(Track::InspectorGrade, "second", &both).is_empty());
    }

    #[test]
    fn sanction_or_end_of_office_blocks_promotion() {
        let sanctioned =
            Facts { sanctioned_until: Some(day("2026-12-14")), is_in_office: false, ..facts("third", "2015-01-01") };
        assert_eq!(unmet(Track::InspectorGrade, "second", &sanctioned), ["in_office", "no_sanction"]);
    }

    #[test]
    fn of_a_year_with_two_grades_the_heavier_counts() {
        let grades =
            [(2024, Grade::Excellent), (2025, Grade::Qualified), (2025, Grade::Unqualified), (2025, Grade::Excellent)];
        assert_eq!(AssessedYear::of(&grades, &[]), [year(2024, "excellent"), year(2025, "unqualified")]);
        assert_eq!(AssessedYear::of(&[(2025, Grade::BasicallyQualified)], &[]), [year(2025, "basic")]);
        // Another authority has not ended them.
        assert_eq!(AssessedYear::of(&grades, &[2024, 2025]), [year(2024, "open"), year(2025, "unqualified")]);
    }

    #[test]
    fn a_demotion_is_one_step_down_after_an_unqualified_year() {
        let unmet_since = |since: &str, to_grade: &str, assessed: &[AssessedYear]| {
            let facts = Facts { assessed: assessed.to_vec(), ..facts("second", since) };
            let findings = of_demotion(Track::InspectorGrade, to_grade, &facts, day("2026-11-23"));
            findings
                .into_iter()
                .filter(|finding| !finding.met)
                .map(|finding| finding.condition.as_str())
                .collect::<Vec<_>>()
        };
        let unmet = |to_grade: &str, assessed: &[AssessedYear]| unmet_since("2015-01-01", to_grade, assessed);
        assert!(unmet("third", &[year(2025, "unqualified")]).is_empty());
        // Of a grade that begins only after the year, the year says nothing: it leads down once.
        assert_eq!(unmet_since("2026-01-01", "third", &[year(2025, "unqualified")]), ["unqualified_year"]);
        assert!(unmet_since("2025-12-31", "third", &[year(2025, "unqualified")]).is_empty());
        assert_eq!(unmet("probationary", &[year(2025, "unqualified")]), ["next_grade"]);
        assert_eq!(unmet("first", &[year(2025, "unqualified")]), ["next_grade"]);
        assert_eq!(unmet("third", &[year(2025, "qualified"), year(2024, "unqualified")]), ["unqualified_year"]);
        assert_eq!(unmet("third", &[]), ["unqualified_year"]);
    }
}
