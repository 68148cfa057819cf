//! Zones and schools: made, corrected, given to another zone, closed.

use serde_json::json;
use tests::{
    Register, everywhere,
    fixtures::{names, text},
    on_both_databases,
};

const NOTHING: &str = "0193591c-2000-7000-8000-000000000001";

#[everywhere]
fn a_zone_has_what_its_plate_shows_and_one_name_in_its_area(register: &Register) {
    let registrar = register.acting("registrar");
    let body = json!({ "name": "第一责任区", "office_phone": "0556-5000001", "matters": ["依法治校", "减轻学生负担"] });
    let zone = registrar.makes_zone(&body).unwrap();
    assert_eq!(
        (text(&zone, "area"), zone["version"].clone(), zone["closed_on"].clone()),
        ("340800", json!(1), json!(null))
    );
    assert_eq!((text(&zone, "office_phone"), zone["matters"].clone()), ("0556-5000001", body["matters"].clone()));
    assert_eq!(registrar.reads_zone(text(&zone, "id")).unwrap(), zone);
    assert_eq!(registrar.makes_zone(&body), Err("duplicate".into()));
    let elsewhere = registrar.makes_zone(&json!({ "name": "第一责任区", "area": "340881" })).unwrap();
    assert_eq!((text(&elsewhere, "area"), elsewhere["matters"].clone()), ("340881", json!([])));

    let patch = json!({ "office_phone": null, "matters": ["依法治校"] });
    let changed = registrar.changes_zone(text(&zone, "id"), 1, &patch).unwrap();
    assert_eq!(
        (changed["version"].clone(), changed["office_phone"].clone(), changed["matters"].clone()),
        (json!(2), json!(null), json!(["依法治校"]))
    );
    assert_eq!(registrar.changes_zone(text(&zone, "id"), 1, &json!({ "name": "第二责任区" })), Err("changed".into()));
    assert_eq!(
        registrar.changes_zone(text(&zone, "id"), 2, &json!({ "matters": ["依法治校"] })).unwrap()["version"],
        2
    );
}

#[everywhere]
fn a_plate_has_short_lines_and_an_office_number(register: &Register) {
    let registrar = register.acting("registrar");
    let many: Vec<String> = (0..21).map(|at| format!("事项{at}")).collect();
    for (field, bad) in [
        ("office_phone", json!("总机转8")),
        ("office_phone", json!("0556-5000000-0556-5000000-055650")),
        ("matters", json!(many)),
        ("matters", json!([" "])),
        ("name", json!("")),
        ("area", json!("3408")),
    ] {
        let mut wrong = json!({ "name": "第一责任区" });
        wrong[field] = bad;
        assert_eq!(registrar.makes_zone(&wrong), Err("invalid".into()), "{wrong}");
    }
    assert_eq!(registrar.lists_zones().unwrap(), json!([]));
}

#[everywhere]
fn only_an_office_of_the_area_writes_zones_and_schools(register: &Register) {
    let registrar = register.acting("registrar");
    let (zone, schools) = registrar.has_zone(1, 1);
    let elsewhere = register.acting_in("approver", Some("360000"));
    assert_eq!(elsewhere.makes_zone(&json!({ "name": "第一责任区", "area": "340800" })), Err("forbidden".into()));
    assert_eq!(elsewhere.changes_zone(text(&zone, "id"), 1, &json!({ "name": "别区" })), Err("not_found".into()));
    assert_eq!(elsewhere.corrects_school(text(&schools[0], "id"), 1, &json!({ "pupils": 1 })), Err("not_found".into()));
    let body = json!({ "zone_id": zone["id"], "identifier": "3134000009", "name": "甲", "school_type": "211" });
    assert_eq!(elsewhere.registers_school(&body), Err("invalid".into()));
    for role in ["hr", "finance", "partner", "auditor", "administrator"] {
        assert_eq!(register.acting(role).makes_zone(&json!({ "name": "甲" })), Err("forbidden".into()), "{role}");
        assert_eq!(register.acting(role).registers_school(&body), Err("forbidden".into()), "{role}");
    }
}

