//! The command line: exit codes, clean JSON, effect on a running server.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, Output, Stdio},
};
use tests::{Client, Register, Surface, fixtures::person, http, on_both_databases};

fn fixture(name: &str) -> String {
    format!("{}/fixtures/rosters/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn url(register: &Register) -> String {
    match &register.config.database {
        persistence::Engine::Sqlite(path) => format!("sqlite://{path}"),
        persistence::Engine::Postgres(url) => url.clone(),
    }
}

fn duxue(register: &Register, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_duxue-under-test"))
        .args(arguments)
        .env("DUXUE_DATABASE_URL", url(register))
        .env("DUXUE_KEYS_DIR", &register.config.keys_dir)
        .env("DUXUE_AREA", "340800")
        .current_dir(tests::register::scratch())
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[on_both_databases]
fn command_line_creates_and_revokes_a_client(register: &Register) {
    let made = json(&duxue(
        register,
        &["client", "create", "--role", "registrar", "--name", "科室", "--area", "340000", "--json"],
    ));
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    assert_eq!(register.post_form("/oauth/token", &form).status, 200);
    assert_eq!(duxue(register, &["client", "revoke", id]).status.code(), Some(0));
    assert_eq!(register.post_form("/oauth/token", &form).status, 401);
    assert_eq!(duxue(register, &["client", "create", "--role", "king", "--name", "x"]).status.code(), Some(2));
    assert_eq!(duxue(register, &["client", "create"]).status.code(), Some(2));
}

#[on_both_databases]
fn rosters_are_loaded_on_the_command_line(register: &Register) {
    let schools = json(&duxue(register, &["import", &fixture("schools.xlsx"), "--kind", "schools", "--json"]));
    assert_eq!((schools["rows"].as_u64(), schools["loaded"].as_u64()), (Some(118), Some(118)));
    let people = fixture("roster.xlsx");
    let tried = json(&duxue(register, &["import", &people, "--dry-run", "--json"]));
    assert_eq!(tried["loaded"], 121);
    let loaded = json(&duxue(register, &["import", &people, "--document", "教督〔2026〕1号", "--json"]));
    assert_eq!((loaded["loaded"].as_u64(), loaded["unchanged"].as_u64()), (Some(121), Some(0)));
    let again =
        json(&duxue(register, &["import", &fixture("roster-gbk.csv"), "--document", "教督〔2026〕1号", "--json"]));
    assert_eq!((again["loaded"].as_u64(), again["unchanged"].as_u64()), (Some(0), Some(121)));
    let dirty = duxue(register, &["import", &fixture("roster-dirty.xlsx"), "--json"]);
    assert_eq!((dirty.status.code(), json(&dirty)["faults"].as_array().unwrap().len()), (Some(1), 17));
    assert_eq!(register.acting("partner").get("/v1/experts?count=exact").json()["total"], 84);
    assert_eq!(duxue(register, &["import", "nowhere.xlsx"]).status.code(), Some(1));
}

#[on_both_databases]
fn log_is_json_without_personal_data_and_server_stops_cleanly(register: &Register) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_duxue-under-test"))
        .arg("serve")
        .envs([("DUXUE_BIND", "127.0.0.1:0"), ("DUXUE_AREA", "340800"), ("DUXUE_LOG", "debug")])
        .env("DUXUE_DATABASE_URL", url(register))
        .env("DUXUE_KEYS_DIR", &register.config.keys_dir)
        .current_dir(tests::register::scratch())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines().map(Result::unwrap);
    let listening = log.find(|line| line.contains("\"listening\"")).unwrap();
    let listening: Value = serde_json::from_str(&listening).unwrap();
    let address = format!("http://{}", listening["address"].as_str().unwrap());

    let made = register.credentials("registrar", None);
    let form =
        format!("grant_type=client_credentials&client_id={}&client_secret={}", made.client_id, made.client_secret);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let token = http::send("POST", &format!("{address}/oauth/token"), &headers, form.as_bytes()).json();
    let token = token["access_token"].as_str().unwrap().to_owned();
    let client = Client { address: address.clone(), token: token.clone(), surface: Surface::Rest, id: String::new() };
    let made_person = client.post("/v1/people", &person(1));
    let number = made_person.json()["number"].as_str().unwrap().to_owned();
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traced = [("x-request-id", "mine-42"), ("traceparent", &format!("00-{trace}-00f067aa0ba902b7-01"))];
    client.rest("GET", "/v1/people?name=ouyang", &traced, None);
    client.get(&format!("/v1/people/{number}"));
    client.post("/v1/people", &person(1));
    client.graphql("{ people(name: \"欧阳\") { edges { node { name } } } }", &serde_json::json!({}));

    let stopped = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    let lines: Vec<String> = log.collect();
    assert_eq!(server.wait().unwrap().code(), Some(0));
    let line = lines.iter().find(|line| line.contains("mine-42")).unwrap_or_else(|| panic!("{lines:?}"));
    assert!(line.contains("\"/v1/people\"") && line.contains(&format!("\"trace_id\":\"{trace}\"")), "{line}");
    for line in &lines {
        serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        for private in [
            "欧阳",
            "ouyang",
            "15400000001",
            "99999919900101",
            number.as_str(),
            made.client_secret.as_str(),
            token.as_str(),
        ] {
            assert!(!line.contains(private), "{private} in {line}");
        }
    }
}

#[on_both_databases]
fn a_demo_of_any_size_is_made_once(register: &Register) {
    let size = ["demo", "--people", "60", "--months", "3", "--until", "2026-10", "--seed", "7", "--no-serve"];
    let made = duxue(register, &size);
    let said = String::from_utf8_lossy(&made.stdout);
    assert!(
        said.starts_with("60 people in 2 counties, ") && said.contains(" of 3 months until 2026-10 from seed 7: "),
        "{said}"
    );
    let again = duxue(register, &size);
    let said = String::from_utf8_lossy(&again.stderr);
    assert_eq!(again.status.code(), Some(1));
    assert!(said.contains("duplicate: "), "{said}");
    for wrong in [
        &["demo", "--people", "60"][..],
        &["demo", "--seed", "7"],
        &["demo", "--people", "60", "--months", "3", "--until", "2026"],
    ] {
        assert_eq!(duxue(register, wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[on_both_databases]
fn a_larger_demo_has_records_of_every_kind(register: &Register) {
    let size = ["demo", "--people", "260", "--months", "3", "--until", "2026-10", "--seed", "7", "--no-serve"];
    let output = duxue(register, &size);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let auditor = register.acting("auditor");
    let count = |list: &str| {
        auditor.get(&format!("/v1/{list}{}count=exact&limit=1", if list.contains('?') { "&" } else { "?" })).json()["total"].as_u64().unwrap_or_default()
    };
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("260 people in "));
    assert_eq!(count("people"), 260);
    assert!(count("people?area=990100") > 100 && count("people?area=340000") > 100);
    for list in [
        "dismissals",
        "complaints",
        "sanctions",
        "recusals",
        "trainings",
        "promotions",
        "teams",
        "vacancies",
        "payees",
        "duty-records",
        "assessments?status=final",
        "assessments?status=self_rated",
        "assessments?status=review_requested",
        "grades?track=inspector_grade",
        "grades?track=professional_title",
        "stipend-runs?area=990100",
        "stipend-runs?area=340000",
        "stipend-standards?status=draft",
    ] {
        assert!(count(list) > 0, "{list}");
    }
    assert_eq!(duxue(register, &size).status.code(), Some(1), "nobody may be there");
}

#[on_both_databases]
fn a_month_is_computed_on_the_command_line_as_often_as_needed(register: &Register) {
    let size = ["demo", "--people", "60", "--months", "3", "--until", "2025-06", "--seed", "7", "--no-serve"];
    assert_eq!(duxue(register, &size).status.code(), Some(0));
    let area =
        register.acting("auditor").get("/v1/people?limit=1").json()["items"][0]["area"].as_str().unwrap().to_owned();
    let computes = |month: &str| duxue(register, &["stipend", "run", month, "--area", &area]);
    let (first, second) = (computes("2025-06"), computes("2025-06"));
    let said = String::from_utf8_lossy(&first.stdout);
    assert_eq!((first.status.code(), &first.stdout), (Some(0), &second.stdout));
    let run = register.acting("approver").get(&format!("/v1/stipend-runs?month=2025-06&area={area}")).json()["items"]
        [0]
    .clone();
    assert!(run["line_count"].as_i64() > Some(20), "{run}");
    let expected = format!(
        "{area} 2025-06: {} lines for {} people come to {} fen; {} lines are held, {} findings\n",
        run["line_count"], run["people_count"], run["total_fen"], run["held_count"], run["finding_count"]
    );
    assert_eq!((said.as_ref(), run["status"].as_str()), (expected.as_str(), Some("computed")));
    let before = computes("2020-01");
    assert_eq!(before.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&before.stderr).contains("rule_refused"), "no standard");
    assert_eq!(computes("2025-13").status.code(), Some(1));
}

#[on_both_databases]
fn a_migration_lets_people_be_found_without_a_server(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.creates_person(&person(1)).unwrap();
    registrar.creates_person(&person(3)).unwrap();
    // What an earlier release left.
    register.executes("DELETE FROM person_search_terms");
    register.executes("INSERT INTO people_to_index (person_id) SELECT id FROM people");
    let output = duxue(register, &["migrate"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!((output.status.code(), said.contains("2 people")), (Some(0), true), "{said}");
    assert_eq!(registrar.get("/v1/people?name=oysy&count=exact").json()["total"], 2);
    assert_eq!(
        String::from_utf8_lossy(&duxue(register, &["migrate"]).stdout),
        "0 steps taken; the database is up to date\n"
    );
}

#[on_both_databases]
fn migrations_are_checked(register: &Register) {
    assert_eq!(duxue(register, &["migrate", "--check"]).status.code(), Some(0));
    assert_eq!(duxue(register, &["migrate"]).status.code(), Some(0));
}

#[on_both_databases]
fn a_register_of_a_later_release_is_refused(register: &Register) {
    register.executes("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')");
    for arguments in [&["migrate"][..], &["migrate", "--check"], &["serve"]] {
        let output = duxue(register, arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(said.contains("a later release wrote this database"), "{arguments:?}: {said}");
    }
}

fn alone(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let folder: PathBuf = tests::register::scratch().join("alone");
    std::fs::create_dir_all(&folder).unwrap();
    Command::new(env!("CARGO_BIN_EXE_duxue-under-test"))
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn a_wrong_setting_stops_the_start_with_one_line() {
    for (name, value) in [("DUXUE_AREA", "34"), ("DUXUE_BIND", "here"), ("DUXUE_DATABASE_URL", "mysql://x")] {
        let output = alone(&["serve"], &[(name, value)]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said.lines().count() == 1 && said.contains(name) && said.contains("expected"), "{said}");
    }
}

#[test]
fn a_sqlite_register_is_copied_and_restored() {
    let folder = tests::register::scratch().join("copies");
    std::fs::create_dir_all(&folder).unwrap();
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (first, second) = (format!("sqlite://{}", at("a.db")), format!("sqlite://{}", at("b.db")));
    let keys = at("keys");
    let run =
        |url: &str, arguments: &[&str]| alone(arguments, &[("DUXUE_DATABASE_URL", url), ("DUXUE_KEYS_DIR", &keys)]);
    assert_eq!(run(&first, &["migrate"]).status.code(), Some(0));
    assert_eq!(run(&first, &["import", &fixture("schools.xlsx"), "--kind", "schools"]).status.code(), Some(0));
    assert_eq!(run(&first, &["backup", &at("copy.db")]).status.code(), Some(0));
    assert_eq!(run(&first, &["backup", &at("copy.db")]).status.code(), Some(1));
    assert_eq!(run(&second, &["restore", &at("copy.db")]).status.code(), Some(0));
    let again = json(&run(&second, &["import", &fixture("schools.xlsx"), "--kind", "schools", "--json"]));
    assert_eq!(again["unchanged"], 118);
}

#[test]
fn incomplete_copy_is_not_restored() {
    let folder = tests::register::scratch().join("damaged-copies");
    std::fs::create_dir_all(&folder).unwrap();
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (url, keys) = (format!("sqlite://{}", at("whole.db")), at("keys"));
    let run =
        |url: &str, arguments: &[&str]| alone(arguments, &[("DUXUE_DATABASE_URL", url), ("DUXUE_KEYS_DIR", &keys)]);
    assert_eq!(run(&url, &["migrate"]).status.code(), Some(0));
    assert_eq!(run(&url, &["import", &fixture("schools.xlsx"), "--kind", "schools"]).status.code(), Some(0));
    assert_eq!(run(&url, &["backup", &at("copy.db")]).status.code(), Some(0));
    let copy = std::fs::read(at("copy.db")).unwrap();
    let mut flipped = copy.clone();
    flipped[copy.len() / 2..].iter_mut().for_each(|byte| *byte ^= 0xff);
    let damaged =
        [("text", b"not a database".to_vec()), ("cut", copy[..copy.len() / 2].to_vec()), ("flipped", flipped)];
    for (name, bytes) in damaged.iter().chain(&[("empty", Vec::new())]) {
        std::fs::write(at(name), bytes).unwrap();
        let refused = run(&format!("sqlite://{}", at("target.db")), &["restore", &at(name)]);
        assert_eq!(refused.status.code(), Some(1), "{name}");
        let left = std::fs::read_dir(&folder)
            .unwrap()
            .filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().starts_with("target"));
        assert_eq!(left.count(), 0, "{name}");
    }
}

#[test]
#[cfg_attr(not(pg_dump), ignore = "no PostgreSQL binaries with their own pg_dump and pg_restore on this machine")]
fn a_postgres_register_is_copied_and_restored() {
    let register = Register::new(tests::Database::Postgres, Surface::Rest);
    let registrar = register.acting("registrar");
    let first = registrar.rest("POST", "/v1/people", &[("idempotency-key", "k1")], Some(&person(1)));
    assert_eq!(first.status, 201, "{}", first.text);
    let copy = tests::register::scratch().join("register.dump").to_string_lossy().into_owned();
    let cluster = tests::postgres::cluster();
    let said = duxue(&register, &["backup", &copy]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("holds a register of this release"));
    run_as_printed(&said, &url(&register), &copy, cluster);
    assert_eq!(duxue(&register, &["restore", &fixture("schools.xlsx")]).status.code(), Some(1), "no copy");
    cluster.create_database("restored", None);
    let restored = register.moved_to(persistence::Engine::Postgres(cluster.url("restored")));
    let said = duxue(&restored, &["restore", &copy]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("holds no register"));
    run_as_printed(&said, &cluster.url("restored"), &copy, cluster);
    let there = Client { address: restored.address.clone(), ..registrar };
    assert_eq!(there.get("/v1/people?count=exact").json()["total"], 1);
    let again = there.rest("POST", "/v1/people", &[("idempotency-key", "k1")], Some(&person(1)));
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(again.text, first.text);
    let id = first.json()["id"].as_str().unwrap().to_owned();
    let revealed = there.reveals_person(&id, "核对身份").unwrap();
    assert_eq!(revealed["citizen_number"], person(1)["citizen_number"]);
}

/// Runs the command that `duxue` has printed, as an administrator would.
fn run_as_printed(said: &Output, url: &str, file: &str, cluster: &tests::postgres::Cluster) {
    let said = String::from_utf8_lossy(&said.stdout);
    let command = said.lines().next().unwrap().split_once("own tools: ").unwrap().1;
    let name = command.split(' ').next().unwrap();
    let command = command.replacen(name, &cluster.binary(name).to_string_lossy(), 1).replace("FILE", file);
    let output = Command::new("sh").args(["-c", &command]).env("DUXUE_DATABASE_URL", url).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}
