//! Responsibility zones, their schools, and what rosters said of the people who serve them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Error, Instant, Reach,
    code_set::SchoolType,
    id::{PersonId, SchoolId, ZoneId},
    page::{Page, PageRequest, Position},
    roster::RosterPost,
    text::CreditCode,
    zone::{School, Zone},
};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read, texts},
    schema::{roster_posts, schools, zones},
    types::{DbInstant, DbJson, DbUuid},
};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = zones, treat_none_as_default_value = false, treat_none_as_null = true)]
struct ZoneRow {
    id: DbUuid,
    version: i64,
    area: String,
    name: String,
    office_phone: Option<String>,
    matters: DbJson,
    closed_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = schools, treat_none_as_default_value = false, treat_none_as_null = true)]
struct SchoolRow {
    id: DbUuid,
    version: i64,
    area: String,
    zone_id: DbUuid,
    identifier: String,
    name: String,
    school_type: String,
    pupils: Option<i64>,
    credit_code: Option<String>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = roster_posts, treat_none_as_default_value = false, treat_none_as_null = true)]
struct RosterPostRow {
    person_id: DbUuid,
    area: String,
    kind: String,
    zone_id: Option<DbUuid>,
    is_lead: bool,
    document_number: Option<String>,
    recorded_at: DbInstant,
}

/// The zone of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find_zone(db: &mut DbConnection, reach: &Reach, id: ZoneId) -> Result<Zone, Error> {
    let zone = zones::table.find(DbUuid(id.0)).select(ZoneRow::as_select()).first(db).stored()?.into_zone()?;
    if reach.covers(&zone.area) { Ok(zone) } else { Err(Error::NotFound) }
}

/// Names looked up at once: SQLite takes at most 32 766 values in a statement.
const NAMES_AT_ONCE: usize = 5_000;

/// The zones of these names in an area.
///
/// # Errors
/// When the database fails.
pub fn zones_named(db: &mut DbConnection, within: &Area, names: &[String]) -> Result<HashMap<String, Zone>, Error> {
    let mut found = HashMap::new();
    for names in names.chunks(NAMES_AT_ONCE) {
        let query = zones::table.filter(zones::area.eq(within.as_str())).filter(zones::name.eq_any(names));
        let rows: Vec<ZoneRow> = query.select(ZoneRow::as_select()).load(db).stored()?;
        for row in rows {
            found.insert(row.name.clone(), row.into_zone()?);
        }
    }
    Ok(found)
}

/// The open zones of an area, as made, at most so many.
///
/// # Errors
/// When the database fails.
pub fn open_zones_of(db: &mut DbConnection, area: &Area, most: u32) -> Result<Vec<Zone>, Error> {
    let query = zones::table.filter(zones::area.eq(area.as_str())).filter(zones::closed_on.is_null());
    let rows: Vec<ZoneRow> =
        query.order(zones::id).limit(i64::from(most)).select(ZoneRow::as_select()).load(db).stored()?;
    rows.into_iter().map(ZoneRow::into_zone).collect()
}

