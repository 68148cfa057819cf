//! One connection type over both engines, and how each is opened.

use std::path::{Path, PathBuf};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};
use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use diesel::{
    Connection, PgConnection, SqliteConnection,
    connection::{Instrumentation, InstrumentationEvent, SimpleConnection},
    r2d2::{self, R2D2Connection},
};

use crate::kernel::private;

mod multi {
    #![expect(missing_docs, reason = "the derive writes items without documentation")]

    use diesel::{PgConnection, SqliteConnection};

    /// A connection to either engine. Queries written against it run on both.
    #[derive(diesel::MultiConnection)]
    pub enum DbConnection {
        /// PostgreSQL.
        Pg(PgConnection),
        /// SQLite.
        Sqlite(SqliteConnection),
    }
}

pub use multi::{DbConnection, MultiBackend};

/// For the rare statement outside the common dialect: the same text, compiled once per engine.
/// Each use says why; a test counts them.
#[macro_export]
macro_rules! each_backend {
    ($connection:expr, |$c:ident| $body:expr) => {
        match $connection {
            $crate::kernel::connection::DbConnection::Pg($c) => $body,
            $crate::kernel::connection::DbConnection::Sqlite($c) => $body,
        }
    };
}

/// Rows in one statement: PostgreSQL takes 65 535 values in one, and no table has more than 32 columns.
pub const ROWS_AT_ONCE: usize = 500;

/// How long SQLite waits for another process to finish its write.
const SQLITE_BUSY_TIMEOUT_MS: u64 = 5_000;
/// Pauses before another attempt at switching a new SQLite file to its journal, in milliseconds.
const JOURNAL_PAUSES_MS: [u64; 6] = [5, 15, 40, 100, 250, 500];
/// How long PostgreSQL works on one statement before it gives up.
const STATEMENT_TIMEOUT_MS: u64 = 30_000;
/// How long PostgreSQL waits for a lock, so that a migration or a bulk run cannot hang the service.
const LOCK_TIMEOUT_MS: u64 = 5_000;
/// How long an address of PostgreSQL may take to answer.
const CONNECT_TIMEOUT_S: u64 = 5;
/// How long PostgreSQL may leave what was sent to it unacknowledged before the connection is given up.
const NETWORK_SILENCE_MS: u64 = 15_000;

/// Where the register is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// A PostgreSQL address.
    Postgres(String),
    /// The path of a SQLite file.
    Sqlite(String),
}

impl Engine {
    /// Parses `sqlite://PATH` or `postgres://…`.
    pub fn parse(url: &str) -> Option<Self> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return (!path.is_empty()).then(|| Self::Sqlite(path.to_owned()));
        }
        (url.starts_with("postgres://") || url.starts_with("postgresql://")).then(|| Self::Postgres(url.to_owned()))
    }

    /// Whether it is SQLite, which has one writer.
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// True if there is a file of this name; PostgreSQL says itself whether there is such a database.
    pub fn has_a_file(&self) -> bool {
        self.file().is_none_or(Path::exists)
    }

    /// The file of a SQLite register.
    fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) if !path.starts_with(':') && !path.starts_with("file:") => Some(Path::new(path)),
            _ => None,
        }
    }

    /// Makes the file of a new SQLite register, and sees to it that only its owner reads it. SQLite gives the journal and
    /// its index the mode of the file.
    fn shut_out_others(&self) {
        let Some(file) = self.file() else { return };
        if let Err(cause) = private::create_missing(file) {
            // SQLite says in a moment why there is no file.
            tracing::debug!(%cause, "the file of the database cannot be made");
        }
        for suffix in ["", "-wal", "-shm"] {
            let part = PathBuf::from(format!("{}{suffix}", file.display()));
            match private::shut_file(&part) {
                Ok(false) => {}
                Ok(true) => tracing::warn!(file = %part.display(), "others could read this file; its mode is 0600 now"),
                Err(cause) => tracing::warn!(file = %part.display(), %cause, "others can read this file: chmod 600"),
            }
        }
    }

    pub(crate) fn connect(&self) -> diesel::ConnectionResult<DbConnection> {
        match self {
            Self::Postgres(url) => {
                let mut connection = PgConnection::establish(&bounded(url))?;
                let settings = format!(
                    "SET statement_timeout = {STATEMENT_TIMEOUT_MS}; SET lock_timeout = {LOCK_TIMEOUT_MS}; \
                     SET idle_in_transaction_session_timeout = {STATEMENT_TIMEOUT_MS}; SET timezone = 'UTC'"
                );
                connection.batch_execute(&settings).map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(DbConnection::Pg(connection))
            }
            Self::Sqlite(path) => {
                self.shut_out_others();
                let mut connection = SqliteConnection::establish(path)?;
                // FULL: an answered write survives a power cut; stipends will be money. Deleted data is overwritten.
                let pragmas = format!(
                    "PRAGMA busy_timeout = {SQLITE_BUSY_TIMEOUT_MS}; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; \
                     PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON"
                );
                connection
                    .batch_execute(&pragmas)
                    .and_then(|()| keep_a_journal(&mut connection))
                    .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(DbConnection::Sqlite(connection))
            }
        }
    }
}

