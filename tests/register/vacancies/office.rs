//! An office with a place that was left, and the candidates for it.

use serde_json::{Value, json};
use tests::{
    Client, Database, Register,
    fixtures::{basis, decision, person, published, text},
};

use crate::dismissals::{Inspector, Office};

pub fn status(record: &Value) -> &str {
    text(record, "status")
}

pub fn refused<T>() -> Result<T, String> {
    Err("rule_refused".into())
}

/// A certified member of the specialist pool; the number and `with` make the person distinct.
pub fn candidate(office: &Office, number: u32, with: &Value) -> Value {
    let one = member(office, number, with);
    certify(office, &one);
    one
}

/// The same without a certification.
pub fn member(office: &Office, number: u32, with: &Value) -> Value {
    let mut body = person(number);
    for (name, value) in with.as_object().unwrap() {
        body[name] = value.clone();
    }
    let one = office.registrar.creates_person(&body).expect("a person");
    office.is_member(&one);
    one
}

pub fn certify(office: &Office, one: &Value) {
    let application = office.registrar.has_applied(one);
    office.approver.fires_certification(text(&application, "id"), "certify_by_record", &basis()).expect("certified");
}

/// Takes a person into the pool of invited experts, too.
pub fn invited(office: &Office, one: &Value) -> String {
    let body = json!({ "person_id": one["id"], "pool": "invited", "source": "expert", "consent_on": "2026-11-01" });
    let id = text(&office.registrar.nominates(&body).expect("a nomination"), "id").to_owned();
    let on = json!({ "occurred_on": "2026-11-02" });
    let choice = json!({ "panel": ["甲", "乙", "丙"], "score": 90, "occurred_on": "2026-11-02" });
    for (event, with) in
        [("submit", &on), ("accept", &on), ("shortlist", &choice), ("open_notice", &published("2026-11-02"))]
    {
        office.registrar.fires(&id, event, with).expect(event);
    }
    office.approver.fires(&id, "approve", &basis()).expect("approved");
    id
}

/// An office from which an inspector was dismissed on the 30th of November, with the vacancy that the act opened.
pub fn vacated(register: &Register, office: Office, ada: &Inspector) -> (Office, String, Value) {
    let (office, case) = office.has_dismissed(register, ada);
    let opened = office.registrar.lists_vacancies(&format!("dismissal_id={case}")).expect("a list");
    assert_eq!(opened.as_array().unwrap().len(), 1, "{opened}");
    (office, case, opened[0].clone())
}

pub fn ranks(office: &Office, vacancy: &Value) -> Value {
    office.registrar.fires_vacancy(text(vacancy, "id"), "rank", &json!({})).expect("ranked")
}

/// The people of a list of candidates, in its order.
pub fn people(candidates: &Value) -> Vec<Value> {
    candidates.as_array().unwrap().iter().map(|one| one["person_id"].clone()).collect()
}

pub fn ranked(office: &Office, vacancy: &Value) -> Value {
    office.registrar.lists_candidates(text(vacancy, "id"), "excluded=false").expect("candidates")
}

pub fn selects(office: &Office, vacancy: &Value, one: &Value) -> Result<Value, String> {
    let with = json!({ "person_id": one["id"], "reason": "面谈后择优" });
    office.head.fires_vacancy(text(vacancy, "id"), "select", &with)
}

/// Takes the appointment of who was chosen to its first day.
pub fn takes_up_duty(register: &Register, office: Office, selected: &Value) -> Office {
    let id = text(selected, "appointment_id").to_owned();
    office.registrar.fires_appointment(&id, "review", &json!({})).expect("reviewed");
    office.registrar.fires_appointment(&id, "open_notice", &json!({})).expect("published");
    let office = office.on(register, "2026-12-15");
    office.approver.fires_appointment(&id, "decide", &decision()).expect("decided");
    let letter = json!({ "letter_number": format!("聘{id}"), "credential_number": format!("督{id}") });
    office.registrar.fires_appointment(&id, "issue_letter", &letter).expect("a letter");
    office.registrar.fires_appointment(&id, "start", &json!({})).expect("in office");
    office
}

pub fn may(client: &Client, vacancy: &Value, event: &str) -> Option<Result<(), String>> {
    let next = client.reads_vacancy_transitions(text(vacancy, "id")).unwrap()["next"].clone();
    let one = next.as_array().unwrap().iter().find(|one| one["event"] == event)?;
    Some(if one["allowed"] == json!(true) { Ok(()) } else { Err(text(one, "code").to_owned()) })
}

/// What excluded somebody by a ranking, each with its rule.
pub fn grounds(office: &Office, vacancy: &Value, one: &Value) -> Vec<(String, String)> {
    let all = office.registrar.lists_candidates(text(vacancy, "id"), "excluded=true").unwrap();
    let found = all.as_array().unwrap().iter().find(|candidate| candidate["person_id"] == one["id"]).cloned();
    let found = found.unwrap_or_else(|| panic!("{one} was not excluded: {all}"));
    assert_eq!(found["rank"], Value::Null);
    let by = |by: &Value| (text(by, "ground").to_owned(), text(by, "rule").to_owned());
    found["excluded_by"].as_array().unwrap().iter().map(by).collect()
}

/// Lets somebody have had a zone more often than a page holds, each time later than everything before.
pub fn served_often(database: Database, one: &Inspector) -> String {
    let (series, id) = match database {
        Database::Postgres => {
            ("generate_series(1, 600) AS n (n)", "('ffffffff-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid")
        }
        Database::Sqlite => (
            "(WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 600) SELECT n FROM n) AS n",
            "CAST(x'ffffffffffff4fff8fff' || substr('000000' || n, -6) AS BLOB)",
        ),
    };
    let columns = "version, area, zone_id, appointment_id, person_id, role, starts_on";
    let bare = one.assignment.replace('-', "");
    let which = match database {
        Database::Postgres => format!("id = '{}'", one.assignment),
        Database::Sqlite => format!("hex(id) = '{}'", bare.to_uppercase()),
    };
    format!(
        "INSERT INTO zone_assignments (id, {columns}, ended_on, end_reason, created_at, updated_at) \
         SELECT {id}, {columns}, starts_on, 'other', created_at, updated_at FROM zone_assignments, {series} WHERE {which}"
    )
}
