//! Appointments: nominate, complete, read. [`firing`] moves them along the lifecycle, [`keeping`] does what a day brings.

mod firing;
mod keeping;

use std::collections::{HashMap, HashSet};

use domain::{
    Error, FaultCode, Faults, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::{AppointmentId, CohortId, OrganisationId, PersonId},
        policy::{Action, reads_taken_back},
        time::{Moment, following},
    },
    people::person::Person,
    roles,
    service::{
        appointment::{Appointment as Record, Route, Status},
        organisation::{Cohort, Organisation},
    },
};
use openapi::service::appointment::{
    Appointment, AppointmentItem, Appointments, CreateAppointment, CreateAppointments, UpdateAppointment, check_many,
};
use persistence::service::appointments::{self, AppointmentFilter};
use uuid::Uuid;

use super::deaths;
use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{COMPLETED, CREATED, Particulars, at_version},
        lifecycle::{ReadTransitions, Stored},
        list::{ListRequest, Listed},
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};
pub use firing::FireAppointmentEvent;
pub use keeping::{KeepAppointments, keep_all};

/// The appointment as a caller sees it today.
fn view(ctx: &Ctx<'_>, one: Record) -> Appointment {
    let status = one.effective(ctx.today());
    Appointment::new(Record { status, ..one }, ctx.language)
}

// -- Nominations --------------------------------------------------------------------------------------------------------

/// What nominations refer to, read once for all of them.
struct Referred {
    people: HashMap<PersonId, Person>,
    organisations: HashMap<OrganisationId, Organisation>,
    cohorts: HashMap<CohortId, Cohort>,
}

impl Referred {
    fn by(ctx: &mut Ctx<'_>, all: &[&CreateAppointment]) -> Result<Self, Error> {
        let named: Vec<PersonId> = all.iter().map(|one| one.person()).collect();
        let people = within_reach::people(ctx, &named)?;
        let cohort_ids: Vec<CohortId> = all.iter().filter_map(|one| one.cohort_id.map(CohortId)).collect();
        let cohorts = within_reach::cohorts(ctx, &cohort_ids)?;
        let named = all.iter().flat_map(|one| [one.authority_id, one.employer_id]).flatten().map(OrganisationId);
        let named: Vec<OrganisationId> = named.chain(cohorts.values().map(|cohort| cohort.authority_id)).collect();
        Ok(Self { people, organisations: within_reach::organisations(ctx, &named)?, cohorts })
    }

    /// The person, the authority and the cohort of a nomination; the pointers of its faults begin with `at`.
    fn of(
        &self,
        one: &CreateAppointment,
        at: &str,
        faults: &mut Faults,
    ) -> Option<(&Person, &Organisation, Option<&Cohort>)> {
        let person = self.people.get(&one.person());
        if person.is_none() {
            within_reach::unknown(format!("{at}/person_id"), faults);
        }
        let cohort = one.cohort_id.map(|id| self.cohorts.get(&CohortId(id)));
        if cohort == Some(None) {
            within_reach::unknown(format!("{at}/cohort_id"), faults);
        }
        let cohort = cohort.flatten();
        if cohort.is_some() && Route::from(one.route) == Route::FullTime {
            faults.add(format!("{at}/cohort_id"), FaultCode::Mismatch, Wording::CohortIsForPartTime);
        }
        if let Some(id) = one.employer_id.map(OrganisationId)
            && !self.organisations.contains_key(&id)
        {
            within_reach::unknown(format!("{at}/employer_id"), faults);
        }
        let named = one.authority_id.map(OrganisationId).or(cohort.map(|cohort| cohort.authority_id));
        let Some(named) = named else {
            faults.add(format!("{at}/authority_id"), FaultCode::Required, Wording::AuthorityNeeded);
            return None;
        };
        if cohort.is_some_and(|cohort| cohort.authority_id != named) {
            faults.add(format!("{at}/cohort_id"), FaultCode::Mismatch, Wording::CohortOfAnotherAuthority);
        }
        let authority = self.organisations.get(&named);
        match authority {
            None => within_reach::unknown(format!("{at}/authority_id"), faults),
            Some(one) if !one.is_authority() => {
                faults.add(format!("{at}/authority_id"), FaultCode::Reference, Wording::NotAnAuthority);
            }
            Some(_) => {}
        }
        Some((person?, authority?, cohort))
    }
}

