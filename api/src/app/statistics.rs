//! Statistics of the team's structure.

use domain::{
    Error, FaultCode, Faults, Wording,
    policy::{Action, Restricted, reads},
    rules::STATISTICS_MIN_CELL,
    statistics::{Dimension, Shown, protected, withhold},
    time::{self, Moment},
};
use openapi::{
    query::{self, NoticeStatisticsQuery, TeamStructureQuery},
    statistics::{NoticeStatistics, TeamStructure},
};
use persistence::{
    notices,
    statistics::{self, Structure},
};

use super::{Ctx, UseCase, context::areas};

/// Read how the inspectors in office on a day are made up. Who does not read the people themselves sees no small count.
pub struct ReadTeamStructure(pub TeamStructureQuery);

/// The dimension that was asked for; there is none when nobody says.
fn dimension(faults: &mut Faults, word: Option<&str>) -> Option<Dimension> {
    let by = word.and_then(Dimension::parse);
    if by.is_none() {
        let code = if word.is_none() { FaultCode::Required } else { FaultCode::Code };
        faults.add("/by", code, Wording::NotAParameterValue);
    }
    by
}

impl UseCase for ReadTeamStructure {
    const ACTION: Action = Action::ReadTeamStructure;
    const SNAPSHOT: bool = true;
    type Output = TeamStructure;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<TeamStructure, Error> {
        query::check(&self.0)?;
        let mut faults = Faults::new();
        let by = dimension(&mut faults, self.0.by.as_deref());
        let areas = areas(&mut faults, self.0.area.as_ref());
        let moment = Moment::parse(self.0.as_of.as_deref(), None, &mut faults);
        let (by, day) = faults.finish(by.map(|by| (by, moment.as_of.unwrap_or_else(|| ctx.today()))))?;
        ctx.check_areas(&areas)?;
        let is_exact = reads(ctx.role(), Restricted::ExactCounts);
        let smallest = ctx.rules()?.count(&STATISTICS_MIN_CELL);
        let Structure { total, mut cells } = statistics::structure(ctx.db, ctx.reach, &areas, day, by)?;
        if !is_exact {
            withhold(by, &mut cells);
        }
        let counts: Vec<u32> = cells.iter().map(|cell| cell.count).collect();
        let shown = if is_exact {
            Shown::Counts(counts.into_iter().map(Some).collect())
        } else {
            protected(&counts, total, smallest)
        };
        Ok(TeamStructure::new(by, day, (total, cells), shown, (!is_exact).then_some(smallest)))
    }
}

/// Read how many notices began, and how many of them this register did not publish.
pub struct ReadNoticeStatistics(pub NoticeStatisticsQuery);

impl UseCase for ReadNoticeStatistics {
    const ACTION: Action = Action::ReadNoticeStatistics;
    const SNAPSHOT: bool = true;
    type Output = NoticeStatistics;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<NoticeStatistics, Error> {
        let mut faults = Faults::new();
        let areas = areas(&mut faults, self.0.area.as_ref());
        let mut day = |name: &str, raw: &Option<String>| {
            raw.as_ref().and_then(|raw| faults.keep(&format!("/{name}"), time::parse_day(raw)))
        };
        let from = day("opened_on_from", &self.0.opened_on_from);
        let to = day("opened_on_to", &self.0.opened_on_to);
        faults.finish(Some(()))?;
        Ok(NoticeStatistics::new((from, to), notices::counts(ctx.db, ctx.reach, &areas, (from, to))?))
    }
}
