//! Whether somebody may inspect, for every role that asks; and what each role learns about a person who may not any
//! more.

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{basis, decision, person, text},
    on_both_databases,
};

use crate::dismissals::Office;

/// The answer, its code, and the statuses beside it.
fn told(standing: &Value) -> (bool, &str, Option<&str>, Option<&str>) {
    let word = |field: &str| standing[field].as_str();
    let may = standing["may_inspect"].as_bool().unwrap();
    (may, text(standing, "standing"), word("appointment_status"), word("certification_status"))
}

type Owned = (bool, String, Option<String>, Option<String>);

fn owned((may, code, appointment, certification): (bool, &str, Option<&str>, Option<&str>)) -> Owned {
    (may, code.to_owned(), appointment.map(str::to_owned), certification.map(str::to_owned))
}

fn words(may: bool, code: &str, appointment: &str, certification: &str) -> Owned {
    owned((may, code, Some(appointment), Some(certification)))
}

#[everywhere]
fn only_people_in_office_may_inspect(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (id, number) = (text(&ada.person, "id"), text(&ada.person, "number"));
    let today = office.registrar.reads_standing(id, "").unwrap();
    assert_eq!(
        (told(&today), text(&today, "on"), text(&today, "route")),
        ((true, "may_inspect", Some("active"), Some("certified")), "2026-11-23", "part_time")
    );
    assert_eq!(office.registrar.reads_standing(number, "").unwrap(), today);
    let on = |day: &str| office.registrar.reads_standing(id, &format!("on={day}")).unwrap();
    assert_eq!(told(&on("2026-11-22")).1, "not_appointed", "decided on the day itself");
    assert_eq!(told(&on("2020-01-01")), (false, "not_appointed", None, None));
    // The term of three years from the cohort's first day.
    assert_eq!(told(&on("2029-10-31")).1, "may_inspect");
    assert_eq!(told(&on("2029-11-01")), (false, "ended", Some("completed"), Some("certified")));
    assert_eq!(office.registrar.reads_standing(id, "on=2029-11-27"), Err("invalid".into()), "too far ahead");
    assert_eq!(office.registrar.reads_standing(id, "on=2026-02-30"), Err("invalid".into()));
    let nobody = office.registrar.creates_person(&person(9)).unwrap();
    assert_eq!(
        told(&office.registrar.reads_standing(text(&nobody, "id"), "").unwrap()),
        (false, "not_appointed", None, None)
    );
    assert_eq!(office.registrar.reads_standing("0193591c-2000-7000-8000-000000000001", ""), Err("not_found".into()));
    assert_eq!(register.acting_in("hr", Some("360000")).reads_standing(id, ""), Err("not_found".into()));
}

#[everywhere]
fn suspended_appointment_or_certificate_bars_inspection(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let standing =
        |one: &crate::dismissals::Inspector| office.registrar.reads_standing(text(&one.person, "id"), "").unwrap();
    office.approver.fires_appointment(&ada.appointment, "suspend", &basis()).unwrap();
    assert_eq!(told(&standing(&ada)), (false, "suspended", Some("suspended"), Some("certified")));
    office.approver.fires_certification(&bo.certification, "suspend", &basis()).unwrap();
    assert_eq!(told(&standing(&bo)), (false, "suspended", Some("active"), Some("suspended")));
    office.approver.fires_appointment(&ada.appointment, "resume", &basis()).unwrap();
    assert_eq!(told(&standing(&ada)).1, "may_inspect");
}

#[everywhere]
fn revoked_certificate_outweighs_an_older_expired_one(register: &Register) {
    register.has_policy("qualification.valid_years", &json!(1));
    let office = Office::of(register);
    let ada = office.inspector(1);
    let standing =
        |office: &Office, on: &str| owned(told(&office.registrar.reads_standing(text(&ada.person, "id"), on).unwrap()));
    let office = office.on(register, "2027-12-01");
    assert_eq!(
        standing(&office, ""),
        words(true, "may_inspect", "active", "expired"),
        "it ran out in the middle of a term"
    );
    let next = office.registrar.has_certified(&office.approver, &ada.person);
    assert_eq!(standing(&office, ""), words(true, "may_inspect", "active", "certified"));
    let office = office.on(register, "2027-12-06");
    let mut heard = basis();
    heard["defence_heard_on"] = json!("2027-12-06");
    office.head.fires_certification(text(&next, "id"), "revoke", &heard).unwrap();
    assert_eq!(standing(&office, ""), words(false, "suspended", "active", "revoked"));
    assert_eq!(standing(&office, "on=2027-12-05"), words(true, "may_inspect", "active", "certified"));
}

