//! REST: transport only. Each handler takes a request apart, calls the one door, and puts the
//! answer together.

mod address;
mod answer;
pub mod consoles;
mod description;
mod dispatch;
mod error;
mod etag;
mod extract;
pub mod request;
pub mod start_page;
pub mod table;

mod format;
mod imports;
mod service;
mod token;

pub use address::client_address;
pub use error::Failure;
pub use extract::{BODY_BYTES_MAX, Body, IDEMPOTENCY_KEY, json_digest, repeat};
pub use service::{Document, configure as configure_service, configure_admin};

use actix_web::HttpRequest;
use domain::{Actor, Error, Role, policy::Action};
use table::Table;

use crate::{
    app::Caller,
    operation::{JSON, Request},
    table::OPERATIONS,
};

/// Every operation of the surface: the router and the OpenAPI document are both made from it.
pub fn table() -> Table {
    let mut table = Table::default();
    token::operations(&mut table);
    imports::operations(&mut table);
    crate::graphql::operations(&mut table);
    crate::table::OPERATIONS.iter().copied().flatten().for_each(|operation| table.declare(operation));
    table
}

/// The address that the committed document names: that of a register with the shipped settings.
pub const DOCUMENTED_URL: &str = "http://127.0.0.1:8080";

/// The OpenAPI document of a register at this address.
pub fn document(public_url: &str) -> serde_json::Value {
    openapi::document::published(description(public_url))
}

/// The description of a register at this address, with what GraphQL needs of it besides.
pub fn description(public_url: &str) -> serde_json::Value {
    openapi::document::complete(&table().document(), public_url)
}

/// What a request asks of an operation by its parameters.
///
/// # Errors
/// [`Error::NotFound`] for an action that REST does not have, and what is wrong with the parameters.
pub fn asked(action: Action, request: &HttpRequest) -> Result<Request, Failure> {
    let operation = OPERATIONS.iter().copied().flatten().find(|operation| operation.action == action);
    let operation = operation.ok_or(Error::NotFound)?;
    let caller = Caller::new(Actor::own(Role::Public));
    Ok(extract::asked(operation, request, caller, None, JSON)?.request)
}
