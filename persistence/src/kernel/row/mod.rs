//! How records lie in rows. `row!` declares a row once: each column with the codec that stores a value of the domain and
//! loads it again.

mod codecs;

pub(crate) use codecs::{
    AreaCode, Codec, Coded, Column, Entry, Id, Ids, Json, List, Maybe, Number, Plain, Scored, Steps, Text, Texts, Time,
    Worded, Words, area, read, texts,
};

/// Declares the row of a record: its columns, each with its codec, and the two conversions. A column has the name of the field,
/// unless another one follows `=`.
///
/// * `in` spreads a field that is a struct over several columns;
/// * `maybe` does so with one that may be missing: it is there when all of its columns are, but for those after `with`;
/// * `notice` names the field with the public notice, which has five columns;
/// * `computed` columns are stored and never loaded;
/// * `beside` names the fields that lie in other tables: whoever loads the record brings them.
///
/// `before` names the table with the earlier versions, whose columns are `EARLIER`.
macro_rules! row {
    (
        $(#[$meta:meta])*
        $vis:vis $row:ident of $record:ident in $table:ident before $earlier:ident { $($columns:tt)+ }
        $(in $group:ident: $Group:ident { $($parts:tt)+ })*
    ) => {
        row! {
            $(#[$meta])*
            $vis $row of $record in $table { $($columns)+ }
            $(in $group: $Group { $($parts)+ })*
        }
        row! { @earlier $row in $earlier { $($columns)+ } $({ $($parts)+ })* }
    };
    (@earlier $row:ident in $earlier:ident $({ $($column:ident $(= $field:ident)?: $codec:ty),+ $(,)? })+) => {
        impl $row {
            /// The columns of an earlier version.
            const EARLIER: ($($($earlier::$column,)+)+) = ($($($earlier::$column,)+)+);
        }
    };
    (
        $(#[$meta:meta])*
        $vis:vis $row:ident of $record:ident in $table:ident {
            $($column:ident $(= $field:ident)?: $codec:ty),+ $(,)?
        }
        $(in $group:ident: $Group:ident {
            $($part:ident $(= $part_field:ident)?: $part_codec:ty),+ $(,)?
        })*
        $(maybe $maybe:ident: $Maybe:ident {
            $($needed:ident $(= $needed_field:ident)?: $needed_codec:ty),+ $(,)?
        } $(with {
            $($more:ident $(= $more_field:ident)?: $more_codec:ty),+ $(,)?
        })?)*
        $(notice $notice:ident)?
        $(computed { $($computed:ident: $computed_codec:ty = $compute:expr),+ $(,)? })?
        $(beside { $($beside:ident: $Beside:ty),+ $(,)? })?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        $vis struct $row {
            $(pub(crate) $column: <$codec as $crate::kernel::row::Codec>::Stored,)+
            $($(pub(crate) $part: <$part_codec as $crate::kernel::row::Codec>::Stored,)+)*
            $(
                $(pub(crate) $needed: Option<<$needed_codec as $crate::kernel::row::Codec>::Stored>,)+
                $($(pub(crate) $more: Option<<$more_codec as $crate::kernel::row::Codec>::Stored>,)+)?
            )*
            $(
                #[doc = concat!("When `", stringify!($notice), "` was opened.")]
                pub(crate) notice_opened_on: Option<domain::Day>,
                pub(crate) notice_counted_from: Option<domain::Day>,
                pub(crate) notice_ends_on: Option<domain::Day>,
                pub(crate) notice_days_left: Option<i64>,
                pub(crate) notice_elsewhere: Option<$crate::kernel::types::DbJson>,
            )?
            $($(pub(crate) $computed: <$computed_codec as $crate::kernel::row::Codec>::Stored,)+)?
        }

        impl From<&$record> for $row {
            // The record is taken apart by name, so that the compiler points at the column whose codec is wrong.
            fn from(record: &$record) -> Self {
                let $record {
                    $($($field:)? $column,)+
                    $($group,)*
                    $($maybe,)*
                    $($notice,)?
                    $($($beside: _,)+)?
                } = record;
                $(let $Group { $($($part_field:)? $part,)+ } = $group;)*
                $(
                    $(let $needed = $maybe.as_ref().map(|$Maybe { $($needed_field:)? $needed, .. }| {
                        <$needed_codec as $crate::kernel::row::Codec>::store($needed)
                    });)+
                    $($(let $more = $maybe.as_ref().and_then(|$Maybe { $($more_field:)? $more, .. }| {
                        $more.as_ref().map(<$more_codec as $crate::kernel::row::Codec>::store)
                    });)+)?
                )*
                $(let notice = $crate::kernel::notices::columns($notice.as_ref());)?
                Self {
                    $($column: <$codec as $crate::kernel::row::Codec>::store($column),)+
                    $($($part: <$part_codec as $crate::kernel::row::Codec>::store($part),)+)*
                    $($($needed,)+ $($($more,)+)?)*
                    $(
                        notice_opened_on: $crate::kernel::row::notice_column!($notice notice.0),
                        notice_counted_from: notice.1,
                        notice_ends_on: notice.2,
                        notice_days_left: notice.3,
                        notice_elsewhere: notice.4,
                    )?
                    $($($computed: <$computed_codec as $crate::kernel::row::Codec>::store(&($compute)(record)),)+)?
                }
            }
        }

        impl $row {
            /// The record, or the error that names the column that cannot be read.
            pub(crate) fn into_record(self $($(, $beside: $Beside)+)?) -> Result<$record, domain::Error> {
                $(let $column = $crate::kernel::row::load!($table.$column: $codec, self.$column)?;)+
                $(
                    $(let $part = $crate::kernel::row::load!($table.$part: $part_codec, self.$part)?;)+
                    let $group = $Group { $($($part_field:)? $part,)+ };
                )*
                $(let $maybe = match ($(self.$needed,)+) {
                    ($(Some($needed),)+) => {
                        $(let $needed = $crate::kernel::row::load!($table.$needed: $needed_codec, $needed)?;)+
                        $($(let $more = $crate::kernel::row::load!(
                            $table.$more: $crate::kernel::row::Maybe<$more_codec>, self.$more
                        )?;)+)?
                        Some($Maybe { $($($needed_field:)? $needed,)+ $($($($more_field:)? $more,)+)? })
                    }
                    _ => None,
                };)*
                $(let $notice = {
                    let days =
                        (self.notice_opened_on, self.notice_counted_from, self.notice_ends_on, self.notice_days_left);
                    let columns = $crate::kernel::notices::with_elsewhere(days, self.notice_elsewhere);
                    $crate::kernel::notices::notice(stringify!($table), columns)?
                };)?
                Ok($record {
                    $($($field:)? $column,)+
                    $($group,)*
                    $($maybe,)*
                    $($notice,)?
                    $($($beside,)+)?
                })
            }
        }
    };
}

/// Loads a column by its codec.
macro_rules! load {
    ($table:ident.$column:ident: $codec:ty, $stored:expr) => {
        <$codec as $crate::kernel::row::Codec>::load(
            $stored,
            $crate::kernel::row::Column { table: stringify!($table), name: stringify!($column) },
        )
    };
}
pub(crate) use load;

/// A column of the notice in a field.
macro_rules! notice_column {
    ($notice:ident $column:expr) => {
        $column
    };
}
pub(crate) use notice_column;

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use domain::{
        Area, Day,
        kernel::id::{PersonId, SchoolId},
        performance::grade::{Span, Track},
    };
    use uuid::Uuid;

    use super::*;
    use crate::kernel::schema::grades;

    /// A record whose fields lie in several columns, or in another table.
    #[derive(Debug, Clone, PartialEq)]
    struct Held {
        person_id: PersonId,
        area: Area,
        kind: Track,
        span: Span,
        touched: Option<Span>,
        schools: Vec<SchoolId>,
    }

    row! {
        HeldRow of Held in grades {
            person_id: Id<PersonId>,
            area: AreaCode,
            track = kind: Worded<Track>,
        }
        in span: Span { starts_on = from: Plain<Day>, ends_on = until: Maybe<Plain<Day>> }
        maybe touched: Span { touched_from = from: Plain<Day> } with { touched_until = until: Plain<Day> }
        computed { version: Plain<i64> = |_| 7 }
        beside { schools: Vec<SchoolId> }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn held(person: u128, until: Option<&str>) -> Held {
        Held {
            person_id: PersonId(Uuid::from_u128(person)),
            area: Area::parse("340800").unwrap(),
            kind: Track::ALL[0],
            span: Span { from: day("2026-01-01"), until: until.map(day) },
            touched: None,
            schools: Vec::new(),
        }
    }

    #[test]
    fn unreadable_column_is_named() {
        let row = HeldRow { track: "unheard-of".to_owned(), ..HeldRow::from(&held(1, None)) };
        let told = row.into_record(Vec::new()).unwrap_err().source().unwrap().to_string();
        assert_eq!(told, "unreadable value in grades.track");
    }

    #[test]
    fn row_spreads_a_record_over_columns_and_gathers_it() {
        let schools = vec![SchoolId(Uuid::from_u128(3))];
        let touched = Some(Span { from: day("2026-03-01"), until: None });
        let record = Held { touched, schools: schools.clone(), ..held(1, Some("2026-12-31")) };
        let row = HeldRow::from(&record);
        assert_eq!((row.version, row.ends_on, row.touched_until), (7, Some(day("2026-12-31")), None));
        assert_eq!(row.clone().into_record(schools.clone()).unwrap(), record);
        let untouched = HeldRow { touched_from: None, touched_until: Some(day("2026-03-02")), ..row };
        assert_eq!(untouched.into_record(schools).unwrap().touched, None);
    }
}
