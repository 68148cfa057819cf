//! Documents: drafted by one, issued and published by another; what they replace; what everybody reads of them, and what has to be
//! corrected since.

use serde_json::{Value, json};
use tests::{Client, Register, everywhere, fixtures::text};

/// A supervision office that issues documents, with the school that it supervises.
struct Office {
    registrar: Client,
    approver: Client,
    bureau: Value,
    school: Value,
}

/// What is published, and by whom it was checked.
fn publication() -> Value {
    json!({ "channels": ["website", "gazette"], "privacy_checked_by": "市教育局法规科" })
}

fn number(of: &str) -> Value {
    json!({ "document_number": of })
}

fn with(body: &Value, changes: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

fn about(kind: &str, id: &str) -> Value {
    json!({ "subjects": [{ "type": kind, "id": id }] })
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let (_, schools) = registrar.has_zone(1, 1);
        let bureau = json!({ "name": "市政府教育督导室", "functions": ["authority"], "level": "municipal" });
        let bureau = registrar.registers_organisation(&bureau).unwrap();
        Self { registrar, approver, bureau, school: schools[0].clone() }
    }

    fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        Self { registrar: register.renews(self.registrar), approver: register.renews(self.approver), ..self }
    }

    fn report(&self) -> Value {
        json!({
            "kind": "supervision_report", "title": "2026年秋季学期挂牌督导报告", "issuer_ids": [self.bureau["id"]],
            "openness": "open", "public_summary": "挂牌督导覆盖全部学校"
        })
    }

    fn rules(&self, title: &str) -> Value {
        with(&self.report(), &json!({ "kind": "work_rules", "title": title, "public_summary": null }))
    }

    fn drafted(&self, body: &Value) -> String {
        text(&self.registrar.drafts_document(body).unwrap(), "id").to_owned()
    }

    fn issued(&self, body: &Value) -> String {
        let id = self.drafted(body);
        self.approver.fires_document(&id, "issue", &number("政教督〔2026〕12号")).unwrap();
        id
    }

    fn published(&self, body: &Value) -> String {
        let id = self.issued(body);
        self.approver.fires_document(&id, "publish", &publication()).unwrap();
        id
    }

    fn read(&self, id: &str) -> Value {
        self.registrar.reads_document(id, "").unwrap()
    }

    /// A final evaluation of the school, of whose result this much is published.
    fn evaluated(&self, code: &str, publish: &str) -> String {
        let system = json!({
            "code": code, "title": "学校办学行为评价指标体系", "purpose": "school", "object_kind": "school",
            "effective_on": "2026-01-01", "publish": publish,
            "indicators": [{ "code": "A", "title": "规范办学", "weight": 100, "measure": "passed" }],
            "raters": [{ "kind": "office", "weight": 100 }],
            "bands": [{ "grade": "excellent", "from": 90 }, { "grade": "unqualified", "from": 0 }], "vetoes": []
        });
        let system = text(&self.registrar.drafts_system(&system).unwrap(), "id").to_owned();
        self.registrar.fires_system(&system, "submit", &json!({})).unwrap();
        self.approver.fires_system(&system, "approve", &number("政教督〔2026〕8号")).unwrap();
        let body = json!({ "school_id": self.school["id"], "system_id": system, "period": "2026" });
        let id = text(&self.registrar.opens_evaluation(&body).unwrap(), "id").to_owned();
        let actuals = json!({ "actuals": [{ "code": "A", "passed": true }] });
        self.registrar.fires_evaluation(&id, "record_actuals", &actuals).unwrap();
        self.registrar.fires_evaluation(&id, "propose", &json!({})).unwrap();
        self.registrar.fires_evaluation(&id, "notify", &json!({})).unwrap();
        let waived = json!({ "document_number": "政教督〔2026〕9号", "waived": true });
        self.approver.fires_evaluation(&id, "finalise", &waived).unwrap();
        id
    }

    /// A problem of the school of which it was told.
    fn told_problem(&self, changes: &Value) -> Value {
        let body = json!({
            "school_id": self.school["id"], "kind": "problem", "matter": "safety", "severity": "general",
            "statement": "北门监控在放学时段未开启", "found_on": "2026-11-20"
        });
        let finding = self.registrar.records_finding(&with(&body, changes)).unwrap();
        let mut told = number("教督〔2026〕31号");
        if finding["minor_harm"] == true {
            told["reports_made"] = json!([{ "to": "police", "at": "2026-11-23T00:30:00Z" }]);
        }
        self.registrar.fires_finding(text(&finding, "id"), "notify", &told).unwrap();
        json!({ "type": "finding", "id": finding["id"] })
    }

    /// A decision against the school that a remedy can revoke.
    fn decided_measure(&self) -> String {
        let finding = self.told_problem(&json!({}));
        let committee = json!({ "name": "市政府教育督导委员会", "functions": ["committee"], "level": "municipal" });
        let committee = self.registrar.registers_organisation(&committee).unwrap();
        let chair = json!({
            "organisation_id": committee["id"], "kind": "chair", "holder_name": "司马试验", "starts_on": "2026-09-01",
            "document_number": "政〔2026〕3号"
        });
        let chair = self.registrar.records_post(&chair).unwrap();
        let body = json!({
            "route": "accountability", "school_id": self.school["id"], "ground": "no_rectification",
            "facts": "逾期未整改且未报告", "finding_ids": [finding["id"]]
        });
        let id = text(&self.registrar.opens_measure(&body).unwrap(), "id").to_owned();
        let fires = |event: &str, with: &Value| self.registrar.fires_measure(&id, event, with).unwrap();
        fires("investigate", &json!({ "investigators": ["甲试验", "乙试验"] }));
        let form = json!({ "facts": "逾期未整改", "article": "regulations_25", "proposed_form": "circular" });
        fires("serve_intent", &form);
        fires("hear_defence", &json!({ "statement": "设备采购延误" }));
        let decision = json!({
            "form": "circular", "ground": "no_rectification", "article": "regulations_25", "effective_on": "2026-11-23",
            "approved_by_post_id": chair["id"], "consulted_unit_ids": [committee["id"]],
            "document_number": "政教督委〔2026〕5号"
        });
        self.approver.fires_measure(&id, "decide", &decision).unwrap();
        fires("serve", &json!({}));
        id
    }
}

