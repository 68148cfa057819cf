//! The reversal (domain notes d.8, R117): what the act ended is given back as it was, as if it had never ended. Earlier
//! versions stay, so that `known_at` still tells what the register said meanwhile. What the act did not touch, such as grades,
//! assessments, and a promotion since, stays as it is.

use domain::{
    Day, Error, Fault, FaultCode, Faults, Reach, Wording,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{AppointmentId, CertificationId, MembershipId, ZoneAssignmentId, ZoneId},
        time::Moment,
    },
    misconduct::dismissal::{
        Case,
        effect::{Effect, Touched},
    },
    pools::pool,
    service::zone_assignment::{Standing, ZoneAssignment},
};
use persistence::{
    pools::pool_memberships,
    qualification::certifications,
    service::{
        appointments,
        zone_assignments::{self, AssignmentFilter},
        zones,
    },
};

use super::act::fact;
use crate::app::{
    Ctx,
    kernel::{
        context::{CREATED, Particulars},
        within_reach,
    },
    vacancies,
};

/// Most assignments of a zone that are compared; a zone has far fewer.
const COMPARED_MAX: i64 = 5_000;
/// The name of the fact that a record was given back.
const RESTORE: &str = "restore";

/// Gives back what the act ended. Where the person's place in a zone is taken, an equal zone may be named. Gives the facts
/// to state.
///
/// # Errors
/// [`Error::Duplicate`] where the person holds what cannot be held twice: that is ended first.
pub(super) fn restore(
    ctx: &mut Ctx<'_>,
    case: &mut Case,
    (suspended_on, zone): (Option<Day>, Option<ZoneId>),
    basis: &Basis,
) -> Result<Vec<Fact>, Error> {
    let day = basis.occurred_on.unwrap_or(ctx.today());
    let mut facts = Vec::new();
    for effect in &case.effects {
        facts.push(match effect.kind {
            Touched::Appointment => appointment(ctx, case, effect, (suspended_on, day), basis)?,
            Touched::PoolMembership => membership(ctx, case, effect, day, basis)?,
            Touched::Certification => certification(ctx, case, effect, day, basis)?,
            Touched::ZoneAssignment => assignment(ctx, case, effect, (zone, day), basis)?,
        });
    }
    let back = case.effects.iter().filter(|effect| effect.kind == Touched::Appointment);
    let back: Vec<AppointmentId> = back.map(|effect| AppointmentId(effect.id)).collect();
    facts.extend(vacancies::close_left(ctx, &back, case.id, basis)?);
    case.effects.clear();
    Ok(facts)
}

fn appointment(
    ctx: &mut Ctx<'_>,
    case: &Case,
    effect: &Effect,
    (suspended_on, day): (Option<Day>, Day),
    basis: &Basis,
) -> Result<Fact, Error> {
    let (id, everywhere) = (AppointmentId(effect.id), Reach::everything());
    let present = appointments::find(ctx.db, &everywhere, id, None)?;
    let before = appointments::find(ctx.db, &everywhere, id, Some(effect.known_at))?;
    let after = present.restored(&before, suspended_on, day, ctx.now());
    appointments::follow(ctx.db, std::slice::from_ref(&after))?;
    appointments::take_back(ctx.db, id, |one| one.is_taken_back(Some(effect.known_at), suspended_on))?;
    let words = (RESTORE, present.status.as_str(), after.status.as_str());
    fact(ctx, case, (SubjectKind::Appointment, effect.id), words, basis)
}

fn membership(ctx: &mut Ctx<'_>, case: &Case, effect: &Effect, day: Day, basis: &Basis) -> Result<Fact, Error> {
    let present = pool_memberships::find(ctx.db, &Reach::everything(), MembershipId(effect.id), Moment::default())?;
    let unknown = || Error::internal("a membership that stood nowhere");
    let status = pool::Status::parse(&effect.status).ok_or_else(unknown)?;
    let after = present.restored(status, day, ctx.now());
    pool_memberships::update(ctx.db, &after)?;
    let words = (RESTORE, present.status.as_str(), after.status.as_str());
    fact(ctx, case, (SubjectKind::PoolMembership, effect.id), words, basis)
}

