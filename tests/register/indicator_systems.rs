//! Indicator systems: drafted by one, decided by another, in effect from a day until the next one of their code.

use serde_json::{Value, json};
use tests::{Client, Register, everywhere, fixtures::text, on_both_databases};

fn indicator(code: &str, weight: f64, measure: &str) -> Value {
    json!({ "code": code, "title": format!("指标{code}"), "weight": weight, "measure": measure })
}

/// A system of five indicators, for townships.
fn body(code: &str, effective_on: &str) -> Value {
    let mut reached = indicator("B", 25.0, "target");
    reached["target"] = json!(100);
    let mut rate = indicator("D", 15.0, "register");
    rate["rate"] = json!("rectification");
    json!({
        "code": code, "title": "乡镇人民政府履行教育职责评价指标体系", "purpose": "government_duty", "object_kind": "township",
        "year": 2026, "comprehensive_points": 4.25, "effective_on": effective_on,
        "indicators": [indicator("A", 30.0, "rated"), reached, indicator("C", 19.99, "rated"), rate, indicator("E", 10.01, "passed")],
        "raters": [{ "kind": "office", "weight": 40 }, { "kind": "third_party", "weight": 60 }],
        "bands": [{ "grade": "excellent", "from": 90 }, { "grade": "good", "from": 80 }, { "grade": "unqualified", "from": 0 }],
        "vetoes": [{ "code": "V1", "title": "发生重大校园安全责任事故" }]
    })
}

fn pair(register: &Register) -> (Client, Client) {
    (register.acting("registrar"), register.acting("approver"))
}

fn document() -> Value {
    json!({ "document_number": "政教督〔2026〕8号" })
}

fn approved((registrar, approver): (&Client, &Client), code: &str, effective_on: &str) -> String {
    let draft = registrar.drafts_system(&body(code, effective_on)).unwrap();
    let id = text(&draft, "id").to_owned();
    registrar.fires_system(&id, "submit", &json!({})).unwrap();
    approver.fires_system(&id, "approve", &document()).unwrap();
    id
}

fn status(client: &Client, id: &str, moment: &str) -> String {
    text(&client.reads_system(id, moment).unwrap(), "status").to_owned()
}

#[everywhere]
fn system_goes_from_draft_to_effect_with_two_people(register: &Register) {
    let (registrar, approver) = pair(register);
    let draft = registrar.drafts_system(&body("XZ", "2027-01-01")).unwrap();
    let id = text(&draft, "id");
    let expected = ("draft", "340800", &json!(4.25), "grade");
    assert_eq!(
        (text(&draft, "status"), text(&draft, "area"), &draft["comprehensive_points"], text(&draft, "publish")),
        expected
    );
    assert_eq!((&draft["indicators"][2]["weight"], &draft["indicators"][1]["target"]), (&json!(19.99), &json!(100.0)));
    assert_eq!(approver.fires_system(id, "approve", &document()), Err("transition_not_allowed".into()));
    let locked = registrar.fires_system(id, "submit", &json!({})).unwrap();
    assert_eq!((text(&locked, "status"), text(&locked, "submitted_on")), ("draft", "2026-11-23"));
    assert_eq!(registrar.rewrites_system(id, 2, &json!({ "title": "另" })), Err("transition_not_allowed".into()));
    assert_eq!(registrar.fires_system(id, "approve", &document()), Err("forbidden".into()));
    assert_eq!(approver.fires_system(id, "approve", &json!({})), Err("invalid".into()));
    let decided = approver.fires_system(id, "approve", &document()).unwrap();
    assert_eq!((text(&decided, "status"), text(&decided, "document_number")), ("approved", "政教督〔2026〕8号"));
    register.is_now("2027-01-02");
    let registrar = register.renews(registrar);
    assert_eq!(status(&registrar, id, ""), "effective");
    assert_eq!((register.brings_systems_into_effect(), register.brings_systems_into_effect()), (1, 0));
    assert_eq!(registrar.fires_system(id, "withdraw", &json!({})), Err("transition_not_allowed".into()));
    let transitions = registrar.reads_system_transitions(id).unwrap();
    let facts: Vec<(&str, &str)> = transitions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| (text(fact, "event"), text(fact, "occurred_on")))
        .collect();
    assert_eq!(facts, [("submit", "2026-11-23"), ("approve", "2026-11-23"), ("take_effect", "2027-01-01")]);
}

#[everywhere]
fn who_wrote_a_system_does_not_approve_it(register: &Register) {
    let (registrar, approver) = pair(register);
    let own = approver.drafts_system(&body("XZ", "2027-01-01")).unwrap();
    registrar.fires_system(text(&own, "id"), "submit", &json!({})).unwrap();
    assert_eq!(approver.fires_system(text(&own, "id"), "approve", &document()), Err("four_eyes".into()));
}

