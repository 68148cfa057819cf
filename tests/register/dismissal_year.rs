//! A year of three inspectors, over HTTP alone: all three are assessed unqualified and ordered to correct it. Ada improves. Bo
//! does not, is suspended, dismissed, asks for a review and appeals, and is put back. Chen does not either, and stays
//! dismissed, which the register learns of after the month was paid. On every day of it HR, finance and partners see what is
//! true of the day, and no more. All amounts are invented.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{basis, text},
    on_both_databases,
};

use crate::{
    assessments,
    dismissals::{Inspector, Office},
    stipend_runs::{self, without_notice},
};

const FIRST: &str = "2026-11-23";
const LAST: &str = "2027-11-22";
const ADA: usize = 0;
const BO: usize = 1;
const CHEN: usize = 2;
/// What a whole month pays for communication, transport and service, in fen.
const MONTHLY: [i64; 3] = [10_000, 20_000, 30_000];
/// The months without duty, which pay communication alone.
const IDLE_MONTHS: [u32; 2] = [2, 8];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What is true of somebody on a day, as the register knows it on that day.
fn standing(who: usize, on: NaiveDate) -> &'static str {
    let within = |from: &str, until: &str| day(from) <= on && on < day(until);
    match who {
        BO if within("2027-03-15", "2027-04-01") => "suspended",
        BO if within("2027-04-01", "2027-06-10") => "ended",
        CHEN if within("2027-05-04", "2028-01-01") => "ended",
        _ => "may_inspect",
    }
}

/// The days of a month that somebody is paid for, as the register knows them on a day.
fn paid_days(who: usize, month: NaiveDate, known_on: NaiveDate) -> i64 {
    let from = day(FIRST).max(month);
    let next = month.checked_add_months(chrono::Months::new(1)).unwrap();
    let end = match who {
        BO if known_on < day("2027-06-10") => day("2027-03-15"),
        CHEN if known_on >= day("2027-05-04") => day("2027-04-20"),
        _ => NaiveDate::MAX,
    };
    (next.min(end) - from).num_days().max(0)
}

/// What somebody is owed for a month: each component rounded by itself.
fn owed(who: usize, month: NaiveDate, known_on: NaiveDate) -> i64 {
    let days_of_month = i64::from(month.num_days_in_month());
    let paying = if IDLE_MONTHS.contains(&month.month()) { &MONTHLY[..1] } else { &MONTHLY[..] };
    let of = |fen: &i64| (2 * fen * paid_days(who, month, known_on) + days_of_month) / (2 * days_of_month);
    paying.iter().map(of).sum()
}

/// The first days of the months from the first one up to before a day's own.
fn months_before(on: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let mut next = day(FIRST).with_day(1).unwrap();
    std::iter::from_fn(move || {
        let month = next;
        next = next.checked_add_months(chrono::Months::new(1))?;
        (month < on.with_day(1)?).then_some(month)
    })
}

/// The office, its three inspectors, and who looks on.
struct Year<'a> {
    register: &'a Register,
    office: Office,
    finance: Client,
    hr: Client,
    partner: Client,
    people: [Inspector; 3],
    school: Value,
    cases: BTreeMap<&'static str, String>,
}

impl<'a> Year<'a> {
    fn of(register: &'a Register) -> Self {
        without_notice(register);
        register.has_policy("duty.min_days_per_month", &json!(1));
        let office = Office::of(register);
        stipend_runs::decided_standard(
            &office.registrar,
            &office.approver,
            &stipend_runs::standard("2026-11-01", MONTHLY),
            30_000_000,
        );
        register.brings_standards_into_effect();
        let people = [1, 3, 5].map(|number| office.inspector(number));
        let payer = office.registrar.has_payer();
        for (at, one) in people.iter().enumerate() {
            let how = json!({
                "person_id": one.person["id"], "identity_class": "school_staff", "tax_class": "labour_remuneration",
                "payer_id": payer["id"], "account": format!("622202111122220{at}"), "account_bank": "演示银行",
                "has_official_transport_allowance": false, "starts_on": "2026-11-01"
            });
            let payee = office.registrar.enters_payee(&how).unwrap();
            office.approver.verifies_payee(text(&payee, "id"), 1).unwrap();
        }
        let (_, schools) = office.registrar.has_zone(9, 1);
        let [finance, hr, partner] = ["finance", "hr", "partner"].map(|role| register.acting(role));
        let school = schools[0]["id"].clone();
        let year = Self { register, office, finance, hr, partner, people, school, cases: BTreeMap::new() };
        (0..3).for_each(|who| year.is_on_duty(who, FIRST));
        year
    }

