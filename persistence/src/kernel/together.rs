//! Reads of single records that wait at the same moment share a statement. A thread does several of them one after another; the
//! first that looks for its row loads the rows of all, and each of the others finds its own there.
//!
//! What is shared is rows and nothing else: who may see a record, and what of it, is asked for each reader.

use std::{
    any::{Any, TypeId},
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use domain::{Error, Instant};
use uuid::Uuid;

use crate::kernel::types::DbUuid;

/// Records that are looked up by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Which.
    pub ids: Vec<Uuid>,
    /// As the register knew it then; as it knows it now unless said.
    pub known_at: Option<Instant>,
}

/// What the reads of this thread share.
#[derive(Default)]
struct Shared {
    ids: HashSet<DbUuid>,
    /// Rows by their ids: those of a type, as known at an instant.
    loaded: Vec<(TypeId, Option<Instant>, Box<dyn Any>)>,
}

thread_local! {
    static SHARED: RefCell<Shared> = RefCell::default();
}

/// Does reads that share what they load of the records of these ids.
pub(crate) fn share<T>(ids: Vec<Uuid>, reads: impl FnOnce() -> T) -> T {
    SHARED.set(Shared { ids: ids.into_iter().map(DbUuid).collect(), loaded: Vec::new() });
    let done = reads();
    SHARED.take();
    done
}

/// The row of an id: one that was loaded for all reads that share it, or what is loaded now.
///
/// # Errors
/// [`Error::NotFound`], and when the database fails.
pub(crate) fn row<R: Clone + 'static>(
    id: DbUuid,
    known_at: Option<Instant>,
    id_of: impl Fn(&R) -> DbUuid,
    load: impl FnOnce(&[DbUuid]) -> Result<Vec<R>, Error>,
) -> Result<R, Error> {
    rows(&[id], known_at, id_of, load)?.pop().ok_or(Error::NotFound)
}

/// As [`row`], of several ids: those that there are.
///
/// # Errors
/// When the database fails.
pub(crate) fn rows<R: Clone + 'static>(
    ids: &[DbUuid],
    known_at: Option<Instant>,
    id_of: impl Fn(&R) -> DbUuid,
    load: impl FnOnce(&[DbUuid]) -> Result<Vec<R>, Error>,
) -> Result<Vec<R>, Error> {
    let all: Option<Vec<DbUuid>> = SHARED.with_borrow(|shared| {
        let is_shared = !ids.is_empty() && ids.iter().all(|id| shared.ids.contains(id));
        is_shared.then(|| shared.ids.iter().copied().collect())
    });
    let Some(all) = all else { return load(ids) };
    let pick = |rows: &HashMap<DbUuid, R>| ids.iter().filter_map(|id| rows.get(id).cloned()).collect();
    if let Some(found) = SHARED.with_borrow(|shared| shared.loaded(known_at).map(pick)) {
        return Ok(found);
    }
    let rows: HashMap<DbUuid, R> = load(&all)?.into_iter().map(|row| (id_of(&row), row)).collect();
    let own = pick(&rows);
    SHARED.with_borrow_mut(|shared| shared.loaded.push((TypeId::of::<R>(), known_at, Box::new(rows))));
    Ok(own)
}

impl Shared {
    /// The rows of a type that were loaded, as known at an instant.
    fn loaded<R: 'static>(&self, known_at: Option<Instant>) -> Option<&HashMap<DbUuid, R>> {
        let mut same = self.loaded.iter().filter(|(of, then, _)| (*of, *then) == (TypeId::of::<R>(), known_at));
        same.find_map(|(_, _, rows)| rows.downcast_ref())
    }
}

/// The row of an id, of a table of which each record has one row, or as it was known at an instant, of a table that keeps every
/// version. Nothing else may narrow it, because the rows are shared by whoever reads the table.
macro_rules! row_of {
    ($db:expr, $table:ident: $row:ident, $id:expr) => {
        $crate::kernel::together::row(DbUuid($id.0), None, |row: &$row| row.id, |ids| {
            load_shared!($db, $table: $row, ids, |query| query)
        })
    };
    ($db:expr, $table:ident: $row:ident, $id:expr, $known_at:expr) => {{
        let known_at = $known_at;
        $crate::kernel::together::row(DbUuid($id.0), known_at, |row: &$row| row.id, |ids| {
            load_shared!($db, $table: $row, ids, |query| {
                let mut query = query;
                known_at!(query, $table, known_at);
                query
            })
        })
    }};
}

