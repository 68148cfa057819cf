//! Stipend standards: drafted by one, decided by another, in effect from a day until the next one. All amounts are invented.

use serde_json::{Value, json};
use tests::{Client, Register, Surface, everywhere, fixtures::text, http::Answer, on_both_databases};

/// A row for part-time inspectors.
fn row(component: &str, fen: i64) -> Value {
    json!({ "component": component, "route": "part_time", "amount_fen": fen })
}

fn body(starts_on: &str, ends_on: Option<&str>) -> Value {
    json!({
        "title": "督学工作补贴标准", "starts_on": starts_on, "ends_on": ends_on,
        "amounts": [row("communication", 10_000), row("transport", 20_000), row("service", 30_000)]
    })
}

/// The committee's decision with everything that it needs.
fn decision() -> Value {
    json!({ "document_number": "督委〔2026〕8号", "finance_consent_number": "财教〔2026〕3号", "yearly_cap_fen": 30_000_000 })
}

fn submitted(registrar: &Client, starts_on: &str, ends_on: Option<&str>) -> String {
    let draft = registrar.drafts_standard(&body(starts_on, ends_on)).unwrap();
    text(&registrar.fires_standard(text(&draft, "id"), "submit", &json!({})).unwrap(), "id").to_owned()
}

fn approved(registrar: &Client, approver: &Client, starts_on: &str, ends_on: Option<&str>) -> String {
    let id = submitted(registrar, starts_on, ends_on);
    approver.fires_standard(&id, "approve", &decision()).unwrap();
    id
}

fn pair(register: &Register) -> (Client, Client) {
    (register.acting("registrar"), register.acting("approver"))
}

#[everywhere]
fn standard_goes_from_draft_to_effect_with_two_people(register: &Register) {
    let (registrar, approver) = pair(register);
    let draft = registrar.drafts_standard(&body("2027-01-01", None)).unwrap();
    let id = text(&draft, "id");
    assert_eq!(
        (text(&draft, "status"), text(&draft, "area"), &draft["yearly_cap_fen"]),
        ("draft", "340800", &Value::Null)
    );
    assert_eq!(
        draft["amounts"][0],
        json!({ "component": "communication", "route": "part_time", "role": null, "inspector_grade": null, "pool": null, "amount_fen": 10_000 })
    );
    assert_eq!(approver.fires_standard(id, "approve", &decision()), Err("transition_not_allowed".into()));
    let locked = registrar.fires_standard(id, "submit", &json!({})).unwrap();
    assert_eq!((text(&locked, "status"), text(&locked, "submitted_on")), ("draft", "2026-11-23"));
    assert_eq!(registrar.fires_standard(id, "submit", &json!({})), Err("transition_not_allowed".into()));
    assert_eq!(registrar.fires_standard(id, "approve", &decision()), Err("forbidden".into()));
    let decided = approver.fires_standard(id, "approve", &decision()).unwrap();
    assert_eq!(
        (
            text(&decided, "status"),
            text(&decided, "decision_document_number"),
            text(&decided, "finance_consent_number"),
            &decided["yearly_cap_fen"]
        ),
        ("approved", "督委〔2026〕8号", "财教〔2026〕3号", &json!(30_000_000))
    );
    for event in ["take_effect", "supersede"] {
        assert_eq!(approver.fires_standard(id, event, &json!({})), Err("forbidden".into()));
    }
    register.is_now("2026-12-31");
    assert_eq!(register.brings_standards_into_effect(), 0);
    register.is_now("2027-01-02");
    assert_eq!((register.brings_standards_into_effect(), register.brings_standards_into_effect()), (1, 0));
    let registrar = register.renews(registrar);
    assert_eq!(text(&registrar.reads_standard(id, "").unwrap(), "status"), "effective");
    assert_eq!(registrar.fires_standard(id, "withdraw", &json!({})), Err("transition_not_allowed".into()));
    let transitions = registrar.reads_standard_transitions(id).unwrap();
    let facts: Vec<(&str, &str)> = transitions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| (text(fact, "event"), text(fact, "occurred_on")))
        .collect();
    assert_eq!(facts, [("submit", "2026-11-23"), ("approve", "2026-11-23"), ("take_effect", "2027-01-01")]);
    assert_eq!(transitions["next"], json!([{ "event": "supersede", "allowed": false, "code": "forbidden" }]));
}

