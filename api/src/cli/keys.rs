//! `duxue keys`.

use std::{io::IsTerminal, process::ExitCode, time::Duration};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use persistence::vault::{RING_TRUST, Suite};

use crate::app::{
    App,
    clients::BindSecrets,
    sealing::{CountStaleSeals, FindStaleSeals, SealAgain},
    stipend_runs::{FindRunsWithoutSeal, SealRun},
};

use super::{Failed, operator, print};

#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a new key for private values, seal all of them again, and remove the old keys. Servers go on meanwhile.
    Rotate,
}

/// Runs one of the key commands.
pub fn run(app: &App, KeysCommand::Rotate: KeysCommand, suite: Suite) -> Result<ExitCode, Failed> {
    let vault = &app.keys().vault;
    vault.add_key(suite)?;
    settle();
    let sealed = seal_all_again(app)?;
    // A value that was read before it was sealed again may still be about to be opened.
    settle();
    vault.retire_old_keys()?;
    if !vault.is_bound() {
        bind_everything(app)?;
    }
    print(&format!("{sealed} records sealed again with a new key ({}); the old keys are gone", suite.as_str()))
}

/// Binds what an earlier release kept without binding it to its place. From then on nothing else is accepted.
fn bind_everything(app: &App) -> Result<(), Failed> {
    app.run_now(&operator(), &BindSecrets)?;
    for run in app.run_now(&operator(), &FindRunsWithoutSeal)? {
        app.run_now(&operator(), &SealRun(run))?;
    }
    Ok(app.keys().vault.mark_bound()?)
}

/// Waits until every server has read the list of keys anew.
fn settle() {
    let wait = RING_TRUST * 2 + Duration::from_millis(200);
    std::thread::sleep(wait);
}

fn seal_all_again(app: &App) -> Result<usize, Failed> {
    let stale = u64::try_from(app.run_now(&operator(), &CountStaleSeals)?).unwrap_or_default();
    let progress = if std::io::stderr().is_terminal() { ProgressBar::new(stale) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} records, {eta} left") {
        progress.set_style(style);
    }
    let mut sealed = 0;
    loop {
        let rows = app.run_now(&operator(), &FindStaleSeals)?;
        if rows.is_empty() {
            progress.finish_and_clear();
            return Ok(sealed);
        }
        let count = rows.len();
        app.run_now(&operator(), &SealAgain(rows))?;
        sealed += count;
        progress.inc(u64::try_from(count).unwrap_or_default());
    }
}
