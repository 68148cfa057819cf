//! Overload: what is refused is refused early, small requests do not wait behind large ones, and slow clients are cut
//! off.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use persistence::Engine;
use tests::{Database, Register, Surface, fixtures::person, on_both_databases};

use crate::metrics::figure;

#[on_both_databases]
fn a_bulk_pull_waits_for_its_like_and_not_before_a_lookup(register: &Register) {
    let registrar = register.acting("registrar");
    let in_bulk = || figure(register, "duxue_queue_seconds_count", &["lane=\"bulk_readers\""]).unwrap_or(0.0);
    assert_eq!(registrar.get("/v1/people?limit=100").status, 200);
    assert_eq!(in_bulk(), 0.0);
    for path in ["/v1/people?limit=101", "/v1/experts?limit=500", "/v1/schools?limit=500"] {
        assert_eq!(registrar.get(path).status, 200, "{path}");
    }
    assert_eq!(in_bulk(), 3.0);
}

#[on_both_databases]
fn a_client_that_takes_in_nothing_of_its_answers_is_cut_off(register: &Register) {
    let mut client = TcpStream::connect(register.address.strip_prefix("http://").unwrap()).unwrap();
    let asked_for = 400;
    // The answers are far more than all buffers between hold, so the server has to wait for the client.
    let request = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(asked_for);
    client.write_all(request.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_secs(3 * u64::from(register.config.client_seconds)));
    client.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let (mut taken, mut part) = (0, vec![0; 1 << 16]);
    loop {
        match client.read(&mut part) {
            Ok(0) => break,
            Ok(length) => taken += length,
            Err(cause) => {
                assert!(cause.kind() == std::io::ErrorKind::ConnectionReset, "{cause}");
                break;
            }
        }
    }
    let document = register.get("/openapi.json").text.len();
    assert!(taken < asked_for * document / 2, "{taken} bytes came through");
}

#[on_both_databases]
fn request_with_a_stalled_head_is_cut_off(register: &Register) {
    let mut client = TcpStream::connect(register.address.strip_prefix("http://").unwrap()).unwrap();
    client.write_all(b"GET /v1/people HTTP/1.1\r\nHost: x\r\nX-Slow: ").unwrap();
    client.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn slow_read_is_abandoned_while_other_requests_succeed() {
    let register = Register::new(Database::Postgres, Surface::Rest);
    let registrar = register.acting("registrar");
    assert_eq!(registrar.post("/v1/people", &person(1)).status, 201);
    let Engine::Postgres(url) = &register.config.database else { panic!("a PostgreSQL register") };
    let mut locking = PgConnection::establish(url).unwrap();
    locking.batch_execute("BEGIN; LOCK TABLE people IN ACCESS EXCLUSIVE MODE").unwrap();
    std::thread::scope(|scope| {
        let asking: Vec<_> =
            (0..32).map(|_| scope.spawn(|| (Instant::now(), registrar.get("/v1/people"), Instant::now()))).collect();
        assert_eq!(register.get("/health/live").status, 200);
        for asked in asking {
            let (begin, answer, end) = asked.join().unwrap();
            assert_eq!(answer.refusal(), (503, "busy".into()));
            assert!(answer.header("retry-after").is_some());
            let bound = Duration::from_secs(u64::from(register.config.read_seconds) + 3);
            assert!(end - begin < bound, "refused after {:?}", end - begin);
        }
    });
    locking.batch_execute("ROLLBACK").unwrap();
    let since = Instant::now();
    while registrar.get("/v1/people").status != 200 {
        assert!(since.elapsed() < Duration::from_secs(10), "the register does not come back");
    }
}
