//! Pool memberships: rows in and out.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Reach,
    kernel::{
        id::{MembershipId, PersonId},
        notice::Objection,
        page::{Page, PageRequest, Position},
        time::Term,
    },
    pools::pool::{Membership, Pool, Review, Source, Status},
};

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        filter::each_once,
        row::{AreaCode, Id, Maybe, Plain, Scored, Texts, Time, Worded, read},
        schema::{people, pool_memberships},
        types::{DbInstant, DbUuid},
        vault::Vault,
    },
    people::PersonRow,
};

row! {
    /// A membership as stored.
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    MembershipRow of Membership in pool_memberships {
        id: Id<MembershipId>,
        version: Plain<i64>,
        area: AreaCode,
        person_id: Id<PersonId>,
        pool: Worded<Pool>,
        status: Worded<Status>,
        evidence: Maybe<Plain<String>>,
        consent_on: Maybe<Plain<Day>>,
        nominated_by: Maybe<Plain<String>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    maybe review: Review { panel: Texts, score: Scored }
    maybe objection: Objection { objector: Plain<String>, objection_statement = statement: Plain<String> }
    maybe term: Term { valid_from = from: Plain<Day>, valid_until = until: Plain<Day> }
    notice notice
    computed { source: Maybe<Plain<String>> = |one: &Membership| one.source.map(|source| source.code().to_owned()) }
    beside { source: Option<Source> }
}

impl MembershipRow {
    /// The membership, whose source is a code of its pool's set.
    fn into_membership(self) -> Result<Membership, Error> {
        let pool: Pool = load!(pool_memberships.pool: Worded<Pool>, self.pool.clone())?;
        let source = self.source.as_deref();
        let source = source.map(|code| read("pool_memberships", "source", Source::parse(pool, code))).transpose()?;
        self.into_record(source)
    }
}

filter! {
    /// Which memberships.
    MembershipFilter on pool_memberships sorts ["id"], {
        /// Terms that end on this day or later.
        valid_until_from: from => valid_until,
        /// Terms that end on this day or earlier.
        valid_until_to: until => valid_until,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Pool: `specialist` or `invited`.
        pool: words Pool,
        /// Status, as it is today.
        status: words Status => _,
        /// Source category.
        source: values String = source_code => source,
        /// The member.
        person_id: ids PersonId,
    }
}

/// A source category of either pool.
pub(crate) fn source_code(code: &str) -> Option<String> {
    let of = |pool| Source::parse(pool, code).map(|source| source.code().to_owned());
    of(Pool::Specialist).or_else(|| of(Pool::Invited))
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
    let all: Result<Vec<Membership>, Error> = all(query.select(MembershipRow::as_select()).load(db).stored()?);
    Ok(all?.into_iter().filter(|membership| reach.covers(&membership.area)).collect())
}

fn all(rows: Vec<MembershipRow>) -> Result<Vec<Membership>, Error> {
    rows.into_iter().map(MembershipRow::into_membership).collect()
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
    page_of!(db, pool_memberships: MembershipRow, filtered(reach, filter, today), page, descending, |rows| all(rows))
}

fn filtered<'a>(reach: &Reach, filter: &MembershipFilter, today: Day) -> Query<'a> {
    let query = filter.narrow(pool_memberships::table.into_boxed(), reach);
    match any_status(&filter.status, today) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
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
) -> Result<Page<(Membership, domain::people::person::Person)>, Error> {
    let filtered = || {
        let mut query = pool_memberships::table
            .inner_join(people::table)
            .into_boxed::<MultiBackend>()
            .filter(pool_memberships::status.eq(Status::InPublicNotice.as_str()))
            .filter(pool_memberships::notice_opened_on.le(today))
            .filter(pool_memberships::notice_ends_on.ge(today));
        if !filter.pool.is_empty() {
            query = query.filter(pool_memberships::pool.eq_any(filter.pool.iter().map(|pool| pool.as_str())));
        }
        narrow_to_areas!(query, pool_memberships::area, reach, filter.area);
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
    all(query.select(MembershipRow::as_select()).load(db).stored()?)
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
    overwrite!(db, pool_memberships: MembershipRow, changed)
}

/// Gives a person's memberships another area and, after a merge, another person.
///
/// # Errors
/// [`Error::Duplicate`] when two people who are merged both have an open membership of one pool.
pub fn hand_over(
    db: &mut DbConnection,
    from: PersonId,
    (to, area): (PersonId, &Area),
    now: domain::Instant,
) -> Result<(), Error> {
    hand_over_last!(db, pool_memberships, from, (to, area), now)
}
