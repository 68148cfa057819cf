//! Names for what utoipa leaves inline, so that generated clients get one class for each thing.

use serde_json::{Map, Value, json};

use super::schemas::reference;

/// Gives each branch of a discriminated union a schema of its own, such as `TransitionPoolMembershipSubmit`, and the union
/// a mapping from the discriminator's value to it. Inline branches of two unions would share their titles, and generators
/// then overwrite one class with another.
pub fn name_branches(schemas: &mut Map<String, Value>) {
    let mut branches = Vec::new();
    for (union, schema) in schemas.iter_mut() {
        let Some(property) = schema.pointer("/discriminator/propertyName").and_then(Value::as_str).map(str::to_owned)
        else {
            continue;
        };
        let mut mapping = Map::new();
        for branch in schema.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(word) = branch.pointer(&format!("/properties/{property}/enum/0")).and_then(Value::as_str) else {
                continue;
            };
            let (word, name) = (word.to_owned(), format!("{union}{}", pascal_case(word)));
            let named = std::mem::replace(branch, json!({ "$ref": reference(&name) }));
            mapping.insert(word, json!(reference(&name)));
            branches.push((name, named));
        }
        if let Some(discriminator) = schema.get_mut("discriminator").and_then(Value::as_object_mut) {
            discriminator.insert("mapping".to_owned(), Value::Object(mapping));
        }
    }
    schemas.extend(branches);
}

/// Lets each `Collection_X` refer to the record's schema instead of repeating it.
pub fn share_records(schemas: &mut Map<String, Value>) {
    let known: Vec<String> = schemas.keys().cloned().collect();
    for (name, schema) in schemas.iter_mut() {
        let record = name.strip_prefix("Collection_").filter(|record| known.iter().any(|name| name == record));
        if let (Some(record), Some(items)) = (record, schema.pointer_mut("/properties/items/items")) {
            *items = json!({ "$ref": reference(record) });
        }
    }
}

/// `open_notice` as `OpenNotice`.
fn pascal_case(word: &str) -> String {
    let capitalised = |part: &str| {
        let mut letters = part.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    word.split('_').map(capitalised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_of_two_unions_get_names_of_their_own() {
        let union = || {
            json!({
                "discriminator": { "propertyName": "event" },
                "oneOf": [{ "properties": { "event": { "enum": ["open_notice"] } } }]
            })
        };
        let mut schemas = Map::from_iter([("TransitionA".to_owned(), union()), ("TransitionB".to_owned(), union())]);
        name_branches(&mut schemas);
        let names: Vec<&String> = schemas.keys().collect();
        assert_eq!(names, ["TransitionA", "TransitionAOpenNotice", "TransitionB", "TransitionBOpenNotice"]);
        assert_eq!(
            schemas["TransitionA"],
            json!({
                "discriminator": {
                    "propertyName": "event",
                    "mapping": { "open_notice": "#/components/schemas/TransitionAOpenNotice" }
                },
                "oneOf": [{ "$ref": "#/components/schemas/TransitionAOpenNotice" }]
            })
        );
    }

    #[test]
    fn collections_refer_to_the_schema_of_their_record() {
        let mut schemas = Map::from_iter([
            ("Zone".to_owned(), json!({ "type": "object" })),
            ("Collection_Zone".to_owned(), json!({ "properties": { "items": { "items": { "type": "object" } } } })),
        ]);
        share_records(&mut schemas);
        assert_eq!(
            schemas["Collection_Zone"]["properties"]["items"]["items"],
            json!({ "$ref": "#/components/schemas/Zone" })
        );
    }
}
