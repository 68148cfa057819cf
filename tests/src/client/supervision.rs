//! Supervision itself: findings.

use openapi::supervision::finding::SupervisionFinding;
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::selection;

/// The fields of a finding.
fn fields() -> String {
    let parts = [
        ("reportsMade", "to at"),
        ("guidance", "kind text personId on"),
        ("unitPlan", "step by dueOn"),
        ("handOvers", "unitId role documentNumber on dueOn answeredOn answer"),
        ("lookBacks", "inspectionId outcome on"),
        ("due", "what on"),
        ("warnings", "rule article detail"),
    ];
    nested(&selection::<SupervisionFinding>(), &parts)
}

impl Client {
    /// Records a finding.
    pub fn records_finding(&self, body: &Value) -> Outcome {
        self.creates("/v1/findings", "CreateFinding", body, &fields())
    }

    /// Reads a finding, at the moment of a query string with `known_at`.
    pub fn reads_finding(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/findings", "finding", (id, moment), &fields())
    }

    /// Lists findings.
    pub fn lists_findings(&self, filter: &str) -> Outcome {
        self.list("/v1/findings", "findings", filter, &fields())
    }

    /// Fires an event of a finding.
    pub fn fires_finding(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/findings", "TransitionFinding", id, (event, with), &fields())
    }

    /// Reads what happened to a finding and what may happen next.
    pub fn reads_finding_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/findings/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ findingTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }
}
