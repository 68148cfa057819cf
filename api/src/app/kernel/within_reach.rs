//! What a write refers to. Every record that a request names is looked up here, within the caller's reach. A record out
//! of reach gets the same fault at the same pointer as a missing one, so that a write reveals nothing that a read would
//! not.

use std::collections::HashMap;

use domain::{
    Error, Fault, FaultCode, Faults, Wording,
    kernel::id::{AppointmentId, CohortId, OrganisationId, PersonId, SchoolId, ZoneId},
    people::person::Person,
    service::{
        appointment::Appointment,
        organisation::{Cohort, Organisation},
        zone::{School, Zone},
    },
};
use openapi::kernel::page::MergedValue;
use persistence::{
    people,
    service::{appointments, organisations, zones},
};

use crate::app::Ctx;

/// As [`people::survivors`].
///
/// # Errors
/// When the database fails.
pub fn survivors(ctx: &mut Ctx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, PersonId>, Error> {
    people::merges::survivors(ctx.db, ids)
}

/// The fault of a reference to nothing.
pub fn unknown(pointer: impl Into<String>, faults: &mut Faults) {
    faults.add(pointer, FaultCode::Reference, Wording::NoSuchRecord);
}

/// The refusal of a reference to nothing, where nothing else is looked at.
pub fn no_such(pointer: &str) -> Error {
    Error::invalid(Fault::new(pointer, FaultCode::Reference, Wording::NoSuchRecord))
}

/// The record that was looked up; none, with its fault, where there is none within reach.
fn found<T>(outcome: Result<T, Error>, pointer: &str, faults: &mut Faults) -> Result<Option<T>, Error> {
    match outcome {
        Ok(record) => Ok(Some(record)),
        Err(Error::NotFound) => {
            unknown(pointer, faults);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// The person that a new record is about. An id of a record that was merged names the one that stands for the person now.
///
/// # Errors
/// When the database fails.
pub fn person(ctx: &mut Ctx<'_>, id: PersonId, pointer: &str, faults: &mut Faults) -> Result<Option<Person>, Error> {
    let one = people(ctx, &[id])?.remove(&id);
    if one.is_none() {
        unknown(pointer, faults);
    }
    Ok(one)
}

/// Those of these people who are within reach, by the ids that were named. The id of a merged record gives its
/// survivor.
///
/// # Errors
/// When the database fails.
pub fn people(ctx: &mut Ctx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, Person>, Error> {
    let all = people::find_many(ctx.db, ctx.vault, ctx.reach, ids)?;
    let (merged, unmerged): (Vec<Person>, Vec<Person>) = all.into_iter().partition(|one| one.merged_into.is_some());
    let mut found: HashMap<PersonId, Person> = unmerged.into_iter().map(|one| (one.id, one)).collect();
    if merged.is_empty() {
        return Ok(found);
    }
    let survivors = survivors(ctx, &merged.iter().map(|one| one.id).collect::<Vec<_>>())?;
    let last: Vec<PersonId> = survivors.values().copied().collect();
    let last: HashMap<PersonId, Person> =
        people::find_many(ctx.db, ctx.vault, ctx.reach, &last)?.into_iter().map(|one| (one.id, one)).collect();
    found.extend(survivors.into_iter().filter_map(|(lost, survivor)| Some((lost, last.get(&survivor)?.clone()))));
    Ok(found)
}

/// Replaces merged records in a filter of people by their survivors, and the answer says so. It reveals nothing about a
/// record out of reach: that id stays, and finds nothing.
///
/// # Errors
/// When the database fails.
pub fn lead_on(ctx: &mut Ctx<'_>, named: &mut Vec<PersonId>) -> Result<(), Error> {
    if named.is_empty() {
        return Ok(());
    }
    let survivors = survivors(ctx, named)?;
    let merged: Vec<PersonId> =
        named.iter().copied().filter(|id| survivors.get(id).is_some_and(|it| it != id)).collect();
    if merged.is_empty() {
        return Ok(());
    }
    for lost in people::find_many(ctx.db, ctx.vault, ctx.reach, &merged)? {
        let Some(survivor) = survivors.get(&lost.id) else { continue };
        named.retain(|id| *id != lost.id);
        if !named.contains(survivor) {
            named.push(*survivor);
        }
        let value = Some(lost.id.0.to_string());
        ctx.led_on.push(MergedValue { parameter: "person_id", value, into: (*survivor).into() });
    }
    Ok(())
}

/// As [`lead_on`], for public numbers.
///
/// # Errors
/// When the database fails.
pub fn lead_on_numbers(ctx: &mut Ctx<'_>, named: &mut Vec<String>) -> Result<(), Error> {
    if named.is_empty() {
        return Ok(());
    }
    let merged = people::merges::merged_of_numbers(ctx.db, ctx.reach, named)?;
    if merged.is_empty() {
        return Ok(());
    }
    let survivors = survivors(ctx, &merged.iter().map(|(_, id)| *id).collect::<Vec<_>>())?;
    let last: Vec<PersonId> = survivors.values().copied().collect();
    let last = people::find_many(ctx.db, ctx.vault, ctx.reach, &last)?;
    for (number, lost) in merged {
        let Some(survivor) = survivors.get(&lost).and_then(|id| last.iter().find(|one| one.id == *id)) else {
            continue;
        };
        named.retain(|one| *one != number);
        named.push(survivor.number.as_str().to_owned());
        ctx.led_on.push(MergedValue { parameter: "number", value: Some(number), into: survivor.id.into() });
    }
    Ok(())
}

/// The record that stands for a named person now: a merged one is the same person as its survivor. None where the named one
/// is not within reach.
///
/// # Errors
/// When the database fails.
pub fn survivor(ctx: &mut Ctx<'_>, id: PersonId) -> Result<Option<PersonId>, Error> {
    if people::find_many(ctx.db, ctx.vault, ctx.reach, &[id])?.is_empty() {
        return Ok(None);
    }
    Ok(Some(survivors(ctx, &[id])?.get(&id).copied().unwrap_or(id)))
}

/// The organisation that a record names.
///
/// # Errors
/// When the database fails.
pub fn organisation(
    ctx: &mut Ctx<'_>,
    id: OrganisationId,
    pointer: &str,
    faults: &mut Faults,
) -> Result<Option<Organisation>, Error> {
    found(organisations::find(ctx.db, ctx.reach, id, None), pointer, faults)
}

/// Those of these organisations that are within reach.
///
/// # Errors
/// When the database fails.
pub fn organisations(
    ctx: &mut Ctx<'_>,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, Organisation>, Error> {
    let all = organisations::find_many(ctx.db, ctx.reach, ids)?;
    Ok(all.into_iter().map(|one| (one.id, one)).collect())
}

/// The authority that a record names.
///
/// # Errors
/// When the database fails.
pub fn authority(
    ctx: &mut Ctx<'_>,
    id: OrganisationId,
    pointer: &str,
    faults: &mut Faults,
) -> Result<Option<Organisation>, Error> {
    let one = organisation(ctx, id, pointer, faults)?;
    if one.as_ref().is_some_and(|one| !one.is_authority()) {
        faults.add(pointer, FaultCode::Reference, Wording::NotAnAuthority);
        return Ok(None);
    }
    Ok(one)
}

/// Those of these cohorts that are within reach.
///
/// # Errors
/// When the database fails.
pub fn cohorts(ctx: &mut Ctx<'_>, ids: &[CohortId]) -> Result<HashMap<CohortId, Cohort>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let all = organisations::cohorts(ctx.db, ids)?.into_iter().filter(|one| ctx.reach.covers(&one.area));
    Ok(all.map(|one| (one.id, one)).collect())
}

/// The cohort that a record names.
///
/// # Errors
/// When the database fails.
pub fn cohort(ctx: &mut Ctx<'_>, id: CohortId, pointer: &str, faults: &mut Faults) -> Result<Option<Cohort>, Error> {
    found(organisations::find_cohort(ctx.db, ctx.reach, id, None), pointer, faults)
}

/// The zone that a record names, open or closed.
///
/// # Errors
/// When the database fails.
pub fn zone(ctx: &mut Ctx<'_>, id: ZoneId, pointer: &str, faults: &mut Faults) -> Result<Option<Zone>, Error> {
    found(zones::find_zone(ctx.db, ctx.reach, id, None), pointer, faults)
}

/// The zone that a record names, which takes what is new.
///
/// # Errors
/// When the database fails.
pub fn open_zone(ctx: &mut Ctx<'_>, id: ZoneId, pointer: &str, faults: &mut Faults) -> Result<Option<Zone>, Error> {
    let zone = zone(ctx, id, pointer, faults)?;
    if zone.as_ref().is_some_and(|zone| !zone.is_open()) {
        faults.add(pointer, FaultCode::Reference, Wording::ZoneIsClosed);
    }
    Ok(zone)
}

/// The school that a record names.
///
/// # Errors
/// When the database fails.
pub fn school(ctx: &mut Ctx<'_>, id: SchoolId, pointer: &str, faults: &mut Faults) -> Result<Option<School>, Error> {
    found(zones::find_school(ctx.db, ctx.reach, id, None), pointer, faults)
}

/// Those of these schools that are within reach.
///
/// # Errors
/// When the database fails.
pub fn schools(ctx: &mut Ctx<'_>, ids: &[SchoolId]) -> Result<HashMap<SchoolId, School>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(zones::schools(ctx.db, ctx.reach, ids)?.into_iter().map(|one| (one.id, one)).collect())
}

/// The appointment that a record names.
///
/// # Errors
/// When the database fails.
pub fn appointment(
    ctx: &mut Ctx<'_>,
    id: AppointmentId,
    pointer: &str,
    faults: &mut Faults,
) -> Result<Option<Appointment>, Error> {
    found(appointments::find(ctx.db, ctx.reach, id, None), pointer, faults)
}
