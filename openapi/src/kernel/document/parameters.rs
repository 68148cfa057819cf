//! The types of query parameters: a filter has the type of the record's field of the same name.

use domain::kernel::code_set;
use serde_json::{Map, Value, json};

use super::{
    examples::{self, named},
    schemas::{reference, resolved},
};
use crate::kernel::samples::SAMPLE_ID;

/// Parameters without which an operation is refused.
const REQUIRED: [(&str, &str); 6] = [
    ("read_client_preview", "person_id"),
    ("read_finding_statistics", "by"),
    ("read_team_structure", "by"),
    ("read_stipend_what_if", "month"),
    ("list_stipend_what_if_people", "month"),
    ("list_digests", "resource"),
];
/// Filters that are `true` or `false`.
const FLAGS: [&str; 9] =
    ["correction_due", "excluded", "overdue", "published", "short", "spent", "unpaid", "unreported", "verified"];
/// Filters that are a day.
const DAYS: [&str; 2] = ["as_of", "on"];
/// Filters that are an instant.
const INSTANTS: [&str; 2] = ["known_at", "changed_after"];

/// Completes the parameters of an operation: types, closed lists, what is required, and an example of each.
pub fn complete(operation: &mut Value, schemas: &Map<String, Value>) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    let record = record_of(operation, schemas).cloned().unwrap_or_default();
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { return };
    // An order is a matter of lists alone; the filter's own parameters serve single records, too.
    let is_list = parameters.iter().any(|parameter| parameter["name"] == "limit");
    parameters.retain(|parameter| is_list || parameter["name"] != "sort");
    for parameter in parameters {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        if parameter["in"] == "query" && REQUIRED.contains(&(id.as_str(), name.as_str())) {
            parameter["required"] = json!(true);
        }
        if parameter["in"] == "query"
            && let Some(schema) = schema_of(&name, parameter, &record, schemas)
        {
            place(&mut parameter["schema"], schema);
        }
        if parameter.get("example").is_none()
            && let Some(example) = example_of(&name, parameter, schemas)
        {
            parameter["example"] = example;
        }
    }
}

/// The schema of the record that an operation answers, or of the records of its page.
fn record_of<'a>(operation: &'a Value, schemas: &'a Map<String, Value>) -> Option<&'a Value> {
    let answer = operation.pointer("/responses/200/content/application~1json/schema")?;
    let answer = resolved(answer, schemas)?;
    match answer.pointer("/properties/items/items") {
        Some(item) => resolved(item, schemas),
        None => Some(answer),
    }
}

/// The schema of one value of a filter, where it is narrower than a text.
fn schema_of(name: &str, parameter: &Value, record: &Value, schemas: &Map<String, Value>) -> Option<Value> {
    let is_day = DAYS.contains(&name)
        || ["_on_from", "_on_to", "_until_from", "_until_to"].iter().any(|end| name.ends_with(end));
    Some(match name {
        _ if is_day => json!({ "type": "string", "format": "date" }),
        _ if INSTANTS.contains(&name) => json!({ "type": "string", "format": "date-time" }),
        _ if FLAGS.contains(&name) => json!({ "type": "boolean" }),
        _ if name.ends_with("_id") => json!({ "type": "string", "format": "uuid" }),
        "year" => json!({ "type": "integer" }),
        "pool" if schemas.contains_key("Pool") => json!({ "$ref": reference("Pool") }),
        "month" => json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" }),
        "semester" => json!({ "type": "string", "pattern": "^[0-9]{4}-(spring|autumn)$" }),
        "by" => json!({ "type": "string", "enum": words_named_in(parameter["description"].as_str()?) }),
        _ => {
            let field = record.pointer(&format!("/properties/{name}"));
            return field
                .and_then(|field| closed_list(field, schemas))
                .or_else(|| parameter["description"].as_str().and_then(codes_named_in));
        }
    })
}

/// The reference to the closed list that a field takes its values from.
fn closed_list(field: &Value, schemas: &Map<String, Value>) -> Option<Value> {
    let among = field.get("oneOf").or_else(|| field.get("anyOf")).and_then(Value::as_array);
    let candidates = std::iter::once(field).chain(among.into_iter().flatten()).chain(field.get("items"));
    candidates
        .filter(|schema| resolved(schema, schemas).is_some_and(|schema| schema.get("enum").is_some()))
        .map(|schema| schema.get("$ref").map_or_else(|| schema.clone(), |path| json!({ "$ref": path })))
        .next()
}

/// The words that a description begins with, as in "`area`, `month` or `none`; `none` unless said.".
fn words_named_in(description: &str) -> Vec<&str> {
    let words = description.split(';').next().unwrap_or_default();
    words.split('`').skip(1).step_by(2).collect()
}

/// The codes of the code set that a description names, as in "Subject (code set `subjects`).".
fn codes_named_in(description: &str) -> Option<Value> {
    let mut codes: Vec<&str> = Vec::new();
    let (_, sets) = description.split_once("(code set ")?;
    let (sets, _) = sets.split_once(')')?;
    for name in sets.split('`').skip(1).step_by(2) {
        codes.extend(
            code_set::find(name)?
                .entries
                .iter()
                .map(|entry| entry.code)
                .filter(|code| !codes.contains(code))
                .collect::<Vec<_>>(),
        );
    }
    (!codes.is_empty()).then(|| json!({ "type": "string", "enum": codes }))
}

/// Puts the schema of a value into that of a parameter, which may take several.
fn place(schema: &mut Value, value: Value) {
    match schema.get_mut("items") {
        Some(items) => *items = value,
        None => *schema = value,
    }
}

/// True for the schema of a text that names no closed list.
fn is_open(schema: &Value) -> bool {
    schema["type"] == "string" && schema.get("enum").is_none()
}

/// An example of a parameter's value.
fn example_of(name: &str, parameter: &Value, schemas: &Map<String, Value>) -> Option<Value> {
    let schema = parameter.get("schema")?;
    let one = schema.get("items").unwrap_or(schema);
    let value = match name {
        "If-Match" => json!("\"1\""),
        "Idempotency-Key" => json!("0193591c-2000-7000-8000-000000000001"),
        "id" if parameter["in"] == "path" => json!(SAMPLE_ID),
        "name" if parameter["in"] == "path" => json!("subjects"),
        "year" if one["type"] == "string" => json!("2026"),
        "year" => json!(2026),
        "grade" | "pool" | "source" if is_open(one) => json!(match name {
            "grade" => "T2",
            "pool" => "specialist",
            _ => "special_grade_teacher",
        }),
        "after" | "bom" | "dry_run" | "fields" | "sort" => return None,
        _ => named(name, one).or_else(|| examples::of(one, schemas))?,
    };
    Some(if schema.get("items").is_some() { json!([value]) } else { value })
}
