//! What finance reports after a run was reconciled, runs whose lines sum to zero for a person, and the account into
//! which owed amounts are paid. All amounts are invented.

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{basis, text},
};

use super::stipend_runs::{Office, decided_standard, explains_itself, paid, standard, without_notice};

/// A run of November that finance paid but for the lines that `is_failed` picks, reconciled and closed on 1 December.
fn closed_november(register: &Register, is_failed: impl Fn(&Office, &Value) -> bool) -> (Office, String) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&id);
    office.finance.fires_run(&id, "send", &json!({})).unwrap();
    let report = |line: &Value| if is_failed(&office, line) { failed(line) } else { paid(line) };
    let items: Vec<Value> = office.lines(&id).iter().map(report).collect();
    office.finance.reports_payments(&id, &items).unwrap();
    office.finance.fires_run(&id, "reconcile", &json!({})).unwrap();
    office.approver.fires_run(&id, "close", &json!({})).unwrap();
    (office, id)
}

fn with(line: &Value, reference: &str, changes: Value) -> Value {
    let mut one = paid(line);
    one["reference"] = json!(format!("{reference}-{}", text(line, "id")));
    changes.as_object().unwrap().iter().for_each(|(name, value)| one[name] = value.clone());
    one
}

fn failed(line: &Value) -> Value {
    with(line, "CZ-F", json!({ "outcome": "failed", "reason": "账户名不符" }))
}

fn returned(line: &Value, day: &str) -> Value {
    with(line, "CZ-R", json!({ "outcome": "returned", "reason": "账户已销", "occurred_on": day }))
}

/// The line of a person for a component of a month in a run.
fn line_of(office: &Office, run: &str, person: usize, month: &str, component: &str) -> Value {
    let is = |line: &&Value| {
        line["person_id"] == office.people[person]["id"] && line["month"] == month && line["component"] == component
    };
    office.lines(run).iter().find(is).cloned().unwrap_or(Value::Null)
}

fn is_transport(person: usize) -> impl Fn(&Office, &Value) -> bool {
    move |office, line| line["person_id"] == office.people[person]["id"] && line["component"] == "transport"
}

/// Kind and amount of all lines of a run that are for an earlier month.
fn corrections(office: &Office, run: &str) -> Vec<(String, i64)> {
    let of_november = |line: &&Value| line["month"] == "2026-11";
    let lines = office.lines(run);
    let corrections = lines.iter().filter(of_november);
    corrections.map(|line| (text(line, "kind").to_owned(), line["amount_fen"].as_i64().unwrap())).collect()
}

/// The second inspector's way is paid otherwise since November, which takes back all that December pays: communication alone.
fn takes_back_all(register: &Register, office: &Office) {
    let theirs = |payee: &&Value| payee["person_id"] == office.people[1]["id"];
    let payee = office.payees.iter().find(theirs).unwrap();
    let patch = json!({ "has_official_transport_allowance": true });
    let changed = office.registrar.changes_payee(text(payee, "id"), 2, &patch).unwrap();
    office.approver.verifies_payee(text(&changed, "id"), 3).unwrap();
    register.passes_seconds(60);
}

/// A decided run of December, with finance.
fn sends_december(office: &Office) -> String {
    let id = text(&office.computes("2026-12"), "id").to_owned();
    office.approves(&id);
    office.finance.fires_run(&id, "send", &json!({})).unwrap();
    id
}

