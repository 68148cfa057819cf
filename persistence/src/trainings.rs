//! Trainings: rows in and out.

use chrono::NaiveDate;
use diesel::{prelude::*, sql_types::BigInt};
use domain::{
    Area, Day, Error, Reach,
    id::{PersonId, TrainingId},
    page::{Page, PageRequest, Position},
    training::{Content, Form, Mode, Training},
};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read},
    schema::trainings,
    types::{DbInstant, DbUuid},
};

/// A training as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = trainings, treat_none_as_null = true)]
struct TrainingRow {
    id: DbUuid,
    version: i64,
    area: String,
    person_id: DbUuid,
    form: String,
    mode: String,
    content: String,
    title: String,
    held_on: NaiveDate,
    hours: i64,
    organiser: Option<String>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// Which trainings a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct TrainingFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Who took part.
    pub person_ids: Vec<PersonId>,
    /// Forms.
    pub forms: Vec<Form>,
    /// Modes.
    pub modes: Vec<Mode>,
    /// Held on this day or later.
    pub held_on_from: Option<Day>,
    /// Held on this day or earlier.
    pub held_on_to: Option<Day>,
}

/// The training of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, reach: &Reach, id: TrainingId) -> Result<Training, Error> {
    let query = trainings::table.find(DbUuid(id.0)).select(TrainingRow::as_select());
    let training = query.first(db).stored()?.into_training()?;
    if reach.covers(&training.area) { Ok(training) } else { Err(Error::NotFound) }
}

/// Narrows a boxed query to the caller's reach and the filter. A macro, because a grouped query has another type.
macro_rules! narrow {
    ($query:ident, $reach:expr, $filter:expr) => {
        narrow_to_areas!($query, trainings::area, $reach, $filter.areas);
        let ids: Vec<DbUuid> = $filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
        let forms: Vec<&str> = $filter.forms.iter().map(|form| form.as_str()).collect();
        let modes: Vec<&str> = $filter.modes.iter().map(|mode| mode.as_str()).collect();
        any_of!($query, trainings::person_id => ids; trainings::form => forms; trainings::mode => modes;);
        if let Some(day) = $filter.held_on_from {
            $query = $query.filter(trainings::held_on.ge(day));
        }
        if let Some(day) = $filter.held_on_to {
            $query = $query.filter(trainings::held_on.le(day));
        }
    };
}

fn filtered<'a>(reach: &Reach, filter: &TrainingFilter) -> trainings::BoxedQuery<'a, MultiBackend> {
    let mut query = trainings::table.into_boxed();
    narrow!(query, reach, filter);
    query
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
    let mut query = filtered(reach, filter).limit(i64::from(page.size) + 1);
    if let Some(after) = &page.after {
        let id = DbUuid(after.id);
        query = if descending { query.filter(trainings::id.lt(id)) } else { query.filter(trainings::id.gt(id)) };
    }
    query = if descending { query.order(trainings::id.desc()) } else { query.order(trainings::id.asc()) };
    let rows = query.select(TrainingRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Training>, Error> = rows.into_iter().map(TrainingRow::into_training).collect();
    let mut result = Page::cut(all?, page.size, |training| Position { value: None, id: training.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter).count().get_result(db).stored()?);
    }
    Ok(result)
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
    let sum = diesel::dsl::sql::<BigInt>("CAST(SUM(hours) AS BIGINT)");
    let mut query = trainings::table
        .group_by((trainings::person_id, trainings::mode))
        .select((trainings::person_id, trainings::mode, sum))
        .into_boxed::<MultiBackend>();
    narrow!(query, &Reach::everything(), filter);
    let rows: Vec<(DbUuid, String, i64)> = query.load(db).stored()?;
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

/// Stores a new training.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &Training) -> Result<(), Error> {
    diesel::insert_into(trainings::table).values(TrainingRow::from(new)).execute(db).stored().map(drop)
}

/// Stores a changed training over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Training) -> Result<(), Error> {
    let row = TrainingRow::from(changed);
    let target = trainings::table.find(row.id).filter(trainings::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// Gives the trainings of a person the person's area: children inherit it.
///
/// # Errors
/// When the database fails.
pub fn follow_area(db: &mut DbConnection, person: PersonId, area: &Area, now: domain::Instant) -> Result<(), Error> {
    let theirs = trainings::table.filter(trainings::person_id.eq(DbUuid(person.0)));
    let change = (
        trainings::area.eq(area.as_str()),
        trainings::version.eq(trainings::version + 1),
        trainings::updated_at.eq(DbInstant(now)),
    );
    diesel::update(theirs).set(change).execute(db).stored().map(drop)
}

/// Gives the trainings of a merged record to its survivor.
///
/// # Errors
/// When the database fails.
pub fn move_to(
    db: &mut DbConnection,
    lost: PersonId,
    survivor: &domain::person::Person,
    now: domain::Instant,
) -> Result<(), Error> {
    let theirs = trainings::table.filter(trainings::person_id.eq(DbUuid(lost.0)));
    let change = (
        trainings::person_id.eq(DbUuid(survivor.id.0)),
        trainings::area.eq(survivor.area.as_str()),
        trainings::version.eq(trainings::version + 1),
        trainings::updated_at.eq(DbInstant(now)),
    );
    diesel::update(theirs).set(change).execute(db).stored().map(drop)
}

impl From<&Training> for TrainingRow {
    fn from(training: &Training) -> Self {
        Self {
            id: DbUuid(training.id.0),
            version: training.version,
            area: training.area.as_str().to_owned(),
            person_id: DbUuid(training.person_id.0),
            form: training.form.as_str().to_owned(),
            mode: training.mode.as_str().to_owned(),
            content: training.content.as_str().to_owned(),
            title: training.title.clone(),
            held_on: training.held_on,
            hours: i64::from(training.hours),
            organiser: training.organiser.clone(),
            created_at: DbInstant(training.created_at),
            updated_at: DbInstant(training.updated_at),
        }
    }
}

impl TrainingRow {
    fn into_training(self) -> Result<Training, Error> {
        const TABLE: &str = "trainings";
        Ok(Training {
            id: TrainingId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            form: read(TABLE, "form", Form::parse(&self.form))?,
            mode: read(TABLE, "mode", Mode::parse(&self.mode))?,
            content: read(TABLE, "content", Content::parse(&self.content))?,
            title: self.title,
            held_on: self.held_on,
            hours: read(TABLE, "hours", u32::try_from(self.hours).ok())?,
            organiser: self.organiser,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
