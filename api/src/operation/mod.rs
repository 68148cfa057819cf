//! What an operation is: a row of the table. It makes the route of REST, its documentation and the fields of GraphQL.

mod answer;
mod download;
mod people;
mod record;
mod request;
mod shape;
mod takes;
mod tree;
mod work;

use domain::{Error, kernel::policy::Action};
use serde::Serialize;
use serde_json::Value;
use utoipa::{ToSchema, openapi::path::HttpMethod};

pub use answer::{Answer, Bytes, Media, Paged, Record, View, selected};
pub use download::{Download, Pulled, columns_of};
pub use request::{Asked, PageAsked, Request};
pub use shape::Shape;
pub use takes::{Filter, Key, KeyKind, Moments, Precondition, Takes, Weight, page_parameters, parameters};
pub use tree::{Node, Tree};
pub use work::{AskedBy, Asking, Boxed, Together, Work, done, page, present, record, reported};

/// One thing that the register can be asked to do.
pub struct Operation {
    /// Its name, whether it writes, and who may: the line of the policy.
    pub action: Action,
    /// Where REST has it.
    pub route: Route,
    /// The group of operations that it belongs to.
    pub tag: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// What a caller has to know of it, as Markdown.
    pub description: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it answers.
    pub gives: Gives,
    /// The work that a request asks for.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an id that is none, [`Error::Invalid`] for a body that cannot be read.
    pub work: MakeWork,
}

/// Makes the work that a request asks for.
pub type MakeWork = fn(&mut Request) -> Result<Boxed, Error>;

impl Operation {
    /// Makes the work that a request asks for, answered as this media type.
    ///
    /// # Errors
    /// As [`Self::work`].
    pub fn asks(&self, request: &mut Request, form: &str) -> Result<Boxed, Error> {
        let parameters = request.parameters(!self.action.writes());
        let work = match self.gives {
            Gives::Drawn(_, _, drawing) if form == drawing.media => drawing.work,
            _ => self.work,
        };
        let work = work(request)?;
        debug_assert_eq!(work.action(), self.action, "an operation and its use case name one action");
        Ok(AskedBy::these(parameters, work))
    }
}

/// Method and path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with its parameter in braces.
    pub path: &'static str,
}

/// The methods that operations have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, moves, or asks with a body.
    Post,
    /// Puts a whole in the place of what there is.
    Put,
    /// Changes by a merge patch.
    Patch,
}

impl Method {
    /// Its name in the description.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
        }
    }

    /// The method as the description of the surface spells it.
    pub const fn described(self) -> HttpMethod {
        match self {
            Self::Get => HttpMethod::Get,
            Self::Post => HttpMethod::Post,
            Self::Put => HttpMethod::Put,
            Self::Patch => HttpMethod::Patch,
        }
    }
}

/// `GET` of a path.
pub const fn get(path: &'static str) -> Route {
    Route { method: Method::Get, path }
}

/// `POST` to a path.
pub const fn post(path: &'static str) -> Route {
    Route { method: Method::Post, path }
}

/// `PUT` to a path.
pub const fn put(path: &'static str) -> Route {
    Route { method: Method::Put, path }
}

/// `PATCH` of a path.
pub const fn patch(path: &'static str) -> Route {
    Route { method: Method::Patch, path }
}

