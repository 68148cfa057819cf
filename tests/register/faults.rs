//! What a fault leaves behind: nothing answered is lost, nothing is half done, nothing is done twice.
//!
//! A run plays a few rounds; `DUXUE_FAULT_ROUNDS=200 cargo test -p tests --test register faults` plays many. The
//! moments of the faults come from a fixed seed.

use diesel::{Connection, RunQueryDsl, sql_query};
use serde_json::json;
use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tests::{
    Client, Register, fixtures::one_of_many, http, on_both_databases, postgres::Cluster, process::ServerProcess,
    register::beside,
};

const WRITERS: u64 = 4;
const SCHOOLS: &[u8] = include_bytes!("../fixtures/rosters/schools.xlsx");

pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_duxue-under-test"))
}

pub fn rounds() -> u64 {
    std::env::var("DUXUE_FAULT_ROUNDS").ok().and_then(|said| said.parse().ok()).unwrap_or(2)
}

/// Milliseconds until the fault of a round, the same at every run.
pub fn moment(round: u64, most: u64) -> Duration {
    let mixed = (round + 1).wrapping_mul(6_364_136_223_846_793_005).rotate_left(29);
    Duration::from_millis(10 + mixed % most)
}

pub fn sends(client: &Client, number: u64) -> Result<http::Answer, String> {
    let bearer = format!("Bearer {}", client.token);
    let key = format!("nth-{number}");
    let headers =
        [("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", key.as_str())];
    http::try_send(
        "POST",
        &format!("{}/v1/people", client.address),
        &headers,
        one_of_many(number).to_string().as_bytes(),
    )
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

pub fn count(register: &Register, what: &str) -> i64 {
    let query = sql_query(format!("SELECT count(*) AS count FROM {what}"));
    match &register.config.database {
        persistence::Engine::Sqlite(path) => query.get_result::<Count>(&mut beside(path)).unwrap().count,
        persistence::Engine::Postgres(url) => {
            query.get_result::<Count>(&mut diesel::PgConnection::establish(url).unwrap()).unwrap().count
        }
    }
}

#[on_both_databases]
fn killed_server_loses_no_answered_write_and_repeats_none(register: &Register) {
    let credentials = register.credentials("registrar", None);
    let mut sent = 0;
    for round in 0..rounds() {
        let server = ServerProcess::start(register, program());
        let registrar = server.acting(&credentials);
        let history: Mutex<Vec<(u64, Option<http::Answer>)>> = Mutex::default();
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (registrar, history) = (&registrar, &history);
                scope.spawn(move || {
                    for turn in 0.. {
                        let number = round * 100_000 + turn * WRITERS + writer;
                        let outcome = sends(registrar, number);
                        let is_over = outcome.is_err();
                        history.lock().unwrap().push((number, outcome.ok()));
                        if is_over {
                            return;
                        }
                    }
                });
            }
            std::thread::sleep(moment(round, 400));
            server.is_killed();
        });
        let history = history.into_inner().unwrap();
        sent += i64::try_from(history.len()).unwrap();
        let server = ServerProcess::start(register, program());
        let registrar = server.acting(&credentials);
        for (number, first) in history {
            let again = sends(&registrar, number).unwrap();
            assert_eq!(again.status, 201, "{}", again.text);
            match first {
                // Cut off, or refused because the database was in conflict: the repeat is what counts.
                None => {}
                Some(refused) if refused.status == 503 => {}
                Some(first) => {
                    assert_eq!((first.status, &first.text), (201, &again.text), "what was answered is there");
                    assert_eq!(again.header("idempotency-replayed"), Some("true"));
                }
            }
        }
        let created = "events WHERE name = 'created' AND subject_kind = 'person'";
        assert_eq!((count(register, "people"), count(register, created)), (sent, sent), "each once, with its fact");
    }
    println!("{:?}: {} kills, {sent} requests, none lost, none twice", register.database, rounds());
}

