//! What a request takes from the allocator: how often, and how many bytes. It is counted and not timed, so that it is the same on a
//! machine that is busy. A program of its own, because nothing else may allocate beside the server; the client that asks
//! takes nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    missing_docs,
    reason = "a test that cannot go on panics, and says where"
)]

use std::{
    alloc::System,
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tests::{Client, Database, Register, Surface, fixtures::text};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Records of the pages that are asked for.
const PAGE: u32 = 20;
/// Requests before anything is counted: caches are filled, statements prepared.
const WARM_UP: usize = 20;
/// Requests that are counted at a time.
const REQUESTS: usize = 20;
/// How often they are counted; the best counts, because the server looks its client up every second.
const ROUNDS: usize = 5;
/// Longest answer.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// Most bytes that the schema of GraphQL keeps: it grows with the table of operations.
const SCHEMA_BYTES_MAX: usize = 10_400_000;
/// Most bytes that a server with one worker keeps when it has nothing to do.
const SERVER_BYTES_MAX: usize = 3_900_000;

/// A kind of request, and how often and how much it may take from the allocator. Each bound lies a quarter above what was counted.
struct Kind {
    name: &'static str,
    request: String,
    times_max: usize,
    bytes_max: usize,
}

/// A connection that takes nothing from the allocator while it asks.
struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    fn to(register: &Register) -> Self {
        let address = register.address.strip_prefix("http://").unwrap();
        Self { stream: TcpStream::connect(address).unwrap(), answer: vec![0; ANSWER_BYTES_MAX] }
    }

    fn ask(&mut self, request: &str) {
        self.stream.write_all(request.as_bytes()).unwrap();
        let mut came = 0;
        while !is_whole(&self.answer[..came]) {
            let more = self.stream.read(&mut self.answer[came..]).unwrap();
            assert!(more > 0, "the connection was closed");
            came += more;
        }
        assert!(self.answer.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&self.answer[..came]));
    }

    /// What one of these requests takes: times and bytes.
    fn count(&mut self, request: &str) -> (usize, usize) {
        (0..WARM_UP).for_each(|_| self.ask(request));
        let mut best = (usize::MAX, usize::MAX);
        for _ in 0..ROUNDS {
            let region = Region::new(COUNTING);
            (0..REQUESTS).for_each(|_| self.ask(request));
            let taken = region.change();
            let times = (taken.allocations + taken.reallocations) / REQUESTS;
            best = best.min((times, taken.bytes_allocated / REQUESTS));
        }
        best
    }
}

/// True if an answer came with all the bytes that its head names.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return false };
    let length = answer[..head].split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(b"content-length: "));
    let digits = length.expect("an answer that says its length").iter().take_while(|byte| byte.is_ascii_digit());
    answer.len() >= head + 4 + digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'))
}

fn get(client: &Client, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", client.token)
}

fn post(client: &Client, path: &str, body: &str) -> String {
    let (length, token) = (body.len(), &client.token);
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

fn kinds(register: &Register) -> Vec<Kind> {
    register.has_calendars();
    let (registrar, approver, partner) =
        (register.acting("registrar"), register.acting("approver"), register.acting("partner"));
    let members: Vec<_> = (1..=PAGE).map(|number| registrar.has_member(&approver, "specialist", number)).collect();
    let experts = "{ experts(first: 20) { edges { node { number name memberships { pool validUntil } } } } }";
    let document = json!({ "query": experts }).to_string();
    let kind = |name, request, (times_max, bytes_max)| Kind { name, request, times_max, bytes_max };
    // Whom the two pages of a partner tell of is recorded, and found in a copy of the answer.
    vec![
        kind("a person", get(&registrar, &format!("/v1/people/{}", text(&members[0], "person_id"))), (445, 25_000)),
        kind("a list of people", get(&registrar, "/v1/people?limit=20"), (1_850, 185_000)),
        kind("a page of experts", get(&partner, "/v1/experts?subject=14&stage=2&limit=20"), (1_450, 132_000)),
        kind("a page of GraphQL", post(&partner, "/graphql", &document), (1_800, 182_000)),
    ]
}

/// What the schema of GraphQL keeps, made once for a program, and what a server that has nothing to do keeps beside it, in bytes.
fn kept_after_start() -> [usize; 2] {
    let kept = |region: &Region<'_, System>| {
        let change = region.change();
        change.bytes_allocated.saturating_sub(change.bytes_deallocated)
    };
    let region = Region::new(COUNTING);
    assert!(api::graphql::register().is_ok());
    let schema = kept(&region);
    // The first one makes the template of the databases.
    let first = Register::new(Database::Sqlite, Surface::Rest);
    first.statements();
    let region = Region::new(COUNTING);
    let second = Register::new(Database::Sqlite, Surface::Rest);
    second.statements();
    [schema, kept(&region)]
}

#[test]
fn requests_and_starts_stay_within_their_allocations() {
    let [schema, server] = kept_after_start();
    println!("the schema keeps {schema} bytes, a server {server}");
    let databases = [Some(Database::Sqlite), cfg!(postgres).then_some(Database::Postgres)];
    let mut beyond = Vec::new();
    for database in databases.into_iter().flatten() {
        let register = Register::new(database, Surface::Rest);
        let kinds = kinds(&register);
        // The jobs of the start are over.
        register.statements();
        let mut connection = Connection::to(&register);
        for Kind { name, request, times_max, bytes_max } in kinds {
            let (times, bytes) = connection.count(&request);
            println!("{database:?}, {name}: {times} times, {bytes} bytes");
            if times > times_max || bytes > bytes_max {
                beyond
                    .push(format!("{database:?}, {name}: {times} times of {times_max}, {bytes} bytes of {bytes_max}"));
            }
        }
    }
    assert!(schema <= SCHEMA_BYTES_MAX && server <= SERVER_BYTES_MAX, "{schema} and {server} bytes are kept");
    assert!(beyond.is_empty(), "{beyond:#?}");
}
