//! The manners of REST: tags, pages, strict input, problems, limits.

use serde_json::json;
use tests::{
    Register,
    fixtures::{citizen_number, person, text},
    http, on_both_databases,
};

fn people(register: &Register, count: u32) -> tests::Client {
    let registrar = register.acting("registrar");
    for number in 0..count {
        assert_eq!(registrar.post("/v1/people", &person(number * 2 + 1)).status, 201);
    }
    registrar
}

fn raw(register: &Register, client: &tests::Client, content_type: &str, body: &[u8]) -> http::Answer {
    let bearer = format!("Bearer {}", client.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", content_type)];
    http::send("POST", &format!("{}/v1/people", register.address), &headers, body)
}

#[on_both_databases]
fn a_created_record_is_where_location_says(register: &Register) {
    let registrar = register.acting("registrar");
    let created = registrar.post("/v1/people", &person(1));
    assert_eq!((created.status, created.header("etag")), (201, Some("\"1\"")));
    let location = created.header("location").unwrap().to_owned();
    assert_eq!(location, format!("/v1/people/{}", text(&created.json(), "id")));
    assert_eq!(registrar.get(&location).json(), created.json());
}

#[on_both_databases]
fn matching_etag_gets_304(register: &Register) {
    let registrar = people(register, 1);
    let id = text(&registrar.get("/v1/people").json()["items"][0], "id").to_owned();
    let path = format!("/v1/people/{id}");
    let fresh = registrar.rest("GET", &path, &[("if-none-match", "\"1\"")], None);
    assert_eq!((fresh.status, fresh.text.as_str()), (304, ""));
    assert_eq!(registrar.rest("GET", &path, &[("if-none-match", "\"0\", \"1\"")], None).status, 304);
    assert_eq!(registrar.rest("GET", &path, &[("if-none-match", "\"2\"")], None).status, 200);
}

#[on_both_databases]
fn a_change_without_a_version_is_428_and_a_stale_one_412(register: &Register) {
    let registrar = people(register, 1);
    let path = format!("/v1/people/{}", text(&registrar.get("/v1/people").json()["items"][0], "id"));
    let patch = json!({ "post": "校长" });
    assert_eq!(registrar.rest("PATCH", &path, &[], Some(&patch)).refusal(), (428, "precondition_required".into()));
    for stale in ["\"2\"", "\"x\"", "1", "W/\"2\""] {
        assert_eq!(
            registrar.rest("PATCH", &path, &[("if-match", stale)], Some(&patch)).refusal(),
            (412, "changed".into()),
            "{stale}"
        );
    }
    let merge = [("if-match", "\"1\""), ("content-type", "application/merge-patch+json")];
    let changed = registrar.rest("PATCH", &path, &merge, Some(&patch));
    assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")));
    // A proxy that compresses answers weakens their tags.
    let weakened = registrar.rest("PATCH", &path, &[("if-match", "W/\"2\"")], Some(&json!({ "post": "教师" })));
    assert_eq!((weakened.status, weakened.header("etag")), (200, Some("\"3\"")));
}

#[on_both_databases]
fn pages_follow_one_another_without_gap_or_double(register: &Register) {
    let registrar = people(register, 7);
    for sort in ["", "&sort=number", "&sort=-number", "&sort=name", "&sort=-id"] {
        let whole: Vec<_> = ids(&registrar.get(&format!("/v1/people?limit=500{sort}")).json()["items"]);
        let mut walked = Vec::new();
        let mut path = format!("/v1/people?limit=3{sort}");
        loop {
            let page = registrar.get(&path);
            walked.extend(ids(&page.json()["items"]));
            let Some(next) = page.json()["next"].as_str().map(str::to_owned) else { break };
            let link = page.header("link").unwrap().to_owned();
            assert!(link.contains(&next) && link.ends_with("; rel=\"next\""), "{link}");
            path = link[1..link.find('>').unwrap()].to_owned();
        }
        assert_eq!(walked, whole, "{sort}");
        assert_eq!(walked.len(), 7);
    }
}

#[on_both_databases]
fn a_cursor_belongs_to_its_filter_its_order_and_its_caller(register: &Register) {
    let registrar = people(register, 3);
    let next = registrar.get("/v1/people?limit=1&subject=14").json()["next"].as_str().unwrap().to_owned();
    assert_eq!(registrar.get(&format!("/v1/people?limit=2&subject=14&after={next}")).status, 200);
    let refused = |path: String, client: &tests::Client| client.get(&path).faults();
    let foreign = vec![("/after".to_owned(), "cursor".to_owned())];
    assert_eq!(refused(format!("/v1/people?after={next}"), &registrar), foreign);
    assert_eq!(refused(format!("/v1/people?subject=14&sort=name&after={next}"), &registrar), foreign);
    assert_eq!(refused(format!("/v1/experts?subject=14&after={next}"), &registrar), foreign);
    assert_eq!(refused(format!("/v1/people?subject=14&after={next}"), &register.acting("registrar")), foreign);
    let tampered: String = next.chars().rev().collect();
    assert_eq!(refused(format!("/v1/people?subject=14&after={tampered}"), &registrar), foreign);
}

#[on_both_databases]
fn a_count_is_given_when_asked_for(register: &Register) {
    let registrar = people(register, 3);
    assert_eq!(registrar.get("/v1/people?limit=1").json().get("total"), None);
    assert_eq!(registrar.get("/v1/people?limit=1&count=exact&subject=14").json()["total"], 3);
    assert_eq!(registrar.get("/v1/people?limit=1&count=exact&subject=13").json()["total"], 0);
}

#[on_both_databases]
fn fields_are_selected(register: &Register) {
    let registrar = people(register, 1);
    assert_eq!(
        registrar.get("/v1/people?fields=name,subject").json()["items"],
        json!([{ "name": "欧阳试验", "subject": "14" }])
    );
    assert_eq!(registrar.get("/v1/people?fields=name,secret").faults(), [("/fields".to_owned(), "unknown".to_owned())]);
}

#[on_both_databases]
fn stalled_body_is_cut_off_while_others_are_served(register: &Register) {
    use std::io::{Read, Write};
    let registrar = register.acting("registrar");
    let host = register.address.trim_start_matches("http://").to_owned();
    let mut slow: Vec<std::net::TcpStream> = ["/v1/people", "/graphql", "/v1/imports", "/oauth/token"]
            .iter()
            .map(|path| {
                let mut stream = std::net::TcpStream::connect(&host).unwrap();
                let kind = match *path {
                    "/v1/imports" => "multipart/form-data; boundary=x",
                    "/oauth/token" => "application/x-www-form-urlencoded",
                    _ => "application/json",
                };
                let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: {kind}\r\nContent-Length: 100\r\n\r\n{{\"na", registrar.token);
                stream.write_all(head.as_bytes()).unwrap();
                stream
            })
            .collect();
    assert_eq!(registrar.get("/v1/people").status, 200);
    for stream in &mut slow {
        let mut answer = [0; 12];
        stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 408");
    }
    assert_eq!(registrar.get("/v1/people?count=exact").json()["total"], 0);
}

#[on_both_databases]
fn every_unknown_or_wrong_parameter_is_a_fault(register: &Register) {
    let registrar = register.acting("registrar");
    let answer = registrar.get("/v1/people?limit=501&colour=red&sort=phone&count=all&name=a&name=b");
    assert_eq!(answer.refusal(), (422, "invalid".into()));
    let mut pointers: Vec<String> = answer.faults().into_iter().map(|(pointer, _)| pointer).collect();
    pointers.sort();
    assert_eq!(pointers, ["/colour", "/count", "/limit", "/name", "/sort"]);
    let mixed = registrar.get("/v1/people?limit=0&colour=red&sort=phone&subject=999&after=x").faults();
    let mut pointers: Vec<String> = mixed.into_iter().map(|(pointer, _)| pointer).collect();
    pointers.sort();
    assert_eq!(pointers, ["/colour", "/limit", "/sort", "/subject"]);
    assert_eq!(registrar.get("/v1/people?sort=phone").faults(), [("/sort".to_owned(), "code".to_owned())]);
    assert_eq!(registrar.get(&format!("/v1/people?name={}", citizen_number("19900101", 1))).faults()[0].1, "sensitive");
    assert_eq!(registrar.get("/v1/pool-memberships?status=nothing&pool=both").faults().len(), 2);
}

#[on_both_databases]
fn every_fault_of_a_body_is_reported_at_once(register: &Register) {
    let registrar = register.acting("registrar");
    let wrong = json!({ "name": 7, "colour": "red", "specialities": ["a", 1], "years_in_education": "ten" });
    let mut faults = registrar.post("/v1/people", &wrong).faults();
    faults.sort();
    let expected =
        [("/colour", "unknown"), ("/name", "type"), ("/specialities/1", "type"), ("/years_in_education", "type")];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let wrong =
        json!({ "name": "甲", "phone": "1", "email": "x", "education": "99", "citizen_number": "999999199902300012" });
    let mut faults = registrar.post("/v1/people", &wrong).faults();
    faults.sort();
    let expected = [("/citizen_number", "date"), ("/education", "code"), ("/email", "format"), ("/phone", "format")];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let mixed = json!({ "name": "甲", "colour": "red", "phone": "1", "honours": 7, "education": "99" });
    let mut faults = registrar.post("/v1/people", &mixed).faults();
    faults.sort();
    let expected = [("/colour", "unknown"), ("/education", "code"), ("/honours", "type"), ("/phone", "format")];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    assert_eq!(registrar.post("/v1/people", &json!({ "name": "甲", "colour": "red" })).status, 422);
    assert_eq!(registrar.get("/v1/people").json()["items"], json!([]));
    let wrong =
        registrar.post("/v1/pool-memberships", &json!({ "person_id": "x", "pool": "y", "consent_on": "2026-02-30" }));
    let mut faults = wrong.faults();
    faults.sort();
    let expected = [("/consent_on", "date"), ("/person_id", "format"), ("/pool", "code")];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let lacking = json!({ "phone": "1", "education": "99" });
    let mut faults = registrar.post("/v1/people", &lacking).faults();
    faults.sort();
    let expected = [("/education", "code"), ("/name", "required"), ("/phone", "format")];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    assert_eq!(registrar.post("/v1/people", &json!({})).faults(), [("/name".to_owned(), "required".to_owned())]);
}

#[on_both_databases]
fn bytes_that_are_no_json_are_400_and_other_types_415(register: &Register) {
    let registrar = register.acting("registrar");
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for bytes in [&b"{"[..], b"\xff\xfe", b"{\"name\":\"\xff\"}", b"", deep.as_bytes()] {
        assert_eq!(raw(register, &registrar, "application/json", bytes).refusal(), (400, "malformed_body".into()));
    }
    for media in ["text/plain", "application/xml", "application/json; charset=gbk"] {
        assert_eq!(
            raw(register, &registrar, media, b"{}").refusal(),
            (415, "unsupported_media_type".into()),
            "{media}"
        );
    }
    let huge = format!("{{\"name\":\"{}\"}}", "a".repeat(2 * 1024 * 1024));
    assert_eq!(raw(register, &registrar, "application/json", huge.as_bytes()).refusal(), (413, "too_large".into()));
    assert_eq!(registrar.get("/v1/people").json()["items"], json!([]));
}

#[on_both_databases]
fn error_is_a_problem_document_with_request_id_and_help_page(register: &Register) {
    let registrar = register.acting("registrar");
    let answer = registrar.rest("GET", "/v1/people/nobody", &[("x-request-id", "mine-1")], None);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!((answer.header("x-request-id"), answer.json()["request_id"].clone()), (Some("mine-1"), json!("mine-1")));
    assert_eq!((answer.json()["status"].clone(), answer.refusal()), (json!(404), (404, "not_found".into())));
    assert_eq!(register.get(answer.json()["type"].as_str().unwrap()).status, 200);
    let own = registrar.rest("GET", "/v1/people", &[("x-request-id", "<script>")], None);
    assert_ne!(own.header("x-request-id"), Some("<script>"));
    assert_eq!(register.get("/v1/nothing").refusal(), (404, "no_such_path".into()));
}

#[on_both_databases]
fn a_wrong_method_is_405_with_the_right_ones(register: &Register) {
    let registrar = register.acting("registrar");
    for (method, path, allow) in [
        ("DELETE", "/v1/people", "GET, HEAD, POST, OPTIONS"),
        ("GET", "/oauth/token", "POST, OPTIONS"),
        ("GET", "/graphql", "POST, OPTIONS"),
        ("POST", "/health/live", "GET, HEAD, OPTIONS"),
    ] {
        let answer = registrar.rest(method, path, &[], None);
        assert_eq!((answer.status, answer.code().as_str()), (405, "method_not_allowed"), "{method} {path}");
        let mut methods: Vec<&str> = answer.header("allow").unwrap().split(", ").collect();
        let mut expected: Vec<&str> = allow.split(", ").collect();
        methods.sort_unstable();
        expected.sort_unstable();
        assert_eq!(methods, expected, "{path}");
    }
    assert_eq!(registrar.rest("OPTIONS", "/v1/people", &[], None).status, 204);
    let head = registrar.rest("HEAD", "/v1/people", &[], None);
    assert_eq!((head.status, head.text.as_str()), (200, ""));
}

#[on_both_databases]
fn a_trial_answers_what_would_have_been_and_changes_nothing(register: &Register) {
    let registrar = register.acting("registrar");
    let tried = registrar.post("/v1/people?dry_run=true", &person(1));
    assert_eq!((tried.status, tried.json()["sex"].clone(), tried.header("location")), (201, json!("1"), None));
    assert_eq!(registrar.get("/v1/people").json()["items"], json!([]));
    assert_eq!(
        registrar.post("/v1/people?dry_run=maybe", &person(1)).faults(),
        [("/dry_run".to_owned(), "type".to_owned())]
    );
}

#[on_both_databases]
fn merged_id_and_number_redirect_308_to_the_survivor(register: &Register) {
    let registrar = register.acting("registrar");
    let one = registrar.post("/v1/people", &json!({ "name": "赵强春" })).json();
    let other = registrar.post("/v1/people", &person(1)).json();
    registrar
        .post(&format!("/v1/people/{}/merge", text(&one, "id")), &json!({ "into": other["id"], "reason": "同一人" }));
    let history = registrar.get(&format!("/v1/people/{}/history", text(&one, "id")));
    assert_eq!(history.header("location"), Some(format!("/v1/people/{}/history", text(&other, "id")).as_str()));
    for key in ["id", "number"] {
        let moved = registrar.get(&format!("/v1/people/{}", text(&one, key)));
        assert_eq!(
            (moved.status, moved.header("location")),
            (308, Some(format!("/v1/people/{}", text(&other, "id")).as_str()))
        );
    }
}

#[on_both_databases]
fn a_rule_that_refuses_is_named_with_its_article(register: &Register) {
    register.has_calendars();
    let registrar = register.acting("registrar");
    let membership = registrar.has_published("invited", 1, "2026-11-23");
    let body = json!({ "event": "approve", "document_number": "教督〔2026〕9号" });
    let refused = register
        .acting("approver")
        .post(&format!("/v1/pool-memberships/{}/transitions", text(&membership, "id")), &body);
    assert_eq!(refused.refusal(), (409, "rule_refused".into()));
    assert_eq!(refused.json()["rule"]["key"], "public_notice.min_working_days");
    assert!(text(&refused.json()["rule"], "article").contains("第七条"));
    let unknown = registrar
        .post(&format!("/v1/pool-memberships/{}/transitions", text(&membership, "id")), &json!({ "event": "explode" }));
    assert_eq!(unknown.faults(), [("/event".to_owned(), "code".to_owned())]);
}

#[on_both_databases]
fn answers_are_compressed_on_request(register: &Register) {
    let registrar = people(register, 5);
    let answer = registrar.rest("GET", "/v1/people", &[("accept-encoding", "gzip")], None);
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
}

#[on_both_databases]
fn health_endpoints_report_live_and_ready(register: &Register) {
    assert_eq!(register.get("/health/live").status, 200);
    assert_eq!(register.get("/health/ready").status, 200);
    assert!(register.get("/metrics").text.contains("duxue_database"));
}

fn ids(items: &serde_json::Value) -> Vec<String> {
    items.as_array().unwrap().iter().map(|item| text(item, "id").to_owned()).collect()
}

#[on_both_databases]
fn pages_of_allowed_origins_use_the_register(register: &Register) {
    let asks = |register: &Register, method: &str, origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "PATCH"),
            ("access-control-request-headers", "authorization,if-match,idempotency-key"),
        ];
        tests::http::send(method, &format!("{}/v1/public-notices", register.address), &headers, &[])
    };
    let allowed = |answer: &tests::http::Answer| answer.header("access-control-allow-origin").map(str::to_owned);
    assert_eq!(
        allowed(&asks(register, "GET", "https://portal.example")),
        None,
        "as shipped, no page of another origin"
    );
    let open = register.with_settings(|config| config.allowed_origins = vec!["https://portal.example".to_owned()]);
    let ours = asks(&open, "GET", "https://portal.example");
    assert_eq!((ours.status, allowed(&ours).as_deref()), (200, Some("https://portal.example")));
    assert!(ours.header("access-control-expose-headers").is_some_and(|names| names.to_lowercase().contains("etag")));
    assert_eq!(ours.header("access-control-allow-credentials"), None, "there are no cookies");
    let preflight = asks(&open, "OPTIONS", "https://portal.example");
    assert_eq!((preflight.status, allowed(&preflight).as_deref()), (200, Some("https://portal.example")));
    assert!(preflight.header("access-control-allow-methods").is_some_and(|methods| methods.contains("PATCH")));
    let foreign = asks(&open, "GET", "https://elsewhere.example");
    assert_eq!((foreign.status, allowed(&foreign)), (200, None));
}

#[on_both_databases]
fn trace_of_a_request_is_given_back(register: &Register) {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let asks = |header: &str| {
        let url = format!("{}/health/live", register.address);
        tests::http::send("GET", &url, &[("traceparent", header)], &[]).header("traceparent").map(str::to_owned)
    };
    let given = format!("00-{trace}-00f067aa0ba902b7-01");
    let back = asks(&given).unwrap();
    assert!(back.starts_with(&format!("00-{trace}-")) && back.ends_with("-01") && back != given, "{back}");
    assert_eq!(asks("00-broken-01"), None);
}
