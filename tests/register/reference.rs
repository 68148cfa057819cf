//! What rules rest on: code sets, calendars, policies and their changes.

use serde_json::json;
use tests::{
    Register, everywhere,
    fixtures::{panel, text},
};

#[everywhere]
fn the_code_sets_are_served_whole_with_their_versions(register: &Register) {
    let hr = register.acting("hr");
    let ethnicities = hr.reads_code_set("ethnicities").unwrap();
    assert_eq!((text(&ethnicities, "standard"), text(&ethnicities, "version")), ("GB/T 3304", "2026.1"));
    assert_eq!(ethnicities["codes"].as_array().unwrap().len(), 58);
    assert_eq!(hr.reads_code_set("nothing"), Err("not_found".into()));
}

#[everywhere]
fn an_administrator_uploads_the_areas(register: &Register) {
    let administrator = register.acting("administrator");
    let areas = json!({ "version": "2026", "codes": [{ "code": "340000", "label": "安徽省" }, { "code": "340800", "label": "安庆市" }] });
    administrator.uploads_areas(&areas).unwrap();
    let read = register.acting("partner").reads_code_set("areas").unwrap();
    assert_eq!((text(&read, "version"), read["codes"].as_array().unwrap().len()), ("2026", 2));
    let twice = json!({ "version": "2027", "codes": [{ "code": "340000", "label": "甲" }, { "code": "340000", "label": "乙" }] });
    assert_eq!(administrator.uploads_areas(&twice), Err("invalid".into()));
    assert_eq!(register.acting("registrar").uploads_areas(&areas), Err("forbidden".into()));
}

#[everywhere]
fn a_calendar_holds_days_of_its_own_year(register: &Register) {
    let administrator = register.acting("administrator");
    let good =
        json!({ "holidays": ["2026-10-01"], "workdays": ["2026-10-10"], "document_number": "国办发明电〔2025〕7号" });
    assert_eq!(administrator.uploads_calendar(2026, &good).unwrap()["version"], 1);
    assert_eq!(administrator.uploads_calendar(2026, &good).unwrap()["version"], 2);
    let wrong_year = json!({ "holidays": ["2027-01-01"] });
    assert_eq!(administrator.uploads_calendar(2026, &wrong_year), Err("invalid".into()));
    assert_eq!(register.acting("registrar").uploads_calendar(2026, &good), Err("forbidden".into()));
}

#[everywhere]
fn policy_change_needs_two_administrators_and_has_a_version(register: &Register) {
    register.has_calendars();
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    let key = "public_notice.min_working_days";
    let before = one.reads_policy(key).unwrap();
    assert_eq!((before["value"].clone(), before["version"].clone()), (json!(7), json!(1)));
    assert!(text(&before, "article").contains("督学管理暂行办法"));
    let proposal = one.proposes(key, &json!(10)).unwrap();
    let id = text(&proposal, "id");
    assert_eq!(one.decides_proposal(id, "confirm"), Err("four_eyes".into()));
    assert_eq!(other.decides_proposal(id, "confirm").unwrap()["status"], "confirmed");
    assert_eq!(other.decides_proposal(id, "confirm"), Err("transition_not_allowed".into()));
    let after = register.acting("registrar").reads_policy(key).unwrap();
    assert_eq!(
        (after["value"].clone(), after["version"].clone(), text(&after, "document_number")),
        (json!(10), json!(2), "教督委〔2026〕3号")
    );

    let registrar = register.acting("registrar");
    let id = registrar.has_nominated("specialist", 1)["id"].as_str().unwrap().to_owned();
    registrar.fires(&id, "submit", &json!({})).unwrap();
    registrar.fires(&id, "accept", &json!({})).unwrap();
    registrar.fires(&id, "shortlist", &panel()).unwrap();
    let published = registrar.fires(&id, "open_notice", &json!({})).unwrap();
    assert_eq!(published["notice_ends_on"], "2026-12-08");
    assert_eq!(registrar.reads_transitions(&id).unwrap()["items"][3]["policy_version"], 2);
}

#[everywhere]
fn policy_rejects_values_below_floors_and_changed_hard_stops(register: &Register) {
    let administrator = register.acting("administrator");
    assert_eq!(administrator.proposes("public_notice.min_working_days", &json!(5)), Err("invalid".into()));
    assert_eq!(
        administrator.proposes("appointment.part_time.max_consecutive_terms", &json!(4)),
        Err("rule_refused".into())
    );
    assert_eq!(administrator.proposes("no.such.key", &json!(1)), Err("invalid".into()));
    assert_eq!(register.acting("approver").proposes("pool.term_years", &json!(2)), Err("forbidden".into()));
}
