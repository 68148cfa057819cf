//! Duty records: visits, reports and rectifications; what is missing to what the rules ask for.

mod reports;

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, person, text},
    on_both_databases,
};

const NOTHING: &str = "0193591c-2000-7000-8000-000000000001";

/// An office with one inspector, in office since 12 November, and a zone of three schools.
struct Office {
    registrar: Client,
    approver: Client,
    cohort: Value,
    schools: Vec<Value>,
    ada: Value,
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        register.is_now("2026-11-12");
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-11-12");
        let (_, schools) = registrar.has_zone(1, 3);
        let mut office = Self { registrar, approver, cohort, schools, ada: Value::Null };
        office.ada = office.inspector(1)["person_id"].clone();
        office.on(register, "2026-11-23")
    }

    /// An inspector in office from today.
    fn inspector(&self, number: u32) -> Value {
        let person = self.registrar.has_certified_by_record(&self.approver, number);
        let published = self.registrar.has_published_inspector(&person, &self.cohort);
        let id = text(&published, "id");
        let decision = json!({ "document_number": "安教督〔2026〕2号", "recusal_declared_on": "2026-11-02" });
        self.approver.fires_appointment(id, "decide", &decision).unwrap();
        let letter = json!({ "letter_number": format!("聘{id}"), "credential_number": format!("督{id}") });
        self.registrar.fires_appointment(id, "issue_letter", &letter).unwrap();
        self.registrar.fires_appointment(id, "start", &json!({})).unwrap()
    }

    fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        Self { registrar: register.acting("registrar"), approver: register.acting("approver"), ..self }
    }

    fn ada(&self) -> &str {
        self.ada.as_str().unwrap()
    }

    /// A visit of the inspector with which nothing is wrong.
    fn visit(&self, school: usize, day: &str) -> Value {
        json!({
            "person_id": self.ada, "kind": "visit", "school_id": self.schools[school]["id"], "occurred_on": day, "mode": "random",
            "hours": 6, "theme": "规范办学行为", "credential_shown": true, "record_left": true, "feedback_left": true,
            "report_submitted_on": day
        })
    }

    fn visits(&self, school: usize, day: &str) -> Value {
        self.registrar.records_duty(&self.visit(school, day)).unwrap()
    }

    fn report(&self, kind: &str, period: &str, day: &str) -> Value {
        json!({ "person_id": self.ada, "kind": kind, "period": period, "occurred_on": day })
    }

    fn reports(&self, kind: &str, period: &str, day: &str) -> Value {
        self.registrar.records_duty(&self.report(kind, period, day)).unwrap()
    }
}

fn with(body: &Value, field: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[field] = value;
    body
}

/// The rules that the warnings of a record name.
fn warned(record: &Value) -> Vec<&str> {
    record["warnings"].as_array().unwrap().iter().map(|warning| text(warning, "rule")).collect()
}

/// The rules and amounts that the warnings of a report name.
fn missing(record: &Value) -> Vec<(&str, u64)> {
    let each = |warning| (text(warning, "rule"), warning["missing"].as_u64().unwrap());
    record["warnings"].as_array().unwrap().iter().map(each).collect()
}

/// Two administrators change a value.
fn sets(register: &Register, key: &str, value: &Value) {
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    let proposal = one.proposes(key, value).unwrap();
    other.decides_proposal(text(&proposal, "id"), "confirm").unwrap();
}

