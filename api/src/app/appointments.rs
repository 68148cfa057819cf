//! Appointments: nominate, complete, move along the lifecycle, one or many at a time.

use std::{collections::HashMap, sync::LazyLock};

use domain::{
    Actor, Day, Error, Fault, FaultCode, Faults, Reach, Role, Wording,
    appointment::{Appointment as Record, Command, Event, Moved, Record as Facts, Route, Status},
    certification::{self, Certification},
    event::{Basis, SubjectKind},
    id::{AppointmentId, CohortId, OrganisationId, PersonId},
    lifecycle::{Makers, Situation},
    organisation::{Cohort, Organisation},
    person::Person,
    policy::Action,
    rules,
    time::Moment,
    training::Form,
};
use openapi::{
    appointment::{
        Appointment, AppointmentItem, Appointments, CreateAppointment, CreateAppointments, TransitionAppointment,
        TransitionAppointments, UpdateAppointment, check_many,
    },
    query::AppointmentsQuery,
    transition::Transitions,
};
use persistence::{
    appointments::{self, AppointmentFilter, Due},
    calendars, certifications, organisations, people,
    trainings::{self, TrainingFilter},
};
use uuid::Uuid;

use super::{
    Ctx, UseCase,
    context::{CREATED, Particulars, areas, at_version, ids, parse_all, transitions},
    list::{ListRequest, Listed},
    repeat::kept_for_repeats,
    zone_assignments,
};

fn subject(id: AppointmentId) -> (SubjectKind, Uuid) {
    (SubjectKind::Appointment, id.0)
}

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
        let people = people::find_many(ctx.db, ctx.vault, ctx.reach, &named)?;
        let cohort_ids: Vec<CohortId> = all.iter().filter_map(|one| one.cohort_id.map(CohortId)).collect();
        let cohorts = if cohort_ids.is_empty() { Vec::new() } else { organisations::cohorts(ctx.db, &cohort_ids)? };
        let named = all.iter().flat_map(|one| [one.authority_id, one.employer_id]).flatten().map(OrganisationId);
        let named: Vec<OrganisationId> = named.chain(cohorts.iter().map(|cohort| cohort.authority_id)).collect();
        let organisations = organisations::find_many(ctx.db, ctx.reach, &named)?;
        Ok(Self {
            people: people.into_iter().filter(|one| one.merged_into.is_none()).map(|one| (one.id, one)).collect(),
            organisations: organisations.into_iter().map(|one| (one.id, one)).collect(),
            cohorts: cohorts.into_iter().map(|one| (one.id, one)).collect(),
        })
    }

    /// The person, the authority and the cohort of a nomination; its faults are told behind `at`.
    fn of(
        &self,
        one: &CreateAppointment,
        at: &str,
        faults: &mut Faults,
    ) -> Option<(&Person, &Organisation, Option<&Cohort>)> {
        let person = self.people.get(&one.person());
        if person.is_none() {
            faults.add(format!("{at}/person_id"), FaultCode::Reference, Wording::NoSuchRecord);
        }
        let cohort = one.cohort_id.map(|id| self.cohorts.get(&CohortId(id)));
        if cohort == Some(None) {
            faults.add(format!("{at}/cohort_id"), FaultCode::Reference, Wording::NoSuchRecord);
        }
        let cohort = cohort.flatten();
        if cohort.is_some() && Route::from(one.route) == Route::FullTime {
            faults.add(format!("{at}/cohort_id"), FaultCode::Mismatch, Wording::CohortIsForPartTime);
        }
        if let Some(id) = one.employer_id.map(OrganisationId)
            && !self.organisations.contains_key(&id)
        {
            faults.add(format!("{at}/employer_id"), FaultCode::Reference, Wording::NoSuchRecord);
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
            None => faults.add(format!("{at}/authority_id"), FaultCode::Reference, Wording::NoSuchRecord),
            Some(one) if !one.is_authority() => {
                faults.add(format!("{at}/authority_id"), FaultCode::Reference, Wording::NotAnAuthority);
            }
            Some(_) => {}
        }
        Some((person?, authority?, cohort))
    }
}

