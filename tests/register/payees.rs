//! Payees: entered by one, verified by another, dated, every version kept; in full for finance alone, and recorded.

use serde_json::{Value, json};
use tests::{
    Client, Register, Surface, everywhere,
    fixtures::{citizen_number, person, text},
    on_both_databases,
};

const ACCOUNT: &str = "6222021111222233344";
const OTHER: &str = "6222025555666677788";
const NOTHING: &str = "0193591c-2000-7000-8000-000000000001";

pub fn body(person: &Value, payer: &Value, starts_on: &str) -> Value {
    json!({
        "person_id": person["id"], "identity_class": "school_staff", "tax_class": "labour_remuneration", "payer_id": payer["id"],
        "account": ACCOUNT, "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": starts_on
    })
}

fn with(mut body: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// A registrar, a person and a payer.
fn office(register: &Register) -> (Client, Value, Value) {
    let registrar = register.acting("registrar");
    let (ada, payer) = (registrar.creates_person(&person(1)).unwrap(), registrar.has_payer());
    (registrar, ada, payer)
}

fn disclosures(register: &Register) -> Vec<(String, Value)> {
    register.disclosures()
}

#[everywhere]
fn payee_is_verified_by_a_second_person(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let (second, third) = (register.acting("registrar"), register.acting("approver"));
    let entered = registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap();
    let id = text(&entered, "id");
    assert_eq!(
        (
            &entered["version"],
            &entered["verified"],
            text(&entered, "account"),
            text(&entered, "tax_class"),
            text(&entered, "area")
        ),
        (&json!(1), &json!(false), "6222***********3344", "labour_remuneration", "340800")
    );
    assert_eq!(
        (text(&entered, "person_name"), text(&entered, "citizen_number")),
        ("欧阳试验", text(&ada, "citizen_number"))
    );
    assert_eq!(registrar.verifies_payee(id, 1), Err("four_eyes".into()));
    let verified = second.verifies_payee(id, 1).unwrap();
    assert_eq!(
        (
            &verified["version"],
            &verified["verified"],
            text(&verified, "verified_on"),
            text(&verified, "verified_by").starts_with("test registrar"),
            &verified["verified_version"]
        ),
        (&json!(2), &json!(true), "2026-11-23", true, &json!(1))
    );
    assert_eq!(third.verifies_payee(id, 1), Err("changed".into()));
    assert_eq!(third.verifies_payee(id, 2).unwrap(), verified, "it is verified already");
    // A change is to be verified anew, by neither who made it nor who entered it.
    let changed = second.changes_payee(id, 2, &json!({ "account": OTHER, "tax_class": null })).unwrap();
    assert_eq!(
        (
            &changed["version"],
            &changed["verified"],
            &changed["verified_by"],
            text(&changed, "account"),
            &changed["tax_class"]
        ),
        (&json!(3), &json!(false), &Value::Null, "6222***********7788", &Value::Null)
    );
    for party in [&registrar, &second] {
        assert_eq!(party.verifies_payee(id, 3), Err("four_eyes".into()));
    }
    assert_eq!(third.verifies_payee(id, 3).unwrap()["verified"], true);
    for (filter, count) in [("verified=true", 1), ("verified=false", 0), ("", 1)] {
        assert_eq!(registrar.lists_payees(filter).unwrap().as_array().unwrap().len(), count, "{filter}");
    }
    assert_eq!(registrar.changes_payee(id, 3, &json!({ "account_bank": "另一银行" })), Err("changed".into()));
    let same = registrar.changes_payee(id, 4, &json!({ "account": OTHER, "ends_on": null })).unwrap();
    assert_eq!((&same["version"], &same["verified"]), (&json!(4), &json!(true)), "nothing was changed");
}

#[everywhere]
fn person_has_one_payee_a_day_and_every_version_is_kept(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let first = registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap();
    let id = text(&first, "id").to_owned();
    register.acting("approver").verifies_payee(&id, 1).unwrap();
    register.passes_seconds(60);
    let next = with(body(&ada, &payer, "2027-01-01"), json!({ "account": OTHER }));
    for (starts_on, ends_on) in
        [("2026-09-01", Value::Null), ("2026-08-01", Value::Null), ("2026-12-01", json!("2026-12-31"))]
    {
        let overlapping = with(next.clone(), json!({ "starts_on": starts_on, "ends_on": ends_on }));
        assert_eq!(registrar.enters_payee(&overlapping), Err("duplicate".into()), "{starts_on}");
    }
    let second = registrar.enters_payee(&next).unwrap();
    let ended = registrar.reads_payee(&id, "").unwrap();
    // Who verified it did not say that it has no end: it stays verified.
    assert_eq!(
        (text(&ended, "ends_on"), &ended["version"], &ended["verified"], &ended["verified_version"]),
        ("2026-12-31", &json!(3), &json!(true), &json!(1))
    );
    assert_eq!(registrar.changes_payee(&id, 3, &json!({ "ends_on": "2027-01-01" })), Err("duplicate".into()));
    let on = |moment: &str| {
        let listed = registrar.lists_payees(moment).unwrap();
        listed.as_array().unwrap().iter().map(|one| text(one, "account").to_owned()).collect::<Vec<_>>()
    };
    let (old, new) = ("6222***********3344".to_owned(), "6222***********7788".to_owned());
    assert_eq!(["as_of=2026-08-31", "as_of=2026-12-31", "as_of=2027-01-01"].map(on), [vec![], vec![old], vec![new]]);
    let before = format!("known_at={}", text(&first, "updated_at"));
    assert_eq!(registrar.reads_payee(&id, &before).unwrap(), first);
    assert_eq!(registrar.lists_payees(&before).unwrap(), json!([first]));
    assert_eq!(registrar.reads_payee(text(&second, "id"), "as_of=2026-12-31"), Err("not_found".into()));
}

#[everywhere]
fn only_finance_reads_full_accounts_and_reads_are_recorded(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let entered = registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap();
    let id = text(&entered, "id");
    for role in ["registrar", "approver", "auditor"] {
        let reader = register.acting(role);
        for seen in [reader.reads_payee(id, "").unwrap(), reader.lists_payees("").unwrap()[0].clone()] {
            let number = if role == "auditor" { json!("*".repeat(18)) } else { ada["citizen_number"].clone() };
            assert_eq!((&seen["account"], &seen["citizen_number"]), (&entered["account"], &number), "{role}");
        }
    }
    for role in ["hr", "partner", "administrator"] {
        assert_eq!(register.acting(role).reads_payee(id, ""), Err("forbidden".into()), "{role}");
        assert_eq!(register.acting(role).lists_payees(""), Err("forbidden".into()), "{role}");
    }
    let finance = register.acting("finance");
    assert_eq!(disclosures(register), []);
    let full = finance.reads_payee(id, "").unwrap();
    assert_eq!(
        (text(&full, "account"), text(&full, "citizen_number")),
        (ACCOUNT, citizen_number("19900101", 1).as_str())
    );
    assert_eq!(disclosures(register), [("payee".to_owned(), json!({ "version": 1 }))]);
    register.passes_seconds(1);
    assert_eq!(finance.lists_payees("").unwrap(), json!([full]));
    let page = ("disclosure".to_owned(), json!({ "payees": [{ "id": id, "version": 1 }] }));
    assert_eq!(disclosures(register)[1..], [page]);
    // What shows nothing is not recorded.
    assert_eq!(finance.lists_payees("as_of=2020-01-01").unwrap(), json!([]));
    assert_eq!(finance.reads_payee(NOTHING, ""), Err("not_found".into()));
    assert_eq!(disclosures(register).len(), 2);
    for refused in [
        finance.enters_payee(&body(&ada, &payer, "2027-01-01")),
        finance.changes_payee(id, 1, &json!({ "account": OTHER })),
        finance.verifies_payee(id, 1),
    ] {
        assert_eq!(refused, Err("forbidden".into()));
    }
}

#[everywhere]
fn shared_account_is_reported_to_verifiers_and_finance(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let (approver, finance) = (register.acting("approver"), register.acting("finance"));
    let bea = registrar.creates_person(&person(3)).unwrap();
    let cleo = registrar.creates_person(&with(person(5), json!({ "area": "340100" }))).unwrap();
    let first = registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap();
    // However the number is written, and wherever the other one is.
    let second = registrar
        .enters_payee(&with(body(&bea, &payer, "2026-09-01"), json!({ "account": "６２２２ 0211 1122 2233 344" })))
        .unwrap();
    let warning =
        |payee: &Value| (text(&payee["warnings"][0], "code").to_owned(), payee["warnings"][0]["payee_ids"].clone());
    for client in [&approver, &finance] {
        assert_eq!(
            warning(&client.reads_payee(text(&second, "id"), "").unwrap()),
            ("account_shared".to_owned(), json!([first["id"]]))
        );
        assert_eq!(
            warning(&client.reads_payee(text(&first, "id"), "").unwrap()),
            ("account_shared".to_owned(), json!([second["id"]]))
        );
        assert!(
            client.lists_payees("").unwrap().as_array().unwrap().iter().all(|one| warning(one).0 == "account_shared")
        );
    }
    assert_eq!(warning(&approver.verifies_payee(text(&first, "id"), 1).unwrap()).0, "account_shared");
    // The warning stands until one of them has another account.
    registrar.changes_payee(text(&second, "id"), 1, &json!({ "account": OTHER })).unwrap();
    assert_eq!(finance.reads_payee(text(&first, "id"), "").unwrap()["warnings"], json!([]));
    // A person's own next payee has it rightly.
    let next = registrar.enters_payee(&body(&ada, &payer, "2027-01-01")).unwrap();
    assert_eq!(finance.reads_payee(text(&next, "id"), "").unwrap()["warnings"], json!([]));
    // Who is out of reach is not named.
    registrar.enters_payee(&with(body(&cleo, &payer, "2026-09-01"), json!({ "account": OTHER }))).unwrap();
    let bound = register.acting_in("finance", Some("340800"));
    assert_eq!(warning(&bound.reads_payee(text(&second, "id"), "").unwrap()), ("account_shared".to_owned(), json!([])));
    let recorded =
        register.lines("SELECT name || ' ' || CAST(detail AS TEXT) AS line FROM events WHERE subject_kind = 'payee'");
    let shared: Vec<_> = recorded
        .iter()
        .filter(|line| line.contains("account_shared"))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(shared.len(), 3, "{recorded:?}");
}

#[everywhere]
fn entering_an_account_reveals_no_other_holders(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let approver = register.acting("approver");
    let bea = registrar.creates_person(&person(3)).unwrap();
    let first = registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap();
    let guess = body(&bea, &payer, "2026-09-01");
    for client in [&registrar, &approver] {
        let tried = client.post("/v1/payees?dry_run=true", &guess);
        assert_eq!((tried.status, &tried.json()["warnings"]), (201, &json!([])));
    }
    let own = approver.enters_payee(&with(guess, json!({ "account": OTHER }))).unwrap();
    let path = format!("/v1/payees/{}?dry_run=true", text(&own, "id"));
    for client in [&registrar, &approver] {
        let tried = client.rest("PATCH", &path, &[("if-match", "\"1\"")], Some(&json!({ "account": ACCOUNT })));
        assert_eq!((tried.status, &tried.json()["warnings"]), (200, &json!([])));
    }
    let meant = approver.changes_payee(text(&own, "id"), 1, &json!({ "account": ACCOUNT })).unwrap();
    assert_eq!(meant["warnings"], json!([]));
    assert_eq!(approver.reads_payee(text(&own, "id"), "").unwrap()["warnings"], json!([]));
    assert_eq!(registrar.reads_payee(text(&first, "id"), "").unwrap()["warnings"], json!([]));
    assert_eq!(register.acting("auditor").reads_payee(text(&first, "id"), "").unwrap()["warnings"], json!([]));
    assert_eq!(
        register.acting("finance").reads_payee(text(&first, "id"), "").unwrap()["warnings"][0]["payee_ids"],
        json!([own["id"]])
    );
}

#[everywhere]
fn unpayable_payee_is_refused(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let authority = registrar.has_authority();
    let sound = body(&ada, &payer, "2026-09-01");
    for (field, bad) in [
        ("person_id", json!(NOTHING)),
        ("payer_id", json!(NOTHING)),
        ("payer_id", authority["id"].clone()),
        ("account", json!("1234567")),
        ("account", json!("6222-0211-1122")),
        ("account_bank", json!("")),
        ("identity_class", json!("duke")),
        ("ends_on", json!("2026-08-31")),
        ("tax_class", json!("gift")),
    ] {
        assert_eq!(
            registrar.enters_payee(&with(sound.clone(), json!({ field: bad }))),
            Err("invalid".into()),
            "{field} {bad}"
        );
    }
    let entered = registrar.enters_payee(&sound).unwrap();
    for (field, bad) in [
        ("payer_id", authority["id"].clone()),
        ("account", json!("12")),
        ("identity_class", json!("duke")),
        ("ends_on", json!("2026-08-31")),
    ] {
        assert_eq!(
            registrar.changes_payee(text(&entered, "id"), 1, &json!({ field: bad })),
            Err("invalid".into()),
            "{field} {bad}"
        );
    }
}

#[everywhere]
fn payee_follows_its_person_to_another_area(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let entered = registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap();
    let id = text(&entered, "id");
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.reads_payee(id, ""), Err("not_found".into()));
    assert_eq!(elsewhere.verifies_payee(id, 1), Err("not_found".into()));
    assert_eq!(elsewhere.lists_payees("").unwrap(), json!([]));
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "area": "360100" })).unwrap();
    assert_eq!(elsewhere.reads_payee(id, "").unwrap()["area"], "360100");
    assert_eq!(register.acting_in("finance", Some("340000")).lists_payees("").unwrap(), json!([]));
}

