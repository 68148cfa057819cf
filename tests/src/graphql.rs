//! Translation between the two spellings: snake_case and codes in lower case for REST, camelCase and
//! capitals for GraphQL. Mechanical, so that one behaviour can be asked for over both.

use serde_json::{Map, Value};

/// Fields whose values are enums on the wire.
const ENUMS: &[&str] = &[
    "pool",
    "holds",
    "payment",
    "payee_basis",
    "payeeBasis",
    "status",
    "view",
    "kind",
    "route",
    "form",
    "format",
    "mode",
    "content",
    "condition",
    "declarations",
    "ground",
    "requested_by",
    "role",
    "functions",
    "level",
    "end_reason",
    "shortfall",
    "excluded",
    "track",
    "requestedBy",
    "endReason",
    "domain",
    "component",
    "tax_class",
    "taxClass",
    "value_from",
    "valueFrom",
    "rater_kind",
    "raterKind",
    "outcome",
    "grade",
    "grade_before",
    "gradeBefore",
    "computed_grade",
    "computedGrade",
    "veto",
    "scale",
    "cause",
    "band",
    "from",
    "to",
    "signal",
    "article",
    "measure",
    "use",
    "proposed_form",
    "proposedForm",
    "aggravating",
    "openness",
    "proposed_measure",
    "proposedMeasure",
    "remedy_profile",
    "remedyProfile",
    "due",
    "standing",
    "subject",
    "channel",
    "handling",
    "appointment_status",
    "appointmentStatus",
    "certification_status",
    "certificationStatus",
    "origin",
    "obstacle",
    "frozen_because",
    "frozenBecause",
    "approach",
    "loop_stage",
    "loopStage",
    "severity",
    "how",
    "what",
    "guidance_kind",
    "guidanceKind",
    "verification_method",
    "verificationMethod",
    "object_kind",
    "objectKind",
    "publish",
    "purpose",
    "rate",
    "presence",
    "duty",
    "missing_topics",
    "missingTopics",
    "type",
    "channels",
];

/// `notice_ends_on` as `noticeEndsOn`.
pub fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let mut letters = word.chars();
        let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{all}{head}{}", letters.as_str())
    })
}

/// `noticeEndsOn` as `notice_ends_on`.
pub fn snake(name: &str) -> String {
    name.chars().flat_map(|c| if c.is_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] }).collect()
}

/// A value as GraphQL takes it.
pub fn to_graphql(value: &Value) -> Value {
    each(value, &camel, &|name, text| if ENUMS.contains(&name) { text.to_uppercase() } else { text.to_owned() })
}

/// A value as REST answers it.
pub fn to_rest(value: &Value) -> Value {
    each(value, &snake, &|name, text| {
        let shouted = !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        if ENUMS.contains(&name) && shouted {
            return text.to_lowercase();
        }
        // A version has an id of its own here, which names its record before the sign.
        if name == "id" { text.split('@').next().unwrap_or_default().to_owned() } else { text.to_owned() }
    })
}

fn each(value: &Value, rename: &impl Fn(&str) -> String, respell: &impl Fn(&str, &str) -> String) -> Value {
    match value {
        Value::Object(fields) => {
            let change = |(name, value): (&String, &Value)| {
                let value = match value {
                    // The value of a policy is JSON, whose names are the same on both surfaces; so is what an agreement names.
                    Value::Object(_) | Value::Array(_) if name == "value" || name == "resources" => value.clone(),
                    Value::String(text) => Value::from(respell(name, text)),
                    Value::Array(items) if items.iter().all(Value::is_string) => {
                        items.iter().map(|item| Value::from(respell(name, item.as_str().unwrap_or_default()))).collect()
                    }
                    other => each(other, rename, respell),
                };
                (rename(name), value)
            };
            Value::Object(fields.iter().map(change).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| each(item, rename, respell)).collect(),
        other => other.clone(),
    }
}

/// The fields of a view, as GraphQL selects them.
pub fn selection<T: utoipa::PartialSchema>() -> String {
    let one = |name: &str| match camel(name) {
        elsewhere if elsewhere == "publishedElsewhere" => format!("{elsewhere} {{ place documentNumber from until }}"),
        plain => plain,
    };
    openapi::kernel::body::field_names::<T>().iter().map(|name| one(name)).collect::<Vec<_>>().join(" ")
}
