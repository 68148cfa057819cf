//! Reads: one person, a page of experts, GraphQL, a page on either database.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use persistence::Engine;
use serde_json::json;
use tests::{Client, Database, Register, http};

use super::{Compared, Row, Size, Target, rate};
use crate::{CONNECTIONS, load::Load, pgbench, pgbench_of, stipend_runs::filled};

/// People of whom one after another is read.
const PEOPLE_READ: usize = 2_000;
const EXPERTS: &str = "/v1/experts?subject=14&stage=4&limit=20";
/// The page of experts as it would be written by hand over what the register keeps of people and memberships.
const EXPERTS_BY_HAND: &str =
    "SELECT p.id, p.number, p.version, p.area, p.name, p.professional_title, p.subject, p.stage,
    p.specialities, s.id, s.version, s.source, s.valid_until, i.id, i.version, i.source, i.valid_until FROM people p
    LEFT JOIN pool_memberships s ON s.person_id = p.id AND s.superseded_at IS NULL AND s.pool = 'specialist'
        AND s.status = 'active' AND s.valid_until >= current_date
    LEFT JOIN pool_memberships i ON i.person_id = p.id AND i.superseded_at IS NULL AND i.pool = 'invited'
        AND i.status = 'active' AND i.valid_until >= current_date
    WHERE (s.id IS NOT NULL OR i.id IS NOT NULL) AND p.subject = '14' AND p.stage = '4' ORDER BY p.id LIMIT 21";
const GRAPHQL: &str = r#"{ experts(subject: ["14"], stage: ["4"], first: 20) { edges { node { number name specialities memberships { pool source validUntil } } } } }"#;
/// The same of PostGraphile, without the rules.
const GRAPHQL_OF_PEER: &str = r#"{ allPeople(condition: { subject: "14", stage: "4" }, first: 20) { nodes { number name specialities poolMembershipsByPersonId { nodes { pool source validUntil } } } } }"#;
/// How often it is looked, every quarter of a second, whether the peer is ready.
const PEER_LOOKS_MAX: u32 = 120;

/// The rows that are asked for, over a nation on PostgreSQL.
pub fn rows(size: &Size, nation: &Register) -> Vec<Row> {
    let row = |name, work, Compared { ours, theirs, ratio }, of: &str, least| Row {
        name,
        work,
        register: rate(ours),
        peer: format!("{of} {}", rate(theirs)),
        ratio,
        target: Target::AtLeast(least),
    };
    let mut rows = Vec::new();
    if size.wants("person") {
        let compared = person(size, nation);
        rows.push(row("person", "one person by id", compared, "pgbench, the register's statement", 0.6));
    }
    if size.wants("experts") {
        let compared = experts(size, nation);
        rows.push(row("experts", "20 experts by two filters", compared, "pgbench, one statement by hand", 0.8));
    }
    if size.wants("graphql") {
        match graphql(size, nation) {
            Some(compared) => {
                rows.push(row("graphql", "GraphQL, 20 experts with memberships", compared, "PostGraphile", 3.0));
            }
            None => println!("graphql is left out: POSTGRAPHILE names no cli.js"),
        }
    }
    if size.wants("sqlite") {
        let compared = engines(size, nation);
        rows.push(row("sqlite", "a page of 20 people on SQLite", compared, "on PostgreSQL", 2.0));
    }
    rows
}

/// The paths of people, from the beginning of the register on.
pub fn people(client: &Client) -> Vec<String> {
    let (mut paths, mut after) = (Vec::new(), String::new());
    while paths.len() < PEOPLE_READ {
        let page = client.get(&format!("/v1/people?limit=500{after}")).json();
        let items = page["items"].as_array().expect("people").iter();
        paths.extend(items.map(|one| format!("/v1/people/{}", one["id"].as_str().expect("an id"))));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    paths
}

fn person(size: &Size, nation: &Register) -> Compared {
    let registrar = nation.acting("registrar");
    let paths = people(&registrar);
    let one = paths[7].clone();
    let load = Load::each(&registrar, paths);
    let limit = || pgbench(nation, &registrar, &one, size.seconds);
    size.in_turns(|| load.run(CONNECTIONS, size.seconds).rate, limit)
}

fn experts(size: &Size, nation: &Register) -> Compared {
    let load = Load::get(&nation.acting("partner"), EXPERTS);
    let limit = || pgbench_of(nation, EXPERTS_BY_HAND, &[], size.seconds);
    size.in_turns(|| load.run(CONNECTIONS, size.seconds).rate, limit)
}

fn graphql(size: &Size, nation: &Register) -> Option<Compared> {
    let peer = PostGraphile::start(nation)?;
    let body = |query: &str| json!({ "query": query }).to_string();
    let ours = Load::post(&nation.acting("partner"), "/graphql", &body(GRAPHQL));
    let theirs = Load::post(&peer.client(), "/graphql", &body(GRAPHQL_OF_PEER));
    Some(size.in_turns(|| ours.run(CONNECTIONS, size.seconds).rate, || theirs.run(CONNECTIONS, size.seconds).rate))
}

/// The same page of the same people on both databases.
fn engines(size: &Size, nation: &Register) -> Compared {
    let city = filled(Database::Sqlite, size.people);
    let page = |register: &Register| Load::get(&register.acting("registrar"), "/v1/people?limit=20");
    let (sqlite, postgres) = (page(&city), page(nation));
    size.in_turns(|| sqlite.run(CONNECTIONS, size.seconds).rate, || postgres.run(CONNECTIONS, size.seconds).rate)
}

/// PostGraphile over the same database.
struct PostGraphile {
    process: Child,
    address: String,
}

impl PostGraphile {
    /// Starts the one whose `cli.js` the variable `POSTGRAPHILE` names, if it does.
    fn start(nation: &Register) -> Option<Self> {
        let program = PathBuf::from(std::env::var_os("POSTGRAPHILE")?);
        let Engine::Postgres(url) = &nation.config.database else { return None };
        let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
        let process = Command::new("node")
            .arg(program)
            .args(["-c", url, "-s", "public", "-n", "127.0.0.1", "-p", &port.to_string(), "--cluster-workers", "2"])
            .args(["--disable-graphiql", "--disable-query-log"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let peer = Self { process, address: format!("http://127.0.0.1:{port}") };
        peer.is_ready();
        Some(peer)
    }

    fn is_ready(&self) {
        let address = self.address.trim_start_matches("http://");
        for _ in 0..PEER_LOOKS_MAX {
            if std::net::TcpStream::connect(address).is_ok() {
                let json = [("content-type", "application/json")];
                let body = br#"{"query":"{ __typename }"}"#;
                if http::send("POST", &format!("{}/graphql", self.address), &json, body).status == 200 {
                    return;
                }
            }
            std::thread::sleep(Duration::from_millis(250));
        }
        panic!("PostGraphile does not answer");
    }

    fn client(&self) -> Client {
        Client {
            address: self.address.clone(),
            token: "none".to_owned(),
            surface: tests::Surface::Graphql,
            id: String::new(),
        }
    }
}

impl Drop for PostGraphile {
    fn drop(&mut self) {
        // A process that has ended already needs no killing.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