fn ids(of: &Value) -> Vec<&str> {
    of.as_array().unwrap().iter().map(|one| text(one, "id")).collect()
}

fn warned(of: &Value) -> Vec<&str> {
    of["warnings"].as_array().unwrap().iter().map(|one| text(one, "rule")).collect()
}

#[everywhere]
fn document_goes_from_draft_to_everybodys_eyes(register: &Register) {
    let office = Office::of(register);
    let draft = office.registrar.drafts_document(&office.report()).unwrap();
    let id = text(&draft, "id");
    assert_eq!((text(&draft, "status"), text(&draft, "area"), &draft["issued_on"]), ("draft", "340800", &json!(null)));
    let rewritten =
        office.registrar.rewrites_document(id, 1, &json!({ "public_summary": "督导覆盖全部学校" })).unwrap();
    assert_eq!((text(&rewritten, "public_summary"), &rewritten["version"]), ("督导覆盖全部学校", &json!(2)));
    assert_eq!(office.registrar.fires_document(id, "issue", &number("1号")), Err("forbidden".into()));
    assert_eq!(office.approver.fires_document(id, "issue", &json!({})), Err("invalid".into()), "under a number");
    let issued = office.approver.fires_document(id, "issue", &number("政教督〔2026〕12号")).unwrap();
    assert_eq!((text(&issued, "number"), text(&issued, "issued_on")), ("政教督〔2026〕12号", "2026-11-23"));
    assert_eq!((text(&issued, "status"), text(&issued, "publication_due_on")), ("in_force", "2026-12-22"));
    let late = office.registrar.rewrites_document(id, 3, &json!({ "title": "另" }));
    assert_eq!(late, Err("transition_not_allowed".into()), "what was issued is not edited");
    assert_eq!(register.get("/v1/public-results").json()["items"], json!([]));
    let published = office.approver.fires_document(id, "publish", &publication()).unwrap();
    assert_eq!(
        (text(&published, "published_on"), &published["channels"]),
        ("2026-11-23", &json!(["website", "gazette"]))
    );
    let told = register.acting("partner").lists_results("").unwrap();
    assert_eq!(register.get("/v1/public-results").json()["items"], told, "nobody needs a token");
    assert_eq!(register.get(&format!("/v1/public-results/{id}")).json(), told[0]);
    assert_eq!(register.acting("hr").reads_result(id).unwrap(), told[0]);
    let expected = json!({
        "id": id, "kind": "supervision_report", "title": "2026年秋季学期挂牌督导报告", "number": "政教督〔2026〕12号",
        "issuers": ["市政府教育督导室"], "issued_on": "2026-11-23", "effective_on": "2026-11-23",
        "published_on": "2026-11-23", "public_summary": "督导覆盖全部学校", "channels": ["website", "gazette"],
        "corrections": [], "evaluations": [], "problems": []
    });
    assert_eq!(told[0], expected, "these fields, and no others");
}

