//! An office that dismisses, and who serves under it.

use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{basis, panel, published, text},
};

/// Two clerks' rooms: a registrar who opens and investigates, an approver who appoints, a head who decides.
pub struct Office {
    pub registrar: Client,
    pub approver: Client,
    pub head: Client,
    pub authority: Value,
    pub cohort: Value,
}

/// All that somebody holds.
pub struct Inspector {
    pub person: Value,
    pub appointment: String,
    pub certification: String,
    pub membership: String,
    pub assignment: String,
    pub zone: String,
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

    /// An inspector in office since the 23rd of November, who leads a zone and belongs to a pool.
    pub fn inspector(&self, number: u32) -> Inspector {
        let person = self.registrar.has_certified_by_record(&self.approver, number);
        let appointment = self.registrar.has_inspector(&self.approver, &person, &self.cohort);
        let (zone, _) = self.registrar.has_zone(number, 1);
        let id = |record: &Value| text(record, "id").to_owned();
        let body = json!({ "zone_id": zone["id"], "appointment_id": appointment["id"], "role": "lead" });
        let assignment = self.registrar.assigns(&body).expect("an assignment");
        let certifications = self.registrar.lists_certifications(&format!("person_id={}", id(&person))).unwrap();
        Inspector {
            appointment: id(&appointment),
            certification: id(&certifications[0]),
            membership: self.is_member(&person),
            assignment: id(&assignment),
            zone: id(&zone),
            person,
        }
    }

    /// Takes a person into the pool of specialists.
    pub fn is_member(&self, person: &Value) -> String {
        let body = json!({ "person_id": person["id"], "pool": "specialist", "source": "special_grade_teacher", "evidence": "证书" });
        let id = text(&self.registrar.nominates(&body).expect("a nomination"), "id").to_owned();
        let on = json!({ "occurred_on": "2026-11-02" });
        self.registrar.fires(&id, "submit", &on).expect("submitted");
        self.registrar.fires(&id, "accept", &on).expect("accepted");
        let mut choice = panel();
        choice["occurred_on"] = json!("2026-11-02");
        self.registrar.fires(&id, "shortlist", &choice).expect("shortlisted");
        self.registrar.fires(&id, "open_notice", &published("2026-11-02")).expect("published");
        self.approver.fires(&id, "approve", &basis()).expect("approved");
        id
    }

    pub fn opens(&self, person: &Value, ground: &str) -> Result<Value, String> {
        let body = json!({ "person_id": person["id"], "signal": "own_finding", "ground": ground, "description": "本学期三次无故缺席" });
        self.registrar.opens_case(&body)
    }

    pub fn opened(&self, person: &Value, ground: &str) -> String {
        text(&self.opens(person, ground).expect("a case"), "id").to_owned()
    }

    pub fn fires(&self, id: &str, event: &str, with: &Value) -> Result<Value, String> {
        let who = match event {
            "decide" | "drop" | "decide_remedy" => &self.head,
            "suspend_duty" | "lift_suspension" => &self.approver,
            _ => &self.registrar,
        };
        who.fires_case(id, event, with)
    }

    /// Takes a case about neglect to its defence.
    pub fn is_heard(&self, id: &str, measure: &str) {
        self.fires(id, "investigate", &json!({ "investigator": "监督科" })).expect("investigated");
        self.fires(id, "serve_intent", &intent(measure)).expect("served");
        self.fires(id, "hear_defence", &json!({ "statement": "本人申辩" })).expect("heard");
    }

    /// Takes a case about neglect to its decision and service.
    pub fn is_served(&self, id: &str, measure: &str, effective_on: &str) -> Value {
        self.is_heard(id, measure);
        self.fires(id, "decide", &decision(measure, effective_on)).expect("decided");
        self.fires(id, "serve", &json!({})).expect("served")
    }

    /// Somebody whose engagement was ended from the 30th of November.
    pub fn has_dismissed(self, register: &Register, one: &Inspector) -> (Self, String) {
        let id = self.opened(&one.person, "neglect");
        self.is_served(&id, "cancellation", "2026-11-30");
        let office = self.on(register, "2026-11-30");
        assert_eq!((register.keeps_cases(), register.keeps_cases()), (1, 0));
        (office, id)
    }

    /// The statuses of all that somebody holds.
    pub fn standing(&self, one: &Inspector) -> [String; 4] {
        let read = |record: Result<Value, String>| text(&record.unwrap(), "status").to_owned();
        [
            read(self.registrar.reads_appointment(&one.appointment, "")),
            read(self.registrar.reads_assignment(&one.assignment, "")),
            read(self.registrar.reads_membership(&one.membership)),
            read(self.registrar.reads_certification(&one.certification, "")),
        ]
    }

    /// A remedy that is filed and decided today.
    pub fn decides_remedy(&self, id: &str, kind: &str, with: &Value) -> Result<Value, String> {
        self.registrar.files_remedy(id, &json!({ "kind": kind, "statement": "不服决定" })).expect("filed");
        let mut decision = basis();
        for (name, value) in with.as_object().unwrap() {
            decision[name] = value.clone();
        }
        self.fires(id, "decide_remedy", &decision)
    }
}

pub fn intent(measure: &str) -> Value {
    json!({ "facts": "三次缺席属实", "article": "regulations_on_wrongs", "proposed_measure": measure })
}

pub fn decision(measure: &str, effective_on: &str) -> Value {
    json!({
        "measure": measure, "ground": "neglect", "article": "regulations_on_wrongs", "effective_on": effective_on,
        "document_number": "安教督〔2026〕9号"
    })
}

pub fn status(record: &Value) -> &str {
    text(record, "status")
}

pub fn refused<T>() -> Result<T, String> {
    Err("rule_refused".into())
}

/// Whether an event is possible and allowed, or why it is not allowed.
pub fn may(client: &Client, id: &str, event: &str) -> Option<Result<(), String>> {
    let next = client.reads_case_transitions(id).unwrap()["next"].clone();
    let one = next.as_array().unwrap().iter().find(|one| one["event"] == event)?;
    Some(if one["allowed"] == json!(true) { Ok(()) } else { Err(text(one, "code").to_owned()) })
}
