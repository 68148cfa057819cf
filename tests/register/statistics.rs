//! How the team is made up, and what of it is withheld.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{citizen_number, person, text},
    on_both_databases,
};

const CHART: &[(&str, &str)] = &[("accept", "image/svg+xml")];

struct Team {
    registrar: Client,
    approver: Client,
    cohort: Value,
}

impl Team {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let authority = registrar.has_authority();
        let cohort = registrar.has_cohort(&authority, 1, "2026-11-01");
        Self { registrar, approver, cohort }
    }

    /// Somebody in office who was born on a day.
    fn inspector(&self, number: u32, born: &str, subject: &str) -> Value {
        let mut body = person(number);
        body["citizen_number"] = citizen_number(born, number).into();
        body["subject"] = subject.into();
        let person = self.registrar.creates_person(&body).unwrap();
        let application = self.registrar.has_applied(&person);
        let basis = tests::fixtures::basis();
        self.approver.fires_certification(text(&application, "id"), "certify_by_record", &basis).unwrap();
        self.registrar.has_inspector(&self.approver, &person, &self.cohort)
    }

    fn counts(&self, by: &str, more: &str) -> Vec<(String, u64)> {
        shown(&self.registrar.reads_team_structure(by, more).unwrap())
    }
}

fn shown(structure: &Value) -> Vec<(String, u64)> {
    let cells = structure["cells"].as_array().unwrap().iter();
    cells.map(|cell| (text(cell, "code").to_owned(), cell["count"].as_u64().unwrap_or(999))).collect()
}

fn pairs(all: &[(&str, u64)]) -> Vec<(String, u64)> {
    all.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
}

#[everywhere]
fn the_team_is_counted_by_kind_age_and_profession(register: &Register) {
    let team = Team::of(register);
    for (number, born, subject) in [(1, "19901124", "14"), (3, "19901123", "14"), (5, "19660101", "13")] {
        team.inspector(number, born, subject);
    }
    assert_eq!(team.counts("kind", ""), pairs(&[("full_time", 0), ("part_time", 3)]));
    assert_eq!(
        team.counts("age_band", ""),
        pairs(&[("under_36", 1), ("36_45", 1), ("46_55", 0), ("56_60", 1), ("over_60", 0)])
    );
    assert_eq!(team.counts("subject", ""), pairs(&[("13", 1), ("14", 2)]));
    assert_eq!((team.counts("education", ""), team.counts("stage", "")), (pairs(&[("21", 3)]), pairs(&[("2", 3)])));
    let subjects = team.registrar.reads_team_structure("subject", "").unwrap();
    assert_eq!(
        (&subjects["total"], text(&subjects, "as_of"), &subjects["cells"][1]["share"]),
        (&json!(3), "2026-11-23", &json!(66.7))
    );
    assert_eq!(team.registrar.reads_team_structure("height", ""), Err("invalid".into()));
    // Nobody was in office the day before the terms began.
    assert_eq!(team.counts("subject", "as_of=2026-11-22"), pairs(&[]));
    assert_eq!(team.counts("subject", "as_of=2026-11-23").len(), 2);
    // The terms end with the cohort, on its last day.
    assert_eq!(
        (team.counts("subject", "as_of=2029-10-31").len(), team.counts("subject", "as_of=2029-11-01").len()),
        (2, 0)
    );
    let elsewhere = register.acting_in("registrar", Some("340100"));
    assert_eq!(elsewhere.reads_team_structure("kind", "").unwrap()["total"], 0);
}

#[everywhere]
fn statistics_are_bound_or_filtered_to_an_area(register: &Register) {
    let team = Team::of(register);
    let ada = team.inspector(1, "19900101", "14");
    team.inspector(3, "19900101", "13");
    let person = team.registrar.reads_person(text(&ada, "person_id")).unwrap();
    let version = person["version"].as_i64().unwrap();
    team.registrar.corrects_person(text(&person, "id"), version, &json!({ "area": "340881" })).unwrap();
    let own = register.acting_in("registrar", Some("340881"));
    assert_eq!(shown(&own.reads_team_structure("subject", "").unwrap()), pairs(&[("14", 1)]));
    assert_eq!(team.counts("subject", "area=340881"), pairs(&[("14", 1)]));
    assert_eq!(team.counts("subject", ""), pairs(&[("13", 1), ("14", 1)]));
}

#[everywhere]
fn how_few_are_withheld_is_a_policy(register: &Register) {
    let team = Team::of(register);
    for number in 0..8 {
        team.inspector(number * 2 + 1, "19900101", if number < 4 { "13" } else { "14" });
    }
    let hr = register.acting("hr");
    assert_eq!(shown(&hr.reads_team_structure("subject", "").unwrap()), pairs(&[]), "two equal counts tell each other");
    register.has_policy("statistics.min_cell", &json!(4));
    let seen = hr.reads_team_structure("subject", "").unwrap();
    assert_eq!((shown(&seen), &seen["smallest_shown"]), (pairs(&[("13", 4), ("14", 4)]), &json!(4)));
}

