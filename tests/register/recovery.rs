//! What outlasts worse than a kill: slow and lost answers, a full disk, a copy as a power cut leaves it, a migration cut
//! in the middle, a clock that jumps, crowds over one record and one key.

use serde_json::json;
use std::{
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tests::{
    Client, Database, Register, Surface,
    fixtures::{one_of_many, person},
    http, on_both_databases, postgres,
    process::ServerProcess,
    proxy::Proxy,
};

use super::faults::{count, moment, patiently, program, rounds, sends};

const CREATED: &str = "events WHERE name = 'created' AND subject_kind = 'person'";

/// A write without a key.
fn plainly(client: &Client, number: u64) -> http::Answer {
    client.post("/v1/people", &one_of_many(number))
}

fn through_a_proxy(name: &str) -> (Proxy, Register) {
    let cluster = postgres::cluster();
    let proxy = Proxy::before(cluster, name);
    cluster.create_database(name, None);
    let register = Register::at(persistence::Engine::Postgres(proxy.url(cluster, name)));
    (proxy, register)
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn commit_with_a_lost_answer_is_done_once_and_replayed() {
    let (proxy, register) = through_a_proxy("lost_commits");
    let registrar = register.acting("registrar");
    let times = rounds() * 3;
    for number in 0..times {
        proxy.loses_commits(true);
        let first = if number % 3 == 0 { plainly(&registrar, number) } else { sends(&registrar, number).unwrap() };
        proxy.loses_commits(false);
        // Nobody can know whether it was done; it is not done again behind the caller's back, nor called a duplicate.
        assert_eq!(first.refusal(), (503, "busy".into()));
        let again = patiently(|| sends(&registrar, number).unwrap(), Instant::now());
        if number % 3 == 0 {
            assert_eq!(again.refusal(), (409, "duplicate".into()), "without a key a repeat is another request");
        } else {
            assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")), "{}", again.text);
        }
    }
    assert!(proxy.lost() >= times, "{} of {times} answers were lost", proxy.lost());
    let times = i64::try_from(times).unwrap();
    assert_eq!((count(&register, "people"), count(&register, CREATED)), (times, times));
    println!("{times} answers to a commit lost, none done twice");
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn slow_database_delays_or_refuses_but_never_falsifies_answers() {
    let (proxy, register) = through_a_proxy("slow");
    let registrar = register.acting("registrar");
    let mut sent = 0;
    for delay_ms in [50, 200, 2_000] {
        proxy.delays_by(delay_ms);
        let (begin, read) = (Instant::now(), registrar.get("/v1/people"));
        println!(
            "an answer of the database takes {delay_ms} ms: a read is answered {} in {:?}",
            read.status,
            begin.elapsed()
        );
        assert!(matches!(read.status, 200 | 503), "{}", read.text);
        let (begin, write) = (Instant::now(), sends(&registrar, sent).unwrap());
        println!(
            "an answer of the database takes {delay_ms} ms: a write is answered {} in {:?}",
            write.status,
            begin.elapsed()
        );
        assert!(matches!(write.status, 201 | 503), "{}", write.text);
        sent += 1;
        assert_eq!(register.get("/health/live").status, 200);
    }
    proxy.delays_by(0);
    for number in 0..sent {
        assert_eq!(patiently(|| sends(&registrar, number).unwrap(), Instant::now()).status, 201);
    }
    assert_eq!(count(&register, "people"), i64::try_from(sent).unwrap());
}

/// Writes on a full disk until a write finds no room; gives the numbers of those that were kept, and of the refused one.
#[cfg(mountable)]
fn writes_until_it_is_full(register: &Register, registrar: &Client) -> (Vec<u64>, u64) {
    let mut kept = vec![0];
    let refused = (1..20_000).find(|number| {
        let answer = sends(registrar, *number).unwrap();
        match answer.status {
            201 => kept.push(*number),
            _ => assert_eq!(answer.refusal(), (503, "busy".into())),
        }
        answer.status != 201
    });
    assert_eq!(register.get("/health/live").status, 200);
    (kept, refused.expect("a write that found no room"))
}

/// Everything that was answered is there, and what was refused is done once now.
#[cfg(mountable)]
fn is_itself_again(register: &Register, registrar: &Client, (kept, refused): (Vec<u64>, u64)) {
    let begin = Instant::now();
    assert_eq!(patiently(|| sends(registrar, refused).unwrap(), begin).status, 201);
    println!(
        "{:?}: {} writes on a full disk, itself again {:?} after",
        register.database,
        kept.len() - 1,
        begin.elapsed()
    );
    let all = kept.len() + 1;
    assert_eq!(registrar.get("/v1/people?count=exact").json()["total"], all);
    assert_eq!(count(register, CREATED), i64::try_from(all).unwrap());
    for number in kept {
        assert_eq!(sends(registrar, number).unwrap().header("idempotency-replayed"), Some("true"));
    }
    assert!(register.app.is_whole().unwrap());
}

#[test]
#[cfg(mountable)]
fn a_sqlite_register_outlasts_a_full_disk() {
    let disk = tests::disk::SmallDisk::of_mebibytes(8);
    let file = disk.path().join("register.db").to_string_lossy().into_owned();
    let register = Register::at(persistence::Engine::Sqlite(file));
    let registrar = register.acting("registrar");
    assert_eq!(sends(&registrar, 0).unwrap().status, 201);
    disk.is_filled();
    let written = writes_until_it_is_full(&register, &registrar);
    assert_eq!(registrar.get("/v1/people?count=exact").json()["total"], written.0.len(), "reads go on");
    disk.has_space_again();
    is_itself_again(&register, &registrar, written);
}

/// Fills a disk of a cluster. Reads go on where the database does; otherwise they are refused. Once there is room, and the
/// database was started again where it had ended, the register is itself again.
#[cfg(all(mountable, postgres))]
fn a_cluster_outlasts_a_full_disk(cluster: &postgres::Cluster, disk: &tests::disk::SmallDisk, sign: &str) {
    let register = Register::on(cluster);
    let registrar = register.acting("registrar");
    assert_eq!(sends(&registrar, 0).unwrap().status, 201);
    disk.is_filled();
    let written = writes_until_it_is_full(&register, &registrar);
    if let Some(read) = is_read_unless_the_database_ends(cluster, &registrar) {
        println!("the database goes on");
        assert_eq!(read.json()["total"], written.0.len(), "reads go on");
    } else {
        println!("the database has ended");
        assert_eq!(registrar.get("/v1/people?count=exact").refusal(), (503, "busy".into()));
        assert_eq!(register.get("/health/ready").refusal(), (503, "busy".into()));
    }
    assert_eq!(register.get("/health/live").status, 200);
    let log = cluster.log();
    let is_told = log.lines().any(|line| line.contains("No space left on device") && line.contains(sign));
    assert!(is_told, "{sign} found no room:\n{log}");
    disk.has_space_again();
    if is_read_unless_the_database_ends(cluster, &registrar).is_none() {
        cluster.is_started_again();
    }
    is_itself_again(&register, &registrar, written);
}

/// Reads until an answer comes; none comes when the database has ended. A server that answers may be about to end: the
/// process that found no room tells the others only afterwards.
#[cfg(all(mountable, postgres))]
fn is_read_unless_the_database_ends(cluster: &postgres::Cluster, registrar: &Client) -> Option<tests::http::Answer> {
    let begin = Instant::now();
    while cluster.has_a_process() {
        let answer = registrar.get("/v1/people?count=exact");
        if answer.status != 503 {
            return Some(answer);
        }
        assert!(begin.elapsed() < 2 * super::faults::PATIENCE, "neither answered nor ended:\n{}", cluster.log());
        std::thread::sleep(Duration::from_millis(100));
    }
    None
}

#[test]
#[cfg(all(mountable, postgres))]
fn a_postgres_register_outlasts_a_full_disk_of_data() {
    let disk = tests::disk::SmallDisk::of_mebibytes(96);
    let cluster = postgres::Cluster::with_data_on(disk.path());
    a_cluster_outlasts_a_full_disk(&cluster, &disk, "\"base/");
}

#[test]
#[cfg(all(mountable, postgres))]
fn a_postgres_register_outlasts_a_full_disk_of_journal() {
    let disk = tests::disk::SmallDisk::of_mebibytes(32);
    let cluster = postgres::Cluster::with_journal_on(disk.path());
    a_cluster_outlasts_a_full_disk(&cluster, &disk, "\"pg_wal/");
}

#[test]
fn sqlite_keeps_every_answered_write_after_a_power_cut() {
    for round in 0..rounds() {
        let register = Register::new(Database::Sqlite, Surface::Rest);
        let credentials = register.credentials("registrar", None);
        let server = ServerProcess::start(&register, program());
        let registrar = server.acting(&credentials);
        let answered: Mutex<Vec<u64>> = Mutex::default();
        let copy = tests::register::scratch().join(format!("power-{round}.db")).to_string_lossy().into_owned();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let (registrar, answered) = (&registrar, &answered);
                scope.spawn(move || {
                    for number in (writer..).step_by(4) {
                        match sends(registrar, number) {
                            Ok(answer) if answer.status == 201 => answered.lock().unwrap().push(number),
                            Ok(busy) => assert_eq!(busy.status, 503, "{}", busy.text),
                            Err(_) => return,
                        }
                    }
                });
            }
            std::thread::sleep(moment(round, 400));
            let kept = answered.lock().unwrap();
            server.is_frozen();
            let persistence::Engine::Sqlite(file) = &register.config.database else { unreachable!() };
            std::fs::copy(file, &copy).unwrap();
            let mut journal = std::fs::read(format!("{file}-wal")).unwrap();
            // The disk had begun to write a page that nobody was promised.
            journal.extend_from_slice(&[0x5a; 1_000]);
            std::fs::write(format!("{copy}-wal"), journal).unwrap();
            drop(kept);
            server.is_killed();
        });
        // What was answered after the copy was taken is not in it: the server was frozen by then, so there is nothing.
        let copied = register.moved_to(persistence::Engine::Sqlite(copy));
        assert!(copied.app.is_whole().unwrap());
        let there = Client { address: copied.address.clone(), ..copied.acting("registrar") };
        let numbers = answered.into_inner().unwrap();
        let total = there.get("/v1/people?count=exact&limit=1").json()["total"].as_u64().unwrap();
        assert!(total >= u64::try_from(numbers.len()).unwrap(), "{total} of {} answered", numbers.len());
        for number in numbers {
            let found =
                there.post("/v1/people/search", &json!({ "citizen_number": one_of_many(number)["citizen_number"] }));
            assert_eq!(found.json()["items"].as_array().map(Vec::len), Some(1), "{}", found.text);
        }
    }
}

