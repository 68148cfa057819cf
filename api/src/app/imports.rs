//! Rosters: read, compared with the register, loaded set by set.

use std::collections::{HashMap, HashSet};

use domain::{
    Area, Error, FaultCode, Faults, Wording,
    appointment::{self, Appointment, Route},
    certification::{self, CertificateNumber, Certification},
    credential::PLACES,
    eligibility,
    event::{Basis, Event, SubjectKind},
    id::{
        AppointmentId, CertificationId, CohortId, ImportId, MembershipId, OrganisationId, PersonId, SchoolId,
        ZoneAssignmentId, ZoneId,
    },
    import::{self, Import, ImportKind, Outcome, RowFault, Status},
    organisation::{Cohort, Function, Organisation},
    person::Person,
    policy::Action,
    pool::{self, Membership, Pool, Source},
    roster::{RosterKind, RosterPost},
    rules,
    text::PersonNumber,
    time::Term,
    zone::{School, Zone},
    zone_assignment::{ZoneAssignment, ZoneRole},
};
use openapi::{
    import::{Import as View, TransitionImport},
    query::PlainQuery,
    transition::Transitions,
};
use persistence::{
    appointments, certifications, imports, organisations, people, pool_memberships,
    zone_assignments::{self, AssignmentFilter},
    zones,
};
use serde_json::json;

use super::{
    Ctx, UseCase, code_sets,
    context::{CREATED, Particulars, transitions},
    list::{ListRequest, Listed},
    repeat::kept_for_repeats,
};
use crate::roster::{self, RosterFile};

/// Numbers looked up at once: SQLite takes at most 32 766 values in a statement.
const LOOKUP_MAX: usize = 5_000;

/// Most leads of zones that are looked up: an area has far fewer zones.
const LEADS_MAX: i64 = 5_000;

/// Load a roster, or lay it before an approver when it names a document.
#[derive(Debug, Clone)]
pub struct LoadRoster {
    /// The file, read already.
    pub file: RosterFile,
    /// What it was called.
    pub file_name: String,
    /// The area its records get.
    pub area: Option<String>,
    /// The document under which its people serve.
    pub document_number: Option<String>,
    /// Load sound rows although others have faults.
    pub partial: bool,
    /// Load at once even with a document: for the command line, whose operator has the document in hand.
    pub at_once: bool,
}

impl UseCase for LoadRoster {
    const ACTION: Action = Action::CreateImport;
    type Output = View;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let mut faults = Faults::new();
        let area = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        let document_number =
            self.document_number.as_ref().and_then(|raw| faults.keep("/document_number", domain::text::line(raw)));
        faults.finish(Some(()))?;
        let area = ctx.area_for(area.as_ref())?;
        let waits = document_number.is_some() && !self.at_once && self.file.kind == ImportKind::People;
        let outcome = load(ctx, self, &area, document_number.as_deref(), !waits)?;
        let sound = outcome.faults.is_empty() || self.partial;
        let status = match (sound, waits) {
            (false, _) => Status::Refused,
            (true, true) => Status::AwaitingApproval,
            (true, false) => Status::Applied,
        };
        let (id, now) = (ImportId(ctx.new_id()?), ctx.now());
        let import = Import {
            id,
            version: 1,
            area,
            kind: self.file.kind,
            status,
            partial: self.partial,
            document_number,
            file_name: self.file_name.chars().take(domain::text::LINE_CHARS_MAX).collect(),
            content: (status == Status::AwaitingApproval).then(|| self.file.bytes.clone()),
            outcome,
            created_by: ctx.actor.key(),
            created_at: now,
            updated_at: now,
        };
        imports::insert(ctx.db, ctx.vault, &import)?;
        record(ctx, &import, CREATED, None, None)?;
        Ok(View::new(import, ctx.language))
    }
}

fn record(
    ctx: &mut Ctx<'_>,
    import: &Import,
    name: &str,
    from: Option<Status>,
    basis: Option<Basis>,
) -> Result<(), Error> {
    let basis = basis.unwrap_or_else(|| Basis { document_number: import.document_number.clone(), ..Basis::default() });
    let statuses = (from.map(Status::as_str), Some(import.status.as_str()));
    ctx.record((SubjectKind::Import, import.id.0), name, basis, Particulars { statuses, ..Particulars::default() })
}

