//! Clients and tokens: what opens the door, and what does not.

use serde_json::json;
use std::time::{Duration, Instant};
use tests::{Register, fixtures::person, http, on_both_databases};

fn with_token(register: &Register, token: &str) -> (u16, String) {
    let header = format!("Bearer {token}");
    http::send("GET", &format!("{}/v1/people", register.address), &[("authorization", &header)], &[]).refusal()
}

#[on_both_databases]
fn token_is_issued_for_form_and_basic_credentials(register: &Register) {
    let made = register.credentials("registrar", None);
    let token = register.token(made.client_id, &made.client_secret);
    assert_eq!(with_token(register, &token).0, 200);
    let basic = format!("Basic {}", base64(&format!("{}:{}", made.client_id, made.client_secret)));
    let headers = [("authorization", basic.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let answer =
        http::send("POST", &format!("{}/oauth/token", register.address), &headers, b"grant_type=client_credentials");
    assert_eq!(
        (answer.status, answer.json()["token_type"].clone(), answer.json()["expires_in"].clone()),
        (200, json!("Bearer"), json!(900))
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));

    let form =
        format!("grant_type=client_credentials&client_id={}&client_secret={}", made.client_id, made.client_secret);
    let with = |authorization: &str| {
        let headers = [("authorization", authorization), ("content-type", "application/x-www-form-urlencoded")];
        http::send("POST", &format!("{}/oauth/token", register.address), &headers, form.as_bytes())
    };
    assert_eq!(with(&format!("Bearer {token}")).status, 200, "a token of before says nothing");
    assert_eq!(with(&basic).json()["errors"][0]["pointer"], "/client_secret", "a client identifies itself in one way");
}

#[on_both_databases]
fn wrong_credentials_get_oauth_errors_and_are_rate_limited(register: &Register) {
    let made = register.credentials("registrar", None);
    let form = format!("grant_type=client_credentials&client_id={}&client_secret=wrong", made.client_id);
    let answer = register.post_form("/oauth/token", &form);
    assert_eq!(
        (answer.refusal(), answer.json()["error"].clone()),
        ((401, "invalid_client".into()), json!("invalid_client"))
    );
    for _ in 0..9 {
        register.post_form("/oauth/token", &form);
    }
    let slowed = register.post_form("/oauth/token", &form);
    assert_eq!(slowed.refusal(), (429, "rate_limited".into()));
    assert!(slowed.header("retry-after").is_some());
    let answer = register.post_form("/oauth/token", "grant_type=password&username=a");
    assert_eq!((answer.status, answer.json()["error"].clone()), (400, json!("unsupported_grant_type")));
    let twice = "grant_type=client_credentials&grant_type=client_credentials&client_id=a&client_secret=b";
    assert_eq!(register.post_form("/oauth/token", twice).json()["error"], "invalid_request");
}

#[on_both_databases]
fn a_token_that_is_not_ours_opens_nothing(register: &Register) {
    let made = register.credentials("registrar", None);
    let token = register.token(made.client_id, &made.client_secret);
    let parts: Vec<&str> = token.split('.').collect();
    let (header, claims, signature) = (parts[0], parts[1], parts[2]);
    let forged_claims = base64url(&String::from_utf8(unbase64url(claims)).unwrap().replace("registrar", "approver!"));
    let forged = |header: &str| base64url(header);
    let cases = [
        ("", (401, "missing_token")),
        ("x", (400, "malformed_token")),
        ("a.b.c", (400, "malformed_token")),
        ("a.b", (400, "malformed_token")),
        (&"a".repeat(5_000), (400, "malformed_token")),
        (&format!("{header}.{forged_claims}.{signature}"), (401, "invalid_token")),
        (&format!("{header}.{claims}.{}", &signature[..40]), (401, "invalid_token")),
        (&format!("{header}.{claims}."), (401, "invalid_token")),
        (&format!("{}.{claims}.", forged(r#"{"alg":"none","typ":"at+jwt"}"#)), (401, "invalid_token")),
        (&format!("{}.{claims}.{signature}", forged(r#"{"alg":"NONE"}"#)), (401, "invalid_token")),
        (
            &format!("{}.{claims}.{signature}", forged(r#"{"alg":"HS256","typ":"at+jwt","kid":"../keys"}"#)),
            (401, "invalid_token"),
        ),
        (&format!("{}.{claims}.{signature}", forged(r#"{"alg":"EdDSA","typ":"JWT"}"#)), (401, "invalid_token")),
        (
            &format!("{}.{claims}.{signature}", forged(r#"{"alg":"EdDSA","typ":"at+jwt","jku":"http://localhost/"}"#)),
            (401, "invalid_token"),
        ),
    ];
    for (token, (status, code)) in cases {
        let got = if token.is_empty() { register.get("/v1/people").refusal() } else { with_token(register, token) };
        assert_eq!(got, (status, code.to_owned()), "{token:.60}");
    }
    assert_eq!(register.get(&format!("/v1/people?access_token={token}")).status, 401);
}

#[on_both_databases]
fn a_token_ends_after_fifteen_minutes(register: &Register) {
    let made = register.credentials("registrar", None);
    let token = register.token(made.client_id, &made.client_secret);
    register.passes_seconds(15 * 60 + 4);
    assert_eq!(with_token(register, &token).0, 200);
    register.passes_seconds(1);
    assert_eq!(with_token(register, &token), (401, "expired_token".into()));
}

#[on_both_databases]
fn revoked_client_is_refused_by_all_servers_within_a_second(register: &Register) {
    let other = register.second_server();
    let administrator = register.acting("administrator");
    let made = register.credentials("registrar", None);
    let token = register.token(made.client_id, &made.client_secret);
    assert_eq!((with_token(register, &token).0, with_token(&other, &token).0), (200, 200));
    let revoked = administrator.post(&format!("/v1/clients/{}/revoke", made.client_id), &json!({}));
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    assert_eq!(with_token(register, &token), (401, "invalid_token".into()));
    let since = Instant::now();
    while with_token(&other, &token).0 != 401 {
        assert!(since.elapsed() < Duration::from_secs(30), "never refused");
        std::thread::sleep(Duration::from_millis(20));
    }
    // Figures belong to benchmarks; that it is refused without a restart is what is proved here.
    let form =
        format!("grant_type=client_credentials&client_id={}&client_secret={}", made.client_id, made.client_secret);
    assert_eq!(register.post_form("/oauth/token", &form).status, 401);
}

#[on_both_databases]
fn a_new_secret_ends_the_old_one(register: &Register) {
    let administrator = register.acting("administrator");
    let made =
        administrator.post("/v1/clients", &json!({ "name": "应用", "role": "partner", "area": "340000" })).json();
    let id = made["client_id"].as_str().unwrap();
    let old = made["client_secret"].as_str().unwrap().to_owned();
    let rotated = administrator.post(&format!("/v1/clients/{id}/rotate"), &json!({})).json();
    let form = |secret: &str| format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    assert_eq!(register.post_form("/oauth/token", &form(&old)).status, 401);
    assert_eq!(register.post_form("/oauth/token", &form(rotated["client_secret"].as_str().unwrap())).status, 200);
    let listed = administrator.get("/v1/clients").text;
    assert!(!listed.contains("secret"), "{listed}");
}

#[on_both_databases]
fn an_administrator_bound_to_an_area_has_no_say_beyond_it(register: &Register) {
    let bound = register.acting_in("administrator", Some("340000"));
    let (inside, outside) = (register.credentials("partner", Some("340800")), register.credentials("approver", None));
    let ids: Vec<String> = bound.get("/v1/clients").json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        ids.iter().any(|id| *id == inside.client_id.to_string())
            && !ids.iter().any(|id| *id == outside.client_id.to_string())
    );
    for act in ["rotate", "revoke"] {
        let path = format!("/v1/clients/{}/{act}", outside.client_id);
        assert_eq!(bound.post(&path, &json!({})).refusal(), (404, "not_found".into()), "{act}");
    }
    let calendar = json!({ "holidays": [], "workdays": [] });
    assert_eq!(bound.rest("PUT", "/v1/calendars/2030", &[], Some(&calendar)).refusal(), (403, "forbidden".into()));
}

#[on_both_databases]
fn a_client_has_one_of_the_seven_roles(register: &Register) {
    let administrator = register.acting("administrator");
    for role in ["operator", "system", "public", "root", ""] {
        let answer = administrator.post("/v1/clients", &json!({ "name": "应用", "role": role }));
        assert_eq!(answer.faults(), [("/role".to_owned(), "code".to_owned())], "{role}");
    }
    let bound = register.acting_in("administrator", Some("340000"));
    assert_eq!(
        bound.post("/v1/clients", &json!({ "name": "应用", "role": "partner", "area": "360000" })).refusal(),
        (403, "forbidden".into())
    );
}

#[on_both_databases]
fn the_keys_and_the_server_describe_themselves(register: &Register) {
    let keys = register.get("/.well-known/jwks.json").json();
    assert_eq!((keys["keys"][0]["crv"].clone(), keys["keys"][0]["alg"].clone()), (json!("Ed25519"), json!("EdDSA")));
    let server = register.get("/.well-known/oauth-authorization-server").json();
    assert_eq!(server["token_endpoint"], json!(format!("{}/oauth/token", register.address)));
    let ada = register.acting("registrar").post("/v1/people", &person(1));
    assert_eq!(ada.status, 201);
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(text: &str) -> String {
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sextet = (bits >> (18 - 6 * at)) & 63;
            out.push(if at > chunk.len() { '=' } else { char::from(ALPHABET[usize::try_from(sextet).unwrap()]) });
        }
    }
    out
}

fn base64url(text: &str) -> String {
    base64(text).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

fn unbase64url(text: &str) -> Vec<u8> {
    let sextets: Vec<u32> = text
        .replace('-', "+")
        .replace('_', "/")
        .bytes()
        .map(|byte| u32::try_from(ALPHABET.iter().position(|known| *known == byte).unwrap()).unwrap())
        .collect();
    sextets
        .chunks(4)
        .flat_map(|chunk| {
            let bits = chunk.iter().fold(0, |bits, sextet| bits << 6 | sextet) << (6 * (4 - chunk.len()));
            bits.to_be_bytes()[1..chunk.len()].to_vec()
        })
        .collect()
}

#[on_both_databases]
fn a_client_reads_who_it_is_and_what_it_has_used(register: &Register) {
    let registrar = register.acting_in("registrar", Some("340000"));
    let me = registrar.get("/v1/me").json();
    assert_eq!(
        (&me["client"]["id"], &me["client"]["role"], &me["client"]["area"]),
        (&registrar.id.clone().into(), &"registrar".into(), &"340000".into())
    );
    let quotas = json!([
        { "name": "kept_answers", "used": 0, "most": register.config.kept_answers },
        { "name": "kept_bytes", "used": 0, "most": register.config.kept_bytes }
    ]);
    assert_eq!(me["quotas"], quotas);
    let made = registrar.rest("POST", "/v1/people", &[("Idempotency-Key", "k1")], Some(&json!({ "name": "王五" })));
    assert_eq!(made.status, 201);
    let query = json!({ "query": "{ me { client { id area } quotas { name used most } } }" });
    let told = registrar.post("/graphql", &query).json();
    assert_eq!(told["data"]["me"]["client"], json!({ "id": registrar.id, "area": "340000" }), "{told}");
    assert_eq!(told["data"]["me"]["quotas"][0]["used"], 1, "{told}");
    assert!(told["data"]["me"]["quotas"][1]["used"].as_u64() > Some(0), "{told}");
    let nobody = http::send("GET", &format!("{}/v1/me", register.address), &[], &[]);
    assert_eq!(nobody.refusal(), (401, "missing_token".to_owned()));
}
