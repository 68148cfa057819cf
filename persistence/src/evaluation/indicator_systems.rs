//! Indicator systems: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Day, Error, Reach,
    evaluation::{
        score::{Band, RaterWeight},
        system::{
            IndicatorSystem, Status,
            parts::{Details, Hundredths, Indicator, ObjectKind, Publish, Purpose, Veto},
        },
    },
    kernel::{
        id::IndicatorSystemId,
        page::{Page, PageRequest, Position},
        time::Moment,
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    row::{AreaCode, Id, Json, Maybe, Number, Plain, Time, Worded},
    schema::indicator_systems,
    types::DbUuid,
};

row! {
    /// A version of an indicator system as stored.
    SystemRow of IndicatorSystem in indicator_systems {
        id: Id<IndicatorSystemId>,
        version: Plain<i64>,
        area: AreaCode,
        status: Worded<Status>,
        succeeded_on: Maybe<Plain<Day>>,
        submitted_on: Maybe<Plain<Day>>,
        document_number: Maybe<Plain<String>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in details: Details {
        code: Plain<String>,
        title: Plain<String>,
        purpose: Worded<Purpose>,
        object_kind: Worded<ObjectKind>,
        year: Maybe<Number<i32>>,
        indicators: Json<Vec<Indicator>>,
        raters: Json<Vec<RaterWeight>>,
        bands: Json<Vec<Band>>,
        vetoes: Json<Vec<Veto>>,
        comprehensive_points: Maybe<Number<Hundredths>>,
        publish: Worded<Publish>,
        effective_on: Plain<Day>,
    }
    computed { superseded_at: Maybe<Time> = |_| None }
}

filter! {
    /// Which indicator systems.
    SystemFilter on indicator_systems sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// By which a system and its successors are known in their area.
        code: texts,
        /// For what it measures.
        purpose: words Purpose,
        /// What kind of object it measures.
        object_kind: words ObjectKind,
        /// Of which year results are.
        year: values i32 = |raw| raw.parse().ok() => _,
        /// Status, as it reads on the day.
        status: words Status => _,
        /// Only what is in effect on this day.
        as_of: day => _,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The indicator system of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or is not in effect on the day named.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: IndicatorSystemId,
    moment: Moment,
) -> Result<IndicatorSystem, Error> {
    find!(db, reach, indicator_systems: SystemRow, id, moment.known_at, |one| {
        moment.as_of.is_none_or(|day| one.effective(day) == Status::Effective)
    })
}

/// The indicator system of this id, wherever it holds: by it units under its area are measured.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find_anywhere(db: &mut DbConnection, id: IndicatorSystemId) -> Result<IndicatorSystem, Error> {
    row_of!(db, indicator_systems: SystemRow, id, None)?.into_record()
}

/// Statuses of what was decided.
fn decided() -> [&'static str; 3] {
    Status::DECIDED.map(Status::as_str)
}

type Query<'a> = indicator_systems::BoxedQuery<'a, MultiBackend>;

type Clause = Box<
    dyn BoxableExpression<
            indicator_systems::table,
            MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

/// A status as it reads on a day; see [`IndicatorSystem::effective`].
fn reads_as(status: Status, day: Day) -> Clause {
    use indicator_systems::{effective_on, succeeded_on};
    let is_decided = indicator_systems::status.eq_any(decided()).nullable();
    let is_followed_later = succeeded_on.is_null().nullable().or(succeeded_on.gt(day));
    match status {
        Status::Draft | Status::Withdrawn => Box::new(indicator_systems::status.eq(status.as_str()).nullable()),
        Status::Approved => Box::new(is_decided.and(effective_on.gt(day))),
        Status::Effective => Box::new(is_decided.and(effective_on.le(day)).and(is_followed_later)),
        Status::Superseded => Box::new(is_decided.and(succeeded_on.le(day))),
    }
}

fn filtered<'a>(reach: &Reach, filter: &SystemFilter, today: Day) -> Query<'a> {
    let mut query = filter.narrow(indicator_systems::table.into_boxed(), reach);
    if !filter.year.is_empty() {
        query = query.filter(indicator_systems::year.eq_any(filter.year.iter().map(|year| i64::from(*year))));
    }
    let day = filter.as_of.unwrap_or(today);
    if filter.as_of.is_some() {
        query = query.filter(reads_as(Status::Effective, day));
    }
    let any = each_once(Status::ALL, &filter.status).map(|status| reads_as(*status, day));
    match any.reduce(|all, one| Box::new(all.or(one))) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
}

/// A page of indicator systems within reach, in the order in which they were drafted, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &SystemFilter,
    (descending, today): (bool, Day),
    page: &PageRequest,
) -> Result<Page<IndicatorSystem>, Error> {
    page_of!(db, indicator_systems: SystemRow, filtered(reach, filter, today), page, descending)
}

/// Whose first day, or whose successor's, has come and is not stored, at most `limit`, what begins first before the rest.
///
/// # Errors
/// When the database fails.
pub fn due(db: &mut DbConnection, today: Day, limit: i64) -> Result<Vec<IndicatorSystem>, Error> {
    use indicator_systems::{effective_on, id, status, succeeded_on};
    let begins = status.eq(Status::Approved.as_str()).and(effective_on.le(today));
    let ends = status.eq(Status::Effective.as_str()).and(succeeded_on.le(today));
    let query = indicator_systems::table
        .filter(indicator_systems::superseded_at.is_null())
        .filter(begins.nullable().or(ends))
        .order((effective_on, id))
        .limit(limit);
    load_all!(db, SystemRow, query)
}

/// What is decided of a code in just this area, apart from one system, by the first days.
///
/// # Errors
/// When the database fails.
pub fn decided_of(db: &mut DbConnection, one: &IndicatorSystem) -> Result<Vec<IndicatorSystem>, Error> {
    let query = indicator_systems::table
        .filter(indicator_systems::superseded_at.is_null())
        .filter(indicator_systems::area.eq(one.area.as_str()))
        .filter(indicator_systems::code.eq(&one.details.code))
        .filter(indicator_systems::status.eq_any(decided()))
        .filter(indicator_systems::id.ne(DbUuid(one.id.0)))
        .order(indicator_systems::effective_on);
    load_all!(db, SystemRow, query)
}

/// The indicator systems of these ids, as they are known now, wherever they hold.
///
/// # Errors
/// When the database fails.
pub fn of_ids(db: &mut DbConnection, ids: &[IndicatorSystemId]) -> Result<Vec<IndicatorSystem>, Error> {
    let query = indicator_systems::table
        .filter(indicator_systems::superseded_at.is_null())
        .filter(indicator_systems::id.eq_any(ids.iter().map(|id| DbUuid(id.0))));
    load_all!(db, SystemRow, query)
}

/// Stores a new indicator system.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &IndicatorSystem) -> Result<(), Error> {
    diesel::insert_into(indicator_systems::table).values(SystemRow::from(new)).execute(db).stored().map(drop)
}

/// Stores the next version of an indicator system: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first, [`Error::Duplicate`] when another one of the code begins on its day.
pub fn update(db: &mut DbConnection, next: &IndicatorSystem) -> Result<(), Error> {
    close_present!(db, indicator_systems, next)?;
    insert(db, next)
}
