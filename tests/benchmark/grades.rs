//! The grades of a nation pulled whole: against `COPY` of the same rows from the same PostgreSQL, and what it takes of memory.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use domain::{
    Day,
    kernel::{id::GradeId, page::PageRequest},
    people::person::Person,
    performance::grade::{Grade, Span, Track},
};
use persistence::{Engine, Mode, people, performance::grades};
use tests::{Client, Database, Register, Surface, postgres};

use crate::{inspectors::Ids, inspectors::median, population, threads};

const PEOPLE: u32 = 150_000;
const ROUNDS: usize = 5;
/// The day on which every person's title changed.
const CHANGE: &str = "2024-09-01";

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn grades_of_a_nation() {
    println!("{PEOPLE} people with two titles each, {ROUNDS} rounds");
    for database in [Database::Postgres, Database::Sqlite] {
        let name = if database == Database::Postgres { "PostgreSQL" } else { "SQLite" };
        let register = Register::served_by(database, Surface::Rest, 2, threads());
        population::fill(&register, PEOPLE, 0);
        fill(&register);
        register.analyse();
        let hr = register.acting("hr");
        let pulls = |path: &str| median((0..ROUNDS).map(|_| pull(&hr, path, NDJSON, PEOPLE)).collect());
        let before = resident_kb();
        let peak = Peak::watched();
        let (today, past) = (pulls("/v1/grades?as_of=2026-11-25"), pulls("/v1/grades?as_of=2020-01-01"));
        let grown_mb = peak.kb().saturating_sub(before) / 1_024;
        let slower = past.as_secs_f64() / today.as_secs_f64();
        println!(
            "{name}, all grades of a day as NDJSON: {today:?}; of a day in the past {past:?}: {slower:.2} times (target 1.3)"
        );
        println!("{name}, memory while pulling grew by {grown_mb} MB (target 32)");
        if let Engine::Postgres(url) = &register.config.database {
            let copied = median((0..ROUNDS).map(|_| copy(url, ROWS)).collect());
            let ratio = today.as_secs_f64() / copied.as_secs_f64();
            println!("{name}, psql COPY of the same rows {copied:?}: {ratio:.2} times (target 2)");
        }
    }
}

/// Gives everybody two titles.
pub fn fill(register: &Register) {
    let database = persistence::Database::open(register.config.database.clone(), 1, 1);
    let vault = &register.app.keys().vault;
    let mut ids = Ids::default();
    let mut request = PageRequest::first(5_000);
    let change: Day = CHANGE.parse().unwrap();
    let learned_at = "2026-11-01T00:00:00Z".parse().unwrap();
    loop {
        let filter = people::PeopleFilter::default();
        let order = (people::PeopleOrder::Registered, false);
        let everything = domain::Reach::everything();
        let page =
            database.run(Mode::ReadOne, |db| people::list(db, vault, &everything, &filter, order, &request)).unwrap();
        let mut one = |person: &Person, grade: &str, span: Span| Grade {
            id: GradeId(ids.next()),
            version: 1,
            area: person.area.clone(),
            person_id: person.id,
            person_number: person.number.clone(),
            track: Track::ProfessionalTitle,
            grade: grade.into(),
            post_grade: None,
            span,
            document_number: "人社职〔2024〕18号".into(),
            source: "client".into(),
            external_reference: None,
            promotion_id: None,
            annulled_reason: None,
            touched: Some(span),
            created_at: learned_at,
            updated_at: learned_at,
        };
        let mut new = Vec::new();
        for person in &page.items {
            let earlier = Span { from: change - chrono::Days::new(3_650), until: change.pred_opt() };
            new.push(one(person, "T3", earlier));
            let present = one(person, "T2", Span { from: change, until: None });
            new.push(Grade { external_reference: Some(format!("HR-{}", person.id)), ..present });
        }
        database.run(Mode::Write, |db| grades::insert(db, &new)).unwrap();
        if !page.more {
            break;
        }
        request.after = page.positions.last().cloned();
    }
}

/// A form, and the two bytes that end a record of it.
pub type Form = (&'static str, &'static [u8; 2]);

/// Lines of JSON.
pub const NDJSON: Form = ("application/x-ndjson", b"}\n");

/// Times a list that is pulled whole and has so many records.
pub fn pull(client: &Client, path: &str, form: Form, expected: u32) -> Duration {
    let (took, records) = drain(client, path, form);
    // A record whose last two bytes were read apart is not counted; where a record ends as a chunk does, chunks are.
    assert!(records.abs_diff(expected) < expected / 50, "{records}");
    took
}

/// Reads an answer as fast as it comes, keeping nothing of it, and counts its records.
pub fn drain(client: &Client, path: &str, (media_type, end): Form) -> (Duration, u32) {
    let begun = Instant::now();
    let host = client.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\naccept: {media_type}\r\nconnection: close\r\n\r\n",
        client.token
    )
    .unwrap();
    let (mut buffer, mut records) = (vec![0; 256 * 1_024], 0_u32);
    loop {
        let read = stream.read(&mut buffer).unwrap();
        if read == 0 {
            break;
        }
        records += u32::try_from(buffer[..read].windows(2).filter(|pair| *pair == end).count()).unwrap();
    }
    (begun.elapsed(), records)
}

/// The same rows, the same columns.
pub const ROWS: &str = "COPY (SELECT g.id, g.version, g.area, g.person_id, g.person_number, g.track, g.grade, g.post_grade, g.starts_on, g.ends_on, g.document_number,
        g.external_reference, g.promotion_id, g.annulled_reason IS NOT NULL, g.annulled_reason, g.touched_from, g.touched_until, g.created_at, g.updated_at
        FROM grades g
        WHERE g.superseded_at IS NULL AND g.annulled_reason IS NULL AND g.starts_on <= DATE '2026-11-25' AND (g.ends_on IS NULL OR g.ends_on >= DATE '2026-11-25')
        ORDER BY g.id) TO STDOUT";

/// What a statement copies out, by the fastest way out of PostgreSQL.
pub fn copy(url: &str, sql: &str) -> Duration {
    let begun = Instant::now();
    let status = Command::new(postgres::cluster().binary("psql"))
        .args(["-q", "-X", "-c", sql, url])
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    begun.elapsed()
}

/// Resident memory of this process, in which the server runs, without the pages of a mapped database file.
pub fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// The largest resident memory while something runs.
pub struct Peak(std::sync::Arc<(AtomicBool, AtomicU64)>);

impl Peak {
    pub fn watched() -> Self {
        let state = std::sync::Arc::new((AtomicBool::new(true), AtomicU64::new(resident_kb())));
        let watched = std::sync::Arc::clone(&state);
        std::thread::spawn(move || {
            while watched.0.load(Ordering::Relaxed) {
                watched.1.fetch_max(resident_kb(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        Self(state)
    }

    pub fn kb(&self) -> u64 {
        self.0.0.store(false, Ordering::Relaxed);
        self.0.1.load(Ordering::Relaxed)
    }
}
