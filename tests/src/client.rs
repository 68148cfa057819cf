//! An acting client: one method per thing it can do, over the surface of the test.

use openapi::{
    appointment::Appointment,
    assessment::{Assessment, AssessmentExplanation},
    calendar::Calendar,
    certification::Certification,
    complaint::Complaint,
    coverage::{Coverage, ZoneCoverage},
    dismissal::Dismissal,
    duty::{DutyRecord, DutySummary, SchoolVisits},
    grade::Grade,
    organisation::{Cohort, Organisation},
    payee::Payee,
    person::Person,
    policy::{Policy, PolicyProposal},
    pool_membership::PoolMembership,
    promotion::Promotion,
    public_notice::PublicNotice,
    recusal::Recusal,
    sanction::Sanction,
    standing::PersonStanding,
    stipend_explanation::{StipendEarlierLine, StipendExplanation, StipendStandardNamed},
    stipend_run::{PaymentResult, StipendFinding, StipendLine, StipendRun},
    stipend_standard::StipendStandard,
    stipend_tax::{TaxPreview, TaxTableStep},
    stipend_transfer::{
        StipendDifference, StipendManifest, StipendManifestFile, StipendReconciliation, StipendTransfer,
    },
    stipend_what_if::{BudgetDifference, ComponentDifference, PersonDifference, StipendWhatIf, ZoneDifference},
    training::{Training, TrainingHours},
    vacancy::{Vacancy, VacancyCandidate},
    zone::{School, Zone},
    zone_assignment::ZoneAssignment,
};
use serde_json::{Value, json};

