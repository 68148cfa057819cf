//! A change of identity ends what was verified about a person, and asks again for what was approved.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, citizen_number, decision, person, published, text},
};

use crate::stipend_runs::{Office, without_notice};

/// Makes somebody else of a person: another name, another number.
fn renames(client: &Client, id: &str) {
    let version = client.reads_person(id).unwrap()["version"].as_i64().unwrap();
    let another = json!({ "name": "王替身", "citizen_number": citizen_number("19850615", 28) });
    client.corrects_person(id, version, &another).unwrap();
}

fn payee_of(office: &Office, person: &str) -> Value {
    let theirs = office.registrar.lists_payees(&format!("person_id={person}")).unwrap();
    theirs[0].clone()
}

fn kinds(office: &Office, run: &str, person: usize) -> Vec<String> {
    office.of_person(run, person).into_iter().map(|(_, _, kind, _)| kind).collect()
}

/// A person whose payee was verified, entered by a registrar of their own.
fn paid(register: &Register, number: u32, payer: &Value, account: &str) -> (Value, String) {
    let registrar = register.acting("registrar");
    let one = registrar.creates_person(&person(number)).unwrap();
    let body = json!({
        "person_id": one["id"], "identity_class": "school_staff", "tax_class": "labour_remuneration",
        "payer_id": payer["id"], "account": account, "account_bank": "演示银行",
        "has_official_transport_allowance": false, "starts_on": "2026-09-01"
    });
    let payee = text(&registrar.enters_payee(&body).unwrap(), "id").to_owned();
    register.acting("approver").verifies_payee(&payee, 1).unwrap();
    (one, payee)
}

#[everywhere]
fn renamed_payee_is_held_until_another_verifies(register: &Register) {
    let office = Office::of(register);
    without_notice(register);
    let office = office.on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.registrar.fires_run(&id, "verify_duty", &json!({})).unwrap();
    let (clerk, ada) = (register.acting("registrar"), text(&office.people[0], "id").to_owned());
    renames(&clerk, &ada);
    let payee = payee_of(&office, &ada);
    assert_eq!(
        (&payee["verified"], &payee["verified_by"], &payee["version"]),
        (&json!(false), &Value::Null, &json!(3))
    );
    assert_eq!(
        office.approver.fires_run(&id, "approve", &basis()),
        Err("rule_refused".into()),
        "it pays whom nobody verified"
    );
    office.registrar.fires_run(&id, "compute", &json!({})).unwrap();
    assert_eq!(kinds(&office, &id, 0), ["held", "held", "held"]);
    assert_eq!(kinds(&office, &id, 1), ["normal", "normal", "normal"], "of whom nothing changed");
    let held = office.lines(&id).into_iter().find(|line| line["kind"] == "held").unwrap();
    assert_eq!(office.registrar.reads_line_explanation(text(&held, "id")).unwrap()["verification"], Value::Null);
    assert_eq!(clerk.verifies_payee(text(&payee, "id"), 3), Err("four_eyes".into()), "who renames verifies nothing");
    let verified = office.approver.verifies_payee(text(&payee, "id"), 3).unwrap();
    // What was computed in the instant of the change may rest on what was before it.
    register.passes_seconds(60);
    office.registrar.fires_run(&id, "compute", &json!({})).unwrap();
    assert_eq!(kinds(&office, &id, 0), ["normal", "normal", "normal"]);
    let line = office.lines(&id).into_iter().find(|line| line["person_id"] == json!(ada)).unwrap();
    let why = office.registrar.reads_line_explanation(text(&line, "id")).unwrap();
    let expected = json!({
        "payee_id": payee["id"], "payee_version": verified["version"], "verified_version": 3,
        "verified_on": "2026-12-01", "verified_by": verified["verified_by"]
    });
    assert_eq!(why["verification"], expected);
    office.registrar.fires_run(&id, "verify_duty", &json!({})).unwrap();
    assert_eq!(text(&office.approver.fires_run(&id, "approve", &basis()).unwrap(), "status"), "approved");
}

