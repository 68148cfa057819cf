//! Money: how each inspector is paid, a standard in effect and the draft of the next one, and three months of runs: the first
//! closed, the second paid after a transfer came back, the third computed with lines held. All amounts are invented.

use chrono::Days as Span;
use domain::{
    Day, Error,
    kernel::id::{PayeeId, StipendLineId, StipendRunId},
    money::stipend::standard::Standard,
};
use openapi::money::{payee::CreatePayee, stipend_run::CreateStipendRun, stipend_standard::CreateStipendStandard};
use persistence::money::{payees::PayeeFilter, stipend_lines::LineFilter};
use serde_json::{Value, json};

use super::{
    cast::{CORRECTED, DISMISSED, ONE_ACCOUNT, PAID_AGAIN, RETURNED, UNVERIFIED, WITHOUT_TAX_CLASS},
    days::Days,
    office::{City, body, id, text, with},
    scene::Scene,
};
use crate::app::{
    kernel::due::BringDue,
    money::{
        payees::{CorrectPayee, VerifyPayee},
        stipend_lines::FireStipendLineEvent,
        stipend_runs::RecordPaymentResults,
    },
};

/// The most that the city pays in a year, in fen.
const YEARLY_CAP: i64 = 40_000_000;
/// The names under which the story keeps the runs of the last three months, the latest first.
const RUNS: [&str; 3] = ["computed run", "paid run", "closed run"];

fn later(day: Day, days: u64) -> Day {
    day.checked_add_days(Span::new(days)).unwrap_or(day)
}

pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    let [this, last, before, earliest] = [0, 1, 2, 3].map(|back| days.month(back).first());
    let (first_decided, second_decided) = (days.notice_over(before)?, days.notice_over(last)?);
    Ok(vec![
        Scene::new(earliest, decide_standard),
        Scene::new(earliest, enter_payees),
        // The month three months ago: one transfer comes back, the books are closed without it.
        Scene::new(before, |city| post(city, 3)),
        Scene::new(first_decided, |city| approve(city, 3)),
        Scene::new(later(first_decided, 3), |city| report(city, 3, None, "paid")),
        Scene::new(later(first_decided, 8), |city| report(city, 3, Some(RETURNED), "returned")),
        Scene::new(later(first_decided, 10), close),
        Scene::new(later(first_decided, 11), change_account),
        // The month after it pays what is owed of the first, and pays one transfer again.
        Scene::new(last, |city| post(city, 2)),
        Scene::new(second_decided, |city| approve(city, 2)),
        Scene::new(later(second_decided, 3), |city| report(city, 2, None, "paid")),
        Scene::new(later(second_decided, 6), |city| report(city, 2, Some(PAID_AGAIN), "returned")),
        Scene::new(later(second_decided, 8), |city| report(city, 2, Some(PAID_AGAIN), "paid")),
        // The last month is computed, and decided by nobody yet.
        Scene::new(this, compute_and_hold),
        Scene::new(days.ago(20), draft_next_standard),
    ])
}

/// A standard of three components, of which the lead of a zone has more.
fn standard(starts_on: Day, service_fen: i64) -> Value {
    let row = |component: &str, amount_fen: i64| json!({ "component": component, "route": "part_time", "amount_fen": amount_fen });
    json!({
        "title": "青澜市督学工作补贴标准", "starts_on": starts_on, "yearly_cap_fen": YEARLY_CAP, "amounts": [
            row("communication", 10_000), row("transport", 20_000), row("service", service_fen),
            with(row("service", service_fen + 10_000), &json!({ "role": "lead" }))
        ]
    })
}

fn decide_standard(city: &mut City) -> Result<(), Error> {
    let draft = with(standard(city.today(), 30_000), &json!({ "area": city.area }));
    let id = city.makes::<CreateStipendStandard>(&city.registrar, draft)?;
    city.standard(&city.registrar, &id, "submit", json!({}))?;
    let decision = json!({
        "document_number": city.document("青教督委", 8), "finance_consent_number": city.document("青财教", 3),
        "yearly_cap_fen": YEARLY_CAP
    });
    city.standard(&city.head, &id, "approve", decision)?;
    city.runs(&city.system, &BringDue::<Standard>::default()).map(drop)
}

fn draft_next_standard(city: &mut City) -> Result<(), Error> {
    let next_year = city.days.calendars.last().and_then(|calendar| Day::from_ymd_opt(calendar.year, 1, 1));
    let draft = with(standard(next_year.unwrap_or(city.days.today), 35_000), &json!({ "area": city.area }));
    city.makes::<CreateStipendStandard>(&city.registrar, draft).map(drop)
}