#[on_both_databases]
fn a_migration_cut_in_the_middle_is_finished_by_the_next(register: &Register) {
    for round in 0..rounds() * 2 {
        let engine = empty(register.database, round);
        let url = match &engine {
            persistence::Engine::Sqlite(path) => format!("sqlite://{path}"),
            persistence::Engine::Postgres(url) => url.clone(),
        };
        let migrate = |more: &[&str]| {
            let mut command = Command::new(program());
            command.arg("migrate").args(more).env("DUXUE_DATABASE_URL", &url).env("DUXUE_AREA", "340800");
            command.env("DUXUE_KEYS_DIR", &register.config.keys_dir).current_dir(tests::register::scratch());
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            command
        };
        let mut cut = migrate(&[]).spawn().unwrap();
        std::thread::sleep(moment(round, 120));
        // It may have come to its end already.
        let _ = cut.kill();
        cut.wait().unwrap();
        assert!(migrate(&[]).status().unwrap().success());
        assert!(migrate(&["--check"]).status().unwrap().success());
        let whole = Register::at(engine);
        assert_eq!(plainly(&whole.acting("registrar"), 1).status, 201);
    }
}

#[on_both_databases]
fn server_stopping_under_load_answers_all_completed_writes(register: &Register) {
    let credentials = register.credentials("registrar", None);
    for round in 0..rounds() {
        let before = count(register, "people");
        let server = ServerProcess::start(register, program());
        let registrar = server.acting(&credentials);
        let stopped = AtomicBool::new(false);
        let done: usize = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..4_u64)
                .map(|writer| {
                    let (registrar, stopped) = (&registrar, &stopped);
                    scope.spawn(move || {
                        let mut done = 0;
                        for turn in 0.. {
                            match sends(registrar, round * 100_000 + turn * 4 + writer) {
                                Ok(answer) if answer.status == 201 => done += 1,
                                Ok(busy) => assert_eq!(busy.status, 503, "{}", busy.text),
                                // A new connection is refused.
                                Err(_) => break,
                            }
                            assert!(!stopped.load(Ordering::Relaxed), "it answers after its end");
                        }
                        done
                    })
                })
                .collect();
            std::thread::sleep(moment(round, 300));
            assert!(server.is_told_to_stop().success());
            stopped.store(true, Ordering::Relaxed);
            writers.into_iter().map(|writer| writer.join().unwrap()).sum()
        });
        assert_eq!(count(register, "people") - before, i64::try_from(done).unwrap(), "what was done was answered");
    }
}

