//! Agreements drive what a client receives, on every surface: fields, resources and area, from the first day to the last.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

const HOME: &str = "340800";
const ELSEWHERE: &str = "360100";

/// An agreement with a client about these fields.
pub fn about(client: &Client, resources: &Value) -> Value {
    json!({
        "client_id": client.id, "purpose": "核发督学待遇", "legal_basis": "教育督导条例第十条", "resources": resources,
        "starts_on": "2026-11-23", "ends_on": "2027-11-22", "document_number": "教督〔2026〕11号"
    })
}

fn with(body: &Value, changes: &Value) -> Value {
    let mut body = body.clone();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

/// Drafts an agreement and has it confirmed.
pub fn agree(register: &Register, body: &Value) -> Value {
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    let draft = one.drafts_agreement(body).unwrap();
    other.fires_agreement(text(&draft, "id"), "confirm", &json!({})).unwrap()
}

/// What a client reads at a path over REST.
fn at(client: &Client, path: &str) -> (u16, Value) {
    let answer = client.get(path);
    (answer.status, answer.json())
}

fn names(record: &Value) -> Vec<&str> {
    record.as_object().unwrap().keys().map(String::as_str).collect()
}

#[everywhere]
fn another_administrator_confirms_an_agreement(register: &Register) {
    let (one, other, hr) = (register.acting("administrator"), register.acting("administrator"), register.acting("hr"));
    let body = about(&hr, &json!({ "people": ["name", "number"] }));
    let draft = one.drafts_agreement(&body).unwrap();
    let id = text(&draft, "id");
    assert_eq!((text(&draft, "status"), text(&draft, "area")), ("draft", "000000"));
    assert_eq!(draft["resources"], json!({ "people": ["name", "number"] }));
    assert_eq!(one.fires_agreement(id, "confirm", &json!({})), Err("four_eyes".into()));
    let confirmed = other.fires_agreement(id, "confirm", &json!({})).unwrap();
    assert_eq!((text(&confirmed, "status"), &confirmed["version"]), ("confirmed", &json!(2)));
    assert_eq!(register.acting("auditor").reads_agreement(id), Ok(confirmed.clone()));
    assert_eq!(one.lists_agreements(&format!("client_id={}", hr.id)), Ok(json!([confirmed])));
    for role in ["registrar", "approver", "hr", "finance", "partner"] {
        let client = register.acting(role);
        assert_eq!(client.drafts_agreement(&body), Err("forbidden".into()), "{role}");
        assert_eq!(client.reads_agreement(id), Err("forbidden".into()), "{role}");
    }
    assert_eq!(other.fires_agreement(id, "end", &json!({})), Err("invalid".into()), "an end needs a reason");
    let ended = one.fires_agreement(id, "end", &json!({ "reason": "项目结束" })).unwrap();
    assert_eq!((text(&ended, "status"), text(&ended, "ends_on")), ("ended", "2026-11-22"));
}

#[everywhere]
fn agreement_names_what_its_client_could_receive(register: &Register) {
    let (one, hr) = (register.acting("administrator"), register.acting_in("hr", Some(HOME)));
    let body = about(&hr, &json!({ "people": ["name"] }));
    let refused = |change: Value| assert_eq!(one.drafts_agreement(&with(&body, &change)), Err("invalid".into()));
    refused(json!({ "resources": {} }));
    refused(json!({ "resources": { "people": ["secret"] } }));
    refused(json!({ "resources": { "payees": ["id"] } }));
    refused(json!({ "resources": { "persons": ["id"] } }));
    refused(json!({ "ends_on": "2026-11-22" }));
    refused(json!({ "area": ELSEWHERE }));
    refused(json!({ "client_id": register.acting("registrar").id }));
    refused(json!({ "client_id": "0193591c-2000-7000-8000-000000000001" }));
    assert_eq!(text(&one.drafts_agreement(&body).unwrap(), "area"), HOME);
}

#[everywhere]
fn client_has_one_agreement_on_each_day(register: &Register) {
    let (one, other, hr) = (register.acting("administrator"), register.acting("administrator"), register.acting("hr"));
    let body = about(&hr, &json!({ "people": ["name"] }));
    let confirm = |body: &Value| {
        let draft = one.drafts_agreement(body).unwrap();
        other.fires_agreement(text(&draft, "id"), "confirm", &json!({}))
    };
    confirm(&body).unwrap();
    assert_eq!(confirm(&with(&body, &json!({ "ends_on": "2026-12-31" }))), Err("duplicate".into()));
    let next = json!({ "starts_on": "2027-11-23", "ends_on": "2028-11-22" });
    assert!(confirm(&with(&body, &next)).is_ok());
}

#[on_both_databases]
fn fields_that_are_not_agreed_are_absent(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let path = format!("/v1/people/{}", text(&ada, "id"));
    assert!(names(&at(&hr, &path).1).contains(&"birth_date"));
    agree(register, &about(&hr, &json!({ "people": ["name", "number"] })));
    let expected = ["id", "name", "number", "version"];
    assert_eq!(names(&at(&hr, &path).1), expected);
    assert_eq!(names(&at(&hr, "/v1/people").1["items"][0]), expected);
    assert_eq!(names(&at(&hr, &format!("{path}?fields=name,birth_date")).1), ["name"]);
    let lines = hr.rest("GET", "/v1/people", &[("accept", "text/csv")], None);
    assert!(lines.text.contains(text(&ada, "number")) && !lines.text.contains("1990"), "{}", lines.text);
    // The feed and the digests are those of the fields.
    register.settles();
    let changes = at(&hr, "/v1/changes?types=people&view=full").1;
    assert_eq!(names(&changes["items"][0]["record"]), expected);
    let start = text(&changes, "next").to_owned();
    register.passes_seconds(60);
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "work_unit": "示范小学" })).unwrap();
    register.settles();
    assert_eq!(at(&hr, &format!("/v1/changes?types=people&after={start}")).1["items"], json!([]));
    // Another role, and another client of the role, read as before.
    assert!(names(&at(&register.acting("hr"), &path).1).contains(&"birth_date"));
    assert!(names(&at(&registrar, &path).1).contains(&"birth_date"));
}

