//! The figures of zones: counted by the database, set by set, in a number of statements that no size changes.

use std::collections::{HashMap, HashSet};

use diesel::{dsl::count_star, prelude::*};
use domain::{
    Area, Day, Error, Reach,
    kernel::id::{CohortId, ZoneId},
    service::{
        appointment::{Route, Status},
        coverage::{CohortMember, ZoneFigures, places_to_fill},
        zone_assignment::ZoneRole,
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{Steps, read},
    schema::{appointments, assignment_schools, cohorts, organisations, schools, zone_assignments, zones},
    types::{DbJson, DbUuid},
};

/// Appointments that are in force on a day and inspect: nobody who was suspended on that day counts.
macro_rules! inspecting {
    ($query:expr, $day:expr, $suspended:expr) => {
        $query
            .filter(appointments::superseded_at.is_null())
            .filter(appointments::status.ne_all(Status::NOT_BEGUN.iter().map(|one| one.as_str())))
            .filter(appointments::id.ne_all($suspended.to_vec()))
            .filter(appointments::starts_on.le($day))
            .filter(appointments::ends_on.is_null().nullable().or(appointments::ends_on.ge($day)))
            .filter(appointments::ended_on.is_null().nullable().or(appointments::ended_on.gt($day)))
    };
}

/// Assignments that are in force on a day.
macro_rules! serving {
    ($query:expr, $day:expr) => {
        $query
            .filter(zone_assignments::superseded_at.is_null())
            .filter(zone_assignments::starts_on.le($day))
            .filter(zone_assignments::ends_on.is_null().nullable().or(zone_assignments::ends_on.ge($day)))
            .filter(zone_assignments::ended_on.is_null().nullable().or(zone_assignments::ended_on.gt($day)))
    };
}

/// What is known of an area on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Its zones, in the order of their ids.
    pub zones: Vec<ZoneFigures>,
    /// Full-time inspectors in office.
    pub full_time: u32,
    /// Part-time inspectors in office.
    pub part_time: u32,
    /// Inspectors in office without a zone.
    pub without_zone: u32,
    /// Establishment posts of the authorities.
    pub posts: u32,
    /// Places of the running cohorts whose inspectors left and were not replaced.
    pub places_to_fill: u32,
}

/// One inspector's place in a zone.
struct Service {
    zone: DbUuid,
    person: DbUuid,
    is_full_time: bool,
    is_lead: bool,
}

/// Counts an area on a day: nine statements.
///
/// # Errors
/// When the database fails.
pub fn figures(db: &mut DbConnection, reach: &Reach, areas: &[Area], day: Day) -> Result<Figures, Error> {
    let suspended = suspended_on(db, day)?;
    let services = services(db, reach, areas, day, &suspended)?;
    let schools = schools_by_zone(db, reach, areas)?;
    let served = served_schools(db, reach, areas, day, &suspended)?;
    let whole_zones = zones_served_as_a_whole(db, reach, areas, day, &suspended)?;
    let mut zones: Vec<ZoneFigures> = open_zones(db, reach, areas, day)?
        .into_iter()
        .map(|(id, name)| {
            let count = schools.get(&id).copied().unwrap_or_default();
            let unserved = if whole_zones.contains(&id) {
                0
            } else {
                count.saturating_sub(served.get(&id).copied().unwrap_or_default())
            };
            ZoneFigures {
                zone_id: ZoneId(id.0),
                name,
                schools: count,
                schools_without_inspector: unserved,
                full_time: 0,
                part_time: 0,
                full_time_leads: 0,
                acting_leads: 0,
            }
        })
        .collect();
    let places: HashMap<ZoneId, usize> = zones.iter().enumerate().map(|(at, zone)| (zone.zone_id, at)).collect();
    let mut counted: HashSet<(DbUuid, DbUuid)> = HashSet::new();
    for service in &services {
        let zone = places.get(&ZoneId(service.zone.0)).and_then(|at| zones.get_mut(*at));
        let Some(zone) = zone else { continue };
        let is_new = counted.insert((service.zone, service.person));
        match (service.is_full_time, is_new) {
            (true, true) => zone.full_time += 1,
            (false, true) => zone.part_time += 1,
            _ => {}
        }
        match (service.is_lead, service.is_full_time) {
            (true, true) => zone.full_time_leads += 1,
            (true, false) => zone.acting_leads += 1,
            _ => {}
        }
    }
    let inspectors = inspectors(db, reach, areas, day, &suspended)?;
    let placed: HashSet<DbUuid> = services.iter().map(|service| service.person).collect();
    let count = |wanted: bool| inspectors.iter().filter(|(_, is_full_time)| **is_full_time == wanted).count();
    let without_zone = inspectors.keys().filter(|person| !placed.contains(person)).count();
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Figures {
        zones,
        full_time: small(count(true)),
        part_time: small(count(false)),
        without_zone: small(without_zone),
        posts: posts(db, reach, areas)?,
        places_to_fill: places_to_fill(&cohort_members(db, reach, areas, day)?),
    })
}

