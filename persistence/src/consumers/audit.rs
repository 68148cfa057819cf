//! The chain of events: its links, in the order in which they were made.

use diesel::prelude::*;
use domain::Error;
use uuid::Uuid;

use super::changes::{Head, Place};
use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{Id, Plain},
    schema::{audit_links, changes, erasures},
    spelled::later_than,
    types::DbUuid,
};

/// Most links that are made or checked at once.
pub const LINKS_AT_ONCE: u32 = 500;
/// The name under which events are in the lines of changes.
const EVENTS: &str = "events";

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number, from one on.
    pub number: i64,
    /// The place of the event's line among the changes: the next link is of a later one.
    pub place: Place,
    /// The event.
    pub event_id: Uuid,
    /// The digest of the event's words, made with the register's key.
    pub words: Vec<u8>,
    /// The digest of the link.
    pub hash: Vec<u8>,
}

row! {
    LinkRow of Link in audit_links {
        number: Plain<i64>,
        event_id: Id<Uuid>,
        words: Plain<Vec<u8>>,
        hash: Plain<Vec<u8>>,
    }
    in place: Place { xact: Plain<i64>, seq: Plain<i64> }
}

/// The last link; none before the first.
///
/// # Errors
/// When the database fails.
pub fn last(db: &mut DbConnection) -> Result<Option<Link>, Error> {
    let last = audit_links::table.order(audit_links::number.desc()).select(LinkRow::as_select());
    let last: Option<LinkRow> = last.first(db).optional().stored()?;
    last.map(LinkRow::into_record).transpose()
}

/// The links after one of this number, at most so many as are looked at at once.
///
/// # Errors
/// When the database fails.
pub fn after(db: &mut DbConnection, number: i64, most: u32) -> Result<Vec<Link>, Error> {
    let next = audit_links::table.filter(audit_links::number.gt(number)).order(audit_links::number);
    load_all!(db, LinkRow, next.limit(i64::from(most)))
}

/// Stores links.
///
/// # Errors
/// When the database fails, or somebody else made them.
pub fn insert(db: &mut DbConnection, links: &[Link]) -> Result<(), Error> {
    let rows: Vec<LinkRow> = links.iter().map(LinkRow::from).collect();
    insert_all!(db, audit_links::table, rows)
}

/// The places and ids of events that have no link yet, in order.
///
/// # Errors
/// When the database fails.
pub fn without_link(db: &mut DbConnection, after: Place, head: Head) -> Result<Vec<(Place, Uuid)>, Error> {
    let query = changes::table
        .filter(later_than("(xact, seq)", (after.xact, after.seq)))
        .filter(changes::xact.lt(head.below))
        .filter(changes::resource.eq(EVENTS))
        .order((changes::xact, changes::seq))
        .limit(i64::from(LINKS_AT_ONCE));
    let rows: Vec<(i64, i64, DbUuid)> =
        query.select((changes::xact, changes::seq, changes::record_id)).load(db).stored()?;
    Ok(rows.into_iter().map(|(xact, seq, id)| (Place { xact, seq }, id.0)).collect())
}

/// True if words of events were erased lawfully: an erasure was carried out.
///
/// # Errors
/// When the database fails.
pub fn is_any_erased(db: &mut DbConnection) -> Result<bool, Error> {
    let carried_out = erasures::table.filter(erasures::carried_out_on.is_not_null());
    diesel::select(diesel::dsl::exists(carried_out)).get_result(db).stored()
}
