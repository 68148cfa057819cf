//! Whether the values of variables fit where a document uses them, of a document that was found valid before. What is not sure
//! is left to the library, which then validates the whole document.

use async_graphql::{
    Variables,
    parser::types::{OperationDefinition, Selection},
};
use async_graphql_value::{ConstValue, Value};

use super::{
    schema::Roots,
    types::{Shape, Typed, Types},
};

/// True if all variables of an operation are there that have to be, and each fits the arguments that it is given to. Fields at the
/// root alone have arguments. Directives have, too, so that there must be none.
pub fn fit(types: &Types, roots: &Roots, operation: &OperationDefinition, variables: &Variables) -> bool {
    let is_there = operation.variable_definitions.iter().all(|definition| {
        let definition = &definition.node;
        let is_optional = definition.var_type.node.nullable || definition.default_value.is_some();
        is_optional || variables.contains_key(&definition.name.node)
    });
    is_there
        && operation.selection_set.node.items.iter().all(|item| {
            let Selection::Field(field) = &item.node else { return false };
            let root = roots.get(field.node.name.node.as_str());
            field.node.arguments.iter().all(|(name, value)| match &value.node {
                Value::Variable(variable) => {
                    let argument = root.and_then(|root| root.arguments.get(name.node.as_str()));
                    let fits = |typed: &Typed| match variables.get(variable) {
                        Some(value) => fits(types, typed, value),
                        None => typed.is_nullable,
                    };
                    argument.is_some_and(|argument| fits(&argument.typed))
                }
                // It was valid before, unless a variable stands inside of it.
                other => other.clone().into_const().is_some(),
            })
        })
}

/// It goes as deep as the type has lists in lists.
fn fits(types: &Types, typed: &Typed, value: &ConstValue) -> bool {
    match (&typed.shape, value) {
        (_, ConstValue::Null) => typed.is_nullable,
        (Shape::Scalar("ID" | "String"), ConstValue::String(_)) => true,
        (Shape::Scalar("Boolean"), ConstValue::Boolean(_)) => true,
        (Shape::Scalar("Int"), ConstValue::Number(number)) => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        (Shape::Word(name), ConstValue::String(said)) => types.words.get(name).is_some_and(|list| {
            let spells = |word: &str| word.bytes().map(|byte| byte.to_ascii_uppercase()).eq(said.bytes());
            list.words.iter().any(|(word, _)| spells(word))
        }),
        (Shape::List(items), ConstValue::List(values)) => values.iter().all(|value| fits(types, items, value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::{Value as Json, json};

    use super::*;

    fn fits_in(query: &str, variables: Json) -> bool {
        let register = super::super::register().unwrap();
        let document = parse_query(query).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        fit(&register.types, &register.reads, &operation.node, &Variables::from_json(variables))
    }

    #[test]
    fn variables_fit_by_the_type_of_the_argument() {
        let query = "query($id: ID!, $first: Int, $pool: [Pool!]) { person(id: $id) { name } experts(first: $first, pool: $pool) { totalCount } }";
        for fitting in [
            json!({ "id": "x" }),
            json!({ "id": "x", "first": null, "pool": null }),
            json!({ "id": "x", "first": 20, "pool": ["SPECIALIST", "INVITED"] }),
        ] {
            assert!(fits_in(query, fitting.clone()), "{fitting}");
        }
        for other in [
            json!({}),
            json!({ "id": null }),
            json!({ "id": ["x"] }),
            json!({ "id": "x", "first": "20" }),
            json!({ "id": "x", "first": 2.5 }),
            json!({ "id": "x", "first": 5_000_000_000_u64 }),
            json!({ "id": "x", "pool": ["specialist"] }),
            json!({ "id": "x", "pool": ["NOWHERE"] }),
            json!({ "id": "x", "pool": [null] }),
            json!({ "id": "x", "pool": "SPECIALIST" }),
        ] {
            assert!(!fits_in(query, other.clone()), "{other}");
        }
    }

    #[test]
    fn variables_elsewhere_are_left_to_the_library() {
        let one = json!({ "v": "SPECIALIST" });
        assert!(!fits_in("query($v: Pool!) { experts(pool: [$v]) { totalCount } }", one.clone()));
        assert!(!fits_in(
            "query($v: Pool!) { ...f } fragment f on Query { experts(pool: $v) { totalCount } }",
            one.clone()
        ));
        assert!(!fits_in("query($v: ID!) { node(id: $v) { id } }", one));
        assert!(fits_in("{ experts(pool: [SPECIALIST], first: 1) { totalCount } __typename }", json!({})));
    }
}
