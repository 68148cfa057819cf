//! Texts and shapes of requests: invisible characters and names that stand twice are refused wherever a request can hold
//! them, and days beyond the calendar end in a fault.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, person, text},
    http, on_both_databases,
};

use crate::faults::program;

const NOTHING: &str = "0193591c-2000-7000-8000-000000000001";
/// A direction, a null, a bell, a zero-width blank, a byte order mark, a tag, a variation selector.
const INVISIBLE: [char; 7] = ['\u{202e}', '\0', '\u{7}', '\u{200b}', '\u{feff}', '\u{e0041}', '\u{fe0f}'];

/// An operation with a JSON body: its method, its path with an identifier in the place of parameters, its example, and
/// somebody who may send it.
struct Operation {
    name: String,
    method: String,
    url: String,
    example: Value,
    /// What is published of the body, with the shapes that it names.
    schemas: Vec<Value>,
    token: String,
}

impl Operation {
    fn sends(&self, body: &str) -> http::Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json"), ("if-match", "\"1\"")];
        http::send(&self.method, &self.url, &headers, body.as_bytes())
    }
}

/// Every operation whose body is JSON, but for GraphQL's.
fn operations(register: &Register) -> Vec<Operation> {
    let document = register.get("/openapi.json").json();
    let roles = ["registrar", "approver", "administrator", "finance", "hr", "partner"];
    let clients: Vec<Client> = roles.iter().map(|role| register.acting(role)).collect();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let content = &operation["requestBody"]["content"];
            let media = ["application/json", "application/merge-patch+json"]
                .into_iter()
                .find(|media| content[media].is_object());
            let Some(media) = media.filter(|_| path != "/graphql") else { continue };
            let name = format!("{method} {path}");
            let filled = path.replace("{year}", "2027").replace("{key}", "pool.term_years").replace("{name}", "areas");
            let filled: String = filled
                .split('/')
                .map(|part| if part.starts_with('{') { NOTHING } else { part })
                .collect::<Vec<_>>()
                .join("/");
            let url = format!("{}{filled}", register.address);
            let mut one = Operation {
                name,
                method: method.to_uppercase(),
                url,
                example: content[media]["example"].clone(),
                schemas: shapes(&document, &content[media]["schema"]),
                token: String::new(),
            };
            let allowed = clients.iter().find(|client| {
                one.token.clone_from(&client.token);
                one.sends("{\"unknown_field\":1}").status != 403
            });
            assert!(allowed.is_some(), "{}: nobody may send it", one.name);
            all.push(one);
        }
    }
    assert!(all.len() > 60, "{} operations", all.len());
    all
}