fn nominate(ctx: &mut Ctx<'_>, all: &[&CreateAppointment], at: impl Fn(usize) -> String) -> Result<Vec<Record>, Error> {
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
    appointments::insert(ctx.db, &nominated)?;
    let facts: Result<Vec<_>, Error> = nominated
        .iter()
        .map(|one| {
            let particulars = Particulars { statuses: (None, Some(one.status.as_str())), ..Particulars::default() };
            ctx.fact(subject(one.id), CREATED, Basis::default(), particulars)
        })
        .collect();
    ctx.record_all(&facts?)?;
    Ok(nominated)
}

impl UseCase for CreateAppointment {
    const ACTION: Action = Action::CreateAppointment;
    type Output = Appointment;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointment, Error> {
        let one = nominate(ctx, &[self], |_| String::new())?.pop().ok_or_else(|| Error::internal("no nomination"))?;
        Ok(view(ctx, one))
    }
}

impl UseCase for CreateAppointments {
    const ACTION: Action = Action::CreateAppointments;
    type Output = Appointments;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointments, Error> {
        let people: Vec<Uuid> = self.items.iter().map(|one| one.person_id).collect();
        check_many("/items", &people)?;
        let all: Vec<&CreateAppointment> = self.items.iter().collect();
        let nominated = nominate(ctx, &all, |number| format!("/items/{number}"))?;
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
    const ACTION: Action = Action::UpdateAppointment;
    type Output = Appointment;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointment, Error> {
        let before = appointments::find(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, before.version)?;
        if !Status::PLANNED.contains(&before.status) {
            return Err(Error::TransitionNotAllowed { status: before.status.as_str(), event: "update" });
        }
        let mut faults = Faults::new();
        let mut after = before.clone();
        self.patch.apply(&mut after, &mut faults);
        check_references(ctx, &after, &mut faults)?;
        let after = faults.finish(Some(after))?;
        if after == before {
            ctx.nothing_changed();
            return Ok(view(ctx, before));
        }
        let after = Record { version: before.version + 1, updated_at: ctx.now(), ..after };
        appointments::follow(ctx.db, std::slice::from_ref(&after), ctx.now())?;
        ctx.record(subject(self.id), "completed", Basis::default(), Particulars::default())?;
        Ok(view(ctx, after))
    }
}

/// Whether the cohort is one of the authority, and the employer there.
fn check_references(ctx: &mut Ctx<'_>, one: &Record, faults: &mut Faults) -> Result<(), Error> {
    if let Some(id) = one.cohort_id {
        match organisations::cohorts(ctx.db, &[id])?.first() {
            None => faults.add("/cohort_id", FaultCode::Reference, Wording::NoSuchRecord),
            Some(_) if one.route == Route::FullTime => {
                faults.add("/cohort_id", FaultCode::Mismatch, Wording::CohortIsForPartTime);
            }
            Some(cohort) if cohort.authority_id != one.authority_id => {
                faults.add("/cohort_id", FaultCode::Mismatch, Wording::CohortOfAnotherAuthority);
            }
            Some(_) => {}
        }
    }
    if let Some(id) = one.employer_id
        && organisations::find_many(ctx.db, ctx.reach, &[id])?.is_empty()
    {
        faults.add("/employer_id", FaultCode::Reference, Wording::NoSuchRecord);
    }
    Ok(())
}

// -- Reads --------------------------------------------------------------------------------------------------------------

/// Read one appointment, as it stood on a day, as it was known at a moment.
pub struct ReadAppointment {
    /// Which.
    pub id: AppointmentId,
    /// When.
    pub moment: Moment,
}

impl UseCase for ReadAppointment {
    const ACTION: Action = Action::ReadAppointment;
    type Output = Appointment;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointment, Error> {
        let one = appointments::find(ctx.db, ctx.reach, self.id, self.moment.known_at)?;
        let one = one.at(self.moment, ctx.today()).ok_or(Error::NotFound)?;
        Ok(Appointment::new(one, ctx.language))
    }
}

impl UseCase for ListRequest<AppointmentsQuery> {
    const ACTION: Action = Action::ListAppointments;
    type Output = Listed<Appointment>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = filter(&self.query)?;
        let (order, request, today) = (self.order()?, self.page(ctx)?, ctx.today());
        let page = appointments::list(ctx.db, ctx.reach, &filter, order.descending, today, &request)?;
        let unknown = || Error::internal("an appointment in force that was not there");
        let stood = |one: Record| one.at(filter.moment, today).ok_or_else(unknown);
        let page = page.try_map(|one| stood(one).map(|one| Appointment::new(one, ctx.language)))?;
        Ok(self.answer(ctx, page))
    }
}

