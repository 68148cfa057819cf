//! What a document selects, made ready once for all records of an answer: fragments merged, directives decided, fields looked
//! up.

use std::{cell::Cell, collections::BTreeMap, sync::Arc};

use async_graphql::{
    Positioned, Variables,
    parser::types::{Directive, ExecutableDocument, Field, Selection as Selected, SelectionSet},
};
use async_graphql_value::{ConstValue, Value};
use domain::{
    Error,
    kernel::{page::PAGE_SIZE_MAX, policy::Action},
};

use super::{
    arguments,
    nodes::{NODES, version_in},
    roots::{Root, field_name},
    types::{Object, Shape, Types, camel},
};
use crate::{
    graph::{Edge, Narrowed, Way, graph},
    operation::{Operation, PageAsked, Request},
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
    /// What the record leads to.
    Relation(Box<Relation<'d>>),
}

/// A field that leads to other records.
pub struct Relation<'d> {
    /// The way.
    pub edge: &'static Edge,
    /// What is looked for.
    pub load: Load,
    /// What is asked of the list that it leads to; none where it leads to records by their ids.
    pub asked: Option<Result<Narrowed, Arc<Error>>>,
    /// What follows the ids of the records that a list shows as of a moment.
    pub version: Option<String>,
    /// What is selected of what it leads to.
    pub selected: LedTo<'d>,
}

/// What is looked for, whichever records lead to it: of one load all is looked for at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Load {
    /// Records of a kind, by what reads one.
    Records(Action),
    /// The pages of a field, by its place in memory.
    Pages(usize),
}

/// What is selected of what a field leads to.
pub enum LedTo<'d> {
    /// Of records.
    Records(Selection<'d>),
    /// Of a page of them.
    Page(PageSelection<'d>),
}

/// What is selected of a connection.
pub struct PageSelection<'d> {
    /// The type of its records.
    pub of: &'d str,
    /// Its fields.
    pub fields: Vec<(&'d str, PageField<'d>)>,
    /// What is selected of each record, wherever it is: what relations are loaded for.
    pub records: Selection<'d>,
}

