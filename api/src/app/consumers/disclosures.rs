//! Who received what about whom: read by auditors, and about one person grouped by recipient.

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;
use domain::{
    Error,
    consumers::disclosure,
    kernel::{
        id::ClientId,
        page::{PAGE_SIZE_MAX, Page, PageRequest},
        policy::Action,
    },
    roles,
};
use openapi::consumers::disclosure::{Disclosure, DisclosuresQuery, PersonDisclosures, Recipient};
use persistence::{
    consumers::disclosures::{self, FORGOTTEN_AT_ONCE_MAX, Wanted},
    people::merges::with_merged,
};
use uuid::Uuid;

use super::received::fields_of;
use crate::app::{
    App, Caller, Ctx, UseCase,
    kernel::{context::for_the_whole_register, list::Listing, own, pull::every},
    people::PersonKey,
};

/// How long disclosures are kept, in days: three years.
const KEPT_DAYS: i64 = 3 * 366;

impl Listing for DisclosuresQuery {
    const ACTION: Action = Action::read("list_disclosures", roles![Auditor]);
    const SNAPSHOT: bool = true;
    type View = Disclosure;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Disclosure>, Error> {
        for_the_whole_register(ctx)?;
        let people = with_merged(ctx.db, &self.person_id)?;
        let wanted = Wanted { people, clients: self.client_id.clone(), from: self.from, until: self.to };
        let page = disclosures::list(ctx.db, &wanted, descending, request)?;
        let names = names(ctx, &page.items)?;
        Ok(page.map(|one| view(one, &names)))
    }
}

/// The name and the purpose of each client.
type Names = HashMap<ClientId, (String, Option<String>)>;

fn names(ctx: &mut Ctx<'_>, all: &[disclosure::Disclosure]) -> Result<Names, Error> {
    let ids: BTreeSet<ClientId> = all.iter().map(|one| one.client_id).collect();
    let found = disclosures::recipients(ctx.db, &ids.into_iter().collect::<Vec<_>>())?;
    Ok(found.into_iter().map(|(id, name, purpose)| (id, (name, purpose))).collect())
}

fn view(one: disclosure::Disclosure, names: &Names) -> Disclosure {
    let (client, purpose) = names.get(&one.client_id).cloned().unwrap_or_default();
    Disclosure {
        id: one.id.into(),
        at: one.at,
        client_id: one.client_id.into(),
        client,
        agreement_id: one.agreement_id.map(Uuid::from),
        purpose: one.purpose.or(purpose),
        fields: one.fields.unwrap_or_else(|| fields_of(&one.operation)),
        operation: one.operation,
        people: i64::try_from(one.people.len()).unwrap_or(i64::MAX),
        person_ids: one.people.into_iter().map(Uuid::from).collect(),
    }
}

/// Read who received what about a person.
pub struct ReadPersonDisclosures(pub PersonKey);

impl UseCase for ReadPersonDisclosures {
    const ACTION: Action = Action::read("read_person_disclosures", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = PersonDisclosures;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PersonDisclosures, Error> {
        let person = self.0.find(ctx)?.id;
        let wanted = Wanted { people: with_merged(ctx.db, &[person])?, ..Wanted::default() };
        let mut all = Vec::new();
        let read = |request: &PageRequest| disclosures::list(ctx.db, &wanted, true, request);
        every(PageRequest::first(PAGE_SIZE_MAX), read, |one| {
            all.push(disclosure::Disclosure { people: Vec::new(), ..one });
            Ok(())
        })?;
        let names = names(ctx, &all)?;
        let mut recipients: Vec<Recipient> = Vec::new();
        for one in all.into_iter().map(|one| view(one, &names)) {
            add(&mut recipients, one);
        }
        Ok(PersonDisclosures { person_id: person.0, recipients })
    }
}

/// Counts an answer with those to the same client for the same purpose. They come in the reverse of their order.
fn add(recipients: &mut Vec<Recipient>, one: Disclosure) {
    let is_same = |known: &&mut Recipient| {
        (known.client_id, known.agreement_id, &known.purpose) == (one.client_id, one.agreement_id, &one.purpose)
    };
    let Some(known) = recipients.iter_mut().find(is_same) else {
        recipients.push(Recipient {
            client_id: one.client_id,
            client: one.client,
            agreement_id: one.agreement_id,
            purpose: one.purpose,
            operations: vec![one.operation],
            fields: one.fields,
            times: 1,
            first_at: one.at,
            last_at: one.at,
        });
        return;
    };
    known.times += 1;
    known.first_at = one.at;
    known.operations.extend(Some(one.operation).filter(|operation| !known.operations.contains(operation)));
    let new: Vec<String> = one.fields.into_iter().filter(|field| !known.fields.contains(field)).collect();
    known.fields.extend(new);
}

/// Forgets all disclosures that were kept long enough, so many at a time that no writer waits for it.
///
/// # Errors
/// As [`App::run`].
pub async fn forget_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut forgotten = 0;
    loop {
        let some = app.run(caller, ForgetDisclosures).await?;
        forgotten += some;
        if some < FORGOTTEN_AT_ONCE_MAX {
            return Ok(forgotten);
        }
    }
}

/// Forget disclosures that were kept long enough: a job of the system, safe to run at any time.
pub struct ForgetDisclosures;

impl UseCase for ForgetDisclosures {
    const ACTION: Action = own::FORGET_DISCLOSURES;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        disclosures::forget(ctx.db, ctx.now() - TimeDelta::days(KEPT_DAYS))
    }
}
