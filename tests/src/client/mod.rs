//! An acting client: one method per thing it can do, over the surface of the test.

mod accountability;
mod administration;
mod consumers;
mod documents;
mod evaluation;
mod governance;
mod inspections;
mod misconduct;
mod money;
mod people;
mod performance;
mod plans;
mod pools;
mod qualification;
mod service;
mod supervision;
mod vacancies;

use serde_json::{Value, json};

use crate::{
    graphql::{camel, to_graphql, to_rest},
    http::{self, Answer},
};

/// Over which surface a test asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// REST.
    Rest,
    /// GraphQL.
    Graphql,
}

/// A client with its token.
#[derive(Debug, Clone)]
pub struct Client {
    /// The server.
    pub address: String,
    /// The token.
    pub token: String,
    /// Over which surface it asks.
    pub surface: Surface,
    /// Its client id.
    pub id: String,
}

/// What was answered, or the code of the refusal.
pub type Outcome = Result<Value, String>;

const TRANSITIONS: &str = "items { event from to actor actorId role occurredOn onBehalfOf reason documentNumber publishedElsewhere { place documentNumber from until } policyVersion } next { event allowed code }";

impl Client {
    /// A REST request with a JSON body.
    pub fn rest(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            all.push(("content-type", "application/json"));
        }
        all.extend_from_slice(headers);
        http::send(method, &format!("{}{path}", self.address), &all, &bytes)
    }

    /// A REST read.
    pub fn get(&self, path: &str) -> Answer {
        self.rest("GET", path, &[], None)
    }

    /// A REST write.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.rest("POST", path, &[], Some(body))
    }

    /// A GraphQL request, answered whole.
    pub fn graphql(&self, query: &str, variables: &Value) -> Answer {
        self.post("/graphql", &json!({ "query": query, "variables": variables }))
    }

    fn rest_outcome(&self, answer: &Answer) -> Outcome {
        if answer.status < 300 { Ok(answer.json()) } else { Err(answer.code()) }
    }

    /// The one root field of a GraphQL answer, in REST's spelling.
    fn graphql_outcome(&self, query: &str, variables: &Value) -> Outcome {
        let answer = self.graphql(query, variables).json();
        match answer["errors"][0]["extensions"]["code"].as_str() {
            Some(code) => Err(code.to_owned()),
            None => {
                let data = answer["data"].as_object().cloned().unwrap_or_default();
                Ok(to_rest(&json!({ "it": data.values().next().cloned().unwrap_or_default() }))["it"].clone())
            }
        }
    }

    fn read(&self, path: &str, field: &str, id: &str, fields: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("{path}/{id}"))),
            Surface::Graphql => {
                let (kind, name) = match field {
                    "policy" => ("String!", "key"),
                    "codeSet" => ("String!", "name"),
                    _ => ("ID!", "id"),
                };
                self.graphql_outcome(
                    &format!("query($id: {kind}) {{ {field}({name}: $id) {{ {fields} }} }}"),
                    &json!({ "id": id }),
                )
            }
        }
    }

    /// One record at a moment, which is written as REST's query string.
    fn read_at(&self, path: &str, field: &str, (id, moment): (&str, &str), fields: &str) -> Outcome {
        match self.surface {
            Surface::Rest if moment.is_empty() => self.rest_outcome(&self.get(&format!("{path}/{id}"))),
            Surface::Rest => self.rest_outcome(&self.get(&format!("{path}/{id}?{}", encoded(moment)))),
            Surface::Graphql => {
                let arguments = arguments(&format!("id={id}&{moment}"));
                self.graphql_outcome(&format!("{{ {field}{arguments} {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// All records of the first page of a list, whose filter is written as REST's query string.
    fn list(&self, path: &str, field: &str, filter: &str, fields: &str) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let query = if filter.is_empty() { String::new() } else { format!("?{}", encoded(filter)) };
                Ok(self.rest_outcome(&self.get(&format!("{path}{query}")))?["items"].clone())
            }
            Surface::Graphql => {
                let arguments = arguments(filter);
                let page = self.graphql_outcome(
                    &format!("{{ {field}{arguments} {{ edges {{ node {{ {fields} }} }} }} }}"),
                    &json!({}),
                )?;
                let edges = page["edges"].as_array().cloned().unwrap_or_default();
                Ok(edges.into_iter().map(|edge| edge["node"].clone()).collect())
            }
        }
    }

    fn mutate(&self, name: &str, parameters: &str, input: &str, variables: Value, fields: &str) -> Outcome {
        let arguments: Vec<String> = parameters
            .split(", ")
            .filter(|one| !one.is_empty())
            .map(|one| format!("{0}: ${0}", one.split(':').next().unwrap_or_default()))
            .collect();
        let declared: Vec<String> =
            parameters.split(", ").filter(|one| !one.is_empty()).map(|one| format!("${one}")).collect();
        let (declared, arguments) = (declared.join(", "), arguments.join(", "));
        let comma = if declared.is_empty() { "" } else { ", " };
        let query = format!(
            "mutation({declared}{comma}$input: {input}!) {{ {name}({arguments}{comma}input: $input) {{ {fields} }} }}"
        );
        self.graphql_outcome(&query, &variables)
    }

    fn creates(&self, path: &str, input: &str, body: &Value, fields: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(path, body)),
            Surface::Graphql => self.mutate(&lower(input), "", input, json!({ "input": to_graphql(body) }), fields),
        }
    }

    fn updates(&self, path: &str, input: &str, (id, version): (&str, i64), patch: &Value, fields: &str) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let tag = format!("\"{version}\"");
                self.rest_outcome(&self.rest("PATCH", &format!("{path}/{id}"), &[("if-match", &tag)], Some(patch)))
            }
            Surface::Graphql => {
                let variables = json!({ "id": id, "version": version, "input": to_graphql(patch) });
                self.mutate(&lower(input), "id:ID!, version:Int!", input, variables, fields)
            }
        }
    }

    fn fires_of(&self, path: &str, input: &str, id: &str, (event, with): (&str, &Value), fields: &str) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let mut body = with.clone();
                body["event"] = json!(event);
                self.rest_outcome(&self.post(&format!("{path}/{id}/transitions"), &body))
            }
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": { camel(event): to_graphql(with) } });
                self.mutate(&lower(input), "id:ID!", input, variables, fields)
            }
        }
    }
}