/// Read one import.
pub struct ReadImport(pub ImportId);

impl UseCase for ReadImport {
    const ACTION: Action = Action::ReadImport;
    type Output = View;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        Ok(View::new(imports::find(ctx.db, ctx.vault, ctx.reach, self.0)?, ctx.language))
    }
}

/// List imports.
pub struct ListImports(pub ListRequest<PlainQuery>);

impl UseCase for ListImports {
    const ACTION: Action = Action::ListImports;
    type Output = Listed<View>;

    fn is_bulk(&self) -> bool {
        self.0.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        self.0.order()?;
        let request = self.0.page(ctx)?;
        let page = imports::list(ctx.db, ctx.reach, &request)?.map(|import| View::new(import, ctx.language));
        Ok(self.0.answer(ctx, page))
    }
}

/// Apply or discard a roster that waits for an approver.
pub struct FireImportEvent {
    /// Which.
    pub id: ImportId,
    /// The event.
    pub transition: TransitionImport,
}

impl UseCase for FireImportEvent {
    const ACTION: Action = Action::TransitionImport;
    type Output = View;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let (event, basis) = self.transition.clone().parts();
        let mut faults = Faults::new();
        let basis = basis.parse(&mut faults);
        faults.finish(Some(()))?;
        let import = imports::find(ctx.db, ctx.vault, ctx.reach, self.id)?;
        import.check(event, ctx.actor)?;
        let decided = match event {
            import::Event::Discard => import.decided(Status::Discarded, import.outcome.clone(), ctx.now()),
            import::Event::Apply => {
                let roster = LoadRoster {
                    file: RosterFile::read(import.kind, import.content.clone().unwrap_or_default())?,
                    file_name: import.file_name.clone(),
                    area: None,
                    document_number: import.document_number.clone(),
                    partial: import.partial,
                    at_once: true,
                };
                let outcome = load(ctx, &roster, &import.area, import.document_number.as_deref(), true)?;
                // The register may have changed since the upload: what is faulty now is refused now.
                let status =
                    if outcome.faults.is_empty() || import.partial { Status::Applied } else { Status::Refused };
                import.decided(status, outcome, ctx.now())
            }
        };
        imports::update(ctx.db, ctx.vault, &decided)?;
        record(ctx, &decided, event.as_str(), Some(import.status), Some(basis))?;
        Ok(View::new(decided, ctx.language))
    }
}

/// Read what happened to an import and what may happen next.
pub struct ReadImportTransitions(pub ImportId);

impl UseCase for ReadImportTransitions {
    const ACTION: Action = Action::ListImportTransitions;
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let import = imports::find(ctx.db, ctx.vault, ctx.reach, self.0)?;
        let next = import.possible(ctx.actor);
        transitions(ctx, self.0.0, next.into_iter().map(|(event, refusal)| (event.as_str(), refusal)))
    }
}

/// Reads a file and, when asked to and nothing stands against it, loads it.
fn load(
    ctx: &mut Ctx<'_>,
    roster: &LoadRoster,
    area: &Area,
    document: Option<&str>,
    apply: bool,
) -> Result<Outcome, Error> {
    match roster.file.kind {
        ImportKind::People => load_people(ctx, roster, area, document, apply),
        ImportKind::Schools => load_schools(ctx, roster, area, apply),
    }
}

fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}

/// What a roster changes, gathered before anything is stored, so that it is stored set by set.
#[derive(Default)]
struct Harvest {
    new_people: Vec<Person>,
    changed_people: Vec<(Person, Person)>,
    memberships: Vec<Membership>,
    admitted: Vec<Membership>,
    posts: Vec<RosterPost>,
    office: Office,
    certifications: Vec<Certification>,
    appointments: Vec<Appointment>,
    assignments: Vec<ZoneAssignment>,
    loaded: u32,
    unchanged: u32,
    faults: Vec<RowFault>,
}

