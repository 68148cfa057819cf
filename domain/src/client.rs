//! API clients: other systems, each with one role, at most one area, and a stated purpose.

use crate::{Actor, Area, Instant, Role, id::ClientId};

/// A registered API client. The secret itself is never kept, only its keyed hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its identifier, which is also the OAuth `client_id`.
    pub id: ClientId,
    /// The version of the record.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The area it is bound to.
    pub area: Option<Area>,
    /// Why it processes personal data (PIPL art. 34: only within statutory duty).
    pub purpose: Option<String>,
    /// When it was refused for good.
    pub revoked_at: Option<Instant>,
    /// When it was registered.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Client {
    /// The client as an actor.
    pub fn actor(&self) -> Actor {
        Actor { client_id: Some(self.id), name: self.name.clone(), role: self.role, area: self.area.clone() }
    }
}
