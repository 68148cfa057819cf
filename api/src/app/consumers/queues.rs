//! Queues of changes: each is given under a lease, again when that runs out, and never once it was acknowledged.

use chrono::TimeDelta;
use domain::{
    Error, Fault, FaultCode, Faults, Instant, Wording,
    consumers::{
        change::Place,
        queue::{LEASE_DEFAULT_S, LEASE_MAX_S, PENDING_MAX, QUEUES_MAX, Queue},
        subscription::Subscription,
    },
    kernel::{
        event::{Basis, SubjectKind},
        id::{ClientId, QueueId},
        page::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX},
        policy::Action,
        wording::number,
    },
};
use openapi::{
    consumers::{
        change::Change,
        queue::{AcknowledgeQueueItems, CreateQueue, Queue as View, QueueItems, QueueItemsQuery},
    },
    kernel::query::PlainQuery,
};
use persistence::consumers::{
    changes::{self, Head, Line},
    queues,
};

use super::changes::{Eyes, FOLLOWERS, LINES_MAX, chosen, count, fault, is_replaced, place};
use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars},
        list::{ListRequest, Listed, Query},
    },
};

/// The name of the fact that a queue was ended.
const ENDED: &str = "ended";

/// The client whose queues these are. The program's own actors have none.
fn own(ctx: &Ctx<'_>) -> Result<ClientId, Error> {
    ctx.actor.client_id.ok_or(Error::NotFound)
}

/// Checks a subscription against what its client may read, once its form is known.
pub(super) fn subscribed(
    ctx: &mut Ctx<'_>,
    subscription: Subscription,
    mut faults: Faults,
) -> Result<Subscription, Error> {
    chosen(ctx, &subscription.types, &mut faults)?;
    let subscription = faults.finish(Some(subscription))?;
    if subscription.area.as_ref().is_some_and(|area| !ctx.reach.covers(area)) {
        return Err(Error::Forbidden);
    }
    ctx.check_areas(&subscription.area)?;
    Ok(subscription)
}

impl UseCase for CreateQueue {
    const ACTION: Action = Action::write("create_queue", FOLLOWERS);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let (client_id, mut faults) = (own(ctx)?, Faults::new());
        let more = (self.area.as_deref(), self.description.as_deref());
        let types = self.types.as_deref().unwrap_or_default();
        let asked = Subscription::parse(types, self.view.map(Into::into), more, &mut faults);
        let subscription = subscribed(ctx, asked, faults)?;
        if queues::active_of(ctx.db, client_id)?.len() >= QUEUES_MAX {
            let wording = Wording::TooManyEntries { max: number(QUEUES_MAX) };
            return Err(Error::invalid(Fault::new("", FaultCode::Length, wording)));
        }
        let (id, now) = (QueueId(ctx.new_id()?), ctx.now());
        let reached = changes::head(ctx.db)?.last;
        let queue = Queue {
            id,
            version: 1,
            client_id,
            subscription,
            reached,
            pending: Vec::new(),
            ended_at: None,
            created_at: now,
            updated_at: now,
        };
        queues::insert(ctx.db, &queue)?;
        ctx.record((SubjectKind::Queue, id.0), CREATED, Basis::default(), Particulars::default())?;
        Ok(queue.into())
    }
}

/// List the caller's queues.
pub struct ListQueues(pub ListRequest<PlainQuery>);

impl UseCase for ListQueues {
    const ACTION: Action = Action::read("list_queues", FOLLOWERS);
    type Output = Listed<View>;

    fn is_bulk(&self) -> bool {
        self.0.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let (order, request) = (self.0.order()?, self.0.page(ctx)?);
        let page = queues::list(ctx.db, own(ctx)?, order.descending, &request)?;
        Ok(self.0.answer(ctx, page.map(View::from)))
    }
}

/// Read one of the caller's queues.
pub struct ReadQueue(pub QueueId);

impl UseCase for ReadQueue {
    const ACTION: Action = Action::read("read_queue", FOLLOWERS);
    type Output = View;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        queues::find(ctx.db, own(ctx)?, self.0).map(View::from)
    }
}

/// End one of the caller's queues.
pub struct EndQueue(pub QueueId);

impl UseCase for EndQueue {
    const ACTION: Action = Action::write("end_queue", FOLLOWERS);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let queue = queues::find(ctx.db, own(ctx)?, self.0)?;
        end(ctx, queue).map(View::from)
    }
}

/// Ends a queue, and states it.
fn end(ctx: &mut Ctx<'_>, queue: Queue) -> Result<Queue, Error> {
    let ended = queue.ended(ctx.now())?;
    queues::update(ctx.db, &ended)?;
    ctx.record((SubjectKind::Queue, ended.id.0), ENDED, Basis::default(), Particulars::default())?;
    Ok(ended)
}

/// Lease the next changes of a queue.
pub struct LeaseQueueItems {
    /// The queue.
    pub id: QueueId,
    /// How many, and for how long.
    pub query: Query<QueueItemsQuery>,
}

/// What is leased, while it is put together.
struct Leasing {
    queue: Queue,
    eyes: Eyes,
    items: Vec<Change>,
    given: Vec<Place>,
    most: usize,
    until: Instant,
}

