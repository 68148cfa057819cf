//! Recusals: recorded, corrected, and read as they stood and as they were known.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

const NOTHING: &str = "0193591c-2000-7000-8000-000000000001";

/// A person, a school, and a recusal of the one from the other, not recorded yet.
fn a_recusal(registrar: &Client, ground: &str) -> Value {
    let ada = registrar.creates_person(&person(1)).unwrap();
    let (_, schools) = registrar.has_zone(1, 1);
    json!({ "person_id": ada["id"], "school_id": schools[0]["id"], "ground": ground, "requested_by": "inspector" })
}

fn with(body: &Value, field: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[field] = value;
    body
}

#[everywhere]
fn former_school_recusal_ends_after_three_years(register: &Register) {
    let registrar = register.acting("registrar");
    let body = with(&a_recusal(&registrar, "recent_unit"), "left_on", json!("2024-03-01"));
    let recusal = registrar.records_recusal(&body).unwrap();
    assert_eq!((text(&recusal, "starts_on"), text(&recusal, "ends_on")), ("2024-03-01", "2027-02-28"));
    assert_eq!(
        (text(&recusal, "area"), text(&recusal, "requested_by"), recusal["version"].clone()),
        ("340800", "inspector", json!(1))
    );
    for (day, away) in [("2024-02-29", false), ("2024-03-01", true), ("2027-02-28", true), ("2027-03-01", false)] {
        let expected = if away { json!([recusal]) } else { json!([]) };
        assert_eq!(registrar.lists_recusals(&format!("as_of={day}")).unwrap(), expected, "{day}");
        let read = registrar.reads_recusal(text(&recusal, "id"), &format!("as_of={day}"));
        assert_eq!(read, if away { Ok(recusal.clone()) } else { Err("not_found".into()) }, "{day}");
    }
}

#[everywhere]
fn longer_cooling_off_applies_only_to_new_recusal_terms(register: &Register) {
    let (one, other, registrar) =
        (register.acting("administrator"), register.acting("administrator"), register.acting("registrar"));
    let body = with(&a_recusal(&registrar, "recent_unit"), "left_on", json!("2024-03-01"));
    let before = registrar.records_recusal(&body).unwrap();
    assert_eq!(one.proposes("recusal.cooling_off_years", &json!(2)), Err("invalid".into()));
    let proposal = one.proposes("recusal.cooling_off_years", &json!(5)).unwrap();
    other.decides_proposal(text(&proposal, "id"), "confirm").unwrap();
    assert_eq!(registrar.records_recusal(&body).unwrap()["ends_on"], "2029-02-28");
    let corrected = registrar.corrects_recusal(text(&before, "id"), 1, &json!({ "statement": "原任教师" })).unwrap();
    assert_eq!(text(&corrected, "ends_on"), "2027-02-28");
    let corrected = registrar.corrects_recusal(text(&before, "id"), 2, &json!({ "left_on": "2024-04-01" })).unwrap();
    assert_eq!(text(&corrected, "ends_on"), "2029-03-31");
}

#[everywhere]
fn known_at_reads_recusals_before_a_correction(register: &Register) {
    let registrar = register.acting("registrar");
    let body = a_recusal(&registrar, "child_enrolled");
    register.passes_seconds(60);
    let first = registrar.records_recusal(&with(&body, "starts_on", json!("2026-09-01"))).unwrap();
    register.passes_seconds(60);
    let id = text(&first, "id");
    let second = registrar.corrects_recusal(id, 1, &json!({ "ends_on": "2026-10-31" })).unwrap();
    assert_eq!((second["version"].clone(), &second["created_at"]), (json!(2), &first["created_at"]));
    let (known_first, known_second) = (text(&first, "updated_at"), text(&second, "updated_at"));
    assert!(known_first < known_second);

    for (moment, known) in [
        (String::new(), Some(&second)),
        (format!("known_at={known_second}"), Some(&second)),
        (format!("known_at={known_first}"), Some(&first)),
        (format!("known_at={known_first}&as_of=2026-11-01"), Some(&first)),
        ("as_of=2026-11-01".to_owned(), None),
        ("known_at=2026-01-01T00:00:00Z".to_owned(), None),
    ] {
        let listed = registrar.lists_recusals(&moment).unwrap();
        assert_eq!(listed, known.map_or_else(|| json!([]), |one| json!([one])), "{moment}");
        let read = registrar.reads_recusal(id, &moment);
        assert_eq!(read, known.cloned().ok_or_else(|| "not_found".into()), "{moment}");
    }
    assert_eq!(registrar.corrects_recusal(id, 1, &json!({ "ends_on": null })), Err("changed".into()));
    assert_eq!(registrar.corrects_recusal(id, 2, &json!({ "ends_on": "2026-10-31" })).unwrap(), second);
}

