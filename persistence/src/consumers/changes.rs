//! The lines of the change feed, which triggers write with every version of a record, in the order in which they are told.
//!
//! The order is that of the transactions' numbers. A line appears when its transaction commits, which may be long after others
//! with higher numbers did. So nothing is read that is not below the oldest transaction still running: there, nothing can
//! appear any more, and who goes on from a place has missed nothing before it. SQLite has one writer: all lines have one
//! number, and are counted in the order in which they are committed.

use diesel::{prelude::*, sql_types::BigInt};
pub use domain::consumers::change::Place;
use domain::{Area, Error, Instant, Reach};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Maybe, Plain, Time},
    schema::{changes, people},
    spelled::{later_than, spelled},
    types::{DbInstant, DbUuid},
};

/// A version of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place.
    pub place: Place,
    /// The resource: the name of its path, and of its table.
    pub resource: String,
    /// The record.
    pub record_id: Uuid,
    /// The version.
    pub version: i64,
    /// The area of the record.
    pub area: Area,
    /// The area before, if it was another.
    pub area_before: Option<Area>,
    /// When the register learned of it.
    pub recorded_at: Instant,
}

row! {
    LineRow of Line in changes {
        resource: Plain<String>,
        record_id: Id<Uuid>,
        version: Plain<i64>,
        area: AreaCode,
        area_before: Maybe<AreaCode>,
        recorded_at: Time,
    }
    in place: Place { xact: Plain<i64>, seq: Plain<i64> }
}

/// How far the feed can be read now.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    /// No transaction below this number is running.
    pub below: i64,
    /// The line before the first that is told. It is there always: at first a place before all lines, later the last of those that
    /// were forgotten.
    pub first: Place,
    /// The last line that can be read.
    pub last: Place,
}

/// Most lines that one run of the purge forgets; the next run goes on.
pub const FORGOTTEN_AT_ONCE_MAX: usize = 10_000;

/// How far the feed can be read now.
///
/// # Errors
/// When the database fails.
pub fn head(db: &mut DbConnection) -> Result<Head, Error> {
    let below = match db {
        // Only PostgreSQL has transactions that run beside each other.
        DbConnection::Pg(c) => {
            let oldest = spelled::<BigInt>("pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
            diesel::select(oldest).get_result(c).stored()?
        }
        DbConnection::Sqlite(_) => i64::MAX,
    };
    let place = |found: Option<(i64, i64)>| found.map(|(xact, seq)| Place { xact, seq }).unwrap_or_default();
    let lines = changes::table.select((changes::xact, changes::seq));
    let first = lines.order((changes::xact, changes::seq)).first(db).optional().stored()?;
    let readable = lines.filter(changes::xact.lt(below));
    let last = readable.order((changes::xact.desc(), changes::seq.desc())).first(db).optional().stored()?;
    Ok(Head { below, first: place(first), last: place(last) })
}

/// The lines after a place, of these resources, of records that lie or lay within reach.
///
/// # Errors
/// When the database fails.
pub fn after(
    db: &mut DbConnection,
    reach: &Reach,
    resources: &[&str],
    (place, head): (Place, Head),
    most: u32,
) -> Result<Vec<Line>, Error> {
    let mut query = changes::table
        .filter(later_than("(xact, seq)", (place.xact, place.seq)))
        .filter(changes::xact.lt(head.below))
        .filter(changes::resource.eq_any(resources.to_vec()))
        .order((changes::xact, changes::seq))
        .limit(i64::from(most))
        .into_boxed::<MultiBackend>();
    if !reach.is_everything() {
        let (low, high) = reach.bounds();
        let lay = changes::area_before.between(low.clone(), high.clone());
        query = query.filter(changes::area.between(low, high).or(lay.assume_not_null()));
    }
    load_all!(db, LineRow, query)
}

/// The lines at these places, in order, as far as they are kept.
///
/// # Errors
/// When the database fails.
pub fn at(db: &mut DbConnection, places: &[Place]) -> Result<Vec<Line>, Error> {
    let [xacts, seqs]: [Vec<i64>; 2] =
        [|place: &Place| place.xact, |place: &Place| place.seq].map(|number| places.iter().map(number).collect());
    let near = changes::table.filter(changes::xact.eq_any(xacts)).filter(changes::seq.eq_any(seqs));
    let query = near.order((changes::xact, changes::seq));
    let lines: Result<Vec<Line>, Error> = load_all!(db, LineRow, query);
    Ok(lines?.into_iter().filter(|line| places.contains(&line.place)).collect())
}

/// The last line of before an instant; the place before all lines, where the first is later.
///
/// # Errors
/// When the database fails.
pub fn before(db: &mut DbConnection, head: Head, instant: Instant) -> Result<Place, Error> {
    let earlier = changes::table
        .filter(changes::recorded_at.lt(DbInstant(instant)))
        .filter(changes::xact.lt(head.below))
        .order((changes::xact.desc(), changes::seq.desc()))
        .select((changes::xact, changes::seq));
    let found: Option<(i64, i64)> = earlier.first(db).optional().stored()?;
    Ok(found.map_or(head.first, |(xact, seq)| Place { xact, seq }).max(head.first))
}

/// Forgets the first lines, as far as they were recorded before an instant and no later one lies between; tells how many. The last
/// of them stays, and says from where on lines are kept.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut DbConnection, before: Instant) -> Result<usize, Error> {
    let most = i64::try_from(FORGOTTEN_AT_ONCE_MAX).unwrap_or(i64::MAX);
    let below = head(db)?.below;
    let first = changes::table.filter(changes::xact.lt(below)).order((changes::xact, changes::seq)).limit(most);
    let first: Vec<(i64, i64, DbInstant)> =
        first.select((changes::xact, changes::seq, changes::recorded_at)).load(db).stored()?;
    let Some((xact, seq, _)) = first.iter().take_while(|(.., at)| at.0 < before).last() else { return Ok(0) };
    let forgotten = changes::xact.lt(xact).or(changes::xact.eq(xact).and(changes::seq.lt(seq)));
    diesel::delete(changes::table.filter(forgotten)).execute(db).stored()
}

/// Begins to count anew where lines have the numbers of another PostgreSQL, from which the register was brought: its own begin
/// lower, so that nothing would be told for long. Positions of before lie ahead then, and are refused; so are those of queues.
///
/// # Errors
/// When the database fails.
pub fn renumber(db: &mut DbConnection) -> Result<(), Error> {
    // Only PostgreSQL numbers its transactions.
    let DbConnection::Pg(c) = db else { return Ok(()) };
    let renumbered = "WITH moved AS (UPDATE changes SET xact = 0 WHERE EXISTS \
         (SELECT 1 FROM changes WHERE xact >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint) RETURNING 1), \
         hooks AS (UPDATE webhooks SET xact = 9223372036854775807 WHERE EXISTS (SELECT 1 FROM moved)) \
         UPDATE queues SET xact = 9223372036854775807 WHERE EXISTS (SELECT 1 FROM moved)";
    diesel::sql_query(renumbered).execute(c).stored().map(drop)
}

/// True if a person was erased.
///
/// # Errors
/// When the database fails.
pub fn is_erased(db: &mut DbConnection, person: Uuid) -> Result<bool, Error> {
    let erased = people::table.find(DbUuid(person)).filter(people::erased_at.is_not_null());
    diesel::select(diesel::dsl::exists(erased)).get_result(db).stored()
}
