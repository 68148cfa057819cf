//! A year of a province, paid by a finance system that knows the register over HTTP alone: servers are killed, requests are
//! sent twice, payments fail and come back, and in the end its books equal the register's to the fen.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use api::demo::nation::{BuildNation, Size};
use domain::kernel::period::Month;
use openapi::administration::client::ClientSecret;
use serde_json::{Value, json};
use tests::{Client, Register, fixtures::text, http, on_both_databases, process::ServerProcess};

use super::{
    faults::{moment, program},
    stipend_runs::explains_itself,
};

/// People of the province; four of five are inspectors.
const PEOPLE: u32 = 40;
const MONTHS: u32 = 12;
/// One of so many writes is cut off by a kill of the server.
const KILLED_EVERY: u64 = 23;
/// One of so many lines cannot be paid at first, and one of so many comes back.
const FAILS_EVERY: usize = 17;
const RETURNS_EVERY: usize = 29;

/// A server that is killed and started again, and who asks it.
struct Office<'a> {
    register: &'a Register,
    server: RefCell<ServerProcess>,
    parties: BTreeMap<&'static str, (ClientSecret, RefCell<Client>)>,
    writes: RefCell<u64>,
    kills: RefCell<u64>,
}

impl<'a> Office<'a> {
    fn of(register: &'a Register) -> Self {
        let server = ServerProcess::start(register, program());
        let roles = ["registrar", "approver", "finance", "auditor"];
        let party = |role: &'static str| {
            let secret = register.credentials(role, None);
            let client = RefCell::new(server.acting(&secret));
            (role, (secret, client))
        };
        let parties = roles.into_iter().map(party).collect();
        Self { register, server: RefCell::new(server), parties, writes: RefCell::new(0), kills: RefCell::new(0) }
    }

    fn client(&self, role: &str) -> Client {
        self.parties[role].1.borrow().clone()
    }

    fn get(&self, role: &str, path: &str) -> Value {
        let answer = self.client(role).get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    /// Everything of a list.
    fn all(&self, role: &str, path: &str) -> Vec<Value> {
        let (mut items, mut next) = (Vec::new(), path.to_owned());
        loop {
            let page = self.get(role, &next);
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(after) = page["next"].as_str() else { return items };
            next = format!("{path}&after={after}");
        }
    }

    /// Writes under a key, twice; now and then the server is killed while it works, and the request is sent again.
    fn post(&self, role: &str, path: &str, body: &Value) -> Value {
        let number = *self.writes.borrow();
        *self.writes.borrow_mut() += 1;
        let key = format!("year-{number}");
        let send = |client: &Client| {
            let bearer = format!("Bearer {}", client.token);
            let headers = [
                ("authorization", bearer.as_str()),
                ("content-type", "application/json"),
                ("idempotency-key", key.as_str()),
            ];
            http::try_send("POST", &format!("{}{path}", client.address), &headers, body.to_string().as_bytes())
        };
        if number % KILLED_EVERY == KILLED_EVERY - 1 {
            let client = self.client(role);
            std::thread::scope(|scope| {
                let cut_off = scope.spawn(|| send(&client));
                std::thread::sleep(moment(number, 30));
                self.is_killed();
                // It was answered or cut off; sent again, it is done once.
                drop(cut_off.join().unwrap());
            });
        }
        let patiently = || loop {
            let answer = send(&self.client(role)).unwrap();
            if answer.status != 503 {
                assert!(answer.status < 300, "{path} {body}: {}", answer.text);
                break answer.json();
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        let (first, again) = (patiently(), patiently());
        assert_eq!(first, again, "{path}");
        first
    }

    fn is_killed(&self) {
        *self.kills.borrow_mut() += 1;
        let next = ServerProcess::start(self.register, program());
        self.server.replace(next).is_killed();
        for (secret, client) in self.parties.values() {
            client.replace(self.server.borrow().acting(secret));
        }
    }

    fn fires(&self, role: &str, id: &str, event: &str) -> Value {
        let body = json!({ "event": event, "document_number": "财教〔2026〕9号" });
        self.post(role, &format!("/v1/stipend-runs/{id}/transitions"), &body)
    }

    /// The register's side of a month: computed, verified and decided.
    fn decides(&self, area: &str, month: &str) {
        let run = self.post("registrar", "/v1/stipend-runs", &json!({ "area": area, "month": month }));
        let id = text(&run, "id");
        self.fires("registrar", id, "compute");
        self.fires("registrar", id, "verify_duty");
        self.fires("approver", id, "approve");
    }
}

/// What the finance system knows: of each line, how much it paid.
#[derive(Default)]
struct Books {
    paid: BTreeMap<String, i64>,
    reports: usize,
    seen: usize,
}

impl Books {
    /// Takes every run that waits, and pays it.
    fn pays_what_waits(&mut self, office: &Office<'_>) {
        for run in office.all("finance", "/v1/stipend-runs?status=approved&limit=100") {
            let id = text(&run, "id");
            office.fires("finance", id, "send");
            let lines = office.all("finance", &format!("/v1/stipend-lines?run_id={id}&limit=100"));
            let payable: Vec<&Value> = lines.iter().filter(|line| line["kind"] != "held").collect();
            let sum: i64 = payable.iter().map(|line| line["amount_fen"].as_i64().unwrap()).sum();
            assert_eq!((json!(payable.len()), json!(sum)), (run["line_count"].clone(), run["total_fen"].clone()));
            let first: Vec<(Value, &Value)> = payable.iter().map(|line| (self.outcome(line), *line)).collect();
            self.report(office, id, &first);
            let failed = first.iter().filter(|(outcome, _)| outcome["outcome"] == "failed");
            let again: Vec<(Value, &Value)> = failed.map(|(_, line)| (json!({ "outcome": "paid" }), *line)).collect();
            self.report(office, id, &again);
            let back = payable.iter().filter(|_| {
                self.seen += 1;
                self.seen.is_multiple_of(RETURNS_EVERY)
            });
            let back: Vec<(Value, &Value)> =
                back.map(|line| (json!({ "outcome": "returned", "reason": "账户已销" }), *line)).collect();
            self.report(office, id, &back);
            if !payable.is_empty() {
                office.fires("finance", id, "reconcile");
                office.fires("approver", id, "close");
            }
        }
    }

    fn outcome(&mut self, _: &Value) -> Value {
        self.seen += 1;
        if self.seen.is_multiple_of(FAILS_EVERY) {
            json!({ "outcome": "failed", "reason": "户名不符" })
        } else {
            json!({ "outcome": "paid" })
        }
    }

    fn report(&mut self, office: &Office<'_>, run: &str, results: &[(Value, &Value)]) {
        if results.is_empty() {
            return;
        }
        let mut items = Vec::new();
        for (outcome, line) in results {
            self.reports += 1;
            let (id, amount) = (text(line, "id").to_owned(), line["amount_fen"].as_i64().unwrap());
            match text(outcome, "outcome") {
                "paid" => drop(self.paid.insert(id.clone(), amount)),
                "returned" => drop(self.paid.remove(&id)),
                _ => {}
            }
            let mut item = outcome.clone();
            item["line_id"] = json!(id);
            item["amount_fen"] = json!(amount);
            item["reference"] = json!(format!("CZ-{:06}", self.reports));
            items.push(item);
        }
        office.post("finance", &format!("/v1/stipend-runs/{run}/payment-results"), &json!({ "items": items }));
    }
}

#[on_both_databases]
fn year_is_paid_exactly_through_crashes_and_repeats(register: &Register) {
    let size = Size { people: PEOPLE, months: MONTHS, last: Month::parse("2026-10").unwrap(), seed: 11 };
    let operator = api::app::Caller::new(domain::Actor::own(domain::Role::Operator));
    register.app.run_now(&operator, &BuildNation::new(size)).unwrap();
    register.has_policy("stipend.roster_notice", &json!(false));
    let office = Office::of(register);
    let standards = office.all("auditor", "/v1/stipend-standards?limit=100");
    let areas: std::collections::BTreeSet<&str> = standards.iter().map(|one| text(one, "area")).collect();
    let mut books = Books::default();
    let mut month = size.first();
    for _ in 0..MONTHS {
        for area in &areas {
            office.decides(area, &month.to_string());
        }
        books.pays_what_waits(&office);
        month = month.next();
    }
    let runs = office.all("auditor", "/v1/stipend-runs?limit=100");
    assert_eq!(runs.len(), areas.len() * usize::try_from(MONTHS).unwrap());
    let number = |record: &Value, field: &str| record[field].as_i64().unwrap();
    let paid: i64 = runs.iter().map(|run| number(run, "paid_fen")).sum();
    assert_eq!(
        (paid, runs.iter().map(|run| number(run, "paid_count")).sum::<i64>()),
        (books.paid.values().sum(), i64::try_from(books.paid.len()).unwrap()),
        "both books agree"
    );
    let lines = office.all("auditor", "/v1/stipend-lines?limit=500");
    for line in &lines {
        let known = books.paid.get(text(line, "id")).map(|amount| json!(amount));
        assert_eq!(known, (line["payment"] == "paid").then(|| line["amount_fen"].clone()), "{line}");
        explains_itself(&office.client("auditor"), line);
    }
    let mut ordinary: Vec<(&str, &str, &str)> = lines
        .iter()
        .filter(|line| line["kind"] == "normal" || line["kind"] == "held")
        .map(|line| (text(line, "person_id"), text(line, "month"), text(line, "component")))
        .collect();
    let count = ordinary.len();
    ordinary.sort_unstable();
    ordinary.dedup();
    assert_eq!(ordinary.len(), count, "nobody is paid twice");
    let arrears = lines.iter().filter(|line| line["kind"] == "arrears").count();
    assert!(
        count > 500 && arrears > 5 && *office.kills.borrow() > 5,
        "{count} lines, {arrears} arrears, {} kills",
        office.kills.borrow()
    );
}
