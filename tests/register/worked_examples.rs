//! `docs/how-a-month-is-computed.md`: every example of the page is played on a register and comes to what the page says.

use std::collections::BTreeMap;

use domain::{
    kernel::{event::SubjectKind, period::Month},
    money::stipend::{
        entitlement::Source,
        history::{Assessed, History},
    },
    performance::assessment::grade::Grade,
};
use serde_json::{Value, json};
use tests::{Client, Database, Register, Surface, fixtures::basis, fixtures::text};

use crate::stipend_runs::{paid, without_notice};

/// The days of duty that every example has unless it leaves them out.
const DUTY: [&str; 4] = ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"];
/// Who pays unless an example says otherwise.
const PAYER: &str = "finance bureau";

fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/how-a-month-is-computed.md")).unwrap()
}

/// The headings of a page with the examples under each.
fn examples(page: &str) -> Vec<(String, Value)> {
    let sections = page.split("\n## ").skip(1);
    let of_section = |section: &str| {
        let heading = section.lines().next().unwrap().to_owned();
        let blocks = section.split("```json\n").skip(1).map(|block| block.split("```").next().unwrap());
        blocks.map(|block| (heading.clone(), serde_json::from_str(block).unwrap())).collect::<Vec<_>>()
    };
    sections.flat_map(of_section).collect()
}

/// A register with one inspector, as the page describes it.
struct Office<'a> {
    register: &'a Register,
    person: Value,
    appointment: String,
    school: Value,
    payers: BTreeMap<&'static str, Value>,
    payee: Option<Value>,
    runs: BTreeMap<String, String>,
}

impl<'a> Office<'a> {
    fn of(register: &'a Register, standard: &Value, without: &str) -> Self {
        register.has_calendars();
        without_notice(register);
        register.is_now("2026-11-12");
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-11-12");
        let (_, schools) = registrar.has_zone(1, 1);
        let bureau = json!({ "name": "市教育局", "functions": ["payer"], "level": "municipal" });
        let payers =
            [(PAYER, registrar.has_payer()), ("education bureau", registrar.registers_organisation(&bureau).unwrap())];
        let person = registrar.has_certified_by_record(&approver, 1);
        let published = registrar.has_published_inspector(&person, &cohort);
        let appointment = text(&published, "id").to_owned();
        let decision = json!({ "document_number": "安教督〔2026〕2号", "recusal_declared_on": "2026-11-02" });
        approver.fires_appointment(&appointment, "decide", &decision).unwrap();
        let letter = json!({ "letter_number": "聘2026001", "credential_number": "督2026001" });
        registrar.fires_appointment(&appointment, "issue_letter", &letter).unwrap();
        registrar.fires_appointment(&appointment, "start", &json!({})).unwrap();
        let payers = payers.into_iter().collect();
        let runs = BTreeMap::new();
        let mut office = Self { register, person, appointment, school: schools[0].clone(), payers, payee: None, runs };
        office.decides_standard(standard);
        if without != "payee" {
            office.is_paid(&json!({ "starts_on": "2026-11-12" }));
            office.verifies();
        }
        register.is_now("2026-12-22");
        DUTY.iter().filter(|_| without != "duty").for_each(|day| office.is_on_duty(day));
        office
    }

    fn acting(&self, role: &str) -> Client {
        Client { surface: Surface::Rest, ..self.register.acting(role) }
    }

    fn decides_standard(&self, standard: &Value) {
        let row = |component: &str| json!({ "component": component, "amount_fen": standard[component] });
        let amounts = ["communication", "transport", "service"].map(row);
        let mut body = json!({
            "title": "督学工作补贴标准", "starts_on": standard["starts_on"], "area": standard["area"], "amounts": amounts
        });
        let cap = standard["yearly_cap"].as_i64().unwrap_or(90_000_000);
        if body["area"].is_null() {
            body.as_object_mut().unwrap().remove("area");
        }
        crate::stipend_runs::decided_standard(&self.acting("registrar"), &self.acting("approver"), &body, cap);
    }

