//! Zones and schools: made one by one or by rosters, changed, closed, read.

use domain::{
    Day, Error, Faults, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::{SchoolId, ZoneId},
        page::{Page, PageRequest},
        policy::Action,
        rules::{self, refused},
        time::Moment,
    },
    roles,
    service::zone,
};
use openapi::service::zone::{CreateSchool, CreateZone, School, UpdateSchool, UpdateZone, Zone};
use persistence::service::zones::{self, SchoolFilter, ZoneFilter};
use serde_json::json;

use super::zone_assignments;
use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, at_version},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

impl UseCase for CreateZone {
    const ACTION: Action = Action::write("create_zone", roles![Registrar, Approver, Operator]);
    type Output = Zone;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Zone, Error> {
        let mut faults = Faults::new();
        let parts = self.parse(&mut faults);
        let parts = faults.finish(parts)?;
        let area = ctx.area_for(parts.area.as_ref())?;
        let id = ZoneId(ctx.new_id()?);
        let zone = zone::Zone {
            office_phone: parts.office_phone,
            matters: parts.matters,
            ..zone::Zone::new(id, area, parts.name, ctx.now())
        };
        zones::insert_zone(ctx.db, &zone)?;
        ctx.record((SubjectKind::Zone, id.0), CREATED, Basis::default(), Particulars::default())?;
        Ok(zone.into())
    }
}

/// Change a zone, close it, or open it again; what it said before stays in its history.
pub struct ChangeZone {
    /// Which.
    pub id: ZoneId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateZone,
}

impl UseCase for ChangeZone {
    const ACTION: Action = Action::write("update_zone", roles![Registrar, Approver, Operator]);
    type Output = Zone;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Zone, Error> {
        let zone = zones::find_zone(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, zone.version)?;
        let mut faults = Faults::new();
        let changed = self.patch.apply(&zone, ctx.today(), &mut faults);
        let changed = faults.finish(Some(changed))?;
        if changed == zone {
            ctx.nothing_changed();
            return Ok(zone.into());
        }
        let (event, occurred_on) = match (zone.closed_on, changed.closed_on) {
            (None, Some(day)) => {
                close(ctx, &changed, day)?;
                ("closed", Some(day))
            }
            (Some(_), None) => ("reopened", None),
            _ => ("corrected", None),
        };
        let changed = zone::Zone { version: zone.version + 1, updated_at: ctx.now(), ..changed };
        zones::update_zone(ctx.db, &changed)?;
        let particulars = Particulars { detail: json!({ "before": Zone::from(zone) }), ..Particulars::default() };
        ctx.record((SubjectKind::Zone, self.id.0), event, Basis { occurred_on, ..Basis::default() }, particulars)?;
        Ok(changed.into())
    }
}

/// What the closing of a zone asks for and brings with it: no school is left without an open zone (R41), and who is
/// assigned to it no longer is.
fn close(ctx: &mut Ctx<'_>, zone: &zone::Zone, day: Day) -> Result<(), Error> {
    if zones::has_schools(ctx.db, zone.id)? {
        return refused(&rules::ZONE_FULL_COVERAGE, Wording::ZoneHasSchools);
    }
    let facts = zone_assignments::end_with_zone(ctx, zone.id, day)?;
    ctx.record_all(&facts)
}

impl UseCase for CreateSchool {
    const ACTION: Action = Action::write("create_school", roles![Registrar, Approver, Operator]);
    type Output = School;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<School, Error> {
        let mut faults = Faults::new();
        let zone = within_reach::zone(ctx, self.zone(), "/zone_id", &mut faults)?;
        let parts = self.parse(&mut faults);
        let (zone, parts) = faults.finish(zone.zip(parts))?;
        takes_schools(&zone)?;
        let (id, now) = (SchoolId(ctx.new_id()?), ctx.now());
        let school = zone::School {
            id,
            version: 1,
            area: zone.area,
            zone_id: zone.id,
            identifier: parts.identifier,
            name: parts.name,
            school_type: parts.school_type,
            pupils: parts.pupils,
            credit_code: parts.credit_code,
            created_at: now,
            updated_at: now,
        };
        zones::insert_school(ctx.db, &school)?;
        ctx.record((SubjectKind::School, id.0), CREATED, Basis::default(), Particulars::default())?;
        Ok(school.into())
    }
}

/// A closed zone takes no schools (R41).
fn takes_schools(zone: &zone::Zone) -> Result<(), Error> {
    if zone.is_open() { Ok(()) } else { refused(&rules::ZONE_FULL_COVERAGE, Wording::ZoneClosed) }
}

/// Correct a school's record, or give the school to another zone; what it said before stays in its history.
pub struct CorrectSchool {
    /// Which.
    pub id: SchoolId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateSchool,
}

impl UseCase for CorrectSchool {
    const ACTION: Action = Action::write("update_school", roles![Registrar, Approver, Operator]);
    type Output = School;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<School, Error> {
        let school = zones::find_school(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, school.version)?;
        let mut faults = Faults::new();
        let mut corrected = self.patch.apply(&school, &mut faults);
        let zone = match self.patch.zone().filter(|id| *id != school.zone_id) {
            Some(id) => within_reach::zone(ctx, id, "/zone_id", &mut faults)?,
            None => None,
        };
        faults.finish(Some(()))?;
        if let Some(zone) = zone {
            takes_schools(&zone)?;
            corrected = zone::School { zone_id: zone.id, area: zone.area, ..corrected };
        }
        if corrected == school {
            ctx.nothing_changed();
            return Ok(school.into());
        }
        let corrected = zone::School { version: school.version + 1, updated_at: ctx.now(), ..corrected };
        zones::update_school(ctx.db, &corrected)?;
        let particulars = Particulars { detail: json!({ "before": School::from(school) }), ..Particulars::default() };
        ctx.record((SubjectKind::School, self.id.0), "corrected", Basis::default(), particulars)?;
        Ok(corrected.into())
    }
}

impl Listing for ZoneFilter {
    const ACTION: Action = Action::read("list_zones", roles![Registrar, Approver, Auditor]);
    type View = Zone;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Zone>, Error> {
        Ok(zones::list_zones(ctx.db, ctx.reach, self, descending, request)?.map(Zone::from))
    }
}

/// Read one zone, as it was known at a moment.
pub type ReadZone = ReadAsOf<Zone>;

impl Readable for Zone {
    type Id = ZoneId;
    const ACTION: Action = Action::read("read_zone", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: ZoneId, moment: Moment) -> Result<Self, Error> {
        zones::find_zone(ctx.db, ctx.reach, id, moment.known_at).map(Self::from)
    }
}

impl Listing for SchoolFilter {
    const ACTION: Action = Action::read("list_schools", roles![Registrar, Approver, Auditor]);
    type View = School;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<School>, Error> {
        Ok(zones::list_schools(ctx.db, ctx.reach, self, descending, request)?.map(School::from))
    }
}

/// Read one school, as it was known at a moment.
pub type ReadSchool = ReadAsOf<School>;

impl Readable for School {
    type Id = SchoolId;
    const ACTION: Action = Action::read("read_school", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: SchoolId, moment: Moment) -> Result<Self, Error> {
        zones::find_school(ctx.db, ctx.reach, id, moment.known_at).map(Self::from)
    }
}