#[everywhere]
fn merge_in_either_direction_ends_verifications(register: &Register) {
    let clerk = register.acting("registrar");
    let payer = clerk.has_payer();
    for (number, into_the_payee) in [(1, true), (3, false)] {
        let (paid, payee) = paid(register, number, &payer, &format!("622202111122223334{number}"));
        let other = clerk.creates_person(&person(number + 10)).unwrap();
        let (lost, survivor) = if into_the_payee { (&other, &paid) } else { (&paid, &other) };
        clerk.merges_person(text(lost, "id"), text(survivor, "id")).unwrap();
        let merged = clerk.reads_payee(&payee, "").unwrap();
        assert_eq!((&merged["person_id"], &merged["verified"]), (&survivor["id"], &json!(false)));
        let version = merged["version"].as_i64().unwrap();
        assert_eq!(clerk.verifies_payee(&payee, version), Err("four_eyes".into()), "who merges verifies nothing");
        assert_eq!(register.acting("approver").verifies_payee(&payee, version).unwrap()["verified"], true);
    }
}

#[everywhere]
fn corrections_of_anything_else_leave_verifications(register: &Register) {
    let clerk = register.acting("registrar");
    let (ada, payee) = paid(register, 1, &clerk.has_payer(), "6222021111222233344");
    let id = text(&ada, "id");
    for (version, patch) in
        [(1, json!({ "post": "校长" })), (2, json!({ "name": "欧阳　试验", "phone": "15400000009" }))]
    {
        clerk.corrects_person(id, version, &patch).unwrap();
        assert_eq!(clerk.reads_payee(&payee, "").unwrap()["verified"], true, "{patch}");
    }
}

#[everywhere]
fn renamed_nominee_is_published_and_approved_again(register: &Register) {
    register.has_calendars();
    let (registrar, first) = (register.acting("registrar"), register.acting("approver"));
    let nominated = registrar.has_published("invited", 1, "2026-11-02");
    let id = text(&nominated, "id").to_owned();
    // An approver may do all that a registrar may.
    renames(&first, text(&nominated, "person_id"));
    let again = registrar.reads_membership(&id).unwrap();
    assert_eq!(
        (text(&again, "status"), &again["notice_opened_on"], &again["published_elsewhere"]),
        ("shortlisted", &Value::Null, &Value::Null)
    );
    assert_eq!(first.fires(&id, "approve", &basis()), Err("transition_not_allowed".into()));
    let told = registrar.reads_transitions(&id).unwrap()["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (text(&told, "event"), text(&told, "from"), text(&told, "to")),
        ("identity_changed", "in_public_notice", "shortlisted")
    );
    assert_eq!(
        registrar.fires(&id, "open_notice", &published("2026-11-02")),
        Err("invalid".into()),
        "another name stood there"
    );
    registrar.fires(&id, "open_notice", &json!({})).unwrap();
    register.is_now("2026-12-04");
    let first = register.renews(first);
    assert_eq!(first.fires(&id, "approve", &basis()), Err("four_eyes".into()), "who renames approves nothing");
    assert_eq!(text(&register.acting("approver").fires(&id, "approve", &basis()).unwrap(), "status"), "active");
}

#[everywhere]
fn renamed_appointee_is_decided_again(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-11-12");
    let ada = registrar.has_certified_by_record(&approver, 1);
    let id = text(&registrar.has_published_inspector(&ada, &cohort), "id").to_owned();
    approver.fires_appointment(&id, "decide", &decision()).unwrap();
    renames(&registrar, text(&ada, "id"));
    let again = registrar.reads_appointment(&id, "").unwrap();
    assert_eq!((text(&again, "status"), &again["decision_document_number"]), ("reviewed", &Value::Null));
    let letter = json!({ "letter_number": "聘1", "credential_number": "督1" });
    assert_eq!(registrar.fires_appointment(&id, "issue_letter", &letter), Err("transition_not_allowed".into()));
    // What is in effect stays, and its history records the change.
    let theirs = registrar.lists_certifications(&format!("person_id={}", text(&ada, "id"))).unwrap();
    assert_eq!(text(&theirs[0], "status"), "certified");
    let told = registrar.reads_certification_transitions(text(&theirs[0], "id")).unwrap()["items"].clone();
    assert_eq!(told.as_array().unwrap().last().unwrap()["event"], "identity_changed");
}

#[everywhere]
fn renamed_member_keeps_office(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let member = registrar.has_member(&approver, "specialist", 1);
    renames(&registrar, text(&member, "person_id"));
    assert_eq!(text(&registrar.reads_membership(text(&member, "id")).unwrap(), "status"), "active");
}
