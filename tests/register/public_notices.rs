//! Public notices: open to anyone, with the fixed fields, for as long as they run.

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{basis, panel, person, published, text},
    on_both_databases,
};

#[everywhere]
fn public_notice_lists_a_name_from_first_to_last_day(register: &Register) {
    register.has_calendars();
    let registrar = register.acting("registrar");
    registrar.has_published("invited", 1, "2026-11-20");
    let ends_on = "2026-12-02";
    let notices = registrar.reads_notices("").unwrap();
    assert_eq!(
        (text(&notices[0], "name"), text(&notices[0], "opened_on"), text(&notices[0], "ends_on")),
        ("欧阳试验", "2026-11-20", ends_on)
    );
    register.is_now(ends_on);
    assert_eq!(register.acting("partner").reads_notices("pool=invited").unwrap().as_array().unwrap().len(), 1);
    register.is_now("2026-12-03");
    assert_eq!(register.acting("partner").reads_notices("").unwrap(), json!([]));
}

#[everywhere]
fn backdated_notice_names_where_it_was_published(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = text(&registrar.has_nominated("invited", 1), "id").to_owned();
    let on = json!({ "occurred_on": "2026-11-02" });
    let choice = json!({ "panel": ["甲", "乙", "丙"], "score": 90, "occurred_on": "2026-11-02" });
    for (event, with) in [("submit", &on), ("accept", &on), ("shortlist", &choice)] {
        registrar.fires(&id, event, with).unwrap();
    }
    assert_eq!(registrar.fires(&id, "open_notice", &on), Err("invalid".into()), "nobody saw it");
    let stood = published("2026-11-02");
    let with = |field: &str, value: &str| {
        let mut other = stood.clone();
        other["published_elsewhere"][field] = json!(value);
        other
    };
    assert_eq!(
        registrar.fires(&id, "open_notice", &with("until", "2026-11-10")),
        Err("rule_refused".into()),
        "six days"
    );
    for other in [with("until", "2026-11-01"), with("from", "2026-11-01"), with("place", " ")] {
        assert_eq!(registrar.fires(&id, "open_notice", &other), Err("invalid".into()), "{other}");
    }
    let elsewhere = stood["published_elsewhere"].clone();
    let opened = registrar.fires(&id, "open_notice", &json!({ "published_elsewhere": elsewhere })).unwrap();
    assert_eq!(
        (text(&opened, "notice_opened_on"), text(&opened, "notice_ends_on"), &opened["published_elsewhere"]),
        ("2026-11-02", "2026-11-11", &elsewhere)
    );
    let told = registrar.reads_transitions(&id).unwrap()["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((text(&told, "occurred_on"), &told["published_elsewhere"]), ("2026-11-02", &elsewhere));
    assert_eq!(text(&approver.fires(&id, "approve", &basis()).unwrap(), "status"), "active");
    assert_eq!(registrar.reads_membership(&id).unwrap()["published_elsewhere"], elsewhere, "for as long as it lasts");
}

#[everywhere]
fn notice_that_begins_today_runs_for_real(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = text(&registrar.has_nominated("invited", 1), "id").to_owned();
    for (event, with) in [
        ("submit", json!({ "consent_on": "2026-11-20" })),
        ("accept", json!({})),
        ("shortlist", panel()),
        ("open_notice", json!({})),
    ] {
        registrar.fires(&id, event, &with).unwrap();
    }
    assert_eq!(approver.fires(&id, "approve", &basis()), Err("rule_refused".into()));
    let notices = registrar.reads_notices("").unwrap();
    assert_eq!(notices[0].get("published_elsewhere").unwrap_or(&Value::Null), &Value::Null);
    register.is_now("2026-12-04");
    assert_eq!(text(&register.acting("approver").fires(&id, "approve", &basis()).unwrap(), "status"), "active");
}

#[everywhere]
fn auditor_counts_notices_published_elsewhere(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    registrar.has_published("invited", 1, "2026-11-02");
    let ada = registrar.creates_person(&person(2)).unwrap();
    registrar.has_certified(&approver, &ada);
    let own = text(&registrar.has_nominated("invited", 3), "id").to_owned();
    for (event, with) in [
        ("submit", json!({ "consent_on": "2026-11-20" })),
        ("accept", json!({})),
        ("shortlist", panel()),
        ("open_notice", json!({})),
    ] {
        registrar.fires(&own, event, &with).unwrap();
    }
    let auditor = register.acting("auditor");
    let counted = auditor.reads_notice_statistics("").unwrap();
    assert_eq!((&counted["notices"], &counted["published_elsewhere"]), (&json!(3), &json!(2)));
    assert_eq!(counted["items"][0], json!({ "kind": "pool_membership", "notices": 2, "published_elsewhere": 1 }));
    let later = auditor.reads_notice_statistics("opened_on_from=2026-11-20").unwrap();
    assert_eq!((&later["notices"], &later["published_elsewhere"]), (&json!(1), &json!(0)));
    assert_eq!(registrar.reads_notice_statistics(""), Err("forbidden".into()));
}

#[everywhere]
fn an_objection_takes_the_name_out_of_notice(register: &Register) {
    register.has_calendars();
    let registrar = register.acting("registrar");
    let membership = registrar.has_published("invited", 1, "2026-11-20");
    registrar.fires(text(&membership, "id"), "object", &json!({ "objector": "某", "statement": "不实" })).unwrap();
    assert_eq!(registrar.reads_notices("").unwrap(), json!([]));
}

#[on_both_databases]
fn anyone_reads_the_notices_and_only_the_fixed_fields(register: &Register) {
    register.has_calendars();
    register.acting("registrar").has_published("invited", 1, "2026-11-20");
    let answer = register.get("/v1/public-notices");
    assert_eq!(answer.status, 200);
    let mut fields: Vec<String> = answer.json()["items"][0].as_object().unwrap().keys().cloned().collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "area",
            "ends_on",
            "id",
            "kind",
            "name",
            "opened_on",
            "pool",
            "professional_title",
            "published_elsewhere",
            "source",
            "work_unit"
        ]
    );
}
