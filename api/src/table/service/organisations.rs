//! `/v1/organisations` and `/v1/cohorts`.

use openapi::service::organisation::{
    Cohort, CreateCohort, CreateOrganisation, Organisation, UpdateCohort, UpdateOrganisation,
};
use persistence::service::organisations::{CohortFilter, OrganisationFilter};

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        service::organisations::{CorrectCohort, CorrectOrganisation, ReadCohort, ReadOrganisation},
    },
    operation::{Gives, Operation, Takes, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: OrganisationFilter::ACTION,
        route: get("/v1/organisations"),
        tag: "organisations",
        summary: "List organisations",
        description: "The authorities, governments, employers and payers within the caller's area.",
        takes: Takes::list::<OrganisationFilter>(),
        gives: Gives::page::<Organisation>("A page of the list."),
        work: |request| Ok(page(request.list::<OrganisationFilter>())),
    },
    Operation {
        action: CreateOrganisation::ACTION,
        route: post("/v1/organisations"),
        tag: "organisations",
        summary: "Register an organisation",
        description: "An authority appoints inspectors; its establishment posts bound the full-time ones.",
        takes: Takes::NOTHING.body::<CreateOrganisation>(),
        gives: Gives::created::<Organisation>("What was made, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateOrganisation>()?)),
    },
    Operation {
        action: ReadOrganisation::ACTION,
        route: get("/v1/organisations/{id}"),
        tag: "organisations",
        summary: "Read one organisation",
        description: "As it is now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Organisation>("The record, with ETag."),
        work: |request| Ok(record(ReadOrganisation { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CorrectOrganisation::ACTION,
        route: patch("/v1/organisations/{id}"),
        tag: "organisations",
        summary: "Correct an organisation",
        description: "A JSON merge patch; what it said before stays in its history.",
        takes: Takes::ID.version().body::<UpdateOrganisation>(),
        gives: Gives::written::<Organisation>("The record, with ETag."),
        work: |request| {
            Ok(record(CorrectOrganisation { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: CohortFilter::ACTION,
        route: get("/v1/cohorts"),
        tag: "organisations",
        summary: "List cohorts",
        description: "The cohorts of the authorities within the caller's area.",
        takes: Takes::list::<CohortFilter>(),
        gives: Gives::page::<Cohort>("A page of the list."),
        work: |request| Ok(page(request.list::<CohortFilter>())),
    },
    Operation {
        action: CreateCohort::ACTION,
        route: post("/v1/cohorts"),
        tag: "organisations",
        summary: "Make a cohort",
        description: "A batch of appointments with common first and last days, three years at most.",
        takes: Takes::NOTHING.body::<CreateCohort>(),
        gives: Gives::created::<Cohort>("What was made, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateCohort>()?)),
    },
    Operation {
        action: ReadCohort::ACTION,
        route: get("/v1/cohorts/{id}"),
        tag: "organisations",
        summary: "Read one cohort",
        description: "As it is now, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Cohort>("The record, with ETag."),
        work: |request| Ok(record(ReadCohort { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CorrectCohort::ACTION,
        route: patch("/v1/cohorts/{id}"),
        tag: "organisations",
        summary: "Correct a cohort",
        description: "A JSON merge patch; what it said before stays in its history.",
        takes: Takes::ID.version().body::<UpdateCohort>(),
        gives: Gives::written::<Cohort>("The record, with ETag."),
        work: |request| {
            Ok(record(CorrectCohort { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
];
