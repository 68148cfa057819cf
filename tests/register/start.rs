//! How the program starts, and what it says when it cannot.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Command, Output},
};

use tests::{Register, on_both_databases};

fn folder(name: &str) -> PathBuf {
    let folder = tests::register::scratch().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn alone(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_duxue-under-test"))
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(folder(name))
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn commands_refuse_where_there_is_no_register() {
    let roster = format!("{}/fixtures/rosters/schools.xlsx", env!("CARGO_MANIFEST_DIR"));
    let id = "0193591c-2000-7000-8000-000000000001";
    for arguments in [
        &["client", "create", "--role", "partner", "--name", "x"][..],
        &["client", "list"],
        &["client", "rotate", id],
        &["client", "revoke", id],
        &["import", &roster, "--kind", "schools"],
        &["stipend", "run", "2026-10"],
        &["backup", "copy.db"],
        &["migrate", "--check"],
        &["serve", "--no-migrate"],
    ] {
        let output = alone("no-register", arguments, &[("DUXUE_BIND", "127.0.0.1:0")]);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            said(&output).contains("there is no register at sqlite://data/duxue.db"),
            "{arguments:?}: {}",
            said(&output)
        );
        assert_eq!(std::fs::read_dir(folder("no-register")).unwrap().count(), 0, "{arguments:?} made something");
    }
}

#[test]
fn unknown_settings_stop_the_start() {
    for (name, value) in [("DUXUE_LOG", "verbose"), ("DUXUE_BINDD", "127.0.0.1:1"), ("DUXUE_DATABASE", "sqlite://x.db")]
    {
        let output = alone("unknown-settings", &["serve"], &[(name, value)]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        let said = said(&output);
        assert!(said.lines().count() == 1 && said.contains(name) && said.contains("expected"), "{said}");
    }
    std::fs::write(folder("broken-file").join("duxue.toml"), "log = \"info\"\nbind = here\n").unwrap();
    let output = alone("broken-file", &["migrate"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("duxue.toml, line 2,"), "{}", said(&output));
}

#[test]
fn a_demo_that_cannot_bind_changes_no_secret() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let free = [("DUXUE_BIND", "127.0.0.1:0")];
    assert_eq!(alone("bound-demo", &["migrate"], &free).status.code(), Some(0));
    let create = ["client", "create", "--role", "partner", "--name", "demo partner", "--json"];
    assert_eq!(alone("bound-demo", &create, &free).status.code(), Some(0));
    let clients = || alone("bound-demo", &["client", "list", "--json"], &free).stdout;
    let before = clients();
    for command in ["demo", "serve"] {
        let output = alone("bound-demo", &[command], &[("DUXUE_BIND", &address)]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(said(&output).contains(&format!("DUXUE_BIND is `{address}`")), "{}", said(&output));
        assert!(output.stdout.is_empty(), "{command} printed something");
    }
    let output = alone("bound-demo", &["serve"], &[("DUXUE_BIND", "127.0.0.1:0"), ("DUXUE_ADMIN_BIND", &address)]);
    assert!(said(&output).contains(&format!("DUXUE_ADMIN_BIND is `{address}`")), "{}", said(&output));
    assert_eq!(clients(), before);
    assert_eq!(alone("bound-fresh", &["demo"], &[("DUXUE_BIND", &address)]).status.code(), Some(1));
    assert_eq!(std::fs::read_dir(folder("bound-fresh")).unwrap().count(), 0, "nothing is made");
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn commands_work_where_connections_are_few() {
    let cluster = tests::postgres::cluster();
    cluster.create_database("few_connections", None);
    // Six in all, as behind a small pooler, where the settings would have many more.
    let register = Register::new(tests::Database::Postgres, tests::Surface::Rest);
    register.executes("CREATE ROLE few LOGIN CONNECTION LIMIT 6; ALTER DATABASE few_connections OWNER TO few");
    let url = cluster.url("few_connections").replace("user=postgres", "user=few");
    let environment =
        [("DUXUE_DATABASE_URL", url.as_str()), ("DUXUE_READER_THREADS", "64"), ("DUXUE_WRITER_THREADS", "64")];
    for arguments in [
        &["migrate"][..],
        &["migrate", "--check"],
        &["client", "create", "--role", "partner", "--name", "x"],
        &["client", "list"],
    ] {
        let output = alone("few-connections", arguments, &environment);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn connections_are_opened_when_they_are_needed() {
    let file = folder("pools").join("register.db");
    let engine = persistence::Engine::Sqlite(file.to_string_lossy().into_owned());
    let database = persistence::Database::open(engine, 8, 1);
    database.ping().unwrap();
    for _ in 0..20 {
        assert_eq!(database.pools().map(|pool| pool.open), [1, 0]);
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn a_pooler_in_transaction_mode_is_recognised() {
    let cluster = tests::postgres::cluster();
    cluster.create_database("pooled", None);
    let pooler = tests::pooler::Pooler::start(cluster.socket());
    let url = format!("postgres://postgres@{}/pooled?sslmode=disable", pooler.address);
    for arguments in [&["migrate"][..], &["serve"], &["demo"]] {
        let output = alone("pooled", arguments, &[("DUXUE_DATABASE_URL", url.as_str()), ("DUXUE_BIND", "127.0.0.1:0")]);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            said(&output).contains("a pooler in transaction mode: expected one in session mode"),
            "{}",
            said(&output)
        );
    }
}

#[on_both_databases]
fn unknown_path_is_404_no_such_path(register: &Register) {
    let registrar = register.acting("registrar");
    for path in [
        "/v1/peoples",
        "/v1/people/",
        "/v2/people",
        "/v1",
        "/docs/none",
        "/nothing",
        "/v1/people/0193591c-2000-7000-8000-000000000001/historie",
    ] {
        assert_eq!(registrar.get(path).refusal(), (404, "no_such_path".into()), "{path}");
        assert_eq!(register.get(path).refusal(), (404, "no_such_path".into()), "{path}");
    }
    assert_eq!(registrar.get("/v1/people/0193591c-2000-7000-8000-000000000001").refusal(), (404, "not_found".into()));
    assert_eq!(register.get("/problems/no_such_path").status, 200);
}

#[on_both_databases]
fn the_start_page_needs_nothing_from_elsewhere(register: &Register) {
    let read = |language: &str| {
        tests::http::send("GET", &format!("{}/", register.address), &[("accept-language", language)], &[])
    };
    let (english, chinese) = (read("en"), read("zh-CN"));
    assert_eq!((english.status, english.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(english.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
    assert!(chinese.text.contains("督学") && chinese.text.contains("lang=\"zh-CN\"") && !english.text.contains("督学"));
    assert!(!english.text.contains("http://") && !english.text.contains("https://"), "{}", english.text);
    let links: Vec<&str> = english.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.contains(&"/docs") && links.contains(&"/openapi.json"));
    for link in links {
        assert_eq!(register.get(link).status, 200, "{link}");
    }
    assert_eq!(tests::http::send("POST", &format!("{}/", register.address), &[], &[]).status, 405);
}
