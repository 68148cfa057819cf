//! A client that is ended takes along all that belongs to it.

use std::collections::BTreeSet;

use api::app::administration::belongings::BELONGINGS;
use serde_json::{Value, json};
use tests::{Database, Register, everywhere, fixtures::text, on_both_databases};

#[everywhere]
fn off_boarded_client_leaves_nothing_behind(register: &Register) {
    let (administrator, hr) = (register.acting("administrator"), register.acting("hr"));
    let queue = hr.creates_queue(&json!({})).unwrap();
    hr.creates_queue(&json!({})).unwrap();
    let ended = administrator.off_boards_client(&hr.id).unwrap();
    assert_eq!((text(&ended["client"], "status"), &ended["client"]["id"]), ("revoked", &json!(hr.id)));
    let of_queues = |ended: &Value| {
        ended["ended"].as_array().unwrap().iter().find(|it| it["kind"] == "queues").unwrap()["count"].clone()
    };
    assert_eq!(of_queues(&ended), 2);
    assert_eq!(hr.reads_queue(text(&queue, "id")), Err("invalid_token".into()));
    assert_eq!(register.lines("SELECT CAST(COUNT(*) AS text) AS line FROM queues WHERE ended_at IS NULL"), ["0"]);
    // Done twice, nothing is left to end.
    let again = administrator.off_boards_client(&hr.id).unwrap();
    assert_eq!((&again["client"], of_queues(&again)), (&ended["client"], json!(0)));
    assert_eq!(register.acting("auditor").off_boards_client(&hr.id), Err("forbidden".into()));
}

#[everywhere]
fn client_out_of_reach_is_not_off_boarded(register: &Register) {
    let hr = register.acting("hr");
    let elsewhere = register.acting_in("administrator", Some("340800"));
    assert_eq!(elsewhere.off_boards_client(&hr.id), Err("not_found".into()));
    assert!(hr.creates_queue(&json!({})).is_ok());
}

/// A later table of what belongs to a client has its line, or this fails.
#[on_both_databases]
fn every_table_of_clients_ends_with_them(register: &Register) {
    let tables = match register.database {
        Database::Sqlite => {
            "SELECT m.name AS line FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name = 'client_id'"
        }
        Database::Postgres => {
            "SELECT table_name::text AS line FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name = 'client_id'"
        }
    };
    let found: BTreeSet<String> = register.lines(tables).into_iter().collect();
    assert_eq!(found, BELONGINGS.iter().map(|kind| kind.table.to_owned()).collect());
}
