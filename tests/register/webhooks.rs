//! Webhooks: what changed is sent to an address, in order, signed, until it is taken.

use api::app::consumers::webhooks::sending::{send, take_up};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{person, text},
    on_both_databases,
    receiver::{Received, Receiver},
};

/// A webhook with its secret.
fn webhook(register: &Register, client: &Client, receiver: &Receiver, more: Value) -> (String, String) {
    register.settles();
    let mut body = json!({ "url": receiver.url });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = client.post("/v1/webhooks", &body);
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    (text(&made["webhook"], "id").to_owned(), text(&made, "secret").to_owned())
}

fn sends(register: &Register) {
    register.settles();
    for one in take_up(&register.app, 16).unwrap() {
        send(&register.app, one).unwrap();
    }
}

fn read(client: &Client, id: &str) -> Value {
    client.get(&format!("/v1/webhooks/{id}")).json()
}

fn deliveries(client: &Client, id: &str) -> Vec<Value> {
    client.get(&format!("/v1/webhooks/{id}/deliveries?limit=500")).json()["items"].as_array().unwrap().clone()
}

/// Waits until the log has so many lines, and gives them.
fn logged(register: &Register, client: &Client, id: &str, count: usize) -> Vec<Value> {
    let since = std::time::Instant::now();
    loop {
        let lines = deliveries(client, id);
        if lines.len() >= count {
            return lines;
        }
        assert!(since.elapsed().as_secs() < 60, "{lines:?}");
        sends(register);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// As Standard Webhooks has it: HMAC-SHA256 under what stands behind `whsec_`, over id, timestamp and body.
fn is_signed_by(message: &Received, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key);
    let said = format!("{}.{}.{}", message.header("webhook-id"), message.header("webhook-timestamp"), message.body);
    let signature = format!("v1,{}", STANDARD.encode(aws_lc_rs::hmac::sign(&key, said.as_bytes())));
    message.header("webhook-signature").split(' ').any(|one| one == signature)
}

#[on_both_databases]
fn changes_are_sent_in_order_and_signed(register: &Register) {
    let registrar = register.acting("registrar");
    let receiver = Receiver::new();
    let (id, secret) = webhook(register, &registrar, &receiver, json!({ "view": "full" }));
    let (zone, schools) = registrar.has_zone(1, 2);
    let messages = receiver.waits_for(3, || sends(register));
    let told = |message: &Received| (message.json()["type"].clone(), message.json()["subject"].clone());
    let expected = [
        ("duxue.zones.created", &zone),
        ("duxue.schools.created", &schools[0]),
        ("duxue.schools.created", &schools[1]),
    ];
    let expected: Vec<_> = expected.iter().map(|(kind, record)| (json!(kind), record["id"].clone())).collect();
    assert_eq!(messages.iter().map(told).collect::<Vec<_>>(), expected);
    assert!(messages.iter().all(|message| is_signed_by(message, &secret)), "{messages:?}");
    let first = messages[0].json();
    assert_eq!((text(&first, "specversion"), text(&first, "id")), ("1.0", messages[0].header("webhook-id")));
    assert_eq!(first["data"]["record"]["name"], zone["name"]);
    assert!(messages[0].header("content-type").starts_with("application/cloudevents+json"));
    let lines = logged(register, &registrar, &id, 3);
    assert!(lines.iter().all(|line| line["outcome"] == "delivered" && line["http_status"] == 204), "{lines:?}");
    // Nobody else reads it.
    assert_eq!(register.acting("approver").get(&format!("/v1/webhooks/{id}")).status, 404);
}

#[on_both_databases]
fn message_that_is_not_taken_is_sent_again_by_the_plan(register: &Register) {
    let registrar = register.acting("registrar");
    let receiver = Receiver::new();
    receiver.answers(&["503 Service Unavailable", "302 Found"]);
    let (id, _) = webhook(register, &registrar, &receiver, json!({}));
    registrar.has_zone(1, 0);
    logged(register, &registrar, &id, 1);
    let failing = read(&registrar, &id);
    assert_eq!((&failing["attempts"], &failing["status"]), (&json!(1), &json!("active")));
    register.passes_seconds(6);
    // A redirection is not followed.
    logged(register, &registrar, &id, 2);
    register.passes_seconds(331);
    let lines = logged(register, &registrar, &id, 3);
    let told: Vec<_> = lines.iter().map(|line| (line["attempt"].clone(), line["http_status"].clone())).collect();
    assert_eq!(told, [(json!(1), json!(503)), (json!(2), json!(302)), (json!(3), json!(204))]);
    let ids: Vec<_> = receiver.received().iter().map(|one| one.header("webhook-id").to_owned()).collect();
    assert!(ids.len() == 3 && ids.iter().all(|one| *one == ids[0]), "{ids:?}");
    let now = read(&registrar, &id);
    assert_eq!((&now["attempts"], &now["failing_since"]), (&json!(0), &Value::Null));
}

#[on_both_databases]
fn address_that_fails_for_days_is_disabled(register: &Register) {
    let registrar = register.acting("registrar");
    let receiver = Receiver::new();
    receiver.answers(&["500 Internal Server Error"; 9]);
    webhook(register, &registrar, &receiver, json!({}));
    registrar.has_zone(1, 0);
    let attempts = || register.lines("SELECT CAST(attempt AS text) AS line FROM webhook_deliveries").len();
    for attempt in 1..=9 {
        receiver.waits_for(attempt, || sends(register));
        let since = std::time::Instant::now();
        while attempts() < attempt {
            assert!(since.elapsed().as_secs() < 60, "attempt {attempt}");
        }
        register.passes_seconds(100_000);
    }
    let known = register.lines("SELECT status AS line FROM webhooks");
    assert_eq!(known, ["disabled"]);
    let told =
        register.lines("SELECT name AS line FROM events WHERE subject_kind = 'webhook' ORDER BY recorded_at, id");
    assert_eq!(told, ["created", "disabled"]);
    sends(register);
    assert_eq!(receiver.received().len(), 9);
}

#[on_both_databases]
fn tests_are_sent_and_change_nothing(register: &Register) {
    let registrar = register.acting("registrar");
    let receiver = Receiver::new();
    receiver.answers(&["400 Bad Request"]);
    let (id, secret) = webhook(register, &registrar, &receiver, json!({}));
    assert_eq!(registrar.post(&format!("/v1/webhooks/{id}/test"), &json!({})).status, 200);
    let line = logged(register, &registrar, &id, 1).remove(0);
    assert_eq!((&line["outcome"], &line["resource"]), (&json!("refused"), &Value::Null));
    let message = receiver.received().remove(0);
    assert_eq!((text(&message.json(), "type"), is_signed_by(&message, &secret)), ("duxue.test", true));
    assert_eq!(read(&registrar, &id)["attempts"], 0);
}

#[on_both_databases]
fn two_secrets_are_live_after_a_rotation(register: &Register) {
    let registrar = register.acting("registrar");
    let receiver = Receiver::new();
    let (id, first) = webhook(register, &registrar, &receiver, json!({}));
    let rotate = || text(&registrar.post(&format!("/v1/webhooks/{id}/rotate"), &json!({})).json(), "secret").to_owned();
    let second = rotate();
    registrar.has_zone(1, 0);
    let message = receiver.waits_for(1, || sends(register)).remove(0);
    assert!(first != second && is_signed_by(&message, &first) && is_signed_by(&message, &second));
    let third = rotate();
    registrar.has_zone(2, 0);
    let message = receiver.waits_for(2, || sends(register)).remove(1);
    assert!(is_signed_by(&message, &third) && is_signed_by(&message, &second) && !is_signed_by(&message, &first));
}

#[on_both_databases]
fn changes_since_an_instant_are_sent_again(register: &Register) {
    let registrar = register.acting("registrar");
    let receiver = Receiver::new();
    let (id, _) = webhook(register, &registrar, &receiver, json!({ "types": ["zones"] }));
    registrar.has_zone(1, 0);
    register.passes_seconds(60);
    let since = register.app.now();
    registrar.has_zone(2, 0);
    receiver.waits_for(2, || sends(register));
    logged(register, &registrar, &id, 2);
    let replayed = registrar.post(&format!("/v1/webhooks/{id}/replay"), &json!({ "since": since }));
    assert_eq!(replayed.status, 200, "{}", replayed.text);
    let messages = receiver.waits_for(3, || sends(register));
    assert_eq!(messages[2].header("webhook-id"), messages[1].header("webhook-id"));
    assert_ne!(messages[1].header("webhook-id"), messages[0].header("webhook-id"));
}

#[on_both_databases]
fn what_is_sent_is_what_its_client_may_read_then(register: &Register) {
    let office = register.acting("registrar");
    let county = register.acting_in("registrar", Some("340881"));
    let receiver = Receiver::new();
    let (id, _) = webhook(register, &county, &receiver, json!({ "types": ["people"], "view": "full" }));
    office.creates_person(&person(1)).unwrap();
    let mut theirs = person(2);
    theirs["area"] = json!("340881");
    let theirs = office.creates_person(&theirs).unwrap();
    let message = receiver.waits_for(1, || sends(register)).remove(0);
    assert_eq!(message.json()["subject"], theirs["id"]);
    logged(register, &county, &id, 1);
    sends(register);
    assert_eq!(receiver.received().len(), 1);
}

#[on_both_databases]
fn who_is_in_a_message_is_recorded(register: &Register) {
    let office = register.acting("registrar");
    let hr = register.acting("hr");
    let receiver = Receiver::new();
    webhook(register, &hr, &receiver, json!({ "types": ["people"] }));
    let person = office.creates_person(&person(1)).unwrap();
    receiver.waits_for(1, || sends(register));
    let auditor = register.acting("auditor");
    let told = auditor.get(&format!("/v1/disclosures?person_id={}", text(&person, "id"))).json();
    assert_eq!(told["items"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["items"][0]["operation"], "list_changes");
}

#[on_both_databases]
fn closed_addresses_are_refused(register: &Register) {
    let registrar = register.acting("registrar");
    for url in [
        "https://10.0.0.1/hook",
        "https://169.254.169.254/",
        "http://93.184.216.34/",
        "https://[fe80::1]/",
        "gopher://x/",
        "x",
    ] {
        let refused = registrar.post("/v1/webhooks", &json!({ "url": url }));
        assert_eq!(refused.faults(), [("/url".to_owned(), "format".to_owned())], "{url}");
    }
}

/// The address that does not answer keeps its attempt for as long as the test runs.
#[on_both_databases]
fn dead_address_holds_up_no_other(register: &Register) {
    let (registrar, receiver, dead) = (register.acting("registrar"), Receiver::new(), Receiver::new());
    dead.answers(&["hang"]);
    webhook(register, &registrar, &dead, json!({}));
    let others = 8;
    (0..others).for_each(|_| drop(webhook(register, &registrar, &receiver, json!({}))));
    registrar.has_zone(1, 0);
    dead.waits_for(1, || register.settles());
    for round in 1..=2 {
        receiver.waits_for(round * others, || register.settles());
        registrar.has_zone(u32::try_from(round).unwrap() + 1, 0);
    }
    assert_eq!(dead.received().len(), 1);
}

#[on_both_databases]
fn webhook_is_of_one_server_while_it_sends(register: &Register) {
    let (registrar, slow) = (register.acting("registrar"), Receiver::new());
    slow.answers(&["hang"]);
    let second = register.second_server();
    webhook(register, &registrar, &slow, json!({}));
    registrar.has_zone(1, 0);
    slow.waits_for(1, || register.settles());
    // Neither server takes it up again, also not once an attempt of the usual length would be over.
    register.passes_seconds(120);
    for server in [register, &second] {
        assert!(take_up(&server.app, 16).unwrap().is_empty());
    }
    assert_eq!(slow.received().len(), 1);
}

#[on_both_databases]
fn disabled_webhook_goes_on_once_enabled(register: &Register) {
    let (registrar, receiver) = (register.acting("registrar"), Receiver::new());
    receiver.answers(&["410 Gone"]);
    let (id, _) = webhook(register, &registrar, &receiver, json!({}));
    registrar.has_zone(1, 1);
    logged(register, &registrar, &id, 1);
    assert_eq!(read(&registrar, &id)["status"], "disabled");
    assert_eq!(registrar.post(&format!("/v1/webhooks/{id}/enable"), &json!({})).json()["status"], "active");
    let messages = receiver.waits_for(3, || sends(register));
    assert_eq!(messages[0].header("webhook-id"), messages[1].header("webhook-id"));
    assert_eq!(messages[2].json()["type"], "duxue.schools.created");
    assert_eq!(registrar.post(&format!("/v1/webhooks/{id}/enable"), &json!({})).status, 409);
}

#[on_both_databases]
fn change_of_a_webhook_is_followed_at_once(register: &Register) {
    let registrar = register.acting("registrar");
    let (old, new) = (Receiver::new(), Receiver::new());
    old.answers(&["500 Internal Server Error"]);
    let (id, _) = webhook(register, &registrar, &old, json!({}));
    registrar.has_zone(1, 1);
    logged(register, &registrar, &id, 1);
    let patch = |tag: &str, body: &Value| {
        registrar.rest("PATCH", &format!("/v1/webhooks/{id}"), &[("if-match", tag)], Some(body))
    };
    let tag = format!("\"{}\"", read(&registrar, &id)["version"]);
    let changed = patch(&tag, &json!({ "url": new.url, "types": ["schools"], "description": "HR" }));
    assert_eq!((changed.status, &changed.json()["types"]), (200, &json!(["schools"])), "{}", changed.text);
    let message = new.waits_for(1, || sends(register)).remove(0);
    assert_eq!(message.json()["type"], "duxue.schools.created");
    assert_eq!((old.received().len(), patch(&tag, &json!({ "view": "full" })).status), (1, 412));
    assert_eq!(patch("\"2\"", &json!({ "url": "https://10.0.0.1/" })).faults()[0].0, "/url");
}

#[on_both_databases]
fn ended_webhook_is_sent_nothing(register: &Register) {
    let registrar = register.acting("registrar");
    let receiver = Receiver::new();
    let (id, _) = webhook(register, &registrar, &receiver, json!({}));
    assert_eq!(registrar.post(&format!("/v1/webhooks/{id}/end"), &json!({})).json()["status"], "ended");
    registrar.has_zone(1, 0);
    sends(register);
    assert_eq!(
        (receiver.received().len(), registrar.post(&format!("/v1/webhooks/{id}/test"), &json!({})).status),
        (0, 409)
    );
    webhook(register, &registrar, &receiver, json!({}));
    let administrator = register.acting("administrator");
    let ended = administrator.post(&format!("/v1/clients/{}/off-board", registrar.id), &json!({}));
    let counted =
        ended.json()["ended"].as_array().unwrap().iter().find(|one| one["kind"] == "webhooks").unwrap()["count"]
            .clone();
    assert_eq!((ended.status, counted), (200, json!(1)), "{}", ended.text);
}
