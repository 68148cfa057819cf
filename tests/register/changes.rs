//! The change feed: what consumers are told, in order and once, however the register is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use api::app::{Caller, consumers::changes::ForgetChanges};
use diesel::{Connection, connection::SimpleConnection};
use domain::{Actor, Role};
use serde_json::{Value, json};
use tests::{
    Client, Database, Register, Surface, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

/// Kind, resource and fields of changes.
fn told(changes: &[Value]) -> Vec<(&str, &str, Vec<&str>)> {
    let one = |change| -> (&str, &str, Vec<&str>) {
        let change: &Value = change;
        let fields = change["fields"].as_array().unwrap().iter().map(|field| field.as_str().unwrap()).collect();
        (text(change, "kind"), text(change, "resource"), fields)
    };
    changes.iter().map(one).collect()
}

fn kinds(changes: &[Value]) -> Vec<(&str, &str)> {
    told(changes).into_iter().map(|(kind, resource, _)| (kind, resource)).collect()
}

/// Where a client stands, once everything before can be told.
fn present(register: &Register, client: &Client) -> String {
    register.settles();
    client.present_position()
}

/// What a client is told since a position, once everything before can be told.
fn since(register: &Register, client: &Client, position: &str) -> Vec<Value> {
    register.settles();
    client.follows_all("view=full", position).0
}

#[everywhere]
fn change_names_the_fields_that_differ(register: &Register) {
    let registrar = register.acting("registrar");
    let start = present(register, &registrar);
    let (zone, _) = registrar.has_zone(1, 0);
    register.passes_seconds(60);
    let patch = json!({ "name": "第九责任区" });
    let zone = registrar.changes_zone(text(&zone, "id"), 1, &patch).unwrap();
    let changes = since(register, &registrar, &start);
    assert_eq!(kinds(&changes), [("created", "zones"), ("changed", "zones")]);
    assert_eq!(told(&changes)[1].2, ["name"]);
    let last = &changes[1];
    assert_eq!((&last["id"], &last["version"], &last["at"]), (&zone["id"], &zone["version"], &zone["updated_at"]));
    // Nothing came since, and the position stays good.
    register.settles();
    let (_, end) = registrar.follows_all("", &start);
    assert_eq!(since(register, &registrar, &end), Vec::<Value>::new());
}

#[everywhere]
fn full_view_holds_the_record_as_its_reader_sees_it(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let (start, start_of_hr) = (present(register, &registrar), present(register, &hr));
    let ada = registrar.creates_person(&person(1)).unwrap();
    register.settles();
    for (client, start) in [(&registrar, start), (&hr, start_of_hr)] {
        let read = client.get(&format!("/v1/people/{}", text(&ada, "id"))).json();
        let piece = |view: &str| client.follows(&format!("view={view}&after={start}")).unwrap()["items"][0].clone();
        let by_rest = client.get(&format!("/v1/changes?view=full&after={start}")).json();
        assert_eq!((&by_rest["items"][0]["record"], &piece("thin")["record"]), (&read, &Value::Null));
        assert!(piece("full")["record"].is_object());
    }
}

#[everywhere]
fn field_that_a_reader_does_not_see_is_no_change(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let (start, start_of_hr) = (present(register, &registrar), present(register, &hr));
    register.passes_seconds(60);
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "phone": "15400000009" })).unwrap();
    assert_eq!(told(&since(register, &registrar, &start)), [("changed", "people", vec!["phone"])]);
    assert_eq!(since(register, &hr, &start_of_hr), Vec::<Value>::new());
    register.passes_seconds(60);
    registrar.corrects_person(text(&ada, "id"), 2, &json!({ "work_unit": "示范小学" })).unwrap();
    assert_eq!(told(&since(register, &hr, &start_of_hr)), [("changed", "people", vec!["work_unit"])]);
}

#[everywhere]
fn position_belongs_to_one_client_and_lies_not_ahead(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    registrar.creates_person(&person(1)).unwrap();
    let position = present(register, &registrar);
    assert_eq!(hr.follows(&format!("after={position}")), Err("invalid".into()));
    let tampered = format!("A{}", &position[1..]);
    assert_ne!(tampered, position);
    assert_eq!(registrar.follows(&format!("after={tampered}")), Err("invalid".into()));
    register.executes("DELETE FROM changes");
    assert_eq!(registrar.follows(&format!("after={position}")), Err("invalid".into()));
}

#[everywhere]
fn question_out_of_bounds_is_refused(register: &Register) {
    let hr = register.acting("hr");
    for question in ["limit=0", "limit=501", "limit=x", "wait=31", "wait=-1", "view=fat", "types=persons"] {
        assert_eq!(hr.follows(question), Err("invalid".into()), "{question}");
    }
    // HR never reads what others complained about.
    assert_eq!(hr.follows("types=people,complaints"), Err("forbidden".into()));
    assert!(hr.follows("types=people,grades").is_ok());
}

