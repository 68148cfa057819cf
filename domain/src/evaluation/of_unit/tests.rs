use super::{
    computing::{as_told, explain},
    parts::{Actual, FoundVeto, Rated},
    *,
};
use crate::{
    evaluation::{
        score::{Band, Grade, RaterKind, RaterWeight, Rating},
        system::parts::{Details, Hundredths, Indicator, Measure, Publish, Rate, Veto},
    },
    kernel::{score::Score, time::parse_day},
    performance::assessment::rating::ItemScore,
};

fn indicator(code: &str, weight: u32, measure: Measure) -> Indicator {
    Indicator {
        code: code.to_owned(),
        title: code.to_owned(),
        group: None,
        weight: Hundredths(weight),
        measure,
        target: (measure == Measure::Target).then_some(Hundredths(10_000)),
        step: (measure == Measure::Deduction).then_some(Hundredths(500)),
        rate: (measure == Measure::Register).then_some(Rate::Rectification),
        evidence: None,
    }
}

/// The worked example of the page, with its rate of the register.
fn system() -> Details {
    let rater = |kind, weight| RaterWeight { kind, weight };
    let band = |grade, points| Band { grade, from: Score::of_points(points) };
    Details {
        code: "XZ".into(),
        title: "乡镇履行教育职责评价".into(),
        purpose: Purpose::GovernmentDuty,
        object_kind: ObjectKind::Township,
        year: Some(2026),
        indicators: vec![
            indicator("A", 3_000, Measure::Rated),
            indicator("B", 2_500, Measure::Target),
            indicator("C", 2_000, Measure::Rated),
            indicator("D", 1_500, Measure::Register),
            indicator("E", 1_000, Measure::Passed),
        ],
        raters: vec![
            rater(RaterKind::Office, 40),
            rater(RaterKind::MemberUnit, 30),
            rater(RaterKind::ThirdParty, 20),
            rater(RaterKind::Satisfaction, 10),
        ],
        bands: vec![band(Grade::Excellent, 90), band(Grade::Good, 80), band(Grade::Unqualified, 0)],
        vetoes: vec![Veto { code: "V1".into(), title: "事故".into() }],
        comprehensive_points: Some(Hundredths(400)),
        publish: Publish::Grade,
        effective_on: parse_day("2026-01-01").unwrap(),
    }
}

fn said(kind: RaterKind, rater: &str, scores: &[(&str, u32)]) -> Rated {
    let scores = scores.iter().map(|(item, score)| ItemScore { item: (*item).to_owned(), score: *score }).collect();
    Rated { rater: rater.to_owned(), rater_unit_id: None, rater_person_id: None, said: Rating { kind, scores } }
}

fn course() -> Course {
    let actual = |code: &str, value, passed| Actual { code: code.to_owned(), value, passed };
    Course {
        ratings: vec![
            said(RaterKind::Office, "室", &[("A", 8_400), ("C", 7_000)]),
            said(RaterKind::MemberUnit, "局", &[("A", 8_800), ("C", 7_500)]),
            said(RaterKind::ThirdParty, "所", &[("A", 8_000), ("C", 6_600)]),
            said(RaterKind::Satisfaction, "卷", &[("A", 9_000)]),
        ],
        actuals: vec![actual("B", Some(Hundredths(9_600)), None), actual("E", None, Some(true))],
        rates: vec![(Rate::Rectification, Score(7_857))],
        ..Course::default()
    }
}

#[test]
fn worked_example_comes_to_its_score_grade_and_points() {
    let outcome = |system: &Details, course: &Course| explain(system, course).unwrap().outcome;
    let expected = Outcome { score: Some(Score(8_535)), grade: Some(Grade::Good), points: Some(Hundredths(341)) };
    assert_eq!(outcome(&system(), &course()), expected);
    let raised = Details { comprehensive_points: Some(Hundredths(600)), ..system() };
    assert_eq!(outcome(&raised, &course()).points, Some(Hundredths(512)));
    let vetoes = vec![FoundVeto { code: "V1".into(), evidence: "报告".into() }];
    let vetoed = outcome(&system(), &Course { vetoes, ..course() });
    assert_eq!((vetoed.score, vetoed.grade), (expected.score, Some(Grade::Unqualified)));
}

#[test]
fn indicators_of_which_nothing_is_known_are_named() {
    assert_eq!(explain(&system(), &Course::default()).unwrap_err(), ["A", "B", "C", "D", "E"]);
    let without_rates = Course { rates: Vec::new(), ..course() };
    assert_eq!(explain(&system(), &without_rates).unwrap_err(), ["D"]);
}

#[test]
fn who_rates_again_and_what_is_measured_again_count_once() {
    let mut course = course();
    course.rate(said(RaterKind::Office, "室", &[("A", 9_000)]));
    assert_eq!(course.ratings.len(), 4);
    course.record(vec![Actual { code: "B".into(), value: Some(Hundredths(1)), passed: None }]);
    assert_eq!((course.actuals.len(), course.actuals[1].value), (2, Some(Hundredths(1))));
}

#[test]
fn what_was_told_has_the_grade_of_its_score_unless_said() {
    let told = |score, grade| as_told(&system(), (score, grade));
    assert_eq!(told(Some(Score(9_150)), None).grade, Some(Grade::Excellent));
    assert_eq!(told(Some(Score(9_150)), Some(Grade::Good)).grade, Some(Grade::Good));
    assert_eq!(told(None, Some(Grade::Good)), Outcome { grade: Some(Grade::Good), ..Outcome::default() });
}

#[test]
fn period_is_a_year_a_semester_or_a_month() {
    let days = |raw: &str| Period::parse(raw).map(|period| (period.days().0.to_string(), period.days().1.to_string()));
    assert_eq!(days("2026"), Ok(("2026-01-01".into(), "2026-12-31".into())));
    assert_eq!(days("2026-autumn"), Ok(("2026-09-01".into(), "2027-01-31".into())));
    assert_eq!(days("2026-02"), Ok(("2026-02-01".into(), "2026-02-28".into())));
    for raw in ["", "26", "2026-13", "2026-1", "2026-11-01", "2026-winter"] {
        assert!(days(raw).is_err(), "{raw}");
    }
}