/// The appointments that were suspended on a day. The present status says nothing about earlier days, so that the steps
/// of all that were ever suspended, which are few, are read.
fn suspended_on(db: &mut DbConnection, day: Day) -> Result<Vec<DbUuid>, Error> {
    let versions = diesel::alias!(appointments as versions);
    let ever = versions
        .filter(versions.field(appointments::status).eq(Status::Suspended.as_str()))
        .select(versions.field(appointments::id));
    let query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::id.eq_any(ever))
        .select((appointments::id, appointments::steps));
    let rows: Vec<(DbUuid, DbJson)> = query.load(db).stored()?;
    let mut suspended = Vec::new();
    for (id, steps) in rows {
        if load!(appointments.steps: Steps<Status>, steps)?.on(day) == Some(Status::Suspended) {
            suspended.push(id);
        }
    }
    Ok(suspended)
}

fn open_zones(db: &mut DbConnection, reach: &Reach, areas: &[Area], day: Day) -> Result<Vec<(DbUuid, String)>, Error> {
    let is_open = zones::closed_on.is_null().nullable().or(zones::closed_on.gt(day));
    let mut query = zones::table.filter(is_open).into_boxed::<MultiBackend>();
    narrow_to_areas!(query, zones::area, reach, *areas);
    query.order(zones::id).select((zones::id, zones::name)).load(db).stored()
}

fn schools_by_zone(db: &mut DbConnection, reach: &Reach, areas: &[Area]) -> Result<HashMap<DbUuid, u32>, Error> {
    let mut query = schools::table.group_by(schools::zone_id).select((schools::zone_id, count_star())).into_boxed();
    narrow_to_areas!(query, schools::area, reach, *areas);
    counts(query.load::<(DbUuid, i64)>(db).stored()?)
}

fn counts(rows: Vec<(DbUuid, i64)>) -> Result<HashMap<DbUuid, u32>, Error> {
    rows.into_iter().map(|(id, count)| Ok((id, read("schools", "count", u32::try_from(count).ok())?))).collect()
}

/// How many schools of each zone an assignment names whose inspector is in office.
fn served_schools(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    day: Day,
    suspended: &[DbUuid],
) -> Result<HashMap<DbUuid, u32>, Error> {
    let joined = assignment_schools::table
        .inner_join(schools::table)
        .inner_join(zone_assignments::table.on(zone_assignments::id.eq(assignment_schools::assignment_id)))
        .inner_join(appointments::table.on(appointments::id.eq(zone_assignments::appointment_id)));
    // A school that two serve is served once.
    let mut query = inspecting!(serving!(joined, day), day, suspended)
        .filter(zone_assignments::zone_id.eq(schools::zone_id))
        .group_by(schools::zone_id)
        .select((schools::zone_id, diesel::dsl::count(schools::id).aggregate_distinct()))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, schools::area, reach, *areas);
    counts(query.load::<(DbUuid, i64)>(db).stored()?)
}