#[everywhere]
fn payment_returned_after_close_is_paid_again(register: &Register) {
    let (office, november) = closed_november(register, |_, _| false);
    let office = office.on(register, "2027-01-04");
    let line = line_of(&office, &november, 0, "2026-11", "transport");
    let reports = |item: Value| office.finance.reports_payments(&november, &[item]);
    assert_eq!(reports(returned(&line, "2026-11-30")), Err("invalid".into()), "before the run was sent");
    assert_eq!(reports(returned(&line, "2027-01-05")), Err("invalid".into()), "in the future");
    assert_eq!(reports(with(&line, "CZ-2", json!({}))), Err("invalid".into()), "paid already");
    let taken = reports(returned(&line, "2026-12-20")).unwrap();
    assert_eq!(
        (text(&taken, "status"), &taken["total_fen"], &taken["line_count"]),
        ("closed", &json!(76_000), &json!(6))
    );
    assert_eq!(reports(returned(&line, "2026-12-20")).unwrap(), taken, "sent again");
    assert_eq!(reports(returned(&line, "2026-12-21")), Err("invalid".into()), "the reference stands for another day");
    let results = office.finance.lists_payment_results(&november).unwrap();
    let late: Vec<&Value> = results.as_array().unwrap().iter().filter(|one| one["is_late"] == true).collect();
    assert_eq!(
        late.iter().map(|one| (text(one, "outcome"), text(one, "occurred_on"))).collect::<Vec<_>>(),
        [("returned", "2026-12-20")]
    );
    register.passes_seconds(60);
    let december = sends_december(&office);
    assert_eq!(corrections(&office, &december), [("arrears".to_owned(), 12_667)]);
    let again = line_of(&office, &december, 0, "2026-11", "transport");
    assert_eq!(again["corrects_id"], line["id"]);
    explains_itself(&office.registrar, &again);
    let why = office.approver.reads_line_explanation(text(&again, "id")).unwrap();
    let earlier = json!([{
        "line_id": line["id"], "amount_fen": 12_667, "granted_fen": 0, "payment": "returned",
        "payment_occurred_on": "2026-12-20", "payment_reason": "账户已销",
    }]);
    assert_eq!((&why["granted_fen"], &why["earlier_lines"]), (&json!(0), &earlier));
    let hidden = office.registrar.reads_line_explanation(text(&again, "id")).unwrap()["earlier_lines"][0].clone();
    assert_eq!(
        (&hidden["granted_fen"], &hidden["payment"], &hidden["payment_reason"]),
        (&json!(0), &Value::Null, &Value::Null)
    );
    office.reports_all(&december);
    let office = office.on(register, "2027-02-01");
    assert_eq!(corrections(&office, text(&office.computes("2027-01"), "id")), [], "it was paid again");
}

#[everywhere]
fn payment_returned_after_years_is_paid_again_once(register: &Register) {
    let (office, november) = closed_november(register, |_, _| false);
    let (transport, service) = ("transport", "service");
    // Three years and two months later: no run corrects November 2026 any more.
    let office = office.on(register, "2030-01-04");
    let first = text(&office.computes("2029-12"), "id").to_owned();
    assert_eq!(corrections(&office, &first), []);
    let line = line_of(&office, &november, 0, "2026-11", transport);
    office.finance.reports_payments(&november, &[returned(&line, "2029-12-20")]).unwrap();
    // What else is learned about such a month corrects nothing.
    takes_back_all(register, &office);
    office.registrar.fires_run(&first, "compute", &json!({})).unwrap();
    assert_eq!(corrections(&office, &first), [("arrears".to_owned(), 12_667)]);
    assert_eq!(line_of(&office, &first, 0, "2026-11", transport)["corrects_id"], line["id"]);
    explains_itself(&office.registrar, &line_of(&office, &first, 0, "2026-11", transport));
    office.approves(&first);
    office.finance.fires_run(&first, "send", &json!({})).unwrap();
    office.reports_all(&first);
    let office = office.on(register, "2030-02-01");
    let line = line_of(&office, &november, 0, "2026-11", service);
    office.finance.reports_payments(&november, &[returned(&line, "2030-01-20")]).unwrap();
    register.passes_seconds(60);
    let second = text(&office.computes("2030-01"), "id").to_owned();
    assert_eq!(
        corrections(&office, &second),
        [("arrears".to_owned(), 19_000)],
        "what was paid again is not paid twice"
    );
}

#[everywhere]
fn payment_made_after_all_after_years_is_to_be_taken_back(register: &Register) {
    let (office, november) = closed_november(register, is_transport(0));
    let office = office.on(register, "2027-01-04");
    let december = sends_december(&office);
    assert_eq!(corrections(&office, &december), [("arrears".to_owned(), 12_667)]);
    office.reports_all(&december);
    let office = office.on(register, "2030-01-04");
    let line = line_of(&office, &november, 0, "2026-11", "transport");
    office.finance.reports_payments(&november, &[with(&line, "CZ-L", json!({ "occurred_on": "2026-12-03" }))]).unwrap();
    register.passes_seconds(60);
    // A person who has left is paid nothing from which the amount could be recovered: a finding reports it.
    let run = text(&office.computes("2029-12"), "id").to_owned();
    let findings = office.registrar.lists_run_findings(&run).unwrap();
    let told = |one: &&Value| one["code"] == "recovery_outstanding";
    let outstanding: Vec<(&Value, &Value)> =
        findings.as_array().unwrap().iter().filter(told).map(|one| (&one["month"], &one["amount_fen"])).collect();
    assert_eq!(outstanding, [(&json!("2026-11"), &json!(12_667))], "{findings}");
}

