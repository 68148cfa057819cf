//! The database as the application sees it: migrated, read in one snapshot, written in serialisable
//! transactions that are done again when another writer was first.

use std::{cell::Cell, time::Duration};

use diesel::{
    Connection, RunQueryDsl,
    backend::Backend,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    migration::{MigrationSource, MigrationVersion},
    r2d2::R2D2Connection,
};
use diesel_migrations::MigrationHarness;
use domain::Error;

use crate::{
    each_backend,
    kernel::{
        connection::{DbConnection, Engine, Pool, PoolUse, PooledConnection, Statements, pause, pool},
        error::Stored,
    },
};

/// Pauses before another attempt at a write that met a conflict, in milliseconds.
const RETRY_PAUSES_MS: [u64; 5] = [5, 15, 40, 100, 250];
/// How long one process waits for another that is migrating the same database.
const MIGRATION_WAIT: Duration = Duration::from_secs(60);
/// How often it is asked whether a connection keeps its session: a pooler may hand out the same one by chance.
const SESSION_PROBES: usize = 3;
/// Key of the advisory lock under which PostgreSQL is migrated.
const MIGRATION_LOCK: i64 = 0x6475_7875_6501;

/// How an attempt ended without success.
enum Ended {
    /// Nothing was done, for a reason that may pass: the work may be done again.
    NothingDone,
    /// It is refused, or nobody knows whether it was done.
    ForGood(Error),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        if matches!(error, Error::Busy) { Self::NothingDone } else { Self::ForGood(error) }
    }
}

/// What is done with a connection.
type Work<'a> = &'a dyn Fn(&mut DbConnection) -> Result<(), Error>;

/// How a piece of work runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One reading statement, which needs no transaction.
    ReadOne,
    /// Several reading statements that must agree: one read-only snapshot.
    ReadSnapshot,
    /// A write.
    Write,
    /// A write that names every row by its key and version and rests on nothing else: it needs no serialisability, under
    /// which a long series of such writes would always meet somebody.
    WriteByKey,
    /// A write over so many rows that serialisability would make everybody else try again: it rests on one snapshot, and
    /// versions and constraints refuse what conflicts with it.
    WriteSnapshot,
    /// A write that is rolled back when it is done.
    DryRun,
}

impl Mode {
    const fn writes(self) -> bool {
        matches!(self, Self::Write | Self::WriteByKey | Self::WriteSnapshot | Self::DryRun)
    }
}

/// The register's database.
#[derive(Clone)]
pub struct Database {
    engine: Engine,
    readers: Pool,
    writers: Pool,
    statements: Statements,
}

impl Database {
    /// Prepares to use a database; connections are opened when they are needed.
    pub fn open(engine: Engine, readers: u32, writers: u32) -> Self {
        let statements = Statements::default();
        let readers = pool(&engine, readers, &statements);
        let writers = pool(&engine, if engine.is_sqlite() { 1 } else { writers }, &statements);
        Self { engine, readers, writers, statements }
    }

    /// Which engine it is.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The statements sent.
    pub fn statements(&self) -> &Statements {
        &self.statements
    }

    /// The connections of the readers and of the writers.
    pub fn pools(&self) -> [PoolUse; 2] {
        [&self.readers, &self.writers].map(|pool| {
            let state = pool.state();
            PoolUse { open: state.connections, idle: state.idle_connections }
        })
    }

    /// Does a piece of work; on a conflict does it again, a bounded number of times.
    ///
    /// # Errors
    /// What the work refuses, or [`Error::Busy`] when conflicts or an absent server outlast the attempts.
    pub fn run<T>(&self, mode: Mode, work: impl Fn(&mut DbConnection) -> Result<T, Error>) -> Result<T, Error> {
        let done = Cell::new(None);
        self.work(mode, &|db| work(db).map(|value| done.set(Some(value))))?;
        done.into_inner().ok_or_else(|| Error::internal("work that was not done"))
    }

