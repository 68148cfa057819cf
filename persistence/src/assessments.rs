//! Yearly duty assessments: rows in and out, every version of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    assessment::{Assessment, Status, grade::Grade},
    id::{AssessmentId, OrganisationId, PersonId},
    page::{Page, PageRequest, Position},
    time::Moment,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read, texts},
    schema::assessments,
    steps,
    types::{DbInstant, DbJson, DbUuid},
};

/// A version of an assessment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = assessments, treat_none_as_default_value = false)]
struct AssessmentRow {
    id: DbUuid,
    version: i64,
    area: String,
    person_id: DbUuid,
    authority_id: DbUuid,
    year: i64,
    status: String,
    grade: Option<String>,
    score: Option<i64>,
    targets: DbJson,
    inspector_signed_on: Option<NaiveDate>,
    office_signatory: Option<String>,
    duty_report: Option<String>,
    ratings: DbJson,
    panel: DbJson,
    public_seat: Option<String>,
    vetoes: DbJson,
    computation: Option<DbJson>,
    notified_on: Option<NaiveDate>,
    review_until: Option<NaiveDate>,
    review: Option<DbJson>,
    accepted_on: Option<NaiveDate>,
    consequence: Option<DbJson>,
    days_served: Option<i64>,
    opened_on: NaiveDate,
    steps: DbJson,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

versioned!(assessments: AssessmentRow from Assessment);

/// Stores many new assessments.
///
/// # Errors
/// When the database fails.
pub fn insert_many(db: &mut DbConnection, new: &[Assessment]) -> Result<(), Error> {
    let rows: Vec<AssessmentRow> = new.iter().map(AssessmentRow::from).collect();
    insert_all!(db, assessments::table, rows)
}

/// Which assessments a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct AssessmentFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Who is assessed.
    pub person_ids: Vec<PersonId>,
    /// Which authorities assess.
    pub authority_ids: Vec<OrganisationId>,
    /// Years.
    pub years: Vec<i32>,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Grades.
    pub grades: Vec<Grade>,
    /// Those that were there on a day, as known at a moment.
    pub moment: Moment,
    /// Only those that are final, and were so on the day named.
    pub final_only: bool,
}

/// The assessment of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: AssessmentId,
    known_at: Option<domain::Instant>,
) -> Result<Assessment, Error> {
    let mut query = assessments::table.filter(assessments::id.eq(DbUuid(id.0))).into_boxed::<MultiBackend>();
    known_at!(query, assessments, known_at);
    let assessment = query.select(AssessmentRow::as_select()).first(db).stored()?.into_record()?;
    if reach.covers(&assessment.area) { Ok(assessment) } else { Err(Error::NotFound) }
}

/// Of assessments that were there, how they stood on a day, as known at a moment. Every event makes a version, and none lies
/// before the one before it: what stood is the last version whose event lies on the day or before it.
///
/// # Errors
/// When the database fails.
pub fn stood_on(
    db: &mut DbConnection,
    ids: &[AssessmentId],
    day: Day,
    known_at: Option<domain::Instant>,
) -> Result<HashMap<AssessmentId, Assessment>, Error> {
    let mut query = assessments::table
        .filter(assessments::id.eq_any(ids.iter().map(|id| DbUuid(id.0))))
        .filter(assessments::opened_on.le(day))
        .filter(assessments::last_event_on.is_null().or(assessments::last_event_on.le(day)))
        .order((assessments::id, assessments::version))
        .into_boxed::<MultiBackend>();
    if let Some(known_at) = known_at {
        query = query.filter(assessments::updated_at.le(DbInstant(known_at)));
    }
    let rows = query.select(AssessmentRow::as_select()).load(db).stored()?;
    rows.into_iter().map(|row| row.into_record().map(|one| (one.id, one))).collect()
}

