//! Calendars of working days, one a year.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::{
    Day, Error, Instant,
    kernel::calendar::{WorkingDays, YearCalendar},
};
use serde_json::Value;
use uuid::Uuid;

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{Codec, Column, Id, Maybe, Number, Plain, Time, texts},
    schema::{calendars, earlier_calendars},
    types::DbJson,
};

row! {
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    CalendarRow of StoredCalendar in calendars before earlier_calendars {
        id: Id<Uuid>,
        version: Plain<i64>,
        document_number: Maybe<Plain<String>>,
        created_at: Time,
        updated_at: Time,
    }
    in days: YearCalendar { year: Number<i32>, holidays: Days, workdays: Days }
}

/// Days in a JSON array; what is no day is passed over.
struct Days;

impl Codec for Days {
    type Domain = BTreeSet<Day>;
    type Stored = DbJson;

    fn store(value: &BTreeSet<Day>) -> DbJson {
        DbJson(value.iter().map(|day| Value::from(day.to_string())).collect())
    }

    fn load(stored: DbJson, _: Column) -> Result<BTreeSet<Day>, Error> {
        Ok(texts(Some(&stored.0)).iter().filter_map(|day| day.parse().ok()).collect())
    }
}

/// A calendar as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCalendar {
    /// Identifier.
    pub id: Uuid,
    /// Version.
    pub version: i64,
    /// The days.
    pub days: YearCalendar,
    /// The notice it was taken from.
    pub document_number: Option<String>,
    /// When it was first uploaded.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// All calendars, by year.
///
/// # Errors
/// When the database fails.
pub fn all(db: &mut DbConnection) -> Result<Vec<StoredCalendar>, Error> {
    load_all!(db, CalendarRow, calendars::table.order(calendars::year))
}

/// The working days over all uploaded years.
///
/// # Errors
/// When the database fails.
pub fn working_days(db: &mut DbConnection) -> Result<WorkingDays, Error> {
    Ok(WorkingDays::over(all(db)?.into_iter().map(|calendar| calendar.days)))
}

/// The calendar of a year, as it was known at an instant: now, unless said.
///
/// # Errors
/// [`Error::NotFound`] when it was not uploaded by then.
pub fn find(db: &mut DbConnection, year: i32, known_at: Option<Instant>) -> Result<StoredCalendar, Error> {
    let year = i64::from(year);
    known_row!(db, calendars before earlier_calendars: CalendarRow, by year = year, known_at).into_record()
}

/// Stores a calendar, new or over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn put(db: &mut DbConnection, calendar: &StoredCalendar) -> Result<(), Error> {
    if calendar.version == 1 {
        let row = CalendarRow::from(calendar);
        return diesel::insert_into(calendars::table).values(row).execute(db).stored().map(drop);
    }
    overwrite!(db, calendars: CalendarRow, calendar)
}
