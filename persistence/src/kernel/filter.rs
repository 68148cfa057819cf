//! Parts of filters that every list needs.

use diesel::internal::table_macro::{BoxedSelectStatement, FromClause};
use domain::{Area, Reach, kernel::filter::AREAS_MAX};

use crate::kernel::connection::MultiBackend;

/// The bounds of the areas of a filter; unused places hold a range that contains nothing.
pub(crate) fn bounds_of(areas: &[Area]) -> [(String, String); AREAS_MAX] {
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
        within_reach!($query, $column, $reach);
        within_areas!($query, $column, $areas);
    };
}

/// Narrows a boxed query to the caller's reach.
macro_rules! within_reach {
    ($query:ident, $column:expr, $reach:expr) => {
        if !$reach.is_everything() {
            let (low, high) = $reach.bounds();
            $query = $query.filter($column.between(low, high));
        }
    };
}

/// Narrows a boxed query to the areas of the filter.
macro_rules! within_areas {
    ($query:ident, $column:expr, $areas:expr) => {
        let areas: &[domain::Area] = &$areas;
        if let [area] = areas {
            let (low, high) = domain::Reach::under(area).bounds();
            $query = $query.filter($column.between(low, high));
        } else if !areas.is_empty() {
            let [a, b, c, d] = crate::kernel::filter::bounds_of(areas);
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
            $crate::kernel::connection::DbConnection::Pg(c) if $rows.len() >= $crate::kernel::filter::ROWS_BY_COPY => {
                diesel::copy_from($table).from_insertable(&$rows[..]).execute(c).stored().map(drop)
            }
            db => $rows.chunks($crate::kernel::connection::ROWS_AT_ONCE).try_for_each(|chunk| {
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

/// The record of an id within reach, as it was known at a moment: now, unless said. Out of reach is not found, and neither is
/// what `is_seen` leaves out.
macro_rules! find {
    ($db:expr, $reach:expr, $table:ident: $row:ident, $id:expr, $known_at:expr) => {
        find!($db, $reach, $table: $row, $id, $known_at, |_one| true)
    };
    ($db:expr, $reach:expr, $table:ident: $row:ident, $id:expr, $known_at:expr, |$one:ident| $is_seen:expr) => {{
        let $one = row_of!($db, $table: $row, $id, $known_at)?.into_record()?;
        if $reach.covers(&$one.area) && $is_seen { Ok($one) } else { Err(Error::NotFound) }
    }};
}

/// Every record that a query finds.
macro_rules! load_all {
    ($db:expr, $row:ident, $query:expr) => {{
        let rows: Vec<$row> = $query.select($row::as_select()).load($db).stored()?;
        rows.into_iter().map($row::into_record).collect()
    }};
}

/// A page of what a boxed query finds, in the order of the ids or the reverse, and the count of all of it where that is asked
/// for. `$filtered` makes the query, which is made again to count.
macro_rules! page_of {
    ($db:expr, $table:ident: $row:ident, $filtered:expr, $page:expr, $descending:expr) => {
        page_of!($db, $table: $row, $filtered, $page, $descending, |rows| {
            rows.into_iter().map($row::into_record).collect::<Result<Vec<_>, Error>>()
        })
    };
    ($db:expr, $table:ident: $row:ident, $filtered:expr, $page:expr, $descending:expr, |$rows:ident| $read:expr) => {{
        let mut query = $filtered.limit(i64::from($page.size) + 1);
        after_position!(query, $table::id, $page, $descending);
        let $rows: Vec<$row> = query.select($row::as_select()).load($db).stored()?;
        let mut page = Page::cut($read?, $page.size, |one| Position { value: None, id: one.id.0 });
        if $page.count {
            page.total = Some($filtered.count().get_result($db).stored()?);
        }
        Ok(page)
    }};
}

/// Declares the filter of a list once: its parameters, as `domain::parameters!` does, and the columns by which they narrow.
///
/// * `ids`, `words`, `codes`, `months` and `texts` compare the column of their name, `areas` that of the area, `known` the versions,
///   and `made` when it was made, of what never changes;
/// * `from => column`, `until => column` and `day => first ..= last` name the columns;
/// * after `=> _`, and of every other kind, the query is narrowed by hand.
///
/// `before` names the table with the earlier versions, which `narrow_earlier` narrows alike.
macro_rules! filter {
    (
        $(#[$about:meta])+
        $name:ident on $table:ident before $earlier:ident sorts $sorts:expr, { $($parameters:tt)* }
    ) => {
        filter! {
            $(#[$about])+
            $name on $table sorts $sorts, { $($parameters)* }
        }
        impl $name {
            filter! { @narrow narrow_earlier $earlier { $($parameters)* } }
        }
    };
    (@narrow $narrow:ident $table:ident {
        $(
            $(#[doc = $line:literal])+
            $field:ident: $kind:ident $($type:ty)? $(= $how:expr)? $(=> $column:tt $(..= $last:ident)?)?,
        )*
    }) => {
        /// Narrows a boxed query, whatever it selects, to the caller's reach, to the records among which is looked, and to what
        /// the filter names by columns.
        fn $narrow<'a, S, G>(
            &self,
            mut query: $crate::kernel::filter::Boxed<'a, S, $table::table, G>,
            reach: &domain::Reach,
        ) -> $crate::kernel::filter::Boxed<'a, S, $table::table, G> {
            within_reach!(query, $table::area, reach);
            let only: Vec<$crate::kernel::types::DbUuid> =
                self.only.iter().map(|id| $crate::kernel::types::DbUuid(*id)).collect();
            any_of!(query, $table::id => only;);
            $(narrow!(query, $table, self.$field, $kind $($type)? $(=> $column $(..= $last)?)?);)*
            query
        }
    };
    (
        $(#[$about:meta])+
        $name:ident on $table:ident sorts $sorts:expr, {
            $(
                $(#[doc = $line:literal])+
                $field:ident: $kind:ident $($type:ty)? $(= $how:expr)? $(=> $column:tt $(..= $last:ident)?)?,
            )*
        }
        $(besides { $($(#[$meta:meta])+ $extra:ident: $Extra:ty,)+ })?
    ) => {
        domain::parameters! {
            $(#[$about])+
            $name sorts $sorts, { $($(#[doc = $line])+ $field: $kind $($type)? $(= $how)?,)* }
            $(besides { $($(#[$meta])+ $extra: $Extra,)+ })?
        }

        impl $name {
            filter! { @narrow narrow $table {
                $($(#[doc = $line])+ $field: $kind $($type)? $(= $how)? $(=> $column $(..= $last)?)?,)*
            } }
        }
    };
}

/// A boxed query of a table on either engine.
pub(crate) type Boxed<'a, S, T, G> = BoxedSelectStatement<'a, S, FromClause<T>, MultiBackend, G>;

/// Narrows a boxed query by one parameter.
macro_rules! narrow {
    ($query:ident, $table:ident, $self:ident.$field:ident, areas) => {
        within_areas!($query, $table::area, $self.$field);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, ids $type:ty) => {
        let ids: Vec<$crate::kernel::types::DbUuid> = $self.$field.iter().map(|id| $crate::kernel::types::DbUuid(id.0)).collect();
        any_of!($query, $table::$field => ids;);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, words $type:ty) => {
        let words: Vec<&str> = $self.$field.iter().map(|word| word.as_str()).collect();
        any_of!($query, $table::$field => words;);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, months) => {
        let months: Vec<String> = $self.$field.iter().map(|month| month.to_string()).collect();
        any_of!($query, $table::$field => months;);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, codes $type:ty) => {
        any_of!($query, $table::$field => $self.$field;);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, values $type:ty => $column:ident) => {
        any_of!($query, $table::$column => $self.$field;);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, texts) => {
        any_of!($query, $table::$field => $self.$field;);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, known) => {
        known_at!($query, $table, $self.$field);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, made) => {
        if let Some(instant) = $self.$field {
            $query = $query.filter($table::created_at.le($crate::kernel::types::DbInstant(instant)));
        }
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, from => $column:ident) => {
        if let Some(day) = $self.$field {
            $query = $query.filter($table::$column.ge(day));
        }
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, until => $column:ident) => {
        if let Some(day) = $self.$field {
            $query = $query.filter($table::$column.le(day));
        }
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, day => $first:ident ..= $last:ident) => {
        as_of!($query, $table::$first, $table::$last, $self.$field);
    };
    ($query:ident, $table:ident, $self:ident.$field:ident, $kind:ident $($type:ty)? $(=> _)?) => {};
}

#[cfg(test)]
mod tests {
    use diesel::{Connection, SqliteConnection, connection::SimpleConnection, prelude::*};
    use domain::{
        Area, Day, Faults, Reach,
        kernel::{
            filter::{Filter, Given},
            id::PersonId,
        },
        performance::grade::Track,
    };
    use uuid::Uuid;

    use crate::kernel::{
        connection::{DbConnection, MultiBackend},
        schema::grades,
        types::DbUuid,
    };

    filter! {
        /// Which of them.
        GradeFilter on grades sorts ["id"], {
            /// Area.
            area: areas,
            /// Who.
            person_id: ids PersonId,
            /// Track.
            track: words Track,
            /// Begun on this day or later.
            starts_on_from: from => starts_on,
            /// Only what holds on this day.
            as_of: day => starts_on ..= ends_on,
            /// Narrows by no column.
            short: flag,
        }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// A grade of the first person that holds on, and one of the second that ended.
    fn database() -> DbConnection {
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        connection.batch_execute("CREATE TABLE grades (person_id, area, track, starts_on, ends_on)").unwrap();
        let mut db = DbConnection::Sqlite(connection);
        for (person, until) in [(1, None), (2, Some(day("2026-06-30")))] {
            let row = (
                grades::person_id.eq(DbUuid(Uuid::from_u128(person))),
                grades::area.eq("340800"),
                grades::track.eq(Track::ALL[0].as_str()),
                grades::starts_on.eq(day("2026-01-01")),
                grades::ends_on.eq(until),
            );
            diesel::insert_into(grades::table).values(row).execute(&mut db).unwrap();
        }
        db
    }

    #[test]
    fn filter_narrows_by_its_columns() {
        let mut db = database();
        let mut found = |values: &[(&'static str, &str)], reach: &Reach| -> Vec<u128> {
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            let mut faults = Faults::new();
            let filter = GradeFilter::parse(&Given::new(values), &mut faults);
            assert!(faults.is_empty());
            let query = filter.narrow(grades::table.into_boxed::<MultiBackend>(), reach).order(grades::person_id);
            let people: Vec<DbUuid> = query.select(grades::person_id).load(&mut db).unwrap();
            people.into_iter().map(|id| id.0.as_u128()).collect()
        };
        let everywhere = Reach::everything();
        assert_eq!(found(&[("short", "true")], &everywhere), [1, 2]);
        assert_eq!(found(&[("as_of", "2026-07-01")], &everywhere), [1]);
        assert_eq!(found(&[("starts_on_from", "2026-01-02")], &everywhere), []);
        let second = Uuid::from_u128(2).to_string();
        assert_eq!(found(&[("person_id", &second), ("track", Track::ALL[0].as_str())], &everywhere), [2]);
        assert_eq!(found(&[("area", "340000"), ("area", "360000")], &everywhere), [1, 2]);
        assert_eq!(found(&[], &Reach::under(&Area::parse("360000").unwrap())), []);
    }
}