/// Those whom an authority assesses for a year and who are not exempt, with the grade of each who has one.
///
/// # Errors
/// When the database fails.
pub fn group(
    db: &mut DbConnection,
    authority: OrganisationId,
    year: i32,
) -> Result<Vec<(AssessmentId, Option<Grade>)>, Error> {
    let query = assessments::table
        .filter(assessments::superseded_at.is_null())
        .filter(assessments::authority_id.eq(DbUuid(authority.0)))
        .filter(assessments::year.eq(i64::from(year)))
        .filter(assessments::status.ne(Status::Exempt.as_str()))
        .select((assessments::id, assessments::grade));
    let rows: Vec<(DbUuid, Option<String>)> = query.load(db).stored()?;
    let one = |(id, grade): (DbUuid, Option<String>)| Ok((AssessmentId(id.0), parse_grade(grade)?));
    rows.into_iter().map(one).collect()
}

/// The final grades of a person, year by year, at any authority.
///
/// # Errors
/// When the database fails.
pub fn final_grades(db: &mut DbConnection, person: PersonId) -> Result<Vec<(i32, Grade)>, Error> {
    let query = assessments::table
        .filter(assessments::superseded_at.is_null())
        .filter(assessments::person_id.eq(DbUuid(person.0)))
        .filter(assessments::status.eq(Status::Final.as_str()))
        .select((assessments::year, assessments::grade.assume_not_null()))
        .order((assessments::year, assessments::id));
    let rows: Vec<(i64, String)> = query.load(db).stored()?;
    let one = |(year, grade): (i64, String)| {
        Ok((read(TABLE, "year", i32::try_from(year).ok())?, read(TABLE, "grade", Grade::parse(&grade))?))
    };
    rows.into_iter().map(one).collect()
}

/// The years for which a person is still under assessment at some authority.
///
/// # Errors
/// When the database fails.
pub fn open_years(db: &mut DbConnection, person: PersonId) -> Result<Vec<i32>, Error> {
    let ended = [Status::Final, Status::Exempt].map(Status::as_str);
    let query = assessments::table
        .filter(assessments::superseded_at.is_null())
        .filter(assessments::person_id.eq(DbUuid(person.0)))
        .filter(assessments::status.ne_all(ended))
        .select(assessments::year);
    let years: Vec<i64> = query.load(db).stored()?;
    years.into_iter().map(|year| read(TABLE, "year", i32::try_from(year).ok())).collect()
}

/// Whether one of these years of a person ended with this grade, at any authority.
///
/// # Errors
/// When the database fails.
pub fn ended_as(db: &mut DbConnection, person: PersonId, years: &[i32], grade: Grade) -> Result<bool, Error> {
    let years = years.iter().map(|year| i64::from(*year));
    let query = assessments::table
        .filter(assessments::superseded_at.is_null())
        .filter(assessments::person_id.eq(DbUuid(person.0)))
        .filter(assessments::year.eq_any(years))
        .filter(assessments::status.eq(Status::Final.as_str()))
        .filter(assessments::grade.eq(grade.as_str()));
    diesel::select(diesel::dsl::exists(query)).get_result(db).stored()
}

fn filtered<'a>(reach: &Reach, filter: &AssessmentFilter) -> assessments::BoxedQuery<'a, MultiBackend> {
    let mut query = assessments::table.into_boxed();
    narrow_to_areas!(query, assessments::area, reach, filter.areas);
    known_at!(query, assessments, filter.moment.known_at);
    if let Some(day) = filter.moment.as_of {
        query = query.filter(assessments::opened_on.le(day));
    }
    if filter.final_only {
        query = query.filter(assessments::status.eq(Status::Final.as_str()));
        if let Some(day) = filter.moment.as_of {
            query = query.filter(assessments::last_event_on.le(day));
        }
    }
    let people: Vec<DbUuid> = filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
    let authorities: Vec<DbUuid> = filter.authority_ids.iter().map(|id| DbUuid(id.0)).collect();
    let years: Vec<i64> = filter.years.iter().map(|year| i64::from(*year)).collect();
    let statuses: Vec<&str> = filter.statuses.iter().map(|status| status.as_str()).collect();
    let grades: Vec<&str> = filter.grades.iter().map(|grade| grade.as_str()).collect();
    any_of!(
        query,
        assessments::person_id => people;
        assessments::authority_id => authorities;
        assessments::year => years;
        assessments::status => statuses;
        assessments::grade => grades;
    );
    query
}

