//! The report of coverage: the area as a whole, and zone by zone.

use domain::{
    Area, Day, Error,
    kernel::{
        page::{Page, Position},
        policy::Action,
    },
    roles,
    service::coverage::AreaFigures,
};
use openapi::{
    kernel::query::CoverageQuery,
    service::coverage::{Coverage, ZoneCoverage},
};
use persistence::service::coverage::{self, Figures};

use crate::app::{
    Ctx, UseCase,
    kernel::list::{ListRequest, Listed, Query, drop_earlier},
};

fn parse(ctx: &Ctx<'_>, query: &Query<CoverageQuery>) -> Result<(Vec<Area>, Day), Error> {
    query.check()?;
    let CoverageQuery { area, as_of } = query.parse()?;
    Ok((area, as_of.unwrap_or_else(|| ctx.today())))
}

/// Read the figures of an area on a day.
pub struct ReadCoverage(pub Query<CoverageQuery>);

impl UseCase for ReadCoverage {
    const ACTION: Action = Action::read("read_coverage", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Coverage;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Coverage, Error> {
        let (areas, day) = parse(ctx, &self.0)?;
        ctx.check_areas(&areas)?;
        let rules = ctx.rules()?;
        let Figures { zones, full_time, part_time, without_zone, posts, places_to_fill } =
            coverage::figures(ctx.db, ctx.reach, &areas, day)?;
        let figures = AreaFigures::of(&zones, (full_time, part_time), without_zone, (posts, places_to_fill), &rules);
        Ok(Coverage::new(&figures, day, &rules))
    }
}

/// Read the figures of the zones of an area on a day.
pub struct ListZoneCoverage(pub ListRequest<CoverageQuery>);

impl UseCase for ListZoneCoverage {
    const ACTION: Action = Action::read("list_zone_coverage", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<ZoneCoverage>;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let (areas, day) = parse(ctx, &self.0.query)?;
        let (order, request, rules) = (self.0.order()?, self.0.page(ctx)?, ctx.rules()?);
        let mut zones = coverage::figures(ctx.db, ctx.reach, &areas, day)?.zones;
        if order.descending {
            zones.reverse();
        }
        let total = i64::try_from(zones.len()).ok();
        drop_earlier(&mut zones, &request, order.descending, |zone| zone.zone_id.0);
        let mut page = Page::cut(zones, request.size, |zone| Position { value: None, id: zone.zone_id.0 });
        page.total = total.filter(|_| request.count);
        Ok(self.0.answer(ctx, page.map(|zone| ZoneCoverage::new(zone, &rules))))
    }
}