fn nominations(
    ctx: &mut Ctx<'_>,
    all: &[&CreateAppointment],
    at: impl Fn(usize) -> String,
) -> Result<Vec<Record>, Error> {
    let (mut faults, today, now) = (Faults::new(), ctx.today(), ctx.now());
    let referred = Referred::by(ctx, all)?;
    let mut nominated = Vec::with_capacity(all.len());
    for (number, one) in all.iter().enumerate() {
        let at = at(number);
        let Some((person, authority, cohort)) = referred.of(one, &at, &mut faults) else { continue };
        let id = AppointmentId(ctx.new_id()?);
        let way = (one.route.into(), authority.id);
        let mut draft = Record::nominate(id, person.id, person.area.clone(), way, (today, now));
        draft.cohort_id = cohort.map(|cohort| cohort.id);
        one.fill(&mut draft, &at, &mut faults);
        nominated.push(draft);
    }
    let nominated = faults.finish(Some(nominated))?;
    refuse_the_dead(ctx, &nominated, at)?;
    Ok(nominated)
}

/// Nobody is nominated after their death. A single refusal says since when the file is closed; a refusal of many names
/// those who cannot be nominated.
fn refuse_the_dead(ctx: &mut Ctx<'_>, nominated: &[Record], at: impl Fn(usize) -> String) -> Result<(), Error> {
    let people: Vec<PersonId> = nominated.iter().map(|one| one.person_id).collect();
    let died = deaths::of_people(ctx, &people)?;
    let mut faults = Faults::new();
    for (number, one) in nominated.iter().enumerate() {
        match died.get(&one.person_id) {
            Some(since) if nominated.len() == 1 => return Err(Error::Closed { since: *since }),
            Some(since) => {
                let wording = Wording::DiedOn { day: since.to_string() };
                faults.add(format!("{}/person_id", at(number)), FaultCode::Reference, wording);
            }
            None => {}
        }
    }
    faults.finish(Some(()))
}

fn store(ctx: &mut Ctx<'_>, nominated: &[Record]) -> Result<(), Error> {
    appointments::insert(ctx.db, nominated)?;
    let facts: Result<Vec<_>, Error> = nominated
        .iter()
        .map(|one| {
            let particulars = Particulars { statuses: (None, Some(one.status.as_str())), ..Particulars::default() };
            ctx.fact(one.subject(), CREATED, Basis::default(), particulars)
        })
        .collect();
    ctx.record_all(&facts?)
}

impl UseCase for CreateAppointment {
    const ACTION: Action = Action::write("create_appointment", roles![Registrar, Approver, Operator]);
    type Output = Appointment;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointment, Error> {
        let mut one = nominations(ctx, &[self], |_| String::new())?;
        store(ctx, &one)?;
        let one = one.pop().ok_or_else(|| Error::internal("no nomination"))?;
        Ok(view(ctx, one))
    }
}

/// Tells of each of many who has an open nomination at the authority already, with its place.
fn check_not_open(ctx: &mut Ctx<'_>, nominated: &[Record]) -> Result<(), Error> {
    let named: Vec<PersonId> = nominated.iter().map(|one| one.person_id).collect();
    let open: HashSet<(PersonId, OrganisationId)> = appointments::of_people(ctx.db, &named)?
        .into_iter()
        .filter(|one| Status::PLANNED.contains(&one.status))
        .map(|one| (one.person_id, one.authority_id))
        .collect();
    let mut faults = Faults::new();
    for (place, one) in nominated.iter().enumerate() {
        if open.contains(&(one.person_id, one.authority_id)) {
            faults.add(format!("/items/{place}/person_id"), FaultCode::Duplicate, Wording::AppointmentExists);
        }
    }
    faults.finish(Some(()))
}

impl UseCase for CreateAppointments {
    const ACTION: Action = Action::write("create_appointments", roles![Registrar, Approver, Operator]);
    type Output = Appointments;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointments, Error> {
        let people: Vec<Uuid> = self.items.iter().map(|one| one.person_id).collect();
        check_many("/items", &people)?;
        let all: Vec<&CreateAppointment> = self.items.iter().collect();
        let nominated = nominations(ctx, &all, |number| format!("/items/{number}"))?;
        check_not_open(ctx, &nominated)?;
        store(ctx, &nominated)?;
        Ok(Appointments { items: nominated.iter().map(|one| AppointmentItem::new(one, None)).collect() })
    }
}

