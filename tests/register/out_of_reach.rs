//! References: a write that names what lies out of reach is answered as one that names nothing. Every reference of every
//! body and filter in the OpenAPI document is tried.

use serde_json::{Value, json};
use tests::{Client, Register, fixtures::text, on_both_databases};

const NOBODY: &str = "0193591c-2000-7000-8000-00000000dead";
const OURS: &str = "340800";
const ELSEWHERE: &str = "110100";
/// Fewest references that the document has: so that a change of its form does not leave the tests with nothing to try.
const REFERENCES_MIN: usize = 55;
/// Fewest filters by a reference.
const FILTERS_MIN: usize = 30;

/// An office with one record of each kind that a request may name.
struct Office {
    registrar: Client,
    approver: Client,
    hr: Client,
    finance: Client,
    auditor: Client,
    records: Vec<(&'static str, String)>,
}

fn id(record: &Value) -> String {
    text(record, "id").to_owned()
}

impl Office {
    fn of(register: &Register, area: &str, number: u32) -> Self {
        let acting = |role| register.acting_in(role, Some(area));
        let (registrar, approver) = (acting("registrar"), acting("approver"));
        let (authority, payer) = (registrar.has_authority(), registrar.has_payer());
        let cohort = registrar.has_cohort(&authority, 1, "2026-11-01");
        let person = registrar.has_certified_by_record(&approver, number);
        let other = registrar.has_certified_by_record(&approver, number + 2);
        let (zone, schools) = registrar.has_zone(number, 1);
        let appointment = registrar.has_inspector(&approver, &person, &cohort);
        let made = |path: &str, body: Value| {
            let answer = registrar.post(path, &body);
            assert_eq!(answer.status, 201, "{path}: {}", answer.text);
            id(&answer.json())
        };
        let assignment = made(
            "/v1/zone-assignments",
            json!({ "zone_id": zone["id"], "appointment_id": appointment["id"], "role": "lead" }),
        );
        let by_sample = |operation: &str, path: &str| {
            let mut body = openapi::kernel::samples::request(operation).unwrap();
            for (field, own) in [
                ("person_id", &person),
                ("school_id", &schools[0]),
                ("payer_id", &payer),
                ("authority_id", &authority),
                ("organisation_id", &authority),
            ] {
                if body.get(field).is_some() {
                    body[field] = own["id"].clone();
                }
            }
            if let Some(inspector) = body.pointer_mut("/inspectors/0/person_id") {
                *inspector = person["id"].clone();
            }
            made(path, body)
        };
        let mut assessment = openapi::kernel::samples::request("create_assessment").unwrap();
        assessment["person_id"] = person["id"].clone();
        assessment["authority_id"] = authority["id"].clone();
        assessment["targets"] = crate::assessments::targets();
        let records = vec![
            ("person", id(&person)),
            ("other_person", id(&other)),
            ("authority", id(&authority)),
            ("payer", id(&payer)),
            ("cohort", id(&cohort)),
            ("zone", id(&zone)),
            ("school", id(&schools[0])),
            ("appointment", id(&appointment)),
            ("zone_assignment", assignment),
            ("sanction", by_sample("create_sanction", "/v1/sanctions")),
            ("complaint", by_sample("create_complaint", "/v1/complaints")),
            ("dismissal", by_sample("create_dismissal", "/v1/dismissals")),
            ("payee", by_sample("create_payee", "/v1/payees")),
            ("duty_record", by_sample("create_duty_record", "/v1/duty-records")),
            ("recusal", by_sample("create_recusal", "/v1/recusals")),
            ("post", by_sample("create_post", "/v1/posts")),
            ("supervision_plan", by_sample("create_supervision_plan", "/v1/supervision-plans")),
            ("inspection", by_sample("create_inspection", "/v1/inspections")),
            ("finding", by_sample("create_finding", "/v1/findings")),
            ("vacancy", made("/v1/vacancies", json!({ "authority_id": authority["id"], "route": "part_time" }))),
            ("assessment", made("/v1/assessments", assessment)),
            ("stipend_run", made("/v1/stipend-runs", json!({ "month": "2026-11" }))),
        ];
        let (hr, finance, auditor) = (acting("hr"), acting("finance"), acting("auditor"));
        let office = Self { registrar, approver, hr, finance, auditor, records };
        office.goes_on();
        office
    }

