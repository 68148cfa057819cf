//! Evaluations: opened by a system in effect, rated, computed, told, reviewed and final; who may rate whom.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

/// An office with a system in effect for townships, who acts in it, and a township.
struct Office {
    registrar: Client,
    approver: Client,
    system: String,
    township: Value,
}

/// The system of the worked example: raters, a target, a rate of the register, and what is passed.
fn system() -> Value {
    let indicator = |code: &str, weight: u32, measure: &str| json!({ "code": code, "title": format!("指标{code}"), "weight": weight, "measure": measure });
    let mut reached = indicator("B", 25, "target");
    reached["target"] = json!(100);
    let mut passed_rate = indicator("D", 15, "target");
    passed_rate["target"] = json!(14);
    json!({
        "code": "XZ", "title": "乡镇人民政府履行教育职责评价指标体系", "purpose": "government_duty", "object_kind": "township",
        "year": 2026, "comprehensive_points": 4.0, "effective_on": "2026-01-01",
        "indicators": [indicator("A", 30, "rated"), reached, indicator("C", 20, "rated"), passed_rate, indicator("E", 10, "passed")],
        "raters": [
            { "kind": "office", "weight": 40 }, { "kind": "member_unit", "weight": 30 },
            { "kind": "third_party", "weight": 20 }, { "kind": "satisfaction", "weight": 10 }
        ],
        "bands": [
            { "grade": "excellent", "from": 90 }, { "grade": "good", "from": 80 },
            { "grade": "qualified", "from": 60 }, { "grade": "unqualified", "from": 0 }
        ],
        "vetoes": [{ "code": "V1", "title": "发生重大校园安全责任事故" }]
    })
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let draft = registrar.drafts_system(&system()).unwrap();
        let system = text(&draft, "id").to_owned();
        registrar.fires_system(&system, "submit", &json!({})).unwrap();
        approver.fires_system(&system, "approve", &document()).unwrap();
        let township = json!({ "name": "测试镇人民政府", "functions": ["township"], "level": "township" });
        let township = registrar.registers_organisation(&township).unwrap();
        Self { registrar, approver, system, township }
    }

    fn body(&self) -> Value {
        json!({
            "organisation_id": self.township["id"], "system_id": self.system, "period": "2026", "accountable_post": "镇长",
            "contract_number": "教督评〔2026〕合3号", "independence_declared_on": "2026-11-02"
        })
    }

    fn opened(&self) -> String {
        text(&self.registrar.opens_evaluation(&self.body()).unwrap(), "id").to_owned()
    }

    fn fires(&self, id: &str, event: &str, with: &Value) -> Result<Value, String> {
        self.registrar.fires_evaluation(id, event, with)
    }

    /// All of the worked example, so that the score can be computed.
    fn scored(&self) -> String {
        let id = self.opened();
        for rating in ratings() {
            self.fires(&id, "rate", &rating).unwrap();
        }
        self.fires(&id, "record_actuals", &actuals()).unwrap();
        id
    }

    fn notified(&self) -> String {
        let id = self.scored();
        self.fires(&id, "propose", &json!({})).unwrap();
        self.fires(&id, "notify", &json!({})).unwrap();
        id
    }
}

fn document() -> Value {
    json!({ "document_number": "政教督〔2026〕8号" })
}

fn rating(kind: &str, rater: &str, scores: &[(&str, u32)]) -> Value {
    let scores: Vec<Value> = scores.iter().map(|(code, score)| json!({ "code": code, "score": score })).collect();
    json!({ "rater_kind": kind, "rater": rater, "scores": scores })
}

fn ratings() -> Vec<Value> {
    vec![
        rating("office", "市教育督导室", &[("A", 84), ("C", 70)]),
        rating("member_unit", "市财政局", &[("A", 88), ("C", 75)]),
        rating("third_party", "测试评估中心", &[("A", 80), ("C", 66)]),
        rating("satisfaction", "家长问卷", &[("A", 90)]),
    ]
}

fn actuals() -> Value {
    json!({ "actuals": [{ "code": "B", "value": 96 }, { "code": "D", "value": 11 }, { "code": "E", "passed": true }] })
}

/// Hundredths, half up, of an average by weights: what a clerk does with the answer alone.
fn average(parts: &[(f64, f64)]) -> f64 {
    let whole = |number: f64| format!("{:.0}", number * 100.0).parse::<i64>().unwrap();
    let sum: i64 = parts.iter().map(|(weight, score)| whole(*weight) * whole(*score)).sum();
    let weights: i64 = parts.iter().map(|(weight, _)| whole(*weight)).sum();
    f64::from(i32::try_from((2 * sum + weights) / (2 * weights)).unwrap()) / 100.0
}

fn number(of: &Value, field: &str) -> f64 {
    of[field].as_f64().unwrap()
}

