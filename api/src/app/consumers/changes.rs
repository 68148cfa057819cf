//! The change feed: lines that triggers wrote with every version, and what each of them is to this caller.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{
    Error, Fault, FaultCode, Faults, Reach, Role, Wording,
    consumers::{
        change::{self, Seen, View},
        subscription::{ChangeView, Subscription},
    },
    kernel::{
        page::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX},
        policy::Action,
        time::Moment,
    },
    roles,
};
use openapi::{
    consumers::change::{Change, ChangeDays, Changes, ChangesQuery},
    people::person::masked_history,
};
use persistence::{
    administration::clients,
    consumers::changes::{self, Head, Line, Place},
    kernel::events,
};
use serde_json::{Value, json};

use super::records::{Followed, followed};
use crate::app::{
    App, Caller, Ctx, UseCase,
    kernel::{
        list::{INTERACTIVE_PAGE_MAX, Query},
        own,
        use_case::Patience,
    },
};

/// Lines from which on a request looks at no further ones: of those that are no change to the caller, nothing is answered.
pub(super) const LINES_MAX: usize = 100;
/// How long a request may wait for a change, in seconds.
const WAIT_MAX_S: u32 = 30;
/// How long changes are kept, in days: three years.
const KEPT_DAYS: i64 = 3 * 366;
/// Who follows the register: everybody, each to the records that they read.
pub(super) const FOLLOWERS: &[Role] = roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator];
/// The word for the present position.
const NOW: &str = "now";

/// Follow what changes.
#[derive(Clone)]
pub struct ListChanges(pub Query<ChangesQuery>);

/// What is asked of the feed.
struct Asked {
    eyes: Eyes,
    from: From,
    limit: u32,
}

/// What a caller sees of the feed.
pub(super) struct Eyes {
    followed: Vec<&'static Followed>,
    reach: Reach,
    view: ChangeView,
}

/// From where on the feed is read.
enum From {
    Beginning,
    Now,
    After(Place),
}

impl UseCase for ListChanges {
    const ACTION: Action = Action::read("list_changes", FOLLOWERS);
    const SNAPSHOT: bool = true;
    type Output = Changes;

    fn is_bulk(&self) -> bool {
        self.0
            .value("limit")
            .and_then(|limit| limit.parse().ok())
            .is_some_and(|limit: u32| limit > INTERACTIVE_PAGE_MAX)
    }

    fn patience(&self) -> Option<Patience> {
        let seconds = self.0.value("wait").and_then(|wait| wait.parse().ok()).filter(|seconds| *seconds > 0)?;
        let (most, asked) = (Duration::from_secs(u64::from(WAIT_MAX_S.min(seconds))), self.clone());
        let has_news = Box::new(move |ctx: &mut Ctx<'_>| {
            let changes = asked.run(ctx)?;
            Ok(!changes.items.is_empty() || changes.more || asked.0.value("after") == Some(NOW))
        });
        Some(Patience { most, action: Self::ACTION, has_news })
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Changes, Error> {
        self.0.check()?;
        let asked = Asked::of(ctx, &self.0)?;
        if self.0.names("wait") {
            is_still_a_client(ctx)?;
        }
        let head = changes::head(ctx.db)?;
        let mut at = match asked.from {
            From::Beginning => head.first,
            From::Now => head.last,
            From::After(place) if place > head.last => return Err(fault("/after", Wording::PositionAhead)),
            From::After(place) if place < head.first => return Err(Error::PositionTooOld),
            From::After(place) => place,
        };
        let (mut items, mut looked_at) = (Vec::new(), 0);
        loop {
            let lines = asked.eyes.lines(ctx, (at, head), asked.limit)?;
            let is_rest = lines.len() < usize::try_from(asked.limit).unwrap_or(usize::MAX);
            looked_at += lines.len();
            for (place, line) in lines.iter().enumerate() {
                at = line.place;
                let is_replaced = is_replaced(line, lines.iter().skip(place + 1));
                items.extend(if is_replaced { None } else { asked.eyes.told(ctx, line)? });
                if items.len() >= usize::try_from(asked.limit).unwrap_or(usize::MAX) {
                    let more = !is_rest || place + 1 < lines.len();
                    return Ok(Changes { items, next: position(ctx, at), more });
                }
            }
            if is_rest || looked_at >= LINES_MAX {
                let next = if is_rest { at.max(head.last) } else { at };
                return Ok(Changes { items, next: position(ctx, next), more: !is_rest });
            }
        }
    }
}

/// True if a later version was made at the same instant: nobody can read the first.
pub(super) fn is_replaced<'l>(line: &Line, mut later: impl Iterator<Item = &'l Line>) -> bool {
    let of = |line: &'l Line| (&line.resource, line.record_id, line.recorded_at);
    later.any(|later| of(later) == (&line.resource, line.record_id, line.recorded_at))
}

