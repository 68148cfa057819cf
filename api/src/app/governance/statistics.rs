//! Statistics of how supervision is led: what is owed in a year, and what units did.

use std::collections::HashMap;

use domain::{
    Area, Day, Error, Faults,
    governance::{
        cadence::{self, Facts, government_cycle, school_cycle},
        participation,
    },
    kernel::{id::OrganisationId, period::Year, policy::Action, rules::Rules},
    roles,
};
use openapi::{
    governance::statistics::{Cadence, CadenceQuery, ParticipationStatistics},
    kernel::query::YearQuery,
};
use persistence::{
    governance::{cadence as done, meetings},
    supervision::findings,
};

use crate::app::{
    Ctx, UseCase,
    administration::statistics::year_asked_for,
    kernel::{
        list::{Query, year_of},
        within_reach,
    },
};

/// Read what is owed in a year.
pub struct ReadCadence(pub Query<CadenceQuery>);

impl UseCase for ReadCadence {
    const ACTION: Action = Action::read("read_cadence", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Cadence;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Cadence, Error> {
        self.0.check()?;
        let mut faults = Faults::new();
        let CadenceQuery { area, year, .. } = self.0.read(&mut faults);
        let area = area.and_then(|raw| faults.keep("/area", Area::parse(&raw)));
        let year = year_of(year.as_deref(), ctx.today(), &mut faults);
        let (area, year) = faults.finish(Some((area, year)))?;
        let (area, rules) = (ctx.area_for(area.as_ref())?, ctx.rules()?);
        let facts = facts(ctx, &area, year, &rules)?;
        Ok(Cadence::new(&area, year, &cadence::obligations(year, &facts, &rules), ctx.today()))
    }
}

fn facts(ctx: &mut Ctx<'_>, area: &Area, year: i32, rules: &Rules) -> Result<Facts, Error> {
    let Some(days) = days_of(year) else { return Ok(Facts::default()) };
    let schools = school_cycle(rules, year).unwrap_or(days);
    let governments = government_cycle(rules, year).unwrap_or(days);
    Ok(Facts {
        meetings: done::meetings(ctx.db, area, days)?,
        plans: done::plans(ctx.db, area, days)?,
        school_plans: done::schools_with_plans(ctx.db, area, days)?,
        school_cycle: done::schools_supervised(ctx.db, area, schools)?,
        government_cycle: done::governments_supervised(ctx.db, area, governments)?,
    })
}

fn days_of(year: i32) -> Option<(Day, Day)> {
    Year::parse(&year.to_string()).map(|year| (year.first(), year.last())).ok()
}

/// Read what units did in a year.
pub struct ReadParticipation(pub Query<YearQuery>);

impl UseCase for ReadParticipation {
    const ACTION: Action = Action::read("read_participation", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = ParticipationStatistics;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<ParticipationStatistics, Error> {
        let (areas, year) = year_asked_for(&self.0, ctx.today())?;
        ctx.check_areas(&areas)?;
        let Some((first, last)) = days_of(year) else {
            return Ok(ParticipationStatistics::new(year, [], &HashMap::new()));
        };
        let meetings = meetings::held(ctx.db, ctx.reach, &areas, (first, last))?;
        let mut handed = findings::handed_over_since(ctx.db, ctx.reach, &areas, first)?;
        handed.retain(|one| (first..=last).contains(&one.on));
        let units = participation::by_unit(&meetings, &handed, ctx.today());
        let ids: Vec<OrganisationId> = units.keys().copied().collect();
        let names = within_reach::organisations(ctx, &ids)?.into_iter().map(|(id, one)| (id, one.name)).collect();
        Ok(ParticipationStatistics::new(year, units, &names))
    }
}
