//! Doubles that each have what one person has once: whoever merges them names which of the two stays.

use serde_json::{Value, json};
use tests::{
    Register,
    client::Client,
    fixtures::{person, text},
    on_both_databases,
};

fn merge(registrar: &Client, lost: &Value, survivor: &Value, keep: &[&Value]) -> tests::http::Answer {
    let keep: Vec<&str> = keep.iter().map(|record| text(record, "id")).collect();
    let body = json!({ "into": survivor["id"], "reason": "同一人重复登记", "keep": keep });
    registrar.post(&format!("/v1/people/{}/merge", text(lost, "id")), &body)
}

#[on_both_databases]
fn of_two_payees_the_named_one_stays(register: &Register) {
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let (ada, double) = (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    let payer = registrar.has_payer();
    let first = registrar.enters_payee(&crate::payees::body(&ada, &payer, "2026-09-01")).unwrap();
    let mut other = crate::payees::body(&double, &payer, "2026-10-01");
    other["account"] = json!("6222025555666677788");
    let second = registrar.enters_payee(&other).unwrap();
    assert_eq!(merge(&registrar, &double, &ada, &[]).refusal(), (409, "duplicate".into()));
    let both = merge(&registrar, &double, &ada, &[&first, &second]).faults();
    assert_eq!(both, [0, 1].map(|at| (format!("/keep/{at}"), "reference".to_owned())), "one of them has to give way");
    assert_eq!(
        merge(&registrar, &double, &ada, &[&second, &ada]).faults(),
        [("/keep/1".to_owned(), "reference".to_owned())]
    );
    assert_eq!(merge(&registrar, &double, &ada, &[&second]).status, 200);
    let left = approver.lists_payees("").unwrap();
    assert_eq!((left.as_array().unwrap().len(), &left[0]["id"], &left[0]["person_id"]), (1, &second["id"], &ada["id"]));
    assert_eq!(approver.reads_payee(text(&first, "id"), ""), Err("not_found".into()));
}

#[on_both_databases]
fn of_two_grades_the_named_one_stays(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let (ada, double) = (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    let report = |person: &Value, grade: &str| {
        let body = json!({ "person_id": person["id"], "track": "professional_title", "grade": grade, "starts_on": "2020-09-01", "document_number": "皖人社〔2020〕1号" });
        hr.post("/v1/grades", &body).json()
    };
    let (first, second) = (report(&ada, "T3"), report(&double, "T2"));
    assert_eq!(merge(&registrar, &double, &ada, &[]).refusal(), (409, "duplicate".into()));
    assert_eq!(merge(&registrar, &double, &ada, &[&first]).status, 200);
    let left = registrar.lists_grades("").unwrap();
    assert_eq!((left.as_array().unwrap().len(), &left[0]["id"]), (1, &first["id"]));
    let gone = registrar.get(&format!("/v1/grades/{}", text(&second, "id"))).json();
    assert_eq!((text(&gone, "annulled_reason"), &gone["person_id"]), ("同一人重复登记", &ada["id"]));
}

#[on_both_databases]
fn of_two_certifications_the_named_one_stays(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let (first, second) =
        (registrar.has_certified_by_record(&approver, 1), registrar.has_certified_by_record(&approver, 3));
    let one = |person: &Value| {
        registrar.get(&format!("/v1/certifications?person_id={}", text(person, "id"))).json()["items"][0].clone()
    };
    let (of_first, of_second) = (one(&first), one(&second));
    assert_eq!(merge(&registrar, &second, &first, &[]).refusal(), (409, "duplicate".into()));
    let merged = merge(&registrar, &second, &first, &[&of_second]);
    assert_eq!(merged.status, 200, "{}", merged.text);
    let status = |record: &Value| registrar.get(&format!("/v1/certifications/{}", text(record, "id"))).json();
    assert_eq!((text(&status(&of_first), "status"), text(&status(&of_second), "status")), ("surrendered", "certified"));
    assert_eq!(status(&of_second)["person_id"], first["id"]);
}
