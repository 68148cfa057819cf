//! The newcomer's way: every block of commands in README and in the tour runs as it stands against the program, and what they
//! show as an answer is what comes, but for ids, times, days, months and tokens.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::tidy::root;

/// In the order in which they are read: the tour needs what README defines.
const PAGES: [&str; 2] = ["README.md", "docs/tour.md"];
const PROGRAM: &str = env!("CARGO_BIN_EXE_duxue-under-test");
/// The address that README uses.
const SHOWN_ADDRESS: &str = "127.0.0.1:8080";
/// Separates the outputs of the blocks.
const SEPARATOR: &str = "==== end of block ====";
/// Stands for `cargo` on the newcomer's path: it runs the program that is built already.
const CARGO: &str =
    "#!/bin/sh\nwhile [ \"$1\" != \"--\" ]; do shift; done\nshift\nexec \"$PROGRAM_UNDER_TEST\" \"$@\"\n";

/// A block between two fences.
pub struct Block {
    /// What is written behind the fence.
    pub language: String,
    /// Its lines.
    pub text: String,
}

/// The blocks of a page.
pub fn blocks(readme: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for line in readme.lines() {
        match (line.strip_prefix("```"), is_open) {
            (Some(language), false) => {
                blocks.push(Block { language: language.to_owned(), text: String::new() });
                is_open = true;
            }
            (Some(_), true) => is_open = false,
            (None, true) => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, false) => {}
        }
    }
    blocks
}

/// Whether the test itself does what a block does: it starts the demo, and it is one of the tests.
fn is_ours(block: &Block) -> bool {
    block.text.contains("-- demo") || block.text.contains("cargo test")
}

/// A demo, and a folder in which a newcomer's commands find the program and the sample rosters.
struct Newcomer {
    folder: PathBuf,
    address: String,
    demo: Child,
    announced: String,
}

