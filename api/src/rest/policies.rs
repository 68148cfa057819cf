//! `/v1/policies` and `/v1/policy-proposals`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    policy::{CreatePolicyProposal, Policy, PolicyProposal, TransitionPolicyProposal},
    query::{PageParams, PlainQuery, WriteParams},
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    policies::{FirePolicyProposalEvent, ListPolicies, ReadPolicy, ReadPolicyProposal, ReadPolicyProposalTransitions},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_policies, _, _>(list_policies);
    table.add::<__path_read_policy, _, _>(read_policy);
    table.add::<__path_list_policy_proposals, _, _>(list_policy_proposals);
    table.add::<__path_create_policy_proposal, _, _>(create_policy_proposal);
    table.add::<__path_read_policy_proposal, _, _>(read_policy_proposal);
    table.add::<__path_transition_policy_proposal, _, _>(transition_policy_proposal);
    table.add::<__path_list_policy_proposal_transitions, _, _>(list_policy_proposal_transitions);
}

fn tag(proposal: &PolicyProposal) -> String {
    proposal.version.to_string()
}

/// List the rules in force
///
/// Each with its value, its source article and the version in which it came into force.
#[utoipa::path(get, path = "/v1/policies", operation_id = "list_policies", tag = "policies",
    responses((status = 200, description = "The rules.", body = Collection<Policy>)))]
pub async fn list_policies(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::page(&app, &request, &caller.0, ListPolicies, extract::Selection::default()).await
}

/// Read one rule
///
/// By its policy key.
#[utoipa::path(get, path = "/v1/policies/{key}", operation_id = "read_policy", tag = "policies",
    params(("key" = String, Path, description = "Policy key.")),
    responses((status = 200, description = "The rule, with ETag.", body = Policy), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_policy(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    key: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Policy>(&request)?;
    let tag = |policy: &Policy| policy.version.to_string();
    answer::record(&app, &request, &caller.0, ReadPolicy(key.into_inner()), selection, tag, |policy| policy).await
}

/// List proposed changes of rules
///
/// Oldest first.
#[utoipa::path(get, path = "/v1/policy-proposals", operation_id = "list_policy_proposals", tag = "policies", params(PageParams),
    responses((status = 200, description = "A page of proposals.", body = Collection<PolicyProposal>)))]
pub async fn list_policy_proposals(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PlainQuery, PolicyProposal>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Propose another value for a rule
///
/// With the document it rests on; another administrator confirms it. A statutory hard stop is refused.
#[utoipa::path(post, path = "/v1/policy-proposals", operation_id = "create_policy_proposal", tag = "policies", params(WriteParams), request_body = CreatePolicyProposal,
    responses((status = 201, description = "The proposal, with Location and ETag.", body = PolicyProposal)))]
pub async fn create_policy_proposal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreatePolicyProposal>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/policy-proposals", |proposal| (proposal.id.to_string(), tag(proposal)))
        .await
}

/// Read one proposal
///
/// A proposed change of a rule.
#[utoipa::path(get, path = "/v1/policy-proposals/{id}", operation_id = "read_policy_proposal", tag = "policies",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The proposal, with ETag.", body = PolicyProposal), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_policy_proposal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<PolicyProposal>(&request)?;
    answer::record(&app, &request, &caller.0, ReadPolicyProposal(extract::id(&id)?), selection, tag, |proposal| {
        proposal
    })
    .await
}

/// Confirm or withdraw a proposal
///
/// Who proposed does not confirm.
#[utoipa::path(post, path = "/v1/policy-proposals/{id}/transitions", operation_id = "transition_policy_proposal", tag = "policies",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    request_body = TransitionPolicyProposal, responses((status = 200, description = "The proposal as it now is, with ETag.", body = PolicyProposal)))]
pub async fn transition_policy_proposal(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionPolicyProposal>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::written(&app, &caller, FirePolicyProposalEvent { id: extract::id(&id)?, transition: body.0 }, tag).await
}

/// Read what happened to a proposal and what may happen next
///
/// `next` says for each event that is possible now whether this caller may fire it, and why not.
#[utoipa::path(get, path = "/v1/policy-proposals/{id}/transitions", operation_id = "list_policy_proposal_transitions", tag = "policies",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may.", body = Transitions)))]
pub async fn list_policy_proposal_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadPolicyProposalTransitions(extract::id(&id)?)).await
}
