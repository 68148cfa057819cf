//! Runs of stipends: computed as often as needed, decided by somebody else, paid once, and corrected by later runs. All
//! amounts are invented.

mod many_people;
mod settling;

use serde_json::{Value, json};
use tests::{
    Client, Database, Register, everywhere,
    fixtures::{basis, text},
    on_both_databases,
};

/// An office with a standard, a payer and two inspectors, in office since 12 November and paid from the same day; both were
/// on duty on one day of each month, which is enough here.
pub struct Office {
    pub registrar: Client,
    pub approver: Client,
    pub finance: Client,
    pub payer: Value,
    pub people: Vec<Value>,
    pub appointments: Vec<Value>,
    pub payees: Vec<Value>,
}

/// A standard of three components, of which a lead of a zone has more.
pub fn standard(starts_on: &str, fen: [i64; 3]) -> Value {
    let row = |component: &str, fen: i64| json!({ "component": component, "route": "part_time", "amount_fen": fen });
    json!({
        "title": "督学工作补贴标准", "starts_on": starts_on,
        "amounts": [row("communication", fen[0]), row("transport", fen[1]), row("service", fen[2])]
    })
}

/// A standard that was drafted and decided.
pub fn decided_standard(registrar: &Client, approver: &Client, body: &Value, cap: i64) -> String {
    let id = text(&registrar.drafts_standard(body).unwrap(), "id").to_owned();
    registrar.fires_standard(&id, "submit", &json!({})).unwrap();
    let decision = json!({ "document_number": "督委〔2026〕8号", "finance_consent_number": "财教〔2026〕3号", "yearly_cap_fen": cap });
    approver.fires_standard(&id, "approve", &decision).unwrap();
    id
}

impl Office {
    pub fn of(register: &Register) -> Self {
        Self::with_cap(register, 30_000_000)
    }

    fn with_cap(register: &Register, cap: i64) -> Self {
        register.has_calendars();
        register.has_policy("duty.min_days_per_month", &json!(1));
        register.is_now("2026-11-12");
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        decided_standard(&registrar, &approver, &standard("2026-11-01", [10_000, 20_000, 30_000]), cap);
        register.brings_standards_into_effect();
        let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-11-12");
        let (_, schools) = registrar.has_zone(1, 1);
        let payer = registrar.has_payer();
        let finance = register.acting("finance");
        let mut office = Self {
            registrar,
            approver,
            finance,
            payer,
            people: Vec::new(),
            appointments: Vec::new(),
            payees: Vec::new(),
        };
        for number in 1..=2 {
            office.engages(number, &cohort);
        }
        register.is_now("2026-11-23");
        let office = office.renewed(register);
        for person in &office.people {
            office.is_on_duty(person, &schools[0], "2026-11-20");
            let payee = office.registrar.enters_payee(&office.paid_how(person)).unwrap();
            let verified = office.approver.verifies_payee(text(&payee, "id"), 1).unwrap();
            assert_eq!(verified["verified"], true);
        }
        let payees = office.registrar.lists_payees("").unwrap().as_array().unwrap().clone();
        Self { payees, ..office }
    }

    fn engages(&mut self, number: u32, cohort: &Value) {
        let person = self.registrar.has_certified_by_record(&self.approver, number);
        let published = self.registrar.has_published_inspector(&person, cohort);
        let id = text(&published, "id");
        let decision = json!({ "document_number": "安教督〔2026〕2号", "recusal_declared_on": "2026-11-02" });
        self.approver.fires_appointment(id, "decide", &decision).unwrap();
        let letter = json!({ "letter_number": format!("聘{id}"), "credential_number": format!("督{id}") });
        self.registrar.fires_appointment(id, "issue_letter", &letter).unwrap();
        self.appointments.push(self.registrar.fires_appointment(id, "start", &json!({})).unwrap());
        self.people.push(person);
    }

    fn paid_how(&self, person: &Value) -> Value {
        json!({
            "person_id": person["id"], "identity_class": "school_staff", "tax_class": "labour_remuneration",
            "payer_id": self.payer["id"], "account": format!("62220211112222{}", &text(person, "citizen_number")[..4].replace('*', "0")),
            "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": "2026-11-01"
        })
    }

    fn is_on_duty(&self, person: &Value, school: &Value, day: &str) {
        let visit = json!({
            "person_id": person["id"], "kind": "visit", "school_id": school["id"], "occurred_on": day, "mode": "random",
            "hours": 6, "theme": "规范办学行为", "credential_shown": true, "record_left": true, "feedback_left": true,
            "report_submitted_on": day
        });
        self.registrar.records_duty(&visit).unwrap();
    }

