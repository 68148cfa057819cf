//! What a month would cost by a draft standard, compared with its cost by the standards in effect.

use std::collections::BTreeMap;

use super::{
    amounts::Component,
    entitlement::{Dated, Owed, Source, Standard as Amounts},
    run::Run,
    standard::Standard,
};
use crate::{
    Day,
    kernel::{
        event::SubjectKind,
        id::{PersonId, ZoneId},
        money::Fen,
        period::Month,
        text::PersonNumber,
    },
};

/// A sum by the standards in effect, and by the draft, in fen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// By the standards in effect.
    pub present: i64,
    /// By the draft.
    pub draft: i64,
}

impl Compared {
    /// How much more the draft pays; less, where it is negative.
    pub fn difference(self) -> i64 {
        self.draft.saturating_sub(self.present)
    }

    fn and(self, other: Self) -> Self {
        Self { present: self.present.saturating_add(other.present), draft: self.draft.saturating_add(other.draft) }
    }
}

/// A zone, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneServed {
    /// Which.
    pub id: ZoneId,
    /// Its name.
    pub name: String,
}

/// The amounts of a person's month by both; held amounts count as owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfPerson {
    /// Who.
    pub person_id: PersonId,
    /// Their public number.
    pub person_number: PersonNumber,
    /// The zone that they serve in the month; the last one of several.
    pub zone: Option<ZoneServed>,
    /// By component.
    pub components: BTreeMap<Component, Compared>,
}

impl OfPerson {
    /// What is owed both ways; nothing when there is nothing to compare.
    pub fn components(present: &[Owed], draft: &[Owed]) -> BTreeMap<Component, Compared> {
        let mut all: BTreeMap<Component, Compared> = BTreeMap::new();
        present.iter().for_each(|one| all.entry(one.component).or_default().present += one.amount.fen());
        draft.iter().for_each(|one| all.entry(one.component).or_default().draft += one.amount.fen());
        all
    }

    /// All components together.
    pub fn total(&self) -> Compared {
        self.components.values().fold(Compared::default(), |sum, one| sum.and(*one))
    }
}

/// The people who serve a zone, and the sum of their amounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfZone {
    /// Its name; none for those who serve no zone.
    pub name: Option<String>,
    /// How many they are.
    pub people: i64,
    /// The sum of their amounts.
    pub sum: Compared,
}

/// The comparison for all people of an area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Of how many something is owed either way.
    pub people: i64,
    /// How many of them the draft pays more.
    pub gaining: i64,
    /// How many of them the draft pays less.
    pub losing: i64,
    /// By component.
    pub components: BTreeMap<Component, Compared>,
    /// By zone; those who serve none apart.
    pub zones: BTreeMap<Option<ZoneId>, OfZone>,
}

impl Comparison {
    /// Adds a person.
    pub fn add(&mut self, one: &OfPerson) {
        let total = one.total();
        self.people += 1;
        self.gaining += i64::from(total.difference() > 0);
        self.losing += i64::from(total.difference() < 0);
        for (component, compared) in &one.components {
            let sum = self.components.entry(*component).or_default();
            *sum = sum.and(*compared);
        }
        let name = || one.zone.as_ref().map(|zone| zone.name.clone());
        let nobody = || OfZone { name: name(), people: 0, sum: Compared::default() };
        let zone = self.zones.entry(one.zone.as_ref().map(|zone| zone.id)).or_insert_with(nobody);
        zone.people += 1;
        zone.sum = zone.sum.and(total);
    }

    /// Everything together.
    pub fn total(&self) -> Compared {
        self.components.values().fold(Compared::default(), |sum, one| sum.and(*one))
    }
}

/// The standards of a month with a draft in their place: from the draft's first day if the month holds it, and for the whole
/// month otherwise, since the question is what the month would be by the draft.
pub fn in_place_of(present: &[Amounts], draft: &Standard, month: Month) -> Vec<Amounts> {
    let starts_on = draft.details.starts_on;
    let from = if (month.first()..month.end()).contains(&starts_on) { starts_on } else { month.first() };
    let before = present.iter().filter(|one| one.from < from);
    let before = before.map(|one| Dated { end: one.end.min(from), ..one.clone() });
    let source = Source { kind: SubjectKind::StipendStandard, id: draft.id.0, version: draft.version };
    let end: Day = month.end();
    before.chain([Dated { value: draft.details.amounts.clone(), from, end, source }]).collect()
}

/// The projected cost of a year, and its yearly cap (R140).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The most that is paid in the year: the draft's, else that of the standard in effect.
    pub yearly_cap: Option<Fen>,
    /// The sum of the decided runs of the year, in fen.
    pub decided: i64,
    /// The months from the one compared to the end of the year of which no run was decided, and that the draft pays.
    pub months_by_draft: u32,
    /// Those that the standards in effect pay, because they end before the draft begins.
    pub months_by_present: u32,
}

impl Budget {
    /// The budget of the year of a month, from the area's decided runs and a draft that begins on a day. A past month
    /// without a run is not paid by the draft; a future month counts like the one compared.
    pub fn of(decided: &[Run], month: Month, draft_starts_on: Day, yearly_cap: Option<Fen>) -> Self {
        let of_year = || decided.iter().filter(|run| run.month.year() == month.year());
        let is_open = |one: &Month| *one >= month && of_year().all(|run| run.month != *one);
        let open: Vec<Month> = month.of_its_year().into_iter().filter(is_open).collect();
        let by_present = open.iter().filter(|month| month.end() <= draft_starts_on).count();
        let months = |count: usize| u32::try_from(count).unwrap_or_default();
        Self {
            yearly_cap,
            decided: of_year().fold(0, |sum: i64, run| sum.saturating_add(run.spent())),
            months_by_draft: months(open.len() - by_present),
            months_by_present: months(by_present),
        }
    }

    /// The cost of the year in fen, if every further month costs as much as the one compared.
    pub fn projected(&self, month: Compared) -> i64 {
        let of = |months: u32, sum: i64| i64::from(months).saturating_mul(sum);
        self.decided
            .saturating_add(of(self.months_by_draft, month.draft))
            .saturating_add(of(self.months_by_present, month.present))
    }

    /// How much of the cap is left then, in fen; negative when it is passed.
    pub fn left(&self, month: Compared) -> Option<i64> {
        self.yearly_cap.map(|cap| cap.fen().saturating_sub(self.projected(month)))
    }
}
