//! The server as a process of its own, which a test can kill.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use persistence::Engine;
use serde_json::Value;

use crate::{Client, Register, Surface, http, register::scratch};

/// A shell that removes a folder once this process has ended, however it ends: it waits for the end of a pipe which this
/// process holds open.
pub(crate) fn remover(folder: &Path) -> Child {
    let script = r#"trap '' HUP INT TERM PIPE; while read -r _; do :; done; rm -rf "$0""#;
    let mut remover = Command::new("sh");
    remover.args(["-c", script]).arg(folder).current_dir("/").process_group(0);
    remover.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("sh runs")
}

/// A server of a register, run by the program itself.
pub struct ServerProcess {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    child: Child,
}

impl ServerProcess {
    /// Starts a server of a register and waits until it listens.
    pub fn start(register: &Register, program: &Path) -> Self {
        let url = match &register.config.database {
            Engine::Sqlite(path) => format!("sqlite://{path}"),
            Engine::Postgres(url) => url.clone(),
        };
        Self::start_at(&url, &register.config.keys_dir, program)
    }

    /// Starts a server on a database, with the keys in a folder.
    pub fn start_at(url: &str, keys: &Path, program: &Path) -> Self {
        let mut child = Command::new(program)
            .arg("serve")
            .envs([("DUXUE_BIND", "127.0.0.1:0"), ("DUXUE_AREA", "340800"), ("DUXUE_LOG", "info")])
            .env("DUXUE_DATABASE_URL", url)
            .env("DUXUE_KEYS_DIR", keys)
            .current_dir(scratch())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut log = BufReader::new(child.stderr.take().expect("its log")).lines().map_while(Result::ok);
        let listening = log.find(|line| line.contains("\"listening\"")).expect("the server listens");
        // The log is read to its end, so that the server never waits for a full pipe.
        std::thread::spawn(move || log.for_each(drop));
        let listening: Value = serde_json::from_str(&listening).expect("a line of JSON");
        Self { address: format!("http://{}", listening["address"].as_str().expect("an address")), child }
    }

    /// A client of this server, with a token by its clock.
    pub fn acting(&self, credentials: &openapi::administration::client::ClientSecret) -> Client {
        self.acting_as(&credentials.client_id.to_string(), &credentials.client_secret)
    }

    /// A client of this server by its id and secret.
    pub fn acting_as(&self, id: &str, secret: &str) -> Client {
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let answer = http::send("POST", &format!("{}/oauth/token", self.address), &headers, form.as_bytes());
        let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
        Client { address: self.address.clone(), token, surface: Surface::Rest, id: id.to_owned() }
    }

    /// Ends the server as a power cut would: at once, with nothing finished.
    pub fn is_killed(mut self) {
        self.end();
    }

    /// Stops it where it is, without ending it.
    pub fn is_frozen(&self) {
        self.signal("STOP");
    }

    /// Asks it to stop, and waits until it has.
    pub fn is_told_to_stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.child.wait().expect("the process is over")
    }

    /// How much memory it has in use, in bytes.
    pub fn memory_bytes(&self) -> u64 {
        self.status_bytes("VmRSS:")
    }

    /// The most memory that it had in use since it started or [`Self::forgets_peak`], in bytes.
    pub fn peak_memory_bytes(&self) -> u64 {
        self.status_bytes("VmHWM:")
    }

    /// Begins to measure the peak of its memory anew.
    pub fn forgets_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").expect("the peak can be reset");
    }

    /// Limits its memory to what it has now and so many bytes more: the system then refuses it memory, and it ends.
    pub fn is_limited_to_more(&self, bytes: u64) {
        let data = self.status_bytes("VmData:") + bytes;
        let (pid, limit) = (self.child.id().to_string(), format!("--data={data}"));
        let limited = Command::new("prlimit").args(["--pid", &pid, &limit]).status();
        assert!(limited.is_ok_and(|status| status.success()), "no limit on its memory");
    }

    fn status_bytes(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "no signal {name}");
    }

    fn end(&mut self) {
        // A process that has ended already needs no killing.
        let _ = self.child.kill();
        self.child.wait().expect("the process is over");
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        self.end();
    }
}
