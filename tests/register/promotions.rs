//! Promotions: from the check of eligibility to the day of effect, and the way down.

mod demotions;

use serde_json::{Value, json};

use crate::assessments::Office;
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, panel, person, text},
};

/// A register in which inspectors have grades of their own.
fn with_grades(register: &Register) -> (Client, Client) {
    register.has_calendars();
    register.has_policy("inspector_grade.enabled", &json!(true));
    (register.acting("registrar"), register.acting("approver"))
}

/// An inspector in office since 23 November 2026.
fn inspector(registrar: &Client, approver: &Client) -> Value {
    let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-11-01");
    let person = registrar.creates_person(&person(1)).unwrap();
    registrar.has_certified(approver, &person);
    registrar.has_trained(text(&person, "id"), "pre_duty", "2026-11-03", 24);
    registrar.has_inspector(approver, &person, &cohort);
    person
}

/// An inspector who has held one of our own grades since 2020, when the register did not exist yet.
fn holding(register: &Register, office: &Office, grade: &str) -> Value {
    let ada = office.inspector(1);
    let title = json!({ "person_id": ada["id"], "track": "professional_title", "grade": "T3", "starts_on": "2020-09-01", "document_number": "督〔2020〕1号" });
    register.acting("hr").records_grade(&title).unwrap();
    register.executes(&format!("UPDATE grades SET track = 'inspector_grade', grade = '{grade}'"));
    ada
}

/// A final assessment of a year in which the register did not exist yet.
fn assessed(register: &Register, office: &Office, person: &Value, year: i32, score: f64) {
    office.is_final(person, 2026, score);
    register.executes(&format!("UPDATE assessments SET year = {year} WHERE year = 2026"));
}

fn begun(registrar: &Client, person: &Value, to_grade: &str) -> String {
    let body = json!({ "person_id": person["id"], "track": "inspector_grade", "to_grade": to_grade });
    text(&registrar.begins_promotion(&body).unwrap(), "id").to_owned()
}

/// Carries a promotion into public notice, all on one day.
fn published(registrar: &Client, id: &str) -> Value {
    registrar.fires_promotion(id, "check_eligibility", &json!({})).unwrap();
    registrar.fires_promotion(id, "recommend", &json!({ "on_behalf_of": "市政府教育督导室" })).unwrap();
    registrar.fires_promotion(id, "verify_evidence", &json!({ "evidence": "年度考核表、获奖证书" })).unwrap();
    registrar.fires_promotion(id, "review_panel", &panel()).unwrap();
    registrar.fires_promotion(id, "open_notice", &json!({})).unwrap()
}

fn unmet(promotion: &Value) -> Vec<&str> {
    let conditions = promotion["conditions"].as_array().unwrap();
    conditions.iter().filter(|one| one["met"] == json!(false)).map(|one| text(one, "condition")).collect()
}

/// Carries a promotion to a decision of the 2nd of December, with effect from a day; gives the clients of that day.
fn approved(register: &Register, (registrar, approver): (Client, Client), id: &str, from: &str) -> (Client, Client) {
    published(&registrar, id);
    register.is_now("2026-12-02");
    let (registrar, approver) = (register.renews(registrar), register.renews(approver));
    let mut decision = basis();
    decision["effective_on"] = json!(from);
    assert_eq!(text(&approver.fires_promotion(id, "approve", &decision).unwrap(), "effective_on"), from);
    (registrar, approver)
}

/// A warning, which stands for six months from the day of the decision.
fn warning(person: &Value, decided_on: &str) -> Value {
    json!({ "person_id": person["id"], "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": decided_on })
}

/// Whether an event is possible and allowed, or why it is not allowed.
fn may(client: &Client, id: &str, event: &str) -> Option<Result<(), String>> {
    let next = client.reads_promotion_transitions(id).unwrap()["next"].clone();
    let one = next.as_array().unwrap().iter().find(|one| one["event"] == event)?;
    Some(if one["allowed"] == json!(true) { Ok(()) } else { Err(text(one, "code").to_owned()) })
}

fn refused<T>() -> Result<T, String> {
    Err("rule_refused".into())
}

