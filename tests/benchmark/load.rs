//! Load over keep-alive connections, one thread each, with the time of every request.

use std::{
    fmt,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};
use tests::Client;

/// A request to repeat; one with a body may differ from turn to turn.
pub struct Load {
    address: String,
    bytes: Box<dyn Fn(u64) -> Vec<u8> + Sync>,
    sent: AtomicU64,
}

/// How fast requests follow each other on a connection.
#[derive(Debug, Clone, Copy)]
enum Pace {
    /// Each as soon as the one before it is answered.
    Closed,
    /// One each time this much has passed, timed from the moment at which it was sent.
    Poured(Duration),
    /// One each time this much has passed, timed from the moment at which it was due: what waits for a slow answer before it
    /// counts as slow, too.
    Open(Duration),
}

/// What was measured: requests a second, and times in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Report {
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
    /// Answers with 503 beside those that are counted here.
    pub busy: usize,
}

/// What came of more requests than can be carried.
pub struct Overload {
    pub accepted: Report,
    pub refused: Report,
}

/// A request that was answered.
struct Answered {
    status: u16,
    time: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:.0}/s, p50 {:.2} ms, p99 {:.2} ms ({:.1} times)",
            self.rate,
            self.p50,
            self.p99,
            self.p99 / self.p50
        )?;
        if self.busy > 0 {
            write!(out, ", {} told to come back", self.busy)?;
        }
        Ok(())
    }
}

impl Report {
    fn of(mut times: Vec<Duration>, seconds: u64) -> Self {
        if times.is_empty() {
            return Self::default();
        }
        times.sort_unstable();
        let at = |hundredth: usize| times[times.len() * hundredth / 100].as_secs_f64() * 1_000.0;
        let (count, span) = (u32::try_from(times.len()).expect("a count"), u32::try_from(seconds).expect("seconds"));
        Self { rate: f64::from(count) / f64::from(span), p50: at(50), p99: at(99), busy: 0 }
    }
}

impl Load {
    pub fn get(client: &Client, path: &str) -> Self {
        Self::request(client, "GET", path, |_| String::new())
    }

    pub fn post(client: &Client, path: &str, body: &str) -> Self {
        let body = body.to_owned();
        Self::request(client, "POST", path, move |_| body.clone())
    }

    /// Reads of these paths, one after another.
    pub fn each(client: &Client, paths: Vec<String>) -> Self {
        let (host, token) = (client.address.trim_start_matches("http://").to_owned(), client.token.clone());
        let address = host.clone();
        let count = u64::try_from(paths.len()).expect("a count");
        let bytes = move |number: u64| {
            let path = &paths[usize::try_from(number % count).expect("a place")];
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
        };
        Self { address, bytes: Box::new(bytes), sent: AtomicU64::new(1) }
    }

    /// A request whose body is made from its number. One whose path ends in `#` bears an `Idempotency-Key`.
    pub fn request(
        client: &Client,
        method: &'static str,
        path: &str,
        body: impl Fn(u64) -> String + Sync + 'static,
    ) -> Self {
        let host = client.address.trim_start_matches("http://").to_owned();
        let keyed = path.ends_with('#');
        let head = format!(
            "{method} {} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n",
            path.trim_end_matches('#'),
            client.token,
        );
        let bytes = move |number: u64| {
            let body = body(number);
            let key = if keyed { format!("Idempotency-Key: load-{number}\r\n") } else { String::new() };
            format!("{head}{key}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
        };
        Self { address: host, bytes: Box::new(bytes), sent: AtomicU64::new(1) }
    }

    /// Repeats the request over some connections for some seconds, after one second of warming up; every answer has to
    /// be a success, or a 503, which is counted.
    pub fn run(&self, connections: usize, seconds: u64) -> Report {
        let (done, busy): (Vec<_>, Vec<_>) =
            self.answers(connections, seconds, Pace::Closed).into_iter().partition(|answer| answer.status < 300);
        let refusal = busy.iter().find(|answer| answer.status != 503).map(|answer| answer.status);
        assert_eq!(refusal, None, "a refusal that is not 503: {}", String::from_utf8_lossy(&(self.bytes)(1)));
        Report { busy: busy.len(), ..Report::of(done.into_iter().map(|answer| answer.time).collect(), seconds) }
    }

    /// Sends so many requests a second, whatever the server makes of them; it may refuse with 503 and nothing else.
    pub fn pour(&self, rate: f64, connections: usize, seconds: u64) -> Overload {
        let pace = Pace::Poured(each_of(connections, rate));
        let (accepted, refused): (Vec<_>, Vec<_>) =
            self.answers(connections, seconds, pace).into_iter().partition(|answer| answer.status < 300);
        assert!(refused.iter().all(|answer| answer.status == 503), "a refusal that is not 503");
        let times = |answers: Vec<Answered>| answers.into_iter().map(|answer| answer.time).collect();
        Overload { accepted: Report::of(times(accepted), seconds), refused: Report::of(times(refused), seconds) }
    }

    /// Sends so many requests a second, whether or not those before were answered, and times each from the moment at which it was
    /// due.
    pub fn open(&self, rate: f64, connections: usize, seconds: u64) -> Report {
        let answers = self.answers(connections, seconds, Pace::Open(each_of(connections, rate)));
        assert!(answers.iter().all(|answer| answer.status < 300), "a refusal");
        Report::of(answers.into_iter().map(|answer| answer.time).collect(), seconds)
    }

    fn answers(&self, connections: usize, seconds: u64, pace: Pace) -> Vec<Answered> {
        let begin = Instant::now() + Duration::from_secs(1);
        let end = begin + Duration::from_secs(seconds);
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..connections).map(|_| scope.spawn(move || self.repeat(begin, end, pace))).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("a connection")).collect()
        })
    }

    fn repeat(&self, begin: Instant, end: Instant, pace: Pace) -> Vec<Answered> {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        let mut reader = BufReader::with_capacity(64 * 1024, stream.try_clone().expect("a socket"));
        let mut writer = stream;
        let (mut answers, mut body) = (Vec::new(), Vec::new());
        let number = u32::try_from(self.sent.fetch_add(1, Ordering::Relaxed) % 997).expect("a small number");
        let between = match pace {
            Pace::Closed => Duration::ZERO,
            Pace::Poured(between) | Pace::Open(between) => between,
        };
        // Each connection begins at another point of its pace.
        let mut due = Instant::now() + between * number / 997;
        loop {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let begun = if let Pace::Open(_) = pace { due } else { Instant::now() };
            due += between;
            if begun >= end {
                return answers;
            }
            let bytes = (self.bytes)(self.sent.fetch_add(1, Ordering::Relaxed));
            writer.write_all(&bytes).expect("a request is sent");
            let status = answer(&mut reader, &mut body);
            if begun >= begin {
                answers.push(Answered { status, time: begun.elapsed() });
            }
        }
    }
}

/// How long each of some connections waits between two requests, so that all of them send this many a second.
fn each_of(connections: usize, rate: f64) -> Duration {
    Duration::from_secs_f64(f64::from(u32::try_from(connections).expect("a count")) / rate)
}

/// Reads one answer, and gives its status.
fn answer(reader: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> u16 {
    let (mut line, mut length, mut status) = (String::new(), 0, None);
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a line");
        if status.is_none() {
            status = line.split(' ').nth(1).and_then(|number| number.parse().ok());
            assert!(status.is_some(), "no status: {line}");
        }
        if line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().expect("a length");
        }
    }
    body.resize(length, 0);
    reader.read_exact(body).expect("a body");
    status.expect("a status")
}
