//! Zones and schools: read; rosters make them.

use domain::{
    Error, Faults,
    id::{SchoolId, ZoneId},
    policy::Action,
};
use openapi::{
    query::{SchoolsQuery, ZonesQuery},
    zone::{School, Zone},
};
use persistence::zones::{self, SchoolFilter};
use uuid::Uuid;

use super::{
    Ctx, UseCase,
    context::{areas, parse_all},
    list::{ListRequest, Listed},
};

impl UseCase for ListRequest<ZonesQuery> {
    const ACTION: Action = Action::ListZones;
    type Output = Listed<Zone>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut faults = Faults::new();
        let areas = areas(&mut faults, self.query.area.as_ref());
        let areas = faults.finish(Some(areas))?;
        self.order()?;
        let request = self.page(ctx)?;
        let page = zones::list_zones(ctx.db, ctx.reach, &areas, &request)?;
        Ok(self.answer(ctx, page.map(Zone::from)))
    }
}

/// Read one zone.
pub struct ReadZone(pub ZoneId);

impl UseCase for ReadZone {
    const ACTION: Action = Action::ReadZone;
    type Output = Zone;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Zone, Error> {
        zones::find_zone(ctx.db, ctx.reach, self.0).map(Zone::from)
    }
}

impl UseCase for ListRequest<SchoolsQuery> {
    const ACTION: Action = Action::ListSchools;
    type Output = Listed<School>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut faults = Faults::new();
        let zone = |raw: &str| Uuid::try_parse(raw).ok().map(ZoneId);
        let filter = SchoolFilter {
            areas: areas(&mut faults, self.query.area.as_ref()),
            zone_ids: parse_all(&mut faults, "zone_id", self.query.zone_id.as_ref(), zone),
        };
        let filter = faults.finish(Some(filter))?;
        self.order()?;
        let request = self.page(ctx)?;
        let page = zones::list_schools(ctx.db, ctx.reach, &filter, &request)?;
        Ok(self.answer(ctx, page.map(School::from)))
    }
}

/// Read one school.
pub struct ReadSchool(pub SchoolId);

impl UseCase for ReadSchool {
    const ACTION: Action = Action::ReadSchool;
    type Output = School;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<School, Error> {
        zones::find_school(ctx.db, ctx.reach, self.0).map(School::from)
    }
}
