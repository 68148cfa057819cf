//! Dismissal cases: the way to a decision, the one act, the remedies with their clocks, and the reversal.

mod office;
mod remedies;

use serde_json::{Value, json};
use tests::{
    Database, Register, everywhere,
    fixtures::{basis, person, text},
    on_both_databases,
};

pub use office::{Inspector, Office, status};
use office::{decision, intent, may, refused};

#[everywhere]
fn a_dismissal_takes_effect_as_its_day_begins(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.is_served(&id, "cancellation", "2026-11-30");
    register.begins_day("2026-11-29");
    let office = Office { registrar: register.renews(office.registrar), ..office };
    assert_eq!(office.standing(&ada), ["active", "active", "active", "certified"]);
    register.begins_day("2026-11-30");
    let office = Office { registrar: register.renews(office.registrar), ..office };
    // What the case ends is read first: it is another record's.
    assert_eq!(office.registrar.lists_appointments("status=dismissed").unwrap()[0]["id"], json!(ada.appointment));
    assert_eq!(office.standing(&ada), ["dismissed", "ended", "removed", "revoked"]);
    let case = office.registrar.reads_case(&id, "").unwrap();
    assert_eq!((status(&case), text(&case, "took_effect_on")), ("effective", "2026-11-30"));
    let opened = office.registrar.lists_vacancies(&format!("dismissal_id={id}")).unwrap();
    assert_eq!(opened.as_array().unwrap().len(), 1, "{opened}");
}

#[everywhere]
fn case_goes_from_signal_to_decision_and_effect(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let opened = office.opens(&ada.person, "neglect").unwrap();
    let id = text(&opened, "id");
    assert_eq!((status(&opened), text(&opened, "ground"), &opened["due"]), ("opened", "neglect", &Value::Null));
    assert_eq!(
        office.fires(id, "decide", &decision("cancellation", "2026-11-30")),
        Err("transition_not_allowed".into())
    );
    let investigated = office.fires(id, "investigate", &json!({ "investigator": "监督科" })).unwrap();
    assert_eq!((status(&investigated), text(&investigated, "investigator")), ("investigating", "监督科"));
    let intended = office.fires(id, "serve_intent", &intent("cancellation")).unwrap();
    // Five working days after the 23rd, the 25th being a holiday.
    assert_eq!(
        (status(&intended), text(&intended, "defence_until"), text(&intended, "due")),
        ("intent_served", "2026-12-01", "defence")
    );
    assert_eq!(
        office.fires(id, "decide", &decision("cancellation", "2026-11-30")),
        Err("transition_not_allowed".into()),
        "before the defence"
    );
    let heard = office.fires(id, "hear_defence", &json!({ "statement": "本人申辩" })).unwrap();
    assert_eq!((status(&heard), text(&heard, "defence_statement")), ("defence_heard", "本人申辩"));
    assert_eq!(
        office.registrar.fires_case(id, "decide", &decision("cancellation", "2026-11-30")),
        Err("forbidden".into())
    );
    let mut without = decision("cancellation", "2026-11-30");
    without["document_number"] = Value::Null;
    assert_eq!(office.fires(id, "decide", &without), Err("invalid".into()));
    assert_eq!(
        office.fires(id, "decide", &decision("cancellation", "2026-11-22")),
        Err("invalid".into()),
        "before the decision"
    );
    let decided = office.fires(id, "decide", &decision("cancellation", "2026-11-30")).unwrap();
    assert_eq!(
        (status(&decided), text(&decided, "measure"), text(&decided, "article")),
        ("decided", "cancellation", "regulations_on_wrongs")
    );
    let served = office.fires(id, "serve", &json!({ "served_on": "2026-11-23" })).unwrap();
    assert_eq!(
        (status(&served), text(&served, "remedy_profile"), text(&served, "due_on")),
        ("served", "institution", "2026-11-30")
    );
    assert!(text(&served, "remedy_text").contains("2026-12-23"), "{served}");
    assert_eq!(office.fires(id, "take_effect", &json!({})), refused(), "before its day");
    assert_eq!(register.keeps_cases(), 0);
    assert_eq!(office.standing(&ada), ["active", "active", "active", "certified"]);
    let id = id.to_owned();
    let office = office.on(register, "2026-11-30");
    let effective = office.fires(&id, "take_effect", &json!({})).unwrap();
    assert_eq!(
        (status(&effective), text(&effective, "took_effect_on"), text(&effective, "due")),
        ("effective", "2026-11-30", "filing")
    );
    assert_eq!(effective["ended"].as_array().unwrap().len(), 4);
    assert_eq!(office.standing(&ada), ["dismissed", "ended", "removed", "revoked"]);
    let appointment = office.registrar.reads_appointment(&ada.appointment, "").unwrap();
    assert_eq!(text(&appointment, "ended_on"), "2026-11-30");
    assert_eq!(status(&office.registrar.reads_appointment(&ada.appointment, "as_of=2026-11-29").unwrap()), "active");
}

