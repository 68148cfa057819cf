//! Speed, measured against the physical limit in the same run: the same SQL by `pgbench -M prepared` on the same
//! cluster. Run with
//! `cargo test --release -p tests --test benchmark -- --ignored --nocapture`; what was found stands in
//! docs/performance.md.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark that cannot go on panics, and says where"
)]

#[global_allocator]
static ALLOCATOR: api::Allocator = api::Allocator;

mod cost;
mod grades;
mod inspectors;
mod load;
mod overload;
mod population;
mod standing;
mod stipend_lines;
mod stipend_runs;
mod table;
mod vacancies;

use load::{Load, Report};
use persistence::Engine;
use std::process::Command;
use tests::{Client, Database, Register, Surface, postgres};

const PEOPLE: u32 = 150_000;
const MEMBERSHIPS: u32 = 60_000;
const CONNECTIONS: usize = 16;
const SECONDS: u64 = 10;

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn reads_of_a_nation() {
    println!("{PEOPLE} people, {MEMBERSHIPS} memberships, {CONNECTIONS} connections, {SECONDS} s each");
    for database in [Database::Postgres, Database::Sqlite] {
        let register = Register::served_by(database, Surface::Rest, 2, threads());
        let person = population::fill(&register, PEOPLE, MEMBERSHIPS);
        measure(&register, &person);
    }
}

fn threads() -> u32 {
    std::thread::available_parallelism().map_or(4, |cores| u32::try_from(cores.get() * 2).unwrap())
}

fn measure(register: &Register, person: &str) {
    let (registrar, partner) = (register.acting("registrar"), register.acting("partner"));
    let name = if register.database == Database::Postgres { "PostgreSQL" } else { "SQLite" };
    let person = format!("/v1/people/{person}");
    let experts = "/v1/experts?subject=14&stage=2&limit=20";
    for (what, client, path) in
        [("one person by id", &registrar, person.as_str()), ("20 experts by two filters", &partner, experts)]
    {
        let served = Load::get(client, path).run(CONNECTIONS, SECONDS);
        println!("{name}, {what}: {served}");
        if register.database == Database::Postgres {
            let limit = pgbench(register, client, path, SECONDS);
            println!("{name}, {what}: pgbench {limit:.0}/s, ratio {:.2}", served.rate / limit);
        }
    }
    let query = r#"{"query":"{ experts(first: 20, subject: [\"14\"]) { edges { node { name professionalTitleLabel memberships { pool sourceLabel } } } } }"}"#;
    println!(
        "{name}, GraphQL, 20 experts with memberships and titles: {}",
        Load::post(&partner, "/graphql", query).run(CONNECTIONS, SECONDS)
    );
    deep_page(&registrar, name);
}

/// The 5 000th page of 20 against the first.
fn deep_page(registrar: &Client, name: &str) {
    let mut after = String::new();
    for _ in 0..200 {
        let cursor = if after.is_empty() { String::new() } else { format!("&after={after}") };
        let page = registrar.get(&format!("/v1/people?limit=500{cursor}")).json();
        after = page["next"].as_str().expect("another page").to_owned();
    }
    let time = |path: &str| -> Report { Load::get(registrar, path).run(1, 5) };
    let first = time("/v1/people?limit=20");
    let deep = time(&format!("/v1/people?limit=20&after={after}"));
    println!(
        "{name}, page 1: {first}\n{name}, page 5 001: {deep}\n{name}, deep against first: {:.2}",
        deep.p50 / first.p50
    );
}

/// The rate at which pgbench runs the statement that the register last sent for this request.
fn pgbench(register: &Register, client: &Client, path: &str, seconds: u64) -> f64 {
    let (sql, values) = register.last_statement(|| assert_eq!(client.get(path).status, 200));
    let mut script = sql;
    // From the last placeholder to the first, so that $1 does not match the beginning of $10.
    for number in (1..=values.len()).rev() {
        script = script.replace(&format!("${number}"), &format!(":p{number}"));
    }
    let values: Vec<String> = (1..).zip(&values).map(|(number, value)| format!("p{number}={value}")).collect();
    pgbench_of(register, &script, &values, seconds)
}

/// The rate at which pgbench runs a statement with these variables.
fn pgbench_of(register: &Register, script: &str, variables: &[String], seconds: u64) -> f64 {
    let Engine::Postgres(url) = &register.config.database else { panic!("pgbench measures PostgreSQL") };
    let file = tests::register::scratch().join("pgbench.sql");
    std::fs::write(&file, format!("{script};\n")).unwrap();
    let mut command = Command::new(postgres::cluster().binary("pgbench"));
    command
        .args(["-n", "-M", "prepared", "-T", &seconds.to_string(), "-j", "1", "-c", &CONNECTIONS.to_string(), "-f"])
        .arg(&file);
    for variable in variables {
        command.args(["-D", variable]);
    }
    let output = command.arg(url).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}