/// Fields, some of which have fields of their own.
fn nested(fields: &str, parts: &[(&str, &str)]) -> String {
    let one = |field: &str| match parts.iter().find(|(name, _)| *name == field) {
        Some((name, own)) => format!("{name} {{ {own} }}"),
        None => field.to_owned(),
    };
    fields.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// `CreateTraining` as `createTraining`.
fn lower(input: &str) -> String {
    let mut letters = input.chars();
    let head: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    format!("{head}{}", letters.as_str())
}

/// A filter with its values percent-encoded.
fn encoded(filter: &str) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    filter
        .split('&')
        .map(|pair| pair.split_once('=').map_or_else(String::new, |(name, value)| format!("{name}={}", encode(value))))
        .collect::<Vec<_>>()
        .join("&")
}

/// REST's query string as GraphQL arguments: `pool=invited&q=zhao` as `(pool: [INVITED], q: "zhao")`.
fn arguments(filter: &str) -> String {
    const SINGLE: &[&str] = &[
        "q",
        "id",
        "name",
        "sort",
        "after",
        "on",
        "as_of",
        "known_at",
        "changed_after",
        "opened_on_from",
        "opened_on_to",
        "valid_until_from",
        "valid_until_to",
        "held_on_from",
        "held_on_to",
        "ends_on_from",
        "ends_on_to",
        "occurred_on_from",
        "occurred_on_to",
        "month",
        "semester",
        "year",
        "short",
        "due_on_from",
        "due_on_to",
        "found_on_from",
        "found_on_to",
        "overdue",
        "verified",
        "unpaid",
        "unreported",
        "spent",
        "excluded",
        "published",
        "publication_due_on_to",
        "correction_due",
        "published_on_from",
        "published_on_to",
    ];
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in filter.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = match name {
            "pool" | "status" | "outcome" | "grade" | "route" | "form" | "mode" | "ground" | "kind" | "role"
            | "track" | "origin" | "payment" | "component" | "severity" | "purpose" | "channel" | "openness" => {
                value.to_uppercase()
            }
            "limit" | "year" | "short" | "verified" | "unpaid" | "unreported" | "spent" | "excluded" | "overdue"
            | "published" | "correction_due" => value.to_owned(),
            _ => json!(value).to_string(),
        };
        match grouped.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(value),
            None => grouped.push((name.to_owned(), vec![value])),
        }
    }
    let written: Vec<String> = grouped
        .into_iter()
        .map(|(name, values)| match name.as_str() {
            "limit" => format!("first: {}", values[0]),
            single if SINGLE.contains(&single) => format!("{}: {}", camel(single), values[0]),
            _ => format!("{}: [{}]", camel(&name), values.join(", ")),
        })
        .collect();
    if written.is_empty() { String::new() } else { format!("({})", written.join(", ")) }
}
