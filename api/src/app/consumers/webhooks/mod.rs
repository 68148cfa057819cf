//! Webhooks: addresses to which the changes of a client are sent.

mod log;
pub mod sending;

use domain::{
    Error, Fault, FaultCode, Faults, Wording,
    consumers::webhook::{WEBHOOKS_MAX, Webhook, WebhookStatus},
    kernel::{
        event::{Basis, SubjectKind},
        id::{ClientId, WebhookId},
        policy::Action,
        wording::number,
    },
};
use openapi::{
    consumers::webhook::{CreateWebhook, ReplayWebhook, UpdateWebhook, Webhook as View, WebhookSecret},
    kernel::query::PlainQuery,
};
use persistence::consumers::{changes, webhooks};

pub use self::log::{ForgetDeliveries, ListDeliveries, forget_all};
use super::{changes::FOLLOWERS, queues::subscribed};
use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, at_version},
        list::{ListRequest, Listed},
    },
};

/// The client whose webhooks these are. The program's own actors have none.
fn own(ctx: &Ctx<'_>) -> Result<ClientId, Error> {
    ctx.actor.client_id.ok_or(Error::NotFound)
}

/// States what became of a webhook.
fn state(ctx: &mut Ctx<'_>, id: WebhookId, name: &str) -> Result<(), Error> {
    ctx.record((SubjectKind::Webhook, id.0), name, Basis::default(), Particulars::default())
}

impl UseCase for CreateWebhook {
    const ACTION: Action = Action::write("create_webhook", FOLLOWERS);
    type Output = WebhookSecret;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<WebhookSecret, Error> {
        let (client_id, mut faults) = (own(ctx)?, Faults::new());
        let url = faults.keep("/url", ctx.guard.check(&self.url));
        let asked = self.subscription(&mut faults);
        let subscription = subscribed(ctx, asked, faults)?;
        let url = url.ok_or_else(|| Error::internal("an address without a fault"))?;
        if webhooks::open_of(ctx.db, client_id)?.len() >= WEBHOOKS_MAX {
            let wording = Wording::TooManyEntries { max: number(WEBHOOKS_MAX) };
            return Err(Error::invalid(Fault::new("", FaultCode::Length, wording)));
        }
        let (id, now) = (WebhookId(ctx.new_id()?), ctx.now());
        let webhook = Webhook {
            id,
            version: 1,
            client_id,
            url,
            subscription,
            status: WebhookStatus::Active,
            secret_generation: 1,
            reached: changes::head(ctx.db)?.last,
            attempts: 0,
            failing_since: None,
            next_attempt_at: now,
            leased_until: None,
            test_asked_at: None,
            created_at: now,
            updated_at: now,
        };
        webhooks::insert(ctx.db, &webhook)?;
        state(ctx, id, CREATED)?;
        Ok(shown(ctx, webhook))
    }
}

/// The webhook with its newest secret.
fn shown(ctx: &Ctx<'_>, webhook: Webhook) -> WebhookSecret {
    let secret = ctx.keys.webhook_secret(webhook.id, webhook.secret_generation);
    WebhookSecret { webhook: webhook.into(), secret }
}

/// List the caller's webhooks.
pub struct ListWebhooks(pub ListRequest<PlainQuery>);

impl UseCase for ListWebhooks {
    const ACTION: Action = Action::read("list_webhooks", FOLLOWERS);
    type Output = Listed<View>;

    fn is_bulk(&self) -> bool {
        self.0.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let (order, request) = (self.0.order()?, self.0.page(ctx)?);
        let page = webhooks::list(ctx.db, own(ctx)?, order.descending, &request)?;
        Ok(self.0.answer(ctx, page.map(View::from)))
    }
}

/// Read one of the caller's webhooks.
pub struct ReadWebhook(pub WebhookId);

impl UseCase for ReadWebhook {
    const ACTION: Action = Action::read("read_webhook", FOLLOWERS);
    type Output = View;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        webhooks::find(ctx.db, own(ctx)?, self.0).map(View::from)
    }
}