#[everywhere]
fn drafter_neither_issues_nor_checks_a_document(register: &Register) {
    let office = Office::of(register);
    let (drafter, other) = (register.acting("approver"), &office.approver);
    let id = text(&drafter.drafts_document(&office.report()).unwrap(), "id").to_owned();
    assert_eq!(drafter.fires_document(&id, "issue", &number("1号")), Err("four_eyes".into()));
    other.fires_document(&id, "issue", &number("1号")).unwrap();
    assert_eq!(drafter.fires_document(&id, "publish", &publication()), Err("four_eyes".into()));
    let by = |who: &str| json!({ "channels": ["website"], "privacy_checked_by": who });
    assert_eq!(other.fires_document(&id, "publish", &by(&drafter.id)), Err("rule_refused".into()));
    assert_eq!(other.fires_document(&id, "publish", &json!({ "channels": ["website"] })), Err("invalid".into()));
    other.fires_document(&id, "publish", &by("市教育局法规科")).unwrap();
    let owned = register.acting_for("registrar", "督导一科");
    let id = text(&owned.drafts_document(&office.report()).unwrap(), "id").to_owned();
    other.fires_document(&id, "issue", &number("2号")).unwrap();
    assert_eq!(other.fires_document(&id, "publish", &by("督导 一科")), Err("rule_refused".into()), "its owner");
}

#[everywhere]
fn document_that_is_not_open_is_not_published(register: &Register) {
    let office = Office::of(register);
    for openness in ["internal", "on_request"] {
        let id = office.issued(&with(&office.report(), &json!({ "openness": openness })));
        assert_eq!(office.approver.fires_document(&id, "publish", &publication()), Err("rule_refused".into()));
        assert_eq!(warned(&office.read(&id)), ["publication.report_required"], "a report is published");
        assert_eq!(register.get(&format!("/v1/public-results/{id}")).refusal(), (404, "not_found".to_owned()));
    }
}

#[everywhere]
fn publication_that_is_late_is_warned_of(register: &Register) {
    let office = Office::of(register);
    let report = office.issued(&office.report());
    let rules = office.issued(&office.rules("责任督学工作制度"));
    let letter = with(&office.report(), &json!({ "kind": "opinion_letter", "openness": "internal" }));
    let letter = office.issued(&letter);
    assert_eq!((warned(&office.read(&report)), warned(&office.read(&letter))), (Vec::new(), Vec::new()));
    assert_eq!(warned(&office.read(&rules)), ["document.normative_open"], "rules in force are published");
    let due = "published=false&publication_due_on_to=2026-12-22";
    assert_eq!(ids(&office.registrar.lists_documents(due).unwrap()), [&report, &rules]);
    let office = office.on(register, "2026-12-23");
    assert_eq!(warned(&office.read(&report)), ["publication.working_days"]);
    office.approver.fires_document(&report, "publish", &publication()).unwrap();
    assert_eq!(warned(&office.read(&report)), Vec::<&str>::new());
    assert_eq!(ids(&office.registrar.lists_documents(due).unwrap()), [&rules]);
}