#[everywhere]
fn pieces_of_the_feed_join_without_gap_or_double(register: &Register) {
    let registrar = register.acting("registrar");
    let start = present(register, &registrar);
    registrar.has_zone(1, 3);
    register.settles();
    let (whole, end) = registrar.follows_all("", &start);
    let (pieces, end_of_pieces) = registrar.follows_all("limit=1", &start);
    assert_eq!((kinds(&whole).len(), &pieces), (4, &whole));
    // Either position is one to go on from, and so is that of each change.
    registrar.has_zone(2, 0);
    for after in [&end, &end_of_pieces, &text(&whole[3], "position").to_owned()] {
        assert_eq!(kinds(&since(register, &registrar, after)), [("created", "zones")]);
    }
}

#[everywhere]
fn record_that_leaves_an_area_is_told_to_both(register: &Register) {
    let registrar = register.acting("registrar");
    let mut body = person(1);
    body["area"] = json!("340802");
    let ada = registrar.creates_person(&body).unwrap();
    let training = registrar.has_trained(text(&ada, "id"), "in_duty", "2026-11-02", 8);
    let (here, there) =
        (register.acting_in("registrar", Some("340802")), register.acting_in("registrar", Some("340803")));
    let (start_here, start_there) = (present(register, &here), present(register, &there));
    register.passes_seconds(60);
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "area": "340803" })).unwrap();
    let sorted = |changes: &[Value]| -> BTreeSet<(String, String)> {
        kinds(changes).into_iter().map(|(kind, resource)| (kind.to_owned(), resource.to_owned())).collect()
    };
    let both = |kind: &str| BTreeSet::from(["people", "trainings"].map(|one| (kind.to_owned(), one.to_owned())));
    assert_eq!(sorted(&since(register, &here, &start_here)), both("out_of_reach"));
    assert_eq!(sorted(&since(register, &there, &start_there)), both("created"));
    assert_eq!(training["area"], "340802");
}

#[everywhere]
fn merge_is_told_with_all_that_it_moves(register: &Register) {
    let registrar = register.acting("registrar");
    let [ada, double] = [1, 2].map(|number| registrar.creates_person(&person(number)).unwrap());
    registrar.has_trained(text(&double, "id"), "in_duty", "2026-11-02", 8);
    let start = present(register, &registrar);
    register.passes_seconds(60);
    registrar.merges_person(text(&double, "id"), text(&ada, "id")).unwrap();
    let changes = since(register, &registrar, &start);
    let merged = changes.iter().find(|change| change["kind"] == "merged").unwrap();
    assert_eq!((&merged["id"], &merged["into"]), (&double["id"], &ada["id"]));
    let moved = changes.iter().find(|change| change["resource"] == "trainings").unwrap();
    assert!(moved["fields"].as_array().unwrap().contains(&json!("person_id")), "{moved}");
}

/// Both versions of the survivor are of one instant, and nobody can read the first.
#[everywhere]
fn person_that_is_made_and_changed_at_once_is_told(register: &Register) {
    let registrar = register.acting("registrar");
    let start = present(register, &registrar);
    let [ada, double] = [1, 2].map(|number| registrar.creates_person(&person(number)).unwrap());
    registrar.merges_person(text(&double, "id"), text(&ada, "id")).unwrap();
    let changes = since(register, &registrar, &start);
    let survivor: Vec<&Value> = changes.iter().filter(|change| change["id"] == ada["id"]).collect();
    assert_eq!(survivor.iter().map(|change| text(change, "kind")).collect::<Vec<_>>(), ["created"]);
}

#[everywhere]
fn write_that_is_only_tried_is_not_told(register: &Register) {
    let registrar = register.acting("registrar");
    let start = present(register, &registrar);
    let body = json!({ "name": "第一责任区" });
    assert!(registrar.post("/v1/zones?dry_run=true", &body).status < 300);
    assert_eq!(since(register, &registrar, &start), Vec::<Value>::new());
}

#[on_both_databases]
fn request_waits_until_something_changes(register: &Register) {
    let registrar = register.acting("registrar");
    let start = present(register, &registrar);
    let begun = Instant::now();
    assert_eq!(registrar.follows(&format!("wait=1&after={start}")).unwrap()["items"], json!([]));
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
    let writer = registrar.clone();
    let writing = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        writer.has_zone(1, 0);
    });
    let begun = Instant::now();
    let changes = registrar.follows(&format!("wait=30&after={start}")).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(kinds(changes["items"].as_array().unwrap()), [("created", "zones")]);
    writing.join().unwrap();
}

