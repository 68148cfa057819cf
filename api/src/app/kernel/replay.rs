//! Repeats: a write that has an idempotency key is done once, however often it is sent.
//!
//! The answer is kept in the transaction of the work itself, so that there is never one without the other. A refusal
//! by a rule is kept too; any other error leaves nothing, and the request may be sent again.

use std::sync::atomic::Ordering;

use domain::{Error, Fault, FaultCode, Wording, kernel::rules};
use persistence::kernel::idempotency::{self, KeptAnswer};

use crate::app::{Ctx, Job, Kept, Repeat};

impl Repeat {
    /// Does the work, or gives the answer it had.
    pub(in crate::app) fn once<J: Job>(&self, ctx: &mut Ctx<'_>, job: &J) -> Result<J::Output, Error> {
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
    pub(in crate::app) fn refused(
        &self,
        ctx: &mut Ctx<'_>,
        rule: &rules::Rule,
        wording: &Wording,
    ) -> Result<(), Error> {
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

fn refusal(rule: &str, wording: Wording) -> Error {
    rules::find(rule)
        .map_or_else(|| Error::internal("a rule that is no more"), |rule| Error::RuleRefused { rule, wording })
}
