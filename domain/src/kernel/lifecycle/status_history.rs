//! The statuses through which a record went.

use crate::Day;

/// The statuses through which a record went, and on which days: its status on any day follows from it. The last step may lie
/// ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusHistory<S>(Vec<(Day, S)>);

impl<S: Copy> StatusHistory<S> {
    /// A history that begins.
    pub fn beginning(day: Day, status: S) -> Self {
        Self(vec![(day, status)])
    }

    /// A history as it was kept, oldest step first.
    pub fn of(steps: Vec<(Day, S)>) -> Self {
        Self(steps)
    }

    /// The status on a day, which is that of the last step until its end; none before the first.
    pub fn on(&self, day: Day) -> Option<S> {
        self.0.iter().rev().find(|(known, _)| *known <= day).map(|(_, status)| *status)
    }

    /// The history without the steps to certain statuses from a day on: it turned out that they never were.
    #[must_use]
    pub fn without(self, since: Day, is_undone: impl Fn(S) -> bool) -> Self {
        Self(self.0.into_iter().filter(|(day, status)| *day < since || !is_undone(*status)).collect())
    }

    /// The same for the days from a first one to the first one after them.
    #[must_use]
    pub fn without_between(self, (from, end): (Day, Day), is_undone: impl Fn(S) -> bool) -> Self {
        let stays = |(day, status): &(Day, S)| *day < from || end <= *day || !is_undone(*status);
        Self(self.0.into_iter().filter(stays).collect())
    }

    /// Its steps, oldest first.
    pub fn steps(&self) -> &[(Day, S)] {
        &self.0
    }

    /// Its statuses, oldest first.
    pub fn statuses(&self) -> impl Iterator<Item = S> + '_ {
        self.0.iter().map(|(_, status)| *status)
    }
}

impl<S: Copy + PartialEq> StatusHistory<S> {
    /// The history with another step. Steps that lay ahead of it are dropped; a step to the status that it has is none.
    #[must_use]
    pub fn then(mut self, day: Day, status: S) -> Self {
        self.step(day, status);
        self
    }

    /// As [`StatusHistory::then`].
    pub(super) fn step(&mut self, day: Day, status: S) {
        self.0.retain(|(known, _)| *known <= day);
        if self.0.last().is_none_or(|(_, last)| *last != status) {
            self.0.push((day, status));
        }
    }
}