    /// Takes the records to where their next event names somebody.
    fn goes_on(&self) {
        let assessment = self.one("assessment");
        let signed = json!({ "inspector_signed_on": "2026-11-20", "office_signatory": "市政府教育督导室" });
        self.registrar.fires_assessment(assessment, "sign_targets", &signed).expect("signed");
        self.registrar.fires_assessment(assessment, "start", &json!({})).expect("begun");
        let scores = crate::assessments::scores(90.0, 80.0);
        let report = json!({ "duty_report": "述职报告", "scores": scores, "on_behalf_of": "欧阳试验" });
        self.registrar.fires_assessment(assessment, "self_rate", &report).expect("self-rated");
        self.registrar.fires_vacancy(self.one("vacancy"), "rank", &json!({})).expect("ranked");
    }

    fn one(&self, kind: &str) -> &str {
        self.records.iter().find(|(known, _)| *known == kind).map(|(_, id)| id.as_str()).unwrap()
    }

    /// Our own record for a property of this name, so that nothing else in the request is at fault.
    fn own(&self, property: &str) -> Option<&str> {
        Some(self.one(match property {
            "person_id" => "person",
            "into" | "rater_person_id" | "checker_person_id" => "other_person",
            "authority_id" | "organisation_id" | "unit_id" | "employer_id" | "higher_authority_id" => "authority",
            "payer_id" => "payer",
            "cohort_id" => "cohort",
            "zone_id" => "zone",
            "school_id" | "school_ids" => "school",
            "appointment_id" | "left_appointment_id" => "appointment",
            "signal_id" => "sanction",
            _ => return None,
        }))
    }

    /// Who may do it.
    fn who(&self, operation: &str) -> &Client {
        let action = api::table::actions().find(|action| action.as_str() == operation).unwrap();
        let all = [
            ("registrar", &self.registrar),
            ("approver", &self.approver),
            ("hr", &self.hr),
            ("finance", &self.finance),
            ("auditor", &self.auditor),
        ];
        let may = all.into_iter().find(|(role, _)| action.roles().iter().any(|one| one.as_str() == *role));
        may.map_or(&self.registrar, |(_, client)| client)
    }
}

/// The schema behind a reference.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => &document["components"]["schemas"][name.rsplit('/').next().unwrap()],
        None => schema,
    }
}

/// A reference of a body: the event that has it, if it is one of an event, and the way to it.
type Place = (Option<String>, Vec<String>);

/// The references of a schema: strings that are UUIDs, wherever they stand in it.
fn references(document: &Value, schema: &Value, (event, way): &Place, depth: u32, found: &mut Vec<Place>) {
    let schema = resolved(document, schema);
    if depth == 0 {
        return;
    }
    for part in ["oneOf", "anyOf", "allOf"] {
        for one in schema[part].as_array().into_iter().flatten() {
            let named = resolved(document, one)["properties"]["event"]["enum"][0].as_str().map(str::to_owned);
            references(document, one, &(named.or(event.clone()), way.clone()), depth - 1, found);
        }
    }
    if schema["format"] == "uuid" {
        found.push((event.clone(), way.clone()));
    }
    if let Some(items) = schema.get("items") {
        references(document, items, &(event.clone(), [way.as_slice(), &["*".to_owned()]].concat()), depth - 1, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let way = [way.as_slice(), std::slice::from_ref(name)].concat();
        references(document, property, &(event.clone(), way), depth - 1, found);
    }
}

/// Puts an id at its place, making what leads to it.
fn put(body: &mut Value, way: &[String], id: &str) {
    match way.split_first() {
        None => *body = json!(id),
        Some((step, rest)) if step == "*" => {
            if !body.is_array() {
                *body = json!([]);
            }
            let all = body.as_array_mut().unwrap();
            if all.is_empty() {
                all.push(Value::Null);
            }
            put(&mut all[0], rest, id);
        }
        Some((step, rest)) => {
            if !body.is_object() {
                *body = json!({});
            }
            put(&mut body[step], rest, id);
        }
    }
}

/// Puts our own records at every other place of the body that names one.
fn make_ours(body: &mut Value, office: &Office, depth: u32) {
    if depth == 0 {
        return;
    }
    match body {
        Value::Array(all) => all.iter_mut().for_each(|one| make_ours(one, office, depth - 1)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match office.own(name) {
                    Some(own) if value.is_array() => *value = json!([own]),
                    Some(own) => *value = json!(own),
                    None => make_ours(value, office, depth - 1),
                }
            }
        }
        _ => {}
    }
}

