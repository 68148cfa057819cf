//! Twice the load that can be carried: most of the best rate is kept, the rest is refused at once, and the server says
//! throughout that it lives.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};
use tests::{Database, Register, Surface, fixtures, http};

use crate::{
    load::{Load, Overload},
    population, threads,
};

const SECONDS: u64 = 10;
/// Connections at the best rate.
const FEW: usize = 32;
/// Connections that twice the load comes over: more than one client may have waiting.
const MANY: usize = 1_000;

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn twice_the_load() {
    for database in [Database::Postgres, Database::Sqlite] {
        let register = Register::served_by(database, Surface::Rest, 2, threads());
        population::fill(&register, 150_000, 60_000);
        let (partner, registrar) = (register.acting("partner"), register.acting("registrar"));
        overload(&register, "20 experts", &Load::get(&partner, "/v1/experts?subject=14&stage=2&limit=20"));
        let write = Load::request(&registrar, "POST", "/v1/people", |number| fixtures::one_of_many(number).to_string());
        overload(&register, "a write", &write);
    }
}

fn overload(register: &Register, what: &str, load: &Load) {
    let best = load.run(FEW, SECONDS);
    let stop = AtomicBool::new(false);
    let (Overload { accepted, refused }, slowest) = std::thread::scope(|scope| {
        let alive = scope.spawn(|| slowest_sign_of_life(register, &stop));
        let outcome = load.pour(best.rate * 2.0, MANY, SECONDS);
        stop.store(true, Ordering::Relaxed);
        (outcome, alive.join().unwrap())
    });
    let name = register.database;
    println!("{name:?}, {what}, the most it carries: {best}");
    println!("{name:?}, {what}, at twice that: accepted {accepted}, {:.2} of the best rate", accepted.rate / best.rate);
    println!("{name:?}, {what}, refused {refused}: {:.3} of the accepted one's time", refused.p50 / accepted.p50);
    println!("{name:?}, {what}, /health/live answered throughout, at the slowest in {slowest:?}");
}

fn slowest_sign_of_life(register: &Register, stop: &AtomicBool) -> Duration {
    let mut slowest = Duration::ZERO;
    while !stop.load(Ordering::Relaxed) {
        let begin = Instant::now();
        assert_eq!(http::send("GET", &format!("{}/health/live", register.address), &[], &[]).status, 200);
        slowest = slowest.max(begin.elapsed());
        std::thread::sleep(Duration::from_millis(100));
    }
    slowest
}