#[everywhere]
fn late_recorded_notice_leaves_the_full_defence_period(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let office = office.on(register, "2026-12-15");
    let told = |person: &Value, document: &str| {
        let id = office.opened(person, "neglect");
        let on = |mut with: Value| {
            with["occurred_on"] = json!("2026-12-01");
            with
        };
        office.fires(&id, "investigate", &on(json!({ "investigator": "监督科" }))).unwrap();
        let mut intent = on(intent("cancellation"));
        if !document.is_empty() {
            intent["document_number"] = json!(document);
        }
        let intended = office.fires(&id, "serve_intent", &intent).unwrap();
        (text(&intended, "defence_until").to_owned(), office.fires(&id, "waive_defence", &json!({})))
    };
    // Without a document of service the five working days count from the day on which it is recorded.
    assert_eq!(told(&ada.person, ""), ("2026-12-22".to_owned(), refused()));
    let (until, waived) = told(&bo.person, "送达回证〔2026〕9号");
    assert_eq!((until.as_str(), status(&waived.unwrap())), ("2026-12-08", "defence_heard"));
}

#[everywhere]
fn opener_or_investigator_cannot_decide(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.head.fires_case(&id, "investigate", &json!({ "investigator": "本人" })).unwrap();
    office.fires(&id, "serve_intent", &intent("criticism")).unwrap();
    office.fires(&id, "hear_defence", &json!({ "statement": "申辩" })).unwrap();
    let decide = decision("criticism", "2026-11-23");
    assert_eq!(office.head.fires_case(&id, "decide", &decide), Err("four_eyes".into()));
    assert_eq!(may(&office.head, &id, "decide"), Some(Err("four_eyes".into())));
    assert_eq!(office.head.fires_case(&id, "drop", &basis()), Err("four_eyes".into()));
    assert_eq!(may(&office.approver, &id, "decide"), Some(Ok(())));
    assert_eq!(status(&office.approver.fires_case(&id, "decide", &decide).unwrap()), "decided");
    let second = office.inspector(3);
    let body =
        json!({ "person_id": second.person["id"], "signal": "absence", "ground": "absence", "description": "缺席" });
    let own = text(&office.head.opens_case(&body).unwrap(), "id").to_owned();
    assert_eq!(office.head.fires_case(&own, "drop", &basis()), Err("four_eyes".into()), "who opened it");
    assert_eq!(status(&office.approver.fires_case(&own, "drop", &basis()).unwrap()), "dropped");
}

#[everywhere]
fn the_days_of_the_defence_pass_before_it_is_waived(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.fires(&id, "investigate", &json!({ "investigator": "监督科" })).unwrap();
    office.fires(&id, "serve_intent", &intent("cancellation")).unwrap();
    let office = office.on(register, "2026-12-01");
    assert_eq!(office.fires(&id, "waive_defence", &json!({})), refused());
    assert_eq!(may(&office.registrar, &id, "waive_defence"), Some(Err("rule_refused".into())));
    let due = office.registrar.lists_cases("due_on_to=2026-12-01").unwrap();
    assert_eq!((due.as_array().unwrap().len(), text(&due[0], "due")), (1, "defence"));
    assert_eq!(office.registrar.lists_cases("due_on_to=2026-11-30").unwrap(), json!([]));
    let office = office.on(register, "2026-12-02");
    let waived = office.fires(&id, "waive_defence", &json!({})).unwrap();
    assert_eq!((status(&waived), &waived["defence_statement"]), ("defence_heard", &Value::Null));
}

#[everywhere]
fn nothing_is_decided_that_is_heavier_than_what_was_intended(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.is_heard(&id, "correction");
    assert_eq!(office.fires(&id, "decide", &decision("cancellation", "2026-11-23")), refused());
    let mut other = decision("correction", "2026-11-23");
    other["article"] = json!("luxi_measures");
    assert_eq!(office.fires(&id, "decide", &other), Err("invalid".into()), "an article of another ground");
    assert_eq!(status(&office.fires(&id, "decide", &decision("correction", "2026-11-23")).unwrap()), "decided");
    office.fires(&id, "serve", &json!({})).unwrap();
    let effective = office.fires(&id, "take_effect", &json!({})).unwrap();
    assert_eq!((status(&effective), &effective["ended"]), ("effective", &json!([])));
    assert_eq!(office.standing(&ada), ["active", "active", "active", "certified"], "an order to correct ends nothing");
}