#[everywhere]
fn visit_is_recorded_and_found_by_its_filters(register: &Register) {
    let office = Office::of(register);
    let visit = office.visits(0, "2026-11-18");
    assert_eq!(
        (visit["version"].clone(), text(&visit, "area"), warned(&visit), visit["annulled"].clone()),
        (json!(1), "340800", vec![], json!(false))
    );
    assert_eq!((text(&visit, "mode"), visit["hours"].clone(), &visit["period"]), ("random", json!(6), &Value::Null));
    let followed = json!({ "person_id": office.ada, "kind": "rectification", "school_id": office.schools[1]["id"], "occurred_on": "2026-11-19" });
    let followed = office.registrar.records_duty(&followed).unwrap();
    let report = office.reports("monthly_report", "2026-11", "2026-11-23");
    assert_eq!(
        (&report["school_id"], &report["credential_shown"], text(&report, "period")),
        (&Value::Null, &Value::Null, "2026-11")
    );
    let school = text(&office.schools[0], "id");
    for (filter, found) in [
        ("", vec![&visit, &followed, &report]),
        ("kind=visit", vec![&visit]),
        ("kind=visit&kind=rectification", vec![&visit, &followed]),
        ("mode=scheduled", vec![]),
        ("mode=random", vec![&visit]),
        (&format!("school_id={school}"), vec![&visit]),
        ("occurred_on_from=2026-11-19", vec![&followed, &report]),
        ("occurred_on_to=2026-11-18", vec![&visit]),
        (&format!("person_id={NOTHING}"), vec![]),
        ("area=360000", vec![]),
    ] {
        assert_eq!(office.registrar.lists_duty(filter).unwrap(), json!(found), "{filter}");
    }
    assert_eq!(office.registrar.reads_duty(text(&visit, "id"), "").unwrap(), visit);
    assert_eq!(register.acting("auditor").lists_duty("").unwrap().as_array().unwrap().len(), 3);
    for role in ["hr", "finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_duty(""), Err("forbidden".into()), "{role}");
    }
}

#[everywhere]
fn each_kind_has_what_belongs_to_it_and_nothing_else(register: &Register) {
    let office = Office::of(register);
    let visit = office.visit(0, "2026-11-18");
    let report = office.report("monthly_report", "2026-10", "2026-11-02");
    let followed = json!({ "person_id": office.ada, "kind": "rectification", "school_id": office.schools[0]["id"], "occurred_on": "2026-11-18" });
    for (body, field, bad) in [
        (&visit, "occurred_on", json!("2026-11-24")),
        (&visit, "school_id", json!(null)),
        (&visit, "mode", json!(null)),
        (&visit, "hours", json!(null)),
        (&visit, "hours", json!(0)),
        (&visit, "hours", json!(25)),
        (&visit, "period", json!("2026-11")),
        (&visit, "theme", json!(" ")),
        (&visit, "notice_on", json!("2026-11-19")),
        (&visit, "report_submitted_on", json!("2026-11-17")),
        (&visit, "report_submitted_on", json!("2026-11-24")),
        (&visit, "school_id", json!(NOTHING)),
        (&visit, "person_id", json!(NOTHING)),
        (&report, "period", json!(null)),
        (&report, "period", json!("2026-13")),
        (&report, "period", json!("2026-autumn")),
        (&report, "period", json!("2026-12")),
        (&report, "school_id", office.schools[0]["id"].clone()),
        (&report, "hours", json!(4)),
        (&report, "credential_shown", json!(false)),
        (&report, "kind", json!("semester_summary")),
        (&report, "kind", json!("duty_report")),
        (&followed, "mode", json!("random")),
        (&followed, "school_id", json!(null)),
        (&followed, "theme", json!("整改")),
    ] {
        let body = with(body, field, bad);
        assert_eq!(office.registrar.records_duty(&body), Err("invalid".into()), "{body}");
    }
    assert_eq!(office.registrar.lists_duty("").unwrap(), json!([]));
    for (kind, period) in [
        ("semester_summary", "2026-autumn"),
        ("semester_summary", "2026-spring"),
        ("duty_report", "2026"),
        ("monthly_report", "2026-11"),
    ] {
        assert_eq!(text(&office.reports(kind, period, "2026-11-23"), "period"), period);
    }
}

