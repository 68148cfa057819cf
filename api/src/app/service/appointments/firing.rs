//! Firing the events of appointments, one or many; what else the register knows is read once for all.

use std::collections::{HashMap, HashSet};

use domain::{
    Day, Error, Fault, FaultCode, Reach, Wording,
    kernel::{
        event::{Basis, Event as Fact},
        id::{AppointmentId, CohortId, OrganisationId, PersonId},
        lifecycle::{self, Contributors, Fired, Situation},
        policy::Action,
        rules,
    },
    misconduct::sanction::Sanction,
    qualification::{
        certification::{self, Certification},
        training::Form,
    },
    roles,
    service::{
        appointment::{Appointment as Record, Command, Event, Record as Facts, Status},
        organisation::Cohort,
    },
};
use openapi::service::appointment::{
    Appointment, AppointmentItem, Appointments, TransitionAppointment, TransitionAppointments, check_many,
};
use persistence::{
    administration::calendars,
    misconduct::sanctions,
    people,
    qualification::{
        certifications,
        trainings::{self, TrainingFilter},
    },
    service::{appointments, organisations},
};
use uuid::Uuid;

use super::{Ctx, UseCase, view};
use crate::app::{
    kernel::{context::Particulars, lifecycle::Stored, many::behind, within_reach},
    service::{deaths, zone_assignments},
    vacancies,
};

/// Fire an event of an appointment.
pub struct FireAppointmentEvent {
    /// Of which.
    pub id: AppointmentId,
    /// The event.
    pub transition: TransitionAppointment,
}

impl UseCase for FireAppointmentEvent {
    const ACTION: Action = Action::write("transition_appointment", roles![Registrar, Approver, Operator, System]);
    type Output = Appointment;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointment, Error> {
        let (command, basis) = self.transition.clone().parse()?;
        let one = appointments::find(ctx.db, ctx.reach, self.id, None)?;
        let mut firing = Firing::of(ctx, &command, vec![one])?;
        firing.apply(ctx, &command, |_| basis.clone(), |_, refusal| Err(refusal))?;
        let moved = firing.store(ctx, &command)?.pop().ok_or_else(|| Error::internal("nothing moved"))?;
        Ok(view(ctx, moved.record))
    }
}

impl UseCase for TransitionAppointments {
    const ACTION: Action = Action::write("transition_appointments", roles![Registrar, Approver, Operator]);
    type Output = Appointments;
    const KEPT: bool = true;

    /// All or none: every member that is refused is reported with its pointer.
    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Appointments, Error> {
        let (command, basis) = self.transition.clone().parse().map_err(|error| behind("/transition", error))?;
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
        let item = |one: Fired<Record>| {
            let status = one.record.effective(today);
            AppointmentItem::new(&Record { status, ..one.record }, one.effect.map(|next| next.id))
        };
        Ok(Appointments { items: moved.into_iter().map(item).collect() })
    }
}

/// An event fired for some appointments, with what the register knows in addition to them.
pub(super) struct Firing {
    all: Vec<Record>,
    contributors: HashMap<Uuid, Contributors<Event>>,
    known: Known,
    moved: Vec<(Record, Fired<Record>, Basis)>,
}

/// What the register knows in addition to some appointments, read once for all; an event reads only what it needs.
#[derive(Default)]
struct Known {
    certifications: HashMap<PersonId, Certification>,
    appointments: HashMap<PersonId, Vec<Record>>,
    sanctions: HashMap<PersonId, Vec<Sanction>>,
    births: HashMap<PersonId, Day>,
    trainings: HashMap<PersonId, Vec<(Day, u32)>>,
    cohorts: HashMap<CohortId, Cohort>,
    next_cohort: Option<Cohort>,
    posts: HashMap<OrganisationId, (u32, u32)>,
    credential: Option<PersonId>,
}

impl Known {
    fn read(ctx: &mut Ctx<'_>, command: &Command, all: &[Record]) -> Result<Self, Error> {
        let people: Vec<PersonId> = all.iter().map(|one| one.person_id).collect();
        let mut known = Self::default();
        match command.event() {
            Event::Decide | Event::RecordGovernmentDecision | Event::Reappoint => {
                known.read_certifications(ctx, &people)?;
                known.read_sanctions(ctx, &people)?;
                known.read_appointments(ctx, &people)?;
                known.read_cohorts(ctx, command)?;
                known.read_births(ctx, &people)?;
            }
            Event::Start => {
                known.read_certifications(ctx, &people)?;
                known.read_sanctions(ctx, &people)?;
                known.read_trainings(ctx, people)?;
            }
            Event::IssueLetter => known.read_credential(ctx, command)?,
            // A next term is looked for: so that none is made twice, and to go the way of the present one.
            Event::OpenRenewal
            | Event::Suspend
            | Event::Resume
            | Event::Resign
            | Event::Transfer
            | Event::Retire
            | Event::RecordDeath
            | Event::Cancel => known.read_appointments(ctx, &people)?,
            Event::Review | Event::OpenNotice | Event::FileUpward | Event::Publish | Event::Complete => {}
        }
        if command.event() == Event::RecordGovernmentDecision {
            known.read_posts(ctx, all)?;
        }
        Ok(known)
    }

