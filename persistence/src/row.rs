//! How records lie in rows. `row!` declares a row once: each column with the codec that stores a value of the domain and
//! loads it again.

use std::marker::PhantomData;

use domain::{
    Area, Day, Error, Instant,
    certification::CertificateNumber,
    code_set::SchoolType,
    lifecycle::StatusHistory,
    score::Score,
    team::Seed,
    text::{CreditCode, PersonNumber},
    word::Word,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    error::Unreadable,
    types::{DbInstant, DbJson, DbUuid},
};

/// A column, for the error about a value that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
}

impl Column {
    /// The value, or an error that names the column.
    ///
    /// # Errors
    /// Without a value.
    pub fn read<T>(self, parsed: Option<T>) -> Result<T, Error> {
        read(self.table, self.name, parsed)
    }
}

/// A way to store a value. The types that implement it are never made: they name a way.
pub(crate) trait Codec {
    /// The value.
    type Domain;
    /// What the column holds.
    type Stored;

    /// Stores a value.
    fn store(value: &Self::Domain) -> Self::Stored;

    /// Loads a value.
    ///
    /// # Errors
    /// When it cannot be read.
    fn load(stored: Self::Stored, column: Column) -> Result<Self::Domain, Error>;
}

/// A value that the column holds as it is.
pub(crate) struct Plain<T>(PhantomData<T>);

impl<T: Clone> Codec for Plain<T> {
    type Domain = T;
    type Stored = T;

    fn store(value: &T) -> T {
        value.clone()
    }

    fn load(stored: T, _: Column) -> Result<T, Error> {
        Ok(stored)
    }
}

/// A value that may be missing.
pub(crate) struct Maybe<C>(PhantomData<C>);

impl<C: Codec> Codec for Maybe<C> {
    type Domain = Option<C::Domain>;
    type Stored = Option<C::Stored>;

    fn store(value: &Self::Domain) -> Self::Stored {
        value.as_ref().map(C::store)
    }

    fn load(stored: Self::Stored, column: Column) -> Result<Self::Domain, Error> {
        stored.map(|stored| C::load(stored, column)).transpose()
    }
}

/// An identifier.
pub(crate) struct Id<T>(PhantomData<T>);

impl<T: Copy + From<Uuid> + Into<Uuid>> Codec for Id<T> {
    type Domain = T;
    type Stored = DbUuid;

    fn store(value: &T) -> DbUuid {
        DbUuid((*value).into())
    }

    fn load(stored: DbUuid, _: Column) -> Result<T, Error> {
        Ok(stored.0.into())
    }
}

/// A word of a closed list.
pub(crate) struct Worded<T>(PhantomData<T>);

impl<T: Word> Codec for Worded<T> {
    type Domain = T;
    type Stored = String;

    fn store(value: &T) -> String {
        value.as_str().to_owned()
    }

    fn load(stored: String, column: Column) -> Result<T, Error> {
        column.read(T::parse(&stored))
    }
}

/// The code of an area.
pub(crate) struct AreaCode;

impl Codec for AreaCode {
    type Domain = Area;
    type Stored = String;

    fn store(value: &Area) -> String {
        value.as_str().to_owned()
    }

    fn load(stored: String, column: Column) -> Result<Area, Error> {
        column.read(Area::parse(&stored).ok())
    }
}

/// An instant.
pub(crate) struct Time;

impl Codec for Time {
    type Domain = Instant;
    type Stored = DbInstant;

    fn store(value: &Instant) -> DbInstant {
        DbInstant(*value)
    }

    fn load(stored: DbInstant, _: Column) -> Result<Instant, Error> {
        Ok(stored.0)
    }
}

/// A number of a narrower type than the column's.
pub(crate) struct Number<T>(PhantomData<T>);

impl<T: Copy + TryFrom<i64>> Codec for Number<T>
where
    i64: From<T>,
{
    type Domain = T;
    type Stored = i64;

    fn store(value: &T) -> i64 {
        (*value).into()
    }

    fn load(stored: i64, column: Column) -> Result<T, Error> {
        column.read(T::try_from(stored).ok())
    }
}