/// Refuses who was revoked while they waited.
fn is_still_a_client(ctx: &mut Ctx<'_>) -> Result<(), Error> {
    let Some(id) = ctx.actor.client_id else { return Ok(()) };
    let known = clients::find(ctx.db, id)?.client;
    let terms = known.terms_on(ctx.today()).map(|terms| terms.agreement_id);
    let agreed = ctx.actor.agreed.as_ref().and_then(|agreed| agreed.agreement_id);
    let is_same = (known.role, &known.area, terms) == (ctx.actor.role, &ctx.actor.area, agreed);
    if is_same && known.revoked_at.is_none() { Ok(()) } else { Err(Error::InvalidToken) }
}

pub(super) fn fault(pointer: &str, wording: Wording) -> Error {
    Error::invalid(Fault::new(pointer, FaultCode::Cursor, wording))
}

/// To what a position is bound: the client alone, so that it may narrow or widen what it follows.
fn bound_to(ctx: &Ctx<'_>) -> String {
    json!([ListChanges::ACTION.as_str(), ctx.actor.key()]).to_string()
}

/// A place, as the client is given it.
pub(super) fn position(ctx: &Ctx<'_>, place: Place) -> String {
    ctx.keys.seal(json!([place.xact, place.seq]).to_string().as_bytes(), &bound_to(ctx))
}

/// The place that a client names by a position of its own.
pub(super) fn place(ctx: &Ctx<'_>, position: &str) -> Option<Place> {
    let payload = ctx.keys.unseal(position, &bound_to(ctx))?;
    let (xact, seq) = serde_json::from_slice(&payload).ok()?;
    Some(Place { xact, seq })
}

impl Asked {
    fn of(ctx: &Ctx<'_>, query: &Query<ChangesQuery>) -> Result<Self, Error> {
        let mut faults = Faults::new();
        let ChangesQuery { after, limit, types, view, wait, .. } = query.read(&mut faults);
        let from = match after.as_deref() {
            None => From::Beginning,
            Some(NOW) => From::Now,
            Some(after) => From::After(place(ctx, after).ok_or_else(|| fault("/after", Wording::PositionOfAnother))?),
        };
        let limit = count("/limit", limit.as_deref(), (1, PAGE_SIZE_MAX), &mut faults).unwrap_or(PAGE_SIZE_DEFAULT);
        count("/wait", wait.as_deref(), (0, WAIT_MAX_S), &mut faults);
        let view = view.as_deref().map_or(Some(ChangeView::Thin), ChangeView::parse);
        if view.is_none() {
            faults.add("/view", FaultCode::Code, Wording::NotAParameterValue);
        }
        let followed = chosen(ctx, &types, &mut faults)?;
        let eyes = view.map(|view| Eyes { followed, reach: ctx.reach.clone(), view });
        faults.finish(eyes.map(|eyes| Self { eyes, from, limit }))
    }
}

impl Eyes {
    /// What a client sees of what it subscribed to: by the rights that it has now.
    pub(super) fn of(ctx: &Ctx<'_>, subscription: &Subscription) -> Self {
        let Some(reach) = subscription.reach(ctx.reach) else {
            return Self { followed: Vec::new(), reach: ctx.reach.clone(), view: subscription.view };
        };
        let is_chosen = |one: &&Followed| subscription.types.is_empty() || subscription.types.contains(&one.resource);
        let is_read = |one: &&Followed| one.action.reach(ctx.actor).is_ok();
        Self { followed: followed().iter().filter(is_chosen).filter(is_read).collect(), reach, view: subscription.view }
    }

    /// The next lines that may be changes to it.
    pub(super) fn lines(&self, ctx: &mut Ctx<'_>, from: (Place, Head), most: u32) -> Result<Vec<Line>, Error> {
        let resources: Vec<&str> = self.followed.iter().map(|one| one.resource.as_str()).collect();
        changes::after(ctx.db, &self.reach, &resources, from, most)
    }

    /// What a line is to the caller; none if the caller sees no difference.
    pub(super) fn told(&self, ctx: &mut Ctx<'_>, line: &Line) -> Result<Option<Change>, Error> {
        let Some(followed) = self.followed.iter().find(|one| one.resource == line.resource) else { return Ok(None) };
        let now = self.seen_now(ctx, followed, line)?;
        let before = self.seen_before(ctx, followed, line, &now)?;
        let Some(change::Change { kind, fields, days, into }) = change::Change::between(&before, &now) else {
            return Ok(None);
        };
        let is_shown = self.view == ChangeView::Full && !followed.action.is_recorded(ctx.role());
        let record = match now {
            Seen::Shown(view) if is_shown => Some(Value::Object(view)),
            _ => None,
        };
        Ok(Some(Change {
            position: position(ctx, line.place),
            kind: kind.into(),
            resource: line.resource.clone(),
            id: line.record_id,
            version: line.version,
            at: line.recorded_at,
            fields,
            days: days.map(|(from, to)| ChangeDays { from, to }),
            into,
            record,
        }))
    }