#[everywhere]
fn a_decided_term_has_not_begun_before_its_first_day(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    assert_eq!(told(&office.registrar.reads_standing(text(&ada, "id"), "").unwrap()).1, "not_appointed");
    let mut later = decision();
    later["starts_on"] = json!("2026-12-01");
    office.approver.fires_appointment(text(&published, "id"), "decide", &later).unwrap();
    assert_eq!(
        told(&office.registrar.reads_standing(text(&ada, "id"), "").unwrap()),
        (false, "not_begun", Some("decided"), Some("certified"))
    );
}

#[everywhere]
fn eligibility_reflects_dismissal_and_reversal_by_day(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (office, case) = office.has_dismissed(register, &ada);
    let id = text(&ada.person, "id");
    assert_eq!(
        told(&office.registrar.reads_standing(id, "").unwrap()),
        (false, "ended", Some("dismissed"), Some("revoked"))
    );
    assert_eq!(told(&office.registrar.reads_standing(id, "on=2026-11-29").unwrap()).1, "may_inspect");
    let office = office.on(register, "2026-12-03");
    office.decides_remedy(&case, "review", &json!({ "outcome": "revoked" })).unwrap();
    let on_first =
        |known_at: &str| office.registrar.reads_standing(id, &format!("on=2026-12-01&known_at={known_at}")).unwrap();
    assert_eq!(told(&on_first("2026-12-04T00:00:00Z")), (true, "may_inspect", Some("active"), Some("certified")));
    assert_eq!(told(&on_first("2026-12-02T00:00:00Z")).1, "ended");
}

#[everywhere]
fn hr_reads_eligibility_without_certification(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    office.approver.fires_certification(&ada.certification, "suspend", &basis()).unwrap();
    // An active appointment that lets nobody inspect would tell HR of the certification.
    let office_sees = (Some("active"), Some("suspended"));
    for (role, (appointment, certification)) in [
        ("registrar", office_sees),
        ("approver", office_sees),
        ("auditor", office_sees),
        ("hr", (Some("suspended"), None)),
    ] {
        let standing = register.acting(role).reads_standing(text(&ada.person, "id"), "").unwrap();
        assert_eq!(told(&standing), (false, "suspended", appointment, certification), "{role}");
    }
    for role in ["finance", "partner", "administrator"] {
        assert_eq!(
            register.acting(role).reads_standing(text(&ada.person, "id"), ""),
            Err("forbidden".into()),
            "{role}"
        );
    }
}

#[everywhere]
fn the_file_of_the_dead_is_closed_to_hr_and_open_to_the_office(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    office.registrar.fires_appointment(&ada.appointment, "record_death", &json!({})).unwrap();
    office.registrar.fires(&bo.membership, "record_death", &json!({ "occurred_on": "2026-11-23" })).unwrap();
    let hr = register.acting("hr");
    for one in [&ada, &bo] {
        let id = text(&one.person, "id");
        assert_eq!(hr.reads_person(id), Err("gone".into()));
        assert_eq!(hr.reveals_person(id, "核对身份证件"), Err("gone".into()));
        assert_eq!(hr.reads_standing(id, ""), Err("gone".into()));
        assert_eq!(office.registrar.reads_standing(id, ""), Err("gone".into()));
        assert!(!told(&office.registrar.reads_standing(id, "on=2026-11-22").unwrap()).0);
        assert_eq!(office.registrar.reads_person(id).unwrap()["id"], json!(id));
        assert_eq!(register.acting("auditor").reads_person(id).unwrap()["id"], json!(id));
    }
}

#[everywhere]
fn eligibility_redirects_merged_and_rejects_unknown_records(register: &Register) {
    let registrar = register.acting("registrar");
    let one = registrar.creates_person(&json!({ "name": "赵强春" })).unwrap();
    let other = registrar.creates_person(&person(1)).unwrap();
    registrar.merges_person(text(&one, "id"), text(&other, "id")).unwrap();
    for key in ["id", "number"] {
        assert_eq!(registrar.reads_standing(text(&one, key), ""), Err("moved".into()));
        assert_eq!(registrar.reads_file(text(&one, key)), Err("moved".into()));
    }
    assert_eq!(registrar.reads_file("0193591c-2000-7000-8000-000000000001"), Err("not_found".into()));
}

