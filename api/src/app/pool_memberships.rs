//! Pool memberships: nominate, complete, move along the lifecycle.

use std::sync::LazyLock;

use domain::{
    Actor, Error, Faults, Reach, Role,
    event::{Basis, SubjectKind},
    id::{MembershipId, PersonId},
    lifecycle::Situation,
    policy::Action,
    pool::{Command, Event, Membership, Status},
};
use openapi::{
    pool_membership::{CreatePoolMembership, PoolMembership, TransitionPoolMembership, UpdatePoolMembership},
    transition::Transitions,
};
use persistence::{
    calendars,
    objections::{self, About},
    pool_memberships::{self, MembershipFilter},
};
use uuid::Uuid;

use super::{
    Ctx, UseCase,
    context::{COMPLETED, CREATED, Particulars, at_version, transitions},
    deaths,
    list::{ListRequest, Listed},
    within_reach,
};

fn subject(id: MembershipId) -> (SubjectKind, Uuid) {
    (SubjectKind::PoolMembership, id.0)
}

impl UseCase for CreatePoolMembership {
    const ACTION: Action = Action::CreatePoolMembership;
    type Output = PoolMembership;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PoolMembership, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let (id, now, today) = (MembershipId(ctx.new_id()?), ctx.now(), ctx.today());
        let of = person.map(|person| (person.id, person.area));
        let (person_id, area) = of.map_or_else(|| Ok((self.person(), ctx.area_for(None)?)), Ok::<_, Error>)?;
        let mut draft = Membership::nominate(id, person_id, area, self.pool.into(), now);
        self.clone().fill(&mut draft, today, &mut faults);
        let draft = faults.finish(Some(draft))?;
        deaths::refuse_after(ctx, draft.person_id, today)?;
        end_what_is_over(ctx, &draft)?;
        pool_memberships::insert(ctx.db, std::slice::from_ref(&draft))?;
        let statuses = (None, Some(draft.status.as_str()));
        ctx.record(subject(id), CREATED, Basis::default(), Particulars { statuses, ..Particulars::default() })?;
        view(ctx, draft)
    }
}

/// A term that is over leaves room for another nomination, even before the hourly job has recorded its end.
fn end_what_is_over(ctx: &mut Ctx<'_>, draft: &Membership) -> Result<(), Error> {
    let mine = pool_memberships::of_people(ctx.db, &Reach::everything(), &[draft.person_id])?;
    let today = ctx.today();
    let is_over = |one: &&Membership| {
        one.pool == draft.pool && one.status == Status::Active && one.effective(today) == Status::Expired
    };
    match mine.iter().find(is_over) {
        Some(membership) => expire(ctx, membership),
        None => Ok(()),
    }
}

/// The system's own act, whoever's request brought it about.
pub(super) fn expire(ctx: &mut Ctx<'_>, membership: &Membership) -> Result<(), Error> {
    static SYSTEM: LazyLock<Actor> = LazyLock::new(|| Actor::own(Role::System));
    let ended_on = membership.term.and_then(|term| term.until.succ_opt());
    let basis = Basis { occurred_on: ended_on.max(membership.last_event_on), ..Basis::default() };
    let caller = std::mem::replace(&mut ctx.actor, &SYSTEM);
    let outcome = fire(ctx, membership, &Command::Plain(Event::Expire), basis);
    ctx.actor = caller;
    outcome.map(drop)
}

/// A membership as it is shown, with its objection opened.
fn view(ctx: &Ctx<'_>, membership: Membership) -> Result<PoolMembership, Error> {
    let opened = |kept| objections::opened(ctx.vault, About::Membership(membership.id.0), kept);
    let objection = membership.objection.as_ref().map(opened).transpose()?;
    Ok(PoolMembership::new(Membership { objection, ..membership }, ctx.today()))
}

/// Read one membership.
pub struct ReadPoolMembership(pub MembershipId);

impl UseCase for ReadPoolMembership {
    const ACTION: Action = Action::ReadPoolMembership;
    type Output = PoolMembership;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PoolMembership, Error> {
        let membership = pool_memberships::find(ctx.db, ctx.reach, self.0)?;
        view(ctx, membership)
    }
}

/// Read the memberships of several people at once, for a page of people.
pub struct PoolMembershipsOf(pub Vec<PersonId>);

impl UseCase for PoolMembershipsOf {
    const ACTION: Action = Action::ListPoolMemberships;
    type Output = Vec<(PersonId, PoolMembership)>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let all = pool_memberships::of_people(ctx.db, ctx.reach, &self.0)?;
        all.into_iter().map(|one| Ok((one.person_id, view(ctx, one)?))).collect()
    }
}

