//! Findings: record, move along their lifecycle, read. What is overdue is computed on every read.

use domain::{
    Day, Error, Faults, Instant, Wording,
    kernel::{
        calendar::WorkingDays,
        event::{Basis, SubjectKind},
        id::{FindingId, PersonId},
        page::{Page, PageRequest},
        policy::Action,
        rules::{self, Rules},
        time::subtract_months,
    },
    people::person::Person,
    roles,
    service::recusal::{Ground, own_organisation},
    supervision::{
        finding::{Command, Finding, Known, Written},
        object::Object,
    },
};
use openapi::{
    service::appointment::check_many,
    supervision::finding::{
        CreateFinding, CreateFindings, SupervisionFinding, SupervisionFindings, TransitionFinding, TransitionFindings,
    },
};
use persistence::{
    administration::calendars,
    service::{organisations, recusals, zones},
    supervision::findings::{self, FindingFilter},
};
use uuid::Uuid;

use super::{objects, sources};
use crate::app::{
    Ctx, UseCase,
    kernel::{
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::Listing,
        many,
        reference::Reported,
        within_reach,
    },
    service::zone_assignments::who_stays_away,
};

/// What a finding is shown by: the day, the rules, the working days.
struct Light {
    today: Day,
    rules: Rules,
    calendar: WorkingDays,
}

impl Light {
    fn of(ctx: &mut Ctx<'_>) -> Result<Self, Error> {
        Ok(Self { today: ctx.today(), rules: ctx.rules()?, calendar: calendars::working_days(ctx.db)? })
    }

    fn view(&self, one: Finding) -> SupervisionFinding {
        let (overdue, over) = (one.is_overdue(self.today), one.days_over(self.today, &self.calendar).ok());
        let due = one.due(&self.rules, &self.calendar);
        SupervisionFinding::new(one, overdue, over, due)
    }

    /// As who writes it is answered: with what falls short.
    fn answer(&self, ctx: &Ctx<'_>, one: Finding) -> SupervisionFinding {
        let warnings = one.warnings(&self.rules, &self.calendar);
        self.view(one).warning(warnings, ctx.language)
    }
}

// -- Recording ----------------------------------------------------------------------------------------------------------

impl UseCase for CreateFinding {
    const ACTION: Action = Action::write("create_finding", roles![Registrar, Approver, Operator]);
    type Output = Reported<SupervisionFinding>;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let (record, is_new) = record(ctx, self)?;
        let light = Light::of(ctx)?;
        Ok(Reported { record: light.answer(ctx, record), is_new })
    }
}

impl UseCase for CreateFindings {
    const ACTION: Action = Action::write("create_findings", roles![Registrar, Approver, Operator]);
    type Output = SupervisionFindings;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<SupervisionFindings, Error> {
        let mut faults = Faults::new();
        self.check(&mut faults);
        faults.finish(Some(()))?;
        let all = many::for_each("/items", &self.items, |one| record(ctx, one))?;
        answer_all(ctx, all.into_iter().map(|(one, _)| one))
    }
}

/// Many findings as who writes them is answered.
fn answer_all(ctx: &mut Ctx<'_>, all: impl IntoIterator<Item = Finding>) -> Result<SupervisionFindings, Error> {
    let light = Light::of(ctx)?;
    Ok(SupervisionFindings { items: all.into_iter().map(|one| light.answer(ctx, one)).collect() })
}

/// Records a finding, unless the client wrote it before under the same reference; and whether it is new.
fn record(ctx: &mut Ctx<'_>, asked: &CreateFinding) -> Result<(Finding, bool), Error> {
    let (one, is_new) = prepare(ctx, asked)?;
    if is_new {
        store(ctx, std::slice::from_ref(&one))?;
    } else {
        ctx.nothing_changed();
    }
    Ok((one, is_new))
}

