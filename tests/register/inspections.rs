//! Inspections: planned, told, held, fed back and completed; and the duty that comes of them, recorded once.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
};

/// An office with three inspectors, in office since 12 November, and a zone of three schools.
struct Office {
    registrar: Client,
    approver: Client,
    schools: Vec<Value>,
    inspectors: Vec<Value>,
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        register.is_now("2026-11-12");
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-11-12");
        let (_, schools) = registrar.has_zone(1, 3);
        let inspector = |number: u32| {
            let person = registrar.has_certified_by_record(&approver, number);
            let published = registrar.has_published_inspector(&person, &cohort);
            let id = text(&published, "id");
            let decision = json!({ "document_number": "安教督〔2026〕2号", "recusal_declared_on": "2026-11-02" });
            approver.fires_appointment(id, "decide", &decision).unwrap();
            let letter = json!({ "letter_number": format!("聘{id}"), "credential_number": format!("督{id}") });
            registrar.fires_appointment(id, "issue_letter", &letter).unwrap();
            registrar.fires_appointment(id, "start", &json!({})).unwrap()["person_id"].clone()
        };
        let inspectors = (1..=3).map(inspector).collect();
        Self { registrar, approver, schools, inspectors }.on(register, "2026-11-23")
    }

    fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        Self { registrar: register.acting("registrar"), approver: register.acting("approver"), ..self }
    }

    /// So many of the inspectors, the first of whom leads.
    fn who(&self, count: usize) -> Value {
        let role = |at: usize| if at == 0 { "lead" } else { "member" };
        let each = |(at, id): (usize, &Value)| json!({ "person_id": id, "role": role(at), "hours": 6, "credential_shown": true });
        self.inspectors.iter().take(count).enumerate().map(each).collect()
    }

    /// A routine visit of the first school that is over.
    fn visit(&self) -> Value {
        json!({
            "school_id": self.schools[0]["id"], "kind": "routine", "mode": "random", "inspectors": self.who(1),
            "matters": ["safety"], "occurred_on": "2026-11-20", "feedback_on": "2026-11-20", "report_submitted_on": "2026-11-23"
        })
    }

    /// A special inspection of the first school.
    fn special(&self) -> Value {
        json!({
            "school_id": self.schools[0]["id"], "kind": "special", "mode": "scheduled", "planned_on": "2026-11-23",
            "inspectors": self.who(3)
        })
    }

    fn planned(&self, body: &Value) -> String {
        text(&self.registrar.plans_inspection(body).unwrap(), "id").to_owned()
    }

    fn notified(&self, body: &Value) -> String {
        let id = self.planned(body);
        self.registrar.fires_inspection(&id, "notify", &notice()).unwrap();
        id
    }

    /// A special inspection whose preliminary opinion was told.
    fn fed_back(&self) -> String {
        let id = self.notified(&self.special());
        self.registrar.fires_inspection(&id, "start", &json!({})).unwrap();
        let voices = json!({ "form": "questionnaire", "participants": 120, "randomly_chosen": true });
        self.registrar.fires_inspection(&id, "hear_voices", &voices).unwrap();
        self.registrar.fires_inspection(&id, "feed_back", &json!({ "feedback_on": "2026-11-23" })).unwrap();
        id
    }

    fn refusal(&self, id: &str, event: &str) -> String {
        let answer = self.registrar.post(&format!("/v1/inspections/{id}/transitions"), &json!({ "event": event }));
        assert_eq!(answer.refusal(), (409, "rule_refused".into()), "{}", answer.text);
        answer.text
    }

    fn duty(&self, filter: &str) -> Vec<Value> {
        self.registrar.lists_duty(filter).unwrap().as_array().unwrap().clone()
    }
}

fn notice() -> Value {
    json!({ "notice_on": "2026-11-23", "document_number": "教督〔2026〕12号" })
}

