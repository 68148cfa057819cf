//! Webhooks and the log of what was sent. A webhook is read by the client that made it, and by nobody else.

use diesel::prelude::*;
use domain::{
    Error, Instant,
    consumers::{
        change::Place,
        subscription::{ChangeView, Subscription},
        webhook::{DeliveryOutcome, Webhook, WebhookDelivery, WebhookStatus},
    },
    kernel::{
        id::{ClientId, WebhookDeliveryId, WebhookId},
        page::{Page, PageRequest, Position},
    },
};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Maybe, Plain, Texts, Time, Worded},
    schema::{webhook_deliveries, webhooks},
    types::{DbInstant, DbUuid},
};

row! {
    WebhookRow of Webhook in webhooks {
        id: Id<WebhookId>,
        version: Plain<i64>,
        client_id: Id<ClientId>,
        url: Plain<String>,
        status: Worded<WebhookStatus>,
        secret_generation: Plain<i64>,
        attempts: Plain<i64>,
        failing_since: Maybe<Time>,
        next_attempt_at: Time,
        leased_until: Maybe<Time>,
        test_asked_at: Maybe<Time>,
        created_at: Time,
        updated_at: Time,
    }
    in subscription: Subscription {
        types: Texts,
        view: Worded<ChangeView>,
        area: Maybe<AreaCode>,
        description: Maybe<Plain<String>>,
    }
    in reached: Place { xact: Plain<i64>, seq: Plain<i64> }
}

row! {
    DeliveryRow of WebhookDelivery in webhook_deliveries {
        id: Id<WebhookDeliveryId>,
        webhook_id: Id<WebhookId>,
        message_id: Plain<String>,
        attempt: Plain<i64>,
        resource: Maybe<Plain<String>>,
        record_id: Maybe<Id<Uuid>>,
        outcome: Worded<DeliveryOutcome>,
        http_status: Maybe<Plain<i64>>,
        detail: Maybe<Plain<String>>,
        milliseconds: Plain<i64>,
        at: Time,
    }
}

/// The webhook of a client with this id.
///
/// # Errors
/// [`Error::NotFound`], also of another client's.
pub fn find(db: &mut DbConnection, client: ClientId, id: WebhookId) -> Result<Webhook, Error> {
    let own = webhooks::table.filter(webhooks::id.eq(DbUuid(id.0))).filter(webhooks::client_id.eq(DbUuid(client.0)));
    let row: Option<WebhookRow> = own.select(WebhookRow::as_select()).first(db).optional().stored()?;
    row.ok_or(Error::NotFound)?.into_record()
}

/// The webhook with this id, whoever's it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn read(db: &mut DbConnection, id: WebhookId) -> Result<Webhook, Error> {
    let row = webhooks::table.find(DbUuid(id.0)).select(WebhookRow::as_select()).first::<WebhookRow>(db);
    row.optional().stored()?.ok_or(Error::NotFound)?.into_record()
}

/// A page of the webhooks of a client.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    client: ClientId,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Webhook>, Error> {
    let own = || webhooks::table.filter(webhooks::client_id.eq(DbUuid(client.0))).into_boxed::<MultiBackend>();
    page_of!(db, webhooks: WebhookRow, own(), page, descending)
}

/// The webhooks of a client that were not ended: they are few.
///
/// # Errors
/// When the database fails.
pub fn open_of(db: &mut DbConnection, client: ClientId) -> Result<Vec<Webhook>, Error> {
    let own = webhooks::table.filter(webhooks::client_id.eq(DbUuid(client.0)));
    let open = own.filter(webhooks::status.ne(WebhookStatus::Ended.as_str()));
    load_all!(db, WebhookRow, open.order(webhooks::id))
}

