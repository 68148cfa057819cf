//! Terms: how long, how many in a row, and who follows.

use super::*;

#[everywhere]
fn fourth_term_in_a_row_is_refused_unless_a_term_was_missed(register: &Register) {
    let office = Office::of(register);
    let first = office.inspector(1);
    let mut office = office;
    let (mut one, mut terms) = (first.clone(), vec![first]);
    for (opens, number) in [("2029-09-01", 2), ("2032-09-01", 3)] {
        office = office.on(register, opens);
        // The certification is renewed in time.
        let certified =
            office.registrar.lists_certifications(&format!("person_id={}", text(&one, "person_id"))).unwrap();
        office.registrar.has_trained(text(&one, "person_id"), "in_duty", opens, 40);
        office.approver.fires_certification(text(&certified[0], "id"), "renew", &basis()).unwrap();
        office.fires(&office.registrar, &one, "open_renewal", &json!({})).unwrap();
        let renewed = office.fires(&office.approver, &one, "reappoint", &basis()).unwrap();
        assert_eq!(text(&renewed, "status"), "active");
        let all = office.registrar.lists_appointments(&format!("person_id={}", text(&one, "person_id"))).unwrap();
        one = all.as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            (one["term_number"].clone(), &one["renews_id"], text(&one, "status")),
            (json!(number), &renewed["id"], "decided")
        );
        terms.push(one.clone());
        register.keeps_appointments();
    }
    office = office.on(register, "2035-09-01");
    assert_eq!(office.registrar.reads_appointment(text(&one, "id"), "").unwrap()["status"], "active");
    assert_eq!(office.fires(&office.registrar, &one, "open_renewal", &json!({})), Err("rule_refused".into()));
    // Not by a fresh nomination either, until a full term was missed.
    office = office.on(register, "2036-01-01");
    let cohort = office.registrar.has_cohort(&office.authority, 9, "2036-01-01");
    let again = office.registrar.has_published_inspector(&json!({ "id": one["person_id"] }), &cohort);
    assert_eq!(office.fires(&office.approver, &again, "decide", &decision()), Err("rule_refused".into()));
    let answer = office.approver.post(&format!("/v1/appointments/{}/transitions", text(&again, "id")), &{
        let mut body = decision();
        body["event"] = json!("decide");
        body
    });
    assert_eq!(
        rule_of(&answer),
        (409, "appointment.part_time.max_consecutive_terms".into(), "教育督导条例第六条".into())
    );
}

#[everywhere]
fn interrupted_term_counts_and_late_join_below_half_does_not(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let office = office.on(register, "2027-03-01");
    office.fires(&office.registrar, &ada, "resign", &json!({ "reason": "个人原因" })).unwrap();
    let person = json!({ "id": ada["person_id"] });
    let again = office.registrar.has_published_inspector(&person, &office.cohort);
    let decided = office.fires(&office.approver, &again, "decide", &decision()).unwrap();
    // Broken off after three months of a term that was begun late: it was less than half.
    assert_eq!((decided["term_number"].clone(), text(&decided, "ends_on")), (json!(1), "2029-10-31"));
}

