//! A stand-in between the register and PostgreSQL that is slow or loses answers when told to.

use std::{
    io::{Read, Write},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{postgres::Cluster, register::scratch};

/// A proxy; its threads end with the process.
pub struct Proxy {
    folder: PathBuf,
    orders: Arc<Orders>,
}

#[derive(Default)]
struct Orders {
    delay_ms: AtomicU64,
    lose_commits: AtomicBool,
    lost: AtomicU64,
}

impl Proxy {
    /// A proxy before a cluster, under a name that no other of this process has.
    pub fn before(cluster: &Cluster, name: &str) -> Self {
        let folder = scratch().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let socket = |folder: &Path| folder.join(format!(".s.PGSQL.{}", cluster.port()));
        let listener = UnixListener::bind(socket(&folder)).expect("a socket");
        let (orders, behind) = (Arc::<Orders>::default(), socket(cluster.socket_dir()));
        thread::spawn({
            let orders = Arc::clone(&orders);
            move || {
                for near in listener.incoming().map_while(Result::ok) {
                    // A cluster that is gone refuses; so does its proxy, by closing.
                    if let Ok(far) = UnixStream::connect(&behind) {
                        join(near, far, &orders);
                    }
                }
            }
        });
        Self { folder, orders }
    }

    /// The address of a database as seen through the proxy.
    pub fn url(&self, cluster: &Cluster, database: &str) -> String {
        let folder = self.folder.to_string_lossy().replace('/', "%2F");
        format!("postgres:///{database}?host={folder}&port={}&user={}", cluster.port(), cluster.user())
    }

    /// Holds every answer back for this long.
    pub fn delays_by(&self, milliseconds: u64) {
        self.orders.delay_ms.store(milliseconds, Ordering::Relaxed);
    }

    /// Lets every commit through and loses its answer, with the connection.
    pub fn loses_commits(&self, whether: bool) {
        self.orders.lose_commits.store(whether, Ordering::Relaxed);
    }

    /// How many answers to a commit were lost.
    pub fn lost(&self) -> u64 {
        self.orders.lost.load(Ordering::Relaxed)
    }
}

fn join(near: UnixStream, far: UnixStream, orders: &Arc<Orders>) {
    let (near_too, far_too) = (near.try_clone().expect("a socket"), far.try_clone().expect("a socket"));
    let (asked, orders) = (Arc::new(AtomicBool::new(false)), Arc::clone(orders));
    let losing = Arc::clone(&orders);
    let doomed = Arc::clone(&asked);
    thread::spawn(move || {
        pump(near, far, |bytes| {
            let is_commit = bytes.windows(6).any(|word| word == b"COMMIT");
            doomed.store(is_commit && losing.lose_commits.load(Ordering::Relaxed), Ordering::Relaxed);
            true
        });
    });
    thread::spawn(move || {
        pump(far_too, near_too, |_| {
            thread::sleep(Duration::from_millis(orders.delay_ms.load(Ordering::Relaxed)));
            let is_lost = asked.load(Ordering::Relaxed);
            orders.lost.fetch_add(u64::from(is_lost), Ordering::Relaxed);
            !is_lost
        });
    });
}

/// Carries bytes until one end closes or they may not pass; then both are closed.
fn pump(mut from: UnixStream, mut to: UnixStream, may_pass: impl Fn(&[u8]) -> bool) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if !may_pass(&buffer[..length]) || to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    // The other end may have closed first.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
