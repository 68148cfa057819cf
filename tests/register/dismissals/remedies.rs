//! Remedies against a decision, and its reversal.

use super::*;

#[everywhere]
fn remedy_deadline_moves_past_a_public_holiday(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let present = office.registrar.reads_person(text(&ada.person, "id")).unwrap();
    let version = present["version"].as_i64().unwrap();
    office
        .registrar
        .corrects_person(text(&ada.person, "id"), version, &json!({ "identity_class": "civil_servant" }))
        .unwrap();
    let id = office.opened(&ada.person, "neglect");
    let office = office.on(register, "2026-12-02");
    let served = office.is_served(&id, "cancellation", "2026-12-02");
    assert_eq!(text(&served, "remedy_profile"), "civil_servant");
    // Thirty days after the 2nd of December is New Year's Day, a Friday; the 4th is the next working day.
    let open = office.registrar.reads_remedies(&id).unwrap();
    let one = |at: usize| (text(&open[at], "kind"), text(&open[at], "file_by"), &open[at]["filed_on"]);
    assert_eq!((one(0), one(1)), (("review", "2027-01-04", &Value::Null), ("appeal", "2027-01-04", &Value::Null)));
    office.fires(&id, "take_effect", &json!({})).unwrap();
    let office = office.on(register, "2027-01-05");
    assert_eq!(office.registrar.files_remedy(&id, &json!({ "kind": "review" })), refused());
    let on_paper = json!({ "kind": "review", "occurred_on": "2027-01-04" });
    let filed = office.registrar.files_remedy(&id, &on_paper).unwrap();
    assert_eq!((text(&filed[0], "filed_on"), text(&filed[0], "decide_by")), ("2027-01-04", "2027-02-03"));
    let upheld = office
        .fires(&id, "decide_remedy", &json!({ "outcome": "upheld", "document_number": "安教督〔2027〕1号" }))
        .unwrap();
    assert_eq!((status(&upheld), text(&upheld, "due_on")), ("review_decided", "2027-01-20"), "fifteen days to appeal");
    let office = office.on(register, "2027-01-20");
    let filed = office.registrar.files_remedy(&id, &json!({ "kind": "appeal" })).unwrap();
    assert_eq!(
        (filed.as_array().unwrap().len(), text(&filed[0], "outcome"), text(&filed[1], "decide_by")),
        (2, "upheld", "2027-03-21")
    );
    let upheld = office
        .fires(&id, "decide_remedy", &json!({ "outcome": "upheld", "document_number": "市教督〔2027〕1号" }))
        .unwrap();
    assert_eq!(
        (status(&upheld), &upheld["due_on"]),
        ("appeal_decided", &Value::Null),
        "a civil servant has no second appeal here"
    );
    assert_eq!(register.keeps_cases(), 1);
    assert_eq!(status(&office.registrar.reads_case(&id, "").unwrap()), "closed");
}

