//! What clients receive: the answers of operations to the roles that an agreement binds.

use std::collections::HashMap;

use domain::Role;
use uuid::Uuid;

use super::all;
use crate::{
    app::{
        Ctx,
        consumers::received::{ReadAbout, Received},
    },
    operation::{Gives, JSON, Key, Method, Operation, Request},
};

/// The records of which each is a person.
const PEOPLE: [&str; 2] = ["Person", "Expert"];
/// The parameter that names a person.
const PERSON_ID: &str = "person_id";

/// Every answer that a client receives.
pub fn received() -> Vec<Received> {
    let records: HashMap<String, &str> = all().filter_map(record_of).collect();
    all()
        .filter(|operation| operation.action.roles().iter().any(|role| role.receives()))
        .map(|operation| {
            // What every client reads tells of nobody.
            let is_common = Role::OF_CLIENTS.iter().all(|role| operation.action.roles().contains(role));
            let resource = (!is_common).then(|| resource_of(operation, &records));
            let (path, about_person) = (operation.route.path, about_person(operation));
            let is_person = operation.gives.item().is_some_and(|shape| PEOPLE.contains(&shape.name().as_str()));
            let fields = operation.gives.fields();
            Received { action: operation.action, resource, fields, is_person, path, about_person }
        })
        .collect()
}

/// The record that is read by its id, with its resource.
fn record_of(operation: &'static Operation) -> Option<(String, &'static str)> {
    let path = operation.route.path.strip_prefix("/v1/")?;
    let (resource, rest) = path.split_once('/')?;
    let is_record = operation.route.method == Method::Get && matches!(operation.gives, Gives::Record(..));
    (is_record && rest == "{id}").then(|| Some((operation.gives.item()?.name(), resource)))?
}

/// How an operation is asked about a person: by the parameter of a list, or by the person in its path.
fn about_person(operation: &'static Operation) -> Option<ReadAbout> {
    let takes = &operation.takes;
    let is_list = takes.page && takes.filter.is_some_and(|filter| filter.parameter(PERSON_ID).is_some());
    let is_person = takes.key.is_some_and(|key| key.description == Key::PERSON.description);
    let is_read = operation.route.method == Method::Get && operation.gives.shape().is_some();
    if !is_read || !(is_list || is_person) {
        return None;
    }
    Some(Box::new(move |ctx: &mut Ctx<'_>, person: Uuid| {
        let mut request = Request { key: is_person.then(|| person.to_string()), ..Request::default() };
        if is_list {
            request.filter.push((PERSON_ID, person.to_string()));
        }
        let answer = operation.asks(&mut request, JSON)?.run(ctx)?;
        Ok((answer.body.value()?, answer.page.is_some_and(|page| page.next.is_some())))
    }))
}

/// The name of an answer: that of the resource whose record it shows, else its path without ids.
fn resource_of(operation: &Operation, records: &HashMap<String, &str>) -> String {
    let record = operation.gives.item().and_then(|shape| records.get(&shape.name()).copied());
    let path = operation.route.path.strip_prefix("/v1/").unwrap_or(operation.route.path);
    let parts: Vec<&str> = match record {
        Some(resource) => vec![resource],
        None => path.split('/').filter(|part| !part.starts_with('{')).collect(),
    };
    parts.join("/").replace('-', "_")
}
