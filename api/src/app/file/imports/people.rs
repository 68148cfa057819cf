//! Rosters of people: compared with the register, gathered, stored set by set.

use std::collections::{HashMap, HashSet};

use domain::{
    Area, Day, Error, FaultCode, Wording,
    file::{
        import::{Outcome, RowFaults, RowWarning, WARNINGS_KEPT_MAX},
        roster::{RosterKind, RosterPost},
    },
    kernel::{
        event::{Basis, Event, SubjectKind},
        id::{MembershipId, PersonId},
        limit::NUMBERS_ELSEWHERE,
        text::{CitizenNumber, PersonNumber},
    },
    people::person::{Change, Changes, Person},
    pools::pool::{self, Membership, Pool, Source},
    service::zone::Zone,
};
use persistence::{
    people::{self, citizen_numbers::Holder, namesakes},
    pools::pool_memberships,
    service::zones,
};
use serde_json::json;

use super::{
    inspectors::{Engaged, Inspectors, Whom},
    pieces::{LOOKUP_MAX, count},
};
use crate::{
    app::{
        Ctx,
        kernel::{
            context::{CREATED, Particulars},
            elsewhere,
        },
        people::identity::{self, Because},
        pools::pool_memberships::expire,
        service::deaths,
    },
    roster::{
        self, Place, RosterFile, SheetRow,
        people::{KIND, NUMBER, zone_key},
    },
};

/// What a roster changes, gathered before anything is stored, so that it is stored set by set.
#[derive(Default)]
struct Harvest {
    new_people: Vec<Person>,
    changed_people: Vec<(Person, Person)>,
    memberships: Vec<Membership>,
    admitted: Vec<Membership>,
    posts: Vec<RosterPost>,
    inspectors: Inspectors,
    loaded: u32,
    unchanged: u32,
    faults: RowFaults,
    /// How often something was stored.
    stored: u32,
    /// The people of the register whom rows were about.
    met: HashSet<PersonId>,
    /// Whom rows were about out of the caller's reach.
    elsewhere: Vec<PersonId>,
    /// The numbers of which the outcome tells whether they are anybody's.
    candidates: Vec<CitizenNumber>,
    /// The rows that give somebody a name and birth date, by the people whom they are about.
    identified: HashMap<PersonId, Place>,
    warnings: Vec<RowWarning>,
}

impl Harvest {
    /// Forgets what was gathered, once it is stored or is not to be; the counts and the faults stay.
    fn forget_gathered(&mut self) {
        self.new_people.clear();
        self.changed_people.clear();
        self.memberships.clear();
        self.admitted.clear();
        self.posts.clear();
        self.identified.clear();
        self.inspectors.forget_gathered();
    }

    fn refuse(&mut self, file: &RosterFile, place: Place, column: &str, (code, wording): (FaultCode, Wording)) {
        self.faults.push(file.fault(place, column, code, wording));
    }

    /// Refuses a row whose number is somebody's out of reach.
    fn refuse_elsewhere(&mut self, file: &RosterFile, place: Place, person: &Person) {
        self.elsewhere.push(person.id);
        self.refuse(file, place, NUMBER, (FaultCode::Duplicate, Wording::PersonOfAnotherArea));
    }

    /// Notes the place of a row that gives somebody a name and birth date.
    fn note_identity(&mut self, place: Place, present: Option<&Person>, changed: Option<&Person>) {
        let Some(person) = changed else { return };
        if present.is_none_or(|before| !person.details.has_identity_of(&before.details)) {
            self.identified.insert(person.id, place);
        }
    }

    /// Gathers what a row makes of a person. A trial does not tell that the number of a new one is somebody's out of reach:
    /// it is stored without, because both databases would refuse it, and nothing of it stays.
    fn gather(&mut self, present: Option<&Person>, changed: Option<Person>, is_elsewhere: bool) {
        match (present, changed) {
            (Some(before), Some(after)) => self.changed_people.push((before.clone(), after)),
            (None, Some(mut new)) => {
                if is_elsewhere {
                    new.details.citizen_number = None;
                }
                self.new_people.push(new);
            }
            (_, None) => {}
        }
    }
}

/// Rows that are compared with the register and stored in one go, so that a long roster takes no more memory than these.
const ROWS_AT_ONCE: usize = LOOKUP_MAX;

