//! Candidates for a vacancy: what is known of them, read set by set in a number of statements that no size changes.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use diesel::{dsl::count_star, prelude::*};
use domain::{
    Day, Error, Reach,
    kernel::{event::SubjectKind, id::PersonId, name_search},
    misconduct::dismissal::{self, ground::Measure},
    performance::assessment::{self, grade::Grade},
    pools::pool::{self, Pool},
    qualification::certification::Status as CertificationStatus,
    service::{
        appointment::{Appointment, Status as AppointmentStatus},
        zone::School,
    },
    vacancies::vacancy::{
        Vacancy,
        ranking::{Candidate, Exclusion, Fact, Source},
    },
};
use uuid::Uuid;

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        row::read,
        schema::{
            appointments, assessments, certifications, dismissals, people, person_search_terms, pool_memberships,
            recusals, sanctions, vacancies, vacancy_candidates,
        },
        types::DbUuid,
    },
    people::search_terms::SPECIALITY_TERM,
    service::appointments::AppointmentRow,
};

/// Years back in which an assessment still says something.
const ASSESSED_YEARS: i32 = 5;

/// Who is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// For which vacancy.
    pub vacancy: &'a Vacancy,
    /// From which sources.
    pub sources: &'a [Source],
    /// The vacancy whose ranking gives the reserve list.
    pub reserve: Option<&'a Vacancy>,
    /// The schools of the place: who must stay away from one is no candidate.
    pub schools: &'a [School],
    /// The day as of which people are looked at.
    pub day: Day,
    /// Measures that are spent if they took effect on a day or before it: these keep nobody from a place.
    pub spent_since: &'a [(Measure, Day)],
    /// Nobody but this person.
    pub only: Option<PersonId>,
}

/// A candidate, with what a ranking needs beyond the formula.
#[derive(Debug, Clone)]
pub struct Found {
    /// What is known.
    pub candidate: Candidate,
    /// The birth date.
    pub born: Option<Day>,
}

/// The candidates, with what excludes them as far as the database can tell; whether their age or their terms do is the
/// domain's to say. The appointments are those that the candidates hold or held at the authority.
///
/// # Errors
/// When the database fails.
pub fn find(db: &mut DbConnection, search: &Search<'_>) -> Result<(Vec<Found>, Vec<Appointment>), Error> {
    let named = named(db, search)?;
    let mut found = Everybody::default();
    if !named.is_empty() {
        for row in of_named(db, search, &named)? {
            let Some(source) = named.get(&row.0.0).copied() else { continue };
            found.add(row, source);
        }
    }
    if search.sources.contains(&Source::SpecialistPool) {
        for (row, (id, version)) in of_pool(db, search)? {
            let fact = Fact { kind: SubjectKind::PoolMembership, id: id.0, version };
            found.add(row, (Source::SpecialistPool, fact));
        }
    }
    let ids: Vec<DbUuid> = named.keys().copied().collect();
    assessed(db, search, &ids, &mut found)?;
    have_specialities(db, search, &mut found)?;
    for (person, exclusion) in excluded(db, search)? {
        found.exclude(person, exclusion);
    }
    let appointments = at_the_authority(db, search, &ids)?;
    Ok((found.all, appointments))
}

/// The candidates, each once: from the first of the sources.
#[derive(Default)]
struct Everybody {
    all: Vec<Found>,
    places: HashMap<DbUuid, usize>,
}

type Certificate = (Option<DbUuid>, Option<i64>, Option<NaiveDate>, Option<NaiveDate>);
type Person = (DbUuid, i64, Option<NaiveDate>, Option<String>, Option<String>);
type PersonRow = (Person, Certificate);
/// A person with the membership of the pool.
type MemberRow = (PersonRow, (DbUuid, i64));
/// Somebody whom a rule keeps from the place, with the record behind it.
type Mark = (DbUuid, (Exclusion, Fact));

