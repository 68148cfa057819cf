//! The chart of coverage: what there is beside what there ought to be.

use domain::Wording;
use openapi::{
    kernel::catalogue::Language,
    service::coverage::{Coverage, ShortfallCount},
};

use super::{Bar, Chart, spoken};
use crate::titles;

/// The chart of an area's coverage.
pub fn chart(coverage: Coverage, language: Language) -> Chart {
    let served = coverage.schools.saturating_sub(coverage.schools_without_inspector);
    let (schools, full_time) = (titles::of_field("schools", language), titles::of_field("full_time", language));
    let mut bars = vec![
        of(schools, served, coverage.schools.saturating_sub(served)),
        of(full_time, coverage.full_time, coverage.full_time_gap),
    ];
    let of_zones = |one: &&ShortfallCount| !one.shortfall.0.is_of_the_area();
    bars.extend(coverage.shortfalls.iter().filter(of_zones).map(|one| {
        let label = titles::of_word(one.shortfall.0.as_str(), language);
        of(label, coverage.zones.saturating_sub(one.zones), one.zones)
    }));
    Chart {
        title: language.say(&Wording::ChartOfCoverage),
        subtitle: language.say(&Wording::ChartCoverageDay { day: spoken(coverage.as_of, language) }),
        parts: [Wording::ChartThere, Wording::ChartMissing].iter().map(|part| language.say(part)).collect(),
        bars,
        notes: vec![language.say(&Wording::ChartCoverageNote)],
    }
}

/// A bar of what is there, and of what is missing.
fn of(label: String, there: u32, missing: u32) -> Bar {
    Bar { label, lengths: vec![there.into(), missing.into()], mark: None, figures: format!("{there} + {missing}") }
}
