//! A queue of changes that a consumer empties at its own pace: each is given under a lease, again when that runs out, and never
//! once it was acknowledged.
//!
//! A queue is a place in the feed and the changes before it that were not acknowledged yet. It holds no copy of a change.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{change::Place, subscription::Subscription};
use crate::{
    Error, Instant,
    kernel::{
        id::{ClientId, QueueId},
        word::words,
    },
};

/// Most changes of a queue that wait for their acknowledgement; nothing new is given until some are acknowledged.
pub const PENDING_MAX: usize = 500;
/// Most queues that one client has.
pub const QUEUES_MAX: usize = 10;
/// Longest lease, in seconds.
pub const LEASE_MAX_S: u32 = 3_600;
/// How long a lease is unless said, in seconds.
pub const LEASE_DEFAULT_S: u32 = 300;

words! {
    /// The status of a queue.
    QueueStatus {
        /// It is read.
        Active = "active",
        /// It was ended, and gives nothing any more.
        Ended = "ended",
    }
}

/// A change that was looked at and waits for its acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its place in the feed.
    pub place: Place,
    /// The record.
    pub record: Uuid,
    /// Until when nobody else is given it.
    pub leased_until: Instant,
}

/// A queue of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its identifier.
    pub id: QueueId,
    /// The version of the record.
    pub version: i64,
    /// Whose it is.
    pub client_id: ClientId,
    /// What is in it.
    pub subscription: Subscription,
    /// How far the feed was looked at.
    pub reached: Place,
    /// The changes up to there that were not acknowledged, in order.
    pub pending: Vec<Pending>,
    /// When it was ended.
    pub ended_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Queue {
    /// The status.
    pub fn status(&self) -> QueueStatus {
        if self.ended_at.is_some() { QueueStatus::Ended } else { QueueStatus::Active }
    }

    /// The queue once ended.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it was ended before.
    pub fn ended(self, now: Instant) -> Result<Self, Error> {
        self.check_active("end")?;
        Ok(Self { version: self.version + 1, pending: Vec::new(), ended_at: Some(now), updated_at: now, ..self })
    }

    /// Refuses what only an active queue does.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when it was ended.
    pub fn check_active(&self, event: &'static str) -> Result<(), Error> {
        match self.status() {
            QueueStatus::Active => Ok(()),
            ended => Err(Error::TransitionNotAllowed { status: ended.as_str(), event }),
        }
    }

    /// The changes that may be given again: at most so many, in order, and none before an earlier one of its record.
    pub fn due(&self, now: Instant, most: usize) -> Vec<Place> {
        let is_leased = |one: &Pending| one.leased_until > now;
        let mut due = Vec::new();
        for (at, one) in self.pending.iter().enumerate() {
            let mut earlier = self.pending.iter().take(at);
            if !is_leased(one) && !earlier.any(|before| before.record == one.record && is_leased(before)) {
                due.push(one.place);
            }
        }
        due.truncate(most);
        due
    }

    /// Leases a change that was looked at before.
    pub fn lease_again(&mut self, place: Place, until: Instant) {
        for one in self.pending.iter_mut().filter(|one| one.place == place) {
            one.leased_until = until;
        }
    }

    /// Takes up the next change of the feed; true if it may be given at once. It waits while an earlier one of its record does that
    /// is not given with it.
    pub fn take_up(
        &mut self,
        (place, record): (Place, Uuid),
        given: &[Place],
        (now, until): (Instant, Instant),
    ) -> bool {
        let is_given = !self.pending.iter().any(|one| one.record == record && !given.contains(&one.place));
        self.pending.push(Pending { place, record, leased_until: if is_given { until } else { now } });
        is_given
    }

    /// Forgets changes that need not be given: none of them is one any more to this client.
    pub fn drop_all(&mut self, places: &[Place]) {
        self.pending.retain(|one| !places.contains(&one.place));
    }

    /// Notes that these were worked on, and with each the earlier ones of its record.
    pub fn acknowledge(&mut self, places: &[Place]) {
        let done: Vec<Pending> = self.pending.iter().filter(|one| places.contains(&one.place)).cloned().collect();
        let is_done = |one: &Pending| done.iter().any(|it| it.record == one.record && it.place >= one.place);
        self.pending.retain(|one| !is_done(one));
    }

    /// True if there is room for a change that was not looked at yet.
    pub fn has_room(&self) -> bool {
        self.pending.len() < PENDING_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consumers::subscription::ChangeView;

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);

    fn at(minute: u32) -> Instant {
        format!("2026-11-23T01:{minute:02}:00Z").parse().unwrap()
    }

    fn place(seq: i64) -> Place {
        Place { xact: 0, seq }
    }

    fn queue() -> Queue {
        let subscription = Subscription { types: Vec::new(), view: ChangeView::Thin, area: None, description: None };
        Queue {
            id: QueueId(A),
            version: 1,
            client_id: ClientId(A),
            subscription,
            reached: place(0),
            pending: Vec::new(),
            ended_at: None,
            created_at: at(0),
            updated_at: at(0),
        }
    }

    /// A queue whose changes of these records were given together until a minute.
    fn given(records: &[Uuid], until: u32) -> Queue {
        let (mut queue, mut given) = (queue(), Vec::new());
        for (seq, record) in (1..).zip(records) {
            assert!(queue.take_up((place(seq), *record), &given, (at(0), at(until))));
            given.push(place(seq));
        }
        queue
    }

    #[test]
    fn change_is_given_again_when_its_lease_ran_out() {
        let mut queue = given(&[A, B], 5);
        assert_eq!(queue.due(at(4), 10), []);
        assert_eq!(queue.due(at(5), 10), [place(1), place(2)]);
        assert_eq!(queue.due(at(5), 1), [place(1)]);
        queue.lease_again(place(1), at(10));
        assert_eq!(queue.due(at(6), 10), [place(2)]);
    }

    #[test]
    fn acknowledged_change_never_comes_again() {
        let mut queue = given(&[A, B], 5);
        queue.acknowledge(&[place(1)]);
        queue.acknowledge(&[place(1)]);
        assert_eq!(queue.due(at(9), 10), [place(2)]);
    }

    #[test]
    fn later_change_of_a_record_waits_for_the_earlier() {
        let mut queue = given(&[A], 5);
        assert!(!queue.take_up((place(2), A), &[], (at(1), at(6))));
        assert!(queue.take_up((place(3), B), &[], (at(1), at(6))));
        assert_eq!(queue.due(at(2), 10), []);
        assert_eq!(queue.due(at(5), 10), [place(1), place(2)]);
        queue.acknowledge(&[place(1)]);
        assert_eq!(queue.due(at(2), 10), [place(2)]);
    }

    #[test]
    fn acknowledgement_counts_for_earlier_changes_of_a_record() {
        let mut queue = given(&[A, B, A], 5);
        queue.acknowledge(&[place(3)]);
        assert_eq!(queue.due(at(9), 10), [place(2)]);
    }

    #[test]
    fn ended_queue_gives_nothing() {
        let ended = given(&[A], 5).ended(at(1)).unwrap();
        assert_eq!((ended.status(), ended.due(at(9), 10)), (QueueStatus::Ended, Vec::new()));
        assert!(ended.check_active("lease").is_err() && ended.ended(at(2)).is_err());
    }
}