#[everywhere]
fn a_promotion_takes_effect_as_its_day_begins(register: &Register) {
    let clients = with_grades(register);
    let ada = inspector(&clients.0, &clients.1);
    let id = begun(&clients.0, &ada, "probationary");
    let (registrar, _) = approved(register, clients, &id, "2027-01-01");
    register.begins_day("2026-12-31");
    let registrar = register.renews(registrar);
    assert_eq!(registrar.reads_promotion(&id, "").unwrap()["status"], "approved");
    register.begins_day("2027-01-01");
    let registrar = register.renews(registrar);
    assert_eq!(registrar.lists_promotions("status=effective").unwrap()[0]["id"], json!(id));
    let effective = registrar.reads_promotion(&id, "").unwrap();
    assert_eq!((text(&effective, "status"), may(&registrar, &id, "take_effect")), ("effective", None));
    assert_eq!(registrar.lists_grades("as_of=2027-01-01").unwrap()[0]["id"], effective["grade_id"]);
}

#[everywhere]
fn promotion_goes_from_check_to_effect_on_its_day(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&registrar, &ada, "probationary");
    let on_notice = published(&registrar, &id);
    // Five working days after 23 November, of which the 25th is a holiday.
    assert_eq!(
        (text(&on_notice, "status"), text(&on_notice, "notice_ends_on"), &on_notice["score"]),
        ("in_public_notice", "2026-12-01", &json!(88.5))
    );
    let notices = register.get("/v1/public-notices").json()["items"].clone();
    assert_eq!((text(&notices[0], "kind"), &notices[0]["id"]), ("promotion", &on_notice["id"]));
    assert_eq!(approver.fires_promotion(&id, "approve", &basis()), Err("rule_refused".into()));
    register.is_now("2026-12-02");
    let (registrar, approver) = (register.renews(registrar), register.renews(approver));
    assert_eq!(registrar.fires_promotion(&id, "approve", &basis()), Err("forbidden".into()));
    assert_eq!(approver.fires_promotion(&id, "approve", &json!({})), Err("invalid".into()));
    let mut decision = basis();
    decision["effective_on"] = json!("2026-12-01");
    assert_eq!(approver.fires_promotion(&id, "approve", &decision), Err("invalid".into()));
    decision["effective_on"] = json!("2027-01-01");
    let approved = approver.fires_promotion(&id, "approve", &decision).unwrap();
    assert_eq!(
        (text(&approved, "status"), text(&approved, "effective_on"), &approved["grade_id"]),
        ("approved", "2027-01-01", &json!(null))
    );
    assert_eq!(registrar.fires_promotion(&id, "take_effect", &json!({})), Err("transition_not_allowed".into()));
    assert_eq!(register.brings_promotions_into_effect(), 0);
    register.is_now("2027-01-03");
    assert_eq!((register.brings_promotions_into_effect(), register.brings_promotions_into_effect()), (1, 0));
    let registrar = register.renews(registrar);
    let effective = registrar.reads_promotion(&id, "").unwrap();
    let grade = registrar.reads_grade(text(&effective, "grade_id"), "").unwrap();
    assert_eq!(
        (text(&effective, "status"), text(&grade, "grade"), text(&grade, "starts_on")),
        ("effective", "probationary", "2027-01-01")
    );
    assert_eq!((&grade["promotion_id"], text(&grade, "document_number")), (&effective["id"], "安教督〔2026〕1号"));
    assert_eq!(registrar.lists_grades("as_of=2026-12-31").unwrap(), json!([]));
    assert_eq!(registrar.lists_grades("as_of=2027-01-01").unwrap()[0]["id"], grade["id"]);
    // On an earlier day there was nothing of what later events brought.
    let of = |day: &str| {
        let stood = registrar.reads_promotion(&id, &format!("as_of={day}")).unwrap();
        (
            text(&stood, "status").to_owned(),
            stood["effective_on"].clone(),
            stood["grade_id"].clone(),
            stood["evidence"].clone(),
        )
    };
    assert_eq!(
        of("2027-01-01"),
        ("effective".into(), json!("2027-01-01"), grade["id"].clone(), json!("年度考核表、获奖证书"))
    );
    assert_eq!(of("2026-12-31"), ("approved".into(), json!("2027-01-01"), json!(null), json!("年度考核表、获奖证书")));
    assert_eq!(of("2026-12-01"), ("in_public_notice".into(), json!(null), json!(null), json!("年度考核表、获奖证书")));
    let happened = registrar.reads_promotion_transitions(&id).unwrap();
    let events: Vec<&str> = happened["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(
        events,
        ["check_eligibility", "recommend", "verify_evidence", "review_panel", "open_notice", "approve", "take_effect"]
    );
    assert_eq!(text(&happened["items"][6], "role"), "system");
}

