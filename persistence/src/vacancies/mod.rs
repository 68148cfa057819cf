//! Vacancies: rows in and out, every version of them.

pub mod candidates;
pub mod search;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Day, Error, Instant, Reach,
    kernel::{
        id::{AppointmentId, CohortId, DismissalId, OrganisationId, PersonId, SchoolId, VacancyId, ZoneId},
        page::{Page, PageRequest, Position},
        time::{self, Moment},
    },
    service::appointment::Route,
    vacancies::vacancy::{
        Cause, Place, Status, Vacancy,
        ranking::{Component, Exclusion, Ranking, Wanted, Weights},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{Codec, Steps, area, read, texts},
    schema::vacancies,
    types::{DbInstant, DbJson, DbUuid},
};

const TABLE: &str = "vacancies";

/// A version of a vacancy as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = vacancies, treat_none_as_default_value = false)]
struct VacancyRow {
    id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    authority_id: DbUuid,
    route: String,
    cohort_id: Option<DbUuid>,
    zone_id: Option<DbUuid>,
    school_ids: DbJson,
    left_appointment_id: Option<DbUuid>,
    dismissal_id: Option<DbUuid>,
    subject: Option<String>,
    stage: Option<String>,
    specialities: DbJson,
    status: String,
    ranking: Option<i64>,
    ranked_on: Option<NaiveDate>,
    ranked_at: Option<DbInstant>,
    weights: Option<DbJson>,
    considered: Option<i64>,
    ranked: Option<i64>,
    excluded: Option<DbJson>,
    candidate_id: Option<DbUuid>,
    appointment_id: Option<DbUuid>,
    frozen_because: Option<String>,
    steps: DbJson,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

filter! {
    /// Which vacancies.
    VacancyFilter on vacancies sorts ["id"], {
        /// Area (GB/T 2260) of the authority with all that lies under it.
        area: areas,
        /// Authority.
        authority_id: ids OrganisationId,
        /// Cohort.
        cohort_id: ids CohortId,
        /// Zone.
        zone_id: ids ZoneId,
        /// The dismissal case that opened it.
        dismissal_id: ids DismissalId,
        /// Route.
        route: words Route,
        /// Status.
        status: words Status,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The vacancy of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(db: &mut DbConnection, reach: &Reach, id: VacancyId, known_at: Option<Instant>) -> Result<Vacancy, Error> {
    find!(db, reach, vacancies: VacancyRow, id, known_at)
}

/// How a vacancy that was found stood on a day, as known at a moment, with the ranking and the candidate of then. None when it
/// was not there yet. Its area is that of the vacancy as it was found, by which it is read.
///
/// # Errors
/// When the database fails.
pub fn stood_on(db: &mut DbConnection, found: &Vacancy, moment: Moment, day: Day) -> Result<Option<Vacancy>, Error> {
    let query = stood_on!(vacancies, DbUuid(found.id.0), moment, day);
    let row: Option<VacancyRow> = query.select(VacancyRow::as_select()).first(db).optional().stored()?;
    let stood = row.map(VacancyRow::into_record).transpose()?.filter(|stood| stood.was_there(day));
    let Some(stood) = stood else { return Ok(None) };
    let candidate_id = match stood.candidate_id {
        // Whoever was chosen under a record that was merged since is known by the survivor now.
        Some(chosen) if moment.known_at.is_none() => Some(crate::people::merges::merged_into_of(db, chosen)?),
        chosen => chosen,
    };
    Ok(Some(Vacancy { area: found.area.clone(), candidate_id, ..stood }))
}

fn nullable<T: Copy>(ids: &[T], raw: impl Fn(T) -> Uuid) -> Vec<Option<DbUuid>> {
    ids.iter().map(|id| Some(DbUuid(raw(*id)))).collect()
}

/// A page of vacancies within reach, in the order in which they were opened, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &VacancyFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Vacancy>, Error> {
    let filtered = || filter.narrow(vacancies::table.into_boxed(), reach);
    page_of!(db, vacancies: VacancyRow, filtered(), page, descending)
}

fn open() -> [&'static str; 3] {
    [Status::Opened.as_str(), Status::CandidatesRanked.as_str(), Status::Selected.as_str()]
}

/// The vacancies of places that these appointments left, for which somebody may still be found: neither filled nor frozen, or
/// frozen by decision, which can be taken back.
///
/// # Errors
/// When the database fails.
pub fn unfilled_of_left(db: &mut DbConnection, left: &[AppointmentId]) -> Result<Vec<Vacancy>, Error> {
    let query = vacancies::table
        .filter(vacancies::superseded_at.is_null())
        .filter(vacancies::left_appointment_id.eq_any(nullable(left, |id| id.0)))
        .filter(vacancies::status.eq_any(open()).nullable().or(vacancies::frozen_because.eq(Cause::Decision.as_str())))
        .order(vacancies::id);
    load_all!(db, VacancyRow, query)
}

/// The vacancies, neither filled nor frozen, of places that these appointments left.
///
/// # Errors
/// When the database fails.
pub fn open_of_left(db: &mut DbConnection, left: &[AppointmentId]) -> Result<Vec<Vacancy>, Error> {
    let query = vacancies::table
        .filter(vacancies::superseded_at.is_null())
        .filter(vacancies::left_appointment_id.eq_any(nullable(left, |id| id.0)))
        .filter(vacancies::status.eq_any(open()))
        .order(vacancies::id);
    load_all!(db, VacancyRow, query)
}

/// The vacancies that wait for one of these appointments to begin.
///
/// # Errors
/// When the database fails.
pub fn waiting_for(db: &mut DbConnection, appointments: &[AppointmentId]) -> Result<Vec<Vacancy>, Error> {
    let query = vacancies::table
        .filter(vacancies::superseded_at.is_null())
        .filter(vacancies::appointment_id.eq_any(nullable(appointments, |id| id.0)))
        .filter(vacancies::status.eq(Status::Selected.as_str()))
        .order(vacancies::id);
    load_all!(db, VacancyRow, query)
}

/// The vacancies for which these people were chosen and have not begun.
///
/// # Errors
/// When the database fails.
pub fn waiting_for_people(db: &mut DbConnection, people: &[PersonId]) -> Result<Vec<Vacancy>, Error> {
    let query = vacancies::table
        .filter(vacancies::superseded_at.is_null())
        .filter(vacancies::candidate_id.eq_any(nullable(people, |id| id.0)))
        .filter(vacancies::status.eq(Status::Selected.as_str()))
        .order(vacancies::id);
    load_all!(db, VacancyRow, query)
}

/// The vacancy of an authority from whose ranking somebody was chosen last, not before a day: it gives the reserve list.
///
/// # Errors
/// When the database fails.
pub fn last_chosen(
    db: &mut DbConnection,
    (authority, route): (OrganisationId, Route),
    since: Day,
) -> Result<Option<Vacancy>, Error> {
    let query = vacancies::table
        .filter(vacancies::superseded_at.is_null())
        .filter(vacancies::authority_id.eq(DbUuid(authority.0)))
        .filter(vacancies::route.eq(route.as_str()))
        .filter(vacancies::status.eq_any([Status::Selected.as_str(), Status::Filled.as_str()]))
        .filter(vacancies::ranked_on.ge(since))
        .order((vacancies::ranked_at.desc(), vacancies::id.desc()));
    let row: Option<VacancyRow> = query.select(VacancyRow::as_select()).first(db).optional().stored()?;
    row.map(VacancyRow::into_record).transpose()
}

/// Stores new vacancies.
///
/// # Errors
/// [`Error::Duplicate`] when the place has one already.
pub fn insert(db: &mut DbConnection, new: &[Vacancy]) -> Result<(), Error> {
    let rows: Vec<VacancyRow> = new.iter().map(VacancyRow::from).collect();
    insert_all!(db, vacancies::table, rows)
}

/// Stores the next versions of vacancies: those before them are closed and stay.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn follow(db: &mut DbConnection, changed: &[Vacancy]) -> Result<(), Error> {
    follow_all!(db, vacancies: VacancyRow, changed)
}

/// Gives the places for which a merged record was chosen to its survivor. Each becomes a next version; what was known before
/// stays.
///
/// # Errors
/// When the database fails.
pub fn move_to(db: &mut DbConnection, lost: PersonId, survivor: PersonId, now: Instant) -> Result<(), Error> {
    crate::vacancies::candidates::move_to(db, lost, survivor)?;
    let chosen =
        vacancies::table.filter(vacancies::candidate_id.eq(DbUuid(lost.0))).filter(vacancies::superseded_at.is_null());
    let mut rows: Vec<VacancyRow> = chosen.select(VacancyRow::as_select()).load(db).stored()?;
    for row in &mut rows {
        row.version += 1;
        row.candidate_id = Some(DbUuid(survivor.0));
        row.updated_at = DbInstant(time::following(row.updated_at.0, now));
    }
    follow_rows!(db, vacancies: VacancyRow, rows)
}

fn kept_weights(weights: &Weights) -> DbJson {
    DbJson(weights.0.to_vec().into())
}

fn weights(stored: &Value) -> Option<Weights> {
    let mut weights = [0; Component::ALL.len()];
    for (at, weight) in weights.iter_mut().enumerate() {
        *weight = u32::try_from(stored.get(at)?.as_u64()?).ok()?;
    }
    Some(Weights(weights))
}

fn excluded(stored: &Value) -> Option<(Exclusion, u32)> {
    Some((Exclusion::parse(stored.get(0)?.as_str()?)?, u32::try_from(stored.get(1)?.as_u64()?).ok()?))
}

impl From<&Vacancy> for VacancyRow {
    fn from(one: &Vacancy) -> Self {
        let (place, ranking) = (&one.place, one.ranking.as_ref());
        let excluded = |ranking: &Ranking| {
            DbJson(ranking.excluded.iter().map(|(exclusion, count)| json!([exclusion.as_str(), count])).collect())
        };
        Self {
            id: DbUuid(one.id.0),
            version: one.version,
            superseded_at: None,
            area: one.area.as_str().to_owned(),
            authority_id: DbUuid(place.authority_id.0),
            route: place.route.as_str().to_owned(),
            cohort_id: place.cohort_id.map(|id| DbUuid(id.0)),
            zone_id: place.zone_id.map(|id| DbUuid(id.0)),
            school_ids: DbJson(place.school_ids.iter().map(|id| json!(id.0)).collect()),
            left_appointment_id: place.left_id.map(|id| DbUuid(id.0)),
            dismissal_id: place.dismissal_id.map(|id| DbUuid(id.0)),
            subject: place.wanted.subject.clone(),
            stage: place.wanted.stage.clone(),
            specialities: DbJson(place.wanted.specialities.clone().into()),
            status: one.status.as_str().to_owned(),
            ranking: ranking.map(|ranking| ranking.number),
            ranked_on: ranking.map(|ranking| ranking.on),
            ranked_at: ranking.map(|ranking| DbInstant(ranking.at)),
            weights: ranking.map(|ranking| kept_weights(&ranking.weights)),
            considered: ranking.map(|ranking| ranking.considered.into()),
            ranked: ranking.map(|ranking| ranking.ranked.into()),
            excluded: ranking.map(excluded),
            candidate_id: one.candidate_id.map(|id| DbUuid(id.0)),
            appointment_id: one.appointment_id.map(|id| DbUuid(id.0)),
            frozen_because: one.frozen_because.map(|cause| cause.as_str().to_owned()),
            steps: Steps::store(&one.trail),
            last_event_on: one.last_event_on,
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        }
    }
}

impl VacancyRow {
    fn ranking(&self) -> Result<Option<Ranking>, Error> {
        let (Some(number), Some(on), Some(at)) = (self.ranking, self.ranked_on, self.ranked_at) else {
            return Ok(None);
        };
        let count = |column, count: Option<i64>| read(TABLE, column, count.and_then(|count| u32::try_from(count).ok()));
        let all = self.excluded.as_ref().and_then(|column| column.0.as_array()).map(Vec::as_slice).unwrap_or_default();
        Ok(Some(Ranking {
            number,
            on,
            at: at.0,
            weights: read(TABLE, "weights", self.weights.as_ref().and_then(|column| weights(&column.0)))?,
            considered: count("considered", self.considered)?,
            ranked: count("ranked", self.ranked)?,
            excluded: all.iter().map(|stored| read(TABLE, "excluded", excluded(stored))).collect::<Result<_, _>>()?,
        }))
    }