/// The objects that a body may be: the schema itself, or each event of it.
fn shapes(document: &Value, schema: &Value) -> Vec<Value> {
    let named = schema["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#')));
    let schema = named.unwrap_or(schema);
    schema["oneOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()])
}

/// The pointers to all texts of a value, and to all its objects.
fn places(at: &str, value: &Value, texts: &mut Vec<String>, objects: &mut Vec<String>) {
    match value {
        Value::String(_) => texts.push(at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(number, item)| places(&format!("{at}/{number}"), item, texts, objects));
        }
        Value::Object(fields) => {
            objects.push(at.to_owned());
            fields.iter().for_each(|(name, value)| places(&format!("{at}/{name}"), value, texts, objects));
        }
        _ => {}
    }
}

/// The value with the first name of the object at a pointer written twice, and the pointer to that name.
fn doubled(at: &str, value: &Value, target: &str) -> (String, Option<String>) {
    match value {
        Value::Object(fields) => {
            let mut found = None;
            let mut parts = Vec::new();
            for (number, (name, value)) in fields.iter().enumerate() {
                let (text, inside) = doubled(&format!("{at}/{name}"), value, target);
                found = found.or(inside);
                let part = format!("{}:{text}", json!(name));
                if at == target && number == 0 {
                    parts.push(part.clone());
                    found = Some(format!("{at}/{name}"));
                }
                parts.push(part);
            }
            (format!("{{{}}}", parts.join(",")), found)
        }
        Value::Array(items) => {
            let inside: Vec<_> = items
                .iter()
                .enumerate()
                .map(|(number, item)| doubled(&format!("{at}/{number}"), item, target))
                .collect();
            let text = inside.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(",");
            (format!("[{text}]"), inside.into_iter().find_map(|(_, found)| found))
        }
        other => (other.to_string(), None),
    }
}

#[on_both_databases]
fn invisible_characters_are_refused_in_every_text_of_every_body(register: &Register) {
    let mut tried = 0;
    for operation in operations(register) {
        let (mut texts, mut objects) = (Vec::new(), Vec::new());
        places("", &operation.example, &mut texts, &mut objects);
        for (number, pointer) in texts.iter().enumerate() {
            // Each text meets another of them; all texts together meet every one often.
            for c in [INVISIBLE[0], INVISIBLE[1 + number % (INVISIBLE.len() - 1)]] {
                let mut body = operation.example.clone();
                let text = body.pointer_mut(pointer).unwrap();
                let said = text.as_str().unwrap().to_owned();
                let middle = said.char_indices().nth(said.chars().count() / 2).map_or(0, |(at, _)| at);
                *text = format!("{}{c}{}", &said[..middle], &said[middle..]).into();
                let answer = operation.sends(&body.to_string());
                let at = format!("{} {pointer} {c:?}: {}", operation.name, answer.text);
                assert_eq!(answer.status, 422, "{at}");
                assert!(answer.faults().iter().any(|(place, code)| place == pointer && code == "format"), "{at}");
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried}");
}

#[on_both_databases]
fn repeated_name_is_refused_in_every_object_of_every_body(register: &Register) {
    let mut tried = 0;
    for operation in operations(register) {
        let (mut texts, mut objects) = (Vec::new(), Vec::new());
        places("", &operation.example, &mut texts, &mut objects);
        for target in objects {
            let (body, pointer) = doubled("", &operation.example, &target);
            let Some(pointer) = pointer else { continue };
            let answer = operation.sends(&body);
            let at = format!("{} {pointer}: {}", operation.name, answer.text);
            assert_eq!(answer.status, 422, "{at}");
            assert!(answer.faults().iter().any(|(place, code)| *place == pointer && code == "duplicate"), "{at}");
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

#[on_both_databases]
fn graphql_requests_take_no_doubles_and_nothing_invisible(register: &Register) {
    let registrar = register.acting("registrar");
    let bearer = format!("Bearer {}", registrar.token);
    let sends = |body: &str| {
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        http::send("POST", &format!("{}/graphql", register.address), &headers, body.as_bytes())
    };
    let mutation = "mutation($input: CreateZoneInput!) { createZone(input: $input) { id } }"
        .replace("CreateZoneInput", "CreateZone");
    let zone = |input: &str| format!("{{\"query\":{},\"variables\":{{\"input\":{input}}}}}", json!(mutation));
    let refused = [
        (zone("{\"name\":\"一\",\"name\":\"二\"}"), "duplicate"),
        (zone("{\"name\":\"一\\u202e二\"}"), "format"),
        (zone("{\"name\":\"一\\u0000二\"}"), "format"),
        (
            json!({ "query": "mutation { createZone(input: { name: \"一\", name: \"二\" }) { id } }" }).to_string(),
            "duplicate",
        ),
        ("{\"query\":\"{ __typename }\",\"query\":\"{ __typename }\"}".to_owned(), "duplicate"),
        (json!({ "query": "mutation { createZone(input: { name: \"一\u{202e}二\" }) { id } }" }).to_string(), "format"),
        (json!({ "query": "mutation { createZone(input: { name: \"一\\u202E二\" }) { id } }" }).to_string(), "format"),
        (
            json!({ "query": "mutation { createZone(input: { name: \"一\\u{202e}二\" }) { id } }" }).to_string(),
            "format",
        ),
        (json!({ "query": "mutation { createZone(input: { name: \"一\\u0000二\" }) { id } }" }).to_string(), "format"),
    ];
    for (body, code) in refused {
        let answer = sends(&body);
        assert!(answer.text.contains(code) && answer.json()["data"].is_null(), "{body}: {}", answer.text);
    }
    assert_eq!(registrar.get("/v1/zones?count=exact").json()["total"], 0);
}

#[on_both_databases]
fn filters_and_file_names_hold_nothing_invisible(register: &Register) {
    let registrar = register.acting("registrar");
    for c in ["%E2%80%AE", "%00", "%07", "%E2%80%8B", "%F3%A0%81%81"] {
        for path in ["/v1/people?name=", "/v1/experts?speciality=", "/v1/zone-assignments?area=3408"] {
            let answer = registrar.get(&format!("{path}%E8%B5%B5{c}"));
            assert_eq!(answer.status, 422, "{path}{c}: {}", answer.text);
        }
    }
    let upload = |name: &str, document: &str, file: &str| {
        let form = format!(
            "--x\r\nContent-Disposition: form-data; name=\"document_number\"\r\n\r\n{document}\r\n\
                 --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{file}\r\n--x--\r\n"
        );
        let bearer = format!("Bearer {}", registrar.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
        http::send("POST", &format!("{}/v1/imports", registrar.address), &headers, form.as_bytes())
    };
    let header = "姓名,身份证号,督学类别,工作单位\n";
    let sound = format!("{header}赵试验,999999198204050056,特邀督学,某校\n");
    assert_eq!(
        upload("a.csv", "一\u{202e}号", &sound).faults(),
        [("/document_number".to_owned(), "format".to_owned())]
    );
    let uploaded = upload("名\u{202e}册\u{200b}.csv", "一号", &sound).json();
    assert_eq!(uploaded["file_name"], "名册.csv", "{uploaded}");
    for (column, row) in [
        ("姓名", "赵\u{200b}试验,999999198204050056,特邀督学,某校"),
        ("身份证号", "赵试验,99999919820405\u{202c}0056,特邀督学,某校"),
        ("督学类别", "赵试验,999999198204050056,特邀\u{feff}督学,某校"),
        ("工作单位", "赵试验,999999198204050056,特邀督学,某\u{202e}校"),
    ] {
        let refused = upload("a.csv", "一号", &format!("{header}{row}\n")).json();
        assert_eq!(refused["status"], "refused", "{column}: {refused}");
        let faults = &refused["result"]["faults"];
        assert_eq!((text(&faults[0], "column"), text(&faults[0], "code")), (column, "format"), "{refused}");
        assert_eq!(faults.as_array().unwrap().len(), 1, "{refused}");
    }
}

#[on_both_databases]
fn repeated_form_parts_are_refused(register: &Register) {
    let registrar = register.acting("registrar");
    let part =
        |name: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na\r\n".to_owned();
    for (name, twice) in [("area", part("area", "340800")), ("kind", part("kind", "people")), ("file", file.clone())] {
        let form = format!("{twice}{twice}{file}--x--\r\n");
        let bearer = format!("Bearer {}", registrar.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
        let answer = http::send("POST", &format!("{}/v1/imports", registrar.address), &headers, form.as_bytes());
        assert_eq!(answer.faults(), [(format!("/{name}"), "duplicate".to_owned())], "{}", answer.text);
    }
}

#[on_both_databases]
fn command_line_takes_no_invisible_name(register: &Register) {
    let url = match &register.config.database {
        persistence::Engine::Sqlite(path) => format!("sqlite://{path}"),
        persistence::Engine::Postgres(url) => url.clone(),
    };
    let made = std::process::Command::new(program())
        .args(["client", "create", "--role", "registrar", "--name", "科\u{202e}员"])
        .env("DUXUE_DATABASE_URL", url)
        .env("DUXUE_KEYS_DIR", &register.config.keys_dir)
        .env("DUXUE_AREA", "340800")
        .current_dir(tests::register::scratch())
        .output()
        .unwrap();
    assert_eq!(made.status.code(), Some(1), "{}", String::from_utf8_lossy(&made.stdout));
}

#[on_both_databases]
fn days_at_the_ends_of_the_calendar_break_nothing(register: &Register) {
    let is_day = |text: &str| domain::kernel::time::parse_day(text).is_ok();
    for operation in operations(register) {
        let (mut texts, mut objects) = (Vec::new(), Vec::new());
        places("", &operation.example, &mut texts, &mut objects);
        for pointer in texts {
            if !operation.example.pointer(&pointer).and_then(Value::as_str).is_some_and(is_day) {
                continue;
            }
            for day in
                ["9999-12-31", "9999-01-01", "9998-02-28", "0001-01-01", "0000-12-31", "10000-01-01", "+9999-12-31"]
            {
                let mut body = operation.example.clone();
                *body.pointer_mut(&pointer).unwrap() = day.into();
                let answer = operation.sends(&body.to_string());
                assert!(answer.status < 500, "{} {pointer} {day}: {}", operation.name, answer.text);
                let is_day = is_day(day);
                assert!(is_day || answer.status == 422, "{} {pointer} {day}: {}", operation.name, answer.text);
            }
        }
    }
    let registrar = register.acting("registrar");
    for path in [
        "/v1/people",
        "/v1/appointments",
        "/v1/zone-assignments",
        "/v1/payees",
        "/v1/grades",
        "/v1/certifications",
        "/v1/stipend-standards",
        "/v1/pool-memberships",
    ] {
        for moment in
            ["as_of=9999-12-31", "as_of=0001-01-01", "known_at=9999-12-31T00:00:00Z", "known_at=0001-01-01T00:00:00Z"]
        {
            let answer = registrar.get(&format!("{path}?{moment}"));
            assert!(answer.status < 500, "{path}?{moment}: {}", answer.text);
        }
    }
    for path in [
        "/v1/duty-summaries?month=9999-12",
        "/v1/duty-summaries?semester=9999-autumn",
        "/v1/training-hours?year=9999",
        "/v1/training-hours?year=0000",
        "/v1/coverage?as_of=9999-12-31",
        "/v1/calendars/9999",
        "/v1/statistics/team-structure?by=area&as_of=9999-12-31",
    ] {
        let answer = registrar.get(path);
        assert!(answer.status < 500, "{path}: {}", answer.text);
    }
}

#[on_both_databases]
fn list_that_is_longer_than_published_is_one_fault(register: &Register) {
    let mut tried = 0;
    for operation in operations(register) {
        let shapes = operation.schemas.iter().filter_map(|shape| Some((shape, shape["properties"].as_object()?)));
        for (shape, field, most) in shapes.flat_map(|(shape, fields)| {
            fields.iter().filter_map(move |(name, field)| Some((shape, name, field["maxItems"].as_u64()?)))
        }) {
            let mut body = operation.example.clone();
            if let Some(event) = shape["properties"]["event"]["enum"].get(0) {
                body = json!({ "event": event });
            }
            body[field] = (0..=most).map(Value::from).collect();
            let faults = operation.sends(&body.to_string()).faults();
            let of_list: Vec<_> = faults.iter().filter(|(place, _)| place.starts_with(&format!("/{field}"))).collect();
            assert_eq!(of_list, [&(format!("/{field}"), "length".to_owned())], "{} {field}", operation.name);
            tried += 1;
        }
    }
    assert!(tried >= 15, "{tried} lists");
}

#[everywhere]
fn cohort_that_would_outlast_the_calendar_is_refused(register: &Register) {
    let registrar = register.acting("registrar");
    let authority = registrar.has_authority();
    let makes = |ordinal: u32, starts_on: &str, ends_on: Option<&str>| {
        let mut body =
            json!({ "authority_id": authority["id"], "ordinal": ordinal, "name": "届", "starts_on": starts_on });
        if let Some(ends_on) = ends_on {
            body["ends_on"] = ends_on.into();
        }
        registrar.makes_cohort(&body)
    };
    assert_eq!(makes(1, "9999-01-01", None), Err("invalid".into()));
    assert_eq!(makes(1, "9997-01-02", None), Err("invalid".into()));
    let last = makes(1, "9997-01-01", None).unwrap();
    assert_eq!(last["ends_on"], "9999-12-31");
    let short = makes(2, "9999-12-31", Some("9999-12-31")).unwrap();
    assert_eq!(short["ends_on"], "9999-12-31");
    assert_eq!(registrar.lists_cohorts("").unwrap().as_array().unwrap().len(), 2);
}

#[everywhere]
fn photo_and_email_are_addresses(register: &Register) {
    let registrar = register.acting("registrar");
    let with = |field: &str, value: &str| {
        let mut body = person(1);
        body[field] = value.into();
        registrar.creates_person(&body)
    };
    for photo in ["http://example.org/a.jpg", "javascript:alert(1)", "data:image/png;base64,AA", "a.jpg", "https://"] {
        assert_eq!(with("photo", photo), Err("invalid".into()), "{photo}");
    }
    for email in ["a@b", "a..b@example.org", "a b@example.org", "a@example.org,b@example.org", "a@127.0.0.1"] {
        assert_eq!(with("email", email), Err("invalid".into()), "{email}");
    }
    let made = with("photo", "https://example.org/a.jpg").unwrap();
    assert_eq!(made["photo"], "https://example.org/a.jpg");
}

#[everywhere]
fn proposals_and_reasons_hold_nothing_invisible(register: &Register) {
    let registrar = register.acting("registrar");
    let made = registrar.creates_person(&person(1)).unwrap();
    let membership = registrar.nominates(&json!({ "person_id": made["id"], "pool": "invited" })).unwrap();
    let mut basis = basis();
    basis["reason"] = "一\u{202e}二".into();
    assert_eq!(registrar.fires(text(&membership, "id"), "submit", &basis), Err("invalid".into()));
}
