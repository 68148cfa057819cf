//! Code sets on the wire.

use chrono::NaiveDate;
use domain::kernel::code_set;
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A code set.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CodeSet {
    /// Its name, as the fields' descriptions use it.
    pub name: String,
    /// The standard it comes from.
    pub standard: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub english: String,
    /// Version of the set.
    pub version: String,
    /// The codes; null in the list of sets.
    pub codes: Option<Vec<Code>>,
}

/// A code.
#[view(entry: &code_set::Entry)]
#[derive(Deserialize)]
pub struct Code {
    /// The code.
    pub code: String,
    /// Chinese label.
    pub label: String,
    /// English label.
    #[from(Some(entry.english))]
    pub english: Option<String>,
    /// First day on which it is valid.
    #[later]
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it is valid; old records keep it.
    #[later]
    pub valid_until: Option<NaiveDate>,
    /// The codes that follow one that is valid no more.
    #[serde(default)]
    #[later]
    pub successors: Vec<String>,
}

impl CodeSet {
    /// A shipped set, with or without its codes.
    pub fn shipped(set: &code_set::CodeSet, with_codes: bool) -> Self {
        Self {
            name: set.name.to_owned(),
            standard: set.standard.to_owned(),
            title: set.title.to_owned(),
            english: set.english.to_owned(),
            version: set.version.to_owned(),
            codes: with_codes.then(|| set.entries.iter().map(Code::from).collect()),
        }
    }
}

/// The full list of administrative areas (GB/T 2260).
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PutAreas {
    /// What the list is called, such as `2026`.
    #[validate(length(min = 1, max = 50))]
    pub version: String,
    /// The document it was taken from.
    #[validate(length(max = 200))]
    pub document_number: Option<String>,
    /// The areas.
    #[schema(max_items = 10_000)]
    #[validate(length(min = 1, max = 10_000))]
    pub codes: Vec<AreaCode>,
}

/// One administrative area.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaCode {
    /// Six digits.
    pub code: String,
    /// Chinese name.
    pub label: String,
    /// First day on which it is valid.
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it is valid. Records of the area keep its code.
    pub valid_until: Option<NaiveDate>,
    /// The codes of the areas that it became part of, for one that is abolished.
    #[serde(default)]
    pub successors: Vec<String>,
}