#[everywhere]
fn small_counts_are_hidden_from_roles_without_people(register: &Register) {
    let team = Team::of(register);
    let hr = register.acting("hr");
    for number in 1..=4 {
        team.inspector(number * 2, "19900101", if number == 1 { "13" } else { "14" });
    }
    let few = hr.reads_team_structure("subject", "").unwrap();
    assert_eq!((&few["total"], &few["suppressed"], &few["cells"]), (&json!(null), &json!(true), &json!([])));
    for number in 5..=6 {
        team.inspector(number * 2, "19900101", "14");
    }
    // One of 13 and five of 14: the five would tell of the one.
    let seen = hr.reads_team_structure("subject", "").unwrap();
    assert_eq!((&seen["total"], shown(&seen)), (&json!(6), pairs(&[("13", 999), ("14", 999)])));
    assert!(
        seen["cells"].as_array().unwrap().iter().all(|cell| cell["suppressed"] == true && cell["share"].is_null()),
        "{seen}"
    );
    assert_eq!(team.counts("subject", ""), pairs(&[("13", 1), ("14", 5)]));
    for role in ["partner", "finance"] {
        assert_eq!(register.acting(role).reads_team_structure("kind", ""), Err("forbidden".into()), "{role}");
    }
}

#[everywhere]
fn inspector_of_two_zones_counts_in_each_and_once_in_total(register: &Register) {
    let team = Team::of(register);
    let (ada, _) = (team.inspector(1, "19900101", "14"), team.inspector(3, "19900101", "14"));
    for name in ["第一责任区", "第二责任区"] {
        let zone = team.registrar.makes_zone(&json!({ "name": name })).unwrap();
        team.registrar
            .assigns(&json!({ "zone_id": zone["id"], "appointment_id": ada["id"], "role": "member" }))
            .unwrap();
    }
    let zones = team.registrar.reads_team_structure("zone", "").unwrap();
    let counts: Vec<u64> = shown(&zones).into_iter().map(|(_, count)| count).collect();
    assert_eq!((&zones["total"], &zones["cells_may_overlap"], counts), (&json!(2), &json!(true), vec![1, 1, 1]));
    assert_eq!(text(&zones["cells"][2], "code"), "unknown");
    for number in 3..=8 {
        team.inspector(2 * number, "19900101", "14");
    }
    let seen = register.acting("hr").reads_team_structure("zone", "").unwrap();
    assert!(!seen.to_string().contains("unknown"), "it would say how far the zones overlap: {seen}");
}

#[on_both_databases]
fn the_chart_shows_the_same_figures_and_every_name_as_text(register: &Register) {
    let team = Team::of(register);
    let ada = team.inspector(1, "19900101", "14");
    let zone = team.registrar.makes_zone(&json!({ "name": "<script>&\"x" })).unwrap();
    team.registrar.assigns(&json!({ "zone_id": zone["id"], "appointment_id": ada["id"], "role": "member" })).unwrap();
    let chart = team.registrar.rest("GET", "/v1/statistics/team-structure?by=zone", CHART, None);
    assert_eq!((chart.status, chart.header("content-type")), (200, Some("image/svg+xml")));
    assert!(chart.text.contains("&#60;script&#62;&#38;&#34;x") && !chart.text.contains("<script"), "{}", chart.text);
    assert!(chart.text.contains("1（100.0%）") && chart.text.contains("2026年11月23日"), "{}", chart.text);
    let json = team.registrar.get("/v1/statistics/team-structure?by=zone");
    for answer in [&chart, &json] {
        assert!(answer.headers.iter().any(|(name, value)| name == "vary" && value == "accept"), "{:?}", answer.headers);
    }
    let hidden = register.acting("hr").rest("GET", "/v1/statistics/team-structure?by=zone", CHART, None);
    assert!(hidden.text.contains("少于5") && !hidden.text.contains("script"), "{}", hidden.text);
}

#[on_both_databases]
fn statistics_statement_count_is_independent_of_inspectors(register: &Register) {
    let team = Team::of(register);
    let cost = |by: &str| {
        team.registrar.get("/v1/code-sets/sexes");
        let before = register.statements();
        assert_eq!(team.registrar.get(&format!("/v1/statistics/team-structure?by={by}")).status, 200);
        register.statements() - before
    };
    let all = || ["kind", "age_band", "education", "subject", "zone"].map(cost);
    let few = all();
    for number in 1..4 {
        team.inspector(number * 2, "19900101", "14");
    }
    // BEGIN, rules, total, cells, COMMIT; by zone also who has one.
    assert_eq!((few, all()), ([5, 5, 5, 5, 6], [5, 5, 5, 5, 6]));
}