/// A score.
pub(crate) struct Scored;

impl Codec for Scored {
    type Domain = Score;
    type Stored = i64;

    fn store(value: &Score) -> i64 {
        value.0.into()
    }

    fn load(stored: i64, column: Column) -> Result<Score, Error> {
        Number::load(stored, column).map(Score)
    }
}

/// A text that was checked before it was stored.
pub(crate) struct Text<T>(PhantomData<T>);

/// The types of such texts.
pub(crate) trait CheckedText {
    /// The text.
    fn text(&self) -> &str;

    /// The value of a stored text.
    fn of_stored(text: String) -> Self;
}

macro_rules! checked_texts {
    ($($name:ident),+) => {$(
        impl CheckedText for $name {
            fn text(&self) -> &str {
                self.as_str()
            }

            fn of_stored(text: String) -> Self {
                Self::from_stored(text)
            }
        }
    )+};
}

checked_texts!(CreditCode, PersonNumber, Seed);

impl CheckedText for CertificateNumber {
    fn text(&self) -> &str {
        self.as_str()
    }

    fn of_stored(text: String) -> Self {
        Self::from_text(&text)
    }
}

impl<T: CheckedText> Codec for Text<T> {
    type Domain = T;
    type Stored = String;

    fn store(value: &T) -> String {
        value.text().to_owned()
    }

    fn load(stored: String, _: Column) -> Result<T, Error> {
        Ok(T::of_stored(stored))
    }
}

/// A code of a code set.
pub(crate) struct Coded<T>(PhantomData<T>);

/// The types of such codes.
pub(crate) trait Code: Sized {
    /// The code.
    fn code(&self) -> &'static str;

    /// The value with a code.
    fn of_code(code: &str) -> Option<Self>;
}

macro_rules! codes {
    ($($name:ident),+) => {$(
        impl Code for $name {
            fn code(&self) -> &'static str {
                Self::code(*self)
            }

            fn of_code(code: &str) -> Option<Self> {
                Self::parse(code)
            }
        }
    )+};
}

codes!(SchoolType);

impl<T: Code> Codec for Coded<T> {
    type Domain = T;
    type Stored = String;

    fn store(value: &T) -> String {
        value.code().to_owned()
    }

    fn load(stored: String, column: Column) -> Result<T, Error> {
        column.read(T::of_code(&stored))
    }
}

/// A value of words, numbers and texts as JSON: it always has a form.
pub(crate) struct Json<T>(PhantomData<T>);

impl<T: Serialize + DeserializeOwned> Codec for Json<T> {
    type Domain = T;
    type Stored = DbJson;

    fn store(value: &T) -> DbJson {
        DbJson(serde_json::to_value(value).unwrap_or_default())
    }

    fn load(stored: DbJson, column: Column) -> Result<T, Error> {
        column.read(serde_json::from_value(stored.0).ok())
    }
}

/// A list in a JSON array; what is stored instead of an array is read as an empty one.
pub(crate) struct List<T>(PhantomData<T>);

/// An entry of such a list.
pub(crate) trait Entry: Sized {
    /// The entry as JSON.
    fn written(&self) -> Value;

    /// The entry of a stored value.
    fn of_stored(stored: &Value) -> Option<Self>;
}

impl<T: Entry> Codec for List<T> {
    type Domain = Vec<T>;
    type Stored = DbJson;

    fn store(value: &Vec<T>) -> DbJson {
        DbJson(value.iter().map(T::written).collect())
    }

    fn load(stored: DbJson, column: Column) -> Result<Vec<T>, Error> {
        let entries = stored.0.as_array().map(Vec::as_slice).unwrap_or_default();
        entries.iter().map(|stored| column.read(T::of_stored(stored))).collect()
    }
}

/// Texts in a JSON array; what is no text is passed over.
pub(crate) struct Texts;

