//! Zone assignments: who serves which zone and school; made where nothing stands against it, ended, read.

use std::collections::{HashMap, HashSet};

use domain::{
    Day, Error, FaultCode, Faults, Reach, Wording,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{AppointmentId, PersonId, SchoolId, ZoneAssignmentId, ZoneId},
        page::{Page, PageRequest},
        policy::Action,
        rules::{self, Rule, refused},
        time::Moment,
    },
    people::person::Person,
    roles,
    service::{
        appointment::{Route, Status as AppointmentStatus},
        recusal::{Recusal, own_unit},
        zone::{School, Zone},
        zone_assignment::{EndReason, Standing, StaysAway, ZoneAssignment as Record, ZoneRole},
    },
};
use openapi::{
    kernel::transition::Transitions,
    service::zone_assignment::{
        CreateZoneAssignment, PlateInspector, SchoolPlate, TransitionZoneAssignment, ZoneAssignment,
    },
};
use persistence::{
    people,
    service::{
        appointments, recusals,
        zone_assignments::{self, AssignmentFilter},
        zones,
    },
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, transitions},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

/// Most assignments that one act ends or compares; a zone or an appointment has far fewer.
const COMPARED_MAX: i64 = 5_000;

fn subject(id: ZoneAssignmentId) -> (SubjectKind, Uuid) {
    (SubjectKind::ZoneAssignment, id.0)
}

/// Who has to stay away from which of these schools on a day: by a recorded recusal, or because it is the person's own
/// unit (R60 to R62).
pub fn who_stays_away(people: &[&Person], recusals: &[Recusal], schools: &[School], day: Day) -> Vec<StaysAway> {
    let recorded = recusals.iter().filter(|recusal| recusal.stays_away(day)).filter_map(|recusal| {
        let school = schools.iter().find(|school| school.id == recusal.school_id)?;
        let person = people.iter().find(|person| person.id == recusal.person_id)?;
        Some(StaysAway { person_id: person.id, school_id: school.id, ground: recusal.terms.ground.as_str() })
    });
    let own = people.iter().flat_map(|person| {
        let theirs = schools.iter().filter(|school| own_unit(&person.details, school));
        theirs.map(|school| StaysAway {
            person_id: person.id,
            school_id: school.id,
            ground: domain::service::recusal::Ground::OwnUnit.as_str(),
        })
    });
    recorded.chain(own).collect()
}

/// From which of these schools a person has to stay away on some day from a first to a last one: a recusal that begins in
/// between counts, too.
pub fn away_between(
    person: &Person,
    recusals: &[Recusal],
    schools: &[School],
    (first, last): (Day, Option<Day>),
) -> Vec<StaysAway> {
    let days = recusals.iter().map(|recusal| recusal.terms.starts_on.max(first)).chain([first]);
    let days: HashSet<Day> = days.filter(|day| last.is_none_or(|last| *day <= last)).collect();
    days.into_iter().flat_map(|day| who_stays_away(&[person], recusals, schools, day)).collect()
}

/// What a new assignment refers to.
struct Place {
    zone: Zone,
    schools: Vec<School>,
    person: Person,
    is_full_time: bool,
    /// The last day, where the appointment has one.
    last: Option<Day>,
}