/// One clerk enters how people are paid, another verifies most of it.
fn enter_payees(city: &mut City) -> Result<(), Error> {
    for (at, one) in city.part_time.iter().enumerate().filter(|(at, _)| *at != DISMISSED) {
        let account = if ONE_ACCOUNT.contains(&at) { ONE_ACCOUNT[0] } else { at };
        let tax_class = if at == WITHOUT_TAX_CLASS { Value::Null } else { json!("labour_remuneration") };
        let payee = json!({
            "person_id": one.person, "identity_class": one.identity_class, "tax_class": tax_class,
            "payer_id": city.record("payer")?, "account": account_number(account), "account_bank": "青澜市商业银行",
            "has_official_transport_allowance": false, "starts_on": city.today()
        });
        let payee = city.makes::<CreatePayee>(&city.registrar, payee)?;
        if !UNVERIFIED.contains(&at) {
            verify(city, &payee, 1)?;
        }
    }
    Ok(())
}

fn account_number(at: usize) -> String {
    format!("62220299000000{at:04}")
}

fn verify(city: &City, payee: &str, version: i64) -> Result<(), Error> {
    city.runs(&city.checker, &VerifyPayee { id: PayeeId(id(payee)?), version }).map(drop)
}

/// Begins a month's run, computes it, looks at the duty done, and posts the roster.
fn post(city: &mut City, back: u32) -> Result<(), Error> {
    let run = compute(city, back)?;
    city.run(&city.registrar, &run, "verify_duty", json!({}))?;
    city.run(&city.registrar, &run, "open_roster_notice", json!({})).map(drop)
}

fn compute(city: &mut City, back: u32) -> Result<String, Error> {
    let month = json!({ "month": city.days.month(back).to_string(), "area": city.area });
    let run = city.makes::<CreateStipendRun>(&city.registrar, month)?;
    city.run(&city.registrar, &run, "compute", json!({}))?;
    city.remembers(name(back), run.clone());
    Ok(run)
}

/// The name under which the story keeps a month's run.
fn name(back: u32) -> &'static str {
    RUNS.into_iter().nth(usize::try_from(back).unwrap_or_default().saturating_sub(1)).unwrap_or_default()
}

fn approve(city: &mut City, back: u32) -> Result<(), Error> {
    let run = city.record(name(back))?;
    city.run(&city.head, &run, "approve", json!({ "document_number": city.document("青教督", 20 + back) }))?;
    city.run(&city.finance, &run, "send", json!({})).map(drop)
}

/// Finance reports what became of a run's payments: of everybody's, or of one inspector's.
fn report(city: &mut City, back: u32, of: Option<usize>, outcome: &str) -> Result<(), Error> {
    let run = city.record(name(back))?;
    let person = of.map(|at| city.inspector(at)).transpose()?.map(|one| ("person_id", one.person));
    let lines = city.lists::<LineFilter>([("run_id", run.clone())].into_iter().chain(person).collect::<Vec<_>>())?;
    let reason = (outcome == "returned").then_some("账户已销");
    let reported = lines.iter().filter(|line| line["kind"] != "held").map(|line| {
        json!({
            "line_id": line["id"], "outcome": outcome, "amount_fen": line["amount_fen"], "reason": reason,
            "reference": format!("CZ-{}-{}-{}", city.today().format("%Y%m%d"), text(line, "id").unwrap_or_default(), outcome)
        })
    });
    let results = body(json!({ "items": reported.collect::<Vec<_>>() }))?;
    city.runs(&city.finance, &RecordPaymentResults { id: StipendRunId(id(&run)?), results }).map(drop)
}

/// The books of both sides agree; what came back is owed by the next month.
fn close(city: &mut City) -> Result<(), Error> {
    let run = city.record(name(3))?;
    city.run(&city.finance, &run, "reconcile", json!({}))?;
    city.run(&city.approver, &run, "close", json!({})).map(drop)
}

/// Who got nothing names another account, which is verified anew. Another one does so too, and nobody verified it yet.
fn change_account(city: &mut City) -> Result<(), Error> {
    for (at, number) in [(RETURNED, 9_001), (CORRECTED, 9_002)] {
        let person = city.inspector(at)?.person;
        let found = city.lists::<PayeeFilter>([("person_id", person)])?;
        let payee = found.first().ok_or_else(|| Error::internal("an inspector without a payee"))?;
        let (payee, version) = (text(payee, "id")?, payee["version"].as_i64().unwrap_or_default());
        let patch = body(json!({ "account": account_number(number) }))?;
        let changed = city.does(&city.registrar, &CorrectPayee { id: PayeeId(id(payee)?), version, patch })?;
        if at == RETURNED {
            verify(city, payee, changed.get("version").and_then(Value::as_i64).unwrap_or_default())?;
        }
    }
    Ok(())
}

fn compute_and_hold(city: &mut City) -> Result<(), Error> {
    let run = compute(city, 1)?;
    let person = city.inspector(PAID_AGAIN)?.person;
    let lines = city.lists::<LineFilter>([("run_id", run), ("person_id", person)])?;
    for line in lines.iter().filter(|line| line["kind"] == "normal") {
        let transition = body(json!({ "event": "hold", "reason": "账户信息待核对" }))?;
        let hold = FireStipendLineEvent { id: StipendLineId(id(text(line, "id")?)?), transition };
        city.runs(&city.checker, &hold)?;
    }
    Ok(())
}
