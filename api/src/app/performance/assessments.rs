//! Yearly duty assessments: draft, sign, rate, grade, review, explain.

use std::collections::HashMap;

use chrono::Datelike;
use domain::{
    Day, Error, FaultCode, Faults, Reach, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::{AssessmentId, OrganisationId, PersonId},
        policy::{Action, Restricted, reads},
        time::Moment,
    },
    performance::{
        assessment::{
            Assessment as Record, Command, Event, Record as Facts, Status, days_of, days_served,
            grade::Grade,
            rating::{Assessed, RaterKind},
            targets::Counted,
        },
        duty::Counts,
    },
    roles,
};
use openapi::performance::assessment::{
    Assessment, AssessmentExplanation, CreateAssessment, TransitionAssessment, UpdateAssessment,
};
use persistence::{
    people,
    performance::{
        assessments::{self, AssessmentFilter},
        duty_records,
    },
    qualification::{trainings as hours, trainings::TrainingFilter},
    service::appointments,
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        lifecycle::{CompleteDraft, Completes, FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::{ListRequest, Listed},
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

impl UseCase for CreateAssessment {
    const ACTION: Action = Action::write("create_assessment", roles![Registrar, Approver, Operator]);
    type Output = Assessment;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Assessment, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let authority = within_reach::authority(ctx, self.authority(), "/authority_id", &mut faults)?;
        let targets = self.parse(&mut faults);
        // Targets may be signed before the year begins.
        let last = ctx.today().year() + 1;
        if self.year > last {
            faults.add("/year", FaultCode::Range, Wording::AtMost { max: last.into() });
        }
        let (person, authority) = faults.finish(person.zip(authority))?;
        Record::check_served(served(ctx, person.id, authority.id, self.year)?, self.year)?;
        let (id, now) = (AssessmentId(ctx.new_id()?), ctx.now());
        let draft = Record::drafted(id, (person.id, person.area), authority.id, self.year, targets, now);
        assessments::insert(ctx.db, &draft)?;
        state_created(ctx, &draft, Basis::default())?;
        Ok(draft.into())
    }
}

/// The days of a year in the office of an authority, those to come included.
fn served(ctx: &mut Ctx<'_>, person: PersonId, authority: OrganisationId, year: i32) -> Result<u32, Error> {
    let theirs = appointments::of_people(ctx.db, &[person])?;
    let terms: Vec<_> =
        theirs.iter().filter(|one| one.authority_id == authority).filter_map(|one| one.takes()).collect();
    Ok(days_served(&terms, year))
}

/// Whether the caller sees results only.
fn sees_results_only(ctx: &Ctx<'_>) -> bool {
    !reads(ctx.role(), Restricted::AssessmentsUnderWay)
}

fn seen(ctx: &Ctx<'_>, one: Record) -> Assessment {
    let view = Assessment::from(one);
    if sees_results_only(ctx) { view.result_only() } else { view }
}

/// How assessments stood on an earlier day; nothing when they are asked for as of today.
struct Earlier(Option<HashMap<AssessmentId, Record>>);

impl Earlier {
    fn of(ctx: &mut Ctx<'_>, present: &[Record], moment: Moment) -> Result<Self, Error> {
        let Some(day) = moment.as_of.filter(|day| *day != ctx.today()) else { return Ok(Self(None)) };
        let ids: Vec<AssessmentId> = present.iter().map(|one| one.id).collect();
        assessments::stood_on(ctx.db, &ids, day, moment.known_at).map(|stood| Self(Some(stood)))
    }

    /// The assessment as it stood; none when it was not there. Its area and its person are those of today, by which it is read.
    fn stood(&mut self, present: Record) -> Option<Record> {
        match &mut self.0 {
            None => Some(present),
            Some(stood) => {
                let then = stood.remove(&present.id)?;
                Some(Record { area: present.area, person_id: present.person_id, ..then })
            }
        }
    }
}

/// The assessment of this id as it stood at a moment.
fn found(ctx: &mut Ctx<'_>, id: AssessmentId, moment: Moment) -> Result<Record, Error> {
    let present = assessments::find(ctx.db, ctx.reach, id, moment.known_at)?;
    let mut earlier = Earlier::of(ctx, std::slice::from_ref(&present), moment)?;
    earlier.stood(present).ok_or(Error::NotFound)
}

/// Read one assessment, as it stood on a day, as it was known at a moment.
pub type ReadAssessment = ReadAsOf<Assessment>;

impl Readable for Assessment {
    type Id = AssessmentId;
    const ACTION: Action = Action::read("read_assessment", roles![Registrar, Approver, Hr, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: AssessmentId, moment: Moment) -> Result<Self, Error> {
        let stood = found(ctx, id, moment)?;
        if sees_results_only(ctx) && stood.status != Status::Final {
            return Err(Error::NotFound);
        }
        Ok(seen(ctx, stood))
    }
}

impl UseCase for ListRequest<AssessmentFilter> {
    const ACTION: Action = Action::read("list_assessments", roles![Registrar, Approver, Hr, Auditor]);
    type Output = Listed<Assessment>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut filter = AssessmentFilter { final_only: sees_results_only(ctx), ..self.query.parse()? };
        within_reach::lead_on(ctx, &mut filter.person_id)?;
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = assessments::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        let moment = Moment { as_of: filter.as_of, known_at: filter.known_at };
        let mut earlier = Earlier::of(ctx, &page.items, moment)?;
        let unknown = || Error::internal("an assessment that was not there on the day");
        let page = page.try_map(|one| earlier.stood(one).map(|one| seen(ctx, one)).ok_or_else(unknown))?;
        Ok(self.answer(ctx, page))
    }
}

/// Write other targets into a draft.
pub type RedraftAssessment = CompleteDraft<Record>;
/// Fire an event of an assessment.
pub type FireAssessmentEvent = FireEvent<Record>;
/// Read what happened to an assessment and what may happen next.
pub type ReadAssessmentTransitions = ReadTransitions<Record>;

impl Stored for Record {
    type Id = AssessmentId;
    const SUBJECT: SubjectKind = SubjectKind::Assessment;
    const LIST_TRANSITIONS: Action = Action::read("list_assessment_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &AssessmentId) -> Result<Self, Error> {
        assessments::find(ctx.db, ctx.reach, *id, None)
    }
}

impl Fires for Record {
    type Transition = TransitionAssessment;
    type View = Assessment;
    const TRANSITION: Action = Action::write("transition_assessment", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionAssessment) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, _: &mut Ctx<'_>) -> Result<Assessment, Error> {
        Ok(self.into())
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        assessments::update(ctx.db, self)
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, _: Day) -> Result<Facts, Error> {
        facts(ctx, self, command)
    }
}

