//! `duxue import`.

use std::{
    fs::File,
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use clap::{Args, ValueEnum};
use domain::file::import::ImportKind;
use indicatif::ProgressBar;
use uuid::Uuid;

use crate::{
    app::{
        App, Caller,
        file::imports::{LoadRoster, ReadImportTemplate},
        kernel::list::Query,
    },
    roster::{RosterFile, template},
};

use super::terminal::{Failed, operator, print};

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    People,
    Schools,
    DutyRecords,
    Trainings,
    Findings,
}

impl From<Kind> for ImportKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::People => Self::People,
            Kind::Schools => Self::Schools,
            Kind::DutyRecords => Self::DutyRecords,
            Kind::Trainings => Self::Trainings,
            Kind::Findings => Self::Findings,
        }
    }
}

#[derive(Debug, Args)]
pub struct Import {
    /// An XLSX or XLS, or a text with commas or tabs in UTF-8, UTF-16 or GB18030.
    /// With --template the file to write; nothing for stdout.
    #[arg(required_unless_present = "template")]
    file: Option<PathBuf>,
    /// Write a roster to fill in instead of reading one.
    #[arg(long, conflicts_with_all = ["document", "partial", "dry_run", "json", "annotated"])]
    template: bool,
    /// Write the file with its faults, where it has some: a column that says what is wrong, and coloured cells.
    #[arg(long, value_name = "XLSX")]
    annotated: Option<PathBuf>,
    /// What it holds.
    #[arg(long, value_enum, default_value = "people")]
    kind: Kind,
    /// The area its records get (GB/T 2260).
    #[arg(long)]
    area: Option<String>,
    /// The document under which its people serve from today.
    #[arg(long)]
    document: Option<String>,
    /// Load sound rows although others have faults.
    #[arg(long)]
    partial: bool,
    /// Do all of it, roll back, and tell what would have been.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON only.
    #[arg(long)]
    json: bool,
}

impl Import {
    /// True if it only tries, so that nothing of it stays.
    pub fn only_reads(&self) -> bool {
        self.dry_run
    }

    /// True if a roster to fill in is written and none is read.
    pub fn is_template(&self) -> bool {
        self.template
    }
}

/// Loads a roster; exits 1 when there are faults.
pub fn run(app: &App, import: Import) -> Result<ExitCode, Failed> {
    let path = import.file.as_ref().ok_or_else(|| Failed("which file?".to_owned()))?;
    let bytes = std::fs::read(path).map_err(|cause| Failed(format!("{}: {cause}", path.display())))?;
    let file = Arc::new(RosterFile::read(import.kind.into(), bytes)?);
    let roster = LoadRoster {
        file: Arc::clone(&file),
        file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        area: import.area,
        document_number: import.document,
        partial: import.partial,
        at_once: true,
    };
    let progress = if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    progress.set_message("loading");
    progress.enable_steady_tick(Duration::from_millis(100));
    let outcome = app.run_now(&Caller { dry_run: import.dry_run, ..operator() }, &roster);
    progress.finish_and_clear();
    let result = outcome?.result;
    if import.json {
        print(&serde_json::to_string(&result).map_err(|cause| Failed(cause.to_string()))?)?;
    } else {
        for fault in result.faults.iter().flatten() {
            let sheet = fault.sheet.as_ref().map(|sheet| format!("{sheet} ")).unwrap_or_default();
            print(&format!("{sheet}row {} {}: {} ({})", fault.row, fault.column, fault.detail, fault.code))?;
        }
        for warning in result.warnings.iter().flatten() {
            let sheet = warning.sheet.as_ref().map(|sheet| format!("{sheet} ")).unwrap_or_default();
            let people: Vec<String> = warning.person_ids.iter().map(Uuid::to_string).collect();
            print(&format!("{sheet}row {}: {} {} ({})", warning.row, warning.detail, people.join(", "), warning.code))?;
        }
        if !result.ignored_columns.is_empty() {
            print(&format!("columns not read: {}", result.ignored_columns.join(", ")))?;
        }
        for sheet in &result.ignored_sheets {
            print(&format!("sheet not read: {} ({})", sheet.name, sheet.reason.0.as_str()))?;
        }
        print(&format!(
            "{} rows, {} loaded, {} unchanged, {} faults",
            result.rows, result.loaded, result.unchanged, result.fault_count
        ))?;
    }
    if let Some(path) = import.annotated.as_ref().filter(|_| result.fault_count > 0) {
        write(path, &template::annotated(&file, &result)?)?;
    }
    if result.fault_count > 0 {
        let loaded = if import.partial { "the sound rows were loaded" } else { "nothing was loaded" };
        writeln!(std::io::stderr(), "duxue: {} faults; {loaded}", result.fault_count)?;
    }
    Ok(if result.fault_count == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a roster to fill in, to a file that is not there yet or to stdout.
pub fn write_template(app: Option<&App>, import: &Import) -> Result<ExitCode, Failed> {
    let kind = ImportKind::from(import.kind);
    let area = import.area.iter().map(|area| ("area", area.clone()));
    let query = Query::new([("kind", kind.as_str().to_owned())].into_iter().chain(area).collect::<Vec<_>>());
    let bytes = match app {
        Some(app) => app.run_now(&operator(), &ReadImportTemplate(query))?,
        None => template::template(kind, &[])?,
    };
    match &import.file {
        Some(path) => write(path, &bytes)?,
        None => std::io::stdout().write_all(&bytes)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a new file: none that is there is lost.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    let failed = |cause: std::io::Error| Failed(format!("{}: {cause}", path.display()));
    File::create_new(path).and_then(|mut file| file.write_all(bytes)).map_err(failed)
}