#[on_both_databases]
fn a_killed_import_is_whole_or_absent(register: &Register) {
    for round in 0..rounds() {
        let register = Register::new(register.database, tests::Surface::Rest);
        let credentials = register.credentials("registrar", None);
        let server = ServerProcess::start(&register, program());
        let registrar = server.acting(&credentials);
        std::thread::scope(|scope| {
            let upload = scope.spawn(|| uploads(&registrar));
            std::thread::sleep(moment(round, 120));
            server.is_killed();
            // It was answered or cut off; what is there tells which.
            drop(upload.join().unwrap());
        });
        let server = ServerProcess::start(&register, program());
        let (schools, imports) = (count(&register, "schools"), count(&register, "imports"));
        assert!(matches!((schools, imports), (0, 0) | (118, 1)), "{schools} schools of 118, {imports} imports");
        let again = uploads(&server.acting(&credentials)).unwrap();
        assert_eq!((again.status, &again.json()["result"]["loaded"]), (201, &json!(118)), "{}", again.text);
        assert_eq!((count(&register, "schools"), count(&register, "imports")), (118, 1));
    }
}

/// How long a test waits for the register to refuse, or to be itself again. The register promises five seconds for both;
/// a busy machine must not fail a run for that, so the time it took is printed, and this only bounds the wait.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Does something to the database of a register, from outside.
fn disturb(register: &Register, statement: &str) {
    let persistence::Engine::Postgres(url) = &register.config.database else { panic!("PostgreSQL only") };
    let name = url.split("postgres:///").nth(1).and_then(|rest| rest.split('?').next()).unwrap();
    let mut c = diesel::PgConnection::establish(&tests::postgres::cluster().url("postgres")).unwrap();
    sql_query(statement.replace("DATABASE_NAME", name)).execute(&mut c).unwrap();
}

const CUT_OFF: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'DATABASE_NAME'";

/// Writes until told to stop; gives each number with whether it was answered with success.
fn writes(client: &Client, first: u64, stop: &AtomicBool) -> Vec<(u64, Option<String>)> {
    let mut history = Vec::new();
    for number in (first..).step_by(usize::try_from(WRITERS).unwrap()) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let answer = sends(client, number).expect("the server is there, whatever its database does");
        assert!(matches!(answer.status, 201 | 503), "{}", answer.text);
        if answer.status == 503 {
            assert!(answer.header("retry-after").is_some());
            std::thread::sleep(Duration::from_millis(50));
        }
        history.push((number, (answer.status == 201).then_some(answer.text)));
    }
    history
}

/// Lets the writers rest at the end, also when the disturbance panics.
struct Rest<'a>(&'a AtomicBool);

