//! Examples of answers, made from the schemas, so that no example can name a field that is not there.

use serde_json::{Map, Value, json};

use super::schemas::resolved;

/// Deepest nesting of an example; what lies deeper is left out where it may be.
const DEPTH_MAX: usize = 8;

/// A telling example for a field or parameter of this name, where its schema takes a text.
pub fn named(name: &str, schema: &Value) -> Option<Value> {
    let takes_text =
        kind(schema) == Some("string") && ["enum", "format", "example"].iter().all(|key| schema.get(key).is_none());
    if !takes_text {
        return None;
    }
    Some(json!(match name {
        "area" => "340800",
        "number" => "1",
        "name" | "person_name" => "欧阳试验",
        "q" => "ouyang",
        "speciality" => "课程评价",
        "month" => "2026-10",
        "title" => "“双减”专项督导",
        "key" => "public_notice.min_working_days",
        "document_number" => "安教督〔2026〕1号",
        "actor" => "督导室",
        "resource" => "people",
        "path" => "people.csv",
        "Range" => "bytes=0-",
        "If-Range" => "\"0\"",
        _ => return None,
    }))
}

/// An example that the schema accepts; none where the schema says too little.
pub fn of(schema: &Value, schemas: &Map<String, Value>) -> Option<Value> {
    at_depth(schema, schemas, 0)
}

fn at_depth(schema: &Value, schemas: &Map<String, Value>, depth: usize) -> Option<Value> {
    if depth > DEPTH_MAX {
        return None;
    }
    let schema = resolved(schema, schemas)?;
    for given in ["example", "default", "const"] {
        if let Some(value) = schema.get(given) {
            return Some(value.clone());
        }
    }
    if let Some(word) = schema.pointer("/enum/0") {
        return Some(word.clone());
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(branches) = schema.get(choice).and_then(Value::as_array) {
            return branches.iter().find_map(|branch| at_depth(branch, schemas, depth + 1));
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let examples = parts.iter().filter_map(|part| at_depth(part, schemas, depth + 1));
        let fields: Map<String, Value> = examples.filter_map(|part| part.as_object().cloned()).flatten().collect();
        return Some(Value::Object(fields));
    }
    match kind(schema) {
        Some("object") => object(schema, schemas, depth),
        Some("array") => Some(Value::Array(
            schema.get("items").and_then(|items| at_depth(items, schemas, depth + 1)).into_iter().collect(),
        )),
        Some("string") => Some(json!(text(schema))),
        Some("integer" | "number") => Some(schema.get("minimum").cloned().unwrap_or_else(|| json!(1))),
        Some("boolean") => Some(json!(true)),
        _ => None,
    }
}

fn object(schema: &Value, schemas: &Map<String, Value>, depth: usize) -> Option<Value> {
    let required = |name: &String| {
        schema.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|known| known == name))
    };
    let mut fields = Map::new();
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        match named(name, resolved(field, schemas).unwrap_or(field)).or_else(|| at_depth(field, schemas, depth + 1)) {
            Some(value) => drop(fields.insert(name.clone(), value)),
            None if required(name) => drop(fields.insert(name.clone(), Value::Null)),
            None => {}
        }
    }
    Some(Value::Object(fields))
}

/// The type of a schema, `null` apart.
fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => Some(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        _ => None,
    }
}

fn text(schema: &Value) -> &'static str {
    match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => "0193591c-2000-7000-8000-000000000001",
        Some("date") => "2026-11-23",
        Some("date-time") => "2026-11-23T01:30:00Z",
        Some("uri") => "https://example.org/",
        _ if schema.get("pattern").and_then(Value::as_str).is_some_and(|pattern| pattern.contains("spring")) => {
            "2026-autumn"
        }
        _ if schema.get("pattern").and_then(Value::as_str).is_some_and(|pattern| pattern.contains("[0-9]{4}-")) => {
            "2026-10"
        }
        _ => "…",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_follows_references_and_ends_in_a_circle() {
        let schemas = Map::from_iter([(
            "Node".to_owned(),
            json!({
                "type": "object", "required": ["id", "next"],
                "properties": {
                    "id": { "type": "string", "format": "uuid" },
                    "next": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Node" }] }
                }
            }),
        )]);
        let example = of(&json!({ "$ref": "#/components/schemas/Node" }), &schemas).unwrap();
        assert_eq!(example["id"], "0193591c-2000-7000-8000-000000000001");
        assert!(example.pointer(&"/next".repeat(DEPTH_MAX)).is_none());
    }
}
