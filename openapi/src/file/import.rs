//! Rosters on the wire.

use chrono::{DateTime, Utc};
use domain::{Wording, file::import};
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::{catalogue::Language, value::Shown};

published! {
    ImportKind = domain::file::import::ImportKind,
    ImportStatus = domain::file::import::Status,
    IgnoredSheetReason = domain::file::import::IgnoredSheetReason,
}

/// What became of a roster's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportResult {
    /// Rows of the file.
    pub rows: u32,
    /// Rows that were loaded, or would be.
    pub loaded: u32,
    /// Rows that say what the register says already.
    pub unchanged: u32,
    /// How many faults the file has.
    #[serde(default)]
    #[schema(required)]
    pub fault_count: u32,
    /// The first 1,000 faults, in the order of the file; null in lists.
    #[schema(required)]
    pub faults: Option<Vec<ImportFault>>,
    /// The first 200 rows about somebody whom the register may have already; null in lists.
    #[serde(default)]
    #[schema(required)]
    pub warnings: Option<Vec<ImportWarning>>,
    /// The columns of the file that were not read: their names, or their letters where they have no name. The first 200;
    /// `…` at the end stands for more.
    #[serde(default)]
    #[schema(required)]
    pub ignored_columns: Vec<String>,
    /// The sheets of the file that were not read and are not empty; the first 200.
    #[serde(default)]
    #[schema(required)]
    pub ignored_sheets: Vec<IgnoredSheet>,
}

/// A sheet of a workbook that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IgnoredSheet {
    /// Its name.
    pub name: String,
    /// Why it was not read.
    pub reason: IgnoredSheetReason,
}

/// One fault of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportFault {
    /// Name of the sheet; null for a text file.
    #[schema(required)]
    pub sheet: Option<String>,
    /// Row of the sheet, as a person sees it.
    pub row: u32,
    /// Header of the column.
    pub column: String,
    /// The kind of fault.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
}

/// A row that somebody should look at, although nothing refuses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportWarning {
    /// Name of the sheet; null for a text file.
    #[schema(required)]
    pub sheet: Option<String>,
    /// Row of the sheet, as a person sees it.
    pub row: u32,
    /// What it is: `possible_duplicate`.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
    /// The people without a citizen number who have the name and the birth date, as far as the caller's area reaches.
    pub person_ids: Vec<Uuid>,
}

/// An uploaded roster.
#[view(import: import::Import, language: Language)]
#[derive(Deserialize)]
pub struct Import {
    /// Identifier; nil for a trial.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// The area its records get.
    pub area: String,
    /// What it holds.
    pub kind: ImportKind,
    /// Where it stands.
    pub status: ImportStatus,
    /// Whether sound rows are loaded although others have faults.
    pub partial: bool,
    /// The document under which its people serve.
    pub document_number: Option<String>,
    /// What the file was called.
    pub file_name: String,
    /// What became of its rows.
    #[from(ImportResult::new(import.outcome, language))]
    pub result: ImportResult,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Shown for ImportResult {}

impl ImportResult {
    fn new(outcome: import::Outcome, language: Language) -> Self {
        let import::Outcome { rows, loaded, unchanged, fault_count, faults, warnings, ignored_columns, ignored_sheets } =
            outcome;
        let fault = |fault: import::RowFault| {
            let detail = language.say(&fault.wording);
            ImportFault { sheet: fault.sheet, row: fault.row, column: fault.column, code: fault.code, detail }
        };
        // An earlier release counted none.
        let fault_count = fault_count.max(faults.as_ref().map_or(0, |faults| number(faults.len())));
        let faults = faults.map(|faults| faults.into_iter().map(fault).collect());
        let ignored_sheets =
            ignored_sheets.into_iter().map(|sheet| IgnoredSheet { name: sheet.name, reason: sheet.reason.into() });
        let ignored_sheets = ignored_sheets.collect();
        let wording = Wording::PossibleDuplicate;
        let warning = |warning: import::RowWarning| ImportWarning {
            sheet: warning.sheet,
            row: warning.row,
            code: wording.key().to_owned(),
            detail: language.say(&wording),
            person_ids: warning.person_ids.into_iter().map(Uuid::from).collect(),
        };
        let warnings = warnings.map(|warnings| warnings.into_iter().map(warning).collect());
        Self { rows, loaded, unchanged, fault_count, faults, warnings, ignored_columns, ignored_sheets }
    }
}

/// A roster to upload.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateImport {
    /// The file: XLSX, XLS, or text with commas or tabs in UTF-8, UTF-16 or GB18030.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// What it holds; `people` unless said.
    pub kind: Option<ImportKind>,
    /// The area its records get (GB/T 2260).
    pub area: Option<String>,
    /// The document under which its people serve; an approver then applies the import.
    pub document_number: Option<String>,
    /// Load sound rows although others have faults.
    pub partial: Option<bool>,
}

plain_transitions! {
    /// One event of an import.
    TransitionImport of domain::file::import::Event { Apply, Discard }
}
