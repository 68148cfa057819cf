//! A write that has an idempotency key is done once, however often it is sent.

use api::app::{Caller, administration::forgetting::ForgetAnswers};
use domain::{Actor, Role};
use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{basis, person, text},
    http::Answer,
    on_both_databases,
};

const ROSTER: &[u8] = include_bytes!("../fixtures/rosters/roster-gbk.csv");

fn post(client: &Client, path: &str, key: &str, body: &Value) -> Answer {
    client.rest("POST", path, &[("idempotency-key", key)], Some(body))
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

fn people(client: &Client) -> i64 {
    client.get("/v1/people?count=exact&limit=1").json()["total"].as_i64().unwrap()
}

fn answers_are_purged(register: &Register) {
    register.app.run_now(&Caller::new(Actor::own(Role::System)), &ForgetAnswers).unwrap();
}

#[on_both_databases]
fn a_request_sent_again_gets_the_same_answer_and_is_done_once(register: &Register) {
    let registrar = register.acting("registrar");
    let first = post(&registrar, "/v1/people", "k1", &person(1));
    assert_eq!(first.status, 201);
    assert!(!replayed(&first));
    let again = post(&registrar, "/v1/people", "k1", &person(1));
    assert_eq!((again.status, &again.text), (201, &first.text));
    assert_eq!((again.header("location"), again.header("etag")), (first.header("location"), first.header("etag")));
    assert!(replayed(&again));
    assert_eq!(people(&registrar), 1);
}

#[on_both_databases]
fn another_server_and_a_restarted_one_give_the_same_answer(register: &Register) {
    let registrar = register.acting("registrar");
    let first = post(&registrar, "/v1/people", "k1", &person(1));
    let another = register.second_server();
    let there = Client { address: another.address.clone(), ..registrar };
    let again = post(&there, "/v1/people", "k1", &person(1));
    assert_eq!((again.status, &again.text, replayed(&again)), (201, &first.text, true));
}

#[on_both_databases]
fn a_key_names_one_request(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = post(&registrar, "/v1/people", "k1", &person(1)).json();
    let mismatch = (422, "idempotency_mismatch".to_owned());
    assert_eq!(post(&registrar, "/v1/people", "k1", &person(2)).refusal(), mismatch);
    assert_eq!(post(&registrar, "/v1/people?dry_run=false", "k1", &person(1)).refusal(), mismatch);
    assert_eq!(
        post(&registrar, "/v1/pool-memberships", "k1", &json!({ "person_id": ada["id"], "pool": "invited" })).refusal(),
        mismatch
    );
    let path = format!("/v1/people/{}", text(&ada, "id"));
    let patch = registrar.rest(
        "PATCH",
        &path,
        &[("idempotency-key", "k1"), ("if-match", "\"1\"")],
        Some(&json!({ "post": "校长" })),
    );
    assert_eq!(patch.refusal(), mismatch);
    assert_eq!(people(&registrar), 1);
    let approver = register.acting("approver");
    let other = post(&approver, "/v1/people", "k1", &person(2));
    assert_eq!((other.status, replayed(&other)), (201, false), "a key is the caller's own");
}

#[on_both_databases]
fn the_same_request_spelled_otherwise_is_the_same(register: &Register) {
    let registrar = register.acting("registrar");
    let send = |path: &str, key: &str, body: &str| {
        let bearer = format!("Bearer {}", registrar.token);
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", key)];
        tests::http::send("POST", &format!("{}{path}", registrar.address), &headers, body.as_bytes())
    };
    let spellings = [
        r#"{"name":"赵强春","post":"校长","work_unit":"实验小学"}"#,
        "{ \"work_unit\": \"实验小学\",\r\n\t\"post\": \"校长\", \"name\": \"赵强春\" }\n",
        r#"{"\u006eame":"\u8d75强\u6625","post":"\u6821长","work_unit":"\u5b9e验小学"}"#,
    ];
    let first = send("/v1/people", "k1", spellings[0]);
    assert_eq!(first.status, 201, "{}", first.text);
    for body in spellings {
        let again = send("/v1/people", "k1", body);
        assert_eq!((again.status, &again.text, replayed(&again)), (201, &first.text, true), "{body}");
    }
    for body in [
        r#"{"name":"赵强春","post":"校 长","work_unit":"实验小学"}"#,
        r#"{"name":"赵强春","post":"校长","work_unit":"实验小学","resume":null}"#,
    ] {
        assert_eq!(send("/v1/people", "k1", body).refusal(), (422, "idempotency_mismatch".into()), "{body}");
    }
    let mutation = r#"{"query":"mutation { createPerson(input: { name: \"钱强春\" }) { id } }","variables":{}}"#;
    let spelled =
        r#"{ "variables" : {}, "query" : "mutation { createPerson(input: { name: \"\u94b1强春\" }) { id } }" }"#;
    let (first, again) = (send("/graphql", "k2", mutation), send("/graphql", "k2", spelled));
    assert_eq!((&first.text, replayed(&again)), (&again.text, true), "{}", first.text);
    assert_eq!(people(&registrar), 2);
}

#[on_both_databases]
fn the_same_number_spelled_otherwise_is_the_same(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let send = |hours: &str| {
        let bearer = format!("Bearer {}", registrar.token);
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", "k1")];
        let body = format!(
            r#"{{"person_id":"{}","form":"pre_duty","mode":"concentrated","content":"policy","title":"岗前培训","held_on":"2026-10-01","hours":{hours}}}"#,
            text(&ada, "id")
        );
        tests::http::send("POST", &format!("{}/v1/trainings", registrar.address), &headers, body.as_bytes())
    };
    let first = send("40");
    assert_eq!(first.status, 201, "{}", first.text);
    for hours in ["40.0", "4e1", "4E1", "400e-1", "40000000000000000000000000e-24", " 40"] {
        let again = send(hours);
        assert_eq!((again.status, &again.text, replayed(&again)), (201, &first.text, true), "{hours}");
    }
    assert_eq!(send("41").refusal(), (422, "idempotency_mismatch".into()));
}

#[on_both_databases]
fn a_patch_sent_again_is_not_stale(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let path = format!("/v1/people/{}", text(&ada, "id"));
    let patch = || {
        registrar.rest(
            "PATCH",
            &path,
            &[("idempotency-key", "k1"), ("if-match", "\"1\"")],
            Some(&json!({ "post": "校长" })),
        )
    };
    let (first, again) = (patch(), patch());
    assert_eq!((first.status, again.status, &first.text), (200, 200, &again.text));
    assert_eq!(again.header("etag"), Some("\"2\""));
    assert!(replayed(&again));
}

#[on_both_databases]
fn many_at_once_have_one_effect(register: &Register) {
    let registrar = register.acting("registrar");
    let another = register.second_server();
    let there = Client { address: another.address.clone(), ..registrar.clone() };
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..24)
            .map(|number| {
                let client = if number % 2 == 0 { &registrar } else { &there };
                scope.spawn(move || post(client, "/v1/people", "k1", &person(1)))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let done = answers.iter().filter(|answer| answer.status == 201 && !replayed(answer)).count();
    assert_eq!(done, 1);
    for answer in &answers {
        let lawful = answer.status == 201 || answer.refusal() == (409, "request_in_progress".into());
        assert!(lawful, "{} {}", answer.status, answer.text);
    }
    assert_eq!(people(&registrar), 1);
}

#[on_both_databases]
fn a_refusal_by_a_rule_is_kept_and_a_fault_is_not(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let membership = registrar.has_published("invited", 1, "2026-11-23");
    let path = format!("/v1/pool-memberships/{}/transitions", text(&membership, "id"));
    let approve = json!({ "event": "approve", "document_number": "教督〔2026〕9号" });
    let first = post(&approver, &path, "k1", &approve);
    assert_eq!(first.refusal(), (409, "rule_refused".into()));
    let again = post(&approver, &path, "k1", &approve);
    assert_eq!((again.refusal(), replayed(&again)), (first.refusal(), true));
    assert_eq!((&again.json()["detail"], &again.json()["rule"]), (&first.json()["detail"], &first.json()["rule"]));
    assert_eq!(post(&registrar, "/v1/people", "k2", &json!({ "name": "" })).status, 422);
    let mended = post(&registrar, "/v1/people", "k2", &person(2));
    assert_eq!((mended.status, replayed(&mended)), (201, false));
}

#[on_both_databases]
fn a_trial_leaves_nothing_under_its_key(register: &Register) {
    let registrar = register.acting("registrar");
    assert_eq!(post(&registrar, "/v1/people?dry_run=true", "k1", &person(1)).status, 201);
    let meant = post(&registrar, "/v1/people", "k1", &person(1));
    assert_eq!((meant.status, replayed(&meant)), (201, false));
}

#[on_both_databases]
fn an_answer_with_a_secret_is_never_kept(register: &Register) {
    let administrator = register.acting("administrator");
    let body = json!({ "name": "人事系统", "role": "hr" });
    let first = post(&administrator, "/v1/clients", "k1", &body).json();
    let again = post(&administrator, "/v1/clients", "k1", &body);
    assert_eq!((again.refusal(), replayed(&again)), ((409, "duplicate".into()), false), "the name is taken");
    let rotate = format!("/v1/clients/{}/rotate", text(&first, "client_id"));
    let secret = || post(&administrator, &rotate, "k3", &json!({})).json()["client_secret"].clone();
    assert_ne!(secret(), secret());
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let reveal = format!("/v1/people/{}/reveal", text(&ada, "id"));
    let purpose = json!({ "purpose": "核对身份" });
    assert!(!replayed(&post(&registrar, &reveal, "k2", &purpose)));
    assert!(!replayed(&post(&registrar, &reveal, "k2", &purpose)), "each reading is recorded");
}

#[on_both_databases]
fn answers_are_kept_a_day_at_least_and_not_for_ever(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = post(&registrar, "/v1/people", "k1", &person(1)).json();
    register.passes_seconds(25 * 3_600);
    answers_are_purged(register);
    let registrar = register.renews(registrar);
    assert!(replayed(&post(&registrar, "/v1/people", "k1", &person(1))));
    register.passes_seconds(25 * 3_600);
    answers_are_purged(register);
    let registrar = register.renews(registrar);
    assert_eq!(post(&registrar, "/v1/people", "k1", &person(1)).refusal(), (409, "duplicate".into()));
    assert_eq!(registrar.reads_person(text(&ada, "id")).unwrap()["version"], 1);
}

#[on_both_databases]
fn a_roster_sent_again_is_loaded_once(register: &Register) {
    let registrar = register.acting("registrar");
    let send = |boundary: &str| {
        let head =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"roster.csv\"\r\n\r\n");
        let body = [head.as_bytes(), ROSTER, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={boundary}");
        let bearer = format!("Bearer {}", registrar.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", kind.as_str()), ("idempotency-key", "k1")];
        tests::http::send("POST", &format!("{}/v1/imports", registrar.address), &headers, &body)
    };
    let (first, again) = (send("one"), send("two"));
    assert_eq!((first.status, &first.text), (201, &again.text));
    assert!(replayed(&again));
    assert_eq!(registrar.get("/v1/imports?count=exact").json()["total"], 1);
}

#[on_both_databases]
fn malformed_idempotency_key_is_a_fault(register: &Register) {
    let registrar = register.acting("registrar");
    let long = "k".repeat(256);
    for key in ["", long.as_str()] {
        let answer = post(&registrar, "/v1/people", key, &person(1));
        assert_eq!(answer.faults(), [("/Idempotency-Key".to_owned(), "format".to_owned())], "{key}");
    }
}

#[on_both_databases]
fn mutations_are_repeated_part_by_part(register: &Register) {
    let registrar = register.acting("registrar");
    let query = "mutation($a: CreatePerson!, $b: CreatePerson!) { one: createPerson(input: $a) { id } two: createPerson(input: $b) { id } }";
    let camel = |number| {
        let known = person(number);
        json!({ "name": known["name"], "citizenNumber": known["citizen_number"] })
    };
    let send = |query: &str, a: u32| {
        post(&registrar, "/graphql", "k1", &json!({ "query": query, "variables": { "a": camel(a), "b": camel(2) } }))
    };
    let first = send(query, 1);
    assert!(first.json()["errors"].is_null(), "{}", first.text);
    let again = send(query, 1);
    assert_eq!((&again.text, replayed(&again)), (&first.text, true));
    assert_eq!(people(&registrar), 2);
    let other = send(query, 3).json();
    assert_eq!(other["errors"][0]["extensions"]["code"], "idempotency_mismatch");
    assert_eq!(people(&registrar), 2);
}

#[on_both_databases]
fn transitions_are_fired_once(register: &Register) {
    register.has_calendars();
    let registrar = register.acting("registrar");
    let published = registrar.has_published("invited", 1, "2026-11-20");
    let path = format!("/v1/pool-memberships/{}/transitions", text(&published, "id"));
    let mut body = basis();
    body["event"] = "object".into();
    body["objector"] = "某".into();
    body["statement"] = "不实".into();
    let (first, again) = (post(&registrar, &path, "k1", &body), post(&registrar, &path, "k1", &body));
    assert_eq!((first.status, &first.text), (200, &again.text));
    assert!(replayed(&again));
    let events = registrar.get(&path).json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["event"] == "object")
        .count();
    assert_eq!(events, 1);
}

#[on_both_databases]
fn a_client_has_so_many_answers_kept_and_no_more(register: &Register) {
    let server = register.with_settings(|config| config.kept_answers = 3);
    let there = |role: &str| Client { address: server.address.clone(), ..register.acting(role) };
    let (registrar, approver) = (there("registrar"), there("approver"));
    let ada = post(&registrar, "/v1/people", "k1", &person(1)).json();
    // A write that changes nothing is kept as any other.
    let path = format!("/v1/people/{}", text(&ada, "id"));
    let patch = |key: &str| {
        registrar.rest(
            "PATCH",
            &path,
            &[("idempotency-key", key), ("if-match", "\"1\"")],
            Some(&json!({ "work_unit": "实验小学" })),
        )
    };
    assert_eq!([patch("k2").status, patch("k3").status], [200, 200]);
    let refused = patch("k4");
    assert_eq!((refused.refusal(), refused.header("retry-after")), ((429, "quota_exceeded".into()), Some("3600")));
    assert_eq!(post(&registrar, "/v1/people", "k5", &person(3)).refusal(), (429, "quota_exceeded".into()));
    assert_eq!(people(&registrar), 1, "nothing was done");
    assert!(replayed(&patch("k3")), "what is kept is answered as before");
    assert_eq!(registrar.post("/v1/people", &person(5)).status, 201, "without a key nothing is kept");
    assert_eq!(post(&approver, "/v1/people", "k1", &person(7)).status, 201, "another has a quota of its own");
    let told = register.lines("SELECT name || ' ' || actor_key AS line FROM events WHERE name = 'quota_exceeded'");
    assert_eq!(told, [format!("quota_exceeded {}", registrar.id)]);
    // What was kept long enough makes room, also before the hourly job has run.
    register.passes_seconds(49 * 3_600);
    let registrar = Client { address: server.address.clone(), ..register.renews(registrar) };
    assert_eq!(post(&registrar, "/v1/people", "k6", &person(3)).status, 201);
}

#[on_both_databases]
fn a_client_has_so_many_bytes_kept_and_no_more(register: &Register) {
    let server = register.with_settings(|config| config.kept_bytes = 2_000);
    let registrar = Client { address: server.address.clone(), ..register.acting("registrar") };
    let statuses: Vec<u16> =
        (0..6).map(|number| post(&registrar, "/v1/people", &format!("k{number}"), &person(number)).status).collect();
    assert!(statuses.starts_with(&[201, 201]) && statuses.ends_with(&[429, 429]), "{statuses:?}");
    // Another server finds in the database what this one kept.
    let another = register.with_settings(|config| config.kept_bytes = 2_000);
    let there = Client { address: another.address.clone(), ..registrar };
    assert_eq!(post(&there, "/v1/people", "k9", &person(9)).refusal(), (429, "quota_exceeded".into()));
}

#[on_both_databases]
fn many_writes_at_once_pass_no_quota(register: &Register) {
    let server = register.with_settings(|config| config.kept_answers = 5);
    let registrar = Client { address: server.address.clone(), ..register.acting("registrar") };
    let done = std::thread::scope(|scope| {
        let writing: Vec<_> = (0..30)
            .map(|number| {
                let registrar = &registrar;
                scope.spawn(move || post(registrar, "/v1/people", &format!("k{number}"), &person(number)).status)
            })
            .collect();
        writing.into_iter().map(|one| one.join().unwrap()).filter(|status| *status == 201).count()
    });
    assert!((1..=5).contains(&done), "{done}");
    assert_eq!(people(&registrar), i64::try_from(done).unwrap());
}
