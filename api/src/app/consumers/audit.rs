//! The chain of events: links are made soon after the events, read with them, and checked.
//!
//! A writer states its events and waits for nobody. A job makes the links, in the order in which the events became visible.

use aws_lc_rs::hmac;
use chrono::TimeDelta;
use domain::{
    Error, FaultCode, Faults, Wording,
    consumers::{
        audit::{has_no_words, hash, words},
        change::{Change, Seen, View},
    },
    kernel::{
        event::Event,
        page::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX},
        policy::Action,
        time::Moment,
    },
    roles,
};
use openapi::{
    consumers::audit::{AuditEvent, AuditEvents, AuditEventsQuery, AuditVerification},
    people::person::masked_history,
};
use persistence::{
    consumers::{
        audit::{self, LINKS_AT_ONCE, Link},
        changes,
    },
    kernel::events,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    changes::count,
    records::{Followed, followed},
};
use crate::app::{
    App, Caller, Ctx, UseCase,
    kernel::{context::for_the_whole_register, list::Query, own},
};

/// The digest of an event's words, made with the register's key.
fn digest_of_words(ctx: &Ctx<'_>, event: &Event) -> Vec<u8> {
    let mut context: hmac::Context = ctx.keys.sums_digest();
    context.update(words(event).as_bytes());
    context.sign().as_ref().to_vec()
}

/// Links all events that have no link yet, so many at a time that no writer waits for it.
///
/// # Errors
/// As [`App::run`].
pub async fn link_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut linked = 0;
    loop {
        let some = app.run(caller, LinkEvents).await?;
        linked += some;
        if u32::try_from(some).is_ok_and(|some| some < LINKS_AT_ONCE) {
            return Ok(linked);
        }
    }
}

/// Link events: a job of the system, safe to run at any time and on every server.
pub struct LinkEvents;

impl UseCase for LinkEvents {
    const ACTION: Action = own::LINK_EVENTS;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        let last = audit::last(ctx.db)?;
        let (mut number, place) =
            last.as_ref().map_or((0, changes::Place::default()), |last| (last.number, last.place));
        let mut previous = last.map(|last| last.hash).unwrap_or_default();
        let head = changes::head(ctx.db)?;
        let waiting = audit::without_link(ctx.db, place, head)?;
        let ids: Vec<Uuid> = waiting.iter().map(|(_, id)| *id).collect();
        let mut links = Vec::new();
        for ((place, event_id), event) in waiting.into_iter().zip(events::of_ids(ctx.db, &ids)?) {
            if event.id.0 != event_id {
                return Err(Error::internal("an event that is not there"));
            }
            number += 1;
            let words = digest_of_words(ctx, &event);
            previous = hash(&previous, &event, &words).to_vec();
            links.push(Link { number, place, event_id, words, hash: previous.clone() });
        }
        audit::insert(ctx.db, &links)?;
        Ok(links.len())
    }
}

/// Check whether the chain of events holds.
pub struct VerifyAudit;

impl UseCase for VerifyAudit {
    const ACTION: Action = Action::read("read_audit_verification", roles![Auditor, Operator]);
    const SNAPSHOT: bool = true;
    type Output = AuditVerification;