    fn on(self, day: NaiveDate) -> Self {
        let office = self.office.on(self.register, &day.to_string());
        let year = Self {
            finance: self.register.renews(self.finance),
            hr: self.register.renews(self.hr),
            partner: self.register.renews(self.partner),
            office,
            ..self
        };
        year.register.keeps_appointments();
        year.register.keeps_cases();
        year
    }

    fn is_on_duty(&self, who: usize, day: &str) {
        let visit = json!({
            "person_id": self.people[who].person["id"], "kind": "visit", "school_id": self.school, "occurred_on": day,
            "mode": "random", "hours": 6, "theme": "规范办学行为", "credential_shown": true, "record_left": true,
            "feedback_left": true, "report_submitted_on": day
        });
        self.office.registrar.records_duty(&visit).unwrap();
    }

    /// A case about an unqualified year, or about nothing having become better, up to the service of its decision.
    fn is_met_with(&mut self, name: &'static str, who: usize, (measure, effective_on): (&str, &str), on: &str) {
        let person = &self.people[who].person;
        let theirs = self.office.registrar.lists_assessments(&format!("person_id={}", text(person, "id"))).unwrap();
        let body = json!({
            "person_id": person["id"], "signal": "assessment", "signal_id": theirs[0]["id"], "ground": "assessment_unqualified",
            "description": "年度考核不合格"
        });
        let id = text(&self.office.registrar.opens_case(&body).unwrap(), "id").to_owned();
        let fires = |event: &str, with: Value| {
            let mut with = with;
            with["occurred_on"] = json!(on);
            self.office.fires(&id, event, &with).unwrap_or_else(|code| panic!("{name}, {event}: {code}"));
        };
        if name == "bo's end" {
            fires("suspend_duty", basis());
        }
        fires("investigate", json!({ "investigator": "监督科" }));
        fires(
            "serve_intent",
            json!({ "facts": "考核不合格属实", "article": "national_measures", "proposed_measure": measure }),
        );
        fires("hear_defence", json!({ "statement": "本人申辩" }));
        fires(
            "decide",
            json!({
                "measure": measure, "ground": "assessment_unqualified", "article": "national_measures",
                "effective_on": effective_on, "document_number": "安教督〔2027〕9号"
            }),
        );
        fires("serve", json!({ "served_on": on }));
        self.cases.insert(name, id);
    }

    fn asks_for(&self, kind: &str) {
        let body = json!({ "kind": kind, "statement": "不服决定" });
        self.office.registrar.files_remedy(&self.cases["bo's end"], &body).unwrap();
    }

    fn is_answered(&self, outcome: &str) {
        let mut decision = basis();
        decision["outcome"] = json!(outcome);
        self.office.fires(&self.cases["bo's end"], "decide_remedy", &decision).unwrap();
    }

    /// What happens on a day.
    fn happens(&mut self, on: NaiveDate) {
        let today = on.to_string();
        if on.day() == 1 {
            self.pays(on);
        }
        if on.day() == 12 && !IDLE_MONTHS.contains(&on.month()) {
            (0..3).filter(|who| standing(*who, on) == "may_inspect").for_each(|who| self.is_on_duty(who, &today));
        }
        match today.as_str() {
            "2026-12-20" => (0..3).for_each(|who| self.is_assessed(who, 2026, 50.0)),
            "2026-12-21" => {
                for (name, who) in [("ada's correction", ADA), ("bo's correction", BO), ("chen's correction", CHEN)] {
                    self.is_met_with(name, who, ("correction", "2026-12-28"), &today);
                }
            }
            "2027-03-15" => self.is_met_with("bo's end", BO, ("cancellation", "2027-04-01"), &today),
            "2027-05-04" => {
                self.is_met_with("chen's end", CHEN, ("cancellation", "2027-04-20"), "2027-04-20");
                let effective = self.office.fires(&self.cases["chen's end"], "take_effect", &json!({})).unwrap();
                assert_eq!(text(&effective, "took_effect_on"), "2027-04-20");
            }
            "2027-04-14" => self.asks_for("review"),
            "2027-05-10" => self.is_answered("upheld"),
            "2027-05-24" => self.asks_for("appeal"),
            "2027-06-10" => self.is_answered("revoked"),
            "2027-11-15" => self.is_assessed(ADA, 2027, 85.0),
            _ => {}
        }
    }

