//! Rosters of schools: they make the zones that they name.

use std::collections::{HashMap, HashSet};

use domain::{
    Area, Error, FaultCode, Wording,
    file::import::{Outcome, RowFaults},
    kernel::{
        event::{Basis, Event, SubjectKind},
        id::{SchoolId, ZoneId},
    },
    service::zone::{School, Zone},
};
use persistence::service::zones;

use super::pieces::{LOOKUP_MAX, count};
use crate::{
    app::{
        Ctx,
        kernel::context::{CREATED, Particulars},
    },
    roster::{
        self, RosterFile,
        schools::{IDENTIFIER, ZONE},
    },
};

/// Reads a roster of schools and, when asked to and nothing stands against it, loads it.
///
/// # Errors
/// When the database fails.
pub(super) fn load(
    ctx: &mut Ctx<'_>,
    (file, partial): (&RosterFile, bool),
    area: &Area,
    apply: bool,
) -> Result<Outcome, Error> {
    let rows = file.rows();
    let (mut entries, mut faults) = roster::schools::read(&rows);
    let now = ctx.now();
    let names: HashSet<String> = entries.iter().map(|entry| entry.zone.clone()).collect();
    let mut zones = zones::zones_named(ctx.db, area, &names.iter().cloned().collect::<Vec<_>>())?;
    entries.retain(|entry| {
        let is_open = zones.get(&entry.zone).is_none_or(Zone::is_open);
        if !is_open {
            faults.push(file.fault(entry.place, ZONE, FaultCode::Reference, Wording::ZoneClosed));
        }
        is_open
    });
    let present = present(ctx, file, &mut entries, &mut faults)?;
    let mut new_zones = Vec::new();
    for entry in &entries {
        if !zones.contains_key(&entry.zone) {
            let id = ZoneId(ctx.new_id()?);
            let zone = Zone::new(id, area.clone(), entry.zone.clone(), now);
            zones.insert(entry.zone.clone(), zone.clone());
            new_zones.push(zone);
        }
    }
    let (mut new_schools, mut changed_schools, mut unchanged) = (Vec::new(), Vec::new(), 0);
    for entry in &entries {
        let known = present.get(&entry.identifier);
        let school = school(ctx, entry, known, area, &zones)?;
        match known {
            Some(known) if *known == school => unchanged += 1,
            Some(_) => changed_schools.push(School { version: school.version + 1, updated_at: now, ..school }),
            None => new_schools.push(school),
        }
    }
    let sound = faults.is_empty() || partial;
    let loaded = if sound { count(new_schools.len() + changed_schools.len()) } else { 0 };
    if apply && sound {
        store_schools(ctx, &new_zones, &new_schools, &changed_schools)?;
    }
    Ok(Outcome::new((count(rows.len()), loaded, unchanged), faults))
}

/// What the register says of the schools of a roster. A school of another area is nobody's to change: its row is refused.
fn present(
    ctx: &mut Ctx<'_>,
    file: &RosterFile,
    entries: &mut Vec<roster::schools::Entry>,
    faults: &mut RowFaults,
) -> Result<HashMap<String, School>, Error> {
    let identifiers: Vec<String> = entries.iter().map(|entry| entry.identifier.clone()).collect();
    let mut present = HashMap::new();
    for chunk in identifiers.chunks(LOOKUP_MAX) {
        present.extend(zones::schools_identified(ctx.db, chunk)?);
    }
    entries.retain(|entry| {
        let is_ours = present.get(&entry.identifier).is_none_or(|known| ctx.reach.covers(&known.area));
        if !is_ours {
            // As a second school of that number is refused.
            faults.push(file.fault(entry.place, IDENTIFIER, FaultCode::Duplicate, Wording::SchoolExists));
        }
        is_ours
    });
    Ok(present)
}

fn school(
    ctx: &mut Ctx<'_>,
    entry: &roster::schools::Entry,
    known: Option<&School>,
    area: &Area,
    zones: &HashMap<String, Zone>,
) -> Result<School, Error> {
    let now = ctx.now();
    let zone = zones.get(&entry.zone).ok_or_else(|| Error::internal("a zone that was just made"))?;
    Ok(School {
        id: match known {
            Some(known) => known.id,
            None => SchoolId(ctx.new_id()?),
        },
        version: known.map_or(1, |known| known.version),
        area: known.map_or_else(|| area.clone(), |known| known.area.clone()),
        zone_id: zone.id,
        identifier: entry.identifier.clone(),
        name: entry.name.clone(),
        school_type: entry.school_type,
        pupils: entry.pupils,
        credit_code: entry.credit_code.clone(),
        created_at: known.map_or(now, |known| known.created_at),
        updated_at: known.map_or(now, |known| known.updated_at),
    })
}

/// Stores them some at a time, each set with its facts.
fn store_schools(ctx: &mut Ctx<'_>, new_zones: &[Zone], new: &[School], changed: &[School]) -> Result<(), Error> {
    let fact = |ctx: &mut Ctx<'_>, subject, name| ctx.fact(subject, name, Basis::default(), Particulars::default());
    for zones in new_zones.chunks(LOOKUP_MAX) {
        zones::insert_zones(ctx.db, zones)?;
        let facts: Result<Vec<Event>, Error> =
            zones.iter().map(|zone| fact(ctx, (SubjectKind::Zone, zone.id.0), CREATED)).collect();
        ctx.record_all(&facts?)?;
    }
    for schools in new.chunks(LOOKUP_MAX) {
        zones::insert_schools(ctx.db, schools)?;
        let facts: Result<Vec<Event>, Error> =
            schools.iter().map(|school| fact(ctx, (SubjectKind::School, school.id.0), CREATED)).collect();
        ctx.record_all(&facts?)?;
    }
    for schools in changed.chunks(LOOKUP_MAX) {
        let mut facts = Vec::new();
        for school in schools {
            zones::update_school(ctx.db, school)?;
            facts.push(fact(ctx, (SubjectKind::School, school.id.0), "corrected")?);
        }
        ctx.record_all(&facts)?;
    }
    Ok(())
}
