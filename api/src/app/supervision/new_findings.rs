//! New findings: what they rest on is read once for all of them, and they are stored together.

use std::collections::{HashMap, HashSet};

use domain::{
    Area, Day, Error, Faults, Wording,
    kernel::{
        event::{Basis, Event},
        id::{FindingId, OrganisationId, PersonId, SchoolId},
        rules,
        time::subtract_months,
    },
    people::person::Person,
    service::{organisation::Organisation, zone::School},
    supervision::{
        finding::{Finding, Source, Written},
        object::Object,
    },
};
use openapi::supervision::finding::CreateFinding;
use persistence::supervision::findings::{self, ClosedProblem};

use super::sources;
use crate::app::{
    Ctx,
    kernel::{
        context::{CREATED, Particulars},
        lifecycle::Stored,
        within_reach,
    },
};

/// The result of preparing a finding.
pub enum Prepared {
    /// It is recorded.
    New(Finding),
    /// The client wrote it before, under the same reference.
    Known(Finding),
}

impl Prepared {
    /// The finding, if it is new.
    pub fn unstored(&self) -> Option<&Finding> {
        match self {
            Self::New(finding) => Some(finding),
            Self::Known(_) => None,
        }
    }

    /// The finding.
    pub fn into_finding(self) -> Finding {
        match self {
            Self::New(finding) | Self::Known(finding) => finding,
        }
    }
}

/// What findings rest on, read once for all of them.
struct Grounds {
    /// The versions of the findings that the client wrote under these references.
    written: HashMap<String, Vec<Finding>>,
    schools: HashMap<SchoolId, School>,
    organisations: HashMap<OrganisationId, Organisation>,
    people: HashMap<PersonId, Person>,
    closed: Vec<ClosedProblem>,
    /// The sources that were found within reach.
    sources: HashSet<Source>,
    /// R228.
    recurrence_months: u32,
}

impl Grounds {
    /// Objects are named by faulty requests, too, so that each is told all of its faults.
    fn of(ctx: &mut Ctx<'_>, objects: &[Object], all: &[&Written]) -> Result<Self, Error> {
        let references: Vec<String> = all.iter().filter_map(|one| one.external_reference.clone()).collect();
        let schools: Vec<SchoolId> = objects.iter().filter_map(|one| one.school_id).collect();
        let objects = objects.iter().filter_map(|one| one.organisation_id);
        let units: Vec<OrganisationId> =
            objects.chain(all.iter().filter_map(|one| one.course.supervising_unit_id)).collect();
        let people: Vec<PersonId> = all.iter().filter_map(|one| one.facts.person_id).collect();
        let recurrence_months = ctx.rules()?.count(&rules::FINDING_RECURRENCE_MONTHS);
        Ok(Self {
            written: findings::by_references(ctx.db, &ctx.actor.key(), &references)?,
            schools: within_reach::schools(ctx, &schools)?,
            organisations: if units.is_empty() { HashMap::new() } else { within_reach::organisations(ctx, &units)? },
            people: if people.is_empty() { HashMap::new() } else { within_reach::people(ctx, &people)? },
            closed: closed(ctx, all, recurrence_months)?,
            sources: HashSet::from([Source::default()]),
            recurrence_months,
        })
    }

    /// The finding that this client wrote under the same reference: a version of it said the same, or the reference is taken.
    fn written_before(&self, ctx: &Ctx<'_>, written: &Written) -> Result<Option<Finding>, Error> {
        let reference = written.external_reference.as_ref();
        let Some(versions) = reference.and_then(|reference| self.written.get(reference)) else { return Ok(None) };
        let says_so = versions.iter().any(|one| one.says(written));
        match versions.last().filter(|present| says_so && ctx.reach.covers(&present.area)) {
            Some(present) => Ok(Some(present.clone())),
            None => Err(Error::Duplicate(Wording::ReferenceInUse)),
        }
    }

    /// The area of an object, noting one that is not within reach.
    fn area_of(&self, object: Object, faults: &mut Faults) -> Option<Area> {
        object.check(faults);
        let (pointer, area) = match (object.school_id, object.organisation_id) {
            (Some(id), None) => ("/school_id", self.schools.get(&id).map(|one| &one.area)),
            (None, Some(id)) => ("/organisation_id", self.organisations.get(&id).map(|one| &one.area)),
            _ => return None,
        };
        if area.is_none() {
            within_reach::unknown(pointer, faults);
        }
        area.cloned()
    }

