//! The house rules that no compiler knows.

use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
}

/// The sources under a folder of the house, with their paths.
pub fn sources_under(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&root().join(folder), &mut found);
    found.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn names_of_functions_have_at_most_sixty_characters() {
    for (path, text) in ["tests", "domain", "openapi", "persistence", "api"].into_iter().flat_map(sources_under) {
        let names = text.lines().filter_map(|line| line.trim_start().strip_prefix("fn ")?.split_once(['(', '<']));
        let long: Vec<&str> = names.map(|(name, _)| name).filter(|name| name.len() > 60).collect();
        assert!(long.is_empty(), "{}: {long:?}", path.display());
    }
}

#[test]
fn the_surfaces_know_no_database() {
    for folder in ["api/src/rest", "api/src/graphql"] {
        for (path, text) in sources_under(folder) {
            for word in ["persistence::", "diesel::"] {
                assert!(!text.contains(word), "{} knows {word}", path.display());
            }
        }
    }
}

#[test]
fn no_use_case_decides_by_role() {
    let roles = ["Registrar", "Approver", "Hr", "Finance", "Partner", "Auditor", "Administrator"];
    for folder in ["api/src/app", "api/src/table", "api/src/rest", "api/src/graphql", "persistence/src"] {
        for (path, text) in sources_under(folder) {
            for role in roles {
                let word = format!("Role::{role}");
                let is_named = |(at, _): (usize, &str)| !text[..at].ends_with(|c: char| c.is_alphanumeric());
                assert!(!text.match_indices(&word).any(is_named), "{} knows {word}: ask the policy", path.display());
            }
        }
    }
}

#[test]
fn dependencies_point_one_way() {
    for (folder, forbidden) in [
        ("domain/src", &["persistence::", "openapi::", "api::", "diesel::", "actix", "async_graphql", "tokio"][..]),
        ("persistence/src", &["openapi::", "api::", "actix", "async_graphql", "tokio"]),
        ("openapi/src", &["persistence::", "api::", "actix", "diesel::", "tokio"]),
    ] {
        for (path, text) in sources_under(folder) {
            for word in forbidden {
                let uses = text.lines().any(|line| {
                    let code = line.split("//").next().unwrap_or_default();
                    code.match_indices(word)
                        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
                });
                assert!(!uses, "{} uses {word}", path.display());
            }
        }
    }
}

#[test]
fn statements_outside_the_common_dialect_stay_few_and_say_why() {
    let mut uses = 0;
    for (path, text) in sources_under("persistence/src") {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("each_backend!(")) {
            uses += 1;
            let explained = lines[at.saturating_sub(3)..at].iter().any(|before| before.contains("//"));
            assert!(explained, "{}:{}: {line}", path.display(), at + 1);
        }
    }
    assert!(uses < 10, "{uses} uses of each_backend!");
}

#[test]
fn nothing_is_left_open_in_the_code() {
    for folder in ["api", "domain", "persistence", "openapi", "migrations", "tests"] {
        for (path, text) in sources_under(folder) {
            for word in [
                concat!("TO", "DO"),
                concat!("FIX", "ME"),
                concat!("todo", "!("),
                concat!("unimplemented", "!("),
                concat!("dbg", "!("),
            ] {
                assert!(!text.contains(word), "{} holds {word}", path.display());
            }
        }
    }
}

#[test]
fn the_top_of_the_house_holds_what_belongs_there() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "api",
        "domain",
        "persistence",
        "openapi",
        "migrations",
        "tests",
        "README.md",
        "README.zh-CN.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "justfile",
        "clippy.toml",
        "deny.toml",
        "rustfmt.toml",
        "typos.toml",
        "docs",
        "deploy",
        "fuzz",
        "target",
        "data",
        "duxue.toml",
    ];
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(name.starts_with('.') || allowed.contains(&name.as_str()), "{name} stands at the top");
    }
}

/// What stands in a file of tests and in the files of its folder.
fn with_rooms(file: &Path) -> String {
    let folder = std::fs::read_dir(file.with_extension("")).into_iter().flatten();
    let files = folder.map(|entry| entry.unwrap().path()).chain([file.to_owned()]);
    files.map(|file| std::fs::read_to_string(file).unwrap_or_default()).collect()
}

/// Tests are named `module::test`, or `test` in `a/path.rs`.
#[test]
fn every_test_that_a_document_names_is_there() {
    let folder = root().join("tests/register");
    let mut named = 0;
    for document in ["docs/security.md", "docs/reliability.md", "docs/rules.md", "docs/ecosystem.md"] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let quoted: Vec<&str> = text.split('`').collect();
        for (at, name) in quoted.iter().enumerate().skip(1).step_by(2) {
            let (file, test) = match (name.split_once("::"), quoted.get(at + 1), quoted.get(at + 2)) {
                (Some((module, test)), ..) => (folder.join(format!("{module}.rs")), test),
                (None, Some(&" in "), Some(path)) => (root().join(path), *name),
                _ => continue,
            };
            let source = with_rooms(&file);
            assert!(!source.is_empty(), "{document}: no {}", file.display());
            assert!(source.contains(&format!("fn {test}(")), "{document} names {test}, which {} lacks", file.display());
            named += 1;
        }
    }
    assert!(named > 50, "{named} tests are named");
}

#[test]
fn the_server_sends_to_webhooks_alone() {
    for folder in ["api/src", "persistence/src", "openapi/src", "domain/src"] {
        for (path, text) in sources_under(folder) {
            // Messages to webhooks alone leave, through a guard.
            if path.ends_with("api/src/outbound.rs") {
                continue;
            }
            for client in ["TcpStream::connect", "UdpSocket", "reqwest", "ureq::", "awc::", "hyper::"] {
                assert!(!text.contains(client), "{} uses {client}", path.display());
            }
        }
    }
}
