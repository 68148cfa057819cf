//! People: register, read, list, search, correct, merge, reveal.

pub mod identity;
pub mod indexing;
pub mod merging;
pub mod person_history;

use std::collections::{HashMap, HashSet};

use domain::{
    Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        filter::check_searchable,
        id::PersonId,
        limit::{NUMBERS, REVEALS},
        mask,
        page::{PAGE_SIZE_DEFAULT, Page},
        policy::{Action, Field, Restricted, SEARCHES_BY_PHONE, Sight, reads, reads_taken_back, sight},
        text::{self, CitizenNumber, PersonNumber, Phone},
        time::day_in_shanghai,
    },
    people::person::Person,
    roles,
    service::standing::{DAYS_AHEAD_MAX, Standing},
};
use openapi::{
    kernel::{page::MergedValue, query::PossibleDuplicatesQuery},
    people::{
        person as view,
        person::{
            CreatePerson, MergePerson, PersonSearch, PersonWarning, PossibleDuplicate, RevealPerson, UpdatePerson,
        },
        standing::PersonStanding,
    },
};
use persistence::{
    file::owned,
    kernel::vault::refusal_of_unopened,
    people::{self, PeopleFilter, PeopleOrder, former_numbers, namesakes},
    service::standing,
};
use serde_json::json;
use uuid::Uuid;

use super::{Ctx, UseCase};
use crate::app::{
    kernel::{
        context::{CREATED, Particulars, at_version},
        elsewhere,
        list::{ListRequest, Listed, Query},
        pull::Named,
        within_reach,
    },
    people::identity::Because,
    service::deaths,
};

/// Records with the names of their people, where a form shows them: one statement for a page.
///
/// # Errors
/// When the database fails.
pub fn named<T>(
    ctx: &mut Ctx<'_>,
    page: Page<T>,
    are_shown: bool,
    person: impl Fn(&T) -> PersonId,
) -> Result<Page<Named<T>>, Error> {
    let ids: HashSet<PersonId> = page.items.iter().filter(|_| are_shown).map(&person).collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let names = if ids.is_empty() { HashMap::new() } else { people::names(ctx.db, ctx.reach, &ids)? };
    Ok(page.map(|record| Named { person_name: names.get(&person(&record)).cloned(), record }))
}

/// A person named by id or public number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonKey {
    /// By id.
    Id(PersonId),
    /// By public number.
    Number(PersonNumber),
}

impl PersonKey {
    /// Parses an id or a number.
    pub fn parse(raw: &str) -> Option<Self> {
        match Uuid::try_parse(raw) {
            Ok(id) => Some(Self::Id(PersonId(id))),
            Err(_) => PersonNumber::parse(raw).map(Self::Number),
        }
    }

    fn who(&self) -> standing::Who<'_> {
        match self {
            Self::Id(id) => standing::Who::Id(*id),
            Self::Number(number) => standing::Who::Number(number),
        }
    }

    /// The record of this key, within reach; a merged one answers with where it went.
    pub(super) fn find(&self, ctx: &mut Ctx<'_>) -> Result<Person, Error> {
        let person = match self {
            Self::Id(id) => people::find(ctx.db, ctx.vault, ctx.reach, *id)?,
            Self::Number(number) => people::find_by_number(ctx.db, ctx.vault, ctx.reach, number)?,
        };
        match person.merged_into {
            Some(into) => Err(moved(ctx, into)?),
            None => Ok(person),
        }
    }
}

/// Refuses who consumes the register a file that is closed: the office, which has to end what is open in it, and those who
/// look at its work go on reading it.
fn closed_to_consumers(ctx: &mut Ctx<'_>, person: &Person) -> Result<(), Error> {
    if reads(ctx.role(), Restricted::ClosedFiles) {
        return Ok(());
    }
    person.is_not_erased()?;
    let record = standing::record(ctx.db, ctx.reach, standing::Who::Id(person.id), None, true)?;
    record.died_on.map_or(Ok(()), |since| Err(Error::Closed { since }))
}

/// The redirect for a merged record: to its survivor.
pub(super) fn moved(ctx: &mut Ctx<'_>, into: PersonId) -> Result<Error, Error> {
    let last = within_reach::survivors(ctx, &[into])?.get(&into).copied().unwrap_or(into);
    Ok(Error::Moved { to: last.0 })
}

