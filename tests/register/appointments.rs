//! Appointments: both routes, terms, guards, the system's own acts, many at a time, and time as a parameter.

mod terms;

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, citizen_number, decision, person, published, text},
    on_both_databases,
};

struct Office {
    registrar: Client,
    approver: Client,
    authority: Value,
    cohort: Value,
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let authority = registrar.has_authority();
        let cohort = registrar.has_cohort(&authority, 1, "2026-11-01");
        Self { registrar, approver, authority, cohort }
    }

    /// The same office on another day: tokens of the day before have ended.
    fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        Self { registrar: register.acting("registrar"), approver: register.acting("approver"), ..self }
    }

    fn inspector(&self, number: u32) -> Value {
        let person = self.registrar.has_certified_by_record(&self.approver, number);
        self.registrar.has_inspector(&self.approver, &person, &self.cohort)
    }

    fn fires(&self, who: &Client, one: &Value, event: &str, with: &Value) -> Result<Value, String> {
        who.fires_appointment(text(one, "id"), event, with)
    }
}

/// The rule that refuses, over REST.
fn rule_of(answer: &tests::http::Answer) -> (u16, String, String) {
    let problem = answer.json();
    (answer.status, text(&problem["rule"], "key").to_owned(), text(&problem["rule"], "article").to_owned())
}

#[everywhere]
fn part_time_inspector_goes_from_nomination_to_duty(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let body = json!({ "person_id": ada["id"], "route": "part_time", "cohort_id": office.cohort["id"], "nominated_by": "实验小学" });
    let nominated = office.registrar.nominates_inspector(&body).unwrap();
    assert_eq!((text(&nominated, "status"), &nominated["authority_id"]), ("nominated", &office.authority["id"]));
    let on = json!({ "occurred_on": "2026-11-23" });
    office.fires(&office.registrar, &nominated, "review", &on).unwrap();
    let published = office.fires(&office.registrar, &nominated, "open_notice", &on).unwrap();
    // Seven working days after the 23rd, the 25th being a holiday.
    assert_eq!((text(&published, "status"), text(&published, "notice_ends_on")), ("in_public_notice", "2026-12-03"));
    let notices = office.registrar.reads_notices("").unwrap();
    assert_eq!((text(&notices[0], "kind"), text(&notices[0], "name")), ("appointment", "欧阳试验"));
    assert_eq!(office.fires(&office.approver, &nominated, "decide", &decision()), Err("rule_refused".into()));
    let office = office.on(register, "2026-12-04");
    assert_eq!(
        office.fires(&office.approver, &nominated, "decide", &basis()),
        Err("invalid".into()),
        "without a recusal declaration"
    );
    assert_eq!(office.fires(&office.registrar, &nominated, "decide", &decision()), Err("forbidden".into()));
    let decided = office.fires(&office.approver, &nominated, "decide", &decision()).unwrap();
    assert_eq!(
        (text(&decided, "status"), text(&decided, "starts_on"), text(&decided, "ends_on")),
        ("decided", "2026-12-04", "2029-10-31")
    );
    assert_eq!(
        (decided["term_number"].clone(), text(&decided, "decision_document_number")),
        (json!(1), "安教督〔2026〕2号")
    );
    assert_eq!(
        office.fires(&office.registrar, &nominated, "start", &json!({})),
        Err("transition_not_allowed".into()),
        "without a letter"
    );
    assert_eq!(office.fires(&office.registrar, &nominated, "issue_letter", &json!({})), Err("invalid".into()));
    let letter = json!({ "letter_number": "聘2026001", "credential_number": "督2026001" });
    office.fires(&office.registrar, &nominated, "issue_letter", &letter).unwrap();
    let active = office.fires(&office.registrar, &nominated, "start", &json!({})).unwrap();
    assert_eq!((text(&active, "status"), active["warnings"].as_array().unwrap().len()), ("active", 2));
    office.fires(&office.registrar, &nominated, "file_upward", &basis()).unwrap();
    let complete = office.fires(&office.registrar, &nominated, "publish", &json!({})).unwrap();
    assert_eq!((complete["warnings"].clone(), text(&complete, "filed_upward_on")), (json!([]), "2026-12-04"));
}

