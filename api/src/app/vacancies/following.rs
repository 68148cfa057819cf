//! How other records change vacancies, in the same transaction: an appointment that ends opens one, the selected
//! person's appointment fills it or fails, and a reversal closes the vacancy that the reversed decision opened.

use std::collections::{HashMap, HashSet};

use domain::{
    Day, Error, Reach,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{AppointmentId, DismissalId, OrganisationId, PersonId, VacancyId},
        page::PageRequest,
        rules,
    },
    people::person::Person,
    service::{
        appointment::{Appointment, Status as AppointmentStatus},
        zone_assignment::ZoneAssignment,
    },
    vacancies::vacancy::{Cause, Event, Place, Status, Vacancy, ranking::Wanted},
};
use openapi::vacancies::vacancy::WANTED_MAX;
use persistence::{
    people,
    service::{
        appointments, organisations,
        zone_assignments::{self, AssignmentFilter},
    },
    vacancies,
};
use serde_json::json;

use crate::app::{
    Ctx,
    kernel::{
        context::{CREATED, Particulars},
        lifecycle::Stored,
    },
};

/// Most assignments of appointments that ended that are read at once.
const ASSIGNMENTS_AT_ONCE: u32 = 500;

/// By which end of an appointment a place is left, as a word of `replacement.opened_by`; none for an end that leaves none.
fn exit(status: AppointmentStatus) -> Option<&'static str> {
    match status {
        AppointmentStatus::Dismissed | AppointmentStatus::RemovedFromOffice => Some("dismissal"),
        AppointmentStatus::Resigned => Some("resignation"),
        AppointmentStatus::Transferred => Some("transfer"),
        AppointmentStatus::Retired => Some("retirement"),
        AppointmentStatus::Deceased => Some("death"),
        _ => None,
    }
}

/// Whether somebody served by it before it ended: only then a place was left.
pub(super) fn has_left(one: &Appointment) -> bool {
    one.status.is_end() && one.trail.statuses().any(AppointmentStatus::is_in_office)
}

/// Opens a vacancy for each place that was left by an end that opens one. Gives the facts to state.
///
/// # Errors
/// When the database fails.
pub fn open_left(
    ctx: &mut Ctx<'_>,
    ended: &[Appointment],
    dismissal: Option<DismissalId>,
    basis: &Basis,
) -> Result<Vec<Fact>, Error> {
    let rules = ctx.rules()?;
    let opens = |one: &Appointment| {
        let word = exit(one.status).filter(|_| has_left(one));
        word.is_some_and(|word| rules.lists(&rules::REPLACEMENT_OPENED_BY, word))
    };
    let left: Vec<Appointment> = ended.iter().filter(|one| opens(one)).cloned().collect();
    if left.is_empty() || !rules.demands(&rules::REPLACEMENT_ENABLED) {
        return Ok(Vec::new());
    }
    let ids: Vec<AppointmentId> = left.iter().map(|one| one.id).collect();
    let known: HashSet<Option<AppointmentId>> =
        vacancies::open_of_left(ctx.db, &ids)?.into_iter().map(|one| one.place.left_id).collect();
    let left: Vec<Appointment> = left.into_iter().filter(|one| !known.contains(&Some(one.id))).collect();
    let authorities: Vec<OrganisationId> = left.iter().map(|one| one.authority_id).collect();
    let authorities = organisations::find_many(ctx.db, &Reach::everything(), &authorities)?;
    let (today, now) = (ctx.today(), ctx.now());
    let (mut opened, mut facts) = (Vec::new(), Vec::new());
    for place in places_left(ctx, &left)? {
        let Some(authority) = authorities.iter().find(|one| one.id == place.authority_id) else { continue };
        let place = Place { dismissal_id: dismissal, ..place };
        let detail =
            json!({ "left_appointment_id": place.left_id.map(|id| id.0), "dismissal_id": dismissal.map(|id| id.0) });
        let id = VacancyId(ctx.new_id()?);
        let day = basis.occurred_on.map_or(today, |day| day.min(today));
        let one = Vacancy::open(id, authority.area.clone(), place, (day, now));
        let particulars = Particulars { statuses: (None, Some(one.status.as_str())), detail };
        facts.push(ctx.fact(one.subject(), CREATED, basis.clone(), particulars)?);
        opened.push(one);
    }
    vacancies::insert(ctx.db, &opened)?;
    Ok(facts)
}

