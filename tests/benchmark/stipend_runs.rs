//! A month of stipends computed: against one hand-written statement that makes the same lines on the same database, and what it
//! takes of memory; and pages of lines at any depth.

use std::time::{Duration, Instant};

use api::{
    app::{
        Caller,
        money::stipend_runs::{FireStipendRunEvent, Progress},
    },
    demo::nation::{BuildNation, Size},
};
use diesel::{Connection, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt};
use domain::{
    Actor, Role,
    kernel::{id::StipendRunId, period::Month},
};
use openapi::money::stipend_run::TransitionStipendRun;
use persistence::Engine;
use serde_json::json;
use tests::{Client, Database, Register, Surface};
use uuid::Uuid;

use crate::{
    grades::{Peak, resident_kb},
    inspectors::median,
    load::{Load, Report},
    threads,
};

const NATION: u32 = 150_000;
const CITY: u32 = 500;
const ROUNDS: usize = 3;

/// What is paid, by whole days in office: as the run does where nobody is suspended. `{…}` is spelled by each engine.
const BY_HAND: &str = "
    WITH office AS (
        SELECT person_id, SUM({days}) AS days FROM appointments
        WHERE superseded_at IS NULL AND starts_on < '2026-11-01' AND (ends_on IS NULL OR ends_on >= '2026-10-01')
            AND (ended_on IS NULL OR ended_on > '2026-10-01') AND NOT {suspended}
        GROUP BY person_id),
    duty AS (
        SELECT person_id, COUNT(DISTINCT occurred_on) AS days FROM duty_records
        WHERE superseded_at IS NULL AND NOT annulled AND kind IN ('visit', 'rectification')
            AND counts_on BETWEEN '2026-10-01' AND '2026-10-31'
        GROUP BY person_id),
    payee AS (
        SELECT * FROM payees AS one
        WHERE superseded_at IS NULL AND starts_on < '2026-11-01' AND (ends_on IS NULL OR ends_on >= '2026-10-01')
            AND NOT EXISTS (SELECT 1 FROM payees AS later WHERE later.superseded_at IS NULL AND later.person_id = one.person_id
                AND later.starts_on > one.starts_on AND later.starts_on < '2026-11-01')),
    component AS (SELECT 'communication' AS name, 10000 AS fen UNION ALL SELECT 'transport', 20000 UNION ALL SELECT 'service', 30000)
    INSERT INTO stipend_lines (id, run_id, area, month, person_id, person_number, component, kind, amount_fen, held, payer_id,
        payee_id, payee_version, tax_class, is_void, created_at)
    SELECT {uuid}, {run}, '000000', '2026-10', office.person_id, people.number, component.name,
        CASE WHEN payee.verified_on IS NULL OR payee.tax_class IS NULL THEN 'held' ELSE 'normal' END,
        (component.fen * office.days * 2 + 31) / 62,
        CASE WHEN payee.verified_on IS NULL THEN {held} END,
        payee.payer_id, payee.id, payee.version, payee.tax_class, {false}, '2026-11-02 00:00:00+00'
    FROM office JOIN people ON people.id = office.person_id CROSS JOIN component
        LEFT JOIN payee ON payee.person_id = office.person_id LEFT JOIN duty ON duty.person_id = office.person_id
    WHERE office.days > 0
        AND (component.name <> 'transport' OR NOT COALESCE(payee.has_official_transport_allowance, {false}))
        AND (component.name <> 'service' OR (duty.days >= 4
            AND COALESCE(payee.identity_class, '') NOT IN ('civil_servant', 'civil_servant_managed')))";

const RUN_BY_HAND: Uuid = Uuid::from_u128(0x7777);

