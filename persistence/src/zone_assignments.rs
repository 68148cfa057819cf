//! Zone assignments: versions in and out, with the schools that each names.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    duty::Month,
    id::{AppointmentId, PersonId, SchoolId, ZoneAssignmentId, ZoneId},
    page::{Page, PageRequest, Position},
    stipend::comparison::ZoneServed,
    time::{self, Moment},
    zone_assignment::{EndReason, Standing, ZoneAssignment, ZoneRole},
};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    people::{area, read},
    schema::{assignment_schools, schools, zone_assignments, zones},
    types::{DbInstant, DbUuid},
};

/// A version of an assignment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = zone_assignments, treat_none_as_default_value = false)]
struct AssignmentRow {
    id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    zone_id: DbUuid,
    appointment_id: DbUuid,
    person_id: DbUuid,
    role: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    end_reason: Option<String>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// A school that an assignment names.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = assignment_schools, treat_none_as_default_value = false)]
struct SchoolRow {
    assignment_id: DbUuid,
    school_id: DbUuid,
}

/// Which assignments a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct AssignmentFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Zones.
    pub zone_ids: Vec<ZoneId>,
    /// Inspectors.
    pub person_ids: Vec<PersonId>,
    /// Appointments.
    pub appointment_ids: Vec<AppointmentId>,
    /// Schools that are served, by name or with the whole zone.
    pub school_ids: Vec<SchoolId>,
    /// Roles.
    pub roles: Vec<ZoneRole>,
    /// Where they stand on the day of the question.
    pub standings: Vec<Standing>,
    /// A day on which they were in force, and the moment whose knowledge is asked for.
    pub moment: Moment,
}

/// The assignment of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: ZoneAssignmentId,
    known_at: Option<Instant>,
) -> Result<ZoneAssignment, Error> {
    let mut query = zone_assignments::table.filter(zone_assignments::id.eq(DbUuid(id.0))).into_boxed();
    known_at!(query, zone_assignments, known_at);
    let row: AssignmentRow = query.select(AssignmentRow::as_select()).first(db).stored()?;
    let assignment = with_schools(db, vec![row])?.pop().ok_or(Error::NotFound)?;
    if reach.covers(&assignment.area) { Ok(assignment) } else { Err(Error::NotFound) }
}

/// A page of assignments within reach, in the order in which they were made or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &AssignmentFilter,
    descending: bool,
    today: Day,
    page: &PageRequest,
) -> Result<Page<ZoneAssignment>, Error> {
    let mut query = filtered(reach, filter, today).limit(i64::from(page.size) + 1);
    after_position!(query, zone_assignments::id, page, descending);
    let rows: Vec<AssignmentRow> = query.select(AssignmentRow::as_select()).load(db).stored()?;
    let mut result = Page::cut(with_schools(db, rows)?, page.size, |one| Position { value: None, id: one.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter, today).count().get_result(db).stored()?);
    }
    Ok(result)
}

/// All assignments that are in force on a day, or lie ahead of it: at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn not_over(
    db: &mut DbConnection,
    filter: &AssignmentFilter,
    day: Day,
    limit: i64,
) -> Result<Vec<ZoneAssignment>, Error> {
    let filter = AssignmentFilter { standings: vec![Standing::Planned, Standing::Active], ..filter.clone() };
    let query = filtered(&Reach::everything(), &filter, day).order(zone_assignments::id).limit(limit);
    let rows: Vec<AssignmentRow> = query.select(AssignmentRow::as_select()).load(db).stored()?;
    with_schools(db, rows)
}

