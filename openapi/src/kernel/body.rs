//! Request bodies: checked against the very schema that is published, with every fault at once.

use std::{borrow::Cow, collections::HashSet};

use crate::kernel::strict_json;
use domain::{
    Error, Fault, FaultCode, Wording,
    kernel::{fault::Faults, wording::number},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        extensions::ExtensionsBuilder,
        schema::{AdditionalProperties, Discriminator, ObjectBuilder, OneOfBuilder, Schema},
    },
};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// Notes which of many records of another system have a reference that one before them has.
pub fn check_references<'a>(references: impl Iterator<Item = Option<&'a str>>, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (at, reference) in references.enumerate() {
        if reference.is_some_and(|reference| !seen.insert(reference.trim())) {
            faults.add(format!("/items/{at}/external_reference"), FaultCode::Duplicate, Wording::NamedTwice);
        }
    }
}

/// Parses a JSON body, and gives with it what is wrong with its shape. Faulty fields are left out, and a value of
/// the right shape stands in for those that are needed, so that the content of the others can be checked too and a
/// client is told all faults at once. Such a body is only ever tried, and faults of a place already told are dropped.
///
/// # Errors
/// [`Error::MalformedBody`] when the bytes are not JSON, [`Error::Invalid`] with every wrong type,
/// unknown field and missing field when the rest cannot be read either.
pub fn parse<T: DeserializeOwned + ToSchema>(bytes: &[u8]) -> Result<(T, Vec<Fault>), Error> {
    let mut schemas = Vec::new();
    T::schemas(&mut schemas);
    let (value, faults) = BodySchema::new(&T::schema(), schemas).check(bytes)?;
    match serde_json::from_value(value) {
        Ok(body) => Ok((body, faults)),
        // What passed the schema and still cannot be read is a number out of its type's range.
        Err(_) if faults.is_empty() => {
            Err(Error::invalid(Fault::new("", FaultCode::Format, Wording::NumberUnreadable)))
        }
        Err(_) => Err(Error::Invalid(faults)),
    }
}

/// The schema of a body, with those that it names.
#[derive(Debug, Default)]
pub struct BodySchema {
    schema: Value,
    components: Map<String, Value>,
}

impl BodySchema {
    /// A schema, and those that it names.
    pub fn new(schema: &RefOr<Schema>, parts: Vec<(String, RefOr<Schema>)>) -> Self {
        let components = parts.into_iter().map(|(name, schema)| (name, json(&schema))).collect();
        Self { schema: json(schema), components }
    }

    /// A JSON body that is compared with the schema, and what is wrong with its shape. Faulty fields are left out, and a
    /// value of the right shape stands in for those that are needed.
    ///
    /// # Errors
    /// [`Error::MalformedBody`] when the bytes are not JSON.
    pub fn check(&self, bytes: &[u8]) -> Result<(Value, Vec<Fault>), Error> {
        let (value, unsound) = strict_json::parse(bytes)?;
        Ok(self.check_value(value, unsound))
    }

    /// As [`BodySchema::check`], of a body that was read already.
    pub fn check_value(&self, mut value: Value, unsound: Vec<Fault>) -> (Value, Vec<Fault>) {
        let mut checker = Checker { components: &self.components, faults: Faults::new() };
        unsound.into_iter().for_each(|fault| checker.faults.push(fault));
        checker.check("", &value, &self.schema);
        let faults = std::mem::take(&mut checker.faults).into_vec();
        let stand_ins = checker.stand_ins(&value, &self.schema);
        if let Some(fields) = value.as_object_mut() {
            for name in faults.iter().filter_map(|fault| fault.pointer.split('/').nth(1)) {
                fields.remove(name);
            }
            for (name, stand_in) in stand_ins {
                fields.entry(name).or_insert(stand_in);
            }
        }
        (value, faults)
    }
}

/// Runs the length and range rules of a body.
pub fn validate(body: &impl Validate, faults: &mut Faults) {
    if let Err(errors) = body.validate() {
        collect("", &errors, faults);
    }
}

/// A bound as a whole number, also where it bounds a number that need not be one.
fn whole(bound: &Value) -> Option<i64> {
    bound.as_i64().or_else(|| format!("{:.0}", bound.as_f64()?).parse().ok())
}

