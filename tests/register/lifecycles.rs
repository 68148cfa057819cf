//! Walks at random through the lifecycle: whatever is fired, by whomever, on whatever day, the register does what the
//! lifecycles page says or nothing at all.
//!
//! `DUXUE_WALKS=300 cargo test -p tests --test register lifecycles` walks far; the walks come from a fixed seed.

use serde_json::{Value, json};
use tests::{
    Client, Register,
    chance::Chance,
    everywhere,
    fixtures::{basis, panel, text},
};

fn walks() -> u64 {
    std::env::var("DUXUE_WALKS").ok().and_then(|said| said.parse().ok()).unwrap_or(4)
}

const STEPS: usize = 30;

/// Who fires: a registrar, an approver who nominates and submits at times, another approver.
const ROLES: [&str; 3] = ["registrar", "approver", "approver"];

/// The lifecycles page: event, from, to, whether a registrar may fire it.
const PAGE: &[(&str, &[&str], &[&str], bool)] = &[
    ("submit", &["draft", "returned"], &["submitted"], true),
    ("accept", &["submitted"], &["under_review"], true),
    ("return", &["submitted", "under_review"], &["returned"], true),
    ("shortlist", &["under_review"], &["shortlisted"], true),
    ("reject", &["under_review"], &["rejected"], true),
    ("open_notice", &["shortlisted"], &["in_public_notice"], true),
    ("object", &["in_public_notice"], &["objection_under_investigation"], true),
    ("uphold_objection", &["objection_under_investigation"], &["rejected"], false),
    ("dismiss_objection", &["objection_under_investigation"], &["in_public_notice"], false),
    ("approve", &["in_public_notice"], &["active"], false),
    ("suspend", &["active"], &["suspended"], true),
    ("resume", &["suspended"], &["active"], true),
    ("renew", &["active", "expired"], &["active"], false),
    ("remove", &["active", "suspended"], &["removed"], false),
    ("withdraw", OPEN, &["withdrawn"], true),
    ("record_death", OPEN, &["deceased"], true),
];

const OPEN: &[&str] = &[
    "draft",
    "submitted",
    "returned",
    "under_review",
    "shortlisted",
    "in_public_notice",
    "objection_under_investigation",
    "active",
    "suspended",
];

/// What an event needs, all of it.
fn particulars(event: &str, today: &str) -> Value {
    let mut with = basis();
    let more = match event {
        "shortlist" => panel(),
        "object" => json!({ "objector": "某", "statement": "不实" }),
        "submit" => json!({ "evidence": "证书", "consent_on": "2026-11-01" }),
        "record_death" => json!({ "occurred_on": today }),
        _ => json!({}),
    };
    for (name, value) in more.as_object().unwrap() {
        with[name] = value.clone();
    }
    with
}

/// An event: most often one that goes on, so that a walk does not end where it began.
fn an_event(chance: &mut Chance, status: &str) -> &'static str {
    let onward: Vec<&str> = PAGE
        .iter()
        .filter(|(event, from, ..)| from.contains(&status) && !matches!(*event, "withdraw" | "record_death" | "reject"))
        .map(|(event, ..)| *event)
        .collect();
    if !onward.is_empty() && chance.below(10) < 7 {
        onward[chance.below(onward.len())]
    } else {
        PAGE[chance.below(PAGE.len())].0
    }
}

#[everywhere]
fn random_events_keep_every_lifecycle(register: &Register) {
    let surface = register.acting("registrar").surface;
    let (mut fired, mut refused) = (0, 0);
    for walk in 0..walks() {
        let register = Register::new(register.database, surface);
        register.has_calendars();
        let (done, not) = walks_once(&register, &mut Chance::new(walk));
        fired += done;
        refused += not;
    }
    println!("{:?}, {surface:?}: {fired} events fired, {refused} refused", register.database);
    assert!(fired > 0 && refused > 0);
}

fn walks_once(register: &Register, chance: &mut Chance) -> (u32, u32) {
    let mut actors = ROLES.map(|role| register.acting(role));
    let mut today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let pool = ["specialist", "invited"][chance.below(2)];
    let mut known = actors[chance.below(3)].has_nominated(pool, 1);
    let (mut fired, mut refused) = (0, 0);
    for _ in 0..STEPS {
        if chance.below(4) == 0 {
            today = today + chrono::Days::new(1 + chance.number() % 9);
            register.is_now(&today.to_string());
            actors = actors.map(|actor| register.renews(actor));
        }
        let who = chance.below(3);
        let event = an_event(chance, text(&known, "status"));
        if fires(&actors[who], ROLES[who], &particulars(event, &today.to_string()), event, &mut known) {
            fired += 1;
        } else {
            refused += 1;
        }
    }
    (fired, refused)
}

/// Fires an event, and holds the outcome against the page and against what the register had said beforehand.
fn fires(client: &Client, role: &str, with: &Value, event: &str, known: &mut Value) -> bool {
    let id = text(known, "id").to_owned();
    let id = id.as_str();
    let status = text(known, "status").to_owned();
    let (_, from, to, registrar) = PAGE.iter().find(|(name, ..)| *name == event).unwrap();
    let before = client.reads_transitions(id).unwrap();
    let announced = before["next"].as_array().unwrap().iter().find(|next| next["event"] == *event).cloned();
    let is_on_the_page = from.contains(&status.as_str());
    let what = format!("{event} by {role} from {status}");
    assert_eq!(announced.is_some(), is_on_the_page, "{what}: {before}");
    let outcome = client.fires(id, event, with);
    let (record, after) = (client.reads_membership(id).unwrap(), client.reads_transitions(id).unwrap());
    let facts = |transitions: &Value| transitions["items"].as_array().unwrap().len();
    match outcome {
        Ok(answer) => {
            assert!(is_on_the_page && to.contains(&text(&record, "status")), "{what} to {}", record["status"]);
            assert!(*registrar || role == "approver", "{what}");
            assert_eq!(announced.unwrap()["allowed"], true, "{what}");
            assert_eq!(record["version"].as_i64(), known["version"].as_i64().map(|version| version + 1), "{what}");
            assert_eq!((facts(&after), &answer["status"]), (facts(&before) + 1, &record["status"]), "{what}");
            *known = record;
            true
        }
        Err(code) => {
            assert_eq!(
                (&record, facts(&after)),
                (&*known, facts(&before)),
                "{what}: refused and yet something happened"
            );
            match announced {
                None if role == "registrar" && !registrar => assert_eq!(code, "forbidden", "{what}"),
                None => assert_eq!(code, "transition_not_allowed", "{what}"),
                Some(announced) => assert_eq!(announced["code"], *code, "{what}"),
            }
            false
        }
    }
}
