//! Accountability measures: rows in and out, every version of them. The name of the respondent is sealed before it gets here.

use diesel::prelude::*;
use domain::{
    Day, Error, Instant, Reach,
    accountability::measure::{
        AccountabilityMeasure, Status,
        parts::{Article, Carriers, Course, Form, Ground, Respondent, Route},
    },
    kernel::{
        id::{AccountabilityMeasureId, OrganisationId, SchoolId, ZoneId},
        page::{Page, PageRequest, Position},
    },
    supervision::object::Object,
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Json, Maybe, Plain, Time, Worded},
    schema::{accountability_measures, schools},
    types::DbUuid,
};

row! {
    /// A version of a measure as stored.
    MeasureRow of AccountabilityMeasure in accountability_measures {
        id: Id<AccountabilityMeasureId>,
        version: Plain<i64>,
        area: AreaCode,
        route: Worded<Route>,
        status: Worded<Status>,
        ground: Worded<Ground>,
        article: Maybe<Worded<Article>>,
        facts: Plain<String>,
        carriers: Json<Carriers>,
        course: Json<Course>,
        served_on: Maybe<Plain<Day>>,
        took_effect_on: Maybe<Plain<Day>>,
        held_on: Maybe<Plain<Day>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in object: Object { school_id: Maybe<Id<SchoolId>>, organisation_id: Maybe<Id<OrganisationId>> }
    maybe respondent: Respondent { respondent_name = name: Plain<String>, respondent_post = post_title: Plain<String> }
    computed {
        superseded_at: Maybe<Time> = |_| None,
        form: Maybe<Worded<Form>> = AccountabilityMeasure::form,
        file_by: Maybe<Plain<Day>> = |one: &AccountabilityMeasure| one.took_effect_on.and_then(|_| one.last_filing()),
    }
}

filter! {
    /// Which measures.
    AccountabilityMeasureFilter on accountability_measures sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The school.
        school_id: ids SchoolId,
        /// The organisation.
        organisation_id: ids OrganisationId,
        /// The zone to which the school belongs now.
        zone_id: ids ZoneId => _,
        /// Which way it goes.
        route: words Route,
        /// Status.
        status: words Status => _,
        /// The form that was decided.
        form: words Form,
        /// The ground.
        ground: words Ground,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
    besides {
        /// Only what is in effect by what is known now, and took effect after this day: what HR sees.
        in_effect_since: Option<Day>,
    }
}

type Query<'a> = accountability_measures::BoxedQuery<'a, MultiBackend>;

/// The measure of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: AccountabilityMeasureId,
    known_at: Option<Instant>,
) -> Result<AccountabilityMeasure, Error> {
    find!(db, reach, accountability_measures: MeasureRow, id, known_at)
}

/// The statuses of what is over once the last day to file a remedy has passed.
fn closable() -> Vec<&'static str> {
    Status::CLOSABLE.iter().map(|status| status.as_str()).collect()
}

/// What has one of these statuses on a day, read by the day as [`AccountabilityMeasure::effective`] reads it.
fn standing<'a>(query: Query<'a>, statuses: &[Status], today: Day) -> Query<'a> {
    use accountability_measures::{file_by, status};
    if statuses.is_empty() {
        return query;
    }
    let words: Vec<&str> = statuses.iter().map(|one| one.as_str()).collect();
    let is_over = || status.eq_any(closable()).and(file_by.is_not_null()).and(file_by.assume_not_null().lt(today));
    let stored = status.eq_any(words).and(diesel::dsl::not(is_over()));
    if statuses.contains(&Status::Closed) { query.filter(stored.or(is_over())) } else { query.filter(stored) }
}

fn filtered<'a>(reach: &Reach, filter: &AccountabilityMeasureFilter, today: Day) -> Query<'a> {
    let mut query = standing(filter.narrow(accountability_measures::table.into_boxed(), reach), &filter.status, today);
    if !filter.zone_id.is_empty() {
        let zones: Vec<DbUuid> = filter.zone_id.iter().map(|id| DbUuid(id.0)).collect();
        let theirs = schools::table.filter(schools::zone_id.eq_any(zones)).select(schools::id.nullable());
        query = query.filter(accountability_measures::school_id.eq_any(theirs));
    }
    if let Some(since) = filter.in_effect_since {
        let present = diesel::alias!(accountability_measures as present);
        let in_effect = present
            .filter(present.field(accountability_measures::superseded_at).is_null())
            .filter(present.field(accountability_measures::took_effect_on).gt(since))
            .filter(present.field(accountability_measures::status).ne(Status::Reversed.as_str()))
            .select(present.field(accountability_measures::id));
        query = query
            .filter(accountability_measures::took_effect_on.is_not_null())
            .filter(accountability_measures::id.eq_any(in_effect));
    }
    query
}

/// A page of measures within reach, in the order in which they were opened, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &AccountabilityMeasureFilter,
    (descending, today): (bool, Day),
    page: &PageRequest,
) -> Result<Page<AccountabilityMeasure>, Error> {
    page_of!(db, accountability_measures: MeasureRow, filtered(reach, filter, today), page, descending)
}

/// Measures whose day has come: served and not in effect, or in effect with no remedy open any more; those after one of them,
/// in the order of their identifiers.
///
/// # Errors
/// When the database fails.
pub fn due(
    db: &mut DbConnection,
    today: Day,
    after: Option<AccountabilityMeasureId>,
    limit: i64,
) -> Result<Vec<AccountabilityMeasure>, Error> {
    use accountability_measures::{file_by, id, status, superseded_at, table, took_effect_on};
    let served: Vec<&str> = Status::SERVED.iter().map(|one| one.as_str()).collect();
    let takes_effect = took_effect_on.is_null().and(status.eq_any(served));
    let is_over = file_by.is_not_null().and(file_by.assume_not_null().lt(today)).and(status.eq_any(closable()));
    let mut query: Query<'_> =
        table.into_boxed().filter(superseded_at.is_null()).filter(takes_effect.or(is_over)).order(id).limit(limit);
    if let Some(after) = after {
        query = query.filter(id.gt(DbUuid(after.0)));
    }
    load_all!(db, MeasureRow, query)
}

/// Whether another measure against an object took effect after a day, and was not reversed.
///
/// # Errors
/// When the database fails.
pub fn has_another_since(
    db: &mut DbConnection,
    object: Object,
    than: AccountabilityMeasureId,
    since: Day,
) -> Result<bool, Error> {
    use accountability_measures::{id, organisation_id, school_id, status, superseded_at, table, took_effect_on};
    let mut query: Query<'_> = table
        .into_boxed()
        .filter(superseded_at.is_null())
        .filter(id.ne(DbUuid(than.0)))
        .filter(took_effect_on.gt(since))
        .filter(status.ne(Status::Reversed.as_str()));
    if let Some(school) = object.school_id {
        query = query.filter(school_id.eq(DbUuid(school.0)));
    }
    if let Some(unit) = object.organisation_id {
        query = query.filter(organisation_id.eq(DbUuid(unit.0)));
    }
    query.count().get_result::<i64>(db).stored().map(|count| count > 0)
}

/// Stores a new measure.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &AccountabilityMeasure) -> Result<(), Error> {
    diesel::insert_into(accountability_measures::table).values(MeasureRow::from(new)).execute(db).stored().map(drop)
}

/// Stores the next version of a measure: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &AccountabilityMeasure) -> Result<(), Error> {
    close_present!(db, accountability_measures, next)?;
    insert(db, next)
}