impl Newcomer {
    fn arrives() -> Self {
        let folder = tests::register::scratch().join("newcomer");
        std::fs::create_dir_all(folder.join("bin")).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_MANIFEST_DIR"), folder.join("tests")).unwrap();
        let cargo = folder.join("bin/cargo");
        std::fs::write(&cargo, CARGO).unwrap();
        std::fs::set_permissions(&cargo, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut demo =
            Self::command(&folder, &free, Path::new(PROGRAM)).arg("demo").stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut announced = String::new();
        for line in lines.by_ref() {
            announced.push_str(&line);
            announced.push('\n');
            if line.contains("Stop with Ctrl-C") {
                break;
            }
        }
        std::thread::spawn(move || lines.for_each(drop));
        Self { folder, address: free, demo, announced }
    }

    fn command(folder: &Path, address: &str, program: &Path) -> Command {
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env("PATH", format!("{}:{path}", folder.join("bin").display()))
            .env("PROGRAM_UNDER_TEST", PROGRAM)
            .env("DUXUE_BIND", address)
            .env("DUXUE_LOG", "warn");
        command
    }

    /// Runs commands in one shell, and gives what each block printed.
    fn runs(&self, blocks: &[String]) -> Vec<String> {
        let script: String = blocks.iter().map(|block| format!("{block}\necho '{SEPARATOR}'\n")).collect();
        let script = script.replace(SHOWN_ADDRESS, &self.address);
        let output =
            Self::command(&self.folder, &self.address, Path::new("bash")).args(["-c", &script]).output().unwrap();
        let mut printed = String::new();
        output.stdout.as_slice().read_to_string(&mut printed).unwrap();
        let parts: Vec<String> = printed.split(&format!("{SEPARATOR}\n")).map(str::to_owned).collect();
        assert_eq!(parts.len(), blocks.len() + 1, "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
        parts
    }
}

impl Drop for Newcomer {
    fn drop(&mut self) {
        drop((self.demo.kill(), self.demo.wait()));
    }
}

/// A text without what differs at every run: ids, tokens, instants, days and months.
fn masked(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.:+".contains(c);
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let end = rest[start..].find(|c: char| !is_part(c)).map_or(rest.len(), |length| start + length);
        out.push_str(&rest[..start]);
        out.push_str(mask_of(&rest[start..end]).unwrap_or(&rest[start..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn mask_of(word: &str) -> Option<&'static str> {
    let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    let is_id =
        word.len() == 36 && word.matches('-').count() == 4 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    match shape.as_str() {
        _ if is_id => Some("ID"),
        _ if word.starts_with("eyJ") => Some("TOKEN"),
        "9999-99" => Some("MONTH"),
        "9999-99-99" => Some("DAY"),
        _ if shape.starts_with("9999-99-99T") => Some("INSTANT"),
        _ => None,
    }
}

/// What a page shows must come; JSON in whatever order its fields have.
fn is_shown(shown: &str, came: &str, commands: &str) {
    let lines = |text: &str| -> Vec<String> {
        let line = |line: &str| match serde_json::from_str(line) {
            Ok(value) => without_amounts(value).to_string(),
            Err(_) => line.to_owned(),
        };
        text.lines().map(|one| line(&masked(one))).collect()
    };
    assert_eq!(lines(shown), lines(came), "the page shows another answer to:\n{commands}\nwhat came is:\n{came}");
}

/// A value without what depends on the months that the demo has paid: amounts, and whether more records follow.
fn without_amounts(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(without_amounts).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| !name.ends_with("_fen") && name != "next")
            .map(|(name, value)| (name, without_amounts(value)))
            .collect(),
        other => other,
    }
}

/// A page with the answers that came.
fn updated(readme: &str, answers: &[(String, String)]) -> String {
    answers.iter().fold(readme.to_owned(), |text, (shown, came)| text.replacen(shown.as_str(), came, 1))
}

/// Lists answer something, and nobody is refused.
fn is_an_answer(line: &str, came: &str) {
    let answer: Value = serde_json::from_str(came).unwrap_or_else(|_| panic!("{line}\n{came}"));
    assert!(answer["items"].as_array().is_some_and(|items| !items.is_empty()), "{line}\n{came}");
}

#[test]
fn readme_works_by_copy_and_paste() {
    let has_curl = Command::new("curl").arg("--version").output().is_ok();
    assert!(has_curl || std::env::var_os("DUXUE_REQUIRE_POSTGRES").is_none(), "curl is missing");
    if !has_curl {
        return;
    }
    let newcomer = Newcomer::arrives();
    // What the demo prints for each role.
    let printed: Vec<String> = newcomer
        .announced
        .lines()
        .filter(|line| line.starts_with("curl") && line.contains("$(curl"))
        .map(str::to_owned)
        .collect();
    assert_eq!(printed.len(), domain::Role::OF_CLIENTS.len(), "{}", newcomer.announced);
    for (line, came) in printed.iter().zip(newcomer.runs(&printed)) {
        is_an_answer(line, &came);
    }
    plays_the_pages(&newcomer);
}

/// Runs the blocks of all pages in one shell, and compares what comes with what is shown.
fn plays_the_pages(newcomer: &Newcomer) {
    let pages: Vec<(PathBuf, String)> = PAGES
        .iter()
        .map(|page| root().join(page))
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect();
    let all: Vec<Block> = pages.iter().flat_map(|(_, text)| blocks(text)).collect();
    let commands: Vec<&Block> = all.iter().filter(|block| block.language == "sh" && !is_ours(block)).collect();
    let outputs = newcomer.runs(&commands.iter().map(|block| block.text.clone()).collect::<Vec<_>>());
    let mut outputs = commands.iter().zip(outputs);
    let mut answers = Vec::new();
    for (block, next) in all.iter().zip(all.iter().skip(1).map(Some).chain([None])) {
        if block.language != "sh" || is_ours(block) {
            continue;
        }
        let (_, came) = outputs.next().unwrap();
        assert!(!came.contains("/problems/"), "refused: {}\n{came}", block.text);
        if let Some(shown) = next.filter(|next| next.language == "json" || next.language == "text") {
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                answers.push((shown.text.clone(), came));
            } else {
                is_shown(&shown.text, &came, &block.text);
            }
        }
    }
    for (path, text) in pages.iter().filter(|_| !answers.is_empty()) {
        std::fs::write(path, updated(text, &answers)).unwrap();
    }
}

#[test]
fn masking_hides_what_differs_at_every_run_and_nothing_else() {
    let told = r#"{"id":"0193591c-2000-7000-8000-000000000001","on":"2026-11-30","at":"2026-11-30T01:00:00Z","month":"2026-10","total_fen":6000000,"name":"魏国兰"}"#;
    let hidden = r#"{"id":"ID","on":"DAY","at":"INSTANT","month":"MONTH","total_fen":6000000,"name":"魏国兰"}"#;
    assert_eq!(masked(told), hidden);
}
