//! Private at rest: whoever gets hold of the database without the keys learns no number.

use diesel::{Connection, RunQueryDsl, sql_query};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};
use tests::{
    Client, Register,
    fixtures::{citizen_number, person, text},
    http, on_both_databases,
};

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// Everything that the database keeps, as text: SQLite's files byte by byte, PostgreSQL's rows with their bytes in hex.
pub fn everything_kept(register: &Register) -> Vec<u8> {
    match &register.config.database {
        persistence::Engine::Sqlite(path) => {
            ["", "-wal"].iter().filter_map(|part| std::fs::read(format!("{path}{part}")).ok()).flatten().collect()
        }
        persistence::Engine::Postgres(url) => {
            let mut c = diesel::PgConnection::establish(url).unwrap();
            let tables = "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = 'public'";
            let tables: Vec<Line> = sql_query(tables).load(&mut c).unwrap();
            let rows = |table: &Line| {
                let rows: Vec<Line> =
                    sql_query(format!("SELECT t::text AS line FROM \"{}\" t", table.line)).load(&mut c).unwrap();
                rows.into_iter().map(|row| row.line).collect::<String>()
            };
            tables.iter().map(rows).collect::<String>().into_bytes()
        }
    }
}

/// True if what is kept holds a text, as it is or in hexadecimal.
pub fn holds(kept: &[u8], planted: &str) -> bool {
    let hex: String = planted.bytes().map(|byte| format!("{byte:02x}")).collect();
    [planted, hex.as_str()].iter().any(|needle| memchr::memmem::find(kept, needle.as_bytes()).is_some())
}

fn uploads(register: &Register, csv: &str) -> http::Answer {
    let registrar = register.acting("registrar");
    let parts = [("document_number", "", "教督〔2026〕7号"), ("file", "; filename=\"roster.csv\"", csv)];
    let form: String = parts
        .iter()
        .map(|(name, more, value)| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
        })
        .collect();
    let bearer = format!("Bearer {}", registrar.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    http::send("POST", &format!("{}/v1/imports", registrar.address), &headers, format!("{form}--x--\r\n").as_bytes())
}

/// The accounts of that person: first one, then the other.
const ACCOUNTS: [&str; 2] = ["6222021111222233344", "6222025555666677788"];
/// The statement, the complainant and the findings of a complaint.
const COMPLAINED: [&str; 3] = ["接受宴请某校", "钱投诉人甲乙", "查明宴请属实"];

/// Who is interviewed.
const MEANT: &str = "孙被约谈丙丁";

