//! What follows from a problem that nobody put right: interview, accountability, a remedy in vain, publication, the use of the
//! result; and a reversal of which everybody hears who was told.

use serde_json::{Value, json};
use tests::{Client, Register, everywhere, fixtures::text};

/// Those who act, and the posts and units that they name.
struct City {
    registrar: Client,
    approver: Client,
    hr: Client,
    committee: Value,
    chair: Value,
    school: Value,
}

fn number(of: &str) -> Value {
    json!({ "document_number": of })
}

impl City {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let [registrar, approver, hr] = ["registrar", "approver", "hr"].map(|role| register.acting(role));
        let school = registrar.has_zone(1, 1).1[0].clone();
        let committee = json!({ "name": "市政府教育督导委员会", "functions": ["committee"], "level": "municipal" });
        let committee = registrar.registers_organisation(&committee).unwrap();
        let chair = json!({
            "organisation_id": committee["id"], "kind": "chair", "holder_name": "司马试验", "starts_on": "2026-09-01",
            "document_number": "政〔2026〕3号"
        });
        let chair = registrar.records_post(&chair).unwrap();
        Self { registrar, approver, hr, committee, chair, school }
    }

    fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        let Self { registrar, approver, hr, .. } = self;
        let [registrar, approver, hr] = [registrar, approver, hr].map(|client| register.renews(client));
        Self { registrar, approver, hr, ..self }
    }

    fn fires(&self, measure: &str, event: &str, with: &Value) -> Value {
        self.registrar.fires_measure(measure, event, with).unwrap()
    }

    /// A problem of which the school was told, until the 24th of November.
    fn told_problem(&self) -> String {
        let problem = json!({
            "school_id": self.school["id"], "kind": "problem", "matter": "safety", "severity": "general",
            "statement": "北门监控在放学时段未开启", "found_on": "2026-11-20"
        });
        let id = text(&self.registrar.records_finding(&problem).unwrap(), "id").to_owned();
        self.registrar.fires_finding(&id, "notify", &json!({ "due_on": "2026-11-24" })).unwrap();
        id
    }

    /// The interview to which a problem leads, held on its day with one demand.
    fn interviewed(self, register: &Register, finding: &str) -> Self {
        let escalated = self.registrar.fires_finding(finding, "escalate", &json!({})).unwrap();
        let interview = text(&escalated, "escalated_to").to_owned();
        let plan = json!({
            "planned_on": "2026-12-02", "matters": ["校园安全"], "respondent_name": "欧阳被问", "respondent_post": "校长"
        });
        self.fires(&interview, "schedule", &plan);
        let city = self.on(register, "2026-12-02");
        let demands = json!([{ "text": "当日修复监控并报告", "due_on": "2026-12-03" }]);
        city.fires(&interview, "hold", &json!({ "minutes": "校长已签字", "demands": demands }));
        let city = city.on(register, "2026-12-07");
        let read = city.registrar.reads_measure(&interview, "").unwrap();
        assert_eq!((text(&read, "due"), text(&read, "due_on")), ("demand", "2026-12-03"), "nothing was reported");
        city
    }

    /// A decision that is in effect.
    fn held_to_account(&self, finding: &str) -> String {
        let body = json!({
            "route": "accountability", "school_id": self.school["id"], "ground": "no_rectification",
            "facts": "约谈后仍未整改", "finding_ids": [finding]
        });
        let id = text(&self.registrar.opens_measure(&body).unwrap(), "id").to_owned();
        self.fires(&id, "investigate", &json!({ "investigators": ["甲试验", "乙试验"] }));
        let intent = json!({ "facts": "逾期未整改", "article": "regulations_25", "proposed_form": "circular" });
        self.fires(&id, "serve_intent", &intent);
        self.fires(&id, "hear_defence", &json!({ "statement": "设备采购延误" }));
        let decision = json!({
            "form": "circular", "ground": "no_rectification", "article": "regulations_25", "effective_on": "2026-12-07",
            "approved_by_post_id": self.chair["id"], "consulted_unit_ids": [self.committee["id"]],
            "document_number": "政教督委〔2026〕5号"
        });
        self.approver.fires_measure(&id, "decide", &decision).unwrap();
        self.fires(&id, "serve", &json!({}));
        assert_eq!(text(&self.fires(&id, "take_effect", &json!({})), "openness"), "public");
        id
    }

    fn decides_remedy(&self, measure: &str, kind: &str, outcome: &str) -> Value {
        self.registrar.files_measure_remedy(measure, &json!({ "kind": kind })).unwrap();
        let with = json!({ "outcome": outcome, "document_number": "政教督委〔2026〕7号" });
        self.approver.fires_measure(measure, "decide_remedy", &with).unwrap()
    }

    /// The circular about a measure, published.
    fn published(&self, measure: &str) -> String {
        let circular = json!({
            "kind": "circular", "title": "关于第1小学未整改校园安全问题的通报", "issuer_ids": [self.committee["id"]],
            "openness": "open", "public_summary": "第1小学校园安全问题未按期整改",
            "subjects": [{ "type": "accountability_measure", "id": measure }]
        });
        let id = text(&self.registrar.drafts_document(&circular).unwrap(), "id").to_owned();
        self.approver.fires_document(&id, "issue", &number("政教督委〔2026〕9号")).unwrap();
        let with = json!({ "channels": ["website"], "privacy_checked_by": "市教育局法规科" });
        self.approver.fires_document(&id, "publish", &with).unwrap();
        id
    }

    /// What HR was told for a decision, and used.
    fn used(&self) -> Value {
        let question = json!({
            "school_id": self.school["id"], "period": "2026", "purpose": "cadre_appointment",
            "decision_number": "组干〔2026〕18号"
        });
        let asked = self.hr.asks_for_results(&question).unwrap();
        let with = json!({ "use": "considered", "document_number": "组干〔2026〕18号" });
        self.hr.reports_use(text(&asked, "id"), &with).unwrap()
    }
}

