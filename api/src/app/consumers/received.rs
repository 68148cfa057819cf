//! What clients receive: the answers that an agreement can name, and what an agreement makes of a client.
//!
//! They are those of the table of operations, which knows the use cases and cannot be known by them: it hands them in.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, LazyLock, OnceLock},
};

use domain::{
    Area, Day, Error, Role,
    administration::client::Client,
    consumers::agreement::{Resources, Terms},
    kernel::{
        agreed::{Agreed, Shown},
        policy::Action,
        rules,
    },
};
use serde_json::Value;
use uuid::Uuid;

use crate::app::{Ctx, UseCase, kernel::own};

/// Reads what an operation answers about a person: a record, or the first page of a list and whether more follows.
pub type ReadAbout = Box<dyn Fn(&mut Ctx<'_>, Uuid) -> Result<(Value, bool), Error> + Send + Sync>;

/// An operation whose answer some client receives.
pub struct Received {
    /// The operation.
    pub action: Action,
    /// The name of its answer in agreements; none if the answer tells of nobody, and needs no agreement.
    pub resource: Option<String>,
    /// The fields of the answer.
    pub fields: Vec<String>,
    /// True if its records are people, so that their `id` is that of somebody.
    pub is_person: bool,
    /// Its path.
    pub path: &'static str,
    /// What it answers about a person, if it is asked by one.
    pub about_person: Option<ReadAbout>,
}

static RECEIVED: OnceLock<Vec<Received>> = OnceLock::new();

/// Hands in what clients receive; it is the same for every register of the program.
pub fn declare(all: fn() -> Vec<Received>) {
    RECEIVED.get_or_init(all);
}

/// True if the records of an action's answer are people.
pub fn shows_people(action: Action) -> bool {
    named(action.as_str()).is_some_and(|one| one.is_person)
}

/// The fields of an operation's answer.
pub fn fields_of(operation: &str) -> Vec<String> {
    named(operation).map(|one| one.fields.clone()).unwrap_or_default()
}

fn named(operation: &str) -> Option<&'static Received> {
    static BY_NAME: LazyLock<HashMap<&str, &Received>> =
        LazyLock::new(|| received().map(|one| (one.action.as_str(), one)).collect());
    BY_NAME.get(operation).copied()
}

/// All that some client receives.
pub fn received() -> impl Iterator<Item = &'static Received> {
    RECEIVED.get().map(Vec::as_slice).unwrap_or_default().iter()
}

fn received_by(role: Role) -> impl Iterator<Item = &'static Received> {
    received().filter(move |one| one.action.roles().contains(&role))
}

/// The resources that an agreement with a client of a role can name, each with its fields.
pub fn resources_of(role: Role) -> BTreeMap<String, Vec<String>> {
    let named = received_by(role).filter_map(|one| Some((one.resource.clone()?, one.fields.clone())));
    named.collect()
}

/// What a client receives on a day; none if no agreement binds it. `is_required` says that nobody receives without one.
pub fn agreed(client: &Client, day: Day, is_required: bool) -> Option<Arc<Agreed>> {
    if !client.role.receives() {
        return None;
    }
    match client.terms_on(day) {
        Some(terms) => Some(Arc::new(by_terms(client.role, terms))),
        None if is_required || client.receives_by_agreement(day) => {
            let actions = actions_of(client.role, &Resources::new());
            Some(Arc::new(Agreed { actions, ..Agreed::default() }))
        }
        None => None,
    }
}

fn by_terms(role: Role, terms: &Terms) -> Agreed {
    Agreed {
        agreement_id: Some(terms.agreement_id),
        purpose: Some(terms.purpose.clone()),
        area: Area::parse(&terms.area).ok(),
        actions: actions_of(role, &terms.resources),
    }
}

/// What each action of a role shows. What a client reports to the register it reports without an agreement, too: the answer then
/// shows what is always shown.
fn actions_of(role: Role, resources: &Resources) -> HashMap<&'static str, Arc<Shown>> {
    let shown = |one: &Received| match one.resource.as_ref().map(|name| resources.get(name)) {
        None => Some(Shown::All),
        Some(Some(_)) if one.fields.is_empty() => Some(Shown::All),
        Some(Some(fields)) => Some(Shown::Fields(fields.clone())),
        Some(None) if one.action.writes() => Some(Shown::Fields(BTreeSet::new())),
        Some(None) => None,
    };
    received_by(role).filter_map(|one| Some((one.action.as_str(), Arc::new(shown(one)?)))).collect()
}

/// Read whether a client receives nothing without an agreement: the gate's own.
pub struct ReadRequirement;

impl UseCase for ReadRequirement {
    const ACTION: Action = own::READ_REQUIREMENT;
    type Output = bool;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        Ok(ctx.rules()?.demands(&rules::AGREEMENT_REQUIRED))
    }
}
