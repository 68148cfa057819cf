//! The table of operations, by subject: the one place that says what the register can be asked to do. The routes of REST, its
//! description and the answers are made from it.

pub mod accountability;
pub mod administration;
pub mod consumers;
pub mod evaluation;
pub mod file;
pub mod governance;
pub mod misconduct;
pub mod money;
mod people;
pub mod performance;
pub mod pools;
pub mod qualification;
pub mod received;
pub mod records;
pub mod service;
pub mod supervision;
mod vacancies;

use std::{collections::HashMap, sync::OnceLock};

use domain::{Role, kernel::policy::Action};
use openapi::kernel::body::BodySchema;

use crate::{
    app::{
        UseCase,
        consumers::exports::ReadExportFile,
        file::imports::LoadRoster,
        kernel::own,
        qualification::certificates::{CheckCertificate, ReadStatusList},
    },
    operation::Operation,
};

/// All operations, by subject.
static OPERATIONS: &[&[Operation]] = &[
    service::appointments::OPERATIONS,
    performance::assessments::OPERATIONS,
    administration::calendars::OPERATIONS,
    qualification::certifications::OPERATIONS,
    administration::clients::OPERATIONS,
    administration::code_sets::OPERATIONS,
    misconduct::complaints::OPERATIONS,
    misconduct::dismissals::OPERATIONS,
    performance::duty_records::OPERATIONS,
    pools::experts::OPERATIONS,
    performance::grades::OPERATIONS,
    file::imports::OPERATIONS,
    service::organisations::OPERATIONS,
    service::posts::OPERATIONS,
    money::payees::OPERATIONS,
    people::OPERATIONS,
    administration::policies::OPERATIONS,
    pools::pool_memberships::OPERATIONS,
    performance::promotions::OPERATIONS,
    pools::public_notices::OPERATIONS,
    service::recusals::OPERATIONS,
    misconduct::sanctions::OPERATIONS,
    administration::statistics::OPERATIONS,
    supervision::findings::OPERATIONS,
    consumers::agreements::OPERATIONS,
    accountability::measures::OPERATIONS,
    accountability::references::OPERATIONS,
    governance::meetings::OPERATIONS,
    governance::statistics::OPERATIONS,
    governance::documents::OPERATIONS,
    evaluation::evaluations::OPERATIONS,
    evaluation::indicator_systems::OPERATIONS,
    consumers::audit::OPERATIONS,
    consumers::changes::OPERATIONS,
    consumers::disclosures::OPERATIONS,
    consumers::exports::OPERATIONS,
    consumers::queues::OPERATIONS,
    consumers::webhooks::OPERATIONS,
    money::stipend_lines::OPERATIONS,
    money::stipend_runs::OPERATIONS,
    money::stipend_standards::OPERATIONS,
    money::stipend_transfers::OPERATIONS,
    supervision::inspections::OPERATIONS,
    supervision::plans::OPERATIONS,
    service::teams::OPERATIONS,
    qualification::trainings::OPERATIONS,
    vacancies::OPERATIONS,
    service::zone_assignments::OPERATIONS,
    service::zones::OPERATIONS,
];

/// What REST answers by a handler of its own: a form of several parts, files in pieces, and a file for everybody.
const HANDLED: [Action; 4] =
    [LoadRoster::ACTION, ReadExportFile::ACTION, ReadStatusList::ACTION, CheckCertificate::ACTION];

/// Every operation, in the order of the subjects.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().copied().flatten()
}

/// The operation of this name; none for what is not in the table.
pub fn named(name: &str) -> Option<&'static Operation> {
    all().find(|operation| operation.action.as_str() == name)
}

/// Every action: of operations, of handlers of their own, and what the program does by itself.
pub fn actions() -> impl Iterator<Item = Action> {
    all().map(|operation| operation.action).chain(HANDLED).chain(own::ALL)
}

/// The policy as a table: action × role → reach, for the documents and their test.
pub fn policy() -> String {
    let line = |name: &str, cells: &mut dyn Iterator<Item = &'static str>| {
        cells.fold(name.to_owned(), |line, cell| line + "\t" + cell) + "\n"
    };
    let titles = line("action", &mut Role::OF_CLIENTS.into_iter().map(Role::as_str));
    actions().fold(titles, |table, action| {
        let cell = |role: Role| if action.roles().contains(&role) { "own area" } else { "-" };
        table + &line(action.as_str(), &mut Role::OF_CLIENTS.into_iter().map(cell))
    })
}

/// The schema of an operation's body, as a body is compared with it: made once.
pub fn schema_of_body(operation: &Operation) -> &'static BodySchema {
    static SCHEMAS: OnceLock<HashMap<&'static str, BodySchema>> = OnceLock::new();
    static NONE: OnceLock<BodySchema> = OnceLock::new();
    let schemas = SCHEMAS.get_or_init(|| {
        let bodies = all().filter_map(|one| Some((one.action.as_str(), one.takes.body?)));
        bodies.map(|(name, body)| (name, BodySchema::new(&body.schema(), body.schemas()))).collect()
    });
    schemas.get(operation.action.as_str()).unwrap_or_else(|| NONE.get_or_init(BodySchema::default))
}
