//! `/v1/assessments`.

use openapi::{
    kernel::transition::Transitions,
    performance::assessment::{
        Assessment, AssessmentExplanation, CreateAssessment, TransitionAssessment, UpdateAssessment,
    },
};
use persistence::performance::assessments::AssessmentFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::ListRequest,
        performance::assessments::{
            ExplainAssessment, FireAssessmentEvent, ReadAssessment, ReadAssessmentTransitions, RedraftAssessment,
        },
    },
    operation::{Gives, Operation, Takes, done, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<AssessmentFilter>::ACTION,
        route: get("/v1/assessments"),
        tag: "assessments",
        summary: "List assessments",
        description: "A page of the assessments within the caller's area. HR sees those that are final, without \
            ratings.",
        takes: Takes::list::<AssessmentFilter>(),
        gives: Gives::page::<Assessment>("A page of assessments."),
        work: |request| Ok(page(request.list::<AssessmentFilter>())),
    },
    Operation {
        action: CreateAssessment::ACTION,
        route: post("/v1/assessments"),
        tag: "assessments",
        summary: "Draft the targets of a person for a year",
        description: "For who holds or held office of the authority in the year, once. The weights sum to a hundred \
            points.",
        takes: Takes::NOTHING.body::<CreateAssessment>(),
        gives: Gives::created::<Assessment>("The draft, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateAssessment>()?)),
    },
    Operation {
        action: ReadAssessment::ACTION,
        route: get("/v1/assessments/{id}"),
        tag: "assessments",
        summary: "Read one assessment",
        description: "As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a \
            moment.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Assessment>("The assessment, with ETag."),
        work: |request| Ok(record(ReadAssessment { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: RedraftAssessment::ACTION,
        route: patch("/v1/assessments/{id}"),
        tag: "assessments",
        summary: "Write other targets into a draft",
        description: "A JSON merge patch, while the assessment is `targets_drafted`.",
        takes: Takes::ID.version().body::<UpdateAssessment>(),
        gives: Gives::written::<Assessment>("The assessment, with ETag."),
        work: |request| {
            Ok(record(RedraftAssessment { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: ExplainAssessment::ACTION,
        route: get("/v1/assessments/{id}/explanation"),
        tag: "assessments",
        summary: "Read how score and grade came about",
        description: "Every item with its counts and ratings, the weights as applied, and each step of the \
            arithmetic, from which a clerk can compute the result again. Once a grade is proposed; schools that rated \
            are not named. `as_of` and `known_at` give that of an earlier day, such as before a review.",
        takes: Takes::ID.moment(),
        gives: Gives::done::<AssessmentExplanation>("The explanation."),
        work: |request| Ok(done(ExplainAssessment { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadAssessmentTransitions::ACTION,
        route: get("/v1/assessments/{id}/transitions"),
        tag: "assessments",
        summary: "Read what happened to an assessment and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may."),
        work: |request| Ok(done(ReadAssessmentTransitions { id: request.id()? })),
    },
    Operation {
        action: FireAssessmentEvent::ACTION,
        route: post("/v1/assessments/{id}/transitions"),
        tag: "assessments",
        summary: "Fire an event of an assessment's lifecycle",
        description: "Registrars record what happened; approvers decide. A grade above the quota of excellent ones is \
            refused unless the proposal forgoes it.",
        takes: Takes::ID.body::<TransitionAssessment>(),
        gives: Gives::written::<Assessment>("The assessment as it now is, with ETag."),
        work: |request| Ok(record(FireAssessmentEvent { id: request.id()?, transition: request.body()? })),
    },
];
