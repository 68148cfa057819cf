//! What the register does, in the words of the office.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    missing_docs,
    reason = "a test that cannot go on panics, and says where"
)]

mod administration;
mod appointments;
mod area_list;
mod assessments;
mod certifications;
mod client_confirmation;
mod clients;
mod command_line;
mod complaints;
mod consoles;
mod contract;
mod demo;
mod dismissal_year;
mod dismissals;
mod duty_records;
mod erasures;
mod experts;
pub mod faults;
mod grade_pull;
mod grades;
mod graphql;
mod hostile;
mod idempotency;
mod languages;
mod lifecycles;
mod manners;
mod merging;
pub mod metrics;
mod nation;
mod overload;
mod payees;
mod people;
mod policy;
mod pool_memberships;
mod privacy;
mod promotions;
mod public_notices;
mod recovery;
mod recusals;
mod reference;
pub mod rosters;
mod rules;
mod sanctions;
mod schema;
mod standing;
mod start;
mod statements;
mod statistics;
mod stipend_kills;
mod stipend_runs;
mod stipend_standards;
mod stipend_transfers;
mod stipend_what_if;
mod stipend_year;
mod teams;
mod tidy;
mod trainings;
mod vacancies;
mod zone_assignments;
mod zones;