#[everywhere]
fn each_condition_reports_its_article_and_evidence(register: &Register) {
    let (registrar, _) = with_grades(register);
    let ada = registrar.creates_person(&person(1)).unwrap();
    let sanction = json!({ "person_id": ada["id"], "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-06-15" });
    registrar.records_sanction(&sanction).unwrap();
    let id = begun(&registrar, &ada, "third");
    let checked = registrar.fires_promotion(&id, "check_eligibility", &json!({})).unwrap();
    assert_eq!(unmet(&checked), ["in_office", "next_grade", "no_sanction"]);
    let conditions = checked["conditions"].as_array().unwrap();
    let sanctioned = conditions.iter().find(|one| one["condition"] == "no_sanction").unwrap();
    assert_eq!((text(sanctioned, "fact"), text(sanctioned, "rule")), ("2026-12-14", "promotion.block_during_sanction"));
    assert!(text(sanctioned, "article").contains("政务处分法"));
    let recommends = |client: &Client| client.fires_promotion(&id, "recommend", &json!({ "on_behalf_of": "督导室" }));
    assert_eq!(recommends(&registrar), Err("rule_refused".into()));
    let next = registrar.reads_promotion_transitions(&id).unwrap()["next"].clone();
    let recommend = next.as_array().unwrap().iter().find(|one| one["event"] == "recommend").unwrap();
    assert_eq!((&recommend["allowed"], &recommend["code"]), (&json!(false), &json!("rule_refused")));
    // It can be put off and looked at again.
    let deferred = registrar.fires_promotion(&id, "defer", &json!({ "reason": "处分期内" })).unwrap();
    assert_eq!(text(&deferred, "status"), "deferred");
    assert_eq!(
        text(&registrar.fires_promotion(&id, "check_eligibility", &json!({})).unwrap(), "status"),
        "eligibility_checked"
    );
    assert_eq!(registrar.fires_promotion(&id, "reject", &json!({ "reason": "不符合条件" })), Err("forbidden".into()));
    let rejected =
        register.acting("approver").fires_promotion(&id, "reject", &json!({ "reason": "不符合条件" })).unwrap();
    assert_eq!(text(&rejected, "status"), "rejected");
}

#[everywhere]
fn promotion_takes_effect_only_once_a_sanction_is_over(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&registrar, &ada, "probationary");
    let (registrar, _) = approved(register, (registrar, approver), &id, "2027-01-01");
    register.is_now("2026-12-15");
    let registrar = register.renews(registrar);
    let sanction = registrar.records_sanction(&warning(&ada, "2026-12-15")).unwrap();
    register.is_now("2027-01-01");
    let registrar = register.renews(registrar);
    assert_eq!(registrar.fires_promotion(&id, "take_effect", &json!({})), refused());
    assert_eq!(may(&registrar, &id, "take_effect"), Some(refused()));
    assert_eq!(register.brings_promotions_into_effect(), 0);
    assert_eq!(
        (registrar.lists_grades("").unwrap(), &registrar.reads_promotion(&id, "").unwrap()["status"]),
        (json!([]), &json!("approved"))
    );
    // A sanction that was annulled from its first day stands in no way, and one that is over neither.
    let lifted = json!({ "lifted_on": "2026-12-20", "reason": "经复审，撤销原处分决定" });
    registrar.corrects_sanction(text(&sanction, "id"), 1, &lifted).unwrap();
    assert_eq!(may(&registrar, &id, "take_effect"), Some(Ok(())));
    assert_eq!(register.brings_promotions_into_effect(), 1);
    assert_eq!(registrar.lists_grades("as_of=2027-01-01").unwrap()[0]["grade"], "probationary");
}