/// Change one of the caller's webhooks.
pub struct ChangeWebhook {
    /// Which.
    pub id: WebhookId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateWebhook,
}

impl UseCase for ChangeWebhook {
    const ACTION: Action = Action::write("update_webhook", FOLLOWERS);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let webhook = webhooks::find(ctx.db, own(ctx)?, self.id)?;
        at_version(self.version, webhook.version)?;
        let mut faults = Faults::new();
        let url = match &self.patch.url {
            Some(url) => faults.keep("/url", ctx.guard.check(url)).unwrap_or_default(),
            None => webhook.url.clone(),
        };
        let asked = self.patch.over(&webhook.subscription, &mut faults);
        let subscription = subscribed(ctx, asked, faults)?;
        if (&url, &subscription) == (&webhook.url, &webhook.subscription) {
            ctx.nothing_changed();
            return Ok(webhook.into());
        }
        let changed = webhook.changed(url, subscription, ctx.now())?;
        webhooks::update(ctx.db, &changed)?;
        state(ctx, self.id, "corrected")?;
        Ok(changed.into())
    }
}

/// An act upon one of the caller's webhooks.
macro_rules! act {
    ($(#[$doc:meta])* $name:ident: $action:expr, $event:literal, $method:ident) => {
        $(#[$doc])*
        pub struct $name(pub WebhookId);

        impl UseCase for $name {
            const ACTION: Action = $action;
            type Output = View;
            const KEPT: bool = true;

            fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
                let webhook = webhooks::find(ctx.db, own(ctx)?, self.0)?.$method(ctx.now())?;
                webhooks::update(ctx.db, &webhook)?;
                state(ctx, self.0, $event)?;
                Ok(webhook.into())
            }
        }
    };
}

act! {
    /// End one of the caller's webhooks.
    EndWebhook: Action::write("end_webhook", FOLLOWERS), "ended", ended
}
act! {
    /// Send again to one of the caller's webhooks that was disabled.
    EnableWebhook: Action::write("enable_webhook", FOLLOWERS), "enabled", enabled
}
act! {
    /// Have a test sent to one of the caller's webhooks.
    TestWebhook: Action::write("test_webhook", FOLLOWERS), "tested", tested
}

/// Give one of the caller's webhooks a new secret.
pub struct RotateWebhook(pub WebhookId);

impl UseCase for RotateWebhook {
    const ACTION: Action = Action::write("rotate_webhook", FOLLOWERS);
    type Output = WebhookSecret;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<WebhookSecret, Error> {
        let webhook = webhooks::find(ctx.db, own(ctx)?, self.0)?.rotated(ctx.now())?;
        webhooks::update(ctx.db, &webhook)?;
        state(ctx, self.0, "rotated")?;
        Ok(shown(ctx, webhook))
    }
}

/// Have what changed since an instant sent again to one of the caller's webhooks.
pub struct Replay {
    /// Which.
    pub id: WebhookId,
    /// Since when.
    pub body: ReplayWebhook,
}

impl UseCase for Replay {
    const ACTION: Action = Action::write("replay_webhook", FOLLOWERS);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let webhook = webhooks::find(ctx.db, own(ctx)?, self.id)?;
        let head = changes::head(ctx.db)?;
        let from = changes::before(ctx.db, head, self.body.since)?;
        let replayed = webhook.replayed(from, ctx.now())?;
        webhooks::update(ctx.db, &replayed)?;
        state(ctx, self.id, "replayed")?;
        Ok(replayed.into())
    }
}

/// Ends all webhooks of a client; tells how many.
///
/// # Errors
/// When the database fails.
pub fn end_all(ctx: &mut Ctx<'_>, client: ClientId) -> Result<usize, Error> {
    let open = webhooks::open_of(ctx.db, client)?;
    let count = open.len();
    for webhook in open {
        let ended = webhook.ended(ctx.now())?;
        webhooks::update(ctx.db, &ended)?;
        state(ctx, ended.id, "ended")?;
    }
    Ok(count)
}
