//! A type of the contract, without the type.

use openapi::kernel::page::Collection;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Ref, RefOr, schema::Schema},
};

/// A type of the contract: its name and its schema.
#[derive(Clone, Copy)]
pub struct Shape {
    name: fn() -> String,
    schema: fn() -> RefOr<Schema>,
    parts: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl Shape {
    /// The shape of a type.
    pub const fn of<T: ToSchema>() -> Self {
        Self { name: name::<T>, schema: <T as PartialSchema>::schema, parts: <T as ToSchema>::schemas }
    }

    /// The shape of a page of records of a type.
    pub const fn page<T: ToSchema + Serialize>() -> Self {
        Self {
            name: collection_name::<T>,
            schema: <Collection<T> as PartialSchema>::schema,
            parts: <Collection<T> as ToSchema>::schemas,
        }
    }

    /// The name under which the description has it.
    pub fn name(&self) -> String {
        (self.name)()
    }

    /// Its schema.
    pub fn schema(&self) -> RefOr<Schema> {
        (self.schema)()
    }

    /// Its schema and those that it names, each by its name.
    pub fn schemas(&self) -> Vec<(String, RefOr<Schema>)> {
        let mut all = Vec::new();
        (self.parts)(&mut all);
        all.push((self.name(), self.schema()));
        all
    }

    /// A reference to it.
    pub fn reference(&self) -> RefOr<Schema> {
        RefOr::Ref(Ref::from_schema_name(self.name()))
    }
}

fn name<T: ToSchema>() -> String {
    T::name().into_owned()
}

fn collection_name<T: ToSchema>() -> String {
    format!("Collection_{}", T::name())
}
