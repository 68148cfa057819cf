//! What a month would come to by a standard that is not in effect: computed as a run is, and kept nowhere.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Register, everywhere, fixtures::text, on_both_databases};

use crate::{
    nation::{builds, size},
    stipend_runs::{Office, standard, without_notice},
};

/// Present, draft and difference, in fen.
fn both_ways(of: &Value) -> [i64; 3] {
    ["present_fen", "draft_fen", "difference_fen"].map(|field| of[field].as_i64().unwrap())
}

fn drafted(office: &Office, starts_on: &str, fen: [i64; 3]) -> String {
    text(&office.registrar.drafts_standard(&standard(starts_on, fen)).unwrap(), "id").to_owned()
}

#[everywhere]
fn what_if_of_a_draft_gives_totals_and_changes_nothing(register: &Register) {
    let office = Office::of(register);
    // Of each of two people 19 of 30 days: 6 333, 12 667 and 19 000 fen in effect.
    let draft = drafted(&office, "2027-01-01", [10_000, 10_000, 60_000]);
    let found = office.registrar.asks_what_if(&draft, "2026-11").unwrap();
    assert_eq!(both_ways(&found), [76_000, 2 * (6_333 + 6_333 + 38_000), 2 * 12_666]);
    assert_eq!(
        ["people_count", "gaining_count", "losing_count"].map(|field| found[field].as_i64()),
        [Some(2), Some(2), Some(0)]
    );
    let components: Vec<(&str, [i64; 3])> =
        found["components"].as_array().unwrap().iter().map(|one| (text(one, "component"), both_ways(one))).collect();
    assert_eq!(
        components,
        [
            ("communication", [12_666, 12_666, 0]),
            ("transport", [25_334, 12_666, -12_668]),
            ("service", [38_000, 76_000, 38_000])
        ]
    );
    let zone = &found["zones"][0];
    assert_eq!(
        (&zone["zone_id"], &zone["zone_name"], both_ways(zone)),
        (&Value::Null, &Value::Null, both_ways(&found))
    );
    let people = office.registrar.lists_what_if_people(&draft, "2026-11").unwrap();
    let people = people.as_array().unwrap();
    assert_eq!(people.iter().map(both_ways).collect::<Vec<_>>(), [[38_000, 50_666, 12_666]; 2]);
    let ids: BTreeSet<String> = people.iter().map(|one| one["person_id"].to_string()).collect();
    assert_eq!(ids, office.people.iter().map(|person| person["id"].to_string()).collect());
    assert_eq!(office.registrar.lists_runs("").unwrap(), json!([]), "no run is begun");
    assert_eq!(office.registrar.asks_what_if(&draft, "2026-11").unwrap(), found);
}

#[everywhere]
fn within_the_month_a_draft_pays_from_its_first_day(register: &Register) {
    let office = Office::of(register);
    let draft = drafted(&office, "2026-11-21", [10_000, 20_000, 60_000]);
    let found = office.registrar.asks_what_if(&draft, "2026-11").unwrap();
    // Ten of the nineteen days at 60 000 instead of 30 000 fen.
    assert_eq!(both_ways(&found), [76_000, 96_000, 20_000]);
}

#[everywhere]
fn the_year_is_projected_against_the_cap(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let draft = drafted(&office, "2026-12-01", [10_000, 20_000, 60_000]);
    let budget = |office: &Office| office.registrar.asks_what_if(&draft, "2026-12").unwrap()["budget"].clone();
    // Of a month to come the duty is not done yet, and counts as done. November had no run yet, and is not the draft's.
    let first = budget(&office);
    let numbers = |budget: &Value| {
        ["year", "yearly_cap_fen", "decided_fen", "months_by_draft", "months_by_present", "projected_fen", "left_fen"]
            .map(|field| budget[field].as_i64().unwrap())
    };
    assert_eq!(numbers(&first), [2026, 30_000_000, 0, 1, 0, 180_000, 30_000_000 - 180_000]);
    let november = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&november);
    assert_eq!(numbers(&budget(&office)), [2026, 30_000_000, 76_000, 1, 0, 76_000 + 180_000, 30_000_000 - 256_000]);
}

#[everywhere]
fn what_if_needs_a_valid_month_and_a_permitted_role(register: &Register) {
    let office = Office::of(register);
    let draft = drafted(&office, "2027-01-01", [10_000, 10_000, 60_000]);
    for month in ["2026-13", "november"] {
        assert_eq!(office.registrar.asks_what_if(&draft, month), Err("invalid".into()), "{month}");
        assert_eq!(office.registrar.lists_what_if_people(&draft, month), Err("invalid".into()), "{month}");
    }
    assert_eq!(office.registrar.get(&format!("/v1/stipend-standards/{draft}/what-if")).status, 422);
    assert_eq!(
        office.registrar.asks_what_if("0193591c-2000-7000-8000-000000000001", "2026-11"),
        Err("not_found".into())
    );
    for role in ["hr", "finance", "partner"] {
        assert_eq!(register.acting(role).asks_what_if(&draft, "2026-11"), Err("forbidden".into()), "{role}");
        assert_eq!(register.acting(role).lists_what_if_people(&draft, "2026-11"), Err("forbidden".into()), "{role}");
    }
    assert!(register.acting("auditor").asks_what_if(&draft, "2026-11").is_ok());
    assert_eq!(
        register.acting_in("registrar", Some("360000")).asks_what_if(&draft, "2026-11"),
        Err("not_found".into())
    );
    // Before any standard nothing was paid.
    let before = office.registrar.asks_what_if(&draft, "2026-10").unwrap();
    assert_eq!((both_ways(&before), &before["people_count"]), ([0, 0, 0], &json!(0)));
}

