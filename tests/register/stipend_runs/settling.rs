//! Arrears and recoveries: what later runs settle of earlier months.

use super::*;

#[everywhere]
fn released_line_becomes_arrears_of_the_next_run(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    let held = office
        .lines(&id)
        .into_iter()
        .find(|line| line["component"] == "service" && line["person_id"] == office.people[0]["id"])
        .unwrap();
    office.registrar.fires_line(text(&held, "id"), "hold", &json!({ "reason": "履职记录待核对" })).unwrap();
    office.approves(&id);
    let office = office.on(register, "2027-01-04");
    let next = text(&office.computes("2026-12"), "id").to_owned();
    let service = |office: &Office| {
        office
            .of_person(&next, 0)
            .into_iter()
            .filter(|line| line.1 == "service" && line.0 == "2026-11")
            .collect::<Vec<_>>()
    };
    assert_eq!(service(&office), []);
    let findings = office.registrar.lists_run_findings(&next).unwrap();
    assert!(
        findings.as_array().unwrap().iter().any(|one| one["code"] == "arrears_held" && one["amount_fen"] == 19_000),
        "{findings}"
    );
    let let_go = office.registrar.fires_line(text(&held, "id"), "release", &json!({ "reason": "核对无误" })).unwrap();
    assert_eq!((text(&let_go, "kind"), &let_go["hold_reason"]), ("held", &Value::Null), "what was decided stays");
    office.registrar.fires_run(&next, "compute", &json!({})).unwrap();
    assert_eq!(service(&office), [line("2026-11", "service", "arrears", 19_000)]);
    let arrears = office.lines(&next).into_iter().find(|line| line["kind"] == "arrears").unwrap();
    assert_eq!(arrears["corrects_id"], held["id"]);
    explains_itself(&office.registrar, &arrears);
}

#[everywhere]
fn late_facts_become_arrears_or_recovery_in_the_open_month(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let november = office.pays("2026-11");
    // The first was dismissed as of 20 November, which the register learns of in January; the way of the second's office
    // is paid otherwise since November.
    let office = office.on(register, "2027-01-04");
    office
        .registrar
        .fires_appointment(
            text(&office.appointments[0], "id"),
            "resign",
            &json!({ "occurred_on": "2026-11-20", "reason": "本人申请" }),
        )
        .unwrap();
    let theirs = |payee: &&Value| payee["person_id"] == office.people[1]["id"];
    let payee = office.payees.iter().find(theirs).unwrap();
    let changed = office
        .registrar
        .changes_payee(text(payee, "id"), 2, &json!({ "has_official_transport_allowance": true }))
        .unwrap();
    office.approver.verifies_payee(text(&changed, "id"), 3).unwrap();
    let december = office.computes("2026-12");
    let id = text(&december, "id").to_owned();
    // Of the first, eight of thirty days were owed, and no service: the duty of the twentieth lies after the office. Nobody
    // pays them in December, so that nothing can be taken back.
    assert_eq!(office.of_person(&id, 0), []);
    let findings = office.registrar.lists_run_findings(&id).unwrap();
    let outstanding: i64 = findings
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["code"] == "recovery_outstanding" && one["person_id"] == office.people[0]["id"])
        .map(|one| one["amount_fen"].as_i64().unwrap())
        .sum();
    assert_eq!(outstanding, 38_000 - 2_667 - 5_333);
    // Of the second, the transport of November is taken back as far as December pays: communication alone, without duty.
    assert_eq!(
        office.of_person(&id, 1),
        [line("2026-11", "transport", "recovery", -10_000), line("2026-12", "communication", "normal", 10_000)]
    );
    let recovery = office.lines(&id).into_iter().find(|line| line["kind"] == "recovery").unwrap();
    explains_itself(&office.registrar, &recovery);
    assert_eq!(
        office.registrar.reads_line_explanation(text(&recovery, "id")).unwrap()["outstanding_fen"],
        json!(-2_667)
    );
    office.approves(&id);
    assert_eq!(office.lines(&november).len(), 6, "a closed month never changes");
    let office = office.on(register, "2027-02-01");
    let january = text(&office.computes("2027-01"), "id").to_owned();
    assert_eq!(
        office.of_person(&january, 1),
        [line("2026-11", "transport", "reversal", -2_667), line("2027-01", "communication", "normal", 10_000)]
    );
}