#[everywhere]
fn documents_it_replaces_end_the_day_before(register: &Register) {
    let office = Office::of(register);
    let [first, second] = ["挂牌督导工作制度", "督学考核工作制度"].map(|title| office.published(&office.rules(title)));
    let office = office.on(register, "2026-12-10");
    let later =
        with(&office.rules("督导工作制度"), &json!({ "effective_on": "2026-12-01", "replaces_ids": [first, second] }));
    let later = office.issued(&later);
    assert_eq!(text(&office.read(&later), "status"), "in_force", "since a day in the past");
    assert_eq!(register.brings_documents_into_effect(), 3, "those before have their days stored first");
    for id in [&first, &second] {
        let ended = office.read(id);
        assert_eq!((text(&ended, "status"), text(&ended, "ends_on")), ("superseded", "2026-11-30"));
    }
    assert_eq!((register.brings_documents_into_effect(), office.read(&later)["ends_on"].clone()), (0, json!(null)));
    assert_eq!(ids(&office.registrar.lists_documents("status=superseded").unwrap()), [&first, &second]);
    assert_eq!(register.get("/v1/public-results").json()["items"], json!([]), "what ended is not told any more");
    let itself = office.drafted(&office.rules("督导工作制度（修订）"));
    let patch = json!({ "replaces_ids": [itself] });
    assert_eq!(office.registrar.rewrites_document(&itself, 1, &patch), Err("invalid".into()));
}

#[everywhere]
fn document_expires_and_is_repealed_on_its_day(register: &Register) {
    let office = Office::of(register);
    let days = |first: &str, over: &str| json!({ "effective_on": first, "expires_on": over });
    let never = with(&office.rules("试行制度"), &days("2026-12-01", "2026-12-01"));
    assert_eq!(office.registrar.drafts_document(&never), Err("invalid".into()));
    let id = office.issued(&with(&office.rules("试行制度"), &days("2026-12-01", "2026-12-31")));
    assert_eq!(text(&office.read(&id), "status"), "issued");
    let (office, listed) = (office.on(register, "2026-12-31"), "status=expired");
    assert_eq!(text(&office.read(&id), "status"), "expired", "before the job has run");
    assert_eq!(ids(&office.registrar.lists_documents(listed).unwrap()), [&id]);
    assert_eq!((register.brings_documents_into_effect(), register.brings_documents_into_effect()), (1, 0));
    let expired = office.read(&id);
    assert_eq!((text(&expired, "status"), text(&expired, "ends_on")), ("expired", "2026-12-30"));
    let transitions = office.registrar.reads_document_transitions(&id).unwrap();
    let facts: Vec<(&str, &str)> = transitions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| (text(fact, "event"), text(fact, "occurred_on")))
        .collect();
    let days = [("take_effect", "2026-12-01"), ("expire", "2026-12-31")];
    assert_eq!(facts[1..], days, "each on its day");
    let id = office.issued(&with(&office.rules("旧制度"), &json!({ "effective_on": "2026-09-01" })));
    let repealed = office.approver.fires_document(&id, "repeal", &number("政教督〔2026〕20号")).unwrap();
    assert_eq!((text(&repealed, "status"), text(&repealed, "ends_on")), ("repealed", "2026-12-30"));
}

#[everywhere]
fn correction_goes_by_the_channels_of_the_publication(register: &Register) {
    let office = Office::of(register);
    let id = office.published(&office.report());
    let known_before = text(&office.read(&id), "updated_at").to_owned();
    register.passes_seconds(60);
    let correct = |changes: &Value| {
        let body = json!({ "channels": ["website", "gazette", "newspaper"], "reason": "学校数量有误" });
        office.approver.fires_document(&id, "correct_publication", &with(&body, changes))
    };
    assert_eq!(correct(&json!({ "channels": ["website"] })), Err("invalid".into()), "the gazette is missing");
    assert_eq!(correct(&json!({ "reason": null })), Err("invalid".into()));
    let summary = json!({ "public_summary": "挂牌督导覆盖七十九所学校", "privacy_checked_by": "市教育局法规科" });
    assert_eq!(correct(&json!({ "public_summary": "挂牌督导覆盖七十九所学校" })), Err("invalid".into()), "unchecked");
    let corrected = correct(&summary).unwrap();
    assert_eq!(text(&corrected, "public_summary"), "挂牌督导覆盖七十九所学校");
    let told = register.get(&format!("/v1/public-results/{id}")).json();
    assert_eq!(
        (text(&told, "public_summary"), text(&told, "published_on")),
        ("挂牌督导覆盖七十九所学校", "2026-11-23")
    );
    let channels = ["website", "gazette", "newspaper"];
    let correction = json!([{ "corrected_on": "2026-11-23", "channels": channels, "reason": "学校数量有误" }]);
    assert_eq!(told["corrections"], correction);
    let before = office.registrar.reads_document(&id, &format!("known_at={known_before}")).unwrap();
    assert_eq!(text(&before, "public_summary"), "挂牌督导覆盖全部学校", "the old words stay in history");
    office.approver.fires_document(&id, "withdraw_publication", &json!({ "reason": "报告撤回" })).unwrap();
    assert_eq!(register.get("/v1/public-results").json()["items"], json!([]));
    assert_eq!(register.acting("partner").reads_result(&id), Err("not_found".into()));
    let again = office.approver.fires_document(&id, "publish", &publication()).unwrap();
    assert_eq!((&again["corrections"], &again["publication_withdrawn_on"]), (&json!([]), &json!(null)));
}

