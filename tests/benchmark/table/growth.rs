//! What grows with the people: the same questions to registers of several sizes.

use std::time::Instant;

use tests::{Client, Database};

use super::{Size, median, reads};
use crate::{load::Load, stipend_runs};

/// What a reader asks of one person or one page.
const LISTS: [(&str, &str); 3] = [
    ("a page of 20 people", "/v1/people?limit=20"),
    ("a search by name", "/v1/people?q=wang&limit=20"),
    ("20 experts by two filters", "/v1/experts?subject=14&stage=4&limit=20"),
];
/// What is computed of everybody.
const REPORTS: [(&str, &str); 3] = [
    ("coverage of the nation", "/v1/coverage"),
    ("coverage of a county", "/v1/coverage?area=340800"),
    ("statistics of the teams", "/v1/statistics/team-structure?by=kind"),
];

/// One table: a line for each question, a column for each size.
pub fn table(size: &Size) -> String {
    let columns: Vec<Vec<(String, f64, &str)>> = size.growth.iter().map(|people| column(size, *people)).collect();
    let sizes: String = size.growth.iter().map(|people| format!(" {people} people |")).collect();
    let mut table = format!("| median time of |{sizes}\n| --- |{}\n", " --- |".repeat(columns.len()));
    for (place, (work, ..)) in columns[0].iter().enumerate() {
        let cells = columns.iter().map(|column| format!(" {:.2} {} |", column[place].1, column[place].2));
        table += &format!("| {work} |{}\n", cells.collect::<String>());
    }
    table
}

/// The figures of one size, each with its unit.
fn column(size: &Size, people: u32) -> Vec<(String, f64, &'static str)> {
    let register = stipend_runs::filled(Database::Postgres, people);
    let (id, month) = stipend_runs::computes_anew(&register);
    let registrar = register.acting("registrar");
    let lines =
        registrar.reads_run(&id, "").unwrap()["line_count"].as_u64().and_then(|count| u32::try_from(count).ok());
    let lines = lines.expect("lines");
    let paths = reads::people(&registrar);
    // Somebody who died has none.
    let standing = paths.iter().map(|path| format!("{path}/standing"));
    let standing = standing.filter(|path| registrar.get(path).status == 200).collect();
    let deep = deepest_page(&registrar);
    let alone = |load: Load| load.run(1, size.seconds).p50;
    let mut figures = vec![
        ("one person by id".to_owned(), alone(Load::each(&registrar, paths)), "ms"),
        ("the standing of a person".to_owned(), alone(Load::each(&registrar, standing)), "ms"),
    ];
    for (work, path) in LISTS {
        let role = if path.starts_with("/v1/experts") { "partner" } else { "registrar" };
        figures.push((work.to_owned(), alone(Load::get(&register.acting(role), path)), "ms"));
    }
    figures.push(("the last full page of 20 people".to_owned(), alone(Load::get(&registrar, &deep)), "ms"));
    let auditor = register.acting("auditor");
    for (work, path) in REPORTS {
        figures.push((work.to_owned(), median((0..size.rounds).map(|_| report_ms(&auditor, path))), "ms"));
    }
    figures.push(("a month of stipends, for each line".to_owned(), month.as_secs_f64() * 1e6 / f64::from(lines), "µs"));
    figures
}

/// The path of the last page of people that is full, read in pages of 500.
fn deepest_page(client: &Client) -> String {
    let (mut before, mut after) = (String::new(), String::new());
    while let Some(next) = client.get(&format!("/v1/people?limit=500{after}")).json()["next"].as_str() {
        before = std::mem::replace(&mut after, format!("&after={next}"));
    }
    format!("/v1/people?limit=20{before}")
}

fn report_ms(client: &Client, path: &str) -> f64 {
    let begun = Instant::now();
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    begun.elapsed().as_secs_f64() * 1_000.0
}
