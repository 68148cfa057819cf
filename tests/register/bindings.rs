//! What somebody writes into the database by hand, without the keys, is noticed: clients that got another role, values that
//! were moved to another place, sums that were changed beneath a decision.

use serde_json::{Value, json};
use tests::{
    Client, Database, Register,
    fixtures::{person, text},
    on_both_databases,
};

use super::{
    dismissals,
    privacy::rotates,
    stipend_runs::{Office, paid, without_notice},
};

/// An id as a literal of the database.
fn literal(register: &Register, id: &str) -> String {
    match register.database {
        Database::Sqlite => format!("x'{}'", id.replace('-', "")),
        Database::Postgres => format!("'{id}'"),
    }
}

/// Bytes as a literal of the database.
fn bytes(register: &Register, bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match register.database {
        Database::Sqlite => format!("x'{hex}'"),
        Database::Postgres => format!("'\\x{hex}'"),
    }
}

/// The answer to a query of one column of bytes, called `line`.
fn bytes_of(register: &Register, select: &str) -> Vec<u8> {
    let hex = match register.database {
        Database::Sqlite => register.lines(&format!("SELECT lower(hex(line)) AS line FROM ({select})")),
        Database::Postgres => register.lines(&format!("SELECT encode(line, 'hex') AS line FROM ({select}) AS it")),
    };
    (0..hex[0].len()).step_by(2).map(|at| u8::from_str_radix(&hex[0][at..at + 2], 16).unwrap()).collect()
}

/// Asks another server of the same register, which has not seen this client before.
fn anew(register: &Register, client: &Client) -> u16 {
    let other = register.second_server();
    Client { address: other.address.clone(), token: client.token.clone(), id: client.id.clone(), ..other.acting("hr") }
        .get("/v1/people?limit=1")
        .status
}

fn logs_in(register: &Register, id: impl std::fmt::Display, secret: &str) -> u16 {
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    register.post_form("/oauth/token", &form).status
}

/// Lets the lines of runs be changed, as the owner of the database may.
fn unlock_lines(register: &Register) {
    register.executes(match register.database {
        Database::Sqlite => "DROP TRIGGER stipend_lines_change_little",
        Database::Postgres => "ALTER TABLE stipend_lines DISABLE TRIGGER USER",
    });
}

/// Moves money between two lines of a run: its totals stay.
fn shift(register: &Register, fen: i64) {
    register.executes(&format!(
        "UPDATE stipend_lines SET amount_fen = amount_fen + {fen} WHERE component = 'service';
         UPDATE stipend_lines SET amount_fen = amount_fen - {fen} WHERE component = 'transport'"
    ));
}

#[on_both_databases]
fn send_refuses_sums_changed_in_the_database(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&id);
    unlock_lines(register);
    let refused = Err("rule_refused".to_owned());
    let send = || office.finance.fires_run(&id, "send", &json!({}));
    shift(register, 100);
    assert_eq!(send(), refused);
    assert_eq!(office.finance.get(&format!("/v1/stipend-runs/{id}/manifest")).refusal(), (409, "rule_refused".into()));
    shift(register, -100);
    register.executes("UPDATE stipend_runs SET total_fen = total_fen + 1 WHERE superseded_at IS NULL");
    assert_eq!(send(), refused);
    register.executes("UPDATE stipend_runs SET total_fen = total_fen - 1 WHERE superseded_at IS NULL");
    register.executes("UPDATE stipend_lines SET payee_version = payee_version + 1");
    assert_eq!(send(), refused);
    register.executes("UPDATE stipend_lines SET payee_version = payee_version - 1");
    assert_eq!(text(&send().unwrap(), "status"), "sent");

    let lines = office.lines(&id);
    register.executes("UPDATE stipend_runs SET total_fen = total_fen + 1 WHERE superseded_at IS NULL");
    assert_eq!(office.finance.reports_payments(&id, &[paid(&lines[0])]), refused);
    register.executes("UPDATE stipend_runs SET total_fen = total_fen - 1 WHERE superseded_at IS NULL");
    office.reports_all(&id);
    shift(register, 100);
    assert_eq!(office.finance.fires_run(&id, "reconcile", &json!({})), refused);
    shift(register, -100);
    assert_eq!(text(&office.finance.fires_run(&id, "reconcile", &json!({})).unwrap(), "status"), "reconciled");
}

#[on_both_databases]
fn send_refuses_a_run_whose_seal_is_gone(register: &Register) {
    without_notice(register);
    let office = Office::of(register).on(register, "2026-12-01");
    let id = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&id);
    register.executes("DELETE FROM stipend_run_seals");
    assert_eq!(office.finance.fires_run(&id, "send", &json!({})), Err("rule_refused".into()));
}