fn load_people(
    ctx: &mut Ctx<'_>,
    roster: &LoadRoster,
    area: &Area,
    document: Option<&str>,
    apply: bool,
) -> Result<Outcome, Error> {
    let sheet = &roster.file.sheet;
    let mut zones = zones::zones_named(ctx.db, area, &roster::people::zones_named(sheet))?;
    zones.retain(|_, zone| zone.is_open());
    let names: HashSet<String> = zones.keys().cloned().collect();
    let (rules, today) = (ctx.rules()?, ctx.today());
    let known = roster::people::Known { zones: &names, rules: &rules, today };
    let (entries, faults) = roster::people::read(sheet, &known);
    let register = Present::of(ctx, &entries)?;
    let office = match document {
        Some(document) => Office::of(ctx, area, document, &entries)?,
        None => Office::default(),
    };
    let mut harvest = Harvest { faults, office, ..Harvest::default() };
    for entry in entries {
        reap(ctx, &mut harvest, &register, entry, (area, document, &zones))?;
    }
    harvest.faults.sort_by_key(|fault| fault.row);
    if apply && (harvest.faults.is_empty() || roster.partial) {
        store_people(ctx, &harvest, document)?;
    }
    let loaded = if harvest.faults.is_empty() || roster.partial { harvest.loaded } else { 0 };
    Ok(Outcome { rows: count(sheet.rows.len()), loaded, unchanged: harvest.unchanged, faults: harvest.faults })
}

