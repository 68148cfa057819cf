//! The rates of rectification that the register knows of a unit.

use domain::{
    Error,
    evaluation::{of_unit::Evaluation, system::parts::Rate},
    kernel::score::Score,
    supervision::rates::FindingDimension,
};
use persistence::supervision::finding_statistics::{self, Notified};

use crate::app::Ctx;

/// The rates of the problems of which the unit was told in the period, as they are today; those whose base is nothing are left
/// out.
///
/// # Errors
/// When the database fails.
pub fn of(ctx: &mut Ctx<'_>, evaluation: &Evaluation) -> Result<Vec<(Rate, Score)>, Error> {
    let (first, last) = evaluation.opening.period.days();
    let (by, unit) = match (evaluation.object.school_id, evaluation.object.organisation_id) {
        (Some(id), _) => (FindingDimension::School, id.0),
        (_, Some(id)) => (FindingDimension::Unit, id.0),
        _ => return Ok(Vec::new()),
    };
    let (areas, unit) = ([evaluation.area.clone()], Some(unit.to_string()));
    let told = Notified { reach: ctx.reach, areas: &areas, first: Some(first), last: Some(last) };
    let groups = finding_statistics::counts(ctx.db, told, ctx.today(), by)?;
    let own = groups.into_iter().find(|(key, _)| *key == unit).map(|(_, counts)| counts.rates()).unwrap_or_default();
    Ok(Rate::ALL.iter().filter_map(|rate| Some((*rate, Score(rate.of(&own)?)))).collect())
}
