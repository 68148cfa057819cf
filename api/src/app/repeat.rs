//! Repeats: a write that bears an idempotency key is done once, however often it is sent.
//!
//! The answer is kept in the transaction of the work itself, so that there is never one without the other. A refusal
//! by a rule is kept too; any other error leaves nothing, and the request may be sent again.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::{Day, Error, Fault, FaultCode, Wording, policy::Action, rules};
use persistence::idempotency::{self, KeptAnswer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{App, Caller, Ctx, Job, UseCase};
use crate::operation::{Given, Tag};

/// How long an answer is kept, in hours; the contract promises at least 24.
pub const KEPT_HOURS: i64 = 48;

/// The key of a request that may be repeated.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// The key that the caller gave it.
    pub key: String,
    /// Which part of the request: empty for one that does one thing, the path of the field for GraphQL.
    pub part: String,
    /// Digest of method, path, query and body.
    pub fingerprint: [u8; 32],
    /// Whether the answer is that of an earlier request.
    pub replayed: Arc<AtomicBool>,
}

/// An answer as it is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// What a use case answered.
    Answer(Value),
    /// What an operation answered.
    Given(Given),
    /// Why a rule refused it.
    Refusal {
        /// The rule's key.
        rule: String,
        /// What it said.
        wording: Wording,
    },
    /// It spoke of somebody who was erased.
    Erased {
        /// The day of the erasure.
        since: Day,
    },
}

impl Kept {
    /// The answer of an operation. One that was kept by an earlier version of the program has its view alone.
    ///
    /// # Errors
    /// When it is none.
    pub fn given(self) -> Result<Given, Error> {
        match self {
            Self::Given(given) => Ok(given),
            Self::Answer(mut body) => {
                // What another system reported was kept with whether it was new.
                let is_new = body.get("is_new").and_then(Value::as_bool);
                if let (Some(_), Some(record)) = (is_new, body.get_mut("record")) {
                    body = record.take();
                }
                let is_new = is_new.unwrap_or(true);
                let text =
                    |name: &str| body.get(name).map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
                let (tag, key) = (text("version").map(Tag::Shown), text("id"));
                Ok(Given { body: body.to_string(), tag, key, is_new })
            }
            Self::Refusal { .. } | Self::Erased { .. } => Err(Error::internal("a refusal that is kept as an answer")),
        }
    }

    /// The view of an answer.
    fn view(self) -> Result<Option<Value>, Error> {
        match self {
            Self::Answer(view) => Ok(Some(view)),
            Self::Given(given) => serde_json::from_str(&given.body).map(Some).map_err(Error::internal),
            Self::Refusal { .. } | Self::Erased { .. } => Ok(None),
        }
    }
}

impl Repeat {
    /// A request under a key.
    pub fn new(key: String, fingerprint: [u8; 32]) -> Self {
        Self { key, part: String::new(), fingerprint, replayed: Arc::default() }
    }

    /// The same request, for one of its parts.
    pub fn part(&self, part: String) -> Self {
        Self { part, ..self.clone() }
    }

    /// Whether the answer is that of an earlier request.
    pub fn is_replayed(&self) -> bool {
        self.replayed.load(Ordering::Relaxed)
    }

    /// Does the work, or gives the answer it had.
    pub(super) fn once<J: Job>(&self, ctx: &mut Ctx<'_>, job: &J) -> Result<J::Output, Error> {
        let actor = ctx.actor.key();
        let first = self.fingerprint.first_chunk::<8>().copied().unwrap_or_default();
        if !idempotency::lock(ctx.db, i64::from_le_bytes(first))? {
            return Err(Error::RequestInProgress);
        }
        let known = idempotency::take(ctx.db, &actor, &self.key, &self.fingerprint, ctx.now())?;
        if known.iter().any(|kept| kept.fingerprint != self.fingerprint) {
            return Err(Error::IdempotencyMismatch);
        }
        if let Some(kept) = known.into_iter().find(|kept| kept.part == self.part) {
            let place = idempotency::place(&actor, &self.key, &self.part);
            let Some(kept) = ctx.vault.opened(&place, &kept.answer, "idempotent_requests.answer")? else {
                // The work was done once and is not done again: whoever asks looks what became of it.
                return Err(Error::invalid(Fault::new("/Idempotency-Key", FaultCode::Reference, Wording::SealBroken)));
            };
            self.replayed.store(true, Ordering::Relaxed);
            ctx.nothing_changed();
            return match serde_json::from_slice(&kept).map_err(Error::internal)? {
                Kept::Refusal { rule, wording } => Err(refusal(&rule, wording)),
                Kept::Erased { since } => Err(Error::Closed { since }),
                kept => job.recall(kept),
            };
        }
        if let Some(place) = ctx.place {
            place.is_free()?;
        }
        let output = job.run(ctx)?;
        if let Some(answer) = job.keep(&output)? {
            self.insert(ctx, &actor, &answer)?;
        }
        Ok(output)
    }