#[everywhere]
fn visit_with_shortfalls_is_recorded_with_warnings(register: &Register) {
    let office = Office::of(register);
    let visit = office.visit(0, "2026-11-13");
    let shortfalls = [
        ("credential_shown", json!(false), "credential.show_on_visit"),
        ("theme", json!(null), "visit.monthly_theme_required"),
        ("record_left", json!(false), "visit.report_due_days"),
        ("feedback_left", json!(null), "visit.report_due_days"),
        ("report_submitted_on", json!("2026-11-19"), "visit.report_due_days"),
        ("report_submitted_on", json!(null), "visit.report_due_days"),
        ("occurred_on", json!("2026-11-11"), "duty.requires_appointment"),
    ];
    for (field, value, rule) in shortfalls {
        assert_eq!(warned(&office.registrar.records_duty(&with(&visit, field, value)).unwrap()), [rule], "{field}");
    }
    assert_eq!(
        warned(&office.registrar.records_duty(&with(&visit, "report_submitted_on", json!("2026-11-18"))).unwrap()),
        Vec::<&str>::new(),
        "on the fifth day"
    );
    let article = &office.registrar.records_duty(&with(&visit, "credential_shown", json!(false))).unwrap()["warnings"]
        [0]["article"];
    assert!(article.as_str().unwrap().contains("浙江省教育督导条例第十九条"), "{article}");
    // A report that is not due yet is not missing.
    assert_eq!(
        warned(
            &office
                .registrar
                .records_duty(&with(&office.visit(0, "2026-11-18"), "report_submitted_on", json!(null)))
                .unwrap()
        ),
        Vec::<&str>::new()
    );
    sets(register, "visit.min_hours", &json!(7));
    sets(register, "visit.modes", &json!(["scheduled"]));
    assert_eq!(warned(&office.registrar.records_duty(&visit).unwrap()), ["visit.min_hours", "visit.modes"]);
    for key in ["credential.show_on_visit", "visit.monthly_theme_required", "duty.requires_appointment"] {
        sets(register, key, &json!(false));
    }
    let bare = with(
        &with(&with(&visit, "credential_shown", json!(false)), "theme", json!(null)),
        "occurred_on",
        json!("2026-11-11"),
    );
    assert_eq!(warned(&office.registrar.records_duty(&bare).unwrap()), ["visit.min_hours", "visit.modes"]);
}

#[everywhere]
fn notice_is_given_two_working_days_before_at_the_earliest(register: &Register) {
    let office = Office::of(register);
    let noticed = |day: &str, notice: &str| {
        let visit = with(&with(&office.visit(0, day), "mode", json!("scheduled")), "notice_on", json!(notice));
        warned(&office.registrar.records_duty(&visit).unwrap()).len()
    };
    // 16 November is a Monday: Thursday and Friday are the two working days before.
    assert_eq!(
        (noticed("2026-11-16", "2026-11-12"), noticed("2026-11-16", "2026-11-13"), noticed("2026-11-16", "2026-11-16")),
        (0, 0, 0)
    );
    assert_eq!(
        (noticed("2026-11-17", "2026-11-12"), noticed("2026-11-18", "2026-11-13"), noticed("2026-11-18", "2026-11-16")),
        (1, 1, 0)
    );
    // Without the calendar nobody knows.
    let old = with(
        &with(&office.visit(0, "2025-06-30"), "notice_on", json!("2025-06-02")),
        "report_submitted_on",
        json!("2025-06-30"),
    );
    assert_eq!(warned(&office.registrar.records_duty(&old).unwrap()), ["duty.requires_appointment"]);
}

#[everywhere]
fn recusal_blocks_a_school_visit(register: &Register) {
    let office = Office::of(register);
    let recusal = json!({ "person_id": office.ada, "school_id": office.schools[0]["id"], "ground": "child_enrolled", "requested_by": "inspector", "starts_on": "2026-11-16" });
    office.registrar.records_recusal(&recusal).unwrap();
    assert_eq!(office.registrar.records_duty(&office.visit(0, "2026-11-16")), Err("rule_refused".into()));
    let before = office.visits(0, "2026-11-15");
    let elsewhere = office.visits(1, "2026-11-16");
    let faults = office
        .registrar
        .records_much_duty(&[office.visit(1, "2026-11-17"), office.visit(0, "2026-11-17")])
        .unwrap_err();
    assert_eq!(
        (text(&faults[0], "pointer"), text(&faults[0], "code"), text(&faults[0]["rule"], "key")),
        ("/items/1", "rule_refused", "recusal.grounds"),
        "{faults}"
    );
    // Neither is a visit moved there; what was recorded before can still be corrected and annulled.
    let corrects = |one: &Value, patch: Value| {
        office.registrar.corrects_duty(text(one, "id"), 1, &patch).map(|one| one["version"].clone())
    };
    assert_eq!(corrects(&elsewhere, json!({ "school_id": office.schools[0]["id"] })), Err("rule_refused".into()));
    assert_eq!(
        corrects(&before, json!({ "occurred_on": "2026-11-16", "report_submitted_on": "2026-11-16" })),
        Err("rule_refused".into())
    );
    assert_eq!(corrects(&before, json!({ "hours": 5 })), Ok(json!(2)));
}

