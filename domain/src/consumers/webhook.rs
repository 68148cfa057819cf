//! An address to which the changes of a client are sent, one after another, each until it is taken.
//!
//! A webhook is a place in the feed: what comes next is sent by the rights that its client has then. It holds no copy of a change.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{change::Place, subscription::Subscription};
use crate::{
    Error, Instant,
    kernel::{
        id::{ClientId, WebhookDeliveryId, WebhookId},
        word::words,
    },
};

/// Most webhooks of one client that were not ended.
pub const WEBHOOKS_MAX: usize = 10;
/// How long it is waited after each attempt that failed, in seconds, give or take a tenth; after the last of them the webhook is
/// disabled: after some two days and a half.
pub const DELAYS_S: [i64; 8] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 86_400];
/// How much longer than one attempt a server has a webhook for itself, in seconds; a server that ended keeps it no longer.
pub const LEASE_BEYOND_ATTEMPT_S: i64 = 60;
/// How long attempts are kept in the log, in days.
pub const DELIVERIES_KEPT_DAYS: i64 = 30;

words! {
    /// The status of a webhook.
    WebhookStatus {
        /// Changes are sent to it.
        Active = "active",
        /// It failed for too long, or said that it is gone. Nothing is sent until its client enables it.
        Disabled = "disabled",
        /// It was ended.
        Ended = "ended",
    }
}

words! {
    /// What became of an attempt.
    DeliveryOutcome {
        /// It was answered with a status of 200 to 299.
        Delivered = "delivered",
        /// It was answered with another status.
        Refused = "refused",
        /// It was not answered.
        Failed = "failed",
    }
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its identifier.
    pub id: WebhookId,
    /// The version of the record.
    pub version: i64,
    /// Whose it is.
    pub client_id: ClientId,
    /// Where changes are sent.
    pub url: String,
    /// Which.
    pub subscription: Subscription,
    /// Its status.
    pub status: WebhookStatus,
    /// The number of its newest secret, from 1. That secret and the one before are live.
    pub secret_generation: i64,
    /// Up to where the feed was sent.
    pub reached: Place,
    /// How many attempts of what comes next failed.
    pub attempts: i64,
    /// Since when.
    pub failing_since: Option<Instant>,
    /// Not before.
    pub next_attempt_at: Instant,
    /// Until when a server has it for itself.
    pub leased_until: Option<Instant>,
    /// When its client asked for a test that was not sent yet.
    pub test_asked_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// When its client last changed it, or it was disabled.
    pub updated_at: Instant,
}

/// What became of an attempt to send a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    /// In a word.
    pub outcome: DeliveryOutcome,
    /// The status of the answer.
    pub http_status: Option<i64>,
    /// Why it failed, for a person.
    pub detail: Option<String>,
    /// How long it took, in milliseconds.
    pub milliseconds: i64,
}

impl Attempted {
    /// True if the address says that it takes nothing any more.
    fn is_gone(&self) -> bool {
        self.http_status == Some(410)
    }
}

/// A line of the log of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// Its identifier.
    pub id: WebhookDeliveryId,
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The message: the same one at each attempt.
    pub message_id: String,
    /// Which attempt of it, from 1.
    pub attempt: i64,
    /// Of which resource the change is; none of a test.
    pub resource: Option<String>,
    /// Of which record.
    pub record_id: Option<Uuid>,
    /// What became of it.
    pub outcome: DeliveryOutcome,
    /// The status of the answer.
    pub http_status: Option<i64>,
    /// Why it failed.
    pub detail: Option<String>,
    /// How long it took, in milliseconds.
    pub milliseconds: i64,
    /// When.
    pub at: Instant,
}

impl Webhook {
    /// Refuses what is not done with an ended webhook.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`].
    pub fn check_open(&self, event: &'static str) -> Result<(), Error> {
        match self.status {
            WebhookStatus::Ended => Err(Error::TransitionNotAllowed { status: self.status.as_str(), event }),
            WebhookStatus::Active | WebhookStatus::Disabled => Ok(()),
        }
    }

