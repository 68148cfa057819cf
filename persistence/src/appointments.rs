//! Appointments: versions in and out. What is known now is the version that nothing superseded.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    appointment::{Appointment, Route, Status},
    id::{AppointmentId, CohortId, OrganisationId, PersonId},
    page::{Page, PageRequest, Position},
    person::Person,
    time::Moment,
};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    notices,
    people::{PersonRow, area, read},
    schema::{appointments, people},
    steps,
    types::{DbInstant, DbJson, DbUuid},
    vault::Vault,
};

/// A version of an appointment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = appointments, treat_none_as_default_value = false)]
pub(crate) struct AppointmentRow {
    pub id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    person_id: DbUuid,
    authority_id: DbUuid,
    cohort_id: Option<DbUuid>,
    employer_id: Option<DbUuid>,
    route: String,
    status: String,
    nominated_by: Option<String>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    term_number: Option<i64>,
    renews_id: Option<DbUuid>,
    recusal_declared_on: Option<NaiveDate>,
    decision_document_number: Option<String>,
    letter_number: Option<String>,
    credential_number: Option<String>,
    filed_upward_on: Option<NaiveDate>,
    published_on: Option<NaiveDate>,
    notice_opened_on: Option<NaiveDate>,
    notice_counted_from: Option<NaiveDate>,
    notice_ends_on: Option<NaiveDate>,
    notice_days_left: Option<i64>,
    notice_elsewhere: Option<DbJson>,
    steps: DbJson,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// Which appointments a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct AppointmentFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Statuses, as they are on the day of the question.
    pub statuses: Vec<Status>,
    /// Routes.
    pub routes: Vec<Route>,
    /// People.
    pub person_ids: Vec<PersonId>,
    /// Authorities.
    pub authority_ids: Vec<OrganisationId>,
    /// Cohorts.
    pub cohort_ids: Vec<CohortId>,
    /// Terms that end on this day or later.
    pub ends_on_from: Option<Day>,
    /// Terms that end on this day or earlier.
    pub ends_on_to: Option<Day>,
    /// A day on which they were in force, and the moment whose knowledge is asked for.
    pub moment: Moment,
    /// Whether that knowledge is read without what was taken back since.
    pub without_taken_back: bool,
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
    let mut query = appointments::table.filter(appointments::id.eq(DbUuid(id.0))).into_boxed();
    known_at!(query, appointments, known_at);
    let appointment = query.select(AppointmentRow::as_select()).first(db).stored()?.into_appointment()?;
    if reach.covers(&appointment.area) { Ok(appointment) } else { Err(Error::NotFound) }
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
    let appointment = query.select(AppointmentRow::as_select()).first(db).stored()?.into_appointment()?;
    if reach.covers(&appointment.area) { Ok(appointment) } else { Err(Error::NotFound) }
}

/// The appointments of these ids within reach.
///
/// # Errors
/// When the database fails.
pub fn find_many(db: &mut DbConnection, reach: &Reach, ids: &[AppointmentId]) -> Result<Vec<Appointment>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let query = appointments::table.filter(appointments::superseded_at.is_null()).filter(appointments::id.eq_any(ids));
    let all: Result<Vec<Appointment>, Error> = query
        .select(AppointmentRow::as_select())
        .load(db)
        .stored()?
        .into_iter()
        .map(AppointmentRow::into_appointment)
        .collect();
    Ok(all?.into_iter().filter(|one| reach.covers(&one.area)).collect())
}

/// All appointments of these people, wherever they are, in order of nomination.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, people: &[PersonId]) -> Result<Vec<Appointment>, Error> {
    let ids: Vec<DbUuid> = people.iter().map(|id| DbUuid(id.0)).collect();
    let query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::person_id.eq_any(ids))
        .order(appointments::id);
    query
        .select(AppointmentRow::as_select())
        .load(db)
        .stored()?
        .into_iter()
        .map(AppointmentRow::into_appointment)
        .collect()
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
    let mut query = filtered(reach, filter, today).limit(i64::from(page.size) + 1);
    after_position!(query, appointments::id, page, descending);
    let rows = query.select(AppointmentRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Appointment>, Error> = rows.into_iter().map(AppointmentRow::into_appointment).collect();
    let mut result = Page::cut(all?, page.size, |one| Position { value: None, id: one.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter, today).count().get_result(db).stored()?);
    }
    Ok(result)
}

fn filtered<'a>(reach: &Reach, filter: &AppointmentFilter, today: Day) -> Query<'a> {
    let mut query = appointments::table.into_boxed();
    if filter.without_taken_back {
        known_without_taken_back!(query, appointments, filter.moment.known_at);
    } else {
        known_at!(query, appointments, filter.moment.known_at);
    }
    narrow_to_areas!(query, appointments::area, reach, filter.areas);
    let people: Vec<DbUuid> = filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
    let authorities: Vec<DbUuid> = filter.authority_ids.iter().map(|id| DbUuid(id.0)).collect();
    let routes: Vec<&str> = filter.routes.iter().map(|route| route.as_str()).collect();
    any_of! {
        query,
        appointments::person_id => people;
        appointments::authority_id => authorities;
        appointments::route => routes;
    }
    if !filter.cohort_ids.is_empty() {
        query = query.filter(appointments::cohort_id.eq_any(filter.cohort_ids.iter().map(|id| DbUuid(id.0))));
    }
    if let Some(day) = filter.ends_on_from {
        query = query.filter(appointments::ends_on.ge(day));
    }
    if let Some(day) = filter.ends_on_to {
        query = query.filter(appointments::ends_on.le(day));
    }
    if let Some(day) = filter.moment.as_of {
        query = in_force(query, day);
    }
    match any_status(&filter.statuses, today) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
}

