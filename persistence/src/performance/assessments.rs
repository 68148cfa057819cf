//! Yearly duty assessments: rows in and out, every version of them.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{AssessmentId, OrganisationId, PersonId},
        page::{Page, PageRequest, Position},
    },
    performance::assessment::{
        Assessment, Status,
        formula::Computation,
        grade::Grade,
        outcome::{Consequence, Review, Veto},
        rating::Rating,
        targets::Item,
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Json, Maybe, Number, Plain, Steps, Texts, Time, Worded, read},
    schema::assessments,
    types::{DbInstant, DbUuid},
};

row! {
    /// A version of an assessment as stored.
    AssessmentRow of Assessment in assessments {
        id: Id<AssessmentId>,
        version: Plain<i64>,
        area: AreaCode,
        person_id: Id<PersonId>,
        authority_id: Id<OrganisationId>,
        year: Number<i32>,
        status: Worded<Status>,
        grade: Maybe<Worded<Grade>>,
        targets: Json<Vec<Item>>,
        inspector_signed_on: Maybe<Plain<Day>>,
        office_signatory: Maybe<Plain<String>>,
        duty_report: Maybe<Plain<String>>,
        ratings: Json<Vec<Rating>>,
        panel: Texts,
        public_seat: Maybe<Plain<String>>,
        vetoes: Json<Vec<Veto>>,
        computation: Maybe<Json<Computation>>,
        notified_on: Maybe<Plain<Day>>,
        review_until: Maybe<Plain<Day>>,
        review: Maybe<Json<Review>>,
        accepted_on: Maybe<Plain<Day>>,
        consequence: Maybe<Json<Consequence>>,
        days_served: Maybe<Number<u32>>,
        steps = trail: Steps<Status>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    computed {
        score: Maybe<Number<u32>> = Assessment::score,
        opened_on: Plain<Day> = opened_on,
    }
}

fn opened_on(one: &Assessment) -> Day {
    one.trail.steps().first().map_or_else(|| one.created_at.date_naive(), |(day, _)| *day)
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

filter! {
    /// Which assessments.
    AssessmentFilter on assessments sorts ["id"], {
        /// Assessments that were there on this day, as they stood then.
        as_of: day = &["status", "grade"],
        /// As the register knew it at this moment (RFC 3339).
        known_at: known,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Who is assessed.
        person_id: ids PersonId,
        /// Which authority assesses.
        authority_id: ids OrganisationId,
        /// Year.
        year: values i32 = |raw| raw.parse().ok(),
        /// Status, as it is today; not together with `as_of`.
        status: words Status,
        /// Grade, as it is today; not together with `as_of`.
        grade: words Grade,
    }
    besides {
        /// Only those that are final, and were so on the day named.
        final_only: bool,
    }
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
    find!(db, reach, assessments: AssessmentRow, id, known_at)
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
    let mut query = filter.narrow(assessments::table.into_boxed(), reach);
    if let Some(day) = filter.as_of {
        query = query.filter(assessments::opened_on.le(day));
    }
    if filter.final_only {
        query = query.filter(assessments::status.eq(Status::Final.as_str()));
        if let Some(day) = filter.as_of {
            query = query.filter(assessments::last_event_on.le(day));
        }
    }
    let years: Vec<i64> = filter.year.iter().map(|year| i64::from(*year)).collect();
    any_of!(query, assessments::year => years;);
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
    page_of!(db, assessments: AssessmentRow, filtered(reach, filter), page, descending)
}

fn parse_grade(stored: Option<String>) -> Result<Option<Grade>, Error> {
    stored.map(|word| read(TABLE, "grade", Grade::parse(&word))).transpose()
}

const TABLE: &str = "assessments";