fn by_hand(database: Database) -> String {
    let hex = RUN_BY_HAND.simple().to_string();
    let spelled = match database {
        Database::Postgres => [
            ("{days}", "LEAST(COALESCE(ended_on, 'infinity'), COALESCE(ends_on + 1, 'infinity'), DATE '2026-11-01') - GREATEST(starts_on, DATE '2026-10-01')".to_owned()),
            ("{suspended}", "steps::text LIKE '%suspended%'".to_owned()),
            ("{uuid}", "gen_random_uuid()".to_owned()),
            ("{run}", format!("'{hex}'::uuid")),
            ("{held}", "'[\"payee_unverified\"]'::jsonb".to_owned()),
            ("{false}", "FALSE".to_owned()),
        ],
        Database::Sqlite => [
            ("{days}", "CAST(julianday(MIN(COALESCE(ended_on, '9999-01-01'), COALESCE(date(ends_on, '+1 day'), '9999-01-01'), '2026-11-01')) - julianday(MAX(starts_on, '2026-10-01')) AS INTEGER)".to_owned()),
            ("{suspended}", "steps LIKE '%suspended%'".to_owned()),
            ("{uuid}", "randomblob(16)".to_owned()),
            ("{run}", format!("x'{hex}'")),
            ("{held}", "'[\"payee_unverified\"]'".to_owned()),
            ("{false}", "0".to_owned()),
        ],
    };
    spelled.iter().fold(BY_HAND.to_owned(), |sql, (mark, text)| sql.replace(mark, text))
}

#[derive(diesel::QueryableByName)]
pub struct Sum {
    #[diesel(sql_type = BigInt)]
    lines: i64,
    #[diesel(sql_type = BigInt)]
    fen: i64,
}

/// Times the statement, in a transaction that is then undone, and says what it made.
pub fn insert_by_hand(register: &Register) -> (Duration, Sum) {
    let insert = by_hand(register.database);
    let count = "SELECT COUNT(*) AS lines, CAST(SUM(amount_fen) AS BIGINT) AS fen FROM stipend_lines";
    macro_rules! timed {
        ($connection:ty, $url:expr) => {{
            let mut connection = <$connection>::establish($url).unwrap();
            connection.batch_execute(&patiently(register.database, "BEGIN")).unwrap();
            let begun = Instant::now();
            connection.batch_execute(&insert).unwrap();
            let took = begun.elapsed();
            let made: Sum = sql_query(count).get_result(&mut connection).unwrap();
            connection.batch_execute("ROLLBACK").unwrap();
            (took, made)
        }};
    }
    match &register.config.database {
        Engine::Sqlite(path) => timed!(diesel::SqliteConnection, path),
        Engine::Postgres(url) => timed!(diesel::PgConnection, url),
    }
}

/// A statement that waits for whoever writes to the file: the server's jobs do.
fn patiently(database: Database, sql: &str) -> String {
    if database == Database::Sqlite { format!("PRAGMA busy_timeout = 60000; {sql}") } else { sql.to_owned() }
}

/// Everybody of a demo, paid by one standard of the nation.
pub fn filled(database: Database, people: u32) -> Register {
    let register = Register::served_by(database, Surface::Rest, 2, threads());
    let size = Size { people, months: 2, last: Month::parse("2026-10").unwrap(), seed: 1 };
    let begun = Instant::now();
    let built = register.app.run_now(&operator(), &BuildNation::new(size)).unwrap();
    println!("{people} people, {} records, made in {:?}", built.records, begun.elapsed());
    register.executes(&patiently(database, "UPDATE stipend_standards SET status = 'withdrawn'"));
    register.is_now("2026-09-20");
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let row = |component: &str, fen: i64| json!({ "component": component, "amount_fen": fen });
    let amounts = [row("communication", 10_000), row("transport", 20_000), row("service", 30_000)];
    let body = json!({ "title": "全国标准", "area": "000000", "starts_on": "2026-10-01", "amounts": amounts });
    let id = registrar.drafts_standard(&body).unwrap()["id"].as_str().unwrap().to_owned();
    registrar.fires_standard(&id, "submit", &json!({})).unwrap();
    let decision = json!({ "document_number": "督委〔2026〕8号", "finance_consent_number": "财教〔2026〕3号", "yearly_cap_fen": 900_000_000_000_i64 });
    approver.fires_standard(&id, "approve", &decision).unwrap();
    register.is_now("2026-11-02");
    register.brings_standards_into_effect();
    register.analyse();
    register
}

fn operator() -> Caller {
    Caller::new(Actor::own(Role::Operator))
}

