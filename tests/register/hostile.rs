//! Damaged input: every request below was good before its bytes were changed. The register refuses it or does it, and
//! never fails over it: no 500, no lost connection, and the next request is served.
//!
//! A run damages each seed a few times; `DUXUE_HOSTILE_ROUNDS=20000 cargo test -p tests --test register hostile` does it
//! often. The damage comes from a fixed seed, so that a failure comes again.

use serde_json::json;
use tests::{Client, Register, chance::Chance, fixtures::person, http, on_both_databases, parsers::PARSERS};

fn rounds() -> u64 {
    std::env::var("DUXUE_HOSTILE_ROUNDS").ok().and_then(|said| said.parse().ok()).unwrap_or(60)
}

/// What parsers stumble over.
const STUMBLING_STONES: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    "\u{202e}".as_bytes(),
    "\u{feff}".as_bytes(),
    "督".as_bytes(),
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"[[[[[[[[[[[[[[[[",
    b"}",
    b",",
    b"-1",
    b"1e999",
    b"9223372036854775808",
    b"null",
    b"%00",
    b"%ff",
    b"'--",
    b"../",
    b"<!ENTITY x SYSTEM 'file:///'>",
    b"=",
    b"&",
    b"\r\n",
    b".",
    b"9999-99-99",
    b"0000-00-00",
];

/// Changes bytes in one to four places.
fn damaged(seed: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(4) {
        let (at, other) = (chance.below(bytes.len() + 1), chance.below(bytes.len() + 1));
        let (from, to) = (at.min(other), at.max(other).min(at.min(other) + 64));
        match chance.below(6) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
            1 => drop(bytes.drain(from..to)),
            2 => bytes.truncate(at),
            3 => {
                let again = bytes[from..to].to_vec();
                drop(bytes.splice(at..at, again));
            }
            _ => {
                let stone = STUMBLING_STONES[chance.below(STUMBLING_STONES.len())];
                drop(bytes.splice(at..at, stone.iter().copied()));
            }
        }
    }
    bytes
}