/// Narrows to what was in force on a day: what had begun, and was neither over nor ended.
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
    let filter = AppointmentFilter {
        areas: areas.to_vec(),
        moment: Moment { as_of: Some(day), known_at: None },
        ..AppointmentFilter::default()
    };
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
    let filter = AppointmentFilter {
        areas: areas.to_vec(),
        moment: Moment { as_of: Some(day), known_at: None },
        ..AppointmentFilter::default()
    };
    let query = filtered(reach, &filter, day).order(appointments::id).limit(limit);
    let rows = query.select(AppointmentRow::as_select()).load(db).stored()?;
    let ids: Vec<PersonId> = rows.iter().map(|row| PersonId(row.person_id.0)).collect();
    let people = crate::people::find_many(db, vault, &Reach::everything(), &ids)?;
    let by_id: std::collections::HashMap<PersonId, Person> = people.into_iter().map(|one| (one.id, one)).collect();
    let all = rows.into_iter().filter_map(|row| {
        let person = by_id.get(&PersonId(row.person_id.0))?.clone();
        Some(row.into_appointment().map(|appointment| (appointment, person)))
    });
    all.collect()
}

in_notice!(appointments: AppointmentRow, into_appointment, Appointment);

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
    query
        .select(AppointmentRow::as_select())
        .load(db)
        .stored()?
        .into_iter()
        .map(AppointmentRow::into_appointment)
        .collect()
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
    take_back!(db, appointments: AppointmentRow as into_appointment, DbUuid(id.0), is_taken_back)
}

/// Gives the appointments of a person the person's area: children inherit it. Each becomes a next version.
///
/// # Errors
/// When the database fails.
pub fn follow_area(db: &mut DbConnection, person: PersonId, area: &Area, now: Instant) -> Result<(), Error> {
    hand_over!(db, appointments: AppointmentRow, person, (person, area), now)
}

/// Gives the appointments of a merged record to its survivor. Each becomes a next version; what was known before stays.
///
/// # Errors
/// [`Error::Duplicate`] when the appointments of both overlap.
pub fn move_to(db: &mut DbConnection, lost: PersonId, survivor: &Person, now: Instant) -> Result<(), Error> {
    hand_over!(db, appointments: AppointmentRow, lost, (survivor.id, &survivor.area), now)
}

impl From<&Appointment> for AppointmentRow {
    fn from(one: &Appointment) -> Self {
        let (opened_on, counted_from, ends_on, days_left, elsewhere) = notices::columns(one.notice.as_ref());
        Self {
            id: DbUuid(one.id.0),
            version: one.version,
            superseded_at: None,
            area: one.area.as_str().to_owned(),
            person_id: DbUuid(one.person_id.0),
            authority_id: DbUuid(one.authority_id.0),
            cohort_id: one.cohort_id.map(|id| DbUuid(id.0)),
            employer_id: one.employer_id.map(|id| DbUuid(id.0)),
            route: one.route.as_str().to_owned(),
            status: one.status.as_str().to_owned(),
            nominated_by: one.nominated_by.clone(),
            starts_on: one.starts_on,
            ends_on: one.ends_on,
            ended_on: one.ended_on,
            term_number: one.term_number.map(i64::from),
            renews_id: one.renews_id.map(|id| DbUuid(id.0)),
            recusal_declared_on: one.recusal_declared_on,
            decision_document_number: one.decision_document_number.clone(),
            letter_number: one.letter_number.clone(),
            credential_number: one.credential_number.clone(),
            filed_upward_on: one.filed_upward_on,
            published_on: one.published_on,
            notice_opened_on: opened_on,
            notice_counted_from: counted_from,
            notice_ends_on: ends_on,
            notice_days_left: days_left,
            notice_elsewhere: elsewhere,
            steps: steps::kept(&one.trail, Status::as_str),
            last_event_on: one.last_event_on,
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        }
    }
}

impl AppointmentRow {
    pub(crate) fn into_appointment(self) -> Result<Appointment, Error> {
        const TABLE: &str = "appointments";
        let days = (self.notice_opened_on, self.notice_counted_from, self.notice_ends_on, self.notice_days_left);
        let columns = notices::with_elsewhere(days, self.notice_elsewhere);
        let number = self.term_number.map(|number| read(TABLE, "term_number", u32::try_from(number).ok()));
        Ok(Appointment {
            id: AppointmentId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            authority_id: OrganisationId(self.authority_id.0),
            cohort_id: self.cohort_id.map(|id| CohortId(id.0)),
            employer_id: self.employer_id.map(|id| OrganisationId(id.0)),
            route: read(TABLE, "route", Route::parse(&self.route))?,
            status: read(TABLE, "status", Status::parse(&self.status))?,
            nominated_by: self.nominated_by,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            ended_on: self.ended_on,
            term_number: number.transpose()?,
            renews_id: self.renews_id.map(|id| AppointmentId(id.0)),
            recusal_declared_on: self.recusal_declared_on,
            decision_document_number: self.decision_document_number,
            letter_number: self.letter_number,
            credential_number: self.credential_number,
            filed_upward_on: self.filed_upward_on,
            published_on: self.published_on,
            notice: notices::notice(TABLE, columns)?,
            trail: steps::read(TABLE, &self.steps, Status::parse)?,
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
