//! Queues of changes. A queue is read by the client that made it, and by nobody else.

use diesel::prelude::*;
use domain::{
    Error,
    consumers::{
        change::Place,
        queue::{Pending, Queue},
        subscription::{ChangeView, Subscription},
    },
    kernel::{
        id::{ClientId, QueueId},
        page::{Page, PageRequest, Position},
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Json, Maybe, Plain, Texts, Time, Worded},
    schema::queues,
    types::DbUuid,
};

row! {
    QueueRow of Queue in queues {
        id: Id<QueueId>,
        version: Plain<i64>,
        client_id: Id<ClientId>,
        pending: Json<Vec<Pending>>,
        ended_at: Maybe<Time>,
        created_at: Time,
        updated_at: Time,
    }
    in subscription: Subscription {
        types: Texts,
        view: Worded<ChangeView>,
        area: Maybe<AreaCode>,
        description: Maybe<Plain<String>>,
    }
    in reached: Place { xact: Plain<i64>, seq: Plain<i64> }
}

/// The queue of a client with this id.
///
/// # Errors
/// [`Error::NotFound`], also of another client's.
pub fn find(db: &mut DbConnection, client: ClientId, id: QueueId) -> Result<Queue, Error> {
    let own = queues::table.filter(queues::id.eq(DbUuid(id.0))).filter(queues::client_id.eq(DbUuid(client.0)));
    let row: Option<QueueRow> = own.select(QueueRow::as_select()).first(db).optional().stored()?;
    row.ok_or(Error::NotFound)?.into_record()
}

/// A page of the queues of a client.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    client: ClientId,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Queue>, Error> {
    let own = || queues::table.filter(queues::client_id.eq(DbUuid(client.0))).into_boxed::<MultiBackend>();
    page_of!(db, queues: QueueRow, own(), page, descending)
}

/// The queues of a client that were not ended: they are few.
///
/// # Errors
/// When the database fails.
pub fn active_of(db: &mut DbConnection, client: ClientId) -> Result<Vec<Queue>, Error> {
    let own = queues::table.filter(queues::client_id.eq(DbUuid(client.0)));
    load_all!(db, QueueRow, own.filter(queues::ended_at.is_null()).order(queues::id))
}

/// Stores a new queue.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, queue: &Queue) -> Result<(), Error> {
    diesel::insert_into(queues::table).values(QueueRow::from(queue)).execute(db).stored().map(drop)
}

/// Stores what became of a queue that this transaction read. What its client does to the queue elsewhere meanwhile conflicts with
/// it, and is done again.
///
/// # Errors
/// When the database fails.
pub fn update(db: &mut DbConnection, queue: &Queue) -> Result<(), Error> {
    let row = QueueRow::from(queue);
    let changed = (
        queues::version.eq(row.version),
        queues::xact.eq(row.xact),
        queues::seq.eq(row.seq),
        queues::pending.eq(row.pending),
        queues::ended_at.eq(row.ended_at),
        queues::updated_at.eq(row.updated_at),
    );
    diesel::update(queues::table.find(row.id)).set(changed).execute(db).stored().map(drop)
}
