//! Inspections: planned, told, held, fed back, completed.

use domain::{
    Day, Error, FaultCode, Faults, Wording,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{InspectionId, PersonId},
        lifecycle::Fired,
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    roles,
    service::team::SupervisionKind,
    supervision::inspection::{
        self, Command, Course, InspectionEvent, InspectionStatus, Inspector, InspectorRole, Known,
    },
};
use openapi::supervision::inspection::{Asked, CreateInspection, Inspection, TransitionInspection};
use persistence::{
    service::teams,
    supervision::{
        inspections::{self, InspectionFilter},
        plans,
    },
};
use uuid::Uuid;

use super::{inspectors, served};
use crate::app::{
    Ctx, UseCase,
    kernel::{
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::Listing,
        objects,
        reading::{ReadAsOf, Readable},
        reference::Reported,
        within_reach,
    },
};

impl UseCase for CreateInspection {
    const ACTION: Action = Action::write("create_inspection", roles![Registrar, Approver, Operator]);
    type Output = Reported<Inspection>;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut faults = Faults::new();
        let asked = self.parse(ctx.today(), &mut faults);
        if let Some(known) = known_by_reference(ctx, &asked)? {
            ctx.nothing_changed();
            return Ok(Reported { record: shown(ctx, known)?, is_new: false });
        }
        let new = self.inspection(ctx, asked, &mut faults)?;
        let mut new = faults.finish(new)?;
        let mut facts = Vec::new();
        if new.status == InspectionStatus::Completed {
            inspectors::check(ctx, &new, new.occurred_on.unwrap_or(ctx.today()))?;
            facts = served::record(ctx, &mut new)?;
        }
        inspections::insert(ctx.db, &new)?;
        state_created(ctx, &new, Basis::default())?;
        ctx.record_all(&facts)?;
        Ok(Reported { record: shown(ctx, new)?, is_new: true })
    }
}

/// The inspection that this client recorded under the same reference; another one under it is refused.
fn known_by_reference(ctx: &mut Ctx<'_>, asked: &Asked) -> Result<Option<inspection::Inspection>, Error> {
    let Some(reference) = &asked.external_reference else { return Ok(None) };
    match inspections::by_reference(ctx.db, &ctx.actor.key(), reference)? {
        Some(one) if one.object == asked.object && one.setup == asked.setup && ctx.reach.covers(&one.area) => {
            Ok(Some(one))
        }
        Some(_) => Err(Error::Duplicate(Wording::ReferenceInUse)),
        None => Ok(None),
    }
}

trait Asking {
    /// The inspection that is asked for; none, with its faults, where something of it is wrong.
    fn inspection(
        &self,
        ctx: &mut Ctx<'_>,
        asked: Asked,
        faults: &mut Faults,
    ) -> Result<Option<inspection::Inspection>, Error>;

    /// The course of one that is over.
    fn over(&self, kind: SupervisionKind, today: Day, faults: &mut Faults) -> Option<Course>;
}

impl Asking for CreateInspection {
    fn inspection(
        &self,
        ctx: &mut Ctx<'_>,
        asked: Asked,
        faults: &mut Faults,
    ) -> Result<Option<inspection::Inspection>, Error> {
        let area = objects::area_of(ctx, asked.object, faults)?;
        if let Some(id) = asked.setup.plan_id {
            match plans::find(ctx.db, ctx.reach, id, None) {
                Err(Error::NotFound) => within_reach::unknown("/plan_id", faults),
                found => drop(found?),
            }
        }
        let inspectors = of_team(ctx, &asked, faults)?;
        let course = self.over(asked.setup.kind, ctx.today(), faults);
        let Some(area) = area else { return Ok(None) };
        let is_over = course.is_some();
        let mut new = inspection::Inspection {
            id: InspectionId(ctx.new_id()?),
            version: 1,
            area,
            object: asked.object,
            setup: asked.setup,
            inspectors,
            expert_ids: asked.expert_ids,
            occurred_on: self.occurred_on,
            course: course.unwrap_or_default(),
            status: if is_over { InspectionStatus::Completed } else { InspectionStatus::Planned },
            written_by: ctx.actor.key(),
            external_reference: asked.external_reference,
            last_event_on: self.occurred_on,
            created_at: ctx.now(),
            updated_at: ctx.now(),
        };
        new.check(faults);
        inspectors::survive(ctx, &mut new.inspectors, faults)?;
        let experts = within_reach::people(ctx, &new.expert_ids)?;
        for (at, _) in new.expert_ids.iter().enumerate().filter(|(_, id)| !experts.contains_key(*id)) {
            within_reach::unknown(format!("/expert_ids/{at}"), faults);
        }
        Ok(Some(new))
    }