fn with(body: &Value, changes: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

#[everywhere]
fn routine_visit_is_recorded_whole_in_one_request(register: &Register) {
    let office = Office::of(register);
    let visit = with(&office.visit(), &json!({ "external_reference": "OA-7" }));
    let done = office.registrar.plans_inspection(&visit).unwrap();
    assert_eq!(
        (text(&done, "status"), text(&done, "loop_stage"), text(&done, "area")),
        ("completed", "closed", "340800")
    );
    let duty = office.duty("");
    let [record] = duty.as_slice() else { panic!("{duty:?}") };
    assert_eq!(done["duty_records"], json!([{ "duty_record_id": record["id"], "adopted": false }]));
    assert_eq!((text(record, "kind"), text(record, "mode"), &record["hours"]), ("visit", "random", &json!(6)));
    assert_eq!((&record["inspection_id"], &record["feedback_left"]), (&done["id"], &json!(true)));
    assert_eq!(office.registrar.plans_inspection(&visit).unwrap(), done, "the same reference is the same visit");
    let other = with(&visit, &json!({ "school_id": office.schools[1]["id"] }));
    assert_eq!(office.registrar.plans_inspection(&other), Err("duplicate".into()));
    office.registrar.plans_inspection(&office.visit()).unwrap();
    assert_eq!(office.duty("kind=visit").len(), 2, "two inspections of one day are two");
}

#[everywhere]
fn duty_that_stands_is_adopted_once(register: &Register) {
    let office = Office::of(register);
    let by_hand = json!({
        "person_id": office.inspectors[0], "kind": "visit", "school_id": office.schools[0]["id"],
        "occurred_on": "2026-11-20", "mode": "scheduled", "hours": 4
    });
    let record = office.registrar.records_duty(&by_hand).unwrap();
    let done = office.registrar.plans_inspection(&office.visit()).unwrap();
    assert_eq!(done["duty_records"], json!([{ "duty_record_id": record["id"], "adopted": true }]));
    let adopted = office.registrar.reads_duty(text(&record, "id"), "").unwrap();
    assert_eq!(
        (&adopted["inspection_id"], &adopted["hours"], &adopted["version"]),
        (&done["id"], &json!(4), &json!(2))
    );
    let again = office.registrar.plans_inspection(&office.visit()).unwrap();
    assert_eq!(again["duty_records"][0]["adopted"], false);
    office.registrar.records_duty(&by_hand).unwrap();
    assert_eq!(office.duty("kind=visit").len(), 3, "what is written by hand afterwards is its own");
}

#[everywhere]
fn duty_of_an_inspection_is_corrected_there_alone(register: &Register) {
    let office = Office::of(register);
    let by_hand = json!({
        "person_id": office.inspectors[0], "kind": "visit", "school_id": office.schools[0]["id"],
        "occurred_on": "2026-11-20", "mode": "scheduled", "hours": 4
    });
    let adopted = office.registrar.records_duty(&by_hand).unwrap();
    let done =
        office.registrar.plans_inspection(&with(&office.visit(), &json!({ "inspectors": office.who(2) }))).unwrap();
    let written = text(&done["duty_records"][1], "duty_record_id");
    assert_eq!(office.registrar.corrects_duty(written, 1, &json!({ "hours": 8 })), Err("rule_refused".into()));
    let id = text(&done, "id");
    let reason = json!({ "reason": "日期有误" });
    assert_eq!(office.registrar.fires_inspection(id, "annul", &reason), Err("forbidden".into()));
    let annulled = office.approver.fires_inspection(id, "annul", &reason).unwrap();
    assert_eq!((text(&annulled, "status"), text(&annulled, "loop_stage")), ("annulled", "closed"));
    assert_eq!(office.registrar.reads_duty(written, "").unwrap()["annulled"], true);
    let free = office.registrar.reads_duty(text(&adopted, "id"), "").unwrap();
    assert_eq!((&free["annulled"], &free["inspection_id"]), (&json!(false), &Value::Null));
    office.registrar.corrects_duty(text(&adopted, "id"), 3, &json!({ "hours": 8 })).unwrap();
}

#[everywhere]
fn special_inspection_goes_from_notice_to_opinion(register: &Register) {
    let office = Office::of(register);
    let id = office.planned(&office.special());
    assert!(office.refusal(&id, "start").contains("inspection.notice_required"));
    let undocumented = json!({ "notice_on": "2026-11-23" });
    assert_eq!(office.registrar.fires_inspection(&id, "notify", &undocumented), Err("invalid".into()));
    office.registrar.fires_inspection(&id, "notify", &notice()).unwrap();
    let report = json!({ "received_on": "2026-11-23", "digest": "a".repeat(64) });
    office.registrar.fires_inspection(&id, "receive_self_report", &report).unwrap();
    let started = office.registrar.fires_inspection(&id, "start", &json!({})).unwrap();
    assert_eq!((text(&started, "occurred_on"), text(&started, "loop_stage")), ("2026-11-23", "during"));
    let feedback = json!({ "feedback_on": "2026-11-23" });
    assert_eq!(office.registrar.fires_inspection(&id, "feed_back", &feedback), Err("rule_refused".into()));
    let voices = json!({ "form": "interview", "participants": 30, "randomly_chosen": false });
    let heard = office.registrar.fires_inspection(&id, "hear_voices", &voices).unwrap();
    assert_eq!(heard["voices"], voices);
    let fed_back = office.registrar.fires_inspection(&id, "feed_back", &feedback).unwrap();
    assert_eq!((text(&fed_back, "defence_until"), text(&fed_back, "loop_stage")), ("2026-12-08", "after"));
    let letter = json!({ "document_number": "教督〔2026〕13号" });
    assert_eq!(office.approver.fires_inspection(&id, "issue_opinion", &letter), Err("rule_refused".into()));
    let defence = json!({ "statement": "部分情况已整改" });
    office.registrar.fires_inspection(&id, "defend", &defence).unwrap();
    let issued = office.approver.fires_inspection(&id, "issue_opinion", &letter).unwrap();
    assert_eq!(
        (text(&issued, "opinion_number"), text(&issued["defence"], "statement")),
        ("教督〔2026〕13号", "部分情况已整改")
    );
    let end = json!({ "report_submitted_on": "2026-11-23" });
    let completed = office.registrar.fires_inspection(&id, "complete", &end).unwrap();
    assert_eq!(completed["duty_records"].as_array().unwrap().len(), 3);
    let of = format!("inspection_id={id}&kind=team_supervision");
    assert_eq!(office.duty(&of).len(), 3);
    let up = json!({ "document_number": "教督〔2026〕14号" });
    let told = office.registrar.fires_inspection(&id, "report_up", &up).unwrap();
    assert_eq!(text(&told, "reported_up_on"), "2026-11-23");
    let known = format!("known_at={}", text(&started, "updated_at"));
    assert_eq!(office.registrar.reads_inspection(&id, &known).unwrap(), started);
}

#[everywhere]
fn opinion_waits_until_the_days_of_defence_are_over(register: &Register) {
    let office = Office::of(register);
    let id = office.fed_back();
    let letter = json!({ "document_number": "教督〔2026〕13号" });
    let office = office.on(register, "2026-12-08");
    let answer = office
        .approver
        .post(&format!("/v1/inspections/{id}/transitions"), &with(&letter, &json!({ "event": "issue_opinion" })));
    assert_eq!(answer.refusal(), (409, "rule_refused".into()));
    assert!(answer.text.contains("2026-12-08"), "{}", answer.text);
    let office = office.on(register, "2026-12-09");
    office.approver.fires_inspection(&id, "issue_opinion", &letter).unwrap();
}

#[everywhere]
fn experts_do_not_count_among_the_inspectors(register: &Register) {
    let office = Office::of(register);
    let experts: Vec<Value> =
        (5..9).map(|number| office.registrar.creates_person(&person(number * 2 + 1)).unwrap()["id"].clone()).collect();
    let id = office.notified(&with(&office.special(), &json!({ "inspectors": office.who(2), "expert_ids": experts })));
    assert!(office.refusal(&id, "start").contains("team.min_inspectors"));
    let three = json!({ "inspectors": office.who(3) });
    assert_eq!(text(&office.registrar.fires_inspection(&id, "start", &three).unwrap(), "status"), "on_site");
}

#[everywhere]
fn recused_and_former_inspectors_begin_no_inspection(register: &Register) {
    let office = Office::of(register);
    let id = office.planned(&with(&office.special(), &json!({ "kind": "routine", "inspectors": office.who(1) })));
    let recusal = json!({
        "person_id": office.inspectors[0], "school_id": office.schools[0]["id"], "ground": "family_employed",
        "requested_by": "inspector"
    });
    office.registrar.records_recusal(&recusal).unwrap();
    let recused = office.registrar.post(&format!("/v1/inspections/{id}/transitions"), &json!({ "event": "start" }));
    let stranger = office.registrar.creates_person(&person(11)).unwrap();
    let who = json!([{ "person_id": stranger["id"], "role": "lead", "hours": 6 }]);
    let other = office.planned(&with(&office.special(), &json!({ "kind": "routine", "inspectors": who })));
    assert!(office.refusal(&other, "start").contains("duty.requires_appointment"));
    assert_eq!(
        office.registrar.plans_inspection(&with(&office.visit(), &json!({ "inspectors": who }))),
        Err("rule_refused".into())
    );
    assert_eq!(recused.refusal(), (409, "rule_refused".into()), "{}", recused.text);
    assert!(recused.text.contains("recusal.grounds"), "{}", recused.text);
    assert_eq!(office.duty(""), Vec::<Value>::new());
}

#[everywhere]
fn unannounced_inspection_is_the_approvers_for_a_reason(register: &Register) {
    let office = Office::of(register);
    let id = office.planned(&office.special());
    let reason = json!({ "reason": "突查食堂" });
    assert_eq!(office.registrar.fires_inspection(&id, "start_unannounced", &reason), Err("forbidden".into()));
    assert_eq!(office.approver.fires_inspection(&id, "start_unannounced", &json!({})), Err("invalid".into()));
    let started = office.approver.fires_inspection(&id, "start_unannounced", &reason).unwrap();
    assert_eq!((text(&started, "status"), text(&started, "unannounced")), ("on_site", "突查食堂"));
}

#[everywhere]
fn online_supervision_is_duty_and_no_visit(register: &Register) {
    let office = Office::of(register);
    office.registrar.plans_inspection(&with(&office.visit(), &json!({ "channel": "online" }))).unwrap();
    office.registrar.plans_inspection(&with(&office.visit(), &json!({ "channel": "desk" }))).unwrap();
    assert_eq!(office.duty("kind=visit").len(), 0);
    assert_eq!(office.duty("kind=online_supervision").len(), 1, "papers alone are no duty");
    let summaries = office.registrar.lists_duty_summaries("month=2026-11").unwrap();
    let summary =
        summaries.as_array().unwrap().iter().find(|one| one["person_id"] == office.inspectors[0]).unwrap().clone();
    assert_eq!(
        (&summary["duty_days"], &summary["visits"], &summary["online_supervisions"]),
        (&json!(1), &json!(0), &json!(1))
    );
}

#[everywhere]
fn theme_of_the_month_stands_in_the_record_of_duty(register: &Register) {
    let office = Office::of(register);
    let theme = json!({
        "kind": "monthly_theme", "title": "校园安全月", "period": "2026-11", "theme": "campus_safety", "school_types": ["211"],
        "items": [{ "code": "1", "title": "校门值守", "origin": "common" }]
    });
    let plan = office.registrar.plans_supervision(&theme).unwrap();
    office.registrar.fires_plan(text(&plan, "id"), "submit", &json!({})).unwrap();
    office
        .approver
        .fires_plan(text(&plan, "id"), "approve", &json!({ "document_number": "教督〔2026〕11号" }))
        .unwrap();
    office.registrar.plans_inspection(&office.visit()).unwrap();
    assert_eq!(text(&office.duty("")[0], "theme"), "校园安全");
}

#[everywhere]
fn special_plan_ends_with_its_last_inspection(register: &Register) {
    let office = Office::of(register);
    let special = json!({
        "kind": "special", "title": "防溺水专项督导", "starts_on": "2026-11-20", "ends_on": "2026-12-20",
        "theme": "drowning_prevention", "school_ids": [office.schools[0]["id"]],
        "items": [{ "code": "1", "title": "警示标识", "origin": "common" }]
    });
    let plan = text(&office.registrar.plans_supervision(&special).unwrap(), "id").to_owned();
    office.registrar.fires_plan(&plan, "submit", &json!({})).unwrap();
    office.approver.fires_plan(&plan, "approve", &json!({ "document_number": "教督〔2026〕11号" })).unwrap();
    office.registrar.fires_plan(&plan, "start", &json!({})).unwrap();
    let outcome = json!({ "conclusion": "总体平稳", "lessons": "加强巡查", "grade": "良好" });
    office.registrar.fires_plan(&plan, "evaluate", &outcome).unwrap();
    assert_eq!(office.approver.fires_plan(&plan, "close", &json!({})), Err("rule_refused".into()));
    office.registrar.plans_inspection(&with(&office.visit(), &json!({ "plan_id": plan }))).unwrap();
    office.approver.fires_plan(&plan, "close", &json!({})).unwrap();
}

#[everywhere]
fn every_fault_of_an_inspection_is_named(register: &Register) {
    let office = Office::of(register);
    let nothing = "0193591c-2000-7000-8000-000000000001";
    let of = |id: &str| json!([{ "person_id": id, "role": "lead", "hours": 6 }]);
    for wrong in [
        json!({ "school_id": null }),
        json!({ "organisation_id": nothing }),
        json!({ "school_id": nothing }),
        json!({ "plan_id": nothing }),
        json!({ "team_id": nothing }),
        json!({ "matters": ["swimming"] }),
        json!({ "inspectors": of(nothing) }),
        json!({ "inspectors": [office.who(1)[0], office.who(1)[0]] }),
        json!({ "expert_ids": [nothing] }),
        json!({ "expert_ids": [office.inspectors[0]] }),
        json!({ "occurred_on": "2026-11-24" }),
        json!({ "occurred_on": null }),
        json!({ "report_submitted_on": "2026-11-19" }),
        json!({ "kind": "special" }),
    ] {
        assert_eq!(office.registrar.plans_inspection(&with(&office.visit(), &wrong)), Err("invalid".into()), "{wrong}");
    }
    assert_eq!(office.registrar.lists_inspections("").unwrap(), json!([]));
    assert_eq!(office.duty(""), Vec::<Value>::new());
}

#[everywhere]
fn inspections_are_found_by_their_filters_within_reach(register: &Register) {
    let office = Office::of(register);
    let visit = office.registrar.plans_inspection(&office.visit()).unwrap();
    let special = office.registrar.plans_inspection(&office.special()).unwrap();
    let [first, second] = [0, 1].map(|at| office.inspectors[at].as_str().unwrap());
    for (filter, found) in [
        (String::new(), vec![&visit, &special]),
        ("kind=special".into(), vec![&special]),
        ("status=completed&channel=on_site".into(), vec![&visit]),
        (format!("person_id={first}"), vec![&visit, &special]),
        (format!("person_id={second}"), vec![&special]),
        (format!("school_id={}", text(&office.schools[1], "id")), vec![]),
        ("occurred_on_from=2026-11-20&occurred_on_to=2026-11-20".into(), vec![&visit]),
    ] {
        assert_eq!(office.registrar.lists_inspections(&filter).unwrap(), json!(found), "{filter}");
    }
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_inspections(""), Err("forbidden".into()), "{role}");
    }
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.reads_inspection(text(&visit, "id"), ""), Err("not_found".into()));
    let next = office.registrar.reads_inspection_transitions(text(&special, "id")).unwrap();
    let events: Vec<&str> = next["next"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(events, ["notify", "start", "start_unannounced", "cancel"]);
}

#[everywhere]
fn inspections_follow_a_merge_of_people(register: &Register) {
    let office = Office::of(register);
    let visit = office.registrar.plans_inspection(&office.visit()).unwrap();
    let survivor = office.registrar.creates_person(&person(13)).unwrap();
    office.registrar.merges_person(office.inspectors[0].as_str().unwrap(), text(&survivor, "id")).unwrap();
    let after = office.registrar.reads_inspection(text(&visit, "id"), "").unwrap();
    assert_eq!((&after["inspectors"][0]["person_id"], &after["version"]), (&survivor["id"], &json!(2)));
    let theirs = office.registrar.lists_inspections(&format!("person_id={}", text(&survivor, "id"))).unwrap();
    assert_eq!(theirs, json!([after]));
}