#[everywhere]
fn full_time_inspector_takes_a_free_establishment_post(register: &Register) {
    let office = Office::of(register);
    office
        .registrar
        .corrects_organisation(text(&office.authority, "id"), 1, &json!({ "establishment_posts": 1 }))
        .unwrap();
    let [one, two] = [1, 3].map(|number| {
        let person = office.registrar.has_certified_by_record(&office.approver, number);
        let body = json!({ "person_id": person["id"], "route": "full_time", "authority_id": office.authority["id"] });
        office.registrar.nominates_inspector(&body).unwrap()
    });
    assert_eq!(text(&one, "status"), "proposed");
    assert_eq!(office.fires(&office.registrar, &one, "review", &json!({})), Err("transition_not_allowed".into()));
    assert_eq!(office.fires(&office.registrar, &one, "record_government_decision", &basis()), Err("forbidden".into()));
    let decided = office.fires(&office.approver, &one, "record_government_decision", &basis()).unwrap();
    assert_eq!(
        (text(&decided, "status"), &decided["ends_on"], &decided["term_number"]),
        ("decided", &Value::Null, &Value::Null)
    );
    assert_eq!(
        office.fires(&office.approver, &two, "record_government_decision", &basis()),
        Err("rule_refused".into())
    );
    assert_eq!(office.fires(&office.registrar, &one, "start", &json!({})).unwrap()["status"], "active");
    office.fires(&office.registrar, &one, "transfer", &json!({})).unwrap();
    assert_eq!(
        office.fires(&office.approver, &two, "record_government_decision", &basis()).unwrap()["status"],
        "decided"
    );
}

#[everywhere]
fn engagement_needs_certification_valid_on_the_first_day(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.creates_person(&person(1)).unwrap();
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    assert_eq!(office.fires(&office.approver, &published, "decide", &decision()), Err("rule_refused".into()));
    let application = office.registrar.has_applied(&ada);
    let certified =
        office.approver.fires_certification(text(&application, "id"), "certify_by_record", &basis()).unwrap();
    assert_eq!(text(&certified, "valid_until"), "2031-11-22");
    office.approver.fires_certification(text(&application, "id"), "suspend", &basis()).unwrap();
    assert_eq!(office.fires(&office.approver, &published, "decide", &decision()), Err("rule_refused".into()));
    office.approver.fires_certification(text(&application, "id"), "resume", &basis()).unwrap();
    assert_eq!(office.fires(&office.approver, &published, "decide", &decision()).unwrap()["status"], "decided");
}

#[everywhere]
fn engagement_may_start_until_the_last_certified_day(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let office = office.on(register, "2031-10-01");
    let cohort = office.registrar.has_cohort(&office.authority, 3, "2031-11-01");
    let published = office.registrar.has_published_inspector(&ada, &cohort);
    let mut late = decision();
    late["starts_on"] = json!("2031-11-23");
    assert_eq!(office.fires(&office.approver, &published, "decide", &late), Err("rule_refused".into()));
    late["starts_on"] = json!("2031-11-22");
    assert_eq!(office.fires(&office.approver, &published, "decide", &late).unwrap()["starts_on"], "2031-11-22");
}

#[everywhere]
fn engagement_is_refused_during_a_sanction(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let sanction = json!({ "person_id": ada["id"], "kind": "warning", "document_number": "安纪〔2026〕9号", "decided_on": "2026-05-24" });
    office.registrar.records_sanction(&sanction).unwrap();
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    assert_eq!(office.fires(&office.approver, &published, "decide", &decision()), Err("rule_refused".into()));
    let office = office.on(register, "2026-11-24");
    assert_eq!(office.fires(&office.approver, &published, "decide", &decision()).unwrap()["status"], "decided");
}