fn filtered<'a>(
    reach: &Reach,
    filter: &AssignmentFilter,
    today: Day,
) -> zone_assignments::BoxedQuery<'a, MultiBackend> {
    let mut query = zone_assignments::table.into_boxed();
    known_at!(query, zone_assignments, filter.moment.known_at);
    narrow_to_areas!(query, zone_assignments::area, reach, filter.areas);
    let zones: Vec<DbUuid> = filter.zone_ids.iter().map(|id| DbUuid(id.0)).collect();
    let people: Vec<DbUuid> = filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
    let appointments: Vec<DbUuid> = filter.appointment_ids.iter().map(|id| DbUuid(id.0)).collect();
    let roles: Vec<&str> = filter.roles.iter().map(|role| role.as_str()).collect();
    any_of! {
        query,
        zone_assignments::zone_id => zones;
        zone_assignments::person_id => people;
        zone_assignments::appointment_id => appointments;
        zone_assignments::role => roles;
    }
    if !filter.school_ids.is_empty() {
        let ids = || filter.school_ids.iter().map(|id| DbUuid(id.0));
        let naming = assignment_schools::table
            .filter(assignment_schools::school_id.eq_any(ids()))
            .select(assignment_schools::assignment_id);
        // One that names no school serves all of its zone.
        let names_any = assignment_schools::table.filter(assignment_schools::assignment_id.eq(zone_assignments::id));
        let zones = schools::table.filter(schools::id.eq_any(ids())).select(schools::zone_id);
        let as_a_whole = zone_assignments::zone_id.eq_any(zones).and(diesel::dsl::not(diesel::dsl::exists(names_any)));
        query = query.filter(zone_assignments::id.eq_any(naming).or(as_a_whole));
    }
    if let Some(day) = filter.moment.as_of {
        query = query.filter(standing(Standing::Active, day));
    }
    let any = each_once(Standing::ALL, &filter.standings).map(|one| standing(*one, today));
    match any.reduce(|all, one| Box::new(all.or(one))) {
        Some(standings) => query.filter(standings),
        None => query,
    }
}

type Clause = Box<
    dyn BoxableExpression<
            zone_assignments::table,
            MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

/// Where an assignment stands on a day; see [`ZoneAssignment::standing`].
fn standing(standing: Standing, day: Day) -> Clause {
    let runs = zone_assignments::ends_on.is_null().nullable().or(zone_assignments::ends_on.ge(day));
    let is_not_ended = zone_assignments::ended_on.is_null().nullable().or(zone_assignments::ended_on.gt(day));
    match standing {
        Standing::Planned => Box::new(runs.and(is_not_ended).and(zone_assignments::starts_on.gt(day))),
        Standing::Active => Box::new(runs.and(is_not_ended).and(zone_assignments::starts_on.le(day))),
        Standing::Ended => {
            let is_past = zone_assignments::ends_on.is_not_null().and(zone_assignments::ends_on.lt(day));
            let was_ended = zone_assignments::ended_on.is_not_null().and(zone_assignments::ended_on.le(day));
            Box::new(is_past.or(was_ended))
        }
    }
}

fn with_schools(db: &mut DbConnection, rows: Vec<AssignmentRow>) -> Result<Vec<ZoneAssignment>, Error> {
    let ids: Vec<DbUuid> = rows.iter().map(|row| row.id).collect();
    let mut named: HashMap<DbUuid, Vec<SchoolId>> = HashMap::new();
    for chunk in ids.chunks(crate::connection::ROWS_AT_ONCE) {
        let query = assignment_schools::table
            .filter(assignment_schools::assignment_id.eq_any(chunk.to_vec()))
            .order((assignment_schools::assignment_id, assignment_schools::school_id));
        let schools: Vec<SchoolRow> = query.select(SchoolRow::as_select()).load(db).stored()?;
        for row in schools {
            named.entry(row.assignment_id).or_default().push(SchoolId(row.school_id.0));
        }
    }
    rows.into_iter()
        .map(|row| {
            let schools = named.remove(&row.id).unwrap_or_default();
            row.into_assignment(schools)
        })
        .collect()
}

/// The zone that each of these people serves in a month; the last one of several.
///
/// # Errors
/// When the database fails.
pub fn served_by(
    db: &mut DbConnection,
    people: &[PersonId],
    month: Month,
) -> Result<HashMap<PersonId, ZoneServed>, Error> {
    // The last one stays.
    let rows: Vec<(DbUuid, DbUuid, String)> = zone_assignments::table
        .inner_join(zones::table)
        .filter(zone_assignments::superseded_at.is_null())
        .filter(zone_assignments::person_id.eq_any(people.iter().map(|id| DbUuid(id.0))))
        .filter(zone_assignments::starts_on.lt(month.end()))
        .filter(zone_assignments::ends_on.is_null().or(zone_assignments::ends_on.ge(month.first())))
        .filter(zone_assignments::ended_on.is_null().or(zone_assignments::ended_on.gt(month.first())))
        .order((zone_assignments::starts_on, zone_assignments::id))
        .select((zone_assignments::person_id, zones::id, zones::name))
        .load(db)
        .stored()?;
    let served =
        |(person, id, name): (DbUuid, DbUuid, String)| (PersonId(person.0), ZoneServed { id: ZoneId(id.0), name });
    Ok(rows.into_iter().map(served).collect())
}

