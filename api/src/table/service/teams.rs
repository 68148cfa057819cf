//! `/v1/teams`.

use openapi::service::team::{CreateTeam, Team, TeamProof};
use persistence::service::teams::TeamFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        service::teams::{ProveTeam, ReadTeam},
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: TeamFilter::ACTION,
        route: get("/v1/teams"),
        tag: "teams",
        summary: "List drawn teams",
        description: "The teams within the caller's area.",
        takes: Takes::list::<TeamFilter>(),
        gives: Gives::page::<Team>("A page of the list."),
        work: |request| Ok(page(request.list::<TeamFilter>())),
    },
    Operation {
        action: CreateTeam::ACTION,
        route: post("/v1/teams"),
        tag: "teams",
        summary: "Draw a team by chance",
        description: "At least three inspectors; nobody who has to stay away, the least loaded first, the wanted \
            specialities among them. The seed is recorded, so that the draw can be done again.",
        takes: Takes::NOTHING.body::<CreateTeam>(),
        gives: Gives::created::<Team>("What was made, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateTeam>()?)),
    },
    Operation {
        action: ReadTeam::ACTION,
        route: get("/v1/teams/{id}"),
        tag: "teams",
        summary: "Read one team",
        description: "As it was drawn. Not found `known_at` an instant before the draw.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Team>("The record, with ETag."),
        work: |request| Ok(record(ReadTeam { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ProveTeam::ACTION,
        route: get("/v1/teams/{id}/proof"),
        tag: "teams",
        summary: "Read the proof of a draw",
        description: "Seed, candidates with their lots, and whether the draw gives the same team when it is done \
            again.",
        takes: Takes::ID,
        gives: Gives::done::<TeamProof>("What was asked for."),
        work: |request| Ok(done(ProveTeam(request.id()?))),
    },
];
