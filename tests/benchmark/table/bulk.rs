//! Bulk: lists that are pulled whole against `COPY`, and a month computed against one statement.

use persistence::Engine;
use tests::{Database, Register, Surface};

use super::{Compared, Row, Size, Target, time};
use crate::{
    grades::{self, copy, pull},
    population, stipend_lines, stipend_runs, threads,
};

fn row(name: &'static str, work: &'static str, Compared { ours, theirs, ratio }: Compared, of: &str, most: f64) -> Row {
    Row {
        name,
        work,
        register: time(ours),
        peer: format!("{of} {}", time(theirs)),
        ratio,
        target: Target::AtMost(most),
    }
}

/// A month of the nation against the statement that makes the same lines.
pub fn month(size: &Size, nation: &Register) -> Option<Row> {
    size.wants("month").then(|| {
        let hand = || stipend_runs::insert_by_hand(nation).0.as_secs_f64();
        let run = || {
            let (id, took) = stipend_runs::computes_anew(nation);
            stipend_runs::cancels(nation, &id);
            took.as_secs_f64()
        };
        let compared = size.in_turns(run, hand);
        row("month", "a month of stipends computed", compared, "INSERT … SELECT", 1.3)
    })
}

/// Lists that are pulled whole, from registers that hold little else.
pub fn pulls(size: &Size) -> Vec<Row> {
    let mut rows = Vec::new();
    let register = || {
        let register = Register::served_by(Database::Postgres, Surface::Rest, 2, threads());
        population::fill(&register, size.people, 0);
        register
    };
    if size.wants("lines") {
        let register = register();
        stipend_lines::fill(&register, size.months);
        register.analyse();
        let pulled = ("/v1/stipend-lines", stipend_lines::CSV, size.people * size.months * 3);
        let compared = pulls_and_copies(size, &register, "auditor", pulled, &stipend_lines::copy_statement());
        rows.push(row("lines", "stipend lines as CSV, with names", compared, "COPY, without names", 1.2));
        // One of them is called otherwise in the contract.
        let fields = stipend_lines::COLUMNS.join(",").replace(",held,", ",holds,");
        let path = format!("/v1/stipend-lines?fields={fields}");
        let pulled = (path.as_str(), stipend_lines::CSV, size.people * size.months * 3);
        let compared = pulls_and_copies(size, &register, "auditor", pulled, &stipend_lines::copy_statement());
        rows.push(row("lines", "stipend lines as CSV, the same columns", compared, "COPY", 1.2));
    }
    if size.wants("grades") {
        let register = register();
        grades::fill(&register);
        register.analyse();
        let pulled = ("/v1/grades?as_of=2026-11-25", grades::NDJSON, size.people);
        let compared = pulls_and_copies(size, &register, "hr", pulled, grades::ROWS);
        rows.push(row("grades", "the grades of a day as NDJSON", compared, "COPY", 1.2));
    }
    rows
}

fn pulls_and_copies(
    size: &Size,
    register: &Register,
    role: &str,
    (path, form, count): (&str, grades::Form, u32),
    rows: &str,
) -> Compared {
    let Engine::Postgres(url) = &register.config.database else { panic!("COPY is of PostgreSQL") };
    let client = register.acting(role);
    size.in_turns(|| pull(&client, path, form, count).as_secs_f64(), || copy(url, rows).as_secs_f64())
}
