//! Exports: lists in files, all of them as of one instant, from which the feed goes on.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
};

use api::app::consumers::exports::make_next;
use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

/// The text of a file of an export.
fn file(client: &Client, export: &Value, path: &str) -> String {
    let answer = client.get(&format!("/v1/exports/{}/files/{path}", text(export, "id")));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

/// The records of a file of lines.
fn records(client: &Client, export: &Value, path: &str) -> Vec<Value> {
    file(client, export, path).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every record of a list, by id.
fn all(client: &Client, resource: &str) -> BTreeMap<String, Value> {
    let question = format!("/v1/{}?limit=500", resource.replace('_', "-"));
    let (mut all, mut address) = (BTreeMap::new(), Some(question.clone()));
    while let Some(page) = address {
        let page = client.get(&page).json();
        let items = page["items"].as_array().unwrap();
        all.extend(items.iter().map(|one| (text(one, "id").to_owned(), one.clone())));
        address = page["next"].as_str().map(|next| format!("{question}&after={next}"));
    }
    all
}

#[everywhere]
fn export_is_the_list_that_its_client_reads(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    registrar.has_zone(1, 2);
    registrar.creates_person(&person(1)).unwrap();
    let export = registrar.has_exported(&json!({ "resources": ["people", "schools"], "format": "ndjson" }));
    assert_eq!((text(&export, "status"), &export["failure"]), ("done", &Value::Null));
    assert_eq!(export["progress"], json!({ "rows": 3, "total": 3 }));
    let paths: Vec<&str> = export["files"].as_array().unwrap().iter().map(|one| text(one, "path")).collect();
    assert_eq!(paths, ["people.ndjson", "schools.ndjson"]);
    for resource in ["people", "schools"] {
        let listed: Vec<Value> = all(&registrar, resource).into_values().collect();
        assert_eq!(records(&registrar, &export, &format!("{resource}.ndjson")), listed);
    }
    // Another reader gets what that reader sees, and an area alone what lies in it.
    let of_hr = hr.has_exported(&json!({ "resources": ["people"], "format": "ndjson" }));
    assert_eq!(records(&hr, &of_hr, "people.ndjson"), all(&hr, "people").into_values().collect::<Vec<_>>());
    let body = json!({ "resources": ["people"], "format": "ndjson", "area": "340899" });
    assert_eq!(file(&hr, &hr.has_exported(&body), "people.ndjson"), "");
}

/// Others write while the export is made and after it: who takes its files and follows from its position has the register.
#[on_both_databases]
fn export_and_feed_from_its_position_are_the_register(register: &Register) {
    register.becomes_a_city();
    let resources = ["people", "zones", "schools", "trainings", "organisations"];
    let (registrar, writer) = (register.acting("registrar"), register.acting("registrar"));
    let is_done = AtomicBool::new(false);
    let export = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 400;
            while !is_done.load(Ordering::Acquire) && number < 460 {
                writer.has_zone(number, 1);
                number += 1;
            }
        });
        let export = registrar.has_exported(&json!({ "resources": resources, "format": "ndjson" }));
        is_done.store(true, Ordering::Release);
        export
    });
    assert_eq!(text(&export, "status"), "done", "{export}");
    let mut copy: BTreeMap<&str, BTreeMap<String, Value>> = BTreeMap::new();
    for resource in resources {
        let records = records(&registrar, &export, &format!("{resource}.ndjson"));
        copy.insert(resource, records.into_iter().map(|one| (text(&one, "id").to_owned(), one)).collect());
    }
    register.passes_seconds(60);
    let [ada, double] = [1, 2].map(|number| registrar.creates_person(&person(900 + number)).unwrap());
    register.passes_seconds(60);
    registrar.merges_person(text(&double, "id"), text(&ada, "id")).unwrap();
    register.settles();
    let question = format!("view=full&limit=500&types={}", resources.join(","));
    for change in registrar.follows_all(&question, text(&export, "position")).0 {
        let records = copy.get_mut(text(&change, "resource")).unwrap();
        match &change["record"] {
            Value::Null => drop(records.remove(text(&change, "id"))),
            record => drop(records.insert(text(&change, "id").to_owned(), record.clone())),
        }
    }
    // A version without a difference that is seen is not told.
    let told = |records: &BTreeMap<String, Value>| -> BTreeMap<String, Value> {
        let mut records = records.clone();
        for record in records.values_mut() {
            let fields = record.as_object_mut().unwrap();
            fields.retain(|name, _| !["version", "updated_at"].contains(&name.as_str()));
        }
        records
    };
    for resource in resources {
        let (had, listed) = (told(&copy[resource]), told(&all(&registrar, resource)));
        let differing: Vec<_> = had.iter().filter(|one| !listed.iter().any(|other| other == *one)).collect();
        assert_eq!((had.len(), differing), (listed.len(), Vec::new()), "{resource}");
    }
}

