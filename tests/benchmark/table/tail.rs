//! How much longer the slowest hundredth takes than the middle, at a fixed rate of requests, while a list is pulled, a month is
//! computed and a roster is loaded.

use std::sync::atomic::{AtomicBool, Ordering};

use tests::{Database, Register, http};

use super::{Row, Size, Target, median, reads};
use crate::{
    CONNECTIONS,
    grades::drain,
    load::{Load, Report},
    stipend_lines::CSV,
    stipend_runs,
};

/// The part of what the server carries undisturbed that is asked of it while it does the rest, too.
const PART_ASKED: f64 = 0.2;
const MANY_CONNECTIONS: usize = 256;
const ROSTER: &[u8] = include_bytes!("../../fixtures/rosters/roster.xlsx");
const SCHOOLS: &[u8] = include_bytes!("../../fixtures/rosters/schools.xlsx");

/// The rows that are asked for.
pub fn rows(size: &Size, register: &Register) -> Vec<Row> {
    let at = match register.database {
        Database::Postgres => [
            ("tail-16", CONNECTIONS, 3.0, "PostgreSQL, one person by id, 16 connections, beside bulk work"),
            ("tail-256", MANY_CONNECTIONS, 6.0, "PostgreSQL, one person by id, 256 connections, beside bulk work"),
        ],
        Database::Sqlite => [
            ("sqlite-tail-16", CONNECTIONS, 3.0, "SQLite, one person by id, 16 connections, beside bulk work"),
            ("sqlite-tail-256", MANY_CONNECTIONS, 6.0, "SQLite, one person by id, 256 connections, beside bulk work"),
        ],
    };
    let asked: Vec<_> = at.into_iter().filter(|(name, ..)| size.wants(name)).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let registrar = register.acting("registrar");
    let load = Load::each(&registrar, reads::people(&registrar));
    let pace = load.run(CONNECTIONS, size.seconds).rate * PART_ASKED;
    let reports = beside_bulk_work(register, || {
        let open = |connections| (0..size.rounds).map(|_| load.open(pace, connections, size.seconds)).collect();
        asked.iter().map(|(_, connections, ..)| open(*connections)).collect::<Vec<Vec<Report>>>()
    });
    let row = |((name, _, most, work), rounds): (_, Vec<Report>)| Row {
        name,
        work,
        register: format!("p99 {:.2} ms", median(rounds.iter().map(|report| report.p99))),
        peer: format!("p50 {:.2} ms, at {pace:.0}/s", median(rounds.iter().map(|report| report.p50))),
        ratio: median(rounds.iter().map(|report| report.p99 / report.p50)),
        target: Target::AtMost(most),
    };
    asked.into_iter().zip(reports).map(row).collect()
}

/// Does something while a pull, a month and a roster run, each again and again.
fn beside_bulk_work<T>(register: &Register, work: impl FnOnce() -> T) -> T {
    let (auditor, registrar) = (register.acting("auditor"), register.acting("registrar"));
    let (run, _) = stipend_runs::computes_anew(register);
    let upload = &|file: &[u8], fields: &str| uploads(&registrar.address, &registrar.token, file, fields);
    upload(SCHOOLS, "schools");
    let stop = AtomicBool::new(false);
    let again = |work: &dyn Fn()| {
        while !stop.load(Ordering::Relaxed) {
            work()
        }
    };
    let done = std::thread::scope(|scope| {
        let pull_lines = || {
            drain(&auditor, "/v1/stipend-lines", CSV);
        };
        let compute = || {
            stipend_runs::computes(register, &run);
        };
        scope.spawn(move || again(&pull_lines));
        scope.spawn(move || again(&compute));
        scope.spawn(move || again(&|| upload(ROSTER, "people")));
        let done = work();
        stop.store(true, Ordering::Relaxed);
        done
    });
    stipend_runs::cancels(register, &run);
    done
}

/// Loads a roster of a kind.
fn uploads(address: &str, token: &str, file: &[u8], kind: &str) {
    let mut body = format!("--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n").into_bytes();
    body.extend(b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"roster\"\r\nContent-Type: application/octet-stream\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--x--\r\n");
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    let answer = http::send("POST", &format!("{address}/v1/imports"), &headers, &body);
    assert!(answer.status < 500 || answer.status == 503, "{}", answer.text);
}
