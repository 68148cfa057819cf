//! Duty records: record one or many, correct, annul, read; and the reports of what is missing.

use std::collections::{HashMap, HashSet};

use domain::{
    Area, Day, Error, Fault, FaultCode, Faults, Wording,
    kernel::{
        calendar::WorkingDays,
        event::{Basis, Event, SubjectKind},
        filter::Filter,
        id::{DutyRecordId, PersonId, SchoolId},
        page::{Page, PageRequest, Position},
        period::{Month, Semester},
        policy::Action,
        rules::{self, Rules, refused},
    },
    people::person::Person,
    performance::duty::{
        Counts, DutyRecord as Record, Facts, Office, Origin, missing_of_month, missing_of_school, reports_due,
    },
    roles,
    service::{appointment::Appointment, recusal::Recusal, zone::School},
};
use openapi::{
    kernel::query::{DutySummariesQuery, SchoolVisitsQuery},
    performance::duty::{
        CreateDutyRecord, CreateDutyRecords, DutyRecord, DutyRecords, DutySummary, SchoolVisits, UpdateDutyRecord,
    },
};
use persistence::{
    administration::calendars,
    performance::duty_records::{self, DutyRecordFilter},
    service::{appointments, recusals},
};
use serde_json::json;
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, at_version},
        list::{ListRequest, Listed, Listing, Query, drop_earlier},
        reference::Reported,
        within_reach,
    },
    service::{deaths, zone_assignments::who_stays_away},
};

fn subject(id: DutyRecordId) -> (SubjectKind, Uuid) {
    (SubjectKind::DutyRecord, id.0)
}

// -- Recording ----------------------------------------------------------------------------------------------------------

/// What records rest on, read once for all of them.
struct Grounds {
    people: HashMap<PersonId, Person>,
    /// The survivors of the people in repeated requests.
    survivors: HashMap<PersonId, PersonId>,
    schools: HashMap<SchoolId, School>,
    appointments: Vec<Appointment>,
    recusals: Vec<Recusal>,
    died: HashMap<PersonId, Day>,
    calendar: WorkingDays,
    rules: Rules,
    today: Day,
}

impl Grounds {
    fn of(ctx: &mut Ctx<'_>, named: &[PersonId], schools: &[SchoolId]) -> Result<Self, Error> {
        let people = within_reach::people(ctx, named)?;
        // A person named by a merged record does duty as the survivor.
        let survivors = people.values().map(|person| person.id).filter(|id| !named.contains(id));
        let served: Vec<PersonId> = named.iter().copied().chain(survivors).collect();
        Ok(Self {
            people,
            survivors: HashMap::new(),
            schools: within_reach::schools(ctx, schools)?,
            appointments: appointments::of_people(ctx.db, &served)?,
            recusals: recusals::of_people(ctx.db, ctx.vault, &served)?,
            died: deaths::of_people(ctx, &served)?,
            calendar: calendars::working_days(ctx.db)?,
            rules: ctx.rules()?,
            today: ctx.today(),
        })
    }

    /// The person, who is in the register; one that was merged is the survivor.
    fn living(&self, id: PersonId, faults: &mut Faults) -> Option<&Person> {
        let person = self.people.get(&id).filter(|one| one.erased_at.is_none());
        if person.is_none() {
            within_reach::unknown("/person_id", faults);
        }
        person
    }

    /// Nobody does duty after their death; of the day itself nobody knows the hour.
    fn check_alive(&self, person: PersonId, facts: &Facts) -> Result<(), Error> {
        match self.died.get(&person).filter(|died_on| **died_on < facts.occurred_on) {
            Some(since) => Err(Error::Closed { since: *since }),
            None => Ok(()),
        }
    }

    fn check_school(&self, id: Option<SchoolId>, faults: &mut Faults) {
        if id.is_some_and(|id| !self.schools.contains_key(&id)) {
            within_reach::unknown("/school_id", faults);
        }
    }

    /// R60: nobody does duty at a school from which to stay away on that day.
    fn check_recusal(&self, person: &Person, facts: &Facts) -> Result<(), Error> {
        let Some(school) = facts.particulars.school_id().and_then(|id| self.schools.get(&id)) else { return Ok(()) };
        let away = who_stays_away(&[person], &self.recusals, std::slice::from_ref(school), facts.occurred_on);
        match away.first() {
            Some(away) => refused(&rules::RECUSAL_GROUNDS, away.wording()),
            None => Ok(()),
        }
    }

