//! Findings: recorded, notified, put right, verified and closed; what is overdue, what comes again, and who decides.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

/// An office with two schools, who acts in it, and an inspector.
struct Office {
    registrar: Client,
    clerk: Client,
    head: Client,
    schools: Vec<Value>,
    inspector: Value,
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let registrar = register.acting("registrar");
        let (_, schools) = registrar.has_zone(1, 2);
        let inspector = registrar.creates_person(&person(1)).unwrap();
        let (clerk, head) = (register.acting("registrar"), register.acting("approver"));
        Self { registrar, clerk, head, schools, inspector }
    }

    /// A problem of the first school, not recorded yet.
    fn problem(&self, severity: &str) -> Value {
        json!({
            "school_id": self.schools[0]["id"], "kind": "problem", "matter": "safety", "problem_code": "AQ-01",
            "severity": severity, "statement": "北门监控在放学时段未开启", "person_id": self.inspector["id"],
            "found_on": "2026-11-20"
        })
    }

    fn found(&self, severity: &str) -> String {
        text(&self.registrar.records_finding(&self.problem(severity)).unwrap(), "id").to_owned()
    }

    fn told(&self, severity: &str) -> String {
        let id = self.found(severity);
        self.registrar.fires_finding(&id, "notify", &json!({ "document_number": "教督〔2026〕31号" })).unwrap();
        id
    }

    fn reported(&self, severity: &str) -> String {
        let id = self.told(severity);
        self.clerk.fires_finding(&id, "report", &report()).unwrap();
        id
    }

    fn verification(&self) -> Value {
        json!({ "how": "on_site", "verifier_id": self.inspector["id"] })
    }

    fn closed(&self, severity: &str) -> String {
        let id = self.reported(severity);
        self.registrar.fires_finding(&id, "verify", &self.verification()).unwrap();
        id
    }
}

fn report() -> Value {
    json!({ "statement": "已更换监控并专人值守", "wider_check": "已排查全部出入口", "on_behalf_of": "第1区第1小学" })
}