/// Switches a SQLite file to its write-ahead journal, which it then keeps. The first connections of a new file may do so
/// at the same moment, and SQLite refuses all but one of them without waiting.
fn keep_a_journal(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    let mut outcome = connection.batch_execute("PRAGMA journal_mode = WAL");
    for pause_ms in JOURNAL_PAUSES_MS {
        match outcome {
            Ok(()) => break,
            Err(_) => {
                pause(pause_ms);
                outcome = connection.batch_execute("PRAGMA journal_mode = WAL");
            }
        }
    }
    outcome
}

/// The address with bounds on how long a silent network is waited for; what the address says itself stays.
fn bounded(url: &str) -> String {
    let bounds = [
        ("connect_timeout", CONNECT_TIMEOUT_S),
        ("tcp_user_timeout", NETWORK_SILENCE_MS),
        ("keepalives_idle", 10),
        ("keepalives_interval", 5),
        ("keepalives_count", 3),
    ];
    bounds.iter().filter(|(name, _)| !url.contains(name)).fold(url.to_owned(), |url, (name, bound)| {
        let separator = if url.contains('?') { '&' } else { '?' };
        format!("{url}{separator}{name}={bound}")
    })
}

/// Counts the statements sent to the database, for the test that asserts them, and can keep the last
/// one, for the benchmark that compares them with the database's own speed.
#[derive(Debug, Clone, Default)]
pub struct Statements(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    sent: AtomicU64,
    recording: AtomicBool,
    last: Mutex<Option<String>>,
}

impl Statements {
    /// Statements sent so far, BEGIN and COMMIT included.
    pub fn sent(&self) -> u64 {
        self.0.sent.load(Ordering::Relaxed)
    }

    /// Begins or ends to keep the last statement with its values, and gives the one kept. The values
    /// may be personal data: nothing but a benchmark on invented people asks for this.
    pub fn record(&self, recording: bool) -> Option<String> {
        self.0.recording.store(recording, Ordering::Relaxed);
        self.0.last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A statement that takes longer is logged.
const SLOW_STATEMENT: Duration = Duration::from_millis(250);

thread_local! {
    static OPERATION: Cell<&'static str> = const { Cell::new("none") };
    static SENT: Cell<u64> = const { Cell::new(0) };
}

/// Says on what this thread works from now on, for the log of slow statements; what it sent before is forgotten.
pub fn begin_operation(name: &'static str) {
    OPERATION.set(name);
    SENT.set(0);
}

/// Statements that this thread sent since its operation began.
pub fn sent_by_operation() -> u64 {
    SENT.get()
}

/// Watches one connection.
struct Watch {
    statements: Statements,
    started: Option<Instant>,
}

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let counted = &self.statements.0;
                counted.sent.fetch_add(1, Ordering::Relaxed);
                SENT.set(SENT.get() + 1);
                self.started = Some(Instant::now());
                if counted.recording.load(Ordering::Relaxed) {
                    *counted.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(query.to_string());
                }
            }
            InstrumentationEvent::FinishQuery { query, .. } => {
                let took = self.started.take().map(|started| started.elapsed()).unwrap_or_default();
                if took >= SLOW_STATEMENT && !takes_rows(&query.to_string()) {
                    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
                    tracing::warn!(
                        operation = OPERATION.get(),
                        ms,
                        statement = unbound(&query.to_string()),
                        "slow statement"
                    );
                }
            }
            _ => {}
        }
    }
}

