//! Pool memberships: rows in and out, every version of them.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{MembershipId, PersonId},
        notice::Objection,
        page::{Page, PageRequest, Position},
        time::{Moment, Term},
    },
    pools::pool::{Membership, Pool, Review, Source, Status},
};

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        filter::each_once,
        row::{AreaCode, Id, Maybe, Plain, Scored, Steps, Texts, Time, Worded, read},
        schema::{people, pool_memberships},
        types::{DbInstant, DbUuid},
        vault::Vault,
        versions::end_of_time,
    },
    people::PersonRow,
};

row! {
    /// A version of a membership as stored.
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
        steps = trail: Steps<Status>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    maybe review: Review { panel: Texts, score: Scored }
    maybe objection: Objection { objector: Plain<String>, objection_statement = statement: Plain<String> }
    maybe term: Term { valid_from = from: Plain<Day>, valid_until = until: Plain<Day> }
    notice notice
    computed {
        source: Maybe<Plain<String>> = |one: &Membership| one.source.map(|source| source.code().to_owned()),
        superseded_at: Maybe<Time> = |_| None,
    }
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
        /// Memberships that were in their term on this day, suspended ones included, as they stood then.
        as_of: day = &["status"],
        /// As the register knew it at this moment (RFC 3339).
        known_at: known,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Pool: `specialist` or `invited`.
        pool: words Pool,
        /// Status, as it is today; not together with `as_of`.
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

/// The membership of this id within reach, as it stood at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not there then.
pub fn find(db: &mut DbConnection, reach: &Reach, id: MembershipId, moment: Moment) -> Result<Membership, Error> {
    let known = row_of!(db, pool_memberships: MembershipRow, id, moment.known_at)?.into_membership()?;
    let stood = if reach.covers(&known.area) { stood_at(db, vec![known], moment)?.pop() } else { None };
    stood.flatten().ok_or(Error::NotFound)
}

/// Memberships that were found as they stood on the day of a moment; none for one that was not there yet.
fn stood_at(db: &mut DbConnection, found: Vec<Membership>, moment: Moment) -> Result<Vec<Option<Membership>>, Error> {
    let Some(day) = moment.as_of else { return Ok(found.into_iter().map(Some).collect()) };
    let ids = found.iter().map(|one| DbUuid(one.id.0));
    let mut query = pool_memberships::table
        .filter(pool_memberships::id.eq_any(ids))
        .filter(pool_memberships::last_event_on.is_null().or(pool_memberships::last_event_on.le(day)))
        .order((pool_memberships::id, pool_memberships::version))
        .into_boxed::<MultiBackend>();
    if let Some(known_at) = moment.known_at {
        query = query.filter(pool_memberships::updated_at.le(DbInstant(known_at)));
    }
    let versions = all(query.select(MembershipRow::as_select()).load(db).stored()?)?;
    // Every event makes a version, and none lies before the one before it: the last of each is the one that stood.
    let mut last: HashMap<MembershipId, Membership> = versions.into_iter().map(|one| (one.id, one)).collect();
    Ok(found.into_iter().map(|one| one.stood_on(last.remove(&one.id), day)).collect())
}

/// All memberships of these people within reach, in order of nomination.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, reach: &Reach, people: &[PersonId]) -> Result<Vec<Membership>, Error> {
    let present = present_of!(pool_memberships, people).select(MembershipRow::as_select());
    let all: Result<Vec<Membership>, Error> = all(present.load(db).stored()?);
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
    let moment = Moment { as_of: filter.as_of, known_at: filter.known_at };
    page_of!(db, pool_memberships: MembershipRow, filtered(reach, filter, today), page, descending, |rows| {
        let unknown = || Error::internal("a member who was not nominated yet");
        let stood = all(rows).and_then(|found| stood_at(db, found, moment))?.into_iter();
        stood.map(|one| one.ok_or_else(unknown)).collect::<Result<Vec<_>, Error>>()
    })
}

fn filtered<'a>(reach: &Reach, filter: &MembershipFilter, today: Day) -> Query<'a> {
    let mut query = filter.narrow(pool_memberships::table.into_boxed(), reach);
    if let Some(day) = filter.as_of {
        query = held_on(query, day, filter.known_at);
    }
    match any_status(&filter.status, today) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
}

/// Narrows to memberships that were in a term on a day: the present one, or one that a renewal after a pause replaced. What
/// was taken away or given back has no event after that.
fn held_on(query: Query<'_>, day: Day, known_at: Option<Instant>) -> Query<'_> {
    let ended = [Status::Removed, Status::Withdrawn, Status::Deceased].map(Status::as_str);
    let lasts = pool_memberships::status.ne_all(ended).nullable().or(pool_memberships::last_event_on.gt(day));
    let term = diesel::alias!(pool_memberships as term);
    let known_at = DbInstant(known_at.unwrap_or_else(end_of_time));
    let terms = term
        .filter(term.field(pool_memberships::id).eq(pool_memberships::id))
        .filter(term.field(pool_memberships::valid_from).le(day))
        .filter(term.field(pool_memberships::valid_until).ge(day))
        .filter(term.field(pool_memberships::updated_at).le(known_at));
    query.filter(lasts).filter(diesel::dsl::exists(terms))
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
            .filter(pool_memberships::superseded_at.is_null())
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
        .filter(pool_memberships::superseded_at.is_null())
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

/// Stores the next version of a membership: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Membership) -> Result<(), Error> {
    follow_all!(db, pool_memberships: MembershipRow, std::slice::from_ref(changed))
}

/// Gives what is known now of a person's memberships another area and, after a merge, another person. Each becomes a next version.
///
/// # Errors
/// [`Error::Duplicate`] when two people who are merged both have an open membership of one pool.
pub fn hand_over(
    db: &mut DbConnection,
    from: PersonId,
    (to, area): (PersonId, &Area),
    now: Instant,
) -> Result<(), Error> {
    hand_over!(db, pool_memberships: MembershipRow, from, (to, area), now)
}
