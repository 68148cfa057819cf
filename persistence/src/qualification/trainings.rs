//! Trainings: rows in and out, every version of them.

use chrono::NaiveDate;
use diesel::{prelude::*, sql_types::BigInt};
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{PersonId, TrainingId},
        page::{Page, PageRequest, Position},
    },
    qualification::training::{Content, Form, Mode, Training},
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Maybe, Number, Plain, Time, Worded, read},
    schema::trainings,
    spelled::spelled,
    types::{DbInstant, DbUuid},
};

row! {
    /// A version of a training as stored.
    TrainingRow of Training in trainings {
        id: Id<TrainingId>,
        version: Plain<i64>,
        area: AreaCode,
        person_id: Id<PersonId>,
        form: Worded<Form>,
        mode: Worded<Mode>,
        content: Worded<Content>,
        title: Plain<String>,
        held_on: Plain<Day>,
        hours: Number<u32>,
        organiser: Maybe<Plain<String>>,
        created_at: Time,
        updated_at: Time,
    }
    computed { superseded_at: Maybe<Time> = |_| None }
}

versioned!(trainings: TrainingRow from Training);

filter! {
    /// Which trainings.
    TrainingFilter on trainings sorts ["id"], {
        /// Held on this day or later.
        held_on_from: from => held_on,
        /// Held on this day or earlier.
        held_on_to: until => held_on,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Who took part.
        person_id: ids PersonId,
        /// Form.
        form: words Form,
        /// How it was given.
        mode: words Mode,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The training of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: TrainingId,
    known_at: Option<Instant>,
) -> Result<Training, Error> {
    find!(db, reach, trainings: TrainingRow, id, known_at)
}

fn filtered<'a>(reach: &Reach, filter: &TrainingFilter) -> trainings::BoxedQuery<'a, MultiBackend> {
    filter.narrow(trainings::table.into_boxed(), reach)
}

/// Stores many new records.
///
/// # Errors
/// When the database fails.
pub fn insert_many(db: &mut DbConnection, new: &[Training]) -> Result<(), Error> {
    let rows: Vec<TrainingRow> = new.iter().map(TrainingRow::from).collect();
    insert_all!(db, trainings::table, rows)
}

/// The trainings of these people that were held from a first to a last day, as known now.
///
/// # Errors
/// When the database fails.
pub fn standing(db: &mut DbConnection, people: &[PersonId], (first, last): (Day, Day)) -> Result<Vec<Training>, Error> {
    load_all!(db, TrainingRow, present_of!(trainings, people).filter(trainings::held_on.between(first, last)))
}

/// A page of trainings within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &TrainingFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Training>, Error> {
    page_of!(db, trainings: TrainingRow, filtered(reach, filter), page, descending)
}

/// Hours that a filter adds up to, wherever they were recorded.
///
/// # Errors
/// When the database fails.
pub fn hours(db: &mut DbConnection, filter: &TrainingFilter) -> Result<u32, Error> {
    // A sum of bigints has another type on each engine; a person has few trainings.
    let each: Vec<i64> = filtered(&Reach::everything(), filter).select(trainings::hours).load(db).stored()?;
    Ok(u32::try_from(each.iter().sum::<i64>()).unwrap_or(u32::MAX))
}

/// Hours that a filter adds up to, for each person and mode: added up by the database.
///
/// # Errors
/// When the database fails.
pub fn hours_of_each(db: &mut DbConnection, filter: &TrainingFilter) -> Result<Vec<(PersonId, Mode, u32)>, Error> {
    // A sum of bigints has another type on each engine.
    let sum = spelled::<BigInt>("CAST(SUM(hours) AS BIGINT)");
    let query = trainings::table
        .group_by((trainings::person_id, trainings::mode))
        .select((trainings::person_id, trainings::mode, sum))
        .into_boxed::<MultiBackend>();
    let rows: Vec<(DbUuid, String, i64)> = filter.narrow(query, &Reach::everything()).load(db).stored()?;
    let each = |(person, mode, hours): (DbUuid, String, i64)| {
        let mode = read("trainings", "mode", Mode::parse(&mode))?;
        Ok((PersonId(person.0), mode, read("trainings", "hours", u32::try_from(hours).ok())?))
    };
    rows.into_iter().map(each).collect()
}

/// What a filter finds, as the day and the hours of each.
///
/// # Errors
/// When the database fails.
pub fn hours_by_day(db: &mut DbConnection, filter: &TrainingFilter) -> Result<Vec<(PersonId, Day, u32)>, Error> {
    let query = filtered(&Reach::everything(), filter);
    let rows: Vec<(DbUuid, NaiveDate, i64)> =
        query.select((trainings::person_id, trainings::held_on, trainings::hours)).load(db).stored()?;
    let each = |(person, held_on, hours): (DbUuid, NaiveDate, i64)| {
        Ok((PersonId(person.0), held_on, read("trainings", "hours", u32::try_from(hours).ok())?))
    };
    rows.into_iter().map(each).collect()
}
