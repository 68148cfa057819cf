//! Whom a roster calls an inspector: certified by a check of the record, and in office from today under its document, in
//! the zone that it names.

use std::collections::{HashMap, HashSet};

use domain::{
    Area, Day, Error, Reach, Wording,
    file::roster::RosterKind,
    kernel::{
        event::{Basis, Event, SubjectKind},
        id::{AppointmentId, CertificationId, CohortId, OrganisationId, PersonId, SchoolId, ZoneAssignmentId, ZoneId},
        rules,
        status_list::PLACES,
        time::Term,
    },
    misconduct::sanction::Sanction,
    people::person::Person,
    qualification::{
        certification::{self, CertificateNumber, Certification},
        eligibility,
    },
    service::{
        appointment::{self, Appointment, Record as Facts, Route},
        organisation::{Cohort, Function, Organisation},
        recusal::Recusal,
        zone::{School, Zone},
        zone_assignment::{ZoneAssignment, ZoneRole},
    },
};
use persistence::{
    misconduct::sanctions,
    qualification::certifications,
    service::{
        appointments, organisations, recusals,
        zone_assignments::{self, AssignmentFilter},
        zones,
    },
};

use crate::{
    app::{
        Ctx,
        administration::code_sets,
        kernel::context::{CREATED, Particulars},
        qualification::certifications::expire,
        service::zone_assignments::away_between,
    },
    roster::people::Entry,
};

/// Most leads of zones that are looked up: an area has far fewer zones.
const LEADS_MAX: i64 = 5_000;

/// A person of a roster.
pub(super) struct Whom<'a> {
    /// The person, as the roster completes the record.
    pub person: &'a Person,
    /// What the roster says.
    pub entry: &'a Entry,
}

impl Whom<'_> {
    fn route(&self) -> Option<Route> {
        match self.entry.kind {
            RosterKind::FullTime => Some(Route::FullTime),
            RosterKind::PartTime => Some(Route::PartTime),
            RosterKind::Specialist | RosterKind::Invited => None,
        }
    }
}

/// What the register knows about the people of a roster, as far as an appointment depends on it.
#[derive(Default)]
pub(super) struct Engaged {
    certified: HashMap<PersonId, Certification>,
    /// Has an application, or a certificate that rests or has just run out: another is not made beside it.
    applied: HashSet<PersonId>,
    grandfathered: HashSet<PersonId>,
    appointments: HashMap<PersonId, Vec<Appointment>>,
    cohorts: HashMap<CohortId, Term>,
    sanctions: HashMap<PersonId, Vec<Sanction>>,
    recusals: HashMap<PersonId, Vec<Recusal>>,
}

impl Engaged {
    /// Looks up some people.
    pub fn read(&mut self, ctx: &mut Ctx<'_>, ids: &[PersonId]) -> Result<(), Error> {
        for one in certifications::of_people(ctx.db, &Reach::everything(), ids)? {
            if one.route == certification::Route::Grandfathered {
                self.grandfathered.insert(one.person_id);
            }
            if one.is_in_force(ctx.today()) {
                self.certified.insert(one.person_id, one);
            } else if one.effective(ctx.today()).is_open() {
                self.applied.insert(one.person_id);
            } else if one.status.is_open() {
                expire(ctx, &one)?;
            }
        }
        let appointments = appointments::of_people(ctx.db, ids)?;
        let cohorts: HashSet<CohortId> = appointments.iter().filter_map(|one| one.cohort_id).collect();
        if !cohorts.is_empty() {
            let cohorts = organisations::cohorts(ctx.db, &cohorts.into_iter().collect::<Vec<_>>())?;
            self.cohorts.extend(cohorts.into_iter().map(|one| (one.id, one.term)));
        }
        for one in appointments {
            self.appointments.entry(one.person_id).or_default().push(one);
        }
        for one in sanctions::of_people(ctx.db, ids)? {
            self.sanctions.entry(one.person_id).or_default().push(one);
        }
        for one in recusals::of_people(ctx.db, ctx.vault, ids)? {
            self.recusals.entry(one.person_id).or_default().push(one);
        }
        Ok(())
    }

    fn is_appointed(&self, person: PersonId, today: Day) -> bool {
        self.appointments.get(&person).into_iter().flatten().any(|one| !one.effective(today).is_end())
    }

