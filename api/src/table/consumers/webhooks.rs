//! `/v1/webhooks`.

use openapi::consumers::webhook::{
    CreateWebhook, ReplayWebhook, UpdateWebhook, Webhook, WebhookDelivery, WebhookSecret,
};

use crate::{
    app::{
        UseCase,
        consumers::webhooks::{
            ChangeWebhook, EnableWebhook, EndWebhook, ListDeliveries, ListWebhooks, ReadWebhook, Replay, RotateWebhook,
            TestWebhook,
        },
    },
    operation::{Gives, Operation, Takes, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListWebhooks::ACTION,
        route: get("/v1/webhooks"),
        tag: "changes",
        summary: "List webhooks",
        description: "Those of the client that asks, ended ones too.",
        takes: Takes::PAGE,
        gives: Gives::page::<Webhook>("A page of webhooks."),
        work: |request| Ok(page(ListWebhooks(request.list()))),
    },
    Operation {
        action: CreateWebhook::ACTION,
        route: post("/v1/webhooks"),
        tag: "changes",
        summary: "Make a webhook",
        description: "The changes that come from now on are sent to it, one after another, each until it is answered with a \
            status of 200 to 299, by the rights that the client has then. Messages are signed as Standard Webhooks has it; the \
            secret is shown once. A client has at most 10 webhooks that are not ended.",
        takes: Takes::NOTHING.body::<CreateWebhook>(),
        gives: Gives::created::<WebhookSecret>("The webhook with its secret, with ETag."),
        work: |request| Ok(record(request.body::<CreateWebhook>()?)),
    },
    Operation {
        action: ReadWebhook::ACTION,
        route: get("/v1/webhooks/{id}"),
        tag: "changes",
        summary: "Read one webhook",
        description: "Of the client that asks.",
        takes: Takes::ID,
        gives: Gives::record::<Webhook>("The webhook, with ETag."),
        work: |request| Ok(record(ReadWebhook(request.id()?))),
    },
    Operation {
        action: ChangeWebhook::ACTION,
        route: patch("/v1/webhooks/{id}"),
        tag: "changes",
        summary: "Change a webhook",
        description: "A JSON merge patch. What failed at the old address is tried at the new one at once.",
        takes: Takes::ID.version().body::<UpdateWebhook>(),
        gives: Gives::written::<Webhook>("The webhook, with ETag."),
        work: |request| {
            Ok(record(ChangeWebhook { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: EndWebhook::ACTION,
        route: post("/v1/webhooks/{id}/end"),
        tag: "changes",
        summary: "End a webhook",
        description: "Nothing is sent to it any more.",
        takes: Takes::ID,
        gives: Gives::written::<Webhook>("The webhook, with ETag."),
        work: |request| Ok(record(EndWebhook(request.id()?))),
    },
    Operation {
        action: EnableWebhook::ACTION,
        route: post("/v1/webhooks/{id}/enable"),
        tag: "changes",
        summary: "Enable a webhook that was disabled",
        description: "It is sent to from where it stopped: nothing was lost, as long as changes are kept.",
        takes: Takes::ID,
        gives: Gives::written::<Webhook>("The webhook, with ETag."),
        work: |request| Ok(record(EnableWebhook(request.id()?))),
    },
    Operation {
        action: TestWebhook::ACTION,
        route: post("/v1/webhooks/{id}/test"),
        tag: "changes",
        summary: "Have a test sent to a webhook",
        description: "A message of the type `duxue.test` without data, within a few seconds; what became of it is in the \
            deliveries. It is sent to a disabled webhook, too, and changes nothing about the others.",
        takes: Takes::ID,
        gives: Gives::written::<Webhook>("The webhook, with ETag."),
        work: |request| Ok(record(TestWebhook(request.id()?))),
    },
    Operation {
        action: RotateWebhook::ACTION,
        route: post("/v1/webhooks/{id}/rotate"),
        tag: "changes",
        summary: "Give a webhook a new secret",
        description: "Messages are signed by the new secret and by the one before, until the next is made.",
        takes: Takes::ID,
        gives: Gives::written::<WebhookSecret>("The webhook with its newest secret, with ETag."),
        work: |request| Ok(record(RotateWebhook(request.id()?))),
    },
    Operation {
        action: ListDeliveries::ACTION,
        route: get("/v1/webhooks/{id}/deliveries"),
        tag: "changes",
        summary: "List what was sent to a webhook",
        description: "Each attempt, in order; they are kept for 30 days.",
        takes: Takes::ID.page(),
        gives: Gives::page::<WebhookDelivery>("A page of attempts."),
        work: |request| Ok(page(ListDeliveries { id: request.id()?, list: request.list() })),
    },
    Operation {
        action: Replay::ACTION,
        route: post("/v1/webhooks/{id}/replay"),
        tag: "changes",
        summary: "Have changes sent to a webhook again",
        description: "Those that the register learned of at an instant or later, with the identifiers that their messages had. \
            It never leaves changes out: an instant that lies ahead of what was sent changes nothing.",
        takes: Takes::ID.body::<ReplayWebhook>(),
        gives: Gives::written::<Webhook>("The webhook, with ETag."),
        work: |request| Ok(record(Replay { id: request.id()?, body: request.body()? })),
    },
];
