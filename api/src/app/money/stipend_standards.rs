//! Stipend standards: draft, carry through their lifecycle, bring into effect, read.

use domain::{
    Day, Error, Faults,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::StipendStandardId,
        lifecycle::Fired,
        policy::{Action, Restricted, reads},
        time::Moment,
    },
    money::stipend::standard::{Command, Event, Standard, Status},
    roles,
};
use openapi::money::stipend_standard::{
    CreateStipendStandard, StipendStandard, TransitionStipendStandard, UpdateStipendStandard,
};
use persistence::money::stipend_standards::{self, StandardFilter};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::Particulars,
        due::Due,
        lifecycle::{CompleteDraft, Completes, FireEvent, Fires, ReadTransitions, Stored, fire, state_created},
        list::{ListRequest, Listed},
        reading::{ReadAsOf, Readable},
    },
};

/// Whether the caller sees only what was decided: finance pays by it, and drafts are none of its business.
fn sees_decided_only(ctx: &Ctx<'_>) -> bool {
    !reads(ctx.role(), Restricted::UndecidedStipends)
}

fn find(ctx: &mut Ctx<'_>, id: StipendStandardId, moment: Moment) -> Result<Standard, Error> {
    let standard = stipend_standards::find(ctx.db, ctx.reach, id, moment)?;
    if standard.is_decided() || !sees_decided_only(ctx) { Ok(standard) } else { Err(Error::NotFound) }
}

impl UseCase for CreateStipendStandard {
    const ACTION: Action = Action::write("create_stipend_standard", roles![Registrar, Approver, Operator]);
    type Output = StipendStandard;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendStandard, Error> {
        let mut faults = Faults::new();
        let said = self.said_area(&mut faults);
        let details = self.parse(&mut faults);
        let details = faults.finish(Some(details))?;
        let (area, id) = (ctx.area_on(said.as_ref(), details.starts_on)?, StipendStandardId(ctx.new_id()?));
        let draft = Standard::draft(id, area, details, ctx.now());
        stipend_standards::insert(ctx.db, &draft)?;
        state_created(ctx, &draft, Basis::default())?;
        Ok(view(ctx, draft))
    }
}

/// Read one standard, as it was known at a moment.
pub type ReadStipendStandard = ReadAsOf<StipendStandard>;

impl Readable for StipendStandard {
    type Id = StipendStandardId;
    const ACTION: Action = Action::read("read_stipend_standard", roles![Registrar, Approver, Finance, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: StipendStandardId, moment: Moment) -> Result<Self, Error> {
        let standard = find(ctx, id, moment)?;
        Ok(StipendStandard::new(standard, moment.as_of.unwrap_or(ctx.today())))
    }
}

impl UseCase for ListRequest<StandardFilter> {
    const ACTION: Action = Action::read("list_stipend_standards", roles![Registrar, Approver, Finance, Auditor]);
    type Output = Listed<StipendStandard>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = StandardFilter { decided_only: sees_decided_only(ctx), ..self.query.parse()? };
        let (order, request, today) = (self.order()?, self.page(ctx)?, ctx.today());
        let page = stipend_standards::list(ctx.db, ctx.reach, &filter, (order.descending, today), &request)?;
        let day = filter.as_of.unwrap_or(today);
        Ok(self.answer(ctx, page.map(|one| StipendStandard::new(one, day))))
    }
}

/// Rewrite a draft that was not submitted.
pub type RewriteStipendStandard = CompleteDraft<Standard>;
/// Fire an event of a standard.
pub type FireStipendStandardEvent = FireEvent<Standard>;
/// Read what happened to a standard and what may happen next.
pub type ReadStipendStandardTransitions = ReadTransitions<Standard>;

impl Stored for Standard {
    type Id = StipendStandardId;
    const SUBJECT: SubjectKind = SubjectKind::StipendStandard;
    const LIST_TRANSITIONS: Action =
        Action::read("list_stipend_standard_transitions", roles![Registrar, Approver, Finance, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &StipendStandardId) -> Result<Self, Error> {
        find(ctx, *id, Moment::default())
    }
}

impl Fires for Standard {
    type Transition = TransitionStipendStandard;
    type View = StipendStandard;
    const TRANSITION: Action =
        Action::write("transition_stipend_standard", roles![Registrar, Approver, Operator, System]);

    fn parse(transition: TransitionStipendStandard) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<StipendStandard, Error> {
        Ok(view(ctx, self))
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        stipend_standards::update(ctx.db, self)
    }

