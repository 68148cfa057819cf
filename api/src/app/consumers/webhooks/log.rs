//! The log of what was sent to webhooks.

use chrono::TimeDelta;
use domain::{
    Error,
    consumers::webhook::DELIVERIES_KEPT_DAYS,
    kernel::{id::WebhookId, policy::Action},
};
use openapi::{consumers::webhook::WebhookDelivery, kernel::query::PlainQuery};
use persistence::consumers::webhooks;

use super::{super::changes::FOLLOWERS, own};
use crate::app::{
    App, Caller, Ctx, UseCase,
    kernel::{
        list::{ListRequest, Listed},
        own as own_actions,
    },
};

/// List what was sent to one of the caller's webhooks.
pub struct ListDeliveries {
    /// Which.
    pub id: WebhookId,
    /// The page.
    pub list: ListRequest<PlainQuery>,
}

impl UseCase for ListDeliveries {
    const ACTION: Action = Action::read("list_webhook_deliveries", FOLLOWERS);
    const SNAPSHOT: bool = true;
    type Output = Listed<WebhookDelivery>;

    fn is_bulk(&self) -> bool {
        self.list.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let (order, request) = (self.list.order()?, self.list.page(ctx)?);
        let webhook = webhooks::find(ctx.db, own(ctx)?, self.id)?;
        let page = webhooks::deliveries(ctx.db, webhook.id, order.descending, &request)?;
        Ok(self.list.answer(ctx, page.map(WebhookDelivery::from)))
    }
}

/// Forgets all that was logged long ago, so many lines at a time that no writer waits for it.
///
/// # Errors
/// As [`App::run`].
pub async fn forget_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut forgotten = 0;
    loop {
        let some = app.run(caller, ForgetDeliveries).await?;
        forgotten += some;
        if some < webhooks::FORGOTTEN_AT_ONCE_MAX {
            return Ok(forgotten);
        }
    }
}

/// Forget what was logged long ago: a job of the system, safe to run at any time.
pub struct ForgetDeliveries;

impl UseCase for ForgetDeliveries {
    const ACTION: Action = own_actions::SEND_TO_WEBHOOKS;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        webhooks::forget(ctx.db, ctx.now() - TimeDelta::days(DELIVERIES_KEPT_DAYS))
    }
}
