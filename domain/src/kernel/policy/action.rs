//! What the register can be asked to do. A use case states its action, and nothing else lists them by hand.

use super::sight::{Field, Sight, sight};
use crate::{Actor, Error, Reach, Role};

/// One thing that the register can be asked to do: its name, whether it changes the register, and who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Action {
    name: &'static str,
    writes: bool,
    roles: &'static [Role],
    recording: Recording,
}

/// Which of its readings are recorded as an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Recording {
    None,
    All,
    /// Those of roles that see this field in full.
    InFull(Field),
}

/// The roles that have an action: `roles![Registrar, Approver]`.
#[macro_export]
macro_rules! roles {
    ($($role:ident),+ $(,)?) => { &[$($crate::Role::$role),+] };
}

impl Action {
    const fn new(name: &'static str, writes: bool, roles: &'static [Role]) -> Self {
        Self { name, writes, roles, recording: Recording::None }
    }

    /// An action that reads, for these roles.
    pub const fn read(name: &'static str, roles: &'static [Role]) -> Self {
        Self::new(name, false, roles)
    }

    /// An action that changes the register, for these roles.
    pub const fn write(name: &'static str, roles: &'static [Role]) -> Self {
        Self::new(name, true, roles)
    }

    /// Each of its readings is recorded as an event.
    #[must_use]
    pub const fn recorded(self) -> Self {
        Self { recording: Recording::All, ..self }
    }

    /// It shows this field, and a reading in full is recorded as an event (contract, section 3).
    #[must_use]
    pub const fn recorded_in_full(self, field: Field) -> Self {
        Self { recording: Recording::InFull(field), ..self }
    }

    /// The action's name: the `operationId`, the GraphQL field in snake_case, the test's verb.
    pub const fn as_str(self) -> &'static str {
        self.name
    }

    /// Whether it changes the register.
    pub const fn writes(self) -> bool {
        self.writes
    }

    /// The roles that have it.
    pub const fn roles(self) -> &'static [Role] {
        self.roles
    }

    /// True if a reading by this role is recorded as an event.
    pub fn is_recorded(self, role: Role) -> bool {
        self.recording == Recording::All || self.discloses(role)
    }

    /// True if this role is shown in full what is recorded for that.
    pub fn discloses(self, role: Role) -> bool {
        matches!(self.recording, Recording::InFull(field) if sight(role, field) == Sight::Full)
    }

    /// How far the actor reaches with this action, or the refusal.
    ///
    /// # Errors
    /// [`Error::NotForRole`], [`Error::NotAgreed`] for what the actor's agreement does not name, and [`Error::MissingToken`] for who shows no token.
    pub fn reach(self, actor: &Actor) -> Result<Reach, Error> {
        if self.roles.contains(&actor.role) {
            match &actor.agreed {
                Some(agreed) => agreed.reach(self.name, actor.area_reach()).ok_or(Error::NotAgreed),
                None => Ok(actor.area_reach()),
            }
        } else if actor.role == Role::Public {
            Err(Error::MissingToken)
        } else {
            Err(Error::NotForRole { role: actor.role, allowed: self.roles })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Action = Action::read("read_plain", roles![Registrar, Finance]);

    #[test]
    fn reading_is_recorded_for_who_sees_the_field_in_full() {
        let action = PLAIN.recorded_in_full(Field::Payment);
        assert!(action.discloses(Role::Finance) && action.is_recorded(Role::Finance));
        assert!(!action.discloses(Role::Registrar) && !action.is_recorded(Role::Registrar));
        assert!(PLAIN.recorded().is_recorded(Role::Registrar) && !PLAIN.recorded().discloses(Role::Registrar));
        assert!(!PLAIN.is_recorded(Role::Finance));
    }

    #[test]
    fn role_without_an_action_is_told_who_has_it() {
        let refusal = |role| PLAIN.reach(&Actor::own(role)).err();
        assert!(refusal(Role::Finance).is_none());
        assert!(matches!(refusal(Role::Hr), Some(Error::NotForRole { role: Role::Hr, allowed }) if allowed.len() == 2));
        assert!(matches!(refusal(Role::Public), Some(Error::MissingToken)));
    }
}
