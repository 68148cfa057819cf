//! Queues of changes: at least once, in order for each record, and never again once acknowledged.

use std::collections::BTreeMap;

use api::app::{Caller, consumers::queues::LeaseQueueItems, kernel::list::Query};
use domain::{
    Actor, Area, Role,
    kernel::id::{ClientId, QueueId},
};
use serde_json::{Value, json};
use tests::{
    Client, Register,
    chance::Chance,
    everywhere,
    fixtures::{person, text},
    on_both_databases,
};

/// Lease of most tests, in seconds.
const LEASE_S: u32 = 60;

fn queue(register: &Register, client: &Client, body: &Value) -> String {
    register.settles();
    text(&client.creates_queue(body).unwrap(), "id").to_owned()
}

/// The changes that a queue gives now.
fn given(register: &Register, client: &Client, queue: &str, limit: u32) -> Vec<Value> {
    register.settles();
    client.leases(queue, limit, LEASE_S).unwrap()["items"].as_array().unwrap().clone()
}

fn named(changes: &[Value]) -> Vec<(&str, &str)> {
    changes.iter().map(|one| (text(one, "kind"), text(one, "resource"))).collect()
}

fn positions(changes: &[Value]) -> Vec<&str> {
    changes.iter().map(|one| text(one, "position")).collect()
}

#[everywhere]
fn change_is_given_again_when_its_lease_runs_out(register: &Register) {
    let registrar = register.acting("registrar");
    let queue = queue(register, &registrar, &json!({}));
    registrar.has_zone(1, 1);
    let first = given(register, &registrar, &queue, 1);
    assert_eq!(named(&first), [("created", "zones")]);
    assert_eq!(named(&given(register, &registrar, &queue, 50)), [("created", "schools")]);
    assert_eq!(given(register, &registrar, &queue, 50), Vec::<Value>::new());
    register.passes_seconds(i64::from(LEASE_S) + 1);
    assert_eq!(given(register, &registrar, &queue, 1), first);
}

#[everywhere]
fn acknowledged_change_is_never_given_again(register: &Register) {
    let registrar = register.acting("registrar");
    let queue = queue(register, &registrar, &json!({}));
    registrar.has_zone(1, 1);
    let changes = given(register, &registrar, &queue, 50);
    let left = registrar.acknowledges(&queue, &positions(&changes[..1])).unwrap();
    assert_eq!((&left["pending"], &left["version"]), (&json!(1), &json!(1)));
    // The answer was lost, and the consumer says it again.
    assert_eq!(registrar.acknowledges(&queue, &positions(&changes[..1])), Ok(left));
    register.passes_seconds(i64::from(LEASE_S) + 1);
    assert_eq!(given(register, &registrar, &queue, 50), changes[1..]);
    registrar.acknowledges(&queue, &positions(&changes)).unwrap();
    register.passes_seconds(i64::from(LEASE_S) + 1);
    assert_eq!(given(register, &registrar, &queue, 50), Vec::<Value>::new());
}

#[everywhere]
fn change_waits_while_an_earlier_one_is_leased(register: &Register) {
    let registrar = register.acting("registrar");
    let queue = queue(register, &registrar, &json!({ "types": ["zones"] }));
    let (zone, _) = registrar.has_zone(1, 1);
    let first = given(register, &registrar, &queue, 50);
    register.passes_seconds(1);
    registrar.changes_zone(text(&zone, "id"), 1, &json!({ "name": "第九责任区" })).unwrap();
    registrar.has_zone(2, 0);
    let others = given(register, &registrar, &queue, 50);
    assert_eq!(named(&others), [("created", "zones")]);
    assert_ne!(others[0]["id"], zone["id"]);
    registrar.acknowledges(&queue, &positions(&first)).unwrap();
    let second = given(register, &registrar, &queue, 50);
    assert_eq!((named(&second), &second[0]["id"]), (vec![("changed", "zones")], &zone["id"]));
    // The later change stands for the earlier.
    registrar.changes_zone(text(&zone, "id"), 2, &json!({ "name": "第八责任区" })).unwrap();
    registrar.acknowledges(&queue, &positions(&second)).unwrap();
    assert_eq!(named(&given(register, &registrar, &queue, 50)), [("changed", "zones")]);
}

