//! A pooler in transaction mode before PostgreSQL: all clients share one session, each for as long as its transaction lasts.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Requests before the startup message, which are answered `N`: no encryption here.
const ENCRYPTION_REQUESTS: [u32; 2] = [80_877_103, 80_877_104];

/// The one session with the server, and what the server said of itself when it began.
struct Session {
    server: UnixStream,
    parameters: Vec<u8>,
}

type Shared = Arc<Mutex<Option<Session>>>;

/// A pooler in transaction mode. It serves until the test process ends.
#[derive(Debug)]
pub struct Pooler {
    /// Where it listens.
    pub address: SocketAddr,
}

impl Pooler {
    /// Starts a pooler before the server at this socket.
    ///
    /// # Panics
    /// When no port is free.
    pub fn start(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Shared::default();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (shared, socket) = (Arc::clone(&shared), socket.clone());
                // A client that goes away ends its thread.
                std::thread::spawn(move || drop(serve(client, &shared, &socket)));
            }
        });
        Self { address }
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Option<Session>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(mut client: TcpStream, shared: &Shared, socket: &Path) -> std::io::Result<()> {
    let startup = startup(&mut client)?;
    {
        let mut session = lock(shared);
        if session.is_none() {
            *session = Some(begin(socket, &startup)?);
        }
        client.write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 0])?;
        client.write_all(session.as_ref().map(|session| session.parameters.as_slice()).unwrap_or_default())?;
        client.write_all(&[b'Z', 0, 0, 0, 5, b'I'])?;
    }
    let mut held: Option<MutexGuard<'_, Option<Session>>> = None;
    loop {
        let (kind, message) = message(&mut client)?;
        if kind == b'X' {
            return Ok(());
        }
        let guard = held.get_or_insert_with(|| lock(shared));
        let server = &mut guard.as_mut().expect("a session").server;
        server.write_all(&message)?;
        // A query, or the end of a series of messages: the server answers until it is ready again.
        if matches!(kind, b'Q' | b'S') && answered(server, &mut client)? == b'I' {
            held = None;
        }
    }
}

/// Passes on what the server answers, and gives the state of the transaction.
fn answered(server: &mut UnixStream, client: &mut TcpStream) -> std::io::Result<u8> {
    loop {
        let (kind, message) = message(server)?;
        client.write_all(&message)?;
        if kind == b'Z' {
            return Ok(message.last().copied().unwrap_or_default());
        }
    }
}

fn begin(socket: &Path, startup: &[u8]) -> std::io::Result<Session> {
    let mut server = UnixStream::connect(socket)?;
    server.write_all(startup)?;
    let mut parameters = Vec::new();
    loop {
        match message(&mut server)? {
            (b'Z', _) => return Ok(Session { server, parameters }),
            (b'S' | b'K', message) => parameters.extend(message),
            _ => {}
        }
    }
}

/// The startup message, after requests for encryption were declined.
fn startup(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    loop {
        let whole = with_length(client, Vec::new())?;
        let code = whole.get(4..8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes);
        if !ENCRYPTION_REQUESTS.contains(&code) {
            return Ok(whole);
        }
        client.write_all(b"N")?;
    }
}

/// A message with its kind, whole as it came.
fn message(from: &mut impl Read) -> std::io::Result<(u8, Vec<u8>)> {
    let mut kind = [0];
    from.read_exact(&mut kind)?;
    Ok((kind[0], with_length(from, kind.to_vec())?))
}

fn with_length(from: &mut impl Read, mut whole: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    whole.extend(length);
    let mut rest = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap_or_default().saturating_sub(4)];
    from.read_exact(&mut rest)?;
    whole.extend(rest);
    Ok(whole)
}
