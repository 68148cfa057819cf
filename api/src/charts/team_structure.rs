//! The chart of how the inspectors in office are made up.

use domain::{Wording, administration::statistics::Dimension};
use openapi::{
    administration::statistics::{StructureCell, TeamStructure},
    kernel::catalogue::Language,
};

use super::{Bar, Chart, spoken};
use crate::titles;

/// The chart of a structure.
pub fn chart(structure: TeamStructure, language: Language) -> Chart {
    let withheld =
        || language.say(&Wording::ChartFew { smallest: structure.smallest_shown.unwrap_or_default().into() });
    let by = match (language, Dimension::parse(&structure.by)) {
        (Language::Chinese, Some(by)) => by.title().to_owned(),
        _ => titles::of_field(&structure.by, Language::English).to_lowercase(),
    };
    let total = structure.total.map_or_else(withheld, |total| total.to_string());
    let bar = |cell: &StructureCell| Bar {
        label: label(cell, language),
        lengths: vec![cell.count.unwrap_or_default().into()],
        mark: None,
        figures: figures(cell).unwrap_or_else(withheld),
    };
    Chart {
        title: language.say(&Wording::ChartOfStructure { by }),
        subtitle: language.say(&Wording::ChartInOffice { day: spoken(structure.as_of, language), total }),
        parts: Vec::new(),
        bars: structure.cells.iter().map(bar).collect(),
        notes: notes(&structure, language),
    }
}

fn label(cell: &StructureCell, language: Language) -> String {
    let english = cell.english.clone().filter(|_| language == Language::English);
    english.unwrap_or_else(|| cell.label.clone())
}

/// The figures beside a bar; none of what is withheld. Also a larger cell may be, for the sake of a small one.
fn figures(cell: &StructureCell) -> Option<String> {
    match (cell.count?, cell.share) {
        (count, Some(share)) => Some(format!("{count}（{share:.1}%）")),
        (count, None) => Some(count.to_string()),
    }
}

fn notes(structure: &TeamStructure, language: Language) -> Vec<String> {
    let mut notes = Vec::new();
    if structure.cells_may_overlap {
        notes.push(language.say(&Wording::ChartOverlaps));
    }
    if structure.suppressed || structure.cells.iter().any(|cell| cell.suppressed) {
        let smallest = structure.smallest_shown.unwrap_or_default().into();
        notes.push(language.say(&Wording::ChartProtects { smallest }));
    }
    notes
}
