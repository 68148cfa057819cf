//! The chain of events: it holds, and names the first event that was changed behind the register's back.

use api::app::{Caller, consumers::audit::LinkEvents};
use domain::{Actor, Role};
use serde_json::{Value, json};
use tests::{
    Client, Database, Register, everywhere,
    fixtures::{person, text},
};

fn links(register: &Register) -> usize {
    register.settles();
    register.app.run_now(&Caller::new(Actor::own(Role::System)), &LinkEvents).unwrap()
}

fn chain(auditor: &Client) -> Vec<Value> {
    auditor.lists_audit_events("limit=500").unwrap()["items"].as_array().unwrap().clone()
}

#[everywhere]
fn every_event_is_linked_to_the_one_before(register: &Register) {
    let (registrar, auditor) = (register.acting("registrar"), register.acting("auditor"));
    let (zone, _) = registrar.has_zone(1, 1);
    register.passes_seconds(60);
    registrar.changes_zone(text(&zone, "id"), 1, &json!({ "name": "第九责任区" })).unwrap();
    // The job of the server may have linked some before.
    links(register);
    assert_eq!(links(register), 0);
    let events = chain(&auditor);
    assert_eq!((text(&events[0], "previous_hash"), &events[0]["number"]), ("", &json!(1)));
    for pair in events.windows(2) {
        assert_eq!(text(&pair[1], "previous_hash"), text(&pair[0], "hash"));
    }
    let last = events.last().unwrap();
    assert_eq!((text(last, "record_kind"), text(last, "record")), ("zone", text(&zone, "id")));
    assert_eq!((&last["before"], &last["after"]), (&json!({ "name": "第1责任区" }), &json!({ "name": "第九责任区" })));
    let verified = auditor.verifies_audit().unwrap();
    assert_eq!(verified, json!({ "checked": events.len(), "head": last["hash"], "broken_at": null }));
    // Piece by piece they are the same.
    let (mut pieces, mut after) = (Vec::new(), String::new());
    loop {
        let piece = auditor.lists_audit_events(&format!("limit=2{after}")).unwrap();
        pieces.extend(piece["items"].as_array().unwrap().clone());
        let Some(next) = piece["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(pieces, events);
    for role in ["registrar", "hr", "administrator"] {
        assert_eq!(register.acting(role).lists_audit_events(""), Err("forbidden".into()), "{role}");
    }
    assert_eq!(register.acting_in("auditor", Some("340800")).lists_audit_events(""), Err("forbidden".into()));
}

#[everywhere]
fn event_that_was_edited_by_hand_is_found(register: &Register) {
    let (registrar, auditor) = (register.acting("registrar"), register.acting("auditor"));
    for number in 1..4 {
        registrar.creates_person(&person(number)).unwrap();
    }
    links(register);
    let events = chain(&auditor);
    let edited = &events[events.len() - 2];
    let id = text(edited, "id");
    match register.database {
        Database::Postgres => register.executes(&format!(
            "ALTER TABLE events DISABLE TRIGGER ALL; UPDATE events SET actor_name = '别人' WHERE id = '{id}'"
        )),
        Database::Sqlite => register.executes(&format!(
            "DROP TRIGGER events_refuse_update; DROP TRIGGER events_lose_words_only; \
             UPDATE events SET actor_name = '别人' WHERE id = x'{}'",
            id.replace('-', "")
        )),
    }
    let verified = auditor.verifies_audit().unwrap();
    assert_eq!((&verified["broken_at"], &verified["checked"]), (&json!(id), &json!(events.len() - 2)));
}

#[everywhere]
fn links_are_neither_changed_nor_deleted(register: &Register) {
    register.acting("registrar").creates_person(&person(1)).unwrap();
    links(register);
    for statement in ["UPDATE audit_links SET number = 9", "DELETE FROM audit_links"] {
        assert!(register.tries(statement).unwrap_err().contains("append-only"), "{statement}");
    }
}