#[everywhere]
fn submitted_standard_cannot_be_edited(register: &Register) {
    let (registrar, approver) = pair(register);
    let draft = registrar.drafts_standard(&body("2027-01-01", None)).unwrap();
    let id = text(&draft, "id");
    let patch = json!({ "title": "督学补贴标准（修改稿）", "ends_on": "2027-12-31", "yearly_cap_fen": 5, "amounts": [row("service", 1)] });
    let rewritten = registrar.rewrites_standard(id, 1, &patch).unwrap();
    assert_eq!(
        (&rewritten["version"], text(&rewritten, "title"), text(&rewritten, "ends_on"), &rewritten["yearly_cap_fen"]),
        (&json!(2), "督学补贴标准（修改稿）", "2027-12-31", &json!(5))
    );
    assert_eq!(rewritten["amounts"].as_array().unwrap().len(), 1);
    assert_eq!(registrar.rewrites_standard(id, 1, &json!({ "title": "另" })), Err("changed".into()));
    assert_eq!(registrar.rewrites_standard(id, 2, &json!({ "ends_on": "2026-12-31" })), Err("invalid".into()));
    let open = registrar.rewrites_standard(id, 2, &json!({ "ends_on": null, "yearly_cap_fen": null })).unwrap();
    assert_eq!((&open["ends_on"], &open["yearly_cap_fen"]), (&Value::Null, &Value::Null));
    registrar.fires_standard(id, "submit", &json!({})).unwrap();
    assert_eq!(registrar.rewrites_standard(id, 4, &json!({ "title": "另" })), Err("transition_not_allowed".into()));
    approver.fires_standard(id, "approve", &decision()).unwrap();
    assert_eq!(approver.rewrites_standard(id, 5, &json!({ "title": "另" })), Err("transition_not_allowed".into()));
}

#[everywhere]
fn standard_decision_needs_document_consent_and_yearly_cap(register: &Register) {
    let (registrar, approver) = pair(register);
    let id = submitted(&registrar, "2027-01-01", None);
    for needed in ["document_number", "finance_consent_number", "yearly_cap_fen"] {
        let mut lacking = decision();
        lacking.as_object_mut().unwrap().remove(needed);
        assert_eq!(approver.fires_standard(&id, "approve", &lacking), Err("invalid".into()), "{needed}");
    }
    // A cap that the draft has is the one that is decided.
    let mut capped = body("2028-01-01", None);
    capped["yearly_cap_fen"] = json!(7);
    let draft = registrar.drafts_standard(&capped).unwrap();
    registrar.fires_standard(text(&draft, "id"), "submit", &json!({})).unwrap();
    assert_eq!(approver.fires_standard(text(&draft, "id"), "approve", &decision()), Err("invalid".into()));
    let mut same = decision();
    same.as_object_mut().unwrap().remove("yearly_cap_fen");
    assert_eq!(approver.fires_standard(text(&draft, "id"), "approve", &same).unwrap()["yearly_cap_fen"], json!(7));
}

