//! Complaints about inspectors: taken in, checked, concluded, reported upward, and seen by few.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, person, text},
    on_both_databases,
};

use crate::dismissals::{Inspector, Office};

const STATEMENT: &str = "到校督导时接受学校宴请";
const COMPLAINANT: &str = "钱投诉 15411110000";

/// A complaint about somebody, by letter.
pub fn complaint(about: &Value) -> Value {
    json!({
        "person_id": about["id"], "channel": "letter", "subject": "conduct", "statement": STATEMENT, "complainant": COMPLAINANT,
        "received_on": "2026-11-20"
    })
}

fn conclusion(outcome: &str, handling: &str) -> Value {
    json!({ "outcome": outcome, "handling": handling, "findings": "经核查，情况属实" })
}

fn checker() -> Value {
    json!({ "checker": "监督科" })
}

/// A complaint that was taken in about an inspector.
fn received(office: &Office, about: &Inspector) -> String {
    text(&office.registrar.takes_complaint(&complaint(&about.person)).expect("a complaint"), "id").to_owned()
}

/// A complaint with an outcome.
fn concluded(office: &Office, about: &Inspector, outcome: &str, handling: &str) -> Value {
    let id = received(office, about);
    office.registrar.fires_complaint(&id, "check", &checker()).expect("checked");
    office.head.fires_complaint(&id, "conclude", &conclusion(outcome, handling)).expect("concluded")
}

fn opens(client: &Client, about: &Inspector, complaint: &Value) -> Result<Value, String> {
    client.opens_case(&json!({
        "person_id": about.person["id"], "signal": "complaint", "signal_id": complaint["id"], "ground": "bad_influence",
        "description": "投诉查实"
    }))
}

#[everywhere]
fn complaint_goes_from_intake_to_outcome_and_upward_report(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let taken = office.registrar.takes_complaint(&complaint(&ada.person)).unwrap();
    let id = text(&taken, "id");
    assert_eq!(
        (text(&taken, "status"), text(&taken, "received_on"), text(&taken, "area")),
        ("received", "2026-11-20", "340800")
    );
    assert_eq!((text(&taken, "statement"), &taken["is_anonymous"]), (STATEMENT, &json!(false)));
    let early = office.head.fires_complaint(id, "conclude", &conclusion("verified", "sanction"));
    assert_eq!(early, Err("transition_not_allowed".into()));
    let checking = office.registrar.fires_complaint(id, "check", &checker()).unwrap();
    assert_eq!((text(&checking, "status"), text(&checking, "checker")), ("checking", "监督科"));
    let done = office.head.fires_complaint(id, "conclude", &conclusion("verified", "sanction")).unwrap();
    assert_eq!(
        (text(&done, "status"), text(&done, "outcome"), text(&done, "handling")),
        ("concluded", "verified", "sanction")
    );
    assert_eq!((text(&done, "concluded_on"), &done["report_owed"]), ("2026-11-23", &json!(true)));
    assert_eq!(office.registrar.fires_complaint(id, "report_up", &json!({})), Err("invalid".into()), "by a document");
    let reported = office.registrar.fires_complaint(id, "report_up", &basis()).unwrap();
    assert_eq!(
        (text(&reported, "reported_up_on"), text(&reported, "report_document_number"), &reported["report_owed"]),
        ("2026-11-23", "安教督〔2026〕1号", &json!(false))
    );
    assert_eq!(office.registrar.fires_complaint(id, "report_up", &basis()), Err("transition_not_allowed".into()));
    let told = office.registrar.reads_complaint_transitions(id).unwrap();
    let events: Vec<&str> = told["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!((events, &told["next"]), (vec!["check", "conclude", "report_up"], &json!([])));
    let before = office.registrar.reads_complaint(id, &format!("known_at={}", text(&taken, "updated_at"))).unwrap();
    assert_eq!(text(&before, "status"), "received");
}

#[everywhere]
fn subject_cannot_check_and_receiver_cannot_conclude(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let id = received(&office, &ada);
    for themselves in
        [json!({ "checker": ada.person["name"] }), json!({ "checker": "某", "checker_person_id": ada.person["id"] })]
    {
        assert_eq!(office.registrar.fires_complaint(&id, "check", &themselves), Err("invalid".into()), "{themselves}");
    }
    let namesake = json!({ "checker": bo.person["name"], "checker_person_id": bo.person["id"] });
    assert_eq!(text(&office.approver.fires_complaint(&id, "check", &namesake).unwrap(), "status"), "checking");
    assert_eq!(
        office.registrar.fires_complaint(&id, "conclude", &conclusion("unverified", "none")),
        Err("forbidden".into())
    );
    assert_eq!(
        office.approver.fires_complaint(&id, "conclude", &conclusion("unverified", "none")),
        Err("four_eyes".into()),
        "named who checks"
    );
    assert_eq!(
        office.head.fires_complaint(&id, "conclude", &conclusion("unverified", "sanction")),
        Err("invalid".into()),
        "of nothing nothing follows"
    );
    assert_eq!(
        text(&office.head.fires_complaint(&id, "conclude", &conclusion("unverified", "none")).unwrap(), "outcome"),
        "unverified"
    );
    let own = office.head.takes_complaint(&complaint(&bo.person)).unwrap();
    office.registrar.fires_complaint(text(&own, "id"), "check", &checker()).unwrap();
    assert_eq!(
        office.head.fires_complaint(text(&own, "id"), "conclude", &conclusion("verified", "none")),
        Err("four_eyes".into()),
        "took it in"
    );
}

#[everywhere]
fn merged_record_of_the_subject_cannot_check_the_complaint(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let double = |number: u32| office.registrar.creates_person(&person(number)).unwrap();
    let (known, other, survivor) = (double(5), double(7), double(9));
    let merges =
        |lost: &Value, into: &Value| office.registrar.merges_person(text(lost, "id"), text(into, "id")).unwrap();
    let by = |one: &Value| json!({ "checker": "化名", "checker_person_id": one["id"] });
    merges(&known, &ada.person);
    let id = received(&office, &ada);
    assert_eq!(office.registrar.fires_complaint(&id, "check", &by(&known)), Err("invalid".into()), "merged before");
    // Merged after it was named who checks.
    office.registrar.fires_complaint(&id, "check", &by(&other)).unwrap();
    merges(&ada.person, &survivor);
    merges(&other, &survivor);
    let checked = office.registrar.reads_complaint(&id, "").unwrap();
    assert_eq!((&checked["person_id"], &checked["checker_person_id"]), (&survivor["id"], &survivor["id"]));
    let verdict = conclusion("unverified", "none");
    assert_eq!(office.head.fires_complaint(&id, "conclude", &verdict), Err("rule_refused".into()));
    let told = office.head.reads_complaint_transitions(&id).unwrap()["next"].clone();
    let conclude = told.as_array().unwrap().iter().find(|one| one["event"] == "conclude").unwrap().clone();
    assert_eq!((&conclude["allowed"], text(&conclude, "code")), (&json!(false), "rule_refused"));
    // A merged record of somebody else checks by the name of who survives.
    let (bo, double) = (office.inspector(3), double(11));
    merges(&double, &bo.person);
    let again = office.registrar.fires_complaint(&id, "check", &by(&double)).unwrap();
    assert_eq!(again["checker_person_id"], bo.person["id"]);
    assert_eq!(text(&office.head.fires_complaint(&id, "conclude", &verdict).unwrap(), "status"), "concluded");
}

#[everywhere]
fn upward_report_is_owed_for_sanctions_unless_policy_differs(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    for (handling, is_owed) in [
        ("none", false),
        ("reminder", false),
        ("correction", false),
        ("dismissal_case", true),
        ("sanction", true),
        ("referral", true),
    ] {
        assert_eq!(concluded(&office, &ada, "verified", handling)["report_owed"], json!(is_owed), "{handling}");
    }
    register.has_policy("complaint.report_up", &json!(false));
    let owed: Vec<Value> = office
        .registrar
        .lists_complaints("")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["report_owed"].clone())
        .collect();
    assert_eq!(owed, vec![json!(false); 6]);
}

