//! One body, several runs: each behaviour on each database and over each surface.

/// Behaviours that hold on both databases and over both surfaces: two runs each, so that each database and each surface is met
/// once. Both surfaces are one path up to their edges, and `parity` compares what they answer over the whole table.
#[macro_export]
macro_rules! everywhere {
    ($($(#[$meta:meta])* fn $name:ident($register:ident: &Register) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            fn behaviour($register: &$crate::Register) $body

            #[test]
            fn sqlite_graphql() {
                behaviour(&$crate::Register::new($crate::Database::Sqlite, $crate::Surface::Graphql));
            }

            #[test]
            #[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
            fn postgres_rest() {
                behaviour(&$crate::Register::new($crate::Database::Postgres, $crate::Surface::Rest));
            }
        }
    )+};
}

/// As `everywhere`, with all four runs: for one subject, which stands for the others.
#[macro_export]
macro_rules! everywhere_and_across {
    ($($(#[$meta:meta])* fn $name:ident($register:ident: &Register) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            fn behaviour($register: &$crate::Register) $body

            #[test]
            fn sqlite_rest() {
                behaviour(&$crate::Register::new($crate::Database::Sqlite, $crate::Surface::Rest));
            }

            #[test]
            fn sqlite_graphql() {
                behaviour(&$crate::Register::new($crate::Database::Sqlite, $crate::Surface::Graphql));
            }

            #[test]
            #[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
            fn postgres_rest() {
                behaviour(&$crate::Register::new($crate::Database::Postgres, $crate::Surface::Rest));
            }

            #[test]
            #[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
            fn postgres_graphql() {
                behaviour(&$crate::Register::new($crate::Database::Postgres, $crate::Surface::Graphql));
            }
        }
    )+};
}

/// Behaviours of one surface, or of none, that hold on both databases: two runs each.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* fn $name:ident($register:ident: &Register) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            fn behaviour($register: &$crate::Register) $body

            #[test]
            fn sqlite() {
                behaviour(&$crate::Register::new($crate::Database::Sqlite, $crate::Surface::Rest));
            }

            #[test]
            #[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
            fn postgres() {
                behaviour(&$crate::Register::new($crate::Database::Postgres, $crate::Surface::Rest));
            }
        }
    )+};
}
