//! Evaluation and monitoring: indicator systems and evaluations.

use openapi::evaluation::{
    indicator_system::{EvaluationBand, EvaluationRater, Indicator, IndicatorSystem, IndicatorVeto},
    of_unit::{
        Evaluation, EvaluationExplanation, EvaluationRaterAverage, EvaluationRating, EvaluationReview, EvaluationVeto,
        IndicatorActual, IndicatorOutcome, IndicatorScore,
    },
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::selection;

impl Client {
    /// Drafts an indicator system.
    pub fn drafts_system(&self, body: &Value) -> Outcome {
        self.creates("/v1/indicator-systems", "CreateIndicatorSystem", body, &system())
    }

    /// Rewrites a draft of an indicator system.
    pub fn rewrites_system(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/indicator-systems", "UpdateIndicatorSystem", (id, version), patch, &system())
    }

    /// Reads an indicator system, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_system(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/indicator-systems", "indicatorSystem", (id, moment), &system())
    }

    /// Lists indicator systems.
    pub fn lists_systems(&self, filter: &str) -> Outcome {
        self.list("/v1/indicator-systems", "indicatorSystems", filter, &system())
    }

    /// Fires an event of an indicator system.
    pub fn fires_system(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/indicator-systems", "TransitionIndicatorSystem", id, (event, with), &system())
    }

    /// Reads what happened to an indicator system and what may happen next.
    pub fn reads_system_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/indicator-systems/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ indicatorSystemTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Opens an evaluation.
    pub fn opens_evaluation(&self, body: &Value) -> Outcome {
        self.creates("/v1/evaluations", "CreateEvaluation", body, &evaluation())
    }

    /// Reads an evaluation, at the moment of a query string with `known_at`.
    pub fn reads_evaluation(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/evaluations", "evaluation", (id, moment), &evaluation())
    }

    /// Lists evaluations.
    pub fn lists_evaluations(&self, filter: &str) -> Outcome {
        self.list("/v1/evaluations", "evaluations", filter, &evaluation())
    }

    /// Fires an event of an evaluation.
    pub fn fires_evaluation(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/evaluations", "TransitionEvaluation", id, (event, with), &evaluation())
    }

    /// Reads how the score of an evaluation came about.
    pub fn explains_evaluation(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/evaluations/{id}/explanation"))),
            Surface::Graphql => {
                let averages = selection::<EvaluationRaterAverage>();
                let indicators = nested(&selection::<IndicatorOutcome>(), &[("averages", &averages)]);
                let parts = [
                    ("indicators", indicators),
                    ("raters", selection::<EvaluationRater>()),
                    ("bands", selection::<EvaluationBand>()),
                    ("vetoes", selection::<EvaluationVeto>()),
                ];
                let fields = nested(&selection::<EvaluationExplanation>(), &parts.each_ref().map(borrowed));
                let query = format!("query($id: ID!) {{ evaluationExplanation(id: $id) {{ {fields} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }
}

fn borrowed<'a>((name, fields): &'a (&'static str, String)) -> (&'static str, &'a str) {
    (*name, fields.as_str())
}

/// The fields of an evaluation, with those of its parts.
fn evaluation() -> String {
    let scores = selection::<IndicatorScore>();
    let parts = [
        ("selfScores", scores.clone()),
        ("ratings", nested(&selection::<EvaluationRating>(), &[("scores", &scores)])),
        ("actuals", selection::<IndicatorActual>()),
        ("vetoes", selection::<EvaluationVeto>()),
        ("review", selection::<EvaluationReview>()),
    ];
    nested(&selection::<Evaluation>(), &parts.each_ref().map(borrowed))
}

/// The fields of an indicator system, with those of its parts.
fn system() -> String {
    let parts = [
        ("indicators", selection::<Indicator>()),
        ("raters", selection::<EvaluationRater>()),
        ("bands", selection::<EvaluationBand>()),
        ("vetoes", selection::<IndicatorVeto>()),
    ];
    nested(&selection::<IndicatorSystem>(), &parts.each_ref().map(borrowed))
}
