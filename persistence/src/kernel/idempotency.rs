//! Answers kept for a repeat of their request.

use diesel::{
    prelude::*,
    sql_types::{Binary, Text, Timestamptz},
};
use domain::{Error, Instant};

use crate::kernel::{
    connection::DbConnection, error::Stored, schema::idempotent_requests, types::DbInstant, vault::Vault,
};

/// Most answers that one run of the purge forgets; the next run goes on.
pub const FORGOTTEN_AT_ONCE_MAX: i64 = 5_000;

/// An answer, sealed, and what identifies the request it answers.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotent_requests)]
pub struct KeptAnswer {
    /// Who asked.
    pub actor_key: String,
    /// The key that the caller gave the request.
    pub idempotency_key: String,
    /// Which part of the request: empty for one that does one thing, the path of the field for GraphQL.
    pub part: String,
    /// Digest of method, path, query and body.
    pub fingerprint: Vec<u8>,
    /// The answer, sealed.
    pub answer: Vec<u8>,
    created_at: DbInstant,
}

impl KeptAnswer {
    /// An answer to keep.
    pub fn new(
        (actor_key, idempotency_key, part): (String, String, String),
        fingerprint: Vec<u8>,
        answer: Vec<u8>,
        created_at: Instant,
    ) -> Self {
        Self { actor_key, idempotency_key, part, fingerprint, answer, created_at: DbInstant(created_at) }
    }
}

/// What a sealed answer belongs to.
pub fn place(actor_key: &str, key: &str, part: &str) -> Vec<u8> {
    format!("idempotent_requests\0{actor_key}\0{key}\0{part}").into_bytes()
}

/// The answers kept under a caller's key.
///
/// # Errors
/// When the database fails.
fn find(db: &mut DbConnection, actor_key: &str, key: &str) -> Result<Vec<KeptAnswer>, Error> {
    idempotent_requests::table
        .filter(idempotent_requests::actor_key.eq(actor_key))
        .filter(idempotent_requests::idempotency_key.eq(key))
        .select(KeptAnswer::as_select())
        .load(db)
        .stored()
}

/// The part that marks a key as taken; no part of a request has this name.
pub(crate) const MARK: &str = "*";

/// The answers kept under a caller's key, which is taken for this request from now on.
///
/// PostgreSQL keeps the page of an index that a serialisable transaction reads free of what others write, and fails one
/// of two that read and write beside each other: nearly every request of a busy hour would be done twice. So the key is
/// taken by writing a mark, which reads nothing, and only who finds it taken looks further.
///
/// # Errors
/// When the database fails.
pub fn take(
    db: &mut DbConnection,
    actor_key: &str,
    key: &str,
    fingerprint: &[u8],
    now: Instant,
) -> Result<Vec<KeptAnswer>, Error> {
    if let DbConnection::Pg(c) = db {
        let mark = "INSERT INTO idempotent_requests (actor_key, idempotency_key, part, fingerprint, answer, created_at) \
                    VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT DO NOTHING";
        let marked = diesel::sql_query(mark)
            .bind::<Text, _>(actor_key)
            .bind::<Text, _>(key)
            .bind::<Text, _>(MARK)
            .bind::<Binary, _>(fingerprint)
            .bind::<Timestamptz, _>(now)
            .execute(c)
            .stored()?;
        if marked > 0 {
            return Ok(Vec::new());
        }
    }
    find(db, actor_key, key)
}

/// Keeps an answer. One that is kept already makes the work run again, which then finds it.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, kept: &KeptAnswer) -> Result<(), Error> {
    diesel::insert_into(idempotent_requests::table).values(kept).execute(db).stored().map(drop)
}

/// Whether nobody else works on this request: a lock until the end of the transaction. SQLite needs none, because it
/// has one writer, who is past the other's commit.
///
/// # Errors
/// When the database fails.
pub fn lock(db: &mut DbConnection, request: i64) -> Result<bool, Error> {
    #[derive(QueryableByName)]
    struct Locked {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        locked: bool,
    }
    match db {
        DbConnection::Sqlite(_) => Ok(true),
        DbConnection::Pg(c) => diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS locked")
            .bind::<diesel::sql_types::BigInt, _>(request)
            .get_result::<Locked>(c)
            .stored()
            .map(|row| row.locked),
    }
}

