//! A citizen number that is somebody's out of the caller's reach: it refuses a second record, because a number is unique
//! over the whole register; it is recorded, whoever came upon it; it is counted, so that nobody finds out whose numbers
//! the register holds by trying; and a trial, of which nothing would stay, does not tell it.

use std::sync::{Mutex, PoisonError};

use domain::{
    Error, Reach, Wording,
    event::{Basis, SubjectKind},
    id::PersonId,
    limit::NUMBERS_ELSEWHERE,
    text::CitizenNumber,
};
use persistence::{Mode, people};

use super::{
    App, Caller, Ctx, Job,
    context::{Particulars, Parts},
};

/// The fact about a person whose citizen number somebody elsewhere came upon.
const FOUND_FROM_ELSEWHERE: &str = "found_from_elsewhere";

/// An attempt at the work begins: what the one before it came upon, this one comes upon again.
pub(super) fn begins(found: &Mutex<Vec<PersonId>>) {
    found.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// States of each of these people that their number was come upon.
///
/// # Errors
/// When the database fails.
pub(super) fn state(ctx: &mut Ctx<'_>, these: &[PersonId]) -> Result<(), Error> {
    let mut facts = Vec::new();
    for id in these {
        let subject = (SubjectKind::Person, id.0);
        facts.push(ctx.fact(subject, FOUND_FROM_ELSEWHERE, Basis::default(), Particulars::default())?);
    }
    ctx.record_all(&facts)
}

/// Refuses a client that came upon too many numbers out of its reach, before it tries another.
///
/// # Errors
/// [`Error::RateLimited`].
pub(super) fn may_try(ctx: &Ctx<'_>) -> Result<(), Error> {
    ctx.count_tries(&NUMBERS_ELSEWHERE, "", 0)
}

impl App {
    /// The outcome of a piece of work as it may be told: that a number is taken tells of somebody.
    pub(super) fn without_telling_of_others<J: Job>(
        &self,
        caller: &Caller,
        job: &J,
        reach: &Reach,
        parts: Parts<'_>,
        outcome: Result<J::Output, Error>,
    ) -> Result<J::Output, Error> {
        let is_taken = matches!(outcome, Err(Error::Duplicate(Wording::PersonExists)));
        if let Some(number) = job.number_claimed().filter(|_| is_taken) {
            return self.number_is_taken(caller, job, reach, parts, number);
        }
        let found: Vec<PersonId> = parts.found_elsewhere.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if outcome.is_err() && !found.is_empty() {
            let now = self.now();
            self.0.database.run(Mode::WriteByKey, |db| {
                state(&mut Ctx::new(db, caller, job.action(), reach, now, parts), &found)
            })?;
        }
        outcome
    }

    fn number_is_taken<J: Job>(
        &self,
        caller: &Caller,
        job: &J,
        reach: &Reach,
        parts: Parts<'_>,
        number: &str,
    ) -> Result<J::Output, Error> {
        let is_trial = caller.dry_run || !caller.faults.is_empty();
        let mode = if is_trial { Mode::DryRun } else { Mode::WriteByKey };
        let now = domain::time::to_microseconds(self.now());
        let tried = self.0.database.run(mode, |db| {
            let mut ctx = Ctx::new(db, caller, job.action(), reach, now, parts);
            let known = CitizenNumber::parse(number, ctx.today()).ok();
            let numbers: Vec<String> = known.iter().map(|number| number.reveal().to_owned()).collect();
            let theirs = people::by_citizen_numbers(ctx.db, ctx.vault, &numbers)?;
            let elsewhere = theirs.values().filter(|holder| !reach.covers(&holder.person.area));
            let elsewhere: Vec<PersonId> = elsewhere.map(|holder| holder.person.id).collect();
            if elsewhere.is_empty() {
                return Ok(None);
            }
            if is_trial {
                ctx.overlooks_numbers = true;
                return job.run(&mut ctx).map(Some);
            }
            state(&mut ctx, &elsewhere)?;
            ctx.found_elsewhere(&elsewhere);
            Ok(None)
        })?;
        if let Some(output) = tried {
            return Ok(output);
        }
        let is_elsewhere = !parts.found_elsewhere.lock().unwrap_or_else(PoisonError::into_inner).is_empty();
        if is_elsewhere && caller.actor.client_id.is_some() {
            let key = super::context::tries_key(&caller.actor, "");
            parts.limits.count(&NUMBERS_ELSEWHERE, key, 1)?;
        }
        Err(Error::Duplicate(Wording::PersonExists))
    }
}
