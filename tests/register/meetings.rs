//! Meetings: planned with an agenda, held with who came, minuted with what was resolved, and what became of it.

use serde_json::{Value, json};
use tests::{Client, Register, everywhere, fixtures::text};

/// A committee and two of its member units.
struct Committee {
    registrar: Client,
    id: String,
    units: [String; 2],
}

impl Committee {
    fn of(register: &Register) -> Self {
        let registrar = register.acting("registrar");
        let body = |name: &str, function: &str| {
            let body = json!({ "name": name, "functions": [function], "level": "municipal" });
            text(&registrar.registers_organisation(&body).unwrap(), "id").to_owned()
        };
        let id = body("市政府教育督导委员会", "committee");
        let units = [body("市卫生健康委员会", "member_unit"), body("市公安局", "member_unit")];
        Self { registrar, id, units }
    }

    fn plan(&self, kind: &str, topics: &[&str]) -> Value {
        let agenda: Vec<_> = topics.iter().map(|topic| json!({ "kind": topic, "title": "2026年工作" })).collect();
        json!({ "kind": kind, "organiser_ids": [self.id], "planned_on": "2026-11-20", "agenda": agenda })
    }

    fn planned(&self, kind: &str) -> Value {
        self.registrar.plans_meeting(&self.plan(kind, &["summary", "problems", "tasks"])).unwrap()
    }

    fn attendance(&self, presence: &str) -> Value {
        let came = |unit: &String, presence: &str| json!({ "unit_id": unit, "presence": presence });
        json!({ "held_on": "2026-11-20", "attendance": [came(&self.units[0], presence), came(&self.units[1], "absent")] })
    }

    fn resolution(&self, code: &str, due_on: &str) -> Value {
        json!({ "code": code, "text": "对食堂开展联合检查", "unit_id": self.units[1], "due_on": due_on })
    }

    fn fires(&self, meeting: &Value, event: &str, with: &Value) -> tests::client::Outcome {
        self.registrar.fires_meeting(text(meeting, "id"), event, with)
    }

    /// A meeting whose minutes are out, with one resolution.
    fn minuted(&self) -> Value {
        let meeting = self.planned("committee");
        self.fires(&meeting, "hold", &self.attendance("present")).unwrap();
        let minutes =
            json!({ "resolutions": [self.resolution("1", "2026-11-22")], "document_number": "政教督〔2026〕9号" });
        self.fires(&meeting, "minute", &minutes).unwrap()
    }
}

fn next(of: &Value) -> Vec<&str> {
    of["next"].as_array().unwrap().iter().map(|one| text(one, "event")).collect()
}

#[everywhere]
fn meeting_is_held_minuted_and_its_resolution_fulfilled(register: &Register) {
    let committee = Committee::of(register);
    let planned = committee.planned("committee");
    assert_eq!((text(&planned, "area"), text(&planned, "status")), ("340800", "planned"));
    let transitions = |meeting: &Value| committee.registrar.reads_meeting_transitions(text(meeting, "id")).unwrap();
    assert_eq!(next(&transitions(&planned)), ["hold", "cancel"]);
    let held = committee.fires(&planned, "hold", &committee.attendance("deputy")).unwrap();
    assert_eq!(
        (text(&held, "status"), text(&held, "held_on"), &held["without_units"]),
        ("held", "2026-11-20", &json!(false))
    );
    let resolutions = json!({ "resolutions": [committee.resolution("1", "2026-12-31")] });
    assert_eq!(committee.fires(&planned, "minute", &resolutions), Err("invalid".into()), "minutes have a number");
    let mut minutes = resolutions;
    minutes["document_number"] = json!("政教督〔2026〕9号");
    let minuted = committee.fires(&planned, "minute", &minutes).unwrap();
    assert_eq!(text(&minuted, "document_number"), "政教督〔2026〕9号");
    assert_eq!(next(&transitions(&planned)), ["fulfil"]);
    let done = json!({ "code": "1", "done_on": "2026-11-21" });
    let fulfilled = committee.fires(&planned, "fulfil", &done).unwrap();
    assert_eq!(text(&fulfilled["resolutions"][0], "done_on"), "2026-11-21");
    assert_eq!(next(&transitions(&planned)), [""; 0]);
    assert_eq!(committee.fires(&planned, "fulfil", &done), Err("transition_not_allowed".into()));
    assert_eq!(committee.registrar.reads_meeting(text(&planned, "id"), "").unwrap(), fulfilled);
    let known = format!("known_at={}", text(&minuted, "updated_at"));
    assert_eq!(committee.registrar.reads_meeting(text(&planned, "id"), &known).unwrap()["version"], minuted["version"]);
}

#[everywhere]
fn meeting_that_lacks_its_topics_or_units_is_warned_of(register: &Register) {
    let committee = Committee::of(register);
    let planned =
        |kind: &str, topics: &[&str]| committee.registrar.plans_meeting(&committee.plan(kind, topics)).unwrap();
    assert_eq!(planned("committee", &["summary"])["missing_topics"], json!(["problems", "tasks"]));
    let inspectors = planned("inspectors", &["summary", "problems", "rectification"]);
    assert_eq!(inspectors["missing_topics"], json!(["commendation"]));
    assert_eq!(planned("exchange", &[])["missing_topics"], json!([]));
    let held = committee.fires(&committee.planned("committee"), "hold", &committee.attendance("excused")).unwrap();
    assert_eq!((text(&held, "status"), &held["without_units"]), ("held", &json!(true)), "it is recorded all the same");
    register.has_policy("meeting.agenda", &json!(false));
    let read = committee.registrar.reads_meeting(text(&inspectors, "id"), "").unwrap();
    assert_eq!(read["missing_topics"], json!([]));
}

