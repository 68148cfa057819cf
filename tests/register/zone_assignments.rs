//! Who serves which zone and school; coverage; plates.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, person, text},
    on_both_databases,
};

struct City {
    registrar: Client,
    approver: Client,
    authority: Value,
    cohort: Value,
    zone: Value,
    schools: Vec<Value>,
}

impl City {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let authority = registrar.has_authority();
        let cohort = registrar.has_cohort(&authority, 1, "2026-11-01");
        let zone = registrar
            .makes_zone(
                &json!({ "name": "第一责任区", "office_phone": "0556-5551234", "matters": ["校园安全", "“双减”"] }),
            )
            .unwrap();
        let school = |number: u32| {
            let body = json!({ "zone_id": zone["id"], "identifier": format!("34080000{number:02}"), "name": format!("第{number}小学"), "school_type": "211" });
            registrar.registers_school(&body).unwrap()
        };
        let schools = (1..=3).map(school).collect();
        Self { registrar, approver, authority, cohort, zone, schools }
    }

    fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        Self { registrar: register.acting("registrar"), approver: register.acting("approver"), ..self }
    }

    fn inspector(&self, number: u32) -> Value {
        let person = self.registrar.has_certified_by_record(&self.approver, number);
        self.registrar.has_inspector(&self.approver, &person, &self.cohort)
    }

    fn full_time(&self, number: u32) -> Value {
        let person = self.registrar.has_certified_by_record(&self.approver, number);
        let body = json!({ "person_id": person["id"], "route": "full_time", "authority_id": self.authority["id"] });
        let one = self.registrar.nominates_inspector(&body).unwrap();
        self.approver.fires_appointment(text(&one, "id"), "record_government_decision", &basis()).unwrap();
        self.registrar.fires_appointment(text(&one, "id"), "start", &json!({})).unwrap()
    }

    fn body(&self, appointment: &Value, role: &str, schools: &[usize]) -> Value {
        let schools: Vec<&Value> = schools.iter().map(|at| &self.schools[*at]["id"]).collect();
        json!({ "zone_id": self.zone["id"], "appointment_id": appointment["id"], "role": role, "school_ids": schools })
    }
}

