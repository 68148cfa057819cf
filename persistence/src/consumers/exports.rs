//! Exports, and the pieces of their files. A piece is sealed for its place, because a file may hold what is sealed elsewhere.

use diesel::prelude::*;
use domain::{
    Error, Instant,
    consumers::export::{Export, ExportAsked, ExportFile, ExportFormat, ExportStatus, FeedPlace},
    kernel::{
        id::{ClientId, ExportId},
        page::{Page, PageRequest, Position},
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{Id, Json, Maybe, Plain, Time, Worded},
    schema::{export_pieces, exports},
    types::{DbInstant, DbUuid},
    vault::Vault,
};

/// Most pieces that are thrown away in one transaction.
const THROWN_AWAY_AT_ONCE: i64 = 100;

row! {
    ExportRow of Export in exports {
        id: Id<ExportId>,
        version: Plain<i64>,
        client_id: Id<ClientId>,
        asked: Json<ExportAsked>,
        format: Worded<ExportFormat>,
        status: Worded<ExportStatus>,
        attempt: Plain<i64>,
        row_count: Plain<i64>,
        total_count: Maybe<Plain<i64>>,
        files: Json<Vec<ExportFile>>,
        failure: Maybe<Plain<String>>,
        taken_at: Maybe<Time>,
        created_at: Time,
        updated_at: Time,
        expires_at: Maybe<Time>,
    }
    maybe place: FeedPlace { xact: Plain<i64>, seq: Plain<i64> }
}

/// The export of this id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(db: &mut DbConnection, id: ExportId) -> Result<Export, Error> {
    let row: ExportRow = exports::table.find(DbUuid(id.0)).select(ExportRow::as_select()).first(db).stored()?;
    row.into_record()
}

/// A page of the exports of a client, or of all clients.
///
/// # Errors
/// When the database fails.
pub fn list(db: &mut DbConnection, of: Option<ClientId>, page: &PageRequest) -> Result<Page<Export>, Error> {
    let filtered = || {
        let all = exports::table.into_boxed::<MultiBackend>();
        match of {
            Some(client) => all.filter(exports::client_id.eq(DbUuid(client.0))),
            None => all,
        }
    };
    page_of!(db, exports: ExportRow, filtered(), page, false)
}

/// How many exports of a client are in one of these statuses.
///
/// # Errors
/// When the database fails.
pub fn count(db: &mut DbConnection, of: ClientId, statuses: &[ExportStatus]) -> Result<i64, Error> {
    let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    let counted = exports::table.filter(exports::client_id.eq(DbUuid(of.0))).filter(exports::status.eq_any(words));
    counted.count().get_result(db).stored()
}

/// The first exports in one of these statuses, by age.
///
/// # Errors
/// When the database fails.
pub fn first(db: &mut DbConnection, statuses: &[ExportStatus], most: i64) -> Result<Vec<Export>, Error> {
    let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    let query = exports::table.filter(exports::status.eq_any(words)).order(exports::id).limit(most);
    load_all!(db, ExportRow, query)
}

/// The exports of a client that can be given up: they are few.
///
/// # Errors
/// When the database fails.
pub fn standing_of(db: &mut DbConnection, of: ClientId) -> Result<Vec<Export>, Error> {
    let words = [ExportStatus::Queued, ExportStatus::Running, ExportStatus::Done].map(ExportStatus::as_str);
    let own = exports::table.filter(exports::client_id.eq(DbUuid(of.0)));
    load_all!(db, ExportRow, own.filter(exports::status.eq_any(words)).order(exports::id))
}

/// Stores a new export.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, export: &Export) -> Result<(), Error> {
    diesel::insert_into(exports::table).values(ExportRow::from(export)).execute(db).stored().map(drop)
}

/// Stores a changed export over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Export) -> Result<(), Error> {
    let row = ExportRow::from(changed);
    let target = exports::table.find(row.id).filter(exports::version.eq(changed.version - 1));
    let set = (
        exports::version.eq(row.version),
        exports::status.eq(row.status),
        exports::attempt.eq(row.attempt),
        exports::row_count.eq(row.row_count),
        exports::total_count.eq(row.total_count),
        exports::xact.eq(row.xact),
        exports::seq.eq(row.seq),
        exports::files.eq(row.files),
        exports::failure.eq(row.failure),
        exports::taken_at.eq(row.taken_at),
        exports::updated_at.eq(row.updated_at),
        exports::expires_at.eq(row.expires_at),
    );
    match diesel::update(target).set(set).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// The place of a piece, for which it is sealed.
