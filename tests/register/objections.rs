//! Objections to public notices: sealed at rest, in every row and fact, and read as ever.

use serde_json::{Value, json};
use tests::{Client, Register, fixtures::text, on_both_databases};

use crate::privacy::{everything_kept, holds, key_files, rotates};

/// Who objects, what they say, why it is recorded and why it is decided.
const WORDS: [&str; 4] = ["钱异议人甲", "材料不实乙", "信访转来丙", "查有实据丁"];

/// A membership and a certification whose notices were objected to; the objection to the latter was decided.
struct Objected {
    membership: String,
    certification: String,
}

impl Objected {
    fn new(register: &Register) -> Self {
        register.has_calendars();
        let [registrar, approver, other] = ["registrar", "approver", "approver"].map(|role| register.acting(role));
        let membership = registrar.has_published("invited", 1, "2026-11-20")["id"].as_str().unwrap().to_owned();
        let candidate = registrar.creates_person(&tests::fixtures::person(3)).unwrap();
        let published = registrar.has_published_candidate(&approver, &candidate, "2026-11-20");
        let certification = text(&published, "id").to_owned();
        let objection = json!({ "objector": WORDS[0], "statement": WORDS[1], "reason": WORDS[2] });
        let told = registrar.fires(&membership, "object", &objection).unwrap();
        assert_eq!((text(&told, "objector"), text(&told, "objection_statement")), (WORDS[0], WORDS[1]));
        registrar.fires_certification(&certification, "object", &objection).unwrap();
        let decision = json!({ "reason": WORDS[3], "document_number": "教督〔2026〕3号" });
        let told = other.fires_certification(&certification, "dismiss_objection", &decision).unwrap();
        assert_eq!((text(&told, "objector"), text(&told, "objection_statement")), (WORDS[0], WORDS[1]));
        Self { membership, certification }
    }

    /// Who objects to each of the two, and which of their fields do not open.
    fn told(&self, registrar: &Client) -> Vec<(Value, Value)> {
        let membership = registrar.get(&format!("/v1/pool-memberships/{}", self.membership)).json();
        let certification = registrar.get(&format!("/v1/certifications/{}", self.certification)).json();
        let listed = registrar.get("/v1/pool-memberships").json()["items"][0].clone();
        let told = |one: Value| (one["objector"].clone(), one["unreadable_fields"].clone());
        [membership, certification, listed].map(told).to_vec()
    }
}

/// What readers get of all objections while every value can be unsealed.
fn all_open() -> Vec<(Value, Value)> {
    vec![(json!(WORDS[0]), json!([])); 3]
}

/// Objections as they are kept.
fn kept(register: &Register) -> Vec<String> {
    let of = |table: &str| {
        let both =
            format!("SELECT objector || ' ' || objection_statement AS line FROM {table} WHERE objector IS NOT NULL");
        register.lines(&both)
    };
    [of("pool_memberships"), of("certifications")].concat()
}

#[on_both_databases]
fn objections_are_sealed_and_rotation_reseals_them(register: &Register) {
    let objected = Objected::new(register);
    let all = everything_kept(register);
    for word in WORDS {
        assert!(!holds(&all, word), "{word}");
    }
    let registrar = register.acting("registrar");
    assert_eq!(objected.told(&registrar), all_open());
    let facts = |client: &Client| {
        let path = format!("/v1/certifications/{}/transitions", objected.certification);
        client.get(&path).json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["reason"].clone())
            .collect::<Vec<_>>()
    };
    let reasons = facts(&registrar);
    assert!(reasons.contains(&json!(WORDS[2])) && reasons.contains(&json!(WORDS[3])), "{reasons:?}");
    let answer = registrar.get(&format!("/v1/people/{}/file", person_of(&registrar, &objected.membership)));
    assert!(answer.text.contains(WORDS[1]) && !answer.text.contains(WORDS[0]), "{}", answer.text);
    assert_eq!(rotates(register, "sm4-gcm"), "");
    assert_eq!(key_files(&register.config.keys_dir), ["0002-sm4-gcm.key"]);
    let server = register.second_server();
    let registrar = server.acting("registrar");
    assert!(kept(register).iter().all(|words| words.starts_with("sealed:00000002:")), "{:?}", kept(register));
    assert_eq!((objected.told(&registrar), facts(&registrar)), (all_open(), reasons));
}

#[on_both_databases]
fn objections_of_an_earlier_release_are_sealed_by_the_migration(register: &Register) {
    let objected = Objected::new(register);
    for table in ["pool_memberships", "certifications"] {
        let set = format!("objector = '{}', objection_statement = '{}'", WORDS[0], WORDS[1]);
        register.executes(&format!("UPDATE {table} SET {set} WHERE objector IS NOT NULL"));
    }
    assert!(kept(register).len() > 2, "every version of a certification has them");
    register.app.migrate().unwrap();
    assert!(kept(register).iter().all(|words| words.starts_with("sealed:00000001:")), "{:?}", kept(register));
    assert_eq!(objected.told(&register.acting("registrar")), all_open());
}

#[on_both_databases]
fn objection_that_does_not_open_is_named_and_stays_for_its_key(register: &Register) {
    let objected = Objected::new(register);
    let keys = register.config.keys_dir.join("fields");
    let (first, away) = (keys.join("0001-aes-256-gcm.key"), keys.join("away"));
    std::fs::copy(&first, keys.join("0002-aes-256-gcm.key")).unwrap();
    std::fs::rename(&first, &away).unwrap();
    let server = register.second_server();
    let unreadable = (Value::Null, json!(["objector", "objection_statement"]));
    assert_eq!(objected.told(&server.acting("registrar")), vec![unreadable; 3]);
    // The nomination goes on without the words, and does not lose them.
    let decision = json!({ "reason": "另有说明" });
    let told = server.acting("approver").fires(&objected.membership, "dismiss_objection", &decision).unwrap();
    assert_eq!((text(&told, "status"), &told["objector"]), ("in_public_notice", &Value::Null));
    server.acting("registrar").fires(&objected.membership, "withdraw", &json!({})).unwrap();
    std::fs::rename(&away, &first).unwrap();
    assert_eq!(objected.told(&register.second_server().acting("registrar")), all_open());
}

#[on_both_databases]
fn objection_opens_at_its_own_record_only(register: &Register) {
    let objected = Objected::new(register);
    let other = register.acting("registrar").has_published("invited", 5, "2026-11-20");
    register
        .acting("registrar")
        .fires(text(&other, "id"), "object", &json!({ "objector": "孙某", "statement": "说法" }))
        .unwrap();
    register.executes(
        "UPDATE pool_memberships SET objector = (SELECT objector FROM pool_memberships
                WHERE objector IS NOT NULL ORDER BY id DESC LIMIT 1)
                WHERE objector IS NOT NULL",
    );
    let told = objected.told(&register.acting("registrar"));
    assert_eq!(told[0], (Value::Null, json!(["objector"])));
}

fn person_of(registrar: &Client, membership: &str) -> String {
    text(&registrar.reads_membership(membership).unwrap(), "person_id").to_owned()
}