/// Which resources a client hears of since a position.
fn heard(register: &Register, client: &Client, position: &str) -> Vec<String> {
    register.settles();
    let (changes, _) = client.follows_all("", position);
    changes.iter().map(|change| text(change, "resource").to_owned()).collect()
}

fn present(register: &Register, client: &Client) -> String {
    register.settles();
    client.present_position()
}

#[everywhere]
fn reversal_reaches_everybody_who_was_told(register: &Register) {
    let city = City::of(register);
    let finding = city.told_problem();
    let city = city.on(register, "2026-11-26");
    assert_eq!(city.registrar.reads_finding(&finding, "").unwrap()["overdue"], json!(true));
    let city = city.interviewed(register, &finding);
    let measure = city.held_to_account(&finding);
    assert_eq!(text(&city.decides_remedy(&measure, "review", "upheld"), "status"), "review_decided");
    let circular = city.published(&measure);
    let public = || register.get(&format!("/v1/public-results/{circular}")).json();
    assert_eq!((text(&public(), "kind"), &public()["corrections"]), ("circular", &json!([])));
    let used = city.used();
    assert_eq!((&used["answer"][0]["id"], text(&used, "status")), (&json!(measure), "used"));

    let city = city.on(register, "2026-12-14");
    let (for_hr, for_office) = (present(register, &city.hr), present(register, &city.registrar));
    assert_eq!(text(&city.decides_remedy(&measure, "appeal", "revoked"), "status"), "reversed");

    let told = city.hr.reads_reference(text(&used, "id")).unwrap();
    assert_eq!((text(&told, "superseded_on"), text(&told, "status")), ("2026-12-14", "used"));
    assert_eq!(told["answer"], used["answer"], "what was told stays as it was told");
    assert!(heard(register, &city.hr, &for_hr).contains(&"result_references".to_owned()));
    let heard = heard(register, &city.registrar, &for_office);
    for resource in ["accountability_measures", "documents", "result_references"] {
        assert!(heard.iter().any(|one| one == resource), "{resource} among {heard:?}");
    }
    let due = city.registrar.lists_documents("correction_due=true").unwrap();
    assert_eq!((text(&due[0], "id"), due.as_array().unwrap().len()), (circular.as_str(), 1));
    let correction = json!({ "channels": ["website"], "reason": "问责决定已撤销" });
    city.approver.fires_document(&circular, "correct_publication", &correction).unwrap();
    assert_eq!(text(&public()["corrections"][0], "reason"), "问责决定已撤销");
    assert_eq!(city.used()["answer"], json!([]), "who asks now is told of nothing");
}