#[on_both_databases]
fn graphql_refuses_a_field_that_is_not_agreed(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let grade = json!({ "person_id": ada["id"], "track": "professional_title", "grade": "T3", "starts_on": "2020-09-01",
        "document_number": "人社职〔2020〕9号", "external_reference": "HR-1" });
    assert_eq!(hr.post("/v1/grades", &grade).status, 201);
    agree(register, &about(&hr, &json!({ "people": ["name"], "grades": ["person_id", "grade"] })));
    let asked = |query: &str| hr.graphql(query, &json!({ "id": ada["id"] })).json();
    let read = asked("query($id: ID!) { person(id: $id) { id name version } }");
    assert_eq!(read["data"]["person"]["name"], ada["name"]);
    let refused = |query: &str| {
        let answer = asked(query);
        assert_eq!(answer["errors"][0]["extensions"]["code"], json!("forbidden"), "{answer}");
    };
    refused("query($id: ID!) { person(id: $id) { name birthDate } }");
    refused("query($id: ID!) { appointments(personId: [$id]) { nodes { id } } }");
    refused("query($id: ID!) { grades(first: 5) { nodes { grade person { birthDate } } } }");
    let led = asked("query($id: ID!) { grades(first: 5) { nodes { grade person { name } } } }");
    assert_eq!(led["data"]["grades"]["nodes"][0]["person"]["name"], ada["name"], "{led}");
    let shown = at(&hr, "/v1/grades?expand=person").1;
    assert_eq!(names(&shown["items"][0]["person"]), ["id", "name", "version"]);
    assert_eq!(names(&shown["items"][0]), ["grade", "id", "person", "person_id", "version"]);
}

#[on_both_databases]
fn resources_that_are_not_agreed_are_refused(register: &Register) {
    let hr = register.acting("hr");
    assert_eq!(at(&hr, "/v1/grades").0, 200);
    agree(register, &about(&hr, &json!({ "people": ["name"] })));
    for path in ["/v1/grades", "/v1/appointments", "/v1/digests?resource=grades", "/v1/changes?types=grades"] {
        let (status, problem) = at(&hr, path);
        assert_eq!((status, text(&problem, "code")), (403, "forbidden"), "{path}");
    }
    for path in ["/v1/me", "/v1/code-sets", "/v1/calendars", "/v1/changes", "/v1/digests?resource=people"] {
        assert_eq!(at(&hr, path).0, 200, "{path}");
    }
}

#[on_both_databases]
fn hidden_field_narrows_and_sorts_nothing(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    registrar.creates_person(&person(1)).unwrap();
    agree(register, &about(&hr, &json!({ "people": ["name", "number"] })));
    for path in ["/v1/people?sex=1", "/v1/people?area=340800", "/v1/people?sort=name&area=340800"] {
        assert_eq!(at(&hr, path).0, 403, "{path}");
        let file = hr.rest("GET", path, &[("accept", "text/csv")], None);
        assert_eq!(file.status, 403, "{path} as a file");
    }
    let search = |body: Value| hr.post("/v1/people/search", &body).status;
    assert_eq!(search(json!({ "citizen_number": person(1)["citizen_number"] })), 403);
    assert_eq!(at(&hr, "/v1/people?sort=-id").0, 200);
}

