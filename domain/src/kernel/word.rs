//! Closed lists of words: what is a status, a kind or a ground is one of a few words, and each list is declared once, for the
//! database, JSON, OpenAPI and GraphQL alike.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de::Error};

/// A word of a closed list.
pub trait Word: Copy + Eq + 'static {
    /// What the list is, in a sentence.
    const LIST: &'static str;
    /// All of its words, in order.
    const ALL: &'static [Self];

    /// The word on the wire and in the database.
    fn as_str(self) -> &'static str;

    /// What it means, in a sentence.
    fn meaning(self) -> &'static str;

    /// The value of this word.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.as_str() == word)
    }
}

/// Declares a closed list. Its documentation and that of each word are published as they are, so that a rule is cited in a
/// plain comment.
macro_rules! words {
    ($(#[doc = $list:literal])+ $name:ident { $($(#[doc = $meaning:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $list])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $meaning])+ $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($meaning),+).trim_ascii()),+ }
            }

            /// The value of this word.
            pub fn parse(word: &str) -> Option<Self> {
                <Self as $crate::kernel::word::Word>::parse(word)
            }
        }

        impl $crate::kernel::word::Word for $name {
            const LIST: &'static str = concat!($($list),+).trim_ascii();
            const ALL: &'static [Self] = Self::ALL;

            fn as_str(self) -> &'static str {
                self.as_str()
            }

            fn meaning(self) -> &'static str {
                self.meaning()
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::kernel::word::read(from)
            }
        }
    };
}
pub(crate) use words;

/// Reads a word as it was written.
pub(crate) fn read<'de, W: Word, D: Deserializer<'de>>(from: D) -> Result<W, D::Error> {
    let word = Cow::<'de, str>::deserialize(from)?;
    W::parse(&word).ok_or_else(|| D::Error::custom("an unknown word"))
}

#[cfg(test)]
mod tests {
    use super::*;

    words! {
        /// What a day is
        /// good for.
        Use {
            /// To work.
            Work = "work",
            /// To rest,
            /// or to sleep.
            Rest = "rest_or_sleep", // R999.
        }
    }

    #[test]
    fn word_reads_back_from_text_and_json() {
        for word in Use::ALL {
            assert_eq!(Use::parse(word.as_str()), Some(*word));
            let json = serde_json::to_string(word).unwrap();
            assert_eq!(json, format!("\"{}\"", word.as_str()));
            assert_eq!(serde_json::from_str::<Use>(&json).unwrap(), *word);
        }
        assert_eq!(Use::parse("Work"), None);
        assert!(serde_json::from_str::<Use>("\"\"").is_err());
    }

    #[test]
    fn meanings_are_sentences_without_comments() {
        assert_eq!(Use::LIST, "What a day is good for.");
        assert_eq!(
            Use::ALL.iter().map(|word| word.meaning()).collect::<Vec<_>>(),
            ["To work.", "To rest, or to sleep."]
        );
    }
}
