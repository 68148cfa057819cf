//! Who acts.

use std::sync::Arc;

use crate::{
    Area, Reach,
    kernel::{agreed::Agreed, id::ClientId, word::words},
};

words! {
    /// What an API client is for. The last two are the program's own and never issued to a client.
    Role {
        /// The supervision office's clerk.
        Registrar = "registrar",
        /// The authority head.
        Approver = "approver",
        /// The HR system.
        Hr = "hr",
        /// The finance system.
        Finance = "finance",
        /// Partner applications.
        Partner = "partner",
        /// Discipline and data-protection officers.
        Auditor = "auditor",
        /// Whoever runs the system.
        Administrator = "administrator",
        /// Who sits at the command line.
        Operator = "operator",
        /// Jobs of the system.
        System = "system",
        /// Anyone, without a token.
        Public = "public",
    }
}

impl Role {
    /// The seven roles a client may have.
    pub const OF_CLIENTS: [Self; 7] =
        [Self::Registrar, Self::Approver, Self::Hr, Self::Finance, Self::Partner, Self::Auditor, Self::Administrator];

    /// True if the role receives what others are responsible for: an agreement says what of it.
    pub const fn receives(self) -> bool {
        matches!(self, Self::Hr | Self::Finance | Self::Partner)
    }

    /// True if the role decides or reads private numbers in full. Over HTTP a client of such a role works only after
    /// another administrator confirmed it.
    pub const fn needs_confirmation(self) -> bool {
        matches!(self, Self::Approver | Self::Finance | Self::Administrator)
    }
}

/// Who acts: an API client, or one of the program's own actors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The client; none for the program's own actors.
    pub client_id: Option<ClientId>,
    /// The client's name, `operator` or `system`.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The area it is bound to; none means the whole register.
    pub area: Option<Area>,
    /// The person or office whose client it is, as [`client::comparable`](crate::administration::client::comparable) writes it.
    pub owner: Option<String>,
    /// The keys of the other clients of the same owner. The application fills them in for each operation.
    pub fellows: Vec<String>,
    /// What it receives, if an agreement binds it.
    pub agreed: Option<Arc<Agreed>>,
}

impl Actor {
    /// One of the program's own actors.
    pub fn own(role: Role) -> Self {
        let (name, fellows) = (role.as_str().to_owned(), Vec::new());
        Self { client_id: None, name, role, area: None, owner: None, fellows, agreed: None }
    }

    /// How far its area reaches.
    pub fn area_reach(&self) -> Reach {
        self.area.as_ref().map_or_else(Reach::everything, Reach::under)
    }

    /// The same person or system for the purpose of four eyes: a client by its id, the program's
    /// own actors by their name.
    pub fn key(&self) -> String {
        self.client_id.map_or_else(|| self.name.clone(), |id| id.to_string())
    }

    /// True if the actor with this key is the same one for the purpose of four eyes: the same client, or another client of
    /// the same owner.
    pub fn is_behind(&self, key: &str) -> bool {
        self.key() == key || self.fellows.iter().any(|fellow| fellow == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_of_one_owner_are_one_for_four_eyes() {
        let (own, other) = (ClientId(uuid::Uuid::from_u128(1)), ClientId(uuid::Uuid::from_u128(2)));
        let alone = Actor { client_id: Some(own), ..Actor::own(Role::Approver) };
        let owned = Actor { fellows: vec![other.to_string()], ..alone.clone() };
        assert!(alone.is_behind(&own.to_string()) && !alone.is_behind(&other.to_string()));
        assert!(owned.is_behind(&own.to_string()) && owned.is_behind(&other.to_string()));
        assert!(!owned.is_behind("operator"));
    }
}
