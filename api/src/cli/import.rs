//! `duxue import`.

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Args, ValueEnum};
use domain::import::ImportKind;
use indicatif::ProgressBar;

use crate::{
    app::{App, Caller, imports::LoadRoster},
    roster::RosterFile,
};

use super::{Failed, operator, print};

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    People,
    Schools,
}

#[derive(Debug, Args)]
pub struct Import {
    /// An XLSX, or a CSV in UTF-8 or GB18030.
    file: PathBuf,
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
}

/// Loads a roster; exits 1 when there are faults.
pub fn run(app: &App, import: Import) -> Result<ExitCode, Failed> {
    let file = std::fs::read(&import.file).map_err(|cause| Failed(format!("{}: {cause}", import.file.display())))?;
    let kind = match import.kind {
        Kind::People => ImportKind::People,
        Kind::Schools => ImportKind::Schools,
    };
    let roster = LoadRoster {
        file: RosterFile::read(kind, file)?,
        file_name: import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
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
            print(&format!("row {} {}: {} ({})", fault.row, fault.column, fault.detail, fault.code))?;
        }
        print(&format!(
            "{} rows, {} loaded, {} unchanged, {} faults",
            result.rows, result.loaded, result.unchanged, result.fault_count
        ))?;
    }
    if result.fault_count > 0 {
        let loaded = if import.partial { "the sound rows were loaded" } else { "nothing was loaded" };
        writeln!(std::io::stderr(), "duxue: {} faults; {loaded}", result.fault_count)?;
    }
    Ok(if result.fault_count == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
