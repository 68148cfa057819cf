//! The arguments of a root field as the request that REST would have made: after that both surfaces go one way.

use async_graphql_value::{ConstValue, Name};
use domain::{
    Error, Fault, FaultCode, Faults, Wording,
    kernel::{
        time::{Moment, parse_day},
        wording::number,
    },
};
use serde_json::{Map, Value as Json};

use super::{
    PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX,
    nodes::record_of,
    roots::{OPTIONAL_BODY, Role, Root},
    types::{Object, Shape, Typed, Types},
};
use crate::{
    operation::{KeyKind, PageAsked, Request},
    table::schema_of_body,
};

/// A request, and whether it is only tried.
pub struct Asked {
    /// The request.
    pub request: Request,
    /// True if a write is only tried.
    pub dry_run: bool,
}

/// The request that arguments make.
///
/// # Errors
/// [`Error::Invalid`] for what no request may say.
pub fn request(types: &Types, root: &Root, said: &[(&str, Option<ConstValue>)]) -> Result<Asked, Error> {
    let mut asked = Asked { request: Request::default(), dry_run: false };
    asked.request.page = PageAsked { limit: PAGE_SIZE_DEFAULT, ..PageAsked::default() };
    // A key that can only be one is not asked for.
    asked.request.key = root.operation.takes.key.and_then(|key| key.example).map(str::to_owned);
    let (mut as_of, mut known_at) = (None, None);
    let mut faults = Faults::new();
    let mut body = OPTIONAL_BODY.contains(&root.operation.action.as_str()).then(|| Json::Object(Map::new()));
    for (name, value) in said {
        let Some(argument) = root.arguments.get(*name) else { continue };
        let value = match value {
            Some(ConstValue::Null) | None if argument.typed.is_nullable => continue,
            // Whoever meant to try a write must not do it because a variable was forgotten.
            None | Some(ConstValue::Null) => {
                faults.add(format!("/{name}"), FaultCode::Required, Wording::FieldNeeded);
                continue;
            }
            Some(value) => value,
        };
        let request = &mut asked.request;
        match argument.role {
            Role::Key => request.key = word(value).map(|key| key_of(root, key)).transpose()?,
            Role::Version => request.version = integer(value),
            Role::AsOf => as_of = word(value),
            Role::KnownAt => known_at = word(value),
            Role::On => request.on = word(value).and_then(|day| faults.keep("/on", parse_day(&day))),
            Role::Filter(name) => {
                let words = words(&argument.typed.shape, value);
                request.filter.extend(words.into_iter().map(|word| (name, word)));
            }
            Role::First => match limit(value) {
                Some(limit) => request.page.limit = limit,
                None => faults.add("/first", FaultCode::Range, Wording::Between { min: 1, max: PAGE_SIZE_MAX.into() }),
            },
            Role::After => request.page.after = word(value),
            Role::Sort => request.page.sort = word(value),
            Role::Input => body = Some(json(types, &argument.typed, value)),
            Role::DryRun => asked.dry_run = *value == ConstValue::Boolean(true),
        }
    }
    asked.request.moment = Moment::parse(as_of.as_deref(), known_at.as_deref(), &mut faults);
    if let (Some(body), Some(_)) = (body, root.operation.takes.body) {
        let (value, of_body) = schema_of_body(root.operation).check_value(body, Vec::new());
        (asked.request.body, asked.request.faults) = (value, of_body);
    }
    faults.finish(Some(asked))
}

fn limit(value: &ConstValue) -> Option<u32> {
    let limit = u32::try_from(integer(value)?).ok()?;
    (1..=PAGE_SIZE_MAX).contains(&limit).then_some(limit)
}

fn integer(value: &ConstValue) -> Option<i64> {
    match value {
        ConstValue::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// The key of a record. The id of a version names its record.
fn key_of(root: &Root, key: String) -> Result<String, Error> {
    let is_id = root.operation.takes.key.is_some_and(|key| key.kind == KeyKind::Id || key.name == "id");
    if is_id { record_of(key) } else { Ok(key) }
}

/// A value as REST's word.
fn word(value: &ConstValue) -> Option<String> {
    Some(match value {
        ConstValue::String(text) => text.clone(),
        ConstValue::Enum(word) => word.to_ascii_lowercase(),
        ConstValue::Number(number) => number.to_string(),
        ConstValue::Boolean(flag) => flag.to_string(),
        _ => return None,
    })
}

/// The values of a filter as REST's words: GraphQL takes one value for a list of it, and a variable has the word of a closed
/// list as a text.
fn words(shape: &Shape, value: &ConstValue) -> Vec<String> {
    match (shape, value) {
        (Shape::List(items), ConstValue::List(values)) => {
            values.iter().flat_map(|one| words(&items.shape, one)).collect()
        }
        (Shape::List(items), one) => words(&items.shape, one),
        (Shape::Word(_), ConstValue::String(word)) => vec![word.to_ascii_lowercase()],
        (_, one) => word(one).into_iter().collect(),
    }
}

/// A value of an input as REST's JSON.
fn json(types: &Types, typed: &Typed, value: &ConstValue) -> Json {
    match (&typed.shape, value) {
        (_, ConstValue::Null) => Json::Null,
        (Shape::Word(_), ConstValue::Enum(word)) => Json::String(word.to_ascii_lowercase()),
        (Shape::Word(_), ConstValue::String(word)) => Json::String(word.to_ascii_lowercase()),
        (Shape::List(items), ConstValue::List(values)) => values.iter().map(|one| json(types, items, one)).collect(),
        (Shape::List(items), one) => Json::Array(vec![json(types, items, one)]),
        (Shape::Scalar("ID"), ConstValue::Number(number)) => Json::String(number.to_string()),
        (Shape::Object(name), ConstValue::Object(fields)) => match types.inputs.get(name) {
            Some(input) if input.is_event => event(types, input, fields.iter()),
            Some(input) => Json::Object(object(types, input, fields.iter())),
            None => Json::Null,
        },
        (_, value) => value.clone().into_json().unwrap_or_default(),
    }
}

fn object<'v>(
    types: &Types,
    input: &Object,
    said: impl Iterator<Item = (&'v Name, &'v ConstValue)>,
) -> Map<String, Json> {
    let mut fields = Map::new();
    for (name, value) in said {
        if let Some(field) = input.fields.get(name.as_str()) {
            fields.insert(field.json.clone(), json(types, &field.typed, value));
        }
    }
    for field in input.fields.values() {
        if let Some(default) = &field.typed.default {
            fields.entry(field.json.clone()).or_insert_with(|| default.clone());
        }
    }
    fields
}

/// `{ fill: { … } }` as `{ "event": "fill", … }`.
fn event<'v>(types: &Types, input: &Object, mut said: impl Iterator<Item = (&'v Name, &'v ConstValue)>) -> Json {
    let Some((name, value)) = said.next() else { return Json::Null };
    let Some(field) = input.fields.get(name.as_str()) else { return Json::Null };
    match json(types, &field.typed, value) {
        Json::Object(mut fields) => {
            fields.insert("event".to_owned(), Json::String(field.json.clone()));
            Json::Object(fields)
        }
        // What is no object is refused where the body is compared with its schema.
        other => other,
    }
}

/// Most values of an answer, in words.
pub fn too_large(max: usize) -> Error {
    let wording = Wording::AnswerTooLarge { max: number(max) };
    Error::invalid(Fault::new("/query", FaultCode::Length, wording))
}
