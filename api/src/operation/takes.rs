//! What an operation takes in addition to its caller.

use domain::kernel::{filter, limit::Limit};
use openapi::kernel::query::{self, PageParams};
use utoipa::{
    IntoParams, ToSchema,
    openapi::path::{Parameter, ParameterIn},
};

use super::Shape;

/// What an operation takes.
#[derive(Clone, Copy)]
pub struct Takes {
    /// The parameter of its path.
    pub key: Option<Key>,
    /// The version that a change is based on.
    pub precondition: Precondition,
    /// The parameters by which a list or a report is chosen.
    pub filter: Option<Filter>,
    /// As of when it looks.
    pub moments: Moments,
    /// True for a list, which is read by pages.
    pub page: bool,
    /// The shape of its body.
    pub body: Option<Shape>,
    /// True if GraphQL may leave the body out.
    pub is_body_optional: bool,
    /// A limit on tries; the answer tells how much of it is left.
    pub limit: Option<&'static Limit>,
    /// What it costs in GraphQL besides its fields.
    pub weight: Weight,
}

/// What a question costs besides the fields that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Nothing.
    Light,
    /// Somebody could guess by it: a request asks it a few times.
    Guess,
    /// A whole area is read for it, all that is known of a person, or all among whom a team was drawn: a request asks it once
    /// or twice.
    Area,
}

/// The parameter of a path.
#[derive(Clone, Copy)]
pub struct Key {
    /// Its name, as it stands in the path.
    pub name: &'static str,
    /// What it is.
    pub description: &'static str,
    /// Its type.
    pub kind: KeyKind,
    /// An example, where the type gives none that works.
    pub example: Option<&'static str>,
}

/// The type of a path's parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// An id.
    Id,
    /// A text.
    Text,
    /// A year.
    Year,
}

/// The version that a change is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precondition {
    /// Changes whatever there is.
    None,
    /// `If-Match` may be given.
    Optional(&'static str),
    /// `If-Match` has to be given.
    Required(&'static str),
}

/// As of when an operation looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moments {
    /// Now.
    Now,
    /// As the register knew it at `known_at`.
    KnownAt,
    /// As it holds `as_of` a day, too.
    AsOf,
    /// `on` a day, as the register knew it at `known_at`.
    On,
}

/// The parameters by which a list or a report is chosen.
#[derive(Clone, Copy)]
pub struct Filter {
    /// What they are.
    pub parameters: &'static [filter::Parameter],
    /// The orders of the list.
    pub sorts: &'static [&'static str],
    /// Their description.
    pub described: fn() -> Vec<Parameter>,
}

impl Filter {
    /// The parameters of a filter.
    pub const fn of<F: filter::Filter>() -> Self {
        Self { parameters: F::PARAMETERS, sorts: F::SORTS, described: query::described::<F> }
    }

    /// The parameter of a name.
    pub fn parameter(&self, name: &str) -> Option<&'static filter::Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// The description of a type of parameters.
pub fn parameters<P: IntoParams>() -> Vec<Parameter> {
    P::into_params(|| Some(ParameterIn::Query))
}

impl Takes {
    /// Nothing.
    pub const NOTHING: Self = Self {
        key: None,
        precondition: Precondition::None,
        filter: None,
        moments: Moments::Now,
        page: false,
        body: None,
        is_body_optional: false,
        limit: None,
        weight: Weight::Light,
    };
    /// The id of a record.
    pub const ID: Self = Self::key(Key::ID);
    /// The id or public number of a person.
    pub const PERSON: Self = Self::key(Key::PERSON);

    /// A page of a list.
    pub const fn list<F: filter::Filter>() -> Self {
        Self::NOTHING.filter::<F>().page()
    }

    /// A page of a list that cannot be filtered.
    pub const PAGE: Self = Self::NOTHING.page();

    /// The parameters of a report.
    pub const fn query<F: filter::Filter>() -> Self {
        Self::NOTHING.filter::<F>()
    }

    /// A body.
    pub const fn body<T: ToSchema>(self) -> Self {
        Self { body: Some(Shape::of::<T>()), ..self }
    }

    /// A body that GraphQL may leave out.
    pub const fn optional_body<T: ToSchema>(self) -> Self {
        Self { is_body_optional: true, ..self.body::<T>() }
    }

    /// A question of this weight.
    pub const fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    /// The parameter of the path.
    pub const fn key(key: Key) -> Self {
        Self { key: Some(key), ..Self::NOTHING }
    }

    /// A limit on tries.
    pub const fn limited(self, limit: &'static Limit) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// The version that the change is based on.
    pub const fn version(self) -> Self {
        self.version_of("The ETag the change is based on.")
    }

    /// Requires the version that the caller has seen, described by this text.
    pub const fn version_of(self, description: &'static str) -> Self {
        Self { precondition: Precondition::Required(description), ..self }
    }

    /// Accepts the version on which the change is based, described by this text.
    pub const fn optional_version(self, description: &'static str) -> Self {
        Self { precondition: Precondition::Optional(description), ..self }
    }

    /// The parameters by which a list is filtered or a report chosen.
    pub const fn filter<F: filter::Filter>(self) -> Self {
        Self { filter: Some(Filter::of::<F>()), ..self }
    }

    /// A page of a list of a record.
    pub const fn page(self) -> Self {
        Self { page: true, ..self }
    }

    /// A day and an instant of knowledge.
    pub const fn on(self) -> Self {
        Self { moments: Moments::On, ..self }
    }

    /// A day and an instant.
    pub const fn moment(self) -> Self {
        Self { moments: Moments::AsOf, ..self }
    }

    /// An instant.
    pub const fn known_at(self) -> Self {
        Self { moments: Moments::KnownAt, ..self }
    }
}

impl Key {
    /// The id of a record.
    pub const ID: Self = Self { name: "id", description: "Id.", kind: KeyKind::Id, example: None };
    /// The id or public number of a person.
    pub const PERSON: Self = Self::text("id", "Id or public number.");

    /// A year.
    pub const YEAR: Self = Self { name: "year", description: "The year.", kind: KeyKind::Year, example: None };

    /// A text.
    pub const fn text(name: &'static str, description: &'static str) -> Self {
        Self { name, description, kind: KeyKind::Text, example: None }
    }
}

/// The parameters of a page.
pub fn page_parameters() -> Vec<Parameter> {
    parameters::<PageParams>()
}
