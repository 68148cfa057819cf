//! Reports about the duty of people and schools.

use super::*;

#[everywhere]
fn month_summary_lists_missing_days_and_later_reports(register: &Register) {
    let office = Office::of(register);
    for (school, day) in [(0, "2026-11-16"), (1, "2026-11-16"), (0, "2026-11-17"), (1, "2026-11-18")] {
        office.visits(school, day);
    }
    let summary = |office: &Office, filter: &str| office.registrar.lists_duty_summaries(filter).unwrap()[0].clone();
    let november = summary(&office, "");
    assert_eq!(
        ["duty_days", "visits", "random_visits", "reports", "rectifications"]
            .map(|name| november[name].as_u64().unwrap()),
        [3, 4, 4, 0, 0]
    );
    assert_eq!(
        (text(&november, "person_id"), text(&november, "month"), missing(&november)),
        (office.ada(), "2026-11", vec![("duty.min_days_per_month", 1)])
    );
    let followed = json!({ "person_id": office.ada, "kind": "rectification", "school_id": office.schools[1]["id"], "occurred_on": "2026-11-19" });
    office.registrar.records_duty(&followed).unwrap();
    assert_eq!(
        (missing(&summary(&office, "")), office.registrar.lists_duty_summaries("short=true").unwrap()),
        (vec![], json!([]))
    );
    // Nobody was in office in October, and December has not come.
    assert_eq!(office.registrar.lists_duty_summaries("month=2026-10").unwrap(), json!([]));
    for bad in ["month=2026-12", "month=2026-1", "month=11"] {
        assert_eq!(office.registrar.lists_duty_summaries(bad), Err("invalid".into()), "{bad}");
    }
    let office = office.on(register, "2026-12-01");
    assert_eq!(missing(&summary(&office, "month=2026-11")), [("duty.monthly_report", 1)]);
    // Submitted in December, and about November.
    office.reports("monthly_report", "2026-11", "2026-12-01");
    office.reports("monthly_report", "2026-11", "2026-12-01");
    let november = summary(&office, "month=2026-11");
    assert_eq!((november["reports"].clone(), missing(&november)), (json!(1), vec![]));
    assert_eq!(summary(&office, "month=2026-12")["reports"], 0);
}

#[everywhere]
fn last_month_requires_semester_summary_and_yearly_report(register: &Register) {
    let office = Office::of(register).on(register, "2027-03-01");
    let lacks = |month: &str| {
        let summary = office.registrar.lists_duty_summaries(&format!("month={month}")).unwrap()[0].clone();
        missing(&summary).into_iter().map(|(rule, count)| (rule.to_owned(), count)).collect::<Vec<_>>()
    };
    let told =
        |missing: &[(&str, u64)]| missing.iter().map(|(rule, count)| ((*rule).to_owned(), *count)).collect::<Vec<_>>();
    assert_eq!(
        lacks("2026-12"),
        told(&[("duty.min_days_per_month", 4), ("duty.monthly_report", 1), ("assessment.self_report_required", 1)])
    );
    assert_eq!(
        lacks("2027-01"),
        told(&[("duty.min_days_per_month", 4), ("duty.monthly_report", 1), ("duty.monthly_report", 1)])
    );
    // February is no month of duty, and no month of a semester.
    assert_eq!(lacks("2027-02"), told(&[]));
    office.reports("monthly_report", "2026-12", "2027-01-04");
    office.reports("duty_report", "2026", "2027-01-15");
    office.reports("semester_summary", "2026-autumn", "2027-02-01");
    assert_eq!(lacks("2026-12"), told(&[("duty.min_days_per_month", 4)]));
    assert_eq!(lacks("2027-01"), told(&[("duty.min_days_per_month", 4), ("duty.monthly_report", 1)]));
    sets(register, "duty.monthly_report", &json!(false));
    sets(register, "duty.min_days_per_month", &json!(5));
    assert_eq!(lacks("2027-01"), told(&[("duty.min_days_per_month", 5)]));
    sets(register, "duty.active_months", &json!([9, 10, 11, 12]));
    assert_eq!(lacks("2027-01"), told(&[]));
    assert_eq!(register.acting("administrator").proposes("duty.active_months", &json!([13])), Err("invalid".into()));
    assert_eq!(register.acting("administrator").proposes("visit.modes", &json!(["often"])), Err("invalid".into()));
}