    fn next(self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self }
    }

    /// The webhook once ended.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it was ended before.
    pub fn ended(self, now: Instant) -> Result<Self, Error> {
        self.check_open("end")?;
        Ok(Self { status: WebhookStatus::Ended, test_asked_at: None, leased_until: None, ..self.next(now) })
    }

    /// The webhook with another address or subscription. What failed at the old address is tried at once.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it was ended.
    pub fn changed(self, url: String, subscription: Subscription, now: Instant) -> Result<Self, Error> {
        self.check_open("change")?;
        Ok(Self { url, subscription, next_attempt_at: now, ..self.next(now) })
    }

    /// The webhook with a new secret. The one before stays live until the next is made.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it was ended.
    pub fn rotated(self, now: Instant) -> Result<Self, Error> {
        self.check_open("rotate")?;
        Ok(Self { secret_generation: self.secret_generation + 1, ..self.next(now) })
    }

    /// The numbers of the live secrets, the newest first.
    pub fn live_secrets(&self) -> impl Iterator<Item = i64> {
        let newest = self.secret_generation;
        [newest, newest - 1].into_iter().filter(|number| *number > 0)
    }

    /// The webhook to which it is sent again, from where it stopped.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it is not disabled.
    pub fn enabled(self, now: Instant) -> Result<Self, Error> {
        if self.status != WebhookStatus::Disabled {
            return Err(Error::TransitionNotAllowed { status: self.status.as_str(), event: "enable" });
        }
        let fresh =
            Self { status: WebhookStatus::Active, next_attempt_at: now, attempts: 0, failing_since: None, ..self };
        Ok(fresh.next(now))
    }

    /// The webhook to which a test is to be sent.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it was ended.
    pub fn tested(self, now: Instant) -> Result<Self, Error> {
        self.check_open("test")?;
        Ok(Self { test_asked_at: Some(now), ..self })
    }

    /// The webhook to which the feed is sent from an earlier place on.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it was ended.
    pub fn replayed(self, from: Place, now: Instant) -> Result<Self, Error> {
        self.check_open("replay")?;
        let reached = self.reached.min(from);
        Ok(Self { reached, attempts: 0, failing_since: None, next_attempt_at: now, ..self.next(now) })
    }

    /// True if a server may take it up now.
    pub fn is_free(&self, now: Instant) -> bool {
        self.leased_until.is_none_or(|until| until <= now)
    }

    /// The webhook that a server has for itself, for one attempt of at most so many seconds.
    pub fn leased(self, now: Instant, attempt_seconds: u32) -> Self {
        let lease = TimeDelta::seconds(i64::from(attempt_seconds) + LEASE_BEYOND_ATTEMPT_S);
        Self { leased_until: Some(now + lease), ..self }
    }

    /// The webhook that any server may take up.
    pub fn released(self) -> Self {
        Self { leased_until: None, ..self }
    }

    /// The webhook once everything up to a place was sent.
    pub fn passed(self, place: Place) -> Self {
        Self { reached: place, attempts: 0, failing_since: None, ..self }
    }

    /// The webhook after an attempt to send it what lies at a place. `chance` spreads attempts that failed together.
    pub fn after(self, place: Place, attempted: &Attempted, (chance, now): (u64, Instant)) -> Self {
        if attempted.outcome == DeliveryOutcome::Delivered {
            return self.passed(place);
        }
        let attempts = self.attempts + 1;
        let failing_since = self.failing_since.or(Some(now));
        let delay =
            usize::try_from(self.attempts).ok().and_then(|at| DELAYS_S.get(at)).filter(|_| !attempted.is_gone());
        let failing = Self { attempts, failing_since, ..self };
        match delay {
            Some(seconds) => Self { next_attempt_at: now + spread(*seconds, chance), ..failing },
            None => failing.disabled(now),
        }
    }

    /// The webhook to which nothing is sent any more.
    pub fn disabled(self, now: Instant) -> Self {
        Self { status: WebhookStatus::Disabled, leased_until: None, ..self.next(now) }
    }
}

