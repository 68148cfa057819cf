//! What the register does, in the words of the office.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    missing_docs,
    reason = "a test that cannot go on panics, and says where"
)]

#[global_allocator]
static ALLOCATOR: api::Allocator = api::Allocator;

mod accountability;
mod adding_a_resource;
mod administration;
mod agreements;
mod appointments;
mod area_list;
mod assessment_readers;
mod assessments;
mod audit;
mod bindings;
mod certifications;
mod change_streams;
mod changes;
mod charts;
mod client_confirmation;
mod clients;
mod command_line;
mod complaints;
mod consoles;
mod contract;
mod deaths;
mod demo;
mod deploy;
mod disclosures;
mod dismissal_year;
mod dismissals;
mod drawings;
mod duty_records;
mod erasures;
mod etags;
mod evaluations;
mod expert_table;
mod experts;
mod export_files;
mod exports;
pub mod faults;
mod filters;
mod findings;
mod forms;
mod grade_pull;
mod grades;
mod graph;
mod graphql;
mod guessing;
mod hostile;
mod idempotency;
mod identities;
mod indicator_systems;
mod inspections;
mod languages;
mod late_results;
mod lifecycles;
mod manners;
mod merged_people;
mod merging;
pub mod metrics;
mod monstrous;
mod monstrous_bodies;
mod names;
mod nation;
mod newcomer;
mod objections;
mod off_boarding;
mod office;
mod out_of_reach;
mod overload;
mod owned_tables;
mod pages;
mod parity;
mod payees;
mod people;
mod persisted_documents;
mod plans;
mod policy;
mod pool_memberships;
mod possible_duplicates;
mod posts;
pub mod privacy;
mod private_files;
mod promotions;
mod public_notices;
mod queues;
mod recovery;
mod recusals;
mod reference;
mod request_texts;
mod result_references;
mod rooms;
mod roster_cases;
pub mod rosters;
mod rules;
mod sanctions;
mod schema;
mod sealed_values;
mod shared_reads;
mod sight;
mod spent_measures;
mod standing;
mod start;
mod statements;
mod statistics;
mod stipend_kills;
mod stipend_runs;
mod stipend_standards;
mod stipend_suspensions;
mod stipend_transfers;
mod stipend_what_if;
mod stipend_year;
mod supervision_plans;
mod teams;
mod tidy;
mod trainings;
mod vacancies;
mod worked_examples;
mod zone_assignments;
mod zones;