/// What a finding would be, or the one that the client wrote before under the same reference; and whether it is new. Nothing
/// is stored.
///
/// # Errors
/// Why it is refused, or when the database fails.
pub fn prepare(ctx: &mut Ctx<'_>, asked: &CreateFinding) -> Result<(Finding, bool), Error> {
    let mut faults = Faults::new();
    let written = asked.written(ctx.today(), &mut faults);
    if let Some(known) = written.as_ref().map(|written| written_before(ctx, written)).transpose()?.flatten() {
        faults.finish(Some(()))?;
        return Ok((known, false));
    }
    let area = objects::area_of(ctx, asked.object(), &mut faults)?;
    let written = written.map(|written| checked(ctx, written, &mut faults)).transpose()?;
    let (area, written) = faults.finish(area.zip(written))?;
    let recurs_id = recurrence(ctx, &written)?;
    let (id, writer, now) = (FindingId(ctx.new_id()?), ctx.actor.key(), ctx.now());
    Ok((Finding { recurs_id, ..Finding::recorded(id, area, written, writer, now) }, true))
}

/// Stores new findings, with their events.
///
/// # Errors
/// When the database fails.
pub fn store(ctx: &mut Ctx<'_>, new: &[Finding]) -> Result<(), Error> {
    for one in new {
        findings::insert(ctx.db, one)?;
        state_created(ctx, one, Basis { occurred_on: Some(one.facts.found_on), ..Basis::default() })?;
    }
    Ok(())
}

/// The finding that this client wrote under the same reference: its first version said the same, or the reference is taken.
fn written_before(ctx: &mut Ctx<'_>, written: &Written) -> Result<Option<Finding>, Error> {
    let Some(reference) = &written.external_reference else { return Ok(None) };
    let mut versions = findings::by_reference(ctx.db, &ctx.actor.key(), reference)?;
    let Some(present) = versions.pop() else { return Ok(None) };
    let says_so = versions.iter().chain([&present]).any(|one| one.says(written));
    if says_so && ctx.reach.covers(&present.area) {
        return Ok(Some(present));
    }
    Err(Error::Duplicate(Wording::ReferenceInUse))
}

/// What is written, with the record that stands for who found it now; notes what it names and is not within reach.
fn checked(ctx: &mut Ctx<'_>, mut written: Written, faults: &mut Faults) -> Result<Written, Error> {
    sources::check(ctx, written.source, faults)?;
    if let Some(id) = written.facts.person_id {
        written.facts.person_id = within_reach::person(ctx, id, "/person_id", faults)?.map(|person| person.id);
    }
    if let Some(id) = written.course.supervising_unit_id {
        within_reach::organisation(ctx, id, "/supervising_unit_id", faults)?;
    }
    Ok(written)
}

/// R228: the finding that comes again: of the same object, matter and code, closed within the months of the rule.
fn recurrence(ctx: &mut Ctx<'_>, written: &Written) -> Result<Option<FindingId>, Error> {
    let facts = &written.facts;
    let Some(code) = &facts.problem_code else { return Ok(None) };
    let since = subtract_months(facts.found_on, ctx.rules()?.count(&rules::FINDING_RECURRENCE_MONTHS));
    findings::closed_since(ctx.db, written.object, (&facts.matter, code), since)
}

// -- Reading ------------------------------------------------------------------------------------------------------------

/// Read one finding, as it was known at a moment.
pub struct ReadFinding {
    /// Which.
    pub id: FindingId,
    /// As known when; now unless said.
    pub known_at: Option<Instant>,
}

