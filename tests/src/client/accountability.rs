//! What follows for units and who leads them.

use openapi::accountability::{
    measure::{AccountabilityMeasure, InterviewDemand},
    reference::{ReferencedResult, ResultReference},
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::{selection, to_graphql};

const PATH: &str = "/v1/accountability-measures";
const REFERENCES: &str = "/v1/result-references";

impl Client {
    /// Opens an accountability measure.
    pub fn opens_measure(&self, body: &Value) -> Outcome {
        self.creates(PATH, "CreateAccountabilityMeasure", body, &measure())
    }

    /// Reads an accountability measure, at the moment of a query string with `known_at`.
    pub fn reads_measure(&self, id: &str, moment: &str) -> Outcome {
        self.read_at(PATH, "accountabilityMeasure", (id, moment), &measure())
    }

    /// Lists accountability measures.
    pub fn lists_measures(&self, filter: &str) -> Outcome {
        self.list(PATH, "accountabilityMeasures", filter, &measure())
    }

    /// Fires an event of an accountability measure.
    pub fn fires_measure(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of(PATH, "TransitionAccountabilityMeasure", id, (event, with), &measure())
    }

    /// Reads what happened to an accountability measure and what may happen next.
    pub fn reads_measure_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("{PATH}/{id}/transitions"))),
            Surface::Graphql => {
                let query =
                    format!("query($id: ID!) {{ accountabilityMeasureTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads the remedies against an accountability measure.
    pub fn reads_measure_remedies(&self, id: &str) -> Outcome {
        self.remedies_of_measure(id, None)
    }

    /// Files a remedy against an accountability measure.
    pub fn files_measure_remedy(&self, id: &str, body: &Value) -> Outcome {
        self.remedies_of_measure(id, Some(body))
    }

    fn remedies_of_measure(&self, id: &str, filed: Option<&Value>) -> Outcome {
        const ITEMS: &str = "items { kind fileBy filedOn statement decideBy decidedOn outcome documentNumber }";
        let path = format!("{PATH}/{id}/remedies");
        let answer = match (self.surface, filed) {
            (Surface::Rest, None) => self.rest_outcome(&self.get(&path)),
            (Surface::Rest, Some(body)) => self.rest_outcome(&self.post(&path, body)),
            (Surface::Graphql, None) => {
                let query = format!("query($id: ID!) {{ accountabilityRemedies(id: $id) {{ {ITEMS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
            (Surface::Graphql, Some(body)) => {
                let variables = json!({ "id": id, "input": to_graphql(body) });
                self.mutate("fileAccountabilityRemedy", "id:ID!", "FileMeasureRemedy", variables, ITEMS)
            }
        };
        answer.map(|answer| answer["items"].clone())
    }

    /// Reads who is meant by an accountability measure.
    pub fn reveals_respondent(&self, id: &str, purpose: &str) -> Outcome {
        let body = json!({ "purpose": purpose });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("{PATH}/{id}/reveal"), &body)),
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": body });
                self.mutate("revealRespondent", "id:ID!", "RevealRespondent", variables, "id respondentName")
            }
        }
    }

    /// Asks for results for one decision.
    pub fn asks_for_results(&self, body: &Value) -> Outcome {
        self.creates(REFERENCES, "CreateResultReference", body, &reference())
    }

    /// Reads a reference to results.
    pub fn reads_reference(&self, id: &str) -> Outcome {
        self.read_at(REFERENCES, "resultReference", (id, ""), &reference())
    }

    /// Lists references to results.
    pub fn lists_references(&self, filter: &str) -> Outcome {
        self.list(REFERENCES, "resultReferences", filter, &reference())
    }

    /// Reports how a decision used a reference.
    pub fn reports_use(&self, id: &str, with: &Value) -> Outcome {
        self.fires_of(REFERENCES, "TransitionResultReference", id, ("record_use", with), &reference())
    }

    /// Reports that a decision did not use a reference.
    pub fn reports_no_use(&self, id: &str, with: &Value) -> Outcome {
        self.fires_of(REFERENCES, "TransitionResultReference", id, ("record_no_use", with), &reference())
    }
}

/// The fields of a reference, with those of its parts.
fn reference() -> String {
    nested(&selection::<ResultReference>(), &[("answer", &selection::<ReferencedResult>())])
}

/// The fields of a measure, with those of its parts.
fn measure() -> String {
    nested(&selection::<AccountabilityMeasure>(), &[("demands", &selection::<InterviewDemand>())])
}
