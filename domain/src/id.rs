//! Typed identifiers: UUIDv7, made by the application from its clock and its source of chance.

use uuid::Uuid;

/// A fresh UUIDv7 from an instant in Unix milliseconds and ten random bytes.
pub fn fresh(unix_ms: u64, random: &[u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(unix_ms, random).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )+};
}

ids! {
    /// A person in the register.
    PersonId,
    /// A membership of a talent pool.
    MembershipId,
    /// An API client.
    ClientId,
    /// One recorded fact.
    EventId,
    /// A proposed change of a policy value.
    ProposalId,
    /// A responsibility zone.
    ZoneId,
    /// A school.
    SchoolId,
    /// An uploaded roster.
    ImportId,
}