#[everywhere]
fn position_older_than_what_is_kept_is_too_old(register: &Register) {
    let registrar = register.acting("registrar");
    let start = present(register, &registrar);
    registrar.has_zone(1, 2);
    let end = present(register, &registrar);
    let forget = || register.app.run_now(&Caller::new(Actor::own(Role::System)), &ForgetChanges).unwrap();
    register.is_now("2029-11-23");
    assert_eq!(forget(), 0);
    register.is_now("2029-11-27");
    let registrar = register.renews(registrar);
    registrar.has_zone(2, 0);
    register.settles();
    // The job of the server may have done it before.
    forget();
    assert_eq!(registrar.follows(&format!("after={start}")), Err("position_too_old".into()));
    for kept in [registrar.follows("").unwrap(), registrar.follows(&format!("after={end}")).unwrap()] {
        assert_eq!(kinds(kept["items"].as_array().unwrap()), [("created", "zones")]);
    }
}

#[on_both_databases]
fn client_that_is_revoked_while_it_waits_is_refused(register: &Register) {
    let registrar = register.acting("registrar");
    let start = present(register, &registrar);
    let waiting = registrar.clone();
    let waits = std::thread::spawn(move || waiting.follows(&format!("wait=30&after={start}")));
    std::thread::sleep(Duration::from_millis(300));
    register.operator_revokes(&registrar.id);
    assert_eq!(waits.join().unwrap(), Err("invalid_token".into()));
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn feed_goes_on_in_another_cluster_and_positions_do_not() {
    let register = Register::new(Database::Postgres, Surface::Rest);
    let registrar = register.acting("registrar");
    registrar.has_zone(1, 0);
    register.settles();
    let position = registrar.present_position();
    // As if each line had been written where more transactions had been.
    register.executes("UPDATE changes SET xact = xact + 1000000000 WHERE xact > 0");
    register.app.migrate().unwrap();
    assert_eq!(registrar.follows(&format!("after={position}")), Err("invalid".into()));
    registrar.has_zone(2, 0);
    assert_eq!(kinds(&since(&register, &registrar, "")), [("created", "zones"), ("created", "zones")]);
}

#[on_both_databases]
fn new_record_costs_the_feed_one_statement(register: &Register) {
    let registrar = register.acting("registrar");
    let start = present(register, &registrar);
    registrar.has_zone(1, 3);
    register.settles();
    let cost = |limit: u32| {
        // The first request reads the client's record, the second does not.
        registrar.present_position();
        let before = register.statements();
        registrar.follows(&format!("limit={limit}&after={start}")).unwrap();
        register.statements() - before
    };
    assert_eq!(cost(4) - cost(1), 3);
}

/// One writer holds a transaction open while others commit and somebody follows.
#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn change_that_commits_late_is_not_skipped() {
    let register = Register::new(Database::Postgres, Surface::Rest);
    let registrar = register.acting("registrar");
    let (zone, _) = registrar.has_zone(1, 0);
    let start = present(&register, &registrar);
    register.passes_seconds(60);
    let persistence::Engine::Postgres(url) = &register.config.database else { panic!("not PostgreSQL") };
    let mut late = diesel::PgConnection::establish(url).unwrap();
    late.batch_execute(&format!(
        "BEGIN; UPDATE zones SET version = 2, name = '迟到的', updated_at = updated_at + interval '1 second' WHERE id = '{}'",
        text(&zone, "id")
    ))
    .unwrap();
    let is_done = AtomicBool::new(false);
    let followed: Vec<Value> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let registrar = registrar.clone();
                scope.spawn(move || (0..8).for_each(|at| drop(registrar.has_zone(10 + 10 * writer + at, 0))))
            })
            .collect();
        let follower = scope.spawn(|| {
            let (mut all, mut after) = (Vec::new(), start.clone());
            loop {
                let was_done = is_done.load(Ordering::Acquire);
                let (changes, next) = registrar.follows_all("limit=3", &after);
                all.extend(changes);
                after = next;
                if was_done {
                    return all;
                }
            }
        });
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        late.batch_execute("COMMIT").unwrap();
        register.settles();
        is_done.store(true, Ordering::Release);
        follower.join().unwrap()
    });
    let mut ids: Vec<&str> = followed.iter().map(|change| text(change, "id")).collect();
    assert_eq!((ids.len(), kinds(&followed)[0]), (25, ("changed", "zones")));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 25);
}

