//! Files and folders import each other one way only, and none is longer than a person reads.
//!
//! A file is found by its module: `use` trees and written-out paths name modules, re-exports are followed to where an item is
//! written. A `mod` line is no import, and what is compiled for tests alone does not count.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    iter::Peekable,
    path::Path,
};

use crate::tidy::{root, sources_under};

const CRATES: [&str; 4] = ["domain", "openapi", "persistence", "api"];

/// The most lines of a file.
const LINES_MAX: usize = 600;
/// The tables of the database in one file: diesel prints it.
const PRINTED: &str = "persistence/src/kernel/schema.rs";

/// Who imports whom.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The length of the comment, text, word or sign that a source begins with, and whether it is a word or a sign.
fn lexeme(source: &str) -> (usize, bool) {
    let end = |from: usize, mark: &str| source[from..].find(mark).map_or(source.len(), |at| from + at + mark.len());
    let word = source.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(source.len());
    let hashes = source[word..].find(|sign| sign != '#').unwrap_or(0);
    if source.starts_with("//") {
        (end(2, "\n"), false)
    } else if matches!(&source[..word], "r" | "br") && source[word + hashes..].starts_with('"') {
        (end(word + hashes + 1, &format!("\"{}", "#".repeat(hashes))), false)
    } else if word > 0 {
        (word, true)
    } else if let Some(text) = source.strip_prefix('"') {
        let mut is_escaped = false;
        let closing = text.find(|sign| {
            let closes = sign == '"' && !is_escaped;
            is_escaped = sign == '\\' && !is_escaped;
            closes
        });
        (closing.map_or(source.len(), |at| at + 2), false)
    } else if source.starts_with("'\\") {
        (end(3, "'"), false)
    } else if let Some(quoted) = source.strip_prefix('\'') {
        let character = quoted.chars().next().map_or(0, char::len_utf8) + 1;
        (if source[character..].starts_with('\'') { character + 1 } else { 1 }, false)
    } else if source.starts_with("::") {
        (2, true)
    } else {
        (source.chars().next().map_or(1, char::len_utf8), !source.starts_with(char::is_whitespace))
    }
}

/// The words and signs of a source.
fn tokens(mut source: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    while !source.is_empty() {
        let (length, counts) = lexeme(source);
        let (token, rest) = source.split_at(length);
        tokens.extend(counts.then_some(token));
        source = rest;
    }
    tokens
}

/// How an item begins that is compiled for tests alone.
const FOR_TESTS: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

/// The modules in files of their own that are compiled for tests alone.
fn test_modules(source: &str) -> Vec<&str> {
    let is_one = |item: &&[&str]| item.starts_with(&FOR_TESTS) && item[7] == "mod" && item[9] == ";";
    tokens(source).windows(10).filter(is_one).map(|item| item[8]).collect()
}

/// The tokens without the items that are compiled for tests alone.
fn without_tests<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        if tokens[at..].starts_with(&FOR_TESTS) {
            let mut depth = 0;
            let is_end = |token: &&str| {
                depth += i32::from(*token == "{") - i32::from(*token == "}");
                depth == 0 && matches!(*token, ";" | "}")
            };
            at = tokens[at..].iter().position(is_end).map_or(tokens.len(), |end| at + end + 1);
        } else {
            kept.push(tokens[at]);
            at += 1;
        }
    }
    kept
}

/// A path that a source writes, and the name by which it hands it on, if it does.
struct Written<'a> {
    path: Vec<&'a str>,
    handed_on_as: Option<&'a str>,
}

/// Reads the tree of a `use`.
fn read_tree<'a, T>(tokens: &mut Peekable<T>, before: &[&'a str], is_public: bool, found: &mut Vec<Written<'a>>)
where
    T: Iterator<Item = &'a str>,
{
    let (mut path, mut alias) = (before.to_vec(), None);
    while let Some(token) = tokens.next_if(|token| !matches!(*token, "," | "}" | ";")) {
        match token {
            "{" => {
                while tokens.next_if_eq(&"}").is_none() {
                    read_tree(tokens, &path, is_public, found);
                    tokens.next_if_eq(&",");
                }
                return;
            }
            "as" => alias = tokens.next(),
            "::" => {}
            word => path.push(word),
        }
    }
    let name = alias.or(path.last().copied());
    if !path.is_empty() {
        found.push(Written { path, handed_on_as: name.filter(|_| is_public) });
    }
}

