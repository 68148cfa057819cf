//! Documents of GraphQL that a client names by their digest.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{
    Client, Register,
    fixtures::{person, text},
    http, on_both_databases,
};

use crate::graphql::raw;

const PLAIN: &str = "application/json";
const STRICT: &str = "application/graphql-response+json";

/// The extension that names a document.
fn digest_of(document: &str) -> Value {
    let digits: String = Sha256::digest(document).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "persistedQuery": { "version": 1, "sha256Hash": digits } })
}

fn ask(register: &Register, client: &Client, body: &Value) -> http::Answer {
    raw(register, client, PLAIN, PLAIN, &body.to_string())
}

fn message(answer: &http::Answer) -> String {
    text(&answer.json()["errors"][0], "message").to_owned()
}

#[on_both_databases]
fn document_that_was_sent_once_is_named_by_its_digest(register: &Register) {
    let registrar = register.acting("registrar");
    let made = registrar.post("/v1/people", &person(1)).json();
    // A comment makes it a document that no other test sends.
    let document = format!("query($id: ID!) {{ person(id: $id) {{ name }} }} # {}", register.address);
    let variables = json!({ "id": made["id"] });
    let alone = json!({ "variables": variables, "extensions": digest_of(&document) });
    for (accept, status) in [(PLAIN, 200), (STRICT, 400)] {
        let unknown = raw(register, &registrar, accept, PLAIN, &alone.to_string());
        assert_eq!(
            (unknown.status, message(&unknown).as_str()),
            (status, "PersistedQueryNotFound"),
            "{}",
            unknown.text
        );
        assert_eq!(unknown.json()["errors"][0]["extensions"]["code"], "PERSISTED_QUERY_NOT_FOUND");
    }
    let both = json!({ "query": document, "variables": variables, "extensions": digest_of(&document) });
    let answer = json!({ "data": { "person": { "name": made["name"] } } });
    assert_eq!(ask(register, &registrar, &both).json(), answer);
    assert_eq!(ask(register, &registrar, &alone).json(), answer);
    // Another caller may name it, too, and reads within its own reach.
    let elsewhere = register.acting_in("registrar", Some("360100"));
    let refused = ask(register, &elsewhere, &alone).json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "not_found", "{refused}");
}

#[on_both_databases]
fn wrong_digest_or_version_is_refused_and_nothing_is_kept(register: &Register) {
    let partner = register.acting("partner");
    let document = format!("{{ __typename }} # {}", register.address);
    let other = digest_of("{ another }");
    let mismatch = ask(register, &partner, &json!({ "query": document, "extensions": other }));
    assert_eq!(message(&mismatch), "provided sha does not match query");
    assert_eq!(mismatch.json()["errors"][0]["extensions"]["code"], "invalid");
    for extensions in [other, digest_of(&document)] {
        let answer = ask(register, &partner, &json!({ "extensions": extensions }));
        assert_eq!(message(&answer), "PersistedQueryNotFound");
    }
    for named in [json!({}), json!({ "version": 2 }), json!({ "sha256Hash": "00" })] {
        let answer = ask(register, &partner, &json!({ "query": document, "extensions": { "persistedQuery": named } }));
        assert_eq!(message(&answer), "PersistedQueryNotSupported", "{named}");
    }
    // A request that names nothing needs its text.
    for body in
        [json!({ "extensions": {} }), json!({ "extensions": { "persistedQuery": null } }), json!({ "variables": {} })]
    {
        let refused = ask(register, &partner, &body);
        assert_eq!(
            (refused.status, refused.json()["errors"][0]["extensions"]["code"].clone()),
            (400, json!("invalid"))
        );
    }
}

#[on_both_databases]
fn write_is_done_once_whether_named_by_digest_or_text(register: &Register) {
    let registrar = register.acting("registrar");
    let document =
        format!("mutation($input: CreatePerson!) {{ createPerson(input: $input) {{ id }} }} # {}", register.address);
    let input = json!({ "name": "欧阳试验" });
    let send = |body: &Value, key: &str| {
        let bearer = format!("Bearer {}", registrar.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", PLAIN), ("idempotency-key", key)];
        http::send("POST", &format!("{}/graphql", register.address), &headers, body.to_string().as_bytes())
    };
    let variables = json!({ "input": input });
    let both = json!({ "query": document, "variables": variables, "extensions": digest_of(&document) });
    let alone = json!({ "variables": variables, "extensions": digest_of(&document) });
    assert_eq!(message(&send(&alone, "first")), "PersistedQueryNotFound");
    let made = send(&both, "first").json();
    assert!(made["data"]["createPerson"]["id"].is_string(), "{made}");
    assert_eq!(send(&alone, "first").json(), made);
    let again = json!({ "variables": { "input": { "name": "诸葛试验" } }, "extensions": digest_of(&document) });
    assert_eq!(send(&again, "first").json()["errors"][0]["extensions"]["code"], "idempotency_mismatch");
}