    /// Enters a payee, or changes the present one where no first day is named.
    fn is_paid(&mut self, said: &Value) {
        let registrar = self.acting("registrar");
        let entered = match (&self.payee, said["starts_on"].as_str()) {
            (Some(present), None) => {
                let version = registrar.reads_payee(text(present, "id"), "").unwrap()["version"].as_i64().unwrap();
                registrar.changes_payee(text(present, "id"), version, said).unwrap()
            }
            _ => {
                let mut body = json!({
                    "person_id": self.person["id"], "identity_class": "school_staff", "tax_class": "labour_remuneration",
                    "payer_id": self.payers[said["payer"].as_str().unwrap_or(PAYER)]["id"], "account": "6222021111222233344",
                    "account_bank": "演示银行", "has_official_transport_allowance": false
                });
                for (name, value) in said.as_object().unwrap().iter().filter(|(name, _)| *name != "payer") {
                    body[name] = value.clone();
                }
                registrar.enters_payee(&body).unwrap()
            }
        };
        self.payee = Some(entered);
    }

    /// Another person verifies the present payee.
    fn verifies(&self) {
        let id = text(self.payee.as_ref().unwrap(), "id");
        let version = self.acting("registrar").reads_payee(id, "").unwrap()["version"].as_i64().unwrap();
        self.acting("approver").verifies_payee(id, version).unwrap();
    }

    fn is_on_duty(&self, day: &str) {
        let visit = json!({
            "person_id": self.person["id"], "kind": "visit", "school_id": self.school["id"], "occurred_on": day,
            "mode": "random", "hours": 6, "theme": "规范办学行为", "credential_shown": true, "record_left": true,
            "feedback_left": true, "report_submitted_on": day
        });
        self.acting("registrar").records_duty(&visit).unwrap();
    }

    fn computes(&mut self, month: &str, area: &Value) -> String {
        let registrar = self.acting("registrar");
        let key = format!("{month}{}", area.as_str().unwrap_or_default());
        let id = self.runs.get(&key).cloned().unwrap_or_else(|| {
            let body = if area.is_null() { json!({ "month": month }) } else { json!({ "month": month, "area": area }) };
            text(&registrar.begins_run(&body).unwrap(), "id").to_owned()
        });
        self.register.passes_seconds(60);
        registrar.fires_run(&id, "compute", &json!({})).unwrap();
        self.runs.insert(key, id.clone());
        self.runs.insert(month.to_owned(), id.clone());
        id
    }

    fn lines(&self, run: &str) -> Vec<Value> {
        self.acting("registrar").lists_lines(&format!("run_id={run}")).unwrap().as_array().unwrap().clone()
    }

    fn approves(&self, run: &str) -> Result<Value, String> {
        self.acting("registrar").fires_run(run, "verify_duty", &json!({})).unwrap();
        let answer = self.acting("approver").post(
            &format!("/v1/stipend-runs/{run}/transitions"),
            &json!({ "event": "approve", "document_number": basis()["document_number"] }),
        );
        if answer.status == 200 { Ok(answer.json()) } else { Err(answer.json()["rule"]["key"].to_string()) }
    }

    /// Sends a run and reports all of its lines as paid, but one that failed.
    fn pays(&self, run: &str, failed: &Value) {
        let finance = self.acting("finance");
        finance.fires_run(run, "send", &json!({})).unwrap();
        let report = |line: &Value| {
            let mut item = paid(line);
            if line["component"] == *failed {
                (item["outcome"], item["reason"]) = (json!("failed"), json!("账号与户名不符"));
            }
            item
        };
        let items: Vec<Value> = self.lines(run).iter().filter(|line| line["kind"] != "held").map(report).collect();
        finance.reports_payments(run, &items).unwrap();
    }

