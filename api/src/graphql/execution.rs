//! The answer to a document: its root fields are asked of the register, and what they answer is written as it was selected, in
//! one pass over each answer. The library has read and validated the document before; it answers only what is asked about the
//! schema itself.

use async_graphql::{
    PathSegment, Pos, Positioned, ServerError, Value,
    parser::types::{Field, OperationDefinition, OperationType, SelectionSet},
};
use domain::{Error, Fault, FaultCode, Wording};
use futures_util::future::join_all;

use super::{
    Register, arguments,
    budget::{Budget, VALUES_MAX},
    error::server_error,
    nodes::{NODES, read_by, record_and_moment, version_in, version_of},
    relations::Loaded,
    roots::{Root, Shown},
    schema::Roots,
    selection::{Reader, Selection},
    types::Shape,
    write::{Failures, Page, Writer},
};
use crate::{
    app::{App, Caller},
    graph::LOOKUPS_MAX,
    operation::{Answer, Asking, JSON, Node, Operation, Paged, Request, Tree},
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
    let (of, roots) = register.roots(operation.ty);
    let fields = root_fields(of, reader, operation);
    let budgets = Budgets::new();
    let document = Asked { of, roots, reader, asker, about_schema, budgets: &budgets };
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

fn root_fields<'d>(of: &str, reader: Reader<'d>, operation: &'d OperationDefinition) -> Vec<RootField<'d>> {
    let fields = reader.fields(of, &[&operation.selection_set.node]).into_iter();
    fields.filter_map(|(key, same)| root_field(key, &same)).collect()
}

/// What a subscription follows: its one field.
///
/// # Errors
/// [`Error::Invalid`] for several fields, and for arguments that no request may have.
pub fn asked(
    register: &Register,
    reader: Reader<'_>,
    operation: &OperationDefinition,
) -> Result<(&'static Operation, Request), Error> {
    let (of, roots) = register.roots(operation.ty);
    let fields = root_fields(of, reader, operation);
    let [field] = fields.as_slice() else {
        return Err(Error::invalid(Fault::new("/query", FaultCode::Length, Wording::OneOf { values: "1".to_owned() })));
    };
    let root = roots.get(field.field.node.name.node.as_str()).ok_or(Error::NotFound)?;
    let arguments = reader.arguments(&field.field.node);
    Ok((root.operation, arguments::request(reader.types, root, &arguments)?.request))
}

/// A change of what a subscription follows, as it was selected.
pub async fn told(
    register: &Register,
    asker: &Asker,
    reader: Reader<'_>,
    operation: &OperationDefinition,
    item: &serde_json::Value,
) -> Outcome {
    let (of, roots) = register.roots(operation.ty);
    let fields = root_fields(of, reader, operation);
    let budgets = Budgets::new();
    let mut answers = Vec::new();
    for field in &fields {
        let ready = Ready { asker: asker.clone(), reader, sets: &field.sets, budgets: &budgets };
        let root = roots.get(field.field.node.name.node.as_str());
        answers.push(ready.told(root, item).await);
    }
    together(&fields, answers, |_| false)
}

/// What all root fields of a document may take together.
struct Budgets {
    /// Values of the answer.
    values: Budget,
    /// Records that are looked for beside those that were asked for.
    lookups: Budget,
}

impl Budgets {
    fn new() -> Self {
        Self { values: Budget::of(VALUES_MAX), lookups: Budget::of(LOOKUPS_MAX) }
    }
}

/// A document that is asked.
struct Asked<'d, 'a> {
    of: &'static str,
    roots: &'a Roots,
    reader: Reader<'d>,
    asker: Option<&'a Asker>,
    about_schema: &'a Value,
    budgets: &'a Budgets,
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
        let arguments = self.reader.arguments(&field.field.node);
        let (reader, budgets) = (self.reader, self.budgets);
        let ready = Ready { asker: asker.part(field.key), reader, sets: &field.sets, budgets };
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
    budgets: &'s Budgets,
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

    /// What was told before, as it was selected.
    async fn told(self, root: Option<&Root>, item: &serde_json::Value) -> RootAnswer {
        let Some(Root { shown: Shown::One(typed), .. }) = root else {
            return Err(Error::internal("a subscription to what is no feed"));
        };
        let selection = self.selection(&typed.shape);
        let tree = Tree::of(item).map_err(Error::internal)?;
        self.written(&tree, &typed.shape, (&selection, false), None).await
    }

    async fn root(self, root: &Root, said: &[(&str, Option<Value>)]) -> RootAnswer {
        let arguments::Asked { mut request, dry_run } = arguments::request(self.reader.types, root, said)?;
        let moment = request.moment_of_records();
        let asked_after = request.page.after.is_some();
        match &root.shown {
            Shown::Connection(of) => {
                let selected = self.reader.page(of, self.sets);
                request.page.count = selected.counts();
                request.page.edges = selected.shows_cursors();
                let Told { tree, page } = self.ask(root.operation, request, dry_run).await?;
                let found = self.related(&tree, &selected.records).await;
                let mut writer = Writer::new(&found, None, &self.budgets.values);
                let (paged, version) = (page.unwrap_or_default(), version_in(of, moment));
                let records = match &tree.root {
                    Node::List(records) => records.iter().map(|record| (&tree, record)).collect(),
                    _ => Vec::new(),
                };
                let page = Page { records, paged: &paged, asked_after, version: version.as_deref() };
                writer.page(&page, &selected)?;
                writer.end()
            }
            Shown::One(typed) | Shown::All(typed) => {
                let selection = self.selection(&typed.shape);
                let version = match &typed.shape {
                    Shape::Object(of) => version_in(of, moment),
                    _ => None,
                };
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
        let mut writer = Writer::new(&found, version, &self.budgets.values);
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
        for kind in NODES {
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

    /// What the fields that are selected lead to.
    async fn related(&self, tree: &Tree, selection: &Selection<'_>) -> Loaded {
        let Asker { app, caller } = &self.asker;
        Loaded::of((app, caller), &self.budgets.lookups, [(tree, &tree.root)], selection).await
    }
}
