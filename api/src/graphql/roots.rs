//! The fields at the root of the schema: one for each operation of the table.

use std::collections::BTreeMap;

use serde_json::Value;

use super::types::{Maker, Shape, Typed, camel};
use crate::operation::{Gives, Key, KeyKind, Moments, Operation, Precondition};

/// A field at the root.
pub struct Root {
    /// What it does.
    pub operation: &'static Operation,
    /// What is said of it.
    pub description: String,
    /// Its arguments by their names.
    pub arguments: BTreeMap<String, Argument>,
    /// How the answer is shown.
    pub shown: Shown,
}

impl Root {
    /// True if a refused field becomes null.
    pub fn is_nullable(&self) -> bool {
        matches!(&self.shown, Shown::One(typed) if typed.is_nullable)
    }

    /// True if all records of a list are shown.
    pub fn is_list(&self) -> bool {
        matches!(self.shown, Shown::All(_))
    }
}

/// How an answer is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// One value, which may be null where a record is read that may not be there.
    One(Typed),
    /// A page of records of a type.
    Connection(String),
    /// All records of a list.
    All(Typed),
}

/// An argument of a field.
#[derive(Debug, Clone)]
pub struct Argument {
    /// What it is to the operation.
    pub role: Role,
    /// Its type.
    pub typed: Typed,
    /// What it is.
    pub description: String,
}

/// What an argument is to the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The parameter of the path.
    Key,
    /// The version that a change is based on.
    Version,
    /// The day as of which it looks.
    AsOf,
    /// The instant as whose knowledge it looks.
    KnownAt,
    /// The day about which it asks.
    On,
    /// A parameter of the filter.
    Filter(&'static str),
    /// How many records.
    First,
    /// The cursor behind which the page begins.
    After,
    /// The order.
    Sort,
    /// The body.
    Input,
    /// Whether a write is only tried.
    DryRun,
}

/// The name of an operation's field.
pub fn field_name(operation: &Operation) -> String {
    let name = operation.action.as_str();
    camel(name.strip_prefix("read_").or_else(|| name.strip_prefix("list_")).unwrap_or(name))
}

/// The root field of an operation, as it is described; none of a file.
pub fn root<'d>(operation: &'static Operation, described: &'d Value, maker: &mut Maker<'d>) -> Option<Root> {
    let shown = shown(operation, maker)?;
    let parameters = described.get("parameters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let body = described.pointer("/requestBody/content/application~1json/schema");
    let arguments = arguments(operation, parameters, body, maker);
    Some(Root { operation, description: format!("{}.", operation.summary), arguments, shown })
}

/// Parameters of a feed that have no meaning where it is followed.
const OF_ONE_PIECE: [&str; 2] = ["limit", "wait"];

/// The field by which a feed is followed: each change is an answer of its own; none of what is no feed.
pub fn followed(operation: &'static Operation, read: &Root, maker: &mut Maker<'_>) -> Option<Root> {
    let Gives::Streamed(_, _, item) = operation.gives else { return None };
    let shown = Shown::One(Typed { is_nullable: false, ..maker.of_name(&item.name()) });
    let arguments = read.arguments.iter().filter(|(name, _)| !OF_ONE_PIECE.contains(&name.as_str()));
    let arguments = arguments.map(|(name, argument)| (name.clone(), argument.clone())).collect();
    Some(Root { operation, description: read.description.clone(), arguments, shown })
}

fn shown(operation: &Operation, maker: &mut Maker<'_>) -> Option<Shown> {
    let shape = operation.gives.item()?;
    let is_document = matches!(operation.gives, Gives::Document(..));
    let typed = if is_document { Typed::new(Shape::Scalar("JSON"), false) } else { maker.of_name(&shape.name()) };
    let is_list = matches!(operation.gives, Gives::Page(..) | Gives::List(..));
    Some(match (&typed.shape, is_list) {
        (Shape::Object(name), true) if operation.takes.page => Shown::Connection(name.clone()),
        (_, true) => Shown::All(typed),
        // A record that is read by a key may be missing: the field is null, and the error is next to it.
        (_, false) => {
            let is_nullable = !operation.action.writes() && operation.takes.key.is_some();
            Shown::One(Typed { is_nullable, ..typed })
        }
    })
}

/// The arguments of an operation's field, whose types are those of REST's parameters.
fn arguments<'d>(
    operation: &Operation,
    parameters: &'d [Value],
    body: Option<&'d Value>,
    maker: &mut Maker<'d>,
) -> BTreeMap<String, Argument> {
    let mut all = BTreeMap::new();
    let mut add = |name: &str, role, typed, description: &str| {
        all.insert(camel(name), Argument { role, typed, description: description.to_owned() });
    };
    let (needed, optional) =
        (|name| Typed::new(Shape::Scalar(name), false), |name| Typed::new(Shape::Scalar(name), true));
    let takes = &operation.takes;
    if let Some(key) = takes.key.as_ref().filter(|key| key.example.is_none()) {
        let said = if key.kind == KeyKind::Id { "Identifier." } else { key.description };
        add(key.name, Role::Key, needed(scalar_of(key)), said);
    }
    match takes.precondition {
        Precondition::None => {}
        Precondition::Required(_) => {
            add("version", Role::Version, needed("Int"), "The version that the change is based on.")
        }
        Precondition::Optional(_) => add("version", Role::Version, optional("Int"), "The version that it replaces."),
    }
    for parameter in parameters {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let Some(role) = role_of(operation, name) else { continue };
        let Some(schema) = parameter.get("schema") else { continue };
        let is_required = parameter.get("required").and_then(Value::as_bool).unwrap_or_default();
        let mut typed = maker.input(schema);
        if role == Role::First {
            typed = optional("Int");
        }
        typed.is_nullable = !is_required;
        let said = parameter.get("description").and_then(Value::as_str).unwrap_or_default();
        match role {
            Role::First => add("first", role, typed, "How many records, 1 to 100; 20 unless said."),
            Role::After => add(name, role, typed, "The cursor behind which the page begins."),
            _ => add(name, role, typed, said),
        }
    }
    if let Some(body) = body {
        let typed = maker.input(body);
        let is_nullable = takes.is_body_optional;
        add("input", Role::Input, Typed { is_nullable, ..typed }, "What is said.");
    }
    if operation.action.writes() {
        let said = "Only try it: everything is checked, and nothing is kept.";
        add("dry_run", Role::DryRun, needed("Boolean"), said);
    }
    all
}

fn scalar_of(key: &Key) -> &'static str {
    match (key.kind, key.name) {
        (KeyKind::Year, _) => "Int",
        (KeyKind::Id, _) | (KeyKind::Text, "id") => "ID",
        (KeyKind::Text, _) => "String",
    }
}

fn role_of(operation: &Operation, name: &str) -> Option<Role> {
    let takes = &operation.takes;
    let filter = takes.filter.as_ref().and_then(|filter| filter.parameter(name)).map(|known| known.name);
    Some(match (name, takes.moments) {
        _ if filter.is_some() => Role::Filter(filter?),
        ("limit", _) => Role::First,
        ("after", _) => Role::After,
        ("sort", _) => Role::Sort,
        ("as_of", Moments::AsOf) => Role::AsOf,
        ("known_at", Moments::AsOf | Moments::KnownAt | Moments::On) => Role::KnownAt,
        ("on", Moments::On) => Role::On,
        _ => return None,
    })
}
