//! `duxue audit`.

use std::process::ExitCode;

use clap::Subcommand;
use domain::{Actor, Role};

use crate::app::{
    App, Caller,
    consumers::audit::{LinkEvents, VerifyAudit},
};

use super::terminal::{Failed, operator, print};

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check the chain of events, and name the first one whose link does not hold.
    Verify {
        /// Print JSON alone.
        #[arg(long)]
        json: bool,
    },
}

pub fn run(app: &App, command: &AuditCommand) -> Result<ExitCode, Failed> {
    let AuditCommand::Verify { json } = command;
    let system = Caller { actor: Actor::own(Role::System), ..operator() };
    while app.run_now(&system, &LinkEvents)? > 0 {}
    let found = app.run_now(&operator(), &VerifyAudit)?;
    let text = serde_json::to_string(&found).map_err(|cause| Failed(cause.to_string()))?;
    match found.broken_at {
        _ if *json => print(&text)?,
        Some(event) => {
            print(&format!("the link of event {event} does not hold; {} links before it do", found.checked))?
        }
        None => print(&format!("{} links hold; the last hash is {}", found.checked, found.head))?,
    };
    Ok(if found.broken_at.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
