//! People: their records, standing, file and erasure.

use openapi::people::{person::Person, standing::PersonStanding};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, arguments, encoded, nested};
use crate::graphql::{camel, selection, to_graphql};

const ERASURE: &str = "personId version erasedAt id status ground documentNumber requestedOn carriedOutOn isPossible keepsName report { kind records erased keptUntil rule article } plan { kind records erased keptUntil rule article } inTheWay { obstacle recordId }";

impl Client {
    /// Registers a person.
    pub fn creates_person(&self, body: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post("/v1/people", body)),
            Surface::Graphql => {
                self.mutate("createPerson", "", "CreatePerson", json!({ "input": to_graphql(body) }), &person_fields())
            }
        }
    }

    /// Reads a person by id or number.
    pub fn reads_person(&self, id: &str) -> Outcome {
        self.read("/v1/people", "person", id, &person_fields())
    }

    /// Lists people.
    pub fn lists_people(&self, filter: &str) -> Outcome {
        self.list("/v1/people", "people", filter, &person_fields())
    }

    /// Lists people who may be in the register twice.
    pub fn lists_possible_duplicates(&self, filter: &str) -> Outcome {
        let fields = "personId personNumber area name birthDate candidateIds";
        self.list("/v1/possible-duplicates", "possibleDuplicates", filter, fields)
    }

    /// Finds people by terms that must not stand in a URL.
    pub fn searches_people(&self, body: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => Ok(self.rest_outcome(&self.post("/v1/people/search", body))?["items"].clone()),
            Surface::Graphql => {
                let query =
                    format!("query($input: PersonSearch!) {{ searchPeople(input: $input) {{ {} }} }}", person_fields());
                self.graphql_outcome(&query, &json!({ "input": to_graphql(body) }))
            }
        }
    }

    /// Corrects a person.
    pub fn corrects_person(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let tag = format!("\"{version}\"");
                self.rest_outcome(&self.rest("PATCH", &format!("/v1/people/{id}"), &[("if-match", &tag)], Some(patch)))
            }
            Surface::Graphql => {
                let variables = json!({ "id": id, "version": version, "input": to_graphql(patch) });
                self.mutate("updatePerson", "id:ID!, version:Int!", "UpdatePerson", variables, &person_fields())
            }
        }
    }

    /// Merges a double into another record.
    pub fn merges_person(&self, id: &str, into: &str) -> Outcome {
        let body = json!({ "into": into, "reason": "同一人重复登记" });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/people/{id}/merge"), &body)),
            Surface::Graphql => self.mutate(
                "mergePerson",
                "id:ID!",
                "MergePerson",
                json!({ "id": id, "input": body }),
                &person_fields(),
            ),
        }
    }

    /// Reads a citizen number in full.
    pub fn reveals_person(&self, id: &str, purpose: &str) -> Outcome {
        let body = json!({ "purpose": purpose });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/people/{id}/reveal"), &body)),
            Surface::Graphql => self.mutate(
                "revealPerson",
                "id:ID!",
                "RevealPerson",
                json!({ "id": id, "input": body }),
                "id citizenNumber identityDocumentNumber",
            ),
        }
    }

    /// Reads a person's history.
    pub fn reads_history(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => Ok(self.rest_outcome(&self.get(&format!("/v1/people/{id}/history")))?["items"].clone()),
            Surface::Graphql => {
                let query = "query($id: ID!) { personHistory(id: $id) { edges { node { event actor role reason otherRecord before } } } }";
                let page = self.graphql_outcome(query, &json!({ "id": id }))?;
                Ok(page["edges"]
                    .as_array()
                    .cloned()
                    .unwrap_or_default()
                    .into_iter()
                    .map(|edge| edge["node"].clone())
                    .collect())
            }
        }
    }

    /// Reads whether somebody may inspect, at the moment of a query string with `on` and `known_at`.
    pub fn reads_standing(&self, id: &str, when: &str) -> Outcome {
        match self.surface {
            Surface::Rest if when.is_empty() => self.rest_outcome(&self.get(&format!("/v1/people/{id}/standing"))),
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/people/{id}/standing?{}", encoded(when)))),
            Surface::Graphql => {
                let arguments = arguments(&format!("id={id}&{when}"));
                let fields = selection::<PersonStanding>();
                self.graphql_outcome(&format!("{{ personStanding{arguments} {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// Reads everything about a person.
    pub fn reads_file(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/people/{id}/file"))),
            Surface::Graphql => self.graphql_outcome("query($id: ID!) { personFile(id: $id) }", &json!({ "id": id })),
        }
    }

    /// Reads what an erasure of a person would do, or did.
    pub fn reads_erasure(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/people/{id}/erasure"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ personErasure(id: $id) {{ {ERASURE} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Asks that a person be erased.
    pub fn asks_for_erasure(&self, id: &str, ground: &str) -> Outcome {
        let body = json!({ "ground": ground, "document_number": "安教督删〔2028〕1号" });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/people/{id}/erasure"), &body)),
            Surface::Graphql => {
                let input = json!({ "ground": ground.to_uppercase(), "documentNumber": body["document_number"] });
                let variables = json!({ "id": id, "input": input });
                self.mutate("requestPersonErasure", "id:ID!", "RequestPersonErasure", variables, ERASURE)
            }
        }
    }

    /// Carries an erasure out, or gives it up.
    pub fn fires_erasure(&self, id: &str, event: &str, with: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let mut body = with.clone();
                body["event"] = json!(event);
                self.rest_outcome(&self.post(&format!("/v1/people/{id}/erasure/transitions"), &body))
            }
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": { camel(event): to_graphql(with) } });
                self.mutate("transitionPersonErasure", "id:ID!", "TransitionPersonErasure", variables, ERASURE)
            }
        }
    }

    /// Reads what happened to an erasure and what may happen next.
    pub fn reads_erasure_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/people/{id}/erasure/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ personErasureTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }
}

/// The fields of a person, with those of its warnings.
fn person_fields() -> String {
    nested(&selection::<Person>(), &[("warnings", "code detail personIds")])
}
