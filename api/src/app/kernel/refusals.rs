//! Refusals that are stated as a fact about the client: it has its quota used up, or tries out citizen numbers.

use domain::{
    Error, Instant,
    kernel::{
        event::{Basis, SubjectKind},
        id::ClientId,
        limit::{CANDIDATES, NUMBERS, TOLD},
        policy::Action,
    },
};
use persistence::{Database, Mode};
use serde_json::{Value, json};

use super::context::{Particulars, Parts, tries_key};
use crate::app::{Caller, Ctx};

/// States the fact about the client that a refusal tells of, once an hour. It outlives what was refused.
///
/// # Errors
/// When the database fails.
pub(in crate::app) fn state(
    (database, now): (&Database, Instant),
    (caller, action): (&Caller, Action),
    parts: Parts<'_>,
    refusal: &Error,
) -> Result<(), Error> {
    let Some(client) = caller.actor.client_id else { return Ok(()) };
    let Some((name, detail)) = fact(caller, client, parts, now, refusal) else { return Ok(()) };
    let reach = caller.actor.area_reach();
    database.run(Mode::Write, |db| {
        let particulars = Particulars { detail: detail.clone(), ..Particulars::default() };
        Ctx::new(db, caller, action, &reach, now, parts).record(
            (SubjectKind::Client, client.0),
            name,
            Basis::default(),
            particulars,
        )
    })
}

/// The name and the particulars of the fact; none of other refusals, and none of what was stated within the hour.
fn fact(
    caller: &Caller,
    client: ClientId,
    parts: Parts<'_>,
    now: Instant,
    refusal: &Error,
) -> Option<(&'static str, Value)> {
    match refusal {
        Error::QuotaExceeded { .. } if parts.quotas.is_to_be_told(&caller.actor.key(), now) => {
            tracing::warn!(client_id = %client, "a client has as many answers kept for repeats as it may have");
            Some(("quota_exceeded", Value::Null))
        }
        Error::RateLimited { limit, .. } if [&CANDIDATES, &NUMBERS].contains(limit) => {
            parts.limits.count(&TOLD, tries_key(&caller.actor, "told"), 1).ok()?;
            tracing::warn!(client_id = %client, limit = limit.name, "a client tries out citizen numbers");
            Some(("numbers_guessed", json!({ "limit": limit.name })))
        }
        _ => None,
    }
}