#[everywhere]
fn deferred_promotion_takes_effect_the_day_after_the_sanction(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&registrar, &ada, "probationary");
    let (registrar, _) = approved(register, (registrar, approver), &id, "2027-01-01");
    register.is_now("2026-12-15");
    let registrar = register.renews(registrar);
    registrar.records_sanction(&warning(&ada, "2026-12-15")).unwrap();
    for (today, count) in [("2027-01-02", 0), ("2027-06-14", 0), ("2027-06-20", 1)] {
        register.is_now(today);
        assert_eq!(register.brings_promotions_into_effect(), count, "{today}");
    }
    let registrar = register.renews(registrar);
    let effective = registrar.reads_promotion(&id, "").unwrap();
    assert_eq!((text(&effective, "status"), text(&effective, "effective_on")), ("effective", "2027-06-15"));
    assert_eq!(registrar.reads_grade(text(&effective, "grade_id"), "").unwrap()["starts_on"], "2027-06-15");
    let stood = |day: &str| registrar.reads_promotion(&id, &format!("as_of={day}")).unwrap()["status"].clone();
    assert_eq!((stood("2027-06-14"), stood("2027-06-15")), (json!("approved"), json!("effective")));
    let happened = registrar.reads_promotion_transitions(&id).unwrap();
    assert_eq!(happened["items"][6]["occurred_on"], "2027-06-15");
}

#[everywhere]
fn promotion_decision_needs_no_sanction_and_a_second_person(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&approver, &ada, "probationary");
    published(&registrar, &id);
    register.is_now("2026-12-02");
    let (registrar, approver) = (register.renews(registrar), register.renews(approver));
    assert_eq!(approver.fires_promotion(&id, "approve", &basis()), Err("four_eyes".into()));
    let another = register.acting("approver");
    assert_eq!(may(&another, &id, "approve"), Some(Ok(())));
    registrar.records_sanction(&warning(&ada, "2026-12-01")).unwrap();
    assert_eq!(another.fires_promotion(&id, "approve", &basis()), refused());
    assert_eq!(may(&another, &id, "approve"), Some(refused()));
    assert_eq!(text(&registrar.fires_promotion(&id, "withdraw", &json!({})).unwrap(), "status"), "withdrawn");
}

#[everywhere]
fn backdated_step_is_checked_against_present_knowledge(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&registrar, &ada, "probationary");
    let checks = |on: &str| registrar.fires_promotion(&id, "check_eligibility", &json!({ "occurred_on": on })).unwrap();
    let recommends = || registrar.fires_promotion(&id, "recommend", &json!({ "on_behalf_of": "督导室" }));
    // In office since the 23rd.
    assert_eq!(unmet(&checks("2026-11-10")).len(), 0);
    let sanction = registrar.records_sanction(&warning(&ada, "2026-11-20")).unwrap();
    assert_eq!((recommends(), may(&registrar, &id, "recommend")), (refused(), Some(refused())));
    assert_eq!(unmet(&checks("2026-11-10")), ["no_sanction"]);
    let lifted = json!({ "lifted_on": "2026-11-23", "reason": "经复审，撤销原处分决定" });
    registrar.corrects_sanction(text(&sanction, "id"), 1, &lifted).unwrap();
    let recommended = recommends().unwrap();
    assert_eq!((text(&recommended, "status"), unmet(&recommended).len()), ("recommended", 0));
}

#[everywhere]
fn only_an_approver_ends_an_approved_promotion(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&registrar, &ada, "probationary");
    let (registrar, approver) = approved(register, (registrar, approver), &id, "2027-01-01");
    for event in ["withdraw", "defer"] {
        assert_eq!(registrar.fires_promotion(&id, event, &basis()), Err("transition_not_allowed".into()), "{event}");
        assert_eq!(may(&registrar, &id, event), None, "{event}");
    }
    assert_eq!(registrar.fires_promotion(&id, "reject", &basis()), Err("forbidden".into()));
    assert_eq!(text(&approver.fires_promotion(&id, "reject", &basis()).unwrap(), "status"), "rejected");
}

