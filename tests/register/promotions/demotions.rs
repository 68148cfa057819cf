//! Steps down the ladder.

use super::*;

#[everywhere]
fn a_step_down_follows_an_unqualified_year_and_a_hearing(register: &Register) {
    let office = Office::of(register);
    register.has_policy("inspector_grade.enabled", &json!(true));
    let (registrar, approver) = (&office.registrar, &office.approver);
    let ada = holding(register, &office, "second");
    let id = begun(registrar, &ada, "third");
    let proposes =
        |registrar: &Client| registrar.fires_promotion(&id, "propose_demotion", &json!({ "reason": "年度考核不合格" }));
    assert_eq!(proposes(registrar), Err("rule_refused".into()));
    assert_eq!(approver.fires_promotion(&id, "decide_demotion", &basis()), Err("transition_not_allowed".into()));
    assessed(register, &office, &ada, 2025, 40.0);
    let proposed = proposes(registrar).unwrap();
    assert_eq!(
        (text(&proposed, "status"), &proposed["demotion"], text(&proposed, "from_grade")),
        ("demotion_proposed", &json!(true), "second")
    );
    assert_eq!(approver.fires_promotion(&id, "decide_demotion", &basis()), Err("invalid".into()));
    let mut decision = basis();
    // Who was heard before the proposal was not heard about it.
    decision["defence_heard_on"] = json!("2026-11-22");
    assert_eq!(approver.fires_promotion(&id, "decide_demotion", &decision), Err("invalid".into()));
    decision["defence_heard_on"] = json!("2026-11-23");
    assert_eq!(registrar.fires_promotion(&id, "decide_demotion", &decision), Err("forbidden".into()));
    let decided = approver.fires_promotion(&id, "decide_demotion", &decision).unwrap();
    assert_eq!((text(&decided, "status"), text(&decided, "effective_on")), ("approved", "2026-11-23"));
    assert_eq!(
        registrar.fires_promotion(&id, "defer", &json!({ "reason": "缓办" })),
        Err("transition_not_allowed".into())
    );
    assert_eq!(register.brings_promotions_into_effect(), 1);
    let held = |day: &str| registrar.lists_grades(&format!("as_of={day}")).unwrap()[0]["grade"].clone();
    assert_eq!((held("2026-11-22"), held("2026-11-23")), (json!("second"), json!("third")));
    // The year was spent in the grade that was lost: it leads down once.
    let again = begun(registrar, &ada, "probationary");
    assert_eq!(
        registrar.fires_promotion(&again, "propose_demotion", &json!({ "reason": "年度考核不合格" })),
        refused()
    );
    assert_eq!(may(registrar, &again, "propose_demotion"), Some(refused()));
}

#[everywhere]
fn a_step_down_rests_on_what_is_known_when_it_is_decided(register: &Register) {
    let office = Office::of(register);
    register.has_policy("inspector_grade.enabled", &json!(true));
    let (registrar, approver) = (&office.registrar, &office.approver);
    let ada = holding(register, &office, "third");
    assessed(register, &office, &ada, 2025, 40.0);
    let id = begun(registrar, &ada, "probationary");
    registrar.fires_promotion(&id, "propose_demotion", &json!({ "reason": "年度考核不合格" })).unwrap();
    register.executes("UPDATE assessments SET grade = 'qualified' WHERE year = 2025");
    let mut decision = basis();
    decision["defence_heard_on"] = json!("2026-11-23");
    assert_eq!(approver.fires_promotion(&id, "decide_demotion", &decision), refused());
    assert_eq!(may(approver, &id, "decide_demotion"), Some(refused()));
    assert_eq!(text(&registrar.fires_promotion(&id, "withdraw", &json!({})).unwrap(), "status"), "withdrawn");
}

#[everywhere]
fn demotion_applies_to_people_who_left_office(register: &Register) {
    let office = Office::of(register);
    register.has_policy("inspector_grade.enabled", &json!(true));
    let (registrar, approver) = (&office.registrar, &office.approver);
    let ada = holding(register, &office, "third");
    assessed(register, &office, &ada, 2025, 40.0);
    let id = begun(registrar, &ada, "probationary");
    registrar.fires_promotion(&id, "propose_demotion", &json!({ "reason": "年度考核不合格" })).unwrap();
    let mut decision = basis();
    decision["defence_heard_on"] = json!("2026-11-23");
    decision["effective_on"] = json!("2026-12-01");
    approver.fires_promotion(&id, "decide_demotion", &decision).unwrap();
    let appointment = registrar.lists_appointments("").unwrap()[0].clone();
    registrar.fires_appointment(text(&appointment, "id"), "resign", &basis()).unwrap();
    register.is_now("2026-12-01");
    assert_eq!(register.brings_promotions_into_effect(), 1);
    assert_eq!(register.acting("registrar").lists_grades("as_of=2026-12-01").unwrap()[0]["grade"], "probationary");
}