#[everywhere]
fn a_school_belongs_to_a_zone_and_follows_it_into_another_area(register: &Register) {
    let registrar = register.acting("registrar");
    let (zone, _) = registrar.has_zone(1, 0);
    let body = json!({
        "zone_id": zone["id"], "identifier": "3134000119", "name": "第九中学", "school_type": "311", "pupils": 1200,
        "credit_code": "91350100M000100Y43"
    });
    let school = registrar.registers_school(&body).unwrap();
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(&school[field], value, "{field}");
    }
    assert_eq!((text(&school, "area"), school["version"].clone()), ("340800", json!(1)));
    assert_eq!(registrar.registers_school(&body), Err("duplicate".into()));
    let county = registrar.makes_zone(&json!({ "name": "县一区", "area": "340881" })).unwrap();
    let id = text(&school, "id");
    let moved = registrar
        .corrects_school(id, 1, &json!({ "zone_id": county["id"], "pupils": null, "name": "第九实验中学" }))
        .unwrap();
    assert_eq!((text(&moved, "area"), &moved["zone_id"], &moved["pupils"]), ("340881", &county["id"], &json!(null)));
    assert_eq!(
        (text(&moved, "name"), text(&moved, "credit_code"), moved["version"].clone()),
        ("第九实验中学", "91350100M000100Y43", json!(2))
    );
    assert_eq!(registrar.reads_school(id).unwrap(), moved);
    assert_eq!(registrar.corrects_school(id, 1, &json!({ "pupils": 5 })), Err("changed".into()));
    assert_eq!(registrar.corrects_school(id, 2, &json!({ "zone_id": NOTHING })), Err("invalid".into()));
}

#[everywhere]
fn a_school_is_registered_only_with_sound_particulars(register: &Register) {
    let registrar = register.acting("registrar");
    let (zone, _) = registrar.has_zone(1, 0);
    let body = json!({ "zone_id": zone["id"], "identifier": "3134000119", "name": "第九中学", "school_type": "311" });
    for (field, bad) in [
        ("zone_id", json!(NOTHING)),
        ("identifier", json!("313400011")),
        ("identifier", json!("31340001x9")),
        ("name", json!(" ")),
        ("school_type", json!("999")),
        ("pupils", json!(1_000_001)),
        ("credit_code", json!("91350100M000100Y44")),
    ] {
        let mut wrong = body.clone();
        wrong[field] = bad;
        assert_eq!(registrar.registers_school(&wrong), Err("invalid".into()), "{wrong}");
    }
    assert_eq!(registrar.lists_schools().unwrap(), json!([]));
}

#[everywhere]
fn a_zone_is_closed_once_it_has_no_school_and_then_takes_none(register: &Register) {
    let registrar = register.acting("registrar");
    let (zone, schools) = registrar.has_zone(1, 1);
    let (other, _) = registrar.has_zone(2, 0);
    let (id, school) = (text(&zone, "id"), text(&schools[0], "id"));
    let close = json!({ "closed_on": "2026-11-20" });
    assert_eq!(registrar.changes_zone(id, 1, &close), Err("rule_refused".into()));
    registrar.corrects_school(school, 1, &json!({ "zone_id": other["id"] })).unwrap();
    assert_eq!(registrar.changes_zone(id, 1, &json!({ "closed_on": "2026-11-24" })), Err("invalid".into()));
    assert_eq!(registrar.changes_zone(id, 1, &close).unwrap()["closed_on"], "2026-11-20");
    assert_eq!(registrar.corrects_school(school, 2, &json!({ "zone_id": zone["id"] })), Err("rule_refused".into()));
    let body = json!({ "zone_id": zone["id"], "identifier": "3134000119", "name": "第九中学", "school_type": "311" });
    assert_eq!(registrar.registers_school(&body), Err("rule_refused".into()));
    assert_eq!(registrar.changes_zone(id, 2, &json!({ "closed_on": null })).unwrap()["closed_on"], json!(null));
    assert_eq!(registrar.registers_school(&body).unwrap()["zone_id"], zone["id"]);
}

#[on_both_databases]
fn no_roster_puts_a_school_into_a_closed_zone(register: &Register) {
    let registrar = register.acting("registrar");
    let (zone, _) = registrar.has_zone(1, 0);
    registrar.changes_zone(text(&zone, "id"), 1, &json!({ "closed_on": "2026-11-20" })).unwrap();
    let sheet =
        "学校标识码,学校名称,办学类型,督学责任区\n3134000001,甲小学,小学,第2责任区\n3134000002,乙小学,小学,第1责任区\n";
    let import =
        crate::rosters::uploads(&registrar, "", sheet.as_bytes(), &[("kind", "schools"), ("partial", "true")]).json();
    let faults = &import["result"]["faults"];
    assert_eq!(
        (faults[0]["row"].clone(), text(&faults[0], "column"), text(&faults[0], "code")),
        (json!(3), "督学责任区", "reference"),
        "{import}"
    );
    assert_eq!(names(&registrar.lists_schools().unwrap()), ["甲小学"]);
}

#[on_both_databases]
fn the_rule_that_keeps_a_zone_open_is_named(register: &Register) {
    let registrar = register.acting("registrar");
    let (zone, _) = registrar.has_zone(1, 1);
    let path = format!("/v1/zones/{}", text(&zone, "id"));
    let answer = registrar.rest("PATCH", &path, &[("if-match", "\"1\"")], Some(&json!({ "closed_on": "2026-11-20" })));
    assert_eq!(answer.refusal(), (409, "rule_refused".into()));
    assert_eq!(answer.json()["rule"]["key"], "zone.full_coverage");
}
