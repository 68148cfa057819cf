//! Supervision plans.

use openapi::supervision::plan::SupervisionPlan;
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::selection;

const PATH: &str = "/v1/supervision-plans";

/// The fields of a plan.
fn fields() -> String {
    let parts = [
        ("items", "code title matter origin standard dueOn"),
        ("excused", "schoolId organisationId reason"),
        ("outcome", "conclusion grade lessons reach"),
    ];
    nested(&selection::<SupervisionPlan>(), &parts)
}

impl Client {
    /// Records a supervision plan.
    pub fn plans_supervision(&self, body: &Value) -> Outcome {
        self.creates(PATH, "CreateSupervisionPlan", body, &fields())
    }

    /// Reads a supervision plan, at the moment of a query string with `known_at`.
    pub fn reads_plan(&self, id: &str, moment: &str) -> Outcome {
        self.read_at(PATH, "supervisionPlan", (id, moment), &fields())
    }

    /// Lists supervision plans.
    pub fn lists_plans(&self, filter: &str) -> Outcome {
        self.list(PATH, "supervisionPlans", filter, &fields())
    }

    /// Fires an event of a supervision plan.
    pub fn fires_plan(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of(PATH, "TransitionSupervisionPlan", id, (event, with), &fields())
    }

    /// Reads what happened to a supervision plan and what may happen next.
    pub fn reads_plan_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("{PATH}/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ supervisionPlanTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }
}
