//! Appointments: versions in and out. What is known now is the version that nothing superseded.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{AppointmentId, CohortId, OrganisationId, PersonId},
        page::{Page, PageRequest, Position},
    },
    people::person::Person,
    service::appointment::{Appointment, Route, Status},
};

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        filter::each_once,
        row::{AreaCode, Id, Maybe, Number, Plain, Steps, Time, Worded},
        schema::{appointments, people},
        types::{DbInstant, DbUuid},
        vault::Vault,
    },
    people::PersonRow,
};

row! {
    /// A version of an appointment as stored.
    pub(crate) AppointmentRow of Appointment in appointments {
        id: Id<AppointmentId>,
        version: Plain<i64>,
        area: AreaCode,
        person_id: Id<PersonId>,
        authority_id: Id<OrganisationId>,
        cohort_id: Maybe<Id<CohortId>>,
        employer_id: Maybe<Id<OrganisationId>>,
        route: Worded<Route>,
        status: Worded<Status>,
        nominated_by: Maybe<Plain<String>>,
        starts_on: Maybe<Plain<Day>>,
        ends_on: Maybe<Plain<Day>>,
        ended_on: Maybe<Plain<Day>>,
        term_number: Maybe<Number<u32>>,
        renews_id: Maybe<Id<AppointmentId>>,
        recusal_declared_on: Maybe<Plain<Day>>,
        decision_document_number: Maybe<Plain<String>>,
        letter_number: Maybe<Plain<String>>,
        credential_number: Maybe<Plain<String>>,
        filed_upward_on: Maybe<Plain<Day>>,
        published_on: Maybe<Plain<Day>>,
        steps = trail: Steps<Status>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    notice notice
    computed { superseded_at: Maybe<Time> = |_| None }
}

filter! {
    /// Which appointments.
    AppointmentFilter on appointments sorts ["id"], {
        /// Terms that end on this day or later.
        ends_on_from: from => ends_on,
        /// Terms that end on this day or earlier.
        ends_on_to: until => ends_on,
        /// Appointments that were in force on this day, as they stood then.
        as_of: day = &["status"],
        /// As the register knew it at this moment (RFC 3339).
        known_at: known => _,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Status, as it is today; not together with `as_of`.
        status: words Status => _,
        /// Route: `full_time` or `part_time`.
        route: words Route,
        /// The person.
        person_id: ids PersonId,
        /// The appointing authority.
        authority_id: ids OrganisationId,
        /// The cohort.
        cohort_id: ids CohortId,
    }
    besides {
        /// Whether what was known is read without what was taken back since.
        without_taken_back: bool,
    }
}

/// The appointment of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: AppointmentId,
    known_at: Option<Instant>,
) -> Result<Appointment, Error> {
    find!(db, reach, appointments: AppointmentRow, id, known_at)
}

/// As [`find`], without what was taken back since.
///
/// # Errors
/// As [`find`].
pub fn find_without_taken_back(
    db: &mut DbConnection,
    reach: &Reach,
    id: AppointmentId,
    known_at: Option<Instant>,
) -> Result<Appointment, Error> {
    let mut query = appointments::table.filter(appointments::id.eq(DbUuid(id.0))).into_boxed();
    known_without_taken_back!(query, appointments, known_at);
    let appointment = query.select(AppointmentRow::as_select()).first(db).stored()?.into_record()?;
    if reach.covers(&appointment.area) { Ok(appointment) } else { Err(Error::NotFound) }
}

/// The appointments of these ids within reach.
///
/// # Errors
/// When the database fails.
pub fn find_many(db: &mut DbConnection, reach: &Reach, ids: &[AppointmentId]) -> Result<Vec<Appointment>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let query = appointments::table.filter(appointments::superseded_at.is_null()).filter(appointments::id.eq_any(ids));
    let all: Result<Vec<Appointment>, Error> = load_all!(db, AppointmentRow, query);
    Ok(all?.into_iter().filter(|one| reach.covers(&one.area)).collect())
}

/// All appointments of these people, wherever they are, in order of nomination.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, people: &[PersonId]) -> Result<Vec<Appointment>, Error> {
    load_all!(db, AppointmentRow, present_of!(appointments, people))
}

/// Who else has a credential of this number.
///
/// # Errors
/// When the database fails.
pub fn holders_of_credentials(db: &mut DbConnection, numbers: &[String]) -> Result<Vec<(String, PersonId)>, Error> {
    let query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::credential_number.eq_any(numbers))
        .select((appointments::credential_number.assume_not_null(), appointments::person_id));
    let found: Vec<(String, DbUuid)> = query.load(db).stored()?;
    Ok(found.into_iter().map(|(number, id)| (number, PersonId(id.0))).collect())
}

