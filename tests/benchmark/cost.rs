//! What the register's strength costs: this program against an earlier one, in turns, in the same run.
//!
//! `DUXUE_BASELINE=/path/to/an/earlier/duxue cargo test --release -p tests --test benchmark cost -- --ignored --nocapture`

use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};
use tests::{Client, Database, fixtures, postgres, process::ServerProcess, register::scratch};

use crate::load::{Load, Report};

const ROUNDS: usize = 5;
const SECONDS: u64 = 4;
const CONNECTIONS: usize = 8;

#[test]
#[ignore = "a benchmark: it takes minutes, and needs an earlier program"]
fn cost_of_strength() {
    let earlier = PathBuf::from(std::env::var("DUXUE_BASELINE").expect("DUXUE_BASELINE names an earlier program"));
    let now = PathBuf::from(env!("CARGO_BIN_EXE_duxue-under-test"));
    for database in [Database::Sqlite, Database::Postgres] {
        let servers = [Server::start("before", &earlier, database), Server::start("now", &now, database)];
        let [before, now] = servers.each_ref();
        compare("a read of one person", before.read(), now.read());
        compare("a write", before.write("/v1/people", 0), now.write("/v1/people", 0));
        compare("a write under a key, against one without", before.write("/v1/people", 1), now.write("/v1/people#", 1));
    }
}

/// Runs both in turns, and compares the medians of their rates.
fn compare(what: &str, before: Load, now: Load) {
    let (mut rates, mut last) = ([Vec::new(), Vec::new()], [Report::default(); 2]);
    let mut busy = [0; 2];
    for _ in 0..ROUNDS {
        for (which, load) in [&before, &now].into_iter().enumerate() {
            last[which] = load.run(CONNECTIONS, SECONDS);
            rates[which].push(last[which].rate);
            busy[which] += last[which].busy;
        }
    }
    let [before, now] = rates.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates[ROUNDS / 2]
    });
    println!("{what}: {before:.0}/s before, {now:.0}/s now: {:+.1} % of time", (before / now - 1.0) * 100.0);
    println!("  last round: before {}; now {}", last[0], last[1]);
    println!("  told to come back in all rounds: before {}, now {}", busy[0], busy[1]);
}

struct Server {
    name: &'static str,
    client: Client,
    person: String,
    _process: ServerProcess,
}

impl Server {
    fn start(name: &'static str, program: &Path, database: Database) -> Self {
        let folder = scratch().join(format!("{name}-{database:?}"));
        std::fs::create_dir_all(&folder).unwrap();
        let url = match database {
            Database::Sqlite => format!("sqlite://{}", folder.join("register.db").display()),
            Database::Postgres => {
                postgres::cluster().create_database(name, None);
                postgres::cluster().url(name)
            }
        };
        let keys = folder.join("keys");
        let process = ServerProcess::start_at(&url, &keys, program);
        let made = Command::new(program)
            .args(["client", "create", "--role", "registrar", "--name", "load", "--json"])
            .env("DUXUE_DATABASE_URL", &url)
            .env("DUXUE_KEYS_DIR", &keys)
            .env("DUXUE_AREA", "340800")
            .output()
            .unwrap();
        let made: Value = serde_json::from_slice(&made.stdout).expect("a client");
        let client = process.acting_as(made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
        let made = client.post("/v1/people", &fixtures::person(1));
        assert_eq!(made.status, 201, "{}", made.text);
        let person = made.json()["id"].as_str().expect("a person").to_owned();
        Self { name, client, person, _process: process }
    }

    fn read(&self) -> Load {
        println!("{}: {}", self.name, self.client.address);
        Load::get(&self.client, &format!("/v1/people/{}", self.person))
    }

    fn write(&self, path: &str, series: u64) -> Load {
        Load::request(&self.client, "POST", path, move |number| {
            fixtures::one_of_many(series * 2_000_000 + number).to_string()
        })
    }
}