#[everywhere]
fn person_has_one_open_case_and_none_without_office(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    assert_eq!(office.opens(&ada.person, "absence"), Err("duplicate".into()));
    office.is_served(&id, "criticism", "2026-11-23");
    assert_eq!(office.opens(&ada.person, "absence"), Err("duplicate".into()));
    office.fires(&id, "take_effect", &json!({})).unwrap();
    let second = office.opened(&ada.person, "absence");
    let gone = office.registrar.creates_person(&person(3)).unwrap();
    assert_eq!(office.opens(&gone, "neglect"), refused());
    // Who resigns while the case runs has nothing left that could be ended; the membership is part of it.
    office.registrar.fires_appointment(&ada.appointment, "resign", &json!({})).unwrap();
    office.registrar.fires(&ada.membership, "withdraw", &json!({})).unwrap();
    office.fires(&second, "investigate", &json!({ "investigator": "监督科" })).unwrap();
    let absent = json!({ "facts": "缺席属实", "article": "national_measures", "proposed_measure": "cancellation" });
    assert_eq!(office.fires(&second, "serve_intent", &absent), refused());
    assert_eq!(status(&office.fires(&second, "drop", &basis()).unwrap()), "dropped");
    assert_eq!(
        status(&office.registrar.reads_appointment(&ada.appointment, "").unwrap()),
        "resigned",
        "an exit of its own"
    );
}

#[everywhere]
fn resignation_before_effect_remains_a_resignation(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.is_served(&id, "cancellation", "2026-11-30");
    office.registrar.fires_appointment(&ada.appointment, "resign", &json!({})).unwrap();
    let office = office.on(register, "2026-11-30");
    assert_eq!(register.keeps_cases(), 1);
    assert_eq!(office.standing(&ada), ["resigned", "ended", "removed", "revoked"]);
    let case = office.registrar.reads_case(&id, "").unwrap();
    assert_eq!((status(&case), case["ended"].as_array().unwrap().len()), ("effective", 2), "what was left");
}

#[everywhere]
fn late_recorded_decision_ends_service_on_its_own_day(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let office = office.on(register, "2027-02-15");
    let id = office.opened(&ada.person, "neglect");
    let on = |day: &str, with: Value| {
        let mut with = with;
        with["occurred_on"] = json!(day);
        with
    };
    office.fires(&id, "investigate", &on("2026-12-01", json!({ "investigator": "监督科" }))).unwrap();
    office.fires(&id, "serve_intent", &on("2026-12-02", intent("cancellation"))).unwrap();
    office.fires(&id, "hear_defence", &on("2026-12-03", json!({ "statement": "申辩" }))).unwrap();
    office.fires(&id, "decide", &on("2026-12-04", decision("cancellation", "2026-12-07"))).unwrap();
    office.fires(&id, "serve", &on("2026-12-10", json!({ "served_on": "2026-12-08" }))).unwrap();
    let effective = office.fires(&id, "take_effect", &json!({})).unwrap();
    assert_eq!(text(&effective, "took_effect_on"), "2026-12-08", "not before the person had it");
    // December is a month that was closed long ago: the days from the 8th on are no service any more.
    for (day, stood) in [("2026-12-07", "active"), ("2026-12-08", "dismissed"), ("2027-01-15", "dismissed")] {
        let appointment = office.registrar.reads_appointment(&ada.appointment, &format!("as_of={day}")).unwrap();
        assert_eq!(status(&appointment), stood, "{day}");
    }
    let before = "known_at=2026-12-20T00:00:00Z&as_of=2026-12-15";
    assert_eq!(
        status(&office.registrar.reads_appointment(&ada.appointment, before).unwrap()),
        "active",
        "as it was known"
    );
}