    fn into_record(self) -> Result<Vacancy, Error> {
        let ranking = self.ranking()?;
        let schools = texts(Some(&self.school_ids.0)).into_iter();
        let school = |id: String| read(TABLE, "school_ids", Uuid::try_parse(&id).ok().map(SchoolId));
        let cause = self.frozen_because.map(|word| read(TABLE, "frozen_because", Cause::parse(&word))).transpose()?;
        Ok(Vacancy {
            id: VacancyId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            place: Place {
                authority_id: OrganisationId(self.authority_id.0),
                route: read(TABLE, "route", Route::parse(&self.route))?,
                cohort_id: self.cohort_id.map(|id| CohortId(id.0)),
                zone_id: self.zone_id.map(|id| ZoneId(id.0)),
                school_ids: schools.map(school).collect::<Result<_, _>>()?,
                left_id: self.left_appointment_id.map(|id| AppointmentId(id.0)),
                dismissal_id: self.dismissal_id.map(|id| DismissalId(id.0)),
                wanted: Wanted {
                    subject: self.subject,
                    stage: self.stage,
                    specialities: texts(Some(&self.specialities.0)),
                },
            },
            status: read(TABLE, "status", Status::parse(&self.status))?,
            ranking,
            candidate_id: self.candidate_id.map(|id| PersonId(id.0)),
            appointment_id: self.appointment_id.map(|id| AppointmentId(id.0)),
            frozen_because: cause,
            trail: load!(vacancies.steps: Steps<Status>, self.steps)?,
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