#[on_both_databases]
fn clock_jump_repeats_no_id_and_prolongs_no_token(register: &Register) {
    let mut ids = Vec::new();
    let mut number = 0;
    for jump in [0, -3_600, 7_200, -10, 86_400, -86_400] {
        let old = register.acting("registrar");
        register.passes_seconds(jump);
        let new = register.acting("registrar");
        for _ in 0..5 {
            number += 1;
            let made = plainly(&new, number);
            assert_eq!(made.status, 201, "{}", made.text);
            ids.push(made.json()["id"].as_str().unwrap().to_owned());
        }
        if jump > 900 {
            assert_eq!(old.get("/v1/people").refusal(), (401, "expired_token".into()));
        }
        if jump < -900 {
            assert_eq!(old.get("/v1/people").refusal(), (401, "invalid_token".into()), "a token of the future");
        }
    }
    let listed = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), listed);
    let seen = register.acting("registrar").get("/v1/people?limit=100").json();
    assert_eq!(seen["items"].as_array().unwrap().len(), listed, "no page loses a record");
}

#[on_both_databases]
fn sixty_four_writers_lose_no_correction(register: &Register) {
    let registrar = register.acting("registrar");
    let id = registrar.creates_person(&person(1)).unwrap()["id"].as_str().unwrap().to_owned();
    let turns = rounds().min(100);
    let won: usize = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..64_u64)
            .map(|writer| {
                let (registrar, id) = (&registrar, &id);
                scope.spawn(move || (0..turns).filter(|turn| corrects(registrar, id, writer * turns + turn)).count())
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    let version = registrar.reads_person(&id).unwrap()["version"].as_u64().unwrap();
    assert_eq!(version, 1 + u64::try_from(won).unwrap());
    assert!(won > 0);
    println!("{:?}: {} corrections of one record, {won} won", register.database, 64 * turns);
}

#[on_both_databases]
fn thirty_two_writers_under_keys_are_all_served(register: &Register) {
    // The program by itself, with as many writing threads as it has by default.
    let server = ServerProcess::start(register, program());
    let registrar = server.acting(&register.credentials("registrar", None));
    let turns = rounds().min(100) * 10;
    std::thread::scope(|scope| {
        for writer in 0..32 {
            let registrar = &registrar;
            scope.spawn(move || {
                for turn in 0..turns {
                    // A client that is refused as `busy` sends the same request again.
                    let number = writer * turns + turn;
                    let answer = patiently(|| sends(registrar, number).unwrap(), Instant::now());
                    assert_eq!(answer.status, 201, "{}", answer.text);
                }
            });
        }
    });
    assert_eq!(count(register, "people"), i64::try_from(32 * turns).unwrap());
}

#[on_both_databases]
fn a_crowd_with_one_key_has_one_effect(register: &Register) {
    let registrar = register.acting("registrar");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let crowd: Vec<_> = (0..50)
            .map(|_| scope.spawn(|| (0..rounds().min(20)).map(|_| sends(&registrar, 1).unwrap()).collect::<Vec<_>>()))
            .collect();
        crowd
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .map(|answer| {
                let replayed = answer.header("idempotency-replayed") == Some("true");
                assert!(matches!(answer.status, 201 | 409 | 503), "{}", answer.text);
                if replayed { 200 } else { answer.status }
            })
            .collect()
    });
    let of = |status| statuses.iter().filter(|known| **known == status).count();
    assert_eq!((of(201), count(register, "people")), (1, 1), "done once");
    println!(
        "{:?}: {} at once, {} replayed, {} in progress, {} refused",
        register.database,
        statuses.len(),
        of(200),
        of(409),
        of(503)
    );
}