impl Drop for Rest<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Writes over and over while something is done to the database, once in a while; then asks for each write again.
fn is_disturbed_while_writing(register: &Register, times: u64, disturbance: impl Fn()) {
    let registrar = register.acting("registrar");
    let stop = AtomicBool::new(false);
    let histories: Vec<(u64, Option<String>)> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn({
                    let (registrar, stop) = (&registrar, &stop);
                    move || writes(registrar, writer, stop)
                })
            })
            .collect();
        let rest = Rest(&stop);
        for round in 0..times {
            std::thread::sleep(moment(round, 200));
            disturbance();
        }
        drop(rest);
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let begin = Instant::now();
    for (number, first) in &histories {
        let again = patiently(|| sends(&registrar, *number).unwrap(), begin);
        assert_eq!(again.status, 201, "{}", again.text);
        assert!(first.as_ref().is_none_or(|first| *first == again.text), "what was answered is there");
    }
    let sent = i64::try_from(histories.len()).unwrap();
    let created = "events WHERE name = 'created' AND subject_kind = 'person'";
    assert_eq!((count(register, "people"), count(register, created)), (sent, sent), "each once, with its fact");
    println!("{times} faults, {sent} requests, none lost, none twice");
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn server_reconnects_after_database_connections_are_cut() {
    let register = Register::new(tests::Database::Postgres, tests::Surface::Rest);
    is_disturbed_while_writing(&register, rounds() * 3, || disturb(&register, CUT_OFF));
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn restarted_database_keeps_every_answered_write() {
    let cluster = Cluster::of_its_own();
    let register = Register::on(&cluster);
    is_disturbed_while_writing(&register, rounds(), || {
        cluster.is_killed();
        std::thread::sleep(Duration::from_millis(100));
        cluster.is_started_again();
        // Time to be found again, so that the next fault meets work and not another refusal.
        std::thread::sleep(Duration::from_millis(700));
    });
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn short_database_freeze_is_waited_out_without_double_writes() {
    let cluster = Cluster::of_its_own();
    let register = Register::on(&cluster);
    is_disturbed_while_writing(&register, rounds(), || {
        cluster.is_frozen();
        std::thread::sleep(Duration::from_millis(300));
        cluster.is_thawed();
    });
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn frozen_database_makes_unstarted_requests_fail() {
    let cluster = Cluster::of_its_own();
    let register = Register::on(&cluster);
    let registrar = register.acting("registrar");
    assert_eq!(registrar.get("/v1/people").status, 200);
    cluster.is_frozen();
    std::thread::scope(|scope| {
        // More than there are threads: some are begun and some wait.
        let reads: Vec<_> = (0..8).map(|_| scope.spawn(|| (Instant::now(), registrar.get("/v1/people")))).collect();
        let writes: Vec<_> = (0..8)
            .map(|number| {
                scope.spawn({
                    let registrar = &registrar;
                    move || sends(registrar, number).unwrap()
                })
            })
            .collect();
        for read in reads {
            let (begin, answer) = read.join().unwrap();
            assert_eq!(answer.refusal(), (503, "busy".into()));
            assert!(begin.elapsed() < PATIENCE, "refused after {:?}", begin.elapsed());
        }
        assert_eq!(register.get("/health/live").status, 200);
        cluster.is_thawed();
        let done = writes.into_iter().map(|write| write.join().unwrap()).filter(|answer| answer.status == 201).count();
        assert_eq!(count(&register, "people"), i64::try_from(done).unwrap(), "what was refused was not done");
    });
    let begin = Instant::now();
    assert_eq!(patiently(|| registrar.get("/v1/people"), begin).status, 200);
}

/// Asks until the register is itself again, which must not take long.
pub fn patiently(ask: impl Fn() -> http::Answer, since: Instant) -> http::Answer {
    loop {
        let answer = ask();
        if answer.status != 503 {
            return answer;
        }
        assert!(since.elapsed() < PATIENCE, "the register is still away: {}", answer.text);
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn unavailable_database_is_reported_and_recovers_by_itself() {
    let register = Register::new(tests::Database::Postgres, tests::Surface::Rest);
    let registrar = register.acting("registrar");
    assert_eq!(registrar.post("/v1/people", &one_of_many(1)).status, 201);
    disturb(&register, "ALTER DATABASE \"DATABASE_NAME\" ALLOW_CONNECTIONS false");
    disturb(&register, CUT_OFF);
    for path in ["/v1/people", "/health/ready"] {
        let begin = Instant::now();
        let answer = registrar.get(path);
        assert_eq!(answer.refusal(), (503, "busy".into()), "{path}");
        assert!(answer.header("retry-after").is_some() && begin.elapsed() < PATIENCE, "{path}");
        println!("refused in {:?} while the database was away: {path}", begin.elapsed());
    }
    assert_eq!(registrar.post("/v1/people", &one_of_many(2)).refusal(), (503, "busy".into()));
    assert_eq!(register.get("/health/live").status, 200);
    disturb(&register, "ALTER DATABASE \"DATABASE_NAME\" ALLOW_CONNECTIONS true");
    let begin = Instant::now();
    assert_eq!(patiently(|| registrar.get("/v1/people?count=exact"), begin).json()["total"], 1);
    assert_eq!(patiently(|| registrar.post("/v1/people", &one_of_many(2)), begin).status, 201);
    assert_eq!(patiently(|| register.get("/health/ready"), begin).status, 200);
    println!("itself again {:?} after the database came back", begin.elapsed());
}

pub fn uploads(client: &Client) -> Result<http::Answer, String> {
    let kind = "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nschools\r\n";
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"schools.xlsx\"\r\n\r\n";
    let body = [kind.as_bytes(), head.as_bytes(), SCHOOLS, b"\r\n--x--\r\n"].concat();
    let bearer = format!("Bearer {}", client.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "multipart/form-data; boundary=x"),
        ("idempotency-key", "schools"),
    ];
    http::try_send("POST", &format!("{}/v1/imports", client.address), &headers, &body)
}