/// Writes bytes so that they can stand in an address.
fn percent_encoded(bytes: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    bytes.iter().map(|byte| if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Sends each damaged seed, and asks that the register stands it.
fn stands(name: &str, seed: &[u8], rounds: u64, send: impl Fn(&[u8]) -> Result<http::Answer, String>) {
    let whole = send(seed).unwrap();
    assert!(whole.status < 300, "the seed of {name} itself is refused: {}", whole.text);
    let mut chance = Chance::new(u64::try_from(seed.len()).unwrap());
    let mut refused = 0;
    for round in 0..rounds {
        let input = damaged(seed, &mut chance);
        let shown = || String::from_utf8_lossy(&input).chars().take(2_000).collect::<String>();
        let answer = send(&input).unwrap_or_else(|cause| panic!("{name} {round}: {cause}: {}", shown()));
        assert!(answer.status < 500, "{name} {round}: {}: {}", answer.text, shown());
        refused += u64::from(answer.status >= 400);
    }
    println!("{name}: {rounds} damaged, {refused} refused");
    assert!(refused > rounds / 4, "{name} is hardly looked at");
}

fn posts(client: &Client, path: &str, media_type: &str, body: &[u8]) -> Result<http::Answer, String> {
    let bearer = format!("Bearer {}", client.token);
    http::try_send(
        "POST",
        &format!("{}{path}", client.address),
        &[("authorization", &bearer), ("content-type", media_type)],
        body,
    )
}

fn gets(client: &Client, path: &str) -> Result<http::Answer, String> {
    let bearer = format!("Bearer {}", client.token);
    http::try_send("GET", &format!("{}{path}", client.address), &[("authorization", &bearer)], b"")
}

fn imports(client: &Client, file_name: &str, kind: &str, file: &[u8]) -> Result<http::Answer, String> {
    let head = format!(
        "--x-border\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--x-border\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--x-border--\r\n"].concat();
    posts(client, "/v1/imports?dry_run=true", "multipart/form-data; boundary=x-border", &body)
}

#[on_both_databases]
fn damaged_bodies_documents_and_forms_do_no_harm(register: &Register) {
    let registrar = register.acting("registrar");
    let body = person(1).to_string();
    stands("a person", body.as_bytes(), rounds(), |body| {
        posts(&registrar, "/v1/people?dry_run=true", "application/json", body)
    });
    let search = json!({ "name": "王", "phone": "15400000001" }).to_string();
    stands("a search", search.as_bytes(), rounds(), |body| {
        posts(&registrar, "/v1/people/search", "application/json", body)
    });
    let query = json!({
        "query": "query q($first: Int, $after: String) { people(first: $first, after: $after, sort: \"-name\") { edges { cursor node { id name status } } pageInfo { endCursor } } }",
        "variables": { "first": 3, "after": null },
        "operationName": "q",
    });
    stands("a document", query.to_string().as_bytes(), rounds(), |body| {
        posts(&registrar, "/graphql", "application/json", body)
    });
    let made = register.credentials("hr", None);
    let form =
        format!("grant_type=client_credentials&client_id={}&client_secret={}", made.client_id, made.client_secret);
    let form = form.as_bytes();
    // Few, as wrong secrets are slowed down.
    stands("a form", form, 8, |body| posts(&registrar, "/oauth/token", "application/x-www-form-urlencoded", body));
    assert_eq!(registrar.get("/v1/people").status, 200);
}

#[on_both_databases]
fn damaged_cursors_filters_and_paths_do_no_harm(register: &Register) {
    let registrar = register.acting("registrar");
    for number in 1..=3 {
        registrar.creates_person(&person(number)).unwrap();
    }
    let first = registrar.get("/v1/people?limit=1&sort=name");
    let cursor = first.json()["next"].as_str().unwrap().to_owned();
    stands("a cursor", cursor.as_bytes(), rounds(), |cursor| {
        gets(&registrar, &format!("/v1/people?limit=1&sort=name&after={}", percent_encoded(cursor)))
    });
    for (name, value) in
        [("name", "wang"), ("status", "active"), ("sort", "-name"), ("limit", "10"), ("fields", "id,name")]
    {
        let whole = gets(&registrar, &format!("/v1/people?{name}={value}")).unwrap();
        if whole.status == 200 {
            let mut chance = Chance::new(7);
            for _ in 0..rounds() {
                let input = percent_encoded(&damaged(value.as_bytes(), &mut chance));
                let answer = gets(&registrar, &format!("/v1/people?{name}={input}")).unwrap();
                assert!(answer.status < 500, "{name}={input}: {}", answer.text);
            }
        }
    }
    let id = registrar.get("/v1/people?limit=1").json()["items"][0]["id"].as_str().unwrap().to_owned();
    stands("an id", id.as_bytes(), rounds(), |id| gets(&registrar, &format!("/v1/people/{}", percent_encoded(id))));
}

#[on_both_databases]
fn damaged_tokens_open_nothing_and_do_no_harm(register: &Register) {
    let registrar = register.acting("registrar");
    let mut chance = Chance::new(11);
    for _ in 0..rounds() * 4 {
        let token = damaged(registrar.token.as_bytes(), &mut chance);
        let Ok(token) = String::from_utf8(token) else { continue };
        // What a client cannot even send as a header, and what is still the same token.
        if token.bytes().any(|byte| byte.is_ascii_control()) || !token.is_ascii() || token.trim() == registrar.token {
            continue;
        }
        let url = format!("{}/v1/people", register.address);
        let answer = http::try_send("GET", &url, &[("authorization", &format!("Bearer {token}"))], b"").unwrap();
        assert!(matches!(answer.status, 400 | 401), "{}: {token}", answer.text);
    }
}

#[on_both_databases]
fn damaged_rosters_are_refused_or_read_and_do_no_harm(register: &Register) {
    let registrar = register.acting("registrar");
    // A roster of people can be tried before there are schools; the workbook is an archive, the other file is text.
    let schools: &[u8] = include_bytes!("../fixtures/rosters/schools.xlsx");
    stands("a workbook", schools, rounds() / 2, |file| imports(&registrar, "schools.xlsx", "schools", file));
    imports_schools(&registrar, schools);
    let roster: &[u8] = include_bytes!("../fixtures/rosters/roster-gbk.csv");
    stands("a text in GBK", roster, rounds() / 4, |file| imports(&registrar, "roster.csv", "people", file));
}

/// Loads the schools that the roster names.
fn imports_schools(client: &Client, file: &[u8]) {
    let answer = imports(client, "schools.xlsx", "schools", file).unwrap();
    assert!(answer.status < 300, "{}", answer.text);
}

/// The inputs that were grown by libFuzzer or once did harm, as they are and damaged.
#[test]
fn parsers_survive_every_corpus_input() {
    let corpora = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for (name, parse) in PARSERS {
        let files: Vec<_> = std::fs::read_dir(corpora.join(name)).unwrap().map(|file| file.unwrap().path()).collect();
        for file in &files {
            let kept = std::fs::read(file).unwrap();
            println!("{name}: {}", file.display());
            parse(&kept);
            let mut chance = Chance::new(13);
            for _ in 0..rounds() / 20 {
                parse(&damaged(&kept, &mut chance));
            }
        }
        assert!(!files.is_empty(), "{name} has no corpus");
    }
}
