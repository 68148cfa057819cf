//! REST: transport only. Each handler takes a request apart, calls the one door, and puts the
//! answer together.

mod address;
mod answer;
pub mod consoles;
mod error;
mod etag;
mod extract;
pub mod request;
pub mod start_page;
pub mod table;

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
mod format;
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
mod service;
mod statistics;
mod stipend_lines;
mod stipend_runs;
mod stipend_standards;
mod stipend_transfers;
mod teams;
mod token;
mod trainings;
mod vacancies;
mod zone_assignments;
mod zones;

pub use address::client_address;
pub use error::Failure;
pub use extract::{Authenticated, BODY_BYTES_MAX, Body, IDEMPOTENCY_KEY, json_digest, list, repeat};
pub use service::{Document, configure as configure_service, configure_admin};

use table::Table;

/// Every operation of the surface: the router and the OpenAPI document are both made from it.
pub fn table() -> Table {
    let mut table = Table::default();
    token::operations(&mut table);
    people::operations(&mut table);
    pool_memberships::operations(&mut table);
    certifications::operations(&mut table);
    trainings::operations(&mut table);
    duty_records::operations(&mut table);
    assessments::operations(&mut table);
    organisations::operations(&mut table);
    appointments::operations(&mut table);
    experts::operations(&mut table);
    public_notices::operations(&mut table);
    zones::operations(&mut table);
    zone_assignments::operations(&mut table);
    statistics::operations(&mut table);
    teams::operations(&mut table);
    recusals::operations(&mut table);
    sanctions::operations(&mut table);
    payees::operations(&mut table);
    grades::operations(&mut table);
    promotions::operations(&mut table);
    stipend_standards::operations(&mut table);
    stipend_runs::operations(&mut table);
    stipend_transfers::operations(&mut table);
    stipend_lines::operations(&mut table);
    complaints::operations(&mut table);
    dismissals::operations(&mut table);
    vacancies::operations(&mut table);
    imports::operations(&mut table);
    code_sets::operations(&mut table);
    calendars::operations(&mut table);
    policies::operations(&mut table);
    clients::operations(&mut table);
    crate::graphql::operations(&mut table);
    table
}

/// The address that the committed document names: that of a register with the shipped settings.
pub const DOCUMENTED_URL: &str = "http://127.0.0.1:8080";

/// The OpenAPI document of a register at this address.
pub fn document(public_url: &str) -> serde_json::Value {
    openapi::document::complete(&table().document(), public_url)
}