#[on_both_databases]
fn client_with_another_role_or_area_is_refused(register: &Register) {
    let made = register.credentials("hr", Some("340800"));
    let (id, secret) = (made.client_id.to_string(), made.client_secret);
    let token = register.token(&id, &secret);
    let client = Client { token, id: id.clone(), ..register.acting("hr") };
    let row = literal(register, &id);
    assert_eq!(anew(register, &client), 200);
    for (change, undo) in [
        ("role = 'administrator'", "role = 'hr'"),
        ("area = NULL", "area = '340800'"),
        ("area = '340801'", "area = '340800'"),
    ] {
        register.executes(&format!("UPDATE clients SET {change} WHERE id = {row}"));
        assert_eq!((logs_in(register, &id, &secret), anew(register, &client)), (401, 401), "{change}");
        let rotated = register.acting("administrator").rest("POST", &format!("/v1/clients/{id}/rotate"), &[], None);
        assert!(rotated.status >= 400, "{change}: {}", rotated.text);
        register.executes(&format!("UPDATE clients SET {undo} WHERE id = {row}"));
    }
    assert_eq!(logs_in(register, &id, &secret), 200);
    register.operator_revokes(&id);
    register.executes(&format!("UPDATE clients SET revoked_at = NULL WHERE id = {row}"));
    assert_eq!((logs_in(register, &id, &secret), anew(register, &client)), (401, 401), "revoked and brought back");
}

#[on_both_databases]
fn secret_of_one_client_opens_no_other(register: &Register) {
    let (one, other) = (register.credentials("partner", None), register.credentials("administrator", None));
    let [from, to] = [&one, &other].map(|made| literal(register, &made.client_id.to_string()));
    register.executes(&format!(
        "UPDATE clients SET secret_hash = (SELECT secret_hash FROM clients WHERE id = {from}) WHERE id = {to}"
    ));
    assert_eq!(logs_in(register, other.client_id, &one.client_secret), 401);
    assert_eq!(logs_in(register, one.client_id, &one.client_secret), 200);
}

#[on_both_databases]
fn sealed_value_opens_nowhere_else(register: &Register) {
    let office = Office::of(register);
    let payee = text(&office.payees[0], "id").to_owned();
    let version = office.payees[0]["version"].as_i64().unwrap();
    office.registrar.changes_payee(&payee, version, &json!({ "account": "6222021111222233" })).unwrap();
    let read = || office.finance.get(&format!("/v1/payees/{payee}"));
    assert_eq!(read().json()["account"], "6222021111222233");
    let row = literal(register, &payee);
    let sealed =
        bytes_of(register, &format!("SELECT account AS line FROM payees WHERE id = {row} AND superseded_at IS NULL"));
    let earlier = format!("(SELECT account FROM payees WHERE id = {row} AND version = {version})");
    register.executes(&format!("UPDATE payees SET account = {earlier} WHERE id = {row} AND superseded_at IS NULL"));
    let (status, broken) = (read().status, read().json());
    let seen = (status, &broken["account"], &broken["unreadable_fields"]);
    assert_eq!(seen, (200, &Value::Null, &json!(["account"])), "an account of an earlier version");
    register.executes(&format!(
        "UPDATE payees SET account = {} WHERE id = {row} AND superseded_at IS NULL",
        bytes(register, &sealed)
    ));
    assert_eq!(read().status, 200);

    let [ada, bo] = [7, 8].map(|number| office.registrar.creates_person(&person(number)).unwrap());
    let [from, to] = [&ada, &bo].map(|one| literal(register, text(one, "id")));
    register
        .executes(&format!("UPDATE people SET phone = (SELECT phone FROM people WHERE id = {from}) WHERE id = {to}"));
    let hidden = |one: &Value, field: &str| {
        let read = office.registrar.get(&format!("/v1/people/{}", text(one, "id")));
        (read.status, read.json()[field].clone(), read.json()["unreadable_fields"].clone())
    };
    assert_eq!(hidden(&bo, "phone"), (200, Value::Null, json!(["phone"])), "a phone of another person");
    register.executes(&format!("UPDATE people SET citizen_number = phone WHERE id = {from}"));
    assert_eq!(
        hidden(&ada, "citizen_number"),
        (200, Value::Null, json!(["citizen_number"])),
        "a value of another column"
    );
}

