//! `duxue stipend`.

use std::{process::ExitCode, time::Duration};

use clap::Subcommand;
use domain::{Actor, kernel::id::StipendRunId, money::stipend::run};
use indicatif::{ProgressBar, ProgressStyle};
use openapi::{
    kernel::transition::BasisInput,
    money::stipend_run::{CreateStipendRun, StipendRun, TransitionStipendRun},
};
use persistence::money::stipend_runs::RunFilter;

use crate::app::{
    App, Caller,
    kernel::list::{ListRequest, Query},
    money::stipend_runs::{FireStipendRunEvent, Progress},
};

use super::terminal::{Failed, operator, print};

#[derive(Debug, Subcommand)]
pub enum StipendCommand {
    /// Compute the run of a month, beginning it if there is none; who decides on it sits elsewhere.
    Run {
        /// The month, as 2026-11.
        month: String,
        /// The area whose standards it pays by (GB/T 2260); the register's unless said.
        #[arg(long)]
        area: Option<String>,
    },
}

/// How often the bar is drawn.
const DRAWN_EVERY: Duration = Duration::from_millis(100);

pub fn run(app: &App, command: StipendCommand) -> Result<ExitCode, Failed> {
    let StipendCommand::Run { month, area } = command;
    let caller = operator();
    let id = begun(app, &caller, month, area)?;
    let done = computed(app, &caller, id)?;
    print(&format!(
        "{} {}: {} lines for {} people come to {} fen; {} lines are held, {} findings",
        done.area, done.month, done.line_count, done.people_count, done.total_fen, done.held_count, done.finding_count
    ))
}

/// The run of the month that is not given up: the one there is, or a new one.
fn begun(app: &App, caller: &Caller, month: String, area: Option<String>) -> Result<StipendRunId, Failed> {
    let area = area.unwrap_or_else(|| app.area().as_str().to_owned());
    let query = Query::<RunFilter>::new([("area", area.clone()), ("month", month.clone())]);
    let reader = Caller { actor: Actor::own(domain::Role::Auditor), ..caller.clone() };
    let list = ListRequest { query, limit: 500, ..ListRequest::default() };
    let known = app.run_now(&reader, &list)?.items;
    let ours = |run: &&StipendRun| run.area == area && run.status.0 != run::Status::Cancelled;
    let run = match known.iter().find(ours) {
        Some(run) => run.clone(),
        None => app.run_now(caller, &CreateStipendRun { area: Some(area), month })?,
    };
    Ok(StipendRunId(run.id))
}

/// Computes the run, drawing how far it is.
fn computed(app: &App, caller: &Caller, id: StipendRunId) -> Result<StipendRun, Failed> {
    let progress = Progress::default();
    let command = FireStipendRunEvent {
        id,
        transition: TransitionStipendRun::Compute(BasisInput::default()),
        progress: progress.clone(),
    };
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} people, {elapsed}") {
        bar.set_style(style);
    }
    let outcome = std::thread::scope(|scope| {
        let work = scope.spawn(|| app.run_now(caller, &command));
        while !work.is_finished() {
            let (done, all) = progress.read();
            bar.set_length(all);
            bar.set_position(done);
            std::thread::sleep(DRAWN_EVERY);
        }
        work.join()
    });
    bar.finish_and_clear();
    Ok(outcome.map_err(|_| Failed("the computation broke off".to_owned()))??)
}