#[everywhere]
fn nothing_takes_effect_on_a_ladder_that_was_switched_off(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&registrar, &ada, "probationary");
    let (registrar, _) = approved(register, (registrar, approver), &id, "2026-12-02");
    register.has_policy("inspector_grade.enabled", &json!(false));
    assert_eq!(registrar.fires_promotion(&id, "take_effect", &json!({})), refused());
    assert_eq!(register.brings_promotions_into_effect(), 0);
    register.has_policy("inspector_grade.enabled", &json!(true));
    assert_eq!(register.brings_promotions_into_effect(), 1);
}

#[everywhere]
fn promotion_of_a_leaver_cannot_be_decided(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&registrar, &ada, "probationary");
    published(&registrar, &id);
    register.is_now("2026-12-02");
    let (registrar, approver) = (register.renews(registrar), register.renews(approver));
    assert_eq!(may(&approver, &id, "approve"), Some(Ok(())));
    let appointment = registrar.lists_appointments("").unwrap()[0].clone();
    registrar.fires_appointment(text(&appointment, "id"), "resign", &basis()).unwrap();
    // What was found before somebody left does not carry a decision.
    assert_eq!(approver.fires_promotion(&id, "approve", &basis()), refused());
    assert_eq!(may(&approver, &id, "approve"), Some(refused()));
    assert_eq!(text(&approver.fires_promotion(&id, "reject", &basis()).unwrap(), "status"), "rejected");
}

#[everywhere]
fn approved_promotion_of_a_leaver_does_not_take_effect(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let id = begun(&registrar, &ada, "probationary");
    let (registrar, approver) = approved(register, (registrar, approver), &id, "2026-12-10");
    register.is_now("2026-12-05");
    let registrar = register.renews(registrar);
    let appointment = registrar.lists_appointments("").unwrap()[0].clone();
    registrar.fires_appointment(text(&appointment, "id"), "resign", &basis()).unwrap();
    register.is_now("2026-12-10");
    let (registrar, approver) = (register.renews(registrar), register.renews(approver));
    assert_eq!(register.brings_promotions_into_effect(), 0);
    assert_eq!(registrar.fires_promotion(&id, "take_effect", &json!({})), refused());
    assert_eq!(registrar.lists_grades("").unwrap(), json!([]));
    assert_eq!(text(&approver.fires_promotion(&id, "reject", &basis()).unwrap(), "status"), "rejected");
    let id = begun(&registrar, &ada, "probationary");
    assert_eq!(unmet(&registrar.fires_promotion(&id, "check_eligibility", &json!({})).unwrap()), ["in_office"]);
}

#[everywhere]
fn suspension_defers_a_promotion(register: &Register) {
    let (registrar, approver) = with_grades(register);
    let ada = inspector(&registrar, &approver);
    let appointment = text(&registrar.lists_appointments("").unwrap()[0], "id").to_owned();
    let id = begun(&registrar, &ada, "probationary");
    let checks = |client: &Client| client.fires_promotion(&id, "check_eligibility", &json!({})).unwrap();
    approver.fires_appointment(&appointment, "suspend", &basis()).unwrap();
    assert_eq!(unmet(&checks(&registrar)), ["in_office"]);
    approver.fires_appointment(&appointment, "resume", &basis()).unwrap();
    assert_eq!(unmet(&checks(&registrar)).len(), 0);
    let (registrar, approver) = approved(register, (registrar, approver), &id, "2026-12-10");
    approver.fires_appointment(&appointment, "suspend", &basis()).unwrap();
    register.is_now("2026-12-11");
    let (registrar, approver) = (register.renews(registrar), register.renews(approver));
    assert_eq!((register.brings_promotions_into_effect(), may(&registrar, &id, "take_effect")), (0, Some(refused())));
    register.is_now("2026-12-14");
    let (registrar, approver) = (register.renews(registrar), register.renews(approver));
    approver.fires_appointment(&appointment, "resume", &basis()).unwrap();
    assert_eq!(register.brings_promotions_into_effect(), 1);
    assert_eq!(registrar.reads_promotion(&id, "").unwrap()["effective_on"], "2026-12-14");
}