    /// What the caller sees of a record after a change: as it is now, if nothing changed it since, and nothing of what is not shown
    /// any more, such as a measure that is spent. Of people the last version is kept alone.
    fn seen_now(&self, ctx: &mut Ctx<'_>, followed: &Followed, line: &Line) -> Result<Seen, Error> {
        if !self.reach.covers(&line.area) {
            return Ok(Seen::OutOfReach);
        }
        let present = seen(ctx, followed, line, Moment::default())?;
        match &present {
            Seen::Shown(view) if followed.has_past && view.get("version") != Some(&line.version.into()) => {
                seen(ctx, followed, line, Moment { known_at: Some(line.recorded_at), ..Moment::default() })
            }
            _ => Ok(present),
        }
    }

    /// What the caller saw of it before.
    fn seen_before(&self, ctx: &mut Ctx<'_>, followed: &Followed, line: &Line, now: &Seen) -> Result<Seen, Error> {
        if line.version == 1 || !self.reach.covers(line.area_before.as_ref().unwrap_or(&line.area)) {
            return Ok(Seen::Hidden);
        }
        if !followed.has_past {
            return before_by_events(ctx, line, now);
        }
        let known_at = Some(line.recorded_at - TimeDelta::microseconds(1));
        seen(ctx, followed, line, Moment { known_at, ..Moment::default() })
    }
}

/// The value of a parameter that counts; none if it was not given.
pub(super) fn count(pointer: &str, said: Option<&str>, (min, max): (u32, u32), faults: &mut Faults) -> Option<u32> {
    let counted = said?.parse().ok().filter(|count| (min..=max).contains(count));
    if counted.is_none() {
        faults.add(pointer, FaultCode::Range, Wording::Between { min: min.into(), max: max.into() });
    }
    counted
}

/// The resources that are followed: those that are named, or all that the caller reads.
pub(super) fn chosen(ctx: &Ctx<'_>, types: &[String], faults: &mut Faults) -> Result<Vec<&'static Followed>, Error> {
    let is_read = |one: &&Followed| one.action.reach(ctx.actor).is_ok();
    if types.is_empty() {
        return Ok(followed().iter().filter(is_read).collect());
    }
    let mut chosen = Vec::new();
    for word in types.iter().flat_map(|words| words.split(',')) {
        match followed().iter().find(|one| one.resource == word) {
            Some(one) => {
                one.action.reach(ctx.actor)?;
                chosen.push(one);
            }
            None => faults.add("/types", FaultCode::Code, Wording::NotAParameterValue),
        }
    }
    Ok(chosen)
}

fn seen(ctx: &mut Ctx<'_>, followed: &Followed, line: &Line, moment: Moment) -> Result<Seen, Error> {
    match (followed.read)(ctx, line.record_id, moment) {
        Ok(Value::Object(view)) => Ok(Seen::Shown(view)),
        Ok(_) => Err(Error::internal("a record that is no object")),
        Err(Error::NotFound) => Ok(Seen::Hidden),
        Err(Error::Moved { to }) => Ok(Seen::Merged(to)),
        Err(Error::Closed { .. }) if changes::is_erased(ctx.db, line.record_id)? => Ok(Seen::Erased),
        Err(Error::Closed { .. }) => Ok(Seen::Hidden),
        Err(error) => Err(error),
    }
}

/// What the caller saw of a person: the record as it is now, with what the events of the change say of before.
fn before_by_events(ctx: &mut Ctx<'_>, line: &Line, now: &Seen) -> Result<Seen, Error> {
    let Seen::Shown(now) = now else { return Ok(Seen::Shown(View::new())) };
    // It was changed in the instant in which it was made: nobody saw it before.
    if now.get("created_at") == Some(&json!(line.recorded_at)) {
        return Ok(Seen::Hidden);
    }
    let mut before = now.clone();
    for event in events::stated_at(ctx.db, ctx.vault, line.record_id, line.recorded_at)? {
        let said = event.detail.get("before").cloned().unwrap_or_default();
        let Value::Object(said) = masked_history(said, ctx.role()) else { continue };
        before.extend(said.into_iter().filter(|(name, _)| now.contains_key(name)));
    }
    Ok(Seen::Shown(before))
}

/// Forgets all changes that were kept long enough, so many at a time that no writer waits for it.
///
/// # Errors
/// As [`App::run`].
pub async fn forget_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut forgotten = 0;
    loop {
        let some = app.run(caller, ForgetChanges).await?;
        forgotten += some;
        // The last line of a run stays for the next one.
        if some + 1 < changes::FORGOTTEN_AT_ONCE_MAX {
            return Ok(forgotten);
        }
    }
}

/// Forget changes that were kept long enough: a job of the system, safe to run at any time.
pub struct ForgetChanges;

impl UseCase for ForgetChanges {
    const ACTION: Action = own::FORGET_CHANGES;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        changes::forget(ctx.db, ctx.now() - TimeDelta::days(KEPT_DAYS))
    }
}
