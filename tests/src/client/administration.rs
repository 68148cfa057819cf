//! Rules, calendars, clients, areas and code sets.

use openapi::administration::{
    calendar::Calendar,
    policy::{Policy, PolicyProposal},
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface};
use crate::graphql::{selection, to_graphql};

impl Client {
    /// Reads a rule.
    pub fn reads_policy(&self, key: &str) -> Outcome {
        self.read("/v1/policies", "policy", key, &selection::<Policy>())
    }

    /// Proposes another value for a rule.
    pub fn proposes(&self, key: &str, value: &Value) -> Outcome {
        let body = json!({ "key": key, "value": value, "document_number": "教督委〔2026〕3号" });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post("/v1/policy-proposals", &body)),
            Surface::Graphql => {
                let variables = json!({ "input": to_graphql(&body) });
                self.mutate(
                    "createPolicyProposal",
                    "",
                    "CreatePolicyProposal",
                    variables,
                    &selection::<PolicyProposal>(),
                )
            }
        }
    }

    /// Fires an event of a proposal.
    pub fn decides_proposal(&self, id: &str, event: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(
                &self.post(&format!("/v1/policy-proposals/{id}/transitions"), &json!({ "event": event })),
            ),
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": { event: {} } });
                self.mutate(
                    "transitionPolicyProposal",
                    "id:ID!",
                    "TransitionPolicyProposal",
                    variables,
                    &selection::<PolicyProposal>(),
                )
            }
        }
    }

    /// Uploads a calendar.
    pub fn uploads_calendar(&self, year: i32, body: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.rest("PUT", &format!("/v1/calendars/{year}"), &[], Some(body))),
            Surface::Graphql => {
                let variables = json!({ "year": year, "input": to_graphql(body) });
                self.mutate("putCalendar", "year:Int!", "PutCalendar", variables, &selection::<Calendar>())
            }
        }
    }

    /// Registers a client; gives the client and its secret.
    pub fn creates_client(&self, body: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post("/v1/clients", body)),
            Surface::Graphql => {
                let fields = format!(
                    "clientId clientSecret client {{ {} }}",
                    selection::<openapi::administration::client::Client>()
                );
                let mut input = to_graphql(body);
                // The role of a client is a text; that of a zone assignment is a word of a list.
                input["role"] = body["role"].clone();
                self.mutate("createClient", "", "CreateClient", json!({ "input": input }), &fields)
            }
        }
    }

    /// Confirms, rotates or revokes a client.
    pub fn decides_client(&self, event: &str, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/clients/{id}/{event}"), &json!({}))),
            Surface::Graphql => {
                let client = selection::<openapi::administration::client::Client>();
                let fields = match event {
                    "rotate" => format!("clientId clientSecret client {{ {client} }}"),
                    _ => client,
                };
                let query = format!("mutation($id: ID!) {{ {event}Client(id: $id) {{ {fields} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Ends a client with all that belongs to it.
    pub fn off_boards_client(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/clients/{id}/off-board"), &json!({}))),
            Surface::Graphql => {
                let client = selection::<openapi::administration::client::Client>();
                let fields = format!("client {{ {client} }} ended {{ kind count }}");
                self.graphql_outcome(&format!("mutation {{ offBoardClient(id: \"{id}\") {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// Uploads the areas.
    pub fn uploads_areas(&self, body: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.rest("PUT", "/v1/code-sets/areas", &[], Some(body))),
            Surface::Graphql => self.mutate(
                "putAreas",
                "",
                "PutAreas",
                json!({ "input": to_graphql(body) }),
                "name version codes { code label }",
            ),
        }
    }

    /// Reads a code set.
    pub fn reads_code_set(&self, name: &str) -> Outcome {
        self.read("/v1/code-sets", "codeSet", name, "name standard title english version codes { code label }")
    }
}
