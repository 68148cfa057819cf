//! Schemas of the document, and references to them.

use serde_json::{Map, Value};

/// The path of a schema within the document.
pub fn reference(schema: &str) -> String {
    format!("#/components/schemas/{schema}")
}

/// A schema, or the one that it refers to. References of references do not occur.
pub fn resolved<'a>(schema: &'a Value, schemas: &'a Map<String, Value>) -> Option<&'a Value> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(path) => schemas.get(path.rsplit('/').next()?),
        None => Some(schema),
    }
}
