//! The program by itself: how soon it is ready, and what it holds while it does nothing.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use tests::{Register, http, process::ServerProcess};

use super::{Row, Size, Target, median, time};

/// How long it has done nothing when its memory is read.
const IDLE: Duration = Duration::from_secs(3);
const MEMORY_MB_MAX: f64 = 48.0;
const READY_MS_MAX: f64 = 200.0;

/// The rows that are asked for; their ratio is to what is allowed.
pub fn rows(size: &Size, nation: &Register) -> Vec<Row> {
    if !size.wants_any(&["memory", "start"]) {
        return Vec::new();
    }
    let rounds: Vec<(f64, f64)> = (0..size.rounds).map(|_| started(nation)).collect();
    let (ready_ms, held_mb) = (median(rounds.iter().map(|one| one.0)), median(rounds.iter().map(|one| one.1)));
    let at_most = Target::AtMost;
    vec![
        Row {
            name: "start",
            work: "from the start to ready, on a migrated database",
            register: time(ready_ms / 1_000.0),
            peer: format!("allowed {READY_MS_MAX} ms"),
            ratio: ready_ms / READY_MS_MAX,
            target: at_most(1.0),
        },
        Row {
            name: "memory",
            work: "resident memory of an idle server",
            register: format!("{held_mb:.0} MB"),
            peer: format!("allowed {MEMORY_MB_MAX} MB"),
            ratio: held_mb / MEMORY_MB_MAX,
            target: at_most(1.0),
        },
    ]
}

/// Milliseconds until a server is ready, and megabytes that it then holds.
fn started(nation: &Register) -> (f64, f64) {
    let begun = Instant::now();
    let server = ServerProcess::start(nation, Path::new(env!("CARGO_BIN_EXE_duxue-under-test")));
    while http::send("GET", &format!("{}/health/ready", server.address), &[], &[]).status != 200 {
        std::thread::sleep(Duration::from_millis(2));
    }
    let ready_ms = begun.elapsed().as_secs_f64() * 1_000.0;
    std::thread::sleep(IDLE);
    let bytes = u32::try_from(server.memory_bytes() / 1024).expect("kilobytes");
    (ready_ms, f64::from(bytes) / 1024.0)
}
