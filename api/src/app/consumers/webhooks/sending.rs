//! Changes are sent to webhooks: each webhook is taken up by one server at a time, and what comes next in the feed is sent to it
//! until it is taken. What is sent is what its client may read at that moment; who is in it is recorded before it leaves.

use std::collections::BTreeSet;

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

/// Most messages that are sent to a webhook before another may have its turn.
const MESSAGES_AT_ONCE_MAX: usize = 100;
/// How a message's identifier begins.
const MESSAGE: &str = "msg_";

/// A webhook that this server has for itself, with its client as it is now; with nobody if it is none any more.
pub struct Taken {
    webhook: Webhook,
    actor: Option<Actor>,
}

/// Takes up webhooks to which something is to be sent, at most so many. No other server sends to them meanwhile.
///
/// # Errors
/// When the database fails.
pub fn take_up(app: &App, most: usize) -> Result<Vec<Taken>, Error> {
    let system = Caller::new(Actor::own(Role::System));
    if most == 0 || !app.run_now(&system, &IsDue)? {
        return Ok(Vec::new());
    }
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    app.run_now(&system, &TakeUp { most, attempt_seconds: app.sender().attempt_seconds })
}

/// Sends to one webhook until the end of the feed, or until it fails. What was not sent is sent by the next call, or by another
/// server. It takes as long as the address does.
///
/// # Errors
/// When the database fails.
pub fn send(app: &App, Taken { webhook, actor }: Taken) -> Result<(), Error> {
    let system = Caller::new(Actor::own(Role::System));
    let disable = || app.run_now(&system, &Disable(webhook.id));
    let Some(actor) = actor else { return disable() };
    let client = Caller::new(actor);
    let (mut reached, mut test) = (webhook.reached, webhook.test_asked_at.is_some());
    for _ in 0..MESSAGES_AT_ONCE_MAX {
        let found = match app.run_now(&client, &Next { webhook: webhook.clone(), reached, test }) {
            Err(Error::PositionTooOld) => return disable(),
            found => found?,
        };
        let (place, is_end) = (found.place, found.is_end && !test);
        let attempt = found.message.map(|message| attempt(app, &client, &webhook, message)).transpose()?;
        let is_refused = attempt.as_ref().is_some_and(|(_, sent)| sent.outcome != DeliveryOutcome::Delivered);
        let (is_over, attempt_seconds) = (is_refused || is_end, app.sender().attempt_seconds);
        let settle = Settle { id: webhook.id, reached, place, attempt, is_test: test, is_over, attempt_seconds };
        app.run_now(&system, &settle)?;
        if is_over {
            return Ok(());
        }
        (reached, test) = (place, false);
    }
    app.run_now(&system, &Release(webhook.id))
}

/// Sends a message, once it is recorded who is in it.
fn attempt(app: &App, client: &Caller, webhook: &Webhook, message: Message) -> Result<(Message, Attempted), Error> {
    app.disclose_now(client, ListChanges::ACTION, message.people.clone())?;
    let timestamp = message.timestamp.to_string();
    let headers = [
        ("webhook-id", message.id.as_str()),
        ("webhook-timestamp", timestamp.as_str()),
        ("webhook-signature", message.signatures.as_str()),
    ];
    let attempted = logged(app.sender().send(&webhook.url, &headers, &message.body));
    Ok((message, attempted))
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

/// Take up webhooks to which something is to be sent.
struct TakeUp {
    most: i64,
    attempt_seconds: u32,
}

impl UseCase for TakeUp {
    const ACTION: Action = own::SEND_TO_WEBHOOKS;
    type Output = Vec<Taken>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        ctx.nothing_changed();
        let (now, today) = (ctx.now(), ctx.today());
        let last = changes::head(ctx.db)?.last;
        let is_required = ctx.rules()?.demands(&rules::AGREEMENT_REQUIRED);
        let mut taken = Vec::new();
        for webhook in webhooks::due(ctx.db, last, now, self.most)? {
            let webhook = webhook.leased(now, self.attempt_seconds);
            webhooks::update(ctx.db, &webhook)?;
            let stored = clients::find(ctx.db, webhook.client_id)?;
            let is_active =
                stored.client.status() == Status::Active && ctx.keys.vouches_for(&stored.client, &stored.secret_hash);
            let actor = is_active.then(|| stored.client.actor(agreed(&stored.client, today, is_required)));
            taken.push(Taken { webhook, actor });
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
    /// Up to where the feed was looked at.
    place: Place,
    attempt: Option<(Message, Attempted)>,
    is_test: bool,
    /// True if nothing more is sent now: another server may take it up. Else the lease lasts for one more attempt.
    is_over: bool,
    attempt_seconds: u32,
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
        let after = match &self.attempt {
            _ if self.is_test => Webhook { test_asked_at: None, ..before },
            Some((_, attempted)) if is_same => before.after(self.place, attempted, chance),
            None if is_same => before.passed(self.place),
            _ => before,
        };
        let after = match (self.is_over, after.status) {
            (false, WebhookStatus::Active) => after.leased(chance.1, self.attempt_seconds),
            _ => after.released(),
        };
        webhooks::update(ctx.db, &after)?;
        if was_active && after.status == WebhookStatus::Disabled {
            return disabled(ctx, self.id);
        }
        ctx.nothing_changed();
        Ok(())
    }
}

/// Leave a webhook to any server, so that others have their turn.
struct Release(WebhookId);

impl UseCase for Release {
    const ACTION: Action = own::SEND_TO_WEBHOOKS;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        ctx.nothing_changed();
        let released = webhooks::read(ctx.db, self.0)?.released();
        webhooks::update(ctx.db, &released)
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