    /// What a decision needs in addition to an appointment.
    fn beside(&self, person: &Person, authority: OrganisationId, cohort: Option<&Cohort>, today: Day) -> Facts {
        let (birth_date, person) = (person.details.birth_date, person.id);
        let terms = self.appointments.get(&person).into_iter().flatten().filter(|one| one.authority_id == authority);
        let of_cohort = |id: Option<CohortId>| id.and_then(|id| self.cohorts.get(&id).copied());
        let sanctions = self.sanctions.get(&person).into_iter().flatten();
        Facts {
            certification: self.certified.get(&person).cloned(),
            birth_date,
            sanctioned_until: sanctions.filter(|one| one.blocks(today)).map(Sanction::ends_on).max(),
            served: terms.filter_map(|one| one.served(of_cohort(one.cohort_id))).collect(),
            cohort: cohort.cloned(),
            ..Facts::default()
        }
    }
}

/// The inspectors of a roster with what they rest on, gathered before anything is stored. Authority and cohort are those
/// of the area, made where there are none yet.
#[derive(Default)]
pub(super) struct Inspectors {
    authority: Option<Organisation>,
    cohort: Option<Cohort>,
    is_new_authority: bool,
    is_new_cohort: bool,
    led: HashSet<ZoneId>,
    schools: HashMap<ZoneId, Vec<School>>,
    posts_taken: u32,
    certifications: Vec<Certification>,
    appointments: Vec<Appointment>,
    assignments: Vec<ZoneAssignment>,
}

impl Inspectors {
    /// Whom they are engaged by, when the roster has any.
    pub fn of(
        ctx: &mut Ctx<'_>,
        area: &Area,
        document: &str,
        (full_time, part_time): (u32, u32),
        zones: &HashMap<String, Zone>,
    ) -> Result<Self, Error> {
        if full_time == 0 && part_time == 0 {
            return Ok(Self::default());
        }
        let known = organisations::of_area(ctx.db, area)?.into_iter().find(Organisation::is_authority);
        let is_new_authority = known.is_none();
        let authority = match known {
            Some(authority) => authority,
            None => new_authority(ctx, area, full_time)?,
        };
        let today = ctx.today();
        let cohorts = organisations::cohorts_of(ctx.db, authority.id)?;
        let running = cohorts.iter().find(|cohort| cohort.term.covers(today)).cloned();
        let is_new_cohort = running.is_none();
        let cohort = match running {
            Some(cohort) => cohort,
            None => new_cohort(ctx, &authority, cohorts.last().map_or(1, |last| last.ordinal + 1), document)?,
        };
        let leads =
            AssignmentFilter { area: vec![area.clone()], role: vec![ZoneRole::Lead], ..AssignmentFilter::default() };
        let led = zone_assignments::not_over(ctx.db, &leads, today, LEADS_MAX)?;
        let mut schools: HashMap<ZoneId, Vec<School>> = HashMap::new();
        let zone_ids: Vec<ZoneId> = zones.values().map(|zone| zone.id).collect();
        for school in zones::schools_of(ctx.db, &zone_ids)? {
            schools.entry(school.zone_id).or_default().push(school);
        }
        Ok(Self {
            posts_taken: appointments::posts_taken(ctx.db, authority.id, ctx.today())?,
            schools,
            authority: Some(authority),
            cohort: Some(cohort),
            is_new_authority,
            is_new_cohort,
            led: led.into_iter().map(|one| one.zone_id).collect(),
            ..Self::default()
        })
    }

