//! Who had a hand in a record, for four eyes.

use crate::Actor;

/// Who had a hand in a record: who created and completed it, and who fired which of its events.
#[derive(Debug, Clone)]
pub struct Contributors<E> {
    /// The key of the actor who created the record.
    pub creator: Option<String>,
    /// The keys of the actors who completed it before it was submitted.
    pub completers: Vec<String>,
    /// The keys of the actors of its events.
    pub events: Vec<(E, String)>,
}

impl<E> Default for Contributors<E> {
    fn default() -> Self {
        Self { creator: None, completers: Vec::new(), events: Vec::new() }
    }
}

impl<E: PartialEq> Contributors<E> {
    /// True if the actor created or completed the record.
    pub fn wrote(&self, actor: &Actor) -> bool {
        self.creator.iter().chain(&self.completers).any(|key| actor.is_behind(key))
    }

    /// True if the actor fired one of these events.
    pub fn fired(&self, actor: &Actor, events: &[E]) -> bool {
        self.events.iter().any(|(event, by)| events.contains(event) && actor.is_behind(by))
    }
}