fn collect(place: &str, errors: &ValidationErrors, faults: &mut Faults) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{place}/{field}");
        match kind {
            ValidationErrorsKind::Field(errors) => {
                for error in errors {
                    let code = if error.code == "length" { FaultCode::Length } else { FaultCode::Range };
                    let bound = |name| error.params.get(&Cow::from(name)).and_then(whole);
                    let wording = match (bound("min"), bound("max")) {
                        (Some(min), Some(max)) => Wording::Between { min, max },
                        (Some(min), None) => Wording::AtLeast { min },
                        (None, max) => Wording::AtMost { max: max.unwrap_or(i64::MAX) },
                    };
                    faults.add(&pointer, code, wording);
                }
            }
            ValidationErrorsKind::Struct(errors) => collect(&pointer, errors, faults),
            ValidationErrorsKind::List(items) => {
                items.iter().for_each(|(at, errors)| collect(&format!("{pointer}/{at}"), errors, faults));
            }
        }
    }
}

fn json(schema: &impl serde::Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}

/// Compares a value with a schema as published.
struct Checker<'s> {
    components: &'s Map<String, Value>,
    faults: Faults,
}

impl<'s> Checker<'s> {
    fn check(&mut self, at: &str, value: &Value, schema: &Value) {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
            let components = self.components;
            return self.check(at, value, components.get(name).unwrap_or(&Value::Null));
        }
        if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            return self.check_one_of(at, value, schema, variants);
        }
        if !has_type(value, schema) {
            return self.faults.add(at, FaultCode::Type, Wording::ShouldBe { types: types(schema).join(", ") });
        }
        if schema.get("enum").and_then(Value::as_array).is_some_and(|allowed| !allowed.contains(value)) {
            return self.faults.add(at, FaultCode::Code, Wording::NotAllowedValue);
        }
        match value {
            Value::String(text) => self.check_format(at, text, schema),
            Value::Object(fields) => self.check_object(at, fields, schema),
            Value::Array(items) => self.check_items(at, items, schema),
            _ => {}
        }
    }

    /// Of a list that is too long nothing else is told.
    fn check_items(&mut self, at: &str, items: &[Value], schema: &Value) {
        let most = schema.get("maxItems").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok());
        match (most, schema.get("items")) {
            (Some(max), _) if items.len() > max => {
                self.faults.add(at, FaultCode::Length, Wording::TooManyEntries { max: number(max) });
            }
            (_, Some(schema)) => {
                for (number, item) in items.iter().enumerate() {
                    self.check(&format!("{at}/{number}"), item, schema);
                }
            }
            _ => {}
        }
    }

    fn check_format(&mut self, at: &str, text: &str, schema: &Value) {
        match schema.get("format").and_then(Value::as_str) {
            Some("uuid") if uuid::Uuid::try_parse(text).is_err() => {
                self.faults.add(at, FaultCode::Format, Wording::NotAnIdentifier);
            }
            Some("date") => {
                self.faults.keep(at, domain::kernel::time::parse_day(text));
            }
            _ => {}
        }
    }

    fn check_object(&mut self, at: &str, fields: &Map<String, Value>, schema: &Value) {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        for (name, value) in fields {
            let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            match properties.get(name) {
                Some(schema) => self.check(&pointer, value, schema),
                None if closed => self.faults.add(pointer, FaultCode::Unknown, Wording::FieldUnknown),
                None => {}
            }
        }
        let required = schema.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for name in required.iter().filter_map(Value::as_str).filter(|name| !fields.contains_key(*name)) {
            self.faults.add(format!("{at}/{name}"), FaultCode::Required, Wording::FieldNeeded);
        }
    }

    /// A value of the right shape for each field that the object at hand needs.
    fn stand_ins(&self, value: &Value, schema: &Value) -> Vec<(String, Value)> {
        let schema = self.resolved(schema);
        let variants = schema.get("oneOf").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let tag = schema.pointer("/discriminator/propertyName").and_then(Value::as_str).unwrap_or_default();
        let pointer = format!("/properties/{tag}/enum/0");
        let object = variants.iter().find(|variant| variant.pointer(&pointer) == value.get(tag)).unwrap_or(schema);
        let required = object.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let names = required.iter().filter_map(Value::as_str);
        names.filter_map(|name| Some((name.to_owned(), self.stand_in(object.get("properties")?.get(name)?)))).collect()
    }

    fn stand_in(&self, schema: &Value) -> Value {
        let schema = self.resolved(schema);
        if let Some(first) = schema.pointer("/enum/0") {
            return first.clone();
        }
        match (types(schema).first(), schema.get("format").and_then(Value::as_str)) {
            (Some(&"string"), Some("uuid")) => uuid::Uuid::nil().to_string().into(),
            (Some(&"string"), Some("date")) => "2000-01-01".into(),
            (Some(&"string"), _) => "-".into(),
            (Some(&("integer" | "number")), _) => 1.into(),
            (Some(&"boolean"), _) => false.into(),
            (Some(&"array"), _) => Value::Array(Vec::new()),
            (Some(&"object"), _) => Value::Object(self.stand_ins(&Value::Null, schema).into_iter().collect()),
            _ => Value::Null,
        }
    }

    fn resolved<'v>(&self, schema: &'v Value) -> &'v Value
    where
        's: 'v,
    {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
        name.and_then(|name| self.components.get(name)).unwrap_or(schema)
    }

    /// Either "nothing or that", or one of several objects told apart by a discriminator.
    fn check_one_of(&mut self, at: &str, value: &Value, schema: &Value, variants: &[Value]) {
        let Some(tag) = schema.pointer("/discriminator/propertyName").and_then(Value::as_str) else {
            let nullable = variants.iter().any(|variant| types(variant).contains(&"null"));
            if nullable && value.is_null() {
                return;
            }
            if let Some(variant) = variants.iter().find(|variant| !types(variant).contains(&"null")) {
                self.check(at, value, variant);
            }
            return;
        };
        if !value.is_object() {
            return self.faults.add(at, FaultCode::Type, Wording::ShouldBe { types: "object".to_owned() });
        }
        let said = value.get(tag);
        let pointer = format!("/properties/{tag}/enum/0");
        match (said, variants.iter().find(|variant| variant.pointer(&pointer) == said)) {
            (_, Some(variant)) => self.check(at, value, variant),
            (None, _) => self.faults.add(format!("{at}/{tag}"), FaultCode::Required, Wording::FieldNeeded),
            (Some(_), None) => self.faults.add(format!("{at}/{tag}"), FaultCode::Code, Wording::NotAllowedValue),
        }
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn has_type(value: &Value, schema: &Value) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|name| match (*name, value) {
            ("null", Value::Null)
            | ("boolean", Value::Bool(_))
            | ("string", Value::String(_))
            | ("array", Value::Array(_))
            | ("object", Value::Object(_))
            | ("number", Value::Number(_)) => true,
            ("integer", Value::Number(number)) => number.is_i64() || number.is_u64(),
            _ => false,
        })
}

