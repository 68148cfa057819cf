//! References to results: ask, prove, report the use, and tell who asked of what was reversed or corrected since.

use domain::{
    Day, Error, Faults,
    accountability::{
        measure::spent_since,
        reference::{self, Command, Told},
    },
    evaluation::of_unit::{EvaluationStatus, parts::Period},
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::ResultReferenceId,
        page::{PAGE_SIZE_MAX, PageRequest},
        policy::{Action, Restricted, reads},
        time::Moment,
    },
    roles,
    supervision::object::Object,
};
use openapi::accountability::reference::{CreateResultReference, ResultReference, TransitionResultReference};
use persistence::{
    accountability::{
        measures::{self, AccountabilityMeasureFilter},
        references::{self, ResultReferenceFilter},
    },
    evaluation::evaluations::{self, EvaluationFilter},
};
use serde_json::json;
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::Particulars,
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::{ListRequest, Listed},
        objects,
        reading::{ReadAsOf, Readable},
    },
};

/// The type of a signed answer in its header.
const REFERENCE_TYPE: &str = "result-reference+jwt";
/// The name of the fact that a result which a reference tells of was reversed or corrected.
const SUPERSEDED: &str = "superseded";

/// Whether the caller sees only what it asked itself.
fn sees_own_only(ctx: &Ctx<'_>) -> bool {
    !reads(ctx.role(), Restricted::ReferencesOfOthers)
}

fn find(ctx: &mut Ctx<'_>, id: ResultReferenceId, moment: Moment) -> Result<reference::ResultReference, Error> {
    let found = references::find(ctx.db, ctx.reach, id, moment.known_at)?;
    let is_seen = !sees_own_only(ctx) || found.asked_by == ctx.actor.key();
    if is_seen { Ok(found) } else { Err(Error::NotFound) }
}

// -- Asking -------------------------------------------------------------------------------------------------------------

impl UseCase for CreateResultReference {
    const ACTION: Action = Action::write("create_result_reference", roles![Registrar, Approver, Hr, Operator]);
    type Output = ResultReference;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<ResultReference, Error> {
        let (mut faults, object) = (Faults::new(), self.object());
        let question = self.question(&mut faults);
        let area = objects::area_of(ctx, object, &mut faults)?;
        let (question, area) = faults.finish(question.zip(area))?;
        let answer = results(ctx, object, &question.period)?;
        let (id, now) = (ResultReferenceId(ctx.new_id()?), ctx.now());
        let new = reference::ResultReference {
            id,
            version: 1,
            area,
            object,
            question,
            asked_by: ctx.actor.key(),
            answer,
            signed: String::new(),
            status: reference::ReferenceStatus::Answered,
            used: None,
            used_on: None,
            superseded_on: None,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        };
        let new = reference::ResultReference { signed: signed(ctx, &new)?, ..new };
        references::insert(ctx.db, &new)?;
        state_created(ctx, &new, Basis::default())?;
        Ok(new.into())
    }
}

/// The final evaluations whose period lies within that of the question, and the measures that are in effect and not spent today.
fn results(ctx: &mut Ctx<'_>, object: Object, period: &Period) -> Result<Vec<Told>, Error> {
    let (school_id, organisation_id): (Vec<_>, Vec<_>) =
        (object.school_id.into_iter().collect(), object.organisation_id.into_iter().collect());
    let request = PageRequest::first(PAGE_SIZE_MAX);
    let filter = EvaluationFilter {
        school_id: school_id.clone(),
        organisation_id: organisation_id.clone(),
        year: vec![period.year()],
        status: vec![EvaluationStatus::Final],
        ..EvaluationFilter::default()
    };
    let evaluations = evaluations::list(ctx.db, ctx.reach, &filter, false, &request)?.items;
    let (from, until) = period.days();
    let lies_within = |days: (Day, Day)| from <= days.0 && days.1 <= until;
    let evaluations = evaluations.iter().filter(|one| lies_within(one.opening.period.days())).map(Told::from);
    let (rules, today) = (ctx.rules()?, ctx.today());
    let in_effect_since = Some(spent_since(&rules, today));
    let filter = AccountabilityMeasureFilter {
        school_id,
        organisation_id,
        in_effect_since,
        ..AccountabilityMeasureFilter::default()
    };
    let measures = measures::list(ctx.db, ctx.reach, &filter, (false, today), &request)?.items;
    Ok(evaluations.chain(measures.iter().map(Told::from)).collect())
}