#[everywhere]
fn a_reference_names_one_record_however_often_it_is_sent(register: &Register) {
    let office = Office::of(register);
    let visit = with(&office.visit(0, "2026-11-18"), "external_reference", json!("RW-1"));
    let first = office.registrar.records_duty(&visit).unwrap();
    assert_eq!(office.registrar.records_duty(&visit).unwrap(), first);
    assert_eq!(office.registrar.records_duty(&with(&visit, "hours", json!(7))), Err("duplicate".into()));
    assert_eq!(office.registrar.records_duty(&with(&visit, "kind", json!("rectification"))), Err("invalid".into()));
    // The office corrects it: what the system said is still what it said.
    let corrected = office.registrar.corrects_duty(text(&first, "id"), 1, &json!({ "hours": 7 })).unwrap();
    assert_eq!(office.registrar.records_duty(&visit).unwrap(), corrected);
    // Its own present state is what it says, too.
    assert_eq!(office.registrar.records_duty(&with(&visit, "hours", json!(7))).unwrap(), corrected);
    assert_eq!(office.registrar.records_duty(&with(&visit, "hours", json!(8))), Err("duplicate".into()));
    let many = [visit.clone(), with(&office.visit(1, "2026-11-18"), "external_reference", json!("RW-2"))];
    let recorded = office.registrar.records_much_duty(&many).unwrap();
    assert_eq!((&recorded[0], text(&recorded[1], "external_reference")), (&corrected, "RW-2"));
    assert_eq!(office.registrar.records_much_duty(&many).unwrap(), recorded);
    let faults = office.registrar.records_much_duty(&[many[0].clone(), with(&many[1], "hours", json!(8))]).unwrap_err();
    assert_eq!((text(&faults[0], "pointer"), text(&faults[0], "code")), ("/items/1", "duplicate"), "{faults}");
    // Another system has references of its own.
    assert_ne!(register.acting("registrar").records_duty(&visit).unwrap()["id"], first["id"]);
    assert_eq!(office.registrar.lists_duty("").unwrap().as_array().unwrap().len(), 3);
}

#[everywhere]
fn annulled_duty_record_gives_its_reference_back(register: &Register) {
    let office = Office::of(register);
    let visit = with(&office.visit(0, "2026-11-18"), "external_reference", json!("RW-1"));
    let annul = |record: &Value, annulled: bool| {
        let patch = json!({ "annulled": annulled, "reason": "核对" });
        office.registrar.corrects_duty(text(record, "id"), record["version"].as_i64().unwrap(), &patch)
    };
    let first = annul(&office.registrar.records_duty(&visit).unwrap(), true).unwrap();
    let other = with(&visit, "hours", json!(7));
    let second = office.registrar.records_duty(&other).unwrap();
    assert_ne!(second["id"], first["id"]);
    // The reference names the second now, one by one and among many.
    assert_eq!(office.registrar.records_duty(&other).unwrap(), second);
    assert_eq!(office.registrar.records_much_duty(std::slice::from_ref(&other)).unwrap(), json!([second]));
    assert_eq!(office.registrar.records_duty(&visit), Err("duplicate".into()));
    assert_eq!(annul(&first, false), Err("duplicate".into()));
    // Free again, it goes to the one that is no longer annulled, or to a third with the content of the first.
    let second = annul(&second, true).unwrap();
    let first = annul(&first, false).unwrap();
    assert_eq!(office.registrar.records_duty(&visit).unwrap()["id"], first["id"]);
    assert_eq!(annul(&second, false), Err("duplicate".into()));
    annul(&first, true).unwrap();
    let third = office.registrar.records_much_duty(std::slice::from_ref(&visit)).unwrap()[0].clone();
    assert!(third["id"] != first["id"] && third["id"] != second["id"]);
}

