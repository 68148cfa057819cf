//! All surfaces together: the router and the OpenAPI document are both made of one table.

use openapi::kernel::{catalogue::Language, document, translation};
use serde_json::Value;

use crate::{
    app::consumers,
    graphql,
    http::Table,
    rest,
    table::{received, records},
};

/// Every operation of every surface.
pub fn table() -> Table {
    consumers::records::declare(records::followed, records::listed);
    consumers::received::declare(received::received);
    let mut table = Table::default();
    rest::operations(&mut table);
    graphql::operations(&mut table);
    table
}

/// The OpenAPI document of a register at this address.
pub fn document(public_url: &str) -> Value {
    document::published(table().document(public_url))
}

/// The same in a language.
pub fn document_in(language: Language, public_url: &str) -> Value {
    match language {
        Language::English => document(public_url),
        Language::Chinese => translation::document_in_chinese(document(public_url)),
    }
}