fn filter(query: &AppointmentsQuery) -> Result<AppointmentFilter, Error> {
    let mut faults = Faults::new();
    let mut day = |name: &str, raw: &Option<String>| {
        raw.as_ref().and_then(|raw| faults.keep(&format!("/{name}"), domain::time::parse_day(raw)))
    };
    let ends_on_from = day("ends_on_from", &query.ends_on_from);
    let ends_on_to = day("ends_on_to", &query.ends_on_to);
    let moment = Moment::parse(query.as_of.as_deref(), query.known_at.as_deref(), &mut faults);
    if moment.as_of.is_some() && query.status.is_some() {
        faults.add("/status", FaultCode::Mismatch, Wording::StatusAsOf);
    }
    let filter = AppointmentFilter {
        areas: areas(&mut faults, query.area.as_ref()),
        statuses: parse_all(&mut faults, "status", query.status.as_ref(), Status::parse),
        routes: parse_all(&mut faults, "route", query.route.as_ref(), Route::parse),
        person_ids: ids(&mut faults, "person_id", query.person_id.as_ref()),
        authority_ids: ids(&mut faults, "authority_id", query.authority_id.as_ref()),
        cohort_ids: ids(&mut faults, "cohort_id", query.cohort_id.as_ref()),
        ends_on_from,
        ends_on_to,
        moment,
    };
    faults.finish(Some(filter))
}

/// Read what happened to an appointment and what may happen next.
pub struct ReadAppointmentTransitions(pub AppointmentId);

impl UseCase for ReadAppointmentTransitions {
    const ACTION: Action = Action::ListAppointmentTransitions;
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let one = appointments::find(ctx.db, ctx.reach, self.0, None)?;
        let makers = ctx.makers(self.0.0, Event::parse)?;
        let next = one.possible(ctx.actor, &makers, ctx.today());
        transitions(ctx, self.0.0, next.into_iter().map(|next| (next.event.as_str(), next.refusal)))
    }
}

// -- Events -------------------------------------------------------------------------------------------------------------

/// Fire an event of an appointment.
pub struct FireAppointmentEvent {
    /// Of which.
    pub id: AppointmentId,
    /// The event.
    pub transition: TransitionAppointment,
}

impl UseCase for FireAppointmentEvent {
    const ACTION: Action = Action::TransitionAppointment;
    type Output = Appointment;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointment, Error> {
        let (command, basis) = self.transition.clone().parse()?;
        let one = appointments::find(ctx.db, ctx.reach, self.id, None)?;
        let mut firing = Firing::of(ctx, &command, vec![one])?;
        firing.apply(ctx, &command, |_| basis.clone(), |_, refusal| Err(refusal))?;
        let moved = firing.store(ctx, &command)?.pop().ok_or_else(|| Error::internal("nothing moved"))?;
        Ok(view(ctx, moved.appointment))
    }
}

impl UseCase for TransitionAppointments {
    const ACTION: Action = Action::TransitionAppointments;
    type Output = Appointments;
    kept_for_repeats!();

    /// All or none: every member that is refused is told with its place.
    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointments, Error> {
        let behind = |faults: Vec<Fault>| {
            let at = |fault: Fault| Fault { pointer: format!("/transition{}", fault.pointer), ..fault };
            Error::Invalid(faults.into_iter().map(at).collect())
        };
        let (command, basis) = self.transition.clone().parse().map_err(|error| match error {
            Error::Invalid(faults) => behind(faults),
            other => other,
        })?;
        check_many("/ids", &self.ids)?;
        let named: Vec<AppointmentId> = self.ids.iter().copied().map(AppointmentId).collect();
        let mut found: HashMap<AppointmentId, Record> =
            appointments::find_many(ctx.db, ctx.reach, &named)?.into_iter().map(|one| (one.id, one)).collect();
        let mut faults = Vec::new();
        let mut all = Vec::with_capacity(named.len());
        let mut places = HashMap::with_capacity(named.len());
        for (place, id) in named.iter().enumerate() {
            places.insert(*id, place);
            match found.remove(id) {
                Some(one) => all.push(one),
                None => {
                    faults.push(Fault::new(format!("/ids/{place}"), FaultCode::Reference, Wording::NoSuchRecord));
                }
            }
        }
        let mut firing = Firing::of(ctx, &command, all)?;
        firing.apply(
            ctx,
            &command,
            |_| basis.clone(),
            |one, refusal| {
                let place = places.get(&one.id).copied().unwrap_or_default();
                faults.extend(Fault::of_one(format!("/ids/{place}"), refusal)?);
                Ok(())
            },
        )?;
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let (moved, today) = (firing.store(ctx, &command)?, ctx.today());
        let item = |one: Moved| {
            let next = one.next_term.map(|next| next.id);
            let status = one.appointment.effective(today);
            AppointmentItem::new(&Record { status, ..one.appointment }, next)
        };
        Ok(Appointments { items: moved.into_iter().map(item).collect() })
    }
}