/// What is told of from the beginning on makes the same records as are read, and has all that are listed.
#[on_both_databases]
fn follower_from_the_beginning_has_the_whole_register(register: &Register) {
    register.becomes_a_city();
    register.settles();
    for role in ["registrar", "hr", "auditor"] {
        let client = register.acting(role);
        let mut copy: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for change in client.follows_all("view=full&limit=50", "").0 {
            let records = copy.entry(text(&change, "resource").to_owned()).or_default();
            match &change["record"] {
                Value::Null => drop(records.remove(text(&change, "id"))),
                record => drop(records.insert(text(&change, "id").to_owned(), record.clone())),
            }
        }
        for (resource, records) in copy.iter().filter(|(_, records)| !records.is_empty()) {
            let path = format!("/v1/{}", resource.replace('_', "-"));
            for id in listed(&client, &path) {
                assert!(records.contains_key(&id), "{id} of {resource} for {role}");
            }
            for (id, record) in records {
                let read = client.get(&format!("{path}/{id}")).json();
                // A version without a difference that is seen is not told.
                assert_eq!(without_version(record), without_version(&read), "{resource} for {role}");
            }
        }
    }
}

fn without_version(record: &Value) -> Value {
    let fields =
        record.as_object().unwrap().iter().filter(|(name, _)| !["version", "updated_at"].contains(&name.as_str()));
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The ids of a list, page by page.
fn listed(client: &Client, path: &str) -> Vec<String> {
    let question = format!("{path}?limit=500");
    let (mut all, mut address) = (Vec::new(), Some(question.clone()));
    while let Some(page) = address {
        let page = client.get(&page).json();
        all.extend(page["items"].as_array().unwrap().iter().map(|one| text(one, "id").to_owned()));
        address = page["next"].as_str().map(|next| format!("{question}&after={next}"));
    }
    all
}

/// A later table whose records are read with their versions is followed, or this fails.
#[on_both_databases]
fn every_record_that_is_followed_notes_its_versions(register: &Register) {
    let triggers = match register.database {
        Database::Sqlite => {
            "SELECT name AS line FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%note_insertions'"
        }
        Database::Postgres => "SELECT tgname::text AS line FROM pg_trigger WHERE tgname LIKE '%note\\_insertions'",
    };
    let noted: BTreeSet<String> =
        register.lines(triggers).iter().map(|name| name.replace("_note_insertions", "")).collect();
    let followed: BTreeSet<String> = api::table::records::followed().into_iter().map(|one| one.resource).collect();
    assert_eq!(noted, followed);
}

#[everywhere]
fn digests_of_equal_records_are_equal_wherever_they_lie(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let digests = |client: &Client, question: &str| client.reads_digests(question).unwrap()["items"].clone();
    assert_eq!(digests(&registrar, "resource=zones"), json!([]));
    registrar.has_zone(1, 2);
    let zone = &registrar.get("/v1/zones").json()["items"][0];
    let mut expected = domain::consumers::digest::Digest::default();
    expected.add(text(zone, "id"), 1, zone);
    let hex = expected.hex();
    assert_eq!(digests(&registrar, "resource=zones"), json!([{ "bucket": "", "count": 1, "digest": hex }]));
    assert_eq!(
        digests(&registrar, "resource=zones&by=area"),
        json!([{ "bucket": "340800", "count": 1, "digest": hex }])
    );
    assert_eq!(digests(&registrar, "resource=schools&by=month")[0]["bucket"], "2026-11");
    assert_eq!(hr.reads_digests("resource=zones"), Err("forbidden".into()));
    for question in ["", "resource=zone", "resource=zones&by=day", "resource=zones&as_of=2026-11-23"] {
        assert_eq!(registrar.reads_digests(question), Err("invalid".into()), "{question}");
    }
    // What is masked for one reader makes another digest for the other.
    registrar.creates_person(&person(1)).unwrap();
    let of_people = [&registrar, &hr].map(|client| digests(client, "resource=people")[0].clone());
    assert_eq!(of_people[0]["count"], of_people[1]["count"]);
    assert_ne!(of_people[0]["digest"], of_people[1]["digest"]);
}

/// Runs the client of the document; it needs an interpreter, which not every machine has.
#[on_both_databases]
fn client_of_the_document_keeps_an_equal_copy(register: &Register) {
    let document = include_str!("../../docs/consumers.md");
    let program = document.split("```python\n").nth(1).unwrap().split("```").next().unwrap();
    let registrar = register.acting("registrar");
    let folder = tests::register::scratch().join(format!("consumer-{:?}", register.database));
    std::fs::create_dir(&folder).unwrap();
    let runs = || {
        let mut python = std::process::Command::new("python3");
        python.arg("-c").arg(program).current_dir(&folder).env("REGISTER", &register.address);
        let output = python.env("TOKEN", &registrar.token).env("RESOURCE", "people").output().ok()?;
        Some(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
    };
    let [ada, double] = [1, 2].map(|number| registrar.creates_person(&person(number)).unwrap());
    register.settles();
    let Some(first) = runs() else { return };
    assert_eq!(first, "equal\n");
    register.passes_seconds(60);
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "work_unit": "示范小学" })).unwrap();
    registrar.merges_person(text(&double, "id"), text(&ada, "id")).unwrap();
    register.settles();
    assert_eq!(runs().unwrap(), "equal\n");
}
