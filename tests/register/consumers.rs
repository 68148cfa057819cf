//! Three consumers of one area, by the feed, a webhook and a queue: whatever crashes between them, each ends with the register's
//! own answer, and with its digest.

use std::{cell::RefCell, collections::BTreeMap};

use api::app::consumers::webhooks::sending::{send, take_up};
use domain::consumers::digest::Digest;
use serde_json::{Value, json};
use tests::{
    Client, Register,
    chance::Chance,
    fixtures::{person, text},
    on_both_databases,
    receiver::Receiver,
};

/// The area of the consumers, and the one to which people move.
const AREAS: [&str; 2] = ["340802", "340803"];
const RESOURCES: [&str; 2] = ["people", "trainings"];
const ROUNDS: u32 = 25;

/// What a consumer stored, by resource and id.
#[derive(Default)]
struct Copy(BTreeMap<(String, String), Value>);

impl Copy {
    /// Stores an item of the feed; one that comes again changes nothing.
    fn store(&mut self, item: &Value) {
        let key = (text(item, "resource").to_owned(), text(item, "id").to_owned());
        match &item["record"] {
            Value::Null => drop(self.0.remove(&key)),
            record => drop(self.0.insert(key, record.clone())),
        }
    }

    fn digest(&self, resource: &str) -> (usize, String) {
        let mut digest = Digest::default();
        let ours: Vec<_> = self.0.iter().filter(|((known, _), _)| known == resource).collect();
        for ((_, id), record) in &ours {
            digest.add(id, record["version"].as_i64().unwrap(), record);
        }
        (ours.len(), digest.hex())
    }
}

/// What happens in the office: people come, are corrected, move away and back, and are trained.
fn something_happens(registrar: &Client, known: &mut Vec<String>, round: u32, chance: &mut Chance) {
    let read = |id: &str| registrar.get(&format!("/v1/people/{id}")).json();
    let any = |known: &[String], chance: &mut Chance| known[chance.below(known.len())].clone();
    match chance.below(4) {
        _ if known.is_empty() => known.push(comes(registrar, round, chance)),
        0 => known.push(comes(registrar, round, chance)),
        1 => {
            let id = any(known, chance);
            let version = read(&id)["version"].as_i64().unwrap();
            registrar.corrects_person(&id, version, &json!({ "work_unit": format!("第{round}小学") })).unwrap();
        }
        2 => {
            let id = any(known, chance);
            let person = read(&id);
            let area = if person["area"] == AREAS[0] { AREAS[1] } else { AREAS[0] };
            registrar.corrects_person(&id, person["version"].as_i64().unwrap(), &json!({ "area": area })).unwrap();
        }
        _ => drop(registrar.has_trained(&any(known, chance), "in_duty", "2026-11-02", round)),
    }
}

fn comes(registrar: &Client, round: u32, chance: &mut Chance) -> String {
    let mut body = person(round);
    body["area"] = json!(AREAS[chance.below(2)]);
    text(&registrar.creates_person(&body).unwrap(), "id").to_owned()
}

/// A consumer that follows the feed, and loses what it took when it crashes before it stored the position.
fn follows(consumer: &Client, (copy, position): (&mut Copy, &mut String), crashes: bool) {
    let question = format!("view=full&types={}&limit=3", RESOURCES.join(","));
    let (items, next) = consumer.follows_all(&question, position);
    items.iter().for_each(|item| copy.store(item));
    if !crashes {
        *position = next;
    }
}

/// A consumer that empties a queue, and may crash before it acknowledges.
fn empties(consumer: &Client, queue: &str, copy: &mut Copy, crashes: bool) {
    let items = consumer.leases(queue, 4, 60).unwrap()["items"].as_array().unwrap().clone();
    items.iter().for_each(|item| copy.store(item));
    if !crashes && !items.is_empty() {
        consumer.acknowledges(queue, &items.iter().map(|item| text(item, "position")).collect::<Vec<_>>()).unwrap();
    }
}

fn sends(register: &Register) {
    for one in take_up(&register.app, 16).unwrap() {
        send(&register.app, one).unwrap();
    }
}

#[on_both_databases]
fn three_consumers_that_crash_end_with_the_register_own_answer(register: &Register) {
    let office = register.acting("registrar");
    let consumer = register.acting_in("registrar", Some(AREAS[0]));
    let (receiver, mut chance) = (Receiver::new(), Chance::new(11));
    let asked = json!({ "types": RESOURCES, "view": "full" });
    register.settles();
    let queue = text(&consumer.creates_queue(&asked).unwrap(), "id").to_owned();
    let mut hook = asked.clone();
    hook["url"] = json!(receiver.url);
    assert_eq!(consumer.post("/v1/webhooks", &hook).status, 201);
    let (mut by_feed, mut by_queue, mut position) = (Copy::default(), Copy::default(), String::new());
    let (mut known, by_webhook) = (Vec::new(), RefCell::new((Copy::default(), 0)));
    let stores = || {
        let (copy, taken) = &mut *by_webhook.borrow_mut();
        let received = receiver.received();
        received[*taken..].iter().for_each(|message| copy.store(&message.json()["data"]));
        *taken = received.len();
    };
    for round in 1..=ROUNDS {
        register.passes_seconds(1);
        something_happens(&office, &mut known, round, &mut chance);
        if chance.below(3) == 0 && !receiver.is_about_to_refuse() {
            receiver.answers(&["500 Internal Server Error"]);
        }
        register.settles();
        match chance.below(3) {
            0 => follows(&consumer, (&mut by_feed, &mut position), chance.below(2) == 0),
            1 => empties(&consumer, &queue, &mut by_queue, chance.below(2) == 0),
            _ => sends(register),
        }
        stores();
    }
    let expected = RESOURCES.map(|resource| digest_of(&consumer, resource));
    follows(&consumer, (&mut by_feed, &mut position), false);
    let since = std::time::Instant::now();
    let is_equal = |copy: &Copy| RESOURCES.map(|resource| copy.digest(resource)) == expected;
    // Leases are over, and so are the waits after two attempts that failed.
    receiver.takes_everything();
    register.passes_seconds(400);
    while !(is_equal(&by_queue) && is_equal(&by_webhook.borrow().0)) && since.elapsed().as_secs() < 60 {
        register.settles();
        sends(register);
        stores();
        empties(&consumer, &queue, &mut by_queue, false);
    }
    for copy in [&by_feed, &by_queue, &by_webhook.borrow().0] {
        assert_eq!(RESOURCES.map(|resource| copy.digest(resource)), expected);
    }
}

/// How many records a list has for a consumer, and their digest.
fn digest_of(consumer: &Client, resource: &str) -> (usize, String) {
    let answer = consumer.reads_digests(&format!("resource={resource}")).unwrap();
    let all = &answer["items"][0];
    if all.is_null() {
        return (0, Digest::default().hex());
    }
    (usize::try_from(all["count"].as_u64().unwrap()).unwrap(), text(all, "digest").to_owned())
}
