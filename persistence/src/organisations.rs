//! Organisations and cohorts: rows in and out.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Error, Reach,
    id::{CohortId, OrganisationId},
    organisation::{Cohort, Function, Level, Organisation},
    page::{Page, PageRequest, Position},
    text::CreditCode,
    time::Term,
};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read, texts},
    schema::{cohorts, organisations},
    types::{DbInstant, DbJson, DbUuid},
};

/// An organisation as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organisations, treat_none_as_null = true)]
struct OrganisationRow {
    id: DbUuid,
    version: i64,
    area: String,
    name: String,
    functions: DbJson,
    level: Option<String>,
    credit_code: Option<String>,
    higher_authority_id: Option<DbUuid>,
    establishment_posts: Option<i64>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// A cohort as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cohorts, treat_none_as_null = true)]
struct CohortRow {
    id: DbUuid,
    version: i64,
    area: String,
    authority_id: DbUuid,
    ordinal: i64,
    name: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    document_number: Option<String>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// The organisation of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, reach: &Reach, id: OrganisationId) -> Result<Organisation, Error> {
    let query = organisations::table.find(DbUuid(id.0)).select(OrganisationRow::as_select());
    let organisation = query.first(db).stored()?.into_organisation()?;
    if reach.covers(&organisation.area) { Ok(organisation) } else { Err(Error::NotFound) }
}

/// The organisations of these ids within reach.
///
/// # Errors
/// When the database fails.
pub fn find_many(db: &mut DbConnection, reach: &Reach, ids: &[OrganisationId]) -> Result<Vec<Organisation>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let query = organisations::table.filter(organisations::id.eq_any(ids)).select(OrganisationRow::as_select());
    let all: Result<Vec<Organisation>, Error> =
        query.load(db).stored()?.into_iter().map(OrganisationRow::into_organisation).collect();
    Ok(all?.into_iter().filter(|one| reach.covers(&one.area)).collect())
}

/// The organisations of exactly this area, in order of registration.
///
/// # Errors
/// When the database fails.
pub fn of_area(db: &mut DbConnection, area: &Area) -> Result<Vec<Organisation>, Error> {
    let query = organisations::table.filter(organisations::area.eq(area.as_str())).order(organisations::id);
    let rows = query.select(OrganisationRow::as_select()).load(db).stored()?;
    rows.into_iter().map(OrganisationRow::into_organisation).collect()
}

/// A page of organisations within reach, in order of registration or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Organisation>, Error> {
    let filtered = || {
        let mut query = organisations::table.into_boxed::<MultiBackend>();
        narrow_to_areas!(query, organisations::area, reach, *areas);
        query
    };
    let mut query = filtered().limit(i64::from(page.size) + 1);
    after_position!(query, organisations::id, page, descending);
    let rows = query.select(OrganisationRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Organisation>, Error> = rows.into_iter().map(OrganisationRow::into_organisation).collect();
    let mut result = Page::cut(all?, page.size, |one| Position { value: None, id: one.id.0 });
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
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
    let row = OrganisationRow::from(changed);
    let target = organisations::table.find(row.id).filter(organisations::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// The cohort of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find_cohort(db: &mut DbConnection, reach: &Reach, id: CohortId) -> Result<Cohort, Error> {
    let query = cohorts::table.find(DbUuid(id.0)).select(CohortRow::as_select());
    let cohort = query.first(db).stored()?.into_cohort()?;
    if reach.covers(&cohort.area) { Ok(cohort) } else { Err(Error::NotFound) }
}

/// The cohorts of these ids, wherever they are.
///
/// # Errors
/// When the database fails.
pub fn cohorts(db: &mut DbConnection, ids: &[CohortId]) -> Result<Vec<Cohort>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let query = cohorts::table.filter(cohorts::id.eq_any(ids)).select(CohortRow::as_select());
    query.load(db).stored()?.into_iter().map(CohortRow::into_cohort).collect()
}

