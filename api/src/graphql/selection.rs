//! What a document selects, made ready once for all records of an answer: fragments merged, directives decided, fields looked
//! up.

use std::cell::Cell;

use async_graphql::{
    Positioned, Variables,
    parser::types::{Directive, ExecutableDocument, Field, Selection as Selected, SelectionSet},
};
use async_graphql_value::{ConstValue, Value};

use super::{
    nodes::NODES,
    relations::RELATIONS,
    types::{Object, Shape, Types},
};

/// What is selected of an object, in the order of the answer.
pub type Selection<'d> = Vec<Entry<'d>>;

/// One field of an answer.
pub struct Entry<'d> {
    /// Its name in the answer.
    pub key: &'d str,
    /// The field in the document, for its position.
    pub field: &'d Positioned<Field>,
    /// What it shows.
    pub step: Step<'d>,
}

/// What a field of an answer shows.
pub enum Step<'d> {
    /// The name of the object's type.
    TypeName,
    /// A field of the view.
    Field {
        /// Its name in the view.
        json: &'d str,
        /// Its type.
        shape: &'d Shape,
        /// What is selected of it.
        selection: Selection<'d>,
        /// Where it stood in the record before.
        hint: Cell<usize>,
    },
    /// A relation, by its place among all.
    Relation {
        /// Its place.
        at: usize,
        /// What is selected of what it leads to.
        selection: Selection<'d>,
    },
}

/// What selects.
#[derive(Clone, Copy)]
pub struct Reader<'d> {
    /// The types.
    pub types: &'d Types,
    /// The document.
    pub document: &'d ExecutableDocument,
    /// The values of its variables, defaults included.
    pub variables: &'d Variables,
}

impl<'d> Reader<'d> {
    /// The fields of several selection sets on a type, those of the same name in the answer together.
    pub fn fields(&self, of: &str, sets: &[&'d SelectionSet]) -> Vec<(&'d str, Vec<&'d Positioned<Field>>)> {
        let mut fields: Vec<(&'d str, Vec<&'d Positioned<Field>>)> = Vec::new();
        for set in sets {
            self.collect(of, set, &mut fields);
        }
        fields
    }

    // It goes as deep as fragments and braces are nested, which the limits have bounded.
    fn collect(&self, of: &str, set: &'d SelectionSet, fields: &mut Vec<(&'d str, Vec<&'d Positioned<Field>>)>) {
        for item in &set.items {
            if !self.is_included(item.node.directives()) {
                continue;
            }
            match &item.node {
                Selected::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    match fields.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, same)) => same.push(field),
                        None => fields.push((key, vec![field])),
                    }
                }
                Selected::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    if on.is_none_or(|on| applies(on, of)) {
                        self.collect(of, &fragment.node.selection_set.node, fields);
                    }
                }
                Selected::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    if let Some(fragment) = fragment
                        && applies(fragment.node.type_condition.node.on.node.as_str(), of)
                    {
                        self.collect(of, &fragment.node.selection_set.node, fields);
                    }
                }
            }
        }
    }

    fn is_included(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let says_so = || self.flag(&directive.node);
            match directive.node.name.node.as_str() {
                "skip" => !says_so(),
                "include" => says_so(),
                _ => true,
            }
        })
    }

    fn flag(&self, directive: &Directive) -> bool {
        let said = directive.get_argument("if").and_then(|value| self.value(&value.node));
        said == Some(ConstValue::Boolean(true))
    }

    /// A value of the document; none for a variable that has none. Inside of an object such a field is left out, inside of a list
    /// it is null. It goes as deep as values are nested, which the scan has bounded.
    pub fn value(&self, value: &Value) -> Option<ConstValue> {
        Some(match value {
            Value::Variable(name) => return self.variables.get(name).cloned(),
            Value::List(items) => {
                ConstValue::List(items.iter().map(|item| self.value(item).unwrap_or_default()).collect())
            }
            Value::Object(fields) => {
                let said = fields.iter().filter_map(|(name, value)| Some((name.clone(), self.value(value)?)));
                ConstValue::Object(said.collect())
            }
            other => other.clone().into_const()?,
        })
    }

    /// What is selected of an object of a type.
    pub fn select(&self, of: &str, sets: &[&'d SelectionSet]) -> Selection<'d> {
        let object = self.types.objects.get(of);
        let fields = self.fields(of, sets).into_iter();
        fields.filter_map(|(key, same)| self.entry(of, object, key, &same)).collect()
    }

    fn entry(
        &self,
        of: &str,
        object: Option<&'d Object>,
        key: &'d str,
        same: &[&'d Positioned<Field>],
    ) -> Option<Entry<'d>> {
        let field = *same.first()?;
        let name = field.node.name.node.as_str();
        let inner: Vec<&'d SelectionSet> = same.iter().map(|one| &one.node.selection_set.node).collect();
        let relation = || RELATIONS.iter().position(|relation| relation.on == of && relation.field == name);
        let step = if name == "__typename" {
            Step::TypeName
        } else if let Some(known) = object.and_then(|object| object.fields.get(name)) {
            let selection = object_of(&known.typed.shape).map(|of| self.select(of, &inner)).unwrap_or_default();
            Step::Field { json: &known.json, shape: &known.typed.shape, selection, hint: Cell::default() }
        } else {
            let at = relation()?;
            Step::Relation { at, selection: self.select(RELATIONS.get(at)?.of, &inner) }
        };
        Some(Entry { key, field, step })
    }
}

/// The object that a type is, or is a list of.
fn object_of(shape: &Shape) -> Option<&str> {
    match shape {
        Shape::Object(name) => Some(name),
        Shape::List(items) => object_of(&items.shape),
        Shape::Scalar(_) | Shape::Word(_) => None,
    }
}

/// True if a fragment on a type says something of an object.
fn applies(on: &str, of: &str) -> bool {
    on == of || (on == "Node" && NODES.iter().any(|node| node.of == of))
}