/// What an operation answers, with the sentence that says so.
#[derive(Clone, Copy)]
pub enum Gives {
    /// A record, with its tag; 304 when the reader has it.
    Record(&'static str, Shape),
    /// A record that was made: 201, with its address and tag.
    Created(&'static str, Shape),
    /// A record of work that was taken on and is done later: 202, with its address and tag.
    Accepted(&'static str, Shape),
    /// A record that another system reported: as [`Gives::Created`], or 200 with the second sentence when it was there already.
    Reported(&'static str, &'static str, Shape),
    /// A record as it now is, with its tag.
    Written(&'static str, Shape),
    /// What is no record of its own.
    Done(&'static str, Shape),
    /// Records of every kind in one document, which GraphQL answers as JSON.
    Document(&'static str, Shape),
    /// A page of a list: the shapes of a record and of the page.
    Page(&'static str, Shape, Shape),
    /// A page of a list, or all of it as a file.
    List(&'static str, Shape, Shape, &'static Download),
    /// What is no record of its own, or another picture of it.
    Drawn(&'static str, Shape, &'static Drawing),
    /// A piece of a feed (`items`, each with its `position`, and `next`), or all that comes, as server-sent events.
    Streamed(&'static str, Shape, Shape),
    /// A file of this media type.
    File(&'static str, &'static str),
}

/// The media type of most answers.
pub const JSON: &str = "application/json";
/// The media type of server-sent events.
pub const EVENT_STREAM: &str = "text/event-stream";

/// What is answered in the place of JSON, where it is asked for.
pub struct Drawing {
    /// Its media type.
    pub media: &'static str,
    /// As [`Operation::work`].
    ///
    /// # Errors
    /// As [`Operation::work`].
    pub work: MakeWork,
}

impl Gives {
    /// A record.
    pub const fn record<T: ToSchema>(said: &'static str) -> Self {
        Self::Record(said, Shape::of::<T>())
    }

    /// A record that was made.
    pub const fn created<T: ToSchema>(said: &'static str) -> Self {
        Self::Created(said, Shape::of::<T>())
    }

    /// A record of work that is done later.
    pub const fn accepted<T: ToSchema>(said: &'static str) -> Self {
        Self::Accepted(said, Shape::of::<T>())
    }

    /// A record that another system reported.
    pub const fn reported<T: ToSchema>(said: &'static str, again: &'static str) -> Self {
        Self::Reported(said, again, Shape::of::<T>())
    }

    /// A record as it now is.
    pub const fn written<T: ToSchema>(said: &'static str) -> Self {
        Self::Written(said, Shape::of::<T>())
    }

    /// What is no record of its own.
    pub const fn done<T: ToSchema>(said: &'static str) -> Self {
        Self::Done(said, Shape::of::<T>())
    }

    /// Records of every kind in one document.
    pub const fn document<T: ToSchema>(said: &'static str) -> Self {
        Self::Document(said, Shape::of::<T>())
    }

    /// A page of a list.
    pub const fn page<T: ToSchema + Serialize>(said: &'static str) -> Self {
        Self::Page(said, Shape::of::<T>(), Shape::page::<T>())
    }

    /// A page of a list, or all of it as a file.
    pub const fn list<T: ToSchema + Serialize>(said: &'static str, download: &'static Download) -> Self {
        Self::List(said, Shape::of::<T>(), Shape::page::<T>(), download)
    }

    /// What is no record of its own, or another picture of it.
    pub const fn drawn<T: ToSchema>(said: &'static str, drawing: &'static Drawing) -> Self {
        Self::Drawn(said, Shape::of::<T>(), drawing)
    }

    /// A piece of a feed, or all that comes.
    pub const fn streamed<T: ToSchema, I: ToSchema>(said: &'static str) -> Self {
        Self::Streamed(said, Shape::of::<T>(), Shape::of::<I>())
    }

    /// The shape of the answer; none of a file.
    pub const fn shape(self) -> Option<Shape> {
        match self {
            Self::Record(_, shape)
            | Self::Created(_, shape)
            | Self::Accepted(_, shape)
            | Self::Reported(_, _, shape)
            | Self::Written(_, shape)
            | Self::Done(_, shape)
            | Self::Document(_, shape)
            | Self::Page(_, _, shape)
            | Self::List(_, _, shape, _)
            | Self::Streamed(_, shape, _)
            | Self::Drawn(_, shape, _) => Some(shape),
            Self::File(..) => None,
        }
    }

    /// The shape of the record, or of each record of a page; none of a file.
    pub const fn item(self) -> Option<Shape> {
        match self {
            Self::Page(_, shape, _) | Self::List(_, shape, _, _) => Some(shape),
            other => other.shape(),
        }
    }

    /// The list's files.
    pub const fn download(self) -> Option<&'static Download> {
        match self {
            Self::List(_, _, _, download) => Some(download),
            _ => None,
        }
    }

    /// The media types of the answer: JSON first.
    pub fn forms(self) -> Vec<&'static str> {
        let mut forms = match self {
            Self::File(_, media) => vec![media],
            Self::Drawn(_, _, drawing) => vec![JSON, drawing.media],
            Self::Streamed(..) => vec![JSON, EVENT_STREAM],
            Self::List(_, _, _, download) => {
                [JSON].into_iter().chain(download.forms.iter().map(|form| form.media_type())).collect()
            }
            _ => vec![JSON],
        };
        forms.sort_by_key(|form| (*form != JSON, *form));
        forms
    }

    /// The names of the record's fields.
    pub fn fields(self) -> Vec<String> {
        let Some(shape) = self.item() else { return Vec::new() };
        let schema = serde_json::to_value(shape.schema()).unwrap_or_default();
        let fields = schema.get("properties").and_then(Value::as_object);
        fields.map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
    }
}
