//! Sanctions, complaints and dismissal cases.

use openapi::misconduct::{complaint::Complaint, dismissal::Dismissal, sanction::Sanction};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::{selection, to_graphql};

impl Client {
    /// Records a sanction.
    pub fn records_sanction(&self, body: &Value) -> Outcome {
        self.creates("/v1/sanctions", "CreateSanction", body, &selection::<Sanction>())
    }

    /// Corrects or lifts a sanction.
    pub fn corrects_sanction(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/sanctions", "UpdateSanction", (id, version), patch, &selection::<Sanction>())
    }

    /// Reads a sanction, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_sanction(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/sanctions", "sanction", (id, moment), &selection::<Sanction>())
    }

    /// Lists sanctions.
    pub fn lists_sanctions(&self, filter: &str) -> Outcome {
        self.list("/v1/sanctions", "sanctions", filter, &selection::<Sanction>())
    }

    /// Takes in a complaint.
    pub fn takes_complaint(&self, body: &Value) -> Outcome {
        self.creates("/v1/complaints", "CreateComplaint", body, &selection::<Complaint>())
    }

    /// Reads a complaint, at the moment of a query string with `known_at`.
    pub fn reads_complaint(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/complaints", "complaint", (id, moment), &selection::<Complaint>())
    }

    /// Lists complaints.
    pub fn lists_complaints(&self, filter: &str) -> Outcome {
        self.list("/v1/complaints", "complaints", filter, &selection::<Complaint>())
    }

    /// Fires an event of a complaint.
    pub fn fires_complaint(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/complaints", "TransitionComplaint", id, (event, with), &selection::<Complaint>())
    }

    /// Reads what happened to a complaint and what may happen next.
    pub fn reads_complaint_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/complaints/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ complaintTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads who complained.
    pub fn reveals_complaint(&self, id: &str, purpose: &str) -> Outcome {
        let body = json!({ "purpose": purpose });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/complaints/{id}/reveal"), &body)),
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": body });
                self.mutate("revealComplaint", "id:ID!", "RevealComplaint", variables, "id complainant")
            }
        }
    }

    /// Opens a dismissal case.
    pub fn opens_case(&self, body: &Value) -> Outcome {
        self.creates("/v1/dismissals", "CreateDismissal", body, &dismissal())
    }

    /// Reads a dismissal case, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_case(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/dismissals", "dismissal", (id, moment), &dismissal())
    }

    /// Lists dismissal cases.
    pub fn lists_cases(&self, filter: &str) -> Outcome {
        self.list("/v1/dismissals", "dismissals", filter, &dismissal())
    }

    /// Fires an event of a dismissal case.
    pub fn fires_case(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/dismissals", "TransitionDismissal", id, (event, with), &dismissal())
    }

    /// Reads what happened to a dismissal case and what may happen next.
    pub fn reads_case_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/dismissals/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ dismissalTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads the remedies against a decision.
    pub fn reads_remedies(&self, id: &str) -> Outcome {
        let remedies = self.remedies_of(id, None);
        remedies.map(|answer| answer["items"].clone())
    }

    /// Files a remedy against a decision.
    pub fn files_remedy(&self, id: &str, body: &Value) -> Outcome {
        self.remedies_of(id, Some(body)).map(|answer| answer["items"].clone())
    }

    fn remedies_of(&self, id: &str, filed: Option<&Value>) -> Outcome {
        const ITEMS: &str = "items { kind fileBy filedOn statement decideBy decidedOn outcome documentNumber }";
        let path = format!("/v1/dismissals/{id}/remedies");
        match (self.surface, filed) {
            (Surface::Rest, None) => self.rest_outcome(&self.get(&path)),
            (Surface::Rest, Some(body)) => self.rest_outcome(&self.post(&path, body)),
            (Surface::Graphql, None) => {
                let query = format!("query($id: ID!) {{ dismissalRemedies(id: $id) {{ {ITEMS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
            (Surface::Graphql, Some(body)) => {
                let head =
                    "mutation($id: ID!, $input: FileDismissalRemedy!) { fileDismissalRemedy(id: $id, input: $input)";
                let variables = json!({ "id": id, "input": to_graphql(body) });
                self.graphql_outcome(&format!("{head} {{ {ITEMS} }} }}"), &variables)
            }
        }
    }
}

/// The fields of a dismissal case, with those of what it ended.
fn dismissal() -> String {
    nested(&selection::<Dismissal>(), &[("ended", "kind id statusBefore")])
}
