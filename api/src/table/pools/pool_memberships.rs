//! `/v1/pool-memberships`.

use openapi::{
    kernel::transition::Transitions,
    pools::pool_membership::{CreatePoolMembership, PoolMembership, TransitionPoolMembership, UpdatePoolMembership},
};
use persistence::pools::pool_memberships::MembershipFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        pools::pool_memberships::{
            CompletePoolMembership, FirePoolMembershipEvent, ReadPoolMembership, ReadPoolMembershipTransitions,
        },
    },
    operation::{Gives, Operation, Takes, done, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: MembershipFilter::ACTION,
        route: get("/v1/pool-memberships"),
        tag: "pool memberships",
        summary: "List pool memberships",
        description: "A page of the memberships within the caller's area. A term that is over reads as `expired`.",
        takes: Takes::list::<MembershipFilter>(),
        gives: Gives::page::<PoolMembership>("A page of memberships."),
        work: |request| Ok(page(request.list::<MembershipFilter>())),
    },
    Operation {
        action: CreatePoolMembership::ACTION,
        route: post("/v1/pool-memberships"),
        tag: "pool memberships",
        summary: "Nominate a person for a pool",
        description: "Makes a draft. A person has at most one open membership of a pool.",
        takes: Takes::NOTHING.body::<CreatePoolMembership>(),
        gives: Gives::created::<PoolMembership>("The draft, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreatePoolMembership>()?)),
    },
    Operation {
        action: ReadPoolMembership::ACTION,
        route: get("/v1/pool-memberships/{id}"),
        tag: "pool memberships",
        summary: "Read one pool membership",
        description: "As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a moment.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<PoolMembership>("The membership, with ETag."),
        work: |request| Ok(record(ReadPoolMembership { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CompletePoolMembership::ACTION,
        route: patch("/v1/pool-memberships/{id}"),
        tag: "pool memberships",
        summary: "Complete a draft",
        description: "A JSON merge patch, while the membership is `draft` or `returned`.",
        takes: Takes::ID.version().body::<UpdatePoolMembership>(),
        gives: Gives::written::<PoolMembership>("The membership, with ETag."),
        work: |request| {
            Ok(record(CompletePoolMembership {
                id: request.id()?,
                version: request.version()?,
                patch: request.body()?,
            }))
        },
    },
    Operation {
        action: ReadPoolMembershipTransitions::ACTION,
        route: get("/v1/pool-memberships/{id}/transitions"),
        tag: "pool memberships",
        summary: "Read what happened to a membership and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may."),
        work: |request| Ok(done(ReadPoolMembershipTransitions { id: request.id()? })),
    },
    Operation {
        action: FirePoolMembershipEvent::ACTION,
        route: post("/v1/pool-memberships/{id}/transitions"),
        tag: "pool memberships",
        summary: "Fire an event of a membership's lifecycle",
        description: "Registrars fire most events; approvers decide, and never about what they created, submitted or \
            investigated.",
        takes: Takes::ID.body::<TransitionPoolMembership>(),
        gives: Gives::written::<PoolMembership>("The membership as it now is, with ETag."),
        work: |request| Ok(record(FirePoolMembershipEvent { id: request.id()?, transition: request.body()? })),
    },
];
