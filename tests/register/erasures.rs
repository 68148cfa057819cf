//! Erasing people: what the law lets go of is gone from everywhere, what it keeps says so, and the ledger stays as it is.

mod files;

use std::collections::BTreeMap;

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use serde_json::{Value, json};
use tests::{
    Client, Database, Register, Surface, everywhere,
    fixtures::{basis, citizen_number, person, text},
    on_both_databases,
};

use super::{
    dismissals::Office,
    privacy::holds,
    stipend_runs::{self, without_notice},
};

/// The kinds of a plan that it erases, and those that it keeps.
fn kinds(plan: &Value, erased: bool) -> Vec<&str> {
    let lines = plan.as_array().expect("lines").iter();
    lines.filter(|line| line["erased"] == json!(erased)).map(|line| text(line, "kind")).collect()
}

fn line<'a>(plan: &'a Value, kind: &str) -> &'a Value {
    plan.as_array().unwrap().iter().find(|line| line["kind"] == kind).unwrap_or_else(|| panic!("no {kind} in {plan}"))
}

fn obstacles(erasure: &Value) -> Vec<&str> {
    erasure["in_the_way"].as_array().expect("a list").iter().map(|one| text(one, "obstacle")).collect()
}

/// Asks for an erasure, which another carries out.
fn erased(register: &Register, id: &str, ground: &str) -> Value {
    register.acting("registrar").asks_for_erasure(id, ground).expect("asked for");
    register.acting("approver").fires_erasure(id, "carry_out", &json!({})).expect("carried out")
}

/// Ends all that an inspector holds.
fn leaves(office: &Office, ada: &super::dismissals::Inspector) {
    office.registrar.fires_appointment(&ada.appointment, "resign", &json!({ "reason": "个人原因" })).expect("resigned");
    office.registrar.fires(&ada.membership, "withdraw", &json!({})).expect("withdrawn");
    office.registrar.fires_certification(&ada.certification, "surrender", &json!({})).expect("surrendered");
}

