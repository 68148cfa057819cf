//! Demos of any size: the same at every run, sound, and never mixed with what people entered.

use std::collections::BTreeSet;

use api::demo::nation::{BuildNation, Built, MONTHS_MAX, PEOPLE_MAX, Size};
use domain::kernel::period::Month;
use serde_json::{Value, json};
use tests::{
    Database, Register, Surface,
    fixtures::{self, text},
    on_both_databases,
};

const LISTS: [&str; 11] = [
    "organisations",
    "zones",
    "schools",
    "people",
    "pool-memberships",
    "certifications",
    "appointments",
    "zone-assignments",
    "duty-records",
    "assessments",
    "stipend-standards",
];

pub fn size(people: u32, months: u32, seed: u64) -> Size {
    Size { people, months, last: Month::parse("2026-10").unwrap(), seed }
}

/// A size whose last month is over by any clock.
pub fn size_until(people: u32, months: u32, last: &str) -> Size {
    Size { last: Month::parse(last).unwrap(), ..size(people, months, 7) }
}

pub fn builds(register: &Register, size: Size) -> Result<Built, domain::Error> {
    let operator = api::app::Caller::new(domain::Actor::own(domain::Role::Operator));
    register.app.run_now(&operator, &BuildNation::new(size))
}

/// Everything of a list, as an auditor reads it.
fn all(register: &Register, list: &str) -> Vec<Value> {
    let auditor = register.acting("auditor");
    let (mut items, mut path) = (Vec::new(), format!("/v1/{list}?limit=500"));
    loop {
        let answer = auditor.get(&path);
        assert_eq!(answer.status, 200, "{list}: {}", answer.text);
        let page = answer.json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { return items };
        path = format!("/v1/{list}?limit=500&after={next}");
    }
}

fn everything(register: &Register) -> Vec<(&'static str, Vec<Value>)> {
    LISTS.into_iter().chain(["grades", "payees"]).map(|list| (list, all(register, list))).collect()
}

fn words<'a>(items: &'a [Value], field: &str) -> BTreeSet<&'a str> {
    items.iter().filter_map(|item| item[field].as_str()).collect()
}

#[on_both_databases]
fn demo_depends_on_its_seed_and_not_on_the_database(register: &Register) {
    let built = builds(register, size(60, 3, 7)).unwrap();
    assert_eq!((built.people, built.counties), (60, 2));
    let other = Register::new(Database::Sqlite, Surface::Rest);
    builds(&other, size(60, 3, 7)).unwrap();
    let (ours, theirs) = (everything(register), everything(&other));
    for ((list, ours), (_, theirs)) in ours.iter().zip(&theirs) {
        assert!(!ours.is_empty(), "there are no {list}");
        assert_eq!(ours, theirs, "{list}");
    }
    let records: usize = ours.iter().map(|(_, items)| items.len()).sum();
    // The cohorts are listed under their authorities.
    assert_eq!(records + all(register, "cohorts").len(), built.records);
    let third = Register::new(Database::Sqlite, Surface::Rest);
    builds(&third, size(60, 3, 8)).unwrap();
    assert!(everything(&third).iter().zip(&ours).all(|((_, theirs), (_, ours))| theirs != ours));
}

#[on_both_databases]
fn a_demo_has_what_stipends_rest_on(register: &Register) {
    builds(register, size(300, 12, 1)).unwrap();
    let people = all(register, "people");
    assert_eq!(people.len(), 300);
    assert!(words(&people, "identity_class").is_superset(&BTreeSet::from(["civil_servant", "school_staff"])));
    let appointments = all(register, "appointments");
    let statuses = words(&appointments, "status");
    assert!(statuses.contains("active") && statuses.len() >= 4, "{statuses:?}");
    assert!(appointments.iter().any(|one| !text(one, "starts_on").ends_with("-01")), "none begins within a month");
    assert_eq!(words(&appointments, "route"), BTreeSet::from(["full_time", "part_time"]));
    let payees = all(register, "payees");
    assert!(
        payees.iter().any(|one| one["verified_on"].is_null())
            && payees.iter().any(|one| one["verified_on"].is_string())
    );
    assert!(payees.iter().any(|one| one["tax_class"].is_null()));
    let paid: BTreeSet<&str> = words(&payees, "person_id");
    assert!(appointments.iter().any(|one| !paid.contains(text(one, "person_id"))), "everybody has a payee");
    let standards = all(register, "stipend-standards");
    let effective: Vec<&Value> = standards.iter().filter(|one| one["status"] == "effective").collect();
    let superseded: Vec<&Value> = standards.iter().filter(|one| one["status"] == "superseded").collect();
    assert_eq!((effective.len(), superseded.len()), (5, 5));
    assert!(effective.iter().all(|one| one["starts_on"].as_str() <= Some("2026-05-16")));
    assert!(words(&all(register, "assessments"), "grade").contains("qualified"));
    assert_eq!(words(&all(register, "zone-assignments"), "role"), BTreeSet::from(["deputy", "lead", "member"]));
}

