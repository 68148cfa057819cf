//! An administrator's mistakes are told, over both surfaces.

use serde_json::{Value, json};
use tests::{Register, everywhere, fixtures::text, on_both_databases};

fn fault(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

#[on_both_databases]
fn blank_texts_of_an_administrator_are_refused(register: &Register) {
    let administrator = register.acting("administrator");
    for blank in [" ", "\t", "\u{3000}\u{3000}"] {
        let client = |field: &str| {
            let mut body = json!({ "name": "应用", "role": "partner" });
            body[field] = json!(blank);
            administrator.post("/v1/clients", &body).faults()
        };
        for field in ["name", "purpose", "owner"] {
            assert_eq!(client(field), fault(&format!("/{field}"), "required"), "{field}");
        }
        let proposal = json!({ "key": "pool.term_years", "value": 2, "document_number": blank, "reason": blank });
        let faults = administrator.post("/v1/policy-proposals", &proposal).faults();
        assert_eq!(faults, [fault("/document_number", "required"), fault("/reason", "required")].concat());
        let calendar = json!({ "holidays": ["2026-10-01"], "document_number": blank });
        let put = administrator.rest("PUT", "/v1/calendars/2026", &[], Some(&calendar));
        assert_eq!(put.faults(), fault("/document_number", "required"));
        let areas =
            json!({ "version": blank, "document_number": blank, "codes": [{ "code": "340803", "label": blank }] });
        let put = administrator.rest("PUT", "/v1/code-sets/areas", &[], Some(&areas)).faults();
        for pointer in ["/version", "/document_number", "/codes/0/label"] {
            assert!(put.contains(&(pointer.to_owned(), "required".to_owned())), "{pointer}: {put:?}");
        }
    }
}

#[on_both_databases]
fn workday_outside_a_weekend_is_a_fault(register: &Register) {
    let administrator = register.acting("administrator");
    let put = |body: Value| administrator.rest("PUT", "/v1/calendars/2026", &[], Some(&body)).faults();
    // A Wednesday.
    assert_eq!(put(json!({ "holidays": [], "workdays": ["2026-10-10", "2026-10-14"] })), fault("/workdays/1", "date"));
    assert_eq!(put(json!({ "holidays": ["2026-10-01", "2026-10-01"] })), fault("/holidays/1", "duplicate"));
    assert_eq!(put(json!({ "holidays": ["2026-10-01"], "workdays": ["2026-10-10", "2026-10-11"] })), []);
}

#[on_both_databases]
fn values_of_rules_are_refused_by_their_kind(register: &Register) {
    let administrator = register.acting("administrator");
    let propose = |key: &str, value: Value| {
        let body = json!({ "key": key, "value": value, "document_number": "教督委〔2026〕3号" });
        administrator.post("/v1/policy-proposals", &body).faults()
    };
    for (key, value, code) in [
        ("duty.active_months", json!([3, 3]), "duplicate"),
        ("duty.active_months", json!([13]), "range"),
        ("duty.active_months", json!("3"), "type"),
        ("visit.modes", json!(["random", "random"]), "duplicate"),
        ("duty.min_days_per_month", json!("4"), "type"),
        ("duty.min_days_per_month", json!(0), "range"),
        ("credential.show_on_visit", json!("yes"), "type"),
        ("assessment.grade_scale", json!("five"), "code"),
    ] {
        assert_eq!(propose(key, value.clone()), fault("/value", code), "{key} {value}");
    }
}

#[everywhere]
fn an_empty_calendar_replaces_a_full_one_only_when_meant(register: &Register) {
    let administrator = register.acting("administrator");
    let empty = json!({ "holidays": [], "workdays": [] });
    assert_eq!(administrator.uploads_calendar(2027, &empty).unwrap()["version"], 1, "there is none yet");
    administrator.uploads_calendar(2027, &json!({ "holidays": ["2027-01-01"] })).unwrap();
    assert_eq!(administrator.uploads_calendar(2027, &empty), Err("invalid".into()));
    let read = administrator.get("/v1/calendars/2027").json();
    assert_eq!((&read["version"], &read["holidays"]), (&json!(2), &json!(["2027-01-01"])));
    let meant = json!({ "holidays": [], "workdays": [], "allow_empty": true });
    assert_eq!(administrator.uploads_calendar(2027, &meant).unwrap()["version"], 3);
}

#[everywhere]
fn a_refusal_names_the_role_and_those_that_may(register: &Register) {
    let hr = register.acting("hr");
    let refused = hr.rest("POST", "/v1/people", &[("accept-language", "en")], Some(&json!({})));
    assert_eq!(refused.refusal(), (403, "forbidden".into()));
    let detail = text(&refused.json(), "detail").to_owned();
    for role in ["hr", "registrar", "approver"] {
        assert!(detail.contains(role), "{detail}");
    }
    assert!(!detail.contains("operator"), "{detail}");
    let chinese = hr.rest("POST", "/v1/people", &[("accept-language", "zh-CN")], Some(&json!({}))).json();
    assert!(text(&chinese, "detail").contains("registrar"), "{chinese}");
    // An event that asks for more than the operation does.
    register.has_calendars();
    let registrar = register.acting("registrar");
    let published = registrar.has_published("invited", 1, "2026-11-02");
    let path = format!("/v1/pool-memberships/{}/transitions", text(&published, "id"));
    let approve = json!({ "event": "approve", "document_number": "教督〔2026〕9号" });
    let refused = registrar.rest("POST", &path, &[("accept-language", "en")], Some(&approve));
    assert_eq!(refused.refusal(), (403, "forbidden".into()));
    let detail = text(&refused.json(), "detail").to_owned();
    assert!(detail.contains("registrar") && detail.contains("approver"), "{detail}");
    // Beyond its area it is not the role that is in the way.
    let bound = register.acting_in("registrar", Some("340000"));
    let mut body = tests::fixtures::person(7);
    body["area"] = json!("360000");
    let beyond = bound.rest("POST", "/v1/people", &[("accept-language", "en")], Some(&body));
    assert_eq!(beyond.refusal(), (403, "forbidden".into()));
    assert!(text(&beyond.json(), "detail").contains("area"), "{}", beyond.text);
}