    /// The same for work of any answer: compiled once, not for each of them.
    fn work(&self, mode: Mode, work: Work<'_>) -> Result<(), Error> {
        for pause_ms in RETRY_PAUSES_MS {
            // A caller who got no connection in time does not wait again: the server is away, and the caller may try
            // later.
            let mut connection = self.connection(mode)?;
            match Self::attempt(&mut connection, mode, work) {
                Err(Ended::NothingDone) => pause(pause_ms),
                Err(Ended::ForGood(error)) => return Err(error),
                Ok(()) => return Ok(()),
            }
        }
        Err(Error::Busy)
    }

    fn connection(&self, mode: Mode) -> Result<PooledConnection, Error> {
        let pool = if mode.writes() { &self.writers } else { &self.readers };
        pool.get().map_err(|cause| {
            tracing::debug!(%cause, "no connection to the database");
            Error::Busy
        })
    }

    fn attempt(connection: &mut DbConnection, mode: Mode, work: Work<'_>) -> Result<(), Ended> {
        let outcome = Self::transact(connection, mode, work);
        if matches!(outcome, Err(Ended::NothingDone | Ended::ForGood(Error::Busy))) {
            give_up_when_dead(connection);
        }
        outcome
    }

    fn transact(connection: &mut DbConnection, mode: Mode, work: Work<'_>) -> Result<(), Ended> {
        if mode == Mode::ReadOne {
            return Ok(work(connection)?);
        }
        begin(connection, mode)?;
        type Manager = <DbConnection as Connection>::TransactionManager;
        match work(connection) {
            Ok(()) if mode == Mode::DryRun => Ok(Manager::rollback_transaction(connection).stored()?),
            Ok(()) => match Manager::commit_transaction(connection).stored() {
                Ok(()) => Ok(()),
                // The server went away before it could say whether it committed. The work could be done twice if it
                // were done again; who gave the request a key repeats it without that danger.
                Err(Error::Busy) if connection.ping().is_err() => Err(Ended::ForGood(Error::Busy)),
                Err(error) => Err(error.into()),
            },
            Err(error) => {
                if let Err(cause) = Manager::rollback_transaction(connection) {
                    tracing::debug!(%cause, "the rollback failed; the connection is given up");
                }
                Err(error.into())
            }
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Error::Busy`] when it does not.
    pub fn ping(&self) -> Result<(), Error> {
        let mut connection = self.connection(Mode::ReadOne)?;
        Self::attempt(&mut connection, Mode::ReadOne, &|db| {
            diesel::sql_query("SELECT 1").execute(db).stored().map(drop)
        })
        .map_err(|ended| match ended {
            Ended::NothingDone => Error::Busy,
            Ended::ForGood(error) => error,
        })
    }

    /// Brings the database up to date, under a lock: diesel takes none, and two servers that start
    /// together would trip over each other. What `then` does is done under the same lock.
    ///
    /// # Errors
    /// When the database cannot be reached or a step fails.
    pub fn migrate(&self, then: impl FnOnce(&mut DbConnection) -> Result<(), Error>) -> Result<usize, Error> {
        let mut connection = self.connect()?;
        lock(&mut connection)?;
        let outcome = match &mut connection {
            DbConnection::Pg(c) => refuse_later_release(c, migrations::POSTGRES)
                .and_then(|()| c.run_pending_migrations(migrations::POSTGRES).map(|steps| steps.len())),
            DbConnection::Sqlite(c) => refuse_later_release(c, migrations::SQLITE)
                .and_then(|()| c.run_pending_migrations(migrations::SQLITE).map(|steps| steps.len())),
        };
        let outcome = outcome.map_err(Error::Internal).and_then(|steps| {
            then(&mut connection)?;
            Ok(steps)
        });
        unlock(&mut connection)?;
        outcome
    }

    /// Whether a connection keeps its session. Behind a pooler in transaction mode it does not: two connections take turns
    /// at one session, or one connection has another session each time. SQLite has no sessions to lose. Where a second
    /// connection cannot be had, nothing is known, and the answer is yes.
    pub fn keeps_sessions(&self) -> bool {
        if self.engine.is_sqlite() {
            return true;
        }
        let (Ok(DbConnection::Pg(mut first)), Ok(DbConnection::Pg(mut second))) = (self.connect(), self.connect())
        else {
            return true;
        };
        // Plain texts: a prepared statement is what such a pooler loses.
        let check = "DO $$ BEGIN IF current_setting('duxue.session', true) IS DISTINCT FROM 'first' \
                     THEN RAISE 'another session'; END IF; END $$";
        (0..SESSION_PROBES).all(|_| {
            let named = first.batch_execute("SET duxue.session = 'first'");
            let other = second.batch_execute("SET duxue.session = 'second'");
            // A failed SET does not decide here: the statements that follow report the cause.
            named.is_err() || other.is_err() || first.batch_execute(check).is_ok()
        })
    }

    /// How many steps the database lacks.
    ///
    /// # Errors
    /// When the database cannot be reached, and when a later release has written it.
    pub fn pending_migrations(&self) -> Result<usize, Error> {
        let pending = match &mut self.connect()? {
            DbConnection::Pg(c) => refuse_later_release(c, migrations::POSTGRES)
                .and_then(|()| c.pending_migrations(migrations::POSTGRES).map(|steps| steps.len())),
            DbConnection::Sqlite(c) => refuse_later_release(c, migrations::SQLITE)
                .and_then(|()| c.pending_migrations(migrations::SQLITE).map(|steps| steps.len())),
        };
        pending.map_err(Error::Internal)
    }

    /// How many steps the database has taken: none when it holds no register.
    ///
    /// # Errors
    /// When the database cannot be reached or is none.
    pub fn steps_taken(&self) -> Result<usize, Error> {
        let taken = match &mut self.connect()? {
            DbConnection::Pg(c) => c.applied_migrations().map(|steps| steps.len()),
            DbConnection::Sqlite(c) => c.applied_migrations().map(|steps| steps.len()),
        };
        taken.map_err(Error::Internal)
    }

    /// Whether the database holds a register. Nothing is made by asking, not even an empty file.
    ///
    /// # Errors
    /// When the database cannot be reached or is none.
    pub fn holds_register(&self) -> Result<bool, Error> {
        #[derive(diesel::QueryableByName)]
        struct Found {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            tables: i64,
        }
        if let Engine::Sqlite(path) = &self.engine
            && !std::path::Path::new(path).exists()
        {
            return Ok(false);
        }
        let found: Found = match &mut self.connect()? {
            DbConnection::Pg(c) => diesel::sql_query(
                "SELECT count(*) AS tables FROM (SELECT to_regclass('events') AS name) found WHERE name IS NOT NULL",
            )
            .get_result(c),
            DbConnection::Sqlite(c) => diesel::sql_query(
                "SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name = 'events'",
            )
            .get_result(c),
        }
        .stored()?;
        Ok(found.tables > 0)
    }

    /// Whether a SQLite file is whole, every page and index of it. PostgreSQL looks after its own.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_whole(&self) -> Result<bool, Error> {
        #[derive(diesel::QueryableByName)]
        struct Verdict {
            #[diesel(sql_type = diesel::sql_types::Text)]
            integrity_check: String,
        }
        match &mut self.connect()? {
            DbConnection::Pg(_) => Ok(true),
            DbConnection::Sqlite(c) => diesel::sql_query("PRAGMA integrity_check(1)")
                .get_result::<Verdict>(c)
                .stored()
                .map(|verdict| verdict.integrity_check == "ok"),
        }
    }

    /// Copies a SQLite register to a new file while it is in use.
    ///
    /// # Errors
    /// When the file exists or cannot be written, or the engine is PostgreSQL.
    pub fn backup(&self, file: &std::path::Path) -> Result<(), Error> {
        match &mut self.connect()? {
            DbConnection::Pg(_) => Err(Error::internal("PostgreSQL is backed up with pg_dump or pg_basebackup")),
            DbConnection::Sqlite(c) => {
                // An empty file of our own, which SQLite fills: it would follow a link.
                let copy = crate::kernel::private::create_new(file).map_err(Error::internal)?;
                let path = std::path::absolute(file).map_err(Error::internal)?.to_string_lossy().into_owned();
                let copied =
                    diesel::sql_query("VACUUM INTO ?").bind::<diesel::sql_types::Text, _>(path).execute(c).stored();
                let copied = copied.and_then(|_| copy.sync_all().map_err(Error::internal));
                copied.inspect_err(|_| {
                    if let Err(cause) = std::fs::remove_file(file) {
                        tracing::warn!(%cause, "half of a copy could not be removed");
                    }
                })
            }
        }
    }

    pub(crate) fn connect(&self) -> Result<DbConnection, Error> {
        self.engine.connect().map_err(Error::internal)
    }
}

/// Marks a connection whose server went away, so that the pool replaces it. diesel notices that only when a transaction
/// was open; a dead connection that fails a single read, or its BEGIN, would go back and fail the next one.
fn give_up_when_dead(connection: &mut DbConnection) {
    if connection.ping().is_err() {
        each_backend!(connection, |c| AnsiTransactionManager::transaction_manager_status_mut(c).set_in_error());
    }
}

/// The begin statement differs per engine, the work does not: SQLite takes its one write lock at
/// once, PostgreSQL promises serialisability; a read sees one snapshot on both.
fn begin(connection: &mut DbConnection, mode: Mode) -> Result<(), Error> {
    match connection {
        DbConnection::Pg(c) => {
            let begin = match mode {
                Mode::Write | Mode::DryRun => "BEGIN ISOLATION LEVEL SERIALIZABLE",
                Mode::WriteByKey => "BEGIN ISOLATION LEVEL READ COMMITTED",
                Mode::WriteSnapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ",
                Mode::ReadOne | Mode::ReadSnapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            };
            AnsiTransactionManager::begin_transaction_sql(c, begin)
        }
        DbConnection::Sqlite(c) => {
            let begin = if mode.writes() { "BEGIN IMMEDIATE" } else { "BEGIN DEFERRED" };
            AnsiTransactionManager::begin_transaction_sql(c, begin)
        }
    }
    .stored()
}

fn lock(connection: &mut DbConnection) -> Result<(), Error> {
    match connection {
        DbConnection::Pg(c) => {
            let wait = format!("SET lock_timeout = {}; SET statement_timeout = 0", MIGRATION_WAIT.as_millis());
            c.batch_execute(&wait).stored()?;
            c.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).stored()
        }
        // The outer transaction is the lock; each step then runs in a savepoint within it.
        DbConnection::Sqlite(c) => {
            c.batch_execute(&format!("PRAGMA busy_timeout = {}", MIGRATION_WAIT.as_millis())).stored()?;
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN EXCLUSIVE").stored()
        }
    }
}

fn unlock(connection: &mut DbConnection) -> Result<(), Error> {
    match connection {
        DbConnection::Pg(c) => c.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})")).stored(),
        DbConnection::Sqlite(c) => AnsiTransactionManager::commit_transaction(c).stored(),
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        out.write_str(if self.engine.is_sqlite() { "Database(sqlite)" } else { "Database(postgres)" })
    }
}

/// What diesel answers of steps.
type Steps<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Refuses a database that has taken steps unknown to this release: what it holds is not understood here.
fn refuse_later_release<B: Backend>(
    connection: &mut impl MigrationHarness<B>,
    steps: impl MigrationSource<B>,
) -> Steps<()> {
    let known = steps.migrations()?;
    let is_known = |version: &MigrationVersion<'_>| known.iter().any(|step| step.name().version() == *version);
    let unknown = connection.applied_migrations()?.iter().filter(|version| !is_known(version)).count();
    if unknown > 0 {
        return Err(format!("a later release wrote this database: it has taken {unknown} steps unknown here").into());
    }
    Ok(())
}