use crate::{
    graphql::{camel, selection, to_graphql, to_rest},
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

const EXPERT: &str = "id number name area professionalTitle professionalTitleLabel subject subjectLabel stage stageLabel specialities memberships { pool source sourceLabel validUntil }";
const TEAM: &str = "id version area kind title supervisesOn schoolIds size specialities members { personId number specialities } seed drawnFrom leftOut createdAt";
const APPOINTMENTS: &str = "items { id version personId status startsOn endsOn termNumber nextTermId }";
const ERASURE: &str = "personId version erasedAt id status ground documentNumber requestedOn carriedOutOn isPossible keepsName report { kind records erased keptUntil rule article } plan { kind records erased keptUntil rule article } inTheWay { obstacle recordId }";
const MISSING: &str = "warnings { rule article missing detail }";
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

    /// Drafts the targets of an assessment.
    pub fn drafts_assessment(&self, body: &Value) -> Outcome {
        self.creates("/v1/assessments", "CreateAssessment", body, &assessment())
    }

    /// Writes other targets into a draft.
    pub fn redrafts_assessment(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/assessments", "UpdateAssessment", (id, version), patch, &assessment())
    }

    /// Reads an assessment, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_assessment(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/assessments", "assessment", (id, moment), &assessment())
    }

    /// Lists assessments.
    pub fn lists_assessments(&self, filter: &str) -> Outcome {
        self.list("/v1/assessments", "assessments", filter, &assessment())
    }

    /// Fires an event of an assessment.
    pub fn fires_assessment(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/assessments", "TransitionAssessment", id, (event, with), &assessment())
    }

    /// Reads what happened to an assessment and what may happen next.
    pub fn reads_assessment_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/assessments/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ assessmentTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads how score and grade of an assessment came about.
    pub fn reads_explanation(&self, id: &str) -> Outcome {
        self.reads_explanation_at(id, "")
    }

    /// Reads how they came about at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_explanation_at(&self, id: &str, moment: &str) -> Outcome {
        if self.surface == Surface::Rest {
            return self.rest_outcome(&self.get(&format!("/v1/assessments/{id}/explanation?{}", encoded(moment))));
        }
        let fields = nested(
            &selection::<AssessmentExplanation>(),
            &[
                ("raters", "raterKind weight"),
                ("ratersApplied", "raterKind weight"),
                ("moved", "from to weight cause"),
                ("items", EXPLAINED_ITEM),
                ("steps", "name operation numerator denominator resultHundredths"),
                ("bands", "excellent qualified pass"),
                ("vetoes", "veto fact documentNumber"),
                ("quota", "group percent places taken"),
                ("review", ASSESSMENT_REVIEW),
            ],
        );
        let arguments = arguments(&format!("id={id}&{moment}"));
        self.graphql_outcome(&format!("{{ assessmentExplanation{arguments} {{ {fields} }} }}"), &json!({}))
    }

    /// Records a training.
    pub fn records_training(&self, body: &Value) -> Outcome {
        self.creates("/v1/trainings", "CreateTraining", body, &selection::<Training>())
    }

    /// Corrects a training.
    pub fn corrects_training(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/trainings", "UpdateTraining", (id, version), patch, &selection::<Training>())
    }

    /// Lists trainings.
    pub fn lists_trainings(&self, filter: &str) -> Outcome {
        self.list("/v1/trainings", "trainings", filter, &selection::<Training>())
    }

    /// Reads who has the hours that a year asks for.
    pub fn reads_training_hours(&self, filter: &str) -> Outcome {
        self.list("/v1/training-hours", "trainingHours", filter, &selection::<TrainingHours>())
    }

    /// Records duty.
    pub fn records_duty(&self, body: &Value) -> Outcome {
        self.creates("/v1/duty-records", "CreateDutyRecord", body, &duty())
    }

    /// Records duty of many; a refusal gives the pointers, codes and rules of all faults.
    pub fn records_much_duty(&self, items: &[Value]) -> Result<Value, Value> {
        let answer = match self.surface {
            Surface::Rest => self.post("/v1/duty-records/bulk", &json!({ "items": items })).json(),
            Surface::Graphql => {
                let query = format!(
                    "mutation($input: CreateDutyRecords!) {{ it: createDutyRecords(input: $input) {{ items {{ {} }} }} }}",
                    duty()
                );
                let answer = self.graphql(&query, &json!({ "input": to_graphql(&json!({ "items": items })) })).json();
                match answer["errors"][0]["extensions"].clone() {
                    Value::Null => to_rest(&answer["data"])["it"].clone(),
                    refusal => refusal,
                }
            }
        };
        if answer["items"].is_array() { Ok(answer["items"].clone()) } else { Err(answer["errors"].clone()) }
    }

    /// Corrects or annuls a duty record.
    pub fn corrects_duty(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/duty-records", "UpdateDutyRecord", (id, version), patch, &duty())
    }

    /// Reads a duty record, at the moment of a query string with `known_at`.
    pub fn reads_duty(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/duty-records", "dutyRecord", (id, moment), &duty())
    }

    /// Lists duty records.
    pub fn lists_duty(&self, filter: &str) -> Outcome {
        self.list("/v1/duty-records", "dutyRecords", filter, &duty())
    }

    /// Lists the inspectors' duty in a month.
    pub fn lists_duty_summaries(&self, filter: &str) -> Outcome {
        let fields = selection::<DutySummary>().replace("warnings", MISSING);
        self.list("/v1/duty-summaries", "dutySummaries", filter, &fields)
    }

    /// Lists the schools' visits in a semester.
    pub fn lists_school_visits(&self, filter: &str) -> Outcome {
        let fields = selection::<SchoolVisits>().replace("months", "months { month visits }");
        self.list("/v1/school-visits", "schoolVisits", filter, &fields.replace("warnings", MISSING))
    }

    /// Registers an organisation.
    pub fn registers_organisation(&self, body: &Value) -> Outcome {
        self.creates("/v1/organisations", "CreateOrganisation", body, &selection::<Organisation>())
    }

    /// Corrects an organisation.
    pub fn corrects_organisation(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/organisations", "UpdateOrganisation", (id, version), patch, &selection::<Organisation>())
    }

    /// Lists organisations.
    pub fn lists_organisations(&self, filter: &str) -> Outcome {
        self.list("/v1/organisations", "organisations", filter, &selection::<Organisation>())
    }

    /// Makes a cohort.
    pub fn makes_cohort(&self, body: &Value) -> Outcome {
        self.creates("/v1/cohorts", "CreateCohort", body, &selection::<Cohort>())
    }

    /// Corrects a cohort.
    pub fn corrects_cohort(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/cohorts", "UpdateCohort", (id, version), patch, &selection::<Cohort>())
    }

    /// Lists cohorts.
    pub fn lists_cohorts(&self, filter: &str) -> Outcome {
        self.list("/v1/cohorts", "cohorts", filter, &selection::<Cohort>())
    }

    /// Nominates a person for appointment.
    pub fn nominates_inspector(&self, body: &Value) -> Outcome {
        self.creates("/v1/appointments", "CreateAppointment", body, &appointment())
    }

    /// Nominates many people.
    pub fn nominates_inspectors(&self, items: &Value) -> Outcome {
        let body = json!({ "items": items });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post("/v1/appointments/bulk", &body)),
            Surface::Graphql => {
                let variables = json!({ "input": to_graphql(&body) });
                self.mutate("createAppointments", "", "CreateAppointments", variables, APPOINTMENTS)
            }
        }
    }

    /// Completes a nomination.
    pub fn completes_appointment(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/appointments", "UpdateAppointment", (id, version), patch, &appointment())
    }

    /// Reads an appointment, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_appointment(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/appointments", "appointment", (id, moment), &appointment())
    }

    /// Lists appointments.
    pub fn lists_appointments(&self, filter: &str) -> Outcome {
        self.list("/v1/appointments", "appointments", filter, &appointment())
    }

    /// Fires an event of an appointment.
    pub fn fires_appointment(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/appointments", "TransitionAppointment", id, (event, with), &appointment())
    }

    /// Fires an event for many appointments; a refusal gives the pointers, codes and rules of all faults.
    pub fn fires_appointments(&self, ids: &[&str], event: &str, with: &Value) -> Result<Value, Value> {
        let answer = match self.surface {
            Surface::Rest => {
                let mut transition = with.clone();
                transition["event"] = json!(event);
                self.post("/v1/appointments/transitions", &json!({ "ids": ids, "transition": transition })).json()
            }
            Surface::Graphql => {
                let query = format!(
                    "mutation($input: TransitionAppointments!) {{ it: transitionAppointments(input: $input) {{ {APPOINTMENTS} }} }}"
                );
                let input = json!({ "ids": ids, "transition": { camel(event): to_graphql(with) } });
                let answer = self.graphql(&query, &json!({ "input": input })).json();
                match answer["errors"][0]["extensions"].clone() {
                    Value::Null => to_rest(&answer["data"])["it"].clone(),
                    refusal => refusal,
                }
            }
        };
        if answer["items"].is_array() { Ok(answer) } else { Err(answer) }
    }

    /// Reads what happened to an appointment and what may happen next.
    pub fn reads_appointment_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/appointments/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ appointmentTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Assigns an inspector to a zone.
    pub fn assigns(&self, body: &Value) -> Outcome {
        self.creates("/v1/zone-assignments", "CreateZoneAssignment", body, &assignment())
    }

    /// Reads an assignment, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_assignment(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/zone-assignments", "zoneAssignment", (id, moment), &assignment())
    }

    /// Lists assignments.
    pub fn lists_assignments(&self, filter: &str) -> Outcome {
        self.list("/v1/zone-assignments", "zoneAssignments", filter, &assignment())
    }

    /// Ends an assignment.
    pub fn ends_assignment(&self, id: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/zone-assignments", "TransitionZoneAssignment", id, ("end", with), &assignment())
    }

    /// Reads the report of coverage.
    pub fn reads_coverage(&self, as_of: &str) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let query = if as_of.is_empty() { String::new() } else { format!("?as_of={as_of}") };
                self.rest_outcome(&self.get(&format!("/v1/coverage{query}")))
            }
            Surface::Graphql => {
                let arguments = if as_of.is_empty() { String::new() } else { format!("(asOf: \"{as_of}\")") };
                let fields =
                    selection::<Coverage>().replace("shortfalls", "shortfalls { shortfall zones rule article value }");
                self.graphql_outcome(&format!("{{ coverage{arguments} {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// Reads how the team is made up; `more` names parameters besides.
    pub fn reads_team_structure(&self, by: &str, more: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/statistics/team-structure?by={by}&{more}"))),
            Surface::Graphql => {
                let fields = "by asOf total suppressed smallestShown cellsMayOverlap cells { code label english count share suppressed }";
                let more = arguments(more);
                let more = more.trim_start_matches('(').trim_end_matches(')');
                self.graphql_outcome(&format!("{{ teamStructure(by: \"{by}\" {more}) {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// Counts public notices.
    pub fn reads_notice_statistics(&self, filter: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/statistics/public-notices?{filter}"))),
            Surface::Graphql => {
                let fields =
                    "openedOnFrom openedOnTo notices publishedElsewhere items { kind notices publishedElsewhere }";
                let arguments = arguments(filter);
                self.graphql_outcome(&format!("{{ noticeStatistics{arguments} {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// Reads the report of coverage zone by zone.
    pub fn reads_zone_coverage(&self, filter: &str) -> Outcome {
        self.list("/v1/coverage/zones", "zoneCoverage", filter, &selection::<ZoneCoverage>())
    }

    /// Reads what stands on the plate of a school.
    pub fn reads_plate(&self, school_id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/schools/{school_id}/plate"))),
            Surface::Graphql => {
                let query = "query($id: ID!) { schoolPlate(id: $id) { schoolId school zone officePhone matters inspectors { name photo credentialNumber role } } }";
                self.graphql_outcome(query, &json!({ "id": school_id }))
            }
        }
    }

    /// Draws a team.
    pub fn draws_team(&self, body: &Value) -> Outcome {
        self.creates("/v1/teams", "CreateTeam", body, TEAM)
    }

    /// Reads a team.
    pub fn reads_team(&self, id: &str) -> Outcome {
        self.read("/v1/teams", "team", id, TEAM)
    }

    /// Lists teams.
    pub fn lists_teams(&self, filter: &str) -> Outcome {
        self.list("/v1/teams", "teams", filter, TEAM)
    }

    /// Reads the proof of a draw.
    pub fn reads_proof(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/teams/{id}/proof"))),
            Surface::Graphql => {
                let query = "query($id: ID!) { teamProof(id: $id) { teamId seed reproduced candidates { personId number lot workload specialities excluded } members } }";
                self.graphql_outcome(query, &json!({ "id": id }))
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

    /// Lists zones.
    pub fn lists_zones(&self) -> Outcome {
        self.list("/v1/zones", "zones", "", &selection::<Zone>())
    }

    /// Lists schools.
    pub fn lists_schools(&self) -> Outcome {
        self.list("/v1/schools", "schools", "", &selection::<School>())
    }

    /// Makes a zone.
    pub fn makes_zone(&self, body: &Value) -> Outcome {
        self.creates("/v1/zones", "CreateZone", body, &selection::<Zone>())
    }

    /// Changes, closes or opens a zone.
    pub fn changes_zone(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/zones", "UpdateZone", (id, version), patch, &selection::<Zone>())
    }

    /// Reads a zone.
    pub fn reads_zone(&self, id: &str) -> Outcome {
        self.read("/v1/zones", "zone", id, &selection::<Zone>())
    }

    /// Registers a school.
    pub fn registers_school(&self, body: &Value) -> Outcome {
        self.creates("/v1/schools", "CreateSchool", body, &selection::<School>())
    }

    /// Corrects a school.
    pub fn corrects_school(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/schools", "UpdateSchool", (id, version), patch, &selection::<School>())
    }

    /// Reads a school.
    pub fn reads_school(&self, id: &str) -> Outcome {
        self.read("/v1/schools", "school", id, &selection::<School>())
    }

    /// Records a recusal.
    pub fn records_recusal(&self, body: &Value) -> Outcome {
        self.creates("/v1/recusals", "CreateRecusal", body, &selection::<Recusal>())
    }

    /// Corrects a recusal.
    pub fn corrects_recusal(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/recusals", "UpdateRecusal", (id, version), patch, &selection::<Recusal>())
    }

    /// Reads a recusal, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_recusal(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/recusals", "recusal", (id, moment), &selection::<Recusal>())
    }

    /// Lists recusals.
    pub fn lists_recusals(&self, filter: &str) -> Outcome {
        self.list("/v1/recusals", "recusals", filter, &selection::<Recusal>())
    }

    /// Records a sanction.
    pub fn records_sanction(&self, body: &Value) -> Outcome {
        self.creates("/v1/sanctions", "CreateSanction", body, &selection::<Sanction>())
    }

    /// Corrects or lifts a sanction.
    pub fn corrects_sanction(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/sanctions", "UpdateSanction", (id, version), patch, &selection::<Sanction>())
    }

    /// Reads a sanction, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_sanction(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/sanctions", "sanction", (id, moment), &selection::<Sanction>())
    }

    /// Lists sanctions.
    pub fn lists_sanctions(&self, filter: &str) -> Outcome {
        self.list("/v1/sanctions", "sanctions", filter, &selection::<Sanction>())
    }

    /// Records a title or rank.
    pub fn records_grade(&self, body: &Value) -> Outcome {
        self.creates("/v1/grades", "CreateGrade", body, &selection::<Grade>())
    }

    /// Corrects or annuls a grade.
    pub fn corrects_grade(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/grades", "UpdateGrade", (id, version), patch, &selection::<Grade>())
    }

    /// Reads a grade, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_grade(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/grades", "grade", (id, moment), &selection::<Grade>())
    }

    /// Lists grades.
    pub fn lists_grades(&self, filter: &str) -> Outcome {
        self.list("/v1/grades", "grades", filter, &selection::<Grade>())
    }

    /// Begins a promotion or a demotion.
    pub fn begins_promotion(&self, body: &Value) -> Outcome {
        self.creates("/v1/promotions", "CreatePromotion", body, &promotion())
    }

    /// Reads a promotion, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_promotion(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/promotions", "promotion", (id, moment), &promotion())
    }

    /// Lists promotions.
    pub fn lists_promotions(&self, filter: &str) -> Outcome {
        self.list("/v1/promotions", "promotions", filter, &promotion())
    }

    /// Fires an event of a promotion.
    pub fn fires_promotion(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/promotions", "TransitionPromotion", id, (event, with), &promotion())
    }

    /// Reads what happened to a promotion and what may happen next.
    pub fn reads_promotion_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/promotions/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ promotionTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Enters how a person is paid.
    pub fn enters_payee(&self, body: &Value) -> Outcome {
        self.creates("/v1/payees", "CreatePayee", body, &payee())
    }

    /// Changes how a person is paid.
    pub fn changes_payee(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/payees", "UpdatePayee", (id, version), patch, &payee())
    }

    /// Verifies a payee: the version that was looked at.
    pub fn verifies_payee(&self, id: &str, version: i64) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let tag = format!("\"{version}\"");
                self.rest_outcome(&self.rest("POST", &format!("/v1/payees/{id}/verify"), &[("if-match", &tag)], None))
            }
            Surface::Graphql => {
                let query = "mutation($id: ID!, $version: Int!) { verifyPayee(id: $id, version: $version)";
                let variables = json!({ "id": id, "version": version });
                self.graphql_outcome(&format!("{query} {{ {} }} }}", payee()), &variables)
            }
        }
    }

    /// Reads how a person is paid, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_payee(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/payees", "payee", (id, moment), &payee())
    }

    /// Lists how people are paid.
    pub fn lists_payees(&self, filter: &str) -> Outcome {
        self.list("/v1/payees", "payees", filter, &payee())
    }

    /// Drafts a stipend standard.
    pub fn drafts_standard(&self, body: &Value) -> Outcome {
        self.creates("/v1/stipend-standards", "CreateStipendStandard", body, &standard())
    }

    /// Rewrites a draft of a stipend standard.
    pub fn rewrites_standard(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/stipend-standards", "UpdateStipendStandard", (id, version), patch, &standard())
    }

    /// Reads a stipend standard, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_standard(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/stipend-standards", "stipendStandard", (id, moment), &standard())
    }

    /// Lists stipend standards.
    pub fn lists_standards(&self, filter: &str) -> Outcome {
        self.list("/v1/stipend-standards", "stipendStandards", filter, &standard())
    }

    /// Fires an event of a stipend standard.
    pub fn fires_standard(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/stipend-standards", "TransitionStipendStandard", id, (event, with), &standard())
    }

    /// Reads what happened to a stipend standard and what may happen next.
    pub fn reads_standard_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/stipend-standards/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ stipendStandardTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads what happened to a run and what may happen next.
    pub fn reads_run_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/stipend-runs/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ stipendRunTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Begins a month's run of stipends.
    pub fn begins_run(&self, body: &Value) -> Outcome {
        self.creates("/v1/stipend-runs", "CreateStipendRun", body, &selection::<StipendRun>())
    }

    /// Reads a run, at the moment of a query string with `known_at`.
    pub fn reads_run(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/stipend-runs", "stipendRun", (id, moment), &selection::<StipendRun>())
    }

    /// Lists runs.
    pub fn lists_runs(&self, filter: &str) -> Outcome {
        self.list("/v1/stipend-runs", "stipendRuns", filter, &selection::<StipendRun>())
    }

    /// Fires an event of a run.
    pub fn fires_run(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/stipend-runs", "TransitionStipendRun", id, (event, with), &selection::<StipendRun>())
    }

    /// Lists whom a run lists, and why.
    pub fn lists_run_findings(&self, id: &str) -> Outcome {
        let fields = selection::<StipendFinding>();
        match self.surface {
            Surface::Rest => self.list(&format!("/v1/stipend-runs/{id}/findings"), "", "", &fields),
            Surface::Graphql => {
                let mut found = self.list("", "stipendRunFindings", &format!("id={id}"), &fields)?;
                // The name of this enum is that of texts elsewhere, whose spelling is the same on both surfaces.
                for finding in found.as_array_mut().into_iter().flatten() {
                    finding["code"] = finding["code"].as_str().unwrap_or_default().to_lowercase().into();
                }
                Ok(found)
            }
        }
    }

    /// Records what became of payments.
    pub fn reports_payments(&self, id: &str, items: &[Value]) -> Outcome {
        let body = json!({ "items": items });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/stipend-runs/{id}/payment-results"), &body)),
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": to_graphql(&body) });
                let fields = selection::<StipendRun>();
                self.mutate("createPaymentResults", "id:ID!", "CreatePaymentResults", variables, &fields)
            }
        }
    }

    /// Lists what finance reported about a run.
    pub fn lists_payment_results(&self, id: &str) -> Outcome {
        let fields = selection::<PaymentResult>();
        match self.surface {
            Surface::Rest => self.list(&format!("/v1/stipend-runs/{id}/payment-results"), "", "", &fields),
            Surface::Graphql => self.list("", "paymentResults", &format!("id={id}"), &fields),
        }
    }

    /// Reads a line of a run.
    pub fn reads_line(&self, id: &str) -> Outcome {
        self.read("/v1/stipend-lines", "stipendLine", id, &selection::<StipendLine>())
    }

    /// Lists lines of runs.
    pub fn lists_lines(&self, filter: &str) -> Outcome {
        self.list("/v1/stipend-lines", "stipendLines", filter, &selection::<StipendLine>())
    }

    /// Holds a line, or lets it go.
    pub fn fires_line(&self, id: &str, event: &str, with: &Value) -> Outcome {
        let fields = selection::<StipendLine>();
        self.fires_of("/v1/stipend-lines", "TransitionStipendLine", id, (event, with), &fields)
    }

    /// Reads why a line is what it is.
    pub fn reads_line_explanation(&self, id: &str) -> Outcome {
        if self.surface == Surface::Rest {
            return self.rest_outcome(&self.get(&format!("/v1/stipend-lines/{id}/explanation")));
        }
        let table = selection::<TaxTableStep>();
        let fields = nested(
            &selection::<StipendExplanation>(),
            &[
                ("line", &selection::<StipendLine>()),
                ("standards", &selection::<StipendStandardNamed>()),
                ("segments", "startsOn days amountFen facts { kind id version }"),
                ("gaps", "startsOn days reason article"),
                ("earlierLines", &selection::<StipendEarlierLine>()),
                ("verification", "payeeId payeeVersion verifiedVersion verifiedOn verifiedBy"),
                ("taxPreview", &nested(&selection::<TaxPreview>(), &[("table", &table)])),
            ],
        );
        let query = format!("query($id: ID!) {{ stipendLineExplanation(id: $id) {{ {fields} }} }}");
        self.graphql_outcome(&query, &json!({ "id": id }))
    }

    /// Takes in a complaint.
    pub fn takes_complaint(&self, body: &Value) -> Outcome {
        self.creates("/v1/complaints", "CreateComplaint", body, &selection::<Complaint>())
    }

    /// Reads a complaint, at the moment of a query string with `known_at`.
    pub fn reads_complaint(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/complaints", "complaint", (id, moment), &selection::<Complaint>())
    }

    /// Lists complaints.
    pub fn lists_complaints(&self, filter: &str) -> Outcome {
        self.list("/v1/complaints", "complaints", filter, &selection::<Complaint>())
    }

    /// Fires an event of a complaint.
    pub fn fires_complaint(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/complaints", "TransitionComplaint", id, (event, with), &selection::<Complaint>())
    }

    /// Reads what happened to a complaint and what may happen next.
    pub fn reads_complaint_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/complaints/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ complaintTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads who complained.
    pub fn reveals_complaint(&self, id: &str, purpose: &str) -> Outcome {
        let body = json!({ "purpose": purpose });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/complaints/{id}/reveal"), &body)),
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": body });
                self.mutate("revealComplaint", "id:ID!", "RevealComplaint", variables, "id complainant")
            }
        }
    }

    /// Opens a dismissal case.
    pub fn opens_case(&self, body: &Value) -> Outcome {
        self.creates("/v1/dismissals", "CreateDismissal", body, &dismissal())
    }

    /// Reads a dismissal case, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_case(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/dismissals", "dismissal", (id, moment), &dismissal())
    }

    /// Lists dismissal cases.
    pub fn lists_cases(&self, filter: &str) -> Outcome {
        self.list("/v1/dismissals", "dismissals", filter, &dismissal())
    }

    /// Fires an event of a dismissal case.
    pub fn fires_case(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/dismissals", "TransitionDismissal", id, (event, with), &dismissal())
    }

    /// Reads what happened to a dismissal case and what may happen next.
    pub fn reads_case_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/dismissals/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ dismissalTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Opens a vacancy.
    pub fn opens_vacancy(&self, body: &Value) -> Outcome {
        self.creates("/v1/vacancies", "CreateVacancy", body, &vacancy())
    }

    /// Reads a vacancy, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_vacancy(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/vacancies", "vacancy", (id, moment), &vacancy())
    }

    /// Lists vacancies.
    pub fn lists_vacancies(&self, filter: &str) -> Outcome {
        self.list("/v1/vacancies", "vacancies", filter, &vacancy())
    }

    /// Fires an event of a vacancy.
    pub fn fires_vacancy(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/vacancies", "TransitionVacancy", id, (event, with), &vacancy())
    }

    /// Reads what happened to a vacancy and what may happen next.
    pub fn reads_vacancy_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/vacancies/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ vacancyTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Lists who was ranked for a vacancy, and why so.
    pub fn lists_candidates(&self, id: &str, filter: &str) -> Outcome {
        const FACT: &str = "kind id version";
        let components = nested("component merit weight points found facts", &[("facts", FACT)]);
        let excluded_by = nested("ground rule article fact", &[("fact", FACT)]);
        let parts = [("originFact", FACT), ("components", &components), ("excludedBy", &excluded_by)];
        let fields = nested(&selection::<VacancyCandidate>(), &parts);
        match self.surface {
            Surface::Rest => self.list(&format!("/v1/vacancies/{id}/candidates"), "", filter, &fields),
            Surface::Graphql => self.list("", "vacancyCandidates", &format!("id={id}&{filter}"), &fields),
        }
    }

    /// Reads the remedies against a decision.
    pub fn reads_remedies(&self, id: &str) -> Outcome {
        let remedies = self.remedies_of(id, None);
        remedies.map(|answer| answer["items"].clone())
    }

    /// Files a remedy against a decision.
    pub fn files_remedy(&self, id: &str, body: &Value) -> Outcome {
        self.remedies_of(id, Some(body)).map(|answer| answer["items"].clone())
    }

    fn remedies_of(&self, id: &str, filed: Option<&Value>) -> Outcome {
        const ITEMS: &str = "items { kind fileBy filedOn statement decideBy decidedOn outcome documentNumber }";
        let path = format!("/v1/dismissals/{id}/remedies");
        match (self.surface, filed) {
            (Surface::Rest, None) => self.rest_outcome(&self.get(&path)),
            (Surface::Rest, Some(body)) => self.rest_outcome(&self.post(&path, body)),
            (Surface::Graphql, None) => {
                let query = format!("query($id: ID!) {{ dismissalRemedies(id: $id) {{ {ITEMS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
            (Surface::Graphql, Some(body)) => {
                let head =
                    "mutation($id: ID!, $input: FileDismissalRemedy!) { fileDismissalRemedy(id: $id, input: $input)";
                let variables = json!({ "id": id, "input": to_graphql(body) });
                self.graphql_outcome(&format!("{head} {{ {ITEMS} }} }}"), &variables)
            }
        }
    }

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
                let fields = format!("clientId clientSecret client {{ {} }}", selection::<openapi::client::Client>());
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
                let client = selection::<openapi::client::Client>();
                let fields = match event {
                    "rotate" => format!("clientId clientSecret client {{ {client} }}"),
                    _ => client,
                };
                let query = format!("mutation($id: ID!) {{ {event}Client(id: $id) {{ {fields} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
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

    /// Lists what is transferred by a run.
    pub fn lists_transfers(&self, run: &str, filter: &str) -> Outcome {
        let fields = selection::<StipendTransfer>();
        match self.surface {
            Surface::Rest => self.list(&format!("/v1/stipend-runs/{run}/transfers"), "", filter, &fields),
            Surface::Graphql => self.list("", "stipendTransfers", &format!("id={run}&{filter}"), &fields),
        }
    }

    /// Reads the control totals of a run.
    pub fn reads_manifest(&self, run: &str) -> Outcome {
        let fields = nested(&selection::<StipendManifest>(), &[("files", &selection::<StipendManifestFile>())]);
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/stipend-runs/{run}/manifest"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ stipendManifest(id: $id) {{ {fields} }} }}");
                self.graphql_outcome(&query, &json!({ "id": run }))
            }
        }
    }

    /// Compares a run with other books.
    pub fn compares_books(&self, run: &str, batch: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/stipend-runs/{run}/reconciliation"), batch)),
            Surface::Graphql => {
                let sum = "lineCount totalFen";
                let sums =
                    ["payable", "paid", "failed", "returned", "unreported", "offset", "compared", "paidDifference"];
                let mut parts: Vec<(&str, &str)> = sums.map(|name| (name, sum)).to_vec();
                let differences = selection::<StipendDifference>();
                parts.push(("differences", &differences));
                let fields = nested(&selection::<StipendReconciliation>(), &parts);
                let query = format!(
                    "query($id: ID!, $input: StipendBatch) {{ stipendReconciliation(id: $id, input: $input) {{ {fields} }} }}"
                );
                self.graphql_outcome(&query, &json!({ "id": run, "input": to_graphql(batch) }))
            }
        }
    }

    /// Asks what a month would come to by a standard.
    pub fn asks_what_if(&self, standard: &str, month: &str) -> Outcome {
        match self.surface {
            Surface::Rest => {
                self.rest_outcome(&self.get(&format!("/v1/stipend-standards/{standard}/what-if?month={month}")))
            }
            Surface::Graphql => {
                let parts = [
                    ("components", selection::<ComponentDifference>()),
                    ("zones", selection::<ZoneDifference>()),
                    ("budget", selection::<BudgetDifference>()),
                ];
                let parts: Vec<(&str, &str)> = parts.iter().map(|(name, fields)| (*name, fields.as_str())).collect();
                let fields = nested(&selection::<StipendWhatIf>(), &parts);
                let query = format!(
                    "query($id: ID!, $month: String!) {{ stipendWhatIf(id: $id, month: $month) {{ {fields} }} }}"
                );
                self.graphql_outcome(&query, &json!({ "id": standard, "month": month }))
            }
        }
    }

    /// Lists what each person's month would come to by a standard.
    pub fn lists_what_if_people(&self, standard: &str, month: &str) -> Outcome {
        let components = selection::<ComponentDifference>();
        let fields = nested(&selection::<PersonDifference>(), &[("components", &components)]);
        match self.surface {
            Surface::Rest => {
                let path = format!("/v1/stipend-standards/{standard}/what-if/people");
                self.list(&path, "", &format!("month={month}"), &fields)
            }
            Surface::Graphql => self.list("", "stipendWhatIfPeople", &format!("id={standard}&month={month}"), &fields),
        }
    }

    /// Reads a code set.
    pub fn reads_code_set(&self, name: &str) -> Outcome {
        self.read("/v1/code-sets", "codeSet", name, "name standard title english version codes { code label }")
    }
}