impl Codec for Texts {
    type Domain = Vec<String>;
    type Stored = DbJson;

    fn store(value: &Vec<String>) -> DbJson {
        DbJson(value.clone().into())
    }

    fn load(stored: DbJson, _: Column) -> Result<Vec<String>, Error> {
        Ok(texts(Some(&stored.0)))
    }
}

/// Words of a closed list in a JSON array.
pub(crate) struct Words<T>(PhantomData<T>);

impl<T: Word> Codec for Words<T> {
    type Domain = Vec<T>;
    type Stored = DbJson;

    fn store(value: &Vec<T>) -> DbJson {
        DbJson(value.iter().map(|word| word.as_str()).collect())
    }

    fn load(stored: DbJson, column: Column) -> Result<Vec<T>, Error> {
        texts(Some(&stored.0)).iter().map(|word| column.read(T::parse(word))).collect()
    }
}

/// Identifiers in a JSON array.
pub(crate) struct Ids<T>(PhantomData<T>);

impl<T: Copy + From<Uuid> + Into<Uuid>> Codec for Ids<T> {
    type Domain = Vec<T>;
    type Stored = DbJson;

    fn store(value: &Vec<T>) -> DbJson {
        DbJson(value.iter().map(|id| json!(Into::<Uuid>::into(*id))).collect())
    }

    fn load(stored: DbJson, column: Column) -> Result<Vec<T>, Error> {
        texts(Some(&stored.0)).iter().map(|id| column.read(Uuid::try_parse(id).ok().map(T::from))).collect()
    }
}

/// The statuses of a record, each with its day: `[["2026-11-23", "active"], …]`.
pub(crate) struct Steps<S>(PhantomData<S>);

impl<S: Word> Codec for Steps<S> {
    type Domain = StatusHistory<S>;
    type Stored = DbJson;

    fn store(value: &StatusHistory<S>) -> DbJson {
        DbJson(value.steps().iter().map(|(day, status)| json!([day.to_string(), status.as_str()])).collect())
    }

    fn load(stored: DbJson, column: Column) -> Result<StatusHistory<S>, Error> {
        let step = |stored: &Value| -> Option<(Day, S)> {
            Some((stored.get(0)?.as_str()?.parse().ok()?, S::parse(stored.get(1)?.as_str()?)?))
        };
        let steps = stored.0.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(StatusHistory::of(steps.iter().map(|stored| column.read(step(stored))).collect::<Result<_, _>>()?))
    }
}

/// Parses a stored value, or says which column cannot be read.
pub(crate) fn read<T>(table: &'static str, column: &'static str, parsed: Option<T>) -> Result<T, Error> {
    parsed.ok_or_else(|| Error::internal(Unreadable { table, column }))
}

/// A list of texts from JSON; what is no text is passed over.
pub(crate) fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A stored area.
pub(crate) fn area(table: &'static str, code: &str) -> Result<Area, Error> {
    read(table, "area", Area::parse(code).ok())
}

