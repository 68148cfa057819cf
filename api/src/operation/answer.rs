//! What an operation answers: a view, whatever its type is, and what a surface has to know of it.

use std::sync::Arc;

use domain::{Error, kernel::agreed::Shown};
use openapi::kernel::page::MergedValue;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Tree;
use crate::app::kernel::{
    kept::{Given, Tag},
    list::Listed,
    reference::Reported,
};

/// Room for the JSON of most records, so that it does not grow step by step.
const RECORD_BYTES: usize = 2_048;

/// A view, its type forgotten.
pub trait View: Send {
    /// As JSON, in bytes.
    ///
    /// # Errors
    /// When it cannot be written.
    fn bytes(&self) -> Result<Vec<u8>, Error>;

    /// As JSON, in memory.
    ///
    /// # Errors
    /// When it cannot be written.
    fn value(&self) -> Result<Value, Error>;

    /// Taken apart.
    ///
    /// # Errors
    /// When it cannot be written.
    fn tree(&self) -> Result<Tree, Error>;
}

impl<T: Serialize + Send> View for T {
    fn bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(RECORD_BYTES);
        serde_json::to_writer(&mut bytes, self).map_err(Error::internal)?;
        Ok(bytes)
    }

    fn value(&self) -> Result<Value, Error> {
        serde_json::to_value(self).map_err(Error::internal)
    }

    fn tree(&self) -> Result<Tree, Error> {
        Tree::of(self).map_err(Error::internal)
    }
}

/// Bytes that are answered as they are.
pub struct Bytes(pub Vec<u8>);

impl View for Bytes {
    fn bytes(&self) -> Result<Vec<u8>, Error> {
        Ok(self.0.clone())
    }

    fn value(&self) -> Result<Value, Error> {
        Err(Error::internal("a file has no JSON"))
    }

    fn tree(&self) -> Result<Tree, Error> {
        Err(Error::internal("a file has no JSON"))
    }
}

/// A view that was written as JSON before.
struct Written(String);

impl View for Written {
    fn bytes(&self) -> Result<Vec<u8>, Error> {
        Ok(self.0.clone().into_bytes())
    }

    fn value(&self) -> Result<Value, Error> {
        serde_json::from_str(&self.0).map_err(Error::internal)
    }

    fn tree(&self) -> Result<Tree, Error> {
        self.value()?.tree()
    }
}

/// A view of which some fields are shown.
struct Limited {
    view: Box<dyn View>,
    shown: Arc<Shown>,
}

impl View for Limited {
    fn bytes(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(&self.value()?).map_err(Error::internal)
    }

    fn value(&self) -> Result<Value, Error> {
        Ok(selected(self.view.value()?, |field| self.shown.has(field)))
    }

    fn tree(&self) -> Result<Tree, Error> {
        Ok(self.view.tree()?.limited(Arc::clone(&self.shown)))
    }
}

/// The selected fields of a record, or of each record of a page.
pub fn selected(view: Value, is_wanted: impl Fn(&str) -> bool) -> Value {
    let pick = |all: Map<String, Value>| all.into_iter().filter(|(name, _)| is_wanted(name)).collect();
    match view {
        Value::Object(all) => Value::Object(pick(all)),
        Value::Array(items) => {
            let picked = items.into_iter().map(|item| match item {
                Value::Object(all) => Value::Object(pick(all)),
                _ => Value::Null,
            });
            Value::Array(picked.collect())
        }
        other => other,
    }
}

/// The media type of a file, and what else its head says.
#[derive(Debug, Clone)]
pub struct Media {
    /// The media type.
    pub content_type: &'static str,
    /// The fields of the head.
    pub headers: Vec<(&'static str, String)>,
}

/// A record with an address and a version.
pub trait Record: Serialize + Send + 'static {
    /// What its address ends with.
    fn key(&self) -> String;

    /// Its tag.
    fn tag(&self) -> Tag;
}

/// What an operation answers.
pub struct Answer {
    /// The view, or the records of a page.
    pub body: Box<dyn View>,
    /// The tag of a record.
    pub tag: Option<Tag>,
    /// What the address of a record ends with.
    pub key: Option<String>,
    /// True unless the record was there already.
    pub is_new: bool,
    /// The rest of a page.
    pub page: Option<Paged>,
    /// The media type of a file.
    pub media: Option<Media>,
    /// True if it is kept for a repeat of the request.
    pub is_kept: bool,
}

impl Answer {
    /// A record.
    pub fn record<T: Record>(record: T) -> Self {
        Self { tag: Some(record.tag()), key: Some(record.key()), ..Self::done(record) }
    }

    /// A record that another system reported.
    pub fn reported<T: Record>(reported: Reported<T>) -> Self {
        Self { is_new: reported.is_new, ..Self::record(reported.record) }
    }

    /// What is no record of its own.
    pub fn done<T: Serialize + Send + 'static>(view: T) -> Self {
        Self { body: Box::new(view), tag: None, key: None, is_new: true, page: None, media: None, is_kept: false }
    }

    /// A page.
    pub fn page<T: Serialize + Send + 'static>(listed: Listed<T>) -> Self {
        let Listed { items, cursors, next, total, merged } = listed;
        Self { page: Some(Paged { cursors, next, total, merged }), ..Self::done(items) }
    }

    /// A file.
    pub fn file(media: Media, bytes: Vec<u8>) -> Self {
        Self { body: Box::new(Bytes(bytes)), media: Some(media), ..Self::done(()) }
    }

    /// With these fields alone, if an agreement names some.
    #[must_use]
    pub fn limited(self, shown: Option<&Arc<Shown>>) -> Self {
        match shown {
            Some(shown) => Self { body: Box::new(Limited { view: self.body, shown: Arc::clone(shown) }), ..self },
            None => self,
        }
    }

    /// As it is kept for a repeat of the request; none where it is not.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn kept(&self) -> Result<Option<Given>, Error> {
        if !self.is_kept {
            return Ok(None);
        }
        let (tag, key, is_new) = (self.tag.clone(), self.key.clone(), self.is_new);
        let body = String::from_utf8(self.body.bytes()?).map_err(Error::internal)?;
        Ok(Some(Given { body, tag, key, is_new }))
    }
}

impl From<Given> for Answer {
    fn from(given: Given) -> Self {
        let Given { body, tag, key, is_new } = given;
        Self { body: Box::new(Written(body)), tag, key, is_new, ..Self::done(()) }
    }
}

/// What a page has in addition to its records.
#[derive(Debug, Clone, Default)]
pub struct Paged {
    /// The cursor of each record, when asked for.
    pub cursors: Vec<String>,
    /// The cursor of the last record, when there is a next page.
    pub next: Option<String>,
    /// The count, when asked for.
    pub total: Option<i64>,
    /// The values of the filter that were led on from merged records.
    pub merged: Vec<MergedValue>,
}
