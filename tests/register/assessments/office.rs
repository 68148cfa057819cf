//! An office that assesses, and the sheets by which it does.

use serde_json::{Value, json};
use tests::{Client, Register, fixtures::text};

/// A sheet: visits and hours are counted, quality and training are rated.
pub fn targets() -> Value {
    let item = |code: &str, domain: &str, weight: u32, value_from: &str, target: Option<u32>| {
        let mut item = json!({
            "code": code, "title": format!("第{code}项"), "domain": domain, "weight": weight, "measure": "按责任书考核",
            "evidence": "督导记录", "value_from": value_from
        });
        if let Some(target) = target {
            item["target"] = json!(target);
        }
        item
    };
    json!([
        item("visits", "follow_up", 25, "visits", Some(3)),
        item("hours", "training", 15, "training_hours", Some(40)),
        item("quality", "rules", 35, "rated", None),
        item("advice", "reports", 25, "rated", None)
    ])
}

/// A score for each rated item.
pub fn scores(quality: f64, advice: f64) -> Value {
    json!([{ "item": "quality", "score": quality }, { "item": "advice", "score": advice }])
}

/// An office with its people and their authority.
pub struct Office {
    pub registrar: Client,
    pub approver: Client,
    pub head: Client,
    pub authority: Value,
    pub cohort: Value,
}

impl Office {
    pub fn of(register: &Register) -> Self {
        register.has_calendars();
        let registrar = register.acting("registrar");
        let authority = registrar.has_authority();
        let cohort = registrar.has_cohort(&authority, 1, "2026-11-01");
        Self { registrar, approver: register.acting("approver"), head: register.acting("approver"), authority, cohort }
    }

    /// The same office on another day: tokens of the day before have ended.
    pub fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        Self {
            registrar: register.renews(self.registrar),
            approver: register.renews(self.approver),
            head: register.renews(self.head),
            ..self
        }
    }

    /// Somebody in office since the 23rd of November 2026.
    pub fn inspector(&self, number: u32) -> Value {
        let person = self.registrar.has_certified_by_record(&self.approver, number);
        self.registrar.has_inspector(&self.approver, &person, &self.cohort);
        person
    }

    pub fn body(&self, person: &Value, year: i32) -> Value {
        json!({ "person_id": person["id"], "authority_id": self.authority["id"], "year": year, "targets": targets() })
    }

    pub fn drafts(&self, person: &Value, year: i32) -> String {
        text(&self.registrar.drafts_assessment(&self.body(person, year)).expect("a draft"), "id").to_owned()
    }

    pub fn fires(&self, id: &str, event: &str, with: &Value) -> Result<Value, String> {
        let who = match event {
            "review_office" | "exempt" => &self.approver,
            "decide_review" | "finalise" => &self.head,
            _ => &self.registrar,
        };
        who.fires_assessment(id, event, with)
    }

    /// Takes a draft to the raters.
    pub fn is_self_rated(&self, id: &str, own: Value) {
        let signed = json!({ "inspector_signed_on": "2026-11-20", "office_signatory": "市政府教育督导室" });
        self.fires(id, "sign_targets", &signed).expect("signed");
        self.fires(id, "start", &json!({})).expect("begun");
        let report = json!({ "duty_report": "述职报告", "scores": own, "on_behalf_of": "欧阳试验" });
        self.fires(id, "self_rate", &report).expect("self-rated");
    }

    pub fn rates(&self, id: &str, kind: &str, rater: &str, scores: Value) -> Result<Value, String> {
        self.fires(id, "rate", &json!({ "rater_kind": kind, "rater": rater, "scores": scores }))
    }

    pub fn closes(&self, id: &str, vetoes: Value) {
        self.fires(id, "close_ratings", &json!({})).expect("closed");
        let review = json!({ "panel": ["督导科", "人事科"], "public_seat": "家长代表", "vetoes": vetoes });
        self.fires(id, "review_office", &review).expect("reviewed");
    }

    /// Takes a draft to the panel; every rater gives each item the same score, and nothing was counted.
    pub fn is_reviewed(&self, id: &str, score: f64) {
        self.is_self_rated(id, self.even(id, score));
        self.rates(id, "office", "督导科", self.even(id, score)).expect("rated");
        self.closes(id, json!([]));
    }

    /// The sheet with rated items only, so that the score is what raters say.
    pub fn drafts_rated_only(&self, person: &Value, year: i32) -> String {
        let mut body = self.body(person, year);
        for item in body["targets"].as_array_mut().unwrap() {
            item["value_from"] = json!("rated");
            item.as_object_mut().unwrap().remove("target");
        }
        text(&self.registrar.drafts_assessment(&body).expect("a draft"), "id").to_owned()
    }

    /// The same score for every rated item of a sheet.
    pub fn even(&self, id: &str, score: f64) -> Value {
        let record = self.registrar.reads_assessment(id, "").expect("a record");
        let rated = array(&record, "targets").iter().filter(|item| item["value_from"] == "rated");
        rated.map(|item| json!({ "item": item["code"], "score": score })).collect()
    }

    /// A proposed grade that rests on ratings only.
    pub fn is_proposed(&self, person: &Value, year: i32, score: f64) -> String {
        let id = self.drafts_rated_only(person, year);
        self.is_reviewed(&id, score);
        self.fires(&id, "propose", &json!({})).expect("proposed");
        id
    }

    /// A notified grade that rests on ratings only.
    pub fn is_notified(&self, person: &Value, year: i32, score: f64) -> String {
        let id = self.is_proposed(person, year, score);
        self.fires(&id, "notify", &json!({})).expect("notified");
        id
    }

    /// A final grade that the person accepted at once.
    pub fn is_final(&self, person: &Value, year: i32, score: f64) -> Value {
        let id = self.is_notified(person, year, score);
        let notified_on = self.registrar.reads_assessment(&id, "").expect("a record")["notified_on"].clone();
        self.fires(&id, "finalise", &json!({ "accepted_on": notified_on })).expect("final")
    }
}

pub fn refused() -> Result<Value, String> {
    Err("rule_refused".into())
}

pub fn invalid() -> Result<Value, String> {
    Err("invalid".into())
}

pub fn array<'a>(record: &'a Value, field: &str) -> &'a [Value] {
    record[field].as_array().map_or_else(|| panic!("no {field} in {record}"), Vec::as_slice)
}
