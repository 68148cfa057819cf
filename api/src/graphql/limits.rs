//! Limits that are checked on the parsed document, before anything of it is validated or executed. The library's rules and
//! its execution unfold each fragment as often as it is spread, so what is bounded here is the unfolded document. Its size
//! is computed without unfolding it: fragments come in the order in which they need each other, each once.
//!
//! What calls itself here goes as deep as brackets are nested, which `scan` has bounded.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Positioned,
    parser::types::{
        BaseType, Directive, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
        Type,
    },
};
use async_graphql_value::{ConstValue, Value};
use domain::{Error, Fault, FaultCode, Wording, kernel::wording::number};
use serde_json::Value as Json;

use super::{schema::RECURSION_MAX, schema_types};

/// Most aliases of a document: complexity alone would let a hundred cheap ones pass.
pub const ALIASES_MAX: usize = 15;
/// Most fields at the root of an operation.
pub const ROOT_FIELDS_MAX: usize = 20;
/// Most selections of the operations of a document.
pub const SELECTIONS_MAX: usize = 2_000;
/// Most times that operations ask for `__typename`, which complexity does not count.
pub const TYPE_NAMES_MAX: usize = 100;
/// Most operations of a document.
pub const OPERATIONS_MAX: usize = 20;
/// Most fragments of a document.
pub const FRAGMENTS_MAX: usize = 100;
/// Most variables of an operation.
pub const VARIABLES_MAX: usize = 100;
/// Most arguments of a field or a directive; the rules compare those of two fields each with each.
pub const ARGUMENTS_MAX: usize = 50;
/// Most selections, arguments, values and directives that validation meets, in operations and in fragments.
pub const NODES_MAX: usize = 10_000;
/// Most of them that are compared with others of the same set, for each set that they are merged into.
pub const COMPARED_MAX: usize = 20_000;
/// Most bytes of variables, each counted as often as it is used: every use copies it.
pub const VARIABLE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The size of a value without its text, in bytes.
const VALUE_BYTES: usize = 32;

/// What is known of a document that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// True if it asks about the schema itself.
    pub is_about_schema: bool,
    /// How much its variables take, each counted as often as it is used.
    pub variable_bytes: usize,
}

/// True if variables are so small that no document takes too much of them, whose own take so much.
pub fn are_small(variables: &Json, own_bytes: usize) -> bool {
    size_of_json(variables).saturating_mul(NODES_MAX).saturating_add(own_bytes) <= VARIABLE_BYTES_MAX
}

/// Refuses a document that unfolds to too much.
///
/// # Errors
/// [`Error::Invalid`].
pub fn check(document: &ExecutableDocument, variables: &Json) -> Result<Checked, Error> {
    at_most(document.operations.iter().len(), OPERATIONS_MAX, |max| Wording::TooManyOperations { max })?;
    at_most(document.fragments.len(), FRAGMENTS_MAX, |max| Wording::TooManyFragments { max })?;
    for (_, operation) in document.operations.iter() {
        let definitions = &operation.node.variable_definitions;
        at_most(definitions.len(), VARIABLES_MAX, |max| Wording::TooManyVariables { max })?;
    }
    types_are_known(document)?;
    let Some(order) = in_order(document) else { return refused(Wording::FragmentsInRing) };
    let mut sizes = Sizes { fragments: HashMap::new(), variables: sizes_of_variables(document, variables) };
    let (mut asked, mut validated) = (Size::default(), Size::default());
    for name in order {
        let Some(fragment) = document.fragments.get(name) else { continue };
        let size = sizes.of_set(&fragment.node.selection_set).with(sizes.of_directives(&fragment.node.directives));
        sizes.fragments.insert(name, size);
        validated = validated.with(size);
    }
    for (_, operation) in document.operations.iter() {
        let size = sizes.of_operation(&operation.node);
        at_most(size.root_fields, ROOT_FIELDS_MAX, |max| Wording::TooManyRootFields { max })?;
        (asked, validated) = (asked.with(size), validated.with(size));
    }
    at_most(asked.aliases, ALIASES_MAX, |max| Wording::TooManyAliases { max })?;
    at_most(asked.selections, SELECTIONS_MAX, |max| Wording::TooManySelections { max })?;
    at_most(asked.type_names, TYPE_NAMES_MAX, |max| Wording::TooManyTypeNames { max })?;
    at_most(validated.levels, RECURSION_MAX, |max| Wording::NestedTooDeep { max })?;
    at_most(validated.widest, ARGUMENTS_MAX, |max| Wording::TooManyArguments { max })?;
    at_most(validated.nodes, NODES_MAX, |max| Wording::UnfoldsToTooMuch { max })?;
    at_most(validated.compared, COMPARED_MAX, |max| Wording::UnfoldsToTooMuch { max })?;
    at_most(validated.variable_bytes, VARIABLE_BYTES_MAX, |max| Wording::VariablesTooLarge { max })?;
    Ok(Checked { is_about_schema: asked.schema_fields > 0, variable_bytes: validated.variable_bytes })
}

