//! Cleaning the files of a database: what an erasure took out of the rows is still in pages that nothing uses any more.

use std::time::{Duration, Instant as Moment};

use diesel::{PgConnection, SqliteConnection, connection::SimpleConnection, prelude::*, sql_query};
use domain::{Error, Instant, file::erasure::Status};

use crate::{
    file::erasing::tables,
    kernel::{
        connection::{DbConnection, pause},
        database::Database,
        error::Stored,
        schema::erasures,
        types::{DbInstant, DbUuid},
    },
};

/// How long PostgreSQL's readers from before the cleaning are waited for: their snapshots keep what was erased.
const READERS_WAIT: Duration = Duration::from_secs(30);
/// How often it is looked whether they are through, in milliseconds.
const READERS_PAUSE_MS: u64 = 200;
/// The advisory lock of who cleans a PostgreSQL database; its number is the register's own choice.
const CLEANER: i64 = 0x6475_7875_6501;
/// The table in which PostgreSQL keeps samples of values for its planner.
const SAMPLES: &str = "pg_catalog.pg_statistic";

impl Database {
    /// Cleans the files of the database after erasures, if there were any since the last time; tells how many.
    ///
    /// SQLite's file is written anew and its journal cut to nothing. PostgreSQL writes the tables anew that an erasure changes;
    /// nobody else reads or writes a table meanwhile. What another server cleans now is left to it, and not counted.
    ///
    /// # Errors
    /// [`Error::Busy`] when somebody reads for too long, and when the database refuses. It may be tried again at any time.
    pub fn clean_files(&self, now: Instant) -> Result<usize, Error> {
        let mut connection = self.connect()?;
        let db = &mut connection;
        if !is_only_cleaner(db)? {
            return Ok(0);
        }
        let carried_out = erasures::table.filter(erasures::status.eq(Status::CarriedOut.as_str()));
        let done: Vec<DbUuid> =
            carried_out.filter(erasures::files_cleaned_at.is_null()).select(erasures::id).load(db).stored()?;
        if done.is_empty() {
            return Ok(0);
        }
        match db {
            DbConnection::Sqlite(c) => clean_sqlite(c)?,
            DbConnection::Pg(c) => clean_postgres(c)?,
        }
        let these = erasures::table.filter(erasures::id.eq_any(done));
        diesel::update(these).set(erasures::files_cleaned_at.eq(DbInstant(now))).execute(db).stored()
    }
}

/// Whether nobody else cleans this database now, and nobody will until this connection ends: the samples and snapshots of one
/// cleaner would keep what the other takes out. SQLite has one writer in any case.
fn is_only_cleaner(db: &mut DbConnection) -> Result<bool, Error> {
    match db {
        DbConnection::Sqlite(_) => Ok(true),
        DbConnection::Pg(c) => Ok(text(c, &format!("SELECT pg_try_advisory_lock({CLEANER})::text AS text"))? == "true"),
    }
}

#[derive(diesel::QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

fn clean_sqlite(c: &mut SqliteConnection) -> Result<(), Error> {
    // The new file is put together on the disk: it may be larger than the memory.
    c.batch_execute("PRAGMA temp_store = FILE; VACUUM").stored()?;
    let outcome: Checkpoint = sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(c).stored()?;
    if outcome.busy == 0 { Ok(()) } else { Err(Error::Busy) }
}

#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

fn text(c: &mut PgConnection, query: &str) -> Result<String, Error> {
    sql_query(query).get_result::<Text>(c).stored().map(|found| found.text)
}

fn clean_postgres(c: &mut PgConnection) -> Result<(), Error> {
    wait_for_readers(c)?;
    c.batch_execute("SET statement_timeout = 0").stored()?;
    for table in tables() {
        if !rewrite(c, table, "FULL, ANALYZE")? {
            return Err(Error::internal(format!("this role may not write the table {table} anew: it has to own it")));
        }
    }
    // What was sampled before is in no row of the present samples, but in the pages of the table that holds them. Whoever began
    // to read before the last samples were taken would have them kept.
    wait_for_readers(c)?;
    if !rewrite(c, SAMPLES, "FULL")? {
        tracing::warn!(
            "samples of erased values may be left in {SAMPLES}: the owner of the database can run VACUUM FULL"
        );
    }
    Ok(())
}

/// Waits until no snapshot can see what was there until now: neither one that is in use, nor the one with which a table is
/// written anew.
///
/// A snapshot is as old as the oldest transaction that ran when it was taken, in whichever database of the server. In use are
/// those of this database, its own workers included; one that only vacuums keeps nothing. An ordinary role does not see the
/// snapshots of these workers, but that they take samples.
fn wait_for_readers(c: &mut PgConnection) -> Result<(), Error> {
    let next = text(c, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS text")?;
    let is_seen = format!(
        "SELECT (pg_snapshot_xmin(pg_current_snapshot()) < '{next}'::xid8 OR EXISTS (SELECT FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid() \
         AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum) AND (age(backend_xmin) > age('{next}'::xid8::xid) \
         OR (backend_xmin IS NULL AND pid IN (SELECT pid FROM pg_stat_progress_analyze)))))::text AS text"
    );
    let since = Moment::now();
    while text(c, &is_seen)? == "true" {
        if since.elapsed() >= READERS_WAIT {
            return Err(Error::Busy);
        }
        pause(READERS_PAUSE_MS);
    }
    Ok(())
}

/// Writes a table anew, with its indexes; false if the database let this role not do it, of which it only warns.
fn rewrite(c: &mut PgConnection, table: &str, how: &str) -> Result<bool, Error> {
    let file = format!("SELECT pg_relation_filepath('{table}'::regclass) AS text");
    let before = text(c, &file)?;
    c.batch_execute(&format!("VACUUM ({how}) {table}")).stored()?;
    Ok(text(c, &file)? != before)
}