#[everywhere]
fn reversal_restores_what_the_dismissal_ended_and_keeps_history(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let ends_on = office.registrar.reads_appointment(&ada.appointment, "").unwrap()["ends_on"].clone();
    let (office, id) = office.has_dismissed(register, &ada);
    let office = office.on(register, "2026-12-10");
    let reversed = office.decides_remedy(&id, "review", &json!({ "outcome": "revoked" })).unwrap();
    assert_eq!((status(&reversed), &reversed["ended"], &reversed["due"]), ("reversed", &json!([]), &Value::Null));
    assert_eq!(office.standing(&ada), ["active", "active", "active", "certified"]);
    let restored = office.registrar.reads_appointment(&ada.appointment, "").unwrap();
    assert_eq!((&restored["ends_on"], &restored["ended_on"]), (&ends_on, &Value::Null));
    // What is true of the 5th of December today, and what was known of it then.
    let read = |moment: &str| {
        let appointment = office.registrar.reads_appointment(&ada.appointment, moment).unwrap();
        let certification = office.registrar.reads_certification(&ada.certification, moment).unwrap();
        let membership = office.registrar.reads_membership_at(&ada.membership, moment).unwrap();
        [&appointment, &certification, &membership].map(|one| status(one).to_owned())
    };
    assert_eq!(read("as_of=2026-12-05"), ["active", "certified", "active"]);
    assert_eq!(read("as_of=2026-12-05&known_at=2026-12-05T00:00:00Z"), ["dismissed", "revoked", "removed"]);
    let case = office.registrar.reads_case(&id, "as_of=2026-12-05").unwrap();
    assert_eq!(status(&case), "effective");
    let appointment = office.registrar.reads_appointment_transitions(&ada.appointment).unwrap();
    let events: Vec<&str> = appointment["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(events[events.len() - 2..], ["dismiss", "restore"]);
    assert_eq!(text(&office.registrar.reads_remedies(&id).unwrap()[0], "outcome"), "revoked");
    let second = office.opened(&ada.person, "absence");
    assert_eq!(status(&office.registrar.reads_case(&second, "").unwrap()), "opened", "another case is another one");
}

#[everywhere]
fn a_reversal_takes_the_suspension_of_the_case_back(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.fires(&id, "suspend_duty", &basis()).unwrap();
    office.is_served(&id, "cancellation", "2026-11-30");
    let office = office.on(register, "2026-12-01");
    assert_eq!(register.keeps_cases(), 1);
    let reversed = office.decides_remedy(&id, "review", &json!({ "outcome": "revoked" })).unwrap();
    assert_eq!(&reversed["suspended_on"], &Value::Null);
    assert_eq!(office.standing(&ada)[0], "active");
    assert_eq!(status(&office.registrar.reads_appointment(&ada.appointment, "as_of=2026-11-25").unwrap()), "active");
}

#[everywhere]
fn revocation_before_effect_undoes_the_suspension(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.fires(&id, "suspend_duty", &basis()).unwrap();
    office.is_served(&id, "cancellation", "2026-12-15");
    let office = office.on(register, "2026-12-01");
    let reversed = office.decides_remedy(&id, "review", &json!({ "outcome": "revoked" })).unwrap();
    assert_eq!((status(&reversed), &reversed["suspended_on"]), ("reversed", &Value::Null));
    for day in ["2026-11-23", "2026-11-27", "2026-12-01"] {
        let appointment = office.registrar.reads_appointment(&ada.appointment, &format!("as_of={day}")).unwrap();
        assert_eq!(status(&appointment), "active", "{day}");
    }
    let known = "as_of=2026-11-27&known_at=2026-11-28T00:00:00Z";
    assert_eq!(
        status(&office.registrar.reads_appointment(&ada.appointment, known).unwrap()),
        "suspended",
        "as it was known"
    );
}

#[everywhere]
fn remedy_never_aggravates_and_lighter_measure_restores_office(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (office, id) = office.has_dismissed(register, &ada);
    let heavier = json!({ "outcome": "changed", "measure": "referral" });
    assert_eq!(office.decides_remedy(&id, "review", &heavier), refused());
    let mut decision = basis();
    decision["outcome"] = json!("changed");
    assert_eq!(office.fires(&id, "decide_remedy", &decision), Err("invalid".into()), "without a measure");
    decision["measure"] = json!("criticism");
    let changed = office.fires(&id, "decide_remedy", &decision).unwrap();
    assert_eq!(
        (status(&changed), text(&changed, "measure"), text(&changed, "due")),
        ("review_decided", "criticism", "filing")
    );
    assert_eq!(office.standing(&ada), ["active", "active", "active", "certified"]);
}

#[everywhere]
fn a_remedy_stays_nothing_unless_a_locality_says_so(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let id = office.opened(&ada.person, "neglect");
    office.is_served(&id, "cancellation", "2026-11-30");
    office.registrar.files_remedy(&id, &json!({ "kind": "review" })).unwrap();
    let office = office.on(register, "2026-11-30");
    assert_eq!(register.keeps_cases(), 1);
    assert_eq!(
        (status(&office.registrar.reads_case(&id, "").unwrap()), office.standing(&ada)[0].as_str()),
        ("review_filed", "dismissed")
    );
    register.has_policy("appeal.stays_execution", &json!(true));
    let second = office.opened(&bo.person, "neglect");
    office.is_served(&second, "cancellation", "2026-11-30");
    office.registrar.files_remedy(&second, &json!({ "kind": "review" })).unwrap();
    assert_eq!((register.keeps_cases(), office.fires(&second, "take_effect", &json!({}))), (0, refused()));
    let mut upheld = basis();
    upheld["outcome"] = json!("upheld");
    office.fires(&second, "decide_remedy", &upheld).unwrap();
    assert_eq!((register.keeps_cases(), office.standing(&bo)[0].as_str()), (1, "dismissed"));
}

#[everywhere]
fn a_place_that_was_given_away_is_given_back_in_an_equal_zone(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let (office, id) = office.has_dismissed(register, &ada);
    let body = json!({ "zone_id": ada.zone, "appointment_id": bo.appointment, "role": "lead" });
    office.registrar.assigns(&body).unwrap();
    let office = office.on(register, "2026-12-10");
    let (equal, _) = office.registrar.has_zone(5, 1);
    assert_eq!(office.decides_remedy(&id, "review", &json!({ "outcome": "revoked" })), Err("invalid".into()));
    assert_eq!(office.standing(&ada), ["dismissed", "ended", "removed", "revoked"], "nothing is half given back");
    let revoke = |zone: &Value| {
        let mut decision = basis();
        (decision["outcome"], decision["zone_id"]) = (json!("revoked"), zone.clone());
        office.fires(&id, "decide_remedy", &decision)
    };
    assert_eq!(revoke(&json!(bo.zone)), Err("invalid".into()), "which is taken, too");
    revoke(&equal["id"]).unwrap();
    assert_eq!(office.standing(&ada), ["active", "ended", "active", "certified"]);
    let theirs =
        office.registrar.lists_assignments(&format!("person_id={}&status=active", text(&ada.person, "id"))).unwrap();
    assert_eq!(
        (&theirs[0]["zone_id"], text(&theirs[0], "role"), text(&theirs[0], "starts_on")),
        (&equal["id"], "lead", "2026-12-10")
    );
}

#[everywhere]
fn a_reversal_leaves_a_title_that_was_recorded_since(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (office, id) = office.has_dismissed(register, &ada);
    let office = office.on(register, "2026-12-10");
    let title = json!({ "person_id": ada.person["id"], "track": "professional_title", "grade": "T1", "starts_on": "2026-12-05", "document_number": "人社职〔2026〕20号" });
    let grade = register.acting("hr").records_grade(&title).unwrap();
    office.decides_remedy(&id, "review", &json!({ "outcome": "revoked" })).unwrap();
    let after = office.registrar.reads_grade(text(&grade, "id"), "").unwrap();
    assert_eq!(
        (&after["version"], &after["ends_on"], office.standing(&ada)[0].as_str()),
        (&grade["version"], &grade["ends_on"], "active")
    );
}

#[on_both_databases]
fn dismissal_and_reversal_are_atomic_at_every_step(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.is_served(&id, "cancellation", "2026-11-23");
    let all = |office: &Office| {
        let case = office.registrar.reads_case(&id, "").unwrap();
        let transitions = office.registrar.reads_case_transitions(&id).unwrap();
        let appointment = office.registrar.reads_appointment_transitions(&ada.appointment).unwrap();
        (case, transitions["items"].clone(), appointment["items"].clone(), office.standing(&ada))
    };
    let untouched = all(&office);
    for (table, write) in STEPS {
        breaks(register, table, write);
        let answer = office.fires(&id, "take_effect", &json!({}));
        assert_eq!(answer, Err("internal".into()), "{table}");
        assert_eq!(all(&office), untouched, "{table}");
        mends(register, table);
    }
    office.fires(&id, "take_effect", &json!({})).unwrap();
    assert_eq!(office.standing(&ada), ["dismissed", "ended", "removed", "revoked"]);
    office.registrar.files_remedy(&id, &json!({ "kind": "review" })).unwrap();
    let ended = all(&office);
    let mut revoke = basis();
    revoke["outcome"] = json!("revoked");
    for (table, write) in STEPS {
        breaks(register, table, write);
        assert_eq!(office.fires(&id, "decide_remedy", &revoke), Err("internal".into()), "{table}");
        assert_eq!(all(&office), ended, "{table}");
        mends(register, table);
    }
    office.fires(&id, "decide_remedy", &revoke).unwrap();
    assert_eq!(office.standing(&ada), ["active", "active", "active", "certified"]);
}

#[on_both_databases]
fn late_remedy_names_its_deadline_and_a_calendar_is_required(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let (office, id) = office.has_dismissed(register, &ada);
    // The review is open until the 23rd of December; before the case is closed the day that has passed is named.
    let office = office.on(register, "2026-12-24");
    let answer = office.registrar.post(&format!("/v1/dismissals/{id}/remedies"), &json!({ "kind": "review" }));
    assert_eq!(rule_of(&answer).1, "appeal.profile.institution");
    assert!(text(&answer.json(), "detail").contains("2026-12-23"), "{}", answer.text);
    // Nobody has uploaded the calendar of 2028.
    let office = office.on(register, "2027-12-15");
    let second = office.opened(&bo.person, "neglect");
    office.is_heard(&second, "cancellation");
    office.fires(&second, "decide", &decision("cancellation", "2027-12-15")).unwrap();
    let answer = office.registrar.post(&format!("/v1/dismissals/{second}/transitions"), &json!({ "event": "serve" }));
    assert_eq!(rule_of(&answer).1, "calendar.year_required");
    let administrator = register.acting("administrator");
    administrator.uploads_calendar(2028, &json!({ "holidays": ["2028-01-03"], "workdays": [] })).unwrap();
    let served = office.fires(&second, "serve", &json!({})).unwrap();
    assert_eq!(status(&served), "served");
    assert_eq!(text(&office.registrar.reads_remedies(&second).unwrap()[0], "file_by"), "2028-01-14");
}
