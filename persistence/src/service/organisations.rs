//! Organisations and cohorts: rows in and out.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{CohortId, OrganisationId},
        page::{Page, PageRequest, Position},
        text::CreditCode,
        time::Term,
    },
    service::organisation::{Cohort, Function, Level, Organisation},
};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{AreaCode, Id, Maybe, Number, Plain, Text, Time, Worded, Words},
    schema::{cohorts, earlier_cohorts, earlier_organisations, organisations},
    types::DbUuid,
};

row! {
    /// An organisation as stored.
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    OrganisationRow of Organisation in organisations before earlier_organisations {
        id: Id<OrganisationId>,
        version: Plain<i64>,
        area: AreaCode,
        name: Plain<String>,
        functions: Words<Function>,
        level: Maybe<Worded<Level>>,
        credit_code: Maybe<Text<CreditCode>>,
        higher_authority_id: Maybe<Id<OrganisationId>>,
        establishment_posts: Maybe<Number<u32>>,
        created_at: Time,
        updated_at: Time,
    }
}

row! {
    /// A cohort as stored.
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    CohortRow of Cohort in cohorts before earlier_cohorts {
        id: Id<CohortId>,
        version: Plain<i64>,
        area: AreaCode,
        authority_id: Id<OrganisationId>,
        ordinal: Number<u32>,
        name: Plain<String>,
        document_number: Maybe<Plain<String>>,
        created_at: Time,
        updated_at: Time,
    }
    in term: Term { starts_on = from: Plain<Day>, ends_on = until: Plain<Day> }
}

/// The organisation of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: OrganisationId,
    known_at: Option<Instant>,
) -> Result<Organisation, Error> {
    find_kept!(db, reach, organisations before earlier_organisations: OrganisationRow, id, known_at)
}

/// The organisations of these ids within reach.
///
/// # Errors
/// When the database fails.
pub fn find_many(db: &mut DbConnection, reach: &Reach, ids: &[OrganisationId]) -> Result<Vec<Organisation>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let all: Result<Vec<Organisation>, Error> =
        load_all!(db, OrganisationRow, organisations::table.filter(organisations::id.eq_any(ids)));
    Ok(all?.into_iter().filter(|one| reach.covers(&one.area)).collect())
}

/// The organisations of exactly this area, in order of registration.
///
/// # Errors
/// When the database fails.
pub fn of_area(db: &mut DbConnection, area: &Area) -> Result<Vec<Organisation>, Error> {
    load_all!(
        db,
        OrganisationRow,
        organisations::table.filter(organisations::area.eq(area.as_str())).order(organisations::id)
    )
}

filter! {
    /// Which organisations.
    OrganisationFilter on organisations before earlier_organisations sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: kept,
    }
}

/// A page of organisations within reach, in order of registration or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &OrganisationFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Organisation>, Error> {
    page_kept!(db, organisations before earlier_organisations: OrganisationRow, filter within reach, page, descending)
}

/// Stores a new organisation.
///
/// # Errors
/// [`Error::Duplicate`] when the area has one of that name.
pub fn insert(db: &mut DbConnection, new: &Organisation) -> Result<(), Error> {
    diesel::insert_into(organisations::table).values(OrganisationRow::from(new)).execute(db).stored().map(drop)
}

/// Stores a changed organisation over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Organisation) -> Result<(), Error> {
    overwrite!(db, organisations: OrganisationRow, changed)
}

/// The cohort of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find_cohort(
    db: &mut DbConnection,
    reach: &Reach,
    id: CohortId,
    known_at: Option<Instant>,
) -> Result<Cohort, Error> {
    find_kept!(db, reach, cohorts before earlier_cohorts: CohortRow, id, known_at)
}

/// The cohorts of these ids, wherever they are.
///
/// # Errors
/// When the database fails.
pub fn cohorts(db: &mut DbConnection, ids: &[CohortId]) -> Result<Vec<Cohort>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    load_all!(db, CohortRow, cohorts::table.filter(cohorts::id.eq_any(ids)))
}

/// The cohorts of an authority, by number.
///
/// # Errors
/// When the database fails.
pub fn cohorts_of(db: &mut DbConnection, authority: OrganisationId) -> Result<Vec<Cohort>, Error> {
    let theirs = cohorts::table.filter(cohorts::authority_id.eq(DbUuid(authority.0)));
    load_all!(db, CohortRow, theirs.order(cohorts::ordinal))
}

filter! {
    /// Which cohorts.
    CohortFilter on cohorts before earlier_cohorts sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The authority.
        authority_id: ids OrganisationId,
        /// Terms that this day lies in.
        as_of: day => starts_on ..= ends_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: kept,
    }
}

/// A page of cohorts within reach, in the order in which they were made or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list_cohorts(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &CohortFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Cohort>, Error> {
    page_kept!(db, cohorts before earlier_cohorts: CohortRow, filter within reach, page, descending)
}

/// Stores a new cohort.
///
/// # Errors
/// [`Error::Duplicate`] when the authority has one of that number.
pub fn insert_cohort(db: &mut DbConnection, new: &Cohort) -> Result<(), Error> {
    diesel::insert_into(cohorts::table).values(CohortRow::from(new)).execute(db).stored().map(drop)
}

/// Stores a changed cohort over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update_cohort(db: &mut DbConnection, changed: &Cohort) -> Result<(), Error> {
    overwrite!(db, cohorts: CohortRow, changed)
}
