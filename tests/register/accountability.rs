//! Interviews and accountability: who is told, heard, decided about and named; who decides, by which post; remedies in time.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
};

/// An office with a finding that a school did not put right, and the committee's chair.
struct Office {
    registrar: Client,
    approver: Client,
    school: Value,
    finding: Value,
    chair: Value,
    unit: Value,
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let (_, schools) = registrar.has_zone(1, 1);
        let school = schools[0].clone();
        let finding = json!({
            "school_id": school["id"], "kind": "problem", "matter": "safety", "severity": "general",
            "statement": "北门监控在放学时段未开启", "found_on": "2026-11-20"
        });
        let finding = registrar.records_finding(&finding).unwrap();
        let body = |name: &str, functions: &[&str]| {
            let body = json!({ "name": name, "functions": functions, "level": "municipal" });
            registrar.registers_organisation(&body).unwrap()
        };
        let committee = body("市政府教育督导委员会", &["committee"]);
        let unit = body("市监察委员会", &["member_unit"]);
        let chair = json!({
            "organisation_id": committee["id"], "kind": "chair", "holder_name": "司马试验", "starts_on": "2026-09-01",
            "document_number": "政〔2026〕3号"
        });
        let chair = registrar.records_post(&chair).unwrap();
        Self { registrar, approver, school, finding, chair, unit }
    }

    fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        Self { registrar: register.renews(self.registrar), approver: register.renews(self.approver), ..self }
    }

    fn body(&self, route: &str) -> Value {
        json!({
            "route": route, "school_id": self.school["id"], "respondent_name": "欧阳被问", "respondent_post": "校长",
            "ground": "no_rectification", "facts": "逾期未整改且未报告", "finding_ids": [self.finding["id"]]
        })
    }

    fn opened(&self, route: &str) -> String {
        text(&self.registrar.opens_measure(&self.body(route)).unwrap(), "id").to_owned()
    }

    fn fires(&self, id: &str, event: &str, with: &Value) -> Result<Value, String> {
        self.registrar.fires_measure(id, event, with)
    }

    /// A measure of which the respondent was told and heard.
    fn heard(&self, proposed_form: &str) -> String {
        let id = self.opened("accountability");
        self.fires(&id, "investigate", &json!({ "investigators": ["甲试验", "乙试验"] })).unwrap();
        let intent = json!({ "facts": "逾期未整改", "article": "regulations_25", "proposed_form": proposed_form });
        self.fires(&id, "serve_intent", &intent).unwrap();
        self.fires(&id, "hear_defence", &json!({ "statement": "设备采购延误" })).unwrap();
        id
    }

    fn decision(&self, form: &str) -> Value {
        json!({
            "form": form, "ground": "no_rectification", "article": "regulations_25", "effective_on": "2026-11-25",
            "approved_by_post_id": self.chair["id"], "consulted_unit_ids": [self.unit["id"]],
            "document_number": "政教督委〔2026〕5号"
        })
    }

    /// A decision that was served on the 23rd of November.
    fn served(&self, form: &str) -> String {
        let id = self.heard(form);
        self.approver.fires_measure(&id, "decide", &self.decision(form)).unwrap();
        self.fires(&id, "serve", &json!({})).unwrap();
        id
    }
}