/// Declares the row of a record: its columns, each with its codec, and the two conversions. A column has the name of the field,
/// unless another one follows `=`.
///
/// * `in` spreads a field that is a struct over several columns;
/// * `maybe` does so with one that may be missing: it is there when all of its columns are, but for those after `with`;
/// * `notice` names the field with the public notice, which has five columns;
/// * `computed` columns are stored and never loaded;
/// * `beside` names the fields that lie in other tables: whoever loads the record brings them.
macro_rules! row {
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
            $(pub(crate) $column: <$codec as $crate::row::Codec>::Stored,)+
            $($(pub(crate) $part: <$part_codec as $crate::row::Codec>::Stored,)+)*
            $(
                $(pub(crate) $needed: Option<<$needed_codec as $crate::row::Codec>::Stored>,)+
                $($(pub(crate) $more: Option<<$more_codec as $crate::row::Codec>::Stored>,)+)?
            )*
            $(
                #[doc = concat!("When `", stringify!($notice), "` was opened.")]
                pub(crate) notice_opened_on: Option<domain::Day>,
                pub(crate) notice_counted_from: Option<domain::Day>,
                pub(crate) notice_ends_on: Option<domain::Day>,
                pub(crate) notice_days_left: Option<i64>,
                pub(crate) notice_elsewhere: Option<$crate::types::DbJson>,
            )?
            $($(pub(crate) $computed: <$computed_codec as $crate::row::Codec>::Stored,)+)?
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
                        <$needed_codec as $crate::row::Codec>::store($needed)
                    });)+
                    $($(let $more = $maybe.as_ref().and_then(|$Maybe { $($more_field:)? $more, .. }| {
                        $more.as_ref().map(<$more_codec as $crate::row::Codec>::store)
                    });)+)?
                )*
                $(let notice = $crate::notices::columns($notice.as_ref());)?
                Self {
                    $($column: <$codec as $crate::row::Codec>::store($column),)+
                    $($($part: <$part_codec as $crate::row::Codec>::store($part),)+)*
                    $($($needed,)+ $($($more,)+)?)*
                    $(
                        notice_opened_on: $crate::row::notice_column!($notice notice.0),
                        notice_counted_from: notice.1,
                        notice_ends_on: notice.2,
                        notice_days_left: notice.3,
                        notice_elsewhere: notice.4,
                    )?
                    $($($computed: <$computed_codec as $crate::row::Codec>::store(&($compute)(record)),)+)?
                }
            }
        }

        impl $row {
            /// The record, or the error that names the column that cannot be read.
            pub(crate) fn into_record(self $($(, $beside: $Beside)+)?) -> Result<$record, domain::Error> {
                $(let $column = $crate::row::load!($table.$column: $codec, self.$column)?;)+
                $(
                    $(let $part = $crate::row::load!($table.$part: $part_codec, self.$part)?;)+
                    let $group = $Group { $($($part_field:)? $part,)+ };
                )*
                $(let $maybe = match ($(self.$needed,)+) {
                    ($(Some($needed),)+) => {
                        $(let $needed = $crate::row::load!($table.$needed: $needed_codec, $needed)?;)+
                        $($(let $more = $crate::row::load!(
                            $table.$more: $crate::row::Maybe<$more_codec>, self.$more
                        )?;)+)?
                        Some($Maybe { $($($needed_field:)? $needed,)+ $($($($more_field:)? $more,)+)? })
                    }
                    _ => None,
                };)*
                $(let $notice = {
                    let days =
                        (self.notice_opened_on, self.notice_counted_from, self.notice_ends_on, self.notice_days_left);
                    let columns = $crate::notices::with_elsewhere(days, self.notice_elsewhere);
                    $crate::notices::notice(stringify!($table), columns)?
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
        <$codec as $crate::row::Codec>::load(
            $stored,
            $crate::row::Column { table: stringify!($table), name: stringify!($column) },
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
    use std::{error::Error as _, fmt::Debug};

    use diesel::{Connection, SqliteConnection, connection::SimpleConnection, prelude::*};
    use domain::{
        Reach,
        filter::{Filter, Given},
        grade::{Span, Track},
        id::{PersonId, SchoolId},
        money::Fen,
        sanction::Kind,
    };

    use super::{Column, *};
    use crate::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        schema::grades,
    };

    const COLUMN: Column = Column { table: "things", name: "thing" };

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

    filter! {
        /// Which of them.
        HeldFilter on grades sorts ["id"], {
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

    fn database() -> DbConnection {
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        let columns = "person_id, area, track, starts_on, ends_on, touched_from, touched_until, version";
        connection.batch_execute(&format!("CREATE TABLE grades ({columns})")).unwrap();
        DbConnection::Sqlite(connection)
    }

    fn loaded<C: Codec<Domain: PartialEq + Debug>>(value: C::Domain) {
        assert_eq!(C::load(C::store(&value), COLUMN).unwrap(), value);
    }

    fn unreadable<C: Codec<Domain: Debug>>(stored: C::Stored) -> String {
        C::load(stored, COLUMN).unwrap_err().source().unwrap().to_string()
    }

    #[test]
    fn codecs_load_what_they_store() {
        let (id, other) = (SchoolId(Uuid::from_u128(1)), SchoolId(Uuid::from_u128(2)));
        loaded::<Id<SchoolId>>(id);
        loaded::<Ids<SchoolId>>(vec![other, id]);
        loaded::<Worded<Kind>>(Kind::Demerit);
        loaded::<Words<Kind>>(vec![Kind::Demerit, Kind::Warning]);
        loaded::<Maybe<AreaCode>>(Area::parse("340800").ok());
        loaded::<Maybe<AreaCode>>(None);
        loaded::<Number<u32>>(u32::MAX);
        loaded::<Maybe<Number<Fen>>>(Fen::new(12).ok());
        loaded::<Texts>(vec!["一".to_owned(), "2".to_owned()]);
        loaded::<Json<Value>>(json!({ "a": [1, null] }));
        loaded::<Steps<Kind>>(StatusHistory::of(vec![
            (day("2026-01-01"), Kind::Warning),
            (day("2026-01-02"), Kind::Demerit),
        ]));
    }

    #[test]
    fn unreadable_value_names_table_and_column() {
        let told = "unreadable value in things.thing";
        assert_eq!(unreadable::<Worded<Kind>>("unheard-of".to_owned()), told);
        assert_eq!(unreadable::<Maybe<AreaCode>>(Some("nowhere".to_owned())), told);
        assert_eq!(unreadable::<Number<u32>>(-1), told);
        assert_eq!(unreadable::<Words<Kind>>(DbJson(json!(["warning", "unheard-of"]))), told);
        assert_eq!(unreadable::<Ids<SchoolId>>(DbJson(json!(["no id"]))), told);
        assert_eq!(unreadable::<Steps<Kind>>(DbJson(json!([["2026-01-01", "unheard-of"]]))), told);
        assert_eq!(unreadable::<Json<u32>>(DbJson(json!("one"))), told);
        let row = HeldRow { track: "unheard-of".to_owned(), ..HeldRow::from(&held(1, None)) };
        assert_eq!(
            row.into_record(Vec::new()).unwrap_err().source().unwrap().to_string(),
            "unreadable value in grades.track"
        );
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

    #[test]
    fn filter_narrows_by_its_columns() {
        let mut db = database();
        let (open, ended) = (held(1, None), held(2, Some("2026-06-30")));
        let rows = [&open, &ended].map(HeldRow::from);
        rows.iter().for_each(|row| {
            diesel::insert_into(grades::table).values(row).execute(&mut db).map(drop).unwrap();
        });
        let mut found = |values: &[(&'static str, &str)], reach: &Reach| -> Vec<Held> {
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            let mut faults = domain::Faults::new();
            let filter = HeldFilter::parse(&Given::new(values), &mut faults);
            assert!(faults.is_empty());
            let query = filter.narrow(grades::table.into_boxed::<MultiBackend>(), reach).order(grades::person_id);
            let rows: Vec<HeldRow> = query.select(HeldRow::as_select()).load(&mut db).stored().unwrap();
            rows.into_iter().map(|row| row.into_record(Vec::new()).unwrap()).collect()
        };
        let everywhere = Reach::everything();
        assert_eq!(found(&[("short", "true")], &everywhere), [open.clone(), ended.clone()]);
        assert_eq!(found(&[("as_of", "2026-07-01")], &everywhere), [open.clone()]);
        assert_eq!(found(&[("starts_on_from", "2026-01-02")], &everywhere), []);
        let second = ended.person_id.0.to_string();
        assert_eq!(found(&[("person_id", &second), ("track", Track::ALL[0].as_str())], &everywhere), [ended]);
        assert_eq!(found(&[("area", "340000"), ("area", "360000")], &everywhere).len(), 2);
        assert_eq!(found(&[], &Reach::under(&Area::parse("360000").unwrap())), []);
    }
}
