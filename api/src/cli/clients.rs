//! `duxue client`.

use std::process::ExitCode;

use clap::Subcommand;
use domain::{administration::client::Status, kernel::id::ClientId};
use openapi::administration::client::{ClientSecret, CreateClient};
use serde_json::json;

use crate::app::{
    App,
    administration::clients::{ListClients, RevokeClient, RotateClient},
    kernel::list::ListRequest,
};

use super::terminal::{Failed, operator, print};

#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Register a client; its secret is printed once.
    Create {
        /// registrar, approver, hr, finance, partner, auditor or administrator.
        #[arg(long, value_parser = ["registrar", "approver", "hr", "finance", "partner", "auditor", "administrator"])]
        role: String,
        /// What people call it.
        #[arg(long)]
        name: String,
        /// The area it is bound to (GB/T 2260).
        #[arg(long)]
        area: Option<String>,
        /// The person or office whose client it is: four eyes take the clients of one owner for one.
        #[arg(long)]
        owner: Option<String>,
        /// Print JSON only.
        #[arg(long)]
        json: bool,
    },
    /// List the clients.
    List {
        /// Print JSON only.
        #[arg(long)]
        json: bool,
    },
    /// Give a client a new secret; the old one ends at once.
    Rotate {
        /// Its id.
        id: uuid::Uuid,
        /// Print JSON only.
        #[arg(long)]
        json: bool,
    },
    /// Refuse a client from now on.
    Revoke {
        /// Its id.
        id: uuid::Uuid,
    },
}

impl ClientCommand {
    /// True if it changes nothing.
    pub fn only_reads(&self) -> bool {
        matches!(self, Self::List { .. })
    }
}

/// Runs one of the client commands.
pub fn run(app: &App, command: ClientCommand) -> Result<ExitCode, Failed> {
    match command {
        ClientCommand::Create { role, name, area, owner, json } => {
            show(&app.run_now(&operator(), &CreateClient { name, role, area, purpose: None, owner })?, json)
        }
        ClientCommand::Rotate { id, json } => show(&app.run_now(&operator(), &RotateClient(ClientId(id)))?, json),
        ClientCommand::Revoke { id } => {
            app.run_now(&operator(), &RevokeClient(ClientId(id)))?;
            print("revoked; every server refuses it within a second")
        }
        ClientCommand::List { json } => list(app, json),
    }
}

fn show(made: &ClientSecret, json: bool) -> Result<ExitCode, Failed> {
    if json {
        return print(&json!({ "client_id": made.client_id, "client_secret": made.client_secret }).to_string());
    }
    print(&format!(
        "client_id      {}\nclient_secret  {}\nKeep the secret: it cannot be shown again.",
        made.client_id, made.client_secret
    ))
}

fn list(app: &App, json: bool) -> Result<ExitCode, Failed> {
    let mut after = None;
    loop {
        let request = ListRequest { limit: 500, after, ..ListRequest::default() };
        let page = app.run_now(&operator(), &ListClients(request))?;
        for client in page.items {
            if json {
                print(&serde_json::to_string(&client).map_err(|cause| Failed(cause.to_string()))?)?;
            } else {
                let state = match client.status.0 {
                    Status::Active => "",
                    Status::AwaitingConfirmation => "awaits another administrator",
                    Status::Revoked => "revoked",
                };
                print(&format!(
                    "{}  {:<13}  {:<6}  {}  {state}",
                    client.id,
                    client.role,
                    client.area.unwrap_or_default(),
                    client.name
                ))?;
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(ExitCode::SUCCESS);
        }
    }
}
