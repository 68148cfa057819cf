//! A tag changes whenever the answer does, and what was known stays known.

use serde_json::{Value, json};
use tests::{
    Client, Register, Surface,
    fixtures::{person, text},
    on_both_databases,
};

fn tag(client: &Client, path: &str) -> String {
    client.get(path).header("etag").unwrap().to_owned()
}

/// True if a reader with this tag gets 304.
fn is_fresh(client: &Client, path: &str, tag: &str) -> bool {
    client.rest("GET", path, &[("if-none-match", tag)], None).status == 304
}

fn at(path: &str, instant: &Value) -> String {
    format!("{path}?known_at={}", instant.as_str().unwrap())
}

#[on_both_databases]
fn a_tag_changes_on_the_day_that_changes_the_answer(register: &Register) {
    register.has_calendars();
    let registrar = register.acting("registrar");
    let member = registrar.has_member(&register.acting("approver"), "specialist", 1);
    let path = format!("/v1/pool-memberships/{}", text(&member, "id"));
    let before = tag(&registrar, &path);
    assert!(is_fresh(&registrar, &path, &before) && is_fresh(&registrar, &path, &format!("W/{before}")));
    assert!(!is_fresh(&registrar, &path, &format!("\"{}\"", member["version"])), "the version alone is not all of it");
    register.is_now("2029-12-31");
    let registrar = register.renews(registrar);
    let answer = registrar.rest("GET", &path, &[("if-none-match", before.as_str())], None);
    assert_eq!(
        (answer.status, text(&answer.json(), "status"), &answer.json()["version"]),
        (200, "expired", &member["version"])
    );
}

#[on_both_databases]
fn a_tag_changes_with_a_name_that_shows_through(register: &Register) {
    let registrar = Client { surface: Surface::Rest, ..register.acting("registrar") };
    let ada = registrar.creates_person(&person(1)).unwrap();
    let payee = registrar.enters_payee(&crate::payees::body(&ada, &registrar.has_payer(), "2026-09-01")).unwrap();
    let path = format!("/v1/payees/{}", text(&payee, "id"));
    let before = tag(&registrar, &path);
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "name": "欧阳新名" })).unwrap();
    assert!(!is_fresh(&registrar, &path, &before));
    // A write is refused for another version, not for another name.
    let patched = registrar.rest(
        "PATCH",
        &path,
        &[("if-match", before.as_str())],
        Some(&json!({ "account_bank": "演示银行二" })),
    );
    assert_eq!(patched.status, 200, "{}", patched.text);
    let stale =
        registrar.rest("PATCH", &path, &[("if-match", before.as_str())], Some(&json!({ "account_bank": "演示银行" })));
    assert_eq!(stale.refusal(), (412, "changed".into()));
}

#[on_both_databases]
fn merge_and_move_leave_what_was_known_as_it_was(register: &Register) {
    register.has_calendars();
    let (registrar, approver, hr) = (register.acting("registrar"), register.acting("approver"), register.acting("hr"));
    let double = registrar.has_certified_by_record(&approver, 3);
    let survivor = registrar.creates_person(&person(1)).unwrap();
    let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-11-01");
    let nominated = registrar
        .nominates_inspector(&json!({ "person_id": double["id"], "route": "part_time", "cohort_id": cohort["id"] }))
        .unwrap();
    let payee = registrar.enters_payee(&crate::payees::body(&double, &registrar.has_payer(), "2026-09-01")).unwrap();
    let sanction = json!({ "person_id": double["id"], "kind": "warning", "document_number": "安纪〔2026〕9号", "decided_on": "2026-05-24" });
    let sanction = registrar.records_sanction(&sanction).unwrap();
    let grade = json!({ "person_id": double["id"], "track": "professional_title", "grade": "T3", "starts_on": "2020-09-01", "document_number": "皖人社〔2020〕1号" });
    let grade = hr.post("/v1/grades", &grade).json();
    let certificate =
        registrar.get(&format!("/v1/certifications?person_id={}", text(&double, "id"))).json()["items"][0].clone();
    let records = [
        ("appointments", nominated),
        ("payees", payee),
        ("sanctions", sanction),
        ("grades", grade),
        ("certifications", certificate),
    ];
    let paths = records.map(|(name, record)| format!("/v1/{name}/{}", text(&record, "id")));
    let read = |path: &String| registrar.get(path).json();
    let first = paths.each_ref().map(read);
    let tags = paths.each_ref().map(|path| tag(&registrar, path));
    register.passes_seconds(60);
    registrar.merges_person(text(&double, "id"), text(&survivor, "id")).unwrap();
    let merged = paths.each_ref().map(read);
    register.passes_seconds(60);
    let version = registrar.reads_person(text(&survivor, "id")).unwrap()["version"].as_i64().unwrap();
    registrar.corrects_person(text(&survivor, "id"), version, &json!({ "area": "340881" })).unwrap();
    for (place, path) in paths.iter().enumerate() {
        let (first, merged, moved) = (&first[place], &merged[place], read(path));
        assert_eq!((&first["person_id"], &merged["person_id"]), (&double["id"], &survivor["id"]), "{path}");
        assert_eq!((text(first, "area"), text(&moved, "area")), ("340800", "340881"), "{path}");
        let days = [first, merged, &moved].map(|one| text(one, "updated_at"));
        assert!(days.is_sorted() && days[0] < days[1] && days[1] < days[2], "{days:?}");
        let versions = [first, merged, &moved].map(|one| one["version"].as_i64().unwrap());
        assert!(versions[0] < versions[1] && versions[1] < versions[2], "{path}");
        let (mut then, mut known) = (read(&at(path, &first["updated_at"])), first.clone());
        // The number of a person is no fact about the record: a double has none any more.
        for one in [&mut then, &mut known] {
            one.as_object_mut().unwrap().remove("citizen_number");
        }
        assert_eq!(then, known, "{path} as known first");
        assert_eq!(&read(&at(path, &merged["updated_at"])), merged, "{path} as known after the merge");
        assert!(!is_fresh(&registrar, path, &tags[place]), "{path}");
    }
}
