//! Grades: rows in and out, every version of them, in the order in which the register learned of them.

use chrono::{NaiveDate, SecondsFormat};
use diesel::prelude::*;
use domain::{
    Area, Error, Instant, Reach,
    grade::{Grade, Span, Track},
    id::{GradeId, PersonId, PromotionId},
    page::{Page, PageRequest, Position},
    person::Person,
    text::PersonNumber,
    time::{self, Moment},
};
use std::collections::HashMap;

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read},
    schema::grades,
    types::{DbInstant, DbUuid},
    versions,
};

/// A version of a grade as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = grades, treat_none_as_default_value = false)]
struct GradeRow {
    id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    person_id: DbUuid,
    person_number: String,
    track: String,
    grade: String,
    post_grade: Option<i64>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    document_number: String,
    source: String,
    external_reference: Option<String>,
    promotion_id: Option<DbUuid>,
    annulled_reason: Option<String>,
    touched_from: Option<NaiveDate>,
    touched_until: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// Which grades a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct GradeFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Holders.
    pub person_ids: Vec<PersonId>,
    /// Tracks.
    pub tracks: Vec<Track>,
    /// Codes.
    pub grades: Vec<String>,
    /// On which day, and as known when.
    pub moment: Moment,
    /// Only what the register learned after this instant; then what was annulled is listed, too.
    pub changed_after: Option<Instant>,
}

/// In which order a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradeOrder {
    /// In which grades were recorded.
    Recorded,
    /// In which the register learned of their present versions.
    Changed,
}

type Query<'a> = grades::BoxedQuery<'a, MultiBackend>;

/// The grade of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or does not hold on the day named.
pub fn find(db: &mut DbConnection, reach: &Reach, id: GradeId, moment: Moment) -> Result<Grade, Error> {
    let mut query = grades::table.into_boxed::<MultiBackend>().filter(grades::id.eq(DbUuid(id.0)));
    known_at!(query, grades, moment.known_at);
    let grade = query.select(GradeRow::as_select()).first(db).stored()?.into_grade()?;
    let is_seen = reach.covers(&grade.area) && moment.as_of.is_none_or(|day| grade.holds_on(day));
    if is_seen { Ok(grade) } else { Err(Error::NotFound) }
}

/// Every version of the grade that a writing system knows under a reference of its own, the present one last; nothing where
/// the reference is free.
///
/// # Errors
/// When the database fails.
pub fn by_reference(db: &mut DbConnection, source: &str, reference: &str) -> Result<Vec<Grade>, Error> {
    let query = grades::table
        .filter(grades::source.eq(source))
        .filter(grades::external_reference.eq(reference))
        .order((grades::id, grades::version));
    let rows: Vec<GradeRow> = query.select(GradeRow::as_select()).load(db).stored()?;
    let versions = rows.into_iter().map(GradeRow::into_grade).collect::<Result<Vec<Grade>, Error>>()?;
    Ok(versions::that_hold(&versions, |one, next| one.id == next.id, Grade::is_annulled))
}

/// What is known now of these people on these tracks and was not annulled, wherever it was recorded.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, people: &[PersonId]) -> Result<Vec<Grade>, Error> {
    let theirs = grades::table
        .filter(grades::person_id.eq_any(people.iter().map(|id| DbUuid(id.0))))
        .filter(grades::superseded_at.is_null())
        .filter(grades::annulled_reason.is_null())
        .order(grades::id);
    let rows: Vec<GradeRow> = theirs.select(GradeRow::as_select()).load(db).stored()?;
    rows.into_iter().map(GradeRow::into_grade).collect()
}

/// The instant of the next write: now, and later than every one before it, whatever clocks say. Two transactions that
/// asked at once cannot both commit, because each reads what the other writes; so the order of the instants is the order in
/// which writes became visible, and who has all up to one of them has missed nothing.
///
/// # Errors
/// When the database fails.
pub fn next_instant(db: &mut DbConnection, now: Instant) -> Result<Instant, Error> {
    let newest: Option<DbInstant> =
        grades::table.select(grades::updated_at).order(grades::updated_at.desc()).first(db).optional().stored()?;
    Ok(newest.map_or(now, |newest| time::following(newest.0, now)))
}