const ASSESSMENT_REVIEW: &str = "requestedOn statement decidedOn outcome reason scoreBefore gradeBefore forgone";
const EXPLAINED_ITEM: &str = "code title weight valueFrom target counted averages { raterKind weight averageHundredths scores { rater scoreHundredths } } scoreHundredths";

/// The fields of an assessment, with those of its parts.
fn assessment() -> String {
    nested(
        &selection::<Assessment>(),
        &[
            ("targets", "code title domain weight measure evidence valueFrom target"),
            ("ratings", "raterKind rater raterPersonId scores { item score }"),
            ("vetoes", "veto fact documentNumber"),
            ("review", ASSESSMENT_REVIEW),
            ("consequence", "kind deadline"),
        ],
    )
}

/// Fields, some of which have fields of their own.
fn nested(fields: &str, parts: &[(&str, &str)]) -> String {
    let one = |field: &str| match parts.iter().find(|(name, _)| *name == field) {
        Some((name, own)) => format!("{name} {{ {own} }}"),
        None => field.to_owned(),
    };
    fields.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// The fields of a certification, with those of its conditions.
fn certification() -> String {
    let fields = selection::<Certification>();
    fields.replace("conditions", "conditions { condition met rule article field value }")
}

/// The fields of an appointment, with those of its warnings.
fn appointment() -> String {
    selection::<Appointment>().replace("warnings", "warnings { rule article detail }")
}

/// The fields of a promotion, with those of its conditions.
fn promotion() -> String {
    selection::<Promotion>().replace("conditions", "conditions { condition met rule article fact }")
}

/// The fields of a person, with those of its warnings.
fn person_fields() -> String {
    nested(&selection::<Person>(), &[("warnings", "code detail personIds")])
}

/// The fields of a payee, with those of its warnings.
fn payee() -> String {
    nested(&selection::<Payee>(), &[("warnings", "code detail payeeIds")])
}

/// The fields of a dismissal case, with those of what it ended.
fn dismissal() -> String {
    nested(&selection::<Dismissal>(), &[("ended", "kind id statusBefore")])
}

/// The fields of a vacancy, with those of its ranking.
fn vacancy() -> String {
    let ranking =
        "rankedOn rankedAt weights { component weight } considered ranked excluded { ground rule article count }";
    nested(&selection::<Vacancy>(), &[("ranking", ranking)])
}

/// The fields of a stipend standard, with those of its amounts.
fn standard() -> String {
    nested(&selection::<StipendStandard>(), &[("amounts", "component route role inspectorGrade pool amountFen")])
}

/// The fields of a duty record, with those of its warnings.
fn duty() -> String {
    selection::<DutyRecord>().replace("warnings", "warnings { rule article detail }")
}

/// The fields of a zone assignment, with those of its warnings.
fn assignment() -> String {
    selection::<ZoneAssignment>().replace("warnings", "warnings { rule article detail }")
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
        "due_on_to",
        "verified",
        "unpaid",
        "unreported",
        "spent",
        "excluded",
    ];
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in filter.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = match name {
            "pool" | "status" | "outcome" | "grade" | "route" | "form" | "mode" | "ground" | "kind" | "role"
            | "track" | "origin" | "payment" | "component" => value.to_uppercase(),
            "limit" | "year" | "short" | "verified" | "unpaid" | "unreported" | "spent" | "excluded" => {
                value.to_owned()
            }
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