#[everywhere]
fn complainant_is_revealed_only_for_a_recorded_purpose(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = received(&office, &ada);
    for seen in [
        office.registrar.lists_complaints(""),
        office.registrar.reads_complaint(&id, ""),
        register.acting("auditor").reads_complaint(&id, ""),
        office.registrar.reads_complaint_transitions(&id),
        office.registrar.reads_history(text(&ada.person, "id")),
    ] {
        let seen = seen.unwrap().to_string();
        assert!(!seen.contains("钱投诉") && !seen.contains("15411110000"), "{seen}");
    }
    let listed = office.registrar.lists_complaints(&format!("person_id={}", text(&ada.person, "id"))).unwrap();
    assert_eq!((&listed[0]["id"], &listed[0]["statement"]), (&json!(id), &Value::Null), "a list has no words");
    assert_eq!(office.registrar.reveals_complaint(&id, " "), Err("invalid".into()));
    let who = office.registrar.reveals_complaint(&id, "回复投诉人").unwrap();
    assert_eq!(text(&who, "complainant"), COMPLAINANT);
    for role in ["auditor", "hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).reveals_complaint(&id, "好奇"), Err("forbidden".into()), "{role}");
    }
    let mut unknown = complaint(&ada.person);
    unknown["complainant"] = Value::Null;
    let unknown = office.registrar.takes_complaint(&unknown).unwrap();
    assert_eq!(unknown["is_anonymous"], json!(true));
    assert_eq!(
        office.registrar.reveals_complaint(text(&unknown, "id"), "回复投诉人").unwrap()["complainant"],
        Value::Null
    );
}

