//! Values of the contract that no other type has.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    fn what_is_left_out_differs_from_null() {
        let read = |text: &str| serde_json::from_str::<Change>(text).unwrap().day;
        assert_eq!(
            [read("{}"), read("{\"day\":null}"), read("{\"day\":7}")],
            [Patch::Undefined, Patch::Null, Patch::Value(7)]
        );
    }
}
