//! The chart of how assessments came out.

use domain::{Wording, performance::assessment::grade::Grade};
use openapi::{
    administration::statistics::{AssessmentOutcomes, AssessmentStatistics},
    kernel::catalogue::Language,
};

use super::{Bar, Chart};
use crate::titles;

/// The chart of a year: a bar for each authority, a part for each grade, and a line where the places for excellent end.
pub fn chart(assessments: AssessmentStatistics, language: Language) -> Chart {
    let open = language.say(&Wording::ChartOpen);
    let bar = |one: &AssessmentOutcomes| {
        let counts = [one.excellent, one.qualified, one.basically_qualified, one.unqualified, one.open];
        Bar {
            label: one.authority.clone(),
            lengths: counts.map(u64::from).to_vec(),
            mark: Some(one.excellent_places.into()),
            figures: format!("{} / {}", one.excellent, one.excellent_places),
        }
    };
    Chart {
        title: language.say(&Wording::ChartOfAssessments { year: assessments.year.into() }),
        subtitle: language
            .say(&Wording::ChartAssessed { people: assessments.items.iter().map(|one| i64::from(one.group)).sum() }),
        parts: Grade::ALL.iter().map(|grade| titles::of_word(grade.as_str(), language)).chain([open]).collect(),
        bars: assessments.items.iter().map(bar).collect(),
        notes: vec![language.say(&Wording::ChartPlaces)],
    }
}