#[on_both_databases]
fn most_demo_inspectors_meet_duty_days_where_pay_depends_on_it(register: &Register) {
    builds(register, size(300, 12, 1)).unwrap();
    // The first county of a demo pays all three components, and its people visit in every active month.
    let registrar = register.acting("registrar");
    let area = text(&all(register, "people")[0], "area").to_owned();
    for month in ["2025-11", "2026-06", "2026-10"] {
        let month = Month::parse(month).unwrap();
        let visits = registrar
            .get(&format!(
                "/v1/duty-records?area={area}&occurred_on_from={}&occurred_on_to={}&limit=500",
                month.first(),
                month.last()
            ))
            .json();
        let mut days: std::collections::HashMap<String, u32> = std::collections::HashMap::new();
        for visit in visits["items"].as_array().into_iter().flatten() {
            *days.entry(text(visit, "person_id").to_owned()).or_default() += 1;
        }
        let met = days.values().filter(|days| **days >= 4).count();
        assert!(days.len() > 20 && met * 10 > days.len() * 7, "{month}: {met} of {}", days.len());
    }
}

#[on_both_databases]
fn demo_events_are_ordered_and_leave_jobs_no_work(register: &Register) {
    builds(register, size(300, 12, 1)).unwrap();
    let registrar = register.acting("registrar");
    let standards = all(register, "stipend-standards");
    let ended = standards.iter().find(|one| one["status"] == "superseded").unwrap();
    let told = registrar.get(&format!("/v1/stipend-standards/{}/transitions", text(ended, "id"))).json();
    let events: Vec<&str> = told["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(events, ["submit", "approve", "take_effect", "supersede"]);
    let version = ended["version"].as_i64().unwrap();
    assert_eq!(version, 5);
    let appointments = all(register, "appointments");
    for one in appointments.iter().filter(|one| one["status"] != "active") {
        let told = registrar.get(&format!("/v1/appointments/{}/transitions", text(one, "id"))).json();
        let steps = told["items"].as_array().unwrap();
        assert_eq!(steps.first().map(|step| text(step, "event")), Some("appoint_by_document"));
        assert!(steps.windows(2).all(|pair| pair[0]["to"] == pair[1]["from"]), "{told}");
        assert_eq!(steps.last().map(|step| &step["to"]), Some(&one["status"]), "{told}");
    }
    register.is_now("2026-11-01");
    assert_eq!(register.keeps_appointments(), 0);
}

#[on_both_databases]
fn demo_payments_equal_computed_runs(register: &Register) {
    let size = size(120, 4, 7);
    let operator = api::app::Caller::new(domain::Actor::own(domain::Role::Operator));
    register.app.run_now(&operator, &BuildNation::paid(size)).unwrap();
    register.is_now("2026-11-02");
    let paid = all(register, "stipend-runs");
    let counties = words(&paid, "area").len();
    let of_month = |month: &str| {
        paid.iter().filter(|run| run["month"] == month).map(|run| text(run, "status")).collect::<Vec<_>>()
    };
    assert_eq!(of_month("2026-09"), vec!["approved"; counties]);
    assert_eq!(of_month("2026-10"), vec!["in_roster_notice"; counties]);
    // The same facts, paid by hand.
    let other = Register::new(register.database, Surface::Rest);
    builds(&other, size).unwrap();
    other.has_policy("stipend.roster_notice", &json!(false));
    other.is_now("2026-11-02");
    let (registrar, approver) = (other.acting("registrar"), other.acting("approver"));
    for run in &paid {
        let id = text(&registrar.begins_run(&json!({ "month": run["month"], "area": run["area"] })).unwrap(), "id")
            .to_owned();
        registrar.fires_run(&id, "compute", &json!({})).unwrap();
        registrar.fires_run(&id, "verify_duty", &json!({})).unwrap();
        if run["month"] != "2026-10" {
            approver.fires_run(&id, "approve", &fixtures::basis()).unwrap();
        }
    }
    let told = |of: &Register, list: &str, fields: &[&str]| -> Vec<String> {
        let mut all: Vec<String> = all(of, list)
            .iter()
            .map(|one| fields.iter().map(|field| one[*field].to_string()).collect::<Vec<_>>().join(" "))
            .collect();
        all.sort();
        all
    };
    let counts = ["area", "month", "people_count", "line_count", "held_count", "total_fen", "finding_count"];
    assert_eq!(told(register, "stipend-runs", &counts), told(&other, "stipend-runs", &counts));
    let lines =
        ["month", "person_number", "component", "kind", "amount_fen", "granted_fen", "holds", "payer_id", "tax_class"];
    let ours = told(register, "stipend-lines", &lines);
    assert!(ours.len() > 300 && ours.iter().any(|line| line.contains("held")), "{}", ours.len());
    assert_eq!(ours, told(&other, "stipend-lines", &lines));
    let registrar = register.acting("registrar");
    for run in paid.iter().filter(|run| run["month"] == "2026-10") {
        let before = registrar.lists_run_findings(text(run, "id")).unwrap();
        let again = registrar.fires_run(text(run, "id"), "compute", &json!({})).unwrap();
        assert_eq!((&again["line_count"], &again["total_fen"]), (&run["line_count"], &run["total_fen"]));
        assert_eq!(
            registrar.lists_run_findings(text(run, "id")).unwrap().as_array().map(Vec::len),
            before.as_array().map(Vec::len)
        );
    }
    let line = all(register, "stipend-lines").into_iter().find(|line| line["kind"] == "normal").unwrap();
    crate::stipend_runs::explains_itself(&registrar, &line);
}

#[on_both_databases]
fn merged_person_is_paid_once_across_areas(register: &Register) {
    builds(register, size(60, 3, 7)).unwrap();
    register.has_policy("stipend.roster_notice", &json!(false));
    register.is_now("2026-11-02");
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let people = all(register, "people");
    let areas: Vec<&str> = words(&people, "area").into_iter().collect();
    let computes = |area: &str| {
        text(&registrar.begins_run(&json!({ "month": "2026-10", "area": area })).unwrap(), "id").to_owned()
    };
    let [first, second] = [areas[0], areas[1]].map(computes);
    let paid = |run: &str| -> Vec<Value> {
        registrar.fires_run(run, "compute", &json!({})).unwrap();
        let lines =
            registrar.lists_lines(&format!("run_id={run}&kind=normal&component=communication&limit=100")).unwrap();
        lines.as_array().unwrap().clone()
    };
    let (ours, theirs) = (paid(&first), paid(&second));
    registrar.fires_run(&first, "verify_duty", &json!({})).unwrap();
    approver.fires_run(&first, "approve", &fixtures::basis()).unwrap();
    // Merged twice in a row: the first survivor was a double, too.
    let double = || registrar.creates_person(&json!({ "name": text(&people[0], "name"), "area": areas[1] })).unwrap();
    let (between, survivor) = (double(), double());
    let survivor = text(&survivor, "id");
    registrar.merges_person(text(&ours[0], "person_id"), text(&between, "id")).unwrap();
    registrar.merges_person(text(&between, "id"), survivor).unwrap();
    let theirs_now = registrar.lists_lines(&format!("person_id={survivor}&limit=100")).unwrap();
    assert!(
        theirs_now.as_array().unwrap().iter().any(|line| line["id"] == ours[0]["id"]),
        "what was paid to them is theirs"
    );
    let now = paid(&second);
    assert!(now.iter().all(|line| line["person_id"] != survivor), "paid twice");
    assert_eq!(now.len(), theirs.len());
    let findings = registrar.lists_run_findings(&second).unwrap();
    let told = |one: &Value| {
        one["person_id"] == survivor && one["code"] == "paid_by_another_run" && one["component"] == "communication"
    };
    assert!(findings.as_array().unwrap().iter().any(told), "{findings}");
}

#[on_both_databases]
fn demo_needs_an_empty_register_and_a_size_within_bounds(register: &Register) {
    for beyond in [size(0, 1, 1), size(PEOPLE_MAX + 1, 1, 1), size(1, 0, 1), size(1, MONTHS_MAX + 1, 1)] {
        assert!(matches!(builds(register, beyond), Err(domain::Error::Invalid(_))), "{beyond:?}");
    }
    register.acting("registrar").post("/v1/people", &json!({ "name": "赵一" }));
    assert!(matches!(
        builds(register, size(60, 3, 7)),
        Err(domain::Error::Duplicate(domain::Wording::DemoNeedsNobody))
    ));
    assert_eq!(all(register, "people").len(), 1);
    assert!(all(register, "schools").is_empty());
}

#[test]
fn the_smallest_demo_and_the_longest_are_made() {
    for (people, months) in [(1, 1), (2, 2), (53, MONTHS_MAX)] {
        let register = Register::new(Database::Sqlite, Surface::Rest);
        let built = builds(&register, size(people, months, u64::MAX)).unwrap();
        assert_eq!(built.people, people);
        assert_eq!(all(&register, "people").len(), usize::try_from(people).unwrap());
    }
}
