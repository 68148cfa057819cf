//! Supervision plans: recorded, decided, carried out, looked back upon.

use serde_json::{Value, json};
use tests::{Client, Register, everywhere, fixtures::text};

/// An office with three schools.
struct Office {
    registrar: Client,
    approver: Client,
    schools: Vec<Value>,
}

impl Office {
    fn of(register: &Register) -> Self {
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let (_, schools) = registrar.has_zone(1, 3);
        Self { registrar, approver, schools }
    }

    fn theme(&self) -> Value {
        json!({
            "kind": "monthly_theme", "title": "校园安全月", "period": "2026-11", "theme": "campus_safety",
            "items": [item("common")], "school_types": ["211"]
        })
    }

    /// The plan of a school for the autumn.
    fn of_school(&self, school: usize) -> Value {
        json!({
            "kind": "school", "title": "一校一方案", "period": "2026-autumn", "items": [item("common"), item("own")],
            "school_ids": [self.schools[school]["id"]]
        })
    }

    /// Special supervision of all schools.
    fn special(&self) -> Value {
        let ids: Vec<&Value> = self.schools.iter().map(|school| &school["id"]).collect();
        json!({
            "kind": "special", "title": "防溺水专项督导", "starts_on": "2026-11-20", "ends_on": "2026-12-20",
            "theme": "drowning_prevention", "items": [item("common")], "school_ids": ids
        })
    }

    fn submitted(&self, body: &Value) -> String {
        let plan = self.registrar.plans_supervision(body).unwrap();
        let id = text(&plan, "id").to_owned();
        self.registrar.fires_plan(&id, "submit", &json!({})).unwrap();
        id
    }

    fn approves(&self, id: &str) -> Result<Value, String> {
        self.approver.fires_plan(id, "approve", &decision())
    }

    fn running(&self, body: &Value) -> String {
        let id = self.submitted(body);
        self.approves(&id).unwrap();
        self.registrar.fires_plan(&id, "start", &json!({})).unwrap();
        id
    }
}

fn decision() -> Value {
    json!({ "document_number": "教督〔2026〕11号" })
}

fn item(origin: &str) -> Value {
    json!({ "code": origin, "title": "校门值守", "matter": "safety", "origin": origin, "standard": "有人值守", "due_on": null })
}

fn with(body: &Value, changes: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

#[everywhere]
fn plan_is_recorded_and_found_by_its_filters(register: &Register) {
    let office = Office::of(register);
    let theme = office.registrar.plans_supervision(&office.theme()).unwrap();
    assert_eq!(
        (text(&theme, "status"), text(&theme, "area"), text(&theme, "starts_on"), text(&theme, "ends_on")),
        ("draft", "340800", "2026-11-01", "2026-11-30")
    );
    assert_eq!((&theme["items"], &theme["excused"]), (&json!([item("common")]), &json!([])));
    let part = with(&office.of_school(0), &json!({ "parent_id": theme["id"] }));
    let part = office.registrar.plans_supervision(&part).unwrap();
    for (filter, found) in [
        (String::new(), vec![&theme, &part]),
        ("kind=school".into(), vec![&part]),
        ("theme=campus_safety&status=draft".into(), vec![&theme]),
        ("period=2026-autumn".into(), vec![&part]),
        (format!("parent_id={}", text(&theme, "id")), vec![&part]),
        ("status=running".into(), vec![]),
    ] {
        assert_eq!(office.registrar.lists_plans(&filter).unwrap(), json!(found), "{filter}");
    }
    assert_eq!(register.acting("auditor").reads_plan(text(&part, "id"), "").unwrap(), part);
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_plans(""), Err("forbidden".into()), "{role}");
    }
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.reads_plan(text(&theme, "id"), ""), Err("not_found".into()));
}

