//! Zone assignments: versions in and out, with the schools that each names.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    Day, Error, Instant, Reach,
    kernel::{
        id::{AppointmentId, PersonId, SchoolId, ZoneAssignmentId, ZoneId},
        page::{Page, PageRequest, Position},
        period::Month,
    },
    money::stipend::comparison::ZoneServed,
    service::zone_assignment::{EndReason, Standing, ZoneAssignment, ZoneRole},
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    row::{AreaCode, Id, Maybe, Plain, Time, Worded},
    schema::{assignment_schools, schools, zone_assignments, zones},
    types::{DbInstant, DbUuid},
};

row! {
    /// A version of an assignment as stored.
    AssignmentRow of ZoneAssignment in zone_assignments {
        id: Id<ZoneAssignmentId>,
        version: Plain<i64>,
        area: AreaCode,
        zone_id: Id<ZoneId>,
        appointment_id: Id<AppointmentId>,
        person_id: Id<PersonId>,
        role: Worded<ZoneRole>,
        starts_on: Plain<Day>,
        ends_on: Maybe<Plain<Day>>,
        ended_on: Maybe<Plain<Day>>,
        end_reason: Maybe<Worded<EndReason>>,
        created_at: Time,
        updated_at: Time,
    }
    computed { superseded_at: Maybe<Time> = |_| None }
    beside { school_ids: Vec<SchoolId> }
}

/// A school that an assignment names.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = assignment_schools, treat_none_as_default_value = false)]
struct SchoolRow {
    assignment_id: DbUuid,
    school_id: DbUuid,
}

filter! {
    /// Which zone assignments.
    AssignmentFilter on zone_assignments sorts ["id"], {
        /// Assignments that were in force on this day.
        as_of: day = &["status"],
        /// As the register knew it at this moment (RFC 3339).
        known_at: known,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The zone.
        zone_id: ids ZoneId,
        /// The inspector.
        person_id: ids PersonId,
        /// The appointment.
        appointment_id: ids AppointmentId,
        /// A school that is served, by name or with the whole zone.
        school_id: ids SchoolId => _,
        /// Role: `lead`, `deputy` or `member`.
        role: words ZoneRole,
        /// Status, as it is today; not together with `as_of`.
        status: words Standing => _,
    }
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
    let filtered = || filtered(reach, filter, today);
    page_of!(db, zone_assignments: AssignmentRow, filtered(), page, descending, |rows| with_schools(db, rows))
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
    let filter = AssignmentFilter { status: vec![Standing::Planned, Standing::Active], ..filter.clone() };
    let query = filtered(&Reach::everything(), &filter, day).order(zone_assignments::id).limit(limit);
    let rows: Vec<AssignmentRow> = query.select(AssignmentRow::as_select()).load(db).stored()?;
    with_schools(db, rows)
}

fn filtered<'a>(
    reach: &Reach,
    filter: &AssignmentFilter,
    today: Day,
) -> zone_assignments::BoxedQuery<'a, MultiBackend> {
    let mut query = filter.narrow(zone_assignments::table.into_boxed(), reach);
    if !filter.school_id.is_empty() {
        let ids = || filter.school_id.iter().map(|id| DbUuid(id.0));
        let naming = assignment_schools::table
            .filter(assignment_schools::school_id.eq_any(ids()))
            .select(assignment_schools::assignment_id);
        // One that names no school serves all of its zone.
        let names_any = assignment_schools::table.filter(assignment_schools::assignment_id.eq(zone_assignments::id));
        let zones = schools::table.filter(schools::id.eq_any(ids())).select(schools::zone_id);
        let as_a_whole = zone_assignments::zone_id.eq_any(zones).and(diesel::dsl::not(diesel::dsl::exists(names_any)));
        query = query.filter(zone_assignments::id.eq_any(naming).or(as_a_whole));
    }
    if let Some(day) = filter.as_of {
        query = query.filter(standing(Standing::Active, day));
    }
    let any = each_once(Standing::ALL, &filter.status).map(|one| standing(*one, today));
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

/// The status of an assignment on a day; see [`ZoneAssignment::standing`].
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
    for chunk in ids.chunks(crate::kernel::connection::ROWS_AT_ONCE) {
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
            row.into_record(schools)
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
    move_to!(db, zone_assignments: AssignmentRow, lost, survivor, now)
}
