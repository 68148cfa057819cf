//! Closed lists of words of the domain, as they are published: each by a name, with what every word means.

use domain::kernel::word::Word;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        extensions::ExtensionsBuilder,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use crate::kernel::value::Shown;

/// A word of a closed list that is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Worded<W>(pub W);

/// A closed list that is published.
pub trait Published: Word {
    /// The name of its schema.
    const NAME: &'static str;
}

impl<W> From<W> for Worded<W> {
    fn from(word: W) -> Self {
        Self(word)
    }
}

impl<W> Shown for Worded<W> {}

impl<W: Published> PartialSchema for Worded<W> {
    /// The words, with what each of them means: in the description for people, in `x-enum-descriptions` for generators.
    fn schema() -> RefOr<Schema> {
        let list: Vec<String> =
            W::ALL.iter().map(|word| format!("* `{}`: {}", word.as_str(), word.meaning())).collect();
        let meanings: Vec<Value> = W::ALL.iter().map(|word| word.meaning().into()).collect();
        let object = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(format!("{}\n\n{}", W::LIST, list.join("\n"))))
            .enum_values(Some(W::ALL.iter().map(|word| word.as_str())))
            .extensions(Some(ExtensionsBuilder::new().add(ENUM_DESCRIPTIONS, meanings).build()));
        RefOr::T(Schema::Object(object.build()))
    }
}

impl<W: Published> ToSchema for Worded<W> {
    fn name() -> std::borrow::Cow<'static, str> {
        W::NAME.into()
    }
}

/// The field of a schema that says what each word of its closed list means, in their order.
pub const ENUM_DESCRIPTIONS: &str = "x-enum-descriptions";

/// Publishes closed lists of the domain under these names.
macro_rules! published {
    ($($name:ident = $list:path,)+) => {
        $(
            #[doc = concat!("A word of `", stringify!($list), "`.")]
            pub type $name = $crate::kernel::word::Worded<$list>;

            impl $crate::kernel::word::Published for $list {
                const NAME: &'static str = stringify!($name);
            }

            impl From<$name> for $list {
                fn from(word: $name) -> Self {
                    word.0
                }
            }
        )+

        #[cfg(test)]
        #[test]
        fn published_words_are_those_of_the_domain() {
            $($crate::kernel::word::tests::check_words::<$list>();)+
        }
    };
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Every word of a list is in its schema, in order, and reads back from JSON.
    pub fn check_words<W: Published + std::fmt::Debug + Serialize + serde::de::DeserializeOwned>() {
        let schema = serde_json::to_value(Worded::<W>::schema()).unwrap();
        assert_eq!(Worded::<W>::name(), W::NAME);
        assert_eq!(schema["enum"], serde_json::to_value(W::ALL).unwrap());
        assert_eq!(schema[ENUM_DESCRIPTIONS].as_array().unwrap().len(), W::ALL.len());
        for word in W::ALL {
            let json = serde_json::to_value(Worded(*word)).unwrap();
            assert_eq!(json, word.as_str());
            assert_eq!(W::parse(word.as_str()), Some(*word));
            assert_eq!(serde_json::from_value::<Worded<W>>(json).unwrap(), Worded(*word));
        }
    }
}