    /// The same parties with tokens of today.
    pub fn renewed(self, register: &Register) -> Self {
        Self {
            registrar: register.renews(self.registrar),
            approver: register.renews(self.approver),
            finance: register.renews(self.finance),
            ..self
        }
    }

    pub fn on(self, register: &Register, day: &str) -> Self {
        register.is_now(day);
        self.renewed(register)
    }

    /// Begins and computes a run.
    pub fn computes(&self, month: &str) -> Value {
        let run = self.registrar.begins_run(&json!({ "month": month })).unwrap();
        self.registrar.fires_run(text(&run, "id"), "compute", &json!({})).unwrap()
    }

    /// Takes a computed run through its notice, which policy does not ask for here, to its approval.
    pub fn approves(&self, id: &str) -> Value {
        self.registrar.fires_run(id, "verify_duty", &json!({})).unwrap();
        self.approver.fires_run(id, "approve", &basis()).unwrap()
    }

    /// A decided run of a month.
    pub fn pays(&self, month: &str) -> String {
        let id = text(&self.computes(month), "id").to_owned();
        self.approves(&id);
        self.finance.fires_run(&id, "send", &json!({})).unwrap();
        self.reports_all(&id);
        id
    }

    /// Finance pays every line that is not held.
    pub fn reports_all(&self, id: &str) -> Value {
        let items: Vec<Value> = self.lines(id).iter().filter(|line| line["kind"] != "held").map(paid).collect();
        self.finance.reports_payments(id, &items).unwrap()
    }

    pub fn lines(&self, id: &str) -> Vec<Value> {
        let lines = self.registrar.lists_lines(&format!("run_id={id}&limit=100")).unwrap();
        lines.as_array().unwrap().clone()
    }

    /// Of a person: for which month, what, as which kind, how much.
    pub fn of_person(&self, id: &str, person: usize) -> Vec<(String, String, String, i64)> {
        let of = |line: &&Value| line["person_id"] == self.people[person]["id"];
        let word = |line: &Value, field: &str| text(line, field).to_owned();
        let mut all: Vec<_> = self
            .lines(id)
            .iter()
            .filter(of)
            .map(|line| {
                (word(line, "month"), word(line, "component"), word(line, "kind"), line["amount_fen"].as_i64().unwrap())
            })
            .collect();
        all.sort();
        all
    }
}

/// Finance's report that a line was paid.
pub fn paid(line: &Value) -> Value {
    let reference = format!("CZ-{}", text(line, "id"));
    json!({ "line_id": line["id"], "outcome": "paid", "amount_fen": line["amount_fen"], "reference": reference })
}

pub fn without_notice(register: &Register) {
    register.has_policy("stipend.roster_notice", &json!(false));
}

fn line(month: &str, component: &str, kind: &str, fen: i64) -> (String, String, String, i64) {
    (month.to_owned(), component.to_owned(), kind.to_owned(), fen)
}

/// Every line says of what it is made, and that is computed again from its days.
pub fn explains_itself(client: &Client, line: &Value) {
    let why = client.reads_line_explanation(text(line, "id")).unwrap();
    let number = |value: &Value| i128::from(value.as_i64().unwrap());
    let segments = why["segments"].as_array().unwrap();
    let sum: i128 = segments
        .iter()
        .map(|one| number(&one["amount_fen"]) * number(&why["coefficient_percent"]) * number(&one["days"]))
        .sum();
    let whole = 100 * number(&why["days_of_month"]);
    let owed = (2 * sum + whole) / (2 * whole);
    assert_eq!(owed, number(&why["owed_fen"]), "{why}");
    let granted = why["granted_fen"].as_i64().map_or(0, i128::from);
    assert_eq!(owed - granted - number(&why["outstanding_fen"]), number(&line["amount_fen"]), "{why}");
    assert!(segments.iter().all(|one| one["facts"].as_array().unwrap().len() >= 2), "{why}");
}