    fn plays(&mut self, step: &Value, heading: &str) {
        let Some(on) = step["on"].as_str() else { return };
        self.register.is_now(on);
        let word = |name: &str| step[name].as_str().map(str::to_owned);
        let at = |day: &str| json!({ "occurred_on": day, "reason": "示例", "document_number": "安教督〔2026〕3号" });
        for (event, role) in [("suspend", "approver"), ("resume", "approver"), ("resign", "registrar")] {
            if let Some(day) = word(event) {
                self.acting(role).fires_appointment(&self.appointment, event, &at(&day)).unwrap();
            }
        }
        if let Some(day) = word("duty") {
            self.is_on_duty(&day);
        }
        if step["payee"].is_object() {
            self.is_paid(&step["payee"]);
        }
        let is_entered = step["payee"].is_object() && step["unverified"] != json!(true);
        if is_entered || step["verify"] == json!(true) {
            self.verifies();
        }
        if step["standard"].is_object() {
            self.decides_standard(&step["standard"]);
        }
        for (key, value) in step["policy"].as_object().into_iter().flatten() {
            self.register.has_policy(key, value);
        }
        if let Some(area) = word("move") {
            let registrar = self.acting("registrar");
            let person = registrar.reads_person(text(&self.person, "id")).unwrap();
            let version = person["version"].as_i64().unwrap();
            registrar.corrects_person(text(&self.person, "id"), version, &json!({ "area": area })).unwrap();
        }
        if let Some(month) = word("run") {
            self.comes_to(&month, step, heading);
        }
        if let Some(month) = word("approve") {
            let (refused, approved) = (word("refused"), self.approves(&self.runs[&month]));
            assert_eq!(approved.err().map(|rule| rule.trim_matches('"').to_owned()), refused, "{heading}");
        }
        if let Some(month) = word("pay") {
            self.approves(&self.runs[&month]).unwrap();
            self.pays(&self.runs[&month], &step["failed"]);
        }
        if let Some(month) = word("reconcile") {
            self.acting("finance").fires_run(&self.runs[&month], "reconcile", &json!({})).unwrap();
        }
    }

    /// Computes a run and compares its lines, who pays them, and what it cannot take back.
    fn comes_to(&mut self, month: &str, step: &Value, heading: &str) {
        let run = self.computes(month, &step["area"]);
        let lines = self.lines(&run);
        let said = |line: &Value| {
            let words = ["month", "component", "kind"].map(|name| text(line, name).to_owned());
            format!("{} {}", words.join(" "), line["amount_fen"])
        };
        let mut computed: Vec<String> = lines.iter().map(said).collect();
        let mut told: Vec<String> =
            step["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect();
        computed.sort();
        told.sort();
        assert_eq!(computed, told, "{heading}, {month}");
        if let Some(payer) = step["payer"].as_str() {
            assert!(lines.iter().all(|line| line["payer_id"] == self.payers[payer]["id"]), "{heading}");
        }
        let findings = self.acting("registrar").lists_run_findings(&run).unwrap();
        let outstanding = findings.as_array().unwrap().iter().filter(|one| one["code"] == "recovery_outstanding");
        let outstanding: i64 = outstanding.map(|one| one["amount_fen"].as_i64().unwrap()).sum();
        assert_eq!(outstanding, step["outstanding"].as_i64().unwrap_or(0), "{heading}, {month}");
    }
}

#[test]
fn every_worked_example_computes_its_stated_result() {
    let page = page();
    let given = page.split("```json\n").nth(1).and_then(|block| block.split("```").next()).unwrap();
    let given: Value = serde_json::from_str(given).unwrap();
    let all = examples(&page);
    assert_eq!(all.len(), 12);
    for (heading, steps) in all {
        let register = Register::new(Database::Sqlite, Surface::Rest);
        let steps = steps.as_array().unwrap();
        let without = steps[0]["without"].as_str().unwrap_or_default();
        let mut office = Office::of(&register, &given["standard"], without);
        for step in steps {
            office.plays(step, &heading);
        }
    }
}

#[test]
fn the_assessment_that_weighs_is_that_of_the_page() {
    let page = page();
    let section = page.split("\n## ").find(|section| section.starts_with("Which assessment weighs")).unwrap();
    let rows: Vec<(&str, &str)> =
        section.lines().filter_map(|line| line.strip_prefix("| 2")?.strip_suffix(" |")?.split_once(" | ")).collect();
    let assessed = |year: i32, final_on: &str, grade: Grade| {
        let source = Source { kind: SubjectKind::Assessment, id: uuid::Uuid::nil(), version: 1 };
        Assessed { year, final_on: final_on.parse().unwrap(), grade, source }
    };
    let all = vec![assessed(2025, "2026-03-20", Grade::Qualified), assessed(2026, "2027-02-10", Grade::Excellent)];
    let history = History { assessed: all, ..History::default() };
    for (month, year) in &rows {
        let month = Month::parse(&format!("2{month}")).unwrap();
        let weighs = history.weighing(month).map_or("none".to_owned(), |one| one.year.to_string());
        assert_eq!(weighs, *year, "{month}");
    }
    assert_eq!(rows.len(), 5);
}