/// What the register says of the people of a roster.
#[derive(Default)]
struct Present {
    people: HashMap<String, Person>,
    memberships: HashMap<(PersonId, &'static str), Membership>,
    posts: HashMap<PersonId, RosterPost>,
    certified: HashSet<PersonId>,
    grandfathered: HashSet<PersonId>,
    appointed: HashSet<PersonId>,
}

impl Present {
    fn of(ctx: &mut Ctx<'_>, entries: &[roster::people::Entry]) -> Result<Self, Error> {
        let numbers: Vec<String> = entries.iter().map(|entry| entry.citizen_number.reveal().to_owned()).collect();
        let mut present = Self::default();
        for chunk in numbers.chunks(LOOKUP_MAX) {
            let people = people::by_citizen_numbers(ctx.db, ctx.vault, chunk)?;
            let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
            for membership in pool_memberships::of_people(ctx.db, &domain::Reach::everything(), &ids)? {
                if membership.status.is_open() {
                    present.memberships.insert((membership.person_id, membership.pool.as_str()), membership);
                }
            }
            present.posts.extend(zones::roster_posts(ctx.db, &ids)?);
            for one in certifications::of_people(ctx.db, &domain::Reach::everything(), &ids)? {
                if one.route == certification::Route::Grandfathered {
                    present.grandfathered.insert(one.person_id);
                }
                if one.is_in_force(ctx.today()) {
                    present.certified.insert(one.person_id);
                }
            }
            let open = appointments::of_people(ctx.db, &ids)?.into_iter().filter(|one| !one.status.is_end());
            present.appointed.extend(open.map(|one| one.person_id));
            for person in people {
                let number = person.details.citizen_number.as_ref().map(|number| number.reveal().to_owned());
                present.people.insert(number.unwrap_or_default(), person);
            }
        }
        Ok(present)
    }
}

/// Compares one sound row with the register and gathers what it changes.
fn reap(
    ctx: &mut Ctx<'_>,
    harvest: &mut Harvest,
    register: &Present,
    entry: roster::people::Entry,
    (area, document, zones): (&Area, Option<&str>, &HashMap<String, Zone>),
) -> Result<(), Error> {
    let present = register.people.get(entry.citizen_number.reveal());
    if present.is_some_and(|person| !ctx.reach.covers(&person.area)) {
        harvest.faults.push(RowFault {
            row: entry.row,
            column: "身份证号".to_owned(),
            code: FaultCode::Duplicate.as_str().to_owned(),
            wording: Wording::PersonOfAnotherArea,
        });
        return Ok(());
    }
    let mut changes_something = false;
    let person_id = match present {
        Some(person) => {
            if let Some(changed) = person.amended(entry.changes.clone(), ctx.now())? {
                harvest.changed_people.push((person.clone(), changed));
                changes_something = true;
            }
            person.id
        }
        None => {
            let (id, number) = (PersonId(ctx.new_id()?), PersonNumber::from_chance(ctx.chance()?));
            harvest.new_people.push(Person::register(id, number, area.clone(), entry.changes.clone(), ctx.now())?);
            changes_something = true;
            id
        }
    };
    let person_area = present.map_or(area, |person| &person.area);
    if let Some(pool) = roster::people::pool(entry.kind) {
        match register.memberships.get(&(person_id, pool.as_str())) {
            None => {
                harvest.memberships.push(membership(ctx, person_id, person_area, pool, &entry, document)?);
                changes_something = true;
            }
            // A draft of an earlier roster becomes active under the document of this one.
            Some(draft) if draft.status == pool::Status::Draft && document.is_some() => {
                let (today, rules) = (ctx.today(), ctx.rules()?);
                let admitted = draft.clone().admitted_by_document(today, &rules);
                let evidence = admitted.evidence.clone().or_else(|| document.map(str::to_owned));
                let version = draft.version + 1;
                harvest.admitted.push(Membership { version, evidence, updated_at: ctx.now(), ..admitted });
                changes_something = true;
            }
            Some(_) => {}
        }
    }
    if let Some(document) = document {
        changes_something |=
            engage(ctx, harvest, register, (person_id, person_area, present), &entry, (document, zones))?;
    }
    let post = RosterPost {
        person_id,
        area: person_area.clone(),
        kind: entry.kind,
        zone_id: entry.zone.as_ref().and_then(|name| zones.get(name)).map(|zone| zone.id),
        is_lead: entry.is_lead,
        document_number: document.map(str::to_owned),
    };
    if register.posts.get(&person_id) != Some(&post) {
        harvest.posts.push(post);
        changes_something = true;
    }
    let counter = if changes_something { &mut harvest.loaded } else { &mut harvest.unchanged };
    *counter += 1;
    Ok(())
}

/// Who appoints the inspectors of a roster, and in which cohort: those of the area, made where there are none yet.
#[derive(Default)]
struct Office {
    authority: Option<Organisation>,
    cohort: Option<Cohort>,
    is_new: (bool, bool),
    led: HashSet<ZoneId>,
}

impl Office {
    fn of(ctx: &mut Ctx<'_>, area: &Area, document: &str, entries: &[roster::people::Entry]) -> Result<Self, Error> {
        let of_kind = |kind: RosterKind| entries.iter().filter(|entry| entry.kind == kind).count();
        let full_time = count(of_kind(RosterKind::FullTime));
        if full_time == 0 && of_kind(RosterKind::PartTime) == 0 {
            return Ok(Self::default());
        }
        let (now, today, rules) = (ctx.now(), ctx.today(), ctx.rules()?);
        let known = organisations::of_area(ctx.db, area)?.into_iter().find(Organisation::is_authority);
        let is_new_authority = known.is_none();
        let authority = match known {
            Some(authority) => authority,
            None => Organisation {
                id: OrganisationId(ctx.new_id()?),
                version: 1,
                area: area.clone(),
                name: format!("{}教育督导室", code_sets::label_of_area(ctx, area)?.unwrap_or_else(|| area.to_string())),
                functions: vec![Function::Authority],
                level: None,
                credit_code: None,
                higher_authority_id: None,
                // Whom the roster calls full-time holds a post.
                establishment_posts: Some(full_time),
                created_at: now,
                updated_at: now,
            },
        };
        let cohorts = organisations::cohorts_of(ctx.db, authority.id)?;
        let running = cohorts.iter().find(|cohort| cohort.term.covers(today)).cloned();
        let is_new_cohort = running.is_none();
        let ordinal = cohorts.last().map_or(1, |last| last.ordinal + 1);
        let cohort = match running {
            Some(cohort) => cohort,
            None => Cohort {
                id: CohortId(ctx.new_id()?),
                version: 1,
                area: area.clone(),
                authority_id: authority.id,
                ordinal,
                name: format!("第{ordinal}届"),
                term: Term::of_years(today, rules.count(&rules::PART_TIME_TERM_YEARS)),
                document_number: Some(document.to_owned()),
                created_at: now,
                updated_at: now,
            },
        };
        let leads =
            AssignmentFilter { areas: vec![area.clone()], roles: vec![ZoneRole::Lead], ..AssignmentFilter::default() };
        let led = zone_assignments::not_over(ctx.db, &leads, today, LEADS_MAX)?;
        let led = led.into_iter().map(|one| one.zone_id).collect();
        Ok(Self { authority: Some(authority), cohort: Some(cohort), is_new: (is_new_authority, is_new_cohort), led })
    }
}

/// Whom a roster calls an inspector is certified by a check of the record and serves from today under its document,
/// in the zone that it names. Says whether that changes something.
fn engage(
    ctx: &mut Ctx<'_>,
    harvest: &mut Harvest,
    register: &Present,
    (person_id, area, present): (PersonId, &Area, Option<&Person>),
    entry: &roster::people::Entry,
    (document, zones): (&str, &HashMap<String, Zone>),
) -> Result<bool, Error> {
    let route = match entry.kind {
        RosterKind::FullTime => Route::FullTime,
        RosterKind::PartTime => Route::PartTime,
        RosterKind::Specialist | RosterKind::Invited => return Ok(false),
    };
    let (Some(authority), Some(cohort)) = (&harvest.office.authority, &harvest.office.cohort) else { return Ok(false) };
    if register.appointed.contains(&person_id) {
        return Ok(false);
    }
    let (authority_id, cohort_id, cohort_end) = (authority.id, cohort.id, cohort.term.until);
    let (today, now, rules) = (ctx.today(), ctx.now(), ctx.rules()?);
    if !register.certified.contains(&person_id) {
        let details = match present {
            Some(person) => person.amended(entry.changes.clone(), now)?.unwrap_or_else(|| person.clone()).details,
            None => {
                Person::register(person_id, PersonNumber::from_chance(0), area.clone(), entry.changes.clone(), now)?
                    .details
            }
        };
        let draft = Certification::apply_for(CertificationId(ctx.new_id()?), person_id, area.clone(), now);
        let facts = certification::Record {
            findings: eligibility::computed(&details, &rules),
            hours: 0,
            was_grandfathered: register.grandfathered.contains(&person_id),
            number: CertificateNumber::from_chance(area, today, ctx.chance()?),
            status_index: u32::try_from(ctx.chance()? % u64::from(PLACES)).unwrap_or_default(),
        };
        match draft.certified_by_document(today, &facts, document, &rules) {
            Ok(certified) => harvest.certifications.push(certified),
            Err(Error::RuleRefused { wording, .. }) => {
                let (column, code) = ("督学类别".to_owned(), FaultCode::Eligibility.as_str().to_owned());
                harvest.faults.push(RowFault { row: entry.row, column, code, wording });
                return Ok(false);
            }
            Err(other) => return Err(other),
        }
    }
    let id = AppointmentId(ctx.new_id()?);
    let mut one = Appointment::nominate(id, person_id, area.clone(), (route, authority_id), (today, now));
    one.cohort_id = (route == Route::PartTime).then_some(cohort_id);
    let term = (today, (route == Route::PartTime).then_some(cohort_end));
    harvest.appointments.push(one.in_force_by_document(term, document));
    if let Some(zone) = entry.zone.as_ref().and_then(|name| zones.get(name)) {
        let role = match (entry.is_lead, harvest.office.led.contains(&zone.id)) {
            (true, false) => ZoneRole::Lead,
            (true, true) => ZoneRole::Deputy,
            (false, _) => ZoneRole::Member,
        };
        if role == ZoneRole::Lead {
            harvest.office.led.insert(zone.id);
        }
        harvest.assignments.push(ZoneAssignment {
            id: ZoneAssignmentId(ctx.new_id()?),
            version: 1,
            area: zone.area.clone(),
            zone_id: zone.id,
            appointment_id: id,
            person_id,
            role,
            school_ids: Vec::new(),
            starts_on: today,
            ends_on: None,
            ended_on: None,
            end_reason: None,
            created_at: now,
            updated_at: now,
        });
    }
    Ok(true)
}

/// Stores the inspectors of a roster, with what they rest on, and gives the facts to state.
fn store_inspectors(ctx: &mut Ctx<'_>, harvest: &Harvest, basis: &Basis) -> Result<Vec<Event>, Error> {
    let mut facts = Vec::new();
    if let (Some(authority), (true, _)) = (&harvest.office.authority, harvest.office.is_new) {
        organisations::insert(ctx.db, authority)?;
        let subject = (SubjectKind::Organisation, authority.id.0);
        facts.push(ctx.fact(subject, CREATED, basis.clone(), Particulars::default())?);
    }
    if let (Some(cohort), (_, true)) = (&harvest.office.cohort, harvest.office.is_new) {
        organisations::insert_cohort(ctx.db, cohort)?;
        facts.push(ctx.fact((SubjectKind::Cohort, cohort.id.0), CREATED, basis.clone(), Particulars::default())?);
    }
    certifications::insert(ctx.db, &harvest.certifications)?;
    for one in &harvest.certifications {
        let (subject, draft) = ((SubjectKind::Certification, one.id.0), certification::Status::Draft.as_str());
        facts.push(ctx.fact(subject, CREATED, basis.clone(), step(None, draft))?);
        let name = certification::Event::CertifyByRecord.as_str();
        facts.push(ctx.fact(subject, name, basis.clone(), step(Some(draft), one.status.as_str()))?);
    }
    appointments::insert(ctx.db, &harvest.appointments)?;
    for one in &harvest.appointments {
        let subject = (SubjectKind::Appointment, one.id.0);
        let proposed = match one.route {
            Route::PartTime => appointment::Status::Nominated,
            Route::FullTime => appointment::Status::Proposed,
        };
        facts.push(ctx.fact(subject, CREATED, basis.clone(), step(None, proposed.as_str()))?);
        let particulars = step(Some(proposed.as_str()), one.status.as_str());
        facts.push(ctx.fact(subject, "appoint_by_document", basis.clone(), particulars)?);
    }
    zone_assignments::insert(ctx.db, &harvest.assignments)?;
    for one in &harvest.assignments {
        let subject = (SubjectKind::ZoneAssignment, one.id.0);
        facts.push(ctx.fact(subject, CREATED, basis.clone(), Particulars::default())?);
    }
    Ok(facts)
}

fn step<'a>(from: Option<&'a str>, to: &'a str) -> Particulars<'a> {
    Particulars { statuses: (from, Some(to)), ..Particulars::default() }
}

fn membership(
    ctx: &mut Ctx<'_>,
    person_id: PersonId,
    area: &Area,
    pool: Pool,
    entry: &roster::people::Entry,
    document: Option<&str>,
) -> Result<Membership, Error> {
    let id = MembershipId(ctx.new_id()?);
    let (today, rules) = (ctx.today(), ctx.rules()?);
    let source: Option<Source> = entry.source;
    let mut draft = Membership::nominate(id, person_id, area.clone(), pool, ctx.now());
    draft.source = source;
    draft.evidence = document.map(str::to_owned);
    draft.consent_on = entry.consents.then_some(today);
    Ok(if document.is_some() { draft.admitted_by_document(today, &rules) } else { draft })
}

fn store_people(ctx: &mut Ctx<'_>, harvest: &Harvest, document: Option<&str>) -> Result<(), Error> {
    let basis = Basis { document_number: document.map(str::to_owned), ..Basis::default() };
    let mut facts: Vec<Event> = Vec::new();
    people::insert(ctx.db, ctx.vault, &harvest.new_people)?;
    for person in &harvest.new_people {
        facts.push(ctx.fact((SubjectKind::Person, person.id.0), CREATED, basis.clone(), Particulars::default())?);
    }
    for (before, after) in &harvest.changed_people {
        people::update(ctx.db, ctx.vault, after)?;
        let detail = json!({ "before": before.details.differing_from(&after.details) });
        let particulars = Particulars { detail, ..Particulars::default() };
        facts.push(ctx.fact((SubjectKind::Person, after.id.0), "corrected", basis.clone(), particulars)?);
    }
    pool_memberships::insert(ctx.db, &harvest.memberships)?;
    for membership in &harvest.memberships {
        let subject = (SubjectKind::PoolMembership, membership.id.0);
        let particulars =
            Particulars { statuses: (None, Some(pool::Status::Draft.as_str())), ..Particulars::default() };
        facts.push(ctx.fact(subject, CREATED, basis.clone(), particulars)?);
        if membership.status != pool::Status::Draft {
            facts.push(admission(ctx, membership, &basis)?);
        }
    }
    for membership in &harvest.admitted {
        pool_memberships::update(ctx.db, membership)?;
        facts.push(admission(ctx, membership, &basis)?);
    }
    if !harvest.appointments.is_empty() {
        facts.extend(store_inspectors(ctx, harvest, &basis)?);
    }
    zones::put_roster_posts(ctx.db, &harvest.posts, ctx.now())?;
    ctx.record_all(&facts)
}

/// The fact that a document admitted a member.
fn admission(ctx: &mut Ctx<'_>, membership: &Membership, basis: &Basis) -> Result<Event, Error> {
    let statuses = (Some(pool::Status::Draft.as_str()), Some(membership.status.as_str()));
    let particulars = Particulars { statuses, ..Particulars::default() };
    ctx.fact((SubjectKind::PoolMembership, membership.id.0), "admit_by_document", basis.clone(), particulars)
}

fn load_schools(ctx: &mut Ctx<'_>, roster: &LoadRoster, area: &Area, apply: bool) -> Result<Outcome, Error> {
    let sheet = &roster.file.sheet;
    let (mut entries, mut faults) = roster::schools::read(sheet);
    let now = ctx.now();
    let names: HashSet<String> = entries.iter().map(|entry| entry.zone.clone()).collect();
    let mut zones = zones::zones_named(ctx.db, area, &names.iter().cloned().collect::<Vec<_>>())?;
    entries.retain(|entry| {
        let is_open = zones.get(&entry.zone).is_none_or(Zone::is_open);
        if !is_open {
            faults.push(roster::schools::zone_closed(entry));
        }
        is_open
    });
    faults.sort_by_key(|fault| fault.row);
    let mut new_zones = Vec::new();
    for entry in &entries {
        if !zones.contains_key(&entry.zone) {
            let id = ZoneId(ctx.new_id()?);
            let zone = Zone::new(id, area.clone(), entry.zone.clone(), now);
            zones.insert(entry.zone.clone(), zone.clone());
            new_zones.push(zone);
        }
    }
    let (mut new_schools, mut changed_schools, mut unchanged) = (Vec::new(), Vec::new(), 0);
    for chunk in entries.chunks(LOOKUP_MAX) {
        let identifiers: Vec<String> = chunk.iter().map(|entry| entry.identifier.clone()).collect();
        let present = zones::schools_identified(ctx.db, &identifiers)?;
        for entry in chunk {
            let known = present.get(&entry.identifier);
            let school = school(ctx, entry, known, area, &zones)?;
            match known {
                Some(known) if *known == school => unchanged += 1,
                Some(_) => changed_schools.push(School { version: school.version + 1, updated_at: now, ..school }),
                None => new_schools.push(school),
            }
        }
    }
    let sound = faults.is_empty() || roster.partial;
    let loaded = if sound { count(new_schools.len() + changed_schools.len()) } else { 0 };
    if apply && sound {
        store_schools(ctx, &new_zones, &new_schools, &changed_schools)?;
    }
    Ok(Outcome { rows: count(sheet.rows.len()), loaded, unchanged, faults })
}

fn school(
    ctx: &mut Ctx<'_>,
    entry: &roster::schools::Entry,
    known: Option<&School>,
    area: &Area,
    zones: &HashMap<String, Zone>,
) -> Result<School, Error> {
    let now = ctx.now();
    let zone = zones.get(&entry.zone).ok_or_else(|| Error::internal("a zone that was just made"))?;
    Ok(School {
        id: match known {
            Some(known) => known.id,
            None => SchoolId(ctx.new_id()?),
        },
        version: known.map_or(1, |known| known.version),
        area: known.map_or_else(|| area.clone(), |known| known.area.clone()),
        zone_id: zone.id,
        identifier: entry.identifier.clone(),
        name: entry.name.clone(),
        school_type: entry.school_type,
        pupils: entry.pupils,
        credit_code: entry.credit_code.clone(),
        created_at: known.map_or(now, |known| known.created_at),
        updated_at: known.map_or(now, |known| known.updated_at),
    })
}

fn store_schools(ctx: &mut Ctx<'_>, new_zones: &[Zone], new: &[School], changed: &[School]) -> Result<(), Error> {
    zones::insert_zones(ctx.db, new_zones)?;
    zones::insert_schools(ctx.db, new)?;
    let mut facts = Vec::new();
    for zone in new_zones {
        facts.push(ctx.fact((SubjectKind::Zone, zone.id.0), CREATED, Basis::default(), Particulars::default())?);
    }
    for school in new {
        facts.push(ctx.fact((SubjectKind::School, school.id.0), CREATED, Basis::default(), Particulars::default())?);
    }
    for school in changed {
        zones::update_school(ctx.db, school)?;
        facts.push(ctx.fact(
            (SubjectKind::School, school.id.0),
            "corrected",
            Basis::default(),
            Particulars::default(),
        )?);
    }
    ctx.record_all(&facts)
}
