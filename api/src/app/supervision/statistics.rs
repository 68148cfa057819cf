//! Statistics of supervision. Who does not read the findings themselves sees counts alone, and none of few.

use domain::{
    Area, Day, Error, FaultCode, Faults, Wording,
    administration::statistics::{Shown, protected},
    kernel::{
        policy::{Action, Restricted, reads},
        rules::STATISTICS_MIN_CELL,
    },
    roles,
    supervision::rates::{Counts, FindingDimension},
};
use openapi::supervision::finding_statistics::{
    FindingFigures, FindingGroup, FindingStatistics, FindingStatisticsQuery,
};
use persistence::supervision::finding_statistics::{self, Notified};

use crate::app::{Ctx, UseCase, kernel::list::Query};

/// Read how problems are put right.
pub struct ReadFindingStatistics(pub Query<FindingStatisticsQuery>);

/// What is asked for.
struct Asked {
    by: FindingDimension,
    areas: Vec<Area>,
    notified: (Option<Day>, Option<Day>),
    day: Day,
}

fn asked_for(query: &Query<FindingStatisticsQuery>, today: Day) -> Result<Asked, Error> {
    let mut faults = Faults::new();
    let word = query.value("by");
    let by = word.and_then(FindingDimension::parse);
    if by.is_none() {
        let code = if word.is_none() { FaultCode::Required } else { FaultCode::Code };
        faults.add("/by", code, Wording::NotAParameterValue);
    }
    let FindingStatisticsQuery { area, occurred_on_from, occurred_on_to, as_of, .. } = query.read(&mut faults);
    let notified = (occurred_on_from, occurred_on_to);
    let day = as_of.unwrap_or(today);
    faults.finish(by.map(|by| Asked { by, areas: area, notified, day }))
}

impl UseCase for ReadFindingStatistics {
    const ACTION: Action = Action::read("read_finding_statistics", roles![Registrar, Approver, Hr, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = FindingStatistics;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<FindingStatistics, Error> {
        self.0.check()?;
        let Asked { by, areas, notified, day } = asked_for(&self.0, ctx.today())?;
        ctx.check_areas(&areas)?;
        let (first, last) = notified;
        let which = Notified { reach: ctx.reach, areas: &areas, first, last };
        let groups = finding_statistics::counts(ctx.db, which, day, by)?;
        let total = groups.iter().fold(Counts::default(), |sum, (_, one)| sum.plus(one));
        if reads(ctx.role(), Restricted::ExactCounts) {
            let mut statistics = FindingStatistics::new(by, day, FindingFigures::whole(&total), None);
            let group = |(key, counts): (Option<String>, Counts)| FindingGroup {
                key,
                figures: FindingFigures::whole(&counts),
                suppressed: false,
            };
            statistics.items = groups.into_iter().map(group).collect();
            return Ok(statistics);
        }
        let smallest = ctx.rules()?.count(&STATISTICS_MIN_CELL);
        Ok(counts_alone(by, day, (total.all, groups), smallest))
    }
}

/// The counts, none of few.
fn counts_alone(
    by: FindingDimension,
    day: Day,
    (total, groups): (u32, Vec<(Option<String>, Counts)>),
    smallest: u32,
) -> FindingStatistics {
    let counts: Vec<u32> = groups.iter().map(|(_, counts)| counts.all).collect();
    let (total, shown) = match protected(&counts, total, smallest) {
        Shown::Nothing => (None, Vec::new()),
        Shown::Counts(shown) => (Some(total), shown),
    };
    let mut statistics = FindingStatistics::new(by, day, FindingFigures::count(total), Some(smallest));
    let group = |((key, _), count): ((Option<String>, Counts), Option<u32>)| FindingGroup {
        key,
        figures: FindingFigures::count(count),
        suppressed: count.is_none(),
    };
    statistics.items = groups.into_iter().zip(shown).map(group).collect();
    statistics
}
