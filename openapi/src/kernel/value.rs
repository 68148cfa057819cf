//! Values of the contract that no other type has.

use chrono::{DateTime, NaiveDate, Utc};
use domain::consumers::agreement::Resources;
use domain::{
    FaultCode, Wording,
    kernel::fault::{Faults, Flaw},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A type of a view's fields that is made of the domain's by `From`; options and lists of it are made likewise.
pub trait Shown {}

macro_rules! shown {
    ($($name:ty),+ $(,)?) => { $(impl Shown for $name {})+ };
}

shown!(bool, i32, i64, u32, u64, f64, String, NaiveDate, DateTime<Utc>, Uuid, serde_json::Value, Resources,);

/// How a view shows a value of the domain.
pub trait Shows<T> {
    /// The value as it is shown.
    fn show(value: T) -> Self;
}

impl<T, V: Shown + From<T>> Shows<T> for V {
    fn show(value: T) -> Self {
        Self::from(value)
    }
}

impl<T, V: Shows<T>> Shows<Option<T>> for Option<V> {
    fn show(value: Option<T>) -> Self {
        value.map(V::show)
    }
}

impl<T, V: Shows<T>> Shows<Vec<T>> for Vec<V> {
    fn show(values: Vec<T>) -> Self {
        values.into_iter().map(V::show).collect()
    }
}

/// A value as a view shows it.
pub fn shown<T, V: Shows<T>>(value: T) -> V {
    V::show(value)
}

/// A field of a merge patch (RFC 7396), in which null takes a value away and what is left out stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// It stays as it is.
    #[default]
    Undefined,
    /// It is taken away.
    Null,
    /// It becomes this.
    Value(T),
}

impl<T> Patch<T> {
    /// True if it is taken away.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What it becomes, if that is a value.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Null | Self::Undefined => None,
        }
    }

    /// What it becomes, of what it is at present.
    pub fn over<R: From<T>>(&self, present: Option<R>) -> Option<R>
    where
        T: Clone,
    {
        match self {
            Self::Undefined => present,
            Self::Null => None,
            Self::Value(value) => Some(value.clone().into()),
        }
    }

    /// As [`Patch::over`], of a value that is read first: a flaw of it is noted, and leaves nothing.
    pub fn read_over<R>(
        &self,
        present: Option<R>,
        pointer: &str,
        faults: &mut Faults,
        read: impl FnOnce(&T) -> Result<R, Flaw>,
    ) -> Option<R> {
        match self {
            Self::Undefined => present,
            Self::Null => None,
            Self::Value(value) => faults.keep(pointer, read(value)),
        }
    }

    /// What it says of a field that every record has: null is a fault.
    pub fn given(&self, pointer: &str, faults: &mut Faults) -> Option<T>
    where
        T: Clone,
    {
        if self.is_null() {
            faults.add(pointer, FaultCode::Required, Wording::CannotBeCleared);
        }
        self.value().cloned()
    }
}

/// What is not said stays as it is.
impl<T> From<Option<T>> for Patch<T> {
    fn from(said: Option<T>) -> Self {
        said.map_or(Self::Undefined, Self::Value)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq, Default, Deserialize)]
    #[serde(default)]
    struct Change {
        day: Patch<u8>,
    }

    #[test]
    fn omitted_field_differs_from_null() {
        let read = |text: &str| serde_json::from_str::<Change>(text).unwrap().day;
        assert_eq!(
            [read("{}"), read("{\"day\":null}"), read("{\"day\":7}")],
            [Patch::Undefined, Patch::Null, Patch::Value(7)]
        );
    }
}
