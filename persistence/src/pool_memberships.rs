//! Pool memberships: rows in and out.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Reach,
    id::{MembershipId, PersonId},
    notice::Objection,
    page::{Page, PageRequest, Position},
    pool::{Membership, Pool, Review, Source, Status},
    score::Score,
    time::Term,
};
use serde_json::Value;

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    notices,
    people::{PersonRow, area, read, texts},
    schema::{people, pool_memberships},
    types::{DbInstant, DbJson, DbUuid},
    vault::Vault,
};

/// A membership as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pool_memberships, treat_none_as_default_value = false, treat_none_as_null = true)]
struct MembershipRow {
    id: DbUuid,
    version: i64,
    area: String,
    person_id: DbUuid,
    pool: String,
    status: String,
    source: Option<String>,
    evidence: Option<String>,
    consent_on: Option<NaiveDate>,
    nominated_by: Option<String>,
    panel: Option<DbJson>,
    score: Option<i64>,
    notice_opened_on: Option<NaiveDate>,
    notice_counted_from: Option<NaiveDate>,
    notice_ends_on: Option<NaiveDate>,
    notice_days_left: Option<i64>,
    notice_elsewhere: Option<DbJson>,
    objector: Option<String>,
    objection_statement: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// Which memberships a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct MembershipFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Pools.
    pub pools: Vec<Pool>,
    /// Statuses, as they are on the day of the question.
    pub statuses: Vec<Status>,
    /// Source categories.
    pub sources: Vec<String>,
    /// Members.
    pub person_ids: Vec<PersonId>,
    /// Terms that end on this day or later.
    pub valid_until_from: Option<Day>,
    /// Terms that end on this day or earlier.
    pub valid_until_to: Option<Day>,
}

/// The membership of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, reach: &Reach, id: MembershipId) -> Result<Membership, Error> {
    let query = pool_memberships::table.find(DbUuid(id.0)).select(MembershipRow::as_select());
    let membership = query.first(db).stored()?.into_membership()?;
    if reach.covers(&membership.area) { Ok(membership) } else { Err(Error::NotFound) }
}

/// All memberships of these people within reach, in order of nomination.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, reach: &Reach, people: &[PersonId]) -> Result<Vec<Membership>, Error> {
    let ids: Vec<DbUuid> = people.iter().map(|id| DbUuid(id.0)).collect();
    let query = pool_memberships::table.filter(pool_memberships::person_id.eq_any(ids)).order(pool_memberships::id);
    let rows = query.select(MembershipRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Membership>, Error> = rows.into_iter().map(MembershipRow::into_membership).collect();
    Ok(all?.into_iter().filter(|membership| reach.covers(&membership.area)).collect())
}

type Query<'a> = pool_memberships::BoxedQuery<'a, MultiBackend>;

/// A page of memberships within reach, in order of nomination or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &MembershipFilter,
    descending: bool,
    today: Day,
    page: &PageRequest,
) -> Result<Page<Membership>, Error> {
    let mut query = filtered(reach, filter, today).limit(i64::from(page.size) + 1);
    if let Some(after) = &page.after {
        let id = DbUuid(after.id);
        query = if descending {
            query.filter(pool_memberships::id.lt(id))
        } else {
            query.filter(pool_memberships::id.gt(id))
        };
    }
    query = if descending { query.order(pool_memberships::id.desc()) } else { query.order(pool_memberships::id.asc()) };
    let rows = query.select(MembershipRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Membership>, Error> = rows.into_iter().map(MembershipRow::into_membership).collect();
    let mut result = Page::cut(all?, page.size, |membership| Position { value: None, id: membership.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter, today).count().get_result(db).stored()?);
    }
    Ok(result)
}

fn filtered<'a>(reach: &Reach, filter: &MembershipFilter, today: Day) -> Query<'a> {
    let mut query = pool_memberships::table.into_boxed();
    narrow_to_areas!(query, pool_memberships::area, reach, filter.areas);
    if !filter.pools.is_empty() {
        query = query.filter(pool_memberships::pool.eq_any(filter.pools.iter().map(|pool| pool.as_str())));
    }
    if let Some(statuses) = any_status(&filter.statuses, today) {
        query = query.filter(statuses);
    }
    if !filter.sources.is_empty() {
        query = query.filter(pool_memberships::source.eq_any(filter.sources.clone()));
    }
    if !filter.person_ids.is_empty() {
        query = query.filter(pool_memberships::person_id.eq_any(filter.person_ids.iter().map(|id| DbUuid(id.0))));
    }
    if let Some(day) = filter.valid_until_from {
        query = query.filter(pool_memberships::valid_until.ge(day));
    }
    if let Some(day) = filter.valid_until_to {
        query = query.filter(pool_memberships::valid_until.le(day));
    }
    query
}