impl Everybody {
    fn add(&mut self, (person, certificate): PersonRow, source: (Source, Fact)) {
        let (id, version, born, subject, stage) = person;
        if let Some(known) = self.places.get(&id).and_then(|at| self.all.get_mut(*at)) {
            if source.0 < known.candidate.source.0 {
                known.candidate.source = source;
            }
            return;
        }
        let certified = match certificate {
            (Some(id), Some(version), _, Some(until)) => {
                Some((Fact { kind: SubjectKind::Certification, id: id.0, version }, until))
            }
            _ => None,
        };
        let fact = Fact { kind: SubjectKind::Person, id: id.0, version };
        let excluded_by = if certified.is_none() { vec![(Exclusion::NotCertified, fact)] } else { Vec::new() };
        let candidate = Candidate {
            person_id: PersonId(id.0),
            source,
            person: fact,
            certified,
            assessed: None,
            subject,
            stage,
            specialities: 0,
            excluded_by,
        };
        self.places.insert(id, self.all.len());
        self.all.push(Found { candidate, born });
    }

    fn of(&mut self, person: DbUuid) -> Option<&mut Candidate> {
        let at = self.places.get(&person)?;
        self.all.get_mut(*at).map(|found| &mut found.candidate)
    }

    fn exclude(&mut self, person: DbUuid, exclusion: (Exclusion, Fact)) {
        if let Some(candidate) = self.of(person) {
            candidate.exclude(exclusion.0, exclusion.1);
        }
    }
}

/// Those named one by one: on the reserve list, or nominated.
fn named(db: &mut DbConnection, search: &Search<'_>) -> Result<HashMap<DbUuid, (Source, Fact)>, Error> {
    let mut all = HashMap::new();
    if search.sources.contains(&Source::OpenNomination) {
        for (person, id, version) in nominated(db, search)? {
            let fact = Fact { kind: SubjectKind::Appointment, id: id.0, version };
            all.insert(person, (Source::OpenNomination, fact));
        }
    }
    if let Some((reserve, ranking)) = search.reserve.and_then(|one| Some((one, one.ranking.as_ref()?)))
        && search.sources.contains(&Source::ReserveList)
    {
        let mut query = vacancy_candidates::table
            .filter(vacancy_candidates::vacancy_id.eq(DbUuid(reserve.id.0)))
            .filter(vacancy_candidates::ranking.eq(ranking.number))
            .filter(vacancy_candidates::rank.is_not_null())
            .select(vacancy_candidates::person_id)
            .into_boxed::<MultiBackend>();
        if let Some(person) = search.only {
            query = query.filter(vacancy_candidates::person_id.eq(DbUuid(person.0)));
        }
        let fact = Fact { kind: SubjectKind::Vacancy, id: reserve.id.0, version: reserve.version };
        for person in query.load::<DbUuid>(db).stored()? {
            if reserve.candidate_id != Some(PersonId(person.0)) {
                all.insert(person, (Source::ReserveList, fact));
            }
        }
    }
    Ok(all)
}

/// The open nominations at the authority for the place's way and cohort that are not another place's already.
fn nominated(db: &mut DbConnection, search: &Search<'_>) -> Result<Vec<(DbUuid, DbUuid, i64)>, Error> {
    let place = &search.vacancy.place;
    let taken = vacancies::table
        .filter(vacancies::superseded_at.is_null())
        .filter(vacancies::status.eq(domain::vacancies::vacancy::Status::Selected.as_str()))
        .filter(vacancies::appointment_id.is_not_null())
        .select(vacancies::appointment_id.assume_not_null());
    let mut query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::authority_id.eq(DbUuid(place.authority_id.0)))
        .filter(appointments::route.eq(place.route.as_str()))
        .filter(appointments::status.eq_any(AppointmentStatus::PLANNED.iter().map(|status| status.as_str())))
        .filter(appointments::id.ne_all(taken))
        .select((appointments::person_id, appointments::id, appointments::version))
        .into_boxed::<MultiBackend>();
    query = match place.cohort_id {
        Some(cohort) => query.filter(appointments::cohort_id.eq(DbUuid(cohort.0))),
        None => query.filter(appointments::cohort_id.is_null()),
    };
    if let Some(person) = search.only {
        query = query.filter(appointments::person_id.eq(DbUuid(person.0)));
    }
    query.load(db).stored()
}

