//! The codecs: how a value of the domain is stored in a column and loaded from it.

use std::marker::PhantomData;

use domain::{
    Area, Day, Error, Instant,
    kernel::{
        code_set::SchoolType,
        lifecycle::StatusHistory,
        score::Score,
        text::{CreditCode, PersonNumber},
        word::Word,
    },
    qualification::certification::CertificateNumber,
    service::team::Seed,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kernel::{
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

    /// The values of a JSON list, or an error that names the column.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn each<T>(self, stored: &Value, parse: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, Error> {
        let kept = stored.as_array().map(Vec::as_slice).unwrap_or_default();
        kept.iter().map(|stored| self.read(parse(stored))).collect()
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
        Ok(StatusHistory::of(column.each(&stored.0, step)?))
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

#[cfg(test)]
mod tests {
    use std::{error::Error as _, fmt::Debug};

    use domain::{
        kernel::{id::SchoolId, money::Fen},
        misconduct::sanction::Kind,
    };

    use super::*;

    const COLUMN: Column = Column { table: "things", name: "thing" };

    fn day(text: &str) -> Day {
        text.parse().unwrap()
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
    }
}