    /// Gathers what makes an inspector of a person, and says whether that is anything; or why the person cannot be one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn engage(
        &mut self,
        ctx: &mut Ctx<'_>,
        engaged: &Engaged,
        whom: &Whom<'_>,
        document: &str,
        zones: &HashMap<String, Zone>,
    ) -> Result<Result<bool, Wording>, Error> {
        let (Some(route), Some(authority), Some(cohort)) = (whom.route(), &self.authority, &self.cohort) else {
            return Ok(Ok(false));
        };
        let person = whom.person;
        if engaged.is_appointed(person.id, ctx.today()) {
            return Ok(Ok(false));
        }
        if engaged.applied.contains(&person.id) {
            return Ok(Err(Wording::CertificationExists));
        }
        let (today, now, rules) = (ctx.today(), ctx.now(), ctx.rules()?);
        let cohort = (route == Route::PartTime).then_some(cohort);
        let mut beside = engaged.beside(person, authority.id, cohort, today);
        (beside.posts, beside.posts_taken) = (authority.establishment_posts.unwrap_or_default(), self.posts_taken);
        let new_certification = match beside.certification {
            Some(_) => None,
            None => match certified(ctx, engaged, person, document)? {
                Ok(certification) => Some(certification),
                Err(wording) => return Ok(Err(wording)),
            },
        };
        beside.certification = beside.certification.or_else(|| new_certification.clone());
        let id = AppointmentId(ctx.new_id()?);
        let mut one = Appointment::nominate(id, person.id, person.area.clone(), (route, authority.id), (today, now));
        one.cohort_id = cohort.map(|cohort| cohort.id);
        let term = (today, cohort.map(|cohort| cohort.term.until));
        let one = match one.decided_by_document(term, document, &beside, &rules) {
            Ok(one) => one,
            Err(Error::RuleRefused { wording, .. }) => return Ok(Err(wording)),
            Err(other) => return Err(other),
        };
        if let Some(zone) = whom.entry.zone.as_ref().and_then(|name| zones.get(name)) {
            self.assign(ctx, whom, engaged, &one, zone)?;
        }
        self.posts_taken += u32::from(route == Route::FullTime);
        self.certifications.extend(new_certification);
        self.appointments.push(one);
        Ok(Ok(true))
    }

    /// Who has to stay away from schools of the zone gets the others. A zone has one lead: a second one that a roster
    /// names is the deputy.
    fn assign(
        &mut self,
        ctx: &mut Ctx<'_>,
        whom: &Whom<'_>,
        engaged: &Engaged,
        appointment: &Appointment,
        zone: &Zone,
    ) -> Result<(), Error> {
        let (person, today, now) = (whom.person, ctx.today(), ctx.now());
        let schools = self.schools.get(&zone.id).map(Vec::as_slice).unwrap_or_default();
        let recusals = engaged.recusals.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        let away = away_between(person, recusals, schools, (today, appointment.ends_on));
        let serves = schools.iter().filter(|school| away.iter().all(|one| one.school_id != school.id));
        let school_ids: Vec<SchoolId> = if away.is_empty() { Vec::new() } else { serves.map(|one| one.id).collect() };
        if !away.is_empty() && school_ids.is_empty() {
            return Ok(());
        }
        let role = match (whom.entry.is_lead, whom.entry.is_lead && self.led.insert(zone.id)) {
            (true, true) => ZoneRole::Lead,
            (true, false) => ZoneRole::Deputy,
            (false, _) => ZoneRole::Member,
        };
        self.assignments.push(ZoneAssignment {
            id: ZoneAssignmentId(ctx.new_id()?),
            version: 1,
            area: zone.area.clone(),
            zone_id: zone.id,
            appointment_id: appointment.id,
            person_id: person.id,
            role,
            school_ids,
            starts_on: today,
            ends_on: appointment.ends_on,
            ended_on: None,
            end_reason: None,
            created_at: now,
            updated_at: now,
        });
        Ok(())
    }

    /// Stores those gathered since the last time, and gives the facts to state.
    ///
    /// # Errors
    /// When the database fails.
    pub fn store(&mut self, ctx: &mut Ctx<'_>, basis: &Basis) -> Result<Vec<Event>, Error> {
        let mut facts = Vec::new();
        if self.appointments.is_empty() {
            return Ok(facts);
        }
        if let Some(authority) = self.authority.as_ref().filter(|_| self.is_new_authority) {
            organisations::insert(ctx.db, authority)?;
            let subject = (SubjectKind::Organisation, authority.id.0);
            facts.push(ctx.fact(subject, CREATED, basis.clone(), Particulars::default())?);
        }
        if let Some(cohort) = self.cohort.as_ref().filter(|_| self.is_new_cohort) {
            organisations::insert_cohort(ctx.db, cohort)?;
            facts.push(ctx.fact((SubjectKind::Cohort, cohort.id.0), CREATED, basis.clone(), Particulars::default())?);
        }
        certifications::insert(ctx.db, &self.certifications)?;
        for one in &self.certifications {
            let (subject, draft) = ((SubjectKind::Certification, one.id.0), certification::Status::Draft.as_str());
            facts.push(ctx.fact(subject, CREATED, basis.clone(), step(None, draft))?);
            let name = certification::Event::CertifyByRecord.as_str();
            facts.push(ctx.fact(subject, name, basis.clone(), step(Some(draft), one.status.as_str()))?);
        }
        appointments::insert(ctx.db, &self.appointments)?;
        for one in &self.appointments {
            let subject = (SubjectKind::Appointment, one.id.0);
            let proposed = match one.route {
                Route::PartTime => appointment::Status::Nominated,
                Route::FullTime => appointment::Status::Proposed,
            };
            facts.push(ctx.fact(subject, CREATED, basis.clone(), step(None, proposed.as_str()))?);
            let particulars = step(Some(proposed.as_str()), one.status.as_str());
            facts.push(ctx.fact(subject, "appoint_by_document", basis.clone(), particulars)?);
        }
        zone_assignments::insert(ctx.db, &self.assignments)?;
        for one in &self.assignments {
            let subject = (SubjectKind::ZoneAssignment, one.id.0);
            facts.push(ctx.fact(subject, CREATED, basis.clone(), Particulars::default())?);
        }
        (self.is_new_authority, self.is_new_cohort) = (false, false);
        self.forget_gathered();
        Ok(facts)
    }

    /// Forgets what was gathered, once it is stored or is not to be.
    pub fn forget_gathered(&mut self) {
        self.certifications.clear();
        self.appointments.clear();
        self.assignments.clear();
    }
}