    /// The record with what it falls short of.
    fn view(&self, ctx: &Ctx<'_>, record: Record) -> DutyRecord {
        let day = record.facts.served_on();
        let theirs = self.appointments.iter().filter(|one| one.person_id == record.person_id);
        let warnings = record.warnings(Office::on(theirs, day), self.today, &self.rules, &self.calendar);
        DutyRecord::from(record).warning(warnings, ctx.language)
    }
}

/// The result of preparing one of the requested records.
pub enum Prepared {
    /// It is recorded.
    New(Record),
    /// It stands already, under the same reference.
    Known(Record),
}

/// What a request that is sent again refers to: the same reference with the same content is the same record. The content is
/// what some version of it said: the first one, or the system's own present state after corrections.
fn known(
    versions: &[Record],
    asked: PersonId,
    facts: &Facts,
    ctx: &Ctx<'_>,
    grounds: &Grounds,
) -> Result<Record, Error> {
    // Whoever was merged since is the survivor.
    let survivor = grounds.survivors.get(&asked).copied().unwrap_or(asked);
    let says_so = versions.iter().any(|one| one.facts == *facts);
    match versions.last() {
        Some(present) if survivor == present.person_id && says_so && ctx.reach.covers(&present.area) => {
            Ok(present.clone())
        }
        _ => Err(Error::Duplicate(Wording::ReferenceInUse)),
    }
}

fn prepare(
    ctx: &mut Ctx<'_>,
    asked: &CreateDutyRecord,
    grounds: &Grounds,
    references: &HashMap<String, Vec<Record>>,
) -> Result<Prepared, Error> {
    let mut faults = Faults::new();
    let external_reference = asked.reference(&mut faults);
    let facts = asked.said(&mut faults).settled(grounds.today, &mut faults);
    if let Some(versions) = external_reference.as_ref().and_then(|reference| references.get(reference)) {
        let facts = faults.finish(facts)?;
        return known(versions, asked.person(), &facts, ctx, grounds).map(Prepared::Known);
    }
    let person = grounds.living(asked.person(), &mut faults);
    grounds.check_school(asked.school(), &mut faults);
    let (person, facts) = faults.finish(person.zip(facts))?;
    grounds.check_alive(person.id, &facts)?;
    grounds.check_recusal(person, &facts)?;
    let (id, now) = (DutyRecordId(ctx.new_id()?), ctx.now());
    Ok(Prepared::New(Record {
        id,
        version: 1,
        area: person.area.clone(),
        person_id: person.id,
        facts,
        inspection_id: None,
        annulled: false,
        reason: None,
        origin: Origin { source: ctx.actor.key(), external_reference },
        created_at: now,
        updated_at: now,
    }))
}

/// What each of these would be, or why it is refused. Nothing is stored.
///
/// # Errors
/// When the database fails.
pub fn prepare_all(ctx: &mut Ctx<'_>, all: &[&CreateDutyRecord]) -> Result<Vec<Result<Prepared, Error>>, Error> {
    prepare_each(ctx, all).map(|(_, prepared)| prepared)
}

fn prepare_each(
    ctx: &mut Ctx<'_>,
    all: &[&CreateDutyRecord],
) -> Result<(Grounds, Vec<Result<Prepared, Error>>), Error> {
    // A faulty reference is reported later, with its record.
    let asked: Vec<String> = all.iter().filter_map(|one| one.reference(&mut Faults::new())).collect();
    let references = duty_records::by_references(ctx.db, &ctx.actor.key(), &asked)?;
    let known: HashSet<PersonId> = references.values().filter_map(|one| one.last()).map(|one| one.person_id).collect();
    let people: Vec<PersonId> = all.iter().map(|one| one.person()).chain(known.iter().copied()).collect();
    let schools: Vec<SchoolId> = all.iter().filter_map(|one| one.school()).collect();
    let mut grounds = Grounds::of(ctx, &people, &schools)?;
    let merged: Vec<PersonId> = all.iter().map(|one| one.person()).filter(|id| !known.contains(id)).collect();
    if !references.is_empty() {
        grounds.survivors = within_reach::survivors(ctx, &merged)?;
    }
    let prepared = all.iter().map(|one| prepare(ctx, one, &grounds, &references)).collect();
    Ok((grounds, prepared))
}