/// As `row_of`, of several ids: those rows that there are, in no order.
macro_rules! rows_of {
    ($db:expr, $table:ident: $row:ident, $ids:expr) => {
        $crate::kernel::together::rows($ids, None, |row: &$row| row.id, |ids| {
            load_shared!($db, $table: $row, ids, |query| query)
        })
    };
}

/// Loads the rows of some ids. PostgreSQL takes them as an array, so that one statement serves any number of them. SQLite has no
/// arrays: its statement names as many values as the next power of two, so that few have to be prepared.
macro_rules! load_shared {
    ($db:expr, $table:ident: $row:ident, $ids:expr, |$query:ident| $narrowed:expr) => {{
        let $query = $table::table.into_boxed::<$crate::kernel::connection::MultiBackend>();
        let $query = match ($ids, &*$db) {
            ([one], _) => $query.filter($table::id.eq(*one)),
            (several, $crate::kernel::connection::DbConnection::Pg(_)) => {
                $query.filter($table::id.eq_any(several.to_vec()))
            }
            (several, $crate::kernel::connection::DbConnection::Sqlite(_)) => {
                let padding = several.last().into_iter().cycle();
                let padded = several.iter().chain(padding).take(several.len().next_power_of_two());
                padded.fold($query, |query, one| query.or_filter($table::id.eq(*one)))
            }
        };
        let rows: Result<Vec<$row>, domain::Error> = $narrowed.select($row::as_select()).load($db).stored();
        rows
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of a table, and of another one.
    #[derive(Debug, Clone, PartialEq)]
    struct Row(DbUuid);
    #[derive(Debug, Clone, PartialEq)]
    struct Other(DbUuid);

    fn id(number: u128) -> DbUuid {
        DbUuid(Uuid::from_u128(number))
    }

    /// Looks for a row in a table that has those with even numbers; notes for how many ids it asked.
    fn find(number: u128, known_at: Option<Instant>, asked: &RefCell<Vec<usize>>) -> Option<Row> {
        let load = |ids: &[DbUuid]| {
            asked.borrow_mut().push(ids.len());
            Ok(ids.iter().copied().filter(|id| id.0.as_u128() % 2 == 0).map(Row).collect())
        };
        row(id(number), known_at, |row: &Row| row.0, load).ok()
    }

    fn ids(numbers: &[u128]) -> Vec<Uuid> {
        numbers.iter().map(|number| id(*number).0).collect()
    }

    #[test]
    fn reads_that_share_load_once_and_find_their_own() {
        let asked = RefCell::default();
        share(ids(&[1, 2, 3, 4, 2]), || {
            for number in [2, 1, 4, 2] {
                assert_eq!(find(number, None, &asked), (number % 2 == 0).then_some(Row(id(number))));
            }
        });
        assert_eq!(*asked.borrow(), [4]);
    }

    #[test]
    fn nothing_is_shared_beyond_the_ids_the_instant_and_the_table() {
        let asked = RefCell::default();
        share(ids(&[2, 4]), || {
            find(2, None, &asked);
            assert_eq!(find(6, None, &asked), Some(Row(id(6))), "nobody else looks for it");
            find(4, Some(Instant::UNIX_EPOCH), &asked);
            let other = row(id(4), None, |row: &Other| row.0, |ids| Ok(ids.iter().copied().map(Other).collect()));
            assert_eq!(other.ok(), Some(Other(id(4))));
        });
        find(2, None, &asked);
        assert_eq!(*asked.borrow(), [2, 1, 2, 1]);
    }

    #[test]
    fn read_that_fails_leaves_the_others_to_try() {
        let asked = RefCell::default();
        share(ids(&[2, 4]), || {
            let failed = row(id(2), None, |row: &Row| row.0, |_| Err(Error::Busy));
            assert!(matches!(failed, Err(Error::Busy)));
            assert_eq!(find(4, None, &asked), Some(Row(id(4))));
        });
        assert_eq!(*asked.borrow(), [2]);
    }
}