#[everywhere]
fn reversed_measure_makes_a_correction_due(register: &Register) {
    let office = Office::of(register);
    let measure = office.decided_measure();
    let circular = with(&office.report(), &json!({ "kind": "circular" }));
    let circular = with(&circular, &about("accountability_measure", &measure));
    let [first, second] = [&circular, &circular].map(|body| office.published(body));
    let [draft, silent] = [office.drafted(&circular), office.issued(&circular)];
    let other = office.published(&office.report());
    assert_eq!(office.registrar.lists_documents("correction_due=true").unwrap(), json!([]));
    office.registrar.files_measure_remedy(&measure, &json!({ "kind": "appeal" })).unwrap();
    let revoked = json!({ "outcome": "revoked", "document_number": "市政〔2026〕8号" });
    office.approver.fires_measure(&measure, "decide_remedy", &revoked).unwrap();
    let due = office.registrar.lists_documents("correction_due=true").unwrap();
    assert_eq!(ids(&due), [&first, &second]);
    assert_eq!((text(&due[0], "correction_due_on"), text(&due[0], "status")), ("2026-12-22", "in_force"));
    let named = office.registrar.lists_documents(&format!("subject_id={measure}&correction_due=false")).unwrap();
    assert_eq!((ids(&named), named.to_string().contains(&other)), (vec![&*draft, &*silent], false));
    let transitions = office.registrar.reads_document_transitions(&first).unwrap();
    let fact = transitions["items"].as_array().unwrap().last().unwrap();
    assert_eq!((text(fact, "event"), text(fact, "document_number")), ("correction_due", "市政〔2026〕8号"));
    let reason = json!({ "channels": ["website", "gazette"], "reason": "问责决定已撤销" });
    office.approver.fires_document(&first, "correct_publication", &reason).unwrap();
    office.approver.fires_document(&second, "withdraw_publication", &json!({ "reason": "问责决定已撤销" })).unwrap();
    assert_eq!(office.registrar.lists_documents("correction_due=true").unwrap(), json!([]));
}

#[everywhere]
fn corrected_evaluation_makes_a_correction_due(register: &Register) {
    let office = Office::of(register);
    let evaluation = office.evaluated("XX", "score");
    let report = office.published(&with(&office.report(), &about("evaluation", &evaluation)));
    let told = |id: &str| register.get(&format!("/v1/public-results/{id}")).json()["evaluations"].clone();
    let unit = office.school["name"].clone();
    let excellent =
        json!([{ "unit": unit, "purpose": "school", "period": "2026", "grade": "excellent", "score": 100.0 }]);
    assert_eq!(told(&report), excellent);
    let correction = json!({
        "actuals": [{ "code": "A", "passed": false }], "document_number": "政教督〔2026〕11号", "reason": "复核材料有误"
    });
    office.approver.fires_evaluation(&evaluation, "correct", &correction).unwrap();
    assert_eq!(text(&office.read(&report), "correction_due_on"), "2026-12-22");
    assert_eq!(told(&report)[0]["grade"], "unqualified", "what is computed is told as it is now");
}

#[everywhere]
fn public_result_tells_what_the_system_publishes(register: &Register) {
    let office = Office::of(register);
    for (code, publish) in [("XA", "grade"), ("XB", "nothing")] {
        let evaluation = office.evaluated(code, publish);
        let report = office.published(&with(&office.report(), &about("evaluation", &evaluation)));
        let told = office.registrar.reads_result(&report).unwrap()["evaluations"].clone();
        let expected = json!([{
            "unit": office.school["name"], "purpose": "school", "period": "2026", "grade": "excellent", "score": null
        }]);
        assert_eq!(told, if publish == "grade" { expected } else { json!([]) }, "{publish}");
    }
}