#[everywhere]
fn a_renewal_is_opened_ninety_days_ahead_and_no_earlier(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    assert_eq!(text(&ada, "ends_on"), "2029-10-31");
    let office = office.on(register, "2029-08-01");
    assert_eq!(office.fires(&office.registrar, &ada, "open_renewal", &json!({})), Err("rule_refused".into()));
    assert_eq!(register.keeps_appointments(), 0);
    let office = office.on(register, "2029-08-02");
    assert_eq!(register.keeps_appointments(), 1);
    assert_eq!(office.registrar.reads_appointment(text(&ada, "id"), "").unwrap()["status"], "renewal_review");
    assert_eq!(
        office
            .registrar
            .lists_appointments("status=renewal_review&ends_on_to=2029-12-31")
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // Over, and read so before the job has run.
    let office = office.on(register, "2029-11-01");
    assert_eq!(office.registrar.reads_appointment(text(&ada, "id"), "").unwrap()["status"], "completed");
    assert_eq!(office.registrar.lists_appointments("status=completed").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(register.keeps_appointments(), 1);
    assert_eq!(register.keeps_appointments(), 0);
    let ended = office.registrar.reads_appointment(text(&ada, "id"), "").unwrap();
    assert_eq!((text(&ended, "status"), text(&ended, "ended_on")), ("completed", "2029-11-01"));
}

#[everywhere]
fn a_renewal_opens_as_its_day_begins(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    register.begins_day("2029-08-01");
    let registrar = register.renews(office.registrar);
    assert_eq!(registrar.reads_appointment(text(&ada, "id"), "").unwrap()["status"], "active");
    register.begins_day("2029-08-02");
    let registrar = register.renews(registrar);
    assert_eq!(registrar.lists_appointments("status=renewal_review").unwrap()[0]["id"], ada["id"]);
    assert_eq!(registrar.reads_appointment(text(&ada, "id"), "").unwrap()["status"], "renewal_review");
}

#[everywhere]
fn next_term_follows_the_events_of_the_present_one(register: &Register) {
    let office = Office::of(register);
    let (ada, bea) = (office.inspector(1), office.inspector(3));
    let next_of = |office: &Office, one: &Value| {
        let all = office.registrar.lists_appointments(&format!("person_id={}", text(one, "person_id"))).unwrap();
        all.as_array().unwrap().iter().find(|next| next["renews_id"] == one["id"]).unwrap().clone()
    };
    let office = office.on(register, "2029-09-01");
    for one in [&ada, &bea] {
        office.fires(&office.registrar, one, "open_renewal", &json!({})).unwrap();
        office.fires(&office.approver, one, "reappoint", &basis()).unwrap();
        assert_eq!(
            office.fires(&office.registrar, one, "open_renewal", &json!({})),
            Err("duplicate".into()),
            "there is a next term"
        );
    }
    assert_eq!(register.keeps_appointments(), 0, "and the job does not stop at it");
    office.fires(&office.approver, &ada, "suspend", &json!({ "reason": "调查" })).unwrap();
    office.fires(&office.registrar, &bea, "resign", &json!({})).unwrap();
    assert_eq!(
        (text(&next_of(&office, &ada), "status"), text(&next_of(&office, &bea), "status")),
        ("decided", "cancelled")
    );
    let office = office.on(register, "2029-11-01");
    assert_eq!(text(&next_of(&office, &ada), "status"), "suspended");
    let listed = |status: &str| {
        office.registrar.lists_appointments(&format!("status={status}")).unwrap().as_array().unwrap().len()
    };
    assert_eq!((listed("suspended"), listed("decided"), listed("completed"), listed("active")), (1, 0, 1, 0));
}

#[everywhere]
fn next_term_needs_a_covering_cohort_of_the_authority(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let other = office
        .registrar
        .registers_organisation(&json!({ "name": "县政府教育督导室", "functions": ["authority"] }))
        .unwrap();
    let foreign = office.registrar.has_cohort(&other, 1, "2029-11-01");
    let late = office.registrar.has_cohort(&office.authority, 2, "2029-12-01");
    let office = office.on(register, "2029-09-01");
    office.fires(&office.registrar, &ada, "open_renewal", &json!({})).unwrap();
    for cohort in [text(&foreign, "id"), text(&late, "id"), "0193591c-2000-7000-8000-000000000001"] {
        let mut with = basis();
        with["cohort_id"] = json!(cohort);
        assert_eq!(office.fires(&office.approver, &ada, "reappoint", &with), Err("invalid".into()));
    }
}

#[everywhere]
fn the_end_of_a_cohort_does_not_move_under_its_terms(register: &Register) {
    let office = Office::of(register);
    let id = text(&office.cohort, "id");
    let earlier = office.registrar.corrects_cohort(id, 1, &json!({ "ends_on": "2029-10-30" })).unwrap();
    assert_eq!(earlier["ends_on"], "2029-10-30");
    office.inspector(1);
    assert_eq!(office.registrar.corrects_cohort(id, 2, &json!({ "ends_on": "2029-10-29" })), Err("invalid".into()));
    assert_eq!(office.registrar.corrects_cohort(id, 2, &json!({ "name": "首届" })).unwrap()["name"], "首届");
}

#[everywhere]
fn a_term_ends_with_its_cohort_and_is_three_years_at_most(register: &Register) {
    let office = Office::of(register);
    for (body, code) in [
        (
            json!({ "authority_id": office.authority["id"], "ordinal": 2, "name": "第二届", "starts_on": "2027-01-01", "ends_on": "2030-01-01" }),
            "invalid",
        ),
        (
            json!({ "authority_id": office.authority["id"], "ordinal": 1, "name": "第一届", "starts_on": "2027-01-01" }),
            "duplicate",
        ),
        (
            json!({ "authority_id": office.authority["id"], "ordinal": 0, "name": "第零届", "starts_on": "2027-01-01" }),
            "invalid",
        ),
    ] {
        assert_eq!(office.registrar.makes_cohort(&body), Err(code.into()), "{body}");
    }
    // What begins on 29 February ends on 28 February.
    let leap = office.registrar.has_cohort(&office.authority, 2, "2028-02-29");
    assert_eq!(text(&leap, "ends_on"), "2031-02-28");
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    for (field, bad) in [
        ("ends_on", "2029-11-01"),
        ("starts_on", "2026-10-31"),
        ("ends_on", "2026-11-01"),
        ("recusal_declared_on", "2026-11-24"),
    ] {
        let mut wrong = decision();
        wrong[field] = json!(bad);
        assert_eq!(office.fires(&office.approver, &published, "decide", &wrong), Err("invalid".into()), "{wrong}");
    }
    let mut shorter = decision();
    shorter["ends_on"] = json!("2027-10-31");
    assert_eq!(office.fires(&office.approver, &published, "decide", &shorter).unwrap()["ends_on"], "2027-10-31");
}