/// The paths that a source writes.
fn paths(source: &str) -> Vec<Written<'_>> {
    let tokens = without_tests(&tokens(source));
    let (mut found, mut before) = (Vec::new(), "");
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        // What follows otherwise says which lifetimes a type holds.
        if token == "use" && rest.peek() != Some(&"<") {
            read_tree(&mut rest, &[], matches!(before, "pub" | ")"), &mut found);
        } else if token.starts_with(|sign: char| sign.is_alphanumeric()) {
            let mut path = vec![token];
            while rest.next_if_eq(&"::").is_some() {
                path.extend(rest.next_if(|next| next.starts_with(|sign: char| sign.is_alphanumeric())));
            }
            if path.len() > 1 {
                found.push(Written { path, handed_on_as: None });
            }
        }
        before = token;
    }
    found
}

/// The module that a file is: `api::app` for `api/src/app/mod.rs`.
fn module_of(file: &str) -> String {
    let module = file.replacen("/src/", "/", 1).replace('/', "::");
    let module = module.strip_suffix(".rs").unwrap_or(&module);
    let module = module.strip_suffix("::mod").or(module.strip_suffix("::lib")).unwrap_or(module);
    module.to_owned()
}

/// The beginnings of a path, the longest first.
fn beginnings(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once("::").map(|(parent, _)| parent))
}

/// Where things are written.
#[derive(Default)]
struct House {
    /// The file of each module.
    files: HashMap<String, String>,
    /// What modules hand on: the path that is handed on, by the path under which it is found.
    handed_on: HashMap<String, String>,
}

impl House {
    fn of(sources: &[(String, String)]) -> Self {
        let mut house = Self::default();
        house.files.extend(sources.iter().map(|(file, _)| (module_of(file), file.clone())));
        for (module, source) in sources.iter().map(|(file, source)| (module_of(file), source)) {
            for written in paths(source) {
                let target = house.absolute(&module, &written.path);
                if let Some((name, target)) = written.handed_on_as.zip(target) {
                    house.handed_on.insert(format!("{module}::{name}"), target);
                }
            }
        }
        house
    }

    /// A path from the crate's name on; none for a name that is no module.
    fn absolute(&self, module: &str, path: &[&str]) -> Option<String> {
        let supers = path.iter().take_while(|name| **name == "super").count();
        let (mut start, mut rest) = (module.to_owned(), &path[supers..]);
        for _ in 0..supers {
            start = start.rsplit_once("::")?.0.to_owned();
        }
        match path.first() {
            Some(&"crate") => (start, rest) = (module.split("::").next()?.to_owned(), &path[1..]),
            Some(&("super" | "self")) => {}
            Some(name) if self.files.contains_key(&format!("{module}::{name}")) => {}
            Some(name) if CRATES.contains(name) => (start, rest) = ((*name).to_owned(), &path[1..]),
            _ => return None,
        }
        let names = rest.iter().filter(|name| **name != "self");
        Some(names.fold(start, |path, name| format!("{path}::{name}")))
    }

    /// The file in which a path's item is written.
    fn file_of(&self, path: &str) -> Option<&String> {
        let mut path = path.to_owned();
        // What is handed on may be handed on again, though not for ever.
        for _ in 0..5 {
            let moved = beginnings(&path)
                .find_map(|known| Some(format!("{}{}", self.handed_on.get(known)?, &path[known.len()..])));
            path = moved.unwrap_or(path);
        }
        beginnings(&path).find_map(|module| self.files.get(module))
    }
}

/// Which file imports which. Files are named by their paths in the repository.
fn arrows_of(sources: &[(String, String)]) -> Arrows {
    let house = House::of(sources);
    let arrows = sources.iter().map(|(file, source)| {
        let module = module_of(file);
        let imports = paths(source).into_iter().filter(|written| written.handed_on_as.is_none());
        let absolute = imports.filter_map(|written| house.absolute(&module, &written.path));
        let files = absolute.filter_map(|path| house.file_of(&path).cloned()).filter(|other| other != file);
        (file.clone(), files.collect())
    });
    arrows.collect()
}

/// Which folder imports which: of the folders that hold two files, the two that lie side by side.
fn folders_of(arrows: &Arrows) -> Arrows {
    let holding =
        |file: &str| -> Vec<String> { file.match_indices('/').map(|(at, _)| file[..at].to_owned()).collect() };
    let mut folders = Arrows::new();
    for (from, to) in arrows.iter().flat_map(|(from, others)| others.iter().map(|to| (holding(from), holding(to)))) {
        if let Some((from, to)) = from.into_iter().zip(to).find(|(from, to)| from != to) {
            folders.entry(from).or_default().insert(to);
        }
    }
    folders
}

/// What is reached from a start, by one arrow at least.
fn reached(arrows: &Arrows, start: &str) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(from) = open.pop() {
        open.extend(
            arrows.get(from).into_iter().flatten().filter(|to| found.insert((*to).clone())).map(String::as_str),
        );
    }
    found
}

