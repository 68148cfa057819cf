//! In which forms lists and records are answered, and what a table is like.

use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{person, text},
    http::Answer,
    on_both_databases,
};

use super::stipend_runs::{Office, without_notice};

const NOTHING: &str = "0193591c-2000-7000-8000-000000000001";
const ROLES: [&str; 7] = ["auditor", "administrator", "approver", "registrar", "finance", "hr", "partner"];

/// The answer to a caller who may ask for it.
fn asked(callers: &[Client], method: &str, path: &str, accept: &str) -> Answer {
    let answers = callers.iter().map(|caller| caller.rest(method, path, &[("accept", accept)], None));
    answers.into_iter().find(|answer| answer.status != 403).unwrap_or_else(|| panic!("nobody may {method} {path}"))
}

fn is_json(form: &str) -> bool {
    form == "application/json"
}

#[on_both_databases]
fn form_that_an_operation_does_not_have_is_not_acceptable(register: &Register) {
    let callers = ROLES.map(|role| register.acting(role));
    let operations = api::surfaces::table().forms().into_iter();
    let mut count = 0;
    for ((method, pattern), forms) in operations {
        if method != "GET" {
            continue;
        }
        count += 1;
        let path: String = pattern
            .split('/')
            .map(|part| if part.starts_with('{') { format!("/{NOTHING}") } else { format!("/{part}") })
            .skip(1)
            .collect();
        for accept in ["image/png", "application/xml, text/html;q=0", "*/*;q=0"] {
            let refused = asked(&callers, "GET", &path, accept);
            assert_eq!(refused.refusal(), (406, "not_acceptable".into()), "{path} {accept}: {}", refused.text);
            assert_eq!(refused.json()["forms"], json!(forms), "{path}");
            assert!(
                forms.iter().all(|form| text(&refused.json(), "detail").contains(form.as_str())),
                "{}",
                refused.text
            );
            assert_eq!(asked(&callers, "HEAD", &path, accept).status, 406, "{path}");
        }
        // A stream of events goes on until somebody ends it.
        let whole = forms.iter().map(String::as_str).filter(|form| *form != "text/event-stream");
        for accept in whole.chain(["*/*", "image/png, */*;q=0.1"]) {
            assert_ne!(asked(&callers, "GET", &path, accept).status, 406, "{path} {accept}");
        }
        for table in
            ["text/csv", "application/x-ndjson", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
        {
            let has = forms.iter().any(|form| form == table);
            assert_eq!(asked(&callers, "GET", &path, table).status == 406, !has, "{path} {table}");
        }
        assert!(forms.iter().any(|form| is_json(form)) || forms.len() == 1, "{path} {forms:?}");
    }
    assert!(count > 80, "{count}");
}

#[on_both_databases]
fn form_is_refused_after_the_role_and_before_the_parameters(register: &Register) {
    let png = [("accept", "image/png")];
    assert_eq!(register.acting("partner").rest("GET", "/v1/grades", &png, None).status, 403);
    assert_eq!(register.acting("hr").rest("GET", "/v1/grades?colour=red", &png, None).status, 406);
    assert_eq!(register.acting("registrar").rest("POST", "/v1/people", &png, Some(&person(1))).status, 406);
    assert_eq!(register.acting("registrar").get("/v1/people").json()["items"], json!([]), "nothing was written");
    let two_lines = [("accept", "image/png"), ("accept", "text/csv")];
    assert_eq!(register.acting("hr").rest("GET", "/v1/grades", &two_lines, None).status, 200);
}

#[on_both_databases]
fn table_of_grades_begins_with_name_and_number(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let report = json!({ "person_id": ada["id"], "track": "professional_title", "grade": "012", "starts_on": "2026-09-01", "document_number": "0871", "external_reference": "6222021111222233344" });
    hr.records_grade(&report).unwrap();
    let csv = |query: &str| hr.rest("GET", &format!("/v1/grades{query}"), &[("accept", "text/csv")], None);
    let whole = csv("");
    assert!(whole.text.starts_with("\u{feff}person_name,person_number,annulled,"), "{}", whole.text);
    let row = whole.text.lines().nth(1).unwrap().to_owned();
    assert!(row.starts_with(&format!("{},{},", text(&ada, "name"), text(&ada, "number"))), "{row}");
    for shown in [",'012,", ",'0871,", ",'6222021111222233344,"] {
        assert!(row.contains(shown), "{row}");
    }
    let disposition = whole.header("content-disposition").unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"grades-2026-")
            && disposition.contains(".csv\"; filename*=UTF-8''%E8%81%8C"),
        "{disposition}"
    );
    assert_eq!(csv("?bom=true").text, whole.text);
    assert_eq!(format!("\u{feff}{}", csv("?bom=false").text), whole.text);
    assert_eq!(csv("?bom=perhaps").faults(), [("/bom".to_owned(), "type".to_owned())]);
    assert_eq!(
        csv("?fields=grade,person_name&bom=false").text,
        format!("grade,person_name\r\n'012,{}\r\n", text(&ada, "name"))
    );
    let lines = hr.rest("GET", "/v1/grades?bom=false", &[("accept", "application/x-ndjson")], None);
    let line: Value = serde_json::from_str(lines.text.trim()).unwrap();
    assert_eq!((text(&line, "grade"), line.get("person_name")), ("012", None));
    assert!(lines.header("content-disposition").unwrap().contains("grades-2026-"));
    assert_eq!(hr.get("/v1/grades?fields=person_name").faults(), [("/fields".to_owned(), "unknown".to_owned())]);
    assert_eq!(registrar.get("/v1/people?bom=false").faults(), [("/bom".to_owned(), "unknown".to_owned())]);
}

#[on_both_databases]
fn tables_of_stipends_begin_with_name_and_number(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let run = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&run);
    for address in [format!("/v1/stipend-lines?run_id={run}"), format!("/v1/stipend-runs/{run}/transfers")] {
        let table = office.approver.rest("GET", &address, &[("accept", "text/csv")], None);
        assert!(table.text.starts_with("\u{feff}person_name,person_number,"), "{:.200}", table.text);
        let of = |person: &Value| format!("{},{},", text(person, "name"), text(person, "number"));
        let rows =
            table.text.lines().skip(1).filter(|row| office.people.iter().any(|person| row.starts_with(&of(person))));
        assert_eq!(rows.count(), table.text.lines().count() - 1, "{}", table.text);
        let head = office.approver.rest("HEAD", &address, &[("accept", "text/csv")], None);
        assert_eq!(head.header("content-disposition"), table.header("content-disposition"));
        assert!(head.header("content-disposition").unwrap().contains("filename*=UTF-8''%E7%9D%A3%E5%AD%A6"));
    }
}
