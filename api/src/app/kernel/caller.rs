//! Who asks.

use std::borrow::Cow;

use domain::{Actor, Error, Fault, kernel::policy};
use openapi::kernel::catalogue::Language;
use persistence::{DbConnection, administration::clients};

use crate::{app::Repeat, metrics::Surface};

/// Who asks, and whether a write is only tried.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who asks.
    pub actor: Actor,
    /// Whether a write is rolled back after it was done.
    pub dry_run: bool,
    /// What is wrong with the shape of the request already: the work is then only tried, to find the
    /// faults of its content too.
    pub faults: Vec<Fault>,
    /// The key of a write that may be repeated.
    pub repeat: Option<Repeat>,
    /// Over which surface it asks, for the figures.
    pub surface: Surface,
    /// The language of refusals.
    pub language: Language,
}

impl Caller {
    /// A caller who means it.
    pub fn new(actor: Actor) -> Self {
        Self {
            actor,
            dry_run: false,
            faults: Vec::new(),
            repeat: None,
            surface: Surface::Own,
            language: Language::default(),
        }
    }
}

/// The caller with the other clients of its owner, whom four eyes take for the same: read with the work itself, because
/// another of them may have been registered a moment ago.
///
/// # Errors
/// When the database fails.
pub fn with_fellows<'a>(db: &mut DbConnection, caller: &'a Caller) -> Result<Cow<'a, Caller>, Error> {
    let decides = policy::is_compared_by_owner(caller.actor.role);
    let (Some(id), Some(owner), true) = (caller.actor.client_id, &caller.actor.owner, decides) else {
        return Ok(Cow::Borrowed(caller));
    };
    let fellows = clients::fellows(db, id, owner)?;
    Ok(Cow::Owned(Caller { actor: Actor { fellows, ..caller.actor.clone() }, ..caller.clone() }))
}