#[everywhere]
fn queue_gives_what_its_client_reads_now(register: &Register) {
    let hr = register.acting("hr");
    let (of_hr, thin) = (json!({ "types": ["people"], "view": "full" }), json!({ "types": ["people"] }));
    let (full, thin) = (queue(register, &hr, &of_hr), queue(register, &hr, &thin));
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    registrar.has_zone(1, 0);
    let changes = given(register, &hr, &full, 50);
    assert_eq!(named(&changes), [("created", "people")]);
    assert_eq!(changes[0]["record"]["id"], ada["id"]);
    assert_eq!(changes[0]["record"]["phone"], Value::Null);
    assert_eq!(given(register, &hr, &thin, 50)[0]["record"], Value::Null);
    assert_eq!(hr.creates_queue(&json!({ "types": ["complaints"] })), Err("forbidden".into()));
    assert_eq!(hr.creates_queue(&json!({ "types": ["persons"] })), Err("invalid".into()));
    assert_eq!(hr.creates_queue(&json!({ "types": ["people", "people"] })), Err("invalid".into()));
}

#[everywhere]
fn queue_reaches_no_further_than_its_area(register: &Register) {
    let registrar = register.acting_in("registrar", Some("340800"));
    let here = queue(register, &registrar, &json!({ "area": "340802" }));
    assert_eq!(registrar.creates_queue(&json!({ "area": "330000" })), Err("forbidden".into()));
    let mut body = person(1);
    body["area"] = json!("340802");
    let ada = registrar.creates_person(&body).unwrap();
    registrar.creates_person(&person(2)).unwrap();
    assert_eq!(named(&given(register, &registrar, &here, 50)), [("created", "people")]);
    register.passes_seconds(1);
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "area": "340803" })).unwrap();
    register.passes_seconds(i64::from(LEASE_S));
    assert_eq!(named(&given(register, &registrar, &here, 50)).last(), Some(&("out_of_reach", "people")));
}

/// The client's own area is changed while it follows: what it is given is what it may read when it is given.
#[on_both_databases]
fn narrowed_client_is_not_given_what_it_left(register: &Register) {
    let registrar = register.acting("registrar");
    let queue = queue(register, &registrar, &json!({ "types": ["people"] }));
    let mut body = person(1);
    body["area"] = json!("340802");
    registrar.creates_person(&body).unwrap();
    assert_eq!(given(register, &registrar, &queue, 50).len(), 1);
    let leased_in = |area: &str| {
        register.passes_seconds(i64::from(LEASE_S) + 1);
        let client_id = Some(ClientId(registrar.id.parse().unwrap()));
        let actor = Actor { client_id, area: Area::parse(area).ok(), ..Actor::own(Role::Registrar) };
        let lease = Query::new([("lease", LEASE_S.to_string())]);
        let leasing = LeaseQueueItems { id: QueueId(queue.parse().unwrap()), query: lease };
        register.app.run_now(&Caller::new(actor), &leasing).unwrap().items.len()
    };
    assert_eq!([leased_in("340000"), leased_in("330000"), leased_in("340000")], [1, 0, 0]);
}

#[everywhere]
fn queue_of_another_client_is_not_found(register: &Register) {
    let (registrar, other) = (register.acting("registrar"), register.acting("registrar"));
    let own = queue(register, &registrar, &json!({}));
    registrar.has_zone(1, 0);
    let changes = given(register, &registrar, &own, 50);
    assert_eq!(other.reads_queue(&own), Err("not_found".into()));
    assert_eq!(other.leases(&own, 1, 1), Err("not_found".into()));
    assert_eq!(other.acknowledges(&own, &positions(&changes)), Err("not_found".into()));
    let others = queue(register, &other, &json!({}));
    assert_eq!(other.acknowledges(&others, &positions(&changes)), Err("invalid".into()));
    for (limit, lease) in [(0, 1), (501, 1), (1, 0), (1, 3_601)] {
        assert_eq!(registrar.leases(&own, limit, lease), Err("invalid".into()), "{limit} {lease}");
    }
}

#[everywhere]
fn client_has_a_bounded_number_of_queues(register: &Register) {
    let registrar = register.acting("registrar");
    let queues: Vec<String> = (0..10).map(|_| queue(register, &registrar, &json!({}))).collect();
    assert_eq!(registrar.creates_queue(&json!({})), Err("invalid".into()));
    let ended = registrar.ends_queue(&queues[0]).unwrap();
    assert_eq!((text(&ended, "status"), &ended["version"]), ("ended", &json!(2)));
    assert_eq!(registrar.ends_queue(&queues[0]), Err("transition_not_allowed".into()));
    assert_eq!(registrar.leases(&queues[0], 1, 1), Err("transition_not_allowed".into()));
    assert!(registrar.creates_queue(&json!({})).is_ok());
}