/// Reads a roster of people and, when asked to and nothing stands against it, loads it.
///
/// # Errors
/// When the database fails.
pub(super) fn load(
    ctx: &mut Ctx<'_>,
    (file, partial): (&RosterFile, bool),
    area: &Area,
    document: Option<&str>,
    apply: bool,
) -> Result<Outcome, Error> {
    elsewhere::may_try(ctx)?;
    let rows = file.rows();
    let zones = Zones::of(ctx, area, roster::people::zones_named(&rows))?;
    let (rules, today) = (ctx.rules()?, ctx.today());
    let known = roster::people::Known { zones: &zones.written, zones_told: &zones.told, rules: &rules, today };
    let plan = Plan { file, partial, rows: &rows, known, zones: &zones.by_name, area, document };
    let is_short = rows.len() <= ROWS_AT_ONCE;
    let harvest = if is_short || partial || !apply {
        plan.go_through(ctx, apply)?
    } else {
        // Nothing of a faulty file is stored, so a long one is looked through to its end before.
        let tried = plan.go_through(ctx, false)?;
        if tried.faults.is_empty() { plan.go_through(ctx, true)? } else { tried }
    };
    if apply && !is_short && !partial && harvest.stored > 0 && !harvest.faults.is_empty() {
        return Err(Error::internal("a roster that was sound has faults"));
    }
    count_guesses(ctx, &harvest, apply)?;
    let loaded = if harvest.faults.is_empty() || partial { harvest.loaded } else { 0 };
    let outcome = Outcome::new((count(rows.len()), loaded, harvest.unchanged), harvest.faults);
    Ok(Outcome { warnings: Some(harvest.warnings), ..outcome })
}

/// Counts what the outcome of a roster tells about people whom the caller may not know of. The rows of a roster that is
/// stored leave their trace; those of one that is only looked through, or refused, leave none.
fn count_guesses(ctx: &mut Ctx<'_>, harvest: &Harvest, apply: bool) -> Result<(), Error> {
    if !harvest.elsewhere.is_empty() {
        ctx.found_elsewhere(&harvest.elsewhere);
        ctx.count_tries(&NUMBERS_ELSEWHERE, "", count(harvest.elsewhere.len()))?;
    }
    if ctx.is_trial || !apply || !harvest.faults.is_empty() {
        ctx.count_candidates(&harvest.candidates)?;
    }
    if harvest.elsewhere.is_empty() { Ok(()) } else { elsewhere::state(ctx, &harvest.elsewhere) }
}

/// Most zones of an area that a roster's faults name, and most that a name is compared with.
const ZONES_TOLD_MAX: usize = 50;
const ZONES_COMPARED_MAX: u32 = 5_000;

/// The open zones that a roster names.
struct Zones {
    by_name: HashMap<String, Zone>,
    /// Their names as the roster writes them, with their own.
    written: HashMap<String, String>,
    /// The zones that there are, where the roster names another.
    told: String,
}

impl Zones {
    /// Looks up names as they are written; a zone that is meant by another spelling of its name is found where no other
    /// can be meant.
    fn of(ctx: &mut Ctx<'_>, area: &Area, names: Vec<String>) -> Result<Self, Error> {
        let mut by_name = zones::zones_named(ctx.db, area, &names)?;
        by_name.retain(|_, zone| zone.is_open());
        let (known, unknown): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| by_name.contains_key(name));
        let mut written: HashMap<String, String> = known.into_iter().map(|name| (name.clone(), name)).collect();
        if unknown.is_empty() {
            return Ok(Self { by_name, written, told: String::new() });
        }
        let open = zones::open_zones_of(ctx.db, area, ZONES_COMPARED_MAX)?;
        let told: Vec<&str> = open.iter().take(ZONES_TOLD_MAX).map(|zone| zone.name.as_str()).collect();
        let told = told.join("、");
        let mut by_key: HashMap<String, Vec<Zone>> = HashMap::new();
        for zone in open {
            by_key.entry(zone_key(&zone.name)).or_default().push(zone);
        }
        for name in unknown {
            if let Some([zone]) = by_key.get(&zone_key(&name)).map(Vec::as_slice) {
                written.insert(name, zone.name.clone());
                by_name.insert(zone.name.clone(), zone.clone());
            }
        }
        Ok(Self { by_name, written, told })
    }
}

/// What a roster is read by.
struct Plan<'a> {
    file: &'a RosterFile,
    partial: bool,
    rows: &'a [SheetRow<'a>],
    known: roster::people::Known<'a>,
    zones: &'a HashMap<String, Zone>,
    area: &'a Area,
    document: Option<&'a str>,
}