#[everywhere]
fn only_office_and_auditors_read_complaints(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = received(&office, &ada);
    for role in ["hr", "finance", "partner", "administrator"] {
        let client = register.acting(role);
        let outcomes = [
            client.lists_complaints(""),
            client.reads_complaint(&id, ""),
            client.reads_complaint_transitions(&id),
            client.takes_complaint(&complaint(&ada.person)),
            client.fires_complaint(&id, "check", &checker()),
        ];
        for outcome in outcomes {
            assert_eq!(outcome, Err("forbidden".into()), "{role}");
        }
    }
    assert!(register.acting("auditor").reads_complaint(&id, "").is_ok());
    assert_eq!(register.acting_in("registrar", Some("360000")).reads_complaint(&id, ""), Err("not_found".into()));
    assert!(!register.acting("partner").reads_notices("").unwrap().to_string().contains(&id));
}

#[everywhere]
fn only_a_verified_complaint_about_the_person_is_a_signal(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let verified = concluded(&office, &bo, "verified", "dismissal_case");
    let open = json!({ "id": received(&office, &ada) });
    for (what, other) in [
        ("still open", &open),
        ("another's", &verified),
        ("in part", &concluded(&office, &ada, "partly_verified", "reminder")),
        ("not true", &concluded(&office, &ada, "unverified", "none")),
    ] {
        assert_eq!(opens(&office.registrar, &ada, other), Err("invalid".into()), "{what}");
    }
    assert_eq!(opens(&office.registrar, &bo, &json!({ "id": null })), Err("invalid".into()), "without one");
    let case = opens(&office.registrar, &bo, &verified).unwrap();
    assert_eq!((text(&case, "signal"), &case["signal_id"]), ("complaint", &verified["id"]));
}

#[everywhere]
fn partly_verified_complaint_is_a_signal_of_its_case(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let partly = concluded(&office, &ada, "partly_verified", "dismissal_case");
    let case = opens(&office.registrar, &ada, &partly).unwrap();
    assert_eq!((text(&case, "signal"), &case["signal_id"]), ("complaint", &partly["id"]));
}

#[everywhere]
fn complaints_follow_a_merge_and_a_change_of_area(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let survivor = office.registrar.creates_person(&json!({ "name": "赵强春" })).unwrap();
    let verified = concluded(&office, &ada, "verified", "reminder");
    let id = text(&verified, "id");
    office.registrar.merges_person(text(&ada.person, "id"), text(&survivor, "id")).unwrap();
    let moved = office.registrar.reads_complaint(id, "").unwrap();
    assert_eq!(moved["person_id"], survivor["id"]);
    assert_eq!(moved["version"].as_i64(), verified["version"].as_i64().map(|version| version + 1));
    assert_eq!(text(&moved, "statement"), STATEMENT, "it opens as before");
    office.registrar.corrects_person(text(&survivor, "id"), 2, &json!({ "area": "340881" })).unwrap();
    assert_eq!(text(&office.registrar.reads_complaint(id, "").unwrap(), "area"), "340881");
    assert!(register.acting_in("auditor", Some("340881")).reads_complaint(id, "").is_ok());
}

#[everywhere]
fn file_has_complaint_outcomes_and_no_complainants(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let done = concluded(&office, &ada, "partly_verified", "reminder");
    received(&office, &ada);
    let file = office.registrar.reads_file(text(&ada.person, "id")).unwrap();
    let told = json!([{ "id": done["id"], "subject": "conduct", "outcome": "partly_verified", "handling": "reminder", "concluded_on": "2026-11-23" }]);
    assert_eq!(file["complaints"], told, "what is not concluded is not told");
    for private in [STATEMENT, "钱投诉", "15411110000", "经核查"] {
        assert!(!file.to_string().contains(private), "{private}");
    }
}

#[everywhere]
fn every_fault_of_a_complaint_is_refused(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    for (field, value) in [
        ("statement", json!(" ")),
        ("complainant", json!("")),
        ("received_on", json!("2026-11-24")),
        ("person_id", json!("0193591c-2000-7000-8000-000000000001")),
    ] {
        let mut body = complaint(&ada);
        body[field] = value;
        assert_eq!(registrar.takes_complaint(&body), Err("invalid".into()), "{field}");
    }
    assert_eq!(registrar.lists_complaints("").unwrap(), json!([]));
    let id = text(&registrar.takes_complaint(&complaint(&ada)).unwrap(), "id").to_owned();
    let before = json!({ "checker": "监督科", "occurred_on": "2026-11-19" });
    assert_eq!(registrar.fires_complaint(&id, "check", &before), Err("invalid".into()), "before it came");
    assert_eq!(registrar.fires_complaint(&id, "check", &json!({ "checker": "" })), Err("invalid".into()));
    assert_eq!(registrar.lists_complaints("status=checking").unwrap(), json!([]));
    assert_eq!(registrar.lists_complaints("status=received&outcome=verified").unwrap(), json!([]));
}

#[on_both_databases]
fn dry_run_reveal_hides_the_complainant(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = text(&registrar.takes_complaint(&complaint(&ada)).unwrap(), "id").to_owned();
    let tried =
        registrar.post(&format!("/v1/complaints/{id}/reveal?dry_run=true"), &json!({ "purpose": "回复投诉人" }));
    assert_eq!((tried.status, &tried.json()["complainant"]), (200, &Value::Null));
}