/// The webhooks to which something may be sent now: those that no server has, whose next attempt is due, and that did not reach
/// the end of the feed or wait for a test. The longest due first, at most so many.
///
/// # Errors
/// When the database fails.
pub fn due(db: &mut DbConnection, last: Place, now: Instant, most: i64) -> Result<Vec<Webhook>, Error> {
    let now = DbInstant(now);
    let is_behind = webhooks::xact.lt(last.xact).or(webhooks::xact.eq(last.xact).and(webhooks::seq.lt(last.seq)));
    let has_news = webhooks::status
        .eq(WebhookStatus::Active.as_str())
        .and(webhooks::next_attempt_at.le(now))
        .and(is_behind)
        .or(webhooks::status.ne(WebhookStatus::Ended.as_str()).and(webhooks::test_asked_at.is_not_null()));
    let is_free = webhooks::leased_until.is_null().or(webhooks::leased_until.assume_not_null().le(now));
    let query = webhooks::table.filter(has_news).filter(is_free).order(webhooks::next_attempt_at).limit(most);
    load_all!(db, WebhookRow, query)
}

/// Stores a new webhook.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, webhook: &Webhook) -> Result<(), Error> {
    diesel::insert_into(webhooks::table).values(WebhookRow::from(webhook)).execute(db).stored().map(drop)
}

/// Stores what became of a webhook that this transaction read.
///
/// # Errors
/// When the database fails.
pub fn update(db: &mut DbConnection, webhook: &Webhook) -> Result<(), Error> {
    let row = WebhookRow::from(webhook);
    let said = (
        webhooks::version.eq(row.version),
        webhooks::url.eq(row.url),
        webhooks::types.eq(row.types),
        webhooks::view.eq(row.view),
        webhooks::area.eq(row.area),
        webhooks::description.eq(row.description),
        webhooks::secret_generation.eq(row.secret_generation),
        webhooks::updated_at.eq(row.updated_at),
    );
    let course = (
        webhooks::status.eq(row.status),
        webhooks::xact.eq(row.xact),
        webhooks::seq.eq(row.seq),
        webhooks::attempts.eq(row.attempts),
        webhooks::failing_since.eq(row.failing_since),
        webhooks::next_attempt_at.eq(row.next_attempt_at),
        webhooks::leased_until.eq(row.leased_until),
        webhooks::test_asked_at.eq(row.test_asked_at),
    );
    diesel::update(webhooks::table.find(row.id)).set((said, course)).execute(db).stored().map(drop)
}

/// Notes what became of an attempt.
///
/// # Errors
/// When the database fails.
pub fn log(db: &mut DbConnection, delivery: &WebhookDelivery) -> Result<(), Error> {
    diesel::insert_into(webhook_deliveries::table).values(DeliveryRow::from(delivery)).execute(db).stored().map(drop)
}

/// A page of the log of a webhook.
///
/// # Errors
/// When the database fails.
pub fn deliveries(
    db: &mut DbConnection,
    webhook: WebhookId,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<WebhookDelivery>, Error> {
    let of_it = || {
        let of_it = webhook_deliveries::table.filter(webhook_deliveries::webhook_id.eq(DbUuid(webhook.0)));
        of_it.into_boxed::<MultiBackend>()
    };
    page_of!(db, webhook_deliveries: DeliveryRow, of_it(), page, descending)
}

/// Most lines of logs that are forgotten at once; the next run goes on.
pub const FORGOTTEN_AT_ONCE_MAX: usize = 10_000;

/// Forgets the oldest lines of logs of before an instant, so many at once; tells how many.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut DbConnection, before: Instant) -> Result<usize, Error> {
    let oldest = webhook_deliveries::table.filter(webhook_deliveries::at.lt(DbInstant(before)));
    let limit = i64::try_from(FORGOTTEN_AT_ONCE_MAX).unwrap_or(i64::MAX);
    let oldest = oldest.order(webhook_deliveries::id).limit(limit).select(webhook_deliveries::id);
    let ids: Vec<DbUuid> = oldest.load(db).stored()?;
    diesel::delete(webhook_deliveries::table.filter(webhook_deliveries::id.eq_any(ids))).execute(db).stored()
}