#[everywhere]
fn township_year_goes_from_opening_to_points(register: &Register) {
    let office = Office::of(register);
    let opened = office.registrar.opens_evaluation(&office.body()).unwrap();
    let id = text(&opened, "id");
    assert_eq!((text(&opened, "status"), text(&opened, "origin"), &opened["score"]), ("opened", "own", &Value::Null));
    assert_eq!((&opened["system_version"], text(&opened, "purpose")), (&json!(3), "government_duty"));
    let own = json!({ "scores": [{ "code": "A", "score": 99.5 }], "on_behalf_of": "测试镇人民政府" });
    assert_eq!(text(&office.fires(id, "self_rate", &own).unwrap(), "status"), "self_rated");
    for rating in ratings() {
        assert_eq!(text(&office.fires(id, "rate", &rating).unwrap(), "status"), "scored");
    }
    assert_eq!(office.fires(id, "propose", &json!({})), Err("invalid".into()), "values are missing");
    office.fires(id, "record_actuals", &actuals()).unwrap();
    let proposed = office.fires(id, "propose", &json!({})).unwrap();
    let outcome = |of: &Value| (of["score"].clone(), of["grade"].clone(), of["points"].clone());
    let expected = (json!(85.35), json!("good"), json!(3.41));
    assert_eq!((text(&proposed, "status"), outcome(&proposed)), ("provisional", expected.clone()));
    let vetoed =
        office.fires(id, "propose", &json!({ "vetoes": [{ "code": "V1", "evidence": "事故调查报告" }] })).unwrap();
    assert_eq!(outcome(&vetoed), (json!(85.35), json!("unqualified"), json!(3.41)));
    office.fires(id, "propose", &json!({})).unwrap();
    let told = office.fires(id, "notify", &json!({})).unwrap();
    assert_eq!((text(&told, "notified_on"), text(&told, "review_until")), ("2026-11-23", "2026-12-08"));
    assert_eq!(office.approver.fires_evaluation(id, "finalise", &document()), Err("rule_refused".into()));
    let waived = json!({ "document_number": "政教督〔2026〕9号", "waived": true });
    assert_eq!(office.fires(id, "finalise", &waived), Err("forbidden".into()));
    let made_final = office.approver.fires_evaluation(id, "finalise", &waived).unwrap();
    assert_eq!((text(&made_final, "status"), outcome(&made_final)), ("final", expected));
}

#[everywhere]
fn score_is_computed_again_from_its_explanation_alone(register: &Register) {
    let office = Office::of(register);
    let id = office.scored();
    assert_eq!(office.registrar.explains_evaluation(&id), Err("not_found".into()));
    office.fires(&id, "propose", &json!({})).unwrap();
    let how = office.registrar.explains_evaluation(&id).unwrap();
    let indicators = how["indicators"].as_array().unwrap();
    for one in indicators {
        let again = match text(one, "measure") {
            "rated" => {
                let averages = one["averages"].as_array().unwrap();
                let parts: Vec<_> =
                    averages.iter().map(|kind| (number(kind, "weight"), number(kind, "average"))).collect();
                average(&parts)
            }
            "target" => average(&[(number(one, "value"), 100.0), (number(one, "target") - number(one, "value"), 0.0)]),
            _ => {
                if one["passed"] == json!(true) {
                    100.0
                } else {
                    0.0
                }
            }
        };
        assert_eq!(one["score"], json!(again), "{one}");
    }
    let parts: Vec<_> = indicators.iter().map(|one| (number(one, "weight"), number(one, "score"))).collect();
    let score = average(&parts);
    let points = average(&[(score, number(&how, "comprehensive_points")), (100.0 - score, 0.0)]);
    assert_eq!((score, points), (85.35, 3.41));
    assert_eq!((&how["score"], &how["points"]), (&json!(score), &json!(points)));
    let bands = how["bands"].as_array().unwrap();
    let band = bands.iter().find(|band| number(band, "from") <= score).unwrap();
    assert_eq!(how["grade"], band["grade"]);
}

#[everywhere]
fn township_rated_by_the_office_alone_is_refused(register: &Register) {
    let office = Office::of(register);
    let id = office.opened();
    office.fires(&id, "rate", &ratings()[0]).unwrap();
    office.fires(&id, "record_actuals", &actuals()).unwrap();
    assert_eq!(office.fires(&id, "propose", &json!({})), Err("rule_refused".into()));
    office.fires(&id, "rate", &ratings()[1]).unwrap();
    // The weight of who did not rate goes outside: 40 of the office, 60 of the member unit.
    office.fires(&id, "propose", &json!({})).unwrap();
    let how = office.registrar.explains_evaluation(&id).unwrap();
    let weights: Vec<_> =
        how["indicators"][0]["averages"].as_array().unwrap().iter().map(|one| &one["weight"]).collect();
    assert_eq!(weights, [&json!(40), &json!(60)]);
}