/// The answer, signed by the register: who asked, for what, and what was told.
fn signed(ctx: &Ctx<'_>, one: &reference::ResultReference) -> Result<String, Error> {
    let view = ResultReference::from(one.clone());
    let claims = json!({
        "iss": ctx.issuer, "iat": one.created_at.timestamp(), "jti": view.id, "asked_by": view.asked_by,
        "school_id": view.school_id, "organisation_id": view.organisation_id, "period": view.period,
        "purpose": view.purpose, "decision_number": view.decision_number, "answer": view.answer,
    });
    ctx.keys.sign(REFERENCE_TYPE, &claims)
}

/// Tells the references to an object that a result of theirs was reversed or corrected: the facts of it, to be stated.
///
/// # Errors
/// When the database fails.
pub fn supersede(
    ctx: &mut Ctx<'_>,
    object: Object,
    changed: Uuid,
    (day, basis): (Day, &Basis),
) -> Result<Vec<Fact>, Error> {
    let now = ctx.now();
    let standing = references::standing(ctx.db, object)?;
    let next: Vec<_> = standing.iter().filter_map(|one| one.superseded(changed, day, now)).collect();
    references::update_many(ctx.db, &next)?;
    let fact = |one: &reference::ResultReference| {
        ctx.fact((SubjectKind::ResultReference, one.id.0), SUPERSEDED, basis.clone(), Particulars::default())
    };
    next.iter().map(fact).collect()
}

// -- Reading ------------------------------------------------------------------------------------------------------------

/// Read one reference, as it was known at a moment.
pub type ReadReference = ReadAsOf<ResultReference>;

impl Readable for ResultReference {
    type Id = ResultReferenceId;
    const ACTION: Action = Action::read("read_result_reference", roles![Registrar, Approver, Hr, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: ResultReferenceId, moment: Moment) -> Result<Self, Error> {
        find(ctx, id, moment).map(Self::from)
    }
}

impl UseCase for ListRequest<ResultReferenceFilter> {
    const ACTION: Action = Action::read("list_result_references", roles![Registrar, Approver, Hr, Auditor]);
    type Output = Listed<ResultReference>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let asked_by = sees_own_only(ctx).then(|| ctx.actor.key());
        let filter = ResultReferenceFilter { asked_by, ..self.query.parse()? };
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = references::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        Ok(self.answer(ctx, page.map(ResultReference::from)))
    }
}

// -- The use ------------------------------------------------------------------------------------------------------------

/// Fire an event of a reference.
pub type FireReferenceEvent = FireEvent<reference::ResultReference>;
/// Read what happened to a reference and what may happen next.
pub type ReadReferenceTransitions = ReadTransitions<reference::ResultReference>;

impl Stored for reference::ResultReference {
    type Id = ResultReferenceId;
    const SUBJECT: SubjectKind = SubjectKind::ResultReference;
    const LIST_TRANSITIONS: Action =
        Action::read("list_result_reference_transitions", roles![Registrar, Approver, Hr, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &ResultReferenceId) -> Result<Self, Error> {
        find(ctx, *id, Moment::default())
    }
}

impl Fires for reference::ResultReference {
    type Transition = TransitionResultReference;
    type View = ResultReference;
    const TRANSITION: Action = Action::write("transition_result_reference", roles![Registrar, Approver, Hr, Operator]);

    fn parse(transition: TransitionResultReference) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, _: &mut Ctx<'_>) -> Result<ResultReference, Error> {
        Ok(self.into())
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        references::update(ctx.db, self)
    }

    fn known(&self, _: &mut Ctx<'_>, _: &Command, _: Day) -> Result<(), Error> {
        Ok(())
    }
}
