//! The charts of how supervision is led.

use domain::Wording;
use openapi::{
    governance::statistics::{Cadence, CadenceItem, ParticipationStatistics, UnitParticipation},
    kernel::catalogue::Language,
};

use super::{Bar, Chart};
use crate::titles;

/// The chart of a year: a bar for each thing that is owed, done and missed, as shares of what is owed, which may be one meeting or a
/// hundred schools.
pub fn cadence(cadence: Cadence, language: Language) -> Chart {
    let share = |part: u32, of: u32| (u64::from(part) * 100).checked_div(of.into()).unwrap_or(0);
    let bar = |one: &CadenceItem| Bar {
        label: format!("{} {}", titles::of_word(one.duty.0.as_str(), language), one.ends_on.format("%m-%d")),
        lengths: vec![share(one.done, one.due), share(one.missed, one.due)],
        mark: (one.due > 0).then_some(100),
        figures: format!("{} / {}", one.done, one.due),
    };
    let missed: i64 = cadence.items.iter().map(|one| i64::from(one.missed)).sum();
    Chart {
        title: language.say(&Wording::ChartOfCadence { year: cadence.year.into() }),
        subtitle: language.say(&Wording::ChartMissed { missed }),
        parts: vec![titles::of_field("done", language), titles::of_field("missed", language)],
        bars: cadence.items.iter().map(bar).collect(),
        notes: vec![language.say(&Wording::ChartDue)],
    }
}

/// The chart of a year: a bar for each unit, with the meetings that it came to, the resolutions that it carried out in time, and
/// the findings to which it answered in time.
pub fn participation(units: ParticipationStatistics, language: Language) -> Chart {
    let bar = |one: &UnitParticipation| Bar {
        label: one.unit_name.clone().unwrap_or_default(),
        lengths: [one.attended, one.resolutions_in_time, one.answered_in_time].map(u64::from).to_vec(),
        mark: None,
        figures: format!(
            "{} / {}, {} / {}, {} / {}",
            one.attended, one.meetings, one.resolutions_in_time, one.resolutions, one.answered_in_time, one.handed_over
        ),
    };
    let parts = ["attended", "resolutions_in_time", "answered_in_time"];
    Chart {
        title: language.say(&Wording::ChartOfParticipation { year: units.year.into() }),
        subtitle: String::new(),
        parts: parts.map(|part| titles::of_field(part, language)).to_vec(),
        bars: units.items.iter().map(bar).collect(),
        notes: vec![language.say(&Wording::ChartParticipationNote)],
    }
}
