//! What a consumer of the register does.

use api::app::{Caller, consumers::exports::keep_all};
use domain::{Actor, Role};
use openapi::consumers::{agreement::Agreement, queue::Queue};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, encoded};
use crate::{
    Database, Register,
    graphql::{selection, to_graphql},
};

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

    /// Drafts an agreement.
    pub fn drafts_agreement(&self, body: &Value) -> Outcome {
        self.creates("/v1/agreements", "CreateAgreement", body, &selection::<Agreement>())
    }

    /// Reads an agreement.
    pub fn reads_agreement(&self, id: &str) -> Outcome {
        self.read("/v1/agreements", "agreement", id, &selection::<Agreement>())
    }

    /// Lists agreements.
    pub fn lists_agreements(&self, filter: &str) -> Outcome {
        self.list("/v1/agreements", "agreements", filter, &selection::<Agreement>())
    }

    /// Fires an event of an agreement.
    pub fn fires_agreement(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/agreements", "TransitionAgreement", id, (event, with), &selection::<Agreement>())
    }

    /// Reads what another client would be answered about a person.
    pub fn previews(&self, client: &str, person: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/clients/{client}/preview?person_id={person}"))),
            Surface::Graphql => self.graphql_outcome(
                "query($id: ID!, $person: String) { clientPreview(id: $id, personId: $person) { \
                 clientId agreementId personId answers { operation path refusal answer more } } }",
                &json!({ "id": client, "person": person }),
            ),
        }
    }

    /// Reads who received what about a person.
    pub fn reads_person_disclosures(&self, id: &str) -> Outcome {
        let fields =
            "personId recipients { clientId client agreementId purpose operations fields times firstAt lastAt }";
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/people/{id}/disclosures"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ personDisclosures(id: $id) {{ {fields} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
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

    /// Makes a queue.
    pub fn creates_queue(&self, body: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post("/v1/queues", body)),
            Surface::Graphql => {
                let variables = json!({ "input": to_graphql(body) });
                self.mutate("createQueue", "", "CreateQueue", variables, &selection::<Queue>())
            }
        }
    }

    /// Reads a queue.
    pub fn reads_queue(&self, id: &str) -> Outcome {
        self.read("/v1/queues", "queue", id, &selection::<Queue>())
    }

    /// Ends a queue.
    pub fn ends_queue(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/queues/{id}/end"), &json!({}))),
            Surface::Graphql => {
                let query = format!("mutation {{ endQueue(id: \"{id}\") {{ {} }} }}", selection::<Queue>());
                self.graphql_outcome(&query, &json!({}))
            }
        }
    }

    /// Leases the next changes of a queue.
    pub fn leases(&self, id: &str, limit: u32, lease: u32) -> Outcome {
        match self.surface {
            Surface::Rest => {
                self.rest_outcome(&self.get(&format!("/v1/queues/{id}/items?limit={limit}&lease={lease}")))
            }
            Surface::Graphql => {
                let item = CHANGES.replace("next more", "leasedUntil more");
                let asked = format!("id: \"{id}\", limit: \"{limit}\", lease: \"{lease}\"");
                self.graphql_outcome(&format!("mutation {{ leaseQueueItems({asked}) {{ {item} }} }}"), &json!({}))
            }
        }
    }

    /// Acknowledges changes of a queue by their positions.
    pub fn acknowledges(&self, id: &str, positions: &[&str]) -> Outcome {
        match self.surface {
            Surface::Rest => self
                .rest_outcome(&self.post(&format!("/v1/queues/{id}/acknowledge"), &json!({ "positions": positions }))),
            Surface::Graphql => self.mutate(
                "acknowledgeQueueItems",
                "id:ID!",
                "AcknowledgeQueueItems",
                json!({ "id": id, "input": { "positions": positions } }),
                &selection::<Queue>(),
            ),
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
