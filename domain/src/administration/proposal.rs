//! A change of a rule: proposed by one administrator, confirmed by another.

use crate::{
    Actor, Error, Fault, Instant, Role, Wording,
    kernel::{fault::FaultCode, id::ProposalId, rules, word::words},
};
use serde_json::Value;

words! {
    /// Where a proposal stands.
    Status {
        /// Waiting for another administrator.
        Proposed = "proposed",
        /// In force.
        Confirmed = "confirmed",
        /// Given up.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// The events of a proposal.
    Event {
        /// Put it in force; another administrator than the proposer.
        Confirm = "confirm",
        /// Give it up.
        Withdraw = "withdraw",
    }
}

/// A proposed change of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Identifier.
    pub id: ProposalId,
    /// Version, one more with every change.
    pub version: i64,
    /// The rule's policy key.
    pub key: String,
    /// The value proposed.
    pub value: Value,
    /// The document it rests on.
    pub document_number: String,
    /// Why.
    pub reason: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The key of the administrator who proposed it.
    pub proposed_by: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Proposal {
    /// A proposal, once the rule is one that may change and may take the value.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown key or an unlawful value, [`Error::RuleRefused`] for a
    /// statutory hard stop (R31).
    pub fn new(
        id: ProposalId,
        key: &str,
        value: Value,
        basis: (String, Option<String>),
        by: &Actor,
        now: Instant,
    ) -> Result<Self, Error> {
        let Some(rule) = rules::find(key) else {
            return Err(Error::invalid(Fault::new("/key", FaultCode::Reference, Wording::PolicyKeyUnknown)));
        };
        if rule.fixed {
            return Err(Error::RuleRefused { rule, wording: Wording::PolicyIsHardStop });
        }
        rule.check(&value).map_err(|flaw| Error::invalid(flaw.at("/value")))?;
        let (document_number, reason) = basis;
        let (status, proposed_by) = (Status::Proposed, by.key());
        Ok(Self {
            id,
            version: 1,
            key: key.to_owned(),
            value,
            document_number,
            reason,
            status,
            proposed_by,
            created_at: now,
            updated_at: now,
        })
    }

    /// The events possible now, each with why this actor cannot fire it.
    pub fn possible(&self, by: &Actor, now: Instant) -> Vec<(Event, Option<Error>)> {
        let open = self.status == Status::Proposed;
        let events = Event::ALL.iter().filter(|_| open);
        let refusal = |event| match by.role {
            Role::Administrator => self.apply(event, by, now).err(),
            role => Some(Error::NotForRole { role, allowed: &[Role::Administrator] }),
        };
        events.map(|event| (*event, refusal(*event))).collect()
    }

    /// Fires an event.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] once it is decided, [`Error::FourEyes`] when the proposer confirms.
    pub fn apply(&self, event: Event, by: &Actor, now: Instant) -> Result<Self, Error> {
        if self.status != Status::Proposed {
            return Err(Error::TransitionNotAllowed { status: self.status.as_str(), event: event.as_str() });
        }
        if event == Event::Confirm && by.is_behind(&self.proposed_by) {
            return Err(Error::FourEyes);
        }
        let status = match event {
            Event::Confirm => Status::Confirmed,
            Event::Withdraw => Status::Withdrawn,
        };
        Ok(Self { status, version: self.version + 1, updated_at: now, ..self.clone() })
    }
}