    /// What is written, with the record that stands for who found it now; notes what it names and is not within reach.
    fn checked(&mut self, ctx: &mut Ctx<'_>, mut written: Written, faults: &mut Faults) -> Result<Written, Error> {
        if !self.sources.contains(&written.source) && sources::check(ctx, written.source, faults)? {
            self.sources.insert(written.source);
        }
        if let Some(id) = written.facts.person_id {
            written.facts.person_id = self.people.get(&id).map(|person| person.id);
            if written.facts.person_id.is_none() {
                within_reach::unknown("/person_id", faults);
            }
        }
        if written.course.supervising_unit_id.is_some_and(|id| !self.organisations.contains_key(&id)) {
            within_reach::unknown("/supervising_unit_id", faults);
        }
        Ok(written)
    }

    /// R228: the finding that comes again: of the same object, matter and code, closed within the months of the rule.
    fn recurrence(&self, written: &Written) -> Option<FindingId> {
        let facts = &written.facts;
        let code = facts.problem_code.as_ref()?;
        let since = subtract_months(facts.found_on, self.recurrence_months);
        let is_same = |one: &&ClosedProblem| {
            one.object == written.object
                && one.matter == facts.matter
                && one.problem_code == *code
                && one.closed_on >= since
        };
        self.closed.iter().filter(is_same).max_by_key(|one| (one.closed_on, one.id)).map(|one| one.id)
    }
}

/// The problems with a code that were closed of the same objects, as far back as any of these looks.
fn closed(ctx: &mut Ctx<'_>, all: &[&Written], months: u32) -> Result<Vec<ClosedProblem>, Error> {
    let coded: Vec<&&Written> = all.iter().filter(|one| one.facts.problem_code.is_some()).collect();
    let looks_back = |one: &&&Written| -> Day { subtract_months(one.facts.found_on, months) };
    let Some(since) = coded.iter().map(looks_back).min() else { return Ok(Vec::new()) };
    let objects: Vec<Object> = coded.iter().map(|one| one.object).collect();
    findings::closed_problems(ctx.db, &objects, since)
}

/// What each of these would be, or why it is refused. Nothing is stored.
///
/// # Errors
/// When the database fails.
pub fn prepare_all(ctx: &mut Ctx<'_>, all: &[&CreateFinding]) -> Result<Vec<Result<Prepared, Error>>, Error> {
    let today = ctx.today();
    let read = |asked: &&CreateFinding| {
        let mut faults = Faults::new();
        let written = asked.written(today, &mut faults);
        (written, faults)
    };
    let read: Vec<(Option<Written>, Faults)> = all.iter().map(read).collect();
    let objects: Vec<Object> = all.iter().map(|asked| asked.object()).collect();
    let written: Vec<&Written> = read.iter().filter_map(|(written, _)| written.as_ref()).collect();
    let mut grounds = Grounds::of(ctx, &objects, &written)?;
    let each = all.iter().zip(read);
    Ok(each.map(|(asked, (written, faults))| prepare(ctx, asked.object(), (written, faults), &mut grounds)).collect())
}

fn prepare(
    ctx: &mut Ctx<'_>,
    object: Object,
    (written, mut faults): (Option<Written>, Faults),
    grounds: &mut Grounds,
) -> Result<Prepared, Error> {
    if let Some(known) = written.as_ref().map(|written| grounds.written_before(ctx, written)).transpose()?.flatten() {
        return faults.finish(Some(Prepared::Known(known)));
    }
    let area = grounds.area_of(object, &mut faults);
    let written = written.map(|written| grounds.checked(ctx, written, &mut faults)).transpose()?;
    let (area, written) = faults.finish(area.zip(written))?;
    let recurs_id = grounds.recurrence(&written);
    let (id, writer, now) = (FindingId(ctx.new_id()?), ctx.actor.key(), ctx.now());
    Ok(Prepared::New(Finding { recurs_id, ..Finding::recorded(id, area, written, writer, now) }))
}

/// Stores new findings, with their events.
///
/// # Errors
/// When the database fails.
pub fn store(ctx: &mut Ctx<'_>, new: &[Finding]) -> Result<(), Error> {
    if new.is_empty() {
        ctx.nothing_changed();
        return Ok(());
    }
    findings::insert_many(ctx.db, new)?;
    let created = |one: &Finding| {
        let basis = Basis { occurred_on: Some(one.facts.found_on), ..Basis::default() };
        let statuses = (None, Some(one.status.as_str()));
        ctx.fact(one.subject(), CREATED, basis, Particulars { statuses, ..Particulars::default() })
    };
    let events: Result<Vec<Event>, Error> = new.iter().map(created).collect();
    ctx.record_all(&events?)
}
