//! `/v1/trainings`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{PageParams, TrainingHoursQuery, TrainingsQuery, WriteParams},
    training::{CreateTraining, Training, TrainingHours, UpdateTraining},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    trainings::{CorrectTraining, ListTrainingHours, ReadTraining},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_training_hours, _, _>(list_training_hours);
    table.add::<__path_list_trainings, _, _>(list_trainings);
    table.add::<__path_create_training, _, _>(create_training);
    table.add::<__path_read_training, _, _>(read_training);
    table.add::<__path_update_training, _, _>(update_training);
}

fn tag(training: &Training) -> String {
    training.version.to_string()
}

/// List trainings
///
/// A page of the trainings within the caller's area, in the order in which they were recorded.
#[utoipa::path(get, path = "/v1/trainings", operation_id = "list_trainings", tag = "trainings", params(TrainingsQuery, PageParams),
    responses((status = 200, description = "A page of trainings.", body = Collection<Training>)))]
pub async fn list_trainings(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<TrainingsQuery, Training>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Record a training of a person
///
/// One record for each person and training. Pre-duty hours count for the exam, concentrated ones for the yearly forty.
#[utoipa::path(post, path = "/v1/trainings", operation_id = "create_training", tag = "trainings", params(WriteParams), request_body = CreateTraining,
    responses((status = 201, description = "The training, with Location and ETag.", body = Training)))]
pub async fn create_training(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateTraining>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/trainings", |training| (training.id.to_string(), tag(training))).await
}

/// Read one training
///
/// As last corrected.
#[utoipa::path(get, path = "/v1/trainings/{id}", operation_id = "read_training", tag = "trainings",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The training, with ETag.", body = Training), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_training(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Training>(&request)?;
    answer::record(&app, &request, &caller.0, ReadTraining(extract::id(&id)?), selection, tag, |training| training)
        .await
}

/// Correct the record of a training
///
/// A JSON merge patch. What the record said before stays in its history.
#[utoipa::path(patch, path = "/v1/trainings/{id}", operation_id = "update_training", tag = "trainings",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateTraining, responses((status = 200, description = "The training, with ETag.", body = Training)))]
pub async fn update_training(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateTraining>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectTraining { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Read who has the hours that a year asks for
///
/// The inspectors in office with their hours by mode; only concentrated training counts. `short=true` gives those who fall short.
#[utoipa::path(get, path = "/v1/training-hours", operation_id = "list_training_hours", tag = "trainings", params(TrainingHoursQuery, PageParams),
    responses((status = 200, description = "A page of the list.", body = Collection<TrainingHours>)))]
pub async fn list_training_hours(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<TrainingHoursQuery, TrainingHours>(&request)?;
    answer::page(&app, &request, &caller.0, ListTrainingHours(list), selection).await
}
