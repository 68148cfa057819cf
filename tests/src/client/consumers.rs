//! What a consumer of the register does.

use api::app::{Caller, consumers::exports::keep_all};
use domain::{Actor, Role};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, encoded};
use crate::{Database, Register};

/// How often it is asked whether everything can be told.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(5);

/// How long an export is waited for.
const EXPORT_WAIT_MAX: std::time::Duration = std::time::Duration::from_secs(60);

const CHANGES: &str = "items { position kind resource id version at fields days { from to } into record } next more";

const EXPORT: &str = "id version clientId resources format status progress { rows total } takenAt position \
    files { path rows bytes sha256 } manifest { exportId takenAt position files { path rows bytes sha256 } issuedAt signed } \
    failure expiresAt createdAt updatedAt";

const AUDIT_EVENT: &str = "id number event recordKind record from to actor actorId role reason documentNumber onBehalfOf \
    occurredOn at before after previousHash hash";

impl Client {
    /// Reads a piece of the change feed; the question is written as REST's query string.
    pub fn follows(&self, question: &str) -> Outcome {
        self.asks(("/v1/changes", "changes"), question, CHANGES)
    }

    /// Reads the digests of a list.
    pub fn reads_digests(&self, question: &str) -> Outcome {
        self.asks(("/v1/digests", "digests"), question, "items { bucket count digest } position")
    }

    /// Lists events with their links.
    pub fn lists_audit_events(&self, question: &str) -> Outcome {
        self.asks(("/v1/audit-events", "auditEvents"), question, &format!("items {{ {AUDIT_EVENT} }} next"))
    }

    /// Checks the chain of events.
    pub fn verifies_audit(&self) -> Outcome {
        self.asks(("/v1/audit-events/verification", "auditVerification"), "", "checked head brokenAt")
    }

    /// Asks for an export.
    pub fn exports(&self, body: &Value) -> Outcome {
        self.creates("/v1/exports", "CreateExport", body, EXPORT)
    }

    /// Reads an export.
    pub fn reads_export(&self, id: &str) -> Outcome {
        self.read("/v1/exports", "export", id, EXPORT)
    }

    /// Cancels an export.
    pub fn cancels_export(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.rest("POST", &format!("/v1/exports/{id}/cancel"), &[], None)),
            Surface::Graphql => self.graphql_outcome(
                &format!("mutation($id: ID!) {{ cancelExport(id: $id) {{ {EXPORT} }} }}"),
                &json!({ "id": id }),
            ),
        }
    }

    /// An export that is over: done, unless something went wrong.
    pub fn has_exported(&self, body: &Value) -> Value {
        let id = self.exports(body).expect("an export")["id"].as_str().expect("an id").to_owned();
        self.awaits_export(&id)
    }

    /// An export, once it neither waits nor is made.
    pub fn awaits_export(&self, id: &str) -> Value {
        let end = std::time::Instant::now() + EXPORT_WAIT_MAX;
        loop {
            let export = self.reads_export(id).expect("the export");
            if !["queued", "running"].contains(&export["status"].as_str().expect("a status")) {
                return export;
            }
            assert!(std::time::Instant::now() < end, "{export}");
            std::thread::sleep(PAUSE);
        }
    }

    fn asks(&self, (path, field): (&str, &str), question: &str, fields: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("{path}?{}", encoded(question)))),
            Surface::Graphql => {
                let argument = |(name, value): (&str, &str)| match name {
                    "types" => format!("types: {}", json!([value])),
                    _ => format!("{name}: {}", json!(value)),
                };
                let all: Vec<String> =
                    question.split('&').filter_map(|pair| pair.split_once('=')).map(argument).collect();
                let all = if all.is_empty() { String::new() } else { format!("({})", all.join(", ")) };
                self.graphql_outcome(&format!("{{ {field}{all} {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// The position of now.
    pub fn present_position(&self) -> String {
        self.follows("after=now").expect("the position")["next"].as_str().expect("a position").to_owned()
    }

    /// Every change after a position, piece by piece, and the position behind them.
    pub fn follows_all(&self, question: &str, after: &str) -> (Vec<Value>, String) {
        let (mut all, mut after) = (Vec::new(), after.to_owned());
        loop {
            let from = if after.is_empty() { String::new() } else { format!("&after={after}") };
            let piece = self.follows(&format!("{question}{from}")).expect("a piece of the feed");
            all.extend(piece["items"].as_array().cloned().unwrap_or_default());
            piece["next"].as_str().expect("a position").clone_into(&mut after);
            if piece["more"] != true {
                return (all, after);
            }
        }
    }
}

impl Register {
    /// Ends exports whose time is over.
    pub fn keeps_exports(&self) {
        let system = Caller::new(Actor::own(Role::System));
        let kept = actix_web::rt::System::new().block_on(keep_all(&self.app, &system));
        kept.expect("a job that runs");
    }

    /// Waits until all that was written can be told: on PostgreSQL no transaction that began before runs any more, also not
    /// one of another test in the same cluster.
    pub fn settles(&self) {
        let query = "SELECT (COUNT(*) = 0)::text AS line FROM changes \
                     WHERE xact >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
        let is_settled = || self.database == Database::Sqlite || self.lines(query) == ["true"];
        while !is_settled() {
            std::thread::sleep(PAUSE);
        }
    }
}