/// The cohorts of an authority, by number.
///
/// # Errors
/// When the database fails.
pub fn cohorts_of(db: &mut DbConnection, authority: OrganisationId) -> Result<Vec<Cohort>, Error> {
    let query = cohorts::table.filter(cohorts::authority_id.eq(DbUuid(authority.0))).order(cohorts::ordinal);
    query.select(CohortRow::as_select()).load(db).stored()?.into_iter().map(CohortRow::into_cohort).collect()
}

/// Which cohorts a list holds.
#[derive(Debug, Clone, Default)]
pub struct CohortFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Authorities.
    pub authority_ids: Vec<OrganisationId>,
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
    let filtered = || {
        let mut query = cohorts::table.into_boxed::<MultiBackend>();
        narrow_to_areas!(query, cohorts::area, reach, filter.areas);
        let authorities: Vec<DbUuid> = filter.authority_ids.iter().map(|id| DbUuid(id.0)).collect();
        any_of!(query, cohorts::authority_id => authorities;);
        query
    };
    let mut query = filtered().limit(i64::from(page.size) + 1);
    after_position!(query, cohorts::id, page, descending);
    let rows = query.select(CohortRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Cohort>, Error> = rows.into_iter().map(CohortRow::into_cohort).collect();
    let mut result = Page::cut(all?, page.size, |one| Position { value: None, id: one.id.0 });
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
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
    let row = CohortRow::from(changed);
    let target = cohorts::table.find(row.id).filter(cohorts::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

impl From<&Organisation> for OrganisationRow {
    fn from(one: &Organisation) -> Self {
        Self {
            id: DbUuid(one.id.0),
            version: one.version,
            area: one.area.as_str().to_owned(),
            name: one.name.clone(),
            functions: DbJson(one.functions.iter().map(|function| function.as_str()).collect()),
            level: one.level.map(|level| level.as_str().to_owned()),
            credit_code: one.credit_code.as_ref().map(|code| code.as_str().to_owned()),
            higher_authority_id: one.higher_authority_id.map(|id| DbUuid(id.0)),
            establishment_posts: one.establishment_posts.map(i64::from),
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        }
    }
}

impl OrganisationRow {
    fn into_organisation(self) -> Result<Organisation, Error> {
        const TABLE: &str = "organisations";
        let functions = texts(Some(&self.functions.0));
        let functions = functions.iter().map(|word| read(TABLE, "functions", Function::parse(word)));
        let posts = self.establishment_posts.map(|posts| read(TABLE, "establishment_posts", u32::try_from(posts).ok()));
        Ok(Organisation {
            id: OrganisationId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            name: self.name,
            functions: functions.collect::<Result<_, _>>()?,
            level: self.level.map(|word| read(TABLE, "level", Level::parse(&word))).transpose()?,
            credit_code: self.credit_code.map(CreditCode::from_stored),
            higher_authority_id: self.higher_authority_id.map(|id| OrganisationId(id.0)),
            establishment_posts: posts.transpose()?,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

impl From<&Cohort> for CohortRow {
    fn from(one: &Cohort) -> Self {
        Self {
            id: DbUuid(one.id.0),
            version: one.version,
            area: one.area.as_str().to_owned(),
            authority_id: DbUuid(one.authority_id.0),
            ordinal: i64::from(one.ordinal),
            name: one.name.clone(),
            starts_on: one.term.from,
            ends_on: one.term.until,
            document_number: one.document_number.clone(),
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        }
    }
}

impl CohortRow {
    fn into_cohort(self) -> Result<Cohort, Error> {
        const TABLE: &str = "cohorts";
        Ok(Cohort {
            id: CohortId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            authority_id: OrganisationId(self.authority_id.0),
            ordinal: read(TABLE, "ordinal", u32::try_from(self.ordinal).ok())?,
            name: self.name,
            term: Term { from: self.starts_on, until: self.ends_on },
            document_number: self.document_number,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
