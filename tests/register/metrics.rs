//! Prometheus metrics: what is requested, how long it took and what was refused, and nothing about people.

use serde_json::json;
use tests::{
    Register,
    fixtures::{person, text},
    on_both_databases,
};

/// The value of a figure with these labels, all of which its line must hold.
pub fn figure(register: &Register, name: &str, labels: &[&str]) -> Option<f64> {
    let text = register.get("/metrics").text;
    let line = text
        .lines()
        .find(|line| line.split(['{', ' ']).next() == Some(name) && labels.iter().all(|label| line.contains(label)))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[on_both_databases]
fn metrics_count_time_statements_and_refusals_of_each_operation(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let path = format!("/v1/people/{}", text(&ada, "id"));
    for _ in 0..3 {
        registrar.get(&path);
    }
    registrar.graphql("query($id: ID!) { person(id: $id) { name } }", &json!({ "id": ada["id"] }));
    registrar.get("/v1/people/019a0000-0000-7000-8000-000000000000");
    let read = "operation=\"read_person\"";
    assert_eq!(figure(register, "duxue_operation_seconds_count", &[read, "surface=\"rest\""]), Some(4.0));
    assert_eq!(figure(register, "duxue_operation_seconds_count", &[read, "surface=\"graphql\""]), Some(1.0));
    assert_eq!(figure(register, "duxue_refusals_total", &[read, "surface=\"rest\"", "code=\"not_found\""]), Some(1.0));
    assert_eq!(figure(register, "duxue_sql_statements_total", &[read]), Some(5.0));
    assert!(figure(register, "duxue_queue_seconds_count", &["lane=\"readers\""]) >= Some(5.0));
    assert_eq!(figure(register, "duxue_database", &["lane=\"writers\"", "what=\"waiting\""]), Some(0.0));
    assert!(figure(register, "duxue_database", &["lane=\"readers\"", "what=\"connections_open\""]) >= Some(1.0));
    assert_eq!(figure(register, "duxue_log_dropped_lines_total", &[]), Some(0.0));
}

#[on_both_databases]
fn figures_say_nothing_about_anybody(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    registrar.get(&format!("/v1/people/{}", text(&ada, "number")));
    registrar.get("/v1/people?name=ouyang");
    registrar.post("/v1/people/search", &json!({ "phone": "15400000001" }));
    let figures = register.get("/metrics").text;
    for private in [
        "ouyang",
        "欧阳",
        "15400000001",
        "99999919900101",
        text(&ada, "number"),
        text(&ada, "id"),
        registrar.id.as_str(),
    ] {
        assert!(!figures.contains(private), "{private}");
    }
}