#[everywhere]
fn contributor_to_a_standard_cannot_decide_it(register: &Register) {
    let (registrar, approver) = pair(register);
    let other = register.acting("approver");
    let drafted = approver.drafts_standard(&body("2027-01-01", Some("2027-12-31"))).unwrap();
    registrar.fires_standard(text(&drafted, "id"), "submit", &json!({})).unwrap();
    let rewritten = registrar.drafts_standard(&body("2028-01-01", Some("2028-12-31"))).unwrap();
    approver.rewrites_standard(text(&rewritten, "id"), 1, &json!({ "title": "修改稿" })).unwrap();
    registrar.fires_standard(text(&rewritten, "id"), "submit", &json!({})).unwrap();
    let sent = registrar.drafts_standard(&body("2029-01-01", None)).unwrap();
    approver.fires_standard(text(&sent, "id"), "submit", &json!({})).unwrap();
    for made in [&drafted, &rewritten, &sent] {
        let id = text(made, "id");
        assert_eq!(approver.fires_standard(id, "approve", &decision()), Err("four_eyes".into()));
        let next = approver.reads_standard_transitions(id).unwrap()["next"].clone();
        assert_eq!(next[0], json!({ "event": "approve", "allowed": false, "code": "four_eyes" }));
        assert_eq!(other.fires_standard(id, "approve", &decision()).unwrap()["status"], "approved");
    }
}