#[everywhere]
fn erasure_by_a_second_approver_closes_the_file(register: &Register) {
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = text(&ada, "id");
    let preview = registrar.reads_erasure(id).unwrap();
    assert_eq!(
        (&preview["is_possible"], &preview["status"], &preview["version"]),
        (&json!(false), &Value::Null, &json!(0))
    );
    let kept = line(&preview["plan"], "personal_data");
    assert_eq!((text(kept, "kept_until"), text(kept, "rule")), ("2027-11-23", "retention.personal_data_months"));
    assert!(text(kept, "article").contains("个人信息保护法"));
    assert_eq!(registrar.asks_for_erasure(id, "purpose_over"), Err("rule_refused".into()), "kept for a year");
    let asked = approver.asks_for_erasure(id, "consent_withdrawn").unwrap();
    assert_eq!(
        (text(&asked, "status"), text(&asked, "ground"), &asked["is_possible"]),
        ("requested", "consent_withdrawn", &json!(true))
    );
    assert_eq!(registrar.asks_for_erasure(id, "consent_withdrawn"), Err("duplicate".into()));
    assert_eq!(registrar.fires_erasure(id, "carry_out", &json!({})), Err("forbidden".into()));
    assert_eq!(approver.fires_erasure(id, "carry_out", &json!({})), Err("four_eyes".into()));
    let next = approver.reads_erasure_transitions(id).unwrap()["next"].clone();
    assert_eq!(
        next,
        json!([{ "event": "carry_out", "allowed": false, "code": "four_eyes" }, { "event": "withdraw", "allowed": true, "code": null }])
    );
    let done = register.acting("approver").fires_erasure(id, "carry_out", &json!({})).unwrap();
    assert_eq!(
        (text(&done, "status"), text(&done, "carried_out_on"), &done["keeps_name"]),
        ("carried_out", "2026-11-23", &json!(false))
    );
    assert_eq!((kinds(&done["report"], true), &done["plan"]), (vec!["personal_data"], &json!([])));
    assert_eq!(approver.fires_erasure(id, "carry_out", &json!({})), Err("transition_not_allowed".into()));

    let hr = register.acting("hr");
    assert_eq!(hr.reads_person(id), Err("gone".into()));
    assert_eq!(hr.lists_people("").unwrap(), json!([]));
    assert_eq!(hr.reads_standing(id, ""), Err("gone".into()));
    assert_eq!(registrar.reads_standing(id, "on=2026-11-20"), Err("gone".into()));
    let left = registrar.reads_person(id).unwrap();
    assert_eq!(
        (&left["name"], &left["number"], &left["erased_at"]),
        (&ada["number"], &ada["number"], &done["erased_at"])
    );
    for field in
        ["citizen_number", "phone", "email", "birth_date", "sex", "work_unit", "health_declaration", "education"]
    {
        assert_eq!(left[field], Value::Null, "{field}");
    }
    assert_eq!(registrar.searches_people(&json!({ "name": "欧阳试验" })).unwrap(), json!([]));
    let told = registrar.reads_history(id).unwrap();
    let events: Vec<&str> = told.as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(events, ["created", "erased"]);
    let done = registrar.reads_erasure_transitions(id).unwrap();
    let events: Vec<&str> = done["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!((events, &done["next"]), (vec!["carry_out"], &json!([])));
}

#[everywhere]
fn writes_about_an_erased_person_are_refused(register: &Register) {
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let (ada, bo) = (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    let (id, other) = (text(&ada, "id"), text(&bo, "id"));
    erased(register, id, "consent_withdrawn");
    let version = registrar.reads_person(id).unwrap()["version"].as_i64().unwrap();
    assert_eq!(registrar.corrects_person(id, version, &json!({ "phone": "15400000002" })), Err("gone".into()));
    assert_eq!(registrar.reveals_person(id, "核对"), Err("gone".into()));
    assert_eq!(registrar.merges_person(id, other), Err("gone".into()));
    assert_eq!(registrar.merges_person(other, id), Err("gone".into()));
    assert_eq!(registrar.asks_for_erasure(id, "consent_withdrawn"), Err("rule_refused".into()), "nothing is left");
    let nomination =
        json!({ "person_id": id, "pool": "specialist", "source": "special_grade_teacher", "evidence": "证书" });
    assert_eq!(registrar.nominates(&nomination), Err("rule_refused".into()));
    let application = json!({ "person_id": id, "evidence": "学历证书复印件" });
    assert_eq!(registrar.applies_for_certification(&application), Err("rule_refused".into()));
    let training = json!({ "person_id": id, "form": "pre_duty", "mode": "concentrated", "content": "policy", "title": "培训", "held_on": "2026-11-20", "hours": 3 });
    assert_eq!(registrar.records_training(&training), Err("rule_refused".into()));
    let again = registrar.creates_person(&person(1)).expect("the number is free");
    assert_ne!(again["id"], ada["id"]);
    assert_eq!(approver.reads_person(other).unwrap()["erased_at"], Value::Null);
}

#[everywhere]
fn open_matters_block_erasure(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = text(&ada.person, "id");
    let said = json!({ "person_id": id, "channel": "letter", "subject": "conduct", "statement": "投诉", "received_on": "2026-11-20" });
    let complaint = office.registrar.takes_complaint(&said).unwrap();
    let case = office.opened(&ada.person, "neglect");
    let open = office.registrar.reads_erasure(id).unwrap();
    assert_eq!(
        obstacles(&open),
        ["open_appointment", "open_membership", "open_certification", "open_case", "open_complaint"]
    );
    assert_eq!(office.registrar.asks_for_erasure(id, "consent_withdrawn"), Err("rule_refused".into()));
    office.head.fires_case(&case, "drop", &basis()).unwrap();
    office.registrar.fires_complaint(text(&complaint, "id"), "check", &json!({ "checker": "监督科" })).unwrap();
    office
        .head
        .fires_complaint(
            text(&complaint, "id"),
            "conclude",
            &json!({ "outcome": "unverified", "handling": "none", "findings": "不属实" }),
        )
        .unwrap();
    assert_eq!(
        obstacles(&office.registrar.reads_erasure(id).unwrap()),
        ["open_appointment", "open_membership", "open_certification"]
    );
    leaves(&office, &ada);
    let free = office.registrar.reads_erasure(id).unwrap();
    assert_eq!((obstacles(&free), &free["is_possible"]), (vec![], &json!(false)), "kept for a year yet");
    let office = office.on(register, "2027-11-22");
    assert_eq!(office.registrar.asks_for_erasure(id, "purpose_over"), Err("rule_refused".into()), "a day early");
    let office = office.on(register, "2027-11-23");
    let done = {
        office.registrar.asks_for_erasure(id, "purpose_over").unwrap();
        office.head.fires_erasure(id, "carry_out", &json!({})).unwrap()
    };
    assert_eq!(kinds(&done["report"], true), ["personal_data", "working_texts"]);
    assert_eq!((kinds(&done["report"], false), &done["keeps_name"]), (vec!["complaints", "decisions"], &json!(true)));
    let (words, archive) = (line(&done["plan"], "complaints"), line(&done["plan"], "decisions"));
    assert_eq!((text(words, "kept_until"), &archive["kept_until"]), ("2029-11-23", &Value::Null));
    assert!(text(archive, "article").contains("档案法"));
    assert_eq!(
        text(&office.registrar.reads_person(id).unwrap(), "name"),
        "欧阳试验",
        "decisions say whom they are about"
    );
    let complaint = text(&complaint, "id").to_owned();
    assert_eq!(text(&office.registrar.reads_complaint(&complaint, "").unwrap(), "statement"), "投诉");

    let office = office.on(register, "2029-11-23");
    let later = {
        office.registrar.asks_for_erasure(id, "retention_over").unwrap();
        office.head.fires_erasure(id, "carry_out", &json!({})).unwrap()
    };
    assert_eq!(kinds(&later["report"], true), ["complaints"]);
    let silent = office.registrar.reads_complaint(&complaint, "").unwrap();
    assert_eq!(
        (text(&silent, "statement"), text(&silent, "findings"), text(&silent, "outcome")),
        ("", "", "unverified")
    );
    assert_eq!(office.registrar.fires_complaint(&complaint, "report_up", &basis()), Err("rule_refused".into()));
    assert_eq!(text(&office.registrar.reads_appointment(&ada.appointment, "").unwrap(), "status"), "resigned");
}

#[everywhere]
fn unspent_measure_or_active_sanction_blocks_erasure(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let warning = json!({ "person_id": ada.person["id"], "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-11-20" });
    office.registrar.records_sanction(&warning).unwrap();
    let (office, _) = office.has_dismissed(register, &ada);
    let id = text(&ada.person, "id");
    let office = office.on(register, "2026-12-31");
    register.keeps_cases();
    let open = office.registrar.reads_erasure(id).unwrap();
    assert_eq!(obstacles(&open), ["unspent_measure", "sanction_in_force"]);
    assert_eq!(
        office.registrar.asks_for_erasure(id, "consent_withdrawn"),
        Err("rule_refused".into()),
        "nobody is rid of them by being erased"
    );
    let office = office.on(register, "2027-05-20");
    assert_eq!(obstacles(&office.registrar.reads_erasure(id).unwrap()), ["unspent_measure"]);
    let office = office.on(register, "2028-11-30");
    assert_eq!(obstacles(&office.registrar.reads_erasure(id).unwrap()), Vec::<&str>::new());
}

#[everywhere]
fn merge_withdraws_the_pending_erasure_request(register: &Register) {
    let registrar = register.acting("registrar");
    let [double, ada] = [1, 3].map(|number| registrar.creates_person(&person(number)).unwrap());
    let (lost, id) = (text(&double, "id"), text(&ada, "id"));
    registrar.asks_for_erasure(lost, "consent_withdrawn").unwrap();
    registrar.asks_for_erasure(id, "consent_withdrawn").unwrap();
    registrar.fires_erasure(id, "withdraw", &basis()).unwrap();
    register.passes_seconds(60);
    registrar.merges_person(lost, id).unwrap();
    // The identity of the person has changed, so that the erasure has to be requested again (ADR 0036). The answer
    // is the request that was pending, although the other one was made later.
    assert_eq!(text(&registrar.reads_erasure(id).unwrap(), "status"), "withdrawn");
    let told = registrar.reads_erasure_transitions(id).unwrap()["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (text(&told, "event"), text(&told, "from"), text(&told, "to")),
        ("identity_changed", "requested", "withdrawn")
    );
    assert_eq!(
        register.acting("approver").fires_erasure(id, "carry_out", &json!({})),
        Err("transition_not_allowed".into())
    );
    let again = registrar.asks_for_erasure(id, "consent_withdrawn").unwrap();
    assert_eq!(
        (text(&again, "status"), &registrar.reads_erasure(id).unwrap()["status"]),
        ("requested", &again["status"])
    );
    let done = register.acting("approver").fires_erasure(id, "carry_out", &json!({})).unwrap();
    assert_eq!(text(&done, "status"), "carried_out");
}

#[everywhere]
fn a_double_is_erased_with_its_survivor(register: &Register) {
    let registrar = register.acting("registrar");
    let double = registrar.creates_person(&json!({ "name": "司徒双录", "phone": "15400007777" })).unwrap();
    let ada = registrar.creates_person(&person(1)).unwrap();
    registrar.merges_person(text(&double, "id"), text(&ada, "id")).unwrap();
    erased(register, text(&ada, "id"), "consent_withdrawn");
    assert_eq!(registrar.reads_person(text(&double, "id")), Err("moved".into()));
    let all = dump(register);
    for gone in ["司徒双录", "situ", "欧阳试验", "ouyang"] {
        assert!(!all.contains(gone), "{gone} is left");
    }
}

#[everywhere]
fn foreign_offices_and_consumers_cannot_erase(register: &Register) {
    let ada = register.acting("registrar").creates_person(&person(1)).unwrap();
    let id = text(&ada, "id");
    let elsewhere = register.acting_in("approver", Some("360000"));
    assert_eq!(elsewhere.reads_erasure(id), Err("not_found".into()));
    assert_eq!(elsewhere.asks_for_erasure(id, "consent_withdrawn"), Err("not_found".into()));
    register.acting("registrar").asks_for_erasure(id, "consent_withdrawn").unwrap();
    assert_eq!(elsewhere.fires_erasure(id, "carry_out", &json!({})), Err("not_found".into()));
    for role in ["hr", "finance", "partner", "administrator", "auditor"] {
        let client = register.acting(role);
        assert_eq!(client.asks_for_erasure(id, "consent_withdrawn"), Err("forbidden".into()), "{role}");
        assert_eq!(client.fires_erasure(id, "carry_out", &json!({})), Err("forbidden".into()), "{role}");
    }
    assert_eq!(text(&register.acting("auditor").reads_erasure(id).unwrap(), "status"), "requested");
    assert_eq!(
        register.acting("registrar").fires_erasure(id, "withdraw", &json!({})),
        Err("invalid".into()),
        "for a reason"
    );
    let given_up = register.acting("registrar").fires_erasure(id, "withdraw", &basis()).unwrap();
    assert_eq!(text(&given_up, "status"), "withdrawn");
    assert_eq!(text(&register.acting("registrar").reads_person(id).unwrap(), "name"), "欧阳试验");
}

/// Every value of every row of every table, in words and in lower-case hexadecimal.
pub fn dump(register: &Register) -> String {
    let tables = match register.database {
        Database::Sqlite => {
            "SELECT m.name || ' ' || c.name AS line FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        Database::Postgres => {
            "SELECT table_name || ' ' || column_name AS line FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let rows = |table: &str, columns: &[String]| match register.database {
        Database::Sqlite => {
            let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            format!("SELECT {} AS line FROM \"{table}\"", quoted.join(" || ',' || "))
        }
        Database::Postgres => format!("SELECT CAST(one AS TEXT) AS line FROM \"{table}\" AS one"),
    };
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in register.lines(tables) {
        let (table, column) = line.split_once(' ').expect("a table and a column");
        columns.entry(table.to_owned()).or_default().push(column.to_owned());
    }
    let all = columns.iter().flat_map(|(table, columns)| register.lines(&rows(table, columns)));
    all.collect::<Vec<_>>().join("\n").to_lowercase()
}

/// What is sealed of a person, and the blind indexes that nobody shares, in lower-case hexadecimal.
fn sealed(register: &Register, person: &str) -> Vec<String> {
    let hex = |column: &str| match register.database {
        Database::Sqlite => format!("lower(hex({column}))"),
        Database::Postgres => format!("encode({column}, 'hex')"),
    };
    let is_theirs = |column: &str| match register.database {
        Database::Sqlite => format!("lower(hex({column})) = '{}'", person.replace('-', "")),
        Database::Postgres => format!("CAST({column} AS TEXT) = '{person}'"),
    };
    let facts = format!("event_id IN (SELECT id FROM events WHERE {})", is_theirs("subject_id"));
    let places = [
        ("people", is_theirs("id"), &["citizen_number", "citizen_number_index", "phone", "phone_index"][..]),
        ("payees", is_theirs("person_id"), &["account", "account_index"]),
        ("complaints", is_theirs("person_id"), &["statement", "complainant", "findings"]),
        ("event_private_values", facts, &["value"]),
    ];
    let mut found = Vec::new();
    for (table, which, columns) in places {
        for column in columns {
            let others = format!("SELECT {column} FROM {table} WHERE NOT ({which}) AND {column} IS NOT NULL");
            let line = hex(column);
            let query = format!(
                "SELECT {line} AS line FROM {table} WHERE {which} AND {column} IS NOT NULL AND {column} NOT IN ({others})"
            );
            let values = register.lines(&query);
            assert!(!values.is_empty(), "nothing in {table}.{column}");
            found.extend(values);
        }
    }
    found
}

/// A person known by two names, numbers and addresses, of whom all tables hold something.
const NAMES: [&str; 2] = ["司徒甲名", "司徒乙名"];
const PHONES: [&str; 2] = ["15400008881", "15400008882"];
const ACCOUNT: &str = "6222021111222233";

fn is_known_by_both(client: &Client, ada: &Value) {
    let id = text(ada, "id");
    for (at, name) in NAMES.iter().enumerate() {
        let version = client.reads_person(id).unwrap()["version"].as_i64().unwrap();
        let patch = json!({
            "name": name, "phone": PHONES[at], "email": format!("situ{at}@example.org"), "address": format!("试验路{at}号"),
            "citizen_number": citizen_number(&format!("1980010{}", at + 1), 7), "resume": format!("履历{at}"),
            "health_declaration": format!("健康状况{at}"), "work_unit": format!("某学校{at}")
        });
        client.corrects_person(id, version, &patch).unwrap();
    }
}

#[on_both_databases]
fn erasure_clears_every_table_and_keeps_the_ledger(register: &Register) {
    without_notice(register);
    register.has_policy("retention.decision_months", &json!(120));
    let office = stipend_runs::Office::of(register).on(register, "2026-12-01");
    let ada = office.people[0].clone();
    let id = text(&ada, "id");
    is_known_by_both(&office.registrar, &ada);
    let said = json!({ "person_id": id, "channel": "letter", "subject": "conduct", "statement": "某日接受宴请", "complainant": "钱投诉", "received_on": "2026-11-20" });
    let complaint = text(&office.registrar.takes_complaint(&said).unwrap(), "id").to_owned();
    office.registrar.fires_complaint(&complaint, "check", &json!({ "checker": "监督科" })).unwrap();
    office
        .approver
        .fires_complaint(
            &complaint,
            "conclude",
            &json!({ "outcome": "unverified", "handling": "none", "findings": "查无此事" }),
        )
        .unwrap();
    let payee = text(&office.payees[0], "id");
    let present = office.registrar.reads_payee(payee, "").unwrap();
    let changed = office.registrar.changes_payee(payee, version(&present), &json!({ "account": ACCOUNT })).unwrap();
    office.approver.verifies_payee(payee, version(&changed)).unwrap();
    // What was computed in the instant of the change would rest on what was before it.
    register.passes_seconds(60);
    let run = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&run);
    assert!(obstacles(&office.registrar.reads_erasure(id).unwrap()).contains(&"unpaid_stipend"));
    office.finance.fires_run(&run, "send", &json!({})).unwrap();
    office.reports_all(&run);
    let manifests = [&office.approver, &office.finance].map(|client| totals(&client.reads_manifest(&run).unwrap()));
    let lines = office.lines(&run);
    office
        .registrar
        .fires_appointment(
            text(&office.appointments[0], "id"),
            "resign",
            &json!({ "reason": "司徒乙名辞职", "on_behalf_of": "司徒乙名" }),
        )
        .unwrap();
    let certification = office.registrar.lists_certifications(&format!("person_id={id}")).unwrap();
    office.registrar.fires_certification(text(&certification[0], "id"), "surrender", &json!({})).unwrap();

    let office = office.on(register, "2037-01-04");
    let others = [register.acting("auditor").reads_person(text(&office.people[1], "id")).unwrap()["phone"].clone()];
    let hidden = sealed(register, id);
    let instant = "2026-12-01T12:00:00Z";
    office.registrar.asks_for_erasure(id, "retention_over").unwrap();
    let done = register.acting("approver").fires_erasure(id, "carry_out", &json!({})).unwrap();
    assert_eq!(kinds(&done["report"], true), ["personal_data", "working_texts", "accounts", "complaints", "decisions"]);
    assert_eq!((kinds(&done["report"], false), &done["keeps_name"]), (vec!["ledger"], &json!(false)));

    let all = dump(register);
    let numbers = [0, 1].map(|at| citizen_number(&format!("1980010{}", at + 1), 7).to_lowercase());
    let words = [
        "situ0",
        "situ1",
        "试验路",
        "履历",
        "健康状况",
        "某学校",
        "1980-01-0",
        "钱投诉",
        "宴请",
        "查无此事",
        ACCOUNT,
        "stjm",
        "乙名辞职",
    ];
    for gone in NAMES.iter().chain(&PHONES).chain(&words).copied().chain(numbers.iter().map(String::as_str)) {
        let at = all.find(gone);
        assert!(at.is_none(), "{gone} is left: {}", &all[at.unwrap_or(0)..].chars().take(200).collect::<String>());
    }
    for value in &hidden {
        assert!(!all.contains(value.as_str()), "{value} is left, sealed");
    }
    assert_eq!(others[0], register.acting("auditor").reads_person(text(&office.people[1], "id")).unwrap()["phone"]);

    let again = [&office.approver, &office.finance].map(|client| totals(&client.reads_manifest(&run).unwrap()));
    assert_eq!(again, manifests, "sums and digests are those of before");
    assert_eq!(office.lines(&run), lines);
    let before = office.registrar.reads_payee(text(&office.payees[0], "id"), &format!("known_at={instant}")).unwrap();
    assert_eq!((&before["account"], text(&before, "account_bank")), (&Value::Null, ""));
    let before = office.registrar.reads_complaint(&complaint, &format!("known_at={instant}"));
    assert_eq!(before.map(|one| one["statement"].clone()), Ok(json!("")));
    for line in lines.iter().filter(|line| line["person_id"] == json!(id)) {
        stipend_runs::explains_itself(&office.registrar, line);
    }
}

#[on_both_databases]
fn held_line_paid_by_a_later_run_does_not_block_erasure(register: &Register) {
    without_notice(register);
    let office = stipend_runs::Office::of(register).on(register, "2026-12-01");
    let id = text(&office.people[0], "id").to_owned();
    let run = text(&office.computes("2026-11"), "id").to_owned();
    let is_theirs = |line: &&Value| line["component"] == "service" && line["person_id"] == json!(id);
    let held = office.lines(&run).iter().find(is_theirs).unwrap().clone();
    office.registrar.fires_line(text(&held, "id"), "hold", &json!({ "reason": "履职记录待核对" })).unwrap();
    office.approves(&run);
    office.finance.fires_run(&run, "send", &json!({})).unwrap();
    office.reports_all(&run);
    let in_the_way = |office: &stipend_runs::Office| {
        let erasure = office.registrar.reads_erasure(&id).unwrap();
        obstacles(&erasure).contains(&"unpaid_stipend")
    };
    assert!(in_the_way(&office));
    office.registrar.fires_line(text(&held, "id"), "release", &json!({ "reason": "核对无误" })).unwrap();
    let office = office.on(register, "2027-01-04");
    office.pays("2026-12");
    assert_eq!(office.registrar.reads_line(text(&held, "id")).unwrap()["kind"], "held", "what was decided stays");
    assert!(!in_the_way(&office));
}

#[on_both_databases]
fn erasure_removes_appeals_and_reversed_accusations(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (office, case) = office.has_dismissed(register, &ada);
    let office = office.on(register, "2026-12-10");
    office.decides_remedy(&case, "review", &json!({ "outcome": "revoked" })).unwrap();
    leaves(&office, &ada);
    erased(register, text(&ada.person, "id"), "consent_withdrawn");
    let all = dump(register);
    for gone in ["不服决定", "本学期三次无故缺席", "本人申辩", "三次缺席属实", "个人原因"] {
        assert!(!all.contains(gone), "{gone} is left");
    }
}

#[on_both_databases]
fn erasure_dry_run_and_repeat_are_safe_and_clear_kept_answers(register: &Register) {
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let create = |key: &str| registrar.rest("POST", "/v1/people", &[("idempotency-key", key)], Some(&person(1)));
    let ada = create("one").json();
    let path = format!("/v1/people/{}/erasure", text(&ada, "id"));
    let ask = json!({ "ground": "consent_withdrawn", "document_number": "安教督删〔2028〕1号" });
    let tried = registrar.post(&format!("{path}?dry_run=true"), &ask);
    assert_eq!((tried.status, text(&tried.json(), "status")), (200, "requested"));
    assert_eq!(registrar.get(&path).json()["status"], Value::Null);
    let asked = registrar.rest("POST", &path, &[("idempotency-key", "two")], Some(&ask));
    let transitions = format!("{path}/transitions");
    let event = json!({ "event": "carry_out" });
    let tried = approver.post(&format!("{transitions}?dry_run=true"), &event);
    assert_eq!((tried.status, text(&tried.json(), "status")), (200, "carried_out"));
    assert_eq!(registrar.get(&format!("/v1/people/{}", text(&ada, "id"))).json()["name"], "欧阳试验");
    let carry_out = || approver.rest("POST", &transitions, &[("idempotency-key", "three")], Some(&event));
    let (first, second) = (carry_out(), carry_out());
    assert_eq!((first.status, first.text.as_str()), (200, second.text.as_str()));
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    let repeated = registrar.rest("POST", &path, &[("idempotency-key", "two")], Some(&ask));
    assert_eq!((repeated.status, repeated.text), (200, asked.text));
    let repeated = create("one");
    assert_eq!((repeated.status, repeated.code()), (410, "gone".to_owned()));
}

#[on_both_databases]
fn ledger_redacts_only_words_and_only_during_an_erasure(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "post": "校长" })).unwrap();
    let refused = |statement: &str| {
        let outcome = register.tries(statement);
        assert!(outcome.as_ref().is_err_and(|why| why.contains("append-only")), "{statement}: {outcome:?}");
    };
    refused("UPDATE events SET reason = NULL, detail = detail");
    registrar.asks_for_erasure(text(&ada, "id"), "consent_withdrawn").unwrap();
    refused("UPDATE events SET reason = '另一个理由'");
    refused("UPDATE events SET actor_name = '另一个人'");
    refused("UPDATE events SET detail = '{\"before\":\"other\"}' WHERE name = 'corrected'");
}

fn version(record: &Value) -> i64 {
    record["version"].as_i64().expect("a version")
}

/// The totals and digests of a manifest.
fn totals(manifest: &Value) -> Value {
    json!([manifest["line_count"], manifest["total_fen"], manifest["files"]])
}