#[on_both_databases]
fn agreed_area_narrows_the_reach(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let home = registrar.creates_person(&with(&person(1), &json!({ "area": HOME }))).unwrap();
    let away = registrar.creates_person(&with(&person(2), &json!({ "area": ELSEWHERE }))).unwrap();
    let path = |one: &Value| format!("/v1/people/{}", text(one, "id"));
    assert_eq!((at(&hr, &path(&home)).0, at(&hr, &path(&away)).0), (200, 200));
    agree(register, &with(&about(&hr, &json!({ "people": ["name"] })), &json!({ "area": HOME })));
    assert_eq!((at(&hr, &path(&home)).0, at(&hr, &path(&away)).0), (200, 404));
    assert_eq!(at(&hr, "/v1/people").1["items"].as_array().unwrap().len(), 1);
    register.settles();
    let items = at(&hr, "/v1/changes?types=people").1["items"].clone();
    assert!(items.as_array().unwrap().iter().all(|item| item["id"] != away["id"]));
}

#[on_both_databases]
fn agreement_expires_by_the_day_alone(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    registrar.creates_person(&person(1)).unwrap();
    let dates = json!({ "starts_on": "2026-11-24", "ends_on": "2026-11-25" });
    agree(register, &with(&about(&hr, &json!({ "people": ["name"] })), &dates));
    // Until its first day the client receives what its role reads.
    assert_eq!(at(&hr, "/v1/grades").0, 200);
    for (day, people, grades) in [("2026-11-24", 200, 403), ("2026-11-25", 200, 403), ("2026-11-26", 403, 403)] {
        register.is_now(day);
        let hr = register.renews(hr.clone());
        assert_eq!((at(&hr, "/v1/people").0, at(&hr, "/v1/grades").0), (people, grades), "{day}");
    }
}

#[on_both_databases]
fn nothing_is_received_without_an_agreement_once_required(register: &Register) {
    let (hr, registrar) = (register.acting("hr"), register.acting("registrar"));
    let [one, other] = [(); 2].map(|()| register.acting("administrator"));
    let proposal = one.proposes("consumers.agreement_required", &json!(true)).unwrap();
    other.decides_proposal(text(&proposal, "id"), "confirm").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!((at(&hr, "/v1/people").0, at(&hr, "/v1/me").0, at(&registrar, "/v1/people").0), (403, 200, 200));
    let finance = register.acting("finance");
    assert_eq!(at(&finance, "/v1/payees").0, 403);
    agree(register, &about(&hr, &json!({ "people": ["name"] })));
    assert_eq!((at(&hr, "/v1/people").0, at(&hr, "/v1/grades").0), (200, 403));
}

#[on_both_databases]
fn client_reports_what_it_does_not_receive(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    agree(register, &about(&hr, &json!({ "people": ["name"] })));
    let grade = json!({ "person_id": ada["id"], "track": "professional_title", "grade": "T3", "starts_on": "2020-09-01",
        "document_number": "人社职〔2020〕9号", "external_reference": "HR-1" });
    let answer = hr.post("/v1/grades", &grade);
    assert_eq!((answer.status, names(&answer.json())), (201, vec!["id", "version"]));
}

#[on_both_databases]
fn terms_that_were_edited_by_hand_refuse_the_client(register: &Register) {
    let hr = register.acting("hr");
    agree(register, &about(&hr, &json!({ "people": ["name"] })));
    assert_eq!(at(&hr, "/v1/people").0, 200);
    register.executes("UPDATE clients SET terms = NULL");
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(at(&hr, "/v1/people").0, 401);
}

#[on_both_databases]
fn preview_is_what_the_client_is_answered(register: &Register) {
    let (registrar, administrator) = (register.acting("registrar"), register.acting("administrator"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = text(&ada, "id");
    let (hr, finance) = (register.acting("hr"), register.acting("finance"));
    agree(register, &about(&hr, &json!({ "people": ["name"], "grades": ["person_id", "grade"] })));
    let events = || register.disclosures().len();
    let before = events();
    for client in [&hr, &finance, &register.acting("hr")] {
        let preview = administrator.get(&format!("/v1/clients/{}/preview?person_id={id}", client.id)).json();
        let answers = preview["answers"].as_array().unwrap();
        assert!(answers.len() > 2, "{preview}");
        for answer in answers {
            let path = text(answer, "path");
            let query = if path.contains("{id}") { String::new() } else { format!("?person_id={id}") };
            let (status, told) = at(client, &format!("{}{query}", path.replace("{id}", id)));
            match answer["refusal"].as_str() {
                Some(code) => assert_eq!((code, status >= 400), (text(&told, "code"), true), "{path}"),
                None if told.get("items").is_some() => assert_eq!(answer["answer"], told["items"], "{path}"),
                None => assert_eq!(answer["answer"], told, "{path}"),
            }
        }
    }
    assert_eq!(events(), before, "no reading by a client");
    for role in ["registrar", "auditor", "hr"] {
        assert_eq!(register.acting(role).previews(&hr.id, id), Err("forbidden".into()), "{role}");
    }
    assert_eq!(administrator.previews(&hr.id, "x"), Err("invalid".into()));
}
