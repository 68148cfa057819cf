//! Calendars of working days on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The working days of a year, as deviations from Monday to Friday.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Calendar {
    /// The year.
    pub year: i32,
    /// Version, one more with every upload; the ETag.
    pub version: i64,
    /// Days off.
    pub holidays: Vec<NaiveDate>,
    /// Weekend days that are worked.
    pub workdays: Vec<NaiveDate>,
    /// The notice it was taken from.
    pub document_number: Option<String>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The calendar of a year, as the State Council announces it.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PutCalendar {
    /// Days off, all in the year.
    #[validate(length(max = 366))]
    pub holidays: Vec<NaiveDate>,
    /// Weekend days that are worked, all in the year.
    #[serde(default)]
    #[validate(length(max = 366))]
    pub workdays: Vec<NaiveDate>,
    /// The notice it was taken from.
    #[validate(length(max = 200))]
    pub document_number: Option<String>,
    /// Whether a calendar without any day may take the place of one that has some.
    #[serde(default)]
    pub allow_empty: bool,
}
