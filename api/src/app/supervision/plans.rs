//! Supervision plans: recorded, decided, carried out, looked back upon.

use domain::{
    Day, Error, Faults,
    kernel::{
        event::{Basis, SubjectKind},
        id::SupervisionPlanId,
        page::{Page, PageRequest},
        policy::Action,
        rules,
        time::Moment,
    },
    roles,
    supervision::{
        inspection::InspectionStatus,
        object::Object,
        plan::{self, Command, Known, PlanKind},
    },
};
use openapi::supervision::plan::{CreateSupervisionPlan, SupervisionPlan, TransitionSupervisionPlan};
use persistence::supervision::{
    findings, inspections,
    plans::{self, SupervisionPlanFilter},
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::Listing,
        objects,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

impl UseCase for CreateSupervisionPlan {
    const ACTION: Action = Action::write("create_supervision_plan", roles![Registrar, Approver, Operator]);
    type Output = SupervisionPlan;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<SupervisionPlan, Error> {
        let mut faults = Faults::new();
        let area = self.area(&mut faults);
        let area = ctx.area_for(area.as_ref())?;
        let plan = self.plan(SupervisionPlanId(ctx.new_id()?), area, ctx.now(), &mut faults);
        if let Some(plan) = &plan {
            check_references(ctx, plan, &mut faults)?;
        }
        let plan = faults.finish(plan)?;
        plans::insert(ctx.db, &plan)?;
        state_created(ctx, &plan, Basis::default())?;
        Ok(plan.into())
    }
}

/// Notes what a plan names and the register does not have within reach.
fn check_references(ctx: &mut Ctx<'_>, plan: &plan::SupervisionPlan, faults: &mut Faults) -> Result<(), Error> {
    let (content, scope) = (&plan.content, &plan.scope);
    if let Some(id) = content.parent_id {
        match plans::find(ctx.db, ctx.reach, id, None) {
            Err(Error::NotFound) => within_reach::unknown("/parent_id", faults),
            found => drop(found?),
        }
    }
    if let Some(id) = content.lead_unit_id {
        within_reach::organisation(ctx, id, "/lead_unit_id", faults)?;
    }
    for (ids, pointer) in [(&content.unit_ids, "/unit_ids"), (&scope.organisation_ids, "/organisation_ids")] {
        let known = within_reach::organisations(ctx, ids)?;
        note_unknown(ids.iter().map(|id| known.contains_key(id)), pointer, faults);
    }
    let known = within_reach::schools(ctx, &scope.school_ids)?;
    note_unknown(scope.school_ids.iter().map(|id| known.contains_key(id)), "/school_ids", faults);
    for (at, id) in scope.zone_ids.iter().enumerate() {
        within_reach::zone(ctx, *id, &format!("/zone_ids/{at}"), faults)?;
    }
    Ok(())
}

fn note_unknown(is_known: impl Iterator<Item = bool>, pointer: &str, faults: &mut Faults) {
    for (at, _) in is_known.enumerate().filter(|(_, is_known)| !is_known) {
        within_reach::unknown(format!("{pointer}/{at}"), faults);
    }
}

/// Read one plan, as it was known at a moment.
pub type ReadSupervisionPlan = ReadAsOf<SupervisionPlan>;

impl Readable for SupervisionPlan {
    type Id = SupervisionPlanId;
    const ACTION: Action = Action::read("read_supervision_plan", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: SupervisionPlanId, moment: Moment) -> Result<Self, Error> {
        plans::find(ctx.db, ctx.reach, id, moment.known_at).map(Self::from)
    }
}

impl Listing for SupervisionPlanFilter {
    const ACTION: Action = Action::read("list_supervision_plans", roles![Registrar, Approver, Auditor]);
    type View = SupervisionPlan;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<SupervisionPlan>, Error> {
        Ok(plans::list(ctx.db, ctx.reach, self, descending, request)?.map(SupervisionPlan::from))
    }
}

/// Fire an event of a plan.
pub type FireSupervisionPlanEvent = FireEvent<plan::SupervisionPlan>;
/// Read what happened to a plan and what may happen next.
pub type ReadSupervisionPlanTransitions = ReadTransitions<plan::SupervisionPlan>;

impl Stored for plan::SupervisionPlan {
    type Id = SupervisionPlanId;
    const SUBJECT: SubjectKind = SubjectKind::SupervisionPlan;
    const LIST_TRANSITIONS: Action =
        Action::read("list_supervision_plan_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &SupervisionPlanId) -> Result<Self, Error> {
        plans::find(ctx.db, ctx.reach, *id, None)
    }

    fn known_for_next(&self, ctx: &mut Ctx<'_>) -> Result<Option<Known>, Error> {
        known(ctx, self).map(Some)
    }
}

impl Fires for plan::SupervisionPlan {
    type Transition = TransitionSupervisionPlan;
    type View = SupervisionPlan;
    const TRANSITION: Action = Action::write("transition_supervision_plan", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionSupervisionPlan) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, _: &mut Ctx<'_>) -> Result<SupervisionPlan, Error> {
        Ok(self.into())
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        plans::update(ctx.db, self)
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, _: Day) -> Result<Known, Error> {
        let mut faults = Faults::new();
        match command {
            Command::Amend { schools: Some(schools), .. } => {
                let known = within_reach::schools(ctx, schools)?;
                note_unknown(schools.iter().map(|id| known.contains_key(id)), "/school_ids", &mut faults);
            }
            Command::Excuse(object) => drop(objects::area_of(ctx, *object, &mut faults)?),
            _ => {}
        }
        faults.finish(Some(()))?;
        known(ctx, self)
    }
}

/// What decides on the next events of a plan.
fn known(ctx: &mut Ctx<'_>, plan: &plan::SupervisionPlan) -> Result<Known, Error> {
    let rules = ctx.rules()?;
    let is_alone = match plan.kind {
        PlanKind::MonthlyTheme => rules.demands(&rules::PLAN_ONE_THEME_PER_MONTH),
        PlanKind::School => rules.demands(&rules::PLAN_PER_SCHOOL),
        _ => false,
    };
    let has_rival = is_alone && plans::beside(ctx.db, plan)?.iter().any(|other| plan.is_excluded_by(other));
    let mut known = Known { has_rival, ..Known::nothing(rules) };
    if plan.kind == PlanKind::Special && plan.status == plan::PlanStatus::Evaluated {
        known.not_inspected = not_inspected(ctx, plan)?;
        known.open_findings = findings::open_of_plan(ctx.db, plan.id)?;
    }
    Ok(known)
}

/// The names of the schools and organisations of a plan that were neither inspected nor excused.
fn not_inspected(ctx: &mut Ctx<'_>, plan: &plan::SupervisionPlan) -> Result<Vec<String>, Error> {
    let mut inspected = inspections::of_plan(ctx.db, plan.id)?;
    inspected.retain(|one| one.status == InspectionStatus::Completed);
    let is_missing = |object: Object| {
        let is_inspected = inspected.iter().any(|one| one.object == object);
        !is_inspected && !plan.excuses(object.school_id, object.organisation_id)
    };
    let schools = plans::schools_of(ctx.db, plan)?;
    let known = within_reach::organisations(ctx, &plan.scope.organisation_ids)?;
    let schools = schools.into_iter().filter(|(id, _)| is_missing(Object::from(*id))).map(|(_, name)| name);
    let organisations = plan.scope.organisation_ids.iter().filter(|id| is_missing(Object::from(**id)));
    let organisations = organisations.filter_map(|id| known.get(id)).map(|one| one.name.clone());
    Ok(schools.chain(organisations).collect())
}
