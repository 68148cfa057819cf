//! Sanctions: recorded, lifted, and read as they stood and as they were known.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere_and_across,
    fixtures::{person, text},
    on_both_databases,
};

const NOTHING: &str = "0193591c-2000-7000-8000-000000000001";

fn sanctioned(registrar: &Client, person: &Value, kind: &str) -> Value {
    let body = json!({ "person_id": person["id"], "kind": kind, "document_number": "教党发〔2026〕12号", "decided_on": "2026-06-15" });
    registrar.records_sanction(&body).unwrap()
}

#[everywhere_and_across]
fn each_kind_has_its_time(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    for (kind, ends_on) in [
        ("warning", "2026-12-14"),
        ("demerit", "2027-06-14"),
        ("major_demerit", "2027-12-14"),
        ("downgrade", "2028-06-14"),
        ("removal", "2028-06-14"),
    ] {
        let sanction = sanctioned(&registrar, &ada, kind);
        assert_eq!(
            (text(&sanction, "kind"), text(&sanction, "ends_on"), text(&sanction, "area")),
            (kind, ends_on, "340800")
        );
        assert_eq!(registrar.reads_sanction(text(&sanction, "id"), &format!("as_of={ends_on}")).unwrap(), sanction);
    }
    let listed = |filter: &str| registrar.lists_sanctions(filter).unwrap().as_array().unwrap().len();
    assert_eq!(
        (listed(""), listed("as_of=2026-06-14"), listed("as_of=2026-06-15"), listed("as_of=2027-06-15")),
        (5, 0, 5, 3)
    );
    assert_eq!(
        (listed("kind=warning&kind=removal"), listed(&format!("person_id={NOTHING}")), listed("area=360000")),
        (2, 0, 0)
    );
}

#[everywhere_and_across]
fn annulled_sanction_has_no_effect_but_stays_readable(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let sanction = sanctioned(&registrar, &ada, "demerit");
    let id = text(&sanction, "id");
    register.passes_seconds(60);
    assert_eq!(registrar.corrects_sanction(id, 1, &json!({ "lifted_on": "2026-09-01" })), Err("invalid".into()));
    let patch = json!({ "lifted_on": "2026-09-01", "reason": "经复审，撤销原处分决定" });
    let lifted = registrar.corrects_sanction(id, 1, &patch).unwrap();
    assert_eq!(
        (lifted["version"].clone(), text(&lifted, "lifted_on"), text(&lifted, "lifted_reason")),
        (json!(2), "2026-09-01", "经复审，撤销原处分决定")
    );
    assert_eq!(registrar.lists_sanctions("as_of=2026-08-31").unwrap(), json!([lifted]));
    assert_eq!(registrar.lists_sanctions("as_of=2026-09-01").unwrap(), json!([]));
    let before = format!("known_at={}", text(&sanction, "updated_at"));
    assert_eq!(registrar.lists_sanctions(&format!("{before}&as_of=2026-09-01")).unwrap(), json!([sanction]));
    assert_eq!(registrar.reads_sanction(id, &before).unwrap(), sanction);
    assert_eq!(registrar.corrects_sanction(id, 1, &json!({ "kind": "warning" })), Err("changed".into()));
    let again = registrar.corrects_sanction(id, 2, &json!({ "lifted_on": null, "kind": "warning" })).unwrap();
    assert_eq!(
        (&again["lifted_on"], &again["lifted_reason"], text(&again, "ends_on")),
        (&json!(null), &json!(null), "2026-12-14")
    );
}

#[everywhere_and_across]
fn sanction_needs_a_document_and_is_lifted_after_decision(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let body = json!({ "person_id": ada["id"], "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-06-15" });
    for (field, bad) in
        [("person_id", json!(NOTHING)), ("document_number", json!("")), ("decided_on", json!("2026-11-24"))]
    {
        let mut wrong = body.clone();
        wrong[field] = bad;
        assert_eq!(registrar.records_sanction(&wrong), Err("invalid".into()), "{wrong}");
    }
    let sanction = sanctioned(&registrar, &ada, "warning");
    for lifted_on in ["2026-06-14", "2026-11-24"] {
        let patch = json!({ "lifted_on": lifted_on, "reason": "撤销" });
        assert_eq!(registrar.corrects_sanction(text(&sanction, "id"), 1, &patch), Err("invalid".into()), "{lifted_on}");
    }
    assert_eq!(
        registrar.corrects_sanction(text(&sanction, "id"), 1, &json!({ "lifted_on": "2026-09-01", "reason": " " })),
        Err("invalid".into())
    );
    assert_eq!(registrar.lists_sanctions("").unwrap(), json!([sanction]));
}

#[everywhere_and_across]
fn sanctions_are_the_offices_and_the_auditors_to_read(register: &Register) {
    let registrar = register.acting("registrar");
    let sanction = sanctioned(&registrar, &registrar.creates_person(&person(1)).unwrap(), "warning");
    assert_eq!(register.acting("auditor").reads_sanction(text(&sanction, "id"), "").unwrap(), sanction);
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_sanctions(""), Err("forbidden".into()), "{role}");
    }
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.lists_sanctions("").unwrap(), json!([]));
    assert_eq!(
        elsewhere.corrects_sanction(text(&sanction, "id"), 1, &json!({ "kind": "demerit" })),
        Err("not_found".into())
    );
}

#[everywhere_and_across]
fn sanctions_follow_a_merged_or_moved_person(register: &Register) {
    let registrar = register.acting("registrar");
    let sanction = sanctioned(&registrar, &registrar.creates_person(&person(1)).unwrap(), "warning");
    let survivor = registrar.creates_person(&person(3)).unwrap();
    registrar.merges_person(text(&sanction, "person_id"), text(&survivor, "id")).unwrap();
    let survivor = registrar.reads_person(text(&survivor, "id")).unwrap();
    registrar
        .corrects_person(text(&survivor, "id"), survivor["version"].as_i64().unwrap(), &json!({ "area": "340881" }))
        .unwrap();
    let theirs = registrar.lists_sanctions(&format!("person_id={}&area=340881", text(&survivor, "id"))).unwrap();
    assert_eq!((&theirs[0]["id"], theirs[0]["version"].clone()), (&sanction["id"], json!(3)));
}

#[on_both_databases]
fn concurrent_sanction_corrections_never_overwrite(register: &Register) {
    let registrar = register.acting("registrar");
    let sanction = sanctioned(&registrar, &registrar.creates_person(&person(1)).unwrap(), "warning");
    let id = text(&sanction, "id");
    let won = std::thread::scope(|scope| {
        let writers: Vec<_> = ["demerit", "major_demerit", "downgrade", "removal"]
            .map(|kind| {
                let registrar = registrar.clone();
                scope.spawn(move || registrar.corrects_sanction(id, 1, &json!({ "kind": kind })))
            })
            .into_iter()
            .collect();
        let outcomes: Vec<_> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
        assert!(
            outcomes.iter().all(|outcome| outcome.as_ref().map_or_else(|code| code == "changed", |_| true)),
            "{outcomes:?}"
        );
        outcomes.iter().filter(|outcome| outcome.is_ok()).count()
    });
    assert_eq!(won, 1);
    let count = |condition: &str| {
        register.lines(&format!("SELECT CAST(COUNT(*) AS TEXT) AS line FROM sanctions WHERE {condition}"))
    };
    assert_eq!(
        [count("superseded_at IS NULL"), count("superseded_at IS NOT NULL AND kind = 'warning'")],
        [["1"], ["1"]]
    );
}