#[everywhere]
fn run_goes_from_computation_to_close_with_two_people(register: &Register) {
    let office = Office::of(register);
    let run = office.computes("2026-11");
    let id = text(&run, "id").to_owned();
    // 19 of 30 days: 6 333.33, 12 666.67 and 19 000 fen, for two people.
    assert_eq!(
        (text(&run, "status"), &run["people_count"], &run["line_count"], &run["held_count"], &run["total_fen"]),
        ("computed", &json!(2), &json!(6), &json!(0), &json!(76_000))
    );
    assert_eq!(
        office.of_person(&id, 0),
        [
            line("2026-11", "communication", "normal", 6_333),
            line("2026-11", "service", "normal", 19_000),
            line("2026-11", "transport", "normal", 12_667)
        ]
    );
    office.lines(&id).iter().for_each(|line| explains_itself(&office.registrar, line));
    assert_eq!(
        office.registrar.fires_run(&id, "verify_duty", &json!({})),
        Err("rule_refused".into()),
        "the month is not over"
    );
    let office = office.on(register, "2026-12-01");
    office.registrar.fires_run(&id, "verify_duty", &json!({})).unwrap();
    assert_eq!(
        office.approver.fires_run(&id, "approve", &basis()),
        Err("rule_refused".into()),
        "the roster was not posted"
    );
    let posted = office.registrar.fires_run(&id, "open_roster_notice", &json!({})).unwrap();
    assert_eq!((text(&posted, "status"), text(&posted, "notice_ends_on")), ("in_roster_notice", "2026-12-10"));
    assert_eq!(office.approver.fires_run(&id, "approve", &basis()), Err("rule_refused".into()), "the notice runs");
    assert_eq!(office.finance.reads_run(&id, ""), Err("not_found".into()), "nothing is decided");
    let office = office.on(register, "2026-12-11");
    assert_eq!(office.registrar.fires_run(&id, "approve", &basis()), Err("forbidden".into()));
    let approved = office.approver.fires_run(&id, "approve", &basis()).unwrap();
    assert_eq!(
        (text(&approved, "status"), text(&approved, "document_number")),
        ("approved", text(&basis(), "document_number"))
    );
    for event in ["compute", "approve"] {
        assert_eq!(office.approver.fires_run(&id, event, &basis()), Err("transition_not_allowed".into()));
    }
    let seen = office.finance.lists_runs("status=approved").unwrap();
    assert_eq!(seen, json!([approved]));
    let sent = office.finance.fires_run(&id, "send", &json!({})).unwrap();
    assert_eq!(text(&sent, "status"), "sent");
    assert_eq!(office.finance.fires_run(&id, "send", &json!({})), Err("transition_not_allowed".into()), "it was sent");
    let paid = office.reports_all(&id);
    assert_eq!((text(&paid, "status"), &paid["paid_count"], &paid["paid_fen"]), ("paid", &json!(6), &json!(76_000)));
    assert_eq!(office.registrar.fires_run(&id, "reconcile", &json!({})), Err("forbidden".into()));
    office.finance.fires_run(&id, "reconcile", &json!({})).unwrap();
    let closed = office.approver.fires_run(&id, "close", &json!({})).unwrap();
    assert_eq!(text(&closed, "status"), "closed");
    assert_eq!(office.approver.fires_run(&id, "cancel", &json!({})), Err("transition_not_allowed".into()));
}

#[everywhere]
fn recomputing_gives_the_same_lines_and_keeps_manual_holds(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let first = office.computes("2026-11");
    let id = text(&first, "id").to_owned();
    let lines = office.lines(&id);
    let held = lines.iter().find(|line| line["component"] == "service").unwrap();
    assert_eq!(
        office.registrar.fires_line(text(held, "id"), "hold", &json!({})),
        Err("invalid".into()),
        "a reason is needed"
    );
    let now = office.registrar.fires_line(text(held, "id"), "hold", &json!({ "reason": "履职记录待核对" })).unwrap();
    assert_eq!(
        (text(&now, "kind"), &now["holds"], text(&now, "hold_reason")),
        ("held", &json!(["by_hand"]), "履职记录待核对")
    );
    let counted = office.registrar.reads_run(&id, "").unwrap();
    assert_eq!(
        (&counted["line_count"], &counted["held_count"], &counted["total_fen"]),
        (&json!(5), &json!(1), &json!(57_000))
    );
    register.passes_seconds(60);
    let again = office.registrar.fires_run(&id, "compute", &json!({})).unwrap();
    let ids = |all: &[Value]| all.iter().map(|line| text(line, "id").to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&office.lines(&id)), ids(&lines));
    assert_eq!(
        (&again["line_count"], &again["held_count"], &again["total_fen"]),
        (&json!(5), &json!(1), &json!(57_000))
    );
    let released = office.registrar.fires_line(text(held, "id"), "release", &json!({ "reason": "核对无误" })).unwrap();
    assert_eq!((text(&released, "kind"), &released["hold_reason"]), ("normal", &Value::Null));
    assert_eq!(office.registrar.reads_run(&id, "").unwrap()["total_fen"], json!(76_000));
    assert_eq!(
        office.registrar.fires_line(text(held, "id"), "release", &json!({ "reason": "核对无误" })),
        Err("transition_not_allowed".into())
    );
    office.approves(&id);
    assert_eq!(
        office.registrar.fires_line(text(held, "id"), "hold", &json!({ "reason": "太晚" })),
        Err("transition_not_allowed".into())
    );
}

