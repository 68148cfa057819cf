//! Statistics of the team's structure.

use domain::{
    Area, Day, Error, FaultCode, Faults, Wording,
    administration::statistics::{Dimension, Shown, protected, withhold},
    kernel::{
        policy::{Action, Restricted, reads},
        rules::STATISTICS_MIN_CELL,
    },
    roles,
};
use openapi::{
    administration::statistics::{AssessmentStatistics, NoticeStatistics, StipendStatistics, TeamStructure},
    kernel::query::{NoticeStatisticsQuery, TeamStructureQuery, YearQuery},
};
use persistence::{
    administration::statistics::{self, Structure},
    kernel::notices,
    money::stipend_statistics,
    performance::assessment_statistics,
};

use crate::app::{
    Ctx, UseCase,
    kernel::list::{Query, year_of},
};

/// Read how the inspectors in office on a day are made up. Who does not read the people themselves sees no small count.
pub struct ReadTeamStructure(pub Query<TeamStructureQuery>);

fn structure_asked_for(query: &Query<TeamStructureQuery>, today: Day) -> Result<(Dimension, Vec<Area>, Day), Error> {
    let mut faults = Faults::new();
    let word = query.value("by");
    let by = word.and_then(Dimension::parse);
    if by.is_none() {
        let code = if word.is_none() { FaultCode::Required } else { FaultCode::Code };
        faults.add("/by", code, Wording::NotAParameterValue);
    }
    let TeamStructureQuery { area, as_of, .. } = query.read(&mut faults);
    faults.finish(by.map(|by| (by, area, as_of.unwrap_or(today))))
}

impl UseCase for ReadTeamStructure {
    const ACTION: Action = Action::read("read_team_structure", roles![Registrar, Approver, Hr, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = TeamStructure;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<TeamStructure, Error> {
        self.0.check()?;
        let (by, areas, day) = structure_asked_for(&self.0, ctx.today())?;
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
pub struct ReadNoticeStatistics(pub Query<NoticeStatisticsQuery>);

impl UseCase for ReadNoticeStatistics {
    const ACTION: Action = Action::read("read_notice_statistics", roles![Auditor]);
    const SNAPSHOT: bool = true;
    type Output = NoticeStatistics;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<NoticeStatistics, Error> {
        let NoticeStatisticsQuery { area, opened_on_from: from, opened_on_to: to, .. } = self.0.parse()?;
        Ok(NoticeStatistics::new((from, to), notices::counts(ctx.db, ctx.reach, &area, (from, to))?))
    }
}

/// The areas and the year that are asked for.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn year_asked_for(query: &Query<YearQuery>, today: Day) -> Result<(Vec<Area>, i32), Error> {
    query.check()?;
    let mut faults = Faults::new();
    let YearQuery { area, year, .. } = query.read(&mut faults);
    let year = year_of(year.as_deref(), today, &mut faults);
    faults.finish(Some((area, year)))
}

/// Read what decided runs granted for the months of a year.
pub struct ReadStipendStatistics(pub Query<YearQuery>);

impl UseCase for ReadStipendStatistics {
    const ACTION: Action = Action::read("read_stipend_statistics", roles![Registrar, Approver, Finance, Auditor]);
    type Output = StipendStatistics;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendStatistics, Error> {
        let (areas, year) = year_asked_for(&self.0, ctx.today())?;
        ctx.check_areas(&areas)?;
        Ok(StipendStatistics::new(year, stipend_statistics::granted(ctx.db, ctx.reach, &areas, year)?))
    }
}

/// Read how the assessments of a year came out.
pub struct ReadAssessmentStatistics(pub Query<YearQuery>);

impl UseCase for ReadAssessmentStatistics {
    const ACTION: Action = Action::read("read_assessment_statistics", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = AssessmentStatistics;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<AssessmentStatistics, Error> {
        let (areas, year) = year_asked_for(&self.0, ctx.today())?;
        ctx.check_areas(&areas)?;
        let rules = ctx.rules()?;
        let groups = assessment_statistics::groups(ctx.db, ctx.reach, &areas, year)?;
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by(|(id, group), (other, theirs)| (&group.authority, id).cmp(&(&theirs.authority, other)));
        Ok(AssessmentStatistics::new(year, groups, &rules))
    }
}