    fn is_long(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<AuditVerification, Error> {
        for_the_whole_register(ctx)?;
        let is_any_erased = audit::is_any_erased(ctx.db)?;
        let (mut checked, mut previous) = (0, Vec::new());
        loop {
            let links = audit::after(ctx.db, checked, LINKS_AT_ONCE)?;
            let ids: Vec<Uuid> = links.iter().map(|link| link.event_id).collect();
            let mut found = events::of_ids(ctx.db, &ids)?.into_iter().peekable();
            for link in &links {
                let event = found.next_if(|event| event.id.0 == link.event_id);
                let holds = event.is_some_and(|event| {
                    let has_its_words = digest_of_words(ctx, &event) == link.words;
                    link.number == checked + 1
                        && link.hash == hash(&previous, &event, &link.words)
                        && (has_its_words || (is_any_erased && has_no_words(&event)))
                });
                if !holds {
                    return Ok(AuditVerification { checked, head: hex(&previous), broken_at: Some(link.event_id) });
                }
                checked = link.number;
                previous.clone_from(&link.hash);
            }
            if links.is_empty() {
                return Ok(AuditVerification { checked, head: hex(&previous), broken_at: None });
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// List events with their links.
pub struct ListAuditEvents(pub Query<AuditEventsQuery>);

impl UseCase for ListAuditEvents {
    const ACTION: Action = Action::read("list_audit_events", roles![Auditor]);
    const SNAPSHOT: bool = true;
    type Output = AuditEvents;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<AuditEvents, Error> {
        self.0.check()?;
        for_the_whole_register(ctx)?;
        let mut faults = Faults::new();
        let AuditEventsQuery { after, limit, .. } = self.0.read(&mut faults);
        let limit = count("/limit", limit.as_deref(), (1, PAGE_SIZE_MAX), &mut faults).unwrap_or(PAGE_SIZE_DEFAULT);
        let number = match after.as_deref() {
            None => Some(0),
            Some(after) => number_of(ctx, after),
        };
        if number.is_none() {
            faults.add("/after", FaultCode::Cursor, Wording::CursorOfAnother);
        }
        let number = faults.finish(number)?;
        // The link before gives its hash, the one behind tells that there is more.
        let links = audit::after(ctx.db, (number - 1).max(0), limit.saturating_add(2))?;
        let ids: Vec<Uuid> = links.iter().map(|link| link.event_id).collect();
        let all = events::restored(ctx.db, ctx.vault, &ids)?;
        let (mut items, mut previous) = (Vec::new(), Vec::new());
        for (link, event) in links.iter().zip(all) {
            if link.number > number && items.len() < usize::try_from(limit).unwrap_or(usize::MAX) {
                let values = values(ctx, &event)?;
                items.push(AuditEvent::new(event, link.number, (previous.as_slice(), link.hash.as_slice()), values));
            }
            previous.clone_from(&link.hash);
        }
        let last = items.last().map_or(number, |item| item.number);
        let more = links.last().is_some_and(|link| link.number > last);
        Ok(AuditEvents { next: more.then(|| cursor(ctx, last)), items })
    }
}

fn bound_to(ctx: &Ctx<'_>) -> String {
    format!("{} {}", ListAuditEvents::ACTION.as_str(), ctx.actor.key())
}

fn cursor(ctx: &Ctx<'_>, number: i64) -> String {
    ctx.keys.seal(&number.to_be_bytes(), &bound_to(ctx))
}

fn number_of(ctx: &Ctx<'_>, cursor: &str) -> Option<i64> {
    ctx.keys.unseal(cursor, &bound_to(ctx))?.first_chunk().copied().map(i64::from_be_bytes)
}

/// The fields that changed with an event, with their values before and after, as the caller reads them.
fn values(ctx: &mut Ctx<'_>, event: &Event) -> Result<(Option<Value>, Option<Value>), Error> {
    let read = format!("read_{}", event.subject_kind.as_str());
    if let Some(one) = followed().iter().find(|one| one.has_past && one.action.as_str() == read) {
        let before = seen(ctx, one, event, event.recorded_at - TimeDelta::microseconds(1))?;
        let after = seen(ctx, one, event, event.recorded_at)?;
        let Some(change) = Change::between(&Seen::Shown(before.clone()), &Seen::Shown(after.clone())) else {
            return Ok((None, None));
        };
        let of = |view: &View| -> Value {
            let fields = change.fields.iter();
            fields.map(|name| (name.clone(), view.get(name).cloned().unwrap_or_default())).collect()
        };
        return Ok(((!before.is_empty()).then(|| of(&before)), Some(of(&after))));
    }
    let before = event.detail.get("before").cloned().map(|before| masked_history(before, ctx.role()));
    Ok((before, None))
}

/// The record of an event as it was known at an instant; nothing where the caller read nothing.
fn seen(ctx: &mut Ctx<'_>, one: &Followed, event: &Event, known_at: domain::Instant) -> Result<View, Error> {
    match (one.read)(ctx, event.subject_id, Moment { known_at: Some(known_at), ..Moment::default() }) {
        Ok(Value::Object(view)) => Ok(view),
        Ok(_) | Err(Error::NotFound | Error::Moved { .. } | Error::Closed { .. }) => Ok(View::new()),
        Err(error) => Err(error),
    }
}