#[everywhere]
fn payment_report_is_recorded_once_and_must_match_the_amount(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&id);
    let lines = office.lines(&id);
    let reports = |items: &[Value]| office.finance.reports_payments(&id, items);
    assert_eq!(reports(&[paid(&lines[0])]), Err("transition_not_allowed".into()), "it was not sent");
    office.finance.fires_run(&id, "send", &json!({})).unwrap();
    assert_eq!(office.registrar.reports_payments(&id, &[paid(&lines[0])]), Err("forbidden".into()));
    let with = |line: &Value, changes: Value| {
        let mut one = paid(line);
        changes.as_object().unwrap().iter().for_each(|(name, value)| one[name] = value.clone());
        one
    };
    for wrong in [
        json!({ "amount_fen": 1 }),
        json!({ "outcome": "returned", "reason": "账户已销" }),
        json!({ "outcome": "failed" }),
        json!({ "occurred_on": "2027-01-01" }),
        json!({ "line_id": "0193591c-2000-7000-8000-000000000001" }),
    ] {
        assert_eq!(reports(&[paid(&lines[1]), with(&lines[0], wrong.clone())]), Err("invalid".into()), "{wrong}");
    }
    assert_eq!(office.approver.lists_payment_results(&id).unwrap(), json!([]), "all of them or none");
    let first = reports(&[paid(&lines[0]), paid(&lines[1])]).unwrap();
    assert_eq!((text(&first, "status"), &first["paid_count"]), ("sent", &json!(2)));
    assert_eq!(reports(&[paid(&lines[0]), paid(&lines[1])]).unwrap(), first, "sent again");
    assert_eq!(
        reports(&[with(&lines[0], json!({ "reference": "another" }))]),
        Err("invalid".into()),
        "nothing is paid twice"
    );
    assert_eq!(
        reports(&[with(&lines[2], json!({ "reference": format!("CZ-{}", text(&lines[0], "id")) }))]),
        Err("invalid".into()),
        "a reference stands for one report"
    );
    let failed = reports(&[with(&lines[2], json!({ "outcome": "failed", "reason": "账户名不符" }))]).unwrap();
    assert_eq!((text(&failed, "status"), &failed["failed_count"]), ("partly_failed", &json!(1)));
    let mended = reports(&[with(&lines[2], json!({ "reference": "CZ-2" }))]).unwrap();
    assert_eq!(
        (text(&mended, "status"), &mended["paid_count"], &mended["failed_count"]),
        ("sent", &json!(3), &json!(0))
    );
    let rest: Vec<Value> = lines[3..].iter().map(paid).collect();
    assert_eq!(text(&reports(&rest).unwrap(), "status"), "paid");
    let returned =
        reports(&[with(&lines[3], json!({ "outcome": "returned", "reason": "账户已销", "reference": "CZ-3" }))])
            .unwrap();
    assert_eq!(
        (text(&returned, "status"), &returned["paid_count"], &returned["failed_count"]),
        ("partly_failed", &json!(5), &json!(1))
    );
    office.finance.fires_run(&id, "reconcile", &json!({})).unwrap();
    assert_eq!(reports(&[paid(&lines[0])]).unwrap()["status"], "reconciled", "what is known is answered at any time");
    assert_eq!(office.approver.lists_payment_results(&id).unwrap().as_array().unwrap().len(), 8);
    // What came back is owed still, and the next run pays it.
    let office = office.on(register, "2027-01-04");
    let next = text(&office.computes("2026-12"), "id").to_owned();
    let arrears: Vec<Value> = office.lines(&next).into_iter().filter(|line| line["kind"] == "arrears").collect();
    assert_eq!(
        arrears.iter().map(|line| (&line["corrects_id"], &line["amount_fen"])).collect::<Vec<_>>(),
        [(&lines[3]["id"], &lines[3]["amount_fen"])]
    );
}

