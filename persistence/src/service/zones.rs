//! Responsibility zones, their schools, and what rosters said of the people who serve them.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    file::roster::{RosterKind, RosterPost},
    kernel::{
        code_set::SchoolType,
        id::{PersonId, SchoolId, ZoneId},
        page::{Page, PageRequest, Position},
        text::CreditCode,
    },
    service::zone::{School, Zone},
};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{AreaCode, Coded, Id, Maybe, Number, Plain, Text, Texts, Time, area, read},
    schema::{earlier_schools, earlier_zones, roster_posts, schools, zones},
    types::{DbInstant, DbUuid},
};

row! {
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    ZoneRow of Zone in zones before earlier_zones {
        id: Id<ZoneId>,
        version: Plain<i64>,
        area: AreaCode,
        name: Plain<String>,
        office_phone: Maybe<Plain<String>>,
        matters: Texts,
        closed_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
}

row! {
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    SchoolRow of School in schools before earlier_schools {
        id: Id<SchoolId>,
        version: Plain<i64>,
        area: AreaCode,
        zone_id: Id<ZoneId>,
        identifier: Plain<String>,
        name: Plain<String>,
        school_type: Coded<SchoolType>,
        pupils: Maybe<Number<u32>>,
        credit_code: Maybe<Text<CreditCode>>,
        created_at: Time,
        updated_at: Time,
    }
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

/// The zone of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find_zone(db: &mut DbConnection, reach: &Reach, id: ZoneId, known_at: Option<Instant>) -> Result<Zone, Error> {
    find_kept!(db, reach, zones before earlier_zones: ZoneRow, id, known_at)
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
            found.insert(row.name.clone(), row.into_record()?);
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
    load_all!(db, ZoneRow, query.order(zones::id).limit(i64::from(most)))
}

filter! {
    /// Which zones.
    ZoneFilter on zones before earlier_zones sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: kept,
    }
}

/// A page of zones within reach, as made.
///
/// # Errors
/// When the database fails.
pub fn list_zones(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &ZoneFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Zone>, Error> {
    page_kept!(db, zones before earlier_zones: ZoneRow, filter within reach, page, descending)
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
    overwrite!(db, zones: ZoneRow, changed)
}

/// Whether a zone has schools, wherever they are.
///
/// # Errors
/// When the database fails.
pub fn has_schools(db: &mut DbConnection, zone: ZoneId) -> Result<bool, Error> {
    let first = schools::table.filter(schools::zone_id.eq(DbUuid(zone.0))).select(schools::id).first::<DbUuid>(db);
    Ok(first.optional().stored()?.is_some())
}

/// The school of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find_school(
    db: &mut DbConnection,
    reach: &Reach,
    id: SchoolId,
    known_at: Option<Instant>,
) -> Result<School, Error> {
    find_kept!(db, reach, schools before earlier_schools: SchoolRow, id, known_at)
}

/// The schools of some zones.
///
/// # Errors
/// When the database fails.
pub fn schools_of(db: &mut DbConnection, zones: &[ZoneId]) -> Result<Vec<School>, Error> {
    let zones = zones.iter().map(|id| DbUuid(id.0));
    load_all!(db, SchoolRow, schools::table.filter(schools::zone_id.eq_any(zones)).order(schools::id))
}

/// The schools of these ids within reach.
///
/// # Errors
/// When the database fails.
pub fn schools(db: &mut DbConnection, reach: &Reach, ids: &[SchoolId]) -> Result<Vec<School>, Error> {
    let named = schools::table.filter(schools::id.eq_any(ids.iter().map(|id| DbUuid(id.0))));
    let all: Result<Vec<School>, Error> = load_all!(db, SchoolRow, named);
    Ok(all?.into_iter().filter(|school| reach.covers(&school.area)).collect())
}

/// The schools with these identifiers, wherever they are.
///
/// # Errors
/// When the database fails.
pub fn schools_identified(db: &mut DbConnection, identifiers: &[String]) -> Result<HashMap<String, School>, Error> {
    let query = schools::table.filter(schools::identifier.eq_any(identifiers)).select(SchoolRow::as_select());
    let rows: Vec<SchoolRow> = query.load(db).stored()?;
    rows.into_iter().map(|row| Ok((row.identifier.clone(), row.into_record()?))).collect()
}

/// The schools with these names within reach.
///
/// # Errors
/// When the database fails.
pub fn schools_named(db: &mut DbConnection, reach: &Reach, names: &[String]) -> Result<Vec<School>, Error> {
    let all: Result<Vec<School>, Error> = load_all!(db, SchoolRow, schools::table.filter(schools::name.eq_any(names)));
    Ok(all?.into_iter().filter(|school| reach.covers(&school.area)).collect())
}

filter! {
    /// Which schools.
    SchoolFilter on schools before earlier_schools sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Responsibility zone.
        zone_id: ids ZoneId,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: kept,
    }
}

/// A page of schools within reach, as made.
///
/// # Errors
/// When the database fails.
pub fn list_schools(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &SchoolFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<School>, Error> {
    page_kept!(db, schools before earlier_schools: SchoolRow, filter within reach, page, descending)
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
    overwrite!(db, schools: SchoolRow, changed)
}

/// What rosters said of these people.
///
/// # Errors
/// When the database fails.
pub fn roster_posts(db: &mut DbConnection, people: &[PersonId]) -> Result<HashMap<PersonId, RosterPost>, Error> {
    let ids = people.iter().map(|id| DbUuid(id.0));
    let query = roster_posts::table.filter(roster_posts::person_id.eq_any(ids)).select(RosterPostRow::as_select());
    let rows: Vec<RosterPostRow> = query.load(db).stored()?;
    rows.into_iter().map(|row| Ok((PersonId(row.person_id.0), row.into_record()?))).collect()
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

    fn into_record(self) -> Result<RosterPost, Error> {
        Ok(RosterPost {
            person_id: PersonId(self.person_id.0),
            area: area("roster_posts", &self.area)?,
            kind: read("roster_posts", "kind", RosterKind::parse(&self.kind))?,
            zone_id: self.zone_id.map(|id| ZoneId(id.0)),
            is_lead: self.is_lead,
            document_number: self.document_number,
        })
    }
}