fn at_most(count: usize, max: usize, wording: impl FnOnce(i64) -> Wording) -> Result<(), Error> {
    if count > max { refused(wording(number(max))) } else { Ok(()) }
}

fn refused<T>(wording: Wording) -> Result<T, Error> {
    Err(Error::invalid(Fault::new("/query", FaultCode::Length, wording)))
}

/// Refuses default values of types that are not there: the library looks inside of a list for its type, and takes for granted
/// that it finds it.
fn types_are_known(document: &ExecutableDocument) -> Result<(), Error> {
    let definitions = document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
    let mut named =
        definitions.filter(|one| one.node.default_value.is_some()).map(|one| name_of(&one.node.var_type.node));
    if named.all(|name| schema_types().contains(name.as_str())) {
        return Ok(());
    }
    Err(Error::invalid(Fault::new("/query", FaultCode::Unknown, Wording::VariableTypeUnknown)))
}

fn name_of(mut of: &Type) -> &Name {
    loop {
        match &of.base {
            BaseType::Named(name) => return name,
            BaseType::List(inner) => of = inner,
        }
    }
}

/// The fragments, each after those that it spreads; nothing if some spread each other in a ring.
fn in_order(document: &ExecutableDocument) -> Option<Vec<&Name>> {
    let mut waiting: HashMap<&Name, HashSet<&Name>> = HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut spread = HashSet::new();
        note_spreads(&fragment.node.selection_set, &mut spread);
        spread.retain(|name| document.fragments.contains_key(*name));
        waiting.insert(name, spread);
    }
    let mut order = Vec::new();
    while !waiting.is_empty() {
        let ready: Vec<&Name> = waiting.iter().filter(|(_, on)| on.is_empty()).map(|(name, _)| *name).collect();
        if ready.is_empty() {
            return None;
        }
        waiting.retain(|_, on| !on.is_empty());
        for on in waiting.values_mut() {
            on.retain(|name| !ready.contains(name));
        }
        order.extend(ready);
    }
    Some(order)
}

fn note_spreads<'a>(set: &'a Positioned<SelectionSet>, spread: &mut HashSet<&'a Name>) {
    for item in &set.node.items {
        match &item.node {
            Selection::Field(field) => note_spreads(&field.node.selection_set, spread),
            Selection::InlineFragment(fragment) => note_spreads(&fragment.node.selection_set, spread),
            Selection::FragmentSpread(one) => drop(spread.insert(&one.node.fragment_name.node)),
        }
    }
}

/// How much each variable takes that the request gives, or that an operation has a default for.
fn sizes_of_variables<'a>(document: &'a ExecutableDocument, variables: &'a Json) -> HashMap<&'a str, usize> {
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for (_, operation) in document.operations.iter() {
        for definition in &operation.node.variable_definitions {
            let default = definition.node.default_value.as_ref().map_or(0, |value| size_of_const(&value.node).1);
            let size = sizes.entry(definition.node.name.node.as_str()).or_default();
            *size = default.max(*size);
        }
    }
    for (name, value) in variables.as_object().into_iter().flatten() {
        let size = sizes.entry(name).or_default();
        *size = size_of_json(value).max(*size);
    }
    sizes
}

fn size_of_json(value: &Json) -> usize {
    let inside = match value {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(size_of_json).sum(),
        Json::Object(fields) => fields.iter().map(|(name, value)| name.len() + VALUE_BYTES + size_of_json(value)).sum(),
        _ => 0,
    };
    VALUE_BYTES + inside
}

