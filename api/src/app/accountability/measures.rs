//! Accountability measures: open, carry through their lifecycle, do what a day brings, read, say who is meant.

use domain::{
    Area, Day, Error, FaultCode, Faults, Wording,
    accountability::measure::{self, Command, Event, Known, Opening, parts::Respondent, spent_since},
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{AccountabilityMeasureId, OrganisationId, PersonId, PostId},
        lifecycle::Fired,
        limit::REVEALS,
        policy::{Action, Restricted, reads},
        rules::Rules,
        text,
        time::{Moment, subtract_months},
    },
    misconduct::dismissal::remedy::Outcome,
    roles,
    service::post::{PostKind, PostStatus},
    supervision::object::Object,
};
use openapi::accountability::measure::{
    AccountabilityMeasure, AccountabilityRemedies, CreateAccountabilityMeasure, FileMeasureRemedy, RevealRespondent,
    RevealedRespondent, TransitionAccountabilityMeasure,
};
use persistence::{
    accountability::{
        carriers,
        measures::{self, AccountabilityMeasureFilter},
        respondents,
    },
    service::{appointments, posts},
};
use uuid::Uuid;

use super::references;
use crate::app::{
    Ctx, UseCase,
    governance::document_corrections,
    kernel::{
        context::Particulars,
        due::Due,
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, fire, state_created},
        list::{ListRequest, Listed},
        objects,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

/// Months in which a second measure weighs more (R279).
const SECOND_WITHIN_MONTHS: u32 = 12;

/// Whether the caller sees only what is in effect and not spent, and nothing of what was said.
fn sees_effects_only(ctx: &Ctx<'_>) -> bool {
    !reads(ctx.role(), Restricted::MeasuresInDetail)
}

/// A measure as it stands today, without the name of who is meant.
fn seen(ctx: &Ctx<'_>, rules: &Rules, one: measure::AccountabilityMeasure) -> AccountabilityMeasure {
    let status = one.effective(ctx.today());
    let view = AccountabilityMeasure::new(measure::AccountabilityMeasure { status, ..one }, rules);
    if sees_effects_only(ctx) { view.in_outline() } else { view }
}

/// The name of who is meant; none where it is the unit.
fn name(ctx: &Ctx<'_>, one: &measure::AccountabilityMeasure) -> Result<Option<String>, Error> {
    let opened = |who: &Respondent| respondents::opened(ctx.vault, one.id, &who.name);
    one.respondent.as_ref().map(opened).transpose()
}

/// A single measure as it stands today: with the name of who is meant, for who may read it without saying why.
fn single(ctx: &mut Ctx<'_>, one: measure::AccountabilityMeasure) -> Result<AccountabilityMeasure, Error> {
    let rules = ctx.rules()?;
    let name = if sees_effects_only(ctx) { None } else { name(ctx, &one)? };
    Ok(seen(ctx, &rules, one).naming(name))
}

fn sealed(
    ctx: &Ctx<'_>,
    id: AccountabilityMeasureId,
    respondent: Option<Respondent>,
) -> Result<Option<Respondent>, Error> {
    let seal = |who: Respondent| Ok(Respondent { name: respondents::sealed(ctx.vault, id, &who.name)?, ..who });
    respondent.map(seal).transpose()
}

// -- Opening ------------------------------------------------------------------------------------------------------------

impl UseCase for CreateAccountabilityMeasure {
    const ACTION: Action = Action::write("create_accountability_measure", roles![Registrar, Approver, Operator]);
    type Output = AccountabilityMeasure;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<AccountabilityMeasure, Error> {
        let mut faults = Faults::new();
        let opening = self.opening(&mut faults);
        let area = objects::area_of(ctx, self.object(), &mut faults)?;
        if let Some(opening) = &opening {
            for pointer in carriers::unknown(ctx.db, ctx.reach, &opening.carriers)? {
                within_reach::unknown(&pointer, &mut faults);
            }
        }
        if let Some(id) = self.person() {
            check_no_inspector(ctx, id, &mut faults)?;
        }
        let (opening, area) = faults.finish(opening.zip(area))?;
        let id = AccountabilityMeasureId(ctx.new_id()?);
        let respondent = sealed(ctx, id, opening.respondent)?;
        let opening = Opening { respondent, ..opening };
        let new = open(ctx, id, (area, self.object()), opening)?;
        single(ctx, new)
    }
}

/// Opens a measure. The name of who is meant is sealed.
///
/// # Errors
/// When the database fails.
pub fn open(
    ctx: &mut Ctx<'_>,
    id: AccountabilityMeasureId,
    of: (Area, Object),
    opening: Opening,
) -> Result<measure::AccountabilityMeasure, Error> {
    let new = measure::AccountabilityMeasure::opened(id, of, opening, ctx.now());
    measures::insert(ctx.db, &new)?;
    state_created(ctx, &new, Basis::default())?;
    Ok(new)
}

/// Notes a respondent who inspects: who holds an appointment is met by a dismissal case.
fn check_no_inspector(ctx: &mut Ctx<'_>, id: PersonId, faults: &mut Faults) -> Result<(), Error> {
    const POINTER: &str = "/respondent_person_id";
    let Some(person) = within_reach::person(ctx, id, POINTER, faults)? else { return Ok(()) };
    let (today, now) = (ctx.today(), ctx.now());
    let appointments = appointments::of_people(ctx.db, &[person.id])?;
    if appointments.iter().any(|one| one.ended_by_case(today, now).is_some()) {
        faults.add(POINTER, FaultCode::Mismatch, Wording::InspectorByDismissal);
    }
    Ok(())
}

// -- Events -------------------------------------------------------------------------------------------------------------

/// Fire an event of a measure.
pub type FireMeasureEvent = FireEvent<measure::AccountabilityMeasure>;
/// Read what happened to a measure and what may happen next.
pub type ReadMeasureTransitions = ReadTransitions<measure::AccountabilityMeasure>;

/// File a remedy: the event of that name, by another way.
pub struct FileRemedy {
    /// Against which measure.
    pub id: AccountabilityMeasureId,
    /// Which remedy.
    pub remedy: FileMeasureRemedy,
}

impl UseCase for FileRemedy {
    const ACTION: Action = Action::write("file_accountability_remedy", roles![Registrar, Approver, Operator]);
    type Output = AccountabilityRemedies;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<AccountabilityRemedies, Error> {
        let (command, basis) = TransitionAccountabilityMeasure::FileRemedy(self.remedy.clone()).parse()?;
        let one = measures::find(ctx.db, ctx.reach, self.id, None)?;
        fire(ctx, &one, &command, basis).map(AccountabilityRemedies::from)
    }
}

impl Stored for measure::AccountabilityMeasure {
    type Id = AccountabilityMeasureId;
    const SUBJECT: SubjectKind = SubjectKind::AccountabilityMeasure;
    const LIST_TRANSITIONS: Action =
        Action::read("list_accountability_measure_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &AccountabilityMeasureId) -> Result<Self, Error> {
        measures::find(ctx.db, ctx.reach, *id, None)
    }
}

impl Fires for measure::AccountabilityMeasure {
    type Transition = TransitionAccountabilityMeasure;
    type View = AccountabilityMeasure;
    const TRANSITION: Action =
        Action::write("transition_accountability_measure", roles![Registrar, Approver, Operator, System]);

    fn parse(transition: TransitionAccountabilityMeasure) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<AccountabilityMeasure, Error> {
        single(ctx, self)
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        measures::update(ctx.db, self)
    }

    /// Seals who is interviewed, and notes units that are not within reach.
    fn resolve(&self, ctx: &mut Ctx<'_>, command: Command) -> Result<Command, Error> {
        match command {
            Command::Schedule { planned_on, respondent, matters } => {
                Ok(Command::Schedule { planned_on, respondent: sealed(ctx, self.id, respondent)?, matters })
            }
            Command::Decide { consulted_unit_ids: ref units, .. } => {
                check_units(ctx, units, "/consulted_unit_ids/")?;
                Ok(command)
            }
            Command::RecordOutcome { by_id, .. } => {
                let mut faults = Faults::new();
                within_reach::organisation(ctx, by_id, "/carried_out_by_id", &mut faults)?;
                faults.finish(Some(command))
            }
            other => Ok(other),
        }
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, day: Day) -> Result<Known, Error> {
        let Command::Decide { approved_by_post_id, .. } = command else { return Ok(Known::default()) };
        let since = subtract_months(day, SECOND_WITHIN_MONTHS);
        Ok(Known {
            is_led_by_chair: is_led_by_chair(ctx, *approved_by_post_id, day)?,
            is_second_in_a_year: measures::has_another_since(ctx.db, self.object, self.id, since)?,
        })
    }

    /// Marks the references that reported a decision which a remedy changed or revoked, and the publications about it.
    fn carry_out(
        &self,
        ctx: &mut Ctx<'_>,
        fired: &mut Fired<Self>,
        (command, basis): (&Command, &Basis),
    ) -> Result<Vec<Fact>, Error> {
        if !changes_result(command) {
            return Ok(Vec::new());
        }
        let mut facts = references::supersede(ctx, self.object, self.id.0, (fired.day, basis))?;
        facts.extend(document_corrections::oblige(ctx, self.id.0, (fired.day, basis))?);
        Ok(facts)
    }
}

/// Whether an event changes what was told of a decision.
fn changes_result(command: &Command) -> bool {
    matches!(command, Command::DecideRemedy { outcome: Outcome::Changed | Outcome::Revoked, .. })
}

/// Refuses units that are not within reach.
fn check_units(ctx: &mut Ctx<'_>, units: &[OrganisationId], at: &str) -> Result<(), Error> {
    let (mut faults, known) = (Faults::new(), within_reach::organisations(ctx, units)?);
    for (place, id) in units.iter().enumerate() {
        if !known.contains_key(id) {
            within_reach::unknown(format!("{at}{place}"), &mut faults);
        }
    }
    faults.finish(Some(()))
}

/// R275: whether a post is a chair's or vice-chair's, held on a day.
fn is_led_by_chair(ctx: &mut Ctx<'_>, id: PostId, day: Day) -> Result<bool, Error> {
    match posts::find(ctx.db, ctx.reach, id, Moment::default()) {
        Ok(post) => {
            let is_chair = matches!(post.kind, PostKind::Chair | PostKind::ViceChair);
            let covers = post.starts_on <= day && post.ends_on.is_none_or(|last| day <= last);
            let is_held = covers && (post.status == PostStatus::Held || post.ends_on.is_some());
            Ok(is_chair && is_held)
        }
        Err(Error::NotFound) => {
            let mut faults = Faults::new();
            within_reach::unknown("/approved_by_post_id", &mut faults);
            faults.finish(Some(false))
        }
        Err(other) => Err(other),
    }
}

impl Due for measure::AccountabilityMeasure {
    fn due(ctx: &mut Ctx<'_>, after: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error> {
        measures::due(ctx.db, ctx.today(), after.map(AccountabilityMeasureId), max)
    }

    /// Brings into effect what was served and has its day, and closes what no remedy is open against any more.
    fn bring(self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        let event = if self.took_effect_on.is_none() { Event::TakeEffect } else { Event::Close };
        match fire(ctx, &self, &Command::Plain(event), Basis::default()) {
            Ok(_) => Ok(true),
            // What waits for its day: no failure.
            Err(Error::RuleRefused { .. } | Error::TransitionNotAllowed { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }
}

// -- Reading ------------------------------------------------------------------------------------------------------------

/// A measure as it was known at a moment. HR finds what is in effect and not spent.
fn find(
    ctx: &mut Ctx<'_>,
    id: AccountabilityMeasureId,
    moment: Moment,
) -> Result<measure::AccountabilityMeasure, Error> {
    let found = measures::find(ctx.db, ctx.reach, id, moment.known_at)?;
    if sees_effects_only(ctx) {
        // What was reversed or is spent since is not read by way of an earlier moment.
        let present = measures::find(ctx.db, ctx.reach, id, None)?;
        let (rules, today) = (ctx.rules()?, ctx.today());
        let counts = present.spent_on(&rules).is_some_and(|day| today < day);
        if !counts || !found.has_effect() {
            return Err(Error::NotFound);
        }
    }
    Ok(found)
}

/// Read one measure, as it was known at a moment.
pub type ReadMeasure = ReadAsOf<AccountabilityMeasure>;

impl Readable for AccountabilityMeasure {
    type Id = AccountabilityMeasureId;
    const ACTION: Action = Action::read("read_accountability_measure", roles![Registrar, Approver, Hr, Auditor]);
    const SNAPSHOT: bool = true;

    fn read(ctx: &mut Ctx<'_>, id: AccountabilityMeasureId, moment: Moment) -> Result<Self, Error> {
        let found = find(ctx, id, moment)?;
        single(ctx, found)
    }
}

impl UseCase for ListRequest<AccountabilityMeasureFilter> {
    const ACTION: Action = Action::read("list_accountability_measures", roles![Registrar, Approver, Hr, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<AccountabilityMeasure>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let (rules, today) = (ctx.rules()?, ctx.today());
        let in_effect_since = sees_effects_only(ctx).then(|| spent_since(&rules, today));
        let filter = AccountabilityMeasureFilter { in_effect_since, ..self.query.parse()? };
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = measures::list(ctx.db, ctx.reach, &filter, (order.descending, today), &request)?;
        let page = page.map(|one| seen(ctx, &rules, one));
        Ok(self.answer(ctx, page))
    }
}

/// Read the remedies against a measure, with their clocks.
pub struct ReadRemedies(pub AccountabilityMeasureId);

impl UseCase for ReadRemedies {
    const ACTION: Action = Action::read("list_accountability_remedies", roles![Registrar, Approver, Auditor]);
    type Output = AccountabilityRemedies;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<AccountabilityRemedies, Error> {
        measures::find(ctx.db, ctx.reach, self.0, None).map(AccountabilityRemedies::from)
    }
}

/// Read who is meant, with a purpose, recorded.
pub struct Reveal {
    /// By which measure.
    pub id: AccountabilityMeasureId,
    /// Why.
    pub reveal: RevealRespondent,
}

impl UseCase for Reveal {
    const ACTION: Action = Action::write("reveal_respondent", roles![Registrar, Approver]);
    type Output = RevealedRespondent;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<RevealedRespondent, Error> {
        let mut faults = Faults::new();
        let purpose = faults.keep("/purpose", text::line(&self.reveal.purpose));
        let purpose = faults.finish(purpose)?;
        let found = find(ctx, self.id, Moment::default())?;
        if !ctx.is_trial {
            ctx.count_tries(&REVEALS, "", 1)?;
        }
        let basis = Basis { reason: Some(purpose), ..Basis::default() };
        ctx.record(found.subject(), "revealed", basis, Particulars::default())?;
        // Of a trial nothing stays, the record of the reading neither: so nothing is shown.
        let respondent_name = if ctx.is_trial { None } else { name(ctx, &found)? };
        Ok(RevealedRespondent { id: found.id.into(), respondent_name })
    }
}