impl UseCase for LeaseQueueItems {
    const ACTION: Action = Action::write("lease_queue_items", FOLLOWERS);
    type Output = QueueItems;

    /// Who leases from the same queue meanwhile changes the same row; what is read besides may change.
    fn is_by_snapshot(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<QueueItems, Error> {
        self.query.check()?;
        let mut faults = Faults::new();
        let QueueItemsQuery { limit, lease, .. } = self.query.read(&mut faults);
        let most = count("/limit", limit.as_deref(), (1, PAGE_SIZE_MAX), &mut faults).unwrap_or(PAGE_SIZE_DEFAULT);
        let lease = count("/lease", lease.as_deref(), (1, LEASE_MAX_S), &mut faults).unwrap_or(LEASE_DEFAULT_S);
        faults.finish(Some(()))?;
        let queue = queues::find(ctx.db, own(ctx)?, self.id)?;
        queue.check_active("lease")?;
        let head = changes::head(ctx.db)?;
        if queue.reached > head.last || queue.reached < head.first {
            return Err(Error::PositionTooOld);
        }
        let until = ctx.now() + TimeDelta::seconds(lease.into());
        let (eyes, most) = (Eyes::of(ctx, &queue.subscription), usize::try_from(most).unwrap_or(usize::MAX));
        let mut leasing = Leasing { queue, eyes, items: Vec::new(), given: Vec::new(), most, until };
        leasing.again(ctx)?;
        let is_end = leasing.further(ctx, head)?;
        ctx.nothing_changed();
        queues::update(ctx.db, &leasing.queue)?;
        let more = (!is_end && leasing.queue.has_room()) || !leasing.queue.due(ctx.now(), 1).is_empty();
        Ok(QueueItems { items: leasing.items, leased_until: until, more })
    }
}

impl Leasing {
    /// Gives what was given before and not acknowledged in time.
    fn again(&mut self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        let due = self.queue.due(ctx.now(), self.most);
        let lines = changes::at(ctx.db, &due)?;
        let mut over: Vec<Place> =
            due.into_iter().filter(|place| lines.iter().all(|line| line.place != *place)).collect();
        for line in &lines {
            match self.eyes.told(ctx, line)? {
                Some(change) => {
                    self.queue.lease_again(line.place, self.until);
                    self.given.push(line.place);
                    self.items.push(change);
                }
                None => over.push(line.place),
            }
        }
        self.queue.drop_all(&over);
        Ok(())
    }

    /// Gives what comes next in the feed; true if its end was reached.
    fn further(&mut self, ctx: &mut Ctx<'_>, head: Head) -> Result<bool, Error> {
        let lines = self.eyes.lines(ctx, (self.queue.reached, head), u32::try_from(LINES_MAX).unwrap_or(u32::MAX))?;
        for (at, line) in lines.iter().enumerate() {
            if self.items.len() >= self.most || !self.queue.has_room() {
                return Ok(false);
            }
            self.queue.reached = line.place;
            if is_replaced(line, lines.iter().skip(at + 1)) {
                continue;
            }
            self.take_up(ctx, line)?;
        }
        if lines.len() < LINES_MAX {
            self.queue.reached = self.queue.reached.max(head.last);
        }
        Ok(lines.len() < LINES_MAX)
    }

    fn take_up(&mut self, ctx: &mut Ctx<'_>, line: &Line) -> Result<(), Error> {
        let Some(change) = self.eyes.told(ctx, line)? else { return Ok(()) };
        let when = (ctx.now(), self.until);
        if self.queue.take_up((line.place, line.record_id), &self.given, when) {
            self.given.push(line.place);
            self.items.push(change);
        }
        Ok(())
    }
}

/// Acknowledge changes of a queue.
pub struct Acknowledge {
    /// The queue.
    pub id: QueueId,
    /// Which.
    pub body: AcknowledgeQueueItems,
}

impl UseCase for Acknowledge {
    const ACTION: Action = Action::write("acknowledge_queue_items", FOLLOWERS);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let mut queue = queues::find(ctx.db, own(ctx)?, self.id)?;
        queue.check_active("acknowledge")?;
        if self.body.positions.len() > PENDING_MAX {
            let wording = Wording::TooManyEntries { max: number(PENDING_MAX) };
            return Err(Error::invalid(Fault::new("/positions", FaultCode::Length, wording)));
        }
        let mut places = Vec::new();
        for (at, said) in self.body.positions.iter().enumerate() {
            let pointer = format!("/positions/{at}");
            let place = place(ctx, said).ok_or_else(|| fault(&pointer, Wording::PositionOfAnother))?;
            if place > queue.reached {
                return Err(fault(&pointer, Wording::PositionAhead));
            }
            places.push(place);
        }
        queue.acknowledge(&places);
        ctx.nothing_changed();
        queues::update(ctx.db, &queue)?;
        Ok(queue.into())
    }
}

/// Ends all queues of a client; tells how many.
///
/// # Errors
/// When the database fails.
pub fn end_all(ctx: &mut Ctx<'_>, client: ClientId) -> Result<usize, Error> {
    let queues = queues::active_of(ctx.db, client)?;
    let count = queues.len();
    queues.into_iter().try_for_each(|queue| end(ctx, queue).map(drop))?;
    Ok(count)
}
