//! `docs/adding-a-resource.md`, compared with the sources that it shows.

use std::path::Path;

use crate::tidy::root;

/// The line that stands for lines that a piece of code leaves out.
const LEFT_OUT: &str = "…";
/// Words by which a source names posts.
const OF_POSTS: [&str; 13] = [
    "PostId",
    "PostFilter",
    "post::Post",
    "post::{Post",
    "service::posts",
    "posts::move_to",
    "posts::of_people",
    "CreatePost",
    "ReadPost",
    "(\"Post\"",
    "\"create_post\"",
    "public_posts",
    "TABLE posts",
];

fn page() -> String {
    std::fs::read_to_string(root().join("docs/adding-a-resource.md")).unwrap()
}

/// The pieces of code of the page, each with the file named in the line before it.
fn pieces(page: &str) -> Vec<(&str, &str)> {
    page.split("\n**`")
        .skip(1)
        .map(|rest| {
            let (file, rest) = rest.split_once("`**").unwrap();
            let (_, rest) = rest.split_once("```").unwrap();
            let (_, rest) = rest.split_once('\n').unwrap();
            (file, rest.split_once("\n```").unwrap().0)
        })
        .collect()
}

#[test]
fn code_of_the_page_is_that_of_the_sources() {
    let page = page();
    let pieces = pieces(&page);
    let count: usize = ["rust", "sql", "ftl"].map(|kind| page.matches(&format!("\n```{kind}\n")).count()).iter().sum();
    assert_eq!(pieces.len(), count, "a piece of code names no file");
    for (file, code) in pieces {
        let source = std::fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("there is no {file}"));
        let mut rest = source.as_str();
        for part in code.split(LEFT_OUT).map(|part| part.trim_matches('\n')).filter(|part| !part.trim().is_empty()) {
            let part = part.trim_end();
            let at =
                rest.find(part).unwrap_or_else(|| panic!("{file} does not hold this, or not in this order:\n{part}"));
            rest = &rest[at + part.len()..];
        }
    }
}

fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|kind| kind == "rs" || kind == "sql") {
            found.push(entry.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
        }
    }
}

#[test]
fn page_names_every_source_that_knows_posts() {
    let (page, mut all) = (page(), Vec::new());
    for folder in ["domain/src", "persistence/src", "openapi/src", "api/src", "migrations/postgres"] {
        files(&root().join(folder), &mut all);
    }
    let knows = |file: &&String| {
        let source = std::fs::read_to_string(root().join(file)).unwrap();
        OF_POSTS.iter().any(|word| source.contains(word))
    };
    let missing: Vec<&String> = all.iter().filter(knows).filter(|file| !page.contains(file.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