#[on_both_databases]
fn queue_holds_back_what_is_not_acknowledged(register: &Register) {
    let registrar = register.acting("registrar");
    let queue = queue(register, &registrar, &json!({ "types": ["schools"] }));
    registrar.has_zone(1, 6);
    register.executes(&format!("UPDATE queues SET pending = '{}'", pending(499)));
    let given = registrar.leases(&queue, 50, LEASE_S).unwrap();
    assert_eq!((given["items"].as_array().unwrap().len(), &given["more"]), (1, &json!(false)));
}

/// So many changes that another worker was given.
fn pending(count: u64) -> Value {
    let one = |at| {
        json!({
            "place": { "xact": 0, "seq": 0 }, "record": format!("0193591c-0000-7000-8000-{at:012}"),
            "leased_until": "2030-01-01T00:00:00Z"
        })
    };
    (0..count).map(one).collect()
}

#[on_both_databases]
fn queue_older_than_what_is_kept_is_too_old(register: &Register) {
    let registrar = register.acting("registrar");
    let queue = queue(register, &registrar, &json!({}));
    register.executes("UPDATE queues SET xact = 9223372036854775807");
    assert_eq!(registrar.leases(&queue, 1, 1), Err("position_too_old".into()));
}

/// Two workers on two servers crash between any two steps; their copy is the register's own in the end.
#[on_both_databases]
fn workers_that_crash_keep_an_equal_copy(register: &Register) {
    let registrar = register.acting("registrar");
    let queue = queue(register, &registrar, &json!({ "types": ["zones"], "view": "full" }));
    let second = register.second_server();
    let elsewhere = Client { address: second.address.clone(), ..registrar.clone() };
    let zones: Vec<Value> = (0..4).map(|at| registrar.has_zone(at, 0).0).collect();
    let (mut copy, mut done, mut chance) = (BTreeMap::new(), BTreeMap::new(), Chance::new(7));
    for round in 1..=12 {
        register.passes_seconds(1);
        let zone = &zones[chance.below(4)];
        let version = registrar.get(&format!("/v1/zones/{}", text(zone, "id"))).json()["version"].as_i64().unwrap();
        let name = json!({ "name": format!("第{round}个责任区") });
        registrar.changes_zone(text(zone, "id"), version, &name).unwrap();
        register.settles();
        let worker = if chance.below(2) == 0 { &registrar } else { &elsewhere };
        let changes = worker.leases(&queue, 3, LEASE_S).unwrap()["items"].as_array().unwrap().clone();
        changes.iter().for_each(|one| assert!(done.get(text(one, "id")).is_none_or(|last| *last < version_of(one))));
        // It crashes after this many, with or without having said so.
        let worked = chance.below(4).min(changes.len());
        changes[..worked].iter().for_each(|one| store(&mut copy, one));
        if chance.below(2) == 0 {
            worker.acknowledges(&queue, &positions(&changes[..worked])).unwrap();
            done.extend(changes[..worked].iter().map(|one| (text(one, "id").to_owned(), version_of(one))));
        }
        if chance.below(3) == 0 {
            register.passes_seconds(i64::from(LEASE_S) + 1);
        }
    }
    loop {
        register.passes_seconds(i64::from(LEASE_S) + 1);
        let changes = given(register, &registrar, &queue, 50);
        if changes.is_empty() {
            break;
        }
        changes.iter().for_each(|one| store(&mut copy, one));
        registrar.acknowledges(&queue, &positions(&changes)).unwrap();
    }
    let listed = registrar.get("/v1/zones?limit=500").json();
    let read: BTreeMap<String, Value> =
        listed["items"].as_array().unwrap().iter().map(|one| (text(one, "id").to_owned(), one.clone())).collect();
    assert_eq!(copy, read);
}

fn version_of(change: &Value) -> i64 {
    change["version"].as_i64().unwrap()
}

fn store(copy: &mut BTreeMap<String, Value>, change: &Value) {
    copy.insert(text(change, "id").to_owned(), change["record"].clone());
}