impl Completes for Record {
    type Patch = UpdateAssessment;
    const UPDATE: Action = Action::write("update_assessment", roles![Registrar, Approver, Operator]);

    fn is_draft(&self) -> bool {
        self.status == Status::TargetsDrafted
    }

    fn take_patch(&mut self, patch: &UpdateAssessment, _: Day, faults: &mut Faults) {
        if let Some(targets) = patch.parse(faults) {
            self.targets = targets;
        }
    }
}

/// What the register knows in addition to the assessment, as far as the event needs it.
fn facts(ctx: &mut Ctx<'_>, one: &Record, command: &Command) -> Result<Facts, Error> {
    let event = command.event();
    let mut facts = Facts {
        assessed: Assessed { id: one.person_id, name: String::new() },
        raters: Vec::new(),
        is_rater_unknown: false,
        counted: Counted::default(),
        group: (0, 0),
        days_served: 0,
        is_beside_unqualified: false,
    };
    if matches!(event, Event::SelfRate | Event::Rate | Event::CloseRatings | Event::Propose) {
        let person = people::find(ctx.db, ctx.vault, &Reach::everything(), one.person_id)?;
        facts.assessed.name = person.details.name.as_str().to_owned();
        let others = one.ratings.iter().filter(|rating| rating.kind != RaterKind::Own);
        let known = others.filter(|_| event != Event::Rate).filter_map(|rating| rating.rater_person_id);
        let named = match command {
            Command::Rate(rating) => rating.rater_person_id,
            _ => None,
        };
        let known: Vec<PersonId> = known.map(PersonId).collect();
        facts.raters = within_reach::survivors(ctx, &known)?.into_values().collect();
        if let Some(id) = named {
            let rater = within_reach::survivor(ctx, PersonId(id))?;
            facts.is_rater_unknown = rater.is_none();
            facts.raters.extend(rater);
        }
    }
    if matches!(event, Event::Propose | Event::DecideReview) {
        facts.counted = counted(ctx, one)?;
        let group = assessments::group(ctx.db, one.authority_id, one.year)?;
        let excellent = group.iter().filter(|(id, grade)| *id != one.id && *grade == Some(Grade::Excellent)).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        facts.group = (number(group.len()), number(excellent));
    }
    if event == Event::Exempt {
        facts.days_served = served(ctx, one.person_id, one.authority_id, one.year)?;
    }
    if event == Event::Finalise {
        let beside = [one.year - 1, one.year + 1];
        facts.is_beside_unqualified = assessments::ended_as(ctx.db, one.person_id, &beside, Grade::Unqualified)?;
    }
    Ok(facts)
}

/// What was done in the year.
fn counted(ctx: &mut Ctx<'_>, one: &Record) -> Result<Counted, Error> {
    let days = days_of(one.year);
    let duty: Counts = duty_records::counts(ctx.db, one.person_id, days.from, days.until)?;
    let held = TrainingFilter {
        person_id: vec![one.person_id],
        held_on_from: Some(days.from),
        held_on_to: Some(days.until),
        ..TrainingFilter::default()
    };
    Ok(Counted { duty, training_hours: hours::hours(ctx.db, &held)? })
}

/// Read how score and grade came about, as they stood on a day, as they were known at a moment.
pub type ExplainAssessment = ReadAsOf<AssessmentExplanation>;

impl Readable for AssessmentExplanation {
    type Id = AssessmentId;
    const ACTION: Action = Action::read("read_assessment_explanation", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: AssessmentId, moment: Moment) -> Result<Self, Error> {
        AssessmentExplanation::of(found(ctx, id, moment)?).ok_or(Error::NotFound)
    }
}