/// A field of a connection.
pub enum PageField<'d> {
    /// The name of its type.
    TypeName,
    /// The edges.
    Edges(Vec<(&'d str, EdgeField<'d>)>),
    /// The records.
    Nodes(Selection<'d>),
    /// The values of the filter that name merged records.
    Merged(Selection<'d>),
    /// Where the page stands.
    PageInfo(Vec<(&'d str, PageInfoField)>),
    /// The count.
    TotalCount,
}

/// A field of an edge of a connection.
pub enum EdgeField<'d> {
    /// The name of its type.
    TypeName,
    /// The cursor.
    Cursor,
    /// The record.
    Node(Selection<'d>),
}

/// A field of what a page says about itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PageInfoField {
    /// The name of its type.
    TypeName,
    /// Whether another page follows.
    HasNext,
    /// Whether another page is before it.
    HasPrevious,
    /// The first cursor.
    Start,
    /// The last cursor.
    End,
}

/// What a field leads to that no view has.
pub fn edge_of(on: &str, name: &str) -> Option<&'static Edge> {
    graph().of(on).find(|edge| camel(&edge.field) == name)
}

impl PageSelection<'_> {
    /// True if the list is to be counted.
    pub fn counts(&self) -> bool {
        self.fields.iter().any(|(_, field)| matches!(field, PageField::TotalCount))
    }

    /// True if the cursors of records are shown: each takes a seal.
    pub fn shows_cursors(&self) -> bool {
        self.fields.iter().any(|(_, field)| match field {
            PageField::Edges(fields) => fields.iter().any(|(_, field)| matches!(field, EdgeField::Cursor)),
            PageField::PageInfo(fields) => {
                fields.iter().any(|(_, field)| matches!(field, PageInfoField::Start | PageInfoField::End))
            }
            _ => false,
        })
    }
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
    /// What can be read, for the arguments of the lists that fields lead to.
    pub roots: &'d BTreeMap<String, Root>,
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
        let step = if name == "__typename" {
            Step::TypeName
        } else if let Some(known) = object.and_then(|object| object.fields.get(name)) {
            let selection = object_of(&known.typed.shape).map(|of| self.select(of, &inner)).unwrap_or_default();
            Step::Field { json: &known.json, shape: &known.typed.shape, selection, hint: Cell::default() }
        } else {
            Step::Relation(Box::new(self.relation(edge_of(of, name)?, &field.node, &inner)))
        };
        Some(Entry { key, field, step })
    }

    fn relation(&self, edge: &'static Edge, field: &'d Field, inner: &[&'d SelectionSet]) -> Relation<'d> {
        let pages = Load::Pages(std::ptr::from_ref(field).addr());
        let records = |load, asked| Relation {
            edge,
            load,
            asked,
            version: None,
            selected: LedTo::Records(self.select(&edge.of, inner)),
        };
        match edge.way {
            Way::One(kind) | Way::Several(kind) => records(Load::Records(kind.read.action), None),
            Way::Whole(list, parameter) => {
                let page = PageAsked { limit: PAGE_SIZE_MAX, ..PageAsked::default() };
                records(pages, Some(Ok(Narrowed { list, parameter, request: Request { page, ..Request::default() } })))
            }
            Way::Page(list, parameter) => {
                let page = self.page(&edge.of, inner);
                let asked = self.asked(list, field, &page);
                let moment = asked.as_ref().map(Request::moment_of_records).unwrap_or_default();
                let version = version_in(&edge.of, moment);
                let asked = asked.map(|request| Narrowed { list, parameter, request });
                Relation { edge, load: pages, asked: Some(asked), version, selected: LedTo::Page(page) }
            }
        }
    }

    /// What the arguments of a field ask of the list that it leads to.
    fn asked(&self, list: &Operation, field: &Field, selected: &PageSelection<'_>) -> Result<Request, Arc<Error>> {
        let root =
            self.roots.get(&field_name(list)).ok_or_else(|| Arc::new(Error::internal("a list without a field")))?;
        let asked = arguments::request(self.types, root, &self.arguments(field))?;
        let (count, edges) = (selected.counts(), selected.shows_cursors());
        Ok(Request { page: PageAsked { count, edges, ..asked.request.page }, ..asked.request })
    }

    /// The arguments of a field.
    pub fn arguments<'f>(&self, field: &'f Field) -> Vec<(&'f str, Option<ConstValue>)> {
        field.arguments.iter().map(|(name, value)| (name.node.as_str(), self.value(&value.node))).collect()
    }

    /// What several selection sets select of a connection.
    pub fn page(&self, of: &'d str, sets: &[&'d SelectionSet]) -> PageSelection<'d> {
        let mut of_records: Vec<&'d SelectionSet> = Vec::new();
        let fields = self.fields(&format!("{of}Connection"), sets).into_iter().filter_map(|(key, same)| {
            let inner: Vec<&'d SelectionSet> = same.iter().map(|one| &one.node.selection_set.node).collect();
            let field = match same.first()?.node.name.node.as_str() {
                "__typename" => PageField::TypeName,
                "edges" => PageField::Edges(self.edge(of, &inner, &mut of_records)),
                "nodes" => {
                    of_records.extend(&inner);
                    PageField::Nodes(self.select(of, &inner))
                }
                "merged" => PageField::Merged(self.select("MergedValue", &inner)),
                "pageInfo" => PageField::PageInfo(self.page_info(&inner)),
                _ => PageField::TotalCount,
            };
            Some((key, field))
        });
        let fields = fields.collect();
        PageSelection { of, fields, records: self.select(of, &of_records) }
    }

    fn edge(
        &self,
        of: &'d str,
        sets: &[&'d SelectionSet],
        of_records: &mut Vec<&'d SelectionSet>,
    ) -> Vec<(&'d str, EdgeField<'d>)> {
        let fields = self.fields(&format!("{of}Edge"), sets).into_iter();
        let fields = fields.filter_map(|(key, same)| {
            let inner: Vec<&'d SelectionSet> = same.iter().map(|one| &one.node.selection_set.node).collect();
            let field = match same.first()?.node.name.node.as_str() {
                "__typename" => EdgeField::TypeName,
                "cursor" => EdgeField::Cursor,
                _ => {
                    of_records.extend(&inner);
                    EdgeField::Node(self.select(of, &inner))
                }
            };
            Some((key, field))
        });
        fields.collect()
    }

    fn page_info(&self, sets: &[&'d SelectionSet]) -> Vec<(&'d str, PageInfoField)> {
        let fields = self.fields("PageInfo", sets).into_iter();
        let fields = fields.filter_map(|(key, same)| {
            let field = match same.first()?.node.name.node.as_str() {
                "__typename" => PageInfoField::TypeName,
                "hasNextPage" => PageInfoField::HasNext,
                "hasPreviousPage" => PageInfoField::HasPrevious,
                "startCursor" => PageInfoField::Start,
                _ => PageInfoField::End,
            };
            Some((key, field))
        });
        fields.collect()
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