/// One event of a lifecycle, as a branch of a union.
pub struct EventBranch<'a> {
    /// The event.
    pub event: &'a str,
    /// What it does.
    pub meaning: &'a [&'a str],
    /// The name of the type that says what it needs.
    pub input: Cow<'static, str>,
    /// The schema of that type.
    pub schema: RefOr<Schema>,
}

/// A schema of several objects told apart by the value of `event`: `oneOf` with a discriminator, each object closed and
/// complete in itself. GraphQL has the same as an input with one field for each event.
pub fn one_of_events(doc: &[&str], branches: &[EventBranch<'_>]) -> RefOr<Schema> {
    let mut one_of =
        OneOfBuilder::new().discriminator(Some(Discriminator::new("event"))).description(Some(joined(doc)));
    for EventBranch { event, meaning, input, schema } in branches {
        if let RefOr::T(Schema::Object(object)) = schema {
            let mut object = object.clone();
            let tag = ObjectBuilder::new().enum_values(Some([*event])).schema_type(utoipa::openapi::Type::String);
            object.properties.insert("event".to_owned(), tag.build().into());
            object.required.push("event".to_owned());
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
            let hints =
                ExtensionsBuilder::new().add(GRAPHQL_INPUT, input.as_ref()).add(GRAPHQL_MEANING, joined(meaning));
            object.extensions = Some(hints.build());
            one_of = one_of.item(object);
        }
    }
    RefOr::T(Schema::OneOf(one_of.build()))
}

/// The extension of a branch that names its input in GraphQL; it is not published.
pub const GRAPHQL_INPUT: &str = "x-graphql-input";
/// The extension of a branch that says what its event does; it is not published.
pub const GRAPHQL_MEANING: &str = "x-graphql-meaning";

/// Lines of documentation as one sentence after another.
fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// The names of a view's fields, for the `fields` parameter.
pub fn field_names<T: PartialSchema>() -> Vec<String> {
    match json(&T::schema()).get("properties").and_then(Value::as_object) {
        Some(properties) => properties.keys().cloned().collect(),
        None => Vec::new(),
    }
}
