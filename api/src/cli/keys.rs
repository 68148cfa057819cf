//! `duxue keys`.

use std::{collections::BTreeSet, io::IsTerminal, process::ExitCode, time::Duration};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use persistence::{
    file::resealing::PassedOver,
    kernel::vault::{RING_TRUST, Suite},
};

use crate::app::{
    App,
    administration::{
        clients::BindSecrets,
        sealing::{CountStaleSeals, FindStaleSeals, SealAgain},
    },
    consumers::exports::EndExports,
    money::stipend_runs::{FindRunsWithoutSeal, SealRun},
};

use super::terminal::{Failed, operator, print};

/// Most records that are named.
const NAMED_MAX: usize = 100;

#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a new key for private values, seal all of them again, and remove the old keys. Servers go on meanwhile. What does
    /// not open is named, and keeps the old keys.
    Rotate,
}

/// Runs one of the key commands.
pub fn run(app: &App, KeysCommand::Rotate: KeysCommand, suite: Suite) -> Result<ExitCode, Failed> {
    let vault = &app.keys().vault;
    vault.add_key(suite)?;
    settle();
    app.run_now(&operator(), &EndExports)?;
    let (sealed, unopened) = seal_all_again(app)?;
    if !unopened.is_empty() {
        return Err(unfinished(sealed, &unopened));
    }
    // A value that was read before it was sealed again may still be about to be opened.
    settle();
    vault.retire_old_keys()?;
    if !vault.is_bound() {
        bind_everything(app)?;
    }
    print(&format!("{sealed} records sealed again with a new key ({}); the old keys are gone", suite.as_str()))
}

/// Says which records kept the rotation from being finished.
fn unfinished(sealed: usize, unopened: &BTreeSet<String>) -> Failed {
    let count = unopened.len();
    let named: Vec<&str> = unopened.iter().take(NAMED_MAX).map(String::as_str).collect();
    let more = if count > NAMED_MAX { format!("\nand {} more", count - NAMED_MAX) } else { String::new() };
    Failed(format!(
        "{sealed} records sealed again with a new key; the old keys stay, for {count} records hold a value that does not \
         open:\n{}{more}",
        named.join("\n")
    ))
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

/// Gives how many records were sealed again, and the names of those that do not open.
fn seal_all_again(app: &App) -> Result<(usize, BTreeSet<String>), Failed> {
    let stale = u64::try_from(app.run_now(&operator(), &CountStaleSeals)?).unwrap_or_default();
    let progress = if std::io::stderr().is_terminal() { ProgressBar::new(stale) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} records, {eta} left") {
        progress.set_style(style);
    }
    let (mut sealed, mut passed_over, mut names) = (0, PassedOver::default(), BTreeSet::new());
    loop {
        let rows = app.run_now(&operator(), &FindStaleSeals(passed_over))?;
        if rows.is_empty() {
            progress.finish_and_clear();
            return Ok((sealed, names));
        }
        let count = rows.len();
        let unopened = app.run_now(&operator(), &SealAgain(rows))?;
        sealed += count - unopened.len();
        for row in &unopened {
            passed_over.add(row);
            names.insert(row.name());
        }
        progress.inc(u64::try_from(count).unwrap_or_default());
    }
}