fn subject(person: &Person) -> (SubjectKind, Uuid) {
    (SubjectKind::Person, person.id.0)
}

/// Somebody gets a citizen number. Who came upon too many that were somebody's elsewhere waits. Of a trial nothing stays, so
/// trials at what a mask hides of one number are counted, whatever they find; and a trial looks up whose the number is
/// instead of storing it, so that it takes as long for a number elsewhere as for one that is free.
fn claims(ctx: &mut Ctx<'_>, person: &Person) -> Result<(), Error> {
    let Some(number) = &person.details.citizen_number else { return Ok(()) };
    elsewhere::may_try(ctx)?;
    if !ctx.is_trial {
        return Ok(());
    }
    ctx.count_candidates([number])?;
    let holder = people::citizen_numbers::holder_of(ctx.db, ctx.vault, number)?.filter(|(id, _)| *id != person.id);
    match holder {
        Some((_, area)) if ctx.reach.covers(&area) => Err(Error::Duplicate(Wording::PersonExists)),
        _ => Ok(()),
    }
}

/// What is shown next to a masked citizen number and reveals most of it: the birth date.
fn beside_mask(number: &CitizenNumber) -> String {
    number.birth_date().map_or_else(String::new, |day| day.to_string())
}

/// A person as it is stored. A trial stores no number: it looked up whose it is, and both databases would refuse one that is
/// somebody's elsewhere.
fn as_stored(ctx: &Ctx<'_>, person: &Person) -> Person {
    let mut stored = person.clone();
    if ctx.is_trial {
        stored.details.citizen_number = None;
    }
    stored
}

/// Warns of others within reach who may be the same person.
fn warnings(ctx: &mut Ctx<'_>, person: &Person) -> Result<Vec<PersonWarning>, Error> {
    let others = namesakes::of_person(ctx.db, ctx.reach, person)?;
    if others.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![PersonWarning::possible_duplicate(others.into_iter().map(Uuid::from).collect(), ctx.language)])
}

impl UseCase for CreatePerson {
    const ACTION: Action = Action::write("create_person", roles![Registrar, Approver, Operator]);
    type Output = view::Person;
    const KEPT: bool = true;

    fn number_claimed(&self) -> Option<&str> {
        self.citizen_number.as_deref()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<view::Person, Error> {
        let changes = UpdatePerson::from(self.clone()).parse(ctx.today())?;
        let area = ctx.area_for(changes.area.as_ref())?;
        let id = PersonId(ctx.new_id()?);
        let number = PersonNumber::from_chance(ctx.chance()?);
        let person = Person::register(id, number, area, changes, ctx.now())?;
        claims(ctx, &person)?;
        people::insert(ctx.db, ctx.vault, &[as_stored(ctx, &person)])?;
        ctx.record(subject(&person), CREATED, Basis::default(), Particulars::default())?;
        let warnings = warnings(ctx, &person)?;
        Ok(view::Person { warnings, ..view::Person::new(person, ctx.role()) })
    }
}

/// Read one person.
pub struct ReadPerson(pub PersonKey);

impl UseCase for ReadPerson {
    const ACTION: Action = Action::read("read_person", roles![Registrar, Approver, Hr, Auditor]);
    type Output = view::Person;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<view::Person, Error> {
        let person = self.0.find(ctx)?;
        closed_to_consumers(ctx, &person)?;
        Ok(view::Person::new(person, ctx.role()))
    }
}

/// Read whether somebody may inspect on a day.
pub struct ReadStanding {
    /// Whose.
    pub key: PersonKey,
    /// On which day; today unless said.
    pub on: Option<Day>,
    /// As the register knew it then; as it knows it now unless said.
    pub known_at: Option<Instant>,
}

impl UseCase for ReadStanding {
    const ACTION: Action = Action::read("read_person_standing", roles![Registrar, Approver, Hr, Auditor]);
    type Output = PersonStanding;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PersonStanding, Error> {
        let today = ctx.today();
        let day = self.on.unwrap_or(today);
        if (day - today).num_days() > DAYS_AHEAD_MAX {
            let wording = Wording::TooFarAhead { days: DAYS_AHEAD_MAX };
            return Err(Error::invalid(domain::Fault::new("/on", FaultCode::Range, wording)));
        }
        let record = standing::record(ctx.db, ctx.reach, self.key.who(), self.known_at, reads_taken_back(ctx.role()))?;
        if let Some(into) = record.merged_into {
            return Err(moved(ctx, into)?);
        }
        // Of who was erased nothing is answered any more, for no day.
        if let Some(at) = record.erased_at {
            return Err(Error::Closed { since: day_in_shanghai(at) });
        }
        // The answer for a day before the death stays; from the day of the death on, the file is closed.
        if let Some(since) = record.died_on.filter(|died_on| *died_on <= day) {
            return Err(Error::Closed { since });
        }
        let found = Standing::on(day, today, record.appointments, record.certifications);
        Ok(PersonStanding::new(record.person_id, record.number, day, found, ctx.role()))
    }
}

/// Read several people at once, for a page of something that names them; each by the id that names it there, which may be
/// that of a record merged since.
pub struct ReadPeople(pub Vec<PersonId>);

impl UseCase for ReadPeople {
    const ACTION: Action = ReadPerson::ACTION;
    type Output = Vec<(PersonId, view::Person)>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let role = ctx.role();
        Ok(within_reach::people(ctx, &self.0)?
            .into_iter()
            .filter(|(_, person)| reads(role, Restricted::ClosedFiles) || person.erased_at.is_none())
            .map(|(id, person)| (id, view::Person::new(person, role)))
            .collect())
    }
}