#[everywhere]
fn nominator_or_reviewer_cannot_decide(register: &Register) {
    let office = Office::of(register);
    let (first, second) = (register.acting("approver"), register.acting("approver"));
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let body = json!({ "person_id": ada["id"], "route": "part_time", "cohort_id": office.cohort["id"] });
    let nominated = first.nominates_inspector(&body).unwrap();
    let on = json!({ "occurred_on": "2026-11-02" });
    office.fires(&second, &nominated, "review", &on).unwrap();
    office.fires(&office.registrar, &nominated, "open_notice", &published("2026-11-02")).unwrap();
    for maker in [&first, &second] {
        assert_eq!(office.fires(maker, &nominated, "decide", &decision()), Err("four_eyes".into()));
    }
    let next = first.reads_appointment_transitions(text(&nominated, "id")).unwrap()["next"].clone();
    assert!(
        next.as_array().unwrap().contains(&json!({ "event": "decide", "allowed": false, "code": "four_eyes" })),
        "{next}"
    );
    assert_eq!(office.fires(&office.approver, &nominated, "decide", &decision()).unwrap()["status"], "decided");
}

#[everywhere]
fn an_appointment_starts_as_its_day_begins(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    let mut later = decision();
    later["starts_on"] = json!("2026-12-01");
    office.fires(&office.approver, &published, "decide", &later).unwrap();
    let letter = json!({ "letter_number": "聘2026001", "credential_number": "督2026001" });
    office.fires(&office.registrar, &published, "issue_letter", &letter).unwrap();
    let listed = |client: &Client, status: &str| {
        client.lists_appointments(&format!("status={status}")).unwrap().as_array().unwrap().len()
    };
    let id = text(&published, "id");
    register.begins_day("2026-11-30");
    let registrar = register.renews(office.registrar);
    assert_eq!((listed(&registrar, "letter_issued"), listed(&registrar, "active")), (1, 0));
    register.begins_day("2026-12-01");
    let registrar = register.renews(registrar);
    assert_eq!(registrar.reads_appointment(id, "").unwrap()["status"], "active");
    assert_eq!((listed(&registrar, "letter_issued"), listed(&registrar, "active")), (0, 1));
    let next = registrar.reads_appointment_transitions(id).unwrap()["next"].clone();
    let events: Vec<&str> = next.as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert!(events.contains(&"suspend") && !events.contains(&"start"), "{events:?}");
    assert_eq!(register.keeps_appointments(), 0, "it is stored");
}

#[everywhere]
fn daily_job_does_not_start_untrained_inspectors(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.creates_person(&person(1)).unwrap();
    office.registrar.has_certified(&office.approver, &ada);
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    let mut later = decision();
    later["starts_on"] = json!("2026-12-01");
    office.fires(&office.approver, &published, "decide", &later).unwrap();
    office
        .fires(
            &office.registrar,
            &published,
            "issue_letter",
            &json!({ "letter_number": "聘1", "credential_number": "督1" }),
        )
        .unwrap();
    let training = office.registrar.lists_trainings(&format!("person_id={}", text(&ada, "id"))).unwrap();
    office.registrar.corrects_training(text(&training[0], "id"), 1, &json!({ "hours": 23 })).unwrap();
    register.begins_day("2026-12-01");
    let registrar = register.renews(office.registrar);
    assert_eq!(registrar.reads_appointment(text(&published, "id"), "").unwrap()["status"], "letter_issued");
}

#[everywhere]
fn reviewed_nomination_cannot_be_edited(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    let patch = json!({ "nominated_by": "另一所小学" });
    let version = published["version"].as_i64().unwrap();
    assert_eq!(
        office.registrar.completes_appointment(text(&published, "id"), version, &patch),
        Err("transition_not_allowed".into())
    );
}

#[everywhere]
fn a_newly_engaged_inspector_is_trained_before_taking_up_duty(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.creates_person(&person(1)).unwrap();
    office.registrar.has_certified(&office.approver, &ada);
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    office.fires(&office.approver, &published, "decide", &decision()).unwrap();
    let letter = json!({ "letter_number": "聘1", "credential_number": "督1" });
    office.fires(&office.registrar, &published, "issue_letter", &letter).unwrap();
    // The twenty-four hours before the exam are those of the candidate; take them away, and duty waits.
    let training = office.registrar.lists_trainings(&format!("person_id={}", text(&ada, "id"))).unwrap();
    office.registrar.corrects_training(text(&training[0], "id"), 1, &json!({ "hours": 23 })).unwrap();
    assert_eq!(office.fires(&office.registrar, &published, "start", &json!({})), Err("rule_refused".into()));
    assert_eq!(register.keeps_appointments(), 0);
    office.registrar.has_trained(text(&ada, "id"), "pre_duty", "2026-11-20", 1);
    assert_eq!(register.keeps_appointments(), 1);
    assert_eq!(office.registrar.reads_appointment(text(&published, "id"), "").unwrap()["status"], "active");
}