/// People with the certificate that they hold on a day.
macro_rules! certified {
    ($people:expr, $search:expr) => {{
        let (low, high) = Reach::under(&$search.vacancy.area).bounds();
        let day = $search.day;
        $people
            .left_join(
                certifications::table.on(certifications::person_id
                    .eq(people::id)
                    .and(certifications::superseded_at.is_null())
                    .and(certifications::status.eq(CertificationStatus::Certified.as_str()))
                    .and(certifications::valid_from.le(day))
                    .and(certifications::valid_until.ge(day))),
            )
            .filter(people::merged_into.is_null())
            .filter(people::area.between(low, high))
    }};
}

/// The columns of a candidate.
macro_rules! columns {
    () => {
        (
            (people::id, people::version, people::birth_date, people::subject, people::stage),
            (
                certifications::id.nullable(),
                certifications::version.nullable(),
                certifications::valid_from.nullable(),
                certifications::valid_until.nullable(),
            ),
        )
    };
}

fn of_named(
    db: &mut DbConnection,
    search: &Search<'_>,
    named: &HashMap<DbUuid, (Source, Fact)>,
) -> Result<Vec<PersonRow>, Error> {
    let ids: Vec<DbUuid> = named.keys().copied().collect();
    let mut all = Vec::new();
    for chunk in ids.chunks(crate::kernel::connection::ROWS_AT_ONCE) {
        let query = certified!(people::table, search).filter(people::id.eq_any(chunk.to_vec())).select(columns!());
        all.extend(query.load::<PersonRow>(db).stored()?);
    }
    Ok(all)
}

fn of_pool(db: &mut DbConnection, search: &Search<'_>) -> Result<Vec<MemberRow>, Error> {
    let mut query = certified!(people::table.inner_join(pool_memberships::table), search)
        .filter(pool_memberships::superseded_at.is_null())
        .filter(pool_memberships::pool.eq(Pool::Specialist.as_str()))
        .filter(pool_memberships::status.eq(pool::Status::Active.as_str()))
        .filter(pool_memberships::valid_until.ge(search.day))
        .select((columns!(), (pool_memberships::id, pool_memberships::version)))
        .into_boxed::<MultiBackend>();
    if let Some(person) = search.only {
        query = query.filter(people::id.eq(DbUuid(person.0)));
    }
    query.load(db).stored()
}

/// Narrows to those named and, where it is a source, to the active members of the pool: by a subselect, so that no list of
/// thousands travels.
macro_rules! among {
    ($query:expr, $column:expr, $search:expr, $ids:expr) => {{
        let (first, last) = $search.only.map_or((Uuid::nil(), Uuid::max()), |person| (person.0, person.0));
        let members = pool_memberships::table
            .filter(pool_memberships::superseded_at.is_null())
            .filter(pool_memberships::pool.eq(Pool::Specialist.as_str()))
            .filter(pool_memberships::status.eq(pool::Status::Active.as_str()))
            .filter(pool_memberships::valid_until.ge($search.day))
            .filter(pool_memberships::person_id.between(DbUuid(first), DbUuid(last)))
            .select(pool_memberships::person_id);
        $query.filter($column.eq_any(members).or($column.eq_any($ids.to_vec())))
    }};
}

fn assessed(db: &mut DbConnection, search: &Search<'_>, ids: &[DbUuid], found: &mut Everybody) -> Result<(), Error> {
    let first = search.day.year() - ASSESSED_YEARS;
    let query = assessments::table
        .filter(assessments::superseded_at.is_null())
        .filter(assessments::status.eq(assessment::Status::Final.as_str()))
        .filter(assessments::year.ge(i64::from(first)))
        .order((assessments::year, assessments::id))
        .select((assessments::person_id, assessments::id, assessments::version, assessments::year, assessments::grade));
    let rows: Vec<(DbUuid, DbUuid, i64, i64, Option<String>)> =
        among!(query, assessments::person_id, search, ids).load(db).stored()?;
    for (person, id, version, year, grade) in rows {
        let Some(candidate) = found.of(person) else { continue };
        let grade = read("assessments", "grade", grade.as_deref().and_then(Grade::parse))?;
        let year = read("assessments", "year", i32::try_from(year).ok())?;
        let fact = Fact { kind: SubjectKind::Assessment, id: id.0, version };
        // In order of the years: the last one counts.
        candidate.assessed = Some((fact, year, grade));
    }
    Ok(())
}