/// A page of zones within reach, as made.
///
/// # Errors
/// When the database fails.
pub fn list_zones(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    page: &PageRequest,
) -> Result<Page<Zone>, Error> {
    let filtered = || {
        let mut query = zones::table.into_boxed::<MultiBackend>();
        narrow_to_areas!(query, zones::area, reach, *areas);
        query
    };
    let mut query = filtered();
    if let Some(after) = &page.after {
        query = query.filter(zones::id.gt(DbUuid(after.id)));
    }
    let rows: Vec<ZoneRow> =
        query.order(zones::id).limit(i64::from(page.size) + 1).select(ZoneRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Zone>, Error> = rows.into_iter().map(ZoneRow::into_zone).collect();
    let mut result = Page::cut(all?, page.size, |zone| Position { value: None, id: zone.id.0 });
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
}

/// Stores new zones.
///
/// # Errors
/// [`Error::Duplicate`] when the area has a zone of that name.
pub fn insert_zones(db: &mut DbConnection, new: &[Zone]) -> Result<(), Error> {
    let rows: Vec<ZoneRow> = new.iter().map(ZoneRow::from).collect();
    insert_all!(db, zones::table, rows)?;
    Ok(())
}

/// Stores a new zone.
///
/// # Errors
/// [`Error::Duplicate`] when the area has a zone of that name.
pub fn insert_zone(db: &mut DbConnection, new: &Zone) -> Result<(), Error> {
    diesel::insert_into(zones::table).values(ZoneRow::from(new)).execute(db).stored().map(drop)
}

/// Stores a changed zone over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first, [`Error::Duplicate`] when the area has a zone of that name.
pub fn update_zone(db: &mut DbConnection, changed: &Zone) -> Result<(), Error> {
    let row = ZoneRow::from(changed);
    let target = zones::table.find(row.id).filter(zones::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// Whether a zone has schools, wherever they are.
///
/// # Errors
/// When the database fails.
pub fn has_schools(db: &mut DbConnection, zone: ZoneId) -> Result<bool, Error> {
    let first = schools::table.filter(schools::zone_id.eq(DbUuid(zone.0))).select(schools::id).first::<DbUuid>(db);
    Ok(first.optional().stored()?.is_some())
}

/// The school of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find_school(db: &mut DbConnection, reach: &Reach, id: SchoolId) -> Result<School, Error> {
    let school = schools::table.find(DbUuid(id.0)).select(SchoolRow::as_select()).first(db).stored()?.into_school()?;
    if reach.covers(&school.area) { Ok(school) } else { Err(Error::NotFound) }
}

/// The schools of some zones.
///
/// # Errors
/// When the database fails.
pub fn schools_of(db: &mut DbConnection, zones: &[ZoneId]) -> Result<Vec<School>, Error> {
    let zones = zones.iter().map(|id| DbUuid(id.0));
    let query = schools::table.filter(schools::zone_id.eq_any(zones)).order(schools::id);
    query.select(SchoolRow::as_select()).load(db).stored()?.into_iter().map(SchoolRow::into_school).collect()
}

/// The schools of these ids within reach.
///
/// # Errors
/// When the database fails.
pub fn schools(db: &mut DbConnection, reach: &Reach, ids: &[SchoolId]) -> Result<Vec<School>, Error> {
    let query = schools::table.filter(schools::id.eq_any(ids.iter().map(|id| DbUuid(id.0))));
    let rows: Vec<SchoolRow> = query.select(SchoolRow::as_select()).load(db).stored()?;
    let all: Result<Vec<School>, Error> = rows.into_iter().map(SchoolRow::into_school).collect();
    Ok(all?.into_iter().filter(|school| reach.covers(&school.area)).collect())
}

/// The schools with these identifiers, wherever they are.
///
/// # Errors
/// When the database fails.
pub fn schools_identified(db: &mut DbConnection, identifiers: &[String]) -> Result<HashMap<String, School>, Error> {
    let query = schools::table.filter(schools::identifier.eq_any(identifiers)).select(SchoolRow::as_select());
    let rows: Vec<SchoolRow> = query.load(db).stored()?;
    rows.into_iter().map(|row| Ok((row.identifier.clone(), row.into_school()?))).collect()
}

/// Which schools a list holds.
#[derive(Debug, Clone, Default)]
pub struct SchoolFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Zones.
    pub zone_ids: Vec<ZoneId>,
}

/// A page of schools within reach, as made.
///
/// # Errors
/// When the database fails.
pub fn list_schools(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &SchoolFilter,
    page: &PageRequest,
) -> Result<Page<School>, Error> {
    let filtered = || {
        let mut query = schools::table.into_boxed::<MultiBackend>();
        narrow_to_areas!(query, schools::area, reach, filter.areas);
        if !filter.zone_ids.is_empty() {
            query = query.filter(schools::zone_id.eq_any(filter.zone_ids.iter().map(|id| DbUuid(id.0))));
        }
        query
    };
    let mut query = filtered();
    if let Some(after) = &page.after {
        query = query.filter(schools::id.gt(DbUuid(after.id)));
    }
    let rows: Vec<SchoolRow> =
        query.order(schools::id).limit(i64::from(page.size) + 1).select(SchoolRow::as_select()).load(db).stored()?;
    let all: Result<Vec<School>, Error> = rows.into_iter().map(SchoolRow::into_school).collect();
    let mut result = Page::cut(all?, page.size, |school| Position { value: None, id: school.id.0 });
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
}

/// Stores new schools.
///
/// # Errors
/// [`Error::Duplicate`] when a school has that identifier.
pub fn insert_schools(db: &mut DbConnection, new: &[School]) -> Result<(), Error> {
    let rows: Vec<SchoolRow> = new.iter().map(SchoolRow::from).collect();
    insert_all!(db, schools::table, rows)?;
    Ok(())
}

/// Stores a new school.
///
/// # Errors
/// [`Error::Duplicate`] when a school has that identifier.
pub fn insert_school(db: &mut DbConnection, new: &School) -> Result<(), Error> {
    diesel::insert_into(schools::table).values(SchoolRow::from(new)).execute(db).stored().map(drop)
}

/// Stores a changed school over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update_school(db: &mut DbConnection, changed: &School) -> Result<(), Error> {
    let row = SchoolRow::from(changed);
    let target = schools::table.find(row.id).filter(schools::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// What rosters said of these people.
///
/// # Errors
/// When the database fails.
pub fn roster_posts(db: &mut DbConnection, people: &[PersonId]) -> Result<HashMap<PersonId, RosterPost>, Error> {
    let ids = people.iter().map(|id| DbUuid(id.0));
    let query = roster_posts::table.filter(roster_posts::person_id.eq_any(ids)).select(RosterPostRow::as_select());
    let rows: Vec<RosterPostRow> = query.load(db).stored()?;
    rows.into_iter().map(|row| Ok((PersonId(row.person_id.0), row.into_post()?))).collect()
}

/// Stores what a roster says of people, over what an earlier one said.
///
/// # Errors
/// When the database fails.
pub fn put_roster_posts(db: &mut DbConnection, posts: &[RosterPost], now: Instant) -> Result<(), Error> {
    let rows: Vec<RosterPostRow> = posts.iter().map(|post| RosterPostRow::new(post, now)).collect();
    for chunk in rows.chunks(500) {
        let ids = chunk.iter().map(|row| row.person_id);
        diesel::delete(roster_posts::table.filter(roster_posts::person_id.eq_any(ids))).execute(db).stored()?;
    }
    insert_all!(db, roster_posts::table, rows)
}

impl From<&Zone> for ZoneRow {
    fn from(zone: &Zone) -> Self {
        Self {
            id: DbUuid(zone.id.0),
            version: zone.version,
            area: zone.area.as_str().to_owned(),
            name: zone.name.clone(),
            office_phone: zone.office_phone.clone(),
            matters: DbJson(zone.matters.clone().into()),
            closed_on: zone.closed_on,
            created_at: DbInstant(zone.created_at),
            updated_at: DbInstant(zone.updated_at),
        }
    }
}

impl ZoneRow {
    fn into_zone(self) -> Result<Zone, Error> {
        Ok(Zone {
            id: ZoneId(self.id.0),
            version: self.version,
            area: area("zones", &self.area)?,
            name: self.name,
            office_phone: self.office_phone,
            matters: texts(Some(&self.matters.0)),
            closed_on: self.closed_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

impl From<&School> for SchoolRow {
    fn from(school: &School) -> Self {
        Self {
            id: DbUuid(school.id.0),
            version: school.version,
            area: school.area.as_str().to_owned(),
            zone_id: DbUuid(school.zone_id.0),
            identifier: school.identifier.clone(),
            name: school.name.clone(),
            school_type: school.school_type.code().to_owned(),
            pupils: school.pupils.map(i64::from),
            credit_code: school.credit_code.as_ref().map(|code| code.as_str().to_owned()),
            created_at: DbInstant(school.created_at),
            updated_at: DbInstant(school.updated_at),
        }
    }
}

impl SchoolRow {
    fn into_school(self) -> Result<School, Error> {
        Ok(School {
            id: SchoolId(self.id.0),
            version: self.version,
            area: area("schools", &self.area)?,
            zone_id: ZoneId(self.zone_id.0),
            identifier: self.identifier,
            name: self.name,
            school_type: read("schools", "school_type", SchoolType::parse(&self.school_type))?,
            pupils: self.pupils.map(|pupils| read("schools", "pupils", u32::try_from(pupils).ok())).transpose()?,
            credit_code: self.credit_code.map(CreditCode::from_stored),
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

impl RosterPostRow {
    fn new(post: &RosterPost, now: Instant) -> Self {
        Self {
            person_id: DbUuid(post.person_id.0),
            area: post.area.as_str().to_owned(),
            kind: post.kind.as_str().to_owned(),
            zone_id: post.zone_id.map(|id| DbUuid(id.0)),
            is_lead: post.is_lead,
            document_number: post.document_number.clone(),
            recorded_at: DbInstant(now),
        }
    }

    fn into_post(self) -> Result<RosterPost, Error> {
        Ok(RosterPost {
            person_id: PersonId(self.person_id.0),
            area: area("roster_posts", &self.area)?,
            kind: read("roster_posts", "kind", domain::roster::RosterKind::parse(&self.kind))?,
            zone_id: self.zone_id.map(|id| ZoneId(id.0)),
            is_lead: self.is_lead,
            document_number: self.document_number,
        })
    }
}