#[everywhere]
fn a_suspension_follows_the_case(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    assert_eq!(office.registrar.fires_case(&id, "suspend_duty", &basis()), Err("forbidden".into()));
    assert_eq!(office.fires(&id, "suspend_duty", &json!({})), Err("invalid".into()), "without a reason");
    let suspended = office.fires(&id, "suspend_duty", &basis()).unwrap();
    assert_eq!((status(&suspended), text(&suspended, "suspended_on")), ("opened", "2026-11-23"));
    assert_eq!(office.standing(&ada)[0], "suspended");
    assert_eq!(office.fires(&id, "suspend_duty", &basis()), Err("transition_not_allowed".into()));
    office.fires(&id, "lift_suspension", &basis()).unwrap();
    assert_eq!(office.standing(&ada)[0], "active");
    office.fires(&id, "suspend_duty", &basis()).unwrap();
    office.fires(&id, "drop", &basis()).unwrap();
    assert_eq!(office.standing(&ada)[0], "active", "it falls with the case");
}

#[everywhere]
fn government_removes_a_full_time_inspector_upon_proposal(register: &Register) {
    let office = Office::of(register);
    let person = office.registrar.has_certified_by_record(&office.approver, 1);
    let body = json!({ "person_id": person["id"], "route": "full_time", "authority_id": office.authority["id"] });
    let appointment = text(&office.registrar.nominates_inspector(&body).unwrap(), "id").to_owned();
    office.approver.fires_appointment(&appointment, "record_government_decision", &basis()).unwrap();
    office.registrar.fires_appointment(&appointment, "start", &json!({})).unwrap();
    let id = office.opened(&person, "neglect");
    office.fires(&id, "investigate", &json!({ "investigator": "监督科" })).unwrap();
    assert_eq!(office.fires(&id, "serve_intent", &intent("cancellation")), refused());
    office.fires(&id, "serve_intent", &intent("proposal_to_government")).unwrap();
    office.fires(&id, "hear_defence", &json!({ "statement": "申辩" })).unwrap();
    office.fires(&id, "decide", &decision("proposal_to_government", "2026-11-23")).unwrap();
    office.fires(&id, "serve", &json!({})).unwrap();
    let office = office.on(register, "2026-11-27");
    assert_eq!(office.fires(&id, "take_effect", &json!({})), Err("transition_not_allowed".into()));
    assert_eq!(register.keeps_cases(), 0, "the government decides");
    assert_eq!(
        office.fires(&id, "record_government_decision", &json!({})),
        Err("invalid".into()),
        "without its document"
    );
    let removed = office.fires(&id, "record_government_decision", &basis()).unwrap();
    assert_eq!((status(&removed), text(&removed, "took_effect_on")), ("effective", "2026-11-27"));
    assert_eq!(status(&office.registrar.reads_appointment(&appointment, "").unwrap()), "removed_from_office");
}

#[everywhere]
fn a_case_closes_when_the_last_day_of_its_remedies_has_passed(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (office, id) = office.has_dismissed(register, &ada);
    assert_eq!(office.fires(&id, "close", &json!({})), refused());
    let office = office.on(register, "2026-12-23");
    assert_eq!((register.keeps_cases(), status(&office.registrar.reads_case(&id, "").unwrap())), (0, "effective"));
    let office = office.on(register, "2026-12-24");
    assert_eq!(status(&office.registrar.reads_case(&id, "").unwrap()), "closed", "before the job has run");
    assert_eq!(office.registrar.lists_cases("status=closed").unwrap()[0]["id"], json!(id));
    assert_eq!(office.registrar.lists_cases("status=effective").unwrap(), json!([]));
    assert_eq!((register.keeps_cases(), register.keeps_cases()), (1, 0));
    assert_eq!(office.registrar.lists_cases("status=closed").unwrap()[0]["id"], json!(id));
    assert_eq!(office.registrar.files_remedy(&id, &json!({ "kind": "review" })), Err("transition_not_allowed".into()));
}

#[everywhere]
fn a_case_goes_on_about_the_survivor_of_a_merge(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "neglect");
    office.is_heard(&id, "cancellation");
    let survivor = office.registrar.creates_person(&person(5)).unwrap();
    office.registrar.merges_person(text(&ada.person, "id"), text(&survivor, "id")).unwrap();
    let case = office.registrar.reads_case(&id, "").unwrap();
    assert_eq!(case["person_id"], survivor["id"]);
    assert_eq!(office.opens(&ada.person, "neglect"), Err("duplicate".into()), "the double is the survivor");
    assert_eq!(office.opens(&survivor, "absence"), Err("duplicate".into()), "one case at a time");
    office.fires(&id, "decide", &decision("cancellation", "2026-11-23")).unwrap();
    office.fires(&id, "serve", &json!({})).unwrap();
    office.fires(&id, "take_effect", &json!({})).unwrap();
    assert_eq!(office.standing(&ada), ["dismissed", "ended", "removed", "revoked"]);
    office.decides_remedy(&id, "review", &json!({ "outcome": "revoked" })).unwrap();
    assert_eq!(office.standing(&ada), ["active", "active", "active", "certified"]);
}