#[everywhere]
fn many_are_recorded_or_none_and_every_fault_has_its_place(register: &Register) {
    let office = Office::of(register);
    let visit = office.visit(0, "2026-11-18");
    let reference = |body: &Value| with(body, "external_reference", json!("RW-1"));
    let records = |items: &[Value]| -> Vec<(String, String)> {
        let faults = office.registrar.records_much_duty(items).unwrap_err();
        faults
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| (text(fault, "pointer").to_owned(), text(fault, "code").to_owned()))
            .collect()
    };
    let told = |faults: &[(&str, &str)]| {
        faults.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect::<Vec<_>>()
    };
    let wrong = [
        with(&visit, "occurred_on", json!("2026-11-24")),
        visit.clone(),
        with(&with(&visit, "person_id", json!(NOTHING)), "hours", json!(25)),
    ];
    assert_eq!(
        records(&wrong),
        told(&[
            ("/items/0/occurred_on", "date"),
            ("/items/0/report_submitted_on", "date"),
            ("/items/2/hours", "range"),
            ("/items/2/person_id", "reference"),
        ])
    );
    assert_eq!(
        records(&[reference(&visit), visit.clone(), reference(&visit)]),
        told(&[("/items/2/external_reference", "duplicate")])
    );
    assert_eq!(office.registrar.lists_duty("").unwrap(), json!([]));
    assert_eq!(office.registrar.records_much_duty(&[visit.clone(), visit]).unwrap().as_array().unwrap().len(), 2);
}

#[everywhere]
fn corrected_duty_keeps_history_and_annulled_duty_is_uncounted(register: &Register) {
    let office = Office::of(register);
    let visit = office.visits(0, "2026-11-18");
    let (id, before) = (text(&visit, "id"), format!("known_at={}", text(&visit, "updated_at")));
    let days = || office.registrar.lists_duty_summaries("month=2026-11").unwrap()[0]["duty_days"].clone();
    assert_eq!(days(), json!(1));
    register.passes_seconds(60);
    let corrected =
        office.registrar.corrects_duty(id, 1, &json!({ "hours": 3, "theme": null, "reason": "核对督导记录" })).unwrap();
    assert_eq!(
        (corrected["version"].clone(), corrected["hours"].clone(), text(&corrected, "reason")),
        (json!(2), json!(3), "核对督导记录")
    );
    assert_eq!(warned(&corrected), ["visit.monthly_theme_required"]);
    assert_eq!(office.registrar.reads_duty(id, &before).unwrap(), visit);
    assert_eq!(office.registrar.lists_duty(&before).unwrap(), json!([visit]));
    assert_eq!(office.registrar.corrects_duty(id, 1, &json!({ "hours": 4 })), Err("changed".into()));
    assert_eq!(office.registrar.corrects_duty(id, 2, &json!({ "hours": 3 })).unwrap()["version"], 2, "nothing changed");
    for bad in [
        json!({ "hours": null }),
        json!({ "annulled": null }),
        json!({ "hours": 25 }),
        json!({ "period": "2026-11" }),
        json!({ "occurred_on": "2026-11-24" }),
        json!({ "school_id": NOTHING }),
        json!({ "annulled": true }),
        json!({ "annulled": true, "reason": " " }),
    ] {
        assert_eq!(office.registrar.corrects_duty(id, 2, &bad), Err("invalid".into()), "{bad}");
    }
    let annulled = office.registrar.corrects_duty(id, 2, &json!({ "annulled": true, "reason": "误登" })).unwrap();
    assert_eq!((annulled["annulled"].clone(), text(&annulled, "reason"), days()), (json!(true), "误登", json!(0)));
    let again = office.registrar.corrects_duty(id, 3, &json!({ "annulled": false, "reason": "并非误登" })).unwrap();
    assert_eq!((again["annulled"].clone(), again["hours"].clone(), days()), (json!(false), json!(3), json!(1)));
}

#[everywhere]
fn duty_follows_a_merged_or_moved_person(register: &Register) {
    let office = Office::of(register);
    let double = office.registrar.creates_person(&person(5)).unwrap();
    let visit = with(
        &with(&office.visit(0, "2026-11-18"), "person_id", double["id"].clone()),
        "external_reference",
        json!("RW-1"),
    );
    let recorded = office.registrar.records_duty(&visit).unwrap();
    assert_eq!(warned(&recorded), ["duty.requires_appointment"], "the double was never appointed");
    // Two merges in a row: into another double, which turns out to be one itself.
    let other = office.registrar.creates_person(&person(7)).unwrap();
    office.registrar.merges_person(text(&double, "id"), text(&other, "id")).unwrap();
    office.registrar.merges_person(text(&other, "id"), office.ada()).unwrap();
    let theirs = office.registrar.lists_duty(&format!("person_id={}", office.ada())).unwrap();
    assert_eq!((&theirs[0]["id"], theirs[0]["version"].clone()), (&recorded["id"], json!(3)));
    // The system that recorded it knows of no merge.
    let again = office.registrar.records_duty(&visit).unwrap();
    assert_eq!((&again["id"], warned(&again)), (&recorded["id"], vec![]));
    let other = office.registrar.records_duty(&with(&visit, "external_reference", json!("RW-2"))).unwrap();
    assert_eq!(text(&other, "person_id"), office.ada(), "what is said of the double is about the survivor");
    let ada = office.registrar.reads_person(office.ada()).unwrap();
    office
        .registrar
        .corrects_person(office.ada(), ada["version"].as_i64().unwrap(), &json!({ "area": "340881" }))
        .unwrap();
    assert_eq!(office.registrar.lists_duty("area=340881").unwrap()[0]["id"], recorded["id"]);
}