#[everywhere]
fn correction_in_the_same_instant_replaces_the_version(register: &Register) {
    let registrar = register.acting("registrar");
    let first = registrar.records_recusal(&a_recusal(&registrar, "own_unit")).unwrap();
    let second = registrar.corrects_recusal(text(&first, "id"), 1, &json!({ "requested_by": "authority" })).unwrap();
    assert_eq!(first["updated_at"], second["updated_at"]);
    assert_eq!(registrar.lists_recusals(&format!("known_at={}", text(&first, "updated_at"))).unwrap(), json!([second]));
}

#[everywhere]
fn recusals_are_found_by_person_school_and_ground(register: &Register) {
    let registrar = register.acting("registrar");
    let body = a_recusal(&registrar, "near_relative_of_head");
    let head = registrar.records_recusal(&body).unwrap();
    let other = registrar
        .records_recusal(&with(&with(&body, "ground", json!("other")), "statement", json!("曾有诉讼")))
        .unwrap();
    let of_school = format!("school_id={}", text(&head, "school_id"));
    assert_eq!(registrar.lists_recusals(&of_school).unwrap(), json!([head, other]));
    assert_eq!(registrar.lists_recusals(&format!("{of_school}&sort=-id")).unwrap(), json!([other, head]));
    assert_eq!(
        registrar.lists_recusals(&format!("person_id={}&ground=other", text(&head, "person_id"))).unwrap(),
        json!([other])
    );
    assert_eq!(registrar.lists_recusals(&format!("person_id={NOTHING}")).unwrap(), json!([]));
    assert_eq!(register.acting("auditor").lists_recusals("area=340000").unwrap(), json!([head, other]));
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.lists_recusals("").unwrap(), json!([]));
    assert_eq!(elsewhere.reads_recusal(text(&head, "id"), ""), Err("not_found".into()));
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_recusals(""), Err("forbidden".into()), "{role}");
    }
    assert_eq!(register.acting("auditor").records_recusal(&body), Err("forbidden".into()));
}

#[everywhere]
fn each_ground_says_what_it_needs(register: &Register) {
    let registrar = register.acting("registrar");
    let body = a_recusal(&registrar, "own_unit");
    let recent = with(&with(&body, "ground", json!("recent_unit")), "left_on", json!("2025-08-31"));
    for wrong in [
        with(&body, "ground", json!("other")),
        with(&body, "ground", json!("recent_unit")),
        with(&body, "left_on", json!("2025-08-31")),
        with(&recent, "left_on", json!("2026-11-24")),
        with(&recent, "ends_on", json!("2026-12-31")),
        with(&body, "ends_on", json!("2026-11-22")),
        with(&body, "statement", json!(" ")),
        with(&body, "person_id", json!(NOTHING)),
        with(&body, "school_id", json!(NOTHING)),
    ] {
        assert_eq!(registrar.records_recusal(&wrong), Err("invalid".into()), "{wrong}");
    }
    let recusal = registrar.records_recusal(&recent).unwrap();
    let id = text(&recusal, "id");
    for patch in [json!({ "ground": "own_unit" }), json!({ "left_on": null }), json!({ "ends_on": "2030-01-01" })] {
        assert_eq!(registrar.corrects_recusal(id, 1, &patch), Err("invalid".into()), "{patch}");
    }
    let own =
        registrar.corrects_recusal(id, 1, &json!({ "ground": "own_unit", "left_on": null, "ends_on": null })).unwrap();
    assert_eq!((&own["left_on"], &own["ends_on"], text(&own, "starts_on")), (&json!(null), &json!(null), "2025-08-31"));
}

