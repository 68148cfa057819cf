//! A small receiver of webhooks, which answers as a test says and keeps what it was sent.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::Value;

/// How long a test waits for a message.
const WAIT_MAX: Duration = Duration::from_secs(60);

/// A message as it came.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its headers, in small letters.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

impl Received {
    /// The value of a header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

#[derive(Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    answers: Mutex<VecDeque<String>>,
}

/// A receiver on an address of this machine.
pub struct Receiver {
    /// Where it listens.
    pub url: String,
    shared: Arc<Shared>,
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new()
    }
}

impl Receiver {
    /// A receiver that takes everything, unless it is told otherwise.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let shared = Arc::<Shared>::default();
        let ours = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&ours);
                // Who breaks off is not answered.
                std::thread::spawn(move || drop(serve(stream, &shared)));
            }
        });
        Self { url, shared }
    }

    /// Answers the next messages with these status lines, such as `503 Service Unavailable`; what follows it takes. `hang` answers
    /// nothing.
    pub fn answers(&self, lines: &[&str]) {
        self.shared.answers.lock().expect("the answers").extend(lines.iter().map(|line| (*line).to_owned()));
    }

    /// True if it answers the next message otherwise than by taking it.
    pub fn is_about_to_refuse(&self) -> bool {
        !self.shared.answers.lock().expect("the answers").is_empty()
    }

    /// Takes everything from now on.
    pub fn takes_everything(&self) {
        self.shared.answers.lock().expect("the answers").clear();
    }

    /// What came so far.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().expect("the messages").clone()
    }

    /// Waits until so many messages came, doing something meanwhile.
    pub fn waits_for(&self, count: usize, meanwhile: impl Fn()) -> Vec<Received> {
        let since = Instant::now();
        while self.received().len() < count {
            assert!(since.elapsed() < WAIT_MAX, "{} of {count} messages came", self.received().len());
            meanwhile();
            std::thread::sleep(Duration::from_millis(20));
        }
        self.received()
    }
}

fn serve(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        headers.push((name.trim().to_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.and_then(|(_, value)| value.parse().ok()).unwrap_or_default()];
    reader.read_exact(&mut body)?;
    let answer = shared.answers.lock().expect("the answers").pop_front().unwrap_or_else(|| "204 No Content".to_owned());
    let body = String::from_utf8_lossy(&body).into_owned();
    shared.received.lock().expect("the messages").push(Received { headers, body });
    if answer == "hang" {
        std::thread::sleep(Duration::from_secs(3_600));
    }
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n"
    )
}