#[everywhere]
fn duty_of_another_area_is_not_found(register: &Register) {
    let office = Office::of(register);
    let visit = office.visits(0, "2026-11-18");
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.lists_duty("").unwrap(), json!([]));
    assert_eq!(elsewhere.reads_duty(text(&visit, "id"), ""), Err("not_found".into()));
    assert_eq!(elsewhere.corrects_duty(text(&visit, "id"), 1, &json!({ "hours": 5 })), Err("not_found".into()));
    assert_eq!(elsewhere.records_duty(&office.visit(0, "2026-11-18")), Err("invalid".into()));
    assert_eq!(
        (elsewhere.lists_duty_summaries("").unwrap(), elsewhere.lists_school_visits("").unwrap()),
        (json!([]), json!([]))
    );
}

#[everywhere]
fn early_leaver_frees_a_cohort_place_until_it_is_filled(register: &Register) {
    let office = Office::of(register);
    let places = |office: &Office| {
        let coverage = office.registrar.reads_coverage("").unwrap();
        let told =
            coverage["shortfalls"].as_array().unwrap().iter().any(|one| text(one, "rule") == "replacement.enabled");
        (coverage["places_to_fill"].as_u64().unwrap(), told)
    };
    let office = office.on(register, "2026-11-12");
    let bea = office.inspector(3);
    let office = office.on(register, "2026-11-23");
    assert_eq!(places(&office), (0, false));
    office.approver.fires_appointment(text(&bea, "id"), "resign", &basis()).unwrap();
    assert_eq!(places(&office), (1, true));
    assert_eq!(office.registrar.reads_coverage("2026-11-22").unwrap()["places_to_fill"], 0, "still in office then");
    sets(register, "replacement.enabled", &json!(false));
    assert_eq!(places(&office), (1, false));
    sets(register, "replacement.enabled", &json!(true));
    office.inspector(5);
    assert_eq!(places(&office), (0, false));
}

#[on_both_databases]
fn a_repeat_is_answered_200_where_the_first_was_201(register: &Register) {
    let office = Office::of(register);
    let visit = with(&office.visit(0, "2026-11-18"), "external_reference", json!("RW-1"));
    let (first, again) =
        (office.registrar.post("/v1/duty-records", &visit), office.registrar.post("/v1/duty-records", &visit));
    assert_eq!((first.status, again.status, again.json()), (201, 200, first.json()));
    assert!(first.header("location").is_some() && again.header("location").is_none());
    // Four at once are one record.
    let other = with(&visit, "external_reference", json!("RW-2"));
    let ids = std::thread::scope(|scope| {
        let writers: Vec<_> =
            (0..4).map(|_| scope.spawn(|| office.registrar.post("/v1/duty-records", &other))).collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .map(|answer| (answer.status, answer.json()["id"].clone()))
            .collect::<Vec<_>>()
    });
    assert!(ids.iter().all(|(status, id)| [200, 201].contains(status) && *id == ids[0].1), "{ids:?}");
    assert_eq!(ids.iter().filter(|(status, _)| *status == 201).count(), 1);
}

#[on_both_databases]
fn a_duty_record_is_a_node(register: &Register) {
    let office = Office::of(register);
    let visit = office.visits(0, "2026-11-18");
    let query = "query($id: ID!) { node(id: $id) { __typename id ... on DutyRecord { hours } } }";
    let node = office.registrar.graphql(query, &json!({ "id": visit["id"] })).json()["data"]["node"].clone();
    assert_eq!(node, json!({ "__typename": "DutyRecord", "id": visit["id"], "hours": 6 }));
}
