//! Writes an answer as JSON: of each record what was selected, in the order of the document.

use async_graphql::{PathSegment, Pos, ServerError};
use domain::Error;

use super::{
    arguments::too_large,
    budget::{Budget, VALUES_MAX},
    error::server_error,
    relations::Loaded,
    selection::{EdgeField, Entry, LedTo, PageField, PageInfoField, PageSelection, Relation, Selection, Step},
    types::Shape,
};
use crate::{
    graph::{Found, FoundPage, Way, ids_in},
    operation::{Node, Paged, Tree},
};

/// What was refused inside of an answer: where in the document, and where in the answer.
pub type Failures = Vec<(ServerError, Pos, Vec<PathSegment>)>;

/// A page as it was answered.
pub struct Page<'p> {
    /// The records, each with what holds its leaves.
    pub records: Vec<(&'p Tree, &'p Node)>,
    /// What the page has in addition to them.
    pub paged: &'p Paged,
    /// True if another page is before it.
    pub asked_after: bool,
    /// What follows the id of each record, where records are shown as they were at a moment.
    pub version: Option<&'p str>,
}

/// Writes an answer.
pub struct Writer<'l> {
    out: Vec<u8>,
    loaded: &'l Loaded,
    version: Option<&'l str>,
    budget: &'l Budget,
    path: Vec<PathSegment>,
    failures: Failures,
}

impl<'l> Writer<'l> {
    /// Begins an answer. What follows the id of each record stands in `version`, where records are shown as they were at a
    /// moment.
    pub fn new(loaded: &'l Loaded, version: Option<&'l str>, budget: &'l Budget) -> Self {
        let (out, path, failures) = (Vec::new(), Vec::new(), Failures::new());
        Self { out, loaded, version, budget, path, failures }
    }

    /// The answer.
    ///
    /// # Errors
    /// None; it has the form of what comes before it.
    pub fn end(self) -> Result<(Vec<u8>, Failures), Error> {
        Ok((self.out, self.failures))
    }

    /// Counts a value.
    fn take(&mut self) -> Result<(), Error> {
        if self.budget.take() { Ok(()) } else { Err(too_large(VALUES_MAX)) }
    }