    fn is_assessed(&self, who: usize, year: i32, score: f64) {
        let office = assessments::Office {
            registrar: self.office.registrar.clone(),
            approver: self.office.approver.clone(),
            head: self.office.head.clone(),
            authority: self.office.authority.clone(),
            cohort: self.office.cohort.clone(),
        };
        office.is_final(&self.people[who].person, year, score);
    }

    /// The month before is computed, decided, and paid by finance.
    fn pays(&self, on: NaiveDate) {
        let month = on.pred_opt().unwrap().format("%Y-%m").to_string();
        let run = self.office.registrar.begins_run(&json!({ "month": month })).unwrap();
        let id = text(&run, "id");
        for event in ["compute", "verify_duty"] {
            self.office.registrar.fires_run(id, event, &json!({})).unwrap();
        }
        self.office.approver.fires_run(id, "approve", &basis()).unwrap();
        self.finance.fires_run(id, "send", &json!({})).unwrap();
        let lines = self.finance.lists_lines(&format!("run_id={id}&limit=100")).unwrap();
        let items: Vec<Value> = lines.as_array().unwrap().iter().map(stipend_runs::paid).collect();
        self.finance.reports_payments(id, &items).unwrap();
        // Nobody pays this person any more, so that nothing can be recovered: every run since reports the amount to
        // finance.
        let findings = self.finance.lists_run_findings(id).unwrap();
        let outstanding = findings.as_array().unwrap().iter().filter(|one| one["code"] == "recovery_outstanding");
        let outstanding: i64 = outstanding
            .map(|one| {
                assert_eq!(one["person_id"], self.people[CHEN].person["id"]);
                one["amount_fen"].as_i64().unwrap()
            })
            .sum();
        let known = if on >= day("2027-05-04") {
            owed(CHEN, day("2027-04-01"), day("2027-05-01")) - owed(CHEN, day("2027-04-01"), on)
        } else {
            0
        };
        assert_eq!(outstanding, known, "on {on}");
    }

    // -- What each of them sees -----------------------------------------------------------------------------------------

    fn is_seen(&self, on: NaiveDate) {
        self.hr_sees(on);
        self.finance_sees(on);
        self.partners_see(on);
    }

