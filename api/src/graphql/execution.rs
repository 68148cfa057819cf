//! The answer to a document: its root fields are asked of the register, and what they answer is written as it was selected, in
//! one pass over each answer. The library has read and validated the document before; it answers only what is asked about the
//! schema itself.

use std::collections::HashSet;

use async_graphql::{
    PathSegment, Pos, Positioned, ServerError, Value,
    parser::types::{Field, OperationDefinition, OperationType, SelectionSet},
};
use domain::Error;
use futures_util::future::join_all;
use uuid::Uuid;

use super::{
    Register, arguments,
    budget::{Budget, VALUES_MAX},
    error::server_error,
    nodes::{NODES, NodeKind, record_and_moment, version_of},
    page::{Page, PageSelection},
    relations::{Loaded, RELATIONS},
    roots::{Root, Shown},
    schema::Roots,
    selection::{Reader, Selection, Step},
    types::Shape,
    write::{Failures, Writer},
};
use crate::{
    app::{App, Caller},
    operation::{Answer, Asking, JSON, Node, Operation, Paged, Request, Tree},
    table,
};

/// What a document is answered.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The answer as JSON; none where nothing could be answered.
    pub data: Option<Vec<u8>>,
    /// What was refused.
    pub errors: Vec<ServerError>,
}

/// For whom a document is answered.
#[derive(Clone)]
pub struct Asker {
    /// The register.
    pub app: App,
    /// Who asks.
    pub caller: Caller,
}

/// One field at the root of a document.
struct RootField<'d> {
    key: &'d str,
    field: &'d Positioned<Field>,
    sets: Vec<&'d SelectionSet>,
}

/// The answer of a root field: JSON, with the errors inside of it.
type RootAnswer = Result<(Vec<u8>, Failures), Error>;

/// Answers an operation of a document. `about_schema` has what the library answered.
pub async fn answer(
    register: &Register,
    asker: Option<&Asker>,
    reader: Reader<'_>,
    operation: &OperationDefinition,
    about_schema: &Value,
) -> Outcome {
    let is_mutation = operation.ty == OperationType::Mutation;
    let (of, roots) = if is_mutation { ("Mutation", &register.writes) } else { ("Query", &register.reads) };
    let fields = reader.fields(of, &[&operation.selection_set.node]).into_iter();
    let fields: Vec<RootField<'_>> = fields.filter_map(|(key, same)| root_field(key, &same)).collect();
    let budget = Budget::of(VALUES_MAX);
    let document = Asked { of, roots, reader, asker, about_schema, budget: &budget };
    let answers = if is_mutation {
        let mut answers = Vec::new();
        for field in &fields {
            answers.push(document.root(field).await);
        }
        answers
    } else {
        join_all(fields.iter().map(|field| document.root(field))).await
    };
    // The answers of writes stay, whatever became of the rest.
    together(&fields, answers, |name| is_mutation || roots.get(name).is_none_or(Root::is_nullable))
}

/// A document that is asked.
struct Asked<'d, 'a> {
    of: &'static str,
    roots: &'a Roots,
    reader: Reader<'d>,
    asker: Option<&'a Asker>,
    about_schema: &'a Value,
    budget: &'a Budget,
}

impl Asked<'_, '_> {
    async fn root(&self, field: &RootField<'_>) -> RootAnswer {
        let name = field.field.node.name.node.as_str();
        if name == "__typename" {
            return Ok((format!("\"{}\"", self.of).into_bytes(), Failures::default()));
        }
        if name.starts_with("__") {
            return from_library(self.about_schema, field.key);
        }
        let asker = self.asker.cloned().ok_or_else(|| Error::internal("no application"))?;
        let arguments = arguments_of(self.reader, &field.field.node);
        let (reader, budget) = (self.reader, self.budget);
        let ready = Ready { asker: asker.part(field.key), reader, sets: &field.sets, budget };
        match self.roots.get(name) {
            Some(root) => ready.root(root, &arguments).await,
            None => ready.node(&arguments).await,
        }
    }
}

fn root_field<'d>(key: &'d str, same: &[&'d Positioned<Field>]) -> Option<RootField<'d>> {
    let field = *same.first()?;
    Some(RootField { key, field, sets: same.iter().map(|one| &one.node.selection_set.node).collect() })
}

fn arguments_of<'d>(reader: Reader<'d>, field: &'d Field) -> Vec<(&'d str, Option<Value>)> {
    field.arguments.iter().map(|(name, value)| (name.node.as_str(), reader.value(&value.node))).collect()
}

fn from_library(about_schema: &Value, key: &str) -> RootAnswer {
    let Value::Object(fields) = about_schema else { return Err(Error::internal("no answer about the schema")) };
    let value = fields.get(key).unwrap_or(&Value::Null);
    Ok((serde_json::to_vec(value).map_err(Error::internal)?, Failures::default()))
}

