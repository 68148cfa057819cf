//! The demo's city: what each role finds in it, on whatever day it is made.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Client, Database, Register, Surface, fixtures::text, on_both_databases};

/// Days on which the story could stumble: ends and beginnings of years, months and semesters, a leap day, an idle month.
const DAYS: [&str; 7] =
    ["2027-01-01", "2028-02-29", "2026-08-31", "2027-03-31", "2026-09-01", "2026-12-31", "2027-02-01"];

/// The records of a list, which is short enough for one page.
fn all(client: &Client, path: &str) -> Vec<Value> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let answer = client.get(&format!("{path}{separator}limit=500"));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()["items"].as_array().unwrap().clone()
}

fn count(client: &Client, path: &str) -> usize {
    all(client, path).len()
}

fn words(items: &[Value], field: &str) -> BTreeSet<String> {
    items.iter().filter_map(|item| item[field].as_str()).map(str::to_owned).collect()
}

fn has(items: &[Value], field: &str, expected: &[&str]) {
    let found = words(items, field);
    assert!(expected.iter().all(|word| found.contains(*word)), "{field}: {found:?} lacks some of {expected:?}");
}

fn registrar_finds_the_city(register: &Register) {
    let registrar = register.acting("registrar");
    let coverage = registrar.get("/v1/coverage").json();
    let figures = [
        "zones",
        "schools",
        "schools_without_inspector",
        "full_time",
        "part_time",
        "without_zone",
        "full_time_needed",
        "full_time_gap",
        "establishment_posts",
    ];
    let figures = figures.map(|name| coverage[name].as_u64().unwrap());
    assert_eq!(figures, [7, 118, 0, 3, 34, 0, 7, 4, 3], "{coverage}");
    for (path, total) in [
        ("people", 121),
        ("pool-memberships?pool=specialist&status=active", 60),
        ("pool-memberships?pool=invited&status=active", 24),
        ("pool-memberships?status=in_public_notice", 2),
        ("appointments?status=active&route=full_time", 3),
        ("appointments?status=active&route=part_time", 34),
        ("certifications?route=ordinary&status=certified", 5),
        ("teams", 2),
        ("recusals", 2),
        ("posts", 6),
        ("sanctions", 1),
        ("public-notices", 1),
    ] {
        assert_eq!(count(&registrar, &format!("/v1/{path}")), total, "{path}");
    }
    for list in ["trainings", "duty-records", "zone-assignments"] {
        assert!(count(&registrar, &format!("/v1/{list}")) >= 12, "{list}");
    }
    has(&all(&registrar, "/v1/findings"), "status", &["recorded", "notified", "reported", "closed"]);
    has(&all(&registrar, "/v1/accountability-measures"), "status", &["held", "closed"]);
    has(&all(&registrar, "/v1/result-references"), "status", &["answered", "used"]);
    has(&all(&registrar, "/v1/meetings"), "status", &["planned", "held", "minuted", "cancelled"]);
    has(&all(&registrar, "/v1/documents"), "status", &["draft", "in_force"]);
    has(&all(&registrar, "/v1/complaints"), "status", &["received", "concluded"]);
    has(&all(&registrar, "/v1/promotions"), "status", &["effective", "panel_reviewed", "deferred"]);
    has(&all(&registrar, "/v1/dismissals"), "status", &["closed", "review_filed"]);
    assert_eq!(count(&registrar, "/v1/dismissals?status=dropped"), 1, "it is listed to who asks for it");
    has(&all(&registrar, "/v1/stipend-standards"), "status", &["effective", "draft"]);
    has(&all(&registrar, "/v1/stipend-runs"), "status", &["closed", "paid", "computed"]);
    let vacancies = all(&registrar, "/v1/vacancies");
    assert_eq!(words(&vacancies, "status"), BTreeSet::from(["candidates_ranked".to_owned(), "filled".to_owned()]));
    let waiting = vacancies.iter().find(|one| one["status"] == "candidates_ranked").unwrap();
    let candidates = all(&registrar, &format!("/v1/vacancies/{}/candidates", text(waiting, "id")));
    assert!(candidates.iter().any(|one| one["rank"] == 1), "{candidates:?}");
}