/// A person whose numbers pass through every door there is; gives the numbers.
fn planted(register: &Register, registrar: &Client) -> Vec<String> {
    let (first, second, third) =
        (citizen_number("19710203", 1), citizen_number("19710203", 3), citizen_number("19820405", 5));
    let mut ada = person(1);
    ada["citizen_number"] = first.as_str().into();
    ada["phone"] = "15411112222".into();
    let made = registrar.rest("POST", "/v1/people", &[("idempotency-key", "k1")], Some(&ada));
    assert_eq!(made.status, 201, "{}", made.text);
    let id = text(&made.json(), "id").to_owned();
    let corrected = json!({ "citizen_number": second, "phone": "15433334444" });
    registrar.corrects_person(&id, 1, &corrected).unwrap();
    registrar.post("/v1/people/search", &json!({ "citizen_number": second }));
    registrar.post(&format!("/v1/people/{id}/reveal"), &json!({ "purpose": "核对身份" }));
    let abroad = json!({ "name": "Jane Doe", "document_type": "6", "identity_document_number": "E12345678Q" });
    let abroad = registrar.rest("POST", "/v1/people", &[("idempotency-key", "k2")], Some(&abroad));
    assert_eq!(abroad.status, 201, "{}", abroad.text);
    let csv = format!("姓名,身份证号,督学类别,人选来源\r\n赵试验,{third},专业督学,特级教师\r\n");
    let waits = uploads(register, &csv);
    assert_eq!((waits.status, &waits.json()["status"]), (201, &json!("awaiting_approval")), "{}", waits.text);
    let payer = registrar.has_payer();
    let payee = json!({
        "person_id": id, "identity_class": "school_staff", "payer_id": payer["id"], "account": "6222 0211 1122 2233 344",
        "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": "2026-11-01"
    });
    let entered = registrar.rest("POST", "/v1/payees", &[("idempotency-key", "k3")], Some(&payee));
    assert_eq!(entered.status, 201, "{}", entered.text);
    registrar.changes_payee(text(&entered.json(), "id"), 1, &json!({ "account": ACCOUNTS[1] })).unwrap();
    let complaint = json!({
        "person_id": id, "channel": "phone", "subject": "conduct", "statement": COMPLAINED[0], "complainant": COMPLAINED[1]
    });
    let complaint = registrar.rest("POST", "/v1/complaints", &[("idempotency-key", "k4")], Some(&complaint));
    assert_eq!(complaint.status, 201, "{}", complaint.text);
    let complaint = text(&complaint.json(), "id").to_owned();
    registrar.fires_complaint(&complaint, "check", &json!({ "checker": "监督科" })).unwrap();
    let conclusion = json!({ "outcome": "verified", "handling": "reminder", "findings": COMPLAINED[2] });
    register.acting("approver").fires_complaint(&complaint, "conclude", &conclusion).unwrap();
    registrar.reveals_complaint(&complaint, "回复投诉人").unwrap();
    let (_, schools) = registrar.has_zone(9, 1);
    let finding = json!({
        "school_id": schools[0]["id"], "kind": "problem", "matter": "safety", "severity": "general",
        "statement": "北门监控在放学时段未开启", "found_on": "2026-11-20"
    });
    let finding = registrar.records_finding(&finding).unwrap();
    let measure = json!({
        "route": "interview", "school_id": schools[0]["id"], "respondent_name": MEANT, "respondent_post": "校长",
        "ground": "no_rectification", "facts": "逾期未整改", "finding_ids": [finding["id"]]
    });
    let measure = registrar.rest("POST", "/v1/accountability-measures", &[("idempotency-key", "k5")], Some(&measure));
    assert_eq!(measure.status, 201, "{}", measure.text);
    registrar.reveals_respondent(text(&measure.json(), "id"), "制作约谈通知书").unwrap();
    // Files of exports hold phones and accounts in full.
    for (client, list) in [(registrar, "people"), (&register.acting("finance"), "payees")] {
        let export = client.has_exported(&json!({ "resources": [list], "format": "csv" }));
        assert_eq!(text(&export, "status"), "done", "{export}");
    }
    let others =
        ["15411112222", "15433334444", "E12345678Q"].into_iter().chain(ACCOUNTS).chain(COMPLAINED).chain([MEANT]);
    [first, second, third].into_iter().chain(others.map(str::to_owned)).collect()
}

/// What a case says and why it went on, what recusals say, and what somebody says of their health; each in the version before a
/// correction, too.
const WORDS: [&str; 10] = [
    "三次无故缺席甲",
    "缺席属实乙",
    "本人申辩丙",
    "不服决定丁",
    "调查理由戊",
    "其女在读己",
    "其子在读庚",
    "慢性胃炎辛",
    "已经痊愈壬",
    "撤案理由癸",
];