/// Stores first versions, with the schools that they name.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &[ZoneAssignment]) -> Result<(), Error> {
    let rows: Vec<AssignmentRow> = new.iter().map(AssignmentRow::from).collect();
    insert_all!(db, zone_assignments::table, rows)?;
    insert_schools(db, new)
}

/// Stores which schools assignments name.
fn insert_schools<'a>(db: &mut DbConnection, of: impl IntoIterator<Item = &'a ZoneAssignment>) -> Result<(), Error> {
    let name =
        |one: &ZoneAssignment, id: &SchoolId| SchoolRow { assignment_id: DbUuid(one.id.0), school_id: DbUuid(id.0) };
    let each = |one: &'a ZoneAssignment| one.school_ids.iter().map(move |id| name(one, id));
    let schools: Vec<SchoolRow> = of.into_iter().flat_map(each).collect();
    insert_all!(db, assignment_schools::table, schools)
}

/// Stores records with all of their versions, oldest first: what a register that knew them all along would hold.
///
/// # Errors
/// As [`insert`].
pub fn insert_histories(db: &mut DbConnection, histories: &[Vec<ZoneAssignment>]) -> Result<(), Error> {
    insert_histories!(db, zone_assignments, histories, |version| AssignmentRow::from(version))?;
    insert_schools(db, histories.iter().filter_map(|history| history.first()))
}

/// Stores next versions after those before them; the schools that they name stay.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn follow(db: &mut DbConnection, changed: &[ZoneAssignment]) -> Result<(), Error> {
    follow_all!(db, zone_assignments: AssignmentRow, changed)
}

/// Gives the assignments of a merged record to its survivor. Each becomes a next version; what was known before stays.
///
/// # Errors
/// When the database fails.
pub fn move_to(db: &mut DbConnection, lost: PersonId, survivor: PersonId, now: Instant) -> Result<(), Error> {
    let present = zone_assignments::table
        .filter(zone_assignments::person_id.eq(DbUuid(lost.0)))
        .filter(zone_assignments::superseded_at.is_null());
    let mut rows: Vec<AssignmentRow> = present.select(AssignmentRow::as_select()).load(db).stored()?;
    for row in &mut rows {
        row.version += 1;
        row.person_id = DbUuid(survivor.0);
        row.updated_at = DbInstant(time::following(row.updated_at.0, now));
    }
    follow_rows!(db, zone_assignments: AssignmentRow, rows)
}

impl From<&ZoneAssignment> for AssignmentRow {
    fn from(one: &ZoneAssignment) -> Self {
        Self {
            id: DbUuid(one.id.0),
            version: one.version,
            superseded_at: None,
            area: one.area.as_str().to_owned(),
            zone_id: DbUuid(one.zone_id.0),
            appointment_id: DbUuid(one.appointment_id.0),
            person_id: DbUuid(one.person_id.0),
            role: one.role.as_str().to_owned(),
            starts_on: one.starts_on,
            ends_on: one.ends_on,
            ended_on: one.ended_on,
            end_reason: one.end_reason.map(|reason| reason.as_str().to_owned()),
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        }
    }
}

impl AssignmentRow {
    fn into_assignment(self, school_ids: Vec<SchoolId>) -> Result<ZoneAssignment, Error> {
        const TABLE: &str = "zone_assignments";
        let reason = self.end_reason.map(|word| read(TABLE, "end_reason", EndReason::parse(&word)));
        Ok(ZoneAssignment {
            id: ZoneAssignmentId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            zone_id: ZoneId(self.zone_id.0),
            appointment_id: AppointmentId(self.appointment_id.0),
            person_id: PersonId(self.person_id.0),
            role: read(TABLE, "role", ZoneRole::parse(&self.role))?,
            school_ids,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            ended_on: self.ended_on,
            end_reason: reason.transpose()?,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