/// A page of grades within reach.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &GradeFilter,
    (order, descending): (GradeOrder, bool),
    page: &PageRequest,
) -> Result<Page<Grade>, Error> {
    let mut query = filtered(reach, filter).limit(i64::from(page.size) + 1);
    query = match order {
        GradeOrder::Recorded => {
            after_position!(query, grades::id, page, descending);
            query
        }
        GradeOrder::Changed => by_change(query, descending, page.after.as_ref())?,
    };
    let rows: Vec<GradeRow> = query.select(GradeRow::as_select()).load(db).stored()?;
    let all: Vec<Grade> = rows.into_iter().map(GradeRow::into_grade).collect::<Result<_, _>>()?;
    let mut result = Page::cut(all, page.size, |grade| position(grade, order));
    if let Some(instant) = filter.changed_after {
        touch_since(db, &mut result.items, instant, filter.moment.known_at)?;
    }
    if page.count {
        result.total = Some(filtered(reach, filter).count().get_result(db).stored()?);
    }
    Ok(result)
}

fn filtered<'a>(reach: &Reach, filter: &GradeFilter) -> Query<'a> {
    let mut query: Query<'a> = grades::table.into_boxed();
    narrow_to_areas!(query, grades::area, reach, filter.areas);
    known_at!(query, grades, filter.moment.known_at);
    as_of!(query, grades::starts_on, grades::ends_on, filter.moment.as_of);
    let ids: Vec<DbUuid> = filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
    let tracks: Vec<&str> = filter.tracks.iter().map(|track| track.as_str()).collect();
    any_of!(query, grades::person_id => ids; grades::track => tracks; grades::grade => filter.grades;);
    if let Some(instant) = filter.changed_after {
        query = query.filter(grades::updated_at.gt(DbInstant(instant)));
    }
    if filter.changed_after.is_none() || filter.moment.as_of.is_some() {
        query = query.filter(grades::annulled_reason.is_null());
    }
    query
}

fn position(grade: &Grade, order: GradeOrder) -> Position {
    let value = match order {
        GradeOrder::Recorded => None,
        GradeOrder::Changed => Some(grade.updated_at.to_rfc3339_opts(SecondsFormat::Micros, true)),
    };
    Position { value, id: grade.id.0 }
}

/// By instant; what one write changed is told apart by the id.
fn by_change<'a>(query: Query<'a>, descending: bool, after: Option<&Position>) -> Result<Query<'a>, Error> {
    let Some(after) = after else {
        return Ok(ordered_by_change(query, descending));
    };
    let unreadable = || Error::internal("a position without an instant");
    let raw = after.value.as_deref().ok_or_else(unreadable)?;
    let (at, id) = (DbInstant(time::parse_instant(raw).map_err(|_| unreadable())?), DbUuid(after.id));
    let query = if descending {
        query.filter(grades::updated_at.le(at).and(grades::updated_at.lt(at).or(grades::id.lt(id))))
    } else {
        query.filter(grades::updated_at.ge(at).and(grades::updated_at.gt(at).or(grades::id.gt(id))))
    };
    Ok(ordered_by_change(query, descending))
}