/// Plants them; gives how they are read.
fn plants_words(register: &Register) -> impl Fn(&Register) -> String {
    let office = super::dismissals::Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(2));
    let opens = |person: &Value| {
        let body =
            json!({ "person_id": person["id"], "signal": "own_finding", "ground": "neglect", "description": WORDS[0] });
        text(&office.registrar.opens_case(&body).unwrap(), "id").to_owned()
    };
    let (case, dropped) = (opens(&ada.person), opens(&bo.person));
    office.fires(&case, "investigate", &json!({ "investigator": "监督科", "reason": WORDS[4] })).unwrap();
    let intent = json!({ "facts": WORDS[1], "article": "regulations_on_wrongs", "proposed_measure": "cancellation" });
    office.fires(&case, "serve_intent", &intent).unwrap();
    office.fires(&case, "hear_defence", &json!({ "statement": WORDS[2] })).unwrap();
    let decision = json!({
        "measure": "cancellation", "ground": "neglect", "article": "regulations_on_wrongs", "effective_on": "2026-11-23",
        "document_number": "安教督〔2026〕9号"
    });
    office.fires(&case, "decide", &decision).unwrap();
    office.fires(&case, "serve", &json!({})).unwrap();
    office.fires(&case, "take_effect", &json!({})).unwrap();
    office.registrar.files_remedy(&case, &json!({ "kind": "review", "statement": WORDS[3] })).unwrap();
    office.fires(&dropped, "drop", &json!({ "reason": WORDS[9], "document_number": "安教督〔2026〕8号" })).unwrap();
    let (_, schools) = office.registrar.has_zone(9, 1);
    let recusal = json!({
        "person_id": bo.person["id"], "school_id": schools[0]["id"], "ground": "child_enrolled", "statement": WORDS[5],
        "requested_by": "inspector"
    });
    let first = office.registrar.records_recusal(&recusal).unwrap();
    let recusal = text(&first, "id").to_owned();
    register.passes_seconds(60);
    office.registrar.corrects_recusal(&recusal, 1, &json!({ "statement": WORDS[6] })).unwrap();
    let id = text(&bo.person, "id").to_owned();
    for word in [WORDS[7], WORDS[8]] {
        let version = office.registrar.reads_person(&id).unwrap()["version"].as_i64().unwrap();
        office.registrar.corrects_person(&id, version, &json!({ "health_declaration": word })).unwrap();
    }
    let paths = [
        format!("/v1/dismissals/{case}"),
        format!("/v1/dismissals/{case}/remedies"),
        format!("/v1/dismissals/{case}/transitions"),
        format!("/v1/dismissals/{dropped}/transitions"),
        format!("/v1/recusals/{recusal}"),
        format!("/v1/people/{id}"),
        format!("/v1/people/{id}/history"),
        "/v1/dismissals".to_owned(),
        "/v1/recusals".to_owned(),
    ];
    let known = format!("/v1/recusals?known_at={}", text(&first, "updated_at"));
    move |server| {
        let registrar = server.acting("registrar");
        paths.iter().chain([&known]).map(|path| registrar.get(path).text).collect()
    }
}

#[on_both_databases]
fn database_holds_no_number_in_plain_text(register: &Register) {
    let numbers = planted(register, &register.acting("registrar"));
    let kept = everything_kept(register);
    assert!(holds(&kept, "欧阳试验"), "what is looked at is the register");
    for number in numbers {
        assert!(!holds(&kept, &number), "{number}");
    }
}

#[on_both_databases]
fn conduct_and_health_texts_are_not_stored_in_plain_text(register: &Register) {
    let read_words = plants_words(register);
    let kept = everything_kept(register);
    assert!(holds(&kept, "欧阳试验"), "what is looked at is the register");
    for word in WORDS {
        assert!(!holds(&kept, word), "{word}");
    }
    let read = read_words(register);
    for word in WORDS {
        assert!(read.contains(word), "{word} is read: {read}");
    }
    assert_eq!(rotates(register, "sm4-gcm"), "");
    assert_eq!(key_files(&register.config.keys_dir), ["0002-sm4-gcm.key"]);
    let another = register.second_server();
    assert_eq!(read_words(&another), read, "sealed again with the new key");
}

#[on_both_databases]
fn sealed_numbers_are_found_shown_and_unique_as_ever(register: &Register) {
    let registrar = register.acting("registrar");
    planted(register, &registrar);
    let number = citizen_number("19710203", 3);
    let found = registrar.post("/v1/people/search", &json!({ "citizen_number": number })).json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let found = registrar.post("/v1/people/search", &json!({ "phone": "15433334444" })).json();
    let id = text(&found["items"][0], "id").to_owned();
    assert_eq!(text(&found["items"][0], "citizen_number"), "999999************");
    let revealed = registrar.post(&format!("/v1/people/{id}/reveal"), &json!({ "purpose": "核对身份" })).json();
    assert_eq!(text(&revealed, "citizen_number"), number);
    let history = registrar.get(&format!("/v1/people/{id}/history")).json();
    let before: Vec<&Value> =
        history["items"].as_array().unwrap().iter().map(|item| &item["before"]["phone"]).collect();
    assert!(before.contains(&&json!("15411112222")), "{before:?}");
    let mut double = person(2);
    double["citizen_number"] = number.into();
    assert_eq!(registrar.post("/v1/people", &double).refusal(), (409, "duplicate".into()));
}

