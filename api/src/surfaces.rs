//! All surfaces together: the router and the OpenAPI document are both made of one table.

use openapi::kernel::document;
use serde_json::Value;

use crate::{graphql, http::Table, rest};

/// Every operation of every surface.
pub fn table() -> Table {
    let mut table = Table::default();
    rest::operations(&mut table);
    graphql::operations(&mut table);
    table
}

/// The OpenAPI document of a register at this address.
pub fn document(public_url: &str) -> Value {
    document::published(table().document(public_url))
}
