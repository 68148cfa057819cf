//! Posts of the supervision committee and office: recorded, ended, and read as they were held and as they were known.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
};

/// A committee, its office and a member unit.
fn bodies(registrar: &Client) -> [Value; 3] {
    let body = |name: &str, functions: &[&str]| {
        let body = json!({ "name": name, "functions": functions, "level": "municipal" });
        registrar.registers_organisation(&body).unwrap()
    };
    [
        body("市政府教育督导委员会", &["committee"]),
        body("市政府教育督导室", &["authority"]),
        body("市卫生健康委员会", &["member_unit"]),
    ]
}

fn with(body: &Value, changes: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

/// The post of an office's chief inspector, not recorded yet.
fn chief(office: &Value) -> Value {
    json!({
        "organisation_id": office["id"], "kind": "chief_inspector", "holder_name": "欧阳试验", "holder_title": "副市长",
        "duties": ["统筹全市教育督导工作"], "starts_on": "2026-09-01", "document_number": "政〔2026〕3号"
    })
}

/// The post of an office's chief inspector, whom the register knows.
fn held_by(office: &Value, person: &Value) -> Value {
    let mut body = with(&chief(office), &json!({ "person_id": person["id"] }));
    body.as_object_mut().unwrap().retain(|field, _| !field.starts_with("holder"));
    body
}

#[everywhere]
fn post_is_held_from_its_first_day_to_its_last(register: &Register) {
    let registrar = register.acting("registrar");
    let [committee, _, unit] = bodies(&registrar);
    let member = json!({
        "organisation_id": committee["id"], "kind": "member", "unit_id": unit["id"], "holder_name": "司马试验",
        "starts_on": "2026-09-01", "ends_on": "2026-11-22", "document_number": "政〔2026〕3号"
    });
    let post = registrar.records_post(&member).unwrap();
    assert_eq!((text(&post, "area"), text(&post, "status"), &post["duties"]), ("340800", "ended", &json!([])));
    for (day, is_held) in [("2026-08-31", false), ("2026-09-01", true), ("2026-11-22", true), ("2026-11-23", false)] {
        let listed = registrar.lists_posts(&format!("as_of={day}")).unwrap();
        assert_eq!(listed.as_array().unwrap().len(), usize::from(is_held), "{day}");
        let read = registrar.reads_post(text(&post, "id"), &format!("as_of={day}"));
        let expected = if is_held { Ok(with(&post, &json!({ "status": "held" }))) } else { Err("not_found".into()) };
        assert_eq!(read, expected, "{day}");
    }
    let listed = |filter: String| registrar.lists_posts(&filter).unwrap().as_array().unwrap().len();
    let of = |field: &str, id: &Value| format!("{field}={}", id.as_str().unwrap());
    assert_eq!((listed(of("organisation_id", &committee["id"])), listed(of("unit_id", &unit["id"]))), (1, 1));
    assert_eq!(
        (listed(of("unit_id", &committee["id"])), listed("kind=member".into()), listed("kind=chair".into())),
        (0, 1, 0)
    );
}

#[everywhere]
fn post_ends_by_a_document_and_was_known_before(register: &Register) {
    let registrar = register.acting("registrar");
    let [_, office, _] = bodies(&registrar);
    let post = registrar.records_post(&chief(&office)).unwrap();
    let id = text(&post, "id");
    let next =
        |of: &Value| of["next"].as_array().unwrap().iter().map(|one| text(one, "event").to_owned()).collect::<Vec<_>>();
    assert_eq!(next(&registrar.reads_post_transitions(id).unwrap()), ["end"]);
    register.passes_seconds(60);
    assert_eq!(registrar.fires_post(id, "end", &json!({ "occurred_on": "2026-11-01" })), Err("invalid".into()));
    let last = json!({ "occurred_on": "2026-11-01", "document_number": "政〔2026〕9号" });
    let ended = registrar.fires_post(id, "end", &last).unwrap();
    assert_eq!(
        (text(&ended, "ends_on"), text(&ended, "status"), &ended["version"]),
        ("2026-10-31", "ended", &json!(2))
    );
    assert_eq!(registrar.fires_post(id, "end", &last), Err("transition_not_allowed".into()));
    let known = format!("known_at={}", text(&post, "updated_at"));
    assert_eq!(registrar.reads_post(id, &known).unwrap(), post);
    assert_eq!(registrar.lists_posts(&format!("{known}&as_of=2026-11-20")).unwrap(), json!([post]));
    assert_eq!(registrar.lists_posts("as_of=2026-11-01").unwrap(), json!([]));
    let told = registrar.reads_post_transitions(id).unwrap();
    assert_eq!((next(&told), text(&told["items"][0], "document_number")), (vec![], "政〔2026〕9号"));
}

#[everywhere]
fn second_chief_inspector_at_one_time_is_refused(register: &Register) {
    let registrar = register.acting("registrar");
    let [committee, office, _] = bodies(&registrar);
    let first = registrar.records_post(&with(&chief(&office), &json!({ "ends_on": "2026-12-31" }))).unwrap();
    let refusal = registrar.post("/v1/posts", &with(&chief(&office), &json!({ "starts_on": "2026-12-31" })));
    assert_eq!(refusal.refusal(), (409, "rule_refused".into()));
    assert!(refusal.text.contains("post.one_chief_inspector"), "{}", refusal.text);
    assert_eq!(registrar.lists_posts("").unwrap(), json!([first]));
    registrar.records_post(&with(&chief(&office), &json!({ "kind": "deputy_chief_inspector" }))).unwrap();
    registrar.records_post(&with(&chief(&office), &json!({ "starts_on": "2027-01-01" }))).unwrap();
    registrar.records_post(&chief(&committee)).unwrap();
    register.has_policy("post.one_chief_inspector", &json!(false));
    registrar.records_post(&chief(&office)).unwrap();
}

#[everywhere]
fn every_fault_of_a_post_is_named(register: &Register) {
    let registrar = register.acting("registrar");
    let [committee, office, unit] = bodies(&registrar);
    let ada = registrar.creates_person(&person(1)).unwrap();
    for wrong in [
        json!({ "organisation_id": unit["id"] }),
        json!({ "unit_id": unit["id"] }),
        json!({ "kind": "member", "unit_id": committee["id"] }),
        json!({ "person_id": ada["id"] }),
        json!({ "holder_name": null }),
        json!({ "ends_on": "2026-08-31" }),
        json!({ "document_number": " " }),
        json!({ "duties": vec!["职责"; 21] }),
    ] {
        assert_eq!(registrar.records_post(&with(&chief(&office), &wrong)), Err("invalid".into()), "{wrong}");
    }
    assert_eq!(registrar.lists_posts("").unwrap(), json!([]));
}

#[everywhere]
fn posts_follow_a_merge_and_keep_the_area_of_their_office(register: &Register) {
    let registrar = register.acting("registrar");
    let [_, office, _] = bodies(&registrar);
    let (lost, survivor) =
        (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    let post = registrar.records_post(&held_by(&office, &lost)).unwrap();
    let survivor = registrar.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    registrar
        .corrects_person(text(&survivor, "id"), survivor["version"].as_i64().unwrap(), &json!({ "area": "340881" }))
        .unwrap();
    let theirs = registrar.lists_posts(&format!("person_id={}", text(&survivor, "id"))).unwrap();
    assert_eq!((&theirs[0]["id"], &theirs[0]["version"], text(&theirs[0], "area")), (&post["id"], &json!(2), "340800"));
    assert_eq!(registrar.reads_file(text(&survivor, "id")).unwrap()["posts"][0]["id"], post["id"]);
}

#[everywhere]
fn death_ends_a_post_on_its_day(register: &Register) {
    let registrar = register.acting("registrar");
    let [_, office, _] = bodies(&registrar);
    let nominee = registrar.has_nominated("specialist", 1);
    let person = json!({ "id": nominee["person_id"] });
    let post = registrar.records_post(&held_by(&office, &person)).unwrap();
    registrar.fires(text(&nominee, "id"), "submit", &json!({ "occurred_on": "2026-11-20" })).unwrap();
    registrar.fires(text(&nominee, "id"), "record_death", &json!({ "occurred_on": "2026-11-20" })).unwrap();
    let ended = registrar.reads_post(text(&post, "id"), "").unwrap();
    assert_eq!(
        (text(&ended, "ends_on"), text(&ended, "status"), &ended["version"]),
        ("2026-11-20", "ended", &json!(2))
    );
    assert_eq!(registrar.records_post(&held_by(&office, &person)), Err("gone".into()));
    registrar
        .records_post(&with(&held_by(&office, &person), &json!({ "ends_on": "2026-11-19", "kind": "chair" })))
        .unwrap();
}

#[everywhere]
fn held_post_stands_in_the_way_of_an_erasure(register: &Register) {
    let registrar = register.acting("registrar");
    let [_, office, _] = bodies(&registrar);
    let ada = registrar.creates_person(&person(1)).unwrap();
    let post = registrar.records_post(&held_by(&office, &ada)).unwrap();
    let obstacles = || {
        let told = registrar.reads_erasure(text(&ada, "id")).unwrap();
        told["in_the_way"].as_array().unwrap().iter().map(|one| text(one, "obstacle").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(obstacles(), ["held_post"]);
    registrar.fires_post(text(&post, "id"), "end", &json!({ "document_number": "政〔2026〕9号" })).unwrap();
    assert_eq!(obstacles(), [""; 0]);
    assert_eq!(registrar.reads_erasure(text(&ada, "id")).unwrap()["keeps_name"], true);
}

#[everywhere]
fn everybody_reads_who_holds_a_post_today(register: &Register) {
    let registrar = register.acting("registrar");
    let [committee, office, unit] = bodies(&registrar);
    let ada = registrar.creates_person(&with(&person(1), &json!({ "post": "校长" }))).unwrap();
    let member = json!({
        "organisation_id": committee["id"], "kind": "member", "unit_id": unit["id"], "holder_name": "司马试验",
        "holder_title": "副主任", "starts_on": "2026-09-01", "document_number": "政〔2026〕3号"
    });
    registrar.records_post(&member).unwrap();
    registrar.records_post(&held_by(&office, &ada)).unwrap();
    registrar.records_post(&with(&member, &json!({ "starts_on": "2026-11-24" }))).unwrap();
    let mut told = registrar.lists_public_posts("").unwrap();
    assert_eq!(register.get("/v1/public-posts").json()["items"], told, "nobody needs a token");
    let all = told.as_array_mut().unwrap();
    all.iter_mut().for_each(|one| drop(one.as_object_mut().unwrap().remove("id")));
    let public = |organisation, kind, unit: Value, name, title| json!({ "organisation": organisation, "kind": kind, "unit": unit, "name": name, "title": title });
    assert_eq!(
        told,
        json!([
            public("市政府教育督导委员会", "member", json!("市卫生健康委员会"), "司马试验", "副主任"),
            public("市政府教育督导室", "chief_inspector", json!(null), "欧阳试验", "校长"),
        ])
    );
}

#[everywhere]
fn posts_are_the_offices_and_the_auditors_to_read(register: &Register) {
    let registrar = register.acting("registrar");
    let [_, office, _] = bodies(&registrar);
    let post = registrar.records_post(&chief(&office)).unwrap();
    assert_eq!(register.acting("auditor").reads_post(text(&post, "id"), "").unwrap(), post);
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_posts(""), Err("forbidden".into()), "{role}");
    }
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.lists_posts("").unwrap(), json!([]));
    assert_eq!(elsewhere.reads_post(text(&post, "id"), ""), Err("not_found".into()));
}
