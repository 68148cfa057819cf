//! Inspections.

use openapi::supervision::inspection::Inspection;
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS};
use crate::graphql::selection;

const PATH: &str = "/v1/inspections";

impl Client {
    /// Plans an inspection, or records one that is over.
    pub fn plans_inspection(&self, body: &Value) -> Outcome {
        self.creates(PATH, "CreateInspection", body, &selection::<Inspection>())
    }

    /// Reads an inspection, at the moment of a query string with `known_at`.
    pub fn reads_inspection(&self, id: &str, moment: &str) -> Outcome {
        self.read_at(PATH, "inspection", (id, moment), &selection::<Inspection>())
    }

    /// Lists inspections.
    pub fn lists_inspections(&self, filter: &str) -> Outcome {
        self.list(PATH, "inspections", filter, &selection::<Inspection>())
    }

    /// Fires an event of an inspection.
    pub fn fires_inspection(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of(PATH, "TransitionInspection", id, (event, with), &selection::<Inspection>())
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
