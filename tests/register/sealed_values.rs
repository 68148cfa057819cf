//! A sealed value that does not open: the record that holds it says so, and every other record is read as ever.

use serde_json::{Value, json};
use tests::{
    Client, Database, Register, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

use super::{
    complaints::complaint,
    dismissals::Office,
    privacy::{key_files, rotates},
};

/// Overwrites a sealed column of the records that a condition names, as damage to a disk would.
fn breaks(register: &Register, table: &str, column: &str, condition: &str) {
    let broken = match register.database {
        Database::Sqlite => "zeroblob(60)",
        Database::Postgres => "decode(repeat('00', 60), 'hex')",
    };
    register.executes(&format!("UPDATE {table} SET {column} = {broken} WHERE {condition}"));
}

fn named(items: &Value, field: &str, value: &Value) -> Value {
    items.as_array().unwrap().iter().find(|item| item[field] == *value).unwrap().clone()
}

/// Two people with all their numbers, of whom the first has a broken seal.
fn people(register: &Register, registrar: &Client) -> (Value, Value) {
    let broken = registrar.creates_person(&person(1)).unwrap();
    let sound = registrar.creates_person(&person(2)).unwrap();
    breaks(register, "people", "citizen_number", &format!("number = '{}'", text(&broken, "number")));
    (broken, sound)
}

#[everywhere]
fn list_of_people_goes_on_past_a_broken_seal(register: &Register) {
    let registrar = register.acting("registrar");
    let (broken, sound) = people(register, &registrar);
    let list = registrar.lists_people("").unwrap();
    let (first, second) = (named(&list, "number", &broken["number"]), named(&list, "number", &sound["number"]));
    assert_eq!((&first["citizen_number"], &first["phone"]), (&Value::Null, &broken["phone"]));
    assert_eq!(first["unreadable_fields"], json!(["citizen_number"]));
    assert_eq!((&second["citizen_number"], &second["unreadable_fields"]), (&sound["citizen_number"], &json!([])));
    assert_eq!(registrar.reads_person(text(&broken, "id")).unwrap(), first);
    assert_eq!(registrar.reveals_person(text(&broken, "id"), "核对身份").unwrap()["citizen_number"], Value::Null);
}

#[everywhere]
fn correction_keeps_unreadable_values_unless_replaced(register: &Register) {
    let registrar = register.acting("registrar");
    let (broken, _) = people(register, &registrar);
    let id = text(&broken, "id");
    let stored =
        || register.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM people WHERE citizen_number IS NOT NULL");
    let corrected = registrar.corrects_person(id, 1, &json!({ "post": "校长" })).unwrap();
    assert_eq!((&corrected["post"], &corrected["unreadable_fields"]), (&json!("校长"), &json!(["citizen_number"])));
    assert_eq!(stored(), ["2"], "the sealed value is still there");
    let number = tests::fixtures::citizen_number("19710203", 7);
    let corrected = registrar.corrects_person(id, 2, &json!({ "citizen_number": number })).unwrap();
    assert!(corrected["citizen_number"].is_string() && corrected["unreadable_fields"] == json!([]), "{corrected}");
    assert_eq!(registrar.reads_person(id).unwrap()["unreadable_fields"], json!([]));
}

#[on_both_databases]
fn numbers_open_again_once_their_key_is_back(register: &Register) {
    let mut body = person(1);
    body["identity_document_number"] = json!("E00000001");
    let made = register.acting("registrar").creates_person(&body).unwrap();
    let (id, keys) = (text(&made, "id"), register.config.keys_dir.join("fields"));
    let (first, away) = (keys.join("0001-aes-256-gcm.key"), keys.join("away"));
    std::fs::copy(&first, keys.join("0002-aes-256-gcm.key")).unwrap();
    std::fs::rename(&first, &away).unwrap();
    let server = register.second_server();
    let registrar = server.acting("registrar");
    assert_eq!(
        registrar.corrects_person(id, 1, &json!({ "post": "校长" })),
        Err("invalid".into()),
        "health would be buried"
    );
    registrar.corrects_person(id, 1, &json!({ "health_declaration": "良好" })).unwrap();
    for (version, post) in [(2, "教师"), (3, "校长")] {
        let corrected = registrar.corrects_person(id, version, &json!({ "post": post })).unwrap();
        assert_eq!(corrected["unreadable_fields"], json!(["citizen_number", "identity_document_number", "phone"]));
    }
    let double = registrar.creates_person(&person(3)).unwrap();
    let into = |lost: &str, survivor: &str| {
        let body = json!({ "into": survivor, "reason": "重复登记" });
        registrar.post(&format!("/v1/people/{lost}/merge"), &body).faults()
    };
    let refused = vec![(String::new(), "required".to_owned())];
    assert_eq!((into(id, text(&double, "id")), into(text(&double, "id"), id)), (refused.clone(), refused));
    std::fs::rename(&away, &first).unwrap();
    let server = register.second_server();
    let registrar = server.acting("registrar");
    let read = registrar.reads_person(id).unwrap();
    for field in ["citizen_number", "identity_document_number", "phone"] {
        assert!(read[field].is_string() && read[field] == made[field], "{field}: {read}");
    }
    assert_eq!((&read["post"], &read["unreadable_fields"]), (&json!("校长"), &json!([])));
    let revealed = registrar.reveals_person(id, "核对身份").unwrap();
    assert_eq!(revealed["citizen_number"], body["citizen_number"]);
    assert_eq!(rotates(register, "aes-256-gcm"), "");
    assert_eq!(key_files(&register.config.keys_dir), ["0003-aes-256-gcm.key"]);
    let read = register.second_server().acting("registrar").reads_person(id).unwrap();
    assert_eq!((&read["phone"], &read["version"]), (&made["phone"], &json!(4)));
}

#[on_both_databases]
fn history_goes_on_past_a_broken_value(register: &Register) {
    let registrar = register.acting("registrar");
    let made = registrar.creates_person(&person(1)).unwrap();
    let id = text(&made, "id");
    registrar.corrects_person(id, 1, &json!({ "phone": "15433334444", "post": "校长" })).unwrap();
    registrar.corrects_person(id, 2, &json!({ "phone": "15455556666" })).unwrap();
    let first = "event_id = (SELECT event_id FROM event_private_values ORDER BY event_id LIMIT 1)";
    breaks(register, "event_private_values", "value", first);
    let history = registrar.get(&format!("/v1/people/{id}/history"));
    assert_eq!(history.status, 200, "{}", history.text);
    let before: Vec<Value> =
        history.json()["items"].as_array().unwrap().iter().map(|item| item["before"].clone()).collect();
    let broken = before.iter().find(|before| before["unreadable_fields"] == json!(["phone"])).unwrap();
    assert!(broken["phone"].is_null(), "{broken}");
    assert!(before.iter().any(|before| before["phone"] == "15433334444"), "{before:?}");
}

#[on_both_databases]
fn list_of_payees_goes_on_past_a_broken_account(register: &Register) {
    let registrar = register.acting("registrar");
    let payer = registrar.has_payer();
    let enters = |number: u32, account: &str| {
        let person = registrar.creates_person(&person(number)).unwrap();
        let body = json!({
            "person_id": person["id"], "identity_class": "school_staff", "payer_id": payer["id"], "account": account,
            "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": "2026-11-01"
        });
        registrar.enters_payee(&body).unwrap()
    };
    let (first, second) = (enters(1, "6222021111222233344"), enters(2, "6222025555666677788"));
    breaks(register, "payees", "account", "starts_on IS NOT NULL AND version = 1");
    let changed =
        registrar.changes_payee(text(&second, "id"), 1, &json!({ "account": "6222025555666677788" })).unwrap();
    for client in [&registrar, &register.acting("finance")] {
        let list = client.get("/v1/payees");
        assert_eq!(list.status, 200, "{}", list.text);
        let items = list.json()["items"].clone();
        let broken = named(&items, "id", &first["id"]);
        assert_eq!((&broken["account"], &broken["unreadable_fields"]), (&Value::Null, &json!(["account"])));
        let sound = named(&items, "id", &changed["id"]);
        assert_eq!((sound["account"].is_string(), &sound["unreadable_fields"]), (true, &json!([])));
        let one = client.get(&format!("/v1/payees/{}", text(&first, "id")));
        assert_eq!((one.status, &one.json()["account"]), (200, &Value::Null), "{}", one.text);
    }
    // A new version needs the account anew: the stored one would be buried.
    let patch = json!({ "account_bank": "另一银行" });
    let path = format!("/v1/payees/{}", text(&first, "id"));
    let refused = registrar.rest("PATCH", &path, &[("if-match", "\"1\"")], Some(&patch));
    assert_eq!((refused.status, refused.faults()), (422, vec![("/account".into(), "required".into())]));
}

#[on_both_databases]
fn complaints_go_on_past_broken_words(register: &Register) {
    let registrar = register.acting("registrar");
    let made = registrar.creates_person(&person(1)).unwrap();
    let complains = || {
        let body = json!({
            "person_id": made["id"], "channel": "phone", "subject": "conduct", "statement": "接受宴请", "complainant": "钱投诉人"
        });
        registrar.post("/v1/complaints", &body).json()
    };
    let (first, second) = (complains(), complains());
    breaks(register, "complaints", "statement", "version = 1");
    breaks(register, "complaints", "complainant", "version = 1");
    let list = registrar.get("/v1/complaints");
    assert_eq!((list.status, list.json()["items"].as_array().unwrap().len()), (200, 2), "{}", list.text);
    for one in [&first, &second] {
        let path = format!("/v1/complaints/{}", text(one, "id"));
        let read = registrar.get(&path);
        assert_eq!((read.status, &read.json()["statement"]), (200, &Value::Null), "{}", read.text);
        assert_eq!(read.json()["unreadable_fields"], json!(["statement", "complainant"]));
        let revealed = registrar.post(&format!("{path}/reveal"), &json!({ "purpose": "回复投诉人" }));
        assert_eq!((revealed.status, &revealed.json()["complainant"]), (200, &Value::Null), "{}", revealed.text);
        let moved = registrar.post(&format!("{path}/transitions"), &json!({ "event": "check", "checker": "监督科" }));
        assert_eq!(moved.status, 422, "{}", moved.text);
    }
}

#[on_both_databases]
fn roster_whose_file_does_not_open_can_be_discarded(register: &Register) {
    let registrar = register.acting("registrar");
    let file = "姓名,身份证号,督学类别\n赵试验,999999198204050056,特邀督学\n";
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"document_number\"\r\n\r\n教督〔2026〕7号\r\n\
             --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{file}\r\n--x--\r\n"
    );
    let bearer = format!("Bearer {}", registrar.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    let url = format!("{}/v1/imports", registrar.address);
    let uploaded = tests::http::send("POST", &url, &headers, form.as_bytes());
    assert_eq!(uploaded.status, 201, "{}", uploaded.text);
    let path = format!("/v1/imports/{}", text(&uploaded.json(), "id"));
    assert_eq!(uploaded.json()["status"], "awaiting_approval", "{}", uploaded.text);
    breaks(register, "imports", "content", "content IS NOT NULL");
    assert_eq!((registrar.get("/v1/imports").status, registrar.get(&path).status), (200, 200));
    let fires = |client: &Client, event: &str| client.post(&format!("{path}/transitions"), &json!({ "event": event }));
    let applied = fires(&register.acting("approver"), "apply");
    assert_eq!((applied.status, applied.faults()), (422, vec![("/file".into(), "file".into())]));
    assert_eq!(fires(&registrar, "discard").status, 200);
}

#[on_both_databases]
fn repeat_whose_answer_does_not_open_is_not_done_again(register: &Register) {
    let registrar = register.acting("registrar");
    let sends = || registrar.rest("POST", "/v1/people", &[("idempotency-key", "k1")], Some(&person(1)));
    assert_eq!(sends().status, 201);
    breaks(register, "idempotent_requests", "answer", "idempotency_key = 'k1'");
    let again = sends();
    assert_eq!((again.status, again.faults()), (422, vec![("/Idempotency-Key".into(), "reference".into())]));
    assert_eq!(registrar.get("/v1/people?count=exact").json()["total"], 1);
}

#[on_both_databases]
fn words_that_do_not_open_are_null_and_named(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let case = office.opened(&ada.person, "neglect");
    let body = json!({ "name": "司徒体检", "health_declaration": "慢性胃炎甲" });
    let ill = office.registrar.creates_person(&body).unwrap();
    let (_, schools) = office.registrar.has_zone(9, 1);
    let recusal = office.registrar.records_recusal(&json!({
        "person_id": ill["id"], "school_id": schools[0]["id"], "ground": "child_enrolled", "statement": "其女在读乙",
        "requested_by": "inspector"
    }));
    let recusal = recusal.unwrap();
    register.executes("UPDATE dismissals SET description = 'sealed:00000001:AAAA'");
    register.executes("UPDATE recusals SET statement = 'sealed:00000001:AAAA'");
    let damaged = "replace(CAST(particulars AS TEXT), 'sealed:', 'sealed:x:')";
    let damaged = match register.database {
        Database::Sqlite => damaged.to_owned(),
        Database::Postgres => format!("CAST({damaged} AS JSONB)"),
    };
    register.executes(&format!("UPDATE people SET particulars = {damaged}"));
    let records = [
        ("people", text(&ill, "id"), "health_declaration"),
        ("recusals", text(&recusal, "id"), "statement"),
        ("dismissals", case.as_str(), "description"),
    ];
    for (resource, id, field) in records {
        let read = office.registrar.get(&format!("/v1/{resource}/{id}"));
        assert_eq!((read.status, &read.json()[field]), (200, &Value::Null), "{}", read.text);
        assert_eq!(read.json()["unreadable_fields"], json!([field]), "{resource}");
        let list = office.registrar.get(&format!("/v1/{resource}")).json();
        assert_eq!(named(&list["items"], "id", &json!(id))["unreadable_fields"], json!([field]), "{resource}");
    }
    // HR sees no health, and so is not told that it does not open.
    let seen = register.acting("hr").get(&format!("/v1/people/{}", text(&ill, "id"))).json();
    assert_eq!((&seen["health_declaration"], &seen["unreadable_fields"]), (&Value::Null, &json!([])));
    // A merge would give the words a version under which they never open again.
    let double = office.registrar.creates_person(&person(8)).unwrap();
    let body = json!({ "into": double["id"], "reason": "重复登记" });
    let merged = office.registrar.post(&format!("/v1/people/{}/merge", text(&ill, "id")), &body);
    assert_eq!((merged.status, merged.faults()), (422, vec![("".into(), "required".into())]), "{}", merged.text);
}

#[on_both_databases]
fn complaint_whose_words_do_not_open_refuses_a_merge(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let taken = office.registrar.takes_complaint(&complaint(&ada.person)).unwrap();
    let survivor = office.registrar.creates_person(&person(8)).unwrap();
    breaks(register, "complaints", "statement", "1 = 1");
    let body = json!({ "into": survivor["id"], "reason": "重复登记" });
    let merged = office.registrar.post(&format!("/v1/people/{}/merge", text(&ada.person, "id")), &body);
    assert_eq!((merged.status, merged.faults()), (422, vec![("".into(), "required".into())]), "{}", merged.text);
    let read = office.registrar.get(&format!("/v1/complaints/{}", text(&taken, "id"))).json();
    assert_eq!(read["person_id"], ada.person["id"], "nothing was merged");
}

#[on_both_databases]
fn rotation_goes_on_past_what_does_not_open_and_names_it(register: &Register) {
    let registrar = register.acting("registrar");
    let [first, second, third] = [1, 2, 3].map(|number| registrar.creates_person(&person(number)).unwrap());
    breaks(register, "people", "phone", &format!("number = '{}'", text(&first, "number")));
    register.executes(&match register.database {
        Database::Sqlite => {
            format!("UPDATE people SET phone = x'{}' WHERE number = '{}'", "ff".repeat(60), text(&third, "number"))
        }
        Database::Postgres => {
            format!(
                "UPDATE people SET phone = decode(repeat('ff', 60), 'hex') WHERE number = '{}'",
                text(&third, "number")
            )
        }
    });
    let told = rotates(register, "aes-256-gcm");
    for (one, is_named) in [(&first, true), (&second, false), (&third, true)] {
        assert_eq!(told.contains(&format!("people {}", text(one, "id"))), is_named, "{told}");
    }
    assert_eq!(key_files(&register.config.keys_dir).len(), 2, "the old key stays");
    let read = register.second_server().acting("registrar").get(&format!("/v1/people/{}", text(&second, "id")));
    assert_eq!((read.status, &read.json()["phone"]), (200, &second["phone"]), "{}", read.text);
    for one in [&first, &third] {
        registrar.corrects_person(text(one, "id"), 1, &json!({ "phone": "15455556666" })).unwrap();
    }
    assert_eq!(rotates(register, "aes-256-gcm"), "");
    assert_eq!(key_files(&register.config.keys_dir), ["0003-aes-256-gcm.key"]);
}