    fn over(&self, kind: SupervisionKind, today: Day, faults: &mut Faults) -> Option<Course> {
        let (Some(day), Some(report_submitted_on)) = (self.occurred_on, self.report_submitted_on) else {
            for (is_given, pointer) in [
                (self.occurred_on.is_some(), "/report_submitted_on"),
                (self.report_submitted_on.is_some(), "/occurred_on"),
                (self.feedback_on.is_some(), "/occurred_on"),
            ] {
                if is_given {
                    faults.add(pointer, FaultCode::Required, Wording::FieldNeeded);
                }
            }
            return None;
        };
        if kind != SupervisionKind::Routine {
            faults.add("/occurred_on", FaultCode::Mismatch, Wording::NotOfThisKind);
        }
        for (said, pointer) in [
            (Some(day), "/occurred_on"),
            (self.feedback_on, "/feedback_on"),
            (Some(report_submitted_on), "/report_submitted_on"),
        ] {
            if said.is_some_and(|said| said > today) {
                faults.add(pointer, FaultCode::Date, Wording::DayInTheFuture);
            } else if said.is_some_and(|said| said < day) {
                faults.add(pointer, FaultCode::Date, Wording::BeforeItBegan);
            }
        }
        Some(Course {
            feedback_on: self.feedback_on,
            ended_on: Some(day),
            report_submitted_on: Some(report_submitted_on),
            ..Course::default()
        })
    }
}

/// Hours that a member of a drawn team serves, unless the request says others: a day's work.
const HOURS_OF_A_DAY: u32 = 8;

/// Who inspects: the members of the drawn team, unless some of them are named.
fn of_team(ctx: &mut Ctx<'_>, asked: &Asked, faults: &mut Faults) -> Result<Vec<Inspector>, Error> {
    let Some(id) = asked.setup.team_id else { return Ok(asked.inspectors.clone()) };
    let team = match teams::find(ctx.db, ctx.reach, id, None) {
        Err(Error::NotFound) => {
            within_reach::unknown("/team_id", faults);
            return Ok(Vec::new());
        }
        found => found?,
    };
    if !asked.inspectors.is_empty() {
        note_outsiders(&asked.inspectors, &team.members, faults);
        return Ok(asked.inspectors.clone());
    }
    let inspector = |(at, person_id): (usize, &PersonId)| Inspector {
        person_id: *person_id,
        role: if at == 0 { InspectorRole::Lead } else { InspectorRole::Member },
        hours: HOURS_OF_A_DAY,
        credential_shown: false,
    };
    Ok(team.members.iter().enumerate().map(inspector).collect())
}

/// Who falls out of a drawn team is replaced by a new draw, never by hand.
fn note_outsiders(inspectors: &[Inspector], members: &[PersonId], faults: &mut Faults) {
    for (at, _) in inspectors.iter().enumerate().filter(|(_, one)| !members.contains(&one.person_id)) {
        faults.add(format!("/inspectors/{at}/person_id"), FaultCode::Reference, Wording::NotOfTheTeam);
    }
}

fn shown(ctx: &mut Ctx<'_>, one: inspection::Inspection) -> Result<Inspection, Error> {
    let open = inspections::open_findings(ctx.db, &[one.id])?.remove(&one.id);
    Ok(Inspection::new(one, open.unwrap_or_default()))
}

