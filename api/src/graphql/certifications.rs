//! Root fields about certification and training.

use async_graphql::{Context, ID, Object};
use domain::id::{CertificationId, TrainingId};
use openapi::{
    certification::{
        CertificationCredential, CertificationRoute, CertificationStatus, CertificationVerification,
        CreateCertification, TransitionCertification, UpdateCertification, VerifyCertification,
    },
    query::{CertificationsQuery, TrainingHoursQuery, TrainingsQuery},
    training::{CreateTraining, Training, TrainingForm, TrainingHours, TrainingMode, UpdateTraining},
    transition::Transitions,
};

use super::{
    error::Refusal,
    find,
    nodes::{Certification, uuid},
    page::{Page, ids, moment, page, page_cost, question_cost, request, words},
    run, run_or_try,
};
use crate::app::{
    App, Caller,
    certifications::{
        CompleteCertification, FireCertificationEvent, ReadCertification, ReadCertificationTransitions, ReadCredential,
    },
    trainings::{CorrectTraining, ListTrainingHours, ReadTraining},
};

/// Reading certification and training.
#[derive(Default)]
pub struct CertificationQuery;

#[Object]
impl CertificationQuery {
    /// One certification, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn certification(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Certification>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadCertification { id: CertificationId(uuid(&id)?), moment }))).await
    }

    /// What happened to a certification, and what may happen next.
    async fn certification_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadCertificationTransitions(CertificationId(id)))).await
    }

    /// The certifications within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn certifications(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        status: Option<Vec<CertificationStatus>>,
        route: Option<Vec<CertificationRoute>>,
        person_id: Option<Vec<ID>>,
        valid_until_from: Option<String>,
        valid_until_to: Option<String>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Certification>> {
        let query = CertificationsQuery {
            area,
            status: words(status, |status| domain::certification::Status::from(status).as_str()),
            route: words(route, |route| domain::certification::Route::from(route).as_str()),
            person_id: ids(person_id),
            valid_until_from,
            valid_until_to,
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// A certificate in its signed form, while it is in force.
    async fn certification_credential(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<CertificationCredential>> {
        find(ctx, uuid(&id).map(|id| ReadCredential(CertificationId(id)))).await
    }

    /// Whether number and name are those of a certificate.
    #[graphql(complexity = "question_cost(child_complexity)")]
    async fn verify_certification(
        &self,
        ctx: &Context<'_>,
        input: VerifyCertification,
    ) -> async_graphql::Result<CertificationVerification> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        Ok(app.run(caller, input).await.map_err(Refusal)?)
    }

    /// One training.
    async fn training(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Training>> {
        find(ctx, uuid(&id).map(|id| ReadTraining(TrainingId(id)))).await
    }

    /// The trainings within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn trainings(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        form: Option<Vec<TrainingForm>>,
        mode: Option<Vec<TrainingMode>>,
        held_on_from: Option<String>,
        held_on_to: Option<String>,
    ) -> async_graphql::Result<Page<Training>> {
        let query = TrainingsQuery {
            area,
            person_id: ids(person_id),
            form: words(form, |form| domain::training::Form::from(form).as_str()),
            mode: words(mode, |mode| domain::training::Mode::from(mode).as_str()),
            held_on_from,
            held_on_to,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// Who of the inspectors has the hours that a year asks for.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn training_hours(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        year: Option<i32>,
        short: Option<bool>,
    ) -> async_graphql::Result<Page<TrainingHours>> {
        let query = TrainingHoursQuery {
            area,
            year: year.map(|year| year.to_string()),
            short: short.map(|short| short.to_string()),
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListTrainingHours(request(ctx, query, first, after, sort)?)).await?))
    }
}

/// Writing certification and training.
#[derive(Default)]
pub struct CertificationMutation;

#[Object]
impl CertificationMutation {
    /// Apply for a person's certification.
    async fn create_certification(
        &self,
        ctx: &Context<'_>,
        input: CreateCertification,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Complete an application.
    async fn update_certification(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateCertification,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        let id = CertificationId(uuid(&id).map_err(Refusal)?);
        let command = CompleteCertification { id, version: i64::from(version), patch: input };
        Ok(run_or_try(ctx, dry_run, command).await?.into())
    }

    /// Fire an event of a certification's lifecycle.
    async fn transition_certification(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionCertification,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        let id = CertificationId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, FireCertificationEvent { id, transition: input }).await?.into())
    }

    /// Record a training of a person.
    async fn create_training(
        &self,
        ctx: &Context<'_>,
        input: CreateTraining,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Training> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct the record of a training.
    async fn update_training(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateTraining,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Training> {
        let id = TrainingId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectTraining { id, version: i64::from(version), patch: input }).await
    }
}