fn place(export: ExportId, file: i64, first_byte: i64) -> Vec<u8> {
    let place: [&[u8]; 4] =
        [b"export_pieces\0content\0", export.0.as_bytes(), &file.to_be_bytes(), &first_byte.to_be_bytes()];
    place.concat()
}

/// Stores a piece of a file, which begins at a byte of it.
///
/// # Errors
/// When the database fails.
pub fn insert_piece(
    db: &mut DbConnection,
    vault: &Vault,
    (export, file, first_byte): (ExportId, i64, i64),
    content: &[u8],
) -> Result<(), Error> {
    let sealed = vault.seal(&place(export, file, first_byte), content)?;
    let values = (
        export_pieces::export_id.eq(DbUuid(export.0)),
        export_pieces::file.eq(file),
        export_pieces::first_byte.eq(first_byte),
        export_pieces::content.eq(sealed),
    );
    diesel::insert_into(export_pieces::table).values(values).execute(db).stored().map(drop)
}

/// The piece of a file that holds a byte of it, and where the piece begins.
///
/// # Errors
/// [`Error::NotFound`] when it was thrown away, [`Error::Internal`] when somebody altered it.
pub fn piece_at(
    db: &mut DbConnection,
    vault: &Vault,
    (export, file, byte): (ExportId, i64, i64),
) -> Result<(i64, Vec<u8>), Error> {
    let pieces = export_pieces::table.filter(export_pieces::export_id.eq(DbUuid(export.0)));
    let piece = pieces
        .filter(export_pieces::file.eq(file))
        .filter(export_pieces::first_byte.le(byte))
        .order(export_pieces::first_byte.desc());
    let (first_byte, sealed): (i64, Vec<u8>) =
        piece.select((export_pieces::first_byte, export_pieces::content)).first(db).stored()?;
    Ok((first_byte, vault.unseal(&place(export, file, first_byte), &sealed)?))
}

/// Throws away all pieces of an export.
///
/// # Errors
/// When the database fails.
pub fn delete_pieces(db: &mut DbConnection, export: ExportId) -> Result<(), Error> {
    let pieces = export_pieces::table.filter(export_pieces::export_id.eq(DbUuid(export.0)));
    diesel::delete(pieces).execute(db).stored().map(drop)
}

/// Throws away some pieces of exports that have no files any more; tells how many.
///
/// # Errors
/// When the database fails.
pub fn throw_away(db: &mut DbConnection) -> Result<usize, Error> {
    let ids: Vec<DbUuid> = export_pieces::table.select(export_pieces::export_id).distinct().load(db).stored()?;
    for id in ids {
        let export = find(db, ExportId(id.0))?;
        if matches!(export.status, ExportStatus::Running | ExportStatus::Done) {
            continue;
        }
        let pieces = export_pieces::table.filter(export_pieces::export_id.eq(id)).limit(THROWN_AWAY_AT_ONCE);
        let keys: Vec<(i64, i64)> =
            pieces.select((export_pieces::file, export_pieces::first_byte)).load(db).stored()?;
        for (file, first_byte) in &keys {
            diesel::delete(export_pieces::table.find((id, file, first_byte))).execute(db).stored()?;
        }
        return Ok(keys.len());
    }
    Ok(0)
}

/// Forgets exports that ended and were asked for before an instant. Their pieces were thrown away before.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut DbConnection, before: Instant) -> Result<usize, Error> {
    let ended = [ExportStatus::Failed, ExportStatus::Expired, ExportStatus::Cancelled].map(ExportStatus::as_str);
    let old = exports::table.filter(exports::created_at.lt(DbInstant(before))).filter(exports::status.eq_any(ended));
    diesel::delete(old).execute(db).stored()
}

/// Ends every export that has files or is being made: what they were made of, or the key that sealed them, is no more. One that is
/// being made begins anew.
///
/// # Errors
/// When the database fails.
pub fn end_all(db: &mut DbConnection, now: Instant) -> Result<(), Error> {
    for (status, next) in [(ExportStatus::Done, ExportStatus::Expired), (ExportStatus::Running, ExportStatus::Queued)] {
        let set = (
            exports::version.eq(exports::version + 1),
            exports::status.eq(next.as_str()),
            exports::updated_at.eq(DbInstant(now)),
        );
        diesel::update(exports::table.filter(exports::status.eq(status.as_str()))).set(set).execute(db).stored()?;
    }
    Ok(())
}