/// Records what is new of these, unless any is refused: `refuse` makes one error of all refusals with their places.
fn record(
    ctx: &mut Ctx<'_>,
    all: &[&CreateDutyRecord],
    refuse: impl Fn(Vec<(usize, Error)>) -> Error,
) -> Result<Vec<Reported<DutyRecord>>, Error> {
    let (grounds, prepared) = prepare_each(ctx, all)?;
    let (mut recorded, mut new, mut refusals) = (Vec::with_capacity(all.len()), Vec::new(), Vec::new());
    for (place, one) in prepared.into_iter().enumerate() {
        match one {
            Ok(Prepared::Known(record)) => recorded.push(Reported { record: grounds.view(ctx, record), is_new: false }),
            Ok(Prepared::New(record)) => {
                new.push(record.clone());
                recorded.push(Reported { record: grounds.view(ctx, record), is_new: true });
            }
            Err(error) => refusals.push((place, error)),
        }
    }
    if !refusals.is_empty() {
        return Err(refuse(refusals));
    }
    store(ctx, &new)?;
    Ok(recorded)
}

/// Stores what is new, with its events.
///
/// # Errors
/// When the database fails.
pub fn store(ctx: &mut Ctx<'_>, new: &[Record]) -> Result<(), Error> {
    if new.is_empty() {
        ctx.nothing_changed();
        return Ok(());
    }
    duty_records::insert_many(ctx.db, new)?;
    let facts: Result<Vec<Event>, Error> =
        new.iter().map(|one| ctx.fact(subject(one.id), CREATED, Basis::default(), Particulars::default())).collect();
    ctx.record_all(&facts?)
}

impl UseCase for CreateDutyRecord {
    const ACTION: Action = Action::write("create_duty_record", roles![Registrar, Approver, Operator]);
    type Output = Reported<DutyRecord>;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let nothing = || Error::internal("no record");
        let refuse =
            |refusals: Vec<(usize, Error)>| refusals.into_iter().next().map_or_else(nothing, |(_, error)| error);
        record(ctx, &[self], refuse)?.pop().ok_or_else(nothing)
    }
}

impl UseCase for CreateDutyRecords {
    const ACTION: Action = Action::write("create_duty_records", roles![Registrar, Approver, Operator]);
    type Output = DutyRecords;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<DutyRecords, Error> {
        let mut faults = Faults::new();
        self.check(&mut faults);
        faults.finish(Some(()))?;
        let all: Vec<&CreateDutyRecord> = self.items.iter().collect();
        let recorded = record(ctx, &all, at_their_places)?;
        Ok(DutyRecords { items: recorded.into_iter().map(|one| one.record).collect() })
    }
}

/// Everything that refuses one of many, behind its place; or what concerns the whole request.
fn at_their_places(refusals: Vec<(usize, Error)>) -> Error {
    let of_each = refusals.into_iter().map(|(place, error)| Fault::of_one(format!("/items/{place}"), error));
    match of_each.collect::<Result<Vec<Vec<Fault>>, Error>>() {
        Ok(faults) => Error::Invalid(faults.concat()),
        Err(error) => error,
    }
}

/// Correct a duty record, annul it, or take that back; the version before it stays.
pub struct CorrectDutyRecord {
    /// Which.
    pub id: DutyRecordId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateDutyRecord,
}

