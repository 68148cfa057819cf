//! The change feed as server-sent events.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{person, text},
    on_both_databases,
};

/// How long a line of a stream is waited for.
const LINE_WAIT_MAX: Duration = Duration::from_secs(60);

/// A stream, as a browser reads it.
struct Stream(BufReader<TcpStream>);

/// An event: its id, and what it holds.
type Event = (String, Value);

impl Stream {
    fn open(client: &Client, question: &str, headers: &[(&str, &str)]) -> Self {
        Self::asks(client, &format!("GET /v1/changes?{question}"), headers, "")
    }

    fn subscribe(client: &Client, body: &str) -> Self {
        let length = body.len().to_string();
        let headers = [("content-type", "application/json"), ("content-length", length.as_str())];
        Self::asks(client, "POST /graphql", &headers, body)
    }

    fn asks(client: &Client, what: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let address = client.address.strip_prefix("http://").unwrap();
        let mut connection = TcpStream::connect(address).unwrap();
        connection.set_read_timeout(Some(LINE_WAIT_MAX)).unwrap();
        let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let token = &client.token;
        let head = format!("{what} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\naccept: text/event-stream\r\n");
        let more = format!("{more}authorization: Bearer {token}\r\n");
        write!(connection, "{head}{more}\r\n{body}").unwrap();
        let mut stream = Self(BufReader::new(connection));
        assert_eq!(stream.line(), "HTTP/1.1 200 OK");
        while !stream.line().is_empty() {}
        stream
    }

    /// The next line; without it when the stream ended.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The next event that holds something.
    fn event(&mut self) -> Event {
        let mut id = String::new();
        loop {
            let line = self.line();
            if let Some(said) = line.strip_prefix("id: ") {
                said.clone_into(&mut id);
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return (id, serde_json::from_str(data).unwrap());
            }
        }
    }

    /// Reads to the end.
    fn end(mut self) -> String {
        let mut rest = String::new();
        self.0.read_to_string(&mut rest).unwrap();
        rest
    }
}

fn kind(event: &Event) -> (&str, &str) {
    (text(&event.1, "kind"), text(&event.1, "resource"))
}

#[on_both_databases]
fn stream_tells_changes_as_they_are_stored(register: &Register) {
    let registrar = register.acting("registrar");
    register.settles();
    let start = registrar.present_position();
    registrar.has_zone(1, 0);
    let mut stream = Stream::open(&registrar, &format!("view=full&after={start}"), &[]);
    let first = stream.event();
    assert_eq!(kind(&first), ("created", "zones"));
    assert_eq!(first.0, text(&first.1, "position"));
    assert_eq!(first.1["record"]["name"], registrar.get("/v1/zones").json()["items"][0]["name"]);
    registrar.creates_person(&person(1)).unwrap();
    assert_eq!(kind(&stream.event()), ("created", "people"));
    // Who was cut off goes on from the last event that arrived.
    let mut again = Stream::open(&registrar, &format!("after={start}"), &[("last-event-id", &first.0)]);
    assert_eq!(kind(&again.event()), ("created", "people"));
}

#[on_both_databases]
fn stream_that_is_refused_is_told_as_a_problem(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let position = registrar.present_position();
    let asks = |client: &Client, question: &str| {
        client.rest("GET", &format!("/v1/changes?{question}"), &[("accept", "text/event-stream")], None).refusal()
    };
    assert_eq!(asks(&hr, &format!("after={position}")), (422, "invalid".into()));
    assert_eq!(asks(&hr, "types=complaints"), (403, "forbidden".into()));
    let open: Vec<Stream> = (0..5).map(|_| Stream::open(&registrar, "after=now", &[])).collect();
    assert_eq!(asks(&registrar, "after=now"), (429, "quota_exceeded".into()));
    drop(open);
    let of_hr = Stream::open(&hr, "after=now", &[]);
    drop(of_hr);
}

#[on_both_databases]
fn stream_ends_with_its_client_and_its_server(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let (of_registrar, of_hr) = (Stream::open(&registrar, "after=now", &[]), Stream::open(&hr, "after=now", &[]));
    register.operator_revokes(&registrar.id);
    register.acting("registrar").has_zone(1, 0);
    of_registrar.end();
    assert_eq!(registrar.get("/v1/changes?after=now").refusal(), (401, "invalid_token".into()));
    register.app.streams().stop();
    of_hr.end();
    assert_eq!(json!(hr.get("/v1/changes?after=now").status), json!(200));
}

#[on_both_databases]
fn subscription_tells_each_change_as_it_is_selected(register: &Register) {
    let registrar = register.acting("registrar");
    register.settles();
    let start = registrar.present_position();
    let query = "subscription($after: String) { told: changes(after: $after, types: [\"zones,people\"]) { kind resource position record } }";
    let body = json!({ "query": query, "variables": { "after": start } }).to_string();
    registrar.has_zone(1, 0);
    let mut stream = Stream::subscribe(&registrar, &body);
    let (_, first) = stream.event();
    assert_eq!(
        (&first["data"]["told"]["kind"], &first["data"]["told"]["resource"]),
        (&json!("CREATED"), &json!("zones"))
    );
    assert_eq!(first["data"]["told"]["record"], Value::Null);
    registrar.creates_person(&person(1)).unwrap();
    assert_eq!(stream.event().1["data"]["told"]["resource"], "people");
    // It goes on from the position of a change.
    let position = text(&first["data"]["told"], "position");
    let body = json!({ "query": query, "variables": { "after": position } }).to_string();
    assert_eq!(Stream::subscribe(&registrar, &body).event().1["data"]["told"]["resource"], "people");
    register.app.streams().stop();
    assert!(stream.end().contains("event: complete\ndata:"));
}

#[on_both_databases]
fn subscription_that_is_no_subscription_is_refused(register: &Register) {
    let registrar = register.acting("registrar");
    let asks = |query: &str, accept: &str| {
        let body = json!({ "query": query });
        let answer = registrar.rest("POST", "/graphql", &[("accept", accept)], Some(&body));
        (answer.status, answer.json()["errors"][0]["extensions"]["code"].clone())
    };
    for query in [
        "subscription { changes(wait: \"1\") { kind } }",
        "subscription { nothing { kind } }",
        "subscription { changes(after: \"tampered\") { kind } }",
        "subscription { one: changes { kind } two: changes { kind } }",
    ] {
        assert_eq!(asks(query, "text/event-stream"), (400, json!("invalid")), "{query}");
    }
    let plain = asks("subscription { changes { kind } }", "application/graphql-response+json");
    assert_eq!(plain, (406, json!("not_acceptable")));
}