#[everywhere]
fn a_credential_number_is_one_persons(register: &Register) {
    let office = Office::of(register);
    let [one, two] = [1, 3].map(|number| {
        let person = office.registrar.has_certified_by_record(&office.approver, number);
        let published = office.registrar.has_published_inspector(&person, &office.cohort);
        office.fires(&office.approver, &published, "decide", &decision()).unwrap()
    });
    let letter = json!({ "letter_number": "聘1", "credential_number": "督1" });
    office.fires(&office.registrar, &one, "issue_letter", &letter).unwrap();
    assert_eq!(office.fires(&office.registrar, &two, "issue_letter", &letter), Err("invalid".into()));
}

#[everywhere]
fn appointments_at_one_authority_cannot_overlap(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let person = json!({ "id": ada["person_id"] });
    let second = office.registrar.has_published_inspector(&person, &office.cohort);
    let again = json!({ "person_id": ada["person_id"], "route": "part_time", "cohort_id": office.cohort["id"] });
    assert_eq!(office.registrar.nominates_inspector(&again), Err("duplicate".into()), "one open nomination at a time");
    assert_eq!(office.fires(&office.approver, &second, "decide", &decision()), Err("duplicate".into()));
    let refusal = office.approver.fires_appointments(&[text(&second, "id")], "decide", &decision()).unwrap_err();
    assert_eq!(
        (&refusal["errors"][0]["pointer"], &refusal["errors"][0]["code"]),
        (&json!("/ids/0"), &json!("duplicate")),
        "of many, its place is told"
    );
    assert_eq!(office.registrar.nominates_inspectors(&json!([again])), Err("invalid".into()), "here, too");
    office.fires(&office.registrar, &ada, "resign", &json!({})).unwrap();
    assert_eq!(
        office.fires(&office.approver, &second, "decide", &decision()).unwrap()["status"],
        "decided",
        "from the day of the resignation on"
    );
}

