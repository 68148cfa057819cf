//! Documents that come again. A document is read, bounded and validated once, and kept by the digest of its text; when it comes
//! again, only what its variables bear on is validated.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError},
};

use async_graphql::{
    Name, Pos, Positioned,
    parser::types::{DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet},
};

use crate::keys::digest_of;

/// Most documents of a generation, of which two are kept.
const DOCUMENTS_MAX: usize = 500;
/// Most bytes of their texts; what was read of a text takes a few dozen times as much.
const BYTES_MAX: usize = 200_000;

/// A document within the limits.
#[derive(Debug)]
pub struct Document {
    /// What was read.
    pub parsed: ExecutableDocument,
    /// True if it asks about the schema itself.
    pub is_about_schema: bool,
    /// How much its variables took when it was read, each counted as often as it is used.
    pub variable_bytes: usize,
    text: String,
    again: OnceLock<Again>,
}

/// What is validated of a document that was found valid before.
#[derive(Debug)]
pub enum Again {
    /// Nothing: it has no variables.
    Nothing,
    /// The fields at its root, whose arguments use its variables.
    Root(ExecutableDocument),
}

impl Document {
    /// A document that was read.
    pub fn new(text: &str, parsed: ExecutableDocument, is_about_schema: bool, variable_bytes: usize) -> Self {
        Self { parsed, is_about_schema, variable_bytes, text: text.to_owned(), again: OnceLock::new() }
    }

    /// What is to be validated; none for the whole of it.
    pub fn again(&self) -> Option<&Again> {
        self.again.get()
    }
}

/// The document of a text, if it was kept.
pub fn find(text: &str) -> Option<Arc<Document>> {
    kept().find(digest_of(&[text.as_bytes()]))
}

/// Keeps a document that was found valid. One that asks about the schema is not kept: the library answers it, and validates
/// it then.
pub fn keep(document: &Arc<Document>) {
    if document.is_about_schema || document.again.get().is_some() {
        return;
    }
    if again(document).is_some_and(|again| document.again.set(again).is_ok()) {
        kept().add(digest_of(&[document.text.as_bytes()]), Arc::clone(document));
    }
}

/// Fields at the root alone have arguments, so that variables are used there, or in directives. None for a document with
/// variables and directives, or with several operations.
fn again(document: &Document) -> Option<Again> {
    let mut operations = document.parsed.operations.iter();
    let (Some((name, operation)), None) = (operations.next(), operations.next()) else { return None };
    if operation.node.variable_definitions.is_empty() {
        return Some(Again::Nothing);
    }
    if document.text.contains('@') {
        return None;
    }
    let mut root = operation.clone();
    for item in &mut root.node.selection_set.node.items {
        let Selection::Field(field) = &mut item.node else { return None };
        let selected = &mut field.node.selection_set.node.items;
        if !selected.is_empty() {
            *selected = vec![type_name(item.pos)];
        }
    }
    let operations = match name {
        Some(name) => DocumentOperations::Multiple(HashMap::from([(name.clone(), root)])),
        None => DocumentOperations::Single(root),
    };
    Some(Again::Root(ExecutableDocument { operations, fragments: HashMap::new() }))
}

/// The shortest selection that every type allows.
fn type_name(at: Pos) -> Positioned<Selection> {
    let field = Field {
        alias: None,
        name: Positioned::new(Name::new("__typename"), at),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), at),
    };
    Positioned::new(Selection::Field(Positioned::new(field, at)), at)
}

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

fn kept() -> MutexGuard<'static, Kept> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Two generations of documents. What comes again while it is old is young again; when the young ones are many, they become
/// the old ones, and those go.
#[derive(Default)]
struct Kept {
    young: HashMap<[u8; 32], Arc<Document>>,
    young_bytes: usize,
    old: HashMap<[u8; 32], Arc<Document>>,
}

impl Kept {
    fn find(&mut self, digest: [u8; 32]) -> Option<Arc<Document>> {
        if let Some(known) = self.young.get(&digest) {
            return Some(Arc::clone(known));
        }
        let known = self.old.remove(&digest)?;
        self.add(digest, Arc::clone(&known));
        Some(known)
    }

    fn add(&mut self, digest: [u8; 32], document: Arc<Document>) {
        if self.young.len() >= DOCUMENTS_MAX || self.young_bytes + document.text.len() > BYTES_MAX {
            self.old = mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += document.text.len();
        self.young.insert(digest, document);
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn read(text: &str) -> Arc<Document> {
        Arc::new(Document::new(text, parse_query(text).unwrap(), false, 0))
    }

    fn again_of(text: &str) -> Option<String> {
        again(&read(text)).map(|again| match again {
            Again::Nothing => String::new(),
            Again::Root(root) => {
                let (_, operation) = root.operations.iter().next().unwrap();
                let fields = operation.node.selection_set.node.items.iter().map(|item| match &item.node {
                    Selection::Field(field) => {
                        format!("{}{}", field.node.name.node, field.node.selection_set.node.items.len())
                    }
                    _ => panic!("no field"),
                });
                fields.collect::<Vec<_>>().join(" ")
            }
        })
    }

    #[test]
    fn only_root_fields_are_validated_again_and_only_for_variables() {
        for (text, expected) in [
            ("{ a(b: 1) { c { d } } }", Some("")),
            ("query Q { a @include(if: true) { c } }", Some("")),
            ("query($v: Int) { a(b: $v) { c d } e(b: $v) }", Some("a1 e0")),
            ("query Q($v: Int) { a(b: $v) { ...f } } fragment f on A { c }", Some("a1")),
            ("query($v: Boolean!) { a(b: $v) { c @include(if: $v) } }", None),
            ("query($v: Int) { ...f } fragment f on Query { a(b: $v) }", None),
            ("query A { a } query B { b }", None),
        ] {
            assert_eq!(again_of(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn documents_that_come_again_are_kept_and_others_go() {
        let mut kept = Kept::default();
        let digest = |number: usize| digest_of(&[&number.to_be_bytes()]);
        for number in 0..DOCUMENTS_MAX * 3 {
            kept.add(digest(number), read("{ a }"));
            assert!(kept.find(digest(0)).is_some(), "it comes again and again");
        }
        assert!(kept.find(digest(1)).is_none());
        assert!(kept.young.len() + kept.old.len() <= 2 * DOCUMENTS_MAX);
    }

    #[test]
    fn long_documents_are_bounded_by_their_bytes() {
        let (mut kept, long) = (Kept::default(), read(&format!("{{ a }} #{}", "x".repeat(BYTES_MAX / 10))));
        (0..100_usize).for_each(|number| kept.add(digest_of(&[&number.to_be_bytes()]), Arc::clone(&long)));
        assert!(kept.young.len() + kept.old.len() < 20);
    }
}
