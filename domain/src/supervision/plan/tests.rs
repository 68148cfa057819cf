use uuid::Uuid;

use super::*;

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn plan(number: u128, kind: PlanKind, period: &str, schools: &[u128]) -> SupervisionPlan {
    let now = "2026-11-23T01:00:00Z".parse().unwrap();
    SupervisionPlan {
        id: id(number),
        version: 1,
        area: Area::parse("340800").unwrap(),
        kind,
        content: Content {
            title: "方案".to_owned(),
            theme: Some("campus_safety".to_owned()),
            approach: None,
            parent_id: None,
            lead_unit_id: None,
            unit_ids: Vec::new(),
            items: Vec::new(),
        },
        days: Days::of_period(period).unwrap(),
        scope: Scope { school_ids: schools.iter().map(|one| id(*one)).collect(), ..Scope::default() },
        excused: Vec::new(),
        outcome: None,
        status: PlanStatus::Approved,
        last_event_on: None,
        created_at: now,
        updated_at: now,
    }
}

#[test]
fn period_is_a_month_a_semester_or_a_year() {
    for (raw, starts_on, ends_on) in [
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2026-autumn", "2026-09-01", "2027-01-31"),
        ("2026", "2026-01-01", "2026-12-31"),
    ] {
        let days = Days::of_period(raw).unwrap();
        assert_eq!((days.starts_on.to_string(), days.ends_on.to_string()), (starts_on.into(), ends_on.into()), "{raw}");
    }
    for raw in ["", "2026-13", "2026-winter", "26", "2026-11-01"] {
        assert!(Days::of_period(raw).is_err(), "{raw}");
    }
}

#[test]
fn one_theme_a_month_and_one_plan_a_school() {
    let theme = plan(1, PlanKind::MonthlyTheme, "2026-11", &[1]);
    assert!(theme.is_excluded_by(&plan(2, PlanKind::MonthlyTheme, "2026-11", &[2])));
    assert!(!theme.is_excluded_by(&plan(2, PlanKind::MonthlyTheme, "2026-12", &[1])));
    assert!(!theme.is_excluded_by(&plan(2, PlanKind::School, "2026-11", &[1])));
    assert!(!theme.is_excluded_by(&theme), "a plan stands where it stands");
    let school = plan(3, PlanKind::School, "2026-autumn", &[1]);
    assert!(school.is_excluded_by(&plan(4, PlanKind::School, "2027", &[1])), "January lies in both");
    assert!(!school.is_excluded_by(&plan(4, PlanKind::School, "2026-autumn", &[2])));
    let draft = SupervisionPlan { status: PlanStatus::Submitted, ..plan(4, PlanKind::School, "2026-autumn", &[1]) };
    assert!(!school.is_excluded_by(&draft));
}

#[test]
fn faults_of_a_plan_stand_at_their_places() {
    let faults = |plan: &SupervisionPlan| {
        let mut faults = Faults::new();
        plan.check(&mut faults);
        faults.into_vec().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
    };
    let mut theme = plan(1, PlanKind::MonthlyTheme, "2026", &[1]);
    theme.content.theme = None;
    assert_eq!(faults(&theme), ["/period", "/theme"]);
    let mut school = plan(1, PlanKind::School, "2026", &[1, 2]);
    school.content.parent_id = Some(school.id);
    assert_eq!(faults(&school), ["/school_ids", "/parent_id"]);
}