#[everywhere]
fn many_are_engaged_by_one_document_or_none(register: &Register) {
    let office = Office::of(register);
    let people: Vec<Value> =
        [1, 3, 5].map(|number| office.registrar.has_certified_by_record(&office.approver, number)).to_vec();
    let uncertified = office.registrar.creates_person(&person(7)).unwrap();
    let item =
        |person: &Value| json!({ "person_id": person["id"], "route": "part_time", "cohort_id": office.cohort["id"] });
    let all: Vec<Value> = people.iter().chain([&uncertified]).map(item).collect();
    let mut wrong = all.clone();
    wrong[1]["person_id"] = json!("0193591c-2000-7000-8000-000000000001");
    assert_eq!(office.registrar.nominates_inspectors(&json!(wrong)), Err("invalid".into()));
    assert_eq!(office.registrar.lists_appointments("").unwrap(), json!([]), "all or none");
    let made = office.registrar.nominates_inspectors(&json!(all)).unwrap()["items"].clone();
    let ids: Vec<&str> = made.as_array().unwrap().iter().map(|one| text(one, "id")).collect();
    let on = json!({ "occurred_on": "2026-11-02" });
    office.registrar.fires_appointments(&ids, "review", &on).unwrap();
    office.registrar.fires_appointments(&ids[..3], "open_notice", &published("2026-11-02")).unwrap();
    // The last is neither published nor certified: nothing happens, and each fault is told.
    let refusal = office.approver.fires_appointments(&ids, "decide", &decision()).unwrap_err();
    assert_eq!(
        (text(&refusal, "code"), &refusal["errors"][0]["pointer"], &refusal["errors"][0]["code"]),
        ("invalid", &json!("/ids/3"), &json!("transition_not_allowed"))
    );
    office.registrar.fires_appointments(&ids[3..], "open_notice", &published("2026-11-02")).unwrap();
    let first = office.registrar.lists_certifications(&format!("person_id={}", text(&people[0], "id"))).unwrap();
    office.approver.fires_certification(text(&first[0], "id"), "suspend", &basis()).unwrap();
    let refusal = office.approver.fires_appointments(&ids, "decide", &decision()).unwrap_err();
    let told: Vec<(&str, &str, &str)> = refusal["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "pointer"), text(one, "code"), text(&one["rule"], "key")))
        .collect();
    assert_eq!(
        told,
        [
            ("/ids/0", "rule_refused", "appointment.requires_qualification"),
            ("/ids/3", "rule_refused", "appointment.requires_qualification")
        ]
    );
    assert_eq!(office.registrar.lists_appointments("status=in_public_notice").unwrap().as_array().unwrap().len(), 4);
    let decided = office.approver.fires_appointments(&ids[1..3], "decide", &decision()).unwrap();
    assert!(
        decided["items"].as_array().unwrap().iter().all(|one| one["status"] == "decided" && one["term_number"] == 1),
        "{decided}"
    );
    let missing = office
        .registrar
        .fires_appointments(&["0193591c-2000-7000-8000-000000000001", ids[0], ids[0]], "publish", &json!({}))
        .unwrap_err();
    assert_eq!(missing["errors"][0]["pointer"], "/ids/2", "named twice: {missing}");
}

#[everywhere]
fn appointment_reads_with_as_of_and_known_at(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = text(&ada, "id").to_owned();
    let office = office.on(register, "2026-12-10");
    office.fires(&office.approver, &ada, "suspend", &json!({ "reason": "调查", "occurred_on": "2026-12-05" })).unwrap();
    let office = office.on(register, "2027-02-01");
    office.fires(&office.approver, &ada, "resume", &json!({ "reason": "查明", "occurred_on": "2027-01-20" })).unwrap();
    office.fires(&office.registrar, &ada, "resign", &json!({ "occurred_on": "2027-01-25" })).unwrap();
    let status =
        |moment: &str| office.registrar.reads_appointment(&id, moment).map(|one| text(&one, "status").to_owned());
    for (day, then) in [
        ("2026-11-23", "active"),
        ("2026-12-04", "active"),
        ("2026-12-05", "suspended"),
        ("2027-01-19", "suspended"),
        ("2027-01-20", "active"),
        ("2027-01-24", "active"),
        ("2027-01-25", "resigned"),
        ("2027-02-01", "resigned"),
    ] {
        assert_eq!(status(&format!("as_of={day}")).unwrap(), then, "{day}");
    }
    assert_eq!(status("as_of=2026-11-01"), Err("not_found".into()), "before the nomination");
    // On 8 December the register did not know of the suspension yet; in January it knew nothing of the end.
    assert_eq!(status("as_of=2026-12-08&known_at=2026-12-08T00:00:00Z").unwrap(), "active");
    assert_eq!(status("as_of=2027-01-30&known_at=2027-01-15T00:00:00Z").unwrap(), "suspended");
    assert_eq!(status("known_at=2026-11-22T00:00:00Z"), Err("not_found".into()));
    for bad in ["as_of=tomorrow", "known_at=2026-12-08", "as_of=2026-02-30"] {
        assert_eq!(status(bad), Err("invalid".into()), "{bad}");
    }
    let in_force = |moment: &str| office.registrar.lists_appointments(moment).unwrap().as_array().unwrap().len();
    assert_eq!((in_force("as_of=2027-01-24"), in_force("as_of=2027-01-25"), in_force("as_of=2026-11-22")), (1, 0, 0));
    assert_eq!((in_force("as_of=2027-01-30"), in_force("as_of=2027-01-30&known_at=2027-01-15T00:00:00Z")), (0, 1));
    assert_eq!(office.registrar.lists_appointments("as_of=2027-01-24&status=active"), Err("invalid".into()));
}

#[everywhere]
fn hr_reads_appointments_and_partners_do_not(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    assert_eq!(register.acting("hr").reads_appointment(text(&ada, "id"), "").unwrap()["status"], "active");
    assert_eq!(register.acting("partner").lists_appointments(""), Err("forbidden".into()));
    assert_eq!(
        register.acting_in("registrar", Some("360000")).reads_appointment(text(&ada, "id"), ""),
        Err("not_found".into())
    );
    let elsewhere = register.acting_in("registrar", Some("360000"));
    let body = json!({ "person_id": ada["person_id"], "route": "full_time", "authority_id": office.authority["id"] });
    assert_eq!(elsewhere.nominates_inspector(&body), Err("invalid".into()));
}

#[everywhere]
fn the_appointments_of_a_double_go_to_the_survivor(register: &Register) {
    let office = Office::of(register);
    let inspector = office.inspector(1);
    let survivor = office.registrar.creates_person(&person(3)).unwrap();
    office.registrar.merges_person(text(&inspector, "person_id"), text(&survivor, "id")).unwrap();
    let moved = office.registrar.reads_appointment(text(&inspector, "id"), "").unwrap();
    assert_eq!(moved["person_id"], survivor["id"]);
    assert_eq!(
        office.registrar.reads_appointment(text(&inspector, "id"), "as_of=2026-11-23").unwrap()["person_id"],
        survivor["id"]
    );
}

#[on_both_databases]
fn one_of_two_concurrent_decisions_wins(register: &Register) {
    let office = Office::of(register);
    let ada = office.registrar.has_certified_by_record(&office.approver, 1);
    let published = office.registrar.has_published_inspector(&ada, &office.cohort);
    let others: Vec<Client> = (0..4).map(|_| register.acting("approver")).collect();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = others
            .iter()
            .map(|one| scope.spawn(|| one.fires_appointment(text(&published, "id"), "decide", &decision())))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1, "{outcomes:?}");
    assert!(
        outcomes.iter().filter_map(|one| one.as_ref().err()).all(|code| code == "transition_not_allowed"),
        "{outcomes:?}"
    );
}