fn have_specialities(db: &mut DbConnection, search: &Search<'_>, found: &mut Everybody) -> Result<(), Error> {
    let wanted: HashSet<String> =
        search.vacancy.place.wanted.specialities.iter().map(|one| name_search::fold(one)).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let mut query = person_search_terms::table
        .filter(person_search_terms::kind.eq(SPECIALITY_TERM))
        .filter(person_search_terms::term.eq_any(wanted.into_iter().collect::<Vec<_>>()))
        .group_by(person_search_terms::person_id)
        .select((person_search_terms::person_id, count_star()))
        .into_boxed::<MultiBackend>();
    if let Some(person) = search.only {
        query = query.filter(person_search_terms::person_id.eq(DbUuid(person.0)));
    }
    for (person, count) in query.load::<(DbUuid, i64)>(db).stored()? {
        if let Some(candidate) = found.of(person) {
            candidate.specialities = u32::try_from(count).unwrap_or(u32::MAX);
        }
    }
    Ok(())
}

/// Whom a rule keeps from the place: few in any register.
fn excluded(db: &mut DbConnection, search: &Search<'_>) -> Result<Vec<Mark>, Error> {
    let mut all = stay_away(db, search)?;
    all.extend(sanctioned(db, search.day)?);
    all.extend(by_cases(db, search.spent_since)?);
    all.extend(suspended(db, search.day)?);
    all.extend(deceased(db)?);
    all.extend(spoken_for(db, search.vacancy)?);
    Ok(all)
}

fn marks(rows: Vec<(DbUuid, DbUuid, i64)>, kind: SubjectKind, exclusion: Exclusion) -> impl Iterator<Item = Mark> {
    rows.into_iter().map(move |(person, id, version)| (person, (exclusion, Fact { kind, id: id.0, version })))
}

/// Who must stay away from a school of the place: by a recusal on record, or because it is the person's own unit (R62).
fn stay_away(db: &mut DbConnection, search: &Search<'_>) -> Result<Vec<Mark>, Error> {
    if search.schools.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<DbUuid> = search.schools.iter().map(|school| DbUuid(school.id.0)).collect();
    let recused = recusals::table
        .filter(recusals::superseded_at.is_null())
        .filter(recusals::school_id.eq_any(ids))
        .filter(recusals::starts_on.le(search.day))
        .filter(recusals::ends_on.is_null().or(recusals::ends_on.ge(search.day)))
        .select((recusals::person_id, recusals::id, recusals::version))
        .load(db)
        .stored()?;
    let names: Vec<String> = search.schools.iter().map(|school| school.name.as_str().to_owned()).collect();
    let codes: Vec<String> =
        search.schools.iter().filter_map(|school| Some(school.credit_code.as_ref()?.as_str().to_owned())).collect();
    let (low, high) = Reach::under(&search.vacancy.area).bounds();
    let own = people::table
        .filter(people::area.between(low, high))
        .filter(people::work_unit.eq_any(names).or(people::work_unit_code.eq_any(codes)))
        .select((people::id, people::id, people::version))
        .load(db)
        .stored()?;
    let recused = marks(recused, SubjectKind::Recusal, Exclusion::Recusal);
    Ok(recused.chain(marks(own, SubjectKind::Person, Exclusion::Recusal)).collect())
}

/// Who is chosen for another place, and who left this one.
fn spoken_for(db: &mut DbConnection, vacancy: &Vacancy) -> Result<Vec<Mark>, Error> {
    let chosen = vacancies::table
        .filter(vacancies::superseded_at.is_null())
        .filter(vacancies::status.eq(domain::vacancies::vacancy::Status::Selected.as_str()))
        .filter(vacancies::candidate_id.is_not_null())
        .filter(vacancies::id.ne(DbUuid(vacancy.id.0)))
        .select((vacancies::candidate_id.assume_not_null(), vacancies::id, vacancies::version))
        .load(db)
        .stored()?;
    let left = match vacancy.place.left_id {
        None => Vec::new(),
        Some(left) => appointments::table
            .filter(appointments::superseded_at.is_null())
            .filter(appointments::id.eq(DbUuid(left.0)))
            .select((appointments::person_id, appointments::id, appointments::version))
            .load(db)
            .stored()?,
    };
    let chosen = marks(chosen, SubjectKind::Vacancy, Exclusion::HoldsOffice);
    Ok(chosen.chain(marks(left, SubjectKind::Appointment, Exclusion::LeftThePlace)).collect())
}

