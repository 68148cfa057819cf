//! Calendars of working days, one a year.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::{
    Day, Error, Instant,
    calendar::{WorkingDays, YearCalendar},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    connection::DbConnection,
    error::Stored,
    people::{read, texts},
    schema::calendars,
    types::{DbInstant, DbJson, DbUuid},
};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = calendars, treat_none_as_null = true)]
struct CalendarRow {
    id: DbUuid,
    version: i64,
    year: i64,
    holidays: DbJson,
    workdays: DbJson,
    document_number: Option<String>,
    created_at: DbInstant,
    updated_at: DbInstant,
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
    let rows: Vec<CalendarRow> =
        calendars::table.order(calendars::year).select(CalendarRow::as_select()).load(db).stored()?;
    rows.into_iter().map(CalendarRow::into_calendar).collect()
}

/// The working days over all uploaded years.
///
/// # Errors
/// When the database fails.
pub fn working_days(db: &mut DbConnection) -> Result<WorkingDays, Error> {
    Ok(WorkingDays::over(all(db)?.into_iter().map(|calendar| calendar.days)))
}

/// The calendar of a year.
///
/// # Errors
/// [`Error::NotFound`] when it was not uploaded.
pub fn find(db: &mut DbConnection, year: i32) -> Result<StoredCalendar, Error> {
    let query = calendars::table.filter(calendars::year.eq(i64::from(year))).select(CalendarRow::as_select());
    query.first(db).stored()?.into_calendar()
}

/// Stores a calendar, new or over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn put(db: &mut DbConnection, calendar: &StoredCalendar) -> Result<(), Error> {
    let row = CalendarRow::from(calendar);
    if calendar.version == 1 {
        return diesel::insert_into(calendars::table).values(row).execute(db).stored().map(drop);
    }
    let target = calendars::table.find(row.id).filter(calendars::version.eq(calendar.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

fn written(days: &BTreeSet<Day>) -> DbJson {
    DbJson(days.iter().map(|day| Value::from(day.to_string())).collect())
}

fn parsed(days: &DbJson) -> BTreeSet<Day> {
    texts(Some(&days.0)).iter().filter_map(|day| day.parse().ok()).collect()
}

impl From<&StoredCalendar> for CalendarRow {
    fn from(calendar: &StoredCalendar) -> Self {
        Self {
            id: DbUuid(calendar.id),
            version: calendar.version,
            year: i64::from(calendar.days.year),
            holidays: written(&calendar.days.holidays),
            workdays: written(&calendar.days.workdays),
            document_number: calendar.document_number.clone(),
            created_at: DbInstant(calendar.created_at),
            updated_at: DbInstant(calendar.updated_at),
        }
    }
}

impl CalendarRow {
    fn into_calendar(self) -> Result<StoredCalendar, Error> {
        let year = read("calendars", "year", i32::try_from(self.year).ok())?;
        Ok(StoredCalendar {
            id: self.id.0,
            version: self.version,
            days: YearCalendar { year, holidays: parsed(&self.holidays), workdays: parsed(&self.workdays) },
            document_number: self.document_number,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