#[everywhere]
fn export_belongs_to_the_client_that_asked(register: &Register) {
    let [registrar, other, administrator] =
        ["registrar", "registrar", "administrator"].map(|role| register.acting(role));
    registrar.has_zone(1, 0);
    let export = registrar.has_exported(&json!({ "resources": ["zones"], "format": "csv" }));
    let id = text(&export, "id");
    let address = format!("/v1/exports/{id}/files/zones.csv");
    assert_eq!(other.reads_export(id), Err("not_found".into()));
    assert_eq!(other.cancels_export(id), Err("not_found".into()));
    assert_eq!(other.get(&address).refusal(), (404, "not_found".into()));
    assert_eq!(other.get("/v1/exports").json()["items"], json!([]));
    // An administrator sees that it is there, and nothing of what it holds.
    let seen = administrator.reads_export(id).unwrap();
    assert_eq!((&seen["status"], &seen["position"], &seen["manifest"]), (&json!("done"), &Value::Null, &Value::Null));
    assert_eq!(administrator.get(&address).refusal(), (404, "not_found".into()));
    assert_eq!(administrator.get("/v1/exports").json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(registrar.get(&address).status, 200);
}

#[everywhere]
fn export_that_cannot_be_made_is_refused(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    for (body, code) in [
        (json!({ "resources": ["persons"], "format": "csv" }), "invalid"),
        (json!({ "resources": [], "format": "csv" }), "invalid"),
        (json!({ "resources": ["zones", "zones"], "format": "csv" }), "invalid"),
        (json!({ "resources": ["zones"], "format": "csv", "as_of": "2026-11-23" }), "invalid"),
        (json!({ "resources": ["zones"], "format": "csv", "area": "3408" }), "invalid"),
    ] {
        assert_eq!(registrar.exports(&body), Err(code.into()), "{body}");
    }
    let complaints = json!({ "resources": ["people", "complaints"], "format": "csv" });
    assert_eq!(hr.exports(&complaints), Err("forbidden".into()));
    let zones = json!({ "resources": ["zones"], "format": "csv" });
    let ids: Vec<String> = (0..10).map(|_| text(&registrar.exports(&zones).unwrap(), "id").to_owned()).collect();
    assert_eq!(registrar.exports(&zones), Err("quota_exceeded".into()));
    registrar.awaits_export(&ids[0]);
    registrar.cancels_export(&ids[0]).unwrap();
    assert!(registrar.exports(&zones).is_ok());
}

#[everywhere]
fn export_is_over_after_a_day_or_when_it_is_cancelled(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.has_zone(1, 0);
    let zones = json!({ "resources": ["zones"], "format": "ndjson" });
    let [first, second] = [0, 1].map(|_| registrar.has_exported(&zones));
    let cancelled = registrar.cancels_export(text(&first, "id")).unwrap();
    assert_eq!((text(&cancelled, "status"), &cancelled["manifest"]), ("cancelled", &Value::Null));
    assert_eq!(registrar.cancels_export(text(&first, "id")), Err("transition_not_allowed".into()));
    let address = |export: &Value| format!("/v1/exports/{}/files/zones.ndjson", text(export, "id"));
    assert_eq!(registrar.get(&address(&first)).refusal(), (404, "not_found".into()));
    let pieces = || register.lines("SELECT CAST(COUNT(*) AS text) AS line FROM export_pieces");
    register.keeps_exports();
    assert_eq!((registrar.get(&address(&second)).status, pieces()), (200, vec!["1".to_owned()]));
    register.passes_seconds(24 * 3_600);
    let registrar = register.renews(registrar);
    assert_eq!(text(&registrar.reads_export(text(&second, "id")).unwrap(), "status"), "expired");
    assert_eq!(registrar.get(&address(&second)).refusal(), (404, "not_found".into()));
    register.keeps_exports();
    assert_eq!(pieces(), ["0"]);
    register.passes_seconds(91 * 24 * 3_600);
    register.keeps_exports();
    assert_eq!(register.renews(registrar).get("/v1/exports").json()["items"], json!([]));
}

/// The server that had begun it went away after a part was written; what it wrote is not taken for a part of the whole.
#[on_both_databases]
fn export_that_broke_off_is_made_by_another_server(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.has_zone(1, 3);
    let done = registrar.has_exported(&json!({ "resources": ["schools"], "format": "ndjson" }));
    register.executes("UPDATE exports SET status = 'running', version = version + 1");
    register.executes("UPDATE export_pieces SET first_byte = 7");
    assert!(!make_next(&register.app).unwrap(), "it is taken over before its server was silent for long");
    register.passes_seconds(121);
    let _second = register.second_server();
    let again = registrar.awaits_export(text(&done, "id"));
    assert_eq!((text(&again, "status"), &again["files"]), ("done", &done["files"]));
    assert_eq!(records(&registrar, &again, "schools.ndjson").len(), 3);
}

#[on_both_databases]
fn export_of_a_revoked_client_fails(register: &Register) {
    let (registrar, administrator) = (register.acting("registrar"), register.acting("administrator"));
    let done = registrar.has_exported(&json!({ "resources": ["zones"], "format": "ndjson" }));
    register.operator_revokes(&registrar.id);
    register.executes("UPDATE exports SET status = 'queued', version = version + 1");
    assert!(make_next(&register.app).unwrap());
    let failed = administrator.reads_export(text(&done, "id")).unwrap();
    assert_eq!((text(&failed, "status"), text(&failed, "failure")), ("failed", "invalid_token"));
}

#[on_both_databases]
fn export_of_recorded_readings_is_recorded_once(register: &Register) {
    let [registrar, finance] = ["registrar", "finance"].map(|role| register.acting(role));
    registrar.creates_person(&person(1)).unwrap();
    let before = register.disclosures().len();
    finance.has_exported(&json!({ "resources": ["payees"], "format": "ndjson" }));
    let after = register.disclosures();
    assert_eq!(after.len() - before, 1);
    assert_eq!(after.last().unwrap().1["resources"], json!(["payees"]));
}

#[on_both_databases]
fn export_ends_with_an_erasure_and_with_the_keys(register: &Register) {
    let [registrar, approver, other] = ["registrar", "approver", "approver"].map(|role| register.acting(role));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let status = |export: &Value| text(&registrar.reads_export(text(export, "id")).unwrap(), "status").to_owned();
    let people = json!({ "resources": ["people"], "format": "ndjson" });
    let before = registrar.has_exported(&people);
    approver.asks_for_erasure(text(&ada, "id"), "consent_withdrawn").unwrap();
    other.fires_erasure(text(&ada, "id"), "carry_out", &json!({})).unwrap();
    assert_eq!(status(&before), "expired");
    let after = registrar.has_exported(&people);
    assert_eq!((status(&after).as_str(), crate::privacy::rotates(register, "sm4-gcm").as_str()), ("done", ""));
    assert_eq!(status(&after), "expired");
    assert_eq!(text(&registrar.has_exported(&people), "status"), "done");
}
