//! Teams: drawn by chance, replayed, proved.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, citizen_number, person, text},
};

/// An office with inspectors; each has the speciality of the fixture, and the last one another.
fn office(register: &Register, count: u32) -> (Client, Client, Vec<Value>) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let authority = registrar.has_authority();
    let cohort = registrar.has_cohort(&authority, 1, "2026-11-01");
    let inspector = |number: u32| {
        let mut one = person(1);
        one["citizen_number"] = citizen_number("19800101", number * 2 + 1).into();
        if number == count {
            one["specialities"] = json!(["校园安全"]);
        }
        let one = registrar.creates_person(&one).unwrap();
        let application = registrar.has_applied(&one);
        approver.fires_certification(text(&application, "id"), "certify_by_record", &basis()).unwrap();
        registrar.has_inspector(&approver, &one, &cohort)
    };
    let inspectors = (1..=count).map(inspector).collect();
    (registrar, approver, inspectors)
}

fn members(team: &Value) -> Vec<&str> {
    team["members"].as_array().unwrap().iter().map(|one| text(one, "person_id")).collect()
}

#[everywhere]
fn random_team_draw_is_reproducible_from_its_seed(register: &Register) {
    let (registrar, _, inspectors) = office(register, 5);
    let body = json!({ "kind": "special", "title": "“双减”专项督导", "size": 3, "specialities": ["校园安全"] });
    let team = registrar.draws_team(&body).unwrap();
    assert_eq!((members(&team).len(), team["drawn_from"].clone(), text(&team, "seed").len()), (3, json!(5), 32));
    assert!(members(&team).contains(&text(&inspectors[4], "person_id")), "the one who has the wanted speciality");
    assert_eq!(registrar.reads_team(text(&team, "id")).unwrap(), team);
    let proof = registrar.reads_proof(text(&team, "id")).unwrap();
    assert_eq!((proof["reproduced"].clone(), proof["seed"].clone()), (json!(true), team["seed"].clone()));
    // Anybody can do it again: who has the speciality, then the smallest lots.
    let mut rest: Vec<(&str, &str)> = proof["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "lot"), text(one, "person_id")))
        .filter(|(_, id)| *id != text(&inspectors[4], "person_id"))
        .collect();
    rest.sort_unstable();
    let expected: Vec<&str> =
        [text(&inspectors[4], "person_id")].into_iter().chain(rest.iter().take(2).map(|(_, id)| *id)).collect();
    assert_eq!(members(&team), expected);
    let again = registrar.draws_team(&body).unwrap();
    assert_ne!(again["seed"], team["seed"]);
    assert_eq!(
        registrar
            .lists_teams(&format!("person_id={}", text(&inspectors[4], "person_id")))
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(register.acting("hr").draws_team(&body), Err("forbidden".into()));
}

#[everywhere]
fn team_is_not_known_before_it_was_drawn(register: &Register) {
    let (registrar, _, _) = office(register, 3);
    let team = registrar.draws_team(&json!({ "kind": "special", "title": "专项督导", "size": 3 })).unwrap();
    let (id, before) = (text(&team, "id"), "known_at=2026-11-22T12:00:00Z");
    assert_eq!(registrar.reads_team_at(id, "known_at=2026-11-24T12:00:00Z").unwrap()["members"], team["members"]);
    assert_eq!(registrar.reads_team_at(id, before), Err("not_found".into()));
    let listed = |moment: &str| registrar.lists_teams(moment).unwrap().as_array().unwrap().len();
    assert_eq!((listed("known_at=2026-11-24T12:00:00Z"), listed(before)), (1, 0));
}

#[everywhere]
fn draw_excludes_recused_and_suspended_and_needs_three(register: &Register) {
    let (registrar, approver, inspectors) = office(register, 5);
    let zone = registrar.makes_zone(&json!({ "name": "第一责任区" })).unwrap();
    let school = registrar
        .registers_school(
            &json!({ "zone_id": zone["id"], "identifier": "3408000001", "name": "第1小学", "school_type": "211" }),
        )
        .unwrap();
    let recusal = json!({ "person_id": inspectors[0]["person_id"], "school_id": school["id"], "ground": "near_relative_of_head", "requested_by": "inspected_unit" });
    registrar.records_recusal(&recusal).unwrap();
    approver.fires_appointment(text(&inspectors[1], "id"), "suspend", &basis()).unwrap();
    let body = json!({ "kind": "comprehensive", "title": "综合督导", "size": 3, "school_ids": [school["id"]] });
    let team = registrar.draws_team(&body).unwrap();
    assert!(
        !members(&team).contains(&text(&inspectors[0], "person_id"))
            && !members(&team).contains(&text(&inspectors[1], "person_id"))
    );
    assert_eq!((team["drawn_from"].clone(), team["left_out"].clone()), (json!(3), json!(2)));
    let proof = registrar.reads_proof(text(&team, "id")).unwrap();
    let mut excluded: Vec<&str> =
        proof["candidates"].as_array().unwrap().iter().filter_map(|one| one["excluded"].as_str()).collect();
    excluded.sort_unstable();
    assert_eq!(excluded.iter().map(|one| one.to_lowercase()).collect::<Vec<_>>(), ["recusal", "suspended"]);
    for (field, value, code) in [
        ("size", json!(4), "rule_refused"),
        ("size", json!(2), "invalid"),
        ("specialities", json!(["天文"]), "invalid"),
        ("school_ids", json!(["0193591c-2000-7000-8000-000000000001"]), "invalid"),
    ] {
        let mut wrong = body.clone();
        wrong[field] = value;
        assert_eq!(registrar.draws_team(&wrong), Err(code.into()), "{wrong}");
    }
}

#[everywhere]
fn recently_drawn_inspectors_rank_last(register: &Register) {
    let (registrar, _, _) = office(register, 6);
    let body = json!({ "kind": "routine", "title": "经常性督导", "size": 3 });
    let (first, second) = (registrar.draws_team(&body).unwrap(), registrar.draws_team(&body).unwrap());
    assert!(members(&first).iter().all(|one| !members(&second).contains(one)), "{first} {second}");
}

#[everywhere]
fn inspector_at_the_draw_limit_is_not_drawn_again(register: &Register) {
    let (registrar, _, _) = office(register, 6);
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    let proposal = one.proposes("team.max_draws_in_90_days", &json!(1)).unwrap();
    other.decides_proposal(text(&proposal, "id"), "confirm").unwrap();
    let body = json!({ "kind": "routine", "title": "经常性督导", "size": 3 });
    registrar.draws_team(&body).unwrap();
    let second = registrar.draws_team(&body).unwrap();
    assert_eq!((second["drawn_from"].clone(), second["left_out"].clone()), (json!(3), json!(3)));
    assert_eq!(registrar.draws_team(&body), Err("rule_refused".into()), "all six were drawn once");
}