#[everywhere]
fn a_signal_is_a_record_of_the_person(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let warning = json!({ "person_id": bo.person["id"], "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-11-20" });
    let sanction = office.registrar.records_sanction(&warning).unwrap();
    let body = |one: &Inspector| json!({ "person_id": one.person["id"], "signal": "sanction", "signal_id": sanction["id"], "ground": "sanction_or_penalty", "description": "受到警告" });
    assert_eq!(office.registrar.opens_case(&body(&ada)), Err("invalid".into()), "somebody else's");
    let opened = office.registrar.opens_case(&body(&bo)).unwrap();
    assert_eq!((text(&opened, "signal"), &opened["signal_id"]), ("sanction", &sanction["id"]));
}

#[everywhere]
fn an_unqualified_year_is_a_signal_and_a_qualified_one_is_none(register: &Register) {
    let office = crate::assessments::Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    office.is_final(&ada, 2026, 50.0);
    office.is_final(&bo, 2026, 75.0);
    let opens = |person: &Value| {
        let theirs = office.registrar.lists_assessments(&format!("person_id={}", text(person, "id"))).unwrap();
        let body = json!({ "person_id": person["id"], "signal": "assessment", "signal_id": theirs[0]["id"], "ground": "assessment_unqualified", "description": "年度考核不合格" });
        office.registrar.opens_case(&body)
    };
    assert_eq!(status(&opens(&ada).unwrap()), "opened");
    assert_eq!(opens(&bo), Err("invalid".into()));
}

#[everywhere]
fn a_ground_that_a_locality_does_not_use_opens_no_case(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    register.has_policy(
        "dismissal.grounds",
        &json!(["neglect", "falsification", "abuse", "failure_to_act", "recusal_breach"]),
    );
    assert_eq!(office.opens(&ada.person, "bad_influence"), refused());
    assert_eq!(status(&office.opens(&ada.person, "neglect").unwrap()), "opened");
}

/// The rule that refuses, over REST.
fn rule_of(answer: &tests::http::Answer) -> (u16, String, String) {
    let problem = answer.json();
    (answer.status, text(&problem["rule"], "key").to_owned(), text(&problem["rule"], "article").to_owned())
}

/// Lets every write of a kind into a table fail.
fn breaks(register: &Register, table: &str, write: &str) {
    register.executes(&match register.database {
        Database::Sqlite => {
            format!("CREATE TRIGGER broken BEFORE {write} ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END")
        }
        Database::Postgres => format!(
            "CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'broken'; END $$; \
             CREATE TRIGGER broken BEFORE {write} ON {table} FOR EACH ROW EXECUTE FUNCTION broken()"
        ),
    });
}

fn mends(register: &Register, table: &str) {
    register.executes(&match register.database {
        Database::Sqlite => "DROP TRIGGER broken".to_owned(),
        Database::Postgres => format!("DROP TRIGGER broken ON {table}"),
    });
}

/// The tables into which the act writes, and how.
const STEPS: [(&str, &str); 7] = [
    ("appointments", "INSERT"),
    ("zone_assignments", "INSERT"),
    ("pool_memberships", "UPDATE"),
    ("certifications", "INSERT"),
    ("dismissals", "INSERT"),
    ("vacancies", "INSERT"),
    ("events", "INSERT"),
];

#[on_both_databases]
fn recusal_breach_alone_allows_only_criticism(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.opened(&ada.person, "recusal_breach");
    office.fires(&id, "investigate", &json!({ "investigator": "监督科" })).unwrap();
    let intent = |measure: &str| json!({ "event": "serve_intent", "facts": "未回避", "article": "regulations_on_recusal", "proposed_measure": measure });
    let path = format!("/v1/dismissals/{id}/transitions");
    for measure in ["correction", "cancellation", "proposal_to_government", "referral"] {
        let (status, key, article) = rule_of(&office.registrar.post(&path, &intent(measure)));
        assert_eq!((status, key.as_str()), (409, "dismissal.recusal_breach_measure"), "{measure}");
        assert_eq!(article, "教育督导条例第二十六条第二款");
    }
    assert_eq!(office.registrar.post(&path, &intent("criticism")).status, 200);
}
