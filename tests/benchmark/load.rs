//! Load over keep-alive connections, one thread each, with the time of every request.

use std::{
    fmt,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};
use tests::Client;

/// A request to repeat.
pub struct Load {
    address: String,
    bytes: Vec<u8>,
}

/// What was measured: requests a second, and times in milliseconds.
pub struct Report {
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
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
        )
    }
}

impl Load {
    pub fn get(client: &Client, path: &str) -> Self {
        Self::request(client, "GET", path, "")
    }

    pub fn post(client: &Client, path: &str, body: &str) -> Self {
        Self::request(client, "POST", path, body)
    }

    fn request(client: &Client, method: &str, path: &str, body: &str) -> Self {
        let host = client.address.trim_start_matches("http://").to_owned();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            client.token,
            body.len()
        );
        Self { address: host, bytes: [head.as_bytes(), body.as_bytes()].concat() }
    }

    /// Repeats the request over some connections for some seconds, after one second of warming up.
    pub fn run(&self, connections: usize, seconds: u64) -> Report {
        let begin = Instant::now() + Duration::from_secs(1);
        let end = begin + Duration::from_secs(seconds);
        let mut times: Vec<Duration> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..connections).map(|_| scope.spawn(|| self.repeat(begin, end))).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("a connection")).collect()
        });
        times.sort_unstable();
        let at = |hundredth: usize| times[times.len() * hundredth / 100].as_secs_f64() * 1_000.0;
        let count = u32::try_from(times.len()).expect("a count");
        let span = u32::try_from(seconds).expect("seconds");
        Report { rate: f64::from(count) / f64::from(span), p50: at(50), p99: at(99) }
    }

    fn repeat(&self, begin: Instant, end: Instant) -> Vec<Duration> {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        let mut reader = BufReader::with_capacity(64 * 1024, stream.try_clone().expect("a socket"));
        let mut writer = stream;
        let (mut times, mut body) = (Vec::new(), Vec::new());
        loop {
            let asked = Instant::now();
            if asked >= end {
                return times;
            }
            writer.write_all(&self.bytes).expect("a request is sent");
            answer(&mut reader, &mut body);
            if asked >= begin {
                times.push(asked.elapsed());
            }
        }
    }
}

/// Reads one answer, which must be a 200.
fn answer(reader: &mut BufReader<TcpStream>, body: &mut Vec<u8>) {
    let (mut line, mut length, mut first) = (String::new(), 0, true);
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a line");
        if first {
            assert!(line.starts_with("HTTP/1.1 200"), "{line}");
            first = false;
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
}