#[on_both_databases]
fn monstrous_requests_are_refused_without_memory_or_statements(register: &Register) {
    let credentials = register.credentials("registrar", None);
    let server = ServerProcess::start(register, program());
    let there = server.acting(&credentials);
    let here = register.acting("registrar");
    assert_eq!(here.get("/v1/people").status, 200);
    let monsters = monsters();
    let (mut first, mut last) = (0, 0);
    for round in 0..rounds().min(20) * 3 {
        for (name, path, media_type, body) in &monsters {
            let (before, begin) = (register.statements(), Instant::now());
            for client in [&here, &there] {
                let bearer = format!("Bearer {}", client.token);
                let headers = [("authorization", bearer.as_str()), ("content-type", *media_type)];
                // Who goes on sending after the answer may find the connection closed.
                if let Ok(answer) = http::try_send("POST", &format!("{}{path}", client.address), &headers, body) {
                    let refused = (400..500).contains(&answer.status) || answer.json().get("errors").is_some();
                    assert!(refused, "{name}: {} {}", answer.status, answer.text);
                }
            }
            // One statement may look up who asks, since that is trusted for less than a second.
            assert!(*path != "/graphql" || register.statements() <= before + 1, "{name} reached the database");
            if round == 1 {
                println!("{name}: refused twice in {:?}", begin.elapsed());
            }
        }
        last = server.memory_bytes();
        if round == 0 {
            first = last;
        }
    }
    println!("{:?}: memory grew from {first} to {last} bytes", register.database);
    assert!(last.saturating_sub(first) <= 20 * 1024 * 1024, "memory grew from {first} to {last} bytes");
    assert_eq!(there.get("/v1/people").status, 200);
}

