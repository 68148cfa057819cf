//! How large a demo is, and what makes it.

use std::collections::HashSet;

use domain::{
    Day,
    kernel::{
        event::{Basis, SubjectKind},
        period::Month,
        rules::Rules,
        time::day_before,
    },
};
use uuid::Uuid;

use super::{
    chance::Ids,
    rows::{Desk, Rows, Step, morning},
};

/// Most people of a demo: as many as have a birth day and a sequence of their own many times over.
pub const PEOPLE_MAX: u32 = 1_000_000;
/// Most months of a demo: a certificate holds for five years.
pub const MONTHS_MAX: u32 = 36;

/// How much is made, and from which seed. The same size makes the same rows, their ids included; only what is sealed is
/// sealed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// People, 1 to [`PEOPLE_MAX`].
    pub people: u32,
    /// Months, 1 to [`MONTHS_MAX`].
    pub months: u32,
    /// The last of them.
    pub last: Month,
    /// The seed.
    pub seed: u64,
}

impl Size {
    /// The first of the months.
    pub fn first(&self) -> Month {
        let before = |month: Month| Month::of(day_before(month.first()));
        (1..self.months).fold(self.last, |month, _| before(month))
    }
}

/// Makes what a demo holds.
pub(super) struct Maker<'a> {
    pub(super) size: Size,
    /// The first month.
    pub(super) first: Month,
    /// The last month.
    pub(super) last: Month,
    /// The day on which the demo was made, as it looks: the first after the last month. Nothing in it is later.
    pub(super) today: Day,
    pub(super) rules: &'a Rules,
    pub(super) desk: Desk,
    pub(super) ids: Ids,
    pub(super) rows: Rows,
    /// The citizen numbers of who is there already.
    pub(super) taken: HashSet<String>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(size: Size, rules: &'a Rules) -> Self {
        Self {
            size,
            first: size.first(),
            last: size.last,
            today: size.last.end(),
            rules,
            desk: Desk::new(),
            ids: Ids::new(size.seed, morning(size.last.end())),
            rows: Rows::default(),
            taken: HashSet::new(),
        }
    }

    /// States a fact of the registrar's.
    pub(super) fn note(&mut self, subject: (SubjectKind, Uuid), step: Step<'_>, on: Day) {
        let version = self.rules.version;
        self.rows.state(&mut self.ids, subject, step, (&self.desk.registrar, on), Basis::default(), version);
    }

    /// States a fact of the approver's that rests on a document.
    pub(super) fn note_by(&mut self, subject: (SubjectKind, Uuid), step: Step<'_>, on: Day, document: String) {
        let (version, basis) = (self.rules.version, Basis { document_number: Some(document), ..Basis::default() });
        self.rows.state(&mut self.ids, subject, step, (&self.desk.approver, on), basis, version);
    }
}