#[everywhere]
fn run_needs_a_started_month_and_a_standard_and_is_unique(register: &Register) {
    without_notice(register);
    let office = Office::of(register);
    let october = office.registrar.begins_run(&json!({ "month": "2026-10" })).unwrap();
    assert_eq!(office.registrar.fires_run(text(&october, "id"), "compute", &json!({})), Err("rule_refused".into()));
    assert_eq!(office.registrar.begins_run(&json!({ "month": "2026-12" })), Err("rule_refused".into()));
    for wrong in ["2026-13", "november", ""] {
        assert_eq!(office.registrar.begins_run(&json!({ "month": wrong })), Err("invalid".into()), "{wrong}");
    }
    let first = office.computes("2026-11");
    assert_eq!(office.registrar.begins_run(&json!({ "month": "2026-11" })), Err("duplicate".into()));
    let office = office.on(register, "2026-12-01");
    office.approves(text(&first, "id"));
    office.approver.fires_run(text(&first, "id"), "cancel", &json!({})).unwrap();
    let second = office.computes("2026-11");
    assert_eq!((&second["line_count"], &second["total_fen"]), (&json!(6), &json!(76_000)));
}

#[everywhere]
fn unverified_payee_is_held_and_exceeded_cap_is_refused(register: &Register) {
    without_notice(register);
    let office = Office::with_cap(register, 75_999).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.registrar.fires_run(&id, "verify_duty", &json!({})).unwrap();
    assert_eq!(office.approver.fires_run(&id, "approve", &basis()), Err("rule_refused".into()), "one fen too much");
    let payee = &office.payees[0];
    office.registrar.changes_payee(text(payee, "id"), 2, &json!({ "tax_class": null })).unwrap();
    let again = office.registrar.fires_run(&id, "compute", &json!({})).unwrap();
    assert_eq!((&again["held_count"], &again["total_fen"]), (&json!(3), &json!(38_000)));
    let held = office.registrar.lists_lines(&format!("run_id={id}&kind=held")).unwrap();
    assert!(held.as_array().unwrap().iter().all(|line| line["holds"] == json!(["payee_unverified"])), "{held}");
    assert_eq!(text(&office.approves(&id), "status"), "approved");
}

#[on_both_databases]
fn a_person_all_of_whose_lines_are_held_is_not_counted_as_paid(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    let counts = || {
        let run = office.registrar.reads_run(&id, "").unwrap();
        ["people_count", "line_count", "held_count", "total_fen"].map(|field| run[field].as_i64().unwrap())
    };
    let theirs: Vec<Value> =
        office.lines(&id).into_iter().filter(|line| line["person_id"] == office.people[0]["id"]).collect();
    assert_eq!(counts(), [2, 6, 0, 76_000]);
    for line in &theirs {
        office.registrar.fires_line(text(line, "id"), "hold", &json!({ "reason": "待核对" })).unwrap();
    }
    assert_eq!(counts(), [1, 3, 3, 38_000]);
    let computed = counts();
    office.registrar.fires_run(&id, "compute", &json!({})).unwrap();
    assert_eq!(counts(), computed, "computing again counts the same");
    office.registrar.fires_line(text(&theirs[0], "id"), "release", &json!({ "reason": "无误" })).unwrap();
    assert_eq!(counts()[..3], [2, 4, 2]);
}

#[on_both_databases]
fn shared_accounts_are_listed_unless_the_reader_entered_one(register: &Register) {
    let office = Office::of(register);
    let other = register.acting("approver");
    let shared = |client: &Client, run: &Value| {
        let findings = client.lists_run_findings(text(run, "id")).unwrap();
        let theirs = findings.as_array().unwrap().iter().filter(|one| one["code"] == "account_shared");
        theirs.map(|one| one["person_id"].clone()).collect::<Vec<_>>()
    };
    let run = office.computes("2026-11");
    let mut people: Vec<Value> = office.people.iter().map(|person| person["id"].clone()).collect();
    people.sort_by_key(ToString::to_string);
    assert_eq!(run["finding_count"], json!(0), "the number tells nobody of them");
    for client in [&other, &register.acting("auditor")] {
        assert_eq!(shared(client, &run), people);
    }
    assert_eq!(shared(&office.registrar, &run), Vec::<Value>::new());
    let asked = office.registrar.get(&format!("/v1/stipend-runs/{}/findings?code=account_shared", text(&run, "id")));
    assert_eq!(asked.refusal(), (403, "forbidden".into()));
    // An approver who changed one of the payees is told of the other alone.
    office.approver.changes_payee(text(&office.payees[0], "id"), 2, &json!({ "account_bank": "另一银行" })).unwrap();
    assert_eq!(shared(&office.approver, &run), [office.payees[1]["person_id"].clone()]);
    let changed = json!({ "account": "6222021111222200001" });
    office.registrar.changes_payee(text(&office.payees[0], "id"), 3, &changed).unwrap();
    let run = office.registrar.fires_run(text(&run, "id"), "compute", &json!({})).unwrap();
    assert_eq!(shared(&other, &run), Vec::<Value>::new());
}

