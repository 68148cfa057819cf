//! Disclosures: each answer that shows people to a client that receives is recorded before it leaves.

use api::app::{Caller, consumers::disclosures::ForgetDisclosures};
use domain::{Actor, Role};
use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

use crate::agreements::{about, agree};

fn recorded(register: &Register, question: &str) -> Vec<Value> {
    register.acting("auditor").get(&format!("/v1/disclosures?{question}")).json()["items"].as_array().unwrap().clone()
}

fn operations(all: &[Value]) -> Vec<&str> {
    all.iter().map(|one| text(one, "operation")).collect()
}

fn reads(client: &Client, path: &str) {
    assert_eq!(client.get(path).status, 200, "{path}");
}

#[on_both_databases]
fn answer_about_people_is_recorded_before_it_leaves(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let [ada, bea] = [1, 2].map(|number| registrar.creates_person(&person(number)).unwrap());
    let agreement = agree(register, &about(&hr, &json!({ "people": ["name"], "people/standing": ["standing"] })));
    let path = format!("/v1/people/{}", text(&ada, "id"));
    for path in [path.clone(), "/v1/people".to_owned(), format!("{path}/standing")] {
        reads(&hr, &path);
    }
    let all = recorded(register, "");
    assert_eq!(operations(&all), ["read_person", "list_people", "read_person_standing"]);
    let one = &all[0];
    assert_eq!((text(one, "client_id"), &one["agreement_id"]), (hr.id.as_str(), &agreement["id"]));
    assert_eq!((&one["purpose"], &one["fields"]), (&agreement["purpose"], &json!(["name"])));
    assert_eq!((&one["people"], &one["person_ids"]), (&json!(1), &json!([ada["id"]])));
    assert_eq!((&all[1]["people"], &all[1]["person_ids"]), (&json!(2), &json!([ada["id"], bea["id"]])));
    // By person, by client, by time.
    let of = |question: String| operations(&recorded(register, &question)).len();
    assert_eq!((of(format!("person_id={}", text(&ada, "id"))), of(format!("person_id={}", text(&bea, "id")))), (3, 1));
    assert_eq!((of(format!("client_id={}", hr.id)), of(format!("client_id={}", registrar.id))), (3, 0));
    assert_eq!((of("from=2026-11-23T00:00:00Z".into()), of("to=2026-11-23T00:00:00Z".into())), (3, 0));
}

#[on_both_databases]
fn what_shows_nobody_and_offices_are_not_recorded(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    reads(&registrar, &format!("/v1/people/{}", text(&ada, "id")));
    reads(&hr, "/v1/code-sets");
    reads(&hr, "/v1/me");
    reads(&hr, "/v1/people?area=990000&count=exact");
    register.settles();
    reads(&hr, "/v1/digests?resource=people");
    assert_eq!(hr.get("/v1/people/0193591c-2000-7000-8000-000000000001").status, 404);
    assert_eq!(recorded(register, ""), Vec::<Value>::new());
    // The feed tells of whom something changed.
    reads(&hr, "/v1/changes?types=people");
    assert_eq!(operations(&recorded(register, "")), ["list_changes"]);
}

#[on_both_databases]
fn graph_and_file_are_recorded(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let grade = json!({ "person_id": ada["id"], "track": "professional_title", "grade": "T3", "starts_on": "2020-09-01",
        "document_number": "人社职〔2020〕9号", "external_reference": "HR-1" });
    assert_eq!(hr.post("/v1/grades", &grade).status, 201);
    let document = hr.graphql("{ grades(first: 5) { nodes { grade person { name } } } }", &json!({})).json();
    assert_eq!(document["data"]["grades"]["nodes"][0]["person"]["name"], ada["name"], "{document}");
    for form in ["text/csv", "application/x-ndjson"] {
        assert_eq!(hr.rest("GET", "/v1/grades", &[("accept", form)], None).status, 200, "{form}");
    }
    let all = recorded(register, "");
    assert_eq!(operations(&all), ["create_grade", "list_grades", "read_person", "list_grades", "list_grades"]);
    assert!(all.iter().all(|one| one["person_ids"] == json!([ada["id"]])), "{all:?}");
}

#[everywhere]
fn recipients_of_a_person_are_told_together(register: &Register) {
    let (registrar, hr, other) = (register.acting("registrar"), register.acting("hr"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let path = format!("/v1/people/{}", text(&ada, "id"));
    for client in [&hr, &hr, &other] {
        reads(client, &path);
        register.passes_seconds(1);
    }
    reads(&hr, "/v1/people");
    let told = registrar.reads_person_disclosures(text(&ada, "id")).unwrap();
    let recipients = told["recipients"].as_array().unwrap();
    let counted: Vec<_> =
        recipients.iter().map(|one| (text(one, "client_id"), one["times"].as_i64().unwrap())).collect();
    assert_eq!(counted, [(hr.id.as_str(), 3), (other.id.as_str(), 1)]);
    assert_eq!(recipients[0]["operations"], json!(["list_people", "read_person"]));
    assert!(text(&recipients[0], "first_at") < text(&recipients[0], "last_at"));
    for role in ["hr", "finance", "partner", "administrator"] {
        let client = register.acting(role);
        assert_eq!(client.reads_person_disclosures(text(&ada, "id")), Err("forbidden".into()), "{role}");
    }
}

#[on_both_databases]
fn answer_does_not_leave_if_it_cannot_be_recorded(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let path = format!("/v1/people/{}", text(&ada, "id"));
    register.executes("ALTER TABLE disclosures RENAME TO elsewhere");
    let answer = hr.get(&path);
    assert_eq!((answer.status, answer.code()), (503, "busy".to_owned()));
    assert_eq!(hr.rest("GET", "/v1/people", &[("accept", "text/csv")], None).status, 503);
    reads(&registrar, &path);
    reads(&hr, "/v1/me");
    register.executes("ALTER TABLE elsewhere RENAME TO disclosures");
    reads(&hr, &path);
}

#[on_both_databases]
fn survivor_is_found_by_what_was_told_before_a_merge(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let [ada, bea] = [1, 2].map(|number| registrar.creates_person(&person(number)).unwrap());
    reads(&hr, &format!("/v1/people/{}", text(&bea, "id")));
    register.executes(&match register.database {
        tests::Database::Postgres => {
            format!("UPDATE people SET merged_into = '{}' WHERE id = '{}'", text(&ada, "id"), text(&bea, "id"))
        }
        tests::Database::Sqlite => format!(
            "UPDATE people SET merged_into = x'{}' WHERE id = x'{}'",
            text(&ada, "id").replace('-', ""),
            text(&bea, "id").replace('-', "")
        ),
    });
    assert_eq!(recorded(register, &format!("person_id={}", text(&ada, "id"))).len(), 1);
}

#[on_both_databases]
fn disclosures_are_kept_for_three_years(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    registrar.creates_person(&person(1)).unwrap();
    reads(&hr, "/v1/people");
    let forgets = || register.app.run_now(&Caller::new(Actor::own(Role::System)), &ForgetDisclosures).unwrap();
    register.passes_seconds(3 * 365 * 86_400);
    assert_eq!(forgets(), 0);
    register.passes_seconds(4 * 86_400);
    assert_eq!(forgets(), 1);
}