/// So many seconds, give or take a tenth.
fn spread(seconds: i64, chance: u64) -> TimeDelta {
    let thousandths = 900 + i64::try_from(chance % 201).unwrap_or_default();
    TimeDelta::milliseconds(seconds * thousandths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consumers::subscription::ChangeView;

    fn at(minute: i64) -> Instant {
        "2026-11-23T01:00:00Z".parse::<Instant>().unwrap() + TimeDelta::minutes(minute)
    }

    fn webhook() -> Webhook {
        let subscription = Subscription { types: Vec::new(), view: ChangeView::Thin, area: None, description: None };
        Webhook {
            id: WebhookId(Uuid::from_u128(1)),
            version: 1,
            client_id: ClientId(Uuid::from_u128(2)),
            url: "https://example.org/hook".to_owned(),
            subscription,
            status: WebhookStatus::Active,
            secret_generation: 1,
            reached: Place { xact: 0, seq: 5 },
            attempts: 0,
            failing_since: None,
            next_attempt_at: at(0),
            leased_until: None,
            test_asked_at: None,
            created_at: at(0),
            updated_at: at(0),
        }
    }

    fn attempted(http_status: i64) -> Attempted {
        let outcome = if http_status < 300 { DeliveryOutcome::Delivered } else { DeliveryOutcome::Refused };
        Attempted { outcome, http_status: Some(http_status), detail: None, milliseconds: 7 }
    }

    #[test]
    fn attempts_follow_the_plan_and_then_end() {
        let mut one = webhook();
        let (mut now, next) = (at(0), Place { xact: 0, seq: 6 });
        for seconds in DELAYS_S {
            one = one.after(next, &attempted(500), (100, now));
            assert_eq!((one.status, one.next_attempt_at), (WebhookStatus::Active, now + TimeDelta::seconds(seconds)));
            assert_eq!((one.reached.seq, one.failing_since), (5, Some(at(0))));
            now = one.next_attempt_at;
        }
        one = one.after(next, &attempted(500), (100, now));
        assert_eq!((one.status, one.attempts, one.version), (WebhookStatus::Disabled, 9, 2));
        let again = one.enabled(now).unwrap();
        assert_eq!((again.status, again.attempts, again.reached.seq), (WebhookStatus::Active, 0, 5));
    }

    #[test]
    fn delay_lies_within_a_tenth() {
        for chance in 0..1_000 {
            let delay = spread(300, chance).num_milliseconds();
            assert!((270_000..=330_000).contains(&delay), "{delay}");
        }
    }

    #[test]
    fn delivery_goes_on_and_forgets_what_failed() {
        let next = Place { xact: 0, seq: 6 };
        let one = webhook().after(next, &attempted(503), (0, at(0))).after(next, &attempted(204), (0, at(1)));
        assert_eq!((one.reached, one.attempts, one.failing_since), (next, 0, None));
    }

    #[test]
    fn address_that_is_gone_is_disabled_at_once() {
        let one = webhook().after(Place { xact: 0, seq: 6 }, &attempted(410), (0, at(0)));
        assert_eq!(one.status, WebhookStatus::Disabled);
    }

    #[test]
    fn two_secrets_are_live_after_a_rotation() {
        let one = webhook();
        assert_eq!(one.live_secrets().collect::<Vec<_>>(), [1]);
        let twice = one.rotated(at(1)).unwrap().rotated(at(2)).unwrap();
        assert_eq!(twice.live_secrets().collect::<Vec<_>>(), [3, 2]);
    }

    #[test]
    fn replay_goes_back_and_never_forward() {
        let one = webhook().replayed(Place { xact: 0, seq: 9 }, at(1)).unwrap();
        assert_eq!(one.reached.seq, 5);
        assert_eq!(one.replayed(Place { xact: 0, seq: 2 }, at(1)).unwrap().reached.seq, 2);
    }

    #[test]
    fn ended_webhook_is_left_alone() {
        let ended = webhook().ended(at(1)).unwrap();
        assert!(ended.clone().ended(at(2)).is_err() && ended.clone().rotated(at(2)).is_err());
        assert!(ended.clone().enabled(at(2)).is_err() && ended.tested(at(2)).is_err());
    }

    #[test]
    fn webhook_is_of_one_server_until_its_lease_ends() {
        let one = webhook().leased(at(0), 60);
        assert!(!one.is_free(at(1)) && one.is_free(at(2)) && one.released().is_free(at(0)));
    }
}
