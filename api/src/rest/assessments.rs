//! `/v1/assessments`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    assessment::{Assessment, AssessmentExplanation, CreateAssessment, TransitionAssessment, UpdateAssessment},
    page::Collection,
    query::{AssessmentsQuery, MomentParams, PageParams, WriteParams},
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    assessments::{
        ExplainAssessment, FireAssessmentEvent, ReadAssessment, ReadAssessmentTransitions, RedraftAssessment,
    },
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_assessments, _, _>(list_assessments);
    table.add::<__path_create_assessment, _, _>(create_assessment);
    table.add::<__path_read_assessment, _, _>(read_assessment);
    table.add::<__path_update_assessment, _, _>(update_assessment);
    table.add::<__path_read_assessment_explanation, _, _>(read_assessment_explanation);
    table.add::<__path_list_assessment_transitions, _, _>(list_assessment_transitions);
    table.add::<__path_transition_assessment, _, _>(transition_assessment);
}

fn tag(assessment: &Assessment) -> String {
    assessment.version.to_string()
}

/// List assessments
///
/// A page of the assessments within the caller's area. HR sees those that are final, without ratings.
#[utoipa::path(get, path = "/v1/assessments", operation_id = "list_assessments", tag = "assessments", params(AssessmentsQuery, PageParams),
    responses((status = 200, description = "A page of assessments.", body = Collection<Assessment>)))]
pub async fn list_assessments(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<AssessmentsQuery, Assessment>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Draft the targets of a person for a year
///
/// For who holds or held office of the authority in the year, once. The weights sum to a hundred points.
#[utoipa::path(post, path = "/v1/assessments", operation_id = "create_assessment", tag = "assessments", params(WriteParams), request_body = CreateAssessment,
    responses((status = 201, description = "The draft, with Location and ETag.", body = Assessment)))]
pub async fn create_assessment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateAssessment>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/assessments", |assessment| (assessment.id.to_string(), tag(assessment)))
        .await
}

/// Read one assessment
///
/// As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a moment.
#[utoipa::path(get, path = "/v1/assessments/{id}", operation_id = "read_assessment", tag = "assessments",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The assessment, with ETag.", body = Assessment), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_assessment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Assessment>(&request)?;
    let asked = ReadAssessment { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, asked, selection, tag, |assessment| assessment).await
}

/// Write other targets into a draft
///
/// A JSON merge patch, while the assessment is `targets_drafted`.
#[utoipa::path(patch, path = "/v1/assessments/{id}", operation_id = "update_assessment", tag = "assessments",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateAssessment, responses((status = 200, description = "The assessment, with ETag.", body = Assessment)))]
pub async fn update_assessment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateAssessment>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = RedraftAssessment { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Read how score and grade came about
///
/// Every item with its counts and ratings, the weights as applied, and each step of the arithmetic, from which a clerk can compute the result again. Once a grade is proposed; schools that rated are not named. `as_of` and `known_at` give that of an earlier day, such as before a review.
#[utoipa::path(get, path = "/v1/assessments/{id}/explanation", operation_id = "read_assessment_explanation", tag = "assessments",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams),
    responses((status = 200, description = "The explanation.", body = AssessmentExplanation)))]
pub async fn read_assessment_explanation(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let moment = extract::moment_only(&request)?;
    answer::done(&app, &caller.0, ExplainAssessment { id: extract::id(&id)?, moment }).await
}

/// Read what happened to an assessment and what may happen next
///
/// `next` says for each event that is possible now whether this caller may fire it, and why not.
#[utoipa::path(get, path = "/v1/assessments/{id}/transitions", operation_id = "list_assessment_transitions", tag = "assessments",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may.", body = Transitions)))]
pub async fn list_assessment_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadAssessmentTransitions(extract::id(&id)?)).await
}

/// Fire an event of an assessment's lifecycle
///
/// Registrars record what happened; approvers decide. A grade above the quota of excellent ones is refused unless the proposal forgoes it.
#[utoipa::path(post, path = "/v1/assessments/{id}/transitions", operation_id = "transition_assessment", tag = "assessments",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    request_body = TransitionAssessment, responses((status = 200, description = "The assessment as it now is, with ETag.", body = Assessment)))]
pub async fn transition_assessment(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionAssessment>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::written(&app, &caller, FireAssessmentEvent { id: extract::id(&id)?, transition: body.0 }, tag).await
}
