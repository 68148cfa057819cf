//! Inspections.

use openapi::supervision::inspection::Inspection;
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::selection;

const PATH: &str = "/v1/inspections";

/// The fields of an inspection.
fn fields() -> String {
    let parts = [
        ("inspectors", "personId role hours credentialShown"),
        ("selfReport", "receivedOn digest"),
        ("voices", "form participants randomlyChosen"),
        ("defence", "on statement"),
        ("dutyRecords", "dutyRecordId adopted"),
    ];
    nested(&selection::<Inspection>(), &parts)
}

impl Client {
    /// Plans an inspection, or records one that is over.
    pub fn plans_inspection(&self, body: &Value) -> Outcome {
        self.creates(PATH, "CreateInspection", body, &fields())
    }

    /// Reads an inspection, at the moment of a query string with `known_at`.
    pub fn reads_inspection(&self, id: &str, moment: &str) -> Outcome {
        self.read_at(PATH, "inspection", (id, moment), &fields())
    }

    /// Lists inspections.
    pub fn lists_inspections(&self, filter: &str) -> Outcome {
        self.list(PATH, "inspections", filter, &fields())
    }

    /// Fires an event of an inspection.
    pub fn fires_inspection(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of(PATH, "TransitionInspection", id, (event, with), &fields())
    }

    /// Reads what happened to an inspection and what may happen next.
    pub fn reads_inspection_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("{PATH}/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ inspectionTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }
}