fn sanctioned(db: &mut DbConnection, day: Day) -> Result<Vec<Mark>, Error> {
    let rows = sanctions::table
        .filter(sanctions::superseded_at.is_null())
        .filter(sanctions::decided_on.le(day))
        .filter(sanctions::ends_on.ge(day))
        .filter(sanctions::lifted_on.is_null().or(sanctions::lifted_on.gt(day)))
        .select((sanctions::person_id, sanctions::id, sanctions::version))
        .load(db)
        .stored()?;
    Ok(marks(rows, SubjectKind::Sanction, Exclusion::Sanction).collect())
}

/// People whom a case suspends from duty, and people whose service was ended by a decision that was not reversed and is
/// not spent.
fn by_cases(db: &mut DbConnection, spent_since: &[(Measure, Day)]) -> Result<Vec<Mark>, Error> {
    let pending: Vec<&str> = dismissal::Status::PENDING.iter().map(|status| status.as_str()).collect();
    let columns = || (dismissals::person_id, dismissals::id, dismissals::version);
    let dismissed = crate::misconduct::dismissals::outcomes(spent_since).select(columns()).load(db).stored()?;
    let suspended = dismissals::table
        .filter(dismissals::superseded_at.is_null())
        .filter(dismissals::suspended_on.is_not_null())
        .filter(dismissals::status.eq_any(pending))
        .select(columns())
        .load(db)
        .stored()?;
    let dismissed = marks(dismissed, SubjectKind::Dismissal, Exclusion::Dismissed);
    Ok(dismissed.chain(marks(suspended, SubjectKind::Dismissal, Exclusion::Suspended)).collect())
}

/// Who holds an office that rests, as long as its term lasts.
fn suspended(db: &mut DbConnection, day: Day) -> Result<Vec<Mark>, Error> {
    let rows = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::status.eq(AppointmentStatus::Suspended.as_str()))
        .filter(appointments::ends_on.is_null().or(appointments::ends_on.ge(day)))
        .select((appointments::person_id, appointments::id, appointments::version))
        .load(db)
        .stored()?;
    Ok(marks(rows, SubjectKind::Appointment, Exclusion::Suspended).collect())
}

/// People whose death is recorded with an appointment or a membership, even if other records of theirs are open.
fn deceased(db: &mut DbConnection) -> Result<Vec<Mark>, Error> {
    let of_appointments = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::status.eq(AppointmentStatus::Deceased.as_str()))
        .select((appointments::person_id, appointments::id, appointments::version))
        .load(db)
        .stored()?;
    let of_memberships = pool_memberships::table
        .filter(pool_memberships::superseded_at.is_null())
        .filter(pool_memberships::status.eq(pool::Status::Deceased.as_str()))
        .select((pool_memberships::person_id, pool_memberships::id, pool_memberships::version))
        .load(db)
        .stored()?;
    let of_appointments = marks(of_appointments, SubjectKind::Appointment, Exclusion::Deceased);
    Ok(of_appointments.chain(marks(of_memberships, SubjectKind::PoolMembership, Exclusion::Deceased)).collect())
}

/// The appointments that the candidates hold or held at the authority, without those that were only planned.
fn at_the_authority(db: &mut DbConnection, search: &Search<'_>, ids: &[DbUuid]) -> Result<Vec<Appointment>, Error> {
    let query = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::authority_id.eq(DbUuid(search.vacancy.place.authority_id.0)))
        .filter(appointments::status.ne_all(AppointmentStatus::PLANNED.iter().map(|status| status.as_str())))
        .order(appointments::id)
        .select(AppointmentRow::as_select());
    let rows: Vec<AppointmentRow> = among!(query, appointments::person_id, search, ids).load(db).stored()?;
    rows.into_iter().map(AppointmentRow::into_record).collect()
}
