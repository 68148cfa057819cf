//! Rosters of people: compared with the register, gathered, stored set by set.

use std::collections::{HashMap, HashSet};

use domain::{
    Area, Error, FaultCode, Wording,
    event::{Basis, Event, SubjectKind},
    id::{MembershipId, PersonId},
    import::{Outcome, RowFault},
    limit::NUMBERS_ELSEWHERE,
    person::Person,
    pool::{self, Membership, Pool, Source},
    roster::RosterPost,
    text::PersonNumber,
    zone::Zone,
};
use persistence::{people, pool_memberships, zones};
use serde_json::json;

use super::{
    LOOKUP_MAX, LoadRoster, count,
    inspectors::{Engaged, Inspectors, Whom},
};
use crate::{
    app::{
        Ctx,
        context::{CREATED, Particulars},
        elsewhere,
    },
    roster,
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
    faults: Vec<RowFault>,
    elsewhere: Vec<PersonId>,
}

impl Harvest {
    fn refuse(&mut self, row: u32, column: &str, code: FaultCode, wording: Wording) {
        self.faults.push(RowFault { row, column: column.to_owned(), code: code.as_str().to_owned(), wording });
    }

    /// Refuses a row whose number is somebody's out of reach.
    fn refuse_elsewhere(&mut self, row: u32, person: &Person) {
        self.elsewhere.push(person.id);
        self.refuse(row, "身份证号", FaultCode::Duplicate, Wording::PersonOfAnotherArea);
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

/// Reads a roster of people and, when asked to and nothing stands against it, loads it.
///
/// # Errors
/// When the database fails.
pub(super) fn load(
    ctx: &mut Ctx<'_>,
    roster: &LoadRoster,
    area: &Area,
    document: Option<&str>,
    apply: bool,
) -> Result<Outcome, Error> {
    elsewhere::may_try(ctx)?;
    let sheet = &roster.file.sheet;
    let mut zones = zones::zones_named(ctx.db, area, &roster::people::zones_named(sheet))?;
    zones.retain(|_, zone| zone.is_open());
    let names: HashSet<String> = zones.keys().cloned().collect();
    let (rules, today) = (ctx.rules()?, ctx.today());
    let known = roster::people::Known { zones: &names, rules: &rules, today };
    let (entries, faults) = roster::people::read(sheet, &known);
    let register = Present::of(ctx, &entries)?;
    let inspectors = match document {
        Some(document) => Inspectors::of(ctx, area, document, &entries, &zones)?,
        None => Inspectors::default(),
    };
    let mut harvest = Harvest { faults, inspectors, ..Harvest::default() };
    for entry in entries {
        reap(ctx, &mut harvest, &register, entry, (area, document, &zones))?;
    }
    if !harvest.elsewhere.is_empty() {
        ctx.found_elsewhere(&harvest.elsewhere);
        ctx.count_tries(&NUMBERS_ELSEWHERE, "", count(harvest.elsewhere.len()))?;
        elsewhere::state(ctx, &harvest.elsewhere)?;
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
    engaged: Engaged,
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
            present.engaged.read(ctx, &ids)?;
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
    let known = register.people.get(entry.citizen_number.reveal());
    let elsewhere = known.filter(|person| !ctx.reach.covers(&person.area));
    if let Some(person) = elsewhere.filter(|_| !ctx.is_trial) {
        harvest.refuse_elsewhere(entry.row, person);
        return Ok(());
    }
    let present = known.filter(|_| elsewhere.is_none());
    let changed = match present {
        Some(person) => person.amended(entry.changes.clone(), ctx.now())?,
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
                harvest.refuse(entry.row, "督学类别", FaultCode::Eligibility, wording);
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
    harvest.gather(present, changed, elsewhere.is_some());
    let counter = if changes_something { &mut harvest.loaded } else { &mut harvest.unchanged };
    *counter += 1;
    Ok(())
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