    fn read_certifications(&mut self, ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<(), Error> {
        for one in certifications::of_people(ctx.db, &Reach::everything(), people)? {
            // In order of application: the last wins, unless one that is certified has been found.
            let known = self.certifications.get(&one.person_id);
            if known.is_none_or(|known| known.status != certification::Status::Certified) {
                self.certifications.insert(one.person_id, one);
            }
        }
        Ok(())
    }

    fn read_sanctions(&mut self, ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<(), Error> {
        for one in sanctions::of_people(ctx.db, people)? {
            self.sanctions.entry(one.person_id).or_default().push(one);
        }
        Ok(())
    }

    /// Only where a locality set an age limit: nobody else's birth date is opened.
    fn read_births(&mut self, ctx: &mut Ctx<'_>, named: &[PersonId]) -> Result<(), Error> {
        let rules = ctx.rules()?;
        if [&rules::MAX_AGE_NEW, &rules::MAX_AGE_RENEWAL].iter().any(|rule| rules.limit(rule).is_some()) {
            let all = people::find_many(ctx.db, ctx.vault, &Reach::everything(), named)?;
            self.births = all.iter().filter_map(|one| Some((one.id, one.details.birth_date?))).collect();
        }
        Ok(())
    }

    fn read_appointments(&mut self, ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<(), Error> {
        for one in appointments::of_people(ctx.db, people)? {
            self.appointments.entry(one.person_id).or_default().push(one);
        }
        Ok(())
    }

    /// The cohorts of all that was served, wherever they are, and that of a next term within reach.
    fn read_cohorts(&mut self, ctx: &mut Ctx<'_>, command: &Command) -> Result<(), Error> {
        let next = match command {
            Command::Reappoint { cohort_id, .. } => *cohort_id,
            _ => None,
        };
        let served = self.appointments.values().flatten().filter_map(|one| one.cohort_id);
        let named: HashSet<CohortId> = served.collect();
        if !named.is_empty() {
            let cohorts = organisations::cohorts(ctx.db, &named.into_iter().collect::<Vec<_>>())?;
            self.cohorts = cohorts.into_iter().map(|one| (one.id, one)).collect();
        }
        self.next_cohort = within_reach::cohorts(ctx, next.as_slice())?.into_values().next();
        Ok(())
    }

    fn read_posts(&mut self, ctx: &mut Ctx<'_>, all: &[Record]) -> Result<(), Error> {
        let named: HashSet<OrganisationId> = all.iter().map(|one| one.authority_id).collect();
        let named: Vec<OrganisationId> = named.into_iter().collect();
        for authority in organisations::find_many(ctx.db, &Reach::everything(), &named)? {
            let taken = appointments::posts_taken(ctx.db, authority.id, ctx.today())?;
            self.posts.insert(authority.id, (authority.establishment_posts.unwrap_or_default(), taken));
        }
        Ok(())
    }

    fn read_trainings(&mut self, ctx: &mut Ctx<'_>, people: Vec<PersonId>) -> Result<(), Error> {
        let filter = TrainingFilter { person_id: people, form: vec![Form::PreDuty], ..TrainingFilter::default() };
        for (person, held_on, hours) in trainings::hours_by_day(ctx.db, &filter)? {
            self.trainings.entry(person).or_default().push((held_on, hours));
        }
        Ok(())
    }

    fn read_credential(&mut self, ctx: &mut Ctx<'_>, command: &Command) -> Result<(), Error> {
        let Command::IssueLetter { credential_number: Some(number), .. } = command else { return Ok(()) };
        let holders = appointments::holders_of_credentials(ctx.db, std::slice::from_ref(number))?;
        self.credential = holders.first().map(|(_, person)| *person);
        Ok(())
    }

    fn appointments_of(&self, person: PersonId) -> &[Record] {
        self.appointments.get(&person).map(Vec::as_slice).unwrap_or_default()
    }

    /// The appointment for the term after this one, while it is not at its end.
    fn next_term_of(&self, one: &Record) -> Option<&Record> {
        let mut theirs = self.appointments_of(one.person_id).iter();
        theirs.find(|other| other.renews_id == Some(one.id) && !other.status.is_end())
    }

    /// What else is known about one of them on the day of the event, with an id for a next term.
    fn beside(&self, one: &Record, command: &Command, next_id: Option<AppointmentId>, day: Day) -> Facts {
        let person = one.person_id;
        let of_cohort = |id: Option<CohortId>| id.and_then(|id| self.cohorts.get(&id));
        let cohort = match command {
            Command::Reappoint { .. } => self.next_cohort.as_ref(),
            _ => of_cohort(one.cohort_id),
        };
        let served = self.appointments_of(person).iter().filter(|term| term.authority_id == one.authority_id);
        let served = served.filter_map(|term| term.served(of_cohort(term.cohort_id).map(|cohort| cohort.term)));
        let (posts, posts_taken) = self.posts.get(&one.authority_id).copied().unwrap_or_default();
        let sanctions = self.sanctions.get(&person).into_iter().flatten();
        let trainings = self.trainings.get(&person).into_iter().flatten();
        Facts {
            certification: self.certifications.get(&person).cloned(),
            birth_date: self.births.get(&person).copied(),
            sanctioned_until: sanctions.filter(|sanction| sanction.blocks(day)).map(Sanction::ends_on).max(),
            served: served.collect(),
            cohort: cohort.cloned(),
            posts,
            posts_taken,
            has_next_term: self.next_term_of(one).is_some(),
            pre_duty_hours: trainings.filter(|(held_on, _)| *held_on <= day).map(|(_, hours)| hours).sum(),
            credential_is_taken: self.credential.is_some_and(|holder| holder != person),
            next_id,
        }
    }

    /// Refuses what shares a day with another appointment of the person at the authority.
    fn check_overlap(&self, one: &Record) -> Result<(), Error> {
        let mut others = self.appointments_of(one.person_id).iter();
        let shares =
            |other: &Record| other.id != one.id && other.authority_id == one.authority_id && other.overlaps(one);
        if others.any(shares) { Err(Error::Duplicate(Wording::AppointmentsOverlap)) } else { Ok(()) }
    }

    /// What one of many takes is not there for the next.
    fn take_in(&mut self, moved: &Fired<Record>) {
        let one = &moved.record;
        match moved.event {
            Event::RecordGovernmentDecision => {
                if let Some((_, taken)) = self.posts.get_mut(&one.authority_id) {
                    *taken += 1;
                }
            }
            Event::IssueLetter => self.credential = Some(one.person_id),
            _ => {}
        }
        if let Some(theirs) = self.appointments.get_mut(&one.person_id) {
            theirs.retain(|other| other.id != one.id);
            theirs.extend([one.clone()].into_iter().chain(moved.effect.clone()));
        }
    }
}

impl Firing {
    pub(super) fn of(ctx: &mut Ctx<'_>, command: &Command, all: Vec<Record>) -> Result<Self, Error> {
        let subjects: Vec<Uuid> = all.iter().map(|one| one.id.0).collect();
        let contributors = ctx.contributors_of_each(&subjects, Event::parse)?;
        let known = Known::read(ctx, command, &all)?;
        Ok(Self { all, contributors, known, moved: Vec::new() })
    }

    /// How many moved.
    pub(super) fn count(&self) -> usize {
        self.moved.len()
    }

    /// Fires it for each; what refuses one goes to `refuse`.
    pub(super) fn apply(
        &mut self,
        ctx: &mut Ctx<'_>,
        command: &Command,
        basis: impl Fn(&Record) -> Basis,
        mut refuse: impl FnMut(&Record, Error) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let rules = ctx.rules()?;
        let working_days = match command.event() {
            Event::OpenNotice => calendars::working_days(ctx.db)?,
            _ => domain::kernel::calendar::WorkingDays::over([]),
        };
        let (today, now) = (ctx.today(), ctx.now());
        let nobody = Contributors::default();
        for one in std::mem::take(&mut self.all) {
            let basis = basis(&one);
            let next_id = match command.event() {
                Event::Reappoint => Some(AppointmentId(ctx.new_id()?)),
                _ => None,
            };
            let beside = self.known.beside(&one, command, next_id, basis.occurred_on.unwrap_or(today));
            let contributors = self.contributors.get(&one.id.0).unwrap_or(&nobody);
            let situation =
                Situation { actor: ctx.actor, contributors, today, now, rules: &rules, working_days: &working_days };
            let moved = lifecycle::fire(&one, command, &basis, &beside, &situation).and_then(|moved| {
                self.known.check_overlap(moved.effect.as_ref().unwrap_or(&moved.record))?;
                Ok(moved)
            });
            match moved {
                Ok(moved) => {
                    self.known.take_in(&moved);
                    self.moved.push((one, moved, basis));
                }
                Err(refusal) => refuse(&one, refusal)?,
            }
        }
        Ok(())
    }

    /// Stores what moved and what follows from it, and states the facts.
    pub(super) fn store(self, ctx: &mut Ctx<'_>, command: &Command) -> Result<Vec<Fired<Record>>, Error> {
        let event = command.event();
        let mut facts = Vec::new();
        for (before, moved, basis) in &self.moved {
            facts.push(step_fact(ctx, before, &moved.record, event.as_str(), basis)?);
            if let Some(next) = &moved.effect {
                let statuses = (None, Some(Status::Decided.as_str()));
                let particulars = Particulars { statuses, ..Particulars::default() };
                // Not a nomination: who fires it decided, and is not kept from what comes later.
                facts.push(ctx.fact(next.subject(), "reappointed", basis.clone(), particulars)?);
            }
        }
        let followed = self.next_terms_that_follow(ctx, event);
        for (before, after, basis) in &followed {
            facts.push(step_fact(ctx, before, after, event.as_str(), basis)?);
        }
        let changed: Vec<Record> = self.moved.iter().map(|(_, moved, _)| moved.record.clone()).collect();
        let changed: Vec<Record> = changed.into_iter().chain(followed.into_iter().map(|(_, after, _)| after)).collect();
        appointments::follow(ctx.db, &changed)?;
        let next: Vec<Record> = self.moved.iter().filter_map(|(_, moved, _)| moved.effect.clone()).collect();
        appointments::insert(ctx.db, &next)?;
        facts.extend(vacancies_that_follow(ctx, event, &changed, &self.moved)?);
        let ended: HashMap<AppointmentId, Day> =
            changed.iter().filter(|one| one.status.is_end()).filter_map(|one| Some((one.id, one.ended_on?))).collect();
        facts.extend(zone_assignments::end_with_appointments(ctx, &ended)?);
        ctx.record_all(&facts)?;
        if event == Event::RecordDeath {
            for (before, _, basis) in &self.moved {
                let facts = deaths::follow(ctx, before.person_id, basis)?;
                ctx.record_all(&facts)?;
            }
        }
        Ok(self.moved.into_iter().map(|(_, moved, _)| moved).collect())
    }

    /// The appointments for next terms, before and after what happened to the present ones.
    fn next_terms_that_follow(&self, ctx: &Ctx<'_>, event: Event) -> Vec<(Record, Record, Basis)> {
        let named: HashSet<AppointmentId> = self.moved.iter().map(|(before, ..)| before.id).collect();
        let followed = self.moved.iter().filter_map(|(before, _, basis)| {
            let next = self.known.next_term_of(before).filter(|next| !named.contains(&next.id))?;
            let after = next.follows(event, basis.occurred_on.unwrap_or(ctx.today()), ctx.now())?;
            Some((next.clone(), after, basis.clone()))
        });
        followed.collect()
    }
}

/// What the event does to vacancies: a place is left, filled, or not filled after all.
fn vacancies_that_follow(
    ctx: &mut Ctx<'_>,
    event: Event,
    changed: &[Record],
    moved: &[(Record, Fired<Record>, Basis)],
) -> Result<Vec<Fact>, Error> {
    match event {
        Event::Start => vacancies::follow_appointments(ctx, changed),
        Event::Resign | Event::Transfer | Event::Retire | Event::RecordDeath | Event::Cancel => {
            let mut facts = vacancies::follow_appointments(ctx, changed)?;
            let basis = moved.first().map(|(.., basis)| basis.clone()).unwrap_or_default();
            facts.extend(vacancies::open_left(ctx, changed, None, &basis)?);
            Ok(facts)
        }
        _ => Ok(Vec::new()),
    }
}

fn step_fact(ctx: &mut Ctx<'_>, before: &Record, after: &Record, name: &str, basis: &Basis) -> Result<Fact, Error> {
    let today = ctx.today();
    let statuses = (Some(before.effective(today).as_str()), Some(after.status.as_str()));
    ctx.fact(before.subject(), name, basis.clone(), Particulars { statuses, ..Particulars::default() })
}