/// Whatever program writes: the constraint of PostgreSQL, the trigger of SQLite.
#[on_both_databases]
fn the_database_itself_refuses_overlapping_appointments(register: &Register) {
    let office = Office::of(register);
    office.inspector(1);
    let columns = "version, superseded_at, area, person_id, authority_id, cohort_id, employer_id, route, status, nominated_by, starts_on, ends_on, ended_on, term_number, renews_id, recusal_declared_on, decision_document_number, letter_number, credential_number, filed_upward_on, published_on, notice_opened_on, notice_counted_from, notice_ends_on, notice_days_left, steps, last_event_on, created_at, updated_at";
    let copy = |id: &str| {
        format!(
            "INSERT INTO appointments (id, {columns}) SELECT {id}, {columns} FROM appointments WHERE superseded_at IS NULL AND status = 'active' LIMIT 1"
        )
    };
    let id = match register.database {
        tests::Database::Sqlite => "randomblob(16)",
        tests::Database::Postgres => "gen_random_uuid()",
    };
    let refusal = register.tries(&copy(id)).unwrap_err();
    assert!(refusal.contains("appointments_no_overlap"), "{refusal}");
}

#[on_both_databases]
fn the_statements_of_many_grow_with_nothing_but_the_sets(register: &Register) {
    let office = Office::of(register);
    let people: Vec<Value> = (1..=6)
        .map(|number| {
            let mut one = person(1);
            one["citizen_number"] = citizen_number("19800101", number * 2 + 1).into();
            let person = office.registrar.creates_person(&one).unwrap();
            let application = office.registrar.has_applied(&person);
            office.approver.fires_certification(text(&application, "id"), "certify_by_record", &basis()).unwrap();
            json!({ "person_id": person["id"], "route": "part_time", "cohort_id": office.cohort["id"] })
        })
        .collect();
    let made = office.registrar.nominates_inspectors(&json!(people)).unwrap()["items"].clone();
    let ids: Vec<&str> = made.as_array().unwrap().iter().map(|one| text(one, "id")).collect();
    let on = json!({ "occurred_on": "2026-11-02" });
    office.registrar.fires_appointments(&ids, "review", &on).unwrap();
    office.registrar.fires_appointments(&ids, "open_notice", &published("2026-11-02")).unwrap();
    let cost = |ids: &[&str]| {
        office.approver.get("/v1/code-sets/sexes");
        let before = register.statements();
        office.approver.fires_appointments(ids, "decide", &decision()).unwrap();
        register.statements() - before
    };
    let (two, four) = (cost(&ids[..2]), cost(&ids[2..]));
    // BEGIN, appointments, makers, certifications, terms, sanctions, cohorts, rules, close, insert, facts, COMMIT.
    assert_eq!((two, four), (12, 12));
}