fn certification(ctx: &mut Ctx<'_>, case: &Case, effect: &Effect, day: Day, basis: &Basis) -> Result<Fact, Error> {
    let (id, everywhere) = (CertificationId(effect.id), Reach::everything());
    let present = certifications::find(ctx.db, &everywhere, id, None)?;
    let before = certifications::find(ctx.db, &everywhere, id, Some(effect.known_at))?;
    let after = present.restored(&before, day, ctx.now());
    certifications::update(ctx.db, &after)?;
    certifications::take_back(ctx.db, id, |one| one.updated_at > effect.known_at)?;
    let words = (RESTORE, present.status.as_str(), after.status.as_str());
    fact(ctx, case, (SubjectKind::Certification, effect.id), words, basis)
}

/// Gives the zone back for all days; where somebody took the place meanwhile, from the day of the reversal on, there or in
/// an equal zone.
fn assignment(
    ctx: &mut Ctx<'_>,
    case: &Case,
    effect: &Effect,
    (zone, day): (Option<ZoneId>, Day),
    basis: &Basis,
) -> Result<Fact, Error> {
    let (id, everywhere) = (ZoneAssignmentId(effect.id), Reach::everything());
    let present = zone_assignments::find(ctx.db, &everywhere, id, None)?;
    let before = zone_assignments::find(ctx.db, &everywhere, id, Some(effect.known_at))?;
    let again = present.restored(&before, ctx.now());
    if is_free(ctx, &again)? {
        zone_assignments::follow(ctx.db, std::slice::from_ref(&again))?;
        let words = (RESTORE, Standing::Ended.as_str(), again.standing(ctx.today()).as_str());
        return fact(ctx, case, (SubjectKind::ZoneAssignment, effect.id), words, basis);
    }
    let equal = equal(ctx, &again, (zone, day))?;
    zone_assignments::insert(ctx.db, std::slice::from_ref(&equal))?;
    let detail = serde_json::json!({ "dismissal_id": case.id.0, "instead_of": effect.id });
    let particulars = Particulars { detail, ..Particulars::default() };
    ctx.fact((SubjectKind::ZoneAssignment, equal.id.0), CREATED, basis.clone(), particulars)
}

/// The same place from a day on: in the zone that is named, else in the person's own.
fn equal(
    ctx: &mut Ctx<'_>,
    lost: &ZoneAssignment,
    (named, day): (Option<ZoneId>, Day),
) -> Result<ZoneAssignment, Error> {
    let fault = |code, wording| Error::invalid(Fault::new("/zone_id", code, wording));
    let mut faults = Faults::new();
    let zone = match named {
        Some(id) => {
            let zone = within_reach::open_zone(ctx, id, "/zone_id", &mut faults)?;
            faults.finish(zone)?
        }
        None => match zones::find_zone(ctx.db, ctx.reach, lost.zone_id, None) {
            Ok(zone) if zone.is_open() => zone,
            Ok(_) | Err(Error::NotFound) => return Err(fault(FaultCode::Required, Wording::ZoneTaken)),
            Err(other) => return Err(other),
        },
    };
    let now = ctx.now();
    let school_ids = if zone.id == lost.zone_id { lost.school_ids.clone() } else { Vec::new() };
    let equal = ZoneAssignment {
        id: ZoneAssignmentId(ctx.new_id()?),
        version: 1,
        area: zone.area,
        zone_id: zone.id,
        school_ids,
        starts_on: day.max(lost.starts_on),
        created_at: now,
        updated_at: now,
        ..lost.clone()
    };
    match is_free(ctx, &equal)? {
        true => Ok(equal),
        false if named.is_some() => Err(fault(FaultCode::Duplicate, Wording::ZoneTaken)),
        false => Err(fault(FaultCode::Required, Wording::ZoneTaken)),
    }
}

/// Whether nobody has the place on any of its days, and the zone is still there.
fn is_free(ctx: &mut Ctx<'_>, one: &ZoneAssignment) -> Result<bool, Error> {
    let zone = zones::find_zone(ctx.db, &Reach::everything(), one.zone_id, None)?;
    let filter = AssignmentFilter { zone_id: vec![one.zone_id], ..AssignmentFilter::default() };
    let others = zone_assignments::not_over(ctx.db, &filter, one.starts_on, COMPARED_MAX)?;
    Ok(zone.is_open() && !others.iter().any(|other| other.id != one.id && one.excludes(other)))
}
