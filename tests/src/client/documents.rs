//! Documents, and what everybody reads of them.

use openapi::governance::document::{
    Document,
    public::{PublicEvaluation, PublicProblemCount, PublicResult},
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::selection;

const PATH: &str = "/v1/documents";
const RESULTS: &str = "/v1/public-results";
const CORRECTIONS: &str = "correctedOn channels reason";

impl Client {
    /// Drafts a document.
    pub fn drafts_document(&self, body: &Value) -> Outcome {
        self.creates(PATH, "CreateDocument", body, &document())
    }

    /// Rewrites the draft of a document.
    pub fn rewrites_document(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates(PATH, "UpdateDocument", (id, version), patch, &document())
    }

    /// Reads a document, at the moment of a query string with `known_at`.
    pub fn reads_document(&self, id: &str, moment: &str) -> Outcome {
        self.read_at(PATH, "document", (id, moment), &document())
    }

    /// Lists documents.
    pub fn lists_documents(&self, filter: &str) -> Outcome {
        self.list(PATH, "documents", filter, &document())
    }

    /// Fires an event of a document.
    pub fn fires_document(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of(PATH, "TransitionDocument", id, (event, with), &document())
    }

    /// Reads what happened to a document and what may happen next.
    pub fn reads_document_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("{PATH}/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ documentTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Lists published results.
    pub fn lists_results(&self, filter: &str) -> Outcome {
        self.list(RESULTS, "publicResults", filter, &result())
    }

    /// Reads a published result.
    pub fn reads_result(&self, id: &str) -> Outcome {
        self.read(RESULTS, "publicResult", id, &result())
    }
}

/// The fields of a document, with those of its parts.
fn document() -> String {
    let parts = [("subjects", "type id"), ("corrections", CORRECTIONS), ("warnings", "rule article detail")];
    nested(&selection::<Document>(), &parts)
}

/// The fields of a published result, with those of its parts.
fn result() -> String {
    let (evaluations, problems) = (selection::<PublicEvaluation>(), selection::<PublicProblemCount>());
    let parts = [("corrections", CORRECTIONS), ("evaluations", &*evaluations), ("problems", &*problems)];
    nested(&selection::<PublicResult>(), &parts)
}