fn one_inspector_came_the_whole_way(register: &Register) {
    let registrar = register.acting("registrar");
    let people = all(&registrar, "/v1/people?name=ouyangjingwen");
    let mine = format!("person_id={}", text(&people[0], "id"));
    let appointment = registrar.lists_appointments(&mine).unwrap()[0].clone();
    assert_eq!((text(&appointment, "status"), &appointment["warnings"]), ("active", &json!([])));
    let told = registrar.reads_appointment_transitions(text(&appointment, "id")).unwrap();
    let events: Vec<&str> = told["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(events, ["review", "open_notice", "decide", "issue_letter", "start", "file_upward", "publish"]);
    assert_eq!(registrar.lists_assignments(&mine).unwrap().as_array().unwrap().len(), 1);
}

fn hr_pulls_appointments_and_grades(register: &Register) {
    let hr = register.acting("hr");
    has(&all(&hr, "/v1/appointments"), "status", &["active", "dismissed", "retired"]);
    let grades = all(&hr, "/v1/grades?changed_after=2020-01-01T00:00:00Z");
    has(&grades, "track", &["professional_title", "job_rank", "inspector_grade"]);
    assert!(grades.iter().any(|one| one["annulled"] == true), "none was annulled");
    let corrected =
        |one: &&Value| one["annulled"] == false && one["version"].as_i64() > Some(1) && one["ends_on"].is_null();
    assert!(grades.iter().any(|one| corrected(&one)), "none was corrected");
    let late = |one: &Value| {
        let day = |name: &str| text(one, name)[..10].parse::<chrono::NaiveDate>().unwrap();
        let days = (day("created_at") - day("starts_on")).num_days();
        text(one, "grade") == "T1" && days > 150
    };
    assert!(grades.iter().any(late), "none was told late");
    let results = all(&hr, "/v1/assessments?status=final");
    assert_eq!(results.len(), 12);
    assert_eq!(results.iter().filter(|one| one["grade"] == "excellent").count(), 2, "a fifth of twelve");
    assert_eq!(count(&hr, "/v1/dismissals"), 1, "the one that took effect and ended something");
}

fn assessments_explain_themselves(register: &Register) {
    let registrar = register.acting("registrar");
    let sheets = all(&registrar, "/v1/assessments");
    has(&sheets, "status", &["final", "self_rated", "in_progress", "review_requested"]);
    for sheet in sheets.iter().filter(|one| one["status"] == "final") {
        let why = registrar.reads_explanation(text(sheet, "id")).unwrap();
        assert_eq!((&why["quota"]["percent"], &why["grade"]), (&json!(20), &sheet["grade"]), "{why}");
    }
}

fn finance_pulls_all_that_it_pays_by(register: &Register) {
    let finance = register.acting("finance");
    let payees = all(&finance, "/v1/payees");
    assert!(payees.iter().any(|one| one["verified"] == true) && payees.iter().any(|one| one["verified"] == false));
    assert!(payees.iter().any(|one| one["verified"] == true && one["version"].as_i64() > Some(3)), "none was changed");
    assert_eq!(words(&payees, "account").len(), payees.len() - 1, "two have one account");
    let runs = all(&finance, "/v1/stipend-runs");
    assert_eq!(words(&runs, "status"), BTreeSet::from(["closed".to_owned(), "paid".to_owned()]), "what was decided");
    let run = |status: &str| text(runs.iter().find(|one| one["status"] == status).unwrap(), "id").to_owned();
    let (closed, paid) = (all(&finance, &format!("/v1/stipend-lines?run_id={}", run("closed"))), run("paid"));
    has(&closed, "payment", &["paid", "returned"]);
    let lines = all(&finance, &format!("/v1/stipend-lines?run_id={paid}"));
    has(&lines, "kind", &["normal", "arrears", "held"]);
    assert!(count(&finance, &format!("/v1/stipend-runs/{paid}/transfers")) > 20);
    let results = all(&finance, &format!("/v1/stipend-runs/{paid}/payment-results"));
    has(&results, "outcome", &["paid", "returned"]);
    let manifest = finance.get(&format!("/v1/stipend-runs/{paid}/manifest"));
    assert_eq!(manifest.status, 200, "{}", manifest.text);
    let registrar = register.acting("registrar");
    let computed = all(&registrar, "/v1/stipend-runs?status=computed");
    let id = text(&computed[0], "id");
    assert!(count(&registrar, &format!("/v1/stipend-lines?run_id={id}&kind=held")) > 0, "none is held");
}

fn the_others_find_theirs(register: &Register) {
    let partner = register.acting("partner");
    assert!(count(&partner, "/v1/experts?pool=specialist") >= 50);
    let administrator = register.acting("administrator");
    assert!(count(&administrator, "/v1/policy-proposals") >= 1);
    let areas = administrator.get("/v1/code-sets/areas").json();
    assert!(areas["codes"].as_array().unwrap().iter().any(|one| one["label"] == "青澜市"), "{areas}");
    let approver = register.acting("approver");
    let case = all(&approver, "/v1/dismissals?status=review_filed")[0].clone();
    assert!(case["due_on"].is_string(), "a remedy has its clock: {case}");
    let sheet = all(&approver, "/v1/assessments?status=review_requested")[0].clone();
    for transitions in [
        approver.reads_case_transitions(text(&case, "id")).unwrap(),
        approver.reads_assessment_transitions(text(&sheet, "id")).unwrap(),
    ] {
        let next = transitions["next"].as_array().unwrap();
        assert!(next.iter().any(|one| one["allowed"] == true && text(one, "event").starts_with("decide_")), "{next:?}");
    }
}

fn everybody_finds_theirs(register: &Register) {
    registrar_finds_the_city(register);
    one_inspector_came_the_whole_way(register);
    hr_pulls_appointments_and_grades(register);
    assessments_explain_themselves(register);
    finance_pulls_all_that_it_pays_by(register);
    the_others_find_theirs(register);
}

#[on_both_databases]
fn every_role_finds_its_work_in_the_demo(register: &Register) {
    register.becomes_a_city();
    everybody_finds_theirs(register);
    // Nothing in it waits for a job.
    assert_eq!(
        (register.keeps_appointments(), register.keeps_cases(), register.brings_standards_into_effect()),
        (0, 0, 0)
    );
}

#[test]
fn demo_is_consistent_on_any_start_day() {
    for day in DAYS {
        let register = Register::new(Database::Sqlite, Surface::Rest);
        register.is_now(day);
        register.becomes_a_city();
        everybody_finds_theirs(&register);
    }
}
