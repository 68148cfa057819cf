//! The chart of what was granted, month by month.

use std::collections::BTreeMap;

use domain::{Wording, money::stipend::amounts::Component};
use openapi::{administration::statistics::StipendStatistics, kernel::catalogue::Language};

use super::{Bar, Chart, yuan};
use crate::titles;

/// The chart of a year: a bar for each month, a part for each component. A sum below nothing has no length.
pub fn chart(stipends: StipendStatistics, language: Language) -> Chart {
    let mut months: BTreeMap<&str, BTreeMap<Component, i64>> = BTreeMap::new();
    for item in &stipends.items {
        months.entry(&item.month).or_default().insert(item.component.0, item.amount_fen);
    }
    let bar = |(month, sums): (&&str, &BTreeMap<Component, i64>)| Bar {
        label: (*month).to_owned(),
        lengths: Component::ALL
            .iter()
            .map(|one| sums.get(one).and_then(|sum| (*sum).try_into().ok()).unwrap_or(0))
            .collect(),
        mark: None,
        figures: yuan(sums.values().sum()),
    };
    let (granted, held) = (yuan(stipends.amount_fen), yuan(stipends.held_fen));
    Chart {
        title: language.say(&Wording::ChartOfStipends { year: stipends.year.into() }),
        subtitle: language.say(&Wording::ChartGranted { granted, held }),
        parts: Component::ALL.iter().map(|one| titles::of_word(one.as_str(), language)).collect(),
        bars: months.iter().map(bar).collect(),
        notes: vec![language.say(&Wording::ChartStipendNote)],
    }
}
