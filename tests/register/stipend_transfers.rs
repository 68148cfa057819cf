//! What finance pays by a run: lines and transfers pulled whole, control totals, and both books compared. All amounts are
//! invented.

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{
    Client, Register, everywhere,
    fixtures::{person, text},
    http, on_both_databases,
};

use super::stipend_runs::{Office, without_notice};

const ACCOUNT: &str = "622202111122229999";
const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const NOTHING: &str = "0193591c-2000-7000-8000-000000000001";

/// A run of November for the two inspectors of the office, each owed communication 100, transport 200 and service 300 yuan a
/// month, which comes to 63.33, 126.67 and 190.00 for 19 days.
struct Paying {
    registrar: Client,
    finance: Client,
    people: Vec<Value>,
    run: String,
}

/// What each of them is paid, in fen.
const EACH: i64 = 6_333 + 12_667 + 19_000;

impl Paying {
    fn of(office: Office, run: String) -> Self {
        let Office { registrar, finance, people, .. } = office;
        Self { registrar, finance, people, run }
    }

    /// A run that may change yet.
    fn computed(register: &Register) -> Self {
        let office = Office::of(register);
        let run = text(&office.computes("2026-11"), "id").to_owned();
        Self::of(office, run)
    }

    /// A run that is with finance.
    fn decided(register: &Register) -> Self {
        without_notice(register);
        let office = Office::of(register).on(register, "2026-12-01");
        let run = text(&office.computes("2026-11"), "id").to_owned();
        office.approves(&run);
        office.finance.fires_run(&run, "send", &json!({})).unwrap();
        Self::of(office, run)
    }

    fn address(&self, part: &str) -> String {
        format!("/v1/stipend-runs/{}/{part}", self.run)
    }

    fn lines(&self) -> Vec<Value> {
        let page = self.registrar.get(&format!("/v1/stipend-lines?run_id={}", self.run)).json();
        page["items"].as_array().unwrap().clone()
    }