#[everywhere]
fn late_reported_payment_recovers_amounts_granted_again(register: &Register) {
    let (office, november) = closed_november(register, is_transport(0));
    let office = office.on(register, "2027-01-04");
    let december = sends_december(&office);
    assert_eq!(corrections(&office, &december), [("arrears".to_owned(), 12_667)]);
    office.reports_all(&december);
    register.passes_seconds(60);
    let line = line_of(&office, &november, 0, "2026-11", "transport");
    let late = with(&line, "CZ-L", json!({ "occurred_on": "2026-12-03" }));
    let taken = office.finance.reports_payments(&november, std::slice::from_ref(&late)).unwrap();
    assert_eq!(
        (text(&taken, "status"), &taken["failed_count"], &taken["paid_fen"]),
        ("closed", &json!(0), &json!(76_000))
    );
    assert_eq!(office.finance.reports_payments(&november, &[late]).unwrap(), taken, "sent again");
    let office = office.on(register, "2027-02-01");
    let january = text(&office.computes("2027-01"), "id").to_owned();
    assert_eq!(corrections(&office, &january), [("recovery".to_owned(), -12_667)]);
    let recovery = line_of(&office, &january, 0, "2026-11", "transport");
    explains_itself(&office.registrar, &recovery);
    let why = office.finance.reads_line_explanation(text(&recovery, "id"));
    assert_eq!(why, Err("not_found".into()), "nothing is decided");
    office.approves(&january);
    let why = office.finance.reads_line_explanation(text(&recovery, "id")).unwrap();
    let granted: Vec<i64> =
        why["earlier_lines"].as_array().unwrap().iter().map(|one| one["granted_fen"].as_i64().unwrap()).collect();
    assert_eq!((granted, &why["granted_fen"]), (vec![12_667, 12_667], &json!(25_334)));
}

#[everywhere]
fn arrears_of_what_was_paid_after_all_are_not_approved(register: &Register) {
    let (office, november) = closed_november(register, is_transport(0));
    let office = office.on(register, "2027-01-04");
    let december = text(&office.computes("2026-12"), "id").to_owned();
    assert_eq!(corrections(&office, &december), [("arrears".to_owned(), 12_667)]);
    office.registrar.fires_run(&december, "verify_duty", &json!({})).unwrap();
    let line = line_of(&office, &november, 0, "2026-11", "transport");
    office.finance.reports_payments(&november, &[with(&line, "CZ-L", json!({}))]).unwrap();
    assert_eq!(office.approver.fires_run(&december, "approve", &basis()), Err("rule_refused".into()));
    // What concerns none of its corrections does not stop a run: the next one settles it.
    office.registrar.fires_run(&december, "compute", &json!({})).unwrap();
    assert_eq!(corrections(&office, &december), []);
    office.finance.reports_payments(&november, &[returned(&line, "2027-01-04")]).unwrap();
    assert_eq!(text(&office.approves(&december), "status"), "approved");
    let office = office.on(register, "2027-02-01");
    assert_eq!(corrections(&office, text(&office.computes("2027-01"), "id")), [("arrears".to_owned(), 12_667)]);
}

#[everywhere]
fn lines_with_a_zero_sum_are_settled_by_their_run_transfers(register: &Register) {
    let (office, _) = closed_november(register, |_, _| false);
    let office = office.on(register, "2027-01-04");
    takes_back_all(register, &office);
    let december = sends_december(&office);
    assert_eq!(office.of_person(&december, 1).iter().map(|line| line.3).sum::<i64>(), 0);
    let transfers = office.finance.lists_transfers(&december, "").unwrap();
    let theirs = |line: &Value| line["person_id"] == office.people[0]["id"];
    assert!(transfers.as_array().unwrap().iter().all(theirs), "{transfers}");
    let counts = || {
        let run = office.finance.reads_run(&december, "").unwrap();
        (
            text(&run, "status").to_owned(),
            [&run["offset_count"], &run["unreported_count"]].map(|count| count.as_i64().unwrap()),
        )
    };
    assert_eq!(
        (counts(), office.registrar.reads_run(&december, "").unwrap()["unreported_count"].clone()),
        (("sent".to_owned(), [2, 2]), Value::Null)
    );
    // What keeps it open is counted and listed.
    assert_eq!(office.finance.fires_run(&december, "reconcile", &json!({})), Err("transition_not_allowed".into()));
    let next = office.finance.reads_run_transitions(&december).unwrap()["next"].clone();
    let reconcile = next.as_array().unwrap().iter().find(|one| one["event"] == "reconcile").unwrap();
    assert_eq!(reconcile, &json!({ "event": "reconcile", "allowed": false, "code": "transition_not_allowed" }));
    let open = office.finance.lists_lines(&format!("run_id={december}&unreported=true")).unwrap();
    assert!(open.as_array().unwrap().len() == 2 && open.as_array().unwrap().iter().all(theirs), "{open}");
    assert_eq!(office.registrar.lists_lines("unreported=true"), Err("forbidden".into()));
    let books = office.finance.compares_books(&december, &json!({})).unwrap();
    assert_eq!(
        (&books["offset"], &books["unreported"]["line_count"]),
        (&json!({ "line_count": 2, "total_fen": 0 }), &json!(2))
    );
    let items: Vec<Value> = open.as_array().unwrap().iter().map(paid).collect();
    office.finance.reports_payments(&december, &items).unwrap();
    assert_eq!(counts(), ("paid".to_owned(), [2, 0]));
    assert_eq!(office.finance.lists_transfers(&december, "unpaid=true").unwrap(), json!([]));
    let whole = json!({ "items": items, "complete": true });
    assert_eq!(office.finance.compares_books(&december, &whole).unwrap()["agrees"], json!(true));
    assert_eq!(text(&office.finance.fires_run(&december, "reconcile", &json!({})).unwrap(), "status"), "reconciled");
}

