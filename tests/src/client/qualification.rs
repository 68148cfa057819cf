//! Certifications and trainings.

use openapi::qualification::{
    certification::Certification,
    training::{Training, TrainingHours},
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS};
use crate::graphql::selection;

impl Client {
    /// Applies for a certification.
    pub fn applies_for_certification(&self, body: &Value) -> Outcome {
        self.creates("/v1/certifications", "CreateCertification", body, &certification())
    }

    /// Completes an application.
    pub fn completes_certification(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/certifications", "UpdateCertification", (id, version), patch, &certification())
    }

    /// Reads a certification, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_certification(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/certifications", "certification", (id, moment), &certification())
    }

    /// Lists certifications.
    pub fn lists_certifications(&self, filter: &str) -> Outcome {
        self.list("/v1/certifications", "certifications", filter, &certification())
    }

    /// Fires an event of a certification.
    pub fn fires_certification(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/certifications", "TransitionCertification", id, (event, with), &certification())
    }

    /// Reads what happened to a certification and what may happen next.
    pub fn reads_certification_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/certifications/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ certificationTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads the signed form of a certificate.
    pub fn reads_credential(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/certifications/{id}/credential"))),
            Surface::Graphql => {
                let query = "query($id: ID!) { certificationCredential(id: $id) { credential } }";
                self.graphql_outcome(query, &json!({ "id": id }))
            }
        }
    }

    /// Verifies a certificate.
    pub fn verifies(&self, number: &str, name: &str) -> Outcome {
        let body = json!({ "number": number, "name": name });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post("/v1/certifications/verify", &body)),
            Surface::Graphql => {
                let query = "query($input: VerifyCertification!) { verifyCertification(input: $input) { holder status validUntil } }";
                self.graphql_outcome(query, &json!({ "input": body }))
            }
        }
    }

    /// Records a training.
    pub fn records_training(&self, body: &Value) -> Outcome {
        self.creates("/v1/trainings", "CreateTraining", body, &selection::<Training>())
    }

    /// Corrects a training.
    pub fn corrects_training(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/trainings", "UpdateTraining", (id, version), patch, &selection::<Training>())
    }

    /// Reads a training, at the moment of a query string with `known_at`.
    pub fn reads_training(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/trainings", "training", (id, moment), &selection::<Training>())
    }

    /// Lists trainings.
    pub fn lists_trainings(&self, filter: &str) -> Outcome {
        self.list("/v1/trainings", "trainings", filter, &selection::<Training>())
    }

    /// Reads who has the hours that a year asks for.
    pub fn reads_training_hours(&self, filter: &str) -> Outcome {
        self.list("/v1/training-hours", "trainingHours", filter, &selection::<TrainingHours>())
    }
}

/// The fields of a certification, with those of its conditions.
fn certification() -> String {
    let fields = selection::<Certification>();
    fields.replace("conditions", "conditions { condition met rule article field value }")
}
