//! GraphQL: the same use cases, views and decisions as REST, and transport only.

mod about_schema;
mod answer;
mod arguments;
mod budget;
mod cost;
mod documents;
mod doubles;
mod error;
mod execution;
mod http;
pub mod limits;
mod nodes;
mod persisted;
mod places;
mod plan;
mod relations;
mod roots;
pub mod scan;
mod schema;
mod selection;
mod subscription;
mod types;
mod variables;
mod write;

use std::{
    collections::HashSet,
    sync::{LazyLock, OnceLock},
};

use async_graphql::{
    dynamic::{Schema, SchemaError},
    parser::{
        parse_schema,
        types::{OperationType, TypeSystemDefinition},
    },
};
use serde_json::Value;

use crate::{
    http::{DOCUMENTED_URL, Table},
    table,
};
pub use http::{operations, read};
pub use plan::{Plan, plan};
use roots::field_name;
use schema::Roots;
use types::{Maker, Types};

/// Most fields of a query, a page counting as many times as it may hold records.
pub const COMPLEXITY_MAX: usize = 3_000;
/// Most records on a page.
pub const PAGE_SIZE_MAX: u32 = 100;
/// Records on a page when the caller does not say.
const PAGE_SIZE_DEFAULT: u32 = 20;

/// The schema with what is behind it.
pub struct Register {
    schema: Schema,
    types: Types,
    reads: Roots,
    writes: Roots,
    follows: Roots,
}

impl Register {
    /// The root fields of a type of operations, and the name of their object.
    fn roots(&self, of: OperationType) -> (&'static str, &Roots) {
        match of {
            OperationType::Query => ("Query", &self.reads),
            OperationType::Mutation => ("Mutation", &self.writes),
            OperationType::Subscription => ("Subscription", &self.follows),
        }
    }
}

/// The schema of the table of operations, as REST describes them: made once for all servers of the program.
///
/// # Errors
/// When their types do not fit each other.
pub fn register() -> Result<&'static Register, &'static SchemaError> {
    static MADE: LazyLock<Result<Register, SchemaError>> = LazyLock::new(made);
    MADE.as_ref()
}

fn made() -> Result<Register, SchemaError> {
    let mut routes = Table::default();
    table::all().for_each(|operation| routes.declare(operation, Vec::new()));
    let description = routes.document(DOCUMENTED_URL);
    let empty = serde_json::Map::new();
    let schemas = description.pointer("/components/schemas").and_then(Value::as_object).unwrap_or(&empty);
    let mut maker = Maker::new(schemas);
    // What every page has.
    maker.of_name("MergedValue");
    let (mut reads, mut writes, mut follows) = (Roots::new(), Roots::new(), Roots::new());
    for operation in table::all() {
        let path = description.get("paths").and_then(|paths| paths.get(operation.route.path));
        let described = path.and_then(|path| path.get(operation.route.method.as_str()));
        let root = described.and_then(|described| roots::root(operation, described, &mut maker));
        if let Some(root) = root {
            if let Some(followed) = roots::followed(operation, &root, &mut maker) {
                follows.insert(field_name(operation), followed);
            }
            let roots = if operation.action.writes() { &mut writes } else { &mut reads };
            roots.insert(field_name(operation), root);
        }
    }
    let types = maker.types;
    Ok(Register { schema: schema::build(&types, &reads, &writes, &follows)?, types, reads, writes, follows })
}

/// The types that every schema has beside its own.
const BUILT_IN_TYPES: [&str; 13] = [
    "Int",
    "Float",
    "String",
    "Boolean",
    "ID",
    "__Schema",
    "__Type",
    "__TypeKind",
    "__Field",
    "__InputValue",
    "__EnumValue",
    "__Directive",
    "__DirectiveLocation",
];

/// The names of the schema's types.
fn schema_types() -> &'static HashSet<String> {
    static TYPES: OnceLock<HashSet<String>> = OnceLock::new();
    TYPES.get_or_init(|| {
        let definitions = parse_schema(document()).map(|document| document.definitions).unwrap_or_default();
        let own = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(one) => Some(one.node.name.node.to_string()),
            _ => None,
        });
        own.chain(BUILT_IN_TYPES.map(str::to_owned)).collect()
    })
}

/// The schema as text.
pub fn document() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    let sdl = register().map(|register| register.schema.sdl_with_options(options)).unwrap_or_default();
    format!("{}\n", sdl.trim_end())
}