fn count(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

#[everywhere]
fn an_inspector_in_office_is_assigned_to_a_zone_and_its_schools(register: &Register) {
    let city = City::of(register);
    let ada = city.inspector(1);
    let made = city.registrar.assigns(&city.body(&ada, "member", &[0, 1])).unwrap();
    assert_eq!(
        (text(&made, "status"), text(&made, "starts_on"), count(&made["school_ids"])),
        ("active", "2026-11-23", 2)
    );
    assert_eq!(made["person_id"], ada["person_id"]);
    assert_eq!(city.registrar.assigns(&city.body(&ada, "deputy", &[2])), Err("duplicate".into()), "once in a zone");
    let mut wrong = city.body(&ada, "member", &[0]);
    wrong["school_ids"] = json!(["0193591c-2000-7000-8000-000000000001"]);
    assert_eq!(city.registrar.assigns(&wrong), Err("invalid".into()));
    let school = format!("school_id={}", text(&city.schools[1], "id"));
    assert_eq!(count(&city.registrar.lists_assignments(&school).unwrap()), 1);
    let third = format!("school_id={}", text(&city.schools[2], "id"));
    assert_eq!(count(&city.registrar.lists_assignments(&third).unwrap()), 0);
    let bea = city.full_time(5);
    city.registrar.assigns(&city.body(&bea, "lead", &[])).unwrap();
    assert_eq!(
        count(&city.registrar.lists_assignments(&third).unwrap()),
        1,
        "who serves the whole zone serves each of its schools"
    );
    let nominated = {
        let person = city.registrar.has_certified_by_record(&city.approver, 3);
        city.registrar.has_published_inspector(&person, &city.cohort)
    };
    assert_eq!(city.registrar.assigns(&city.body(&nominated, "member", &[])), Err("invalid".into()), "not in office");
    assert_eq!(register.acting("hr").lists_assignments(""), Err("forbidden".into()));
}

#[everywhere]
fn a_zone_has_one_lead_and_a_part_time_lead_is_warned_of(register: &Register) {
    let city = City::of(register);
    let (ada, bea) = (city.inspector(1), city.full_time(3));
    let acting = city.registrar.assigns(&city.body(&ada, "lead", &[])).unwrap();
    assert_eq!(text(&acting["warnings"][0], "rule"), "zone.lead_must_be_full_time");
    assert_eq!(city.registrar.assigns(&city.body(&bea, "lead", &[])), Err("duplicate".into()));
    city.registrar.ends_assignment(text(&acting, "id"), &json!({ "end_reason": "rotation" })).unwrap();
    let lead = city.registrar.assigns(&city.body(&bea, "lead", &[])).unwrap();
    assert_eq!(lead["warnings"], json!([]));
    assert_eq!(city.registrar.ends_assignment(text(&acting, "id"), &json!({})), Err("transition_not_allowed".into()));
}

#[everywhere]
fn recusal_or_own_unit_blocks_assignment_to_a_school(register: &Register) {
    let city = City::of(register);
    let ada = city.inspector(1);
    let recusal = json!({ "person_id": ada["person_id"], "school_id": city.schools[0]["id"], "ground": "child_enrolled", "requested_by": "inspector", "starts_on": "2026-12-01" });
    city.registrar.records_recusal(&recusal).unwrap();
    assert_eq!(
        city.registrar.assigns(&city.body(&ada, "member", &[0, 1])),
        Err("rule_refused".into()),
        "although it begins later"
    );
    assert_eq!(
        city.registrar.assigns(&city.body(&ada, "member", &[])),
        Err("rule_refused".into()),
        "the whole zone has that school"
    );
    let mut until = city.body(&ada, "member", &[0]);
    until["ends_on"] = json!("2026-11-30");
    let short = city.registrar.assigns(&until).unwrap();
    city.registrar.ends_assignment(text(&short, "id"), &json!({ "end_reason": "recusal" })).unwrap();
    city.registrar.assigns(&city.body(&ada, "member", &[1, 2])).unwrap();
    let mut teacher = person(3);
    teacher["work_unit"] = city.schools[2]["name"].clone();
    let teacher = city.registrar.creates_person(&teacher).unwrap();
    let application = city.registrar.has_applied(&teacher);
    city.approver.fires_certification(text(&application, "id"), "certify_by_record", &basis()).unwrap();
    let teacher = city.registrar.has_inspector(&city.approver, &teacher, &city.cohort);
    assert_eq!(city.registrar.assigns(&city.body(&teacher, "member", &[2])), Err("rule_refused".into()));
    city.registrar.assigns(&city.body(&teacher, "member", &[0])).unwrap();
}

#[everywhere]
fn an_assignment_ends_with_the_term(register: &Register) {
    let city = City::of(register);
    let (ada, bea) = (city.inspector(1), city.full_time(3));
    let mut body = city.body(&ada, "member", &[0]);
    body["ends_on"] = json!("2029-11-01");
    assert_eq!(city.registrar.assigns(&body), Err("invalid".into()), "a day after the term");
    assert_eq!(city.registrar.assigns(&city.body(&ada, "member", &[0])).unwrap()["ends_on"], "2029-10-31");
    assert_eq!(city.registrar.assigns(&city.body(&bea, "lead", &[])).unwrap()["ends_on"], Value::Null);
}

#[everywhere]
fn over_three_years_in_a_zone_gives_a_warning(register: &Register) {
    let city = City::of(register);
    let ada = city.inspector(1);
    let first = city.registrar.assigns(&city.body(&ada, "member", &[0])).unwrap();
    assert_eq!(first["warnings"], json!([]), "one term is never too long");
    let city = city.on(register, "2029-09-01");
    city.registrar.fires_appointment(text(&ada, "id"), "open_renewal", &json!({})).unwrap();
    city.approver.fires_appointment(text(&ada, "id"), "reappoint", &basis()).unwrap();
    let city = city.on(register, "2029-11-02");
    register.keeps_appointments();
    let all = city.registrar.lists_appointments(&format!("person_id={}", text(&ada, "person_id"))).unwrap();
    let next = all.as_array().unwrap().last().unwrap();
    let again = city.registrar.assigns(&city.body(next, "member", &[0])).unwrap();
    assert_eq!((count(&again["warnings"]), text(&again["warnings"][0], "rule")), (1, "zone.rotation_years"));
    assert!(text(&again["warnings"][0], "detail").contains("2026-11-23"), "{again}");
    let other = city.registrar.makes_zone(&json!({ "name": "第二责任区" })).unwrap();
    let mut elsewhere = city.body(next, "member", &[]);
    elsewhere["zone_id"] = other["id"].clone();
    assert_eq!(city.registrar.assigns(&elsewhere).unwrap()["warnings"], json!([]));
}

#[everywhere]
fn assignments_end_with_the_appointment_on_its_day(register: &Register) {
    let city = City::of(register);
    let ada = city.inspector(1);
    let made = city.registrar.assigns(&city.body(&ada, "member", &[])).unwrap();
    let id = text(&made, "id").to_owned();
    let city = city.on(register, "2027-03-01");
    city.registrar.fires_appointment(text(&ada, "id"), "resign", &json!({ "occurred_on": "2027-02-01" })).unwrap();
    let ended = city.registrar.reads_assignment(&id, "").unwrap();
    assert_eq!(
        (text(&ended, "status"), text(&ended, "ended_on"), text(&ended, "end_reason")),
        ("ended", "2027-02-01", "appointment_ended")
    );
    for (moment, status) in
        [("as_of=2027-01-31", "active"), ("as_of=2027-02-01", "ended"), ("known_at=2027-02-15T00:00:00Z", "active")]
    {
        assert_eq!(text(&city.registrar.reads_assignment(&id, moment).unwrap(), "status"), status, "{moment}");
    }
    assert_eq!(count(&city.registrar.lists_assignments("as_of=2027-01-31").unwrap()), 1);
    assert_eq!(count(&city.registrar.lists_assignments("as_of=2027-02-01").unwrap()), 0);
    assert_eq!(count(&city.registrar.lists_assignments("as_of=2027-02-01&known_at=2027-02-15T00:00:00Z").unwrap()), 1);
}

#[everywhere]
fn closing_an_emptied_zone_ends_its_assignments(register: &Register) {
    let city = City::of(register);
    let ada = city.inspector(1);
    let made = city.registrar.assigns(&city.body(&ada, "member", &[])).unwrap();
    let close = json!({ "closed_on": "2026-11-23" });
    assert_eq!(
        city.registrar.changes_zone(text(&city.zone, "id"), 1, &close),
        Err("rule_refused".into()),
        "a school would be nobody's"
    );
    let other = city.registrar.makes_zone(&json!({ "name": "第二责任区" })).unwrap();
    for school in &city.schools {
        city.registrar.corrects_school(text(school, "id"), 1, &json!({ "zone_id": other["id"] })).unwrap();
    }
    city.registrar.changes_zone(text(&city.zone, "id"), 1, &close).unwrap();
    let ended = city.registrar.reads_assignment(text(&made, "id"), "").unwrap();
    assert_eq!((text(&ended, "status"), text(&ended, "end_reason")), ("ended", "zone_abolished"));
    assert_eq!(city.registrar.assigns(&city.body(&ada, "member", &[])), Err("invalid".into()));
}

#[everywhere]
fn coverage_counts_unserved_schools_and_missing_inspectors(register: &Register) {
    let city = City::of(register);
    city.registrar.makes_zone(&json!({ "name": "第二责任区" })).unwrap();
    let (ada, bea) = (city.inspector(1), city.full_time(3));
    city.registrar.assigns(&city.body(&ada, "member", &[0, 1])).unwrap();
    let coverage = city.registrar.reads_coverage("").unwrap();
    let figures = |coverage: &Value| {
        [
            "zones",
            "schools",
            "schools_without_inspector",
            "full_time",
            "part_time",
            "without_zone",
            "full_time_needed",
            "full_time_gap",
            "establishment_posts",
        ]
        .map(|name| coverage[name].as_u64().unwrap())
    };
    assert_eq!(figures(&coverage), [2, 3, 1, 1, 1, 1, 2, 2, 7], "{coverage}");
    city.registrar.assigns(&city.body(&bea, "lead", &[])).unwrap();
    let coverage = city.registrar.reads_coverage("").unwrap();
    assert_eq!(figures(&coverage), [2, 3, 0, 1, 1, 0, 2, 1, 7], "{coverage}");
    let short: Vec<(&str, u64, &str)> = coverage["shortfalls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "shortfall"), one["zones"].as_u64().unwrap(), text(one, "rule")))
        .collect();
    assert_eq!(
        short,
        [
            ("full_time_missing", 1, "zone.min_full_time"),
            ("no_lead", 1, "zone.lead_must_be_full_time"),
            ("area_full_time_missing", 1, "staffing.min_full_time")
        ]
    );
    let zones = city.registrar.reads_zone_coverage("").unwrap();
    assert_eq!(
        (text(&zones[0], "name"), zones[0]["full_time_gap"].as_u64(), zones[1]["full_time_gap"].as_u64()),
        ("第一责任区", Some(0), Some(1))
    );
    // Who is suspended inspects nothing.
    city.approver.fires_appointment(text(&bea, "id"), "suspend", &basis()).unwrap();
    assert_eq!(figures(&city.registrar.reads_coverage("").unwrap())[2..5], [1, 0, 1]);
    let before = city.registrar.reads_coverage("2026-11-22").unwrap();
    assert_eq!(figures(&before)[2..5], [3, 0, 0], "nobody was in office then");
    let city = city.on(register, "2026-12-01");
    city.approver.fires_appointment(text(&bea, "id"), "resume", &basis()).unwrap();
    assert_eq!(figures(&city.registrar.reads_coverage("").unwrap())[2..5], [0, 1, 1]);
    let then = city.registrar.reads_coverage("2026-11-24").unwrap();
    assert_eq!(figures(&then)[2..5], [1, 0, 1], "suspended on that day, whatever came after");
}

#[everywhere]
fn school_plate_names_its_inspectors_and_nothing_private(register: &Register) {
    let city = City::of(register);
    let (ada, bea) = (city.inspector(1), city.full_time(3));
    city.registrar.assigns(&city.body(&ada, "member", &[0])).unwrap();
    city.registrar.assigns(&city.body(&bea, "lead", &[1])).unwrap();
    let plate = city.registrar.reads_plate(text(&city.schools[0], "id")).unwrap();
    assert_eq!(
        (text(&plate, "school"), text(&plate, "zone"), text(&plate, "office_phone")),
        ("第1小学", "第一责任区", "0556-5551234")
    );
    assert_eq!((count(&plate["inspectors"]), text(&plate["inspectors"][0], "name")), (1, "欧阳试验"));
    assert_eq!(plate["inspectors"][0]["credential_number"], ada["credential_number"]);
    assert_eq!(count(&city.registrar.reads_plate(text(&city.schools[2], "id")).unwrap()["inspectors"]), 0);
}

#[on_both_databases]
fn coverage_statement_count_is_independent_of_zone_count(register: &Register) {
    let city = City::of(register);
    let cost = || {
        city.registrar.get("/v1/code-sets/sexes");
        let before = register.statements();
        assert_eq!(city.registrar.get("/v1/coverage").status, 200);
        register.statements() - before
    };
    let few = cost();
    for number in 2..12 {
        city.registrar.makes_zone(&json!({ "name": format!("第{number}责任区") })).unwrap();
    }
    // BEGIN, rules, suspended, services, schools, served schools, whole zones, zones, inspectors, posts, members of
    // cohorts, COMMIT.
    assert_eq!((few, cost()), (12, 12));
}

#[on_both_databases]
fn assignment_transitions_include_its_end(register: &Register) {
    let city = City::of(register);
    let ada = city.inspector(1);
    let made = city.registrar.assigns(&city.body(&ada, "member", &[])).unwrap();
    city.registrar.ends_assignment(text(&made, "id"), &json!({ "end_reason": "other", "reason": "调整" })).unwrap();
    let told = city.registrar.get(&format!("/v1/zone-assignments/{}/transitions", text(&made, "id"))).json();
    assert_eq!(
        (text(&told["items"][0], "event"), text(&told["items"][0], "from"), text(&told["items"][0], "reason")),
        ("end", "active", "调整")
    );
    assert_eq!(told["next"], json!([]));
}