#[everywhere]
fn semester_report_lists_schools_with_too_few_visits(register: &Register) {
    let office = Office::of(register);
    for (school, day) in [(0, "2026-09-10"), (0, "2026-10-12"), (1, "2026-11-16"), (1, "2026-11-17")] {
        office.visits(school, day);
    }
    let annulled = office.visits(2, "2026-09-10");
    office.registrar.corrects_duty(text(&annulled, "id"), 1, &json!({ "annulled": true, "reason": "误登" })).unwrap();
    let schools = office.registrar.lists_school_visits("").unwrap();
    let month = |month: &str, visits: u32| json!({ "month": month, "visits": visits });
    assert_eq!(
        (text(&schools[0], "semester"), text(&schools[0], "school"), schools[0]["visits"].clone()),
        ("2026-autumn", "第1区第1小学", json!(2))
    );
    assert_eq!(
        schools[0]["months"],
        json!([
            month("2026-09", 1),
            month("2026-10", 1),
            month("2026-11", 0),
            month("2026-12", 0),
            month("2027-01", 0)
        ])
    );
    // November is not over.
    assert_eq!(missing(&schools[0]), []);
    assert_eq!(missing(&schools[1]), [("visit.min_per_school_per_month", 1), ("visit.min_per_school_per_month", 1)]);
    assert_eq!(
        missing(&schools[2]),
        [
            ("visit.min_per_school_per_semester", 2),
            ("visit.min_per_school_per_month", 1),
            ("visit.min_per_school_per_month", 1)
        ]
    );
    assert_eq!(
        office.registrar.lists_school_visits("semester=2026-autumn&short=true").unwrap(),
        json!([schools[1], schools[2]])
    );
    for bad in ["semester=2027-spring", "semester=2026-winter", "semester=2026"] {
        assert_eq!(office.registrar.lists_school_visits(bad), Err("invalid".into()), "{bad}");
    }
    // The law's floor is not undercut, and a locality may ask for more.
    assert_eq!(
        register.acting("administrator").proposes("visit.min_per_school_per_semester", &json!(1)),
        Err("invalid".into())
    );
    sets(register, "visit.min_per_school_per_semester", &json!(3));
    assert_eq!(
        missing(&office.registrar.lists_school_visits("").unwrap()[0]),
        [("visit.min_per_school_per_semester", 1)]
    );
    let office = office.on(register, "2026-12-01");
    assert_eq!(
        missing(&office.registrar.lists_school_visits("").unwrap()[0])[1..],
        [("visit.min_per_school_per_month", 1)]
    );
    let spring = office.registrar.lists_school_visits("semester=2026-spring").unwrap();
    assert_eq!((spring[0]["months"].as_array().unwrap().len(), missing(&spring[0]).len()), (5, 6));
}

#[on_both_databases]
fn the_duty_of_a_person_is_counted_by_one_statement(register: &Register) {
    use domain::{Day, kernel::id::PersonId, performance::duty::Counts};
    use persistence::{Database as Store, performance::duty_records::counts};
    let office = Office::of(register);
    for (school, day) in [(0, "2026-11-16"), (1, "2026-11-16"), (0, "2026-11-17")] {
        office.visits(school, day);
    }
    office.registrar.records_duty(&with(&office.visit(2, "2026-11-18"), "mode", json!("scheduled"))).unwrap();
    office.reports("monthly_report", "2026-11", "2026-11-23");
    office.reports("monthly_report", "2026-11", "2026-11-23");
    office.reports("semester_summary", "2026-autumn", "2026-11-23");
    office.reports("duty_report", "2026", "2026-11-23");
    let annulled = office.visits(2, "2026-11-20");
    office.registrar.corrects_duty(text(&annulled, "id"), 1, &json!({ "annulled": true, "reason": "误登" })).unwrap();
    let store = Store::open(register.config.database.clone(), 1, 1);
    let day = |raw: &str| raw.parse::<Day>().unwrap();
    let counted = |from: &str, until: &str| {
        let person = PersonId(office.ada().parse().unwrap());
        store.run(persistence::Mode::ReadOne, |db| counts(db, person, day(from), day(until))).unwrap()
    };
    let all = Counts { visits: 4, random_visits: 3, duty_days: 3, reports: 2, ..Counts::default() };
    assert_eq!(counted("2026-01-01", "2026-12-31"), all);
    assert_eq!(
        counted("2026-11-17", "2026-11-17"),
        Counts { visits: 1, random_visits: 1, duty_days: 1, ..Counts::default() }
    );
    assert_eq!(counted("2027-01-01", "2027-12-31"), Counts::default());
}

#[on_both_databases]
fn the_reports_send_as_many_statements_however_much_there_is(register: &Register) {
    let office = Office::of(register);
    let cost = |path: &str| {
        office.registrar.get("/v1/code-sets/sexes");
        let before = register.statements();
        assert_eq!(office.registrar.get(path).status, 200, "{path}");
        register.statements() - before
    };
    let reports = ["/v1/duty-summaries?month=2026-11", "/v1/school-visits?semester=2026-autumn"];
    // BEGIN, rules, two sets, COMMIT.
    assert_eq!(reports.map(cost), [5, 5]);
    let bulk = |days: std::ops::RangeInclusive<u32>| {
        let visits: Vec<Value> = days
            .flat_map(|day| (0..3).map(move |school| (school, day)))
            .map(|(school, day)| office.visit(school, &format!("2026-11-{day}")))
            .collect();
        office.registrar.get("/v1/code-sets/sexes");
        let before = register.statements();
        assert_eq!(office.registrar.post("/v1/duty-records/bulk", &json!({ "items": visits })).status, 200);
        register.statements() - before
    };
    // People, schools, appointments, recusals, deaths, calendars, rules, records, facts,
    // around them BEGIN and COMMIT.
    assert_eq!((bulk(16..=16), bulk(17..=21)), (11, 11));
    office.inspector(3);
    assert_eq!(reports.map(cost), [5, 5]);
}
