//! A citizen number that is somebody's out of the caller's reach: it refuses a second record, because a number is unique
//! over the whole register; it is recorded, whoever came upon it; it is counted, so that nobody finds out whose numbers
//! the register holds by trying; and a trial, of which nothing would stay, does not tell it.

use std::sync::{Mutex, PoisonError};

use domain::{
    Error, Instant, Reach, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::PersonId,
        limit::NUMBERS_ELSEWHERE,
        text::CitizenNumber,
    },
};
use persistence::{Database, Mode, people};

use super::context::{Particulars, Parts};
use crate::app::{Caller, Ctx, Job};

/// The fact about a person whose citizen number somebody elsewhere came upon.
const FOUND_FROM_ELSEWHERE: &str = "found_from_elsewhere";

/// An attempt at the work begins: what the one before it came upon, this one comes upon again.
pub(in crate::app) fn begins(found: &Mutex<Vec<PersonId>>) {
    found.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// States of each of these people that their number was come upon.
///
/// # Errors
/// When the database fails.
pub(in crate::app) fn state(ctx: &mut Ctx<'_>, these: &[PersonId]) -> Result<(), Error> {
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
pub(in crate::app) fn may_try(ctx: &Ctx<'_>) -> Result<(), Error> {
    ctx.count_tries(&NUMBERS_ELSEWHERE, "", 0)
}

/// The outcome of a piece of work, after what it came upon was stated and counted: that a number is taken tells of somebody.
///
/// # Errors
/// The outcome's own, and [`Error::RateLimited`] in its place.
pub(in crate::app) fn told<J: Job>(
    (database, now): (&Database, Instant),
    caller: &Caller,
    job: &J,
    (reach, parts): (&Reach, Parts<'_>),
    outcome: Result<J::Output, Error>,
) -> Result<J::Output, Error> {
    let is_trial = caller.dry_run || !caller.faults.is_empty();
    let is_taken = matches!(outcome, Err(Error::Duplicate(Wording::PersonExists))) && !is_trial;
    if let Some(number) = job.number_claimed().filter(|_| is_taken) {
        let is_elsewhere = database.run(Mode::WriteByKey, |db| {
            state_holder(&mut Ctx::new(db, caller, job.action(), reach, now, parts), number)
        })?;
        if is_elsewhere && caller.actor.client_id.is_some() {
            parts.limits.count(&NUMBERS_ELSEWHERE, super::context::tries_key(&caller.actor, ""), 1)?;
        }
        return outcome;
    }
    let found: Vec<PersonId> = parts.found_elsewhere.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if outcome.is_err() && !found.is_empty() {
        database
            .run(Mode::WriteByKey, |db| state(&mut Ctx::new(db, caller, job.action(), reach, now, parts), &found))?;
    }
    outcome
}

/// States of whoever has this number out of reach that it was come upon; true if there is somebody.
fn state_holder(ctx: &mut Ctx<'_>, number: &str) -> Result<bool, Error> {
    let Ok(number) = CitizenNumber::parse(number, ctx.today()) else { return Ok(false) };
    let holder = people::citizen_numbers::holder_of(ctx.db, ctx.vault, &number)?;
    match holder.filter(|(_, area)| !ctx.reach.covers(area)) {
        Some((id, _)) => state(ctx, &[id]).map(|()| true),
        None => Ok(false),
    }
}