/// Computes a run.
pub fn computes(register: &Register, id: &str) -> Duration {
    let transition: TransitionStipendRun = serde_json::from_value(json!({ "event": "compute" })).unwrap();
    let id = StipendRunId(id.parse().unwrap());
    let begun = Instant::now();
    register.app.run_now(&operator(), &FireStipendRunEvent { id, transition, progress: Progress::default() }).unwrap();
    begun.elapsed()
}

/// Begins the month's run of the nation and computes it.
pub fn computes_anew(register: &Register) -> (String, Duration) {
    let run = register.acting("registrar").begins_run(&json!({ "month": "2026-10", "area": "000000" })).unwrap();
    let id = run["id"].as_str().unwrap().to_owned();
    let took = computes(register, &id);
    (id, took)
}

/// Cancels a run, so that the month can be begun anew.
pub fn cancels(register: &Register, id: &str) {
    register.acting("approver").fires_run(id, "cancel", &json!({})).unwrap();
}

/// Computes a month some times, each time as the first, and compares it with the statement.
fn measure(register: &Register, name: &str, most: f64) -> String {
    let hand: Vec<(Duration, Sum)> = (0..ROUNDS).map(|_| insert_by_hand(register)).collect();
    let made = &hand[0].1;
    println!("{name}, by hand: {} lines, {} fen", made.lines, made.fen);
    let (before, peak) = (resident_kb(), Peak::watched());
    let mut took = Vec::new();
    let mut id = String::new();
    for round in 0..ROUNDS {
        if round > 0 {
            cancels(register, &id);
        }
        let (begun, duration) = computes_anew(register);
        took.push(duration);
        id = begun;
    }
    let grown = peak.kb().saturating_sub(before) / 1_024;
    let run = register.acting("registrar").reads_run(&id, "").unwrap();
    println!(
        "{name}, the run: {} lines and {} held, {} fen, {} findings",
        run["line_count"], run["held_count"], run["total_fen"], run["finding_count"]
    );
    let (run, by_hand) = (median(took), median(hand.into_iter().map(|(took, _)| took).collect()));
    let ratio = run.as_secs_f64() / by_hand.as_secs_f64();
    println!(
        "{name}, a month: {run:?}; by hand {by_hand:?}: {ratio:.2} times (target {most}); memory grew by {grown} MB"
    );
    let again = computes(register, &id);
    println!("{name}, the same month computed again: {again:?}");
    id
}

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn a_month_of_stipends() {
    let city = filled(Database::Sqlite, CITY);
    measure(&city, "SQLite, a city", 5.0);
    let nation = filled(Database::Postgres, NATION);
    let id = measure(&nation, "PostgreSQL, a nation", 4.0);
    nation.analyse();
    let registrar = nation.acting("registrar");
    for filter in [format!("run_id={id}"), "month=2026-10".to_owned()] {
        deep_page(&registrar, &filter);
    }
    let asked = Instant::now();
    let standard = registrar.get("/v1/stipend-standards?status=effective").json()["items"][0]["id"].clone();
    let answer = registrar.get(&format!("/v1/stipend-standards/{}/what-if?month=2026-10", standard.as_str().unwrap()));
    println!("what a month of the nation would come to: {:?} ({})", asked.elapsed(), answer.status);
}

/// A page of a list of lines far down it against the first.
fn deep_page(registrar: &Client, filter: &str) {
    let (mut before, mut after, mut pages) = (String::new(), String::new(), 0);
    while let Some(next) =
        registrar.get(&format!("/v1/stipend-lines?{filter}&limit=500{after}")).json()["next"].as_str()
    {
        before = std::mem::replace(&mut after, format!("&after={next}"));
        pages += 1;
    }
    // The last cursor leads to what is left of the list, which may be little; the one before it to a full page.
    let time = |path: &str| -> Report { Load::get(registrar, path).run(1, 5) };
    let first = time(&format!("/v1/stipend-lines?{filter}&limit=50"));
    let deep = time(&format!("/v1/stipend-lines?{filter}&limit=50{before}"));
    println!(
        "{}: page 1 {first}\n after {pages} pages of 500 {deep}: {:.2} times (target 1.2)",
        &filter[..5],
        deep.p50 / first.p50
    );
}