#[everywhere]
fn nobody_rates_the_own_unit(register: &Register) {
    let office = Office::of(register);
    let id = office.opened();
    let mut own = rating("member_unit", "测试镇人民政府", &[("A", 100)]);
    assert_eq!(office.fires(&id, "rate", &own), Err("rule_refused".into()));
    own["rater"] = json!("某某");
    own["rater_unit_id"] = office.township["id"].clone();
    assert_eq!(office.fires(&id, "rate", &own), Err("rule_refused".into()));
    let mut inspector = person(1);
    inspector["work_unit"] = json!("测试镇人民政府");
    let inspector = office.registrar.creates_person(&inspector).unwrap();
    let mut by = rating("office", "督学", &[("A", 100)]);
    by["rater_person_id"] = inspector["id"].clone();
    assert_eq!(office.fires(&id, "rate", &by), Err("rule_refused".into()));
    assert_eq!(office.registrar.reads_evaluation(&id, "").unwrap()["ratings"], json!([]));
}

#[everywhere]
fn third_party_rates_after_its_declaration(register: &Register) {
    let office = Office::of(register);
    let mut body = office.body();
    body["independence_declared_on"] = Value::Null;
    let id = text(&office.registrar.opens_evaluation(&body).unwrap(), "id").to_owned();
    assert_eq!(office.fires(&id, "rate", &ratings()[2]), Err("rule_refused".into()));
    office.fires(&id, "rate", &ratings()[1]).unwrap();
    body["origin"] = json!("third_party_only");
    assert_eq!(office.registrar.opens_evaluation(&body), Err("invalid".into()), "which third party?");
}

#[everywhere]
fn review_comes_in_time_and_never_lowers_a_result(register: &Register) {
    let office = Office::of(register);
    let id = office.notified();
    let asks = json!({ "statement": "财政投入数据应按决算数计算", "on_behalf_of": "测试镇人民政府" });
    office.fires(&id, "request_review", &asks).unwrap();
    let corrected = |value: u32| json!({ "outcome": "raised", "actuals": [{ "code": "B", "value": value }] });
    assert_eq!(office.fires(&id, "decide_review", &corrected(100)), Err("forbidden".into()));
    assert_eq!(office.approver.fires_evaluation(&id, "decide_review", &corrected(95)), Err("rule_refused".into()));
    let raised = office.approver.fires_evaluation(&id, "decide_review", &corrected(100)).unwrap();
    assert_eq!((text(&raised, "status"), &raised["score"]), ("notified", &json!(86.35)));
    assert_eq!(text(&raised["review"], "outcome"), "raised");
    assert_eq!(office.fires(&id, "request_review", &asks), Err("transition_not_allowed".into()), "once");
    assert_eq!(text(&office.approver.fires_evaluation(&id, "finalise", &document()).unwrap(), "status"), "final");
}

#[everywhere]
fn review_after_its_last_day_is_refused(register: &Register) {
    let office = Office::of(register);
    let id = office.notified();
    register.is_now("2026-12-09");
    let (registrar, approver) = (register.renews(office.registrar), register.renews(office.approver));
    let asks = json!({ "statement": "请求复核" });
    assert_eq!(registrar.fires_evaluation(&id, "request_review", &asks), Err("rule_refused".into()));
    assert_eq!(text(&approver.fires_evaluation(&id, "finalise", &document()).unwrap(), "status"), "final");
}

#[everywhere]
fn result_from_above_is_recorded_as_told(register: &Register) {
    let office = Office::of(register);
    office.opened();
    let mut body = office.body();
    body["origin"] = json!("higher_authority");
    let id = text(&office.registrar.opens_evaluation(&body).unwrap(), "id").to_owned();
    assert_eq!(office.fires(&id, "rate", &ratings()[1]), Err("transition_not_allowed".into()));
    assert_eq!(office.approver.fires_evaluation(&id, "record_result", &document()), Err("invalid".into()));
    let told = json!({ "document_number": "皖教督〔2026〕2号", "score": 91.5 });
    let recorded = office.approver.fires_evaluation(&id, "record_result", &told).unwrap();
    assert_eq!(
        (text(&recorded, "status"), text(&recorded, "grade"), &recorded["points"]),
        ("final", "excellent", &json!(3.66))
    );
    // The office's own of the same year stands beside it.
    let page = office.registrar.lists_evaluations("year=2026&period=2026").unwrap();
    let origins: Vec<_> = page.as_array().unwrap().iter().map(|one| text(one, "origin")).collect();
    assert_eq!(origins, ["own", "higher_authority"]);
    assert_eq!(office.registrar.explains_evaluation(&id), Err("not_found".into()));
}

