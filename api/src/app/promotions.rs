//! Promotions: begin, carry through their lifecycle, bring into effect, read.

use std::sync::LazyLock;

use domain::{
    Actor, Error, Faults, Reach, Role,
    event::{Basis, SubjectKind},
    grade::{self, Span, Track},
    id::{GradeId, PromotionId},
    lifecycle::Situation,
    policy::Action,
    promotion::{Command, Event, Promotion as Record, Record as Known, eligibility::AssessedYear, standing::Standing},
    time::Moment,
};
use openapi::{
    promotion::{CreatePromotion, Promotion, TransitionPromotion},
    transition::Transitions,
};
use persistence::{
    appointments, assessments, calendars, grades, people,
    promotions::{self, PromotionFilter},
    sanctions,
};
use uuid::Uuid;

use super::{
    App, Caller, Ctx, UseCase,
    context::{CREATED, Particulars, transitions},
    deaths,
    grades::record,
    list::{ListRequest, Listed},
    within_reach,
};

fn subject(id: PromotionId) -> (SubjectKind, Uuid) {
    (SubjectKind::Promotion, id.0)
}

impl UseCase for CreatePromotion {
    const ACTION: Action = Action::CreatePromotion;
    type Output = Promotion;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Promotion, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let (id, now, rules) = (PromotionId(ctx.new_id()?), ctx.now(), ctx.rules()?);
        let draft = person.map(|person| {
            let step = (Track::from(self.track), self.to_grade.clone());
            Record::draft(id, (person.id, person.area), step, self.separate_line.unwrap_or_default(), now)
        });
        if let Some(draft) = draft.as_ref().filter(|draft| draft.track != Track::JobRank) {
            draft.check(&mut faults);
        }
        let draft = faults.finish(draft)?;
        deaths::refuse_after(ctx, draft.person_id, ctx.today())?;
        draft.check_track(&rules)?;
        promotions::insert(ctx.db, &draft)?;
        let statuses = (None, Some(draft.status.as_str()));
        ctx.record(subject(id), CREATED, Basis::default(), Particulars { statuses, ..Particulars::default() })?;
        Ok(draft.into())
    }
}

/// Read one promotion, as it stood on a day, as it was known at a moment.
pub struct ReadPromotion {
    /// Which.
    pub id: PromotionId,
    /// When.
    pub moment: Moment,
}

impl UseCase for ReadPromotion {
    const ACTION: Action = Action::ReadPromotion;
    type Output = Promotion;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Promotion, Error> {
        let one = promotions::find(ctx.db, ctx.reach, self.id, self.moment.known_at)?;
        one.at(self.moment, ctx.today()).map(Promotion::from).ok_or(Error::NotFound)
    }
}

impl UseCase for ListRequest<PromotionFilter> {
    const ACTION: Action = Action::ListPromotions;
    type Output = Listed<Promotion>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut filter = self.query.parse()?;
        within_reach::lead_on(ctx, &mut filter.person_id)?;
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = promotions::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        Ok(self.answer(ctx, page.map(Promotion::from)))
    }
}

/// Fire an event of a promotion.
pub struct FirePromotionEvent {
    /// Of which.
    pub id: PromotionId,
    /// The event.
    pub transition: TransitionPromotion,
}

impl UseCase for FirePromotionEvent {
    const ACTION: Action = Action::TransitionPromotion;
    type Output = Promotion;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Promotion, Error> {
        let (command, basis) = self.transition.clone().parse()?;
        let promotion = promotions::find(ctx.db, ctx.reach, self.id, None)?;
        fire(ctx, &promotion, &command, basis).map(Promotion::from)
    }
}

fn fire(ctx: &mut Ctx<'_>, promotion: &Record, command: &Command, basis: Basis) -> Result<Record, Error> {
    let makers = ctx.makers(promotion.id.0, Event::parse)?;
    let rules = ctx.rules()?;
    let working_days = calendars::working_days(ctx.db)?;
    let (today, now) = (ctx.today(), ctx.now());
    let known = known(ctx, promotion, command.event())?;
    let situation =
        Situation { actor: ctx.actor, makers: &makers, today, now, rules: &rules, working_days: &working_days };
    let moved = promotion.apply(command, &basis, &known, &situation)?;
    if command.event() == Event::TakeEffect && moved.track == Track::InspectorGrade {
        let grade = grade_of(ctx, &moved)?;
        record(ctx, &grade)?;
    }
    promotions::update(ctx.db, &moved)?;
    let statuses = (Some(promotion.status.as_str()), Some(moved.status.as_str()));
    let particulars = Particulars { statuses, ..Particulars::default() };
    let basis = Basis { occurred_on: moved.last_event_on, ..basis };
    ctx.record(subject(promotion.id), command.event().as_str(), basis, particulars)?;
    Ok(moved)
}