#[on_both_databases]
fn failed_line_of_a_merged_person_is_paid_to_the_survivor(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&id);
    office.finance.fires_run(&id, "send", &json!({})).unwrap();
    let lost = &office.people[0]["id"];
    let failed = |line: &Value| line["person_id"] == *lost && line["component"] == "service";
    let report = |line: &Value| {
        let mut one = paid(line);
        if failed(line) {
            one["outcome"] = json!("failed");
            one["reason"] = json!("账户名不符");
        }
        one
    };
    let items: Vec<Value> = office.lines(&id).iter().map(report).collect();
    office.finance.reports_payments(&id, &items).unwrap();
    office.finance.fires_run(&id, "reconcile", &json!({})).unwrap();
    let double = office.registrar.creates_person(&json!({ "name": "欧阳试验" })).unwrap();
    office.registrar.merges_person(lost.as_str().unwrap(), text(&double, "id")).unwrap();
    // Who the payee is has changed: it is verified anew before anything is paid.
    let payee = office.registrar.reads_payee(text(&office.payees[0], "id"), "").unwrap();
    office.approver.verifies_payee(text(&payee, "id"), payee["version"].as_i64().unwrap()).unwrap();
    let office = office.on(register, "2027-01-04");
    let next = text(&office.computes("2026-12"), "id").to_owned();
    let of_november: Vec<Value> = office.lines(&next).into_iter().filter(|line| line["month"] == "2026-11").collect();
    let told: Vec<_> = of_november
        .iter()
        .map(|line| (&line["person_id"], text(line, "kind"), line["amount_fen"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [(&double["id"], "arrears", 19_000)]);
    let findings = office.registrar.lists_run_findings(&next).unwrap();
    assert!(findings.as_array().unwrap().iter().all(|one| one["code"] != "recovery_outstanding"), "{findings}");
}

#[on_both_databases]
fn thirty_six_months_back_a_run_corrects_and_not_one_more(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    office.pays("2026-11");
    let office = office.on(register, "2029-11-05");
    office
        .registrar
        .fires_appointment(
            text(&office.appointments[0], "id"),
            "resign",
            &json!({ "occurred_on": "2026-11-20", "reason": "本人申请" }),
        )
        .unwrap();
    let outstanding = |office: &Office, month: &str| {
        let findings = office.registrar.lists_run_findings(text(&office.computes(month), "id")).unwrap();
        findings.as_array().unwrap().iter().filter(|one| one["code"] == "recovery_outstanding").count()
    };
    assert_eq!(outstanding(&office, "2029-11"), 3);
    assert_eq!(outstanding(&office.on(register, "2029-12-03"), "2029-12"), 0);
}

#[on_both_databases]
fn parallel_runs_settle_an_amount_once(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let november = text(&office.computes("2026-11"), "id").to_owned();
    let held = office.lines(&november)[0].clone();
    office.registrar.fires_line(text(&held, "id"), "hold", &json!({ "reason": "待核对" })).unwrap();
    office.approves(&november);
    office.registrar.fires_line(text(&held, "id"), "release", &json!({ "reason": "无误" })).unwrap();
    let office = office.on(register, "2027-02-01");
    let (december, january) = (office.computes("2026-12"), office.computes("2027-01"));
    office.approves(text(&december, "id"));
    office.registrar.fires_run(text(&january, "id"), "verify_duty", &json!({})).unwrap();
    assert_eq!(office.approver.fires_run(text(&january, "id"), "approve", &basis()), Err("rule_refused".into()));
    office.registrar.fires_run(text(&january, "id"), "compute", &json!({})).unwrap();
    let arrears = |run: &Value| office.lines(text(run, "id")).iter().filter(|line| line["kind"] == "arrears").count();
    assert_eq!((arrears(&december), arrears(&january)), (1, 0));
    assert_eq!(text(&office.approves(text(&january, "id")), "status"), "approved");
}
