//! Grades: rows in and out, every version of them, in the order in which the register learned of them.

use chrono::SecondsFormat;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        code_set::{INSPECTOR_GRADES, JOB_RANKS, PROFESSIONAL_TITLES},
        id::{GradeId, PersonId, PromotionId},
        page::{Page, PageRequest, Position},
        text::PersonNumber,
        time::{self, Moment},
    },
    people::person::Person,
    performance::grade::{Grade, Span, Track},
};
use std::collections::HashMap;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Maybe, Number, Plain, Text, Time, Worded},
    schema::grades,
    types::{DbInstant, DbUuid},
    versions,
};

row! {
    /// A version of a grade as stored.
    GradeRow of Grade in grades {
        id: Id<GradeId>,
        version: Plain<i64>,
        area: AreaCode,
        person_id: Id<PersonId>,
        person_number: Text<PersonNumber>,
        track: Worded<Track>,
        grade: Plain<String>,
        post_grade: Maybe<Number<u32>>,
        document_number: Plain<String>,
        source: Plain<String>,
        external_reference: Maybe<Plain<String>>,
        promotion_id: Maybe<Id<PromotionId>>,
        annulled_reason: Maybe<Plain<String>>,
        created_at: Time,
        updated_at: Time,
    }
    in span: Span { starts_on = from: Plain<Day>, ends_on = until: Maybe<Plain<Day>> }
    maybe touched: Span { touched_from = from: Plain<Day> } with { touched_until = until: Plain<Day> }
    computed { superseded_at: Maybe<Time> = |_| None }
}

filter! {
    /// Which grades.
    GradeFilter on grades sorts ["id", "updated_at"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Who holds it.
        person_id: ids PersonId,
        /// Track: `professional_title`, `job_rank` or `inspector_grade`.
        track: words Track,
        /// Code of the track's set.
        grade: values String = grade_code => grade,
        /// Only what holds on this day.
        as_of: day => starts_on ..= ends_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
        /// Only what the register learned after this instant (RFC 3339), in that order, what was annulled included:
        /// the greatest `updated_at` that you have, or `0001-01-01T00:00:00Z`. With `as_of`, only what holds on that day;
        /// with it or another filter, what has left the filter since is not told.
        changed_after: instant,
    }
}

/// A code of any track's set.
fn grade_code(code: &str) -> Option<String> {
    let sets = [&PROFESSIONAL_TITLES, &JOB_RANKS, &INSPECTOR_GRADES];
    sets.iter().any(|set| set.by_code(code).is_some()).then(|| code.to_owned())
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
    find!(db, reach, grades: GradeRow, id, moment.known_at, |one| moment.as_of.is_none_or(|day| one.holds_on(day)))
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
    let versions: Result<Vec<Grade>, Error> = load_all!(db, GradeRow, query);
    Ok(versions::that_hold(&versions?, |one, next| one.id == next.id, Grade::is_annulled))
}

/// What is known now of these people on these tracks and was not annulled, wherever it was recorded.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, people: &[PersonId]) -> Result<Vec<Grade>, Error> {
    load_all!(db, GradeRow, present_of!(grades, people).filter(grades::annulled_reason.is_null()))
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
    let all: Vec<Grade> = rows.into_iter().map(GradeRow::into_record).collect::<Result<_, _>>()?;
    let mut result = Page::cut(all, page.size, |grade| position(grade, order));
    if let Some(instant) = filter.changed_after {
        touch_since(db, &mut result.items, instant, filter.known_at)?;
    }
    if page.count {
        result.total = Some(filtered(reach, filter).count().get_result(db).stored()?);
    }
    Ok(result)
}

fn filtered<'a>(reach: &Reach, filter: &GradeFilter) -> Query<'a> {
    let mut query = filter.narrow(grades::table.into_boxed(), reach);
    if let Some(instant) = filter.changed_after {
        query = query.filter(grades::updated_at.gt(DbInstant(instant)));
    }
    if filter.changed_after.is_none() || filter.as_of.is_some() {
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
    type Touched = (DbUuid, Option<Day>, Option<Day>);
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
    let present: Vec<Grade> = rows.into_iter().map(GradeRow::into_record).collect::<Result<_, _>>()?;
    let changed: Vec<Grade> = present.iter().map(|grade| grade.followed_by(change(grade.clone()), at)).collect();
    update(db, &changed)
}
