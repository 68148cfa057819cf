//! Changes are sent to webhooks: each webhook is taken up by one server at a time, and what comes next in the feed is sent to it
//! until it is taken. What is sent is what its client may read at that moment; who is in it is recorded before it leaves.

use std::{collections::BTreeSet, thread};

use domain::{
    Actor, Error, Role,
    administration::client::Status,
    consumers::{
        change::Place,
        disclosure::{PERSON_FIELDS, RESOURCE_OF_PEOPLE},
        webhook::{Attempted, DeliveryOutcome, Webhook, WebhookDelivery, WebhookStatus},
    },
    kernel::{
        id::{WebhookDeliveryId, WebhookId},
        policy::Action,
        rules,
    },
};
use openapi::consumers::{
    change::Change,
    webhook::{CloudEvent, logged},
};
use persistence::{
    administration::clients,
    consumers::{changes, webhooks},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::{
    changes::{Eyes, LINES_MAX, ListChanges, is_replaced},
    received::agreed,
};
use crate::{
    app::{App, Caller, Ctx, UseCase, kernel::own},
    keys::digest_of,
};

/// Most webhooks that one server takes up at once: each has a thread of its own, so that a slow address holds up no other.
const AT_ONCE_MAX: i64 = 16;
/// Most messages that are sent to a webhook before another may have its turn.
const MESSAGES_AT_ONCE_MAX: usize = 100;
/// How a message's identifier begins.
const MESSAGE: &str = "msg_";

/// Sends what is due, and tells whether anything was. It takes as long as the slowest of the addresses.
///
/// # Errors
/// When the database fails. What was not sent is sent by the next call, or by another server.
pub fn send_due(app: &App) -> Result<bool, Error> {
    let system = Caller::new(Actor::own(Role::System));
    if !app.run_now(&system, &IsDue)? {
        return Ok(false);
    }
    let taken = app.run_now(&system, &TakeUp)?;
    thread::scope(|scope| {
        let sending =
            taken.iter().map(|(webhook, actor)| scope.spawn(|| send_to(app, &system, webhook, actor.clone())));
        let sent: Vec<_> = sending.collect::<Vec<_>>().into_iter().map(thread::ScopedJoinHandle::join).collect();
        for one in sent {
            match one {
                Ok(Ok(())) => {}
                // Its client changed it meanwhile: what it says now is read with the next call.
                Ok(Err(Error::Changed | Error::NotFound)) => {}
                Ok(Err(cause)) => tracing::warn!(%cause, "a webhook will be sent to later"),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    Ok(!taken.is_empty())
}

/// Sends to one webhook until the end of the feed, or until it fails.
fn send_to(app: &App, system: &Caller, webhook: &Webhook, actor: Option<Actor>) -> Result<(), Error> {
    let Some(actor) = actor else { return app.run_now(system, &Disable(webhook.id)) };
    let client = Caller::new(actor);
    let mut reached = webhook.reached;
    let mut test = webhook.test_asked_at.is_some();
    for _ in 0..MESSAGES_AT_ONCE_MAX {
        let next = Next { webhook: webhook.clone(), reached, test };
        let Found { message, place, is_end } = match app.run_now(&client, &next) {
            Err(Error::PositionTooOld) => return app.run_now(system, &Disable(webhook.id)),
            found => found?,
        };
        let is_sent = match &message {
            None => None,
            Some(message) => {
                app.disclose_now(&client, ListChanges::ACTION, message.people.clone())?;
                let timestamp = message.timestamp.to_string();
                let headers = [
                    ("webhook-id", message.id.as_str()),
                    ("webhook-timestamp", timestamp.as_str()),
                    ("webhook-signature", message.signatures.as_str()),
                ];
                Some(logged(app.sender().send(&webhook.url, &headers, &message.body)))
            }
        };
        let is_delivered = is_sent.as_ref().is_none_or(|sent| sent.outcome == DeliveryOutcome::Delivered);
        let is_over = !is_delivered || (is_end && !test);
        let attempt = message.zip(is_sent);
        app.run_now(system, &Settle { id: webhook.id, reached, place: Some(place), attempt, is_test: test, is_over })?;
        if is_over {
            return Ok(());
        }
        (reached, test) = (place, false);
    }
    app.run_now(system, &Settle { id: webhook.id, reached, place: None, attempt: None, is_test: false, is_over: true })
}

/// Find whether something is to be sent.
struct IsDue;

impl UseCase for IsDue {
    const ACTION: Action = own::FIND_WEBHOOKS;
    const SNAPSHOT: bool = true;
    type Output = bool;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        let last = changes::head(ctx.db)?.last;
        Ok(!webhooks::due(ctx.db, last, ctx.now(), 1)?.is_empty())
    }
}

/// Take up webhooks to which something is to be sent, each with its client as it is now; with nobody if it is none any more.
struct TakeUp;

impl UseCase for TakeUp {
    const ACTION: Action = own::SEND_TO_WEBHOOKS;
    type Output = Vec<(Webhook, Option<Actor>)>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        ctx.nothing_changed();
        let (now, today) = (ctx.now(), ctx.today());
        let last = changes::head(ctx.db)?.last;
        let is_required = ctx.rules()?.demands(&rules::AGREEMENT_REQUIRED);
        let mut taken = Vec::new();
        for webhook in webhooks::due(ctx.db, last, now, AT_ONCE_MAX)? {
            let webhook = webhook.leased(now);
            webhooks::update(ctx.db, &webhook)?;
            let stored = clients::find(ctx.db, webhook.client_id)?;
            let is_active =
                stored.client.status() == Status::Active && ctx.keys.vouches_for(&stored.client, &stored.secret_hash);
            let actor = is_active.then(|| stored.client.actor(agreed(&stored.client, today, is_required)));
            taken.push((webhook, actor));
        }
        Ok(taken)
    }
}

/// A message, ready to be sent.
struct Message {
    id: String,
    timestamp: i64,
    signatures: String,
    body: String,
    people: BTreeSet<Uuid>,
    resource: Option<String>,
    record_id: Option<Uuid>,
}

/// What comes next.
struct Found {
    /// The message; none if there was no change to the client up to the place.
    message: Option<Message>,
    /// Up to where the feed was looked at.
    place: Place,
    /// True if the feed ends there.
    is_end: bool,
}

/// Read what comes next for a webhook, by the rights of its client.
struct Next {
    webhook: Webhook,
    reached: Place,
    test: bool,
}

impl UseCase for Next {
    const ACTION: Action = super::ReadWebhook::ACTION;
    const SNAPSHOT: bool = true;
    type Output = Found;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Found, Error> {
        if self.test {
            let message = Some(self.message(ctx, None)?);
            return Ok(Found { message, place: self.reached, is_end: false });
        }
        let head = changes::head(ctx.db)?;
        if self.reached > head.last || self.reached < head.first {
            return Err(Error::PositionTooOld);
        }
        let eyes = Eyes::of(ctx, &self.webhook.subscription);
        let lines = eyes.lines(ctx, (self.reached, head), u32::try_from(LINES_MAX).unwrap_or(u32::MAX))?;
        let is_rest = lines.len() < LINES_MAX;
        for (at, line) in lines.iter().enumerate() {
            if is_replaced(line, lines.iter().skip(at + 1)) {
                continue;
            }
            if let Some(change) = eyes.told(ctx, line)? {
                let message = Some(self.message(ctx, Some((line.place, change)))?);
                return Ok(Found { message, place: line.place, is_end: is_rest && at + 1 == lines.len() });
            }
        }
        let last = lines.last().map_or(self.reached, |line| line.place);
        Ok(Found { message: None, place: if is_rest { last.max(head.last) } else { last }, is_end: is_rest })
    }
}

impl Next {
    /// The message of a change; of a test, if there is none.
    fn message(&self, ctx: &mut Ctx<'_>, change: Option<(Place, Change)>) -> Result<Message, Error> {
        let at = change.as_ref().map(|(place, _)| [place.xact, place.seq]);
        let asked = self.webhook.test_asked_at.map(|asked| asked.timestamp_micros());
        let said = json!([self.webhook.id.0, at, asked.filter(|_| at.is_none())]).to_string();
        let digest: String = digest_of(&[said.as_bytes()]).iter().map(|byte| format!("{byte:02x}")).collect();
        let id = format!("{MESSAGE}{}", digest.get(..32).unwrap_or_default());
        let now = ctx.now();
        let (kind, subject, time) = match &change {
            Some((_, change)) => {
                let kind = serde_json::to_value(change.kind).map_err(Error::internal)?;
                let kind = format!("duxue.{}.{}", change.resource, kind.as_str().unwrap_or_default());
                (kind, Some(change.id.to_string()), change.at)
            }
            None => ("duxue.test".to_owned(), None, now),
        };
        let (resource, record_id) = change.as_ref().map(|(_, one)| (one.resource.clone(), one.id)).unzip();
        let data = match change {
            Some((_, change)) => serde_json::to_value(change).map_err(Error::internal)?,
            None => Value::Object(serde_json::Map::new()),
        };
        let people = if ctx.discloses() { people_in(&data) } else { BTreeSet::new() };
        let event = CloudEvent {
            specversion: "1.0",
            id: id.clone(),
            source: ctx.issuer.to_owned(),
            kind,
            subject,
            time,
            datacontenttype: "application/json",
            data,
        };
        let body = serde_json::to_string(&event).map_err(Error::internal)?;
        let timestamp = now.timestamp();
        let signed = format!("{id}.{timestamp}.{body}");
        let sign = |number| ctx.keys.sign_message((self.webhook.id, number), &signed);
        let signatures = self.webhook.live_secrets().map(sign).collect::<Vec<_>>().join(" ");
        Ok(Message { id, timestamp, signatures, body, people, resource, record_id })
    }
}

/// Who is named by an item of the feed: in it, or in the record that it holds. Views are no deeper than they are declared.
fn people_in(item: &Value) -> BTreeSet<Uuid> {
    let id = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
    match item {
        Value::Object(fields) => {
            let is_of_people = item.get(RESOURCE_OF_PEOPLE.0).is_some_and(|word| word == RESOURCE_OF_PEOPLE.1);
            let named = |name: &str| PERSON_FIELDS.contains(&name) || (is_of_people && name == "id");
            fields
                .iter()
                .flat_map(|(name, value)| match value {
                    Value::Array(all) if named(name) => all.iter().filter_map(id).collect(),
                    one if named(name) => id(one).into_iter().collect(),
                    other => people_in(other),
                })
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(people_in).collect(),
        _ => BTreeSet::new(),
    }
}

/// Note how far a webhook came, and what became of an attempt.
struct Settle {
    id: WebhookId,
    /// Where it stood: if it stands elsewhere now, its client changed it, and nothing is noted but the attempt.
    reached: Place,
    /// Up to where the feed was looked at; none if no further.
    place: Option<Place>,
    attempt: Option<(Message, Attempted)>,
    is_test: bool,
    is_over: bool,
}

impl Settle {
    fn log(&self, ctx: &mut Ctx<'_>, webhook: &Webhook) -> Result<(), Error> {
        let Some((message, attempted)) = &self.attempt else { return Ok(()) };
        let delivery = WebhookDelivery {
            id: WebhookDeliveryId(ctx.new_id()?),
            webhook_id: self.id,
            message_id: message.id.clone(),
            attempt: if self.is_test { 1 } else { webhook.attempts + 1 },
            resource: message.resource.clone(),
            record_id: message.record_id,
            outcome: attempted.outcome,
            http_status: attempted.http_status,
            detail: attempted.detail.clone(),
            milliseconds: attempted.milliseconds,
            at: ctx.now(),
        };
        webhooks::log(ctx.db, &delivery)
    }
}

impl UseCase for Settle {
    const ACTION: Action = own::SEND_TO_WEBHOOKS;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        let before = webhooks::read(ctx.db, self.id)?;
        self.log(ctx, &before)?;
        let is_same = before.reached == self.reached && before.status != WebhookStatus::Ended;
        let was_active = before.status == WebhookStatus::Active;
        let chance = (ctx.chance()?, ctx.now());
        let after = match (&self.attempt, self.place) {
            _ if self.is_test => Webhook { test_asked_at: None, ..before },
            (Some((_, attempted)), Some(place)) if is_same => before.after(place, attempted, chance),
            (None, Some(place)) if is_same => before.passed(place),
            _ => before,
        };
        let after = if self.is_over { after.released() } else { after };
        webhooks::update(ctx.db, &after)?;
        if was_active && after.status == WebhookStatus::Disabled {
            return disabled(ctx, self.id);
        }
        ctx.nothing_changed();
        Ok(())
    }
}

/// Disable a webhook to which nothing can be sent: its client is none any more, or changes since it stopped are not kept.
struct Disable(WebhookId);

impl UseCase for Disable {
    const ACTION: Action = own::SEND_TO_WEBHOOKS;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        let before = webhooks::read(ctx.db, self.0)?;
        if before.status != WebhookStatus::Active {
            webhooks::update(ctx.db, &Webhook { test_asked_at: None, ..before }.released())?;
            ctx.nothing_changed();
            return Ok(());
        }
        let after = Webhook { test_asked_at: None, ..before.disabled(ctx.now()) };
        webhooks::update(ctx.db, &after)?;
        disabled(ctx, self.0)
    }
}

/// States that a webhook was disabled.
fn disabled(ctx: &mut Ctx<'_>, id: WebhookId) -> Result<(), Error> {
    super::state(ctx, id, "disabled")
}
