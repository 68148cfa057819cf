//! An uploaded roster: loaded at once, or laid before an approver when it names a document.

use serde::{Deserialize, Serialize};

use crate::{
    Actor, Area, Error, Instant, Role, Wording,
    kernel::{
        id::{ImportId, PersonId},
        word::words,
        wording::Argument,
    },
};

words! {
    /// What a file holds.
    ImportKind {
        /// People: inspectors and pool members.
        People = "people",
        /// Schools with their zones.
        Schools = "schools",
        /// Duty records: one row for each visit, supervision or report.
        DutyRecords = "duty_records",
        /// Trainings: one row for each person who took part.
        Trainings = "trainings",
        /// Findings at schools: one row for each problem or strength.
        Findings = "findings",
    }
}

words! {
    /// Where an import stands.
    Status {
        /// It has faults; nothing of it was loaded.
        Refused = "refused",
        /// Waiting for an approver.
        AwaitingApproval = "awaiting_approval",
        /// Loaded.
        Applied = "applied",
        /// Given up.
        Discarded = "discarded",
    }
}

words! {
    /// The events of an import.
    Event {
        /// Load it; an approver who did not upload it.
        Apply = "apply",
        /// Give it up.
        Discard = "discard",
    }
}

/// What became of a roster's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Rows of the file.
    pub rows: u32,
    /// Rows that were loaded, or would be.
    pub loaded: u32,
    /// Rows that say what the register says already.
    pub unchanged: u32,
    /// How many faults there are, those that were not kept included.
    #[serde(default)]
    pub fault_count: u32,
    /// The faults that were kept; none where they were not asked for.
    pub faults: Option<Vec<RowFault>>,
    /// The rows about somebody whom the register may have already; none where they were not asked for.
    #[serde(default)]
    pub warnings: Option<Vec<RowWarning>>,
    /// The columns that were not read, by their names in the file, or by their letters where they have none.
    #[serde(default)]
    pub ignored_columns: Vec<String>,
    /// The sheets that were not read.
    #[serde(default)]
    pub ignored_sheets: Vec<IgnoredSheet>,
}

words! {
    /// Why a sheet of a workbook was not read.
    IgnoredSheetReason {
        /// It is hidden: the person who sent the file does not see it.
        Hidden = "hidden",
        /// Its name or its title says that it shows how to fill in the others.
        Sample = "sample",
        /// It has no header of a roster.
        NoHeader = "no_header",
    }
}

/// A sheet of a workbook that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredSheet {
    /// Its name.
    pub name: String,
    /// Why it was not read.
    pub reason: IgnoredSheetReason,
}

/// Most faults of a roster that are kept and told; of more, their number is.
pub const FAULTS_KEPT_MAX: usize = 1_000;
/// Most that the kept faults of a roster may take, in bytes: each repeats a header of the file.
pub const FAULTS_KEPT_BYTES_MAX: usize = 512 * 1024;
/// The size of a fault without its texts, in bytes.
const FAULT_BYTES: usize = 200;
/// The most rows of a roster that are reported as being about somebody whom the register may have already.
pub const WARNINGS_KEPT_MAX: usize = 200;
/// Most columns and most sheets that are named as not read.
pub const IGNORED_MAX: usize = 200;
/// The longest name of an unread column or sheet that is reported, in characters.
pub const IGNORED_NAME_CHARS_MAX: usize = 50;

/// Collects the faults of a roster: the first of them, and how many there are.
#[derive(Debug, Default)]
pub struct RowFaults {
    kept: Vec<RowFault>,
    kept_bytes: usize,
    count: u32,
}

impl RowFaults {
    /// Counts a fault, and keeps it while there is room.
    pub fn push(&mut self, fault: RowFault) {
        self.count = self.count.saturating_add(1);
        let words = fault.wording.arguments().into_iter().map(|(_, argument)| match argument {
            Argument::Number(_) => 0,
            Argument::Word(word) => word.len(),
        });
        let names = fault.column.len() + fault.code.len() + fault.sheet.as_ref().map_or(0, String::len);
        let bytes = FAULT_BYTES + names + words.sum::<usize>();
        let has_room = self.kept.len() < FAULTS_KEPT_MAX && self.kept_bytes + bytes <= FAULTS_KEPT_BYTES_MAX;
        if has_room || self.kept.is_empty() {
            self.kept_bytes += bytes;
            self.kept.push(fault);
        }
    }

    /// True if no fault was found.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl Outcome {
    /// What became of the rows; the faults in the order of the file.
    pub fn new((rows, loaded, unchanged): (u32, u32, u32), faults: RowFaults) -> Self {
        let RowFaults { mut kept, count, .. } = faults;
        kept.sort_by_key(|fault| (fault.sheet_number, fault.row));
        let (faults, warnings) = (Some(kept), Some(Vec::new()));
        Self { rows, loaded, unchanged, fault_count: count, faults, warnings, ..Self::default() }
    }

    /// True if the roster has faults.
    pub fn has_faults(&self) -> bool {
        self.fault_count > 0 || self.faults.as_ref().is_some_and(|faults| !faults.is_empty())
    }
}

/// One fault of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// The number of the sheet among those that were read, from 0.
    #[serde(default)]
    pub sheet_number: u32,
    /// The name of the sheet; none for a text file.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Row of the sheet, as a person sees it.
    pub row: u32,
    /// Header of the column.
    pub column: String,
    /// The kind of fault.
    pub code: String,
    /// The message for a person.
    pub wording: Wording,
}

