//! Suspensions that came to nothing are owed, and duty outside of office earns nothing.

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{basis, text},
};

use crate::stipend_runs::{Office, without_notice};

/// What a month comes to for a person in two runs.
fn sum(office: &Office, runs: &[&str], person: usize, month: &str) -> i64 {
    let lines = runs.iter().flat_map(|run| office.of_person(run, person));
    lines.filter(|(of, _, kind, _)| of == month && kind != "held").map(|(.., fen)| fen).sum()
}

fn on(day: &str, mut with: Value) -> Value {
    with["occurred_on"] = json!(day);
    with
}

fn opened(office: &Office, person: usize) -> String {
    let body = json!({
        "person_id": office.people[person]["id"], "signal": "own_finding", "ground": "neglect", "description": "本学期三次无故缺席"
    });
    text(&office.registrar.opens_case(&body).unwrap(), "id").to_owned()
}

/// Nineteen of thirty days of each component.
const WHOLE_MONTH: i64 = 6_333 + 12_667 + 19_000;

#[everywhere]
fn days_of_a_dropped_suspension_are_owed(register: &Register) {
    let office = Office::of(register);
    without_notice(register);
    let id = opened(&office, 0);
    office.approver.fires_case(&id, "suspend_duty", &on("2026-11-16", basis())).unwrap();
    let office = office.on(register, "2026-12-01");
    let first = office.pays("2026-11");
    assert!(sum(&office, &[&first], 0, "2026-11") < 5_000, "four days, and no duty but in the suspension");
    register.passes_seconds(60);
    // Lifted by hand first: what it took is owed all the same once the case comes to nothing.
    office.approver.fires_case(&id, "lift_suspension", &basis()).unwrap();
    register.passes_seconds(60);
    register.acting("approver").fires_case(&id, "drop", &basis()).unwrap();
    register.passes_seconds(60);
    let next = text(&office.computes("2026-12"), "id").to_owned();
    assert_eq!(sum(&office, &[&first, &next], 0, "2026-11"), WHOLE_MONTH);
    let history = office.registrar.reads_appointment(text(&office.appointments[0], "id"), "as_of=2026-11-20").unwrap();
    assert_eq!(text(&history, "status"), "active", "as if there had been no suspension");
}

#[everywhere]
fn days_of_a_suspension_that_ends_in_criticism_are_owed(register: &Register) {
    let office = Office::of(register);
    without_notice(register);
    let id = opened(&office, 0);
    office.approver.fires_case(&id, "suspend_duty", &on("2026-11-16", basis())).unwrap();
    let intent = json!({ "facts": "缺席属实", "article": "regulations_on_wrongs", "proposed_measure": "criticism" });
    let fires =
        |event: &str, with: Value| office.registrar.fires_case(&id, event, &on("2026-11-17", with)).expect(event);
    fires("investigate", json!({ "investigator": "监督科" }));
    fires("serve_intent", intent);
    fires("hear_defence", json!({ "statement": "本人申辩" }));
    let decision = json!({
        "measure": "criticism", "ground": "neglect", "article": "regulations_on_wrongs", "effective_on": "2026-11-20",
        "document_number": "安教督〔2026〕9号"
    });
    register.acting("approver").fires_case(&id, "decide", &on("2026-11-18", decision)).unwrap();
    office.registrar.fires_case(&id, "serve", &json!({ "served_on": "2026-11-19" })).unwrap();
    office.registrar.fires_case(&id, "take_effect", &json!({})).unwrap();
    let office = office.on(register, "2026-12-01");
    let run = text(&office.computes("2026-11"), "id").to_owned();
    assert_eq!(sum(&office, &[&run], 0, "2026-11"), WHOLE_MONTH);
}

#[everywhere]
fn duty_outside_of_office_earns_no_service(register: &Register) {
    let office = Office::of(register);
    without_notice(register);
    register.has_policy("duty.min_days_per_month", &json!(2));
    let school = office.registrar.lists_schools().unwrap()[0]["id"].clone();
    let visit = |person: usize, day: &str| {
        json!({
            "person_id": office.people[person]["id"], "kind": "visit", "school_id": school, "occurred_on": day, "mode": "random",
            "hours": 6, "theme": "规范办学行为", "credential_shown": true, "record_left": true, "feedback_left": true,
            "report_submitted_on": day
        })
    };
    // In office since the 12th.
    let early = office.registrar.records_duty(&visit(0, "2026-11-05")).unwrap();
    assert_eq!(early["warnings"][0]["rule"], "duty.requires_appointment");
    assert_eq!(office.registrar.records_duty(&visit(1, "2026-11-19")).unwrap()["warnings"], json!([]));
    let office = office.on(register, "2026-12-01");
    let run = text(&office.computes("2026-11"), "id").to_owned();
    let components = |person: usize| -> Vec<String> {
        office.of_person(&run, person).into_iter().filter(|line| line.3 > 0).map(|line| line.1).collect()
    };
    assert_eq!(components(0), ["communication", "transport"]);
    assert_eq!(components(1), ["communication", "service", "transport"]);
    let line = office.lines(&run).into_iter().find(|line| line["person_id"] == office.people[0]["id"]).unwrap();
    let why = office.registrar.reads_line_explanation(text(&line, "id")).unwrap();
    assert_eq!((&why["duty_days"], &why["duty_days_outside_office"]), (&json!(1), &json!(1)));
}

#[everywhere]
fn duty_during_a_suspension_is_warned_of(register: &Register) {
    let office = Office::of(register);
    let appointment = text(&office.appointments[0], "id").to_owned();
    office.approver.fires_appointment(&appointment, "suspend", &on("2026-11-21", basis())).unwrap();
    let school = office.registrar.lists_schools().unwrap()[0]["id"].clone();
    let visit = json!({
        "person_id": office.people[0]["id"], "kind": "visit", "school_id": school, "occurred_on": "2026-11-22", "mode": "random",
        "hours": 6, "theme": "规范办学行为", "credential_shown": true, "record_left": true, "feedback_left": true,
        "report_submitted_on": "2026-11-22"
    });
    let recorded = office.registrar.records_duty(&visit).unwrap();
    assert_eq!(recorded["warnings"][0]["rule"], "duty.requires_appointment");
}
