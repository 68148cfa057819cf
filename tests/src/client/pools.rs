//! The talent pools, experts and public notices.

use openapi::pools::{pool_membership::PoolMembership, public_notice::PublicNotice};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS};
use crate::graphql::{camel, selection, to_graphql};

const EXPERT: &str = "id number name area professionalTitle professionalTitleLabel subject subjectLabel stage stageLabel specialities memberships { pool source sourceLabel validUntil }";

impl Client {
    /// Nominates a person for a pool.
    pub fn nominates(&self, body: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post("/v1/pool-memberships", body)),
            Surface::Graphql => {
                let variables = json!({ "input": to_graphql(body) });
                self.mutate(
                    "createPoolMembership",
                    "",
                    "CreatePoolMembership",
                    variables,
                    &selection::<PoolMembership>(),
                )
            }
        }
    }

    /// Completes a draft.
    pub fn completes_membership(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let tag = format!("\"{version}\"");
                self.rest_outcome(&self.rest(
                    "PATCH",
                    &format!("/v1/pool-memberships/{id}"),
                    &[("if-match", &tag)],
                    Some(patch),
                ))
            }
            Surface::Graphql => {
                let variables = json!({ "id": id, "version": version, "input": to_graphql(patch) });
                self.mutate(
                    "updatePoolMembership",
                    "id:ID!, version:Int!",
                    "UpdatePoolMembership",
                    variables,
                    &selection::<PoolMembership>(),
                )
            }
        }
    }

    /// Reads a membership.
    pub fn reads_membership(&self, id: &str) -> Outcome {
        self.read("/v1/pool-memberships", "poolMembership", id, &selection::<PoolMembership>())
    }

    /// Reads a membership at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_membership_at(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/pool-memberships", "poolMembership", (id, moment), &selection::<PoolMembership>())
    }

    /// Lists memberships.
    pub fn lists_memberships(&self, filter: &str) -> Outcome {
        self.list("/v1/pool-memberships", "poolMemberships", filter, &selection::<PoolMembership>())
    }

    /// Fires an event of a membership.
    pub fn fires(&self, id: &str, event: &str, with: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let mut body = with.clone();
                body["event"] = json!(event);
                self.rest_outcome(&self.post(&format!("/v1/pool-memberships/{id}/transitions"), &body))
            }
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": { camel(event): to_graphql(with) } });
                self.mutate(
                    "transitionPoolMembership",
                    "id:ID!",
                    "TransitionPoolMembership",
                    variables,
                    &selection::<PoolMembership>(),
                )
            }
        }
    }

    /// Reads what happened to a membership and what may happen next.
    pub fn reads_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/pool-memberships/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ poolMembershipTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Finds experts.
    pub fn finds_experts(&self, filter: &str) -> Outcome {
        self.list("/v1/experts", "experts", filter, EXPERT)
    }

    /// Reads an expert.
    pub fn reads_expert(&self, id: &str) -> Outcome {
        self.read("/v1/experts", "expert", id, EXPERT)
    }

    /// Reads the public notices.
    pub fn reads_notices(&self, filter: &str) -> Outcome {
        self.list("/v1/public-notices", "publicNotices", filter, &selection::<PublicNotice>())
    }
}
