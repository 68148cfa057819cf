//! What supervision owes in a year, what was done of it, and what units did.

use serde_json::{Value, json};
use tests::{Client, Register, everywhere, fixtures::text};

/// A committee, its member unit, and a school under them.
struct Office {
    registrar: Client,
    approver: Client,
    committee: String,
    unit: String,
    school: String,
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let body = |name: &str, functions: &[&str]| {
            let body = json!({ "name": name, "functions": functions, "level": "municipal" });
            text(&registrar.registers_organisation(&body).unwrap(), "id").to_owned()
        };
        let committee = body("市政府教育督导委员会", &["committee"]);
        let unit = body("市卫生健康委员会", &["member_unit", "department"]);
        let school = text(&registrar.has_zone(1, 2).1[0], "id").to_owned();
        Self { registrar, approver, committee, unit, school }
    }

    fn meets(&self, kind: &str, day: &str, resolutions: &Value) {
        let plan = json!({ "kind": kind, "organiser_ids": [self.committee], "planned_on": day });
        let id = text(&self.registrar.plans_meeting(&plan).unwrap(), "id").to_owned();
        let held = json!({ "held_on": day, "attendance": [{ "unit_id": self.unit, "presence": "deputy" }] });
        self.registrar.fires_meeting(&id, "hold", &held).unwrap();
        let minutes = json!({ "resolutions": resolutions, "document_number": "政教督〔2026〕9号" });
        self.registrar.fires_meeting(&id, "minute", &minutes).unwrap();
    }

    fn has_plan(&self, kind: &str, with: &Value) {
        let item = |origin: &str| json!({ "code": origin, "title": "食堂管理", "origin": origin });
        let mut plan = json!({ "kind": kind, "title": "食品安全", "items": [item("common"), item("own")] });
        plan.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        let id = text(&self.registrar.plans_supervision(&plan).unwrap(), "id").to_owned();
        self.registrar.fires_plan(&id, "submit", &json!({})).unwrap();
        self.approver.fires_plan(&id, "approve", &json!({ "document_number": "政教督〔2026〕3号" })).unwrap();
    }

    /// What is due, done and missed of a duty in 2026.
    fn owed(&self, duty: &str) -> Vec<(u64, u64, u64)> {
        let cadence = self.registrar.reads_cadence("year=2026").unwrap();
        let of = |item: &Value, field: &str| item[field].as_u64().unwrap();
        let items = cadence["items"].as_array().unwrap().iter().filter(|item| text(item, "duty") == duty);
        items.map(|item| (of(item, "due"), of(item, "done"), of(item, "missed"))).collect()
    }
}

#[everywhere]
fn what_is_owed_is_done_or_missed_once_its_days_are_over(register: &Register) {
    let office = Office::of(register);
    assert_eq!(office.owed("committee_meetings"), [(1, 0, 0)]);
    assert_eq!(office.owed("inspector_meetings"), [(1, 0, 1), (1, 0, 0)], "the first half of the year is over");
    assert_eq!(office.owed("school_plans"), [(2, 0, 0)]);
    assert_eq!(office.owed("government_cycle"), [(1, 0, 0)]);
    let themes = office.owed("monthly_themes");
    assert_eq!((themes[9], themes[10]), ((1, 0, 1), (1, 0, 0)));
    office.meets("committee", "2026-11-20", &json!([]));
    office.meets("inspectors", "2026-06-30", &json!([]));
    office.has_plan(
        "monthly_theme",
        &json!({ "period": "2026-11", "theme": "campus_safety", "school_ids": [office.school] }),
    );
    office.has_plan("school", &json!({ "period": "2026-autumn", "school_ids": [office.school] }));
    office.has_plan("special", &json!({ "period": "2026", "school_ids": [office.school] }));
    assert_eq!((office.owed("committee_meetings"), office.owed("special_plans")), (vec![(1, 1, 0)], vec![(1, 1, 0)]));
    assert_eq!(office.owed("inspector_meetings"), [(1, 1, 0), (1, 0, 0)]);
    assert_eq!((office.owed("monthly_themes")[10], office.owed("school_plans")), ((1, 1, 0), vec![(2, 1, 0)]));
    assert_eq!(office.owed("publicity"), [(1, 0, 1)]);
    register.has_policy("plan.per_school", &json!(false));
    assert_eq!(office.owed("school_plans"), []);
}

#[everywhere]
fn each_unit_shows_what_it_came_to_and_carried_out(register: &Register) {
    let office = Office::of(register);
    let resolution =
        |code: &str, due_on: &str| json!({ "code": code, "text": "检查", "unit_id": office.unit, "due_on": due_on });
    office.meets("committee", "2026-11-20", &json!([resolution("1", "2026-11-21"), resolution("2", "2026-11-23")]));
    let meeting = text(&office.registrar.lists_meetings("").unwrap()[0], "id").to_owned();
    office.registrar.fires_meeting(&meeting, "fulfil", &json!({ "code": "2" })).unwrap();
    let participation = office.registrar.reads_participation("year=2026").unwrap();
    let unit = &participation["items"][0];
    assert_eq!(text(unit, "unit_name"), "市卫生健康委员会");
    let count = |field: &str| unit[field].as_u64().unwrap();
    assert_eq!((count("meetings"), count("attended")), (1, 1));
    assert_eq!((count("resolutions"), count("resolutions_in_time"), count("resolutions_overdue")), (2, 1, 1));
    assert_eq!((count("handed_over"), count("answered")), (0, 0));
    let before = office.registrar.reads_participation("year=2025").unwrap();
    assert_eq!(before["items"], json!([]));
}

#[everywhere]
fn cadence_is_that_of_one_area_within_reach(register: &Register) {
    let office = Office::of(register);
    office.meets("committee", "2026-11-20", &json!([]));
    let of = |client: &Client, query: &str| {
        let cadence = client.reads_cadence(query)?;
        Ok::<_, String>((text(&cadence, "area").to_owned(), cadence["items"][0]["done"].clone()))
    };
    assert_eq!(of(&office.registrar, "year=2026&area=340803"), Ok(("340803".into(), json!(0))));
    let county = register.acting_in("auditor", Some("340803"));
    assert_eq!(of(&county, "year=2026"), Ok(("340803".into(), json!(0))));
    assert_eq!(of(&county, "year=2026&area=340800"), Err("forbidden".into()));
    assert_eq!(of(&office.registrar, "year=26"), Err("invalid".into()));
    assert_eq!(of(&register.acting("hr"), "year=2026"), Err("forbidden".into()));
}
