//! Stipend standards: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Reach,
    kernel::{
        id::StipendStandardId,
        money::Fen,
        page::{Page, PageRequest, Position},
        time::Moment,
    },
    money::stipend::{
        amounts::{Amount, Component, Selectors},
        standard::{Details, Standard, Status},
    },
    pools::pool::Pool,
    service::{appointment::Route, zone_assignment::ZoneRole},
};
use serde_json::{Value, json};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    row::{AreaCode, Entry, Id, List, Maybe, Number, Plain, Time, Worded},
    schema::stipend_standards,
    types::DbUuid,
};

row! {
    /// A version of a standard as stored.
    StandardRow of Standard in stipend_standards {
        id: Id<StipendStandardId>,
        version: Plain<i64>,
        area: AreaCode,
        status: Worded<Status>,
        succeeded_on: Maybe<Plain<Day>>,
        submitted_on: Maybe<Plain<Day>>,
        decision_document_number: Maybe<Plain<String>>,
        finance_consent_number: Maybe<Plain<String>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in details: Details {
        title: Plain<String>,
        amounts: List<Amount>,
        starts_on: Plain<Day>,
        ends_on: Maybe<Plain<Day>>,
        yearly_cap_fen = yearly_cap: Maybe<Number<Fen>>,
    }
    computed { superseded_at: Maybe<Time> = |_| None }
}

filter! {
    /// Which stipend standards.
    StandardFilter on stipend_standards sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Status.
        status: words Status => _,
        /// Only what was decided and holds on this day.
        as_of: day,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
    besides {
        /// Only what was decided: what finance sees.
        decided_only: bool,
    }
}

/// The standard of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or does not hold on the day named.
pub fn find(db: &mut DbConnection, reach: &Reach, id: StipendStandardId, moment: Moment) -> Result<Standard, Error> {
    find!(db, reach, stipend_standards: StandardRow, id, moment.known_at, |one| {
        moment.as_of.is_none_or(|day| one.holds_on(day))
    })
}

/// Statuses in which a standard holds on its days.
fn holding() -> [&'static str; 3] {
    [Status::Approved.as_str(), Status::Effective.as_str(), Status::Superseded.as_str()]
}

type Query<'a> = stipend_standards::BoxedQuery<'a, MultiBackend>;

type Clause = Box<
    dyn BoxableExpression<
            stipend_standards::table,
            MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

/// A status as it reads on a day; see [`Standard::effective`].
fn reads_as(status: Status, day: Day) -> Clause {
    use stipend_standards::{starts_on, succeeded_on};
    let stored = stipend_standards::status.eq(status.as_str()).nullable();
    let decided = stipend_standards::status.eq_any(holding()).nullable();
    let is_last = succeeded_on.is_null().nullable();
    match status {
        Status::Draft | Status::Withdrawn => Box::new(stored),
        Status::Approved => {
            Box::new(decided.and(starts_on.gt(day)).and(is_last.or(succeeded_on.gt(starts_on.nullable()))))
        }
        Status::Effective => Box::new(decided.and(starts_on.le(day)).and(is_last.or(succeeded_on.gt(day)))),
        Status::Superseded => Box::new(decided.and(succeeded_on.le(day).or(succeeded_on.le(starts_on.nullable())))),
    }
}

fn filtered<'a>(reach: &Reach, filter: &StandardFilter, today: Day) -> Query<'a> {
    let mut query = filter.narrow(stipend_standards::table.into_boxed(), reach);
    if let Some(day) = filter.as_of {
        query = holding_between(query, (day, day));
    }
    if filter.decided_only {
        query = query.filter(stipend_standards::decision_document_number.is_not_null());
    }
    let day = filter.as_of.unwrap_or(today);
    let any = each_once(Status::ALL, &filter.status).map(|status| reads_as(*status, day));
    match any.reduce(|all, one| Box::new(all.or(one))) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
}

/// Narrows to what was decided and holds on some day from a first to a last one.
fn holding_between(query: Query<'_>, (first, last): (Day, Day)) -> Query<'_> {
    query
        .filter(stipend_standards::status.eq_any(holding()))
        .filter(stipend_standards::starts_on.le(last))
        .filter(stipend_standards::ends_on.is_null().or(stipend_standards::ends_on.ge(first)))
        .filter(stipend_standards::succeeded_on.is_null().or(stipend_standards::succeeded_on.gt(first)))
        .filter(has_a_day())
}

/// True of a standard that was not replaced from its own first day on.
fn has_a_day() -> Clause {
    use stipend_standards::{starts_on, succeeded_on};
    Box::new(succeeded_on.is_null().nullable().or(succeeded_on.gt(starts_on.nullable())))
}

/// A page of standards within reach, in the order in which they were drafted, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &StandardFilter,
    (descending, today): (bool, Day),
    page: &PageRequest,
) -> Result<Page<Standard>, Error> {
    page_of!(db, stipend_standards: StandardRow, filtered(reach, filter, today), page, descending)
}

/// Whose first day, or whose successor's, has come and is not stored, at most `limit`, what begins first before the rest.
///
/// # Errors
/// When the database fails.
pub fn due(db: &mut DbConnection, today: Day, limit: i64) -> Result<Vec<Standard>, Error> {
    let begins = stipend_standards::status.eq(Status::Approved.as_str()).and(stipend_standards::starts_on.le(today));
    let ends = stipend_standards::status.eq(Status::Effective.as_str()).and(stipend_standards::succeeded_on.le(today));
    let query = stipend_standards::table
        .filter(stipend_standards::superseded_at.is_null())
        .filter(begins.nullable().and(has_a_day()).or(ends))
        .order((stipend_standards::starts_on, stipend_standards::id))
        .limit(limit);
    load_all!(db, StandardRow, query)
}

/// What is decided for just this area by what is known now.
fn decided_for<'a>(of: &Area) -> Query<'a> {
    stipend_standards::table
        .into_boxed()
        .filter(stipend_standards::superseded_at.is_null())
        .filter(stipend_standards::area.eq(of.as_str().to_owned()))
        .filter(stipend_standards::status.eq_any(holding()))
}

/// The standard without an end of its own that holds in just this area on a day and began before it: what is decided from that
/// day on follows it.
///
/// # Errors
/// When the database fails.
pub fn find_open_before(db: &mut DbConnection, of: &Area, day: Day) -> Result<Option<Standard>, Error> {
    let query = decided_for(of)
        .filter(stipend_standards::ends_on.is_null())
        .filter(stipend_standards::starts_on.lt(day))
        .filter(stipend_standards::succeeded_on.is_null().or(stipend_standards::succeeded_on.gt(day)));
    let row: Option<StandardRow> = query.select(StandardRow::as_select()).first(db).optional().stored()?;
    row.map(StandardRow::into_record).transpose()
}

/// The standard of just this area that begins on a day and was not replaced from it on.
///
/// # Errors
/// When the database fails.
pub fn find_beginning_on(db: &mut DbConnection, of: &Area, day: Day) -> Result<Option<Standard>, Error> {
    let query = decided_for(of).filter(stipend_standards::starts_on.eq(day)).filter(has_a_day());
    let row: Option<StandardRow> = query.select(StandardRow::as_select()).first(db).optional().stored()?;
    row.map(StandardRow::into_record).transpose()
}

/// The standard of just this area that ends because another one begins on a day: the one that was replaced last, else the one
/// before it.
///
/// # Errors
/// When the database fails.
pub fn find_succeeded_on(db: &mut DbConnection, of: &Area, day: Day) -> Result<Option<Standard>, Error> {
    let query = decided_for(of)
        .filter(stipend_standards::succeeded_on.eq(day))
        .order((stipend_standards::starts_on.desc(), stipend_standards::updated_at.desc()));
    let row: Option<StandardRow> = query.select(StandardRow::as_select()).first(db).optional().stored()?;
    row.map(StandardRow::into_record).transpose()
}

/// The first day of what is decided for just this area and begins after a day.
///
/// # Errors
/// When the database fails.
pub fn next_start_after(db: &mut DbConnection, of: &Area, day: Day) -> Result<Option<Day>, Error> {
    let query = decided_for(of).filter(stipend_standards::starts_on.gt(day));
    query.order(stipend_standards::starts_on).select(stipend_standards::starts_on).first(db).optional().stored()
}

/// What was decided and holds in or under an area on some day from a first to a last one, by its first day.
///
/// # Errors
/// When the database fails.
pub fn holding_under(db: &mut DbConnection, of: &Area, days: (Day, Day)) -> Result<Vec<Standard>, Error> {
    let (low, high) = Reach::under(of).bounds();
    let query = holding_between(stipend_standards::table.into_boxed(), days)
        .filter(stipend_standards::superseded_at.is_null())
        .filter(stipend_standards::area.between(low, high))
        .order((stipend_standards::starts_on, stipend_standards::id));
    load_all!(db, StandardRow, query)
}

/// The standards of these ids, wherever they hold.
///
/// # Errors
/// When the database fails.
pub fn find_many(db: &mut DbConnection, ids: &[StipendStandardId]) -> Result<Vec<Standard>, Error> {
    let query = stipend_standards::table
        .filter(stipend_standards::superseded_at.is_null())
        .filter(stipend_standards::id.eq_any(ids.iter().map(|id| DbUuid(id.0))))
        .order((stipend_standards::starts_on, stipend_standards::id));
    load_all!(db, StandardRow, query)
}

/// Stores a new standard.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &Standard) -> Result<(), Error> {
    diesel::insert_into(stipend_standards::table).values(StandardRow::from(new)).execute(db).stored().map(drop)
}

