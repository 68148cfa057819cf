//! What a document costs: a field costs one, a page as often what is asked of a record as it may hold records. The cost is
//! computed without unfolding fragments: each is looked at once.

use std::collections::HashMap;

use async_graphql::parser::types::{OperationDefinition, Selection, SelectionSet};
use async_graphql_value::ConstValue;

use super::{
    COMPLEXITY_MAX, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, Register,
    roots::Shown,
    schema::Roots,
    selection::{Reader, edge_of},
    types::{Shape, Typed},
};
use crate::graph::{Edge, PAGE_LOOKUPS, Way};
use crate::operation::Weight;

/// A document has room for one fewer of the costly questions than this, since what is asked of each costs something too.
const QUESTIONS_MAX: usize = 6;
/// The cost of a question about a whole area, without its fields.
const AREA_COST: usize = 1_000;
/// Records that are found by terms without a page.
const FOUND_MAX: usize = 50;

/// The cost of an operation, or more than is allowed.
pub fn of(reader: Reader<'_>, register: &Register, operation: &OperationDefinition) -> usize {
    let (_, roots) = register.roots(operation.ty);
    let mut costs = Costs { reader, roots, fragments: HashMap::new() };
    costs.of_set(Of::Root, &operation.selection_set.node)
}

/// What a selection is of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Of<'d> {
    Root,
    Connection(&'d str),
    Edge(&'d str),
    Object(&'d str),
    /// What costs the same whatever it is: a leaf, page info, an answer about the schema.
    Other,
}

struct Costs<'d, 'r> {
    reader: Reader<'d>,
    roots: &'r Roots,
    fragments: HashMap<(&'d str, Of<'d>), usize>,
}

impl<'d, 'r: 'd> Costs<'d, 'r> {
    fn of_set(&mut self, of: Of<'d>, set: &'d SelectionSet) -> usize {
        set.items.iter().fold(0, |sum, item| sum.saturating_add(self.of_selection(of, &item.node)))
    }

    fn of_selection(&mut self, of: Of<'d>, selection: &'d Selection) -> usize {
        let cost = match selection {
            Selection::Field(field) if field.node.name.node == "__typename" => 0,
            Selection::Field(field) => {
                let (leads_to, rows, beside) = self.field(of, &field.node);
                let child = self.of_set(leads_to, &field.node.selection_set.node);
                match rows {
                    Some(rows) => rows.saturating_mul(child.max(1)).saturating_add(beside),
                    None => child.saturating_add(1).saturating_add(beside),
                }
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                self.of_set(self.narrowed(of, on), &fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                let Some(fragment) = self.reader.document.fragments.get(name) else { return 0 };
                let of = self.narrowed(of, Some(fragment.node.type_condition.node.on.node.as_str()));
                if let Some(known) = self.fragments.get(&(name, of)) {
                    return *known;
                }
                let cost = self.of_set(of, &fragment.node.selection_set.node);
                self.fragments.insert((name, of), cost);
                cost
            }
        };
        cost.min(COMPLEXITY_MAX + 1)
    }

    /// What a fragment is of, by its condition.
    fn narrowed(&self, of: Of<'d>, on: Option<&'d str>) -> Of<'d> {
        match (of, on) {
            (Of::Object(_) | Of::Other, Some(on)) if self.reader.types.objects.contains_key(on) => Of::Object(on),
            (of, _) => of,
        }
    }

    /// What a field leads to; for a page, how many records it may hold; and its cost without its fields.
    fn field(&self, of: Of<'d>, field: &'d async_graphql::parser::types::Field) -> (Of<'d>, Option<usize>, usize) {
        let name = field.name.node.as_str();
        match (of, name) {
            (Of::Root, "node") => (Of::Other, None, COMPLEXITY_MAX / QUESTIONS_MAX - 1),
            (Of::Root, _) => self.root(name, field),
            (Of::Connection(of), "edges") => (Of::Edge(of), None, 0),
            (Of::Connection(of), "nodes") | (Of::Edge(of), "node") => (Of::Object(of), None, 0),
            (Of::Object(of), _) => {
                let known = self.reader.types.objects.get(of).and_then(|object| object.fields.get(name));
                if let Some(known) = known {
                    return (object_in(&known.typed.shape), None, 0);
                }
                let Some(Edge { of, way, .. }) = edge_of(of, name) else { return (Of::Other, None, 0) };
                match way {
                    // The page of each record may be a statement of its own.
                    Way::Page(..) => (Of::Connection(of), Some(self.first(field)), PAGE_LOOKUPS),
                    _ => (Of::Object(of), None, 0),
                }
            }
            _ => (Of::Other, None, 0),
        }
    }

    fn root(&self, name: &str, field: &'d async_graphql::parser::types::Field) -> (Of<'d>, Option<usize>, usize) {
        let Some(root) = self.roots.get(name) else { return (Of::Other, None, 0) };
        let takes = &root.operation.takes;
        let beside = match takes.weight {
            Weight::Light => 0,
            Weight::Guess => COMPLEXITY_MAX / QUESTIONS_MAX - 1,
            Weight::Area => AREA_COST - 1,
        };
        match &root.shown {
            Shown::Connection(of) => (Of::Connection(of), Some(self.first(field)), beside),
            Shown::All(Typed { shape, .. }) if takes.body.is_some() => (object_in(shape), Some(FOUND_MAX), beside),
            Shown::All(typed) | Shown::One(typed) => (object_in(&typed.shape), None, beside),
        }
    }

    /// How many records a page is asked to hold.
    fn first(&self, field: &'d async_graphql::parser::types::Field) -> usize {
        let said = field.get_argument("first").map(|value| self.reader.value(&value.node));
        match said {
            None | Some(None | Some(ConstValue::Null)) => usize::try_from(PAGE_SIZE_DEFAULT).unwrap_or(usize::MAX),
            // A page of another size is refused by its argument.
            Some(Some(ConstValue::Number(first))) => {
                let first = first.as_u64().filter(|first| *first <= u64::from(PAGE_SIZE_MAX));
                first.and_then(|first| usize::try_from(first).ok()).unwrap_or(1)
            }
            Some(Some(_)) => 1,
        }
    }
}

/// The object that a type is, or is a list of.
fn object_in(shape: &Shape) -> Of<'_> {
    match shape {
        Shape::Object(name) => Of::Object(name),
        Shape::List(items) => object_in(&items.shape),
        Shape::Scalar(_) | Shape::Word(_) => Of::Other,
    }
}