#[everywhere]
fn next_system_of_a_code_ends_the_one_before_it(register: &Register) {
    let (registrar, approver) = pair(register);
    let both = (&registrar, &approver);
    let (first, third) = (approved(both, "XZ", "2026-01-01"), approved(both, "XZ", "2028-01-01"));
    let other = approved(both, "YE", "2026-01-01");
    let between = approved(both, "XZ", "2027-01-01");
    let ends = |id: &str| registrar.reads_system(id, "").unwrap()["ends_on"].clone();
    assert_eq!((ends(&first), ends(&between)), (json!("2026-12-31"), json!("2027-12-31")));
    assert_eq!((ends(&third), ends(&other)), (Value::Null, Value::Null));
    registrar.fires_system(&between, "withdraw", &json!({})).unwrap();
    assert_eq!(ends(&first), json!("2027-12-31"));
    // No two of a code begin on one day.
    let double = registrar.drafts_system(&body("XZ", "2028-01-01")).unwrap();
    registrar.fires_system(text(&double, "id"), "submit", &json!({})).unwrap();
    assert_eq!(approver.fires_system(text(&double, "id"), "approve", &document()), Err("duplicate".into()));
    register.is_now("2028-03-01");
    let registrar = register.renews(registrar);
    assert_eq!([&first, &third, &other].map(|id| status(&registrar, id, "")), ["superseded", "effective", "effective"]);
    assert_eq!(register.brings_systems_into_effect(), 3);
    assert_eq!([&first, &third, &other].map(|id| status(&registrar, id, "")), ["superseded", "effective", "effective"]);
    assert_eq!(registrar.reads_system(&first, "as_of=2028-01-01"), Err("not_found".into()));
    assert_eq!(status(&registrar, &first, "as_of=2027-12-31"), "effective");
}

#[everywhere]
fn systems_are_listed_by_status_of_the_day_and_by_year(register: &Register) {
    let (registrar, approver) = pair(register);
    let both = (&registrar, &approver);
    let (first, next) = (approved(both, "XZ", "2026-01-01"), approved(both, "XZ", "2027-01-01"));
    let draft = registrar.drafts_system(&body("YE", "2027-01-01")).unwrap();
    let listed = |filter: &str| {
        let page = registrar.lists_systems(filter).unwrap();
        page.as_array().unwrap().iter().map(|one| text(one, "id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed("status=effective"), vec![first.clone()]);
    assert_eq!(listed("status=approved"), vec![next.clone()]);
    assert_eq!(listed("status=draft"), [text(&draft, "id")]);
    assert_eq!(listed("status=effective&as_of=2027-01-01"), vec![next.clone()]);
    assert_eq!(listed("code=XZ&year=2026&purpose=government_duty"), [first, next]);
    assert_eq!(listed("year=2025"), Vec::<String>::new());
}

#[on_both_databases]
fn weights_of_99_or_101_are_refused_with_the_sum(register: &Register) {
    let registrar = register.acting("registrar");
    let refused = |body: &Value| {
        let answer = registrar.post("/v1/indicator-systems", body);
        assert_eq!(answer.status, 422, "{}", answer.text);
        (answer.faults(), answer.text)
    };
    for (weight, sum) in [(29.0, "99.00"), (31.0, "101.00")] {
        let mut off = body("XZ", "2027-01-01");
        off["indicators"][0]["weight"] = json!(weight);
        let (faults, said) = refused(&off);
        assert_eq!(faults, [("/indicators".to_owned(), "mismatch".to_owned())]);
        assert!(said.contains(sum), "{said}");
    }
    let mut nobody = body("XZ", "2027-01-01");
    nobody["raters"] = json!([{ "kind": "office", "weight": 0 }]);
    let expected = [("/raters/0/weight".to_owned(), "range".to_owned()), ("/raters".to_owned(), "mismatch".to_owned())];
    assert_eq!(refused(&nobody).0, expected);
    let mut many = body("XZ", "2027-01-01");
    many["indicators"] = (0..501).map(|at| indicator(&at.to_string(), 0.1, "passed")).collect();
    assert_eq!(refused(&many).0, [("/indicators".to_owned(), "length".to_owned())]);
    assert_eq!(registrar.get("/v1/indicator-systems").json()["items"], json!([]));
}

#[everywhere]
fn several_hundred_indicators_are_drafted_and_read(register: &Register) {
    let registrar = register.acting("registrar");
    let mut many = body("XZ", "2027-01-01");
    many["indicators"] = (0..500).map(|at| indicator(&format!("I{at:03}"), 0.2, "passed")).collect();
    let draft = registrar.drafts_system(&many).unwrap();
    let read = registrar.reads_system(text(&draft, "id"), "").unwrap();
    assert_eq!((read["indicators"].as_array().unwrap().len(), &read["indicators"][499]["weight"]), (500, &json!(0.2)));
}

#[everywhere]
fn third_parties_weigh_no_more_than_the_rule_allows(register: &Register) {
    register.has_policy("evaluation.third_party_max_weight", &json!(50));
    let registrar = register.acting("registrar");
    let draft = registrar.drafts_system(&body("XZ", "2027-01-01")).unwrap();
    let id = text(&draft, "id");
    assert_eq!(registrar.fires_system(id, "submit", &json!({})), Err("rule_refused".into()));
    let raters = json!([{ "kind": "office", "weight": 50 }, { "kind": "third_party", "weight": 50 }]);
    let patch = json!({ "raters": raters, "year": null });
    assert_eq!(registrar.rewrites_system(id, 1, &patch).unwrap()["year"], Value::Null);
    registrar.fires_system(id, "submit", &json!({})).unwrap();
}
