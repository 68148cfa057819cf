//! Evaluations: open, rate, compute, carry through their lifecycle, read and explain.

use domain::{
    Area, Day, Error, FaultCode, Faults, Reach, Wording,
    evaluation::{
        of_unit::{By, Command, Evaluation, EvaluationStatus, Known, Opening, check_kind, parts::Rated},
        system::{IndicatorSystem, Status},
    },
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{EvaluationId, IndicatorSystemId},
        lifecycle::Fired,
        policy::{Action, Restricted, reads},
        time::Moment,
    },
    roles,
    service::recusal::{own_organisation, own_unit},
};
use openapi::evaluation::of_unit::{self as wire, CreateEvaluation, EvaluationExplanation, TransitionEvaluation};
use persistence::{
    evaluation::{
        evaluations::{self, EvaluationFilter},
        indicator_systems,
    },
    service::{organisations, zones},
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    accountability::references,
    governance::document_corrections,
    kernel::{
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::{ListRequest, Listed},
        objects,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

/// Whether the caller sees only what is final: HR acts on outcomes, and what may still change is none of its business.
fn sees_final_only(ctx: &Ctx<'_>) -> bool {
    !reads(ctx.role(), Restricted::EvaluationsUnderWay)
}

fn find(ctx: &mut Ctx<'_>, id: EvaluationId, moment: Moment) -> Result<Evaluation, Error> {
    let found = evaluations::find(ctx.db, ctx.reach, id, moment.known_at)?;
    let is_seen = found.status == EvaluationStatus::Final || !sees_final_only(ctx);
    if is_seen { Ok(found) } else { Err(Error::NotFound) }
}

// -- Opening ------------------------------------------------------------------------------------------------------------

impl UseCase for CreateEvaluation {
    const ACTION: Action = Action::write("create_evaluation", roles![Registrar, Approver, Operator]);
    type Output = wire::Evaluation;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<wire::Evaluation, Error> {
        let (mut faults, object) = (Faults::new(), self.object());
        let opening = self.opening(ctx.today(), &mut faults);
        let area = objects::area_of(ctx, object, &mut faults)?;
        let system = match &area {
            Some(area) => in_effect(ctx, self.system(), area, &mut faults)?,
            None => None,
        };
        if let Some(system) = &system {
            check_kind(object, system.details.object_kind, &mut faults);
        }
        if let (Some(system), Some(opening)) = (&system, &opening) {
            check_year(system, opening, &mut faults);
        }
        if let Some(id) = opening.as_ref().and_then(|opening| opening.evaluator_id) {
            within_reach::organisation(ctx, id, "/evaluator_id", &mut faults)?;
        }
        let (area, (system, opening)) = faults.finish(area.zip(system.zip(opening)))?;
        let by = By { system_id: system.id, system_version: system.version, purpose: system.details.purpose };
        let id = EvaluationId(ctx.new_id()?);
        let new = Evaluation::opened(id, (area, object), (by, opening), ctx.now());
        evaluations::insert(ctx.db, &new)?;
        state_created(ctx, &new, Basis::default())?;
        Ok(new.into())
    }
}

/// The system that is in effect today where the object lies; none, with its fault, where there is none.
fn in_effect(
    ctx: &mut Ctx<'_>,
    id: IndicatorSystemId,
    area: &Area,
    faults: &mut Faults,
) -> Result<Option<IndicatorSystem>, Error> {
    let system = match indicator_systems::find_anywhere(ctx.db, id) {
        Ok(system) if Reach::under(&system.area).covers(area) => system,
        Ok(_) | Err(Error::NotFound) => {
            within_reach::unknown("/system_id", faults);
            return Ok(None);
        }
        Err(other) => return Err(other),
    };
    if system.effective(ctx.today()) != Status::Effective {
        faults.add("/system_id", FaultCode::Reference, Wording::SystemNotInEffect);
    }
    Ok(Some(system))
}

/// Notes a period in another year than the system is made for.
fn check_year(system: &IndicatorSystem, opening: &Opening, faults: &mut Faults) {
    if system.details.year.is_some_and(|year| year != opening.period.year()) {
        faults.add("/period", FaultCode::Mismatch, Wording::PeriodOfAnotherYear);
    }
}

// -- Reading ------------------------------------------------------------------------------------------------------------

/// Read one evaluation, as it was known at a moment.
pub type ReadEvaluation = ReadAsOf<wire::Evaluation>;

impl Readable for wire::Evaluation {
    type Id = EvaluationId;
    const ACTION: Action = Action::read("read_evaluation", roles![Registrar, Approver, Hr, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: EvaluationId, moment: Moment) -> Result<Self, Error> {
        find(ctx, id, moment).map(Self::from)
    }
}

/// Read how the score of an evaluation came about.
pub struct ReadEvaluationExplanation {
    /// Of which.
    pub id: EvaluationId,
}

impl UseCase for ReadEvaluationExplanation {
    const ACTION: Action = Action::read("read_evaluation_explanation", roles![Registrar, Approver, Hr, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = EvaluationExplanation;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<EvaluationExplanation, Error> {
        let one = find(ctx, self.id, Moment::default())?;
        // What was told by a higher authority, and what was not computed yet, has no explanation.
        if one.outcome.score.is_none() || one.course.ratings.is_empty() && one.course.actuals.is_empty() {
            return Err(Error::NotFound);
        }
        let system = indicator_systems::find_anywhere(ctx.db, one.by.system_id)?.details;
        let how = one.explained(&system)?;
        Ok(EvaluationExplanation::new(one, system, how))
    }
}

impl UseCase for ListRequest<EvaluationFilter> {
    const ACTION: Action = Action::read("list_evaluations", roles![Registrar, Approver, Hr, Auditor]);
    type Output = Listed<wire::Evaluation>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = EvaluationFilter { final_only: sees_final_only(ctx), ..self.query.parse()? };
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = evaluations::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        Ok(self.answer(ctx, page.map(wire::Evaluation::from)))
    }
}

// -- Events -------------------------------------------------------------------------------------------------------------

/// Fire an event of an evaluation.
pub type FireEvaluationEvent = FireEvent<Evaluation>;
/// Read what happened to an evaluation and what may happen next.
pub type ReadEvaluationTransitions = ReadTransitions<Evaluation>;

impl Stored for Evaluation {
    type Id = EvaluationId;
    const SUBJECT: SubjectKind = SubjectKind::Evaluation;
    const LIST_TRANSITIONS: Action = Action::read("list_evaluation_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &EvaluationId) -> Result<Self, Error> {
        evaluations::find(ctx.db, ctx.reach, *id, None)
    }
}

impl Fires for Evaluation {
    type Transition = TransitionEvaluation;
    type View = wire::Evaluation;
    const TRANSITION: Action = Action::write("transition_evaluation", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionEvaluation) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, _: &mut Ctx<'_>) -> Result<wire::Evaluation, Error> {
        Ok(self.into())
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        evaluations::update(ctx.db, self)
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, _: Day) -> Result<Known, Error> {
        let system = indicator_systems::find_anywhere(ctx.db, self.by.system_id)?.details;
        let is_own_unit = match command {
            Command::Rate(rated) => is_own_unit(ctx, self, rated)?,
            _ => false,
        };
        let rates = match command {
            Command::Propose(_) => super::rates::of(ctx, self)?,
            _ => Vec::new(),
        };
        Ok(Known { system, is_own_unit, rates })
    }

    /// Marks the references that reported a final result which is corrected, and the publications about it.
    fn carry_out(
        &self,
        ctx: &mut Ctx<'_>,
        fired: &mut Fired<Self>,
        (command, basis): (&Command, &Basis),
    ) -> Result<Vec<Fact>, Error> {
        if !matches!(command, Command::Correct(_)) {
            return Ok(Vec::new());
        }
        let mut facts = references::supersede(ctx, self.object, self.id.0, (fired.day, basis))?;
        facts.extend(document_corrections::oblige(ctx, self.id.0, (fired.day, basis))?);
        Ok(facts)
    }
}

/// R244: whether who rates is the unit, belongs to it by the record, or names it.
fn is_own_unit(ctx: &mut Ctx<'_>, of: &Evaluation, rated: &Rated) -> Result<bool, Error> {
    let mut faults = Faults::new();
    if let Some(id) = rated.rater_unit_id {
        within_reach::organisation(ctx, id, "/rater_unit_id", &mut faults)?;
    }
    let person = match rated.rater_person_id {
        Some(id) => within_reach::person(ctx, id, "/rater_person_id", &mut faults)?,
        None => None,
    };
    faults.finish(Some(()))?;
    if let Some(id) = of.object.school_id {
        let school = zones::find_school(ctx.db, ctx.reach, id, None)?;
        let belongs = person.is_some_and(|person| own_unit(&person.details, &school));
        return Ok(belongs || rated.rater == school.name);
    }
    let Some(id) = of.object.organisation_id else { return Ok(false) };
    let unit = organisations::find(ctx.db, ctx.reach, id, None)?;
    let belongs = person.is_some_and(|person| own_organisation(&person.details, &unit));
    Ok(belongs || rated.rater == unit.name || rated.rater_unit_id == Some(id))
}
