//! REST: transport only. One handler takes each request apart, calls the one door, and puts the answer together.

mod answer;
pub mod consoles;
mod dispatch;
mod etag;
mod events;
mod exports;
mod extract;
mod format;
mod imports;
mod service;
mod token;

pub use service::{Document, configure as configure_service, configure_admin};

use actix_web::HttpRequest;
use domain::{Actor, Error, Role};

use crate::{
    app::Caller,
    http::{Failure, Table},
    operation::{JSON, Request},
    table,
};

/// Adds the operations of the surface.
pub fn operations(routes: &mut Table) {
    token::operations(routes);
    imports::operations(routes);
    exports::operations(routes);
    table::all().for_each(|operation| routes.declare(operation, dispatch::routes(operation)));
}

/// What a request asks of an operation by its parameters.
///
/// # Errors
/// [`Error::NotFound`] for an operation that REST does not have, and what is wrong with the parameters.
pub fn asked(operation: &str, request: &HttpRequest) -> Result<Request, Failure> {
    let operation = table::named(operation).ok_or(Error::NotFound)?;
    let caller = Caller::new(Actor::own(Role::Public));
    Ok(extract::asked(operation, request, caller, None, JSON)?.request)
}