#[everywhere]
fn recusals_follow_a_merged_or_moved_person(register: &Register) {
    let registrar = register.acting("registrar");
    let first = registrar.records_recusal(&a_recusal(&registrar, "own_unit")).unwrap();
    let id = text(&first, "id");
    register.passes_seconds(60);
    let second = registrar.corrects_recusal(id, 1, &json!({ "statement": "在编教师" })).unwrap();
    register.passes_seconds(60);
    let survivor = registrar.creates_person(&person(3)).unwrap();
    registrar.merges_person(text(&first, "person_id"), text(&survivor, "id")).unwrap();
    let merged = registrar.reads_recusal(id, "").unwrap();
    assert_eq!((&merged["person_id"], merged["version"].clone()), (&survivor["id"], json!(3)));
    let before = registrar.reads_recusal(id, &format!("known_at={}", text(&first, "updated_at"))).unwrap();
    assert_eq!(before, first, "what was known stays known");
    assert!(
        text(&merged, "updated_at")
            > text(
                &registrar.reads_recusal(id, &format!("known_at={}", text(&second, "updated_at"))).unwrap(),
                "updated_at"
            )
    );
    assert_eq!(registrar.corrects_recusal(id, 2, &json!({ "statement": null })), Err("changed".into()));
    let survivor = registrar.reads_person(text(&survivor, "id")).unwrap();
    registrar
        .corrects_person(text(&survivor, "id"), survivor["version"].as_i64().unwrap(), &json!({ "area": "340881" }))
        .unwrap();
    assert_eq!(text(&registrar.reads_recusal(id, "").unwrap(), "area"), "340881");
}

#[on_both_databases]
fn faulty_day_or_instant_is_reported_with_its_pointer(register: &Register) {
    let registrar = register.acting("registrar");
    let recusal = registrar.records_recusal(&a_recusal(&registrar, "own_unit")).unwrap();
    let faults = vec![("/as_of".to_owned(), "date".to_owned()), ("/known_at".to_owned(), "date".to_owned())];
    for path in ["/v1/recusals".to_owned(), format!("/v1/recusals/{}", text(&recusal, "id"))] {
        let answer = registrar.get(&format!("{path}?as_of=2026-02-30&known_at=2026-11-23"));
        assert_eq!((answer.refusal(), answer.faults()), ((422, "invalid".into()), faults.clone()), "{path}");
    }
    let query = "{ recusal(id: \"0193591c-2000-7000-8000-000000000001\", knownAt: \"yesterday\") { id } }";
    let answer = registrar.graphql(query, &json!({})).json();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "invalid", "{answer}");
    let unknown = registrar.get(&format!("/v1/recusals/{}?on=2026-11-23", text(&recusal, "id")));
    assert_eq!(unknown.faults(), [("/on".to_owned(), "unknown".to_owned())]);
}

#[on_both_databases]
fn a_cursor_belongs_to_its_moment(register: &Register) {
    let registrar = register.acting("registrar");
    let body = a_recusal(&registrar, "own_unit");
    for _ in 0..3 {
        registrar.records_recusal(&body).unwrap();
    }
    let known = "known_at=2026-11-23T23:00:00Z";
    let page = registrar.get(&format!("/v1/recusals?limit=2&count=exact&{known}")).json();
    assert_eq!(page["total"], 3);
    let next = text(&page, "next");
    assert_eq!(
        registrar.get(&format!("/v1/recusals?limit=2&{known}&after={next}")).json()["items"].as_array().unwrap().len(),
        1
    );
    assert_eq!(registrar.get(&format!("/v1/recusals?limit=2&after={next}")).refusal(), (422, "invalid".into()));
}

#[on_both_databases]
fn a_recusal_is_a_node_and_its_version_a_tag(register: &Register) {
    let registrar = register.acting("registrar");
    let recusal = registrar.records_recusal(&a_recusal(&registrar, "own_unit")).unwrap();
    let path = format!("/v1/recusals/{}?fields=ground&as_of=2026-11-23", text(&recusal, "id"));
    let answer = registrar.get(&path);
    let tag = answer.header("etag").unwrap();
    assert!(tag.starts_with("\"1-"), "{tag}");
    assert_eq!(answer.json(), json!({ "ground": "own_unit" }));
    assert_eq!(registrar.rest("GET", &path, &[("if-none-match", tag)], None).status, 304);
    let node = registrar.graphql(
        "query($id: ID!) { node(id: $id) { __typename ... on Recusal { ground } } }",
        &json!({ "id": recusal["id"] }),
    );
    assert_eq!(node.json()["data"]["node"], json!({ "__typename": "Recusal", "ground": "OWN_UNIT" }));
}