    /// Writes JSON as it is.
    pub fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) -> Result<(), Error> {
        serde_json::to_writer(&mut self.out, text).map_err(Error::internal)
    }

    /// Writes an object whose fields are written one after another.
    pub fn fields<'e, E: 'e>(
        &mut self,
        entries: impl IntoIterator<Item = (&'e str, &'e E)>,
        mut write: impl FnMut(&mut Self, &'e E) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.out.push(b'{');
        for (at, (key, entry)) in entries.into_iter().enumerate() {
            self.take()?;
            if at > 0 {
                self.out.push(b',');
            }
            // Names of a document need no escapes.
            self.out.push(b'"');
            self.raw(key);
            self.raw("\":");
            self.path.push(PathSegment::Field(key.to_owned()));
            write(self, entry)?;
            self.path.pop();
        }
        self.out.push(b'}');
        Ok(())
    }

    /// Writes a list whose items are written one after another.
    pub fn items<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.out.push(b'[');
        for (at, item) in items.into_iter().enumerate() {
            self.take()?;
            if at > 0 {
                self.out.push(b',');
            }
            self.path.push(PathSegment::Index(at));
            write(self, item)?;
            self.path.pop();
        }
        self.out.push(b']');
        Ok(())
    }

    /// Writes a list of values of a type.
    pub fn list(&mut self, tree: &Tree, node: &Node, shape: &Shape, selection: &Selection<'_>) -> Result<(), Error> {
        match node {
            Node::List(items) => self.items(items, |this, item| this.value(tree, item, shape, selection)),
            _ => {
                self.raw("[]");
                Ok(())
            }
        }
    }

    /// Writes a value of a type.
    pub fn value(&mut self, tree: &Tree, node: &Node, shape: &Shape, selection: &Selection<'_>) -> Result<(), Error> {
        match (shape, node) {
            (_, Node::Null) => self.raw("null"),
            (Shape::List(items), _) => return self.list(tree, node, &items.shape, selection),
            (Shape::Object(of), _) => return self.record(tree, node, (of, selection), None),
            (Shape::Word(_), Node::Leaf(at)) => self.out.extend(tree.leaf(at).iter().map(u8::to_ascii_uppercase)),
            (_, Node::Leaf(at)) => self.out.extend_from_slice(tree.leaf(at)),
            _ => return self.whole(tree, node),
        }
        Ok(())
    }

    /// Writes a value with all that is in it.
    fn whole(&mut self, tree: &Tree, node: &Node) -> Result<(), Error> {
        match node {
            Node::Null => self.raw("null"),
            Node::Leaf(at) => self.out.extend_from_slice(tree.leaf(at)),
            Node::List(items) => return self.items(items, |this, item| this.whole(tree, item)),
            Node::Record(fields) => {
                return self.all(fields.iter().map(|(name, node)| (*name, node)), |this, node| this.whole(tree, node));
            }
            Node::Map(fields) => {
                let fields = fields.iter().map(|(name, node)| (name.as_str(), node));
                return self.all(fields, |this, node| this.whole(tree, node));
            }
        }
        Ok(())
    }

    /// Writes an object whose names may need escapes.
    fn all<'e>(
        &mut self,
        fields: impl Iterator<Item = (&'e str, &'e Node)>,
        mut write: impl FnMut(&mut Self, &'e Node) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.out.push(b'{');
        for (at, (name, node)) in fields.enumerate() {
            self.take()?;
            if at > 0 {
                self.out.push(b',');
            }
            self.text(name)?;
            self.out.push(b':');
            write(self, node)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    /// Writes what is selected of a record that was asked for.
    pub fn root(&mut self, tree: &Tree, node: &Node, of: &str, selection: &Selection<'_>) -> Result<(), Error> {
        self.record(tree, node, (of, selection), self.version)
    }

    /// Writes what is selected of a record; what follows its id is that of a version.
    fn record(
        &mut self,
        tree: &Tree,
        node: &Node,
        (of, selection): (&str, &Selection<'_>),
        version: Option<&str>,
    ) -> Result<(), Error> {
        let entries = selection.iter().map(|entry| (entry.key, entry));
        self.fields(entries, |this, entry: &Entry<'_>| match &entry.step {
            Step::TypeName => this.text(of),
            Step::Field { json, shape, selection, hint } => {
                let place = hint.get();
                let found = node.field(json, place);
                if let (Some(found), Node::Record(fields)) = (found, node) {
                    let is_there = fields.get(place).is_some_and(|(_, one)| std::ptr::eq(one, found));
                    if !is_there {
                        hint.set(fields.iter().position(|(_, one)| std::ptr::eq(one, found)).unwrap_or_default());
                    }
                }
                match (found, version) {
                    (Some(Node::Leaf(at)), Some(version)) if *json == "id" => {
                        let id = tree.leaf(at);
                        this.out.extend_from_slice(id.strip_suffix(b"\"").unwrap_or(id));
                        this.raw(version);
                        this.raw("\"");
                        Ok(())
                    }
                    (Some(found), _) => this.value(tree, found, shape, selection),
                    (None, _) if tree.hides(json) => Err(Error::NotAgreed),
                    (None, _) if matches!(shape, Shape::List(_)) => {
                        this.raw("[]");
                        Ok(())
                    }
                    (None, _) => {
                        this.raw("null");
                        Ok(())
                    }
                }
            }
            Step::Relation(relation) => this.relation(tree, node, (entry, relation)),
        })
    }

    fn relation(
        &mut self,
        tree: &Tree,
        node: &Node,
        (entry, relation): (&Entry<'_>, &Relation<'_>),
    ) -> Result<(), Error> {
        let (keys, loaded) = (ids_in(tree, node, &relation.edge.key), self.loaded);
        if let Some(error) = keys.iter().find_map(|key| loaded.refusal(relation.load, *key)) {
            self.failures.push((server_error(&shared(error)), entry.field.pos, self.path.clone()));
            self.raw("null");
            return Ok(());
        }
        let page = || keys.first().and_then(|key| loaded.page(relation.load, *key));
        let mut records = keys.iter().filter_map(|key| loaded.record(relation.load, *key));
        match (&relation.selected, relation.edge.way) {
            (LedTo::Page(selection), _) => match page() {
                Some(page) => self.found_page(page, (relation, selection)),
                None => self.null(),
            },
            (LedTo::Records(selection), Way::Several(_)) => {
                self.items(records, |this, one| this.found(one, (relation, selection)))
            }
            (LedTo::Records(selection), Way::Whole(..) | Way::Page(..)) => {
                let records = page().into_iter().flat_map(|page| &page.records);
                self.items(records, |this, one| this.found(one, (relation, selection)))
            }
            (LedTo::Records(selection), Way::One(_)) => match records.next() {
                Some(one) => self.found(one, (relation, selection)),
                None => self.null(),
            },
        }
    }

    /// What a field leads to is shown as it is today.
    fn found(&mut self, one: &Found, (to, selection): (&Relation<'_>, &Selection<'_>)) -> Result<(), Error> {
        self.record(one.tree(), one.node(), (&to.edge.of, selection), None)
    }

    fn found_page(
        &mut self,
        page: &FoundPage,
        (to, selection): (&Relation<'_>, &PageSelection<'_>),
    ) -> Result<(), Error> {
        let asked = to.asked.as_ref().and_then(|asked| asked.as_ref().ok());
        let page = Page {
            records: page.records.iter().map(|one| (one.tree(), one.node())).collect(),
            paged: &page.paged,
            asked_after: asked.is_some_and(|asked| asked.request.page.after.is_some()),
            version: to.version.as_deref(),
        };
        self.page(&page, selection)
    }

    fn null(&mut self) -> Result<(), Error> {
        self.raw("null");
        Ok(())
    }

    /// Writes a page.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more values than an answer may have.
    pub fn page(&mut self, page: &Page<'_>, selected: &PageSelection<'_>) -> Result<(), Error> {
        let of = selected.of;
        let write = |writer: &mut Self, (tree, node): &(&Tree, &Node), selection: &Selection<'_>| {
            writer.record(tree, node, (of, selection), page.version)
        };
        let fields = selected.fields.iter().map(|(key, field)| (*key, field));
        self.fields(fields, |writer, field| match field {
            PageField::TypeName => writer.text(&format!("{of}Connection")),
            PageField::Nodes(selection) => {
                writer.items(&page.records, |writer, record| write(writer, record, selection))
            }
            PageField::Edges(fields) => writer.items(page.records.iter().enumerate(), |writer, (at, record)| {
                let fields = fields.iter().map(|(key, field)| (*key, field));
                writer.fields(fields, |writer, field| match field {
                    EdgeField::TypeName => writer.text(&format!("{of}Edge")),
                    EdgeField::Cursor => writer.text(page.paged.cursors.get(at).map_or("", String::as_str)),
                    EdgeField::Node(selection) => write(writer, record, selection),
                })
            }),
            PageField::Merged(selection) => {
                let merged = Tree::of(&page.paged.merged).map_err(Error::internal)?;
                writer.list(&merged, &merged.root, &Shape::Object("MergedValue".to_owned()), selection)
            }
            PageField::PageInfo(fields) => writer.page_info(page, fields),
            PageField::TotalCount => {
                writer.raw(&page.paged.total.map_or_else(|| "null".to_owned(), |total| total.to_string()));
                Ok(())
            }
        })
    }

    fn page_info(&mut self, page: &Page<'_>, fields: &[(&str, PageInfoField)]) -> Result<(), Error> {
        let fields = fields.iter().map(|(key, field)| (*key, field));
        self.fields(fields, |writer, field| {
            let cursor = match field {
                PageInfoField::TypeName => return writer.text("PageInfo"),
                PageInfoField::HasNext => {
                    writer.raw(if page.paged.next.is_some() { "true" } else { "false" });
                    return Ok(());
                }
                PageInfoField::HasPrevious => {
                    writer.raw(if page.asked_after { "true" } else { "false" });
                    return Ok(());
                }
                PageInfoField::Start => page.paged.cursors.first(),
                PageInfoField::End => page.paged.cursors.last(),
            };
            match cursor {
                Some(cursor) => writer.text(cursor),
                None => writer.null(),
            }
        })
    }
}

/// An error that is told at each record whose relation it concerns.
fn shared(error: &Error) -> Error {
    match error {
        Error::Forbidden => Error::Forbidden,
        Error::NotAgreed => Error::NotAgreed,
        Error::NotForRole { role, allowed } => Error::NotForRole { role: *role, allowed },
        Error::Busy => Error::Busy,
        Error::Invalid(faults) => Error::Invalid(faults.clone()),
        other => Error::internal(other.to_string()),
    }
}
