//! What lies in `deploy/` is true: it names settings, figures and files that exist, and the tools it is written for accept it.
//! A tool that is not installed is passed over.

use std::{
    collections::BTreeSet,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tests::{
    Register, Surface,
    fixtures::{person, text},
    on_both_databases,
    register::Database,
};

use crate::tidy::root;

const PROGRAM: &str = env!("CARGO_BIN_EXE_duxue-under-test");
/// Where the examples suppose a server.
const SHOWN_SERVER: &str = "127.0.0.1:8080";
/// How often a test looks, every tenth of a second, whether a proxy is there.
const LOOKS_MAX: usize = 100;

fn deployed(file: &str) -> String {
    std::fs::read_to_string(root().join("deploy").join(file)).unwrap_or_else(|cause| panic!("{file}: {cause}"))
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}

/// The words of a text that begin so and go on with these characters.
fn words<'a>(text: &'a str, begin: &str, is_part: fn(char) -> bool) -> BTreeSet<&'a str> {
    let ends = |at: usize| text[at..].find(|c| !is_part(c)).map_or(text.len(), |length| at + length);
    text.match_indices(begin).map(|(at, _)| &text[at..ends(at)]).collect()
}

fn has(tool: &str, argument: &str) -> bool {
    Command::new(tool).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn folder(name: &str) -> PathBuf {
    let folder = tests::register::scratch().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn succeeded(output: &Output) {
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn deploy_names_only_settings_that_exist() {
    let mut named = 0;
    for path in files_under(&root().join("deploy")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for word in words(&text, "DUXUE_", |c| c.is_ascii_uppercase() || c == '_') {
            let name = word.trim_start_matches("DUXUE_").to_lowercase();
            assert!(api::config::NAMES.contains(&name.as_str()), "{} names {word}", path.display());
            named += 1;
        }
    }
    assert!(named > 3, "{named} settings are named");
}

#[test]
fn program_starts_with_the_settings_of_deploy() {
    let folder = folder("deploy-settings");
    std::fs::write(folder.join("duxue.toml"), deployed("duxue.toml")).unwrap();
    let output = Command::new(PROGRAM).arg("openapi").current_dir(folder).output().unwrap();
    succeeded(&output);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["servers"][0]["url"], "https://duxue.example");
}

#[on_both_databases]
fn dashboard_and_alerts_name_only_figures_that_exist(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.creates_person(&person(1)).unwrap();
    assert_eq!(registrar.get("/v1/people/019a0000-0000-7000-8000-000000000000").status, 404);
    let figures = register.get("/metrics").text;
    let printed = words(&figures, "duxue_", |c| c.is_ascii_alphanumeric() || c == '_');
    let codes: Vec<&str> = openapi::kernel::problem::ALL.iter().map(|code| code.code).collect();
    let dashboard: Value = serde_json::from_str(&deployed("monitoring/duxue-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let asked = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap()).map(|one| text(one, "expr"));
    let asked: String = asked.collect::<Vec<_>>().join("\n");
    for text in [asked, deployed("monitoring/duxue-alerts.yml")] {
        let named = words(&text, "duxue_", |c| c.is_ascii_alphanumeric() || c == '_');
        assert!(named.len() > 4, "{named:?}");
        assert!(named.is_subset(&printed), "not printed: {:?}", named.difference(&printed));
        for (label, known) in [("code=\"", codes.clone()), ("what=\"", figures.split('"').collect())] {
            let values = text.split(label).skip(1).filter_map(|rest| rest.split('"').next());
            values.for_each(|value| assert!(known.contains(&value), "{label}{value}"));
        }
    }
}

#[test]
fn units_are_accepted_by_systemd() {
    if !has("systemd-analyze", "--version") {
        return;
    }
    let folder = folder("deploy-units");
    let units = ["duxue.service", "duxue-backup.service", "duxue-backup.timer"];
    for unit in units {
        let text = deployed(&format!("systemd/{unit}")).replace("/usr/bin/duxue", PROGRAM);
        let script = root().join("deploy/backup");
        let text = text.replace("/usr/lib/duxue/backup", &script.display().to_string());
        std::fs::write(folder.join(unit), text).unwrap();
    }
    let output = Command::new("systemd-analyze").arg("verify").args(units).current_dir(&folder).output().unwrap();
    succeeded(&output);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// A folder where `duxue` is found, and a command that finds it there.
fn with_program_on_the_path(name: &str, program: &Path) -> (PathBuf, Command) {
    let folder = folder(name);
    std::fs::create_dir_all(folder.join("bin")).unwrap();
    std::os::unix::fs::symlink(PROGRAM, folder.join("bin/duxue")).unwrap();
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.env("PATH", path).current_dir(&folder);
    (folder, command)
}

#[test]
fn backup_script_copies_and_removes_old_copies() {
    let (folder, mut script) = with_program_on_the_path("deploy-backup", &root().join("deploy/backup"));
    let copies = folder.join("copies");
    std::fs::create_dir_all(&copies).unwrap();
    for (name, age) in
        [("duxue-old.db", "40 days ago"), ("duxue-recent.db", "20 days ago"), ("other.db", "40 days ago")]
    {
        std::fs::write(copies.join(name), "x").unwrap();
        succeeded(&Command::new("touch").args(["-d", age]).arg(copies.join(name)).output().unwrap());
    }
    script.args(["copies", "30"]);
    assert!(!script.output().unwrap().status.success(), "there is no register yet");
    assert!(copies.join("duxue-old.db").exists(), "nothing is removed without a new copy");
    succeeded(&Command::new(PROGRAM).arg("migrate").current_dir(&folder).output().unwrap());
    succeeded(&script.output().unwrap());
    let left: BTreeSet<String> = files_under(&copies).iter().map(|path| path.display().to_string()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(!copies.join("duxue-old.db").exists() && copies.join("other.db").exists());
    let copy = files_under(&copies).into_iter().find(|path| path.metadata().unwrap().len() > 1_000).unwrap();
    let restored = folder.join("restored");
    std::fs::create_dir_all(&restored).unwrap();
    succeeded(&Command::new(PROGRAM).arg("restore").arg(copy).current_dir(restored).output().unwrap());
}

#[test]
fn backup_script_fails_where_nothing_was_copied() {
    let (folder, mut script) = with_program_on_the_path("deploy-no-backup", &root().join("deploy/backup"));
    std::fs::remove_file(folder.join("bin/duxue")).unwrap();
    // What `duxue backup` does for PostgreSQL: it prints how.
    std::os::unix::fs::symlink("/bin/true", folder.join("bin/duxue")).unwrap();
    std::fs::create_dir_all(folder.join("copies")).unwrap();
    let output = script.args(["copies", "30"]).output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("was not made"), "{output:?}");
}

#[test]
fn container_file_copies_what_the_build_needs() {
    let (container, manifest) =
        (deployed("Containerfile"), std::fs::read_to_string(root().join("Cargo.toml")).unwrap());
    let copied: Vec<&str> = container
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|line| !line.starts_with("--from"))
        .flat_map(|line| line.split(' ').rev().skip(1))
        .collect();
    for path in &copied {
        assert!(root().join(path).exists(), "{path} is copied, and is not there");
    }
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = ")).unwrap();
    let members: Vec<String> = serde_json::from_str(members).unwrap();
    for member in &members {
        assert!(copied.contains(&member.split('/').next().unwrap()), "{member} is not copied");
    }
    let rust = manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(container.contains(&format!("rust:{rust}-")), "the build needs Rust {rust}");
}

#[test]
fn debian_package_names_files_that_exist() {
    let manifest = std::fs::read_to_string(root().join("api/Cargo.toml")).unwrap();
    let (_, deb) = manifest.split_once("[package.metadata.deb]").unwrap();
    let sources = deb.split('"').filter(|word| word.starts_with("../"));
    for source in sources.filter(|source| !source.starts_with("../target/")) {
        let path = root().join(source.trim_start_matches("../"));
        let path = if source.ends_with("/*") { path.parent().unwrap().to_owned() } else { path };
        assert!(path.exists(), "{source}");
    }
    let recipe = std::fs::read_to_string(root().join("justfile")).unwrap();
    for made in
        ["man target/manual/man", "target/manual/duxue.bash", "target/manual/_duxue", "target/manual/duxue.fish"]
    {
        assert!(recipe.contains(made), "nothing makes {made}");
    }
}

#[test]
fn completions_and_manual_know_every_command() {
    let help = Command::new(PROGRAM).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let names = listed.lines().map_while(|line| line.strip_prefix("  ")?.split(' ').next());
    let commands: Vec<&str> = names.filter(|name| !name.is_empty() && *name != "help").collect();
    assert!(commands.len() > 10, "{commands:?}");
    let folder = folder("manual");
    succeeded(&Command::new(PROGRAM).arg("man").arg(&folder).output().unwrap());
    for command in &commands {
        assert!(folder.join(format!("duxue-{command}.1")).exists(), "no page for {command}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = Command::new(PROGRAM).args(["completions", shell]).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        for command in &commands {
            assert!(script.contains(command), "{shell} does not complete {command}");
        }
    }
}

/// A proxy that ends with its test.
struct Proxy(Child);

impl Drop for Proxy {
    fn drop(&mut self) {
        // nginx has processes of its own, which a signal to end reaches through their master.
        drop(Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status());
        drop(self.0.wait());
    }
}

fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

/// Answers of a proxy with a certificate of its own: the head and the body.
fn asks(url: &str, headers: &[&str]) -> String {
    let headers = headers.iter().flat_map(|header| ["-H", header]);
    let output = Command::new("curl").args(["-ski", "--max-time", "10", url]).args(headers).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether a proxy hides what is for the office alone, and keeps what the register says to caches.
fn passes_on_what_it_should(base: &str, register: &Register) {
    for _ in 0..LOOKS_MAX {
        if asks(base, &[]).contains("200") {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let registrar = register.acting("registrar");
    let made = registrar.post("/v1/people", &person(1)).json();
    let (url, token) =
        (format!("{base}/v1/people/{}", text(&made, "id")), format!("Authorization: Bearer {}", registrar.token));
    let first = asks(&url, &[&token, "Accept-Encoding: gzip"]);
    let tag = first.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap_or_else(|| panic!("{first}")).trim();
    assert!(tag.starts_with('"'), "the proxy weakened {tag}");
    assert!(first.contains("strict-transport-security: max-age="), "{first}");
    assert!(asks(&url, &[&token, &format!("If-None-Match: {tag}")]).starts_with("HTTP/2 304"));
    for hidden in ["/metrics", "/health/ready"] {
        assert!(asks(&format!("{base}{hidden}"), &[]).starts_with("HTTP/2 404"), "{hidden}");
    }
}

#[test]
fn nginx_passes_on_requests_by_the_example() {
    if !has("nginx", "-v") || !has("openssl", "version") || !has("curl", "--version") {
        return;
    }
    let register = Register::new(Database::Sqlite, Surface::Rest);
    let (folder, plain, secure) = (folder("deploy-nginx"), free_port(), free_port());
    let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=duxue.example"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output();
    succeeded(&made.unwrap());
    let example = deployed("proxy/nginx.conf")
        .replace("listen 80;", &format!("listen 127.0.0.1:{plain};"))
        .replace("listen 443 ", &format!("listen 127.0.0.1:{secure} "))
        .replace(SHOWN_SERVER, register.address.trim_start_matches("http://"))
        .replace("/etc/duxue/tls/fullchain.pem", &certificate.display().to_string())
        .replace("/etc/duxue/tls/privkey.pem", &key.display().to_string());
    let own = folder.display();
    let whole = format!("pid {own}/pid;\nerror_log {own}/error.log;\nevents {{}}\nhttp {{\n{example}\n}}\n");
    let file = folder.join("nginx.conf");
    std::fs::write(&file, whole).unwrap();
    succeeded(&Command::new("nginx").arg("-t").arg("-c").arg(&file).output().unwrap());
    let nginx = Command::new("nginx").args(["-g", "daemon off;", "-c"]).arg(&file).stderr(Stdio::null()).spawn();
    let _proxy = Proxy(nginx.unwrap());
    passes_on_what_it_should(&format!("https://127.0.0.1:{secure}"), &register);
    assert!(asks(&format!("http://127.0.0.1:{plain}/docs"), &[]).starts_with("HTTP/1.1 308"));
}

#[test]
fn caddy_passes_on_requests_by_the_example() {
    if !has("caddy", "version") || !has("curl", "--version") {
        return;
    }
    let register = Register::new(Database::Sqlite, Surface::Rest);
    let (folder, secure) = (folder("deploy-caddy"), free_port());
    // A certificate of Caddy's own authority instead of one from elsewhere, and no second server that leads to it.
    let own = "{\n\tadmin off\n\tskip_install_trust\n\tlocal_certs\n\tauto_https disable_redirects\n";
    let example = deployed("proxy/Caddyfile")
        .replacen("{\n", own, 1)
        .replace("\nduxue.example {", &format!("\nhttps://localhost:{secure} {{"))
        .replace(SHOWN_SERVER, register.address.trim_start_matches("http://"));
    std::fs::write(folder.join("Caddyfile"), example).unwrap();
    let caddy = Command::new("caddy")
        .args(["run", "--adapter", "caddyfile", "--config", "Caddyfile"])
        .env("XDG_DATA_HOME", &folder)
        .env("XDG_CONFIG_HOME", &folder)
        .current_dir(&folder)
        .stderr(Stdio::null())
        .spawn();
    let _proxy = Proxy(caddy.unwrap());
    passes_on_what_it_should(&format!("https://localhost:{secure}"), &register);
}