    /// Whether somebody may inspect, and what ended a service; no case that ended none, and nothing that was undone.
    fn hr_sees(&self, on: NaiveDate) {
        for (who, one) in self.people.iter().enumerate() {
            let seen = self.hr.reads_standing(text(&one.person, "id"), "").unwrap();
            let told = (text(&seen, "standing"), seen["may_inspect"].as_bool().unwrap());
            assert_eq!(told, (standing(who, on), standing(who, on) == "may_inspect"), "{who} on {on}");
        }
        let cases = self.hr.lists_cases("").unwrap();
        let mut seen: Vec<(&str, &str)> = cases
            .as_array()
            .unwrap()
            .iter()
            .map(|case| (text(case, "person_id"), text(case, "took_effect_on")))
            .collect();
        seen.sort_unstable();
        let ended = |who: usize, day: &'static str| {
            (standing(who, on) == "ended").then(|| (text(&self.people[who].person, "id"), day))
        };
        let mut expected: Vec<(&str, &str)> =
            [ended(BO, "2027-04-01"), ended(CHEN, "2027-04-20")].into_iter().flatten().collect();
        expected.sort_unstable();
        assert_eq!(seen, expected, "on {on}");
        for case in cases.as_array().unwrap() {
            assert_eq!((text(case, "ground"), text(case, "measure")), ("assessment_unqualified", "cancellation"));
            assert_eq!(
                [&case["facts"], &case["defence_statement"], &case["description"], &case["investigator"]],
                [&Value::Null; 4]
            );
        }
    }

    /// The sum granted so far: for each paid month, what was owed as known when it was last paid; for an amount that
    /// cannot be recovered, what was paid.
    fn finance_sees(&self, on: NaiveDate) {
        let lines = self.finance.lists_lines("limit=500").unwrap();
        let lines = lines.as_array().unwrap();
        for (who, one) in self.people.iter().enumerate() {
            let theirs = lines.iter().filter(|line| line["person_id"] == one.person["id"]);
            let granted: i64 = theirs.map(|line| line["amount_fen"].as_i64().unwrap()).sum();
            let paid_on = on.with_day(1).unwrap();
            let mut expected: i64 = months_before(on).map(|month| owed(who, month, paid_on)).sum();
            if who == CHEN && paid_on >= day("2027-05-04") {
                let april = day("2027-04-01");
                expected += owed(CHEN, april, day("2027-05-01")) - owed(CHEN, april, paid_on);
            }
            assert_eq!(granted, expected, "{who} on {on}");
        }
        assert_eq!(self.finance.lists_cases(""), Err("forbidden".into()));
        assert_eq!(self.finance.reads_standing(text(&self.people[BO].person, "id"), ""), Err("forbidden".into()));
    }

    /// Partners see the present experts, and nothing at all about former ones.
    fn partners_see(&self, on: NaiveDate) {
        let experts = self.partner.finds_experts("").unwrap();
        let mut seen: Vec<&str> = experts.as_array().unwrap().iter().map(|one| text(one, "id")).collect();
        seen.sort_unstable();
        let is_expert = |who: &usize| standing(*who, on) != "ended";
        let mut expected: Vec<&str> =
            (0..3).filter(is_expert).map(|who| text(&self.people[who].person, "id")).collect();
        expected.sort_unstable();
        assert_eq!(seen, expected, "on {on}");
        if standing(CHEN, on) == "ended" {
            assert_eq!(self.partner.reads_expert(text(&self.people[CHEN].person, "id")), Err("not_found".into()));
        }
        assert_eq!(self.partner.lists_cases(""), Err("forbidden".into()));
    }
}

#[on_both_databases]
fn year_with_a_dismissal_reads_right_daily_and_pays_exactly(register: &Register) {
    let mut year = Year::of(register);
    let mut on = day(FIRST);
    year.is_seen(on);
    while on < day(LAST) {
        on = on.succ_opt().unwrap();
        year = year.on(on);
        year.happens(on);
        year.is_seen(on);
    }
    // What every line rests on; of the months given back, the case that took them.
    let lines = year.office.registrar.lists_lines("limit=500").unwrap();
    lines.as_array().unwrap().iter().for_each(|line| stipend_runs::explains_itself(&year.office.registrar, line));
    let bo = &year.people[BO];
    let arrears = year
        .office
        .registrar
        .lists_lines(&format!("person_id={}&kind=arrears&component=service", text(&bo.person, "id")))
        .unwrap();
    let of_month: BTreeMap<&str, &Value> =
        arrears.as_array().unwrap().iter().map(|line| (text(line, "month"), line)).collect();
    assert_eq!(of_month.keys().collect::<Vec<_>>(), [&"2027-03", &"2027-04", &"2027-05"]);
    let why = year.office.registrar.reads_line_explanation(text(of_month["2027-04"], "id")).unwrap();
    let rests_on = |fact: &Value| fact["kind"] == "dismissal" && fact["id"] == json!(year.cases["bo's end"]);
    assert!(why["segments"][0]["facts"].as_array().unwrap().iter().any(rests_on), "{why}");
    assert_eq!(year.office.standing(bo), ["active", "active", "active", "certified"]);
    let grades: Vec<Value> = [ADA, BO]
        .map(|who| {
            let theirs = year
                .office
                .registrar
                .lists_assessments(&format!("person_id={}&year=2027", text(&year.people[who].person, "id")))
                .unwrap();
            theirs[0]["grade"].clone()
        })
        .to_vec();
    assert_eq!(grades, [json!("qualified"), Value::Null]);
}
