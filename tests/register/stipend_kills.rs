//! A server that is killed while a run is computed, verified, decided, sent and reported about, again and again: the run is
//! finished, and its lines are those of a run that nothing disturbed.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Client, Register, Surface, fixtures::text, http, on_both_databases, process::ServerProcess};

use crate::{
    faults::{moment, program, rounds},
    nation::{builds, size_until},
    stipend_runs::paid,
};

const PEOPLE: u32 = 60;
const MONTH: &str = "2025-06";
/// How long after its request the server is killed at most, in milliseconds: computing takes longer.
const KILLED_WITHIN: u64 = 120;

fn sends(client: &Client, path: &str, key: &str, body: &Value) -> Result<http::Answer, String> {
    let bearer = format!("Bearer {}", client.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", key)];
    http::try_send("POST", &format!("{}{path}", client.address), &headers, body.to_string().as_bytes())
}

/// What a run pays, whatever its number.
fn books(client: &Client, run: &str) -> BTreeSet<String> {
    let lines = lines(client, run);
    let fields = ["month", "person_number", "component", "kind", "amount_fen", "holds", "tax_class"];
    let told = |line: &Value| fields.map(|field| line[field].to_string()).join(" ");
    let books: BTreeSet<String> = lines.iter().map(told).collect();
    assert_eq!(books.len(), lines.len(), "a line is there twice");
    books
}

fn lines(client: &Client, run: &str) -> Vec<Value> {
    client.get(&format!("/v1/stipend-lines?run_id={run}&limit=500")).json()["items"].as_array().unwrap().clone()
}

fn begins(client: &Client, area: &str) -> String {
    text(&client.post("/v1/stipend-runs", &json!({ "month": MONTH, "area": area })).json(), "id").to_owned()
}

#[on_both_databases]
fn run_with_kills_at_every_stage_equals_an_undisturbed_run(register: &Register) {
    let undisturbed = Register::new(register.database, Surface::Rest);
    for one in [register, &undisturbed] {
        builds(one, size_until(PEOPLE, 1, MONTH)).unwrap();
        one.has_policy("stipend.roster_notice", &json!(false));
    }
    let registrar = undisturbed.acting("registrar");
    let area = text(&registrar.get("/v1/people?limit=1").json()["items"][0], "area").to_owned();
    let expected = begins(&registrar, &area);
    registrar.fires_run(&expected, "compute", &json!({})).unwrap();
    let expected = books(&registrar, &expected);
    assert!(expected.len() > 40, "{}", expected.len());

    let parties = ["registrar", "approver", "finance"].map(|role| (role, register.credentials(role, None)));
    let acting = |server: &ServerProcess, role: &str| {
        let (_, secret) = parties.iter().find(|(known, _)| *known == role).unwrap();
        server.acting(secret)
    };
    let mut server = ServerProcess::start(register, program());
    let id = begins(&acting(&server, "registrar"), &area);
    let events = format!("/v1/stipend-runs/{id}/transitions");
    let results = format!("/v1/stipend-runs/{id}/payment-results");
    let stages = [
        ("registrar", "compute", "open", "computed"),
        ("registrar", "verify_duty", "computed", "duty_verified"),
        ("approver", "approve", "duty_verified", "approved"),
        ("finance", "send", "approved", "sent"),
        ("finance", "results", "sent", "paid"),
    ];
    for (number, (role, event, before, after)) in (0_u64..).zip(stages) {
        let (path, body) = if event == "results" {
            let payable: Vec<Value> =
                lines(&acting(&server, role), &id).iter().filter(|line| line["kind"] != "held").map(paid).collect();
            (&results, json!({ "items": payable }))
        } else {
            (&events, json!({ "event": event, "document_number": "财教〔2025〕9号" }))
        };
        let key = format!("stage-{event}");
        for round in 0..rounds() + 2 {
            let client = acting(&server, role);
            std::thread::scope(|scope| {
                let cut_off = scope.spawn(|| sends(&client, path, &key, &body));
                std::thread::sleep(moment(10 * number + round, KILLED_WITHIN));
                std::mem::replace(&mut server, ServerProcess::start(register, program())).is_killed();
                drop(cut_off.join().unwrap());
            });
            let status =
                text(&acting(&server, "approver").get(&format!("/v1/stipend-runs/{id}")).json(), "status").to_owned();
            assert!(status == before || status == after, "{event}: {status}");
        }
        let client = acting(&server, role);
        let done = std::iter::repeat_with(|| sends(&client, path, &key, &body).unwrap())
            .find(|answer| answer.status != 503)
            .unwrap();
        assert_eq!((done.status, text(&done.json(), "status")), (200, after), "{}", done.text);
        assert_eq!(books(&acting(&server, "approver"), &id), expected, "{event}");
    }
    let run = acting(&server, "approver").get(&format!("/v1/stipend-runs/{id}")).json();
    assert_eq!(
        (&run["paid_count"], &run["paid_fen"], &run["failed_count"]),
        (&run["line_count"], &run["total_fen"], &json!(0))
    );
}
