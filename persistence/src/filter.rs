//! Parts of filters that every list needs.

use domain::{Area, Reach};

/// Most areas in one filter.
pub const FILTER_AREAS_MAX: usize = 4;

/// The bounds of the areas of a filter; unused places hold a range that contains nothing.
pub(crate) fn bounds_of(areas: &[Area]) -> [(String, String); FILTER_AREAS_MAX] {
    let mut bounds = areas.iter().map(|area| Reach::under(area).bounds());
    std::array::from_fn(|_| bounds.next().unwrap_or_else(|| ("1".to_owned(), "0".to_owned())))
}

/// The values of a closed set that a filter names, each once. A status whose meaning depends on the day becomes a condition
/// of its own, so the number of conditions must not grow with the values that are sent.
pub(crate) fn each_once<'a, T: PartialEq>(
    all: &'static [T],
    named: &'a [T],
) -> impl Iterator<Item = &'static T> + use<'a, T> {
    all.iter().filter(|one| named.contains(one))
}

/// Narrows a boxed query to the caller's reach and to the areas of the filter.
macro_rules! narrow_to_areas {
    ($query:ident, $column:expr, $reach:expr, $areas:expr) => {
        if !$reach.is_everything() {
            let (low, high) = $reach.bounds();
            $query = $query.filter($column.between(low, high));
        }
        let areas: &[domain::Area] = &$areas;
        if let [area] = areas {
            let (low, high) = domain::Reach::under(area).bounds();
            $query = $query.filter($column.between(low, high));
        } else if !areas.is_empty() {
            let [a, b, c, d] = crate::filter::bounds_of(areas);
            $query = $query.filter(
                $column
                    .between(a.0, a.1)
                    .or($column.between(b.0, b.1))
                    .or($column.between(c.0, c.1))
                    .or($column.between(d.0, d.1)),
            );
        }
    };
}

/// "Any of these values". One value is compared by `=`, which lets an index give the rows in order; several by `IN`.
macro_rules! any_of {
    ($query:ident, $($column:expr => $values:expr;)+) => {$(
        match $values.as_slice() {
            [] => {}
            [one] => $query = $query.filter($column.eq(one.clone())),
            several => $query = $query.filter($column.eq_any(several.to_vec())),
        }
    )+};
}

/// Rows from which on PostgreSQL takes them by COPY, which it does faster than any INSERT.
pub(crate) const ROWS_BY_COPY: usize = 1_000;

/// Stores rows of one table, many in a statement. Their type says `treat_none_as_default_value = false`, because a copied
/// row has every column, and SQLite takes several rows in one statement only so.
macro_rules! insert_all {
    ($db:expr, $table:expr, $rows:expr) => {
        match &mut *$db {
            $crate::connection::DbConnection::Pg(c) if $rows.len() >= $crate::filter::ROWS_BY_COPY => {
                diesel::copy_from($table).from_insertable(&$rows[..]).execute(c).stored().map(drop)
            }
            db => $rows.chunks($crate::connection::ROWS_AT_ONCE).try_for_each(|chunk| {
                // Several rows in one statement are outside the common dialect.
                let inserted = $crate::each_backend!(db, |c| diesel::insert_into($table).values(chunk).execute(c));
                inserted.stored().map(drop)
            }),
        }
    };
}

/// Orders a boxed query by id, or the reverse, and resumes it after the position of the page before.
macro_rules! after_position {
    ($query:ident, $id:expr, $page:expr, $descending:expr) => {
        if let Some(after) = &$page.after {
            let id = DbUuid(after.id);
            $query = if $descending { $query.filter($id.lt(id)) } else { $query.filter($id.gt(id)) };
        }
        $query = if $descending { $query.order($id.desc()) } else { $query.order($id.asc()) };
    };
}
