//! What a rule is.

use serde_json::Value;

/// How sure we are of a rule's source (domain notes, "How sure we are").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Read in the full text of the law.
    Text,
    /// Read in an excerpt.
    Excerpt,
    /// Our own design default.
    Design,
}

impl Mark {
    /// The mark's word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Excerpt => "excerpt",
            Self::Design => "design",
        }
    }
}

/// What values a rule may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number between two bounds; a bound may itself be the law's.
    Count {
        /// Smallest lawful value.
        min: u32,
        /// Largest lawful value.
        max: u32,
    },
    /// A whole number between two bounds, or null: no limit.
    OptionalCount {
        /// Smallest lawful value.
        min: u32,
        /// Largest lawful value.
        max: u32,
    },
    /// A list of codes of the education-level set.
    EducationCodes,
    /// A list of some of these words, at least one.
    Words(&'static [&'static str]),
    /// Whole numbers of days, 1 to 365, for exactly these names.
    Days(&'static [&'static str]),
    /// A list of months, 1 to 12.
    Months,
    /// A list of the modes of a visit.
    VisitModes,
    /// Yes or no.
    Flag,
    /// A day.
    Day,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Whole percents for exactly these names, which sum to a hundred.
    Weights(&'static [&'static str]),
    /// Whole percents of at most a hundred for exactly these names.
    Shares(&'static [&'static str]),
    /// Tables of withholding from labour remuneration, by the day from which each is valid.
    LabourTables,
}

/// One rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its policy key.
    pub key: &'static str,
    /// The shipped value, as JSON.
    pub default: &'static str,
    /// What values it may take.
    pub kind: Kind,
    /// The article it comes from.
    pub article: &'static str,
    /// How sure we are of the source.
    pub mark: Mark,
    /// Whether it is a statutory hard stop that no locality can change.
    pub fixed: bool,
    /// What it says.
    pub title: &'static str,
}

impl Rule {
    /// The shipped value.
    pub fn shipped(&self) -> Value {
        serde_json::from_str(self.default).unwrap_or(Value::Null)
    }
}