/// An event fired for some appointments, with what the register knows beside them, read once for all.
struct Firing {
    all: Vec<Record>,
    makers: HashMap<Uuid, Makers<Event>>,
    certifications: HashMap<PersonId, Certification>,
    terms: HashMap<PersonId, Vec<Record>>,
    sanctions: HashMap<PersonId, Vec<domain::sanction::Sanction>>,
    births: HashMap<PersonId, Day>,
    cohorts: HashMap<CohortId, Cohort>,
    posts: HashMap<OrganisationId, (u32, u32)>,
    hours: HashMap<PersonId, u32>,
    credential: Option<PersonId>,
    moved: Vec<(Record, Moved, Basis)>,
}

impl Firing {
    fn of(ctx: &mut Ctx<'_>, command: &Command, all: Vec<Record>) -> Result<Self, Error> {
        let subjects: Vec<Uuid> = all.iter().map(|one| one.id.0).collect();
        let makers = ctx.makers_of_each(&subjects, Event::parse)?;
        let mut firing = Self {
            all,
            makers,
            certifications: HashMap::new(),
            terms: HashMap::new(),
            sanctions: HashMap::new(),
            births: HashMap::new(),
            cohorts: HashMap::new(),
            posts: HashMap::new(),
            hours: HashMap::new(),
            credential: None,
            moved: Vec::new(),
        };
        match command.event() {
            Event::Decide | Event::RecordGovernmentDecision | Event::Reappoint => {
                firing.read_eligibility(ctx, command)?
            }
            Event::Start => firing.read_training(ctx)?,
            Event::IssueLetter => firing.read_credentials(ctx, command)?,
            _ => {}
        }
        Ok(firing)
    }

    fn people(&self) -> Vec<PersonId> {
        self.all.iter().map(|one| one.person_id).collect()
    }

    fn read_certifications(&mut self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        for one in certifications::of_people(ctx.db, &Reach::everything(), &self.people())? {
            // In order of application: the last wins, unless one that is certified has been found.
            let known = self.certifications.get(&one.person_id);
            if known.is_none_or(|known| known.status != certification::Status::Certified) {
                self.certifications.insert(one.person_id, one);
            }
        }
        Ok(())
    }

    fn read_eligibility(&mut self, ctx: &mut Ctx<'_>, command: &Command) -> Result<(), Error> {
        self.read_certifications(ctx)?;
        for one in appointments::of_people(ctx.db, &self.people())? {
            self.terms.entry(one.person_id).or_default().push(one);
        }
        for one in persistence::sanctions::of_people(ctx.db, &self.people())? {
            self.sanctions.entry(one.person_id).or_default().push(one);
        }
        let rules = ctx.rules()?;
        if [&rules::MAX_AGE_NEW, &rules::MAX_AGE_RENEWAL].iter().any(|rule| rules.limit(rule).is_some()) {
            let people = people::find_many(ctx.db, ctx.vault, &Reach::everything(), &self.people())?;
            self.births = people.iter().filter_map(|one| Some((one.id, one.details.birth_date?))).collect();
        }
        let next = match command {
            Command::Reappoint { cohort_id, .. } => *cohort_id,
            _ => None,
        };
        let mut named: Vec<CohortId> =
            self.terms.values().flatten().filter_map(|one| one.cohort_id).chain(next).collect();
        named.sort_unstable();
        named.dedup();
        if !named.is_empty() {
            let cohorts = organisations::cohorts(ctx.db, &named)?;
            self.cohorts = cohorts.into_iter().map(|one| (one.id, one)).collect();
        }
        if command.event() == Event::RecordGovernmentDecision {
            let mut named: Vec<OrganisationId> = self.all.iter().map(|one| one.authority_id).collect();
            named.sort_unstable();
            named.dedup();
            for authority in organisations::find_many(ctx.db, &Reach::everything(), &named)? {
                let taken = appointments::posts_taken(ctx.db, authority.id)?;
                self.posts.insert(authority.id, (authority.establishment_posts.unwrap_or_default(), taken));
            }
        }
        Ok(())
    }