/// The arrows that lie on a circle, those of one circle together.
fn circles(arrows: &Arrows) -> Vec<Arrows> {
    let reached: BTreeMap<&String, _> = arrows.keys().map(|from| (from, reached(arrows, from))).collect();
    let reaches = |from: &String, to: &String| reached.get(from).is_some_and(|all| all.contains(to));
    let mut circles: BTreeMap<Vec<&String>, Arrows> = BTreeMap::new();
    for (from, others) in arrows.iter().filter(|(from, _)| reaches(from, from)) {
        let members = reached.keys().copied().filter(|other| reaches(from, other) && reaches(other, from)).collect();
        let within = others.iter().filter(|to| reaches(to, from)).cloned().collect();
        circles.entry(members).or_default().insert(from.clone(), within);
    }
    circles.into_values().collect()
}

/// The sources under a folder, by their paths in the repository.
fn sources_of(folder: &str) -> Vec<(String, String)> {
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
    sources_under(folder).into_iter().map(|(path, source)| (name(&path), source)).collect()
}

/// The sources of all crates but the files that are compiled for tests alone.
fn sources() -> Vec<(String, String)> {
    let mut all: Vec<_> = CRATES.iter().flat_map(|name| sources_of(&format!("{name}/src"))).collect();
    let modules_of = |(file, source): &(String, String)| -> Vec<String> {
        test_modules(source).into_iter().map(|name| format!("{}::{name}", module_of(file))).collect()
    };
    let tests: BTreeSet<String> = all.iter().flat_map(modules_of).collect();
    all.retain(|(file, _)| {
        !file.ends_with("/main.rs") && !beginnings(&module_of(file)).any(|module| tests.contains(module))
    });
    all
}

#[test]
fn files_import_each_other_one_way() {
    let circles = circles(&arrows_of(&sources()));
    assert!(circles.is_empty(), "cut the circle: {circles:#?}");
}

#[test]
fn folders_import_each_other_one_way() {
    let circles = circles(&folders_of(&arrows_of(&sources())));
    assert!(circles.is_empty(), "cut the circle: {circles:#?}");
}

#[test]
fn no_file_is_too_long() {
    let all = CRATES.iter().map(|name| format!("{name}/src")).chain(["tests".to_owned(), "migrations".to_owned()]);
    let long = all.flat_map(|folder| sources_of(&folder)).filter(|(_, source)| source.lines().count() > LINES_MAX);
    let long: Vec<String> = long.map(|(file, _)| file).filter(|file| file != PRINTED).collect();
    assert!(long.is_empty(), "split the file: {long:#?}");
}

fn toy(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(file, source)| ((*file).to_owned(), (*source).to_owned())).collect()
}

#[test]
fn circle_is_found_through_what_is_handed_on() {
    let arrows = arrows_of(&toy(&[
        ("domain/src/lib.rs", "mod fault; mod rules; pub use fault::Fault;"),
        ("domain/src/fault.rs", "use crate::{rules::{self, Rule}, time};"),
        ("domain/src/rules.rs", "fn check() -> crate::Fault { text(\"a \\\" use crate::time;\") }"),
        ("domain/src/time.rs", "// use crate::fault;"),
    ]));
    let circles = circles(&arrows);
    let [circle] = &circles[..] else { panic!("{circles:#?}") };
    assert_eq!(circle.keys().collect::<Vec<_>>(), ["domain/src/fault.rs", "domain/src/rules.rs"]);
}

#[test]
fn mod_lines_and_tests_are_no_imports() {
    let arrows = arrows_of(&toy(&[
        ("api/src/app/mod.rs", "pub mod people; pub struct App;"),
        ("api/src/app/people.rs", "use super::App; impl App {}"),
        ("api/src/lib.rs", "mod app; #[cfg(test)] mod tests { use super::app::people::x; } fn main() { app::App }"),
    ]));
    assert_eq!(circles(&arrows), Vec::<Arrows>::new());
    assert_eq!(arrows["api/src/lib.rs"], BTreeSet::from(["api/src/app/mod.rs".to_owned()]));
    assert_eq!(arrows["api/src/app/people.rs"], BTreeSet::from(["api/src/app/mod.rs".to_owned()]));
}

#[test]
fn folders_have_circles_that_files_have_not() {
    let arrows = arrows_of(&toy(&[
        ("api/src/rest/a.rs", "use crate::app::b;"),
        ("api/src/app/b.rs", ""),
        ("api/src/app/c.rs", "use crate::rest::within::d::D; use super::b as other;"),
        ("api/src/rest/within/d.rs", "use crate::rest::a;"),
    ]));
    assert_eq!(circles(&arrows), Vec::<Arrows>::new());
    let circles = circles(&folders_of(&arrows));
    assert_eq!(circles.len(), 1, "{circles:#?}");
}
