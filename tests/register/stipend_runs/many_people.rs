//! A run of more people than are settled at once.

use super::*;

/// People of whom more are in office than a run settles at once.
const PEOPLE: u32 = 3_000;
const IN_OFFICE: &str = "SELECT CAST(count(DISTINCT person_id) AS TEXT) AS line FROM appointments WHERE superseded_at IS NULL
    AND starts_on <= '2026-10-31' AND (ends_on IS NULL OR ends_on >= '2026-10-01') AND (ended_on IS NULL OR ended_on > '2026-10-01')";
const LINES: &str =
    "SELECT count(*) || ' of ' || count(DISTINCT person_id) || ', ' || sum(amount_fen) AS line FROM stipend_lines";

fn number(register: &Register, query: &str) -> u64 {
    register.lines(query)[0].parse().unwrap()
}

#[on_both_databases]
fn run_of_many_people_settles_each_of_them_once(register: &Register) {
    crate::nation::builds(register, crate::nation::size(PEOPLE, 2, 7)).unwrap();
    register.executes("UPDATE stipend_standards SET status = 'withdrawn'");
    register.is_now("2026-09-20");
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let row = |component: &str, fen: i64| json!({ "component": component, "amount_fen": fen });
    let amounts = [row("communication", 10_000), row("transport", 20_000), row("service", 30_000)];
    let body = json!({ "title": "全国标准", "area": "000000", "starts_on": "2026-10-01", "amounts": amounts });
    decided_standard(&registrar, &approver, &body, 900_000_000_000);
    register.is_now("2026-11-02");
    register.brings_standards_into_effect();
    assert!(number(register, IN_OFFICE) > 2_000);
    let registrar = register.renews(registrar);
    let id = text(&registrar.begins_run(&json!({ "month": "2026-10", "area": "000000" })).unwrap(), "id").to_owned();
    let run = registrar.fires_run(&id, "compute", &json!({})).unwrap();
    let lines = register.lines(LINES);
    let payable = "SELECT CAST(count(*) AS TEXT) AS line FROM stipend_lines WHERE kind <> 'held' AND amount_fen <> 0";
    assert_eq!(run["line_count"].as_u64().unwrap(), number(register, payable));
    let paid = number(register, "SELECT CAST(count(DISTINCT person_id) AS TEXT) AS line FROM stipend_lines");
    assert!(paid > 2_000 && paid <= number(register, IN_OFFICE), "{paid}");
    let grounds = number(register, "SELECT CAST(count(*) AS TEXT) AS line FROM stipend_grounds");
    assert_eq!(grounds, paid, "what is paid to a person in a month rests on one record");
    let findings = number(register, "SELECT CAST(count(*) AS TEXT) AS line FROM stipend_findings");
    let ordinals = "SELECT count(DISTINCT ordinal) || ' up to ' || max(ordinal) AS line FROM stipend_findings";
    assert_eq!(register.lines(ordinals), [format!("{findings} up to {}", findings - 1)]);
    let again = registrar.fires_run(&id, "compute", &json!({})).unwrap();
    assert_eq!((register.lines(LINES), &again["total_fen"]), (lines, &run["total_fen"]));
}
