use super::{
    parts::{Hundredths, Indicator, Measure, ObjectKind, Publish, Purpose, Rate, Veto},
    *,
};
use crate::{
    Actor, Role,
    evaluation::score::{Band, Grade, RaterKind, RaterWeight},
    kernel::{
        calendar::WorkingDays,
        event::Basis,
        lifecycle::{self, Contributors, Situation},
        rules::Rules,
        score::Score,
    },
};

fn day(text: &str) -> Day {
    time::parse_day(text).unwrap()
}

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

fn details() -> Details {
    let rater = |kind, weight| RaterWeight { kind, weight };
    let band = |grade, points| Band { grade, from: Score::of_points(points) };
    Details {
        code: "DZ".into(),
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
        raters: vec![rater(RaterKind::Office, 40), rater(RaterKind::ThirdParty, 60)],
        bands: vec![band(Grade::Excellent, 90), band(Grade::Good, 80), band(Grade::Unqualified, 0)],
        vetoes: vec![Veto { code: "V1".into(), title: "发生重大安全责任事故".into() }],
        comprehensive_points: Some(Hundredths(400)),
        publish: Publish::Grade,
        effective_on: day("2027-01-01"),
    }
}

fn faults(details: &Details) -> Vec<(String, &'static str)> {
    let mut faults = Faults::new();
    details.check(&mut faults);
    faults.into_vec().into_iter().map(|fault| (fault.pointer, fault.code.as_str())).collect()
}

fn fire(system: &IndicatorSystem, role: Role, event: Event, today: &str) -> Result<IndicatorSystem, Error> {
    let (actor, contributors, rules) = (Actor::own(role), Contributors::default(), Rules::shipped());
    let (working_days, now) = (WorkingDays::default(), system.updated_at);
    let basis = Basis { document_number: Some("政教督〔2026〕8号".into()), ..Basis::default() };
    let situation = Situation {
        actor: &actor,
        contributors: &contributors,
        today: day(today),
        now,
        rules: &rules,
        working_days: &working_days,
    };
    lifecycle::fire(system, &event, &basis, &(), &situation).map(|fired| fired.record)
}

fn drafted() -> IndicatorSystem {
    let now = time::parse_instant("2026-11-23T08:00:00Z").unwrap();
    IndicatorSystem::draft(IndicatorSystemId(uuid::Uuid::nil()), Area::parse("340800").unwrap(), details(), now)
}

#[test]
fn weights_of_indicators_and_raters_add_up_to_a_hundred() {
    assert_eq!(faults(&details()), []);
    for weight in [2_900, 3_100, 3_001] {
        let mut off = details();
        off.indicators[0].weight = Hundredths(weight);
        assert_eq!(faults(&off), [("/indicators".to_owned(), "mismatch")], "{weight}");
    }
    let mut off = details();
    off.raters[1].weight = 59;
    assert_eq!(faults(&off), [("/raters".to_owned(), "mismatch")]);
    off.raters = vec![RaterWeight { kind: RaterKind::Office, weight: 0 }];
    assert_eq!(faults(&off), [("/raters/0/weight".to_owned(), "range"), ("/raters".to_owned(), "mismatch")]);
}

#[test]
fn five_hundred_indicators_with_a_fifth_of_a_point_are_a_system() {
    let many = (0..500).map(|at| indicator(&format!("I{at}"), 20, Measure::Passed)).collect();
    assert_eq!(faults(&Details { indicators: many, raters: Vec::new(), ..details() }), []);
}

#[test]
fn indicator_has_what_its_measure_needs_and_nothing_else() {
    let mut wrong = details();
    wrong.indicators[0].target = Some(Hundredths(1));
    wrong.indicators[1].target = None;
    wrong.indicators[2].code = "A".into();
    wrong.indicators[3].rate = None;
    wrong.indicators[4].step = Some(Hundredths(0));
    let expected = [
        ("/indicators/0/target", "mismatch"),
        ("/indicators/1/target", "required"),
        ("/indicators/2/code", "duplicate"),
        ("/indicators/3/rate", "required"),
        ("/indicators/4/step", "mismatch"),
        ("/indicators/4/step", "range"),
    ];
    let mut found = faults(&wrong);
    found.sort();
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
}

#[test]
fn bands_go_down_to_nothing() {
    let with = |bands: &[(Grade, u32)]| {
        let bands = bands.iter().map(|(grade, points)| Band { grade: *grade, from: Score::of_points(*points) });
        faults(&Details { bands: bands.collect(), ..details() })
    };
    use Grade::{Excellent, Good, Unqualified};
    assert_eq!(with(&[(Good, 0)]), []);
    assert_eq!(with(&[]), [("/bands".to_owned(), "mismatch")]);
    assert_eq!(with(&[(Good, 1)]), [("/bands".to_owned(), "mismatch")]);
    assert_eq!(with(&[(Excellent, 80), (Good, 90), (Unqualified, 0)]), [("/bands/1".to_owned(), "mismatch")]);
    assert_eq!(with(&[(Good, 90), (Excellent, 80), (Unqualified, 0)]), [("/bands/1".to_owned(), "mismatch")]);
}

#[test]
fn system_has_the_status_of_the_day() {
    let draft = drafted();
    let submitted = fire(&draft, Role::Registrar, Event::Submit, "2026-11-23").unwrap();
    assert!(draft.is_editable() && !submitted.is_editable());
    assert!(matches!(
        fire(&draft, Role::Approver, Event::Approve, "2026-11-23"),
        Err(Error::TransitionNotAllowed { .. })
    ));
    assert!(matches!(fire(&submitted, Role::Registrar, Event::Approve, "2026-11-23"), Err(Error::NotForRole { .. })));
    let approved = fire(&submitted, Role::Approver, Event::Approve, "2026-11-23").unwrap();
    assert_eq!(approved.document_number.as_deref(), Some("政教督〔2026〕8号"));
    let planned = approved.followed_by(Some(day("2028-01-01")), approved.updated_at);
    let on = |date: &str| planned.effective(day(date));
    assert_eq!(
        [on("2026-12-31"), on("2027-01-01"), on("2027-12-31"), on("2028-01-01")],
        [Status::Approved, Status::Effective, Status::Effective, Status::Superseded]
    );
    // On its first day it is in effect, and is not given up any more.
    let refused = fire(&planned, Role::Registrar, Event::Withdraw, "2027-01-01");
    assert!(matches!(refused, Err(Error::TransitionNotAllowed { status: "effective", .. })));
    assert_eq!(fire(&planned, Role::Registrar, Event::Withdraw, "2026-12-31").unwrap().status, Status::Withdrawn);
    let effective = fire(&planned, Role::System, Event::TakeEffect, "2028-02-01").unwrap();
    let ended = fire(&effective, Role::System, Event::Supersede, "2028-02-01").unwrap();
    assert_eq!((ended.status, ended.ends_on()), (Status::Superseded, Some(day("2027-12-31"))));
}
