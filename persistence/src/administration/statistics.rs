//! Statistics of the team's structure: grouped and counted by the database, in two statements, three by zone.

use std::collections::BTreeMap;

use diesel::{dsl::count, prelude::*};
use domain::{
    Area, Day, Error, Reach,
    administration::statistics::{Cell, Dimension, age_band, cells, unknown_cell},
    service::appointment::{Route, Status},
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::read,
    schema::{appointments, people, zone_assignments, zones},
    types::DbUuid,
};

/// Appointments in force on a day, as the lists with `as_of` tell them: who is suspended is in office.
macro_rules! in_office {
    ($query:expr, $day:expr) => {
        $query
            .filter(appointments::superseded_at.is_null())
            .filter(appointments::status.ne_all(Status::NOT_BEGUN.iter().map(|one| one.as_str())))
            .filter(appointments::starts_on.le($day))
            .filter(appointments::ends_on.is_null().nullable().or(appointments::ends_on.ge($day)))
            .filter(appointments::ended_on.is_null().nullable().or(appointments::ended_on.gt($day)))
    };
}

/// Assignments in force on a day of appointments that are.
macro_rules! placed {
    ($day:expr) => {
        in_office!(
            zone_assignments::table
                .inner_join(appointments::table.on(appointments::id.eq(zone_assignments::appointment_id)))
                .inner_join(zones::table),
            $day
        )
        .filter(zone_assignments::superseded_at.is_null())
        .filter(zone_assignments::starts_on.le($day))
        .filter(zone_assignments::ends_on.is_null().nullable().or(zone_assignments::ends_on.ge($day)))
        .filter(zone_assignments::ended_on.is_null().nullable().or(zone_assignments::ended_on.gt($day)))
    };
}

/// Counts by one column of a person.
macro_rules! by_column {
    ($db:expr, $reach:expr, $areas:expr, $day:expr, $column:expr) => {{
        let mut query = in_office!(appointments::table.inner_join(people::table), $day)
            .group_by($column)
            .select(($column, count(appointments::person_id).aggregate_distinct()))
            .into_boxed::<MultiBackend>();
        narrow_to_areas!(query, appointments::area, $reach, *$areas);
        query.load($db).stored()?
    }};
}

/// How the inspectors in office on a day are made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    /// Inspectors in office, each counted once.
    pub total: u32,
    /// The cells, in the order in which they are shown.
    pub cells: Vec<Cell>,
}

/// Counts the inspectors of an area on a day. Whose record is corrected later counts by what it says now.
///
/// # Errors
/// When the database fails.
pub fn structure(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    day: Day,
    by: Dimension,
) -> Result<Structure, Error> {
    let total = total(db, reach, areas, day)?;
    let rows: Vec<(Option<String>, i64)> = match by {
        Dimension::Kind => by_route(db, reach, areas, day)?,
        Dimension::AgeBand => by_age(db, reach, areas, day)?,
        Dimension::Education => by_column!(db, reach, areas, day, people::education),
        Dimension::ProfessionalTitle => by_column!(db, reach, areas, day, people::professional_title),
        Dimension::Subject => by_column!(db, reach, areas, day, people::subject),
        Dimension::Stage => by_column!(db, reach, areas, day, people::stage),
        Dimension::Zone => return Ok(Structure { total, cells: by_zone(db, reach, areas, day, total)? }),
    };
    let (mut counts, mut unknown) = (BTreeMap::new(), 0);
    for (code, count) in rows {
        let count = small(count)?;
        match code {
            Some(code) => *counts.entry(code).or_default() += count,
            None => unknown += count,
        }
    }
    Ok(Structure { total, cells: cells(by, &counts, unknown) })
}

fn small(count: i64) -> Result<u32, Error> {
    read("appointments", "count", u32::try_from(count).ok())
}

fn total(db: &mut DbConnection, reach: &Reach, areas: &[Area], day: Day) -> Result<u32, Error> {
    let mut query = in_office!(appointments::table, day)
        .select(count(appointments::person_id).aggregate_distinct())
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, appointments::area, reach, *areas);
    small(query.get_result(db).stored()?)
}

/// Nobody has two appointments at a time, which the database sees to: a person has one route.
fn by_route(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    day: Day,
) -> Result<Vec<(Option<String>, i64)>, Error> {
    let mut query = in_office!(appointments::table, day)
        .group_by(appointments::route)
        .select((appointments::route, count(appointments::person_id).aggregate_distinct()))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, appointments::area, reach, *areas);
    let rows: Vec<(String, i64)> = query.load(db).stored()?;
    rows.into_iter()
        .map(|(route, count)| {
            let route = read("appointments", "route", Route::parse(&route))?;
            Ok((Some(route.as_str().to_owned()), count))
        })
        .collect()
}

fn by_age(db: &mut DbConnection, reach: &Reach, areas: &[Area], day: Day) -> Result<Vec<(Option<String>, i64)>, Error> {
    let rows: Vec<(Option<Day>, i64)> = by_column!(db, reach, areas, day, people::birth_date);
    let band = |born: Option<Day>| born.and_then(|born| age_band(born, day)).map(str::to_owned);
    Ok(rows.into_iter().map(|(born, count)| (band(born), count)).collect())
}

/// The zones in which somebody serves, by name, and last those inspectors who serve in none. A zone counts whoever serves
/// there by an assignment within reach.
fn by_zone(db: &mut DbConnection, reach: &Reach, areas: &[Area], day: Day, total: u32) -> Result<Vec<Cell>, Error> {
    let mut query = placed!(day)
        .group_by((zones::id, zones::name))
        .select((zones::id, zones::name, count(zone_assignments::person_id).aggregate_distinct()))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, appointments::area, reach, *areas);
    let mut rows: Vec<(DbUuid, String, i64)> = query.load(db).stored()?;
    rows.sort_unstable_by(|(id, name, _), (other, theirs, _)| (name, id).cmp(&(theirs, other)));
    let cell = |(id, name, count): (DbUuid, String, i64)| {
        Ok(Cell { code: id.0.to_string(), label: name, english: None, count: small(count)? })
    };
    let mut cells = rows.into_iter().map(cell).collect::<Result<Vec<Cell>, Error>>()?;
    let mut query =
        placed!(day).select(count(zone_assignments::person_id).aggregate_distinct()).into_boxed::<MultiBackend>();
    narrow_to_areas!(query, appointments::area, reach, *areas);
    let placed = small(query.get_result(db).stored()?)?;
    cells.extend(unknown_cell(total.saturating_sub(placed)));
    Ok(cells)
}