/// Puts the answers of the root fields together. What may not be null and was refused takes the whole answer with it.
fn together(fields: &[RootField<'_>], answers: Vec<RootAnswer>, is_nullable: impl Fn(&str) -> bool) -> Outcome {
    let mut outcome = Outcome { data: Some(vec![b'{']), errors: Vec::new() };
    for (field, answer) in fields.iter().zip(answers) {
        let place = |mut error: ServerError, position: Pos, path: Vec<PathSegment>| {
            error.locations = vec![position];
            error.path = [vec![PathSegment::Field(field.key.to_owned())], path].concat();
            error
        };
        let (bytes, is_lost) = match answer {
            Ok((bytes, failures)) => {
                let told = failures.into_iter().map(|(error, position, path)| place(error, position, path));
                outcome.errors.extend(told);
                (bytes, false)
            }
            Err(error) => {
                outcome.errors.push(place(server_error(&error), field.field.pos, Vec::new()));
                (b"null".to_vec(), !is_nullable(field.field.node.name.node.as_str()))
            }
        };
        match &mut outcome.data {
            Some(_) if is_lost => outcome.data = None,
            Some(data) => {
                if data.len() > 1 {
                    data.push(b',');
                }
                data.extend_from_slice(format!("\"{}\":", field.key).as_bytes());
                data.extend_from_slice(&bytes);
            }
            None => {}
        }
    }
    outcome.data = outcome.data.map(|mut data| {
        data.push(b'}');
        data
    });
    outcome
}

impl Asker {
    /// The same, for one field of the document: a write that may be repeated is repeated by itself.
    fn part(mut self, key: &str) -> Self {
        self.caller.repeat = self.caller.repeat.map(|repeat| repeat.part(key.to_owned()));
        self
    }
}

/// A field at the root that is ready to be asked.
struct Ready<'d, 's> {
    asker: Asker,
    reader: Reader<'d>,
    sets: &'s [&'d SelectionSet],
    budget: &'s Budget,
}

/// An answer, taken apart.
struct Told {
    tree: Tree,
    page: Option<Paged>,
}

impl Told {
    fn of(answer: Answer) -> Result<Self, Error> {
        Ok(Self { tree: answer.body.tree()?, page: answer.page })
    }
}

impl Ready<'_, '_> {
    async fn ask(&self, operation: &'static Operation, mut request: Request, dry_run: bool) -> Result<Told, Error> {
        let faults = [self.asker.caller.faults.clone(), request.faults.clone()].concat();
        let caller = Caller { dry_run, faults, ..self.asker.caller.clone() };
        let work = operation.asks(&mut request, JSON)?;
        self.asker.app.render(&caller, Asking(work), Told::of).await?
    }

    async fn root(self, root: &Root, said: &[(&str, Option<Value>)]) -> RootAnswer {
        let arguments::Asked { mut request, dry_run } = arguments::request(self.reader.types, root, said)?;
        let version = version_of(request.moment_of_records()).filter(|_| has_versions(root));
        let asked_after = request.page.after.is_some();
        match &root.shown {
            Shown::Connection(of) => {
                let selected = PageSelection::of(self.reader, of, self.sets);
                request.page.count = selected.counts();
                request.page.edges = selected.shows_cursors();
                let Told { tree, page } = self.ask(root.operation, request, dry_run).await?;
                let found = self.related(&tree, selected.records()).await;
                let mut writer = Writer::new(&found, version.as_deref(), self.budget);
                let page = Page { records: &tree, paged: &page.unwrap_or_default(), asked_after };
                selected.write(page, &mut writer)?;
                writer.end()
            }
            Shown::One(typed) | Shown::All(typed) => {
                let selection = self.selection(&typed.shape);
                let Told { tree, .. } = self.ask(root.operation, request, dry_run).await?;
                self.written(&tree, &typed.shape, (&selection, root.is_list()), version.as_deref()).await
            }
        }
    }