/// Corrects a record as read a moment ago; whether it was the first to do so.
fn corrects(registrar: &Client, id: &str, number: u64) -> bool {
    let Ok(read) = registrar.reads_person(id) else { return false };
    let version = read["version"].as_i64().unwrap();
    match registrar.corrects_person(id, version, &json!({ "post": format!("职务{number}") })) {
        Ok(_) => true,
        Err(code) => {
            assert!(matches!(code.as_str(), "changed" | "busy"), "{code}");
            false
        }
    }
}

/// An empty database.
fn empty(database: Database, number: u64) -> persistence::Engine {
    match database {
        Database::Sqlite => {
            let file = tests::register::scratch().join(format!("cut-{number}.db"));
            persistence::Engine::Sqlite(file.to_string_lossy().into_owned())
        }
        Database::Postgres => {
            let name = format!("cut_{number}");
            postgres::cluster().create_database(&name, None);
            persistence::Engine::Postgres(postgres::cluster().url(&name))
        }
    }
}

type Monster = (&'static str, &'static str, &'static str, Vec<u8>);

fn monsters() -> Vec<Monster> {
    let (json_type, graphql) = ("application/json", "/graphql");
    let document = |query: String| json!({ "query": query }).to_string().into_bytes();
    let person = |name: &str| person(1).to_string().replace("\"name\":\"", &format!("\"name\":\"{name}")).into_bytes();
    let mut bad = person("X");
    let at = bad.iter().position(|byte| *byte == b'X').unwrap();
    bad[at] = 0xff;
    let fields: String = (0..10_000).map(|number| format!("a{number}: people {{ totalCount }} ")).collect();
    vec![
        ("a body of 100 MB", "/v1/people", json_type, vec![b' '; 100 * 1024 * 1024]),
        ("JSON of 10 000 levels", "/v1/people", json_type, "[".repeat(10_000).into_bytes()),
        ("objects of 10 000 levels", "/v1/people", json_type, "{\"name\":".repeat(10_000).into_bytes()),
        ("bytes that are no text", "/v1/people", json_type, bad),
        ("a NUL", "/v1/people", json_type, person("\\u0000")),
        ("half a character", "/v1/people", json_type, person("\\ud800")),
        ("a document of 10 000 levels", graphql, json_type, document("{people".repeat(10_000))),
        (
            "lists of 10 000 levels",
            graphql,
            json_type,
            document(format!("{{ people(area: {}) {{ id }} }}", "[".repeat(10_000))),
        ),
        ("10 000 aliases", graphql, json_type, document(format!("{{ {fields} }}"))),
        (
            "fragments in a ring",
            graphql,
            json_type,
            document("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }".to_owned()),
        ),
        (
            "10 000 directives",
            graphql,
            json_type,
            document(format!("{{ __typename {} }}", "@skip(if: false) ".repeat(10_000))),
        ),
        (
            "10 000 fragments",
            graphql,
            json_type,
            document(format!(
                "{{ ...f0 }} {}",
                (0..10_000).map(|n| format!("fragment f{n} on Query {{ ...f{} }} ", n + 1)).collect::<String>()
            )),
        ),
    ]
}