impl UseCase for CorrectDutyRecord {
    const ACTION: Action = Action::write("update_duty_record", roles![Registrar, Approver, Operator]);
    type Output = DutyRecord;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<DutyRecord, Error> {
        let before = duty_records::find(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, before.version)?;
        if before.inspection_id.is_some() {
            return refused(&rules::DUTY_FROM_INSPECTION, Wording::CorrectTheInspection);
        }
        let mut faults = Faults::new();
        let reason = self.patch.reason(&mut faults);
        let annulled = self.patch.annulled(before.annulled, &mut faults);
        if annulled != before.annulled && self.patch.reason.is_none() {
            faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
        }
        let facts = self.patch.over(&before.facts, &mut faults).settled(ctx.today(), &mut faults);
        let school = facts.as_ref().and_then(|facts| facts.particulars.school_id());
        let grounds = Grounds::of(ctx, &[before.person_id], school.as_slice())?;
        grounds.people.values().try_for_each(Person::is_not_erased)?;
        if self.patch.names_school() {
            grounds.check_school(school, &mut faults);
        }
        let facts = faults.finish(facts)?;
        if (&facts, annulled) == (&before.facts, before.annulled) {
            ctx.nothing_changed();
            return Ok(grounds.view(ctx, before));
        }
        grounds.check_alive(before.person_id, &facts)?;
        check_moved(&grounds, &before, &facts)?;
        if before.annulled && !annulled {
            check_reference_is_free(ctx, &before.origin)?;
        }
        let (version, updated_at) = (before.version + 1, ctx.now().max(before.updated_at));
        let after = Record { version, facts, annulled, reason: reason.clone(), updated_at, ..before.clone() };
        duty_records::update(ctx.db, &after)?;
        let event = if annulled && !before.annulled { "annulled" } else { "corrected" };
        let detail = json!({ "before": DutyRecord::from(before) });
        let basis = Basis { reason, ..Basis::default() };
        ctx.record(subject(self.id), event, basis, Particulars { detail, ..Particulars::default() })?;
        Ok(grounds.view(ctx, after))
    }
}

/// Refuses to take an annulment back once another record was made under the reference.
fn check_reference_is_free(ctx: &mut Ctx<'_>, origin: &Origin) -> Result<(), Error> {
    let references = origin.external_reference.as_slice();
    let is_free = duty_records::by_references(ctx.db, &origin.source, references)?.is_empty();
    if is_free { Ok(()) } else { Err(Error::Duplicate(Wording::ReferenceInUse)) }
}

/// Checks R60 again if the school or the day was corrected. A recusal that was recorded afterwards blocks no other
/// correction.
fn check_moved(grounds: &Grounds, before: &Record, facts: &Facts) -> Result<(), Error> {
    let place = |facts: &Facts| (facts.particulars.school_id(), facts.occurred_on);
    match grounds.people.get(&before.person_id) {
        Some(person) if place(facts) != place(&before.facts) => grounds.check_recusal(person, facts),
        _ => Ok(()),
    }
}

// -- Reads --------------------------------------------------------------------------------------------------------------

/// Read one duty record, as known at a moment.
pub struct ReadDutyRecord {
    /// Which.
    pub id: DutyRecordId,
    /// As known when.
    pub known_at: Option<domain::Instant>,
}

impl UseCase for ReadDutyRecord {
    const ACTION: Action = Action::read("read_duty_record", roles![Registrar, Approver, Auditor]);
    type Output = DutyRecord;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<DutyRecord, Error> {
        duty_records::find(ctx.db, ctx.reach, self.id, self.known_at).map(DutyRecord::from)
    }
}

impl Listing for DutyRecordFilter {
    const ACTION: Action = Action::read("list_duty_records", roles![Registrar, Approver, Auditor]);
    type View = DutyRecord;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<DutyRecord>, Error> {
        Ok(duty_records::list(ctx.db, ctx.reach, self, descending, request)?.map(DutyRecord::from))
    }
}

// -- Reports ------------------------------------------------------------------------------------------------------------

/// Whether only what falls short is asked for.
fn is_short(said: Option<&str>, faults: &mut Faults) -> bool {
    match said {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            faults.add("/short", FaultCode::Type, Wording::TrueOrFalse);
            false
        }
    }
}

/// The page asked for of a list that is made in memory, in the order of its ids.
fn page_of<F: Filter, T>(
    list: &ListRequest<F>,
    ctx: &mut Ctx<'_>,
    mut all: Vec<T>,
    id: impl Fn(&T) -> Uuid,
) -> Result<Page<T>, Error> {
    let (order, request) = (list.order()?, list.page(ctx)?);
    if order.descending {
        all.reverse();
    }
    let total = i64::try_from(all.len()).ok();
    drop_earlier(&mut all, &request, order.descending, &id);
    let mut page = Page::cut(all, request.size, |one| Position { value: None, id: id(one) });
    page.total = total.filter(|_| request.count);
    Ok(page)
}

/// Read the inspectors' duty in a month, and what is missing.
pub struct ListDutySummaries(pub ListRequest<DutySummariesQuery>);