    fn read_training(&mut self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        self.read_certifications(ctx)?;
        let filter =
            TrainingFilter { person_ids: self.people(), forms: vec![Form::PreDuty], ..TrainingFilter::default() };
        for (person, _, hours) in trainings::hours_of_each(ctx.db, &filter)? {
            *self.hours.entry(person).or_default() += hours;
        }
        Ok(())
    }

    fn read_credentials(&mut self, ctx: &mut Ctx<'_>, command: &Command) -> Result<(), Error> {
        let Command::IssueLetter { credential_number: Some(number), .. } = command else { return Ok(()) };
        let holders = appointments::holders_of_credentials(ctx.db, std::slice::from_ref(number))?;
        self.credential = holders.first().map(|(_, person)| *person);
        Ok(())
    }

    /// What is known beside one of them, with an id for a next term.
    fn facts(&self, one: &Record, command: &Command, next_id: Option<AppointmentId>, day: Day) -> Facts {
        let cohort_id = match command {
            Command::Reappoint { cohort_id, .. } => *cohort_id,
            _ => one.cohort_id,
        };
        let terms = self.terms.get(&one.person_id).map(Vec::as_slice).unwrap_or_default();
        let of_cohort = |id: Option<CohortId>| id.and_then(|id| self.cohorts.get(&id));
        let served = terms.iter().filter(|term| term.authority_id == one.authority_id);
        let served = served.filter_map(|term| term.served(of_cohort(term.cohort_id).map(|cohort| cohort.term)));
        let (posts, posts_taken) = self.posts.get(&one.authority_id).copied().unwrap_or_default();
        let sanctions = self.sanctions.get(&one.person_id).into_iter().flatten();
        Facts {
            certification: self.certifications.get(&one.person_id).cloned(),
            birth_date: self.births.get(&one.person_id).copied(),
            sanctioned_until: sanctions
                .filter(|sanction| sanction.blocks(day))
                .map(domain::sanction::Sanction::ends_on)
                .max(),
            served: served.collect(),
            cohort: of_cohort(cohort_id).cloned(),
            posts,
            posts_taken,
            pre_duty_hours: self.hours.get(&one.person_id).copied().unwrap_or_default(),
            credential_is_taken: self.credential.is_some_and(|holder| holder != one.person_id),
            next_id,
        }
    }

    /// Fires it for each; what refuses one goes to `refuse`.
    fn apply(
        &mut self,
        ctx: &mut Ctx<'_>,
        command: &Command,
        basis: impl Fn(&Record) -> Basis,
        mut refuse: impl FnMut(&Record, Error) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let rules = ctx.rules()?;
        let working_days = match command.event() {
            Event::OpenNotice => calendars::working_days(ctx.db)?,
            _ => domain::calendar::WorkingDays::over([]),
        };
        let (today, now) = (ctx.today(), ctx.now());
        let nobody = Makers { creator: None, events: Vec::new() };
        for one in std::mem::take(&mut self.all) {
            let basis = basis(&one);
            let next_id = match command.event() {
                Event::Reappoint => Some(AppointmentId(ctx.new_id()?)),
                _ => None,
            };
            let facts = self.facts(&one, command, next_id, basis.occurred_on.unwrap_or(today));
            let makers = self.makers.get(&one.id.0).unwrap_or(&nobody);
            let situation =
                Situation { actor: ctx.actor, makers, today, now, rules: &rules, working_days: &working_days };
            match one.apply(command, &basis, &facts, &situation) {
                Ok(moved) => {
                    self.take_in(&one, command);
                    self.moved.push((one, moved, basis));
                }
                Err(refusal) => refuse(&one, refusal)?,
            }
        }
        Ok(())
    }

    /// What one of many takes is not there for the next.
    fn take_in(&mut self, one: &Record, command: &Command) {
        match command.event() {
            Event::RecordGovernmentDecision => {
                if let Some((_, taken)) = self.posts.get_mut(&one.authority_id) {
                    *taken += 1;
                }
            }
            Event::IssueLetter => self.credential = Some(one.person_id),
            _ => {}
        }
    }