#[on_both_databases]
fn merged_records_still_open(register: &Register) {
    let office = Office::of(register);
    let double =
        office.registrar.creates_person(&json!({ "name": "司徒双录", "health_declaration": "慢性胃炎甲" })).unwrap();
    let (_, schools) = office.registrar.has_zone(9, 1);
    let recusal = json!({ "person_id": double["id"], "school_id": schools[0]["id"], "ground": "child_enrolled", "statement": "其女在读乙", "requested_by": "inspector" });
    let recusal = office.registrar.records_recusal(&recusal).unwrap();
    let said =
        json!({ "person_id": double["id"], "channel": "letter", "subject": "conduct", "statement": "接受宴请丙" });
    let complaint = office.registrar.takes_complaint(&said).unwrap();
    let payee = json!({
        "person_id": double["id"], "identity_class": "school_staff", "payer_id": office.payer["id"], "account": "6222021111222299",
        "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": "2026-11-01"
    });
    let payee = office.registrar.enters_payee(&payee).unwrap();
    let ada = office.registrar.creates_person(&person(7)).unwrap();
    office.registrar.merges_person(text(&double, "id"), text(&ada, "id")).unwrap();
    let read = |path: &str, record: &Value| office.registrar.get(&format!("/v1/{path}/{}", text(record, "id"))).json();
    assert_eq!(text(&read("recusals", &recusal), "statement"), "其女在读乙");
    assert_eq!(text(&read("complaints", &complaint), "statement"), "接受宴请丙");
    let account = office.finance.get(&format!("/v1/payees/{}", text(&payee, "id"))).json();
    assert_eq!(text(&account, "account"), "6222021111222299");
}

#[on_both_databases]
fn rotation_binds_values_of_an_earlier_release(register: &Register) {
    let office = dismissals::Office::of(register);
    let ada = office.inspector(1);
    let case = office.opened(&ada.person, "neglect");
    let id = text(&ada.person, "id").to_owned();
    let made = register.credentials("hr", None);
    let (client, secret) = (made.client_id.to_string(), made.client_secret);
    // As the release before kept them: words in clear, numbers bound to no version, a hash bound to no client.
    std::fs::remove_file(register.config.keys_dir.join("fields.bound")).unwrap();
    let place = [b"people\0phone\0".as_slice(), uuid::Uuid::parse_str(&id).unwrap().as_bytes()].concat();
    let phone = register.app.keys().vault.seal(&place, b"15411112222").unwrap();
    register.executes(&format!(
        "UPDATE people SET phone = {} WHERE id = {}",
        bytes(register, &phone),
        literal(register, &id)
    ));
    register.executes(&format!(
        "UPDATE dismissals SET description = '三次缺席原文' WHERE id = {}",
        literal(register, &case)
    ));
    let row = literal(register, &client);
    let hash = bytes_of(register, &format!("SELECT secret_hash AS line FROM clients WHERE id = {row}"));
    register.executes(&format!("UPDATE clients SET secret_hash = {} WHERE id = {row}", bytes(register, &hash[1..33])));

    let reads = |server: &Register| {
        let there = Client { address: server.address.clone(), ..server.acting("registrar") };
        let phone = text(&there.get(&format!("/v1/people/{id}")).json(), "phone").to_owned();
        let words = text(&there.get(&format!("/v1/dismissals/{case}")).json(), "description").to_owned();
        (phone, words, logs_in(server, &client, &secret))
    };
    let before = reads(&register.second_server());
    assert_eq!((before.1.as_str(), before.2), ("三次缺席原文", 200));
    assert_eq!(rotates(register, "aes-256-gcm"), "");
    let after = register.second_server();
    assert_eq!(reads(&after), before);
    assert!(register.config.keys_dir.join("fields.bound").exists());
    let kept = register.lines("SELECT description AS line FROM dismissals");
    assert!(kept.iter().all(|words| words.starts_with("sealed:00000002:")), "{kept:?}");
    // Nothing is accepted any more as it was kept before.
    register.executes(&format!("UPDATE clients SET secret_hash = {} WHERE id = {row}", bytes(register, &hash[1..33])));
    register.executes("UPDATE dismissals SET description = '另一说法'");
    let registrar = Client { address: after.address.clone(), ..after.acting("registrar") };
    assert_eq!(logs_in(&after, &client, &secret), 401);
    let read = registrar.get(&format!("/v1/dismissals/{case}"));
    let (description, named) = (read.json()["description"].clone(), read.json()["unreadable_fields"].clone());
    assert_eq!((read.status, description, named), (200, Value::Null, json!(["description"])));
}
