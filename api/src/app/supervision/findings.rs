//! Findings: record, move along their lifecycle, read. What is overdue is computed on every read.

use domain::{
    Day, Error, Faults, Instant, Wording,
    accountability::measure::Opening,
    kernel::{
        calendar::WorkingDays,
        event::{Basis, Event as Fact, SubjectKind},
        id::{AccountabilityMeasureId, FindingId, PersonId},
        lifecycle::Fired,
        page::{Page, PageRequest},
        policy::Action,
        rules::Rules,
    },
    people::person::Person,
    roles,
    service::recusal::{Ground, own_organisation},
    supervision::{
        finding::{Command, Finding, Known},
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

use super::{
    new_findings::{self, Prepared},
    sources,
};
use crate::app::{
    Ctx, UseCase,
    accountability::measures,
    kernel::{
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored},
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
        let nothing = || Error::internal("no finding");
        let prepared = new_findings::prepare_all(ctx, &[self])?.pop().ok_or_else(nothing)??;
        let is_new = prepared.unstored().is_some();
        new_findings::store(ctx, prepared.unstored().map(std::slice::from_ref).unwrap_or_default())?;
        let light = Light::of(ctx)?;
        Ok(Reported { record: light.answer(ctx, prepared.into_finding()), is_new })
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
        let prepared = new_findings::prepare_all(ctx, &self.items.iter().collect::<Vec<_>>())?;
        let all = many::for_each("/items", prepared, |one| one)?;
        let new: Vec<Finding> = all.iter().filter_map(Prepared::unstored).cloned().collect();
        new_findings::store(ctx, &new)?;
        answer_all(ctx, all.into_iter().map(Prepared::into_finding))
    }
}

/// Many findings as who writes them is answered.
fn answer_all(ctx: &mut Ctx<'_>, all: impl IntoIterator<Item = Finding>) -> Result<SupervisionFindings, Error> {
    let light = Light::of(ctx)?;
    Ok(SupervisionFindings { items: all.into_iter().map(|one| light.answer(ctx, one)).collect() })
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
            Command::Escalate { to, .. } => *to = Some(AccountabilityMeasureId(ctx.new_id()?)),
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

    /// Opens the measure to which a finding leads.
    fn carry_out(
        &self,
        ctx: &mut Ctx<'_>,
        _: &mut Fired<Self>,
        (command, _): (&Command, &Basis),
    ) -> Result<Vec<Fact>, Error> {
        let Command::Escalate { facts, to: Some(to) } = command else { return Ok(Vec::new()) };
        let opening = Opening::of_finding(self.id, facts.clone());
        measures::open(ctx, *to, (self.area.clone(), self.object), opening)?;
        Ok(Vec::new())
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
