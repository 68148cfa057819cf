//! Statistics of money and assessments, which agree with the records, and every chart.

use std::collections::BTreeMap;

use serde_json::Value;
use tests::{Client, Register, fixtures::text, on_both_databases};

/// All records of a list.
fn all(client: &Client, path: &str) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{path}&limit=500{after}")).json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return items,
        }
    }
}

fn chart(client: &Client, path: &str, language: &str) -> String {
    let answer = client.rest("GET", path, &[("accept", "image/svg+xml"), ("accept-language", language)], None);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/svg+xml")), "{path}: {}", answer.text);
    assert_eq!(answer.header("content-language"), Some(language));
    assert!(answer.headers.iter().any(|(name, value)| name == "vary" && value == "accept-language"));
    answer.text
}

/// What finance reads of the lines of a year, by month and component: what is granted and what is held.
fn sums_of_lines(finance: &Client, year: &str) -> BTreeMap<(String, String), (i64, i64)> {
    let mut sums: BTreeMap<_, (i64, i64)> = BTreeMap::new();
    for line in all(finance, "/v1/stipend-lines?sort=id").iter().filter(|line| text(line, "month").starts_with(year)) {
        let (granted, held) =
            sums.entry((text(line, "month").to_owned(), text(line, "component").to_owned())).or_default();
        *(if line["kind"] == "held" { held } else { granted }) += line["amount_fen"].as_i64().unwrap();
    }
    sums
}

#[on_both_databases]
fn stipend_statistics_are_the_sums_of_the_lines(register: &Register) {
    register.becomes_a_city();
    let finance = register.acting("finance");
    let answer = finance.get("/v1/statistics/stipends?year=2026").json();
    let items = answer["items"].as_array().unwrap().iter();
    let told: BTreeMap<_, _> = items
        .map(|item| {
            let key = (text(item, "month").to_owned(), text(item, "component").to_owned());
            (key, (item["amount_fen"].as_i64().unwrap(), item["held_fen"].as_i64().unwrap()))
        })
        .collect();
    assert!(told.len() > 3, "{answer}");
    assert_eq!(told, sums_of_lines(&finance, "2026"));
    assert_eq!(answer["amount_fen"].as_i64().unwrap(), told.values().map(|(granted, _)| granted).sum::<i64>());
    assert_eq!(finance.get("/v1/statistics/stipends?year=1999").json()["items"], Value::Array(Vec::new()));
    assert_eq!(finance.get("/v1/statistics/stipends?year=26").status, 422);
    assert_eq!(register.acting("hr").get("/v1/statistics/stipends").status, 403);
    let svg = chart(&finance, "/v1/statistics/stipends?year=2026", "zh-CN");
    assert!(svg.contains("2026年督学津贴发放情况（元）") && svg.contains("通讯") && svg.contains("2026-09"), "{svg}");
}

#[on_both_databases]
fn assessment_statistics_are_the_counts_of_the_records(register: &Register) {
    register.becomes_a_city();
    let registrar = register.acting("registrar");
    let mut counted: BTreeMap<(String, i64), BTreeMap<String, u64>> = BTreeMap::new();
    for one in all(&registrar, "/v1/assessments?sort=id").iter().filter(|one| one["status"] != "exempt") {
        let key = (text(one, "authority_id").to_owned(), one["year"].as_i64().unwrap());
        let outcome = if one["status"] == "final" { text(one, "grade") } else { "open" };
        *counted.entry(key).or_default().entry(outcome.to_owned()).or_default() += 1;
    }
    assert!(!counted.is_empty());
    for ((authority, year), outcomes) in counted {
        let answer = registrar.get(&format!("/v1/statistics/assessments?year={year}")).json();
        let items = answer["items"].as_array().unwrap();
        let told = items.iter().find(|item| item["authority_id"] == authority.as_str()).unwrap();
        for name in ["excellent", "qualified", "basically_qualified", "unqualified", "open"] {
            assert_eq!(told[name].as_u64(), Some(outcomes.get(name).copied().unwrap_or_default()), "{name}: {told}");
        }
        let group: u64 = outcomes.values().sum();
        assert_eq!((told["group"].as_u64(), told["excellent_places"].as_u64()), (Some(group), Some(group / 5)));
        let svg = chart(&registrar, &format!("/v1/statistics/assessments?year={year}"), "en");
        assert!(svg.contains("by authority") && svg.contains("Excellent"), "{svg}");
    }
}

#[on_both_databases]
fn coverage_is_drawn_in_the_language_of_who_asks(register: &Register) {
    register.becomes_a_city();
    let registrar = register.acting("registrar");
    let (chinese, english) = (chart(&registrar, "/v1/coverage", "zh-CN"), chart(&registrar, "/v1/coverage", "en"));
    assert!(chinese.contains("学校和责任区覆盖情况") && chinese.contains(">118 + 0<"), "{chinese}");
    assert!(english.contains("Coverage of schools and zones") && english.contains(">3 + 4<"), "{english}");
    let team = chart(&registrar, "/v1/statistics/team-structure?by=kind", "en");
    assert!(team.contains("Inspectors in office by kind") && team.contains("full-time"), "{team}");
}