/// How many values a constant has, and how many bytes.
fn size_of_const(value: &ConstValue) -> (usize, usize) {
    let sum = |all: (usize, usize), one: (usize, usize)| (all.0 + one.0, all.1 + one.1);
    match value {
        ConstValue::String(text) => (1, VALUE_BYTES + text.len()),
        ConstValue::List(items) => items.iter().map(size_of_const).fold((1, VALUE_BYTES), sum),
        ConstValue::Object(fields) => fields.values().map(size_of_const).fold((1, VALUE_BYTES), sum),
        _ => (1, VALUE_BYTES),
    }
}

/// What a part of a document unfolds to.
#[derive(Debug, Default, Clone, Copy)]
struct Size {
    selections: usize,
    aliases: usize,
    root_fields: usize,
    type_names: usize,
    /// Fields at the root that ask about the schema.
    schema_fields: usize,
    nodes: usize,
    /// Nodes that are merged into the set around: not those inside of its fields.
    merged: usize,
    /// Nodes that are compared, each once for every set that it is merged into.
    compared: usize,
    variable_bytes: usize,
    /// Levels of selections below this one.
    levels: usize,
    /// Arguments of that with the most.
    widest: usize,
}

impl Size {
    /// This and another beside it.
    fn with(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            root_fields: self.root_fields.saturating_add(other.root_fields),
            type_names: self.type_names.saturating_add(other.type_names),
            schema_fields: self.schema_fields.saturating_add(other.schema_fields),
            nodes: self.nodes.saturating_add(other.nodes),
            merged: self.merged.saturating_add(other.merged),
            compared: self.compared.saturating_add(other.compared),
            variable_bytes: self.variable_bytes.saturating_add(other.variable_bytes),
            levels: self.levels.max(other.levels),
            widest: self.widest.max(other.widest),
        }
    }

    /// This as a level below.
    fn below(self) -> Self {
        Self { levels: self.levels.saturating_add(1), ..self }
    }
}

/// The sizes that are known.
struct Sizes<'a> {
    fragments: HashMap<&'a Name, Size>,
    variables: HashMap<&'a str, usize>,
}