fn with(body: &Value, changes: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

fn due(of: &Value) -> (&Value, &Value) {
    (&of["due"], &of["due_on"])
}

#[everywhere]
fn interview_goes_from_notice_to_its_last_demand(register: &Register) {
    let office = Office::of(register);
    let opened = office.registrar.opens_measure(&office.body("interview")).unwrap();
    let id = text(&opened, "id");
    assert_eq!((text(&opened, "status"), text(&opened, "area"), &opened["due"]), ("opened", "340800", &Value::Null));
    let early = json!({ "planned_on": "2026-11-24", "matters": ["食品安全问题逾期未整改"] });
    let planned = office.fires(id, "schedule", &early).unwrap();
    assert_eq!((text(&planned, "status"), &planned["short_notice"]), ("scheduled", &json!(true)));
    assert_eq!(due(&planned), (&json!("interview"), &json!("2026-11-24")));
    let office = office.on(register, "2026-11-24");
    let past = json!({ "minutes": "已签字", "demands": [{ "text": "提交整改报告", "due_on": "2026-11-23" }] });
    assert_eq!(office.fires(id, "hold", &past), Err("invalid".into()));
    let demands =
        json!([{ "text": "提交整改报告", "due_on": "2026-12-01" }, { "text": "公示整改结果", "due_on": "2026-12-10" }]);
    let held = office.fires(id, "hold", &json!({ "minutes": "校长已签字", "demands": demands })).unwrap();
    assert_eq!((text(&held, "status"), text(&held, "held_on")), ("held", "2026-11-24"));
    assert_eq!(due(&held), (&json!("demand"), &json!("2026-12-01")));
    assert_eq!(office.fires(id, "close", &json!({})), Err("transition_not_allowed".into()), "nothing is reported");
    let reported = office.fires(id, "report_demand", &json!({ "demand": 1 })).unwrap();
    assert_eq!(text(&reported["demands"][0], "reported_on"), "2026-11-24");
    assert_eq!(due(&reported), (&json!("demand"), &json!("2026-12-10")));
    assert_eq!(office.fires(id, "report_demand", &json!({ "demand": 1 })), Err("invalid".into()), "it is reported");
    office.fires(id, "report_demand", &json!({ "demand": 2 })).unwrap();
    assert_eq!(text(&office.fires(id, "close", &json!({})).unwrap(), "status"), "closed");
    assert_eq!(
        office.fires(id, "investigate", &json!({ "investigators": ["甲试验", "乙试验"] })),
        Err("transition_not_allowed".into())
    );
}

#[everywhere]
fn unit_is_told_of_an_interview_three_working_days_before(register: &Register) {
    let office = Office::of(register);
    // The 25th of November is a holiday: the 27th is the third working day after the 23rd.
    for (day, is_short) in [("2026-11-26", true), ("2026-11-27", false)] {
        let id = office.opened("interview");
        let planned = office.fires(&id, "schedule", &json!({ "planned_on": day, "matters": ["安全"] })).unwrap();
        assert_eq!(planned["short_notice"], json!(is_short), "{day}");
    }
}

#[everywhere]
fn interview_without_who_is_interviewed_is_refused(register: &Register) {
    let office = Office::of(register);
    let mut body = office.body("interview");
    body.as_object_mut().unwrap().retain(|field, _| !field.starts_with("respondent"));
    let id = text(&office.registrar.opens_measure(&body).unwrap(), "id").to_owned();
    let plan = json!({ "planned_on": "2026-12-01", "matters": ["安全"] });
    assert_eq!(office.fires(&id, "schedule", &plan), Err("invalid".into()));
    let named = with(&plan, &json!({ "respondent_name": "欧阳被问", "respondent_post": "校长" }));
    assert_eq!(text(&office.fires(&id, "schedule", &named).unwrap(), "respondent_name"), "欧阳被问");
}

#[everywhere]
fn measure_rests_on_something_known_and_fits_together(register: &Register) {
    let office = Office::of(register);
    let nothing = with(&office.body("interview"), &json!({ "finding_ids": [] }));
    assert_eq!(office.registrar.opens_measure(&nothing), Err("invalid".into()));
    let unknown = with(&nothing, &json!({ "finding_ids": ["0193591c-2000-7000-8000-000000000001"] }));
    assert_eq!(office.registrar.opens_measure(&unknown), Err("invalid".into()));
    let both = with(&office.body("interview"), &json!({ "organisation_id": office.unit["id"] }));
    assert_eq!(office.registrar.opens_measure(&both), Err("invalid".into()));
    let number = with(&office.body("interview"), &json!({ "facts": "联系人 13900000001" }));
    assert_eq!(office.registrar.opens_measure(&number), Err("invalid".into()), "a mobile number");
    let elsewhere = register.acting_in("registrar", Some("340200"));
    assert_eq!(elsewhere.opens_measure(&office.body("interview")), Err("invalid".into()));
    let id = office.opened("interview");
    assert_eq!(elsewhere.reads_measure(&id, ""), Err("not_found".into()));
}

#[everywhere]
fn inspector_is_met_by_a_dismissal_case_and_by_no_measure(register: &Register) {
    let office = Office::of(register);
    let candidate = office.registrar.creates_person(&person(1)).unwrap();
    let about = |id: &Value| with(&office.body("accountability"), &json!({ "respondent_person_id": id }));
    office.registrar.opens_measure(&about(&candidate["id"])).unwrap();
    let authority = office.registrar.has_authority();
    let cohort = office.registrar.has_cohort(&authority, 1, "2026-11-01");
    let person = office.registrar.has_certified_by_record(&office.approver, 2);
    office.registrar.has_inspector(&office.approver, &person, &cohort);
    assert_eq!(office.registrar.opens_measure(&about(&person["id"])), Err("invalid".into()));
}

#[everywhere]
fn accountability_goes_from_investigation_to_close(register: &Register) {
    let office = Office::of(register);
    let opened = office.registrar.opens_measure(&office.body("accountability")).unwrap();
    let id = text(&opened, "id");
    assert_eq!(due(&opened), (&json!("investigation"), &json!("2027-01-22")), "sixty days");
    office.fires(id, "investigate", &json!({ "investigators": ["甲试验", "乙试验"] })).unwrap();
    let alone = json!({ "facts": "逾期未整改", "article": "regulations_25", "proposed_form": "circular" });
    assert_eq!(office.fires(id, "serve_intent", &alone), Err("invalid".into()), "a form for units");
    let intent = with(&alone, &json!({ "proposed_form": "circular_criticism" }));
    let told = office.fires(id, "serve_intent", &intent).unwrap();
    assert_eq!(due(&told), (&json!("defence"), &json!("2026-12-01")), "five working days, one of six being a holiday");
    assert_eq!(office.fires(id, "waive_defence", &json!({})), Err("rule_refused".into()));
    office.fires(id, "hear_defence", &json!({ "statement": "设备采购延误" })).unwrap();
    let decision = office.decision("circular_criticism");
    assert_eq!(office.fires(id, "decide", &decision), Err("forbidden".into()), "a registrar decides nothing");
    let decided = office.approver.fires_measure(id, "decide", &decision).unwrap();
    assert_eq!((text(&decided, "form"), text(&decided, "openness")), ("circular_criticism", "internal"));
    let served = office.fires(id, "serve", &json!({})).unwrap();
    assert_eq!(due(&served), (&json!("effect"), &json!("2026-11-25")));
    assert_eq!(office.fires(id, "take_effect", &json!({})), Err("rule_refused".into()), "not before its day");
    let office = office.on(register, "2026-11-26");
    assert_eq!(register.keeps_measures(), 1, "the day brings it into effect");
    let effective = office.registrar.reads_measure(id, "").unwrap();
    assert_eq!((text(&effective, "status"), text(&effective, "took_effect_on")), ("effective", "2026-11-25"));
    assert_eq!((text(&effective, "spent_on"), due(&effective).1), ("2027-11-25", &json!("2026-12-23")));
    let office = office.on(register, "2026-12-24");
    assert_eq!(text(&office.registrar.reads_measure(id, "").unwrap(), "status"), "closed", "read by the day");
    assert_eq!(office.registrar.lists_measures("status=closed").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(office.registrar.lists_measures("status=effective").unwrap(), json!([]));
    assert_eq!(register.keeps_measures(), 1);
}

#[everywhere]
fn decision_needs_a_chair_in_office_and_nothing_heavier(register: &Register) {
    let office = Office::of(register);
    let id = office.heard("interview");
    let heavier = office.decision("sanction_proposal");
    assert_eq!(office.approver.fires_measure(&id, "decide", &heavier), Err("rule_refused".into()));
    let member = json!({
        "organisation_id": office.chair["organisation_id"], "kind": "member", "holder_name": "上官试验",
        "starts_on": "2026-09-01", "document_number": "政〔2026〕4号"
    });
    let member = office.registrar.records_post(&member).unwrap();
    let by_member = with(&office.decision("interview"), &json!({ "approved_by_post_id": member["id"] }));
    assert_eq!(office.approver.fires_measure(&id, "decide", &by_member), Err("rule_refused".into()));
    let yesterday = json!({ "document_number": "政〔2026〕9号" });
    office.registrar.fires_post(text(&office.chair, "id"), "end", &yesterday).unwrap();
    assert_eq!(office.approver.fires_measure(&id, "decide", &office.decision("interview")), Err("rule_refused".into()));
    let vice = json!({
        "organisation_id": office.chair["organisation_id"], "kind": "vice_chair", "holder_name": "诸葛试验",
        "starts_on": "2026-11-23", "document_number": "政〔2026〕10号"
    });
    let vice = office.registrar.records_post(&vice).unwrap();
    let lighter = with(&office.decision("interview"), &json!({ "approved_by_post_id": vice["id"] }));
    assert_eq!(text(&office.approver.fires_measure(&id, "decide", &lighter).unwrap(), "status"), "decided");
}

#[everywhere]
fn remedy_comes_in_time_and_makes_nothing_heavier(register: &Register) {
    let office = Office::of(register);
    let id = office.served("circular_criticism");
    let open = office.registrar.reads_measure_remedies(&id).unwrap();
    let kinds: Vec<&str> = open.as_array().unwrap().iter().map(|one| text(one, "kind")).collect();
    assert_eq!(kinds, ["review", "appeal"]);
    let filed =
        office.registrar.files_measure_remedy(&id, &json!({ "kind": "review", "statement": "已寄出" })).unwrap();
    assert_eq!((text(&filed[0], "filed_on"), text(&filed[0], "decide_by")), ("2026-11-23", "2026-12-23"));
    let document = json!({ "document_number": "政教督委〔2026〕7号" });
    let heavier = with(&document, &json!({ "outcome": "changed", "form": "sanction_proposal" }));
    assert_eq!(office.approver.fires_measure(&id, "decide_remedy", &heavier), Err("rule_refused".into()));
    let upheld = with(&document, &json!({ "outcome": "upheld" }));
    let decided = office.approver.fires_measure(&id, "decide_remedy", &upheld).unwrap();
    assert_eq!((text(&decided, "status"), text(&decided, "form")), ("review_decided", "circular_criticism"));
    // A remedy stays no effect.
    let office = office.on(register, "2026-11-26");
    assert_eq!(text(&office.fires(&id, "take_effect", &json!({})).unwrap(), "status"), "review_decided");
    let office = office.on(register, "2026-12-09");
    let appeal = json!({ "kind": "appeal" });
    assert_eq!(
        office.registrar.files_measure_remedy(&id, &appeal),
        Err("rule_refused".into()),
        "fifteen days are over"
    );
}

#[everywhere]
fn reversed_decision_counts_for_nothing(register: &Register) {
    let office = Office::of(register);
    let id = office.served("circular_criticism");
    let hr = register.acting("hr");
    assert_eq!(hr.reads_measure(&id, ""), Err("not_found".into()), "it has no effect yet");
    let office = office.on(register, "2026-11-26");
    let hr = register.renews(hr);
    office.fires(&id, "take_effect", &json!({})).unwrap();
    let seen = hr.reads_measure(&id, "").unwrap();
    assert_eq!(
        (text(&seen, "form"), &seen["facts"], &seen["respondent_name"]),
        ("circular_criticism", &Value::Null, &Value::Null)
    );
    assert_eq!(hr.lists_measures("").unwrap().as_array().unwrap().len(), 1);
    office.registrar.files_measure_remedy(&id, &json!({ "kind": "appeal" })).unwrap();
    let revoked = json!({ "outcome": "revoked", "document_number": "市政〔2026〕8号" });
    let reversed = office.approver.fires_measure(&id, "decide_remedy", &revoked).unwrap();
    assert_eq!((text(&reversed, "status"), &reversed["spent_on"]), ("reversed", &Value::Null));
    assert_eq!((hr.reads_measure(&id, ""), hr.lists_measures("").unwrap()), (Err("not_found".into()), json!([])));
    let before = "known_at=2026-11-26T00:00:01Z";
    assert_eq!(hr.reads_measure(&id, before), Err("not_found".into()), "nor by way of an earlier moment");
}

#[everywhere]
fn measure_is_spent_after_its_months(register: &Register) {
    let office = Office::of(register);
    let id = office.served("interview");
    let office = office.on(register, "2026-11-25");
    office.fires(&id, "take_effect", &json!({})).unwrap();
    let hr = register.acting("hr");
    register.is_now("2027-11-24");
    let hr = register.renews(hr);
    assert_eq!(hr.lists_measures("").unwrap().as_array().unwrap().len(), 1);
    register.is_now("2027-11-25");
    let hr = register.renews(hr);
    assert_eq!((hr.reads_measure(&id, ""), hr.lists_measures("").unwrap()), (Err("not_found".into()), json!([])));
}

#[everywhere]
fn second_measure_within_a_year_weighs_more(register: &Register) {
    let office = Office::of(register);
    let first = office.served("interview");
    let office = office.on(register, "2026-11-26");
    office.fires(&first, "take_effect", &json!({})).unwrap();
    let second = office.heard("interview");
    let decision = with(&office.decision("interview"), &json!({ "effective_on": "2026-12-01" }));
    let decided = office.approver.fires_measure(&second, "decide", &decision).unwrap();
    assert_eq!(decided["aggravating"], json!(["twice_in_a_year"]));
}

#[everywhere]
fn form_that_others_carry_out_has_their_outcome(register: &Register) {
    let office = Office::of(register);
    let id = office.served("sanction_proposal");
    let office = office.on(register, "2026-11-26");
    office.fires(&id, "take_effect", &json!({})).unwrap();
    let outcome =
        json!({ "carried_out_by_id": office.unit["id"], "result": "给予警告处分", "document_number": "监〔2026〕2号" });
    let recorded = office.fires(&id, "record_outcome", &outcome).unwrap();
    assert_eq!((text(&recorded, "outcome"), &recorded["carried_out_by_id"]), ("给予警告处分", &office.unit["id"]));
}

#[everywhere]
fn name_stands_in_the_single_record_and_in_no_list(register: &Register) {
    let office = Office::of(register);
    let id = office.opened("interview");
    assert_eq!(text(&office.registrar.reads_measure(&id, "").unwrap(), "respondent_name"), "欧阳被问");
    let listed = office.registrar.lists_measures("").unwrap();
    assert_eq!((&listed[0]["respondent_name"], text(&listed[0], "respondent_post")), (&Value::Null, "校长"));
    assert_eq!(office.registrar.reveals_respondent(&id, " "), Err("invalid".into()), "a purpose is needed");
    let revealed = office.registrar.reveals_respondent(&id, "制作约谈通知书").unwrap();
    assert_eq!(text(&revealed, "respondent_name"), "欧阳被问");
    for seen in [register.acting("auditor").lists_measures(""), office.registrar.reads_measure_transitions(&id)] {
        assert!(!seen.unwrap().to_string().contains("欧阳被问"));
    }
    for role in ["auditor", "hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).reveals_respondent(&id, "好奇"), Err("forbidden".into()), "{role}");
    }
}