impl Plan<'_> {
    /// Goes through all rows, some at a time, and stores what they change as long as no row has a fault, or in spite of
    /// faults where part of a roster may be loaded.
    fn go_through(&self, ctx: &mut Ctx<'_>, store: bool) -> Result<Harvest, Error> {
        let inspectors = match self.document {
            Some(document) => Inspectors::of(ctx, self.area, document, self.count_inspectors(), self.zones)?,
            None => Inspectors::default(),
        };
        let mut harvest = Harvest { inspectors, ..Harvest::default() };
        let mut seen = HashSet::new();
        for rows in self.rows.chunks(ROWS_AT_ONCE) {
            let entries = roster::people::read(rows, &self.known, &mut seen, &mut harvest.faults);
            let register = Present::of(ctx, &entries)?;
            harvest.candidates.extend(entries.iter().map(|entry| entry.citizen_number.clone()));
            for entry in entries {
                reap(ctx, &mut harvest, &register, entry, self)?;
            }
            warn_of_namesakes(ctx, &mut harvest, self.file)?;
            if store && (harvest.faults.is_empty() || self.partial) {
                store_people(ctx, &mut harvest, self.document)?;
                harvest.stored += 1;
            }
            harvest.forget_gathered();
        }
        Ok(harvest)
    }

    /// How many full-time and part-time inspectors the sound rows name.
    fn count_inspectors(&self) -> (u32, u32) {
        let (mut seen, mut faults) = (HashSet::new(), RowFaults::default());
        let (mut full_time, mut part_time) = (0, 0);
        for rows in self.rows.chunks(ROWS_AT_ONCE) {
            for entry in roster::people::read(rows, &self.known, &mut seen, &mut faults) {
                full_time += u32::from(entry.kind == RosterKind::FullTime);
                part_time += u32::from(entry.kind == RosterKind::PartTime);
            }
        }
        (full_time, part_time)
    }
}