impl UseCase for ReadFinding {
    const ACTION: Action = Action::read("read_finding", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = SupervisionFinding;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<SupervisionFinding, Error> {
        let found = findings::find(ctx.db, ctx.reach, self.id, self.known_at)?;
        Ok(Light::of(ctx)?.view(found))
    }
}

impl Listing for FindingFilter {
    const ACTION: Action = Action::read("list_findings", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type View = SupervisionFinding;

    fn page(
        &self,
        ctx: &mut Ctx<'_>,
        descending: bool,
        request: &PageRequest,
    ) -> Result<Page<SupervisionFinding>, Error> {
        let page = findings::list(ctx.db, ctx.reach, (self, ctx.today()), descending, request)?;
        let light = Light::of(ctx)?;
        Ok(page.map(|one| light.view(one).in_a_list()))
    }
}

// -- Events -------------------------------------------------------------------------------------------------------------

/// Fire an event of a finding.
pub type FireFindingEvent = FireEvent<Finding>;
/// Read what happened to a finding and what may happen next.
pub type ReadFindingTransitions = ReadTransitions<Finding>;

impl UseCase for TransitionFindings {
    const ACTION: Action = Action::write("transition_findings", roles![Registrar, Approver, Operator]);
    type Output = SupervisionFindings;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<SupervisionFindings, Error> {
        check_many("/ids", &self.ids)?;
        let moved = many::fire_each::<Finding>(ctx, &self.ids, self.transition.clone())?;
        answer_all(ctx, moved)
    }
}

impl Stored for Finding {
    type Id = FindingId;
    const SUBJECT: SubjectKind = SubjectKind::SupervisionFinding;
    const LIST_TRANSITIONS: Action = Action::read("list_finding_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &FindingId) -> Result<Self, Error> {
        findings::find(ctx.db, ctx.reach, *id, None)
    }
}

impl Fires for Finding {
    type Transition = TransitionFinding;
    type View = SupervisionFinding;
    const TRANSITION: Action = Action::write("transition_finding", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionFinding) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<SupervisionFinding, Error> {
        Ok(Light::of(ctx)?.answer(ctx, self))
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        findings::update(ctx.db, self)
    }

    /// Whom and what an event names, by the records that stand for them now.
    fn resolve(&self, ctx: &mut Ctx<'_>, mut command: Command) -> Result<Command, Error> {
        let mut faults = Faults::new();
        match &mut command {
            Command::Guide { person_id: Some(id), .. } => {
                *id = named(within_reach::person(ctx, *id, "/person_id", &mut faults)?, *id);
            }
            Command::Verify { verifier_id: id, .. } => {
                *id = named(within_reach::person(ctx, *id, "/verifier_id", &mut faults)?, *id);
            }
            Command::HandOver { unit_id, .. } => {
                within_reach::organisation(ctx, *unit_id, "/unit_id", &mut faults)?;
            }
            Command::LookBack { inspection_id, .. } => {
                sources::check_look_back(ctx, self.object, *inspection_id, &mut faults)?;
            }
            _ => {}
        }
        faults.finish(Some(command))
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, day: Day) -> Result<Known, Error> {
        let Command::Verify { on, verifier_id, .. } = command else { return Ok(Known::default()) };
        Ok(Known { stays_away: stays_away(ctx, self.object, *verifier_id, on.unwrap_or(day))? })
    }
}

fn named(found: Option<Person>, asked: PersonId) -> PersonId {
    found.map_or(asked, |person| person.id)
}

/// Why a person must stay away from an object on a day (R60 to R62, R211): a recorded recusal, or the own unit.
///
/// # Errors
/// When the database fails.
pub fn stays_away(ctx: &mut Ctx<'_>, object: Object, person: PersonId, day: Day) -> Result<Option<Wording>, Error> {
    let Some(person) = within_reach::people(ctx, &[person])?.remove(&person) else { return Ok(None) };
    if let Some(id) = object.school_id {
        let school = zones::find_school(ctx.db, ctx.reach, id, None)?;
        let recusals = recusals::of_people(ctx.db, ctx.vault, &[person.id])?;
        let away = who_stays_away(&[&person], &recusals, &[school], day);
        return Ok(away.first().map(|away| away.wording()));
    }
    let Some(id) = object.organisation_id else { return Ok(None) };
    let unit = organisations::find(ctx.db, ctx.reach, id, None)?;
    let ground = Ground::OwnUnit.as_str().to_owned();
    Ok(own_organisation(&person.details, &unit).then_some(Wording::StaysAway { ground }))
}
