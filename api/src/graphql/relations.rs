//! Fields that lead from one record to others, loaded for a whole level of an answer at once and never row by row: each load
//! passes the same door.

use std::{collections::HashMap, sync::Arc};

use domain::{Error, kernel::id::PersonId};
use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::{
    app::{App, Caller, people::ReadPeople, pools::pool_memberships::PoolMembershipsOf},
    operation::Tree,
};

/// What was found for each key.
pub type Found = HashMap<Uuid, Vec<Arc<Tree>>>;

/// A field that leads to other records.
pub struct Relation {
    /// The type that has it.
    pub on: &'static str,
    /// Its name.
    pub field: &'static str,
    /// What it leads to, in words.
    pub description: &'static str,
    /// The field of the view with the id by which is looked.
    pub key: &'static str,
    /// The type that it leads to.
    pub of: &'static str,
    /// True if it leads to several.
    pub is_list: bool,
    /// Finds what several keys lead to.
    ///
    /// # Errors
    /// What refuses it.
    pub load: fn(App, Caller, Vec<Uuid>) -> Loading,
}

/// What is being looked for.
pub type Loading = BoxFuture<'static, Result<Found, Error>>;

const fn person(on: &'static str, description: &'static str) -> Relation {
    Relation { on, field: "person", description, key: "person_id", of: "Person", is_list: false, load: people }
}

/// All relations.
pub static RELATIONS: [Relation; 5] = [
    person("Appointment", "The person."),
    person("Certification", "The candidate, then holder."),
    person("PoolMembership", "The member."),
    person("Post", "The holder."),
    Relation {
        on: "Person",
        field: "memberships",
        description: "The person's memberships of the pools; null for who may not see them.",
        key: "id",
        of: "PoolMembership",
        is_list: true,
        load: memberships,
    },
];

/// The records that a relation leads to from one key. An error of the load is reported at each record that it concerns.
type LedTo = Result<Vec<Arc<Tree>>, Arc<Error>>;

/// The records that were loaded, by relation and key.
#[derive(Default)]
pub struct Loaded(HashMap<(usize, Uuid), LedTo>);

impl Loaded {
    /// True if the key of this relation was looked up.
    pub fn has(&self, at: usize, key: Uuid) -> bool {
        self.0.contains_key(&(at, key))
    }

    /// The records that a relation leads to from a key.
    ///
    /// # Errors
    /// The error of the load.
    pub fn get(&self, at: usize, key: Uuid) -> Result<&[Arc<Tree>], &Error> {
        match self.0.get(&(at, key)) {
            Some(Ok(trees)) => Ok(trees),
            Some(Err(error)) => Err(error),
            None => Ok(&[]),
        }
    }

    /// Takes in what a load found for these keys.
    pub fn take(&mut self, at: usize, keys: Vec<Uuid>, found: Result<Found, Error>) {
        match found {
            Ok(mut found) => {
                self.0.extend(keys.into_iter().map(|key| ((at, key), Ok(found.remove(&key).unwrap_or_default()))));
            }
            Err(error) => {
                let error = Arc::new(error);
                self.0.extend(keys.into_iter().map(|key| ((at, key), Err(Arc::clone(&error)))));
            }
        }
    }
}

fn people(app: App, caller: Caller, ids: Vec<Uuid>) -> Loading {
    Box::pin(async move {
        let wanted = ReadPeople(ids.into_iter().map(PersonId).collect());
        let present = |people: Vec<(PersonId, openapi::people::person::Person)>| {
            let trees = people.iter().map(|(id, person)| Ok((id.0, vec![Arc::new(Tree::of(person)?)])));
            trees.collect::<Result<Found, serde_json::Error>>()
        };
        app.render(&caller, wanted, present).await?.map_err(Error::internal)
    })
}

fn memberships(app: App, caller: Caller, ids: Vec<Uuid>) -> Loading {
    Box::pin(async move {
        let wanted = PoolMembershipsOf(ids.into_iter().map(PersonId).collect());
        let present = |memberships: Vec<(PersonId, openapi::pools::pool_membership::PoolMembership)>| {
            let mut found = Found::new();
            for (person, membership) in &memberships {
                found.entry(person.0).or_default().push(Arc::new(Tree::of(membership)?));
            }
            Ok::<_, serde_json::Error>(found)
        };
        app.render(&caller, wanted, present).await?.map_err(Error::internal)
    })
}
