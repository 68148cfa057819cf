//! References to results: what is told for a personnel decision, signed; that it was used; and that it was reversed since.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use tests::{Client, Register, everywhere, fixtures::text};

/// An office that evaluated a school, and HR.
struct Office {
    registrar: Client,
    approver: Client,
    hr: Client,
    school: Value,
    evaluation: String,
}

fn document() -> Value {
    json!({ "document_number": "政教督〔2026〕8号" })
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let (registrar, approver, hr) =
            (register.acting("registrar"), register.acting("approver"), register.acting("hr"));
        let (_, schools) = registrar.has_zone(1, 1);
        let system = json!({
            "code": "XX", "title": "学校办学行为评价指标体系", "purpose": "school", "object_kind": "school",
            "effective_on": "2026-01-01",
            "indicators": [{ "code": "A", "title": "规范办学", "weight": 100, "measure": "passed" }],
            "raters": [{ "kind": "office", "weight": 100 }],
            "bands": [{ "grade": "excellent", "from": 90 }, { "grade": "unqualified", "from": 0 }], "vetoes": []
        });
        let system = text(&registrar.drafts_system(&system).unwrap(), "id").to_owned();
        registrar.fires_system(&system, "submit", &json!({})).unwrap();
        approver.fires_system(&system, "approve", &document()).unwrap();
        let body = json!({ "school_id": schools[0]["id"], "system_id": system, "period": "2026" });
        let evaluation = text(&registrar.opens_evaluation(&body).unwrap(), "id").to_owned();
        Self { registrar, approver, hr, school: schools[0].clone(), evaluation }
    }

    /// The evaluation has come to its end.
    fn finalised(self) -> Self {
        let actuals = json!({ "actuals": [{ "code": "A", "passed": true }] });
        self.registrar.fires_evaluation(&self.evaluation, "record_actuals", &actuals).unwrap();
        self.registrar.fires_evaluation(&self.evaluation, "propose", &json!({})).unwrap();
        self.registrar.fires_evaluation(&self.evaluation, "notify", &json!({})).unwrap();
        let waived = json!({ "document_number": "政教督〔2026〕9号", "waived": true });
        self.approver.fires_evaluation(&self.evaluation, "finalise", &waived).unwrap();
        self
    }

    fn question(&self) -> Value {
        json!({
            "school_id": self.school["id"], "period": "2026", "purpose": "cadre_assessment",
            "decision_number": "组干〔2026〕18号"
        })
    }

    fn asked(&self) -> Value {
        self.hr.asks_for_results(&self.question()).unwrap()
    }

    /// A decision against the school, which is in effect today.
    fn has_measure(&self) -> String {
        let finding = json!({
            "school_id": self.school["id"], "kind": "problem", "matter": "safety", "severity": "general",
            "statement": "北门监控在放学时段未开启", "found_on": "2026-11-20"
        });
        let finding = self.registrar.records_finding(&finding).unwrap();
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
        fires("take_effect", &json!({}));
        id
    }
}

/// What a register signed, by the keys that it publishes.
fn opened(register: &Register, signed: &str) -> Value {
    let keys = register.get("/.well-known/jwks.json").json();
    let key = DecodingKey::from_ed_components(text(&keys["keys"][0], "x")).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_required_spec_claims::<&str>(&[]);
    (validation.validate_exp, validation.validate_aud) = (false, false);
    let opened = jsonwebtoken::decode::<Value>(signed, &key, &validation).unwrap();
    assert_eq!(opened.header.typ.as_deref(), Some("result-reference+jwt"));
    opened.claims
}