/// How many full-time appointments of an authority are decided or in force and not over on a day.
///
/// # Errors
/// When the database fails.
pub fn posts_taken(db: &mut DbConnection, authority: OrganisationId, day: Day) -> Result<u32, Error> {
    let taken = [Status::Decided, Status::Active, Status::Suspended].map(Status::as_str);
    let query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::authority_id.eq(DbUuid(authority.0)))
        .filter(appointments::route.eq(Route::FullTime.as_str()))
        .filter(appointments::status.eq_any(taken))
        .filter(appointments::ends_on.is_null().or(appointments::ends_on.ge(day)));
    let count: i64 = query.count().get_result(db).stored()?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whether any appointment of a cohort was decided.
///
/// # Errors
/// When the database fails.
pub fn are_decided_in(db: &mut DbConnection, cohort: CohortId) -> Result<bool, Error> {
    let query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::cohort_id.eq(DbUuid(cohort.0)))
        .filter(appointments::status.ne_all(Status::PLANNED.iter().map(|one| one.as_str())));
    diesel::select(diesel::dsl::exists(query)).get_result(db).stored()
}

type Query<'a> = appointments::BoxedQuery<'a, MultiBackend>;

/// A page of appointments within reach, in order of nomination or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &AppointmentFilter,
    descending: bool,
    today: Day,
    page: &PageRequest,
) -> Result<Page<Appointment>, Error> {
    page_of!(db, appointments: AppointmentRow, filtered(reach, filter, today), page, descending)
}

fn filtered<'a>(reach: &Reach, filter: &AppointmentFilter, today: Day) -> Query<'a> {
    let mut query = filter.narrow(appointments::table.into_boxed(), reach);
    if filter.without_taken_back {
        known_without_taken_back!(query, appointments, filter.known_at);
    } else {
        known_at!(query, appointments, filter.known_at);
    }
    if let Some(day) = filter.as_of {
        query = in_force(query, day);
    }
    match any_status(&filter.status, today) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
}

/// Narrows to the appointments in force on a day: begun, and neither over nor ended.
fn in_force(query: Query<'_>, day: Day) -> Query<'_> {
    query
        .filter(appointments::status.ne_all(Status::NOT_BEGUN.iter().map(|one| one.as_str())))
        .filter(appointments::starts_on.le(day))
        .filter(appointments::ends_on.is_null().nullable().or(appointments::ends_on.ge(day)))
        .filter(appointments::ended_on.is_null().nullable().or(appointments::ended_on.gt(day)))
}

type Clause = Box<
    dyn BoxableExpression<
            appointments::table,
            MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

/// A status as it reads on the day; see [`Appointment::effective`].
fn any_status(statuses: &[Status], today: Day) -> Option<Clause> {
    let one = |status: &Status| -> Clause {
        let stored = appointments::status.eq(status.as_str()).nullable();
        let runs = appointments::ends_on.is_null().nullable().or(appointments::ends_on.ge(today));
        let in_office = appointments::status.eq_any(Status::IN_OFFICE.iter().map(|one| one.as_str())).nullable();
        match status {
            status if status.is_in_office() => Box::new(stored.and(runs).and(appointments::starts_on.le(today))),
            Status::Decided => Box::new(stored.or(in_office.and(appointments::starts_on.gt(today)))),
            Status::Completed => {
                let over = in_office.and(appointments::ends_on.lt(today));
                Box::new(stored.or(over))
            }
            _ => Box::new(stored),
        }
    };
    each_once(Status::ALL, statuses).fold(None, |all: Option<Clause>, status| {
        Some(match all {
            None => one(status),
            Some(all) => Box::new(all.or(one(status))),
        })
    })
}

/// Everybody in office on a day in an area.
///
/// # Errors
/// When the database fails.
pub fn people_in_office(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    day: Day,
) -> Result<Vec<PersonId>, Error> {
    let filter = AppointmentFilter { area: areas.to_vec(), as_of: Some(day), ..AppointmentFilter::default() };
    let query = filtered(reach, &filter, day).select(appointments::person_id).distinct();
    let mut people: Vec<DbUuid> = query.load(db).stored()?;
    people.sort_unstable();
    Ok(people.into_iter().map(|id| PersonId(id.0)).collect())
}

/// Everybody who was in office on some day from a first to a last one in an area, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub fn people_in_office_between(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    (first, last): (Day, Day),
) -> Result<Vec<PersonId>, Error> {
    let mut query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::status.ne_all(Status::NOT_BEGUN.iter().map(|one| one.as_str())))
        .filter(appointments::starts_on.le(last))
        .filter(appointments::ends_on.is_null().nullable().or(appointments::ends_on.ge(first)))
        .filter(appointments::ended_on.is_null().nullable().or(appointments::ended_on.gt(first)))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, appointments::area, reach, *areas);
    let mut people: Vec<DbUuid> = query.select(appointments::person_id).distinct().load(db).stored()?;
    people.sort_unstable();
    Ok(people.into_iter().map(|id| PersonId(id.0)).collect())
}