impl Sizes<'_> {
    fn of_operation(&self, operation: &OperationDefinition) -> Size {
        let mut size = self.of_set(&operation.selection_set).with(self.of_directives(&operation.directives));
        for definition in &operation.variable_definitions {
            let default = definition.node.default_value.as_ref().map_or(0, |value| size_of_const(&value.node).0);
            let nodes = Size { nodes: default.saturating_add(1), ..Size::default() };
            size = size.with(nodes).with(self.of_directives(&definition.node.directives));
        }
        if operation.ty != OperationType::Query {
            size.schema_fields = 0;
        }
        size
    }

    fn of_set(&self, set: &Positioned<SelectionSet>) -> Size {
        let size = set.node.items.iter().fold(Size::default(), |all, item| all.with(self.of_selection(&item.node)));
        Size { compared: size.compared.saturating_add(size.merged), ..size }
    }

    fn of_selection(&self, selection: &Selection) -> Size {
        let itself =
            Size { selections: 1, nodes: 1, ..Size::default() }.with(self.of_directives(selection.directives()));
        let (own, inside) = match selection {
            Selection::Field(field) => {
                let (own, inside) = self.of_field(&field.node);
                (own.with(itself), inside)
            }
            Selection::InlineFragment(fragment) => (itself, self.of_set(&fragment.node.selection_set).below()),
            Selection::FragmentSpread(one) => {
                let fragment = self.fragments.get(&one.node.fragment_name.node).copied().unwrap_or_default();
                // A fragment's own sets are compared where it is defined.
                (itself, Size { compared: 0, ..fragment.below() })
            }
        };
        Size { merged: own.nodes.saturating_add(inside.merged), ..own.with(inside) }
    }

    /// A field without its selections, and these.
    fn of_field(&self, field: &Field) -> (Size, Size) {
        let set = self.of_set(&field.selection_set);
        let set = if field.selection_set.node.items.is_empty() { set } else { set.below() };
        let own = Size {
            aliases: usize::from(field.alias.is_some()),
            type_names: usize::from(field.name.node == "__typename"),
            root_fields: 1,
            schema_fields: usize::from(matches!(field.name.node.as_str(), "__schema" | "__type")),
            ..self.of_arguments(&field.arguments)
        };
        (own, Size { root_fields: 0, schema_fields: 0, merged: 0, ..set })
    }

    fn of_directives(&self, directives: &[Positioned<Directive>]) -> Size {
        directives.iter().fold(Size::default(), |all, directive| {
            let itself = Size { nodes: 1, ..Size::default() };
            all.with(itself).with(self.of_arguments(&directive.node.arguments))
        })
    }

    fn of_arguments(&self, arguments: &[(Positioned<Name>, Positioned<Value>)]) -> Size {
        let widest = Size { widest: arguments.len(), ..Size::default() };
        arguments.iter().fold(widest, |all, (_, value)| all.with(self.of_value(&value.node)))
    }

    fn of_value(&self, value: &Value) -> Size {
        let itself = Size { nodes: 1, ..Size::default() };
        match value {
            Value::Variable(name) => {
                let variable_bytes = self.variables.get(name.as_str()).copied().unwrap_or_default();
                Size { variable_bytes, ..itself }
            }
            Value::List(items) => items.iter().fold(itself, |all, item| all.with(self.of_value(item))),
            Value::Object(fields) => fields.values().fold(itself, |all, field| all.with(self.of_value(field))),
            _ => itself,
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn checked(query: &str, variables: &Json) -> Result<bool, Wording> {
        match check(&parse_query(query).unwrap(), variables) {
            Ok(checked) => Ok(checked.is_about_schema),
            Err(Error::Invalid(faults)) => Err(faults[0].wording.clone()),
            Err(other) => panic!("{other}"),
        }
    }

    fn refusal(query: &str) -> Wording {
        checked(query, &Json::Null).unwrap_err()
    }

    #[test]
    fn fragments_are_counted_as_often_as_they_unfold() {
        let levels = |count: usize| -> String {
            let level = |at: usize| format!("fragment f{at} on Query {{ ...f{} ...f{} }} ", at + 1, at + 1);
            format!(
                "{{ ...f0 }} {} fragment f{count} on Query {{ a {{ b }} }}",
                (0..count).map(level).collect::<String>()
            )
        };
        assert_eq!(checked(&levels(3), &Json::Null), Ok(false));
        assert_eq!(refusal(&levels(24)), Wording::TooManyRootFields { max: number(ROOT_FIELDS_MAX) });
        let inside = |count: usize| levels(count).replace("{ ...f0 }", "{ a { ...f0 } }");
        assert_eq!(checked(&inside(8), &Json::Null), Ok(false));
        assert_eq!(refusal(&inside(24)), Wording::TooManySelections { max: number(SELECTIONS_MAX) });
        assert_eq!(refusal(&inside(90)), Wording::TooManySelections { max: number(SELECTIONS_MAX) });
    }

    #[test]
    fn unused_fragments_and_operations_are_bounded_too() {
        let chain: String = (0..90).map(|at| format!("fragment f{at} on A {{ x {{ ...f{} }} }} ", at + 1)).collect();
        assert_eq!(refusal(&format!("{{ a }} {chain}")), Wording::NestedTooDeep { max: number(RECURSION_MAX) });
        let inline = format!("{}{}{}", "... { ".repeat(30), "b ".repeat(700), "} ".repeat(30));
        assert_eq!(
            refusal(&format!("{{ a {{ {inline} }} }}")),
            Wording::UnfoldsToTooMuch { max: number(COMPARED_MAX) }
        );
        let wide = "b ".repeat(200);
        let flat: String = (0..99).map(|at| format!("fragment f{at} on A {{ {wide} }} ")).collect();
        assert_eq!(refusal(&format!("{{ a }} {flat}")), Wording::UnfoldsToTooMuch { max: number(NODES_MAX) });
        let many: String = (0..=OPERATIONS_MAX).map(|at| format!("query q{at} {{ a }} ")).collect();
        assert_eq!(refusal(&many), Wording::TooManyOperations { max: number(OPERATIONS_MAX) });
        let many: String = (0..=FRAGMENTS_MAX).map(|at| format!("fragment f{at} on A {{ a }} ")).collect();
        assert_eq!(refusal(&format!("{{ a }} {many}")), Wording::TooManyFragments { max: number(FRAGMENTS_MAX) });
    }

    #[test]
    fn fragments_in_a_ring_are_refused() {
        assert_eq!(
            refusal("{ ...a } fragment a on A { ...b } fragment b on A { x { ...a } }"),
            Wording::FragmentsInRing
        );
        assert_eq!(refusal("{ x } fragment a on A { ...a }"), Wording::FragmentsInRing);
        assert_eq!(checked("{ ...nowhere }", &Json::Null), Ok(false));
    }

    #[test]
    fn aliases_and_root_fields_of_fragments_count() {
        let aliased = "{ a { ...f ...f ...f ...f } } fragment f on A { a: x b: x c: x d: x }";
        assert_eq!(refusal(aliased), Wording::TooManyAliases { max: number(ALIASES_MAX) });
        let wide =
            format!("{{ ...f }} fragment f on Query {{ ... on Query {{ {} }} }}", "a ".repeat(ROOT_FIELDS_MAX + 1));
        assert_eq!(refusal(&wide), Wording::TooManyRootFields { max: number(ROOT_FIELDS_MAX) });
        let named = format!("{{ a {{ {} }} }}", "__typename ".repeat(TYPE_NAMES_MAX + 1));
        assert_eq!(refusal(&named), Wording::TooManyTypeNames { max: number(TYPE_NAMES_MAX) });
    }

    #[test]
    fn arguments_variables_and_their_uses_are_bounded() {
        let arguments: String = (0..=ARGUMENTS_MAX).map(|at| format!("a{at}: 1 ")).collect();
        assert_eq!(refusal(&format!("{{ a({arguments}) }}")), Wording::TooManyArguments { max: number(ARGUMENTS_MAX) });
        assert_eq!(
            refusal(&format!("{{ a @b({arguments}) }}")),
            Wording::TooManyArguments { max: number(ARGUMENTS_MAX) }
        );
        let variables: String = (0..=VARIABLES_MAX).map(|at| format!("$v{at}: Int ")).collect();
        let many = format!("query({variables}) {{ a }}");
        assert_eq!(refusal(&many), Wording::TooManyVariables { max: number(VARIABLES_MAX) });
        let often = format!("query($v: String) {{ a(b: [{}]) }}", "$v ".repeat(1_000));
        assert_eq!(checked(&often, &json!({ "v": "short" })), Ok(false));
        let too_large = Wording::VariablesTooLarge { max: number(VARIABLE_BYTES_MAX) };
        assert_eq!(checked(&often, &json!({ "v": "x".repeat(10_000) })), Err(too_large.clone()));
        assert_eq!(checked(&often, &json!({ "v": vec![0; 1_000] })), Err(too_large.clone()));
        let default = often.replace("$v: String", &format!("$v: String = \"{}\"", "x".repeat(10_000)));
        assert_eq!(refusal(&default), too_large);
    }

    #[test]
    fn default_values_need_a_type_of_the_schema() {
        assert_eq!(refusal("query($v: [Nothing!]! = [1]) { a(b: $v) }"), Wording::VariableTypeUnknown);
        assert_eq!(refusal("query($v: [[Nothing]] = null) { a(b: $v) }"), Wording::VariableTypeUnknown);
        for known in ["[Int!]", "[[Pool]]", "ID", "CreatePerson", "[__TypeKind]", "Boolean"] {
            assert_eq!(
                checked(&format!("query($v: {known} = null) {{ a(b: $v) }}"), &Json::Null),
                Ok(false),
                "{known}"
            );
        }
    }

    #[test]
    fn introspection_is_detected() {
        assert_eq!(checked("{ ...f } fragment f on Query { __schema { types { name } } }", &Json::Null), Ok(true));
        assert_eq!(checked("{ ... { a: __type(name: \"A\") { name } } }", &Json::Null), Ok(true));
        assert_eq!(checked("{ people { __typename } }", &Json::Null), Ok(false));
    }
}
