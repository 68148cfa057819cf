//! Nested records, fetched per level and never per row: each batch passes the same door.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use domain::{Error, id::PersonId};
use openapi::{person::Person, pool_membership::PoolMembership};
use uuid::Uuid;

use crate::app::{App, Caller, people::ReadPeople, pool_memberships::PoolMembershipsOf};

/// Fetches what a page of records names.
pub struct Batch {
    /// The register.
    pub app: App,
    /// For whom.
    pub caller: Caller,
}

/// A person by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PersonOf(pub Uuid);

/// The memberships of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MembershipsOf(pub Uuid);

impl Loader<PersonOf> for Batch {
    type Value = Person;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[PersonOf]) -> Result<HashMap<PersonOf, Person>, Arc<Error>> {
        let ids = keys.iter().map(|key| PersonId(key.0)).collect();
        let people = self.app.run(&self.caller, ReadPeople(ids)).await?;
        Ok(people.into_iter().map(|(id, person)| (PersonOf(id.0), person)).collect())
    }
}

impl Loader<MembershipsOf> for Batch {
    type Value = Vec<PoolMembership>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[MembershipsOf]) -> Result<HashMap<MembershipsOf, Vec<PoolMembership>>, Arc<Error>> {
        let ids = keys.iter().map(|key| PersonId(key.0)).collect();
        let mut grouped: HashMap<MembershipsOf, Vec<PoolMembership>> = HashMap::new();
        for (person, membership) in self.app.run(&self.caller, PoolMembershipsOf(ids)).await? {
            grouped.entry(MembershipsOf(person.0)).or_default().push(membership);
        }
        Ok(grouped)
    }
}
