//! Who asks.

use domain::{Actor, Fault};
use openapi::kernel::catalogue::Language;

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