/// Forgets answers kept before an instant, and tells how many.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut DbConnection, before: Instant) -> Result<usize, Error> {
    let oldest: Vec<DbInstant> = idempotent_requests::table
        .filter(idempotent_requests::created_at.lt(DbInstant(before)))
        .order(idempotent_requests::created_at)
        .limit(FORGOTTEN_AT_ONCE_MAX)
        .select(idempotent_requests::created_at)
        .load(db)
        .stored()?;
    let Some(last) = oldest.last() else { return Ok(0) };
    diesel::delete(idempotent_requests::table.filter(idempotent_requests::created_at.le(*last))).execute(db).stored()
}

/// How much is kept for repeats of one caller's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptAmount {
    /// Answers.
    pub answers: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Counts what is kept for repeats of a caller's requests.
///
/// # Errors
/// When the database fails.
pub fn amount(db: &mut DbConnection, actor_key: &str) -> Result<KeptAmount, Error> {
    #[derive(QueryableByName)]
    struct Amount {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        answers: i64,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        bytes: i64,
    }
    let of = |parameters: [&str; 2]| {
        let [actor, mark] = parameters;
        format!(
            "SELECT COUNT(*) AS answers, CAST(COALESCE(SUM(LENGTH(answer)), 0) AS BIGINT) AS bytes \
             FROM idempotent_requests WHERE actor_key = {actor} AND part <> {mark}"
        )
    };
    let amount: Amount = match db {
        DbConnection::Sqlite(c) => {
            let query = diesel::sql_query(of(["?", "?"]));
            query.bind::<Text, _>(actor_key).bind::<Text, _>(MARK).get_result(c).stored()?
        }
        DbConnection::Pg(c) => {
            let query = diesel::sql_query(of(["$1", "$2"]));
            query.bind::<Text, _>(actor_key).bind::<Text, _>(MARK).get_result(c).stored()?
        }
    };
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(KeptAmount { answers: count(amount.answers), bytes: count(amount.bytes) })
}

/// Forgets a caller's answers that were kept before an instant.
///
/// # Errors
/// When the database fails.
pub fn forget_of(db: &mut DbConnection, actor_key: &str, before: Instant) -> Result<usize, Error> {
    let theirs = idempotent_requests::table
        .filter(idempotent_requests::actor_key.eq(actor_key))
        .filter(idempotent_requests::created_at.lt(DbInstant(before)));
    diesel::delete(theirs).execute(db).stored()
}

/// Answers that are opened in one go.
const OPENED_AT_ONCE: i64 = 1_000;

/// Puts other answers in the place of those for which `other` gives one.
///
/// # Errors
/// When the database fails or an answer does not open.
pub fn replace(
    db: &mut DbConnection,
    vault: &Vault,
    other: impl Fn(&[u8]) -> Result<Option<Vec<u8>>, Error>,
) -> Result<(), Error> {
    use idempotent_requests::{actor_key, answer, idempotency_key, part, table};
    let mut seen = 0;
    loop {
        let rows: Vec<(String, String, String, Vec<u8>)> = table
            .order((actor_key, idempotency_key, part))
            .offset(seen)
            .limit(OPENED_AT_ONCE)
            .select((actor_key, idempotency_key, part, answer))
            .load(db)
            .stored()?;
        let count = i64::try_from(rows.len()).map_err(Error::internal)?;
        for (actor, key, of, sealed) in rows.into_iter().filter(|row| row.2 != MARK) {
            let place = place(&actor, &key, &of);
            // What does not open speaks of nobody to anybody.
            let Some(opened) = vault.opened(&place, &sealed, "idempotent_requests.answer")? else { continue };
            if let Some(other) = other(&opened)? {
                let sealed = vault.seal(&place, &other)?;
                diesel::update(table.find((actor, key, of))).set(answer.eq(sealed)).execute(db).stored()?;
            }
        }
        seen += count;
        if count < OPENED_AT_ONCE {
            return Ok(());
        }
    }
}
