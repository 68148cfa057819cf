//! The uploaded list of areas: unknown codes are refused, abolished ones lead on and keep their records.

use serde_json::{Value, json};
use tests::{
    Register,
    client::Client,
    everywhere,
    fixtures::{person, text},
    on_both_databases,
};

fn in_area(number: u32, area: &str) -> Value {
    let mut body = person(number);
    body["area"] = json!(area);
    body
}

fn uploads(administrator: &Client, version: &str, codes: &Value) {
    administrator.uploads_areas(&json!({ "version": version, "codes": codes })).unwrap();
}

fn faults(answer: &tests::http::Answer) -> Vec<(String, String)> {
    assert_eq!(answer.code(), "invalid", "{}", answer.text);
    answer.faults()
}

fn unknown() -> Vec<(String, String)> {
    vec![("/area".to_owned(), "code".to_owned())]
}

#[everywhere]
fn any_code_is_taken_until_a_list_is_uploaded(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.creates_person(&in_area(1, "999998")).unwrap();
    assert_eq!(registrar.lists_people("area=999998").unwrap().as_array().unwrap().len(), 1);
    let administrator = register.acting("administrator");
    uploads(
        &administrator,
        "2026",
        &json!([{ "code": "340000", "label": "安徽省" }, { "code": "340800", "label": "安庆市" }]),
    );
    assert_eq!(registrar.creates_person(&in_area(3, "999998")), Err("invalid".into()));
    assert_eq!(registrar.creates_person(&in_area(3, "340802")), Err("invalid".into()));
    assert_eq!(registrar.lists_people("area=999998"), Err("invalid".into()));
    let made = registrar.creates_person(&in_area(3, "340800")).unwrap();
    assert_eq!(registrar.corrects_person(text(&made, "id"), 1, &json!({ "area": "999998" })), Err("invalid".into()));
    assert_eq!(
        registrar.corrects_person(text(&made, "id"), 1, &json!({ "area": "340000" })).unwrap()["area"],
        "340000"
    );
    assert_eq!(registrar.lists_people("area=340000").unwrap().as_array().unwrap().len(), 1);
    assert!(registrar.creates_person(&person(5)).is_ok(), "an area that nobody named is not compared");
}

#[on_both_databases]
fn unknown_areas_are_refused_wherever_one_is_named(register: &Register) {
    let administrator = register.acting("administrator");
    uploads(&administrator, "2026", &json!([{ "code": "340800", "label": "安庆市" }]));
    let registrar = register.acting("registrar");
    let bodies = [
        ("/v1/people", in_area(1, "999998")),
        ("/v1/zones", json!({ "name": "第一责任区", "area": "999998" })),
        ("/v1/stipend-runs", json!({ "month": "2026-10", "area": "999998" })),
    ];
    for (path, body) in bodies {
        assert_eq!(faults(&registrar.post(path, &body)), unknown(), "{path}");
    }
    let client = json!({ "name": "应用", "role": "partner", "area": "999998" });
    assert_eq!(faults(&administrator.post("/v1/clients", &client)), unknown());
    let auditor = register.acting("auditor");
    for path in [
        "people",
        "pool-memberships",
        "certifications",
        "trainings",
        "duty-records",
        "organisations",
        "cohorts",
        "appointments",
        "zones",
        "schools",
        "zone-assignments",
        "recusals",
        "teams",
        "assessments",
        "grades",
        "promotions",
        "payees",
        "stipend-standards",
        "stipend-runs",
        "stipend-lines",
        "complaints",
        "dismissals",
        "vacancies",
        "sanctions",
    ] {
        assert_eq!(faults(&auditor.get(&format!("/v1/{path}?area=999998"))), unknown(), "{path}");
        assert_eq!(auditor.get(&format!("/v1/{path}?area=340800")).status, 200, "{path}");
        assert_eq!(auditor.get(&format!("/v1/{path}?area=340000")).status, 200, "{path}: above a known one");
    }
}

#[on_both_databases]
fn an_abolished_area_keeps_its_records_and_names_what_follows(register: &Register) {
    let (administrator, registrar) = (register.acting("administrator"), register.acting("registrar"));
    uploads(
        &administrator,
        "2025",
        &json!([{ "code": "340811", "label": "郊区" }, { "code": "340823", "label": "枞阳县" }]),
    );
    let kept = registrar.post("/v1/people", &in_area(1, "340811")).json();
    let codes = json!([
        { "code": "340811", "label": "郊区", "valid_until": "2026-11-22", "successors": ["340803"] },
        { "code": "340803", "label": "大观区", "valid_from": "2026-11-23" },
        { "code": "340804", "label": "新区", "valid_from": "2027-01-01" },
    ]);
    uploads(&administrator, "2026", &codes);
    let refused = registrar.rest("POST", "/v1/people", &[("accept-language", "en")], Some(&in_area(3, "340811")));
    assert_eq!(faults(&refused), unknown());
    let detail = text(&refused.json()["errors"][0], "detail").to_owned();
    assert!(detail.contains("2026-11-22") && detail.contains("340803"), "{detail}");
    assert_eq!(faults(&registrar.post("/v1/people", &in_area(3, "340804"))), unknown(), "not yet");
    assert_eq!(registrar.post("/v1/people", &in_area(3, "340803")).status, 201);
    // What has the old code keeps it, is found under it, and can be corrected.
    let found = registrar.get("/v1/people?area=340811").json();
    assert_eq!(found["items"][0]["id"], kept["id"]);
    assert_eq!(registrar.get("/v1/people?area=340823").status, 200, "a code of an earlier list");
    let path = format!("/v1/people/{}", text(&kept, "id"));
    assert_eq!(registrar.rest("PATCH", &path, &[("if-match", "\"1\"")], Some(&json!({ "post": "校长" }))).status, 200);
    let read = registrar.get("/v1/code-sets/areas").json();
    assert_eq!(read["codes"][0]["successors"], json!(["340803"]));
    // A run of a month in which the area was one is still its run.
    let run = |month: &str| registrar.post("/v1/stipend-runs", &json!({ "month": month, "area": "340811" }));
    assert_ne!(run("2026-10").status, 422);
    assert_eq!(faults(&run("2026-12")), unknown());
}

#[on_both_databases]
fn a_list_of_areas_that_contradicts_itself_is_refused(register: &Register) {
    let administrator = register.acting("administrator");
    let put = |body: &Value| administrator.rest("PUT", "/v1/code-sets/areas", &[], Some(body)).faults();
    let area = |more: Value| {
        let mut area = json!({ "code": "340811", "label": "郊区" });
        area.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "version": "2026", "codes": [area, { "code": "340803", "label": "大观区" }] })
    };
    let fault = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    let backwards = area(json!({ "valid_from": "2026-02-01", "valid_until": "2026-01-01" }));
    assert_eq!(put(&backwards), fault("/codes/0/valid_until", "date"));
    assert_eq!(put(&area(json!({ "successors": ["340803"] }))), fault("/codes/0/valid_until", "required"));
    for successor in ["340811", "340899"] {
        let body = area(json!({ "valid_until": "2026-01-01", "successors": [successor] }));
        assert_eq!(put(&body), fault("/codes/0/successors/0", "reference"), "{successor}");
    }
    assert_eq!(
        put(&json!({ "version": "  ", "codes": [{ "code": "340803", "label": "大观区" }] })),
        fault("/version", "required")
    );
}