/// Those in office on a day in an area, with the person, at most `limit`: for teams and reports.
///
/// # Errors
/// When the database fails.
pub fn in_office(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    areas: &[Area],
    day: Day,
    limit: i64,
) -> Result<Vec<(Appointment, Person)>, Error> {
    let filter = AppointmentFilter { area: areas.to_vec(), as_of: Some(day), ..AppointmentFilter::default() };
    let query = filtered(reach, &filter, day).order(appointments::id).limit(limit);
    let rows = query.select(AppointmentRow::as_select()).load(db).stored()?;
    let ids: Vec<PersonId> = rows.iter().map(|row| PersonId(row.person_id.0)).collect();
    let people = crate::people::find_many(db, vault, &Reach::everything(), &ids)?;
    let by_id: std::collections::HashMap<PersonId, Person> = people.into_iter().map(|one| (one.id, one)).collect();
    let all = rows.into_iter().filter_map(|row| {
        let person = by_id.get(&PersonId(row.person_id.0))?.clone();
        Some(row.into_record().map(|appointment| (appointment, person)))
    });
    all.collect()
}

in_notice!(appointments: AppointmentRow of Appointment);

/// What the system does by itself, once its day has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Its first day has come.
    Start,
    /// Its renewal is to be looked at: it ends on this day or earlier, and is not the last term that may follow another.
    Renewal {
        /// The last day of the terms that are looked at.
        ends_by: Day,
        /// The number of the last term in a row.
        last_term: u32,
    },
    /// Its last day is over.
    Completion,
}

/// The appointments with which something is due, after an id, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn due(
    db: &mut DbConnection,
    due: Due,
    today: Day,
    after: Option<AppointmentId>,
    limit: i64,
) -> Result<Vec<Appointment>, Error> {
    let mut query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .order(appointments::id)
        .limit(limit)
        .into_boxed::<MultiBackend>();
    query = match due {
        Due::Start => query
            .filter(appointments::status.eq(Status::LetterIssued.as_str()).or(
                appointments::status.eq(Status::Decided.as_str()).and(appointments::route.eq(Route::FullTime.as_str())),
            ))
            .filter(appointments::starts_on.le(today))
            .filter(appointments::ends_on.is_null().or(appointments::ends_on.ge(today))),
        Due::Renewal { ends_by, last_term } => query
            .filter(appointments::status.eq(Status::Active.as_str()))
            .filter(appointments::starts_on.le(today))
            .filter(appointments::ends_on.between(today, ends_by))
            .filter(appointments::term_number.lt(i64::from(last_term))),
        Due::Completion => query
            .filter(appointments::status.eq_any(Status::IN_OFFICE.iter().map(|one| one.as_str())))
            .filter(appointments::ends_on.lt(today)),
    };
    if let Some(after) = after {
        query = query.filter(appointments::id.gt(DbUuid(after.0)));
    }
    load_all!(db, AppointmentRow, query)
}

/// Stores first versions.
///
/// # Errors
/// [`Error::Duplicate`] when the person has an open nomination at the authority, or two would overlap.
pub fn insert(db: &mut DbConnection, new: &[Appointment]) -> Result<(), Error> {
    let rows: Vec<AppointmentRow> = new.iter().map(AppointmentRow::from).collect();
    insert_all!(db, appointments::table, rows)
}

/// Stores records with all of their versions, oldest first: what a register that knew them all along would hold.
///
/// # Errors
/// As [`insert`].
pub fn insert_histories(db: &mut DbConnection, histories: &[Vec<Appointment>]) -> Result<(), Error> {
    insert_histories!(db, appointments, histories, |version| AppointmentRow::from(version))
}

/// Stores next versions after those before them, which are closed and otherwise left as they are.
///
/// # Errors
/// [`Error::Changed`] when another writer was first; [`Error::Duplicate`] when two appointments would overlap.
pub fn follow(db: &mut DbConnection, changed: &[Appointment]) -> Result<(), Error> {
    follow_all!(db, appointments: AppointmentRow, changed)
}

/// Marks those earlier versions of an appointment that were taken back.
///
/// # Errors
/// When the database fails.
pub fn take_back(
    db: &mut DbConnection,
    id: AppointmentId,
    is_taken_back: impl Fn(&Appointment) -> bool,
) -> Result<(), Error> {
    take_back!(db, appointments: AppointmentRow, DbUuid(id.0), is_taken_back)
}

/// Gives what is known now of a person's appointments another area and, after a merge, another person. Each becomes a next version.
///
/// # Errors
/// [`Error::Duplicate`] when the appointments of two people who are merged overlap.
pub fn hand_over(
    db: &mut DbConnection,
    from: PersonId,
    (to, area): (PersonId, &Area),
    now: Instant,
) -> Result<(), Error> {
    hand_over!(db, appointments: AppointmentRow, from, (to, area), now)
}