/// Complete a nomination.
pub struct CompleteAppointment {
    /// Which.
    pub id: AppointmentId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateAppointment,
}

impl UseCase for CompleteAppointment {
    const ACTION: Action = Action::write("update_appointment", roles![Registrar, Approver, Operator]);
    type Output = Appointment;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointment, Error> {
        let before = appointments::find(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, before.version)?;
        // What was reviewed is decided as it was reviewed.
        if !matches!(before.status, Status::Nominated | Status::Proposed) {
            return Err(Error::TransitionNotAllowed { status: before.status.as_str(), event: "update" });
        }
        let mut faults = Faults::new();
        let mut after = before.clone();
        self.patch.apply(&mut after, &mut faults);
        check_references(ctx, &before, &after, &mut faults)?;
        let after = faults.finish(Some(after))?;
        if after == before {
            ctx.nothing_changed();
            return Ok(view(ctx, before));
        }
        let updated_at = following(before.updated_at, ctx.now());
        let after = Record { version: before.version + 1, updated_at, ..after };
        appointments::follow(ctx.db, std::slice::from_ref(&after))?;
        ctx.record(after.subject(), COMPLETED, Basis::default(), Particulars::default())?;
        Ok(view(ctx, after))
    }
}

/// Whether a new cohort is one of the authority, and a new employer there.
fn check_references(ctx: &mut Ctx<'_>, before: &Record, one: &Record, faults: &mut Faults) -> Result<(), Error> {
    if let Some(id) = one.cohort_id.filter(|_| one.cohort_id != before.cohort_id) {
        match within_reach::cohort(ctx, id, "/cohort_id", faults)? {
            Some(_) if one.route == Route::FullTime => {
                faults.add("/cohort_id", FaultCode::Mismatch, Wording::CohortIsForPartTime);
            }
            Some(cohort) if cohort.authority_id != one.authority_id => {
                faults.add("/cohort_id", FaultCode::Mismatch, Wording::CohortOfAnotherAuthority);
            }
            _ => {}
        }
    }
    if let Some(id) = one.employer_id.filter(|_| one.employer_id != before.employer_id) {
        within_reach::organisation(ctx, id, "/employer_id", faults)?;
    }
    Ok(())
}

// -- Reads --------------------------------------------------------------------------------------------------------------

/// Read one appointment, as it stood on a day, as it was known at a moment.
pub type ReadAppointment = ReadAsOf<Appointment>;

impl Readable for Appointment {
    type Id = AppointmentId;
    const ACTION: Action = Action::read("read_appointment", roles![Registrar, Approver, Hr, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: AppointmentId, moment: Moment) -> Result<Self, Error> {
        let find = match reads_taken_back(ctx.role()) {
            true => appointments::find,
            false => appointments::find_without_taken_back,
        };
        let one = find(ctx.db, ctx.reach, id, moment.known_at)?;
        let one = one.at(moment, ctx.today()).ok_or(Error::NotFound)?;
        Ok(Appointment::new(one, ctx.language))
    }
}

impl UseCase for ListRequest<AppointmentFilter> {
    const ACTION: Action = Action::read("list_appointments", roles![Registrar, Approver, Hr, Auditor]);
    type Output = Listed<Appointment>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let without_taken_back = !reads_taken_back(ctx.role());
        let mut filter = AppointmentFilter { without_taken_back, ..self.query.parse()? };
        within_reach::lead_on(ctx, &mut filter.person_id)?;
        let (order, request, today) = (self.order()?, self.page(ctx)?, ctx.today());
        let page = appointments::list(ctx.db, ctx.reach, &filter, order.descending, today, &request)?;
        let unknown = || Error::internal("an appointment in force that was not there");
        let moment = Moment { as_of: filter.as_of, known_at: filter.known_at };
        let stood = |one: Record| one.at(moment, today).ok_or_else(unknown);
        let page = page.try_map(|one| stood(one).map(|one| Appointment::new(one, ctx.language)))?;
        Ok(self.answer(ctx, page))
    }
}

/// Read what happened to an appointment and what may happen next.
pub type ReadAppointmentTransitions = ReadTransitions<Record>;

impl Stored for Record {
    type Id = AppointmentId;
    const SUBJECT: SubjectKind = SubjectKind::Appointment;
    const LIST_TRANSITIONS: Action = Action::read("list_appointment_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &AppointmentId) -> Result<Self, Error> {
        appointments::find(ctx.db, ctx.reach, *id, None)
    }
}