#[everywhere]
fn title_promotion_takes_effect_once_hr_records_the_title(register: &Register) {
    let (registrar, approver) = with_grades(register);
    register.has_policy("promotion.assessment_gate", &json!(false));
    let hr = register.acting("hr");
    let ada = inspector(&registrar, &approver);
    let title = |grade: &str, starts_on: &str| json!({ "person_id": ada["id"], "track": "professional_title", "grade": grade, "starts_on": starts_on, "document_number": "人社职〔2026〕18号" });
    hr.records_grade(&title("T3", "2020-09-01")).unwrap();
    let body = json!({ "person_id": ada["id"], "track": "professional_title", "to_grade": "T2" });
    let id = text(&registrar.begins_promotion(&body).unwrap(), "id").to_owned();
    assert_eq!(registrar.begins_promotion(&body), Err("duplicate".into()));
    published(&registrar, &id);
    register.is_now("2026-12-02");
    let (registrar, approver, hr) = (register.renews(registrar), register.renews(approver), register.renews(hr));
    approver.fires_promotion(&id, "approve", &basis()).unwrap();
    assert_eq!(registrar.fires_promotion(&id, "take_effect", &json!({})), Err("rule_refused".into()));
    let recorded = hr.records_grade(&title("T2", "2026-12-01")).unwrap();
    let effective = registrar.fires_promotion(&id, "take_effect", &json!({})).unwrap();
    assert_eq!(
        (text(&effective, "status"), text(&effective, "from_grade"), &effective["grade_id"]),
        ("effective", "T3", &recorded["id"])
    );
    assert_eq!(hr.lists_grades("").unwrap().as_array().unwrap().len(), 2);
}

#[everywhere]
fn title_promotion_follows_the_day_hr_recorded(register: &Register) {
    let office = Office::of(register);
    register.has_policy("promotion.assessment_gate", &json!(false));
    let hr = register.acting("hr");
    let title = |person: &Value, grade: &str, starts_on: &str| json!({ "person_id": person["id"], "track": "professional_title", "grade": grade, "starts_on": starts_on, "document_number": "人社职〔2026〕18号" });
    let people = [office.inspector(1), office.inspector(2)];
    let Office { mut registrar, approver, .. } = office;
    let ids = people.each_ref().map(|person| {
        hr.records_grade(&title(person, "T3", "2020-09-01")).unwrap();
        let body = json!({ "person_id": person["id"], "track": "professional_title", "to_grade": "T2" });
        let id = text(&registrar.begins_promotion(&body).unwrap(), "id").to_owned();
        published(&registrar, &id);
        id
    });
    register.is_now("2026-12-02");
    registrar = register.renews(registrar);
    let (approver, hr) = (register.renews(approver), register.renews(hr));
    let earlier = hr.records_grade(&title(&people[0], "T2", "2026-12-01")).unwrap();
    for id in &ids {
        approver.fires_promotion(id, "approve", &basis()).unwrap();
    }
    let later = hr.records_grade(&title(&people[1], "T2", "2026-12-10")).unwrap();
    assert_eq!(
        (register.brings_promotions_into_effect(), may(&registrar, &ids[1], "take_effect")),
        (1, Some(refused()))
    );
    register.is_now("2026-12-12");
    registrar = register.renews(registrar);
    assert_eq!(register.brings_promotions_into_effect(), 1);
    for (id, title, effective_on) in [(&ids[0], earlier, "2026-12-02"), (&ids[1], later, "2026-12-10")] {
        let one = registrar.reads_promotion(id, "").unwrap();
        assert_eq!(
            (text(&one, "effective_on"), &one["grade_id"], text(&one, "from_grade")),
            (effective_on, &title["id"], "T3")
        );
    }
}