    fn selection(&self, shape: &Shape) -> Selection<'_> {
        match shape {
            Shape::Object(of) => self.reader.select(of, self.sets),
            Shape::List(items) => self.selection(&items.shape),
            Shape::Scalar(_) | Shape::Word(_) => Vec::new(),
        }
    }

    async fn written(
        &self,
        tree: &Tree,
        shape: &Shape,
        (selection, is_list): (&Selection<'_>, bool),
        version: Option<&str>,
    ) -> RootAnswer {
        let found = self.related(tree, selection).await;
        let mut writer = Writer::new(&found, version, self.budget);
        match shape {
            _ if is_list => writer.list(tree, &tree.root, shape, selection)?,
            Shape::Object(of) => writer.root(tree, &tree.root, of, selection)?,
            _ => writer.value(tree, &tree.root, shape, selection)?,
        }
        writer.end()
    }

    /// Any record by its id: the kinds are tried one after another, each within the caller's reach. The id of a version gives
    /// that version.
    async fn node(self, said: &[(&str, Option<Value>)]) -> RootAnswer {
        let id = said.iter().find_map(|(name, value)| match value {
            Some(Value::String(id)) if *name == "id" => Some(id.as_str()),
            _ => None,
        });
        let (id, moment) = record_and_moment(id.unwrap_or_default())?;
        let version = version_of(moment);
        for kind in &NODES {
            let Some(operation) = read_by(kind, version.is_some()) else { continue };
            let request = Request { key: Some(id.to_string()), moment, ..Request::default() };
            match self.ask(operation, request, false).await {
                Ok(Told { tree, .. }) => {
                    let shape = Shape::Object(kind.of.to_owned());
                    let selection = self.reader.select(kind.of, self.sets);
                    return self.written(&tree, &shape, (&selection, false), version.as_deref()).await;
                }
                // It is reported what became of a person: the record was merged into another, or its file is closed.
                Err(error @ (Error::Moved { .. } | Error::Closed { .. })) => return Err(error),
                Err(_) => {}
            }
        }
        Err(Error::NotFound)
    }

    /// What the relations that are selected lead to, level by level.
    async fn related(&self, tree: &Tree, selection: &Selection<'_>) -> Loaded {
        let mut loaded = Loaded::default();
        let mut wanted = Wanted::default();
        wanted.note(tree, &tree.root, selection);
        while let Some((at, keys)) = wanted.take() {
            let Some(relation) = RELATIONS.get(at) else { continue };
            let new: Vec<Uuid> = keys.iter().filter(|key| !loaded.has(at, **key)).copied().collect();
            if !new.is_empty() {
                let found = (relation.load)(self.asker.app.clone(), self.asker.caller.clone(), new.clone()).await;
                loaded.take(at, new, found);
            }
            wanted.follow(at, &loaded);
        }
        loaded
    }
}

/// True if what a field shows are records of which versions are read.
fn has_versions(root: &Root) -> bool {
    let of = match &root.shown {
        Shown::Connection(of) => of.as_str(),
        Shown::One(typed) | Shown::All(typed) => match &typed.shape {
            Shape::Object(of) => of.as_str(),
            _ => return false,
        },
    };
    NODES.iter().any(|kind| kind.of == of && read_by(kind, true).is_some())
}

/// The operation that reads a node: at a moment, only those of which versions are read.
fn read_by(kind: &NodeKind, is_version: bool) -> Option<&'static Operation> {
    let operation = table::named(kind.reads)?;
    let has_versions = operation.takes.moments != crate::operation::Moments::Now;
    (has_versions || !is_version).then_some(operation)
}

/// Keys that are still to be looked for, with the selections behind them.
#[derive(Default)]
struct Wanted<'s, 'd> {
    keys: Vec<(usize, HashSet<Uuid>)>,
    behind: Vec<(usize, HashSet<Uuid>, &'s Selection<'d>)>,
}

impl<'s, 'd> Wanted<'s, 'd> {
    fn note(&mut self, tree: &Tree, node: &Node, selection: &'s Selection<'d>) {
        if let Node::List(items) = node {
            return items.iter().for_each(|item| self.note(tree, item, selection));
        }
        for entry in selection {
            match &entry.step {
                Step::TypeName => {}
                Step::Field { json, selection, .. } => {
                    if let (false, Some(inner)) = (selection.is_empty(), node.field(json, 0)) {
                        self.note(tree, inner, selection);
                    }
                }
                Step::Relation { at, selection } => {
                    let key = RELATIONS.get(*at).and_then(|relation| node.field(relation.key, 0));
                    let key = key.and_then(|key| tree.plain_text(key)).and_then(|key| Uuid::try_parse(key).ok());
                    if let Some(key) = key {
                        self.add(*at, key, selection);
                    }
                }
            }
        }
    }

    fn add(&mut self, at: usize, key: Uuid, selection: &'s Selection<'d>) {
        match self.keys.iter_mut().find(|(known, _)| *known == at) {
            Some((_, keys)) => drop(keys.insert(key)),
            None => self.keys.push((at, HashSet::from([key]))),
        }
        match self.behind.iter_mut().find(|(known, _, same)| *known == at && std::ptr::eq(*same, selection)) {
            Some((_, keys, _)) => drop(keys.insert(key)),
            None => self.behind.push((at, HashSet::from([key]), selection)),
        }
    }

    fn take(&mut self) -> Option<(usize, HashSet<Uuid>)> {
        self.keys.pop()
    }

    /// Notes what is selected behind a relation that was loaded.
    fn follow(&mut self, at: usize, loaded: &Loaded) {
        let (ready, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.behind).into_iter().partition(|one| one.0 == at);
        self.behind = rest;
        for (_, keys, selection) in ready {
            for key in keys {
                for tree in loaded.get(at, key).unwrap_or_default() {
                    self.note(tree, &tree.root, selection);
                }
            }
        }
    }
}