/// What an answer says, but for what differs between any two.
fn said(answer: &tests::http::Answer, named: &str) -> (u16, Value) {
    if answer.status < 300 {
        return (answer.status, Value::Null);
    }
    let mut body: Value = serde_json::from_str(&answer.text.replace(named, "…")).unwrap_or_default();
    body["request_id"] = Value::Null;
    body["instance"] = Value::Null;
    (answer.status, body)
}

/// The path of an operation on a record of ours.
fn path_of(path: &str, office: &Office) -> String {
    let kinds = [
        ("/v1/people/", "other_person"),
        ("/v1/organisations/", "authority"),
        ("/v1/cohorts/", "cohort"),
        ("/v1/appointments/", "appointment"),
        ("/v1/zone-assignments/", "zone_assignment"),
        ("/v1/zones/", "zone"),
        ("/v1/schools/", "school"),
        ("/v1/recusals/", "recusal"),
        ("/v1/posts/", "post"),
        ("/v1/supervision-plans/", "supervision_plan"),
        ("/v1/inspections/", "inspection"),
        ("/v1/sanctions/", "sanction"),
        ("/v1/complaints/", "complaint"),
        ("/v1/dismissals/", "dismissal"),
        ("/v1/payees/", "payee"),
        ("/v1/duty-records/", "duty_record"),
        ("/v1/vacancies/", "vacancy"),
        ("/v1/assessments/", "assessment"),
        ("/v1/stipend-runs/", "stipend_run"),
    ];
    let kind = kinds.iter().find(|(prefix, _)| path.starts_with(prefix));
    path.replace("{id}", kind.map_or(NOBODY, |(_, kind)| office.one(kind)))
}

#[on_both_databases]
fn every_reference_out_of_reach_is_answered_as_none(register: &Register) {
    register.has_calendars();
    let (ours, theirs) = (Office::of(register, OURS, 1), Office::of(register, ELSEWHERE, 5));
    let document: Value = ours.registrar.get("/openapi.json").json();
    let mut tried = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let Some(name) =
                operation["operationId"].as_str().filter(|_| !schema.is_null() && path.starts_with("/v1/"))
            else {
                continue;
            };
            let mut found = Vec::new();
            references(&document, schema, &(None, Vec::new()), 12, &mut found);
            for (event, way) in found {
                tried += 1;
                let body = |named: &str| {
                    let mut body = match &event {
                        Some(event) if way.first().is_some_and(|first| first == "transition") => {
                            json!({ "ids": [ours.one("appointment")], "transition": { "event": event } })
                        }
                        Some(event) => {
                            json!({ "event": event, "reason": "理由", "document_number": "安教督〔2026〕1号" })
                        }
                        None => openapi::kernel::samples::request(name).unwrap_or_else(|| json!({})),
                    };
                    put(&mut body, &way, named);
                    make_ours(&mut body, &ours, 8);
                    put(&mut body, &way, named);
                    body
                };
                let (client, address) = (ours.who(name), path_of(path, &ours));
                let version = client.get(&address).header("etag").unwrap_or("\"1\"").to_owned();
                let asked = |named: &str| {
                    let address = format!("{address}?dry_run=true");
                    client.rest(&method.to_uppercase(), &address, &[("if-match", version.as_str())], Some(&body(named)))
                };
                let nothing = said(&asked(NOBODY), NOBODY);
                for (kind, named) in &theirs.records {
                    assert_eq!(said(&asked(named), named), nothing, "{name} {event:?} {way:?}: {kind}");
                }
            }
        }
    }
    assert!(tried >= REFERENCES_MIN, "{tried}");
}