#[everywhere]
fn merge_succeeds_when_payee_accounts_agree(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let double = registrar.creates_person(&person(3)).unwrap();
    let early =
        registrar.enters_payee(&with(body(&double, &payer, "2025-01-01"), json!({ "ends_on": "2025-12-31" }))).unwrap();
    let repeated =
        registrar.enters_payee(&with(body(&double, &payer, "2026-10-01"), json!({ "account": OTHER }))).unwrap();
    registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap();
    let merges = || registrar.merges_person(text(&double, "id"), text(&ada, "id"));
    assert_eq!(merges(), Err("duplicate".into()), "somebody has to say which account is right");
    register.passes_seconds(60);
    let agreed = registrar.changes_payee(text(&repeated, "id"), 1, &json!({ "account": ACCOUNT })).unwrap();
    register.passes_seconds(60);
    merges().unwrap();
    let theirs = registrar.lists_payees(&format!("person_id={}", text(&ada, "id"))).unwrap();
    let begun: Vec<(&str, &Value)> =
        theirs.as_array().unwrap().iter().map(|one| (text(one, "starts_on"), &one["warnings"])).collect();
    assert_eq!(begun, [("2025-01-01", &json!([])), ("2026-09-01", &json!([]))]);
    assert_eq!(registrar.reads_payee(text(&early, "id"), "").unwrap()["version"], 2);
    // What both said is known once, and what was known before can be read.
    assert_eq!(registrar.reads_payee(text(&repeated, "id"), ""), Err("not_found".into()));
    let then =
        registrar.reads_payee(text(&repeated, "id"), &format!("known_at={}", text(&agreed, "updated_at"))).unwrap();
    assert_eq!((&then["person_id"], &then["account"]), (&repeated["person_id"], &agreed["account"]));
}