fn with(body: &Value, changes: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

fn rules(of: &Value) -> Vec<&str> {
    of["warnings"].as_array().unwrap().iter().map(|one| text(one, "rule")).collect()
}

#[everywhere]
fn problem_goes_from_notice_to_close(register: &Register) {
    let office = Office::of(register);
    let found = office.registrar.records_finding(&office.problem("general")).unwrap();
    let id = text(&found, "id");
    assert_eq!((text(&found, "status"), text(&found, "area"), &found["due_on"]), ("recorded", "340800", &Value::Null));
    assert_eq!(found["due"], json!({ "what": "notify", "on": "2026-11-30" }));
    let advice = json!({ "guidance_kind": "advice", "text": "明确专人值守", "person_id": office.inspector["id"] });
    let guided = office.registrar.fires_finding(id, "guide", &advice).unwrap();
    assert_eq!(text(&guided["guidance"][0], "on"), "2026-11-23");
    let told = office.registrar.fires_finding(id, "notify", &json!({})).unwrap();
    // Twenty working days, the 25th of November being a holiday.
    assert_eq!((text(&told, "status"), text(&told, "due_on")), ("notified", "2026-12-22"));
    assert_eq!(rules(&told), [""; 0]);
    let steps = json!({ "unit_plan": [{ "step": "更换监控", "by": "总务处", "due_on": "2026-12-01" }] });
    assert_eq!(text(&office.registrar.fires_finding(id, "accept_plan", &steps).unwrap(), "status"), "rectifying");
    let reported = office.clerk.fires_finding(id, "report", &report()).unwrap();
    assert_eq!((text(&reported, "status"), text(&reported, "reported_on")), ("reported", "2026-11-23"));
    let closed = office.registrar.fires_finding(id, "verify", &office.verification()).unwrap();
    assert_eq!((text(&closed, "status"), text(&closed, "closed_on")), ("closed", "2026-11-23"));
    assert_eq!((&closed["due"], &closed["verifier_id"]), (&Value::Null, &office.inspector["id"]));
    let told = office.registrar.reads_finding_transitions(id).unwrap();
    let events: Vec<&str> = told["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(events, ["guide", "notify", "accept_plan", "report", "verify"]);
    let known = format!("known_at={}", text(&found, "updated_at"));
    assert_eq!(office.registrar.reads_finding(id, &known).unwrap()["status"], "recorded");
}

#[everywhere]
fn overdue_is_told_by_the_day_and_never_stored(register: &Register) {
    let office = Office::of(register);
    let (late, early) = (office.told("critical"), office.told("general"));
    let due = office.registrar.reads_finding(&late, "").unwrap();
    assert_eq!((text(&due, "due_on"), &due["overdue"]), ("2026-11-27", &json!(false)));
    let ids = |filter: &str| {
        let listed = office.registrar.lists_findings(filter).unwrap();
        listed.as_array().unwrap().iter().map(|one| text(one, "id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("overdue=true"), [""; 0]);
    register.is_now("2026-12-01");
    let office = Office { registrar: register.renews(office.registrar.clone()), ..office };
    let ids = |filter: &str| {
        let listed = office.registrar.lists_findings(filter).unwrap();
        listed.as_array().unwrap().iter().map(|one| text(one, "id").to_owned()).collect::<Vec<_>>()
    };
    let over = office.registrar.reads_finding(&late, "").unwrap();
    assert_eq!(
        (&over["overdue"], &over["working_days_overdue"], &over["version"]),
        (&json!(true), &json!(2), &json!(2))
    );
    assert_eq!((ids("overdue=true"), ids("overdue=false")), (vec![late.clone()], vec![early.clone()]));
    assert_eq!((ids("due_on_to=2026-11-27"), ids("due_on_from=2026-11-28")), (vec![late.clone()], vec![early]));
    office.registrar.fires_finding(&late, "report", &report()).unwrap();
    assert_eq!(ids("overdue=true"), [""; 0]);
}

#[everywhere]
fn findings_are_listed_by_what_they_say(register: &Register) {
    let office = Office::of(register);
    let problem = office.registrar.records_finding(&office.problem("serious")).unwrap();
    let strength = json!({
        "school_id": office.schools[1]["id"], "kind": "strength", "matter": "X_after_school", "statement": "课后服务形式多样"
    });
    let strength = office.registrar.records_finding(&strength).unwrap();
    assert_eq!((text(&strength, "status"), text(&strength, "found_on")), ("noted", "2026-11-23"));
    let of = |field: &str, id: &Value| format!("{field}={}", id.as_str().unwrap());
    for filter in [
        of("school_id", &office.schools[0]["id"]),
        of("person_id", &office.inspector["id"]),
        "kind=problem".to_owned(),
        "matter=safety".to_owned(),
        "problem_code=AQ-01".to_owned(),
        "severity=serious&severity=critical".to_owned(),
        "status=recorded".to_owned(),
        "found_on_to=2026-11-22".to_owned(),
    ] {
        assert_eq!(office.registrar.lists_findings(&filter).unwrap(), json!([problem]), "{filter}");
    }
    let zone = of("zone_id", &office.schools[0]["zone_id"]);
    assert_eq!(office.registrar.lists_findings(&zone).unwrap(), json!([problem, strength]));
    assert_eq!(office.registrar.lists_findings("matter=X_after_school").unwrap(), json!([strength]));
    assert_eq!(office.registrar.lists_findings("matter=weather"), Err("invalid".into()));
    let file = office.registrar.reads_file(text(&office.inspector, "id")).unwrap();
    assert_eq!(file["findings"][0]["id"], problem["id"]);
}

#[everywhere]
fn finding_is_about_one_school_or_organisation(register: &Register) {
    let office = Office::of(register);
    let bureau = json!({ "name": "区教育局", "functions": ["department"], "level": "county" });
    let bureau = office.registrar.registers_organisation(&bureau).unwrap();
    let problem = office.problem("general");
    let both = with(&problem, &json!({ "organisation_id": bureau["id"] }));
    let none = with(&problem, &json!({ "school_id": null }));
    for body in [both, none] {
        let refused = office.registrar.post("/v1/findings", &body);
        assert_eq!(refused.refusal(), (422, "invalid".into()));
        for pointer in ["/school_id", "/organisation_id"] {
            assert!(refused.text.contains(pointer), "{}", refused.text);
        }
    }
    for source in ["complaint_id", "inspection_id", "plan_id"] {
        let unknown = with(&problem, &json!({ source: bureau["id"] }));
        assert_eq!(office.registrar.records_finding(&unknown), Err("invalid".into()), "{source}");
    }
    let about = json!({ "school_id": null, "organisation_id": bureau["id"], "matter": "planning" });
    let found = office.registrar.records_finding(&with(&problem, &about)).unwrap();
    let theirs = format!("organisation_id={}", text(&bureau, "id"));
    assert_eq!(office.registrar.lists_findings(&theirs).unwrap(), json!([found]));
}

#[everywhere]
fn finding_elsewhere_is_neither_read_nor_written(register: &Register) {
    let office = Office::of(register);
    let id = office.found("general");
    let elsewhere = register.acting_in("registrar", Some("361100"));
    assert_eq!(elsewhere.reads_finding(&id, ""), Err("not_found".into()));
    assert_eq!(elsewhere.lists_findings("").unwrap(), json!([]));
    assert_eq!(elsewhere.records_finding(&office.problem("general")), Err("invalid".into()));
    assert_eq!(elsewhere.fires_finding(&id, "notify", &json!({})), Err("not_found".into()));
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).reads_finding(&id, ""), Err("forbidden".into()), "{role}");
    }
}

#[everywhere]
fn personal_number_in_words_about_units_is_a_fault(register: &Register) {
    let office = Office::of(register);
    let problem = office.problem("general");
    for statement in ["联系人15400001277", "学生340801199001010013在场"] {
        let refused = office.registrar.post("/v1/findings", &with(&problem, &json!({ "statement": statement })));
        assert_eq!(refused.refusal(), (422, "invalid".into()));
        assert!(refused.text.contains("personal_number") && !refused.text.contains("15400001277"), "{}", refused.text);
    }
    let id = office.told("general");
    for (event, field) in [("guide", "text"), ("report", "statement")] {
        let mut body = if event == "guide" { json!({ "guidance_kind": "advice" }) } else { report() };
        body[field] = json!("请电154-0000-1277");
        assert_eq!(office.registrar.fires_finding(&id, event, &body), Err("invalid".into()), "{event}");
    }
}

#[everywhere]
fn grave_problem_is_not_closed_by_who_recorded_its_report(register: &Register) {
    let office = Office::of(register);
    let id = office.told("critical");
    office.head.fires_finding(&id, "report", &report()).unwrap();
    let verified = office.registrar.fires_finding(&id, "verify", &office.verification()).unwrap();
    assert_eq!((text(&verified, "status"), text(&verified["due"], "what")), ("verified", "look_back"));
    assert_eq!(office.head.fires_finding(&id, "close", &json!({})), Err("four_eyes".into()));
    let other = register.acting("approver");
    assert_eq!(other.fires_finding(&id, "close", &json!({})), Err("rule_refused".into()));
    register.has_policy("look_back.required_for", &json!(["serious"]));
    assert_eq!(text(&other.fires_finding(&id, "close", &json!({})).unwrap(), "status"), "closed");
}

#[everywhere]
fn grave_problem_is_notified_by_a_document(register: &Register) {
    let office = Office::of(register);
    let id = office.found("serious");
    assert_eq!(office.registrar.fires_finding(&id, "notify", &json!({})), Err("invalid".into()));
    let told =
        office.registrar.fires_finding(&id, "notify", &json!({ "document_number": "教督〔2026〕31号" })).unwrap();
    assert_eq!(rules(&told), ["finding.guidance_required"]);
    let alone = with(&report(), &json!({ "wider_check": null }));
    assert_eq!(office.registrar.fires_finding(&id, "report", &alone), Err("rule_refused".into()));
}

#[everywhere]
fn deadline_is_said_or_needs_the_calendar(register: &Register) {
    let office = Office::of(register);
    register.is_now("2027-12-20");
    let office = Office { registrar: register.renews(office.registrar.clone()), ..office };
    let id = office.found("general");
    let refused = office.registrar.post(&format!("/v1/findings/{id}/transitions"), &json!({ "event": "notify" }));
    assert_eq!(refused.refusal(), (409, "rule_refused".into()));
    assert!(refused.text.contains("calendar.year_required"), "{}", refused.text);
    let before = json!({ "due_on": "2027-12-19" });
    assert_eq!(office.registrar.fires_finding(&id, "notify", &before), Err("invalid".into()));
    // A Saturday is taken as said, with a warning.
    let told = office.registrar.fires_finding(&id, "notify", &json!({ "due_on": "2027-12-25" })).unwrap();
    assert_eq!((text(&told, "due_on"), rules(&told).last().copied()), ("2027-12-25", Some("finding.due_working_days")));
}

#[everywhere]
fn second_extension_is_refused(register: &Register) {
    let office = Office::of(register);
    let id = office.told("critical");
    let more = |day: &str| json!({ "due_on": day, "reason": "设备到货延期" });
    assert_eq!(office.registrar.fires_finding(&id, "extend", &more("2026-12-04")), Err("forbidden".into()));
    register.is_now("2026-12-01");
    let head = register.renews(office.head.clone());
    let moved = head.fires_finding(&id, "extend", &more("2026-12-04")).unwrap();
    assert_eq!(
        (&moved["overdue"], &moved["working_days_overdue"], &moved["extensions"]),
        (&json!(false), &json!(2), &json!(1))
    );
    assert_eq!(head.fires_finding(&id, "extend", &more("2026-12-11")), Err("rule_refused".into()));
}

#[everywhere]
fn same_problem_again_is_a_recurrence(register: &Register) {
    let office = Office::of(register);
    let closed = office.closed("general");
    let recurs = |changes: &Value| {
        let found = office.registrar.records_finding(&with(&office.problem("general"), changes)).unwrap();
        found["recurs_id"].clone()
    };
    assert_eq!(recurs(&json!({ "found_on": "2026-11-23" })), json!(closed));
    assert_eq!(recurs(&json!({ "problem_code": "AQ-02" })), Value::Null);
    assert_eq!(recurs(&json!({ "problem_code": null })), Value::Null);
    assert_eq!(recurs(&json!({ "matter": "teachers" })), Value::Null);
    assert_eq!(recurs(&json!({ "school_id": office.schools[1]["id"] })), Value::Null);
}

#[everywhere]
fn recurrence_ends_with_the_months_of_the_rule(register: &Register) {
    let office = Office::of(register);
    let closed = office.closed("general");
    let school = &office.schools[0];
    let renamed = json!({ "name": "第1区实验小学" });
    office.registrar.corrects_school(text(school, "id"), school["version"].as_i64().unwrap(), &renamed).unwrap();
    for (day, recurs) in [("2027-11-23", json!(closed)), ("2027-11-24", Value::Null)] {
        register.is_now(day);
        let registrar = register.renews(office.registrar.clone());
        let found = registrar.records_finding(&with(&office.problem("general"), &json!({ "found_on": day }))).unwrap();
        assert_eq!(found["recurs_id"], recurs, "{day}");
    }
}

#[everywhere]
fn nobody_recused_verifies_a_rectification(register: &Register) {
    let office = Office::of(register);
    let id = office.reported("general");
    let away = json!({
        "person_id": office.inspector["id"], "school_id": office.schools[0]["id"], "ground": "child_enrolled",
        "requested_by": "inspector", "starts_on": "2026-11-01"
    });
    office.registrar.records_recusal(&away).unwrap();
    assert_eq!(office.registrar.fires_finding(&id, "verify", &office.verification()), Err("rule_refused".into()));
    let other = office.registrar.creates_person(&person(3)).unwrap();
    let by = |who: &Value| json!({ "how": "desk", "verifier_id": who["id"] });
    assert_eq!(text(&office.registrar.fires_finding(&id, "verify", &by(&other)).unwrap(), "status"), "closed");
    let own = with(&person(5), &json!({ "work_unit": "第1区第1小学" }));
    let own = office.registrar.creates_person(&own).unwrap();
    let again = office.reported("general");
    assert_eq!(office.registrar.fires_finding(&again, "verify", &by(&own)), Err("rule_refused".into()));
}

#[everywhere]
fn harm_of_a_minor_is_reported_first_and_told_in_no_list(register: &Register) {
    let office = Office::of(register);
    let harm = with(&office.problem("critical"), &json!({ "minor_harm": true }));
    let found = office.registrar.records_finding(&harm).unwrap();
    let id = text(&found, "id");
    let document = json!({ "document_number": "教督〔2026〕31号" });
    assert_eq!(office.registrar.fires_finding(id, "notify", &document), Err("rule_refused".into()));
    let made = json!({ "reports_made": [{ "to": "police", "at": "2026-11-20T08:00:00Z" }] });
    office.registrar.fires_finding(id, "notify", &with(&document, &made)).unwrap();
    assert_eq!(office.registrar.reads_finding(id, "").unwrap()["statement"], found["statement"]);
    assert_eq!(office.registrar.lists_findings("").unwrap()[0]["statement"], Value::Null);
}

#[everywhere]
fn other_unit_is_asked_and_answers(register: &Register) {
    let office = Office::of(register);
    let police = json!({ "name": "区公安分局", "functions": ["member_unit"], "level": "county" });
    let police = office.registrar.registers_organisation(&police).unwrap();
    let id = office.told("general");
    let ask = json!({ "unit_id": police["id"], "role": "lead", "document_number": "教督〔2026〕32号" });
    let asked = office.registrar.fires_finding(&id, "hand_over", &ask).unwrap();
    assert_eq!(text(&asked["hand_overs"][0], "due_on"), "2026-12-15");
    let school = with(&ask, &json!({ "unit_id": office.schools[1]["id"] }));
    assert_eq!(office.registrar.fires_finding(&id, "hand_over", &school), Err("invalid".into()));
    let answer = json!({ "unit_id": police["id"], "answer": "已安排护学岗" });
    let answered = office.registrar.fires_finding(&id, "record_answer", &answer).unwrap();
    assert_eq!(text(&answered["hand_overs"][0], "answered_on"), "2026-11-23");
    assert_eq!(office.registrar.fires_finding(&id, "record_answer", &answer), Err("invalid".into()));
}

#[everywhere]
fn finding_is_withdrawn_returned_reopened_and_escalated(register: &Register) {
    let office = Office::of(register);
    let reason = json!({ "reason": "登记错误" });
    let id = office.told("general");
    assert_eq!(text(&office.head.fires_finding(&id, "withdraw", &reason).unwrap(), "status"), "withdrawn");
    let id = office.reported("general");
    let on = json!({ "reason": "整改不到位", "due_on": "2026-12-31" });
    let back = office.registrar.fires_finding(&id, "return", &on).unwrap();
    assert_eq!((text(&back, "status"), &back["reported_on"]), ("rectifying", &Value::Null));
    let escalated = office.registrar.fires_finding(&id, "escalate", &json!({})).unwrap();
    assert_eq!(text(&escalated, "escalated_on"), "2026-11-23");
    let measure = office.registrar.reads_measure(text(&escalated, "escalated_to"), "").unwrap();
    assert_eq!((text(&measure, "route"), text(&measure, "ground")), ("interview", "no_rectification"));
    assert_eq!((&measure["finding_ids"], &measure["school_id"]), (&json!([id]), &escalated["school_id"]));
    assert_eq!(office.registrar.fires_finding(&id, "escalate", &json!({})), Err("transition_not_allowed".into()));
    office.clerk.fires_finding(&id, "report", &report()).unwrap();
    office.registrar.fires_finding(&id, "verify", &office.verification()).unwrap();
    assert_eq!(office.registrar.fires_finding(&id, "reopen", &on), Err("forbidden".into()));
    let open = office.head.fires_finding(&id, "reopen", &on).unwrap();
    assert_eq!((text(&open, "status"), text(&open, "due_on")), ("rectifying", "2026-12-31"));
}

#[everywhere]
fn escalated_finding_opens_an_interview(register: &Register) {
    let office = Office::of(register);
    let (one, other) = (office.told("general"), office.told("general"));
    let with = json!({ "facts": "报告与现场不符" });
    let escalated = office.registrar.fires_finding(&one, "escalate", &with).unwrap();
    let measure = office.registrar.reads_measure(text(&escalated, "escalated_to"), "").unwrap();
    assert_eq!((text(&measure, "route"), text(&measure, "ground")), ("interview", "no_rectification"));
    assert_eq!((text(&measure, "facts"), text(&measure, "status")), ("报告与现场不符", "opened"));
    let personal = json!({ "facts": "联系人13800138000" });
    assert_eq!(office.registrar.fires_finding(&other, "escalate", &personal), Err("invalid".into()));
    let measures = office.registrar.lists_measures("").unwrap();
    assert_eq!(measures.as_array().unwrap().len(), 1, "what is refused opens nothing");
}

#[on_both_databases]
fn reference_replays_what_another_system_wrote(register: &Register) {
    let office = Office::of(register);
    let body = with(&office.problem("general"), &json!({ "external_reference": "APP-7" }));
    let first = office.registrar.post("/v1/findings", &body);
    let again = office.registrar.post("/v1/findings", &body);
    assert_eq!((first.status, again.status, &first.json()["id"]), (201, 200, &again.json()["id"]));
    let other = with(&body, &json!({ "severity": "minor" }));
    assert_eq!(office.registrar.post("/v1/findings", &other).refusal(), (409, "duplicate".into()));
    assert_eq!(office.clerk.post("/v1/findings", &other).status, 201);
}

#[everywhere]
fn findings_follow_a_merge(register: &Register) {
    let office = Office::of(register);
    let id = office.found("general");
    let survivor = office.registrar.creates_person(&person(3)).unwrap();
    let survivor = office.registrar.merges_person(text(&office.inspector, "id"), text(&survivor, "id")).unwrap();
    let found = office.registrar.reads_finding(&id, "").unwrap();
    assert_eq!((&found["person_id"], &found["version"]), (&survivor["id"], &json!(2)));
}

#[everywhere]
fn many_findings_are_recorded_and_notified_or_none(register: &Register) {
    let office = Office::of(register);
    let one = office.problem("general");
    let two = with(&one, &json!({ "problem_code": "AQ-02" }));
    let wrong = with(&one, &json!({ "matter": "weather" }));
    let path = "/v1/findings/bulk";
    let refused = office.registrar.post(path, &json!({ "items": [one, wrong] }));
    assert_eq!(refused.refusal(), (422, "invalid".into()));
    assert!(refused.text.contains("/items/1/matter"), "{}", refused.text);
    assert_eq!(office.registrar.lists_findings("").unwrap(), json!([]));
    let made = office.registrar.post(path, &json!({ "items": [one, two] })).json();
    let ids: Vec<&Value> = made["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    let transitions = "/v1/findings/transitions";
    let early = json!({ "event": "notify", "due_on": "2026-11-22" });
    let refused = office.registrar.post(transitions, &json!({ "ids": ids, "transition": early }));
    assert!(refused.text.contains("/ids/0/due_on") && refused.text.contains("/ids/1/due_on"), "{}", refused.text);
    assert_eq!(office.registrar.lists_findings("status=recorded").unwrap().as_array().unwrap().len(), 2);
    let told = office.registrar.post(transitions, &json!({ "ids": ids, "transition": { "event": "notify" } }));
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!(office.registrar.lists_findings("status=notified").unwrap().as_array().unwrap().len(), 2);
}

#[everywhere]
fn rates_of_rectification_follow_from_the_findings(register: &Register) {
    let office = Office::of(register);
    office.closed("general");
    office.reported("general");
    office.found("general");
    let late = office.told("critical");
    register.is_now("2026-12-01");
    let registrar = register.renews(office.registrar.clone());
    registrar.fires_finding(&late, "report", &report()).unwrap();
    office_told_again(&registrar, &office);
    let path = |query: &str| format!("/v1/statistics/findings?{query}");
    let read = |client: &Client, query: &str| client.get(&path(query)).json();
    let figures = read(&registrar, "by=severity");
    let total = &figures["total"];
    assert_eq!((&total["problems"], &total["closure"], &total["mended"]), (&json!(4), &json!(25.0), &json!(25.0)));
    // Two deadlines are over: one report came late, one not at all.
    assert_eq!(
        (&total["rectification"], &total["on_time"], &total["overdue"]),
        (&json!(50.0), &json!(0.0), &json!(50.0))
    );
    let keys: Vec<&str> = figures["items"].as_array().unwrap().iter().map(|one| text(one, "key")).collect();
    assert_eq!(keys, ["critical", "general"]);
    assert_eq!(read(&registrar, "by=school")["items"][0]["key"], office.schools[0]["id"]);
    assert_eq!(read(&registrar, "by=zone")["items"][0]["key"], office.schools[0]["zone_id"]);
    assert_eq!(read(&registrar, "by=unit")["items"][0]["key"], Value::Null);
    assert_eq!(read(&registrar, "by=matter&occurred_on_from=2026-12-02")["total"]["problems"], 0);
    assert_eq!(registrar.get(&path("by=weather")).refusal(), (422, "invalid".into()));
    let hr = read(&register.acting("hr"), "by=severity");
    assert_eq!(
        (&hr["total"]["problems"], &hr["total"]["closure"], &hr["items"]),
        (&Value::Null, &Value::Null, &json!([]))
    );
}

/// Tells the unit of a danger whose deadline is over already.
fn office_told_again(registrar: &Client, office: &Office) {
    let found = registrar.records_finding(&office.problem("critical")).unwrap();
    let told = json!({ "document_number": "教督〔2026〕33号", "occurred_on": "2026-11-23", "due_on": "2026-11-27" });
    registrar.fires_finding(text(&found, "id"), "notify", &told).unwrap();
}