#[on_both_databases]
fn every_filter_by_an_id_out_of_reach_finds_nothing(register: &Register) {
    register.has_calendars();
    let (ours, theirs) = (Office::of(register, OURS, 1), Office::of(register, ELSEWHERE, 5));
    let document: Value = ours.registrar.get("/openapi.json").json();
    let mut tried = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let parameters = operations["get"]["parameters"].as_array().into_iter().flatten();
        let filters = parameters.filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str());
        for filter in filters.filter(|filter| filter.ends_with("_id")) {
            tried += 1;
            let client = ours.who(operations["get"]["operationId"].as_str().unwrap());
            let address = path_of(path, &ours);
            let asked = |named: &str| said(&client.get(&format!("{address}?{filter}={named}")), named);
            let listed = |named: &str| said(&client.get(&format!("{address}?{filter}={named}&count=exact")), named);
            for (kind, named) in &theirs.records {
                assert_eq!((asked(named), listed(named)), (asked(NOBODY), listed(NOBODY)), "{path} {filter}: {kind}");
            }
        }
    }
    assert!(tried >= FILTERS_MIN, "{tried}");
}

#[on_both_databases]
fn vacancy_names_no_zone_and_no_cohort_of_another_area(register: &Register) {
    register.has_calendars();
    let (ours, theirs) = (Office::of(register, OURS, 1), Office::of(register, ELSEWHERE, 5));
    let opens = |zone: &str, cohort: &str| {
        let body = json!({ "authority_id": ours.one("authority"), "route": "part_time", "zone_id": zone, "cohort_id": cohort });
        ours.registrar.post("/v1/vacancies?dry_run=true", &body)
    };
    let fault = |field: &str| vec![(format!("/{field}"), "reference".to_owned())];
    assert!(
        opens(ours.one("zone"), ours.one("cohort")).status < 300,
        "{}",
        opens(ours.one("zone"), ours.one("cohort")).text
    );
    assert_eq!(opens(theirs.one("zone"), ours.one("cohort")).faults(), fault("zone_id"));
    assert_eq!(opens(ours.one("zone"), theirs.one("cohort")).faults(), fault("cohort_id"));
}

#[on_both_databases]
fn roster_changes_no_school_of_another_area(register: &Register) {
    let (ours, theirs) =
        (register.acting_in("registrar", Some(OURS)), register.acting_in("registrar", Some(ELSEWHERE)));
    let (_, schools) = theirs.has_zone(5, 1);
    let school = &schools[0];
    let roster = format!(
        "学校标识码,学校名称,办学类型码,督学责任区\r\n{},被改名的小学,211,别人的责任区\r\n",
        text(school, "identifier")
    );
    let bearer = format!("Bearer {}", ours.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nschools\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"schools.csv\"\r\n\r\n{roster}\r\n--x--\r\n"
    );
    let answer = tests::http::send("POST", &format!("{}/v1/imports", ours.address), &headers, form.as_bytes());
    let faults = answer.json()["result"]["faults"].clone();
    assert_eq!(
        (faults[0]["row"].clone(), faults[0]["code"].clone()),
        (json!(2), json!("duplicate")),
        "{}",
        answer.text
    );
    let path = format!("/v1/schools/{}", text(school, "id"));
    assert_eq!(theirs.get(&path).json(), *school);
    assert_eq!(ours.get("/v1/zones").json()["items"], json!([]), "a refused row makes no zone");
}

#[on_both_databases]
fn rater_and_checker_out_of_reach_are_unknown(register: &Register) {
    register.has_calendars();
    let (ours, theirs) = (Office::of(register, OURS, 1), Office::of(register, ELSEWHERE, 5));
    let fires = |kind: &str, body: &Value| {
        ours.registrar.post(&format!("/v1/{kind}s/{}/transitions?dry_run=true", ours.one(kind)), body)
    };
    let check = |person: &str| {
        fires("complaint", &json!({ "event": "check", "checker": "监督科", "checker_person_id": person }))
    };
    let scores = crate::assessments::scores(90.0, 80.0);
    let rate = |person: &str| {
        fires(
            "assessment",
            &json!({ "event": "rate", "rater_kind": "zone", "rater": "责任区", "rater_person_id": person, "scores": scores }),
        )
    };
    let asks: [&dyn Fn(&str) -> tests::http::Answer; 2] = [&check, &rate];
    for (asked, pointer) in asks.iter().zip(["/checker_person_id", "/rater_person_id"]) {
        assert!(asked(ours.one("other_person")).status < 300, "{}", asked(ours.one("other_person")).text);
        for nobody in [theirs.one("person"), theirs.one("other_person"), NOBODY] {
            assert_eq!(asked(nobody).faults(), [(pointer.to_owned(), "reference".to_owned())]);
        }
    }
}