#[everywhere]
fn answer_is_signed_and_its_use_is_reported(register: &Register) {
    let office = Office::of(register);
    assert_eq!(office.asked()["answer"], json!([]), "what is provisional is not told");
    let office = office.finalised();
    let measure = office.has_measure();
    let asked = office.asked();
    let told = &asked["answer"];
    assert_eq!((text(&told[0], "kind"), text(&told[0], "id")), ("evaluation", office.evaluation.as_str()));
    assert_eq!((&told[0]["score"], text(&told[0], "grade")), (&json!(100.0), "excellent"));
    assert_eq!((text(&told[1], "kind"), text(&told[1], "id")), ("accountability_measure", measure.as_str()));
    assert_eq!((text(&told[1], "form"), text(&told[1], "took_effect_on")), ("circular", "2026-11-23"));
    let claims = opened(register, text(&asked, "signed"));
    assert_eq!((&claims["jti"], &claims["decision_number"]), (&asked["id"], &json!("组干〔2026〕18号")));
    assert_eq!((&claims["answer"][0]["id"], &claims["answer"][1]["form"]), (&told[0]["id"], &json!("circular")));
    let id = text(&asked, "id");
    assert_eq!(office.hr.reports_use(id, &json!({ "use": "decisive" })), Err("invalid".into()), "by which decision");
    let used = json!({ "use": "decisive", "document_number": "组干〔2026〕18号" });
    let reported = office.hr.reports_use(id, &used).unwrap();
    assert_eq!((text(&reported, "status"), text(&reported, "use")), ("used", "decisive"));
    assert_eq!(text(&reported, "used_on"), "2026-11-23");
    assert_eq!(office.hr.reports_use(id, &used), Err("transition_not_allowed".into()), "once");
    let unused = text(&office.asked(), "id").to_owned();
    let document = json!({ "document_number": "组干〔2026〕19号" });
    assert_eq!(text(&office.registrar.reports_no_use(&unused, &document).unwrap(), "status"), "unused");
}

#[everywhere]
fn period_of_the_question_bounds_what_is_told(register: &Register) {
    let office = Office::of(register).finalised();
    for period in ["2025", "2026-11", "2026-autumn"] {
        let mut question = office.question();
        question["period"] = json!(period);
        assert_eq!(office.hr.asks_for_results(&question).unwrap()["answer"], json!([]), "{period}");
    }
    let mut question = office.question();
    question["period"] = json!("2026/11");
    assert_eq!(office.hr.asks_for_results(&question), Err("invalid".into()));
}

#[everywhere]
fn hr_sees_what_it_asked_itself_and_no_unit_out_of_reach(register: &Register) {
    let office = Office::of(register);
    let id = text(&office.asked(), "id").to_owned();
    assert_eq!(office.hr.lists_references("").unwrap().as_array().unwrap().len(), 1);
    let other = register.acting("hr");
    assert_eq!((other.reads_reference(&id), other.lists_references("").unwrap()), (Err("not_found".into()), json!([])));
    let used = json!({ "use": "considered", "document_number": "组干〔2026〕18号" });
    assert_eq!(other.reports_use(&id, &used), Err("not_found".into()));
    assert_eq!(text(&register.acting("auditor").reads_reference(&id).unwrap(), "id"), id);
    for role in ["finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).reads_reference(&id), Err("forbidden".into()), "{role}");
    }
    let elsewhere = register.acting_in("hr", Some("340200"));
    assert_eq!(elsewhere.asks_for_results(&office.question()), Err("invalid".into()));
}

#[everywhere]
fn reversal_is_told_to_whoever_was_told(register: &Register) {
    let office = Office::of(register).finalised();
    let earlier = office.asked();
    let measure = office.has_measure();
    let asked = office.asked();
    office.registrar.files_measure_remedy(&measure, &json!({ "kind": "appeal" })).unwrap();
    let revoked = json!({ "outcome": "revoked", "document_number": "市政〔2026〕8号" });
    office.approver.fires_measure(&measure, "decide_remedy", &revoked).unwrap();
    let told = office.hr.reads_reference(text(&asked, "id")).unwrap();
    assert_eq!((text(&told, "superseded_on"), &told["version"]), ("2026-11-23", &json!(2)));
    assert_eq!((&told["answer"], &told["signed"]), (&asked["answer"], &asked["signed"]), "it stays as it was given");
    let untouched = office.hr.reads_reference(text(&earlier, "id")).unwrap();
    assert_eq!(untouched["superseded_on"], Value::Null, "it did not tell of the decision");
    assert_eq!(office.asked()["answer"].as_array().unwrap().len(), 1, "what is reversed is told no more");
}

#[everywhere]
fn corrected_evaluation_is_told_to_whoever_was_told(register: &Register) {
    let office = Office::of(register).finalised();
    let asked = office.asked();
    let correction = json!({
        "actuals": [{ "code": "A", "passed": false }], "document_number": "政教督〔2026〕11号", "reason": "复核材料有误"
    });
    office.approver.fires_evaluation(&office.evaluation, "correct", &correction).unwrap();
    let told = office.hr.reads_reference(text(&asked, "id")).unwrap();
    assert_eq!((text(&told, "superseded_on"), text(&told["answer"][0], "grade")), ("2026-11-23", "excellent"));
    assert_eq!(text(&office.asked()["answer"][0], "grade"), "unqualified");
}