impl UseCase for ListDutySummaries {
    const ACTION: Action = Action::read("list_duty_summaries", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<DutySummary>;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let today = ctx.today();
        let (areas, month, is_short) = month_asked_for(&self.0.query, today)?;
        let (rules, days) = (ctx.rules()?, (month.first(), month.last()));
        let people = appointments::people_in_office_between(ctx.db, ctx.reach, &areas, days)?;
        let due = reports_due(month);
        let periods: Vec<String> = due.iter().filter_map(domain::performance::duty::Particulars::period).collect();
        let earliest = due.iter().filter_map(|one| one.days().map(|(first, _)| first)).min().unwrap_or(days.0);
        let mut done = duty_records::of_area(ctx.db, ctx.reach, &areas, days, (&periods, earliest))?;
        let mut all = Vec::new();
        for person in people {
            let records = done.remove(&person).unwrap_or_default();
            let missing = missing_of_month(month, &records, today, &rules);
            if !is_short || !missing.is_empty() {
                all.push((person, Counts::of(&records), missing));
            }
        }
        let page = page_of(&self.0, ctx, all, |(person, ..)| person.0)?;
        let view = |(person, counts, missing)| DutySummary::new(person, month, counts, missing, ctx.language);
        Ok(self.0.answer(ctx, page.map(view)))
    }
}

fn month_asked_for(query: &Query<DutySummariesQuery>, today: Day) -> Result<(Vec<Area>, Month, bool), Error> {
    let mut faults = Faults::new();
    let query = query.read(&mut faults);
    let said = query.month.as_deref().map(|raw| faults.keep("/month", Month::parse(raw)));
    let month = said.unwrap_or_else(|| Some(Month::of(today)));
    if month.is_some_and(|month| month.first() > today) {
        faults.add("/month", FaultCode::Date, Wording::DayInTheFuture);
    }
    let is_short = is_short(query.short.as_deref(), &mut faults);
    faults.finish(month.map(|month| (query.area, month, is_short)))
}

/// Read the schools' visits in a semester, and what is missing.
pub struct ListSchoolVisits(pub ListRequest<SchoolVisitsQuery>);

impl UseCase for ListSchoolVisits {
    const ACTION: Action = Action::read("list_school_visits", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<SchoolVisits>;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let today = ctx.today();
        let (areas, semester, is_short) = semester_asked_for(&self.0.query, today)?;
        let rules = ctx.rules()?;
        let schools = duty_records::schools_of_area(ctx.db, ctx.reach, &areas)?;
        let mut visits: HashMap<(SchoolId, Month), u32> = HashMap::new();
        let days = (semester.first(), semester.last());
        for (school, day, count) in duty_records::visits_by_day(ctx.db, ctx.reach, &areas, days)? {
            *visits.entry((school, Month::of(day))).or_default() += count;
        }
        let months = semester.months();
        let mut all = Vec::new();
        for (id, name) in schools {
            let of_month = |month: &Month| (*month, visits.get(&(id, *month)).copied().unwrap_or_default());
            let of_months: Vec<(Month, u32)> = months.iter().map(of_month).collect();
            let missing = missing_of_school(semester, &of_months, today, &rules);
            if !is_short || !missing.is_empty() {
                all.push(((id, name), of_months, missing));
            }
        }
        let page = page_of(&self.0, ctx, all, |((id, _), ..)| id.0)?;
        let view = |(school, visits, missing): ((SchoolId, String), Vec<(Month, u32)>, _)| {
            SchoolVisits::new(school, semester, &visits, missing, ctx.language)
        };
        Ok(self.0.answer(ctx, page.map(view)))
    }
}

fn semester_asked_for(query: &Query<SchoolVisitsQuery>, today: Day) -> Result<(Vec<Area>, Semester, bool), Error> {
    let mut faults = Faults::new();
    let query = query.read(&mut faults);
    let said = query.semester.as_deref().map(|raw| faults.keep("/semester", Semester::parse(raw)));
    let semester = said.unwrap_or_else(|| Semester::latest(today));
    if semester.is_some_and(|semester| semester.first() > today) {
        faults.add("/semester", FaultCode::Date, Wording::DayInTheFuture);
    }
    let is_short = is_short(query.short.as_deref(), &mut faults);
    faults.finish(semester.map(|semester| (query.area, semester, is_short)))
}