/// What the register knows beside the promotion, as far as the event asks for it.
fn known(ctx: &mut Ctx<'_>, promotion: &Record, event: Event) -> Result<Known, Error> {
    match event {
        Event::CheckEligibility
        | Event::Recommend
        | Event::Approve
        | Event::TakeEffect
        | Event::ProposeDemotion
        | Event::DecideDemotion => {
            let grade_id = (event == Event::TakeEffect).then(|| ctx.new_id()).transpose()?.map(GradeId);
            Ok(Known { standing: standing(ctx, promotion)?, grade_id })
        }
        _ => Ok(Known { standing: Standing::default(), grade_id: None }),
    }
}

/// What the register knows today about the person.
fn standing(ctx: &mut Ctx<'_>, promotion: &Record) -> Result<Standing, Error> {
    let id = promotion.person_id;
    let person = people::find(ctx.db, ctx.vault, &Reach::everything(), id)?;
    let mut grades = grades::of_people(ctx.db, &[id])?;
    grades.retain(|grade| grade.track == promotion.track);
    Ok(Standing {
        appointments: appointments::of_people(ctx.db, &[id])?,
        sanctions: sanctions::of_people(ctx.db, &[id])?,
        grades,
        education: person.details.education.map(|level| level.code().to_owned()),
        degree: person.details.degree.map(|degree| degree.code().to_owned()),
        assessed: AssessedYear::of(&assessments::final_grades(ctx.db, id)?, &assessments::open_years(ctx.db, id)?),
    })
}

/// The grade to which a promotion led, from the day of its effect on.
fn grade_of(ctx: &mut Ctx<'_>, promotion: &Record) -> Result<grade::Grade, Error> {
    let undecided = || Error::internal("a promotion in effect without day, document or grade");
    let (from, id) = promotion.effective_on.zip(promotion.grade_id).ok_or_else(undecided)?;
    let person = people::find(ctx.db, ctx.vault, &Reach::everything(), promotion.person_id)?;
    let (span, at) = (Span { from, until: None }, grades::next_instant(ctx.db, ctx.now())?);
    Ok(grade::Grade {
        id,
        version: 1,
        area: promotion.area.clone(),
        person_id: promotion.person_id,
        person_number: person.number,
        track: promotion.track,
        grade: promotion.to_grade.clone(),
        post_grade: None,
        span,
        document_number: promotion.decision_document_number.clone().ok_or_else(undecided)?,
        source: ctx.actor.key(),
        external_reference: None,
        promotion_id: Some(promotion.id),
        annulled_reason: None,
        touched: Some(span),
        created_at: at,
        updated_at: at,
    })
}

/// Most promotions that one transaction of the job brings into effect.
const DUE_AT_ONCE_MAX: i64 = 100;

/// Bring into effect what was decided and has its day: a job of the system, safe to run at any time.
pub struct BringPromotionsIntoEffect {
    /// The last one that was looked at.
    pub after: Option<PromotionId>,
}

/// What one step of the job did.
pub struct Brought {
    /// How many promotions took effect.
    pub count: usize,
    /// The last one that was looked at, when more may follow.
    pub next: Option<PromotionId>,
}

/// Brings into effect all that is due; gives how many promotions took effect.
///
/// # Errors
/// When the database fails; what was done before stays done.
pub async fn bring_all_into_effect(app: &App, caller: &Caller) -> Result<usize, Error> {
    let (mut count, mut after) = (0, None);
    loop {
        let brought = app.run(caller, BringPromotionsIntoEffect { after }).await?;
        count += brought.count;
        after = brought.next;
        if after.is_none() {
            return Ok(count);
        }
    }
}

impl UseCase for BringPromotionsIntoEffect {
    const ACTION: Action = Action::TransitionPromotion;
    type Output = Brought;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Brought, Error> {
        static SYSTEM: LazyLock<Actor> = LazyLock::new(|| Actor::own(Role::System));
        ctx.nothing_changed();
        ctx.actor = &SYSTEM;
        let due = promotions::due(ctx.db, ctx.today(), self.after, DUE_AT_ONCE_MAX)?;
        let is_last = i64::try_from(due.len()).unwrap_or_default() < DUE_AT_ONCE_MAX;
        let next = due.last().map(|one| one.id).filter(|_| !is_last);
        let mut count = 0;
        for promotion in due {
            let occurred_on = promotion.effective_on.max(promotion.last_event_on);
            let basis = Basis { occurred_on, ..Basis::default() };
            match fire(ctx, &promotion, &Command::Plain(Event::TakeEffect), basis) {
                Ok(_) => count += 1,
                // Who is under a sanction, or whose title is not recorded yet, waits: no failure.
                Err(Error::RuleRefused { .. } | Error::Duplicate(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(Brought { count, next })
    }
}

/// Read what happened to a promotion and what may happen next.
pub struct ReadPromotionTransitions(pub PromotionId);

impl UseCase for ReadPromotionTransitions {
    const ACTION: Action = Action::ListPromotionTransitions;
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let promotion = promotions::find(ctx.db, ctx.reach, self.0, None)?;
        let makers = ctx.makers(self.0.0, Event::parse)?;
        let (standing, rules) = (standing(ctx, &promotion)?, ctx.rules()?);
        let next = promotion.possible((ctx.actor, &makers), &standing, ctx.today(), &rules);
        transitions(ctx, self.0.0, next.into_iter().map(|next| (next.event.as_str(), next.refusal)))
    }
}