impl UseCase for ListRequest<PeopleFilter> {
    const ACTION: Action = Action::read("list_people", roles![Registrar, Approver, Hr, Auditor, Operator]);
    type Output = Listed<view::Person>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut filter =
            PeopleFilter { without_erased: !reads(ctx.role(), Restricted::ClosedFiles), ..self.query.parse()? };
        within_reach::lead_on_numbers(ctx, &mut filter.number)?;
        let order = self.order()?;
        let by = match order.field {
            "number" => PeopleOrder::Number,
            "name" => PeopleOrder::Name,
            // Unless another order is asked for, a search by name answers the likeliest first.
            _ if self.sort.is_none() && filter.name.is_some() => PeopleOrder::Likeliest,
            _ => PeopleOrder::Registered,
        };
        let request = self.page(ctx)?;
        let role = ctx.role();
        let page = people::list(ctx.db, ctx.vault, ctx.reach, &filter, (by, order.descending), &request)?;
        Ok(self.answer(ctx, page.map(|person| view::Person::new(person, role))))
    }
}

impl UseCase for ListRequest<PossibleDuplicatesQuery> {
    const ACTION: Action = Action::read("list_possible_duplicates", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<PossibleDuplicate>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let areas = self.query.parse()?.area;
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = namesakes::list(ctx.db, ctx.reach, &areas, order.descending, &request)?;
        let view = |one: namesakes::Namesake| PossibleDuplicate {
            person_id: one.id.into(),
            person_number: one.number,
            area: one.area.as_str().to_owned(),
            name: one.name,
            birth_date: one.birth_date,
            candidate_ids: one.candidates.into_iter().map(Into::into).collect(),
        };
        Ok(self.answer(ctx, page.map(view)))
    }
}