#[everywhere]
fn final_result_is_corrected_by_another_with_a_reason(register: &Register) {
    let office = Office::of(register);
    let id = office.notified();
    let waived = json!({ "document_number": "政教督〔2026〕9号", "waived": true });
    office.approver.fires_evaluation(&id, "finalise", &waived).unwrap();
    let mut correction = json!({ "actuals": [{ "code": "B", "value": 50 }], "document_number": "政教督〔2026〕12号" });
    assert_eq!(office.approver.fires_evaluation(&id, "correct", &correction), Err("invalid".into()), "no reason");
    correction["reason"] = json!("数据核查有误");
    let corrected = office.approver.fires_evaluation(&id, "correct", &correction).unwrap();
    assert_eq!((text(&corrected, "status"), &corrected["score"]), ("final", &json!(73.85)));
}

#[everywhere]
fn hr_reads_what_is_final(register: &Register) {
    let office = Office::of(register);
    let (id, hr) = (office.notified(), register.acting("hr"));
    assert_eq!(hr.reads_evaluation(&id, ""), Err("not_found".into()));
    assert_eq!(hr.lists_evaluations("").unwrap(), json!([]));
    let waived = json!({ "document_number": "政教督〔2026〕9号", "waived": true });
    office.approver.fires_evaluation(&id, "finalise", &waived).unwrap();
    assert_eq!(hr.reads_evaluation(&id, "").unwrap()["score"], json!(85.35));
    let listed = hr.lists_evaluations("purpose=government_duty&status=final&grade=good").unwrap();
    assert_eq!(text(&listed[0], "id"), id);
    assert_eq!(register.acting("finance").reads_evaluation(&id, ""), Err("forbidden".into()));
}

#[on_both_databases]
fn evaluation_is_opened_once_by_a_system_in_effect(register: &Register) {
    let office = Office::of(register);
    office.opened();
    assert_eq!(office.registrar.post("/v1/evaluations", &office.body()).status, 409);
    let faults = |changes: &Value| {
        let mut body = office.body();
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        office.registrar.post("/v1/evaluations", &body).faults()
    };
    let at = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    assert_eq!(faults(&json!({ "period": "2025" })), [at("/period", "mismatch")]);
    assert_eq!(faults(&json!({ "period": "2026-13" })), [at("/period", "date")]);
    let (_, schools) = office.registrar.has_zone(1, 1);
    let school = json!({ "organisation_id": null, "school_id": schools[0]["id"] });
    assert_eq!(faults(&school), [at("/school_id", "mismatch")]);
    let both = json!({ "school_id": schools[0]["id"] });
    assert_eq!(faults(&both), [at("/school_id", "mismatch"), at("/organisation_id", "mismatch")]);
    let mut later = system();
    (later["effective_on"], later["code"]) = (json!("2027-01-01"), json!("ZX"));
    let draft = office.registrar.drafts_system(&later).unwrap();
    assert_eq!(faults(&json!({ "system_id": draft["id"] })), [at("/system_id", "reference")]);
    assert_eq!(
        faults(&json!({ "system_id": "0193591c-2000-7000-8000-000000000001" })),
        [at("/system_id", "reference")]
    );
}

#[on_both_databases]
fn rating_names_each_fault_and_no_personal_number(register: &Register) {
    let office = Office::of(register);
    let id = office.opened();
    let faults = |with: Value| office.registrar.post(&format!("/v1/evaluations/{id}/transitions"), &with).faults();
    let at = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    let mut wrong = rating("office", "市教育督导室", &[("A", 1), ("A", 2), ("B", 3), ("Z", 4)]);
    wrong["event"] = json!("rate");
    let expected =
        [at("/scores/1/code", "duplicate"), at("/scores/2/code", "reference"), at("/scores/3/code", "reference")];
    assert_eq!(faults(wrong), expected);
    let values =
        json!({ "event": "record_actuals", "actuals": [{ "code": "B", "passed": true }, { "code": "A", "value": 1 }] });
    let expected =
        [at("/actuals/0/value", "required"), at("/actuals/0/passed", "mismatch"), at("/actuals/1/code", "reference")];
    assert_eq!(faults(values), expected);
    for rating in ratings() {
        office.fires(&id, "rate", &rating).unwrap();
    }
    office.fires(&id, "record_actuals", &actuals()).unwrap();
    let vetoes = json!({ "event": "propose", "vetoes": [{ "code": "V1", "evidence": "联系人 13800001111" }] });
    assert_eq!(faults(vetoes), [at("/vetoes/0/evidence", "personal_number")]);
    let unknown = json!({ "event": "propose", "vetoes": [{ "code": "V9", "evidence": "报告" }] });
    assert_eq!(faults(unknown), [at("/vetoes/0/code", "reference")]);
}