#[on_both_databases]
fn keys_are_rotated_while_the_server_works(register: &Register) {
    let registrar = register.acting("registrar");
    let numbers = planted(register, &registrar);
    let id = {
        let found = registrar.post("/v1/people/search", &json!({ "phone": "15433334444" })).json();
        text(&found["items"][0], "id").to_owned()
    };
    let first = registrar.get(&format!("/v1/people/{id}")).text;
    let stop = AtomicBool::new(false);
    let until_stopped = |most: u32| (0..most).take_while(|_| !stop.load(Ordering::Relaxed));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            for _ in until_stopped(100_000) {
                let answer = registrar.get(&format!("/v1/people/{id}"));
                assert_eq!((answer.status, &answer.text), (200, &first));
            }
        });
        let writer = scope.spawn(|| {
            for number in until_stopped(900) {
                let made = registrar.post("/v1/people", &person(10 + number));
                assert_eq!(made.status, 201, "{}", made.text);
            }
        });
        let rotated = rotates(register, "sm4-gcm");
        stop.store(true, Ordering::Relaxed);
        reader.join().unwrap();
        writer.join().unwrap();
        assert_eq!(rotated, "");
    });
    assert_eq!(key_files(&register.config.keys_dir), ["0002-sm4-gcm.key"]);
    let another = register.second_server();
    assert_eq!(another.acting("registrar").get(&format!("/v1/people/{id}")).text, first);
    let mut ada = person(1);
    ada["citizen_number"] = numbers[0].as_str().into();
    ada["phone"] = "15411112222".into();
    let again = registrar.rest("POST", "/v1/people", &[("idempotency-key", "k1")], Some(&ada));
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    let history = registrar.get(&format!("/v1/people/{id}/history")).text;
    assert!(history.contains("15411112222"), "{history}");
    // The second server knows no key but the new one.
    let finance = another.acting("finance");
    let payee = finance.get("/v1/payees").json()["items"][0].clone();
    let complaint = another.acting("auditor").get("/v1/complaints").json()["items"][0]["id"].clone();
    let complaint = registrar.get(&format!("/v1/complaints/{}", complaint.as_str().unwrap())).json();
    let measure = another.acting("auditor").get("/v1/accountability-measures").json()["items"][0]["id"].clone();
    let measure = registrar.get(&format!("/v1/accountability-measures/{}", measure.as_str().unwrap())).json();
    assert_eq!(text(&measure, "respondent_name"), MEANT);
    assert_eq!([text(&complaint, "statement"), text(&complaint, "findings")], [COMPLAINED[0], COMPLAINED[2]]);
    assert_eq!(payee["account"], ACCOUNTS[1]);
    let before = format!("/v1/payees?known_at={}", text(&payee, "created_at"));
    assert_eq!(
        finance.get(&before).json()["items"][0]["account"],
        ACCOUNTS[0],
        "what was superseded is sealed again, too"
    );
    let waiting = registrar.get("/v1/imports").json()["items"][0]["id"].clone();
    let approver = register.acting("approver");
    let applied =
        approver.post(&format!("/v1/imports/{}/transitions", waiting.as_str().unwrap()), &json!({ "event": "apply" }));
    assert_eq!((applied.status, &applied.json()["status"]), (200, &json!("applied")), "{}", applied.text);
}

/// Rotates the keys on the command line; gives what it complains of.
pub fn rotates(register: &Register, suite: &str) -> String {
    let url = match &register.config.database {
        persistence::Engine::Sqlite(path) => format!("sqlite://{path}"),
        persistence::Engine::Postgres(url) => url.clone(),
    };
    let output = Command::new(env!("CARGO_BIN_EXE_duxue-under-test"))
        .args(["keys", "rotate"])
        .env("DUXUE_DATABASE_URL", url)
        .env("DUXUE_KEYS_DIR", &register.config.keys_dir)
        .env("DUXUE_CIPHER", suite)
        .current_dir(tests::register::scratch())
        .output()
        .unwrap();
    if output.status.success() { String::new() } else { String::from_utf8_lossy(&output.stderr).into_owned() }
}

/// The keys that seal values, by the names of their files.
pub fn key_files(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder.join("fields")).unwrap();
    names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}