    fn reports(&self, lines: &[Value], outcome: &str) {
        let one = |line: &Value| {
            let mut item = item(line, outcome);
            if outcome != "paid" {
                item["reason"] = "账号与户名不符".into();
            }
            item
        };
        let items: Vec<Value> = lines.iter().map(one).collect();
        let answer = self.finance.post(&self.address("payment-results"), &json!({ "items": items }));
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}

fn item(line: &Value, outcome: &str) -> Value {
    let reference = format!("CZ-{outcome}-{}", text(line, "id"));
    json!({ "line_id": line["id"], "outcome": outcome, "amount_fen": line["amount_fen"], "reference": reference })
}

fn pulled(client: &Client, address: &str, form: &str) -> http::Answer {
    client.rest("GET", address, &[("accept", form)], None)
}

fn records(answer: &http::Answer) -> Vec<Value> {
    answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn sum(records: &[Value]) -> i64 {
    records.iter().map(|one| one["amount_fen"].as_i64().unwrap()).sum()
}

/// The bytes of a form.
fn bytes(client: &Client, address: &str, form: &str) -> Vec<u8> {
    let request =
        ureq::get(format!("{}{address}", client.address)).header("authorization", format!("Bearer {}", client.token));
    let mut answer = request.header("accept", form).call().unwrap();
    assert_eq!(answer.headers()["content-type"], form);
    answer.body_mut().read_to_vec().unwrap()
}

/// The rows of a workbook's first sheet.
fn sheet(client: &Client, address: &str) -> Vec<Vec<Data>> {
    let bytes = bytes(client, address, XLSX);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// What the payload of a token says, whose signature is that of the register's published key.
pub fn verified(register: &Register, token: &str, kind: &str) -> Value {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    let key = register.get("/.well-known/jwks.json").json()["keys"][0].clone();
    let header = decode_header(token).unwrap();
    assert_eq!((header.typ.as_deref(), header.kid.as_deref()), (Some(kind), key["kid"].as_str()));
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    let key = DecodingKey::from_ed_components(text(&key, "x")).unwrap();
    decode::<Value>(token, &key, &validation).unwrap().claims
}

/// The readings in full that were recorded.
fn disclosures(register: &Register) -> Vec<Value> {
    register.disclosures().into_iter().map(|(_, detail)| detail).collect()
}

#[on_both_databases]
fn streamed_run_lines_match_paged_order(register: &Register) {
    let office = Paying::decided(register);
    let address = format!("/v1/stipend-lines?run_id={}", office.run);
    let lines = office.lines();
    assert_eq!((lines.len(), sum(&lines)), (6, 2 * EACH));
    let pull = pulled(&office.finance, &address, NDJSON);
    assert_eq!((pull.header("content-type"), pull.header("vary")), (Some(NDJSON), Some("accept")));
    assert_eq!(records(&pull), lines);
    let table = pulled(&office.finance, &format!("{address}&fields=component,amount_fen&component=service"), CSV);
    assert_eq!(table.text, "\u{feff}component,amount_fen\r\nservice,19000\r\nservice,19000\r\n");
    let head = office.finance.rest("HEAD", &address, &[("accept", CSV)], None);
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    assert_eq!(pulled(&office.finance, "/v1/stipend-lines?run_id=none&colour=red", CSV).status, 422);
    assert_eq!(pulled(&register.acting("hr"), &address, CSV).refusal(), (403, "forbidden".into()));
}

#[on_both_databases]
fn transfer_pull_is_complete_and_recorded_before_first_byte(register: &Register) {
    let office = Paying::decided(register);
    let address = office.address("transfers");
    assert_eq!(disclosures(register), Vec::<Value>::new());
    let pull = records(&pulled(&office.finance, &address, NDJSON));
    assert_eq!((pull.len(), sum(&pull)), (2, 2 * EACH));
    assert!(
        pull.iter().all(|one| text(one, "account") == ACCOUNT
            && one["line_count"] == 3
            && text(one, "payer_name") == "市财政局")
    );
    let run = office.finance.get(&format!("/v1/stipend-runs/{}", office.run)).json();
    assert_eq!(disclosures(register), [json!({ "run": office.run, "version": run["version"], "unpaid": false })]);
    // Everybody else sees it masked, and nothing is recorded of it; nor of a head, which shows nothing.
    for role in ["approver", "auditor"] {
        let masked = pulled(&register.acting(role), &format!("{address}?fields=account,person_name"), NDJSON);
        assert_eq!(
            records(&masked)[0],
            json!({ "account": "6222**********9999", "person_name": office.people[0]["name"] }),
            "{role}"
        );
    }
    assert_eq!(office.finance.rest("HEAD", &address, &[("accept", CSV)], None).status, 200);
    assert_eq!(pulled(&office.finance, &format!("{address}?unpaid=perhaps"), CSV).status, 422);
    assert_eq!(disclosures(register).len(), 1);
    let table = pulled(&office.finance, &format!("{address}?fields=account,amount_fen"), CSV);
    assert_eq!(table.text, format!("\u{feff}account,amount_fen\r\n'{ACCOUNT},{EACH}\r\n'{ACCOUNT},{EACH}\r\n"));
    assert_eq!(disclosures(register).len(), 2);
}

#[on_both_databases]
fn a_workbook_has_texts_numbers_and_the_totals_of_its_sheet(register: &Register) {
    let office = Paying::decided(register);
    let rows = sheet(
        &office.finance,
        &format!("{}?fields=account,account_bank,amount_fen,line_count", office.address("transfers")),
    );
    let said = |text: &str| Data::String(text.to_owned());
    let fen = |amount: i64| Data::Float(f64::from(i32::try_from(amount).unwrap()));
    let row = vec![said(ACCOUNT), said("演示银行"), fen(EACH), fen(3)];
    assert_eq!(
        rows,
        [
            ["account", "account_bank", "amount_fen", "line_count"].map(said).to_vec(),
            row.clone(),
            row,
            vec![said("total of this sheet: 2 rows"), Data::Empty, fen(2 * EACH), fen(6)],
        ]
    );
    assert_eq!(disclosures(register).len(), 1);
    let lines = pulled(&office.finance, "/v1/stipend-lines", XLSX);
    assert_eq!((lines.status, lines.header("content-type")), (200, Some(XLSX)), "lines are a workbook for an office");
}

#[on_both_databases]
fn manifest_digests_match_pulls_and_ignore_payments(register: &Register) {
    let office = Paying::decided(register);
    let manifest = office.finance.get(&office.address("manifest")).json();
    assert_eq!(
        (&manifest["line_count"], &manifest["total_fen"], text(&manifest, "month")),
        (&json!(6), &json!(2 * EACH), "2026-11")
    );
    let mut claims = verified(register, text(&manifest, "signed"), "stipend-manifest+jwt");
    for name in ["iss", "iat"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    let mut told = manifest.clone();
    told.as_object_mut().unwrap().remove("signed");
    assert_eq!(claims, told);
    let lines = office.lines();
    office.reports(&lines[..1], "failed");
    office.reports(&lines[1..], "paid");
    for file in manifest["files"].as_array().unwrap() {
        let pulled = bytes(&office.finance, text(file, "path"), text(file, "media_type"));
        let digest: String = Sha256::digest(&pulled).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((text(file, "sha256"), &file["byte_count"]), (digest.as_str(), &json!(pulled.len())), "{file}");
        assert_eq!(file["total_fen"], json!(2 * EACH));
    }
    let rows: Vec<&Value> = manifest["files"].as_array().unwrap().iter().map(|file| &file["row_count"]).collect();
    assert_eq!(rows, [6, 6, 2, 2, 2]);
    // A role that sees masked accounts gets the digests of the files that it pulls itself.
    let other = register.acting("approver").get(&office.address("manifest")).json();
    let digests = |manifest: &Value| {
        manifest["files"].as_array().unwrap().iter().map(|file| text(file, "sha256").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(digests(&other)[..2], digests(&manifest)[..2]);
    let transfers = digests(&other).into_iter().zip(digests(&manifest)).skip(2);
    assert!(transfers.filter(|(masked, full)| masked != full).count() == 3);
    assert_eq!(digests(&office.finance.get(&office.address("manifest")).json()), digests(&manifest));
}

#[on_both_databases]
fn later_facts_change_neither_account_nor_digest(register: &Register) {
    let office = Paying::decided(register);
    let told = || {
        let transfers = records(&pulled(&office.finance, &office.address("transfers"), NDJSON));
        let accounts: Vec<(String, Value)> =
            transfers.iter().map(|one| (text(one, "account").to_owned(), one["payee_version"].clone())).collect();
        let files = office.finance.get(&office.address("manifest")).json()["files"].clone();
        (accounts, files)
    };
    let before = told();
    let payee = office.registrar.lists_payees("").unwrap()[0].clone();
    let patch = json!({ "account": "6222025555666677788" });
    office.registrar.changes_payee(text(&payee, "id"), payee["version"].as_i64().unwrap(), &patch).unwrap();
    let survivor = office.registrar.creates_person(&person(7)).unwrap();
    // The payee of the other one gets another version number by the merge.
    office.registrar.merges_person(text(&office.people[1], "id"), text(&survivor, "id")).unwrap();
    assert_eq!(told(), before);
}

#[everywhere]
fn unpaid_transfers_are_listed_until_paid(register: &Register) {
    let office = Paying::decided(register);
    let lists = |filter: &str| office.finance.lists_transfers(&office.run, filter).unwrap().as_array().unwrap().clone();
    let all = lists("");
    assert_eq!((all.len(), sum(&all)), (2, 2 * EACH));
    assert_eq!(lists("unpaid=true"), all);
    let lines = office.lines();
    let (theirs, others): (Vec<Value>, Vec<Value>) =
        lines.into_iter().partition(|line| line["person_id"] == all[0]["person_id"]);
    office.reports(&others, "paid");
    assert_eq!(lists("unpaid=true"), all[..1]);
    office.reports(&theirs[..1], "failed");
    office.reports(&theirs[1..], "paid");
    let left = lists("unpaid=true");
    assert_eq!((left.len(), &left[0]["amount_fen"], &left[0]["line_count"]), (1, &theirs[0]["amount_fen"], &json!(1)));
    assert_eq!(lists("unpaid=false"), all);
    let page = office.finance.lists_transfers(&office.run, "limit=1").unwrap();
    assert_eq!(page.as_array().unwrap()[..], all[..1]);
    let payees = |one: &Value| json!({ "id": one["payee_id"], "version": one["payee_version"] });
    assert_eq!(
        disclosures(register)[0],
        json!({ "run": office.run, "payees": all.iter().map(payees).collect::<Vec<_>>() })
    );
}

#[everywhere]
fn a_run_that_is_not_decided_is_paid_by_nobody(register: &Register) {
    let office = Paying::computed(register);
    for client in [&register.acting("approver"), &office.finance] {
        assert_eq!(client.lists_transfers(&office.run, ""), Err("not_found".into()));
        assert_eq!(client.reads_manifest(&office.run), Err("not_found".into()));
        assert_eq!(client.compares_books(&office.run, &json!({})), Err("not_found".into()));
    }
    let elsewhere = register.acting_in("finance", Some("360000"));
    assert_eq!(elsewhere.lists_transfers(&office.run, ""), Err("not_found".into()));
    for role in ["registrar", "hr", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_transfers(&office.run, ""), Err("forbidden".into()), "{role}");
        assert_eq!(register.acting(role).compares_books(&office.run, &json!({})), Err("forbidden".into()), "{role}");
    }
}

#[everywhere]
fn comparison_of_books_names_every_differing_line(register: &Register) {
    let office = Paying::decided(register);
    let compares = |batch: Value| office.finance.compares_books(&office.run, &batch).unwrap();
    let lines = office.lines();
    let sum_of = |lines: &[Value]| json!({ "line_count": lines.len(), "total_fen": sum(lines) });
    let before = compares(json!({}));
    assert_eq!(
        (&before["payable"], &before["unreported"], &before["agrees"]),
        (&sum_of(&lines), &sum_of(&lines), &Value::Null)
    );
    office.reports(&lines[..5], "paid");
    office.reports(&lines[5..], "failed");
    let paid: Vec<Value> = lines[..5].iter().map(|line| item(line, "paid")).collect();
    let whole = [&paid[..], &[item(&lines[5], "failed")]].concat();
    let agreed = compares(json!({ "paid": sum_of(&lines[..5]), "items": whole, "complete": true }));
    assert_eq!(
        (&agreed["paid"], &agreed["failed"], &agreed["unreported"]),
        (&sum_of(&lines[..5]), &sum_of(&lines[5..]), &sum_of(&[]))
    );
    assert_eq!(
        (&agreed["agrees"], &agreed["differences"], &agreed["compared"]),
        (&json!(true), &json!([]), &sum_of(&lines))
    );
    let mut wrong = paid.clone();
    wrong[0]["amount_fen"] = json!(1);
    wrong[1]["outcome"] = json!("returned");
    wrong[2]["reference"] = json!("CZ-0");
    wrong[3]["line_id"] = json!(NOTHING);
    let told = compares(json!({ "items": wrong, "complete": true }));
    let codes = |told: &Value| {
        told["differences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["line_id"].clone(), text(one, "code").to_lowercase()))
            .collect::<Vec<_>>()
    };
    let id = |place: usize| lines[place]["id"].clone();
    let expected = [
        (id(0), "amount"),
        (id(1), "outcome"),
        (id(2), "reference"),
        (json!(NOTHING), "unknown"),
        (id(3), "missing"),
        (id(5), "missing"),
    ];
    assert_eq!(
        (codes(&told), &told["agrees"]),
        (expected.map(|(id, code)| (id, code.to_owned())).to_vec(), &json!(false))
    );
    // Of a part of the run, only what lies in it is missing.
    let part = json!({ "items": [paid[1]], "complete": true, "after": id(0), "through": id(2) });
    assert_eq!(codes(&compares(part)), [(id(2), "missing".to_owned())]);
    let short = compares(json!({ "paid": { "line_count": 5, "total_fen": sum(&lines[..5]) - 1 } }));
    assert_eq!(
        (&short["paid_difference"], &short["agrees"]),
        (&json!({ "line_count": 0, "total_fen": -1 }), &json!(false))
    );
    assert_eq!(
        office.finance.compares_books(&office.run, &json!({ "items": vec![whole[0].clone(); 5_001] })),
        Err("invalid".into())
    );
    assert_eq!(disclosures(register), Vec::<Value>::new());
}
