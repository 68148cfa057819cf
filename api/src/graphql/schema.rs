//! The schema, made of the types and roots for the library, which reads and validates documents by it and answers questions
//! about it. What is asked of the register itself is answered by `execution`.

use std::collections::BTreeMap;

use async_graphql::{
    Value,
    dynamic::{
        Enum, EnumItem, Field, FieldFuture, FieldValue, InputObject, InputValue, Interface, InterfaceField, Object,
        Scalar, Schema, SchemaBuilder, SchemaError, Subscription, SubscriptionField, SubscriptionFieldFuture, TypeRef,
    },
};
use futures_util::stream;

use super::{
    about_schema,
    nodes::NODES,
    roots::{Argument, Role, Root, Shown, field_name},
    types::{Object as Shaped, Shape, Typed, Types, Words, camel},
};
use crate::{
    graph::{Edge, Way, graph},
    operation::Operation,
};

/// Deepest nesting of a query; the standard introspection query needs 15.
pub const DEPTH_MAX: usize = 16;
/// Deepest nesting of selections, in which each inline fragment and each spread of a fragment is a level, too.
pub const RECURSION_MAX: usize = 32;
/// Most directives on one field.
const DIRECTIVES_MAX: usize = 10;

/// The roots by their names.
pub type Roots = BTreeMap<String, Root>;

/// Makes the schema.
///
/// # Errors
/// When types do not fit each other.
pub fn build(types: &Types, reads: &Roots, writes: &Roots, follows: &Roots) -> Result<Schema, SchemaError> {
    let mut builder = Schema::build("Query", Some("Mutation"), Some("Subscription"))
        .limit_depth(DEPTH_MAX)
        .limit_recursive_depth(RECURSION_MAX)
        .limit_directives(DIRECTIVES_MAX)
        .disable_suggestions()
        .extension(about_schema::Library);
    builder = scalars(builder).register(page_info()).register(node());
    for (name, object) in &types.objects {
        builder = builder.register(shown_object(name, object, reads));
    }
    for (name, input) in &types.inputs {
        builder = builder.register(input_object(name, input));
    }
    for (name, words) in &types.words {
        builder = builder.register(closed_list(name, words));
    }
    let mut paged: Vec<&String> = Vec::new();
    for root in reads.values().chain(writes.values()) {
        if let Shown::Connection(of) = &root.shown
            && !paged.contains(&of)
        {
            paged.push(of);
            builder = builder.register(connection(of)).register(edge(of));
        }
    }
    let node = field("node", TypeRef::named("Node"), Some("Any record by its id."));
    let id = InputValue::new("id", TypeRef::named_nn(TypeRef::ID));
    let node = node.argument(id.description("Identifier, of a record or of a version."));
    let query = all_roots("Query", "What can be read.", reads).field(node);
    let mutation = all_roots("Mutation", "What can be written, each with a dry run.", writes);
    builder.register(query).register(mutation).register(subscription(follows)).finish()
}

