//! Promotions: begin, carry through their lifecycle, bring into effect, read.

use domain::{
    Day, Error, Faults, Reach,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{GradeId, PromotionId},
        lifecycle::Fired,
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    performance::{
        grade::{self, Span, Track},
        promotion::{
            Command, Event, Promotion as Record, Record as Known, eligibility::AssessedYear, standing::Standing,
        },
    },
    roles,
};
use openapi::performance::promotion::{CreatePromotion, Promotion, TransitionPromotion};
use persistence::{
    misconduct::sanctions,
    people,
    performance::{
        assessments, grades,
        promotions::{self, PromotionFilter},
    },
    service::appointments,
};
use uuid::Uuid;

use super::grades::record;
use crate::app::{
    Ctx, UseCase,
    kernel::{
        due::Due,
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, fire, state_created},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
    service::deaths,
};

impl UseCase for CreatePromotion {
    const ACTION: Action = Action::write("create_promotion", roles![Registrar, Approver, Operator]);
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
        state_created(ctx, &draft, Basis::default())?;
        Ok(draft.into())
    }
}

/// Read one promotion, as it stood on a day, as it was known at a moment.
pub type ReadPromotion = ReadAsOf<Promotion>;

impl Readable for Promotion {
    type Id = PromotionId;
    const ACTION: Action = Action::read("read_promotion", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: PromotionId, moment: Moment) -> Result<Self, Error> {
        let one = promotions::find(ctx.db, ctx.reach, id, moment.known_at)?;
        one.at(moment, ctx.today()).map(Promotion::from).ok_or(Error::NotFound)
    }
}

impl Listing for PromotionFilter {
    const ACTION: Action = Action::read("list_promotions", roles![Registrar, Approver, Auditor]);
    type View = Promotion;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Promotion>, Error> {
        Ok(promotions::list(ctx.db, ctx.reach, self, descending, request)?.map(Promotion::from))
    }
}

/// Fire an event of a promotion.
pub type FirePromotionEvent = FireEvent<Record>;
/// Read what happened to a promotion and what may happen next.
pub type ReadPromotionTransitions = ReadTransitions<Record>;

impl Stored for Record {
    type Id = PromotionId;
    const SUBJECT: SubjectKind = SubjectKind::Promotion;
    const LIST_TRANSITIONS: Action = Action::read("list_promotion_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &PromotionId) -> Result<Self, Error> {
        promotions::find(ctx.db, ctx.reach, *id, None)
    }

    fn known_for_next(&self, ctx: &mut Ctx<'_>) -> Result<Option<Known>, Error> {
        Ok(Some(Known { standing: standing(ctx, self)?, grade_id: None, rules: ctx.rules()? }))
    }

    fn stated_on(fired: &Fired<Self>) -> Option<Day> {
        fired.record.last_event_on
    }
}

impl Fires for Record {
    type Transition = TransitionPromotion;
    type View = Promotion;
    const TRANSITION: Action = Action::write("transition_promotion", roles![Registrar, Approver, Operator, System]);

    fn parse(transition: TransitionPromotion) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, _: &mut Ctx<'_>) -> Result<Promotion, Error> {
        Ok(self.into())
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        promotions::update(ctx.db, self)
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, _: Day) -> Result<Known, Error> {
        known(ctx, self, command.event())
    }

    fn carry_out(&self, ctx: &mut Ctx<'_>, fired: &mut Fired<Self>, _: (&Command, &Basis)) -> Result<Vec<Fact>, Error> {
        if fired.event == Event::TakeEffect && self.track == Track::InspectorGrade {
            let grade = grade_of(ctx, &fired.record)?;
            record(ctx, &grade)?;
        }
        Ok(Vec::new())
    }
}

/// What the register knows in addition to the promotion, as far as the event needs it.
fn known(ctx: &mut Ctx<'_>, promotion: &Record, event: Event) -> Result<Known, Error> {
    let rules = ctx.rules()?;
    match event {
        Event::CheckEligibility
        | Event::Recommend
        | Event::Approve
        | Event::TakeEffect
        | Event::ProposeDemotion
        | Event::DecideDemotion => {
            let grade_id = (event == Event::TakeEffect).then(|| ctx.new_id()).transpose()?.map(GradeId);
            Ok(Known { standing: standing(ctx, promotion)?, grade_id, rules })
        }
        _ => Ok(Known { standing: Standing::default(), grade_id: None, rules }),
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

impl Due for Record {
    fn due(ctx: &mut Ctx<'_>, after: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error> {
        promotions::due(ctx.db, ctx.today(), after.map(PromotionId), max)
    }

    fn bring(self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        let basis = Basis { occurred_on: self.effective_on.max(self.last_event_on), ..Basis::default() };
        match fire(ctx, &self, &Command::Plain(Event::TakeEffect), basis) {
            Ok(_) => Ok(true),
            // Who is under a sanction, or whose title is not recorded yet, waits: no failure.
            Err(Error::RuleRefused { .. } | Error::Duplicate(_)) => Ok(false),
            Err(other) => Err(other),
        }
    }
}