fn new_authority(ctx: &mut Ctx<'_>, area: &Area, full_time: u32) -> Result<Organisation, Error> {
    let now = ctx.now();
    let label = code_sets::label_of_area(ctx, area)?.unwrap_or_else(|| area.to_string());
    Ok(Organisation {
        id: OrganisationId(ctx.new_id()?),
        version: 1,
        area: area.clone(),
        name: format!("{label}教育督导室"),
        functions: vec![Function::Authority],
        level: None,
        credit_code: None,
        higher_authority_id: None,
        // Whom the roster calls full-time holds a post.
        establishment_posts: Some(full_time),
        created_at: now,
        updated_at: now,
    })
}

fn new_cohort(ctx: &mut Ctx<'_>, authority: &Organisation, ordinal: u32, document: &str) -> Result<Cohort, Error> {
    let (now, today, rules) = (ctx.now(), ctx.today(), ctx.rules()?);
    Ok(Cohort {
        id: CohortId(ctx.new_id()?),
        version: 1,
        area: authority.area.clone(),
        authority_id: authority.id,
        ordinal,
        name: format!("第{ordinal}届"),
        term: Term::of_years(today, rules.count(&rules::PART_TIME_TERM_YEARS)),
        document_number: Some(document.to_owned()),
        created_at: now,
        updated_at: now,
    })
}

/// The certification by a check of the record, or why there is none.
fn certified(
    ctx: &mut Ctx<'_>,
    engaged: &Engaged,
    person: &Person,
    document: &str,
) -> Result<Result<Certification, Wording>, Error> {
    let (today, now, rules) = (ctx.today(), ctx.now(), ctx.rules()?);
    let facts = certification::Record {
        findings: eligibility::computed(&person.details, &rules),
        hours: 0,
        was_grandfathered: engaged.grandfathered.contains(&person.id),
        number: CertificateNumber::from_chance(&person.area, today, ctx.chance()?),
        status_index: u32::try_from(ctx.chance()? % u64::from(PLACES)).unwrap_or_default(),
    };
    let id = CertificationId(ctx.new_id()?);
    let draft = Certification::apply_for(id, person.id, person.area.clone(), now);
    match draft.certified_by_document(today, &facts, document, &rules) {
        Ok(certification) => Ok(Ok(certification)),
        Err(Error::RuleRefused { wording, .. }) => Ok(Err(wording)),
        Err(other) => Err(other),
    }
}

fn step<'a>(from: Option<&'a str>, to: &'a str) -> Particulars<'a> {
    Particulars { statuses: (from, Some(to)), ..Particulars::default() }
}