/// A page of assessments within reach, in the order in which they were opened, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &AssessmentFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Assessment>, Error> {
    let mut query = filtered(reach, filter).limit(i64::from(page.size) + 1);
    after_position!(query, assessments::id, page, descending);
    let rows = query.select(AssessmentRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Assessment>, Error> = rows.into_iter().map(AssessmentRow::into_record).collect();
    let mut result = Page::cut(all?, page.size, |one| Position { value: None, id: one.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter).count().get_result(db).stored()?);
    }
    Ok(result)
}

/// Values of words, numbers and texts: they always have a JSON form.
fn kept(value: &impl Serialize) -> DbJson {
    DbJson(serde_json::to_value(value).unwrap_or_default())
}

fn parsed<T: DeserializeOwned>(column: &'static str, stored: DbJson) -> Result<T, Error> {
    read(TABLE, column, serde_json::from_value(stored.0).ok())
}

fn parse_grade(stored: Option<String>) -> Result<Option<Grade>, Error> {
    stored.map(|word| read(TABLE, "grade", Grade::parse(&word))).transpose()
}

const TABLE: &str = "assessments";

impl From<&Assessment> for AssessmentRow {
    fn from(one: &Assessment) -> Self {
        let opened_on = one.trail.steps().first().map_or_else(|| one.created_at.date_naive(), |(day, _)| *day);
        Self {
            id: DbUuid(one.id.0),
            version: one.version,
            area: one.area.as_str().to_owned(),
            person_id: DbUuid(one.person_id.0),
            authority_id: DbUuid(one.authority_id.0),
            year: i64::from(one.year),
            status: one.status.as_str().to_owned(),
            grade: one.grade.map(|grade| grade.as_str().to_owned()),
            score: one.score().map(i64::from),
            targets: kept(&one.targets),
            inspector_signed_on: one.inspector_signed_on,
            office_signatory: one.office_signatory.clone(),
            duty_report: one.duty_report.clone(),
            ratings: kept(&one.ratings),
            panel: kept(&one.panel),
            public_seat: one.public_seat.clone(),
            vetoes: kept(&one.vetoes),
            computation: one.computation.as_ref().map(kept),
            notified_on: one.notified_on,
            review_until: one.review_until,
            review: one.review.as_ref().map(kept),
            accepted_on: one.accepted_on,
            consequence: one.consequence.as_ref().map(kept),
            days_served: one.days_served.map(i64::from),
            opened_on,
            steps: steps::kept(&one.trail, Status::as_str),
            last_event_on: one.last_event_on,
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        }
    }
}

impl AssessmentRow {
    fn into_record(self) -> Result<Assessment, Error> {
        Ok(Assessment {
            id: AssessmentId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            authority_id: OrganisationId(self.authority_id.0),
            year: read(TABLE, "year", i32::try_from(self.year).ok())?,
            status: read(TABLE, "status", Status::parse(&self.status))?,
            targets: parsed("targets", self.targets)?,
            inspector_signed_on: self.inspector_signed_on,
            office_signatory: self.office_signatory,
            duty_report: self.duty_report,
            ratings: parsed("ratings", self.ratings)?,
            panel: texts(Some(&self.panel.0)),
            public_seat: self.public_seat,
            vetoes: parsed("vetoes", self.vetoes)?,
            computation: self.computation.map(|stored| parsed("computation", stored)).transpose()?,
            grade: parse_grade(self.grade)?,
            notified_on: self.notified_on,
            review_until: self.review_until,
            review: self.review.map(|stored| parsed("review", stored)).transpose()?,
            accepted_on: self.accepted_on,
            consequence: self.consequence.map(|stored| parsed("consequence", stored)).transpose()?,
            days_served: match self.days_served {
                Some(days) => Some(read(TABLE, "days_served", u32::try_from(days).ok())?),
                None => None,
            },
            trail: steps::read(TABLE, &self.steps, Status::parse)?,
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
