//! Whether somebody may inspect, against reading the same person: both answer one request with one statement by key.

use api::{
    app::Caller,
    demo::nation::{BuildNation, Size},
};
use domain::{Actor, Role, kernel::period::Month};
use tests::{Database, Register, Surface, fixtures::text};

use crate::{CONNECTIONS, SECONDS, load::Load, threads};

const PEOPLE: u32 = 20_000;
const ROUNDS: usize = 3;

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn standing_of_an_inspector() {
    println!("{PEOPLE} people, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s");
    for database in [Database::Postgres, Database::Sqlite] {
        let register = Register::served_by(database, Surface::Rest, 2, threads());
        let size = Size { people: PEOPLE, months: 1, last: Month::parse("2026-10").unwrap(), seed: 7 };
        register.app.run_now(&Caller::new(Actor::own(Role::Operator)), &BuildNation::new(size)).unwrap();
        register.analyse();
        let registrar = register.acting("registrar");
        let active = registrar.get("/v1/appointments?status=active&limit=1").json();
        let person = format!("/v1/people/{}", text(&active["items"][0], "person_id"));
        let standing = format!("{person}/standing");
        let rate = |path: &str| Load::get(&registrar, path).run(CONNECTIONS, SECONDS).rate;
        let mut ratios: Vec<f64> = (0..ROUNDS).map(|_| rate(&standing) / rate(&person)).collect();
        ratios.sort_by(f64::total_cmp);
        println!(
            "{database:?}: standing at {:.2} of the rate of the person (target 0.5); all rounds {ratios:.2?}",
            ratios[ROUNDS / 2]
        );
    }
}
