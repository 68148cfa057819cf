//! Pool memberships: nominate, complete, move along the lifecycle.

use domain::{
    Day, Error, Faults, Reach,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{MembershipId, PersonId},
        lifecycle::Fired,
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    pools::pool::{Command, Event, Membership, Status},
    roles,
};
use openapi::pools::pool_membership::{
    CreatePoolMembership, PoolMembership, TransitionPoolMembership, UpdatePoolMembership,
};
use persistence::pools::{
    objections::{self, About},
    pool_memberships::{self, MembershipFilter},
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        due::Due,
        lifecycle::{
            CompleteDraft, Completes, FireEvent, Fires, ReadTransitions, Stored, fire_by_system, state_created,
        },
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
    service::deaths,
};

impl UseCase for CreatePoolMembership {
    const ACTION: Action = Action::write("create_pool_membership", roles![Registrar, Approver, Operator]);
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
        state_created(ctx, &draft, Basis::default())?;
        view(ctx, draft, today)
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

/// Records that the term of a membership is over.
pub(in crate::app) fn expire(ctx: &mut Ctx<'_>, membership: &Membership) -> Result<(), Error> {
    let ended_on = membership.term.and_then(|term| term.until.succ_opt());
    let basis = Basis { occurred_on: ended_on.max(membership.last_event_on), ..Basis::default() };
    fire_by_system(ctx, membership, &Command::Plain(Event::Expire), basis).map(drop)
}

/// A membership as it is shown on a day, with its objection opened.
fn view(ctx: &Ctx<'_>, membership: Membership, day: Day) -> Result<PoolMembership, Error> {
    let opened = |kept| objections::opened(ctx.vault, About::Membership(membership.id.0), kept);
    let objection = membership.objection.as_ref().map(opened).transpose()?;
    Ok(PoolMembership::new(Membership { objection, ..membership }, day))
}

/// Read one membership, as it stood on a day, as it was known at a moment.
pub type ReadPoolMembership = ReadAsOf<PoolMembership>;

impl Readable for PoolMembership {
    type Id = MembershipId;
    const ACTION: Action = Action::read("read_pool_membership", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: MembershipId, moment: Moment) -> Result<Self, Error> {
        let membership = pool_memberships::find(ctx.db, ctx.reach, id, moment)?;
        view(ctx, membership, moment.as_of.unwrap_or(ctx.today()))
    }
}

/// Read the memberships of several people at once, for a page of people.
pub struct PoolMembershipsOf(pub Vec<PersonId>);

impl UseCase for PoolMembershipsOf {
    const ACTION: Action = MembershipFilter::ACTION;
    type Output = Vec<(PersonId, PoolMembership)>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let all = pool_memberships::of_people(ctx.db, ctx.reach, &self.0)?;
        all.into_iter().map(|one| Ok((one.person_id, view(ctx, one, ctx.today())?))).collect()
    }
}

impl Listing for MembershipFilter {
    const ACTION: Action = Action::read("list_pool_memberships", roles![Registrar, Approver, Auditor]);
    type View = PoolMembership;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<PoolMembership>, Error> {
        let today = ctx.today();
        let page = pool_memberships::list(ctx.db, ctx.reach, self, descending, today, request)?;
        page.try_map(|membership| view(ctx, membership, self.as_of.unwrap_or(today)))
    }
}

/// Complete a draft.
pub type CompletePoolMembership = CompleteDraft<Membership>;
/// Fire an event of a membership.
pub type FirePoolMembershipEvent = FireEvent<Membership>;
/// Read what happened to a membership and what may happen next.
pub type ReadPoolMembershipTransitions = ReadTransitions<Membership>;

impl Stored for Membership {
    type Id = MembershipId;
    const SUBJECT: SubjectKind = SubjectKind::PoolMembership;
    const LIST_TRANSITIONS: Action =
        Action::read("list_pool_membership_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &MembershipId) -> Result<Self, Error> {
        pool_memberships::find(ctx.db, ctx.reach, *id, Moment::default())
    }
}

impl Fires for Membership {
    type Transition = TransitionPoolMembership;
    type View = PoolMembership;
    const TRANSITION: Action =
        Action::write("transition_pool_membership", roles![Registrar, Approver, Operator, System]);

    fn parse(transition: TransitionPoolMembership) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<PoolMembership, Error> {
        view(ctx, self, ctx.today())
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        pool_memberships::update(ctx.db, self)
    }

    fn resolve(&self, ctx: &mut Ctx<'_>, command: Command) -> Result<Command, Error> {
        match command {
            Command::Object(said) => {
                objections::sealed(ctx.vault, About::Membership(self.id.0), &said).map(Command::Object)
            }
            other => Ok(other),
        }
    }

    fn known(&self, _: &mut Ctx<'_>, _: &Command, _: Day) -> Result<(), Error> {
        Ok(())
    }

    fn carry_out(&self, ctx: &mut Ctx<'_>, fired: &mut Fired<Self>, _: (&Command, &Basis)) -> Result<Vec<Fact>, Error> {
        if fired.event == Event::Renew {
            deaths::refuse_after(ctx, self.person_id, fired.day)?;
        }
        Ok(Vec::new())
    }

    fn follow(&self, ctx: &mut Ctx<'_>, fired: &Fired<Self>, basis: &Basis) -> Result<(), Error> {
        if fired.event == Event::RecordDeath {
            let facts = deaths::follow(ctx, self.person_id, basis)?;
            ctx.record_all(&facts)?;
        }
        Ok(())
    }
}

impl Completes for Membership {
    type Patch = UpdatePoolMembership;
    const UPDATE: Action = Action::write("update_pool_membership", roles![Registrar, Approver, Operator]);

    fn is_draft(&self) -> bool {
        matches!(self.status, Status::Draft | Status::Returned)
    }

    fn take_patch(&mut self, patch: &UpdatePoolMembership, today: Day, faults: &mut Faults) {
        patch.clone().apply(self, today, faults);
    }
}

impl Due for Membership {
    fn due(ctx: &mut Ctx<'_>, _: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error> {
        pool_memberships::lapsed(ctx.db, ctx.today(), max)
    }

    fn bring(self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        expire(ctx, &self).map(|()| true)
    }
}