#[everywhere]
fn disabled_promotion_track_is_refused_by_its_rule(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let begins = |track: &str, to_grade: &str| {
        registrar.begins_promotion(&json!({ "person_id": ada["id"], "track": track, "to_grade": to_grade, "separate_line": track == "professional_title" }))
    };
    assert_eq!(begins("inspector_grade", "probationary"), Err("rule_refused".into()));
    assert_eq!(begins("professional_title", "T2"), Err("rule_refused".into()));
    assert_eq!(begins("job_rank", "R7"), Err("rule_refused".into()));
    register.has_policy("inspector_grade.enabled", &json!(true));
    register.has_policy("promotion.quota.separate_line", &json!(true));
    assert_eq!(begins("inspector_grade", "T2"), Err("invalid".into()));
    begins("inspector_grade", "probationary").unwrap();
    assert_eq!(begins("professional_title", "T2").unwrap()["separate_line"], true);
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_promotions(""), Err("forbidden".into()), "{role}");
    }
    let listed = |filter: &str| registrar.lists_promotions(filter).unwrap().as_array().unwrap().len();
    assert_eq!(
        (
            listed(""),
            listed("track=inspector_grade"),
            listed("status=draft"),
            listed("status=approved"),
            listed("area=360000")
        ),
        (2, 1, 2, 0, 0)
    );
}

#[everywhere]
fn a_step_up_waits_for_two_qualified_years(register: &Register) {
    let office = Office::of(register);
    register.has_policy("inspector_grade.enabled", &json!(true));
    let ada = holding(register, &office, "third");
    let id = begun(&office.registrar, &ada, "second");
    let checks = || office.registrar.fires_promotion(&id, "check_eligibility", &json!({})).unwrap();
    let recommends = || office.registrar.fires_promotion(&id, "recommend", &json!({ "on_behalf_of": "督导室" }));
    assert_eq!((unmet(&checks()), recommends()), (vec!["assessment"], Err("rule_refused".into())));
    assessed(register, &office, &ada, 2025, 75.0);
    assert_eq!((unmet(&checks()), recommends()), (vec!["assessment"], Err("rule_refused".into())));
    assessed(register, &office, &ada, 2024, 75.0);
    let checked = checks();
    assert_eq!((unmet(&checked).len(), text(&checked, "from_grade")), (0, "third"));
    let gate = checked["conditions"].as_array().unwrap().iter().find(|one| one["condition"] == "assessment").unwrap();
    assert_eq!((text(gate, "fact"), text(gate, "rule")), ("2025, 2024", "promotion.assessment_gate"));
    // An authority that has not ended the year may yet find it unqualified.
    let another = json!({ "name": "区政府教育督导室", "functions": ["authority"], "level": "county" });
    office.registrar.registers_organisation(&another).unwrap();
    office.is_final(&ada, 2026, 75.0);
    register.executes("UPDATE assessments SET year = 2025, status = 'notified', authority_id = (SELECT id FROM organisations WHERE name = '区政府教育督导室') WHERE year = 2026");
    assert_eq!((unmet(&checks()), recommends()), (vec!["assessment"], refused()));
    register.executes("UPDATE assessments SET status = 'final' WHERE status = 'notified' AND superseded_at IS NULL");
    recommends().unwrap();
}

#[everywhere]
fn the_last_two_years_still_decide_on_the_day_of_effect(register: &Register) {
    let office = Office::of(register);
    register.has_policy("inspector_grade.enabled", &json!(true));
    let ada = holding(register, &office, "third");
    assessed(register, &office, &ada, 2025, 75.0);
    assessed(register, &office, &ada, 2024, 75.0);
    let id = begun(&office.registrar, &ada, "second");
    approved(register, (office.registrar, office.approver), &id, "2027-01-01");
    register.is_now("2027-02-01");
    assert_eq!(register.brings_promotions_into_effect(), 0);
    register.executes("UPDATE assessments SET year = 2026 WHERE year = 2024");
    assert_eq!(register.brings_promotions_into_effect(), 1);
    assert_eq!(register.acting("registrar").lists_grades("as_of=2027-01-01").unwrap()[0]["grade"], "second");
}

#[everywhere]
fn promotions_follow_a_merged_or_moved_person(register: &Register) {
    let (registrar, _) = with_grades(register);
    let (lost, survivor) =
        (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    let id = begun(&registrar, &lost, "probationary");
    registrar.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    let survivor = registrar.reads_person(text(&survivor, "id")).unwrap();
    registrar
        .corrects_person(text(&survivor, "id"), survivor["version"].as_i64().unwrap(), &json!({ "area": "340881" }))
        .unwrap();
    let moved = registrar.reads_promotion(&id, "").unwrap();
    assert_eq!((&moved["person_id"], text(&moved, "area")), (&survivor["id"], "340881"));
}
