//! The one table of docs/performance.md: the register beside a limit or a peer, in one run, in rounds taken in turns, and what
//! grows with the people. `just benchmark` runs it; [`Size`] says by which variables it is made larger.

mod bulk;
mod growth;
mod process;
mod reads;
mod tail;

use std::fmt;

use tests::Database;

use crate::stipend_runs::filled;

/// How much is measured: each field by a variable of the environment.
struct Size {
    /// `BENCHMARK_PEOPLE`: people of the nation.
    people: u32,
    /// `BENCHMARK_MONTHS`: months of which everybody has three stipend lines, for the pull.
    months: u32,
    /// `BENCHMARK_SECONDS`: seconds of each load.
    seconds: u64,
    /// `BENCHMARK_ROUNDS`: rounds taken in turns.
    rounds: usize,
    /// `BENCHMARK_GROWTH`: people of each register that is compared with the others, as `10000,100000`.
    growth: Vec<u32>,
    /// `BENCHMARK_ROWS`: the rows that are measured, as `person,month`; all of them unless said.
    rows: Vec<String>,
}

/// What a variable says, or what is meant without it.
fn variable(name: &str, otherwise: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}

fn list<T: std::str::FromStr<Err: fmt::Debug>>(text: &str) -> Vec<T> {
    text.split(',').filter(|part| !part.is_empty()).map(|part| part.parse().unwrap()).collect()
}

impl Size {
    fn asked() -> Self {
        Self {
            people: variable("BENCHMARK_PEOPLE", "5000").parse().unwrap(),
            months: variable("BENCHMARK_MONTHS", "4").parse().unwrap(),
            seconds: variable("BENCHMARK_SECONDS", "2").parse().unwrap(),
            rounds: variable("BENCHMARK_ROUNDS", "3").parse().unwrap(),
            growth: list(&variable("BENCHMARK_GROWTH", "1000,5000")),
            rows: list(&variable("BENCHMARK_ROWS", "")),
        }
    }

    fn wants(&self, row: &str) -> bool {
        self.rows.is_empty() || self.rows.iter().any(|one| one == row)
    }

    fn wants_any(&self, rows: &[&str]) -> bool {
        rows.iter().any(|row| self.wants(row))
    }

    /// Measures two things in turns.
    fn in_turns(&self, mut ours: impl FnMut() -> f64, mut theirs: impl FnMut() -> f64) -> Compared {
        let rounds: Vec<(f64, f64)> = (0..self.rounds).map(|_| (ours(), theirs())).collect();
        Compared {
            ours: median(rounds.iter().map(|round| round.0)),
            theirs: median(rounds.iter().map(|round| round.1)),
            ratio: median(rounds.iter().map(|round| round.0 / round.1)),
        }
    }
}

/// The middle of some figures.
fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Medians of both, and of their ratio in each round.
struct Compared {
    ours: f64,
    theirs: f64,
    ratio: f64,
}

/// What a figure has to be.
enum Target {
    AtLeast(f64),
    AtMost(f64),
}

/// A line of the table.
struct Row {
    name: &'static str,
    work: &'static str,
    register: String,
    peer: String,
    ratio: f64,
    target: Target,
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (target, is_met) = match self.target {
            Target::AtLeast(least) => (format!("at least {least}"), self.ratio >= least),
            Target::AtMost(most) => (format!("at most {most}"), self.ratio <= most),
        };
        let missed = if is_met { "" } else { ", **missed**" };
        let Self { name, work, register, peer, ratio, .. } = self;
        write!(out, "| `{name}` | {work} | {register} | {peer} | {ratio:.2} | {target}{missed} |")
    }
}

/// A rate of requests or statements.
fn rate(rate: f64) -> String {
    format!("{rate:.0}/s")
}

/// A time in seconds.
fn time(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.0} ms", seconds * 1_000.0) } else { format!("{seconds:.1} s") }
}

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn one_table_of_all_rows() {
    let size = Size::asked();
    let mut rows = Vec::new();
    let of_nation: &[&str] =
        &["person", "experts", "graphql", "sqlite", "month", "tail-16", "tail-256", "memory", "start"];
    if size.wants_any(of_nation) {
        let nation = filled(Database::Postgres, size.people);
        rows.extend(reads::rows(&size, &nation));
        rows.extend(bulk::month(&size, &nation));
        rows.extend(tail::rows(&size, &nation));
        rows.extend(process::rows(&size, &nation));
    }
    if size.wants_any(&["sqlite-tail-16", "sqlite-tail-256"]) {
        rows.extend(tail::rows(&size, &filled(Database::Sqlite, size.people)));
    }
    rows.extend(bulk::pulls(&size));
    let (people, seconds, rounds) = (size.people, size.seconds, size.rounds);
    println!("\n{people} people, medians of {rounds} rounds in turns, {seconds} s of each load\n");
    println!("| row | work | register | limit or peer | ratio | target |\n| --- | --- | --- | --- | --- | --- |");
    rows.iter().for_each(|row| println!("{row}"));
    if size.wants("growth") {
        println!("\n{}", growth::table(&size));
    }
}