#[everywhere]
fn meeting_that_is_not_held_is_given_up_for_a_reason(register: &Register) {
    let committee = Committee::of(register);
    let planned = committee.planned("linkage");
    assert_eq!(committee.fires(&planned, "cancel", &json!({})), Err("invalid".into()));
    let cancelled = committee.fires(&planned, "cancel", &json!({ "reason": "台风" })).unwrap();
    assert_eq!(text(&cancelled, "status"), "cancelled");
    assert_eq!(
        committee.fires(&planned, "hold", &committee.attendance("present")),
        Err("transition_not_allowed".into())
    );
    let listed = |filter: &str| committee.registrar.lists_meetings(filter).unwrap().as_array().unwrap().len();
    assert_eq!((listed("status=cancelled"), listed("kind=committee"), listed("kind=linkage")), (1, 0, 1));
    let minuted = committee.minuted();
    assert_eq!(text(&minuted, "status"), "minuted");
    assert_eq!((listed("held_on_from=2026-11-20"), listed("held_on_to=2026-11-19"), listed("")), (1, 0, 2));
}

#[everywhere]
fn meeting_names_only_what_the_register_has(register: &Register) {
    let committee = Committee::of(register);
    let nobody = "0193591c-2000-7000-8000-00000000dead";
    let mut plan = committee.plan("committee", &["summary"]);
    plan["agenda"][0]["finding_ids"] = json!([nobody]);
    let of = |body: &Value| committee.registrar.plans_meeting(body);
    assert_eq!(of(&plan), Err("invalid".into()));
    for organisers in [json!([]), json!([nobody]), json!([committee.id, committee.id])] {
        let mut plan = committee.plan("committee", &[]);
        plan["organiser_ids"] = organisers;
        assert_eq!(of(&plan), Err("invalid".into()), "{plan}");
    }
    let planned = committee.planned("committee");
    let unit = &committee.units[0];
    for attendance in [
        json!([{ "unit_id": nobody, "presence": "present" }]),
        json!([{ "post_id": nobody, "presence": "present" }]),
        json!([{ "presence": "present" }]),
        json!([{ "unit_id": unit, "post_id": nobody, "presence": "present" }]),
        json!([{ "unit_id": unit, "presence": "present" }, { "unit_id": unit, "presence": "absent" }]),
    ] {
        let with = json!({ "attendance": attendance });
        assert_eq!(committee.fires(&planned, "hold", &with), Err("invalid".into()), "{with}");
    }
    let ahead = json!({ "held_on": "2026-11-24", "attendance": [] });
    assert_eq!(committee.fires(&planned, "hold", &ahead), Err("invalid".into()), "nothing was held tomorrow");
}

#[everywhere]
fn resolution_is_carried_out_once_and_after_the_meeting(register: &Register) {
    let committee = Committee::of(register);
    let planned = committee.planned("committee");
    committee.fires(&planned, "hold", &committee.attendance("present")).unwrap();
    let minute = |resolutions: Value| {
        let with = json!({ "resolutions": resolutions, "document_number": "政教督〔2026〕9号" });
        committee.fires(&planned, "minute", &with)
    };
    let resolution = |code: &str, due_on: &str| committee.resolution(code, due_on);
    assert_eq!(minute(json!([resolution("1", "2026-11-19")])), Err("invalid".into()), "due before the meeting");
    assert_eq!(minute(json!([resolution("1", "2026-12-31"), resolution("1", "2026-12-31")])), Err("invalid".into()));
    minute(json!([resolution("1", "2026-12-31"), resolution("2", "2026-12-31")])).unwrap();
    let fulfil = |code: &str, day: &str| committee.fires(&planned, "fulfil", &json!({ "code": code, "done_on": day }));
    assert_eq!(fulfil("3", "2026-11-21"), Err("invalid".into()));
    assert_eq!(fulfil("1", "2026-11-19"), Err("invalid".into()));
    assert_eq!(fulfil("1", "2026-11-24"), Err("invalid".into()));
    fulfil("1", "2026-11-23").unwrap();
    assert_eq!(fulfil("1", "2026-11-23"), Err("invalid".into()));
    assert_eq!(fulfil("2", "2026-11-23").unwrap()["resolutions"][1]["done_on"], "2026-11-23");
}

#[everywhere]
fn meetings_are_the_business_of_the_office_alone(register: &Register) {
    let committee = Committee::of(register);
    let meeting = committee.planned("committee");
    let id = text(&meeting, "id");
    assert_eq!(register.acting("auditor").reads_meeting(id, "").unwrap(), meeting);
    for role in ["hr", "finance", "partner", "administrator"] {
        let other = register.acting(role);
        assert_eq!(other.reads_meeting(id, ""), Err("forbidden".into()), "{role}");
        assert_eq!(other.plans_meeting(&committee.plan("committee", &[])), Err("forbidden".into()), "{role}");
    }
    let county = register.acting_in("registrar", Some("340803"));
    assert_eq!(county.reads_meeting(id, ""), Err("not_found".into()));
    assert_eq!(county.plans_meeting(&committee.plan("committee", &[])), Err("invalid".into()));
}