impl UseCase for ListRequest<MembershipFilter> {
    const ACTION: Action = Action::ListPoolMemberships;
    type Output = Listed<PoolMembership>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut filter = self.query.parse()?;
        within_reach::lead_on(ctx, &mut filter.person_id)?;
        let (order, request, today) = (self.order()?, self.page(ctx)?, ctx.today());
        let page = pool_memberships::list(ctx.db, ctx.reach, &filter, order.descending, today, &request)?;
        let page = page.try_map(|membership| view(ctx, membership))?;
        Ok(self.answer(ctx, page))
    }
}

/// Complete a draft.
pub struct CompletePoolMembership {
    /// Which.
    pub id: MembershipId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdatePoolMembership,
}

impl UseCase for CompletePoolMembership {
    const ACTION: Action = Action::UpdatePoolMembership;
    type Output = PoolMembership;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PoolMembership, Error> {
        let membership = pool_memberships::find(ctx.db, ctx.reach, self.id)?;
        at_version(self.version, membership.version)?;
        if !matches!(membership.status, Status::Draft | Status::Returned) {
            return Err(Error::TransitionNotAllowed { status: membership.status.as_str(), event: "update" });
        }
        let today = ctx.today();
        let mut faults = Faults::new();
        let mut completed = membership.clone();
        self.patch.clone().apply(&mut completed, today, &mut faults);
        let completed = faults.finish(Some(completed))?;
        if completed == membership {
            ctx.nothing_changed();
            return view(ctx, membership);
        }
        let completed = Membership { version: membership.version + 1, updated_at: ctx.now(), ..completed };
        pool_memberships::update(ctx.db, &completed)?;
        ctx.record(subject(self.id), COMPLETED, Basis::default(), Particulars::default())?;
        view(ctx, completed)
    }
}

/// Fire an event of a membership.
pub struct FirePoolMembershipEvent {
    /// Of which.
    pub id: MembershipId,
    /// The event.
    pub transition: TransitionPoolMembership,
}

impl UseCase for FirePoolMembershipEvent {
    const ACTION: Action = Action::TransitionPoolMembership;
    type Output = PoolMembership;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PoolMembership, Error> {
        let (command, basis) = self.transition.clone().parse()?;
        let membership = pool_memberships::find(ctx.db, ctx.reach, self.id)?;
        let command = match command {
            Command::Object(said) => {
                Command::Object(objections::sealed(ctx.vault, About::Membership(self.id.0), &said)?)
            }
            other => other,
        };
        let moved = fire(ctx, &membership, &command, basis)?;
        view(ctx, moved)
    }
}

fn fire(ctx: &mut Ctx<'_>, membership: &Membership, command: &Command, basis: Basis) -> Result<Membership, Error> {
    let makers = ctx.makers(membership.id.0, Event::parse)?;
    let rules = ctx.rules()?;
    let working_days = calendars::working_days(ctx.db)?;
    let (today, now) = (ctx.today(), ctx.now());
    let situation =
        Situation { actor: ctx.actor, makers: &makers, today, now, rules: &rules, working_days: &working_days };
    let moved = membership.apply(command, &basis, &situation)?;
    if command.event() == Event::Renew {
        deaths::refuse_after(ctx, membership.person_id, basis.occurred_on.unwrap_or(today))?;
    }
    pool_memberships::update(ctx.db, &moved)?;
    let statuses = (Some(membership.effective(today).as_str()), Some(moved.status.as_str()));
    ctx.record(
        subject(membership.id),
        command.event().as_str(),
        basis.clone(),
        Particulars { statuses, ..Particulars::default() },
    )?;
    if command.event() == Event::RecordDeath {
        let facts = deaths::follow(ctx, membership.person_id, &basis)?;
        ctx.record_all(&facts)?;
    }
    Ok(moved)
}

/// Record that the terms of memberships are over: a job of the system, safe to run at any time.
pub struct ExpirePoolMemberships;

/// Most memberships that one run of the job ends; the next run goes on.
const EXPIRED_AT_ONCE_MAX: i64 = 500;

impl UseCase for ExpirePoolMemberships {
    const ACTION: Action = Action::TransitionPoolMembership;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        let today = ctx.today();
        let lapsed = pool_memberships::lapsed(ctx.db, today, EXPIRED_AT_ONCE_MAX)?;
        ctx.nothing_changed();
        for membership in &lapsed {
            expire(ctx, membership)?;
        }
        Ok(lapsed.len())
    }
}

/// Read what happened to a membership and what may happen next.
pub struct ReadTransitions(pub MembershipId);

impl UseCase for ReadTransitions {
    const ACTION: Action = Action::ListPoolMembershipTransitions;
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let membership = pool_memberships::find(ctx.db, ctx.reach, self.0)?;
        let makers = ctx.makers(self.0.0, Event::parse)?;
        let next = membership.possible(ctx.actor, &makers, ctx.today());
        transitions(ctx, self.0.0, next.into_iter().map(|next| (next.event.as_str(), next.refusal)))
    }
}
