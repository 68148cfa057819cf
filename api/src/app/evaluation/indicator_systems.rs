//! Indicator systems: draft, carry through their lifecycle, bring into effect, read.

use domain::{
    Day, Error, Faults,
    evaluation::system::{Event, IndicatorSystem, Status},
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::IndicatorSystemId,
        lifecycle::Fired,
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    roles,
};
use openapi::evaluation::indicator_system::{
    self as wire, CreateIndicatorSystem, TransitionIndicatorSystem, UpdateIndicatorSystem,
};
use persistence::evaluation::indicator_systems::{self, SystemFilter};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::Particulars,
        due::Due,
        lifecycle::{CompleteDraft, Completes, FireEvent, Fires, ReadTransitions, Stored, fire, state_created},
        list::Listing,
        reading::{ReadAsOf, Readable},
    },
};

impl UseCase for CreateIndicatorSystem {
    const ACTION: Action = Action::write("create_indicator_system", roles![Registrar, Approver, Operator]);
    type Output = wire::IndicatorSystem;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<wire::IndicatorSystem, Error> {
        let mut faults = Faults::new();
        let said = self.said_area(&mut faults);
        let details = self.parse(&mut faults);
        let details = faults.finish(Some(details))?;
        let area = ctx.area_on(said.as_ref(), details.effective_on)?;
        let draft = IndicatorSystem::draft(IndicatorSystemId(ctx.new_id()?), area, details, ctx.now());
        indicator_systems::insert(ctx.db, &draft)?;
        state_created(ctx, &draft, Basis::default())?;
        draft.view(ctx)
    }
}

/// Read one indicator system, as it was known at a moment.
pub type ReadIndicatorSystem = ReadAsOf<wire::IndicatorSystem>;

impl Readable for wire::IndicatorSystem {
    type Id = IndicatorSystemId;
    const ACTION: Action = Action::read("read_indicator_system", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: IndicatorSystemId, moment: Moment) -> Result<Self, Error> {
        let day = moment.as_of.unwrap_or(ctx.today());
        indicator_systems::find(ctx.db, ctx.reach, id, moment).map(|one| Self::new(one, day))
    }
}

impl Listing for SystemFilter {
    const ACTION: Action = Action::read("list_indicator_systems", roles![Registrar, Approver, Auditor]);
    type View = wire::IndicatorSystem;

    fn page(
        &self,
        ctx: &mut Ctx<'_>,
        descending: bool,
        request: &PageRequest,
    ) -> Result<Page<wire::IndicatorSystem>, Error> {
        let (today, day) = (ctx.today(), self.as_of.unwrap_or(ctx.today()));
        let page = indicator_systems::list(ctx.db, ctx.reach, self, (descending, today), request)?;
        Ok(page.map(|one| wire::IndicatorSystem::new(one, day)))
    }
}

/// Rewrite a draft that was not submitted.
pub type RewriteIndicatorSystem = CompleteDraft<IndicatorSystem>;
/// Fire an event of an indicator system.
pub type FireIndicatorSystemEvent = FireEvent<IndicatorSystem>;
/// Read what happened to an indicator system and what may happen next.
pub type ReadIndicatorSystemTransitions = ReadTransitions<IndicatorSystem>;

impl Stored for IndicatorSystem {
    type Id = IndicatorSystemId;
    const SUBJECT: SubjectKind = SubjectKind::IndicatorSystem;
    const LIST_TRANSITIONS: Action =
        Action::read("list_indicator_system_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &IndicatorSystemId) -> Result<Self, Error> {
        indicator_systems::find(ctx.db, ctx.reach, *id, Moment::default())
    }
}

impl Fires for IndicatorSystem {
    type Transition = TransitionIndicatorSystem;
    type View = wire::IndicatorSystem;
    const TRANSITION: Action =
        Action::write("transition_indicator_system", roles![Registrar, Approver, Operator, System]);

    fn parse(transition: TransitionIndicatorSystem) -> Result<(Event, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<wire::IndicatorSystem, Error> {
        Ok(wire::IndicatorSystem::new(self, ctx.today()))
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        indicator_systems::update(ctx.db, self)
    }

    fn known(&self, _: &mut Ctx<'_>, _: &Event, _: Day) -> Result<(), Error> {
        Ok(())
    }

    /// The system that was decided ends the one before it, and is ended by the one after it.
    fn carry_out(&self, ctx: &mut Ctx<'_>, fired: &mut Fired<Self>, _: (&Event, &Basis)) -> Result<Vec<Fact>, Error> {
        if fired.event == Event::Approve {
            let (before, next) = neighbours(ctx, self)?;
            fired.record.succeeded_on = next;
            if let Some(before) = before {
                follow(ctx, &before, Some(self.details.effective_on))?;
            }
        }
        Ok(Vec::new())
    }

    /// What would have ended by a system that was given up holds on, until the one after it.
    fn follow(&self, ctx: &mut Ctx<'_>, fired: &Fired<Self>, _: &Basis) -> Result<(), Error> {
        if (fired.event, fired.from) == (Event::Withdraw, Status::Approved)
            && let (Some(before), next) = neighbours(ctx, self)?
        {
            follow(ctx, &before, next)?;
        }
        Ok(())
    }
}

/// The decided system of the same code before one, and the first day of the one after it.
fn neighbours(ctx: &mut Ctx<'_>, one: &IndicatorSystem) -> Result<(Option<IndicatorSystem>, Option<Day>), Error> {
    let mut earlier = indicator_systems::decided_of(ctx.db, one)?;
    let later =
        earlier.split_off(earlier.partition_point(|other| other.details.effective_on < one.details.effective_on));
    let next = later.iter().map(|other| other.details.effective_on).find(|day| *day > one.details.effective_on);
    Ok((earlier.pop(), next))
}

/// The name of the fact that another system was decided to follow, or was given up.
const SUCCESSOR_CHANGED: &str = "successor_changed";

/// Stores from which day another system follows.
fn follow(ctx: &mut Ctx<'_>, before: &IndicatorSystem, next: Option<Day>) -> Result<(), Error> {
    let followed = before.followed_by(next, ctx.now());
    indicator_systems::update(ctx.db, &followed)?;
    ctx.record(before.subject(), SUCCESSOR_CHANGED, Basis::default(), Particulars::default())
}

impl Completes for IndicatorSystem {
    type Patch = UpdateIndicatorSystem;
    const UPDATE: Action = Action::write("update_indicator_system", roles![Registrar, Approver, Operator]);

    fn is_draft(&self) -> bool {
        self.is_editable()
    }

    fn take_patch(&mut self, patch: &UpdateIndicatorSystem, _: Day, faults: &mut Faults) {
        self.details = patch.over(&self.details, faults);
    }
}

/// Which systems took effect and which were superseded. Reads do not wait for it.
impl Due for IndicatorSystem {
    fn due(ctx: &mut Ctx<'_>, _: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error> {
        indicator_systems::due(ctx.db, ctx.today(), max)
    }

    /// True if it took effect. What the day brings is stored as far as both days have come.
    fn bring(mut self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        let on = |one: &Self, day| Basis { occurred_on: one.last_event_on.max(Some(day)), ..Basis::default() };
        let takes_effect = self.status == Status::Approved;
        if takes_effect {
            let basis = on(&self, self.details.effective_on);
            self = fire(ctx, &self, &Event::TakeEffect, basis)?;
        }
        if let Some(next) = self.succeeded_on.filter(|next| *next <= ctx.today()) {
            let basis = on(&self, next);
            fire(ctx, &self, &Event::Supersede, basis)?;
        }
        Ok(takes_effect)
    }
}
