//! `/v1/promotions`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use openapi::{
    page::Collection,
    promotion::{CreatePromotion, Promotion, TransitionPromotion},
    query::{MomentParams, PageParams, PromotionsQuery, WriteParams},
    transition::Transitions,
};

use super::{
    Failure, answer,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App,
    promotions::{FirePromotionEvent, ReadPromotion, ReadPromotionTransitions},
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_promotions, _, _>(list_promotions);
    table.add::<__path_create_promotion, _, _>(create_promotion);
    table.add::<__path_read_promotion, _, _>(read_promotion);
    table.add::<__path_list_promotion_transitions, _, _>(list_promotion_transitions);
    table.add::<__path_transition_promotion, _, _>(transition_promotion);
}

fn tag(promotion: &Promotion) -> String {
    promotion.version.to_string()
}

/// List promotions
///
/// A page of the promotions and demotions within the caller's area, in the order in which they were begun.
#[utoipa::path(get, path = "/v1/promotions", operation_id = "list_promotions", tag = "promotions", params(PromotionsQuery, PageParams),
    responses((status = 200, description = "A page of promotions.", body = Collection<Promotion>)))]
pub async fn list_promotions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PromotionsQuery, Promotion>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Begin a promotion or a demotion
///
/// Makes a draft. A person has at most one open on each track. Titles follow the personnel authority; ranks are recorded
/// only, with `POST /v1/grades`.
#[utoipa::path(post, path = "/v1/promotions", operation_id = "create_promotion", tag = "promotions", params(WriteParams), request_body = CreatePromotion,
    responses((status = 201, description = "The draft, with Location and ETag.", body = Promotion)))]
pub async fn create_promotion(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreatePromotion>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/promotions", |promotion| (promotion.id.to_string(), tag(promotion)))
        .await
}

/// Read one promotion
///
/// As it stands today; `as_of` as it stood on a day, without what later events brought, `known_at` as the register knew it at a moment.
#[utoipa::path(get, path = "/v1/promotions/{id}", operation_id = "read_promotion", tag = "promotions",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The promotion, with ETag.", body = Promotion), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_promotion(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Promotion>(&request)?;
    let use_case = ReadPromotion { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, use_case, selection, tag, |promotion| promotion).await
}

/// Read what happened to a promotion
///
/// What happened so far, and each event possible now with whether this caller may fire it.
#[utoipa::path(get, path = "/v1/promotions/{id}/transitions", operation_id = "list_promotion_transitions", tag = "promotions",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may happen next.", body = Transitions)))]
pub async fn list_promotion_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadPromotionTransitions(extract::id(&id)?)).await
}

/// Fire an event of a promotion
///
/// Moves it along its lifecycle, and answers it as it now is. Our own grade is recorded when it takes effect, on its day.
#[utoipa::path(post, path = "/v1/promotions/{id}/transitions", operation_id = "transition_promotion", tag = "promotions",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams), request_body = TransitionPromotion,
    responses((status = 200, description = "The promotion as it now is, with ETag.", body = Promotion)))]
pub async fn transition_promotion(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionPromotion>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = FirePromotionEvent { id: extract::id(&id)?, transition: body.0 };
    answer::written(&app, &caller, command, tag).await
}
