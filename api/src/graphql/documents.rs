//! Documents that come again. A document is read, bounded and validated once, and kept by the digest of its text; when it comes
//! again, only its variables are looked at.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};

use async_graphql::parser::types::ExecutableDocument;

use crate::keys::sha256;

/// Most documents of a generation, of which two are kept.
const DOCUMENTS_MAX: usize = 500;
/// Most bytes of their texts; what was read of a text takes a few dozen times as much.
const BYTES_MAX: usize = 200_000;

/// A document within the limits.
#[derive(Debug)]
pub struct Document {
    /// Its text.
    pub text: String,
    /// What was read of it.
    pub parsed: ExecutableDocument,
    /// True if it asks about the schema itself.
    pub is_about_schema: bool,
    /// How much its variables took when it was read, each counted as often as it is used.
    pub variable_bytes: usize,
}

/// The document of a text, if it was kept.
pub fn find(text: &str) -> Option<Arc<Document>> {
    find_by_digest(sha256(text))
}

/// The document whose text has this SHA-256 digest, if it was kept.
pub fn find_by_digest(digest: [u8; 32]) -> Option<Arc<Document>> {
    kept().find(digest)
}

/// Keeps a document that was found valid.
pub fn keep(document: &Arc<Document>) {
    kept().add(sha256(&document.text), Arc::clone(document));
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
        let parsed = parse_query(text).unwrap();
        Arc::new(Document { text: text.to_owned(), parsed, is_about_schema: false, variable_bytes: 0 })
    }

    #[test]
    fn documents_that_come_again_are_kept_and_others_go() {
        let mut kept = Kept::default();
        let digest = |number: usize| sha256(&number.to_string());
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
        (0..100_usize).for_each(|number| kept.add(sha256(&number.to_string()), Arc::clone(&long)));
        assert!(kept.young.len() + kept.old.len() < 20);
    }
}