#[on_both_databases]
fn what_if_with_the_effective_standard_equals_a_run(register: &Register) {
    let built = builds(register, size(120, 2, 7)).unwrap();
    register.is_now("2026-11-02");
    let registrar = register.acting("registrar");
    let standards = registrar.get("/v1/stipend-standards?status=effective&limit=100").json()["items"].clone();
    assert_eq!(standards.as_array().map(Vec::len), Some(usize::try_from(built.counties).unwrap()));
    for standard in standards.as_array().unwrap() {
        let (id, area) = (text(standard, "id"), text(standard, "area"));
        let found = registrar.asks_what_if(id, "2026-10").unwrap();
        let run = registrar.begins_run(&json!({ "month": "2026-10", "area": area })).unwrap();
        registrar.fires_run(text(&run, "id"), "compute", &json!({})).unwrap();
        let lines = registrar.lists_lines(&format!("run_id={}&limit=500", text(&run, "id"))).unwrap();
        let of_lines: i64 = lines.as_array().unwrap().iter().map(|line| line["amount_fen"].as_i64().unwrap()).sum();
        assert_eq!(both_ways(&found), [of_lines, of_lines, 0]);
        let mut people = Vec::new();
        let mut path = format!("/v1/stipend-standards/{id}/what-if/people?month=2026-10&limit=7");
        loop {
            let page = registrar.get(&path).json();
            people.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/v1/stipend-standards/{id}/what-if/people?month=2026-10&limit=7&after={next}");
        }
        assert_eq!(json!(people.len()), found["people_count"]);
        let sum = |of: &[Value]| of.iter().map(|one| one["draft_fen"].as_i64().unwrap()).sum::<i64>();
        let zones = found["zones"].as_array().unwrap();
        assert_eq!([sum(&people), sum(zones)], [of_lines, of_lines]);
        assert!(zones.iter().any(|zone| zone["zone_name"].is_string()), "{found}");
    }
}

#[on_both_databases]
fn what_if_page_skips_people_without_amounts_and_is_full(register: &Register) {
    builds(register, size(300, 1, 7)).unwrap();
    register.is_now("2026-11-02");
    let registrar = register.acting("registrar");
    let county = registrar.get("/v1/stipend-standards?status=effective&limit=1").json()["items"][0]["area"].clone();
    let province = format!("{}0000", &county.as_str().unwrap()[..2]);
    // Every county has a standard of its own, and so a run of its own: the province owes those alone who serve none of them.
    register.executes(&format!(
        "UPDATE appointments SET area = '{province}' WHERE person_id IN (SELECT person_id FROM appointments \
             WHERE superseded_at IS NULL AND route = 'part_time' AND status = 'active' ORDER BY person_id DESC LIMIT 5)"
    ));
    let mut body = standard("2027-01-01", [10_000, 20_000, 60_000]);
    body["area"] = json!(province);
    let draft = text(&registrar.drafts_standard(&body).unwrap(), "id").to_owned();
    let count = registrar.asks_what_if(&draft, "2026-10").unwrap()["people_count"].as_u64().unwrap();
    assert!(count >= 3, "{count}");
    let path = format!("/v1/stipend-standards/{draft}/what-if/people?month=2026-10&limit=2");
    let (mut sizes, mut found, mut page) = (Vec::new(), Vec::new(), registrar.get(&path).json());
    loop {
        let items = page["items"].as_array().unwrap();
        sizes.push(items.len());
        found.extend(items.iter().map(|one| text(one, "person_id").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        page = registrar.get(&format!("{path}&after={next}")).json();
    }
    assert!(sizes[..sizes.len() - 1].iter().all(|size| *size == 2), "{sizes:?}");
    assert_eq!(u64::try_from(found.len()).unwrap(), count);
    assert!(found.is_sorted() && found.iter().collect::<BTreeSet<_>>().len() == found.len(), "{found:?}");
    let before = registrar.get("/v1/people?limit=500&sort=id").json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| text(one, "id") < found[0].as_str())
        .count();
    assert!(before > 100, "{before} come first, and one round reads a hundred");
}

#[on_both_databases]
fn what_if_compares_a_first_standard_with_the_parent_area(register: &Register) {
    let office = Office::of(register);
    let mut body = standard("2027-01-01", [10_000, 20_000, 60_000]);
    body["area"] = json!("340811");
    let draft = text(&office.registrar.drafts_standard(&body).unwrap(), "id").to_owned();
    let empty = office.registrar.asks_what_if(&draft, "2026-11").unwrap();
    assert_eq!(both_ways(&empty), [0, 0, 0], "nobody is in office there");
    register.executes("UPDATE appointments SET area = '340811'");
    let found = office.registrar.asks_what_if(&draft, "2026-11").unwrap();
    assert_eq!(both_ways(&found), [76_000, 114_000, 38_000]);
    assert_eq!(found["budget"]["yearly_cap_fen"], Value::Null, "the cap of the area above is not the county's");
}
