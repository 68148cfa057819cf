//! `/v1/clients`.

use openapi::administration::client::{Client, ClientSecret, CreateClient, Me, OffBoardedClient};

use crate::{
    app::{
        UseCase,
        administration::clients::{ConfirmClient, ListClients, ReadClient, ReadMe, RevokeClient, RotateClient},
        consumers::off_boarding::OffBoardClient,
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListClients::ACTION,
        route: get("/v1/clients"),
        tag: "clients",
        summary: "List API clients",
        description: "Revoked ones too; secrets are never shown again.",
        takes: Takes::PAGE,
        gives: Gives::page::<Client>("A page of clients."),
        work: |request| Ok(page(ListClients(request.list()))),
    },
    Operation {
        action: CreateClient::ACTION,
        route: post("/v1/clients"),
        tag: "clients",
        summary: "Register an API client",
        description: "The secret is shown once. A client of the role approver, finance or administrator gets no token \
            until another administrator confirms it.",
        takes: Takes::NOTHING.body::<CreateClient>(),
        gives: Gives::created::<ClientSecret>("The client and its secret."),
        work: |request| Ok(record(request.body::<CreateClient>()?)),
    },
    Operation {
        action: ReadClient::ACTION,
        route: get("/v1/clients/{id}"),
        tag: "clients",
        summary: "Read one API client",
        description: "Without its secret.",
        takes: Takes::ID,
        gives: Gives::record::<Client>("The client, with ETag."),
        work: |request| Ok(record(ReadClient(request.id()?))),
    },
    Operation {
        action: ReadMe::ACTION,
        route: get("/v1/me"),
        tag: "clients",
        summary: "Read who the caller is",
        description: "The client of the token with its role, area and purpose, and how much of its quotas is used.",
        takes: Takes::NOTHING,
        gives: Gives::done::<Me>("The caller."),
        work: |_| Ok(done(ReadMe)),
    },
    Operation {
        action: RotateClient::ACTION,
        route: post("/v1/clients/{id}/rotate"),
        tag: "clients",
        summary: "Give a client a new secret",
        description: "The old secret and its tokens end at once. A client of the role approver, finance or \
            administrator gets no token until another administrator confirms it.",
        takes: Takes::ID,
        gives: Gives::done::<ClientSecret>("The client and its new secret."),
        work: |request| Ok(done(RotateClient(request.id()?))),
    },
    Operation {
        action: RevokeClient::ACTION,
        route: post("/v1/clients/{id}/revoke"),
        tag: "clients",
        summary: "Revoke a client",
        description: "Its tokens are refused at once here, and within a second by every other server.",
        takes: Takes::ID,
        gives: Gives::written::<Client>("The client, with ETag."),
        work: |request| Ok(record(RevokeClient(request.id()?))),
    },
    Operation {
        action: OffBoardClient::ACTION,
        route: post("/v1/clients/{id}/off-board"),
        tag: "clients",
        summary: "End a client with all that belongs to it",
        description: "In one act: it is revoked, its agreements, queues and webhooks are ended and its exports given up. The answer tells what ended; done twice, nothing is \
            left to end.",
        takes: Takes::ID,
        gives: Gives::done::<OffBoardedClient>("The client, and what ended with it."),
        work: |request| Ok(done(OffBoardClient(request.id()?))),
    },
    Operation {
        action: ConfirmClient::ACTION,
        route: post("/v1/clients/{id}/confirm"),
        tag: "clients",
        summary: "Confirm a client",
        description: "Of the role approver, finance or administrator, made or given a new secret by another \
            administrator. Neither who did that nor another client of the same owner may confirm it.",
        takes: Takes::ID,
        gives: Gives::written::<Client>("The client, with ETag."),
        work: |request| Ok(record(ConfirmClient(request.id()?))),
    },
];