#[everywhere]
fn plan_goes_from_its_draft_to_its_end(register: &Register) {
    let office = Office::of(register);
    let id = office.submitted(&office.of_school(0));
    register.passes_seconds(60);
    assert_eq!(office.approver.fires_plan(&id, "approve", &json!({})), Err("invalid".into()), "a document is needed");
    let approved = office.approves(&id).unwrap();
    assert_eq!((text(&approved, "status"), &approved["version"]), ("approved", &json!(3)));
    office.registrar.fires_plan(&id, "start", &json!({})).unwrap();
    let changes = with(&decision(), &json!({ "items": [item("own"), item("common")] }));
    let amended = office.approver.fires_plan(&id, "amend", &changes).unwrap();
    assert_eq!((text(&amended, "status"), &amended["items"][0]), ("running", &item("own")));
    let outcome = json!({ "conclusion": "值守到位", "lessons": "提前告知", "grade": null, "reach": null });
    let evaluated = office.registrar.fires_plan(&id, "evaluate", &outcome).unwrap();
    assert_eq!((text(&evaluated, "status"), &evaluated["outcome"]), ("evaluated", &outcome));
    assert_eq!(text(&office.approver.fires_plan(&id, "close", &json!({})).unwrap(), "status"), "closed");
    let known = format!("known_at={}", text(&approved, "updated_at"));
    assert_eq!(office.registrar.reads_plan(&id, &known).unwrap(), approved);
    let told = office.registrar.reads_plan_transitions(&id).unwrap();
    let events: Vec<&str> = told["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(events, ["submit", "approve", "start", "amend", "evaluate", "close"]);
}

#[everywhere]
fn plan_is_not_approved_by_who_wrote_it(register: &Register) {
    let office = Office::of(register);
    let plan = office.approver.plans_supervision(&office.theme()).unwrap();
    let id = text(&plan, "id");
    office.approver.fires_plan(id, "submit", &json!({})).unwrap();
    assert_eq!(office.approves(id), Err("four_eyes".into()));
    assert_eq!(office.registrar.fires_plan(id, "approve", &decision()), Err("forbidden".into()));
    register.acting("approver").fires_plan(id, "approve", &decision()).unwrap();
}

#[everywhere]
fn a_month_has_one_theme_and_a_school_one_plan(register: &Register) {
    let office = Office::of(register);
    let of = |body: &Value| office.submitted(body);
    office.approves(&of(&office.theme())).unwrap();
    office.approves(&of(&office.of_school(0))).unwrap();
    let (second, january) = (of(&office.theme()), of(&with(&office.of_school(0), &json!({ "period": "2027-01" }))));
    assert_eq!(office.approves(&second), Err("duplicate".into()));
    assert_eq!(office.approves(&january), Err("duplicate".into()));
    let next = office.approver.reads_plan_transitions(&second).unwrap()["next"].clone();
    let approve = next.as_array().unwrap().iter().find(|one| one["event"] == "approve").unwrap().clone();
    assert_eq!(approve["code"], "duplicate");
    office.approves(&of(&office.of_school(1))).unwrap();
    office.approves(&of(&with(&office.theme(), &json!({ "period": "2026-12" })))).unwrap();
    register.has_policy("plan.one_theme_per_month", &json!(false));
    office.approves(&second).unwrap();
    register.has_policy("plan.per_school", &json!(false));
    office.approves(&january).unwrap();
}

#[everywhere]
fn school_plan_needs_common_and_own_items(register: &Register) {
    let office = Office::of(register);
    let only = with(&office.of_school(0), &json!({ "items": [item("common")] }));
    let plan = office.registrar.plans_supervision(&only).unwrap();
    let id = text(&plan, "id");
    let refusal =
        office.registrar.post(&format!("/v1/supervision-plans/{id}/transitions"), &json!({ "event": "submit" }));
    assert_eq!(refusal.refusal(), (409, "rule_refused".into()));
    assert!(refusal.text.contains("plan.common_and_own"), "{}", refusal.text);
    register.has_policy("plan.common_and_own", &json!(false));
    office.registrar.fires_plan(id, "submit", &json!({})).unwrap();
    let empty = with(&office.of_school(1), &json!({ "items": [] }));
    let empty = office.registrar.plans_supervision(&empty).unwrap();
    let refused = office.registrar.fires_plan(text(&empty, "id"), "submit", &json!({}));
    assert_eq!(refused, Err("transition_not_allowed".into()));
}

#[everywhere]
fn special_plan_ends_once_each_school_is_accounted_for(register: &Register) {
    let office = Office::of(register);
    let id = office.running(&office.special());
    let outcome = json!({ "conclusion": "总体平稳", "lessons": "加强巡查" });
    assert_eq!(office.registrar.fires_plan(&id, "evaluate", &outcome), Err("invalid".into()), "a grade is needed");
    for school in &office.schools[..2] {
        let excuse = json!({ "school_id": school["id"], "reason": "已撤并" });
        office.approver.fires_plan(&id, "excuse", &excuse).unwrap();
        assert_eq!(office.approver.fires_plan(&id, "excuse", &excuse), Err("invalid".into()), "once");
    }
    office.registrar.fires_plan(&id, "evaluate", &with(&outcome, &json!({ "grade": "良好" }))).unwrap();
    let refusal =
        office.approver.post(&format!("/v1/supervision-plans/{id}/transitions"), &json!({ "event": "close" }));
    assert_eq!(refusal.refusal(), (409, "rule_refused".into()));
    assert!(refusal.text.contains(text(&office.schools[2], "name")), "{}", refusal.text);
    assert!(!refusal.text.contains(text(&office.schools[0], "name")), "{}", refusal.text);
}

#[everywhere]
fn every_fault_of_a_plan_is_named(register: &Register) {
    let office = Office::of(register);
    let nothing = "0193591c-2000-7000-8000-000000000001";
    for wrong in [
        json!({ "period": "2026-13" }),
        json!({ "starts_on": "2026-11-01", "ends_on": "2026-11-30" }),
        json!({ "period": "2026" }),
        json!({ "theme": null }),
        json!({ "theme": "swimming" }),
        json!({ "title": "联系人15400001277" }),
        json!({ "items": [item("own"), item("own")] }),
        json!({ "items": [with(&item("own"), &json!({ "matter": "swimming" }))] }),
        json!({ "school_types": ["no type"] }),
        json!({ "school_ids": [nothing] }),
        json!({ "zone_ids": [nothing] }),
        json!({ "organisation_ids": [nothing] }),
        json!({ "parent_id": nothing }),
        json!({ "kind": "school" }),
    ] {
        let refused = office.registrar.plans_supervision(&with(&office.theme(), &wrong));
        assert_eq!(refused, Err("invalid".into()), "{wrong}");
    }
    assert_eq!(office.registrar.lists_plans("").unwrap(), json!([]));
}

#[everywhere]
fn plan_begins_when_its_first_day_has_come(register: &Register) {
    let office = Office::of(register);
    let id = office.submitted(&with(&office.theme(), &json!({ "period": "2026-12" })));
    office.approves(&id).unwrap();
    assert_eq!(office.registrar.fires_plan(&id, "start", &json!({})), Err("transition_not_allowed".into()));
    register.is_now("2026-12-01");
    let registrar = register.acting("registrar");
    assert_eq!(text(&registrar.fires_plan(&id, "start", &json!({})).unwrap(), "status"), "running");
}