/// Read one inspection, as it was known at a moment.
pub type ReadInspection = ReadAsOf<Inspection>;

impl Readable for Inspection {
    type Id = InspectionId;
    const ACTION: Action = Action::read("read_inspection", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: InspectionId, moment: Moment) -> Result<Self, Error> {
        let found = inspections::find(ctx.db, ctx.reach, id, moment.known_at)?;
        shown(ctx, found)
    }
}

impl Listing for InspectionFilter {
    const ACTION: Action = Action::read("list_inspections", roles![Registrar, Approver, Auditor]);
    type View = Inspection;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Inspection>, Error> {
        let page = inspections::list(ctx.db, ctx.reach, self, descending, request)?;
        let ids: Vec<InspectionId> = page.items.iter().map(|one| one.id).collect();
        let open = inspections::open_findings(ctx.db, &ids)?;
        Ok(page.map(|one| {
            let count = open.get(&one.id).copied().unwrap_or_default();
            Inspection::new(one, count)
        }))
    }
}

/// Fire an event of an inspection.
pub type FireInspectionEvent = FireEvent<inspection::Inspection>;
/// Read what happened to an inspection and what may happen next.
pub type ReadInspectionTransitions = ReadTransitions<inspection::Inspection>;

impl Stored for inspection::Inspection {
    type Id = InspectionId;
    const SUBJECT: SubjectKind = SubjectKind::Inspection;
    const LIST_TRANSITIONS: Action = Action::read("list_inspection_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &InspectionId) -> Result<Self, Error> {
        inspections::find(ctx.db, ctx.reach, *id, None)
    }

    fn known_for_next(&self, ctx: &mut Ctx<'_>) -> Result<Option<Known>, Error> {
        let today = ctx.today();
        known(ctx, self, today).map(Some)
    }
}

impl Fires for inspection::Inspection {
    type Transition = TransitionInspection;
    type View = Inspection;
    const TRANSITION: Action = Action::write("transition_inspection", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionInspection) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn resolve(&self, ctx: &mut Ctx<'_>, mut command: Command) -> Result<Command, Error> {
        if let Command::Start { inspectors: Some(inspectors), .. } = &mut command {
            let mut faults = Faults::new();
            if let Some(id) = self.setup.team_id {
                note_outsiders(inspectors, &teams::find(ctx.db, ctx.reach, id, None)?.members, &mut faults);
            }
            inspectors::survive(ctx, inspectors, &mut faults)?;
            faults.finish(Some(()))?;
        }
        Ok(command)
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<Inspection, Error> {
        shown(ctx, self)
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        inspections::update(ctx.db, self)
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, day: Day) -> Result<Known, Error> {
        match command {
            Command::Start { inspectors: Some(inspectors), .. } => {
                let changed = Self { inspectors: inspectors.clone(), ..self.clone() };
                known(ctx, &changed, day)
            }
            _ => known(ctx, self, day),
        }
    }

    fn carry_out(
        &self,
        ctx: &mut Ctx<'_>,
        fired: &mut Fired<Self>,
        (_, basis): (&Command, &Basis),
    ) -> Result<Vec<Fact>, Error> {
        match fired.event {
            InspectionEvent::Complete => served::record(ctx, &mut fired.record),
            InspectionEvent::Annul => served::take_back(ctx, &fired.record, basis),
            _ => Ok(Vec::new()),
        }
    }
}

/// What decides on the next events of an inspection.
fn known(ctx: &mut Ctx<'_>, one: &inspection::Inspection, day: Day) -> Result<Known, Error> {
    let rules = ctx.rules()?;
    let is_to_begin = matches!(one.status, InspectionStatus::Planned | InspectionStatus::Notified);
    let unfit = if is_to_begin { inspectors::unfit(ctx, one, day)? } else { None };
    let open_findings = match one.status {
        InspectionStatus::Completed => inspections::open_findings(ctx.db, &[one.id])?.remove(&one.id),
        _ => None,
    };
    Ok(Known { rules, unfit, open_findings: open_findings.unwrap_or_default() })
}