impl UseCase for CreateZoneAssignment {
    const ACTION: Action = Action::write("create_zone_assignment", roles![Registrar, Approver, Operator]);
    type Output = ZoneAssignment;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<ZoneAssignment, Error> {
        let (mut faults, today, now) = (Faults::new(), ctx.today(), ctx.now());
        let named = self.schools(&mut faults);
        let starts_on = self.starts_on.unwrap_or(today);
        if self.ends_on.is_some_and(|last| last < starts_on) {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        let place = place(ctx, self, &named, starts_on, &mut faults)?;
        let place = faults.finish(place)?;
        let one = Record {
            id: ZoneAssignmentId(ctx.new_id()?),
            version: 1,
            area: place.zone.area.clone(),
            zone_id: place.zone.id,
            appointment_id: AppointmentId(self.appointment_id),
            person_id: place.person.id,
            role: self.role.into(),
            school_ids: named,
            starts_on,
            ends_on: self.ends_on.or(place.last),
            ended_on: None,
            end_reason: None,
            created_at: now,
            updated_at: now,
        };
        check_recusal(ctx, &one, &place)?;
        check_others(ctx, &one)?;
        zone_assignments::insert(ctx.db, std::slice::from_ref(&one))?;
        ctx.record(subject(one.id), CREATED, Basis::default(), Particulars::default())?;
        let warnings = warnings(ctx, &one, &place)?;
        Ok(ZoneAssignment::new(one, today).warning(warnings, ctx.language))
    }
}

/// Zone, schools, person: each there, and fit to be assigned.
fn place(
    ctx: &mut Ctx<'_>,
    asked: &CreateZoneAssignment,
    named: &[SchoolId],
    starts_on: Day,
    faults: &mut Faults,
) -> Result<Option<Place>, Error> {
    let zone = within_reach::open_zone(ctx, ZoneId(asked.zone_id), "/zone_id", faults)?;
    let schools = zones::schools_of(ctx.db, zone.as_ref().map(|zone| zone.id).as_slice())?;
    for (at, id) in named.iter().enumerate() {
        if !schools.iter().any(|school| school.id == *id) {
            faults.add(format!("/school_ids/{at}"), FaultCode::Reference, Wording::SchoolOfAnotherZone);
        }
    }
    let id = AppointmentId(asked.appointment_id);
    let appointment = within_reach::appointment(ctx, id, "/appointment_id", faults)?;
    let Some(appointment) = appointment else { return Ok(None) };
    if !appointment.is_in_force(starts_on) {
        faults.add("/appointment_id", FaultCode::Mismatch, Wording::NotInOffice);
    }
    // An assignment ends with the term: who is engaged for a next one may be assigned for it beforehand, and ought to
    // change zones (R57).
    let last = appointment.ends_on;
    if let Some((_, last)) = asked.ends_on.zip(last).filter(|(asked, last)| asked > last) {
        faults.add("/ends_on", FaultCode::Range, Wording::TermTooLong { latest: last.to_string() });
    }
    let person = people::find(ctx.db, ctx.vault, &Reach::everything(), appointment.person_id)?;
    let is_full_time = appointment.route == Route::FullTime;
    Ok(zone.map(|zone| Place { zone, schools, person, is_full_time, last }))
}

/// R60: nobody serves a school from which to stay away.
fn check_recusal(ctx: &mut Ctx<'_>, one: &Record, place: &Place) -> Result<(), Error> {
    let serves = |school: &&School| one.school_ids.is_empty() || one.school_ids.contains(&school.id);
    let schools: Vec<School> = place.schools.iter().filter(serves).cloned().collect();
    let recorded = recusals::of_people(ctx.db, ctx.vault, &[one.person_id])?;
    match away_between(&place.person, &recorded, &schools, (one.starts_on, one.ends_on)).first() {
        Some(away) => refused(&rules::RECUSAL_GROUNDS, away.wording()),
        None => Ok(()),
    }
}

/// Nobody is assigned to one zone twice on one day, and a zone has one lead.
fn check_others(ctx: &mut Ctx<'_>, one: &Record) -> Result<(), Error> {
    let filter = AssignmentFilter { zone_id: vec![one.zone_id], ..AssignmentFilter::default() };
    let others = zone_assignments::not_over(ctx.db, &filter, one.starts_on, COMPARED_MAX)?;
    match others.iter().find(|other| other.excludes(one)) {
        Some(other) if other.person_id == one.person_id => Err(Error::Duplicate(Wording::AssignedAlready)),
        Some(_) => Err(Error::Duplicate(Wording::LeadExists)),
        None => Ok(()),
    }
}

/// What the assignment falls short of, and is made all the same (R42, R45, R57).
fn warnings(ctx: &mut Ctx<'_>, one: &Record, place: &Place) -> Result<Vec<(&'static Rule, Wording)>, Error> {
    let rules = ctx.rules()?;
    let mut warnings: Vec<(&'static Rule, Wording)> = Vec::new();
    if one.role == ZoneRole::Lead && !place.is_full_time && rules.demands(&rules::ZONE_LEAD_MUST_BE_FULL_TIME) {
        warnings.push((&rules::ZONE_LEAD_MUST_BE_FULL_TIME, Wording::LeadIsPartTime));
    }
    let filter = AssignmentFilter { person_id: vec![one.person_id], ..AssignmentFilter::default() };
    let years = rules.count(&rules::ZONE_ROTATION_YEARS);
    let theirs = zone_assignments::not_over(ctx.db, &filter, one.looks_back_to(years), COMPARED_MAX)?;
    let last = [one.ends_on, place.last].into_iter().flatten().min();
    if let Some(since) = one.outlasts(&theirs, last, years) {
        let wording = Wording::SameZoneLong { since: since.to_string(), years: years.into() };
        warnings.push((&rules::ZONE_ROTATION_YEARS, wording));
    }
    let schools: HashSet<SchoolId> = theirs
        .iter()
        .filter(|other| other.standing(one.starts_on) == Standing::Active)
        .flat_map(|other| other.school_ids.iter().copied())
        .collect();
    let target = rules.count(&rules::ZONE_TARGET_SCHOOLS_PER_INSPECTOR);
    let count = u32::try_from(schools.len()).unwrap_or(u32::MAX);
    if count > target {
        let wording = Wording::ManySchools { count: count.into(), target: target.into() };
        warnings.push((&rules::ZONE_TARGET_SCHOOLS_PER_INSPECTOR, wording));
    }
    Ok(warnings)
}

/// Read one assignment, as it stood on a day, as it was known at a moment.
pub type ReadZoneAssignment = ReadAsOf<ZoneAssignment>;

impl Readable for ZoneAssignment {
    type Id = ZoneAssignmentId;
    const ACTION: Action = Action::read("read_zone_assignment", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;

    fn read(ctx: &mut Ctx<'_>, id: ZoneAssignmentId, moment: Moment) -> Result<Self, Error> {
        let one = zone_assignments::find(ctx.db, ctx.reach, id, moment.known_at)?;
        Ok(ZoneAssignment::new(one, Record::day(moment, ctx.today())))
    }
}

impl Listing for AssignmentFilter {
    const ACTION: Action = Action::read("list_zone_assignments", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type View = ZoneAssignment;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<ZoneAssignment>, Error> {
        let today = ctx.today();
        let page = zone_assignments::list(ctx.db, ctx.reach, self, descending, today, request)?;
        let moment = Moment { as_of: self.as_of, known_at: self.known_at };
        let day = Record::day(moment, today);
        Ok(page.map(|one| ZoneAssignment::new(one, day)))
    }
}

/// End an assignment.
pub struct FireZoneAssignmentEvent {
    /// Which.
    pub id: ZoneAssignmentId,
    /// The event.
    pub transition: TransitionZoneAssignment,
}

impl UseCase for FireZoneAssignmentEvent {
    const ACTION: Action = Action::write("transition_zone_assignment", roles![Registrar, Approver, Operator]);
    type Output = ZoneAssignment;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<ZoneAssignment, Error> {
        let (reason, basis) = self.transition.clone().parse()?;
        let (today, now) = (ctx.today(), ctx.now());
        let day = basis.occurred_on.unwrap_or(today);
        if day > today {
            let fault = domain::Fault::new("/occurred_on", FaultCode::Date, Wording::DayInTheFuture);
            return Err(Error::invalid(fault));
        }
        let one = zone_assignments::find(ctx.db, ctx.reach, self.id, None)?;
        let ended = one.ended(day, reason, today, now)?;
        zone_assignments::follow(ctx.db, std::slice::from_ref(&ended))?;
        let fact = end_fact(ctx, &one, basis)?;
        ctx.record_all(&[fact])?;
        Ok(ZoneAssignment::new(ended, today))
    }
}

fn end_fact(ctx: &mut Ctx<'_>, before: &Record, basis: Basis) -> Result<Fact, Error> {
    let from = before.standing(ctx.today()).as_str();
    let particulars = Particulars { statuses: (Some(from), Some(Standing::Ended.as_str())), ..Particulars::default() };
    ctx.fact(subject(before.id), "end", basis, particulars)
}

/// Ends what rests on appointments that ended, on their days; gives the facts to state.
///
/// # Errors
/// When the database fails.
pub fn end_with_appointments(ctx: &mut Ctx<'_>, ended: &HashMap<AppointmentId, Day>) -> Result<Vec<Fact>, Error> {
    let Some(first) = ended.values().min().copied() else { return Ok(Vec::new()) };
    let filter = AssignmentFilter { appointment_id: ended.keys().copied().collect(), ..AssignmentFilter::default() };
    let theirs = zone_assignments::not_over(ctx.db, &filter, first, COMPARED_MAX)?;
    let day = |one: &Record| ended.get(&one.appointment_id).copied().unwrap_or(first);
    end(ctx, theirs, EndReason::AppointmentEnded, day)
}

/// Ends what runs in a zone that is closed; gives the facts to state.
///
/// # Errors
/// When the database fails.
pub fn end_with_zone(ctx: &mut Ctx<'_>, zone: ZoneId, day: Day) -> Result<Vec<Fact>, Error> {
    let filter = AssignmentFilter { zone_id: vec![zone], ..AssignmentFilter::default() };
    let theirs = zone_assignments::not_over(ctx.db, &filter, day, COMPARED_MAX)?;
    end(ctx, theirs, EndReason::ZoneAbolished, |_| day)
}

fn end(
    ctx: &mut Ctx<'_>,
    all: Vec<Record>,
    reason: EndReason,
    day: impl Fn(&Record) -> Day,
) -> Result<Vec<Fact>, Error> {
    let (mut ended, mut facts, now) = (Vec::new(), Vec::new(), ctx.now());
    for one in all {
        let on = day(&one);
        // What is over by that day already stays as it is.
        if let Ok(after) = one.ended(on, reason, on, now) {
            facts.push(end_fact(ctx, &one, Basis { occurred_on: Some(on), ..Basis::default() })?);
            ended.push(after);
        }
    }
    if !ended.is_empty() {
        zone_assignments::follow(ctx.db, &ended)?;
    }
    Ok(facts)
}

/// Read what happened to an assignment and what may happen next.
pub struct ReadZoneAssignmentTransitions(pub ZoneAssignmentId);

impl UseCase for ReadZoneAssignmentTransitions {
    const ACTION: Action = Action::read("list_zone_assignment_transitions", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let one = zone_assignments::find(ctx.db, ctx.reach, self.0, None)?;
        let (role, allowed) = (ctx.role(), FireZoneAssignmentEvent::ACTION.roles());
        let refusal = (!allowed.contains(&role)).then_some(Error::NotForRole { role, allowed });
        let next = (one.standing(ctx.today()) != Standing::Ended).then_some(("end", refusal));
        transitions(ctx, self.0.0, next)
    }
}

/// Read what stands on the plate at a school's gate (R56): the fixed public fields, and no others.
pub struct ReadSchoolPlate(pub SchoolId);

impl UseCase for ReadSchoolPlate {
    const ACTION: Action = Action::read("read_school_plate", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = SchoolPlate;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<SchoolPlate, Error> {
        let school = zones::find_school(ctx.db, ctx.reach, self.0, None)?;
        let zone = zones::find_zone(ctx.db, &Reach::everything(), school.zone_id, None)?;
        let today = ctx.today();
        let filter = AssignmentFilter { zone_id: vec![zone.id], as_of: Some(today), ..AssignmentFilter::default() };
        let serving = zone_assignments::not_over(ctx.db, &filter, today, COMPARED_MAX)?;
        let serving: Vec<Record> = serving
            .into_iter()
            .filter(|one| one.school_ids.is_empty() || one.school_ids.contains(&school.id))
            .collect();
        let ids: Vec<AppointmentId> = serving.iter().map(|one| one.appointment_id).collect();
        let in_office = appointments::find_many(ctx.db, &Reach::everything(), &ids)?;
        let people: Vec<PersonId> = serving.iter().map(|one| one.person_id).collect();
        let people = people::find_many(ctx.db, ctx.vault, ctx.reach, &people)?;
        let inspectors = serving.iter().filter_map(|one| {
            let appointment = in_office.iter().find(|appointment| appointment.id == one.appointment_id)?;
            let details = people.iter().find(|person| person.id == one.person_id).map(|person| &person.details);
            let inspects =
                appointment.is_in_force(today) && appointment.effective(today) != AppointmentStatus::Suspended;
            inspects.then(|| PlateInspector {
                name: details.map(|details| details.name.as_str().to_owned()),
                photo: details.and_then(|details| details.photo.clone()),
                credential_number: appointment.credential_number.clone(),
                role: one.role.into(),
            })
        });
        Ok(SchoolPlate {
            school_id: school.id.0,
            school: school.name,
            zone: zone.name,
            office_phone: zone.office_phone,
            matters: zone.matters,
            inspectors: inspectors.collect(),
        })
    }
}