#[everywhere]
fn the_next_standard_ends_the_one_before_it_on_the_day_before(register: &Register) {
    let (registrar, approver) = pair(register);
    let first = approved(&registrar, &approver, "2026-11-01", None);
    assert_eq!(register.brings_standards_into_effect(), 1);
    let effective = registrar.reads_standard(&first, "").unwrap();
    let second = approved(&registrar, &approver, "2027-01-01", None);
    assert_eq!(register.brings_standards_into_effect(), 0);
    register.is_now("2027-01-01");
    assert_eq!(register.brings_standards_into_effect(), 1);
    let registrar = register.renews(registrar);
    let ended = registrar.reads_standard(&first, "").unwrap();
    assert_eq!((text(&ended, "status"), text(&ended, "ends_on")), ("superseded", "2026-12-31"));
    assert_eq!(
        registrar.reads_standard(&first, &format!("known_at={}", text(&effective, "updated_at"))).unwrap(),
        effective
    );
    let facts = registrar.reads_standard_transitions(&first).unwrap()["items"].clone();
    assert_eq!(
        (text(&facts[3], "event"), text(&facts[3], "role"), text(&facts[3], "occurred_on")),
        ("supersede", "system", "2027-01-01")
    );
    let held_on = |day: &str| {
        let held = registrar.lists_standards(&format!("as_of={day}")).unwrap();
        held.as_array().unwrap().iter().map(|one| text(one, "id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        ["2026-10-31", "2026-11-01", "2026-12-31", "2027-01-01"].map(held_on),
        [vec![], vec![first.clone()], vec![first.clone()], vec![second.clone()]]
    );
    assert_eq!(registrar.reads_standard(&first, "as_of=2027-01-01"), Err("not_found".into()));
    assert_eq!(registrar.reads_standard(&second, "as_of=2027-01-01").unwrap()["id"], json!(second));
}

#[everywhere]
fn standards_change_status_on_their_days_without_a_job(register: &Register) {
    let (registrar, approver) = pair(register);
    let begun = approved(&registrar, &approver, "2026-11-01", None);
    assert_eq!(registrar.reads_standard(&begun, "").unwrap()["status"], "effective");
    assert_eq!(registrar.fires_standard(&begun, "withdraw", &json!({})), Err("transition_not_allowed".into()));
    // Successors are planned at once, one after the other.
    let next = approved(&registrar, &approver, "2027-01-01", None);
    let last = approved(&registrar, &approver, "2028-01-01", None);
    let ends = |id: &str| registrar.reads_standard(id, "").unwrap()["ends_on"].clone();
    assert_eq!([ends(&begun), ends(&next), ends(&last)], [json!("2026-12-31"), json!("2027-12-31"), Value::Null]);
    let stands = |client: &Client, query: &str| {
        let listed = client.lists_standards(query).unwrap();
        let id_of = |one: &Value| text(one, "id").to_owned();
        listed.as_array().unwrap().iter().map(id_of).collect::<Vec<_>>()
    };
    assert_eq!(stands(&registrar, "status=effective"), std::slice::from_ref(&begun));
    assert_eq!(stands(&registrar, "status=approved"), [next.clone(), last.clone()]);
    assert_eq!(registrar.reads_standard(&next, "as_of=2027-05-01").unwrap()["status"], "effective");
    register.is_now("2027-01-01");
    let registrar = register.renews(registrar);
    assert_eq!(stands(&registrar, "status=effective"), std::slice::from_ref(&next));
    assert_eq!(stands(&registrar, "status=superseded"), std::slice::from_ref(&begun));
    assert_eq!(stands(&registrar, "as_of=2026-12-31&status=effective"), std::slice::from_ref(&begun));
    for day in ["2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01", "2031-01-01"] {
        assert_eq!(stands(&registrar, &format!("as_of={day}")).len(), 1, "{day}");
    }
    assert_eq!(registrar.reads_standard(&begun, "").unwrap()["status"], "superseded");
    let offered = registrar.reads_standard_transitions(&next).unwrap()["next"].clone();
    assert_eq!(offered, json!([{ "event": "supersede", "allowed": false, "code": "forbidden" }]));
    // The job stores what the days changed, late and in their order.
    register.is_now("2028-03-01");
    assert_eq!((register.brings_standards_into_effect(), register.brings_standards_into_effect()), (3, 0));
    let registrar = register.renews(registrar);
    let facts = registrar.reads_standard_transitions(&next).unwrap()["items"].clone();
    let days: Vec<_> =
        facts.as_array().unwrap().iter().map(|fact| (text(fact, "event"), text(fact, "occurred_on"))).collect();
    assert_eq!(days[2..], [("take_effect", "2027-01-01"), ("supersede", "2028-01-01")]);
}

#[everywhere]
fn a_successor_given_up_leaves_the_one_before_it_in_effect(register: &Register) {
    let (registrar, approver) = pair(register);
    let first = approved(&registrar, &approver, "2026-11-01", None);
    let second = approved(&registrar, &approver, "2027-01-01", None);
    let third = approved(&registrar, &approver, "2028-01-01", None);
    registrar.fires_standard(&second, "withdraw", &json!({})).unwrap();
    assert_eq!(registrar.reads_standard(&first, "").unwrap()["ends_on"], "2027-12-31");
    registrar.fires_standard(&third, "withdraw", &json!({})).unwrap();
    assert_eq!(registrar.reads_standard(&first, "").unwrap()["ends_on"], Value::Null);
    assert_eq!(registrar.lists_standards("as_of=2030-01-01").unwrap()[0]["id"], json!(first));
}

#[everywhere]
fn two_standards_of_an_area_never_hold_on_one_day(register: &Register) {
    let (registrar, approver) = pair(register);
    let approves = |id: &str| approver.fires_standard(id, "approve", &decision());
    approved(&registrar, &approver, "2026-11-01", None);
    // What has a day in common with another one and does not follow it.
    for (starts_on, ends_on) in [("2026-10-15", None), ("2026-10-01", Some("2026-11-01"))] {
        assert_eq!(approves(&submitted(&registrar, starts_on, ends_on)), Err("duplicate".into()), "{starts_on}");
    }
    register.brings_standards_into_effect();
    for (starts_on, ends_on) in [("2026-10-31", None), ("2026-10-01", None)] {
        assert_eq!(approves(&submitted(&registrar, starts_on, ends_on)), Err("duplicate".into()), "{starts_on}");
    }
    approved(&registrar, &approver, "2026-10-01", Some("2026-10-31"));
    approved(&registrar, &approver, "2027-01-01", Some("2027-12-31"));
    for (starts_on, ends_on) in [("2027-12-31", None), ("2026-12-01", None), ("2027-03-01", Some("2027-03-31"))] {
        assert_eq!(approves(&submitted(&registrar, starts_on, ends_on)), Err("duplicate".into()), "{starts_on}");
    }
    // Another area is another matter.
    let mut elsewhere = body("2026-11-01", None);
    elsewhere["area"] = json!("340100");
    let draft = registrar.drafts_standard(&elsewhere).unwrap();
    registrar.fires_standard(text(&draft, "id"), "submit", &json!({})).unwrap();
    assert_eq!(approves(text(&draft, "id")).unwrap()["area"], "340100");
    // All that is due takes effect, what begins first before the rest.
    register.is_now("2027-06-01");
    assert_eq!(register.brings_standards_into_effect(), 3);
}

#[everywhere]
fn standard_is_replaced_from_its_own_first_day(register: &Register) {
    let (registrar, approver) = pair(register);
    let before = approved(&registrar, &approver, "2026-10-01", None);
    let wrong = approved(&registrar, &approver, "2026-11-01", None);
    let next = approved(&registrar, &approver, "2027-01-01", None);
    register.brings_standards_into_effect();
    let right = submitted(&registrar, "2026-11-01", None);
    assert_eq!(registrar.fires_standard(&right, "approve", &decision()), Err("forbidden".into()));
    let decided = approver.fires_standard(&right, "approve", &decision()).unwrap();
    assert_eq!((text(&decided, "status"), text(&decided, "ends_on")), ("effective", "2026-12-31"));
    assert_eq!(registrar.reads_standard(&wrong, "").unwrap()["status"], "superseded");
    assert_eq!(registrar.reads_standard(&wrong, "as_of=2026-11-01"), Err("not_found".into()));
    let held_on = |day: &str| {
        let held = registrar.lists_standards(&format!("as_of={day}")).unwrap();
        held.as_array().unwrap().iter().map(|one| text(one, "id").to_owned()).collect::<Vec<_>>()
    };
    let held = ["2026-10-31", "2026-11-01", "2026-12-31", "2027-01-01"].map(held_on);
    assert_eq!(held, [vec![before], vec![right.clone()], vec![right.clone()], vec![next.clone()]]);
    // One that has not begun is replaced and, given up, is not.
    let other = approved(&registrar, &approver, "2027-01-01", None);
    assert_eq!(held_on("2027-01-01"), std::slice::from_ref(&other));
    registrar.fires_standard(&other, "withdraw", &json!({})).unwrap();
    assert_eq!((held_on("2026-12-31"), held_on("2027-01-01")), (vec![right], vec![next]));
    assert_eq!(registrar.fires_standard(&wrong, "withdraw", &json!({})), Err("transition_not_allowed".into()));
}

#[everywhere]
fn withdrawn_standard_never_applies_and_frees_its_days(register: &Register) {
    let (registrar, approver) = pair(register);
    let id = approved(&registrar, &approver, "2027-01-01", None);
    assert_eq!(registrar.fires_standard(&id, "withdraw", &json!({})).unwrap()["status"], "withdrawn");
    assert_eq!(registrar.lists_standards("as_of=2027-01-01").unwrap(), json!([]));
    approved(&registrar, &approver, "2027-01-01", None);
    let draft = registrar.drafts_standard(&body("2029-01-01", None)).unwrap();
    assert_eq!(registrar.fires_standard(text(&draft, "id"), "withdraw", &json!({})).unwrap()["status"], "withdrawn");
    assert_eq!(
        registrar.fires_standard(text(&draft, "id"), "submit", &json!({})),
        Err("transition_not_allowed".into())
    );
}

#[everywhere]
fn rows_between_which_nothing_decides_cannot_be_submitted(register: &Register) {
    let registrar = register.acting("registrar");
    let (lead, chief) = (
        json!({ "component": "service", "role": "lead", "amount_fen": 2 }),
        json!({ "component": "service", "inspector_grade": "chief", "amount_fen": 3 }),
    );
    let mut standard = body("2027-01-01", None);
    standard["amounts"] = json!([lead, chief]);
    let draft = registrar.drafts_standard(&standard).unwrap();
    let id = text(&draft, "id");
    assert_eq!(registrar.fires_standard(id, "submit", &json!({})), Err("invalid".into()));
    let both = json!({ "component": "service", "role": "lead", "inspector_grade": "chief", "amount_fen": 4 });
    let decided = json!([lead, chief, both]);
    registrar.rewrites_standard(id, 1, &json!({ "amounts": decided })).unwrap();
    assert!(registrar.fires_standard(id, "submit", &json!({})).is_ok());
    // Two rows for the same people are refused at once, and without a row nothing is submitted.
    standard["amounts"] = json!([row("service", 1), row("service", 2)]);
    assert_eq!(registrar.drafts_standard(&standard), Err("invalid".into()));
    standard["amounts"] = json!([]);
    let empty = registrar.drafts_standard(&standard).unwrap();
    assert_eq!(registrar.fires_standard(text(&empty, "id"), "submit", &json!({})), Err("invalid".into()));
}

#[everywhere]
fn money_is_whole_fen_from_0_to_10_to_the_15(register: &Register) {
    let (registrar, approver) = pair(register);
    let id = submitted(&registrar, "2029-01-01", None);
    for bad in [
        json!(1.5),
        json!(-1),
        json!(1_000_000_000_000_001_i64),
        json!(u64::MAX),
        json!(1e30),
        json!("100"),
        json!(true),
    ] {
        let mut of_amount = body("2027-01-01", None);
        of_amount["amounts"][1]["amount_fen"] = bad.clone();
        let mut of_cap = body("2027-01-01", None);
        of_cap["yearly_cap_fen"] = bad.clone();
        let mut of_decision = decision();
        of_decision["yearly_cap_fen"] = bad.clone();
        assert_eq!(registrar.drafts_standard(&of_amount), Err("invalid".into()), "{bad}");
        assert_eq!(registrar.drafts_standard(&of_cap), Err("invalid".into()), "{bad}");
        assert_eq!(approver.fires_standard(&id, "approve", &of_decision), Err("invalid".into()), "{bad}");
    }
    let mut greatest = body("2027-01-01", None);
    (greatest["amounts"][0]["amount_fen"], greatest["yearly_cap_fen"]) = (json!(0), json!(1_000_000_000_000_000_i64));
    let draft = registrar.drafts_standard(&greatest).unwrap();
    assert_eq!(
        (&draft["amounts"][0]["amount_fen"], &draft["yearly_cap_fen"]),
        (&json!(0), &json!(1_000_000_000_000_000_i64))
    );
}

#[everywhere]
fn a_row_is_for_a_component_and_for_people_that_there_are(register: &Register) {
    let registrar = register.acting("registrar");
    for (field, bad) in [
        ("component", "meals"),
        ("route", "voluntary"),
        ("role", "chief"),
        ("inspector_grade", "great"),
        ("pool", "deep"),
    ] {
        let mut wrong = body("2027-01-01", None);
        wrong["amounts"][0][field] = json!(bad);
        assert_eq!(registrar.drafts_standard(&wrong), Err("invalid".into()), "{field}");
    }
    for (field, bad) in [("title", json!("")), ("ends_on", json!("2026-12-31")), ("area", json!("34"))] {
        let mut wrong = body("2027-01-01", None);
        wrong[field] = bad;
        assert_eq!(registrar.drafts_standard(&wrong), Err("invalid".into()), "{field}");
    }
}

#[everywhere]
fn finance_sees_what_was_decided_and_nothing_else(register: &Register) {
    let (registrar, approver) = pair(register);
    let finance = register.acting("finance");
    let draft = submitted(&registrar, "2029-01-01", None);
    let id = submitted(&registrar, "2027-01-01", Some("2027-12-31"));
    let before = format!("known_at={}", text(&registrar.reads_standard(&id, "").unwrap(), "updated_at"));
    register.passes_seconds(60);
    approver.fires_standard(&id, "approve", &decision()).unwrap();
    for hidden in [
        finance.reads_standard(&draft, ""),
        finance.reads_standard(&id, &before),
        finance.reads_standard_transitions(&draft),
    ] {
        assert_eq!(hidden, Err("not_found".into()));
    }
    let decided = finance.reads_standard(&id, "").unwrap();
    assert_eq!(decided["status"], "approved");
    assert_eq!(finance.lists_standards("").unwrap(), json!([decided]));
    assert_eq!(finance.lists_standards(&before).unwrap(), json!([]));
    assert_eq!(registrar.lists_standards("status=draft").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(finance.drafts_standard(&body("2027-01-01", None)), Err("forbidden".into()));
    assert_eq!(register.acting("hr").lists_standards(""), Err("forbidden".into()));
}

#[everywhere]
fn a_standard_of_another_area_is_out_of_reach(register: &Register) {
    let (registrar, _) = pair(register);
    let id = submitted(&registrar, "2027-01-01", None);
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.reads_standard(&id, ""), Err("not_found".into()));
    assert_eq!(elsewhere.lists_standards("").unwrap(), json!([]));
    assert_eq!(elsewhere.fires_standard(&id, "withdraw", &json!({})), Err("not_found".into()));
    let mut ours = body("2027-01-01", None);
    ours["area"] = json!("340800");
    assert_eq!(elsewhere.drafts_standard(&ours), Err("forbidden".into()));
    assert_eq!(elsewhere.drafts_standard(&body("2027-01-01", None)).unwrap()["area"], "360000");
}

#[on_both_databases]
fn faulty_amounts_are_reported_with_their_pointers(register: &Register) {
    let registrar = Client { surface: Surface::Rest, ..register.acting("registrar") };
    let sends = |rows: Value| -> Answer {
        let mut standard = body("2027-01-01", None);
        standard["amounts"] = rows;
        registrar.post("/v1/stipend-standards", &standard)
    };
    let fault = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    let float = sends(json!([row("service", 1), { "component": "transport", "amount_fen": 0.5 }]));
    assert_eq!((float.status, float.faults()), (422, vec![fault("/amounts/1/amount_fen", "type")]));
    let beyond = sends(
        json!([{ "component": "service", "amount_fen": -1 }, { "component": "transport", "amount_fen": u64::MAX }, row("communication", 1_000_000_000_000_001)]),
    );
    let places: Vec<_> = (0..3).map(|at| fault(&format!("/amounts/{at}/amount_fen"), "range")).collect();
    assert_eq!((beyond.status, beyond.faults()), (422, places));
    let alike = sends(json!([row("service", 1), row("transport", 1), row("service", 1)]));
    assert_eq!(alike.faults(), [fault("/amounts/2", "duplicate")]);
    let many: Vec<Value> = (0..201).map(|_| row("service", 1)).collect();
    assert_eq!(sends(json!(many)).faults(), [fault("/amounts", "length")]);
    let tied = sends(json!([{ "component": "service", "role": "lead", "amount_fen": 1 }, { "component": "service", "pool": "invited", "amount_fen": 2 }])).json();
    let submit = registrar
        .post(&format!("/v1/stipend-standards/{}/transitions", text(&tied, "id")), &json!({ "event": "submit" }));
    assert_eq!((submit.status, submit.faults()), (422, vec![fault("/amounts/1", "mismatch")]));
    let mut cap = body("2027-01-01", None);
    cap["yearly_cap_fen"] = json!(u64::MAX);
    assert_eq!(registrar.post("/v1/stipend-standards", &cap).faults(), [fault("/yearly_cap_fen", "range")]);
    let id = text(&registrar.post("/v1/stipend-standards", &body("2027-01-01", None)).json(), "id").to_owned();
    let patch = registrar.rest(
        "PATCH",
        &format!("/v1/stipend-standards/{id}"),
        &[("if-match", "\"1\"")],
        Some(&json!({ "yearly_cap_fen": u64::MAX })),
    );
    assert_eq!(patch.faults(), [fault("/yearly_cap_fen", "range")]);
    assert_eq!(registrar.rest("PATCH", &format!("/v1/stipend-standards/{id}"), &[], Some(&json!({}))).status, 428);
}