#[everywhere]
fn zero_sum_lines_may_be_reported(register: &Register) {
    let (office, _) = closed_november(register, |_, _| false);
    let office = office.on(register, "2027-01-04");
    takes_back_all(register, &office);
    let december = sends_december(&office);
    let lines = office.lines(&december);
    let (zero, others): (Vec<Value>, Vec<Value>) =
        lines.into_iter().partition(|line| line["person_id"] == office.people[1]["id"]);
    let reports = |items: &[Value]| {
        let run = office.finance.reports_payments(&december, items).unwrap();
        (
            text(&run, "status").to_owned(),
            run["offset_count"].as_i64().unwrap(),
            run["unreported_count"].as_i64().unwrap(),
        )
    };
    assert_eq!(reports(&others.iter().map(paid).collect::<Vec<_>>()), ("paid".to_owned(), 2, 0));
    // A line that failed leaves the other one without its match: somebody has to say what became of it.
    assert_eq!(reports(&[failed(&zero[1])]), ("partly_failed".to_owned(), 0, 1));
    assert_eq!(office.finance.fires_run(&december, "reconcile", &json!({})), Err("transition_not_allowed".into()));
    assert_eq!(
        office.finance.lists_lines(&format!("run_id={december}&unreported=true")).unwrap()[0]["id"],
        zero[0]["id"]
    );
    assert_eq!(reports(&[paid(&zero[0])]), ("partly_failed".to_owned(), 0, 0));
    assert_eq!(reports(&[with(&zero[1], "CZ-2", json!({}))]), ("paid".to_owned(), 0, 0));
    assert_eq!(text(&office.finance.fires_run(&december, "reconcile", &json!({})).unwrap(), "status"), "reconciled");
}

#[everywhere]
fn run_with_unreported_lines_is_not_reconciled(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&id);
    office.finance.fires_run(&id, "send", &json!({})).unwrap();
    let lines = office.lines(&id);
    let partly = office.finance.reports_payments(&id, &[failed(&lines[0])]).unwrap();
    assert_eq!(
        (text(&partly, "status"), &partly["unreported_count"], text(&partly, "sent_on")),
        ("partly_failed", &json!(5), "2026-12-01")
    );
    assert_eq!(office.finance.fires_run(&id, "reconcile", &json!({})), Err("transition_not_allowed".into()));
    office.finance.reports_payments(&id, &lines[1..].iter().map(paid).collect::<Vec<_>>()).unwrap();
    assert_eq!(text(&office.finance.fires_run(&id, "reconcile", &json!({})).unwrap(), "status"), "reconciled");
}