    /// Stores what moved, ends what rests on an appointment that ended, and states the facts.
    fn store(self, ctx: &mut Ctx<'_>, command: &Command) -> Result<Vec<Moved>, Error> {
        let (today, now) = (ctx.today(), ctx.now());
        let moved: Vec<Record> = self.moved.iter().map(|(_, moved, _)| moved.appointment.clone()).collect();
        appointments::follow(ctx.db, &moved, now)?;
        let next: Vec<Record> = self.moved.iter().filter_map(|(_, moved, _)| moved.next_term.clone()).collect();
        appointments::insert(ctx.db, &next)?;
        let mut facts = Vec::new();
        for (before, moved, basis) in &self.moved {
            let statuses = (Some(before.effective(today).as_str()), Some(moved.appointment.status.as_str()));
            let particulars = Particulars { statuses, ..Particulars::default() };
            facts.push(ctx.fact(subject(before.id), command.event().as_str(), basis.clone(), particulars)?);
            if let Some(next) = &moved.next_term {
                let particulars =
                    Particulars { statuses: (None, Some(Status::Decided.as_str())), ..Particulars::default() };
                facts.push(ctx.fact(subject(next.id), CREATED, basis.clone(), particulars)?);
            }
        }
        let ended: HashMap<AppointmentId, Day> =
            moved.iter().filter(|one| one.status.is_end()).filter_map(|one| Some((one.id, one.ended_on?))).collect();
        facts.extend(zone_assignments::end_with_appointments(ctx, &ended)?);
        ctx.record_all(&facts)?;
        Ok(self.moved.into_iter().map(|(_, moved, _)| moved).collect())
    }
}

// -- The system's own acts ----------------------------------------------------------------------------------------------

/// Do what the day brings: begin terms, open renewals, end terms. A job of the system, safe to run at any time.
pub struct KeepAppointments;

/// Most appointments that one run of the job moves for each reason; the next run goes on.
const KEPT_AT_ONCE_MAX: i64 = 500;

impl UseCase for KeepAppointments {
    const ACTION: Action = Action::TransitionAppointment;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        static SYSTEM: LazyLock<Actor> = LazyLock::new(|| Actor::own(Role::System));
        ctx.nothing_changed();
        ctx.actor = &SYSTEM;
        let (rules, today) = (ctx.rules()?, ctx.today());
        let days = chrono::Days::new(rules.count(&rules::RENEWAL_REVIEW_DAYS).into());
        let renewal = Due::Renewal {
            ends_by: today.checked_add_days(days).unwrap_or(today),
            last_term: rules.count(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS),
        };
        let mut count = 0;
        for (due, event) in
            [(Due::Completion, Event::Complete), (Due::Start, Event::Start), (renewal, Event::OpenRenewal)]
        {
            let mut after = None;
            loop {
                let all = appointments::due(ctx.db, due, today, after, KEPT_AT_ONCE_MAX)?;
                let is_last = i64::try_from(all.len()).unwrap_or_default() < KEPT_AT_ONCE_MAX;
                after = all.last().map(|one| one.id);
                count += keep(ctx, event, all)?;
                if is_last {
                    break;
                }
            }
        }
        Ok(count)
    }
}

fn keep(ctx: &mut Ctx<'_>, event: Event, all: Vec<Record>) -> Result<usize, Error> {
    if all.is_empty() {
        return Ok(0);
    }
    let (command, today) = (Command::Plain(event), ctx.today());
    let mut firing = Firing::of(ctx, &command, all)?;
    let on = |one: &Record| {
        let day = match event {
            Event::Complete => one.ends_on.and_then(|last| last.succ_opt()),
            Event::Start => one.starts_on,
            _ => Some(today),
        };
        Basis { occurred_on: day.max(one.last_event_on), ..Basis::default() }
    };
    // Who is not trained yet takes up duty later: the registrar says when.
    firing.apply(ctx, &command, on, |_, refusal| match refusal {
        Error::RuleRefused { .. } | Error::Invalid(_) => Ok(()),
        other => Err(other),
    })?;
    Ok(if firing.moved.is_empty() { 0 } else { firing.store(ctx, &command)?.len() })
}