    fn known(&self, _: &mut Ctx<'_>, _: &Command, _: Day) -> Result<(), Error> {
        Ok(())
    }

    fn carry_out(&self, ctx: &mut Ctx<'_>, fired: &mut Fired<Self>, _: (&Command, &Basis)) -> Result<Vec<Fact>, Error> {
        if fired.event == Event::Approve {
            make_room(ctx, &mut fired.record)?;
        }
        Ok(Vec::new())
    }

    fn follow(&self, ctx: &mut Ctx<'_>, fired: &Fired<Self>, _: &Basis) -> Result<(), Error> {
        if fired.event == Event::Withdraw && self.is_decided() { prolong_before(ctx, self) } else { Ok(()) }
    }
}

/// The standard as it reads today.
fn view(ctx: &Ctx<'_>, standard: Standard) -> StipendStandard {
    StipendStandard::new(standard, ctx.today())
}

/// Makes room for a standard that was decided. The one that begins on the same day is replaced: it holds on no day any more, and
/// what runs paid by it becomes arrears or recoveries. Else the one without an end of its own that holds on the first day ends
/// the day before. From the decision on, no day has two.
fn make_room(ctx: &mut Ctx<'_>, decided: &mut Standard) -> Result<(), Error> {
    let (area, starts_on) = (&decided.area, decided.details.starts_on);
    if let Some(replaced) = stipend_standards::find_beginning_on(ctx.db, area, starts_on)? {
        follow(ctx, &replaced, Some(starts_on))?;
        let next = stipend_standards::next_start_after(ctx.db, area, starts_on)?;
        let lasts_until = |next: &Day| decided.details.ends_on.is_none_or(|last| *next <= last);
        decided.succeeded_on = next.filter(lasts_until);
    } else if let Some(before) = stipend_standards::find_open_before(ctx.db, area, starts_on)? {
        follow(ctx, &before, Some(starts_on))?;
    }
    Ok(())
}

/// What would have ended by a standard that was given up holds on, until another one follows.
fn prolong_before(ctx: &mut Ctx<'_>, given_up: &Standard) -> Result<(), Error> {
    let (area, starts_on) = (&given_up.area, given_up.details.starts_on);
    if let Some(before) = stipend_standards::find_succeeded_on(ctx.db, area, starts_on)? {
        let next = stipend_standards::next_start_after(ctx.db, area, before.details.starts_on)?;
        follow(ctx, &before, next)?;
    }
    Ok(())
}

/// The name of the fact that another standard was decided to follow, or was given up.
const SUCCESSOR_CHANGED: &str = "successor_changed";

/// Stores from which day another standard follows.
fn follow(ctx: &mut Ctx<'_>, before: &Standard, next_starts_on: Option<Day>) -> Result<(), Error> {
    let followed = before.followed_by(next_starts_on, ctx.now());
    stipend_standards::update(ctx.db, &followed)?;
    ctx.record(before.subject(), SUCCESSOR_CHANGED, Basis::default(), Particulars::default())
}

impl Completes for Standard {
    type Patch = UpdateStipendStandard;
    const UPDATE: Action = Action::write("update_stipend_standard", roles![Registrar, Approver, Operator]);

    fn is_draft(&self) -> bool {
        self.is_editable()
    }

    fn take_patch(&mut self, patch: &UpdateStipendStandard, _: Day, faults: &mut Faults) {
        self.details = patch.over(&self.details, faults);
    }
}

/// Which standards took effect and which were superseded. Reads do not wait for it.
impl Due for Standard {
    fn due(ctx: &mut Ctx<'_>, _: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error> {
        stipend_standards::due(ctx.db, ctx.today(), max)
    }

    /// True if it took effect.
    fn bring(self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        let takes_effect = self.status == Status::Approved;
        store_the_day(ctx, self).map(|()| takes_effect)
    }
}

/// Stores that a standard took effect, and that it was superseded, as far as both days have come.
fn store_the_day(ctx: &mut Ctx<'_>, mut standard: Standard) -> Result<(), Error> {
    let on = |one: &Standard, day| Basis { occurred_on: one.last_event_on.max(Some(day)), ..Basis::default() };
    if standard.status == Status::Approved {
        let basis = on(&standard, standard.details.starts_on);
        standard = fire(ctx, &standard, &Command::Plain(Event::TakeEffect), basis)?;
    }
    if let Some(next_starts_on) = standard.succeeded_on.filter(|next| *next <= ctx.today()) {
        let basis = on(&standard, next_starts_on);
        fire(ctx, &standard, &Command::Supersede { next_starts_on }, basis)?;
    }
    Ok(())
}