/// A row about somebody whom the register may have already: others without a citizen number have the name and the birth date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowWarning {
    /// The name of the sheet; none for a text file.
    pub sheet: Option<String>,
    /// Row of the sheet, as a person sees it.
    pub row: u32,
    /// The others.
    pub person_ids: Vec<PersonId>,
}

/// An uploaded roster.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Identifier.
    pub id: ImportId,
    /// Version, one more with every change.
    pub version: i64,
    /// The area its records get.
    pub area: Area,
    /// What it holds.
    pub kind: ImportKind,
    /// Where it stands.
    pub status: Status,
    /// Whether sound rows are loaded although others have faults.
    pub partial: bool,
    /// The document under which its people serve.
    pub document_number: Option<String>,
    /// What the file was called.
    pub file_name: String,
    /// The file, until the import is decided.
    pub content: Option<Vec<u8>>,
    /// What became of its rows.
    pub outcome: Outcome,
    /// The key of who uploaded it.
    pub created_by: String,
    /// When it was uploaded.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Import {
    /// Checks that this actor may fire the event now.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`], [`Error::NotForRole`], [`Error::FourEyes`].
    pub fn check(&self, event: Event, by: &Actor) -> Result<(), Error> {
        let allowed: &'static [Role] = match event {
            Event::Apply => &[Role::Approver],
            Event::Discard => &[Role::Registrar, Role::Approver],
        };
        if !allowed.contains(&by.role) {
            return Err(Error::NotForRole { role: by.role, allowed });
        }
        if self.status != Status::AwaitingApproval {
            return Err(Error::TransitionNotAllowed { status: self.status.as_str(), event: event.as_str() });
        }
        if event == Event::Apply && by.is_behind(&self.created_by) {
            return Err(Error::FourEyes);
        }
        Ok(())
    }

    /// The events possible now, each with why this actor cannot fire it.
    pub fn possible(&self, by: &Actor) -> Vec<(Event, Option<Error>)> {
        let open = self.status == Status::AwaitingApproval;
        let events = Event::ALL.iter().filter(|_| open);
        events.map(|event| (*event, self.check(*event, by).err())).collect()
    }

    /// The import once decided; the file is dropped, because it holds personal data (PIPL art. 47).
    pub fn decided(&self, status: Status, outcome: Outcome, now: Instant) -> Self {
        Self { status, outcome, content: None, version: self.version + 1, updated_at: now, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(row: u32, column: &str) -> RowFault {
        let (code, wording) = ("length".to_owned(), Wording::Empty);
        RowFault { sheet_number: 0, sheet: None, row, column: column.to_owned(), code, wording }
    }

    #[test]
    fn first_thousand_faults_are_kept_in_order_and_all_counted() {
        let mut faults = RowFaults::default();
        (0..60_000).rev().for_each(|row| faults.push(fault(row, "姓名")));
        let outcome = Outcome::new((60_000, 0, 0), faults);
        let kept = outcome.faults.as_ref().unwrap();
        assert_eq!((outcome.fault_count, kept.len()), (60_000, FAULTS_KEPT_MAX));
        assert_eq!((kept[0].row, kept[999].row), (59_000, 59_999));
        assert!(outcome.has_faults() && !Outcome::new((1, 1, 0), RowFaults::default()).has_faults());
    }

    #[test]
    fn faults_under_long_headers_are_bounded_in_bytes() {
        let mut faults = RowFaults::default();
        (0..1_000).for_each(|row| faults.push(fault(row, &"长".repeat(2_000))));
        let outcome = Outcome::new((1_000, 0, 0), faults);
        let kept = outcome.faults.unwrap();
        assert!((1..100).contains(&kept.len()), "{}", kept.len());
        assert!(serde_json::to_vec(&kept).unwrap().len() < FAULTS_KEPT_BYTES_MAX);
    }

    #[test]
    fn faults_with_long_choices_are_bounded_in_bytes() {
        let mut faults = RowFaults::default();
        let wording = Wording::OneOf { values: "值".repeat(2_000) };
        (0..1_000).for_each(|row| faults.push(RowFault { wording: wording.clone(), ..fault(row, "学历") }));
        assert!((1..100).contains(&Outcome::new((1_000, 0, 0), faults).faults.unwrap().len()));
    }

    #[test]
    fn faults_are_sorted_by_sheet() {
        let mut faults = RowFaults::default();
        for (sheet_number, row) in [(1, 2), (0, 9), (0, 3)] {
            faults.push(RowFault { sheet_number, ..fault(row, "姓名") });
        }
        let kept = Outcome::new((3, 0, 0), faults).faults.unwrap();
        let places: Vec<_> = kept.iter().map(|fault| (fault.sheet_number, fault.row)).collect();
        assert_eq!(places, [(0, 3), (0, 9), (1, 2)]);
    }

    #[test]
    fn outcome_stored_without_a_count_still_has_faults() {
        let old = serde_json::json!({ "rows": 1, "loaded": 0, "unchanged": 0, "faults": [fault(2, "姓名")] });
        assert!(serde_json::from_value::<Outcome>(old).unwrap().has_faults());
    }
}