type Condition = Box<
    dyn BoxableExpression<
            pool_memberships::table,
            MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

/// A status as it reads on the day: an active membership past its term is an expired one.
fn any_status(statuses: &[Status], today: Day) -> Option<Condition> {
    let one = |status: &Status| -> Condition {
        let stored = pool_memberships::status.eq(status.as_str()).nullable();
        match status {
            Status::Active => Box::new(stored.and(pool_memberships::valid_until.ge(today))),
            Status::Expired => {
                let lapsed = pool_memberships::status.eq(Status::Active.as_str()).nullable();
                Box::new(stored.or(lapsed.and(pool_memberships::valid_until.lt(today))))
            }
            _ => Box::new(stored),
        }
    };
    each_once(Status::ALL, statuses).fold(None, |all: Option<Condition>, status| {
        Some(match all {
            None => one(status),
            Some(all) => Box::new(all.or(one(status))),
        })
    })
}

/// The notices that run on a day, with the person's public particulars.
///
/// # Errors
/// When the database fails.
pub fn in_notice(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    filter: &MembershipFilter,
    today: Day,
    page: &PageRequest,
) -> Result<Page<(Membership, domain::person::Person)>, Error> {
    let filtered = || {
        let mut query = pool_memberships::table
            .inner_join(people::table)
            .into_boxed::<MultiBackend>()
            .filter(pool_memberships::status.eq(Status::InPublicNotice.as_str()))
            .filter(pool_memberships::notice_opened_on.le(today))
            .filter(pool_memberships::notice_ends_on.ge(today));
        if !filter.pools.is_empty() {
            query = query.filter(pool_memberships::pool.eq_any(filter.pools.iter().map(|pool| pool.as_str())));
        }
        narrow_to_areas!(query, pool_memberships::area, reach, filter.areas);
        query
    };
    let mut query = filtered().limit(i64::from(page.size) + 1);
    if let Some(after) = &page.after {
        query = query.filter(pool_memberships::id.gt(DbUuid(after.id)));
    }
    let rows = query
        .order(pool_memberships::id)
        .select((MembershipRow::as_select(), PersonRow::as_select()))
        .load::<(MembershipRow, PersonRow)>(db)
        .stored()?;
    let all: Result<Vec<_>, Error> = rows
        .into_iter()
        .map(|(membership, person)| Ok((membership.into_membership()?, person.public().into_person(vault)?)))
        .collect();
    let mut result = Page::cut(all?, page.size, |(membership, _)| Position { value: None, id: membership.id.0 });
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
}

/// The memberships that time has ended but nobody has recorded, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn lapsed(db: &mut DbConnection, today: Day, limit: i64) -> Result<Vec<Membership>, Error> {
    let query = pool_memberships::table
        .filter(pool_memberships::status.eq(Status::Active.as_str()))
        .filter(pool_memberships::valid_until.lt(today))
        .order(pool_memberships::id)
        .limit(limit);
    let rows = query.select(MembershipRow::as_select()).load(db).stored()?;
    rows.into_iter().map(MembershipRow::into_membership).collect()
}

/// Stores new memberships.
///
/// # Errors
/// [`Error::Duplicate`] when the person has an open membership of the pool.
pub fn insert(db: &mut DbConnection, new: &[Membership]) -> Result<(), Error> {
    let rows: Vec<MembershipRow> = new.iter().map(MembershipRow::from).collect();
    insert_all!(db, pool_memberships::table, rows)?;
    Ok(())
}

