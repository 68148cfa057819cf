//! A death concerns the person, whichever record it is reported for (ADR 0028). It ends everything that the person
//! holds on its day, in the same transaction. Nothing that engages, certifies, assigns or pays is recorded about the
//! person after it.

use std::collections::HashMap;

use domain::{
    Day, Error, Reach,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{AppointmentId, PersonId},
        policy::Action,
    },
};
use persistence::{
    money::payees,
    people::deaths,
    performance::promotions,
    pools::pool_memberships,
    qualification::certifications,
    service::{appointments, posts},
};
use serde_json::json;
use uuid::Uuid;

use super::zone_assignments::end_with_appointments;
use crate::app::{
    App, Caller, Ctx, UseCase,
    kernel::{context::Particulars, own},
    vacancies::{follow_appointments, open_left},
};

/// The name of the event, for whichever record the death is reported.
const RECORD_DEATH: &str = "record_death";

/// Refuses what is written about somebody for a day after their death.
///
/// # Errors
/// [`Error::Closed`] with the day of the death.
pub fn refuse_after(ctx: &mut Ctx<'_>, person: PersonId, day: Day) -> Result<(), Error> {
    match deaths::of_people(ctx.db, &[person])?.remove(&person).filter(|died_on| *died_on <= day) {
        Some(since) => Err(Error::Closed { since }),
        None => Ok(()),
    }
}

/// The days on which those of some people died who have.
///
/// # Errors
/// When the database fails.
pub fn of_people(ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<HashMap<PersonId, Day>, Error> {
    deaths::of_people(ctx.db, people)
}

/// Ends what a deceased person still holds, if a death was reported for any of their records. Returns the events to
/// record.
///
/// # Errors
/// When the database fails.
pub fn follow(ctx: &mut Ctx<'_>, person: PersonId, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let Some(day) = deaths::of_people(ctx.db, &[person])?.remove(&person) else { return Ok(Vec::new()) };
    let basis = Basis { occurred_on: Some(day), ..basis.clone() };
    let mut facts = offices(ctx, person, day, &basis)?;
    facts.extend(records(ctx, person, day, &basis)?);
    Ok(facts)
}

/// People whose records are ended in one transaction.
const FOLLOWED_AT_ONCE: i64 = 20;

/// End what is still open of some people whose death an earlier release recorded of one record alone.
pub struct FollowDeaths;

impl UseCase for FollowDeaths {
    const ACTION: Action = own::FOLLOW_DEATHS;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        let people = deaths::to_follow(ctx.db, FOLLOWED_AT_ONCE)?;
        for person in &people {
            let facts = follow(ctx, *person, &Basis::default())?;
            ctx.record_all(&facts)?;
        }
        deaths::followed(ctx.db, &people)?;
        Ok(people.len())
    }
}

/// Ends what is still open for all of them; returns the number of people.
///
/// # Errors
/// When the database fails. What was ended stays.
pub async fn follow_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut followed = 0;
    loop {
        match app.run(caller, FollowDeaths).await? {
            0 => return Ok(followed),
            some => followed += some,
        }
    }
}

fn fact(ctx: &mut Ctx<'_>, subject: (SubjectKind, Uuid), statuses: (&str, &str), basis: &Basis) -> Result<Fact, Error> {
    let statuses = (Some(statuses.0), Some(statuses.1));
    ctx.fact(subject, RECORD_DEATH, basis.clone(), Particulars { statuses, ..Particulars::default() })
}

/// The appointments at every authority, with what rests on them.
fn offices(ctx: &mut Ctx<'_>, person: PersonId, day: Day, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let (now, today) = (ctx.now(), ctx.today());
    let (mut changed, mut facts) = (Vec::new(), Vec::new());
    for before in appointments::of_people(ctx.db, &[person])? {
        let Some(after) = before.ended_by_death(day, now) else { continue };
        let words = (before.effective(today).as_str(), after.status.as_str());
        facts.push(fact(ctx, (SubjectKind::Appointment, before.id.0), words, basis)?);
        changed.push(after);
    }
    let ended: HashMap<AppointmentId, Day> = changed.iter().filter_map(|one| Some((one.id, one.ended_on?))).collect();
    appointments::follow(ctx.db, &changed)?;
    facts.extend(end_with_appointments(ctx, &ended)?);
    facts.extend(follow_appointments(ctx, &changed)?);
    facts.extend(open_left(ctx, &changed, None, basis)?);
    Ok(facts)
}

/// Memberships, certifications, promotions, posts and payees.
fn records(ctx: &mut Ctx<'_>, person: PersonId, day: Day, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let (now, everywhere) = (ctx.now(), Reach::everything());
    let mut facts = Vec::new();
    for before in pool_memberships::of_people(ctx.db, &everywhere, &[person])? {
        let Some(after) = before.ended_by_death(day, now) else { continue };
        pool_memberships::update(ctx.db, &after)?;
        let words = (before.status.as_str(), after.status.as_str());
        facts.push(fact(ctx, (SubjectKind::PoolMembership, before.id.0), words, basis)?);
    }
    for before in certifications::of_people(ctx.db, &everywhere, &[person])? {
        let Some(after) = before.ended_by_death(day, now) else { continue };
        certifications::update(ctx.db, &after)?;
        let words = (before.status.as_str(), after.status.as_str());
        facts.push(fact(ctx, (SubjectKind::Certification, before.id.0), words, basis)?);
    }
    for before in promotions::of_people(ctx.db, &[person])? {
        let Some(after) = before.ended_by_death(day, now) else { continue };
        promotions::update(ctx.db, &after)?;
        let words = (before.status.as_str(), after.status.as_str());
        facts.push(fact(ctx, (SubjectKind::Promotion, before.id.0), words, basis)?);
    }
    for before in posts::of_people(ctx.db, &[person])? {
        let Some(after) = before.ended_by_death(day, now) else { continue };
        posts::update(ctx.db, &after)?;
        let words = (before.status.as_str(), after.status.as_str());
        facts.push(fact(ctx, (SubjectKind::Post, before.id.0), words, basis)?);
    }
    for before in payees::of_people(ctx.db, ctx.vault, &[person])? {
        let Some(after) = before.ended_by_death(day, now) else { continue };
        payees::update(ctx.db, ctx.vault, &after)?;
        let detail = json!({ "before": { "version": before.version, "ends_on": before.span.until } });
        let particulars = Particulars { detail, ..Particulars::default() };
        facts.push(ctx.fact((SubjectKind::Payee, before.id.0), RECORD_DEATH, basis.clone(), particulars)?);
    }
    Ok(facts)
}
