//! `/v1/vacancies`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    query::{MomentParams, PageParams, VacanciesQuery, VacancyCandidatesQuery, WriteParams},
    transition::Transitions,
    vacancy::{CreateVacancy, TransitionVacancy, Vacancy, VacancyCandidate},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    vacancies::{FireVacancyEvent, ListVacancyCandidates, ReadVacancy, ReadVacancyTransitions},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_vacancies, _, _>(list_vacancies);
    table.add::<__path_create_vacancy, _, _>(create_vacancy);
    table.add::<__path_read_vacancy, _, _>(read_vacancy);
    table.add::<__path_list_vacancy_transitions, _, _>(list_vacancy_transitions);
    table.add::<__path_transition_vacancy, _, _>(transition_vacancy);
    table.add::<__path_list_vacancy_candidates, _, _>(list_vacancy_candidates);
}

fn tag(vacancy: &Vacancy) -> String {
    vacancy.version.to_string()
}

/// List vacancies
///
/// A page of the places to be filled of authorities within the caller's area, in the order in which they were opened.
#[utoipa::path(get, path = "/v1/vacancies", operation_id = "list_vacancies", tag = "vacancies", params(VacanciesQuery, PageParams),
    responses((status = 200, description = "A page of vacancies.", body = Collection<Vacancy>)))]
pub async fn list_vacancies(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<VacanciesQuery, Vacancy>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Open a vacancy
///
/// Of a place that an appointment left, or of a new one. The act of a dismissal opens its own; which other ends of an
/// appointment do, `replacement.opened_by` says. A place has one vacancy at a time that is neither filled nor frozen.
#[utoipa::path(post, path = "/v1/vacancies", operation_id = "create_vacancy", tag = "vacancies", params(WriteParams), request_body = CreateVacancy,
    responses((status = 201, description = "The vacancy, with Location and ETag.", body = Vacancy)))]
pub async fn create_vacancy(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateVacancy>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let place = |vacancy: &Vacancy| (vacancy.id.to_string(), tag(vacancy));
    answer::created(&app, &caller, body.0, "/v1/vacancies", place).await
}

/// Read one vacancy
///
/// As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a moment.
#[utoipa::path(get, path = "/v1/vacancies/{id}", operation_id = "read_vacancy", tag = "vacancies",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The vacancy, with ETag.", body = Vacancy), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_vacancy(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Vacancy>(&request)?;
    let use_case = ReadVacancy { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |vacancy| vacancy).await
}

/// Read what happened to a vacancy
///
/// What happened so far, and each event possible now with whether this caller may fire it.
#[utoipa::path(get, path = "/v1/vacancies/{id}/transitions", operation_id = "list_vacancy_transitions", tag = "vacancies",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may happen next.", body = Transitions)))]
pub async fn list_vacancy_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadVacancyTransitions(extract::id(&id)?)).await
}

/// Fire an event of a vacancy
///
/// Moves it along its lifecycle, and answers it as it now is. Who is chosen goes the ordinary way of an appointment: the
/// nomination is made, or the open one is taken; the place is filled when that appointment begins, and goes back to the
/// ranking when it ends before.
#[utoipa::path(post, path = "/v1/vacancies/{id}/transitions", operation_id = "transition_vacancy", tag = "vacancies",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = TransitionVacancy,
    responses((status = 200, description = "The vacancy as it now is, with ETag.", body = Vacancy)))]
pub async fn transition_vacancy(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionVacancy>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FireVacancyEvent { id: extract::id(&id)?, transition: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// List who was ranked for a vacancy
///
/// By the last ranking, or that of `known_at`: the first hundred in the order of their ranks, then the first hundred of those
/// who were excluded. Each explains itself by its components, the records behind them and their weights, as of the ranking.
#[utoipa::path(get, path = "/v1/vacancies/{id}/candidates", operation_id = "list_vacancy_candidates", tag = "vacancies",
    params(("id" = uuid::Uuid, Path, description = "Id."), VacancyCandidatesQuery, PageParams),
    responses((status = 200, description = "A page of candidates.", body = Collection<VacancyCandidate>)))]
pub async fn list_vacancy_candidates(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<VacancyCandidatesQuery, VacancyCandidate>(&request)?;
    answer::page(&app, &request, &caller.0, ListVacancyCandidates { id: extract::id(&id)?, list }, selection).await
}