impl UseCase for PersonSearch {
    const ACTION: Action = Action::read("search_people", roles![Registrar, Approver, Hr, Auditor]);
    type Output = Listed<view::Person>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut faults = Faults::new();
        openapi::kernel::body::validate(self, &mut faults);
        let today = ctx.today();
        let citizen_number = self
            .citizen_number
            .as_ref()
            .and_then(|raw| faults.keep("/citizen_number", CitizenNumber::parse(raw, today)));
        let phone = self.phone.as_ref().and_then(|raw| faults.keep("/phone", Phone::parse(raw)));
        if phone.is_some() && !SEARCHES_BY_PHONE.contains(&ctx.role()) {
            return Err(Error::NotForRole { role: ctx.role(), allowed: SEARCHES_BY_PHONE });
        }
        if self.citizen_number.is_none() && self.phone.is_none() && self.name.is_none() {
            faults.add("", FaultCode::Required, Wording::SearchTermNeeded);
        }
        if let Some(name) = &self.name {
            check_searchable("name", name, &mut faults);
        }
        let filter = PeopleFilter {
            citizen_number: citizen_number.map(|number| number.reveal().to_owned()),
            phone: phone.map(|number| number.reveal().to_owned()),
            name: self.name.clone(),
            ..PeopleFilter::default()
        };
        let mut filter = faults.finish(Some(filter))?;
        // The cursor is bound to what was searched for, which the seal keeps without showing it.
        let bound_to = format!("{:?}", (&filter.citizen_number, &filter.phone, &filter.name));
        let query = Query::<PeopleFilter>::new([("name", bound_to)]);
        let (limit, after) = (self.limit.unwrap_or(PAGE_SIZE_DEFAULT), self.after.clone());
        let list = ListRequest { query, limit, after, ..ListRequest::default() };
        let guessed = guessed_at(&filter);
        for about in &guessed {
            ctx.count_tries(&NUMBERS, about, 0)?;
        }
        let (request, role) = (list.page(ctx)?, ctx.role());
        if let Some(number) = &filter.citizen_number {
            filter.former_holder = people::citizen_numbers::former_holder(ctx.db, ctx.vault, number)?;
        }
        let order = if filter.name.is_some() { PeopleOrder::Likeliest } else { PeopleOrder::Registered };
        let page = people::list(ctx.db, ctx.vault, ctx.reach, &filter, (order, false), &request)?;
        if let Some(into) = filter.former_holder.filter(|id| page.items.iter().any(|person| person.id == *id)) {
            ctx.led_on.push(MergedValue { parameter: "citizen_number", value: None, into: into.into() });
        }
        // A client that asks for one person after another finds them; a client that tries out numbers finds nobody,
        // time after time.
        for about in &guessed {
            ctx.count_tries(&NUMBERS, about, u32::from(page.items.is_empty()))?;
        }
        Ok(list.answer(ctx, page.map(|person| view::Person::new(person, role))))
    }
}

/// What a mask leaves of the numbers that a search names.
fn guessed_at(filter: &PeopleFilter) -> Vec<String> {
    let number = filter.citizen_number.clone().map(CitizenNumber::from_stored);
    let phone = filter.phone.as_ref().and_then(|phone| mask::phone(phone, Sight::Masked));
    number.as_ref().map(beside_mask).into_iter().chain(phone).collect()
}

/// Correct or complete a person's record.
pub struct CorrectPerson {
    /// Which.
    pub key: PersonKey,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdatePerson,
}

impl UseCase for CorrectPerson {
    const ACTION: Action = Action::write("update_person", roles![Registrar, Approver, Operator]);
    type Output = view::Person;
    const KEPT: bool = true;

