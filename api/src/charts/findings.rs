//! The chart of how problems are put right.

use domain::Wording;
use openapi::{
    kernel::catalogue::Language,
    supervision::finding_statistics::{FindingGroup, FindingStatistics},
};

use super::{Bar, Chart};
use crate::titles;

/// The chart of one dimension: a bar for each group, with the problems that are closed and those that are not. A count that is
/// withheld has no length.
pub fn chart(findings: FindingStatistics, language: Language) -> Chart {
    let bar = |group: &FindingGroup| {
        let (all, closed) = (group.figures.problems, group.figures.closed);
        let open = all.unwrap_or(0).saturating_sub(closed.unwrap_or(0));
        Bar {
            label: group.key.as_deref().map_or_else(String::new, |key| titles::of_word(key, language)),
            lengths: vec![closed.unwrap_or(0).into(), open.into()],
            mark: None,
            figures: match (all, closed) {
                (Some(all), Some(closed)) => format!("{closed} / {all}"),
                (Some(all), None) => all.to_string(),
                (None, _) => "…".to_owned(),
            },
        }
    };
    let problems = findings.total.problems.map_or(0, i64::from);
    Chart {
        title: language.say(&Wording::ChartOfFindings { by: titles::of_field(&findings.by, language) }),
        subtitle: language.say(&Wording::ChartProblems { problems }),
        parts: [Wording::ChartClosed, Wording::ChartNotClosed].map(|part| language.say(&part)).to_vec(),
        bars: findings.items.iter().map(bar).collect(),
        notes: vec![language.say(&Wording::ChartFindingNote)],
    }
}