/// Zones that an inspector in office serves as a whole, whatever the role: an assignment that names no school.
fn zones_served_as_a_whole(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    day: Day,
    suspended: &[DbUuid],
) -> Result<HashSet<DbUuid>, Error> {
    let joined = zone_assignments::table
        .inner_join(appointments::table.on(appointments::id.eq(zone_assignments::appointment_id)));
    let names_none = diesel::dsl::not(diesel::dsl::exists(
        assignment_schools::table.filter(assignment_schools::assignment_id.eq(zone_assignments::id)),
    ));
    let mut query = inspecting!(serving!(joined, day), day, suspended)
        .filter(names_none)
        .select(zone_assignments::zone_id)
        .distinct()
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, zone_assignments::area, reach, *areas);
    Ok(query.load::<DbUuid>(db).stored()?.into_iter().collect())
}

fn services(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    day: Day,
    suspended: &[DbUuid],
) -> Result<Vec<Service>, Error> {
    let joined = zone_assignments::table
        .inner_join(appointments::table.on(appointments::id.eq(zone_assignments::appointment_id)));
    let mut query = inspecting!(serving!(joined, day), day, suspended)
        .select((zone_assignments::zone_id, zone_assignments::person_id, appointments::route, zone_assignments::role))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, zone_assignments::area, reach, *areas);
    let rows: Vec<(DbUuid, DbUuid, String, String)> = query.load(db).stored()?;
    let service = |(zone, person, route, role): (DbUuid, DbUuid, String, String)| Service {
        zone,
        person,
        is_full_time: route == Route::FullTime.as_str(),
        is_lead: role == ZoneRole::Lead.as_str(),
    };
    Ok(rows.into_iter().map(service).collect())
}

/// Everybody in office on a day, and whether by the full-time route.
fn inspectors(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    day: Day,
    suspended: &[DbUuid],
) -> Result<HashMap<DbUuid, bool>, Error> {
    let mut query = inspecting!(appointments::table, day, suspended)
        .select((appointments::person_id, appointments::route))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, appointments::area, reach, *areas);
    let rows: Vec<(DbUuid, String)> = query.load(db).stored()?;
    let mut all = HashMap::new();
    for (person, route) in rows {
        *all.entry(person).or_insert(false) |= route == Route::FullTime.as_str();
    }
    Ok(all)
}

fn posts(db: &mut DbConnection, reach: &Reach, areas: &[Area]) -> Result<u32, Error> {
    let mut query = organisations::table
        .filter(organisations::establishment_posts.is_not_null())
        .select(organisations::establishment_posts.assume_not_null())
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, organisations::area, reach, *areas);
    let posts: Vec<i64> = query.load(db).stored()?;
    read("organisations", "establishment_posts", u32::try_from(posts.iter().sum::<i64>()).ok())
}

/// Of the cohorts that run on a day, the members who joined after the first day or had left by then. Whoever was never in
/// office left no place.
fn cohort_members(db: &mut DbConnection, reach: &Reach, areas: &[Area], day: Day) -> Result<Vec<CohortMember>, Error> {
    let mut query = appointments::table
        .inner_join(cohorts::table)
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::route.eq(Route::PartTime.as_str()))
        .filter(appointments::status.ne_all(Status::NOT_BEGUN.iter().map(|one| one.as_str())))
        .filter(appointments::starts_on.le(day))
        .filter(appointments::ended_on.is_null().nullable().or(appointments::ended_on.gt(appointments::starts_on)))
        .filter(cohorts::starts_on.le(day))
        .filter(cohorts::ends_on.ge(day))
        .select((
            cohorts::id,
            (cohorts::starts_on, cohorts::ends_on),
            (appointments::starts_on.assume_not_null(), appointments::ended_on),
        ))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, appointments::area, reach, *areas);
    type Row = (DbUuid, (Day, Day), (Day, Option<Day>));
    let rows: Vec<Row> = query.load(db).stored()?;
    let member = |(cohort, (first, last), (joined, ended)): Row| CohortMember {
        cohort_id: CohortId(cohort.0),
        joined_late: joined > first,
        left_early: ended.is_some_and(|ended| ended <= day && ended <= last),
    };
    Ok(rows.into_iter().map(member).collect())
}
