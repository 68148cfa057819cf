//! `/v1/trainings`.

use openapi::{
    kernel::query::TrainingHoursQuery,
    qualification::training::{CreateTraining, Training, TrainingHours, UpdateTraining},
};
use persistence::qualification::trainings::TrainingFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        qualification::trainings::{CorrectTraining, ListTrainingHours, ReadTraining},
    },
    operation::{Gives, Operation, Takes, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: TrainingFilter::ACTION,
        route: get("/v1/trainings"),
        tag: "trainings",
        summary: "List trainings",
        description: "A page of the trainings within the caller's area, in the order in which they were recorded.",
        takes: Takes::list::<TrainingFilter>(),
        gives: Gives::page::<Training>("A page of trainings."),
        work: |request| Ok(page(request.list::<TrainingFilter>())),
    },
    Operation {
        action: CreateTraining::ACTION,
        route: post("/v1/trainings"),
        tag: "trainings",
        summary: "Record a training of a person",
        description: "One record for each person and training. Pre-duty hours count for the exam, concentrated ones \
            for the yearly forty.",
        takes: Takes::NOTHING.body::<CreateTraining>(),
        gives: Gives::created::<Training>("The training, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateTraining>()?)),
    },
    Operation {
        action: ReadTraining::ACTION,
        route: get("/v1/trainings/{id}"),
        tag: "trainings",
        summary: "Read one training",
        description: "As last corrected, or as the register knew it at `known_at`.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Training>("The training, with ETag."),
        work: |request| Ok(record(ReadTraining { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: CorrectTraining::ACTION,
        route: patch("/v1/trainings/{id}"),
        tag: "trainings",
        summary: "Correct the record of a training",
        description: "A JSON merge patch. What the record said before stays in its history.",
        takes: Takes::ID.version().body::<UpdateTraining>(),
        gives: Gives::written::<Training>("The training, with ETag."),
        work: |request| {
            Ok(record(CorrectTraining { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: ListTrainingHours::ACTION,
        route: get("/v1/training-hours"),
        tag: "trainings",
        summary: "Read who has the hours that a year asks for",
        description: "The inspectors in office with their hours by mode; only concentrated training counts. \
            `short=true` gives those who fall short.",
        takes: Takes::list::<TrainingHoursQuery>(),
        gives: Gives::page::<TrainingHours>("A page of the list."),
        work: |request| Ok(page(ListTrainingHours(request.list()))),
    },
];