#[everywhere]
fn public_result_leaves_out_minors_and_small_numbers(register: &Register) {
    let office = Office::of(register);
    let general: Vec<Value> = (0..5).map(|_| office.told_problem(&json!({}))).collect();
    let serious: Vec<Value> = (0..4).map(|_| office.told_problem(&json!({ "severity": "serious" }))).collect();
    let harmed = office.told_problem(&json!({ "severity": "serious", "minor_harm": true, "found_on": "2026-11-23" }));
    let subjects: Vec<Value> = [general, serious, vec![harmed]].concat();
    let report = office.published(&with(&office.report(), &json!({ "subjects": subjects })));
    let told = office.registrar.reads_result(&report).unwrap();
    assert_eq!(told["problems"], json!([{ "severity": "general", "count": 5 }]), "neither four nor the fifth");
    register.has_policy("statistics.min_cell", &json!(6));
    assert_eq!(office.registrar.reads_result(&report).unwrap()["problems"], json!([]));
}

#[everywhere]
fn citizen_number_in_words_for_the_public_is_a_fault(register: &Register) {
    let office = Office::of(register);
    for number in ["15400001277", "999999199001010016"] {
        for field in ["title", "public_summary"] {
            let body = with(&office.report(), &json!({ field: format!("联系人{number}") }));
            assert_eq!(office.registrar.drafts_document(&body), Err("invalid".into()), "{field}");
        }
        let id = office.published(&office.report());
        let body = json!({ "channels": ["website", "gazette"], "reason": format!("联系人{number}") });
        assert_eq!(office.approver.fires_document(&id, "correct_publication", &body), Err("invalid".into()));
    }
    let body = with(&office.report(), &json!({ "public_summary": "联系人15400001277" }));
    let answer = office.registrar.post("/v1/documents", &body);
    let fault = &answer.json()["errors"][0];
    assert_eq!((text(fault, "pointer"), text(fault, "code")), ("/public_summary", "personal_number"));
}

#[everywhere]
fn document_names_what_is_there_and_within_reach(register: &Register) {
    let office = Office::of(register);
    let nobody = "0193591c-2000-7000-8000-000000000001";
    let pointers = |client: &Client, body: &Value| -> Vec<String> {
        let answer = client.post("/v1/documents", body).json();
        answer["errors"].as_array().unwrap().iter().map(|fault| text(fault, "pointer").to_owned()).collect()
    };
    let school = with(&office.report(), &about("school", text(&office.school, "id")));
    office.registrar.drafts_document(&school).unwrap();
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(pointers(&elsewhere, &school), ["/issuer_ids/0", "/subjects/0/id"]);
    for kind in ["inspection", "finding", "evaluation", "accountability_measure", "supervision_plan", "organisation"] {
        let body = with(&office.report(), &about(kind, nobody));
        assert_eq!(pointers(&office.registrar, &body), ["/subjects/0/id"], "{kind}");
    }
    let wrong = with(
        &office.report(),
        &json!({
            "replaces_ids": [nobody], "policy_keys": ["publication.checked", "publication.nothing"],
            "digest": "xyz", "bytes": 12
        }),
    );
    assert_eq!(pointers(&office.registrar, &wrong), ["/digest", "/policy_keys/1", "/replaces_ids/0"]);
}

#[everywhere]
fn documents_are_the_offices_and_the_auditors_to_read(register: &Register) {
    let office = Office::of(register);
    let id = office.published(&office.report());
    assert_eq!(register.acting("auditor").reads_document(&id, "").unwrap(), office.read(&id));
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).reads_document(&id, ""), Err("forbidden".into()), "{role}");
        assert_eq!(ids(&register.acting(role).lists_results("").unwrap()), [&id], "{role}");
    }
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.lists_documents("").unwrap(), json!([]));
    assert_eq!(elsewhere.reads_document(&id, ""), Err("not_found".into()));
    let of_kind = |filter: &str| office.registrar.lists_results(filter).unwrap().as_array().unwrap().len();
    assert_eq!((of_kind("kind=supervision_report"), of_kind("kind=circular")), (1, 0));
    assert_eq!((of_kind("published_on_to=2026-11-22"), of_kind("published_on_from=2026-11-23")), (0, 1));
}