#[on_both_databases]
fn payee_verification_names_its_version(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let registrar = Client { surface: Surface::Rest, ..registrar };
    let id = text(&registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap(), "id").to_owned();
    let other = Client { surface: Surface::Rest, ..register.acting("registrar") };
    let path = format!("/v1/payees/{id}/verify");
    assert_eq!(other.rest("POST", &path, &[], None).refusal(), (428, "precondition_required".into()));
    assert_eq!(other.rest("POST", &path, &[("if-match", "\"9\"")], None).refusal(), (412, "changed".into()));
    let tried = other.rest("POST", &format!("{path}?dry_run=true"), &[("if-match", "\"1\"")], None);
    assert_eq!((tried.status, tried.json()["verified"].clone()), (200, json!(true)));
    assert_eq!(other.reads_payee(&id, "").unwrap()["verified"], false);
    // A reader who has the current version gets 304, and the reading still counts for finance.
    let finance = register.acting("finance");
    let path = format!("/v1/payees/{id}");
    let tag = finance.get(&path).header("etag").unwrap().to_owned();
    let unchanged = finance.rest("GET", &path, &[("if-none-match", &tag)], None);
    assert_eq!((unchanged.status, disclosures(register).len()), (304, 2));
    assert_eq!(finance.rest("GET", &format!("/v1/payees/{id}?dry_run=true"), &[], None).status, 422);
}

#[on_both_databases]
fn a_reading_that_cannot_be_recorded_shows_nothing(register: &Register) {
    let (registrar, ada, payer) = office(register);
    let id = text(&registrar.enters_payee(&body(&ada, &payer, "2026-09-01")).unwrap(), "id").to_owned();
    let finance = register.acting("finance");
    register.executes("ALTER TABLE events RENAME TO events_elsewhere");
    for path in [format!("/v1/payees/{id}"), "/v1/payees".to_owned()] {
        let answer = finance.get(&path);
        assert!(answer.status >= 500 && !answer.text.contains(ACCOUNT), "{}", answer.text);
    }
    assert_eq!(registrar.get(&format!("/v1/payees/{id}")).status, 200);
}
