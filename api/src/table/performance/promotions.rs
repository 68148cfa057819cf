//! `/v1/promotions`.

use openapi::{
    kernel::transition::Transitions,
    performance::promotion::{CreatePromotion, Promotion, TransitionPromotion},
};
use persistence::performance::promotions::PromotionFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        performance::promotions::{FirePromotionEvent, ReadPromotion, ReadPromotionTransitions},
    },
    operation::{Gives, Operation, Takes, done, get, page, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: PromotionFilter::ACTION,
        route: get("/v1/promotions"),
        tag: "promotions",
        summary: "List promotions",
        description: "A page of the promotions and demotions within the caller's area, in the order in which they \
            were begun.",
        takes: Takes::list::<PromotionFilter>(),
        gives: Gives::page::<Promotion>("A page of promotions."),
        work: |request| Ok(page(request.list::<PromotionFilter>())),
    },
    Operation {
        action: CreatePromotion::ACTION,
        route: post("/v1/promotions"),
        tag: "promotions",
        summary: "Begin a promotion or a demotion",
        description: "Makes a draft. A person has at most one open on each track. Titles follow the personnel \
            authority; ranks are recorded only, with `POST /v1/grades`.",
        takes: Takes::NOTHING.body::<CreatePromotion>(),
        gives: Gives::created::<Promotion>("The draft, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreatePromotion>()?)),
    },
    Operation {
        action: ReadPromotion::ACTION,
        route: get("/v1/promotions/{id}"),
        tag: "promotions",
        summary: "Read one promotion",
        description: "As it stands today; `as_of` as it stood on a day, without what later events brought, `known_at` \
            as the register knew it at a moment.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Promotion>("The promotion, with ETag."),
        work: |request| Ok(record(ReadPromotion { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadPromotionTransitions::ACTION,
        route: get("/v1/promotions/{id}/transitions"),
        tag: "promotions",
        summary: "Read what happened to a promotion",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadPromotionTransitions { id: request.id()? })),
    },
    Operation {
        action: FirePromotionEvent::ACTION,
        route: post("/v1/promotions/{id}/transitions"),
        tag: "promotions",
        summary: "Fire an event of a promotion",
        description: "Moves it along its lifecycle, and answers it as it now is. Our own grade is recorded when it \
            takes effect, on its day.",
        takes: Takes::ID.body::<TransitionPromotion>(),
        gives: Gives::written::<Promotion>("The promotion as it now is, with ETag."),
        work: |request| Ok(record(FirePromotionEvent { id: request.id()?, transition: request.body()? })),
    },
];
