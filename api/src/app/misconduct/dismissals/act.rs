//! The one act (domain notes d.7): a decision that takes effect ends all that the person holds, and each record that it
//! ends is kept with the case, for a reversal. The stipend needs nothing here: it is computed from the appointment's days.

use std::collections::HashMap;

use domain::{
    Day, Error, Reach,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{AppointmentId, PersonId},
    },
    misconduct::dismissal::{
        Case,
        effect::{Effect, Touched},
    },
    pools::pool,
    service::appointment::{Appointment, Status as AppointmentStatus},
};
use persistence::{
    pools::pool_memberships,
    qualification::certifications,
    service::{
        appointments,
        zone_assignments::{self, AssignmentFilter},
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::app::{Ctx, kernel::context::Particulars, service::zone_assignments::end_with_appointments, vacancies};

/// Most zone assignments that rest on the appointments of one person; there are far fewer.
const ASSIGNMENTS_MAX: i64 = 5_000;

/// What happened to another record, with the case that brought it about.
pub(super) fn fact(
    ctx: &mut Ctx<'_>,
    case: &Case,
    (kind, id): (SubjectKind, Uuid),
    (event, from, to): (&str, &str, &str),
    basis: &Basis,
) -> Result<Fact, Error> {
    let detail = json!({ "dismissal_id": case.id.0 });
    ctx.fact((kind, id), event, basis.clone(), Particulars { statuses: (Some(from), Some(to)), detail })
}

/// Ends what the person holds, from a day on; notes in the case what it was. Gives the facts to state.
pub(super) fn end(ctx: &mut Ctx<'_>, case: &mut Case, day: Day) -> Result<Vec<Fact>, Error> {
    let document_number = case.decision.as_ref().and_then(|decision| decision.document_number.clone());
    let basis = Basis { document_number, occurred_on: Some(day), ..Basis::default() };
    let (ended, mut facts) = end_appointments(ctx, case, day, &basis)?;
    facts.extend(end_memberships(ctx, case, day, &basis)?);
    facts.extend(revoke_certification(ctx, case, day, &basis)?);
    facts.extend(vacancies::follow_appointments(ctx, &ended)?);
    facts.extend(vacancies::open_left(ctx, &ended, Some(case.id), &basis)?);
    Ok(facts)
}

fn end_appointments(
    ctx: &mut Ctx<'_>,
    case: &mut Case,
    day: Day,
    basis: &Basis,
) -> Result<(Vec<Appointment>, Vec<Fact>), Error> {
    let (now, today) = (ctx.now(), ctx.today());
    let (mut changed, mut facts) = (Vec::new(), Vec::new());
    for before in appointments::of_people(ctx.db, &[case.person_id])? {
        let Some(after) = before.ended_by_case(day, now) else { continue };
        let event = match after.status {
            AppointmentStatus::Dismissed => "dismiss",
            AppointmentStatus::RemovedFromOffice => "remove_from_office",
            _ => "cancel",
        };
        let words = (event, before.effective(today).as_str(), after.status.as_str());
        facts.push(fact(ctx, case, (SubjectKind::Appointment, before.id.0), words, basis)?);
        let (known_at, status) = (before.updated_at, before.status.as_str().to_owned());
        case.effects.push(Effect { kind: Touched::Appointment, id: before.id.0, known_at, status });
        changed.push(after);
    }
    let ended: HashMap<AppointmentId, Day> = changed.iter().filter_map(|one| Some((one.id, one.ended_on?))).collect();
    appointments::follow(ctx.db, &changed)?;
    facts.extend(end_assignments(ctx, case, &ended)?);
    Ok((changed, facts))
}

fn end_assignments(
    ctx: &mut Ctx<'_>,
    case: &mut Case,
    ended: &HashMap<AppointmentId, Day>,
) -> Result<Vec<Fact>, Error> {
    let Some(first) = ended.values().min().copied() else { return Ok(Vec::new()) };
    let filter = AssignmentFilter { appointment_id: ended.keys().copied().collect(), ..AssignmentFilter::default() };
    for before in zone_assignments::not_over(ctx.db, &filter, first, ASSIGNMENTS_MAX)? {
        let (known_at, status) = (before.updated_at, before.standing(first).as_str().to_owned());
        case.effects.push(Effect { kind: Touched::ZoneAssignment, id: before.id.0, known_at, status });
    }
    end_with_appointments(ctx, ended)
}

fn end_memberships(ctx: &mut Ctx<'_>, case: &mut Case, day: Day, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let mut facts = Vec::new();
    for before in pool_memberships::of_people(ctx.db, &Reach::everything(), &[case.person_id])? {
        let Some(after) = before.ended_by_case(day, ctx.now()) else { continue };
        pool_memberships::update(ctx.db, &after)?;
        let event = if after.status == pool::Status::Removed { "remove" } else { "withdraw" };
        let words = (event, before.status.as_str(), after.status.as_str());
        facts.push(fact(ctx, case, (SubjectKind::PoolMembership, before.id.0), words, basis)?);
        let (known_at, status) = (before.updated_at, before.status.as_str().to_owned());
        case.effects.push(Effect { kind: Touched::PoolMembership, id: before.id.0, known_at, status });
    }
    Ok(facts)
}

fn revoke_certification(ctx: &mut Ctx<'_>, case: &mut Case, day: Day, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let heard_on = case.defence.as_ref().map(|defence| defence.on);
    let mut facts = Vec::new();
    for before in certifications::of_people(ctx.db, &Reach::everything(), &[case.person_id])? {
        let Some(after) = before.ended_by_case(day, heard_on, ctx.now()) else { continue };
        certifications::update(ctx.db, &after)?;
        let words = ("revoke", before.status.as_str(), after.status.as_str());
        facts.push(fact(ctx, case, (SubjectKind::Certification, before.id.0), words, basis)?);
        let (known_at, status) = (before.updated_at, before.status.as_str().to_owned());
        case.effects.push(Effect { kind: Touched::Certification, id: before.id.0, known_at, status });
    }
    Ok(facts)
}

/// Keeps the person from duty while the case runs. Gives the facts to state.
pub(super) fn suspend(ctx: &mut Ctx<'_>, case: &Case, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let (day, now) = (basis.occurred_on.unwrap_or(ctx.today()), ctx.now());
    change(ctx, case, "suspend", basis, |one| one.suspended_by_case(day, now)).map(|(_, facts)| facts)
}

/// Lets the person inspect again. Gives the facts to state.
pub(super) fn resume(ctx: &mut Ctx<'_>, case: &Case, since: Day, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let (day, now) = (basis.occurred_on.unwrap_or(ctx.today()), ctx.now());
    change(ctx, case, "resume", basis, |one| one.resumed_by_case(since, day, now)).map(|(_, facts)| facts)
}

/// Lets the person inspect again, who was never rightly kept from it. Gives the facts to state.
pub(super) fn clear(ctx: &mut Ctx<'_>, case: &Case, since: Day, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let (day, now) = (basis.occurred_on.unwrap_or(ctx.today()), ctx.now());
    let (changed, facts) = change(ctx, case, "resume", basis, |one| one.cleared_by_case(since, day, now))?;
    for id in changed {
        appointments::take_back(ctx.db, id, |one| one.is_taken_back(None, Some(since)))?;
    }
    Ok(facts)
}

/// Gives back the days of suspensions that are over, where the case comes to nothing that ends an office. Gives the facts to
/// state.
pub(super) fn clear_past(ctx: &mut Ctx<'_>, before: &Case, after: &Case, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let known = before.suspensions.iter().filter(|one| one.is_cleared).count();
    let cleared: Vec<(Day, Day)> =
        after.suspensions.iter().filter(|one| one.is_cleared).map(|one| (one.from, one.end)).collect();
    if cleared.len() == known {
        return Ok(Vec::new());
    }
    let (day, now) = (basis.occurred_on.unwrap_or(ctx.today()), ctx.now());
    change(ctx, after, "clear_suspension", basis, |one| one.cleared_between(&cleared, day, now)).map(|(_, facts)| facts)
}

/// Changes the appointments of a case's person for which something follows; tells which, with the facts to state.
fn change(
    ctx: &mut Ctx<'_>,
    case: &Case,
    event: &str,
    basis: &Basis,
    follows: impl Fn(&Appointment) -> Option<Appointment>,
) -> Result<(Vec<AppointmentId>, Vec<Fact>), Error> {
    let (mut changed, mut facts) = (Vec::new(), Vec::new());
    let theirs: [PersonId; 1] = [case.person_id];
    for before in appointments::of_people(ctx.db, &theirs)? {
        let Some(after) = follows(&before) else { continue };
        let words = (event, before.status.as_str(), after.status.as_str());
        facts.push(fact(ctx, case, (SubjectKind::Appointment, before.id.0), words, basis)?);
        changed.push(after);
    }
    appointments::follow(ctx.db, &changed)?;
    Ok((changed.into_iter().map(|one| one.id).collect(), facts))
}