/// The places that appointments left: with the zone that was served last, and with what who left was good at.
pub(super) fn places_left(ctx: &mut Ctx<'_>, left: &[Appointment]) -> Result<Vec<Place>, Error> {
    let named: Vec<PersonId> = left.iter().map(|one| one.person_id).collect();
    let people = people::find_many(ctx.db, ctx.vault, &Reach::everything(), &named)?;
    let people: HashMap<PersonId, Person> = people.into_iter().map(|one| (one.id, one)).collect();
    let served = served_last(ctx, left)?;
    let place = |one: &Appointment| place_of(one, served.get(&one.id), people.get(&one.person_id));
    Ok(left.iter().map(place).collect())
}

/// The assignment that rested last on each of these appointments.
fn served_last(ctx: &mut Ctx<'_>, left: &[Appointment]) -> Result<HashMap<AppointmentId, ZoneAssignment>, Error> {
    let appointment_id: Vec<AppointmentId> = left.iter().map(|one| one.id).collect();
    let filter = AssignmentFilter { appointment_id, ..AssignmentFilter::default() };
    let (mut last, mut request) = (HashMap::new(), PageRequest::first(ASSIGNMENTS_AT_ONCE));
    loop {
        // The newest first.
        let page = zone_assignments::list(ctx.db, &Reach::everything(), &filter, true, ctx.today(), &request)?;
        for one in page.items {
            last.entry(one.appointment_id).or_insert(one);
        }
        request.after = page.positions.last().cloned().filter(|_| page.more);
        if request.after.is_none() {
            return Ok(last);
        }
    }
}

fn place_of(left: &Appointment, served: Option<&ZoneAssignment>, person: Option<&Person>) -> Place {
    let details = person.map(|person| &person.details);
    let mut specialities = details.map(|details| details.specialities.clone()).unwrap_or_default();
    specialities.truncate(WANTED_MAX);
    Place {
        authority_id: left.authority_id,
        route: left.route,
        cohort_id: left.cohort_id,
        zone_id: served.map(|served| served.zone_id),
        school_ids: served.map(|served| served.school_ids.clone()).unwrap_or_default(),
        left_id: Some(left.id),
        dismissal_id: None,
        wanted: Wanted {
            subject: details.and_then(|details| details.subject.as_ref()).map(|subject| subject.code().to_owned()),
            stage: details.and_then(|details| details.stage.as_ref()).map(|stage| stage.code().to_owned()),
            specialities,
        },
    }
}

/// What appointments that changed do to the vacancies that wait for them: one that began fills its place, one that ended
/// before it began gives it back to the ranking. Gives the facts to state.
///
/// # Errors
/// When the database fails.
pub fn follow_appointments(ctx: &mut Ctx<'_>, changed: &[Appointment]) -> Result<Vec<Fact>, Error> {
    let moves = |one: &&Appointment| one.status == AppointmentStatus::Active || one.status.is_end();
    let changed: HashMap<AppointmentId, &Appointment> = changed.iter().filter(moves).map(|one| (one.id, one)).collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<AppointmentId> = changed.keys().copied().collect();
    let (today, now) = (ctx.today(), ctx.now());
    let (mut moved, mut facts) = (Vec::new(), Vec::new());
    for before in vacancies::waiting_for(ctx.db, &ids)? {
        let Some(one) = before.appointment_id.and_then(|id| changed.get(&id)) else { continue };
        let day = one.last_event_on.map_or(today, |day| day.min(today));
        let (event, after) = match one.status.is_end() {
            true => (Event::Release, Some(before.released(day, now))),
            false => (Event::Fill, before.filled(day, now)),
        };
        let Some(after) = after else { continue };
        facts.push(fact(
            ctx,
            (&before, &after),
            event,
            (Basis::default(), day),
            json!({ "appointment_id": one.id.0 }),
        )?);
        moved.push(after);
    }
    vacancies::follow(ctx.db, &moved)?;
    Ok(facts)
}