#[everywhere]
fn arrears_go_to_the_account_that_is_verified_now(register: &Register) {
    let (office, november) = closed_november(register, is_transport(0));
    let office = office.on(register, "2027-01-04");
    let person = &office.people[0]["id"];
    let old = office.payees.iter().find(|payee| payee["person_id"] == *person).unwrap();
    let other_payer = office
        .registrar
        .registers_organisation(&json!({ "name": "区财政局", "functions": ["payer"], "level": "county" }))
        .unwrap();
    let paid_how = json!({
        "person_id": person, "identity_class": "school_staff", "tax_class": "labour_remuneration", "payer_id": other_payer["id"],
        "account": "6222025555666677788", "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": "2027-01-01"
    });
    let new = office.registrar.enters_payee(&paid_how).unwrap();
    let run = office.computes("2026-12");
    let december = text(&run, "id").to_owned();
    assert_eq!(corrections(&office, &december), [], "nobody has verified the new account");
    let findings = office.registrar.lists_run_findings(&december).unwrap();
    assert!(
        findings.as_array().unwrap().iter().any(|one| one["code"] == "arrears_held" && one["amount_fen"] == 12_667),
        "{findings}"
    );
    office.approver.verifies_payee(text(&new, "id"), 1).unwrap();
    office.registrar.fires_run(&december, "compute", &json!({})).unwrap();
    let arrears = line_of(&office, &december, 0, "2026-11", "transport");
    // November's payer pays what it owes.
    let told = |line: &Value| {
        (
            line["payee_id"].clone(),
            line["payee_version"].clone(),
            text(line, "payee_basis").to_owned(),
            line["payer_id"].clone(),
        )
    };
    assert_eq!(told(&arrears), (new["id"].clone(), json!(2), "holds_now".to_owned(), old["payer_id"].clone()));
    let own = line_of(&office, &december, 0, "2026-12", "communication");
    assert_eq!((&own["payee_id"], text(&own, "payee_basis")), (&new["id"], "holds_now"));
    let others = line_of(&office, &december, 1, "2026-12", "communication");
    assert_eq!(text(&others, "payee_basis"), "of_month");
    office.approves(&december);
    let transfers = office.finance.lists_transfers(&december, "").unwrap();
    let theirs = transfers.as_array().unwrap().iter().filter(|one| one["person_id"] == *person);
    assert_eq!(theirs.map(|one| text(one, "account").to_owned()).collect::<Vec<_>>(), ["6222025555666677788"]);
    assert_eq!(line_of(&office, &november, 0, "2026-11", "transport")["payee_id"], old["id"], "what was decided stays");
}

#[everywhere]
fn arrears_of_a_leaver_go_to_the_last_account(register: &Register) {
    let (office, november) = closed_november(register, |_, _| false);
    let office = office.on(register, "2027-01-04");
    let left = json!({ "occurred_on": "2026-12-01", "reason": "本人申请" });
    office.registrar.fires_appointment(text(&office.appointments[0], "id"), "resign", &left).unwrap();
    let person = &office.people[0]["id"];
    let old = office.payees.iter().find(|payee| payee["person_id"] == *person).unwrap();
    let ended = office.registrar.changes_payee(text(old, "id"), 2, &json!({ "ends_on": "2026-12-31" })).unwrap();
    office.approver.verifies_payee(text(&ended, "id"), 3).unwrap();
    let line = line_of(&office, &november, 0, "2026-11", "service");
    office.finance.reports_payments(&november, &[returned(&line, "2026-12-28")]).unwrap();
    let december = text(&office.computes("2026-12"), "id").to_owned();
    assert_eq!(corrections(&office, &december), [("arrears".to_owned(), 19_000)]);
    let arrears = line_of(&office, &december, 0, "2026-11", "service");
    assert_eq!((&arrears["payee_id"], text(&arrears, "payee_basis")), (&old["id"], "last_known"));
}

#[everywhere]
fn standard_replaced_from_its_first_day_corrects_what_was_paid(register: &Register) {
    let (office, november) = closed_november(register, |_, _| false);
    let office = office.on(register, "2027-01-04");
    // Transport was decided with 200 instead of 230 yuan, communication with 100 instead of 70.
    let right = standard("2026-11-01", [7_000, 23_000, 30_000]);
    decided_standard(&office.registrar, &office.approver, &right, 30_000_000);
    register.passes_seconds(60);
    let december = sends_december(&office);
    // 19 of 30 days: 4 433 and 14 567 are owed, 6 333 and 12 667 were paid.
    let mut of_november = corrections(&office, &december);
    of_november.sort();
    let (arrears, recovery) = (("arrears".to_owned(), 1_900), ("recovery".to_owned(), -1_900));
    assert_eq!(of_november, [arrears.clone(), arrears, recovery.clone(), recovery]);
    let own = line_of(&office, &december, 0, "2026-12", "transport");
    assert_eq!(own["amount_fen"], json!(23_000));
    office.lines(&december).iter().for_each(|line| explains_itself(&office.registrar, line));
    assert_eq!(office.lines(&november).len(), 6, "what was decided stays");
    office.reports_all(&december);
    let office = office.on(register, "2027-02-01");
    assert_eq!(corrections(&office, text(&office.computes("2027-01"), "id")), []);
}
