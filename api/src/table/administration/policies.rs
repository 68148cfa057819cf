//! `/v1/policies` and `/v1/policy-proposals`.

use openapi::{
    administration::policy::{CreatePolicyProposal, Policy, PolicyProposal, TransitionPolicyProposal},
    kernel::transition::Transitions,
};
use persistence::administration::policies::ProposalFilter;

use crate::{
    app::{
        UseCase,
        administration::policies::{
            FirePolicyProposalEvent, ListPolicies, ReadPolicy, ReadPolicyProposal, ReadPolicyProposalTransitions,
        },
        kernel::list::Listing,
    },
    operation::{Gives, Key, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListPolicies::ACTION,
        route: get("/v1/policies"),
        tag: "policies",
        summary: "List the rules in force",
        description: "Each with its value, its source article and the version in which it came into force.",
        takes: Takes::NOTHING,
        gives: Gives::page::<Policy>("The rules."),
        work: |_| Ok(page(ListPolicies)),
    },
    Operation {
        action: ReadPolicy::ACTION,
        route: get("/v1/policies/{key}"),
        tag: "policies",
        summary: "Read one rule",
        description: "By its policy key.",
        takes: Takes::key(Key::text("key", "Policy key.")),
        gives: Gives::record::<Policy>("The rule, with ETag."),
        work: |request| Ok(record(ReadPolicy(request.text()?))),
    },
    Operation {
        action: ProposalFilter::ACTION,
        route: get("/v1/policy-proposals"),
        tag: "policies",
        summary: "List proposed changes of rules",
        description: "Oldest first.",
        takes: Takes::list::<ProposalFilter>(),
        gives: Gives::page::<PolicyProposal>("A page of proposals."),
        work: |request| Ok(page(request.list::<ProposalFilter>())),
    },
    Operation {
        action: CreatePolicyProposal::ACTION,
        route: post("/v1/policy-proposals"),
        tag: "policies",
        summary: "Propose another value for a rule",
        description: "With the document it rests on; another administrator confirms it. A statutory hard stop is \
            refused.",
        takes: Takes::NOTHING.body::<CreatePolicyProposal>(),
        gives: Gives::created::<PolicyProposal>("The proposal, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreatePolicyProposal>()?)),
    },
    Operation {
        action: ReadPolicyProposal::ACTION,
        route: get("/v1/policy-proposals/{id}"),
        tag: "policies",
        summary: "Read one proposal",
        description: "A proposed change of a rule, as it is now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<PolicyProposal>("The proposal, with ETag."),
        work: |request| Ok(record(ReadPolicyProposal { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: FirePolicyProposalEvent::ACTION,
        route: post("/v1/policy-proposals/{id}/transitions"),
        tag: "policies",
        summary: "Confirm or withdraw a proposal",
        description: "Who proposed does not confirm.",
        takes: Takes::ID.body::<TransitionPolicyProposal>(),
        gives: Gives::written::<PolicyProposal>("The proposal as it now is, with ETag."),
        work: |request| Ok(record(FirePolicyProposalEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ReadPolicyProposalTransitions::ACTION,
        route: get("/v1/policy-proposals/{id}/transitions"),
        tag: "policies",
        summary: "Read what happened to a proposal and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may."),
        work: |request| Ok(done(ReadPolicyProposalTransitions(request.id()?))),
    },
];
