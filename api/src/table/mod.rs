//! The table of operations, by subject: the one place that says what the register can be asked to do. The routes of REST, its
//! description and the answers are made from it.

mod appointments;
mod assessments;
mod calendars;
mod certifications;
mod clients;
mod code_sets;
mod complaints;
mod dismissals;
mod duty_records;
mod experts;
mod grades;
mod imports;
mod organisations;
mod payees;
mod people;
mod policies;
mod pool_memberships;
mod promotions;
mod public_notices;
mod recusals;
mod sanctions;
mod statistics;
mod stipend_lines;
mod stipend_runs;
mod stipend_standards;
mod stipend_transfers;
mod teams;
mod trainings;
mod vacancies;
mod zone_assignments;
mod zones;

use std::{collections::HashMap, sync::OnceLock};

use openapi::body::BodySchema;

use crate::operation::Operation;

/// All operations, by subject.
pub static OPERATIONS: &[&[Operation]] = &[
    appointments::OPERATIONS,
    assessments::OPERATIONS,
    calendars::OPERATIONS,
    certifications::OPERATIONS,
    clients::OPERATIONS,
    code_sets::OPERATIONS,
    complaints::OPERATIONS,
    dismissals::OPERATIONS,
    duty_records::OPERATIONS,
    experts::OPERATIONS,
    grades::OPERATIONS,
    imports::OPERATIONS,
    organisations::OPERATIONS,
    payees::OPERATIONS,
    people::OPERATIONS,
    policies::OPERATIONS,
    pool_memberships::OPERATIONS,
    promotions::OPERATIONS,
    public_notices::OPERATIONS,
    recusals::OPERATIONS,
    sanctions::OPERATIONS,
    statistics::OPERATIONS,
    stipend_lines::OPERATIONS,
    stipend_runs::OPERATIONS,
    stipend_standards::OPERATIONS,
    stipend_transfers::OPERATIONS,
    teams::OPERATIONS,
    trainings::OPERATIONS,
    vacancies::OPERATIONS,
    zone_assignments::OPERATIONS,
    zones::OPERATIONS,
];

/// The schema of an operation's body, as a body is compared with it: made once.
pub fn schema_of_body(operation: &Operation) -> &'static BodySchema {
    static SCHEMAS: OnceLock<HashMap<&'static str, BodySchema>> = OnceLock::new();
    static NONE: OnceLock<BodySchema> = OnceLock::new();
    let schemas = SCHEMAS.get_or_init(|| {
        let operations = OPERATIONS.iter().copied().flatten();
        let bodies = operations.filter_map(|one| Some((one.action.as_str(), one.takes.body?)));
        bodies.map(|(name, body)| (name, BodySchema::new(&body.schema(), body.schemas()))).collect()
    });
    schemas.get(operation.action.as_str()).unwrap_or_else(|| NONE.get_or_init(BodySchema::default))
}