/// True for a statement that takes rows in bulk: it lasts as long as they are many, and is not slow for that.
fn takes_rows(statement: &str) -> bool {
    statement.starts_with("COPY ")
}

/// How much of a statement is logged: one that stores hundreds of rows is as long as they are.
const STATEMENT_BYTES_LOGGED_MAX: usize = 2_000;

/// A statement without the values bound to it, which may be personal data, and cut where it is long.
fn unbound(statement: &str) -> &str {
    let unbound = statement.split("-- binds:").next().unwrap_or_default().trim_end();
    unbound.get(..unbound.floor_char_boundary(STATEMENT_BYTES_LOGGED_MAX)).unwrap_or_default()
}

/// Connections of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    /// Open ones.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
}

/// Opens connections for the pool.
#[derive(Debug)]
pub(crate) struct Manager {
    pub engine: Engine,
    pub statements: Statements,
}

impl r2d2::ManageConnection for Manager {
    type Connection = DbConnection;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<DbConnection, r2d2::Error> {
        let mut connection = self.engine.connect().map_err(r2d2::Error::ConnectionError)?;
        connection.set_instrumentation(Watch { statements: self.statements.clone(), started: None });
        Ok(connection)
    }

    fn is_valid(&self, connection: &mut DbConnection) -> Result<(), r2d2::Error> {
        connection.ping().map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut DbConnection) -> bool {
        std::thread::panicking() || connection.is_broken()
    }
}

/// Waits before another attempt: the only place that sleeps. The length varies so that two writers
/// in conflict do not meet again.
pub(crate) fn pause(milliseconds: u64) {
    let jitter = std::time::UNIX_EPOCH.elapsed().map_or(0, |now| u64::from(now.subsec_nanos()) % (milliseconds + 1));
    std::thread::sleep(Duration::from_millis(milliseconds / 2 + jitter));
}

pub(crate) type Pool = r2d2::Pool<Manager>;
pub(crate) type PooledConnection = r2d2::PooledConnection<Manager>;

/// How long a job waits for a connection when all of them had to be opened anew.
const POOL_WAIT: Duration = Duration::from_secs(2);

pub(crate) fn pool(engine: &Engine, size: u32, statements: &Statements) -> Pool {
    r2d2::Pool::builder()
        .max_size(size)
        // Connections are opened when they are needed: a command needs one, and a pooler before the server may have few.
        .min_idle(Some(0))
        .connection_timeout(POOL_WAIT)
        // The default pings the server before every query, which doubles the cost of a read.
        .test_on_check_out(false)
        .build_unchecked(Manager { engine: engine.clone(), statements: statements.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_taken_in_bulk_are_not_a_slow_statement() {
        assert!(takes_rows("COPY \"people\"(\"id\", \"name\") FROM STDIN WITH (FORMAT binary)"));
        assert!(!takes_rows("INSERT INTO \"people\" (\"id\") VALUES ($1)"));
    }

    #[test]
    fn a_logged_statement_has_no_values() {
        let statement = "SELECT `people`.`id` FROM `people` WHERE (`people`.`name` = ?) -- binds: [\"欧阳\"]";
        assert_eq!(unbound(statement), "SELECT `people`.`id` FROM `people` WHERE (`people`.`name` = ?)");
    }

    #[test]
    fn a_logged_statement_is_cut_where_it_is_long() {
        let long = format!("INSERT INTO `people` VALUES {}", "(?, ?), ".repeat(500));
        assert_eq!(unbound(&long), &long[..STATEMENT_BYTES_LOGGED_MAX]);
    }
}