/// What can be followed. The library validates by it, and tells nothing: its streams are empty.
fn subscription(follows: &Roots) -> Subscription {
    let all =
        Subscription::new("Subscription").description("What can be followed, each change as an answer of its own.");
    follows.iter().fold(all, |all, (name, root)| {
        let of = match &root.shown {
            Shown::One(typed) | Shown::All(typed) => type_ref(typed),
            Shown::Connection(of) => TypeRef::named_nn(of),
        };
        let field = SubscriptionField::new(name, of, |_| {
            SubscriptionFieldFuture::new(async { Ok(stream::empty::<async_graphql::Result<FieldValue<'_>>>()) })
        });
        let field = field.description(&root.description);
        all.field(root.arguments.iter().fold(field, |field, (name, one)| field.argument(argument(name, one))))
    })
}

fn all_roots(name: &str, description: &str, roots: &Roots) -> Object {
    roots.iter().fold(Object::new(name).description(description), |object, (name, root)| {
        let of = match &root.shown {
            Shown::One(typed) => type_ref(typed),
            Shown::Connection(of) => TypeRef::named_nn(format!("{of}Connection")),
            Shown::All(typed) => TypeRef::NonNull(Box::new(TypeRef::List(Box::new(type_ref(typed))))),
        };
        let shown = field(name, of, Some(&root.description));
        object.field(root.arguments.iter().fold(shown, |field, (name, one)| field.argument(argument(name, one))))
    })
}

fn argument(name: &str, argument: &Argument) -> InputValue {
    let value = InputValue::new(name, type_ref(&argument.typed)).description(&argument.description);
    if argument.role == Role::DryRun { value.default_value(false) } else { value }
}

/// A field of an object. Nothing asks the library for its value.
fn field(name: &str, of: TypeRef, description: Option<&str>) -> Field {
    let field = Field::new(name, of, |_| FieldFuture::from_value(None));
    match description {
        Some(text) => field.description(text),
        None => field,
    }
}

fn type_ref(typed: &Typed) -> TypeRef {
    let of = match &typed.shape {
        Shape::Scalar(name) => TypeRef::named(*name),
        Shape::Word(name) | Shape::Object(name) => TypeRef::named(name),
        Shape::List(items) => TypeRef::List(Box::new(type_ref(items))),
    };
    if typed.is_nullable { of } else { TypeRef::NonNull(Box::new(of)) }
}

fn shown_object(name: &str, object: &Shaped, reads: &Roots) -> Object {
    let mut made = Object::new(name);
    if let Some(text) = &object.description {
        made = made.description(text);
    }
    if NODES.iter().any(|node| node.of == name) {
        made = made.implement("Node");
    }
    for (name, one) in &object.fields {
        made = made.field(field(name, type_ref(&one.typed), one.description.as_deref()));
    }
    graph().of(name).fold(made, |made, edge| made.field(leading(edge, object, reads)))
}

/// A field that leads to other records.
fn leading(edge: &Edge, object: &Shaped, reads: &Roots) -> Field {
    let name = camel(&edge.field);
    let key = object.fields.get(&camel(&edge.key)).and_then(|field| field.description.clone()).unwrap_or_default();
    let narrowed = |list: &Operation| {
        let root = reads.get(&field_name(list));
        root.map(|root| format!("{} Those of this record.", root.description)).unwrap_or_default()
    };
    match edge.way {
        Way::One(_) => field(&name, TypeRef::named(&edge.of), Some(&format!("{key} Null out of reach."))),
        Way::Several(_) => {
            let said = format!("{key} Those within reach.");
            field(&name, TypeRef::named_nn_list(&edge.of), Some(&said))
        }
        Way::Whole(list, _) => field(&name, TypeRef::named_nn_list(&edge.of), Some(&narrowed(list))),
        Way::Page(list, parameter) => {
            let shown = field(&name, TypeRef::named(format!("{}Connection", edge.of)), Some(&narrowed(list)));
            let arguments = reads.get(&field_name(list)).into_iter().flat_map(|root| &root.arguments);
            let others = arguments.filter(|(_, one)| one.role != Role::Filter(parameter));
            others.fold(shown, |field, (name, one)| field.argument(argument(name, one)))
        }
    }
}

fn input_object(name: &str, input: &Shaped) -> InputObject {
    let mut made = InputObject::new(name);
    if let Some(text) = &input.description {
        made = made.description(text);
    }
    if input.is_event {
        made = made.oneof();
    }
    input.fields.iter().fold(made, |made, (name, one)| {
        let mut typed = one.typed.clone();
        let default = default_of(&typed).filter(|_| !input.is_event);
        typed.is_nullable &= default.is_none();
        let mut value = InputValue::new(name, type_ref(&typed));
        if let Some(text) = &one.description {
            value = value.description(text);
        }
        made.field(match default {
            Some(default) => value.default_value(default),
            None => value,
        })
    })
}

/// What a field is taken for that is left out.
fn default_of(typed: &Typed) -> Option<Value> {
    let (true, Some(default)) = (typed.is_nullable, typed.default.as_ref()) else { return None };
    Value::from_json(default.clone()).ok()
}

fn closed_list(name: &str, words: &Words) -> Enum {
    let mut made = Enum::new(name);
    if let Some(text) = &words.description {
        made = made.description(text);
    }
    words
        .words
        .iter()
        .fold(made, |made, (word, meaning)| made.item(EnumItem::new(word.to_ascii_uppercase()).description(meaning)))
}

fn connection(of: &str) -> Object {
    let edges = TypeRef::named_nn_list_nn(format!("{of}Edge"));
    Object::new(format!("{of}Connection"))
        .field(field("edges", edges, Some("A list of edges.")))
        .field(field("merged", TypeRef::named_nn_list_nn("MergedValue"), Some(MERGED)))
        .field(field("nodes", TypeRef::named_nn_list_nn(of), Some("A list of nodes.")))
        .field(field("pageInfo", TypeRef::named_nn("PageInfo"), Some("Information to aid in pagination.")))
        .field(field("totalCount", TypeRef::named(TypeRef::INT), Some(COUNT)))
}

/// What is said of the values of a filter that name merged records.
const MERGED: &str =
    "The values of the filter that name merged records; the page has the records of those who stand for them now.";
/// What is said of a count.
const COUNT: &str = "How many records the filter has; counted only when asked for.";

fn edge(of: &str) -> Object {
    Object::new(format!("{of}Edge"))
        .description("An edge in a connection.")
        .field(field("cursor", TypeRef::named_nn(TypeRef::STRING), Some("A cursor for use in pagination")))
        .field(field("node", TypeRef::named_nn(of), Some("The item at the end of the edge")))
}

fn page_info() -> Object {
    let (yes_or_no, text) = (|| TypeRef::named_nn(TypeRef::BOOLEAN), || TypeRef::named(TypeRef::STRING));
    Object::new("PageInfo")
        .description("Information about pagination in a connection")
        .field(field("endCursor", text(), Some("When paginating forwards, the cursor to continue.")))
        .field(field("hasNextPage", yes_or_no(), Some("When paginating forwards, are there more items?")))
        .field(field("hasPreviousPage", yes_or_no(), Some("When paginating backwards, are there more items?")))
        .field(field("startCursor", text(), Some("When paginating backwards, the cursor to continue.")))
}

fn node() -> Interface {
    let id = InterfaceField::new("id", TypeRef::named_nn(TypeRef::ID)).description("Identifier, unique across types.");
    Interface::new("Node").description("Any record that has an id of its own.").field(id)
}

fn scalars(builder: SchemaBuilder) -> SchemaBuilder {
    let day = Scalar::new("Date").description("A calendar date, as `2026-11-23`.");
    let instant = Scalar::new("DateTime").description("An instant in RFC 3339, as `2026-11-23T01:30:00Z`.");
    let json = Scalar::new("JSON").description("A scalar that can represent any JSON value.");
    builder
        .register(day.validator(|value| text(value).is_some_and(|text| domain::kernel::time::parse_day(text).is_ok())))
        .register(
            instant
                .validator(|value| text(value).is_some_and(|text| domain::kernel::time::parse_instant(text).is_ok())),
        )
        .register(json)
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