fn ordered_by_change(query: Query<'_>, descending: bool) -> Query<'_> {
    if descending {
        query.order((grades::updated_at.desc(), grades::id.desc()))
    } else {
        query.order((grades::updated_at.asc(), grades::id.asc()))
    }
}

/// Widens the touched days of each to those of all its changes since an instant: who asks rarely misses none of them.
fn touch_since(
    db: &mut DbConnection,
    changed: &mut [Grade],
    since: Instant,
    known_at: Option<Instant>,
) -> Result<(), Error> {
    let mut query = grades::table
        .into_boxed::<MultiBackend>()
        .filter(grades::id.eq_any(changed.iter().map(|grade| DbUuid(grade.id.0)).collect::<Vec<_>>()))
        .filter(grades::updated_at.gt(DbInstant(since)))
        .filter(grades::touched_from.is_not_null());
    if let Some(instant) = known_at {
        query = query.filter(grades::updated_at.le(DbInstant(instant)));
    }
    type Touched = (DbUuid, Option<NaiveDate>, Option<NaiveDate>);
    let rows: Vec<Touched> =
        query.select((grades::id, grades::touched_from, grades::touched_until)).load(db).stored()?;
    let mut spans: HashMap<DbUuid, Span> = HashMap::new();
    for (id, from, until) in rows {
        if let Some(span) = from.map(|from| Span { from, until }) {
            spans.entry(id).and_modify(|known| *known = known.hull(span)).or_insert(span);
        }
    }
    for grade in changed {
        grade.touched = spans.get(&DbUuid(grade.id.0)).copied();
    }
    Ok(())
}

/// Stores new grades.
///
/// # Errors
/// [`Error::Duplicate`] when one of them holds on a day of another of its track, or its reference was used before.
pub fn insert(db: &mut DbConnection, new: &[Grade]) -> Result<(), Error> {
    let rows: Vec<GradeRow> = new.iter().map(GradeRow::from).collect();
    insert_all!(db, grades::table, rows)
}

/// Stores next versions of grades: those before them are closed and stay.
///
/// # Errors
/// [`Error::Changed`] when another writer was first, and as [`insert`].
pub fn update(db: &mut DbConnection, changed: &[Grade]) -> Result<(), Error> {
    follow_all!(db, grades: GradeRow, changed)
}

/// Gives the grades of a person their area. Each becomes a next version, so that who pulls the changes of an area learns
/// of it.
///
/// # Errors
/// When the database fails.
pub fn follow_area(db: &mut DbConnection, person: PersonId, area: &Area, now: Instant) -> Result<(), Error> {
    change_each(db, person, now, |grade| Grade { area: area.clone(), ..grade })
}

/// Gives the grades of a merged record to its survivor. Each becomes a next version; what was known before stays.
///
/// # Errors
/// [`Error::Duplicate`] when both hold a grade of one track on one day.
pub fn move_to(db: &mut DbConnection, lost: PersonId, survivor: &Person, now: Instant) -> Result<(), Error> {
    change_each(db, lost, now, |grade| Grade {
        area: survivor.area.clone(),
        person_id: survivor.id,
        person_number: survivor.number.clone(),
        ..grade
    })
}

fn change_each(
    db: &mut DbConnection,
    person: PersonId,
    now: Instant,
    change: impl Fn(Grade) -> Grade,
) -> Result<(), Error> {
    let theirs = grades::table.filter(grades::person_id.eq(DbUuid(person.0))).filter(grades::superseded_at.is_null());
    let rows: Vec<GradeRow> = theirs.select(GradeRow::as_select()).load(db).stored()?;
    if rows.is_empty() {
        return Ok(());
    }
    let at = next_instant(db, now)?;
    let present: Vec<Grade> = rows.into_iter().map(GradeRow::into_grade).collect::<Result<_, _>>()?;
    let changed: Vec<Grade> = present.iter().map(|grade| grade.followed_by(change(grade.clone()), at)).collect();
    update(db, &changed)
}

impl From<&Grade> for GradeRow {
    fn from(grade: &Grade) -> Self {
        Self {
            id: DbUuid(grade.id.0),
            version: grade.version,
            superseded_at: None,
            area: grade.area.as_str().to_owned(),
            person_id: DbUuid(grade.person_id.0),
            person_number: grade.person_number.as_str().to_owned(),
            track: grade.track.as_str().to_owned(),
            grade: grade.grade.clone(),
            post_grade: grade.post_grade.map(i64::from),
            starts_on: grade.span.from,
            ends_on: grade.span.until,
            document_number: grade.document_number.clone(),
            source: grade.source.clone(),
            external_reference: grade.external_reference.clone(),
            promotion_id: grade.promotion_id.map(|id| DbUuid(id.0)),
            annulled_reason: grade.annulled_reason.clone(),
            touched_from: grade.touched.map(|span| span.from),
            touched_until: grade.touched.and_then(|span| span.until),
            created_at: DbInstant(grade.created_at),
            updated_at: DbInstant(grade.updated_at),
        }
    }
}

impl GradeRow {
    fn into_grade(self) -> Result<Grade, Error> {
        const TABLE: &str = "grades";
        Ok(Grade {
            id: GradeId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            person_number: PersonNumber::from_stored(self.person_number),
            track: read(TABLE, "track", Track::parse(&self.track))?,
            grade: self.grade,
            post_grade: self
                .post_grade
                .map(|grade| read(TABLE, "post_grade", u32::try_from(grade).ok()))
                .transpose()?,
            span: Span { from: self.starts_on, until: self.ends_on },
            document_number: self.document_number,
            source: self.source,
            external_reference: self.external_reference,
            promotion_id: self.promotion_id.map(|id| PromotionId(id.0)),
            annulled_reason: self.annulled_reason,
            touched: self.touched_from.map(|from| Span { from, until: self.touched_until }),
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