/// Gives back to their rankings the places for which people were chosen who are not, or not as they were, any more. Gives the
/// facts to state, under the name of what brought it about.
///
/// # Errors
/// When the database fails.
pub fn release(ctx: &mut Ctx<'_>, people: &[PersonId], name: &str) -> Result<Vec<Fact>, Error> {
    let (today, now) = (ctx.today(), ctx.now());
    let (mut moved, mut facts) = (Vec::new(), Vec::new());
    for before in vacancies::waiting_for_people(ctx.db, people)? {
        let after = before.released(today, now);
        let statuses = (Some(before.status.as_str()), Some(after.status.as_str()));
        let detail = json!({ "appointment_id": before.appointment_id.map(|id| id.0) });
        facts.push(ctx.fact(before.subject(), name, Basis::default(), Particulars { statuses, detail })?);
        moved.push(after);
    }
    vacancies::follow(ctx.db, &moved)?;
    Ok(facts)
}

/// Closes the vacancies of the places into which a reversal puts somebody back, those that were frozen by decision included:
/// one that was filled stays, and so does the newcomer. Gives the facts to state.
///
/// # Errors
/// When the database fails.
pub fn close_left(
    ctx: &mut Ctx<'_>,
    back: &[AppointmentId],
    dismissal: DismissalId,
    basis: &Basis,
) -> Result<Vec<Fact>, Error> {
    if back.is_empty() {
        return Ok(Vec::new());
    }
    let (day, now) = (basis.occurred_on.unwrap_or(ctx.today()), ctx.now());
    let (mut closed, mut facts) = (Vec::new(), Vec::new());
    for before in vacancies::unfilled_of_left(ctx.db, back)? {
        let after = before.frozen(Cause::Reversal, day, now);
        let on_its_way = before.appointment_id.map(|id| id.0);
        let detail = json!({ "dismissal_id": dismissal.0, "appointment_id": on_its_way });
        facts.push(fact(ctx, (&before, &after), Event::Freeze, (basis.clone(), day), detail)?);
        closed.push(after);
    }
    vacancies::follow(ctx.db, &closed)?;
    Ok(facts)
}

fn fact(
    ctx: &mut Ctx<'_>,
    (before, after): (&Vacancy, &Vacancy),
    event: Event,
    (basis, day): (Basis, Day),
    detail: serde_json::Value,
) -> Result<Fact, Error> {
    let word = |status: Status| Some(status.as_str());
    let particulars = Particulars { statuses: (word(before.status), word(after.status)), detail };
    let basis = Basis { occurred_on: Some(after.last_event_on.unwrap_or(day)), ..basis };
    ctx.fact(after.subject(), event.as_str(), basis, particulars)
}

/// The appointment of who was chosen: the open nomination at the authority, or a new one. Gives the facts to state.
pub(super) fn nominate(
    ctx: &mut Ctx<'_>,
    vacancy: &Vacancy,
    basis: &Basis,
) -> Result<(AppointmentId, Vec<Fact>), Error> {
    let place = &vacancy.place;
    let chosen = vacancy.candidate_id.ok_or_else(|| Error::internal("nobody was chosen"))?;
    let is_open = |one: &Appointment| {
        AppointmentStatus::PLANNED.contains(&one.status)
            && (one.authority_id, one.route) == (place.authority_id, place.route)
            && one.cohort_id == place.cohort_id
    };
    if let Some(open) = appointments::of_people(ctx.db, &[chosen])?.into_iter().find(is_open) {
        return Ok((open.id, Vec::new()));
    }
    let person = people::find(ctx.db, ctx.vault, &Reach::everything(), chosen)?;
    let (id, when) = (AppointmentId(ctx.new_id()?), (ctx.today(), ctx.now()));
    let way = (place.route, place.authority_id);
    let nominated = Appointment {
        cohort_id: place.cohort_id,
        nominated_by: basis.on_behalf_of.clone(),
        ..Appointment::nominate(id, person.id, person.area, way, when)
    };
    appointments::insert(ctx.db, std::slice::from_ref(&nominated))?;
    let detail = json!({ "vacancy_id": vacancy.id.0 });
    let particulars = Particulars { statuses: (None, Some(nominated.status.as_str())), detail };
    let subject = (SubjectKind::Appointment, id.0);
    Ok((id, vec![ctx.fact(subject, CREATED, Basis::default(), particulars)?]))
}
