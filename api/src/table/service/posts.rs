//! `/v1/posts`.

use openapi::{
    kernel::transition::Transitions,
    service::post::{CreatePost, Post, PublicPost, PublicPostsQuery, TransitionPost},
};
use persistence::service::posts::PostFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        service::posts::{FirePostEvent, ReadPost, ReadPostTransitions},
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: PostFilter::ACTION,
        route: get("/v1/posts"),
        tag: "organisations",
        summary: "List posts",
        description: "Who holds which post of the supervision committee or office: as known now, or as the register \
            knew it at `known_at`; all of them, or those that are held on the day `as_of`.",
        takes: Takes::list::<PostFilter>(),
        gives: Gives::page::<Post>("A page of posts."),
        work: |request| Ok(page(request.list::<PostFilter>())),
    },
    Operation {
        action: CreatePost::ACTION,
        route: post("/v1/posts"),
        tag: "organisations",
        summary: "Record who holds a post",
        description: "The government decides, by a document; the register records. An office has one chief inspector \
            at a time.",
        takes: Takes::NOTHING.body::<CreatePost>(),
        gives: Gives::created::<Post>("The post, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreatePost>()?)),
    },
    Operation {
        action: ReadPost::ACTION,
        route: get("/v1/posts/{id}"),
        tag: "organisations",
        summary: "Read one post",
        description: "As known now, or as the register knew it at `known_at`. With `as_of` it is found only if it is \
            held on that day.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Post>("The post, with ETag."),
        work: |request| Ok(record(ReadPost { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: PublicPostsQuery::ACTION,
        route: get("/v1/public-posts"),
        tag: "organisations",
        summary: "List who holds which post today",
        description: "Needs no token: the committee or office, the kind, the member unit, the holder's name and title, \
            and nothing else.",
        takes: Takes::list::<PublicPostsQuery>(),
        gives: Gives::page::<PublicPost>("A page of posts."),
        work: |request| Ok(page(request.list::<PublicPostsQuery>())),
    },
    Operation {
        action: ReadPostTransitions::ACTION,
        route: get("/v1/posts/{id}/transitions"),
        tag: "organisations",
        summary: "Read what happened to a post and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What was asked for."),
        work: |request| Ok(done(ReadPostTransitions { id: request.id()? })),
    },
    Operation {
        action: FirePostEvent::ACTION,
        route: post("/v1/posts/{id}/transitions"),
        tag: "organisations",
        summary: "End a post",
        description: "By a document. The day is the first without the post.",
        takes: Takes::ID.body::<TransitionPost>(),
        gives: Gives::written::<Post>("The post as it now is, with ETag."),
        work: |request| Ok(record(FirePostEvent { id: request.id()?, transition: request.body()? })),
    },
];