    /// Keeps a refusal, whose own transaction was rolled back.
    pub(super) fn refused(&self, ctx: &mut Ctx<'_>, rule: &rules::Rule, wording: &Wording) -> Result<(), Error> {
        let actor = ctx.actor.key();
        if self.is_replayed() {
            return Ok(());
        }
        let known = idempotency::take(ctx.db, &actor, &self.key, &self.fingerprint, ctx.now())?;
        if !known.iter().any(|kept| kept.part == self.part) {
            self.insert(ctx, &actor, &Kept::Refusal { rule: rule.key.to_owned(), wording: wording.clone() })?;
        }
        Ok(())
    }

    fn insert(&self, ctx: &mut Ctx<'_>, actor: &str, kept: &Kept) -> Result<(), Error> {
        let answer = serde_json::to_vec(kept).map_err(Error::internal)?;
        let answer = ctx.vault.seal(&idempotency::place(actor, &self.key, &self.part), &answer)?;
        let request = (actor.to_owned(), self.key.clone(), self.part.clone());
        if let Some(place) = ctx.place {
            place.keeps(Some(answer.len()));
        }
        idempotency::insert(ctx.db, &KeptAnswer::new(request, self.fingerprint.to_vec(), answer, ctx.now()))
    }
}

/// The field by which an answer about an erasure is told from others.
const OF_ERASURE: &str = "is_possible";

/// What is kept in place of an answer that speaks of somebody who is erased; none for another's. What was answered about the
/// erasure itself holds no value of theirs, and stays.
///
/// # Errors
/// When the program does not understand what is kept.
pub fn erased_answer(kept: &[u8], ids: &[String], since: Day) -> Result<Option<Vec<u8>>, Error> {
    let kept: Kept = serde_json::from_slice(kept).map_err(Error::internal)?;
    let Some(answer) = kept.view()? else { return Ok(None) };
    let text = answer.to_string();
    if !ids.iter().any(|id| text.contains(id)) || answer.get(OF_ERASURE).is_some() {
        return Ok(None);
    }
    serde_json::to_vec(&Kept::Erased { since }).map(Some).map_err(Error::internal)
}

fn refusal(rule: &str, wording: Wording) -> Error {
    rules::find(rule)
        .map_or_else(|| Error::internal("a rule that is no more"), |rule| Error::RuleRefused { rule, wording })
}

/// The requests with a key that this server is working on.
#[derive(Debug, Clone, Default)]
pub(super) struct Running(Arc<Mutex<HashSet<(String, String, String)>>>);

/// A request that is being worked on, until this is dropped.
pub(super) struct Underway(Running, (String, String, String));

impl Running {
    /// Notes that work on a request begins.
    ///
    /// # Errors
    /// [`Error::RequestInProgress`] when it has begun already.
    pub fn begin(&self, actor: &str, repeat: &Repeat) -> Result<Underway, Error> {
        let request = (actor.to_owned(), repeat.key.clone(), repeat.part.clone());
        let is_first = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(request.clone());
        if is_first { Ok(Underway(self.clone(), request)) } else { Err(Error::RequestInProgress) }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        (self.0).0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// Forgets all answers that were kept long enough, so many at a time that no writer waits for it.
///
/// # Errors
/// As [`App::run`].
pub async fn forget_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut forgotten = 0;
    loop {
        let some = app.run(caller, ForgetAnswers).await?;
        forgotten += some;
        if i64::try_from(some).is_ok_and(|some| some < idempotency::FORGOTTEN_AT_ONCE_MAX) {
            return Ok(forgotten);
        }
    }
}

/// Forget answers that were kept long enough: a job of the system, safe to run at any time.
pub struct ForgetAnswers;

impl UseCase for ForgetAnswers {
    const ACTION: Action = Action::ForgetAnswers;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        ctx.quotas.count_anew();
        let before = ctx.now() - chrono::TimeDelta::hours(KEPT_HOURS);
        idempotency::forget(ctx.db, before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answer_kept_by_an_earlier_release_is_a_record() {
        let given = Kept::Answer(json!({ "id": "a", "version": 3, "kind": "warning" })).given().unwrap();
        assert_eq!(given.key.as_deref(), Some("a"));
        assert_eq!(given.tag, Some(Tag::Shown("3".to_owned())));
        assert!(given.is_new);
        assert_eq!(given.body, r#"{"id":"a","version":3,"kind":"warning"}"#);
    }

    #[test]
    fn report_kept_by_an_earlier_release_says_whether_it_was_new() {
        let kept = Kept::Answer(json!({ "is_new": false, "record": { "id": "a", "version": 1 } }));
        let given = kept.given().unwrap();
        assert!(!given.is_new);
        assert_eq!(given.body, r#"{"id":"a","version":1}"#);
    }

    #[test]
    fn kept_refusal_is_no_answer() {
        assert!(Kept::Erased { since: "2026-11-30".parse().unwrap() }.given().is_err());
    }
}