/// Stores records with all of their versions, oldest first: what a register that knew them all along would hold.
///
/// # Errors
/// As [`insert`].
pub fn insert_histories(db: &mut DbConnection, histories: &[Vec<Standard>]) -> Result<(), Error> {
    insert_histories!(db, stipend_standards, histories, |version| StandardRow::from(version))
}

/// Stores the next version of a standard: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first, [`Error::Duplicate`] when two of the area would hold on one day.
pub fn update(db: &mut DbConnection, changed: &Standard) -> Result<(), Error> {
    follow_all!(db, stipend_standards: StandardRow, std::slice::from_ref(changed))
}

impl Entry for Amount {
    fn written(&self) -> Value {
        let Selectors { route, role, inspector_grade, pool } = &self.selectors;
        json!({
            "component": self.component.as_str(), "route": route.map(Route::as_str), "role": role.map(ZoneRole::as_str),
            "inspector_grade": inspector_grade, "pool": pool.map(Pool::as_str), "amount_fen": self.amount.fen()
        })
    }

    fn of_stored(stored: &Value) -> Option<Self> {
        let selectors = Selectors {
            route: selector(stored, "route", Route::parse)?,
            role: selector(stored, "role", ZoneRole::parse)?,
            inspector_grade: selector(stored, "inspector_grade", |code| Some(code.to_owned()))?,
            pool: selector(stored, "pool", Pool::parse)?,
        };
        let component = Component::parse(stored.get("component")?.as_str()?)?;
        Some(Self { component, selectors, amount: Fen::new(stored.get("amount_fen")?.as_i64()?).ok()? })
    }
}

fn selector<T>(stored: &Value, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match stored.get(name)?.as_str() {
        None => Some(None),
        Some(word) => parse(word).map(Some),
    }
}
