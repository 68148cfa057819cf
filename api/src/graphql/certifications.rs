//! Root fields about certification and training.

use async_graphql::{Context, ID, Object};
use domain::{
    Day, Instant,
    id::{CertificationId, TrainingId},
};
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
    page::{Page, at, day, ids, instant, moment, page, page_at, page_cost, question_cost, request, words},
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
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Certification>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadCertification { id: CertificationId(uuid(&id)?), moment })))
                .await,
        )
    }

    /// What happened to a certification, and what may happen next.
    async fn certification_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadCertificationTransitions(CertificationId(id)))).await
    }

    /// The certifications within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn certifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Status, as it is today; not together with `as_of`.")] status: Option<
            Vec<CertificationStatus>,
        >,
        #[graphql(desc = "Way of certification: `ordinary` or `grandfathered`.")] route: Option<
            Vec<CertificationRoute>,
        >,
        #[graphql(desc = "The candidate or holder.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Certificates that end on this day or later.")] valid_until_from: Option<Day>,
        #[graphql(desc = "Certificates that end on this day or earlier.")] valid_until_to: Option<Day>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Certification>> {
        let query = CertificationsQuery {
            area,
            status: words(status, |status| domain::certification::Status::from(status).as_str()),
            route: words(route, |route| domain::certification::Route::from(route).as_str()),
            person_id: ids(person_id),
            valid_until_from: day(valid_until_from),
            valid_until_to: day(valid_until_to),
            as_of: day(as_of),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// A certificate in its signed form, while it is in force.
    async fn certification_credential(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<CertificationCredential>> {
        find(ctx, uuid(&id).map(|id| ReadCredential(CertificationId(id)))).await
    }

    /// Whether number and name are those of a certificate.
    #[graphql(complexity = "question_cost(child_complexity)")]
    async fn verify_certification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: VerifyCertification,
    ) -> async_graphql::Result<CertificationVerification> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        Ok(app.run(caller, input).await.map_err(Refusal)?)
    }

    /// One training.
    async fn training(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Training>> {
        find(ctx, uuid(&id).map(|id| ReadTraining(TrainingId(id)))).await
    }

    /// The trainings within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn trainings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Who took part.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Form.")] form: Option<Vec<TrainingForm>>,
        #[graphql(desc = "How it was given.")] mode: Option<Vec<TrainingMode>>,
        #[graphql(desc = "Held on this day or later.")] held_on_from: Option<Day>,
        #[graphql(desc = "Held on this day or earlier.")] held_on_to: Option<Day>,
    ) -> async_graphql::Result<Page<Training>> {
        let query = TrainingsQuery {
            area,
            person_id: ids(person_id),
            form: words(form, |form| domain::training::Form::from(form).as_str()),
            mode: words(mode, |mode| domain::training::Mode::from(mode).as_str()),
            held_on_from: day(held_on_from),
            held_on_to: day(held_on_to),
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
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "The year; this one unless said.")] year: Option<i32>,
        #[graphql(desc = "`true` for those only who fall short.")] short: Option<bool>,
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
        #[graphql(desc = "What is said.")] input: CreateCertification,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Complete an application.
    async fn update_certification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateCertification,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        let id = CertificationId(uuid(&id).map_err(Refusal)?);
        let command = CompleteCertification { id, version: i64::from(version), patch: input };
        Ok(run_or_try(ctx, dry_run, command).await?.into())
    }

    /// Fire an event of a certification's lifecycle.
    async fn transition_certification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionCertification,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Certification> {
        let id = CertificationId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, FireCertificationEvent { id, transition: input }).await?.into())
    }

    /// Record a training of a person.
    async fn create_training(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateTraining,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Training> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct the record of a training.
    async fn update_training(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateTraining,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Training> {
        let id = TrainingId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectTraining { id, version: i64::from(version), patch: input }).await
    }
}