/// What the register says of the people of a roster.
#[derive(Default)]
struct Present {
    people: HashMap<String, Holder>,
    memberships: HashMap<(PersonId, &'static str), Membership>,
    posts: HashMap<PersonId, RosterPost>,
    engaged: Engaged,
    died: HashMap<PersonId, Day>,
}

impl Present {
    fn of(ctx: &mut Ctx<'_>, entries: &[roster::people::Entry]) -> Result<Self, Error> {
        let numbers: Vec<String> = entries.iter().map(|entry| entry.citizen_number.reveal().to_owned()).collect();
        let mut present = Self::default();
        for chunk in numbers.chunks(LOOKUP_MAX) {
            let people = people::citizen_numbers::by_citizen_numbers(ctx.db, ctx.vault, chunk)?;
            // Those out of reach are looked up no further: it would take longer, and a trial does not tell of them.
            let within = people.values().map(|holder| &holder.person).filter(|person| ctx.reach.covers(&person.area));
            let ids: Vec<PersonId> = within.map(|person| person.id).collect();
            for membership in pool_memberships::of_people(ctx.db, &domain::Reach::everything(), &ids)? {
                if membership.effective(ctx.today()).is_open() {
                    present.memberships.insert((membership.person_id, membership.pool.as_str()), membership);
                } else if membership.status.is_open() {
                    expire(ctx, &membership)?;
                }
            }
            present.posts.extend(zones::roster_posts(ctx.db, &ids)?);
            present.engaged.read(ctx, &ids)?;
            present.died.extend(deaths::of_people(ctx, &ids)?);
            present.people.extend(people);
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
    plan: &Plan<'_>,
) -> Result<(), Error> {
    let Plan { file, area, document, zones, .. } = *plan;
    let holder = register.people.get(entry.citizen_number.reveal());
    let known = holder.map(|holder| &holder.person);
    let elsewhere = known.filter(|person| !ctx.reach.covers(&person.area));
    if let Some(person) = elsewhere.filter(|_| !ctx.is_trial) {
        harvest.refuse_elsewhere(file, entry.place, person);
        return Ok(());
    }
    let present = known.filter(|_| elsewhere.is_none());
    if present.is_some_and(|person| !harvest.met.insert(person.id)) {
        harvest.refuse(file, entry.place, NUMBER, (FaultCode::Duplicate, Wording::PersonInARowAbove));
        return Ok(());
    }
    if let Some(day) = present.and_then(|person| register.died.get(&person.id)) {
        let wording = Wording::DiedOn { day: day.to_string() };
        harvest.refuse(file, entry.place, NUMBER, (FaultCode::Eligibility, wording));
        return Ok(());
    }
    let changed = match present {
        Some(person) => person.amended(changes_of(&entry, holder), ctx.now())?,
        None => {
            let (id, number) = (PersonId(ctx.new_id()?), PersonNumber::from_chance(ctx.chance()?));
            Some(Person::register(id, number, area.clone(), entry.changes.clone(), ctx.now())?)
        }
    };
    let Some(person) = changed.as_ref().or(present) else { return Err(Error::internal("a row of nobody")) };
    let (person_id, person_area) = (person.id, &person.area);
    // Looked at before anything of the row is gathered: a row that is refused loads nothing.
    let mut changes_something = changed.is_some();
    if let Some(document) = document {
        let whom = Whom { person, entry: &entry };
        match harvest.inspectors.engage(ctx, &register.engaged, &whom, document, zones)? {
            Ok(is_new) => changes_something |= is_new,
            Err(wording) => {
                harvest.refuse(file, entry.place, KIND, (FaultCode::Eligibility, wording));
                return Ok(());
            }
        }
    }
    if let Some(pool) = roster::people::pool(entry.kind) {
        match register.memberships.get(&(person_id, pool.as_str())) {
            None => {
                harvest.memberships.push(membership(ctx, person_id, person_area, pool, &entry, document)?);
                changes_something = true;
            }
            // A draft of an earlier roster becomes active under the document of this one.
            Some(draft) if draft.status == pool::Status::Draft && document.is_some() => {
                harvest.admitted.push(admitted(ctx, draft, document)?);
                changes_something = true;
            }
            Some(_) => {}
        }
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
    harvest.note_identity(entry.place, present, changed.as_ref());
    harvest.gather(present, changed, elsewhere.is_some());
    let counter = if changes_something { &mut harvest.loaded } else { &mut harvest.unchanged };
    *counter += 1;
    Ok(())
}

/// Notes the rows that may be about somebody whom the register has without a citizen number.
fn warn_of_namesakes(ctx: &mut Ctx<'_>, harvest: &mut Harvest, file: &RosterFile) -> Result<(), Error> {
    let Harvest { new_people, changed_people, identified, warnings, .. } = harvest;
    if identified.is_empty() {
        return Ok(());
    }
    let all: Vec<&Person> = new_people.iter().chain(changed_people.iter().map(|(_, after)| after)).collect();
    let namesakes = namesakes::of_numbered(ctx.db, ctx.reach, &all)?;
    for person in all {
        let (Some(place), Some(born)) = (identified.get(&person.id), person.details.birth_date) else { continue };
        let Some(others) = namesakes.get(&(person.details.name.as_str().to_owned(), born)) else { continue };
        if warnings.len() < WARNINGS_KEPT_MAX {
            let (sheet, row) = (file.sheet_name(*place), place.row);
            warnings.push(RowWarning { sheet, row, person_ids: others.clone() });
        }
    }
    Ok(())
}

/// What a row changes of a person in the register. One that has the number of a record that was merged into the person's
/// changes nothing of who the person is.
fn changes_of(entry: &roster::people::Entry, holder: Option<&Holder>) -> Changes {
    let changes = entry.changes.clone();
    match holder {
        Some(holder) if holder.by_former_number => {
            Changes { name: None, citizen_number: Change::Keep, sex: Change::Keep, birth_date: Change::Keep, ..changes }
        }
        _ => changes,
    }
}

/// A draft that becomes active under a document.
fn admitted(ctx: &mut Ctx<'_>, draft: &Membership, document: Option<&str>) -> Result<Membership, Error> {
    let (today, rules) = (ctx.today(), ctx.rules()?);
    let admitted = draft.clone().admitted_by_document(today, &rules);
    let evidence = admitted.evidence.clone().or_else(|| document.map(str::to_owned));
    Ok(Membership { version: draft.version + 1, evidence, updated_at: ctx.now(), ..admitted })
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

fn store_people(ctx: &mut Ctx<'_>, harvest: &mut Harvest, document: Option<&str>) -> Result<(), Error> {
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
    let is_another = |(before, after): &&(Person, Person)| !after.details.has_identity_of(&before.details);
    let others: Vec<PersonId> = harvest.changed_people.iter().filter(is_another).map(|(_, after)| after.id).collect();
    for some in others.chunks(LOOKUP_MAX) {
        facts.extend(identity::changed(ctx, some, Because::Roster, &basis)?);
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
    facts.extend(harvest.inspectors.store(ctx, &basis)?);
    zones::put_roster_posts(ctx.db, &harvest.posts, ctx.now())?;
    ctx.record_all(&facts)
}

/// The fact that a document admitted a member.
fn admission(ctx: &mut Ctx<'_>, membership: &Membership, basis: &Basis) -> Result<Event, Error> {
    let statuses = (Some(pool::Status::Draft.as_str()), Some(membership.status.as_str()));
    let particulars = Particulars { statuses, ..Particulars::default() };
    ctx.fact((SubjectKind::PoolMembership, membership.id.0), "admit_by_document", basis.clone(), particulars)
}