    fn number_claimed(&self) -> Option<&str> {
        self.patch.citizen_number.value().map(String::as_str)
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<view::Person, Error> {
        let changes = self.patch.clone().parse(ctx.today())?;
        if let Some(area) = &changes.area {
            ctx.area_for(Some(area))?;
        }
        let person = self.key.find(ctx)?;
        person.is_not_erased()?;
        at_version(self.version, person.version)?;
        let Some(corrected) = person.amended(changes, ctx.now())? else {
            ctx.nothing_changed();
            return Ok(view::Person::new(person, ctx.role()));
        };
        if corrected.details.citizen_number != person.details.citizen_number {
            claims(ctx, &corrected)?;
        }
        people::update(ctx.db, ctx.vault, &as_stored(ctx, &corrected))?;
        let mut before = person.details.differing_from(&corrected.details);
        if person.area != corrected.area {
            let now = ctx.now();
            owned::follow_area(ctx.db, ctx.vault, person.id, &corrected.area, now)?;
            before.insert("area".to_owned(), person.area.as_str().into());
        }
        let may_be_another = ["name", "birth_date", "citizen_number"].iter().any(|field| before.contains_key(*field));
        let particulars = Particulars { detail: json!({ "before": before }), ..Particulars::default() };
        ctx.record(subject(&person), "corrected", Basis::default(), particulars)?;
        if !corrected.details.has_identity_of(&person.details) {
            let facts = identity::changed(ctx, &[person.id], Because::Correction, &Basis::default())?;
            ctx.record_all(&facts)?;
        }
        let warnings = if may_be_another { warnings(ctx, &corrected)? } else { Vec::new() };
        Ok(view::Person { warnings, ..view::Person::new(corrected, ctx.role()) })
    }
}

/// Merge a double record into another.
pub struct MergeInto {
    /// The double.
    pub key: PersonKey,
    /// Into which, and why.
    pub merge: MergePerson,
}

impl UseCase for MergeInto {
    const ACTION: Action = Action::write("merge_person", roles![Registrar, Approver, Operator]);
    type Output = view::Person;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<view::Person, Error> {
        let mut faults = Faults::new();
        let reason = faults.keep("/reason", text::block(&self.merge.reason));
        let reason = faults.finish(reason)?;
        let lost = self.key.find(ctx)?;
        lost.is_not_erased()?;
        let mut faults = Faults::new();
        let survivor = within_reach::person(ctx, PersonId(self.merge.into), "/into", &mut faults)?;
        let survivor = faults.finish(survivor)?;
        if lost.id == survivor.id {
            return Err(Error::invalid(domain::Fault::new(
                "/into",
                domain::FaultCode::Duplicate,
                Wording::NotItsOwnDouble,
            )));
        }
        survivor.is_not_erased()?;
        // A merge carries numbers from one record to the other, and would drop one that does not open.
        if [&lost, &survivor].iter().any(|person| !person.unreadable.is_empty()) {
            return Err(refusal_of_unopened());
        }
        let now = ctx.now();
        let basis = Basis { reason: Some(reason), ..Basis::default() };
        merging::settle(ctx, (&lost, &survivor), &self.merge.keep, &basis)?;
        let merged = lost.merged_into(survivor.id, now);
        let enriched = survivor.taking_in(&lost, now);
        former_numbers::inherit(ctx.db, lost.id, survivor.id, survivor.has_citizen_number())?;
        people::update(ctx.db, ctx.vault, &merged)?;
        people::update(ctx.db, ctx.vault, &enriched)?;
        owned::move_to(ctx.db, ctx.vault, lost.id, &enriched, now)?;
        let before = lost.details.differing_from(&merged.details);
        let detail = json!({ "before": before, "into": survivor.id.0 });
        ctx.record(subject(&lost), "merged", basis.clone(), Particulars { detail, ..Particulars::default() })?;
        let detail = json!({ "before": survivor.details.differing_from(&enriched.details), "took_in": lost.id.0 });
        ctx.record(subject(&survivor), "took_in", basis.clone(), Particulars { detail, ..Particulars::default() })?;
        let mut facts = identity::changed(ctx, &[survivor.id], Because::Merge, &basis)?;
        facts.extend(deaths::follow(ctx, survivor.id, &Basis::default())?);
        ctx.record_all(&facts)?;
        Ok(view::Person::new(enriched, ctx.role()))
    }
}

/// Read a citizen number in full, with a purpose, recorded.
pub struct Reveal {
    /// Whose.
    pub key: PersonKey,
    /// Why.
    pub reveal: RevealPerson,
}

impl UseCase for Reveal {
    const ACTION: Action = Action::write("reveal_person", roles![Registrar, Approver, Hr]);
    type Output = view::RevealedPerson;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<view::RevealedPerson, Error> {
        let mut faults = Faults::new();
        let purpose = faults.keep("/purpose", text::line(&self.reveal.purpose));
        let purpose = faults.finish(purpose)?;
        let person = self.key.find(ctx)?;
        person.is_not_erased()?;
        closed_to_consumers(ctx, &person)?;
        if !ctx.is_trial {
            ctx.count_tries(&REVEALS, "", 1)?;
        }
        let basis = Basis { reason: Some(purpose), ..Basis::default() };
        ctx.record(subject(&person), "revealed", basis, Particulars::default())?;
        // Of a trial nothing stays, the record of the reading neither: so nothing is shown in full.
        let sight = if ctx.is_trial { sight(ctx.role(), Field::IdentityNumber) } else { Sight::Full };
        let details = person.details;
        Ok(view::RevealedPerson {
            id: Uuid::from(person.id),
            citizen_number: details.citizen_number.and_then(|number| mask::citizen_number(&number, sight)),
            identity_document_number: details
                .identity_document_number
                .and_then(|number| mask::document_number(&number, sight)),
        })
    }
}