/// Stores a changed membership over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Membership) -> Result<(), Error> {
    let row = MembershipRow::from(changed);
    let target = pool_memberships::table.find(row.id).filter(pool_memberships::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// Gives the memberships of a person the person's area: children inherit it.
///
/// # Errors
/// When the database fails.
pub fn follow_area(db: &mut DbConnection, person: PersonId, area: &Area, now: domain::Instant) -> Result<(), Error> {
    let theirs = pool_memberships::table.filter(pool_memberships::person_id.eq(DbUuid(person.0)));
    let change = (
        pool_memberships::area.eq(area.as_str()),
        pool_memberships::version.eq(pool_memberships::version + 1),
        pool_memberships::updated_at.eq(DbInstant(now)),
    );
    diesel::update(theirs).set(change).execute(db).stored().map(drop)
}

/// Gives the memberships of a merged record to its survivor.
///
/// # Errors
/// [`Error::Duplicate`] when both have an open membership of one pool.
pub fn move_to(
    db: &mut DbConnection,
    lost: PersonId,
    survivor: &domain::person::Person,
    now: domain::Instant,
) -> Result<(), Error> {
    let theirs = pool_memberships::table.filter(pool_memberships::person_id.eq(DbUuid(lost.0)));
    diesel::update(theirs)
        .set((
            pool_memberships::person_id.eq(DbUuid(survivor.id.0)),
            pool_memberships::area.eq(survivor.area.as_str()),
            pool_memberships::version.eq(pool_memberships::version + 1),
            pool_memberships::updated_at.eq(DbInstant(now)),
        ))
        .execute(db)
        .stored()
        .map(drop)
}

impl From<&Membership> for MembershipRow {
    fn from(membership: &Membership) -> Self {
        let review = membership.review.as_ref();
        let (opened_on, counted_from, ends_on, days_left, elsewhere) = notices::columns(membership.notice.as_ref());
        Self {
            id: DbUuid(membership.id.0),
            version: membership.version,
            area: membership.area.as_str().to_owned(),
            person_id: DbUuid(membership.person_id.0),
            pool: membership.pool.as_str().to_owned(),
            status: membership.status.as_str().to_owned(),
            source: membership.source.map(|source| source.code().to_owned()),
            evidence: membership.evidence.clone(),
            consent_on: membership.consent_on,
            nominated_by: membership.nominated_by.clone(),
            panel: review.map(|review| DbJson(Value::from(review.panel.clone()))),
            score: review.map(|review| i64::from(review.score.0)),
            notice_opened_on: opened_on,
            notice_counted_from: counted_from,
            notice_ends_on: ends_on,
            notice_days_left: days_left,
            notice_elsewhere: elsewhere,
            objector: membership.objection.as_ref().map(|objection| objection.objector.clone()),
            objection_statement: membership.objection.as_ref().map(|objection| objection.statement.clone()),
            valid_from: membership.term.map(|term| term.from),
            valid_until: membership.term.map(|term| term.until),
            last_event_on: membership.last_event_on,
            created_at: DbInstant(membership.created_at),
            updated_at: DbInstant(membership.updated_at),
        }
    }
}

impl MembershipRow {
    fn into_membership(self) -> Result<Membership, Error> {
        const TABLE: &str = "pool_memberships";
        let pool = read(TABLE, "pool", Pool::parse(&self.pool))?;
        let days = (self.notice_opened_on, self.notice_counted_from, self.notice_ends_on, self.notice_days_left);
        let columns = notices::with_elsewhere(days, self.notice_elsewhere);
        let notice = notices::notice(TABLE, columns)?;
        let score = self.score.map(|score| read(TABLE, "score", u32::try_from(score).ok())).transpose()?;
        Ok(Membership {
            id: MembershipId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            pool,
            status: read(TABLE, "status", Status::parse(&self.status))?,
            source: self.source.map(|code| read(TABLE, "source", Source::parse(pool, &code))).transpose()?,
            evidence: self.evidence,
            consent_on: self.consent_on,
            nominated_by: self.nominated_by,
            review: score
                .map(|score| Review { panel: texts(self.panel.as_ref().map(|panel| &panel.0)), score: Score(score) }),
            notice,
            objection: match (self.objector, self.objection_statement) {
                (Some(objector), Some(statement)) => Some(Objection { objector, statement }),
                _ => None,
            },
            term: match (self.valid_from, self.valid_until) {
                (Some(from), Some(until)) => Some(Term { from, until }),
                _ => None,
            },
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