#[everywhere]
fn file_holds_exactly_the_records_of_the_person(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    office.opened(&bo.person, "absence");
    let (office, case) = office.has_dismissed(register, &ada);
    let id = text(&ada.person, "id");
    let file = office.registrar.reads_file(id).unwrap();
    let only = |kind: &str| -> Vec<String> {
        file[kind]
            .as_array()
            .unwrap_or_else(|| panic!("no {kind}"))
            .iter()
            .map(|one| text(one, "id").to_owned())
            .collect()
    };
    assert_eq!(file["person"]["id"], json!(id));
    assert_eq!(
        (only("appointments"), only("certifications")),
        (vec![ada.appointment.clone()], vec![ada.certification.clone()])
    );
    assert_eq!(
        (only("pool_memberships"), only("zone_assignments")),
        (vec![ada.membership.clone()], vec![ada.assignment.clone()])
    );
    assert_eq!(only("dismissals"), [case]);
    assert!(!file.to_string().contains(text(&bo.person, "id")), "somebody else is in it");
    assert!(!file.to_string().contains(&tests::fixtures::citizen_number("19900101", 1)), "a number in full is in it");
}

#[everywhere]
fn file_omits_a_case_until_its_notice_is_served(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let case = office.opened(&ada.person, "neglect");
    let cases = || office.registrar.reads_file(text(&ada.person, "id")).unwrap()["dismissals"].clone();
    office.fires(&case, "investigate", &json!({ "investigator": "监督科" })).unwrap();
    assert_eq!(cases(), json!([]), "it is still looked into");
    let intent = json!({ "facts": "缺席属实", "article": "regulations_on_wrongs", "proposed_measure": "criticism" });
    office.fires(&case, "serve_intent", &intent).unwrap();
    let told = cases();
    assert_eq!(
        (&told[0]["id"], text(&told[0], "facts"), &told[0]["investigator"]),
        (&json!(case), "缺席属实", &Value::Null)
    );
    let other = office.inspector(3);
    let dropped = office.opened(&other.person, "neglect");
    office.fires(&dropped, "drop", &basis()).unwrap();
    let file = office.registrar.reads_file(text(&other.person, "id")).unwrap();
    assert_eq!(file["dismissals"], json!([]), "of what was dropped before, the person was never told");
}

#[everywhere]
fn that_a_file_was_read_is_recorded_and_only_some_may(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = text(&ada, "id");
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).reads_file(id), Err("forbidden".into()), "{role}");
    }
    register.acting("auditor").reads_file(id).unwrap();
    let file = register.acting("approver").reads_file(id).unwrap();
    let told: Vec<(&str, &str)> =
        file["history"].as_array().unwrap().iter().map(|one| (text(one, "event"), text(one, "role"))).collect();
    assert_eq!(told, [("created", "registrar"), ("exported", "auditor"), ("exported", "approver")]);
}

#[everywhere]
fn of_a_dismissal_everyone_sees_their_own_part(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let partner = register.acting("partner");
    assert_eq!(partner.finds_experts("").unwrap().as_array().map(Vec::len), Some(1));
    let (_office, case) = office.has_dismissed(register, &ada);
    let (partner, hr, auditor) = (register.acting("partner"), register.acting("hr"), register.acting("auditor"));
    assert_eq!(partner.finds_experts("").unwrap(), json!([]));
    assert_eq!(partner.reads_expert(text(&ada.person, "id")), Err("not_found".into()));
    let outcome = hr.reads_case(&case, "").unwrap();
    assert_eq!(
        (text(&outcome, "ground"), text(&outcome, "effective_on"), &outcome["facts"]),
        ("neglect", "2026-11-30", &Value::Null)
    );
    assert!(
        auditor.reads_case(&case, "").unwrap()["facts"].is_string() && auditor.reads_case_transitions(&case).is_ok()
    );
    for role in ["finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).reads_case(&case, ""), Err("forbidden".into()), "{role}");
    }
    let notices = register.acting("hr").reads_notices("").unwrap();
    assert!(!notices.to_string().contains(text(&ada.person, "number")), "{notices}");
}

#[on_both_databases]
fn a_merged_number_is_redirected_with_its_question(register: &Register) {
    let registrar = register.acting("registrar");
    let one = registrar.creates_person(&json!({ "name": "赵强春" })).unwrap();
    let other = registrar.creates_person(&person(1)).unwrap();
    registrar.merges_person(text(&one, "id"), text(&other, "id")).unwrap();
    let moved = registrar.get(&format!("/v1/people/{}/standing?on=2026-11-23", text(&one, "number")));
    let to = format!("/v1/people/{}/standing?on=2026-11-23", text(&other, "id"));
    assert_eq!((moved.status, moved.header("location")), (308, Some(to.as_str())));
    assert_eq!(registrar.get(&to).status, 200);
}

#[on_both_databases]
fn a_closed_file_says_since_when(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    office.registrar.fires_appointment(&ada.appointment, "record_death", &json!({})).unwrap();
    let gone = register.acting("hr").get(&format!("/v1/people/{}/standing", text(&ada.person, "number")));
    assert_eq!(gone.refusal(), (410, "gone".to_owned()));
    assert!(text(&gone.json(), "detail").contains("2026-11-23"), "{}", gone.text);
}
