//! Records of which people an answer tells a client, before the answer leaves.

use std::{collections::BTreeSet, sync::PoisonError};

use domain::{
    Error,
    consumers::disclosure::Disclosure,
    kernel::{
        id::{DisclosureId, PersonId},
        policy::Action,
        time::to_microseconds,
    },
};
use uuid::Uuid;

use super::outlet::Disclose;
use crate::{
    app::{App, Caller},
    keys,
};

impl App {
    /// Stores that a client was told of people, before it is.
    ///
    /// # Errors
    /// [`Error::Busy`] when it is not stored.
    pub(super) async fn disclose(&self, caller: &Caller, action: Action, people: BTreeSet<Uuid>) -> Result<(), Error> {
        let Some(one) = self.disclosure(caller, action, people)? else { return Ok(()) };
        let (disclosing, database, _) = self.disclosing();
        disclosing.store(database, one).await
    }

    /// As [`App::disclose`], on a thread that may wait.
    ///
    /// # Errors
    /// As [`App::disclose`].
    pub fn disclose_now(&self, caller: &Caller, action: Action, people: BTreeSet<Uuid>) -> Result<(), Error> {
        let Some(one) = self.disclosure(caller, action, people)? else { return Ok(()) };
        let (disclosing, database, _) = self.disclosing();
        disclosing.store_now(database, one)
    }

    /// What is stored of an answer; nothing of one that shows nobody.
    fn disclosure(&self, caller: &Caller, action: Action, people: BTreeSet<Uuid>) -> Result<Option<Disclosure>, Error> {
        let (false, Some(client_id)) = (people.is_empty(), caller.actor.client_id) else { return Ok(None) };
        let (agreed, at) = (caller.actor.agreed.as_ref(), to_microseconds(self.now()));
        let random = keys::random().map_err(|_| Error::internal("no random bytes"))?;
        let now_ms = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let id = self.disclosing().2.lock().unwrap_or_else(PoisonError::into_inner).next(now_ms, random);
        Ok(Some(Disclosure {
            id: DisclosureId(id),
            at,
            client_id,
            agreement_id: agreed.and_then(|agreed| agreed.agreement_id),
            purpose: agreed.and_then(|agreed| agreed.purpose.clone()),
            operation: action.as_str().to_owned(),
            fields: agreed.and_then(|agreed| agreed.shown(action.as_str())).and_then(|shown| shown.fields()),
            people: people.into_iter().map(PersonId).collect(),
        }))
    }

    /// Stores who is in the pieces of an answer that is handed out; none for a client that does not receive.
    pub fn discloser(&self, caller: &Caller, action: Action) -> Option<Disclose> {
        let (app, caller) = (self.clone(), caller.clone());
        caller.actor.role.receives().then(|| -> Disclose {
            Box::new(move |people| {
                let (app, caller) = (app.clone(), caller.clone());
                Box::pin(async move { app.disclose(&caller, action, people).await })
            })
        })
    }
}