#[on_both_databases]
fn two_approvals_at_once_are_one(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.registrar.fires_run(&id, "verify_duty", &json!({})).unwrap();
    let approvers = [register.acting("approver"), register.acting("approver")];
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let each = approvers.iter().map(|one| scope.spawn(|| one.fires_run(&id, "approve", &basis())));
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
}

#[on_both_databases]
fn interrupted_run_leaves_no_partial_step_and_resumes(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.registrar.begins_run(&json!({ "month": "2026-11" })).unwrap(), "id").to_owned();
    let fire = |client: &Client, event: &str| client.fires_run(&id, event, &basis());
    let run = || office.approver.reads_run(&id, "").unwrap();
    let breaks = |tables: &[&str], act: &dyn Fn() -> Result<Value, String>| {
        for table in tables {
            let (before, lines) = (run(), office.lines(&id));
            breaks_off(register, table);
            assert!(act().is_err(), "{table}");
            mends(register, table);
            assert_eq!((run(), office.lines(&id)), (before, lines), "{table}");
        }
        act().unwrap()
    };
    breaks(&["stipend_lines", "stipend_grounds", "stipend_runs", "events"], &|| fire(&office.registrar, "compute"));
    let lines = office.lines(&id);
    assert_eq!(lines.len(), 6);
    breaks(&["stipend_lines", "stipend_grounds", "stipend_runs", "events"], &|| fire(&office.registrar, "compute"));
    assert_eq!(office.lines(&id).len(), lines.len());
    fire(&office.registrar, "verify_duty").unwrap();
    breaks(&["stipend_runs", "events"], &|| fire(&office.approver, "approve"));
    breaks(&["stipend_runs", "events"], &|| fire(&office.finance, "send"));
    let items: Vec<Value> = lines.iter().map(paid).collect();
    breaks(&["stipend_payments", "stipend_runs", "events"], &|| office.finance.reports_payments(&id, &items));
    assert_eq!((text(&run(), "status"), &run()["paid_fen"]), ("paid", &json!(76_000)));
}

#[on_both_databases]
fn database_refuses_changes_to_decided_lines(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&id);
    let deletes = ["DELETE FROM stipend_lines".to_owned()];
    let changes = [
        ("amount_fen", "amount_fen + 1"),
        ("is_void", "NOT is_void"),
        ("kind", "'held'"),
        ("payer_id", "person_id"),
        ("tax_class", "'wages'"),
        ("payee_version", "payee_version + 1"),
        ("area", "'340000'"),
        ("month", "'2026-10'"),
        ("component", "'other'"),
        ("granted_fen", "1"),
        ("corrects_id", "id"),
    ];
    let changes = changes
        .map(|(column, value)| format!("UPDATE stipend_lines SET {column} = {value} WHERE component = 'service'"));
    for sql in deletes.iter().chain(&changes) {
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| register.executes(sql)));
        assert!(tried.is_err(), "{sql}");
    }
    assert_eq!(office.lines(&id).len(), 6);
}

/// Makes every further row of a table an error of the database.
fn breaks_off(register: &Register, table: &str) {
    if register.database == Database::Sqlite {
        register.executes(&format!(
            "CREATE TRIGGER breaks_off BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
        ));
    } else {
        register.executes("CREATE OR REPLACE FUNCTION breaks_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$");
        register.executes(&format!(
            "CREATE TRIGGER breaks_off BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION breaks_off()"
        ));
    }
}

fn mends(register: &Register, table: &str) {
    let of = if register.database == Database::Sqlite { String::new() } else { format!(" ON {table}") };
    register.executes(&format!("DROP TRIGGER breaks_off{of}"));
}
