//! `/v1/queues`.

use openapi::consumers::queue::{AcknowledgeQueueItems, CreateQueue, Queue, QueueItems, QueueItemsQuery};

use crate::{
    app::{
        UseCase,
        consumers::queues::{Acknowledge, EndQueue, LeaseQueueItems, ListQueues, ReadQueue},
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListQueues::ACTION,
        route: get("/v1/queues"),
        tag: "changes",
        summary: "List queues",
        description: "Those of the client that asks, ended ones too.",
        takes: Takes::PAGE,
        gives: Gives::page::<Queue>("A page of queues."),
        work: |request| Ok(page(ListQueues(request.list()))),
    },
    Operation {
        action: CreateQueue::ACTION,
        route: post("/v1/queues"),
        tag: "changes",
        summary: "Make a queue",
        description: "For networks that take no calls, and for several workers of one consumer: the changes that come from now \
            on, by the rights that the client has when they are given. A client has at most 10 queues that are not ended.",
        takes: Takes::NOTHING.body::<CreateQueue>(),
        gives: Gives::created::<Queue>("The queue, with ETag."),
        work: |request| Ok(record(request.body::<CreateQueue>()?)),
    },
    Operation {
        action: ReadQueue::ACTION,
        route: get("/v1/queues/{id}"),
        tag: "changes",
        summary: "Read one queue",
        description: "Of the client that asks.",
        takes: Takes::ID,
        gives: Gives::record::<Queue>("The queue, with ETag."),
        work: |request| Ok(record(ReadQueue(request.id()?))),
    },
    Operation {
        action: EndQueue::ACTION,
        route: post("/v1/queues/{id}/end"),
        tag: "changes",
        summary: "End a queue",
        description: "It gives nothing any more, and what waits in it is forgotten.",
        takes: Takes::ID,
        gives: Gives::written::<Queue>("The queue, with ETag."),
        work: |request| Ok(record(EndQueue(request.id()?))),
    },
    Operation {
        action: LeaseQueueItems::ACTION,
        route: get("/v1/queues/{id}/items"),
        tag: "changes",
        summary: "Lease the next changes of a queue",
        description: "Until the lease runs out nobody else is given them; what is not acknowledged by then is given again. \
            A change waits while an earlier one of its record is leased, and nothing new is given while 500 wait for their \
            acknowledgement. A queue that was not read for as long as changes are kept answers `position_too_old`: make a new \
            one.",
        takes: Takes::ID.filter::<QueueItemsQuery>(),
        gives: Gives::done::<QueueItems>("The changes, and until when they are leased."),
        work: |request| Ok(done(LeaseQueueItems { id: request.id()?, query: request.query() })),
    },
    Operation {
        action: Acknowledge::ACTION,
        route: post("/v1/queues/{id}/acknowledge"),
        tag: "changes",
        summary: "Acknowledge changes of a queue",
        description: "They are never given again, and neither are the earlier ones of their records. What was acknowledged before \
            changes nothing.",
        takes: Takes::ID.body::<AcknowledgeQueueItems>(),
        gives: Gives::written::<Queue>("The queue, with ETag."),
        work: |request| Ok(record(Acknowledge { id: request.id()?, body: request.body()? })),
    },
];
